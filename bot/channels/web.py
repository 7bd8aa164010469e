"""The web chat: a session in a signed cookie, a form that can be posted twice, and news for open pages.

Nothing is sent anywhere: a message is on the page once its row is there, and `send` tells open pages to look.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from uuid import uuid4

from bot.channels import NotSent, Sent
from bot.message import Inbound, Option, Outbound

LONGEST_WORDS = 5000
LONGEST_CODE = 200
"""Characters taken from one message; the rest is left out."""


class Keys:
    """What the deployment's secret keys sign: the session in a cookie, and the token of a form.

    The first signs; what any of them signed is good, so that a new key in front of the old ends no conversation.
    """

    def __init__(self, *secret_keys: str) -> None:
        self._keys = tuple(key.encode() for key in secret_keys)

    def cookie(self, session: str) -> str:
        """A session's id with its signature."""
        return f"{session}.{self._mark('cookie', session)}"

    def session(self, cookie: str | None) -> str | None:
        """The session of a cookie; None for none, or one that we did not sign."""
        session, _, given = (cookie or "").partition(".")
        return session if self._signed("cookie", session, given) else None

    def token(self, session: str) -> str:
        """What a form of this session carries, so that no other site can post one."""
        return self._mark("form", session)

    def fits(self, session: str, token: str) -> bool:
        """Whether a form is of this session. Compared in constant time."""
        return self._signed("form", session, token)

    def _mark(self, purpose: str, session: str) -> str:
        return mark(self._keys[0], purpose, session)

    def _signed(self, purpose: str, session: str, given: str) -> bool:
        marks = [mark(key, purpose, session) for key in self._keys]
        return any([hmac.compare_digest(one.encode(), given.encode()) for one in marks])  # noqa: C419 - all are compared


def mark(key: bytes, purpose: str, session: str) -> str:
    """A key's signature of a session for one purpose."""
    return base64.urlsafe_b64encode(hmac.digest(key, f"{purpose} {session}".encode(), "sha256")).decode().rstrip("=")


def new_session() -> str:
    """The id of a session: 192 bits that nobody can guess. It is the person's address on this channel."""
    return secrets.token_urlsafe(24)


def read(session: str, form: Mapping[str, str], at: datetime) -> Inbound:
    """A posted form as a message. The same form posted twice is one message; another text is another."""
    words, pressed = form.get("words", "")[:LONGEST_WORDS], form.get("pressed", "")[:LONGEST_CODE] or None
    once = hashlib.sha256("\0".join((session, form.get("once", ""), words, pressed or "")).encode()).hexdigest()
    return Inbound(
        channel=Web.name,
        provider_id=once[:32],
        sender=session,
        words="" if pressed else words,
        at=at,
        kind="button" if pressed else "text",
        pressed=pressed,
    )


class Watch:
    """Whether anything was sent to a session since somebody began to look. What it was, is read from its row."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def stir(self) -> None:
        """Stop waiting: something was sent, or we are about to close."""
        self._news.set()

    async def wait(self, seconds: float) -> None:
        """Wait for something to be sent, at most so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
        self._news.clear()


class Web:
    """The web chat."""

    name = "web"

    def __init__(self) -> None:
        self._watches: dict[str, set[Watch]] = defaultdict(set)

    def lay_out(self, text: str, options: Sequence[Option]) -> list[Outbound]:
        """One message; the page makes its choices buttons."""
        return [Outbound(text, tuple(options))]

    async def send(self, address: str, outbound: Outbound) -> Sent | NotSent:
        """Always sent. Pages of this session that are open look for what is new."""
        for watch in self._watches.get(address, ()):
            watch.stir()
        return Sent(uuid4().hex)

    def stir(self) -> None:
        """Wake whoever waits: we are about to close."""
        for watches in self._watches.values():
            for watch in watches:
                watch.stir()

    @contextmanager
    def watch(self, address: str) -> Iterator[Watch]:
        """Look at what is sent to a session."""
        watch = Watch()
        self._watches[address].add(watch)
        try:
            yield watch
        finally:
            self._watches[address].discard(watch)
            if not self._watches[address]:
                del self._watches[address]
