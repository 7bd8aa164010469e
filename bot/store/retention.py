"""What is dropped after how long. Areas may set how long words and counts are kept; the rest is the same for all.

It goes in small steps, so that nobody's turn has to wait for it.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, or_, select, update

from bot.content.areas import Area
from bot.flows.reminders import SILENCE
from bot.store.forget import erase, remove_forgotten
from bot.store.tables import (
    area_parts,
    asking,
    brake,
    event,
    handover,
    inbox,
    missed,
    outbox,
    person,
    person_parts,
    receipt,
)

WORDS = timedelta(days=30)
"""What was said, by them or by us, where the area does not set a time of its own."""
RECEIPTS = timedelta(days=30)
UNCLAIMED = timedelta(hours=1)
"""A receipt of a message that we do not have. It may come before its message is marked as sent, but not by so much."""
ASKINGS = timedelta(days=90)
"""That a person looked for a kind of help somewhere."""
PARTS = timedelta(days=1)
"""How many texts a person was sent in a day, after its end: nobody asks any more."""
BRAKES = timedelta(days=1)
"""How much somebody had written before they were forgotten: it has eased long before."""
ROWS = timedelta(days=365)
"""That a message was received or sent, without its words: numbers, states and times."""
MONTH = timedelta(days=365.25 / 12)
EVENTS = 36 * MONTH
"""What happened, as codes of nobody's, where the area does not set a time of its own."""
MOST = 500
"""Rows of a kind dropped in one step."""
TOO_LATE = "too-late"
"""Why a message ended that has waited as long as words are kept."""

log = logging.getLogger(__name__)


Times = Mapping[str, timedelta]
"""Area -> how long."""


def purge(connection: Connection, now: datetime, areas: Mapping[str, Area]) -> bool:
    """Drop some of what has been kept long enough. True: there is more."""
    words = {code: timedelta(days=area.retention_days) for code, area in areas.items()}
    counts = {code: area.statistics_months * MONTH for code, area in areas.items()}
    for time, whose in by_area(person.c.area, words, WORDS):
        end_overdue(connection, now - time, whose, now)
    more = max(drop_some(connection, now, words, counts)) == MOST
    drop_the_few(connection, now)
    remove_forgotten(connection)
    return more


def drop_some(connection: Connection, now: datetime, words: Times, counts: Times) -> Iterator[int]:
    """Drop a part of what there may be millions of. Returns how many rows of each."""
    for time, whose in by_area(person.c.area, words, WORDS):
        yield from (blank_words(connection, table, now - time, whose) for table in (inbox, outbox))
    for time, whose in by_area(event.c.area, counts, EVENTS):
        yield drop_events(connection, now - time, whose)
    yield drop_receipts(connection, receipt.c.at < now - RECEIPTS)
    yield drop_receipts(connection, receipt.c.at.between(now - 3 * UNCLAIMED, now - UNCLAIMED), ~of_a_message())
    yield drop_rows(connection, outbox, now - ROWS)
    unused = (~exists().where(table.c.inbox_id == inbox.c.id) for table in (outbox, missed))
    yield drop_rows(connection, inbox, now - ROWS, *unused)
    yield forget_silent(connection, now - SILENCE, now)


def drop_the_few(connection: Connection, now: datetime) -> None:
    """Drop what is old of what there are few of."""
    blanked = exists().where(inbox.c.id == missed.c.inbox_id, inbox.c.said.is_(None))
    old = (
        delete(handover).where(handover.c.done_at < now - ROWS),
        delete(missed).where(blanked),
        delete(asking).where(asking.c.at < now - ASKINGS),
        delete(person_parts).where(person_parts.c.day < (now - PARTS).date()),
        delete(brake).where(brake.c.at < now - BRAKES),
        delete(area_parts).where(area_parts.c.day < (now - ROWS).date()),
    )
    for statement in old:
        connection.execute(statement)


def end_overdue(connection: Connection, before: datetime, whose: ColumnElement[bool], now: datetime) -> None:
    """End what has waited as long as words are kept, as on a channel that was switched off: nobody wants it now."""
    theirs = select(person.c.id).where(whose)
    for table, at, state in ((inbox, inbox.c.received_at, "set_aside"), (outbox, outbox.c.queued_at, "given_up")):
        waits = and_(table.c.ended_at.is_(None), at < before, table.c.person_id.in_(theirs))
        unclaimed = [outbox.c.claimed_at.is_(None)] if table is outbox else []
        ended = {"state": state, "error": TOO_LATE, "ended_at": now}
        if number := connection.execute(update(table).where(waits, *unclaimed).values(ended)).rowcount:
            log.error("%s: %d messages that have waited too long are ended; is a channel off?", table.name, number)


def blank_words(connection: Connection, table: Table, before: datetime, whose: ColumnElement[bool]) -> int:
    """Blank the words of messages that have ended and are of these people. Returns how many."""
    at = table.c.received_at if table is inbox else table.c.queued_at
    theirs = exists().where(person.c.id == table.c.person_id, whose)
    old = select(table.c.id).where(at < before, table.c.said.is_not(None), table.c.ended_at.is_not(None), theirs)
    ids = list(connection.execute(old.order_by(at).limit(MOST)).scalars())
    connection.execute(update(table).where(table.c.id.in_(ids)).values(said=None))
    return len(ids)


def by_area(of: ColumnElement[str], own: Times, others: timedelta) -> Iterator[tuple[timedelta, ColumnElement[bool]]]:
    """How long, and for whom: each area with a time of its own, and all others."""
    yield from ((time, of == area) for area, time in own.items())
    yield others, or_(of.is_(None), of.not_in(list(own)))


def drop_events(connection: Connection, before: datetime, whose: ColumnElement[bool]) -> int:
    """Drop old events. Returns how many."""
    old = select(event.c.id).where(event.c.at < before, whose).limit(MOST)
    ids = list(connection.execute(old).scalars())
    return connection.execute(delete(event).where(event.c.id.in_(ids))).rowcount


def of_a_message() -> ColumnElement[bool]:
    """Whether a receipt is of a message that we have: not of one to somebody who was forgotten since."""
    return exists().where(outbox.c.provider_id == receipt.c.provider_id, outbox.c.provider_id.is_not(None))


def drop_receipts(connection: Connection, *which: ColumnElement[bool]) -> int:
    """Drop some receipts. Returns how many."""
    key = (receipt.c.provider_id, receipt.c.status)
    rows = connection.execute(select(*key).where(*which).limit(MOST)).all()
    for provider_id, status in rows:
        connection.execute(delete(receipt).where(key[0] == provider_id, key[1] == status))
    return len(rows)


def drop_rows(connection: Connection, table: Table, before: datetime, *also: ColumnElement[bool]) -> int:
    """Drop old messages that have ended. Returns how many. The first rows are the oldest: no index is needed."""
    first = select(table.c.id, table.c.ended_at).where(table.c.ended_at.is_not(None))
    rows = connection.execute(first.order_by(table.c.id).limit(MOST)).all()
    old = table.c.id.in_([row.id for row in rows if row.ended_at < before])
    return connection.execute(delete(table).where(old, *also)).rowcount


def forget_silent(connection: Connection, before: datetime, now: datetime) -> int:
    """Forget people who have long been silent, with what was to fall due for them. Returns how many."""
    waits = exists().where(inbox.c.person_id == person.c.id, inbox.c.ended_at.is_(None))
    silent = select(person.c.id).where(person.c.seen_at < before, ~waits).limit(MOST)
    found = list(connection.execute(silent).scalars())
    for number in found:
        erase(connection, number, now)
    return len(found)
