"""What is dropped after how long. Areas may set how long words are kept; the rest is the same for everybody."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, exists, or_, select, update

from bot.store.forget import erase, remove_forgotten
from bot.store.tables import due, handover, inbox, outbox, person, receipt

WORDS = timedelta(days=30)
"""What was said, by them or by us, where the area does not set a time of its own."""
SILENCE = timedelta(days=365)
"""A person, with all their answers, who has not written for so long."""
RECEIPTS = timedelta(days=30)
ROWS = timedelta(days=365)
"""That a message was received or sent, without its words: numbers, states and times."""
MOST = 500
"""People forgotten in one transaction, so that it stays short."""


def purge(connection: Connection, now: datetime, days: Mapping[str, int]) -> bool:
    """Drop what has been kept long enough. `days`: area -> days that words are kept. True: there is more to drop."""
    for area, number in days.items():
        blank_words(connection, now - timedelta(days=number), lived_in(area))
    blank_words(connection, now - WORDS, lived_elsewhere(days))
    connection.execute(delete(receipt).where(receipt.c.at < now - RECEIPTS))
    connection.execute(delete(outbox).where(outbox.c.ended_at < now - ROWS))
    answered = exists().where(outbox.c.inbox_id == inbox.c.id)
    connection.execute(delete(inbox).where(inbox.c.ended_at < now - ROWS, ~answered))
    connection.execute(delete(handover).where(handover.c.done_at < now - ROWS))
    silent = forget_silent(connection, now)
    remove_forgotten(connection)
    return silent == MOST


def lived_in(area: str) -> ColumnElement[bool]:
    """People of an area."""
    return person.c.area == area


def lived_elsewhere(areas: Mapping[str, int]) -> ColumnElement[bool]:
    """People of no area, or of one that sets nothing."""
    return or_(person.c.area.is_(None), person.c.area.not_in(list(areas)))


def blank_words(connection: Connection, before: datetime, whose: ColumnElement[bool]) -> None:
    """Blank the words of messages that have ended, both ways."""
    people = select(person.c.id).where(whose)
    for table, at in ((inbox, inbox.c.received_at), (outbox, outbox.c.queued_at)):
        old = (at < before) & table.c.said.is_not(None) & table.c.ended_at.is_not(None)
        connection.execute(update(table).where(old, table.c.person_id.in_(people)).values(said=None))


def forget_silent(connection: Connection, now: datetime) -> int:
    """Forget people who have long been silent and whom nothing awaits. Returns how many."""
    awaited = exists().where(due.c.person_id == person.c.id)
    waits = exists().where(inbox.c.person_id == person.c.id, inbox.c.ended_at.is_(None))
    silent = select(person.c.id).where(person.c.seen_at < now - SILENCE, ~awaited, ~waits).limit(MOST)
    found = list(connection.execute(silent).scalars())
    for number in found:
        erase(connection, number, now)
    return len(found)
