"""Two small things that the web process asks of the database: what waits, and that somebody cannot be reached."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, case, func, select, update

from bot.store.inbox import Safe
from bot.store.outbox import give_up_waiting
from bot.store.tables import inbox, outbox, person

SINCE = case((outbox.c.due_at < outbox.c.queued_at, outbox.c.queued_at), else_=outbox.c.due_at)
"""Since when a message could have gone. One with a head start is due before it is there."""


def backlog(connection: Connection, now: datetime) -> Mapping[str, tuple[int, float]]:
    """How many messages wait in each box, and how old the oldest is, in seconds. Those put off do not count."""
    boxes = {
        "inbox": select(func.count(), func.min(inbox.c.received_at)).where(inbox.c.ended_at.is_(None)),
        "outbox": select(func.count(), func.min(SINCE)).where(outbox.c.ended_at.is_(None), outbox.c.due_at <= now),
    }
    found = {box: connection.execute(query).one() for box, query in boxes.items()}
    return {
        box: (int(number), (now - oldest).total_seconds() if oldest else 0.0) for box, (number, oldest) in found.items()
    }


def unreachable(connection: Connection, safe: Safe, channel: str, address: str, now: datetime) -> None:
    """Note that somebody shut the channel to us. Their next message opens it again."""
    theirs = person.c.address_key == safe.key(channel, address)
    number = connection.execute(select(person.c.id).where(theirs)).scalar()
    if number is not None:
        connection.execute(update(person).where(person.c.id == number).values(unreachable_at=now))
        give_up_waiting(connection, number, "unreachable", now)
