"""Small things that the web process asks of the database: what waits, who works, that somebody cannot be reached."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, update

from bot.hours import ANSWERS
from bot.store.inbox import Safe
from bot.store.outbox import give_up_waiting
from bot.store.tables import inbox, outbox, person, setting
from bot.store.transaction import HEARTBEAT

ALIVE_S = 120.0
"""A worker that has not been heard of for so long has missed four signs of life."""
TRIED = and_(outbox.c.attempts > 0, outbox.c.reason.in_(ANSWERS))
"""An answer that was tried already: it waits since it was queued, whenever it is tried next."""
SINCE = case(
    (TRIED, outbox.c.queued_at), (outbox.c.due_at < outbox.c.queued_at, outbox.c.queued_at), else_=outbox.c.due_at
)
"""Since when a message could have gone. One with a head start is due before it is there."""


@dataclass(frozen=True, slots=True)
class Signs:
    """How things stand. `boxes`: how many messages wait in each, and the oldest's age in seconds. `beat_s`: seconds
    since the worker that ticks for all was last heard of."""

    boxes: Mapping[str, tuple[int, float]]
    beat_s: float = inf


def signs(connection: Connection, now: datetime, channels: Collection[str]) -> Signs:
    """How things stand on the channels that are on."""
    return Signs(backlog(connection, now, channels), since_beat(connection, now))


def backlog(connection: Connection, now: datetime, channels: Collection[str]) -> Mapping[str, tuple[int, float]]:
    """How many messages wait in each box, and how old the oldest is, in seconds.

    Those put off do not count, nor those on channels that are off.
    """
    ready = or_(outbox.c.due_at <= now, TRIED)
    boxes = {
        "inbox": select(func.count(), func.min(inbox.c.received_at)).join(person, person.c.id == inbox.c.person_id),
        "outbox": select(func.count(), func.min(SINCE)).join(person, person.c.id == outbox.c.person_id).where(ready),
    }
    waits: Mapping[str, ColumnElement[bool]] = {
        "inbox": inbox.c.ended_at.is_(None),
        "outbox": outbox.c.ended_at.is_(None),
    }
    on = person.c.channel.in_(list(channels))
    found = {box: connection.execute(query.where(waits[box], on)).one() for box, query in boxes.items()}
    return {
        box: (int(number), (now - oldest).total_seconds() if oldest else 0.0) for box, (number, oldest) in found.items()
    }


def since_beat(connection: Connection, now: datetime) -> float:
    """Seconds since a worker last gave a sign of life; without end when none ever did."""
    at = connection.execute(select(setting.c.at).where(setting.c.name == HEARTBEAT)).scalar()
    return max(0.0, (now - at).total_seconds()) if at else inf


def unreachable(connection: Connection, safe: Safe, channel: str, address: str, now: datetime) -> None:
    """Note that somebody shut the channel to us. Their next message opens it again."""
    theirs = person.c.address_key == safe.key(channel, address)
    number = connection.execute(select(person.c.id).where(theirs)).scalar()
    if number is not None:
        connection.execute(update(person).where(person.c.id == number).values(unreachable_at=now))
        give_up_waiting(connection, number, "unreachable", now)
