"""Forgetting a person, over every table that has something of theirs."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, Table, and_, delete, exists, or_, select, update

from bot.flows.question import Session
from bot.store.seal import Seal
from bot.store.sessions import BLANK, sealed_session
from bot.store.tables import brake, inbox, metadata, outbox, person, receipt


def tables_of_people() -> list[Table]:
    """Every table with rows of a person's, those that point at others first."""
    return [table for table in reversed(metadata.sorted_tables) if "person_id" in table.c]


def erase(connection: Connection, person_id: int, now: datetime) -> None:
    """Forget a person but for their address, which goes as soon as nothing is left to send to them.

    Kept without any link to them: the channels' ids of messages taken, so that a redelivery changes nothing. A message
    of theirs that still waits was written after they asked, and is dealt with as a stranger's.
    """
    theirs = [table.c.person_id == person_id for table in tables_of_people()]
    sent = select(outbox.c.provider_id).where(outbox.c.person_id == person_id, outbox.c.provider_id.is_not(None))
    connection.execute(delete(receipt).where(receipt.c.provider_id.in_(sent)))
    for table, own in zip(tables_of_people(), theirs, strict=True):
        if table is not inbox:
            connection.execute(delete(table).where(own))
    taken = and_(inbox.c.person_id == person_id, inbox.c.ended_at.is_not(None))
    connection.execute(update(inbox).where(taken).values(person_id=None, said=None))
    blank = {"session": BLANK, "has_result": False, "area": None, "unreachable_at": None, "forgotten_at": now}
    connection.execute(update(person).where(person.c.id == person_id).values(blank))


def keep_brake(connection: Connection, seal: Seal, key: str, before: Session, now: datetime) -> Session:
    """Keep of a session how much its person wrote lately, by their hashed address. Returns what is left of it."""
    left = Session(pressure=before.pressure, heeded=before.heeded, hushed=before.hushed, seen_at=now)
    connection.execute(delete(brake).where(brake.c.address_key == key))
    if left.pressure or left.heeded:
        row = {"address_key": key, "session": sealed_session(left, seal), "at": now}
        connection.execute(brake.insert().values(row))
    return left


def remove_forgotten(connection: Connection, people: Iterable[int] | None = None) -> None:
    """Remove forgotten people, with our last words to them, once these have ended; all such people, or these."""
    busy = or_(
        exists().where(outbox.c.person_id == person.c.id, outbox.c.ended_at.is_(None)),
        exists().where(inbox.c.person_id == person.c.id),
    )
    gone = select(person.c.id).where(person.c.forgotten_at.is_not(None), ~busy)
    ids = gone if people is None else gone.where(person.c.id.in_(list(people)))
    remove(connection, list(connection.execute(ids).scalars()))


def remove_shown(connection: Connection, key: str) -> None:
    """Remove somebody forgotten who has our last words before them on a page, where nothing has to be sent."""
    writes = exists().where(inbox.c.person_id == person.c.id)
    gone = select(person.c.id).where(person.c.address_key == key, person.c.forgotten_at.is_not(None), ~writes)
    remove(connection, list(connection.execute(gone).scalars()))


def remove(connection: Connection, found: Collection[int]) -> None:
    """Remove people, with our last words to them."""
    if found:
        connection.execute(delete(outbox).where(outbox.c.person_id.in_(found)))
        connection.execute(delete(person).where(person.c.id.in_(found)))
