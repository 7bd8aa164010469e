"""The statements of the hot path, built once: building one costs as much as running it."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    Table,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from bot.store.prepared import Prepared
from bot.store.sessions import BLANK
from bot.store.tables import (
    asking,
    brake,
    due,
    event,
    handover,
    inbox,
    missed,
    opt_out,
    outbox,
    person,
    setting,
)


class Known(NamedTuple):
    """What is read of a person, in the order of PERSON."""

    person_id: int
    channel: str
    address: str
    address_key: str
    session: str
    version: int
    unreachable: bool
    opted_out: bool
    timed: bool


class Met(NamedTuple):
    """What is read of a message that waits, in the order of MESSAGE; PERSON follows."""

    id: int
    provider_id: str
    said: str
    attempts: int


SESSION = case(
    (person.c.session == literal_column(f"'{BLANK}'"), func.coalesce(brake.c.session, person.c.session)),
    else_=person.c.session,
)
"""Whoever was just forgotten and writes again begins anew, but for how much they wrote."""
PERSON = (
    *(person.c.id, person.c.channel, person.c.address, person.c.address_key, SESSION, person.c.version),
    *(person.c.unreachable_at.is_not(None), opt_out.c.since.is_not(None)),
    exists().where(due.c.person_id == person.c.id),
)
MESSAGE = (inbox.c.id, inbox.c.provider_id, inbox.c.said, inbox.c.attempts)
PEOPLE = person.outerjoin(opt_out, opt_out.c.address_key == person.c.address_key).outerjoin(
    brake, brake.c.address_key == person.c.address_key
)


@lru_cache
def insert_new(dialect: str, table: Table) -> Insert:
    """An insert that passes over rows that are there already."""
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table).on_conflict_do_nothing()


@lru_cache
def add_up(dialect: str, table: Table) -> Prepared:
    """Add parts to a count of a table, begun at nought."""
    from sqlalchemy.dialects import postgresql

    made = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    key = [column.name for column in table.primary_key]
    counted = made.on_conflict_do_update(index_elements=key, set_={"parts": table.c.parts + made.excluded.parts})
    return Prepared(counted, *key, "parts")


BELL = "nearhand_messages"
RING = func.pg_notify(literal_column(f"'{BELL}'"), literal_column("''"))
"""Wakes workers at the commit, in the statement that is made anyway."""
THEIRS = select(person.c.id).where(person.c.address_key == bindparam("sender")).scalar_subquery()
"""Whose a message is. Parameter: sender."""


@lru_cache
def take_message(dialect: str, ring: bool = False) -> Prepared:
    """Keep a message that is new: returns whose it is, None within for a stranger's. `ring`: wake workers with it."""
    kept = insert_new(dialect, inbox).values(person_id=THEIRS, state="waiting", attempts=0)
    told = (inbox.c.person_id, RING) if ring and dialect == "postgresql" else (inbox.c.person_id,)
    return Prepared(kept.returning(*told), "channel", "provider_id", "sender", "said", "received_at")


@lru_cache
def keep_asking(dialect: str) -> Prepared:
    """Keep that a person looked for something, unless that is known."""
    return Prepared(insert_new(dialect, asking), "person_id", "district", "need", "area", "unmet", "at")


@lru_cache
def add_person(dialect: str) -> Prepared:
    """Add somebody who writes for the first time, unless another process did just now."""
    kept = insert_new(dialect, person).values(version=0).inline()
    return Prepared(kept, "channel", "address", "address_key", "session", "seen_at")


LINK_MESSAGE = Prepared(
    update(inbox)
    .where(inbox.c.channel == bindparam("on"), inbox.c.provider_id == bindparam("number"))
    .values(person_id=THEIRS),
    *("on", "number", "sender"),
)
"""Say whose a stranger's message is, once they are known."""


def first_in_line() -> ColumnElement[bool]:
    """Whether no earlier message of the same person still waits."""
    earlier = inbox.alias("earlier")
    before = (earlier.c.person_id == inbox.c.person_id) & (earlier.c.id < inbox.c.id)
    return ~exists().where(before, earlier.c.ended_at.is_(None))


def waiting(channels: tuple[str, ...], *columns: Any) -> Select[Any]:
    """Messages that wait on these channels, with their people, in the order they came. Parameter: most."""
    joined = inbox.join(PEOPLE, person.c.id == inbox.c.person_id)
    # The person's channel, not the message's: an index of the latter would lead through all messages there ever were.
    on = or_(false(), *(person.c.channel == channel for channel in channels))
    query = select(*columns).select_from(joined).where(inbox.c.ended_at.is_(None), on)
    return query.order_by(inbox.c.id).limit(bindparam("most"))


ONLY = (inbox.c.id == bindparam("only"), first_in_line())
"""One message, if it is its person's turn. Parameter: only."""


@lru_cache
def waiting_messages(channels: tuple[str, ...]) -> Prepared:
    """Messages that wait."""
    return Prepared(waiting(channels, *MESSAGE, *PERSON), "most")


@lru_cache
def waiting_message(channels: tuple[str, ...]) -> Prepared:
    """One message that waits."""
    return Prepared(waiting(channels, *MESSAGE, *PERSON).where(*ONLY), "most", "only")


@lru_cache
def free_people(channels: tuple[str, ...], only: bool) -> Select[Any]:
    """Those whose messages wait and whom nobody else has locked; locks them."""
    query = waiting(channels, person.c.id).with_for_update(of=person, key_share=True, skip_locked=True)
    return query.where(*ONLY) if only else query


@lru_cache
def messages_of(channels: tuple[str, ...]) -> Select[Any]:
    """Messages of these people that wait. Parameter: people."""
    return waiting(channels, *MESSAGE, *PERSON).where(person.c.id.in_(bindparam("people", expanding=True)))


SOMEONE = (
    select(*PERSON)
    .select_from(PEOPLE)
    .where(person.c.id == bindparam("person"))
    .with_for_update(of=person, key_share=True)
)
END_MESSAGE = Prepared(
    update(inbox).where(inbox.c.id == bindparam("message")),
    *("message", "state", "attempts", "error", "ended_at"),
)
KEEP_PERSON = Prepared(
    update(person)
    .where(person.c.id == bindparam("person"), person.c.version == bindparam("read"))
    .values(unreachable_at=None, forgotten_at=None),
    *("person", "read", "version", "session", "has_result", "area", "seen_at"),
)
UNSET_TIMERS = delete(due).where(due.c.person_id.in_(bindparam("people", expanding=True)))
INSERTS = {
    event: Prepared(event.insert().inline(), "at", "name", "area", "district", "codes"),
    due: Prepared(due.insert().inline(), "person_id", "kind", "due_at", "answers_version"),
    missed: Prepared(missed.insert().inline(), "inbox_id", "person_id", "area", "asked"),
    handover: Prepared(handover.insert().inline(), "person_id", "at", "area", "codes"),
    outbox: Prepared(
        outbox.insert().values(state="waiting", attempts=0).inline(),
        *("person_id", "inbox_id", "reason", "position", "said", "segments", "queued_at", "due_at"),
    ),
}


@lru_cache
def keep_setting(dialect: str) -> Prepared:
    """Keep a setting, unless there is one of that name."""
    return Prepared(insert_new(dialect, setting), "name", "value", "at")


READ_FULL_AT = Prepared(select(setting.c.at).where(setting.c.name == bindparam("which")).with_for_update(), "which")
"""The moment of a setting, locked."""
FULL_AT = Prepared(
    update(setting)
    .where(setting.c.name == bindparam("which"))
    .values(at=bindparam("full_at", type_=setting.c.at.type)),
    *("which", "full_at"),
)
"""Give a setting a moment."""
