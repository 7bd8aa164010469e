"""A conversation played through the real store, turn and delivery, with the clock in our hands.

`bot chat` and the golden transcripts use it: what they show is what a person would get.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.channels import Channel, NotSent, Sent
from bot.delivery import Delivery
from bot.flows.question import Session, World
from bot.hours import awake_at
from bot.jobs import Claims, purge_due, remind_due
from bot.message import Event, Inbound, Option, Outbound
from bot.revisit import revisit_due
from bot.store.store import Store
from bot.store.tables import due, opt_out, person
from bot.turn import Talk, take


class Hands:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.now


class Noting:
    """A channel that lays out as the real one does, and notes what would have gone out."""

    def __init__(self, channel: Channel) -> None:
        self.name = channel.name
        self._channel = channel
        self._sent = 0
        self.out: list[tuple[str, Outbound]] = []

    def lay_out(self, text: str, options: Sequence[Option]) -> list[Outbound]:
        """As the real channel."""
        return self._channel.lay_out(text, options)

    async def send(self, address: str, outbound: Outbound) -> Sent | NotSent:
        """Noted."""
        self.out.append((address, outbound))
        self._sent += 1
        return Sent(f"{self.name}-{self._sent}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What followed from a message, or from time passing: what went out, the session left, what was recorded."""

    out: tuple[Outbound, ...]
    session: Session
    events: tuple[Event, ...] = ()


class Rehearsal:
    """One person's conversation over one channel. The store's clock must be these hands."""

    def __init__(self, store: Store, hands: Hands, channel: Channel, world: Callable[[], World], **talk: Any) -> None:
        """`world` gives the world as it is at the hands' time; `talk`: other parts of `Talk`, where not the usual."""
        self._store = store
        self._hands = hands
        self._channel = Noting(channel)
        channels: Mapping[str, Channel] = {channel.name: self._channel}
        self._talk = Talk(world, channels, **talk)
        self._delivery = Delivery(store, channels)
        self._claims = Claims(store, lambda: hands.now.timestamp())
        self._runner = asyncio.Runner()
        self._sender: str | None = None

    def converse(self, inbound: Inbound) -> Outcome:
        """A message in, and all that follows from it."""
        self._sender = inbound.sender
        self._store.receive(inbound)
        events: list[Event] = []
        while taken := take(self._store, self._talk):
            events += [event for one in taken if one.reply for event in one.reply.turn.events]
        return self._delivered(events)

    def tick(self, now: datetime) -> Outcome:
        """Time passes until then, and whatever falls due on the way happens at its time."""
        revisit_due(self._store, self._talk)
        while (at := self._next_due()) is not None and at <= now:
            self._hands.now = max(at, self._hands.now)
            remind_due(self._store, self._talk)
            self._runner.run(self._delivery.deliver_due())
        self._hands.now = now
        self._claims.sweep()
        purge_due(self._store, self._talk.world().content.areas)
        return self._delivered([])

    def close(self) -> None:
        """Let go of the event loop; the store is the caller's."""
        self._runner.close()

    def _next_due(self) -> datetime | None:
        """When the next timer may speak."""
        first = self._store.run(lambda tx: tx.connection.execute(select(func.min(due.c.due_at))).scalar())
        return None if first is None else awake_at(max(first, self._hands.now))

    def _delivered(self, events: Sequence[Event]) -> Outcome:
        self._runner.run(self._delivery.deliver_due())
        out = tuple(outbound for address, outbound in self._channel.out if address == self._sender)
        self._channel.out.clear()
        return Outcome(out, self.session(), tuple(events))

    def session(self) -> Session:
        """The person's session as it is kept; a new one when there is none. That they said STOP outlives it."""
        if self._sender is None:
            return Session()
        key = self._store.safe.key(self._channel.name, self._sender)
        known = select(person.c.id).where(person.c.address_key == key)
        stopped = select(opt_out.c.since).where(opt_out.c.address_key == key)

        def session(transaction: Any) -> Session:
            number = transaction.connection.execute(known).scalar()
            if number and transaction.someone(number):
                kept: Session = transaction.session_for(number)
                return kept
            return Session(opted_out=transaction.connection.execute(stopped).first() is not None)

        return self._store.run(session)
