"""Telegram by python-telegram-bot, as transport only: updates read, messages sent. It is imported when first needed.

Updates are read as the JSON that Telegram publishes (https://core.telegram.org/bots/api#update), the same way from a
webhook and from long polling.
"""

import asyncio
import hashlib
import hmac
import html
import logging
import os
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.channels import NotSent, Sent
from bot.channels.parts import parted
from bot.message import Inbound, Kind, Option, Outbound

if TYPE_CHECKING:
    from telegram import Bot, InlineKeyboardMarkup
    from telegram.request import HTTPXRequest

Update = Mapping[str, Any]
"""An update as Telegram sends it."""

LONGEST_TEXT = 4096
"""In UTF-16 units, as Telegram counts."""
LONGEST_CODE = 64
"""Bytes that a button can carry."""
SECRET_HEADER = b"x-telegram-bot-api-secret-token"
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
TIMEOUT = 10.0
"""Seconds to wait for Telegram."""
LONG_POLL = 25
"""Seconds that Telegram holds a poll open."""
OPERATOR_NEEDS = 300.0
"""Seconds to wait before trying again what only an operator can put right (a wrong token)."""
LONGEST_PAUSE = 60.0
"""Seconds between polls while Telegram or our own database is out of reach."""

_KINDS: dict[str, Kind] = {
    "text": "text",
    "location": "location",
    "venue": "location",
    "photo": "photo",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "video": "other",
    "animation": "other",
    "document": "other",
    "sticker": "other",
    "contact": "other",
    "poll": "other",
    "dice": "other",
    "story": "other",
}
"""What a message holds -> its kind. A message with none of these says nothing (a pinned message, say)."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach Telegram. `secret` is kept between Telegram and us; `api_base`: another host's root."""

    token: str
    secret: str
    api_base: str = "https://api.telegram.org"

    @property
    def path(self) -> str:
        """Where Telegram posts updates. It does not tell the secret, as addresses end up in logs."""
        return "/telegram/" + hashlib.sha256(f"path {self.secret}".encode()).hexdigest()[:32]

    def at(self, path: str) -> bool:
        """Whether a request came to our path, or to one that somebody made of the secret itself by hand."""
        ours = (self.path, f"/telegram/{self.secret}")
        return any(hmac.compare_digest(one.encode(), path.encode()) for one in ours)

    def fits(self, header: bytes) -> bool:
        """Whether a request carries the secret, compared in constant time."""
        return hmac.compare_digest(self.secret.encode(), header)


def read(update: Update, at: datetime) -> Inbound | None:
    """An update as a message; None where there is nothing to answer: groups, channels, bots, service messages."""
    if press := update.get("callback_query"):
        return _pressed(press, update, at)
    message = update.get("message") or update.get("edited_message")
    if not message or not _private(message) or message.get("from", {}).get("is_bot"):
        return None
    held = next((name for name in _KINDS if name in message), None)
    edited = "edited_message" in update
    if held is None or (edited and held == "location"):
        return None
    return Inbound(
        channel=Telegram.name,
        provider_id=str(update["update_id"]),
        sender=str(message["chat"]["id"]),
        words=_words(message),
        at=at,
        kind="edited" if edited and held == "text" else _KINDS[held],
        point=_point(message),
    )


def _private(message: Mapping[str, Any]) -> bool:
    return bool(message["chat"]["type"] == "private")


def _words(message: Mapping[str, Any]) -> str:
    """The text or caption; a command without its slash and the bot's name: "/start_again@nearhand" -> "start again"."""
    text = str(message.get("text") or message.get("caption") or "")
    command = re.match(r"/(\w{1,32})(?:@\w+)?(?=\s|$)", text)
    if not command:
        return text
    rest = "" if command[1] == "start" else text[command.end() :]
    return command[1].replace("_", " ") + rest


def _point(message: Mapping[str, Any]) -> tuple[float, float] | None:
    place = message.get("location")
    return (float(place["latitude"]), float(place["longitude"])) if place else None


def _pressed(press: Mapping[str, Any], update: Update, at: datetime) -> Inbound | None:
    message = press.get("message")
    if not message or not _private(message):
        return None
    code = str(press.get("data") or "")
    # A button carries a code, or a bare number where the code was too long to be carried.
    is_code = ":" in code
    return Inbound(
        channel=Telegram.name,
        provider_id=str(update["update_id"]),
        sender=str(message["chat"]["id"]),
        words="" if is_code else code,
        at=at,
        kind="button",
        pressed=code if is_code else None,
    )


def press_id(update: Update) -> str | None:
    """The id of a button press, which Telegram wants acknowledged; None for other updates."""
    press = update.get("callback_query")
    return str(press["id"]) if press else None


def blocked_by(update: Update) -> str | None:
    """The address of a person who has just blocked us; None for other updates."""
    change = update.get("my_chat_member")
    if not change or not _private(change) or change["new_chat_member"]["status"] != "kicked":
        return None
    return str(change["chat"]["id"])


class Telegram:
    """Telegram messages, in private chats only."""

    name = "telegram"

    def __init__(self, account: Account | None = None) -> None:
        """Without an account it can lay out, not send."""
        self._account = account
        self._wires: list[HTTPXRequest] = []

    def lay_out(self, text: str, options: Sequence[Option]) -> list[Outbound]:
        """Messages of at most 4,096 units, the choices as buttons under the last."""
        parts = parted(text, lambda part: len(part.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_TEXT)
        choices = [()] * (len(parts) - 1) + [tuple(options)]
        return [Outbound(part, offered) for part, offered in zip(parts, choices, strict=False)]

    async def send(self, address: str, outbound: Outbound) -> Sent | NotSent:
        """Send one message, its text escaped, a button a row."""
        from telegram import LinkPreviewOptions

        try:
            message = await self.bot.send_message(
                chat_id=int(address),
                text=html.escape(outbound.text, quote=False),
                parse_mode="HTML",
                reply_markup=keyboard(outbound.options),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except Exception as error:
            return not_sent(error)
        return Sent(str(message.message_id))

    async def acknowledge(self, press: str) -> None:
        """Stop the waiting sign on a button. At best: the answer itself matters more."""
        try:
            await self.bot.answer_callback_query(press)
        except Exception as error:
            log.info("press not acknowledged: %s", type(error).__name__)

    async def register(self, public_url: str) -> None:
        """Ask Telegram to post updates to us, with the secret. Raises telegram.error.TelegramError."""
        assert self._account is not None, "Telegram has no account"
        url = public_url.rstrip("/") + self._account.path
        await self.bot.set_webhook(url, secret_token=self._account.secret, allowed_updates=WANTED)

    async def poll(self, take: Callable[[Update], Awaitable[None]], closing: asyncio.Event) -> None:
        """Fetch updates until `closing`. `take` must have committed one when it returns: only then is it confirmed.

        A poll or a `take` that fails is tried again from the same update, after a pause that doubles.
        """
        offset, pause = None, 0.0
        while not await _closed(closing, pause):
            try:
                for update in await self._updates(offset):
                    await take(update)
                    offset = int(update["update_id"]) + 1
                pause = 0.0
            except Exception as error:
                pause = min(LONGEST_PAUSE, max(1.0, pause * 2))
                log.warning("telegram: polling again in %.0f s after %s", pause, type(error).__name__)

    async def _updates(self, offset: int | None) -> list[Update]:
        if offset is None:
            # Telegram refuses to be polled while a webhook is set.
            await self.bot.delete_webhook(drop_pending_updates=False)
        found = await self.bot.get_updates(offset=offset, timeout=LONG_POLL, allowed_updates=WANTED)
        return [update.to_dict() for update in found]

    async def close(self) -> None:
        """Let go of the connections."""
        # Not bot.shutdown(): that does nothing for a bot which was never asked who it is.
        for wire in self._wires:
            await wire.shutdown()

    @cached_property
    def bot(self) -> "Bot":
        """The real client. Its logs would hold words and the token: they are turned off."""
        # The client's own switch for waiting times as timedeltas; without it every 429 warns of that change.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        from telegram import Bot

        assert self._account is not None, "Telegram has no account"
        for name in ("telegram", "httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        base = self._account.api_base.rstrip("/")
        self._wires = [wire() for _ in range(2)]
        messages, polls = self._wires
        root, files = f"{base}/bot", f"{base}/file/bot"
        return Bot(self._account.token, root, files, request=messages, get_updates_request=polls)


async def _closed(closing: asyncio.Event, pause: float) -> bool:
    """Whether it is time to stop, having waited for that at most `pause` seconds."""
    if pause:
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), pause)
    return closing.is_set()


def wire() -> "HTTPXRequest":
    """One pool of connections."""
    from telegram.request import HTTPXRequest

    return HTTPXRequest(connect_timeout=TIMEOUT, read_timeout=TIMEOUT, pool_timeout=TIMEOUT)


def keyboard(options: Sequence[Option]) -> "InlineKeyboardMarkup | None":
    """One choice a row. A code too long to be carried is sent as its number, which means the same."""
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    if not options:
        return None
    codes = [carried(option.code, place) for place, option in enumerate(options, 1)]
    rows = zip(options, codes, strict=True)
    return InlineKeyboardMarkup([[InlineKeyboardButton(option.label, callback_data=code)] for option, code in rows])


def carried(code: str, place: int) -> str:
    """What a button carries: its code, or its number among the choices where the code is over 64 bytes."""
    return code if len(code.encode()) <= LONGEST_CODE else str(place)


def not_sent(error: Exception) -> NotSent:
    """What an error of the client means. Only a chat that will never take a message is given up at once."""
    from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

    code = type(error).__name__
    if isinstance(error, RetryAfter):
        return NotSent(code, again=True, retry_after=_seconds(error.retry_after))
    if isinstance(error, InvalidToken):
        return NotSent(code, again=True, retry_after=OPERATOR_NEEDS)
    if isinstance(error, Forbidden | ChatMigrated):
        return NotSent(code, again=False, unreachable=True)
    if isinstance(error, BadRequest):
        gone = any(words in str(error).lower() for words in ("chat not found", "user not found", "deactivated"))
        return NotSent(code, again=False, unreachable=gone)
    if isinstance(error, ValueError):
        return NotSent(code, again=False)
    return NotSent(code, again=True)


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
