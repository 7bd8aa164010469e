"""A conversation in the terminal, through the real store, turn and delivery: `bot chat` and the golden transcripts."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from secrets import token_hex
from typing import Any

from bot import timers
from bot.channels import Channel
from bot.content import Content
from bot.flows.question import World
from bot.flows.tree import UNHEARD
from bot.hours import LONDON
from bot.matching.catalogue import Catalogue
from bot.matching.understand import Hearing
from bot.message import Inbound, Option, Outbound
from bot.rehearsal import Hands, Outcome, Rehearsal
from bot.store.demand import Latest
from bot.store.engine import address_of
from bot.store.seal import secrets_for
from bot.store.store import Store
from bot.transcript import Exchange, passing

IN_MEMORY = "sqlite://"
SENDER = "rehearsal"


def sms() -> Channel:
    """SMS as Twilio would carry it."""
    from bot.channels.sms import Sms

    return Sms()


def telegram() -> Channel:
    """Telegram, with buttons."""
    from bot.channels.telegram import Telegram

    return Telegram()


def web() -> Channel:
    """The web chat."""
    from bot.channels.web import Web

    return Web()


def terminal() -> Channel:
    """The terminal itself."""
    from bot.channels.terminal import Terminal

    return Terminal()


CHANNELS: Mapping[str, Callable[[], Channel]] = {"sms": sms, "telegram": telegram, "web": web, "terminal": terminal}


class Chat:
    """One person talking: a line is a message, `~ 9 days` lets time pass, `> words` delivers the last one again."""

    def __init__(
        self,
        content: Content,
        hearing: Hearing,
        catalogue: Catalogue,
        channel: str = "terminal",
        area: str | None = None,
        now: datetime | None = None,
        database: str = IN_MEMORY,
        key: str | None = None,
    ) -> None:
        """With `now` the clock stands still between lines; without, it is the real one.

        `key`: the secret that the database is sealed with. Raises StoreError or SealError for what cannot be opened.
        """
        self._fixed = now is not None
        self._hands = Hands(now or datetime.now(LONDON))
        self._world = World(self._hands.now, content, hearing, catalogue, area)
        address_of(database)  # what is no address is told as that, and not as one without its secret
        self._store = Store.open(database, secrets_for(database, key)[0], self._hands)
        demand = Latest(self._store).figures
        self._rehearsal = Rehearsal(
            self._store,
            self._hands,
            CHANNELS[channel](),
            lambda: replace(self._world, now=self._hands.now, demand=demand),
            timers=timers.timers,
            remind=timers.remind,
        )
        self._channel = channel
        self._offered: tuple[Option, ...] = ()
        self._last: Inbound | None = None

    def play(self, line: str) -> Exchange:
        """What follows from a line."""
        self._tick()
        wait = passing(line)
        if wait is not None:
            return self._noted(line, self._rehearsal.tick(self._hands.now + wait))
        if line.startswith("> ") and self._last:
            return self._noted(line, self._rehearsal.converse(self._last))
        self._last = self._inbound(line)
        return self._noted(line, self._rehearsal.converse(self._last))

    def take_up(self, line: str, hearing: Hearing) -> Exchange:
        """Other content from now on, as after a deploy; `line` stands for it in a transcript."""
        self._world = replace(self._world, content=hearing.content, hearing=hearing)
        return Exchange(line, (), self._rehearsal.session())

    def close(self) -> None:
        """Let go of the database."""
        self._rehearsal.close()
        self._store.close()

    def _tick(self) -> None:
        if not self._fixed:
            self._hands.now = datetime.now(LONDON)

    def _inbound(self, line: str) -> Inbound:
        pressed = next((option.code for option in self._offered if option.label == line.strip()), None)
        inbound = Inbound(self._channel, token_hex(8), SENDER, line, self._hands.now)
        return replace(inbound, words="", kind="button", pressed=pressed) if pressed else inbound

    def _noted(self, line: str, outcome: Outcome) -> Exchange:
        offered = [option for outbound in outcome.out for option in outbound.options]
        self._offered = tuple(offered) if offered and self._channel in ("telegram", "web") else ()
        return Exchange(line, outcome.out, outcome.session, outcome.events)


def as_json(exchange: Exchange) -> dict[str, Any]:
    """An exchange as the contract prints it."""
    session = exchange.session
    named = [i for event in exchange.events for i in event.values.get("providers", "").split("+") if i]
    return {
        "in": exchange.said,
        "out": [outbound_as_json(outbound) for outbound in exchange.out],
        "flow": session.flow,
        "asked": session.asked,
        "answers": {name: code for name, code in session.held().items() if name != UNHEARD},
        **({"matches": named} if named else {}),
        "events": [event.name for event in exchange.events],
    }


def outbound_as_json(outbound: Outbound) -> dict[str, object]:
    """A message as the contract prints it."""
    return {
        "text": outbound.text,
        "options": [option.label for option in outbound.options],
        "encoding": outbound.encoding,
        "segments": outbound.segments,
    }
