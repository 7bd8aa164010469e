"""The tables, as SQLModel classes. What people say and their addresses are sealed; the rest is codes and times.

A table with a column `person_id` holds something of a person, and forgetting finds it by that column. `said` is what
they or we said, sealed; it is blanked after the area's retention time. `ended_at` is blank while something is still
to be done: the partial indexes on it keep the hot path as fast with millions of old rows as with none.
"""

from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    Integer,
    Table,
    TextClause,
    TypeDecorator,
    false,
    text,
)
from sqlmodel import Field, SQLModel, UniqueConstraint

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite gives out row numbers by itself only where the type is exactly INTEGER."""

OPEN = text("ended_at IS NULL")
TAKEN = text("provider_id IS NOT NULL")
URGENT = text("ended_at IS NULL AND reason = 'safety'")


class Instant(TypeDecorator[datetime]):
    """A moment: with its zone in Python, in UTC in the database. SQLite alone would drop the zone without a word."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC. Raises ValueError for a moment without a zone, which is a mistake of ours."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """With its zone again."""
        return cast("datetime | None", value and value.replace(tzinfo=value.tzinfo or UTC))


def index_where(where: TextClause, name: str, *columns: str, unique: bool = False) -> Index:
    """An index over some of the rows: those still to be dealt with, or those whose words are still kept.

    On PostgreSQL, where the migrations alone make tables, they say the same; to name it here is to load all of it.
    """
    return Index(name, *columns, unique=unique, sqlite_where=where)


def row_id() -> Any:
    """A row's own number."""
    return Field(default=None, primary_key=True, sa_type=Id)


def of_person(**more: Any) -> Any:
    """A row of a person's, found and dealt with when that person asks to be forgotten."""
    return Field(foreign_key="person.id", sa_type=Id, **more)


def moment(**more: Any) -> Any:
    """A point in time."""
    return Field(sa_type=Instant, **more)


class Person(SQLModel, table=True):
    """Somebody who wrote to us on one channel. `version` counts turns; with `forgotten_at`, gone once all is sent."""

    __table_args__ = (
        index_where(text("forgotten_at IS NOT NULL"), "ix_person_forgotten", "forgotten_at"),
        index_where(text("has_result"), "ix_person_result", "id"),
        {"sqlite_autoincrement": True},
    )
    id: int = row_id()
    channel: str
    address: str
    """Sealed."""
    address_key: str = Field(unique=True)
    """HMAC of channel and address."""
    session: str
    """Sealed JSON; `{}` before the first turn."""
    has_result: bool = Field(sa_column_kwargs={"server_default": false()})
    """Whether the session keeps an outcome of a guide."""
    version: int
    area: str | None
    seen_at: datetime = moment()
    unreachable_at: datetime | None = moment()
    forgotten_at: datetime | None = moment()


class OptOut(SQLModel, table=True):
    """An address that said STOP. It outlives being forgotten, or we would write to that person again."""

    __tablename__ = "opt_out"
    address_key: str = Field(primary_key=True)
    channel: str
    since: datetime = moment()


class Inbox(SQLModel, table=True):
    """A message taken. The channel's id of it outlives being forgotten, so that a redelivery changes nothing."""

    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        CheckConstraint("state IN ('waiting', 'handled', 'set_aside')", name="inbox_state"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="inbox_ended"),
        index_where(OPEN, "ix_inbox_open", "id"),
    )
    id: int = row_id()
    channel: str
    provider_id: str
    person_id: int | None = of_person(nullable=True, index=True)
    said: str | None
    """Sealed JSON: words, kind, pressed, point, at."""
    received_at: datetime = moment()
    state: str
    attempts: int
    error: str | None
    ended_at: datetime | None = moment()


class Outbox(SQLModel, table=True):
    """A message to send. One with `due_at` still to come and no attempt made does not hold up those after it."""

    __table_args__ = (
        UniqueConstraint("inbox_id", "position"),
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'given_up')", name="outbox_state"),
        CheckConstraint("(state IN ('waiting', 'sending')) = (ended_at IS NULL)", name="outbox_ended"),
        index_where(OPEN, "ix_outbox_due", "due_at"),
        index_where(URGENT, "ix_outbox_safety", "due_at"),
        index_where(TAKEN, "ix_outbox_provider", "provider_id"),
    )
    id: int = row_id()
    person_id: int = of_person(index=True)
    inbox_id: int | None = Field(foreign_key="inbox.id", sa_type=Id)
    position: int
    reason: str
    """answer, safety, notice or nudge. What is none of the first three waits for morning."""
    said: str | None
    """Sealed JSON: text, options, encoding."""
    segments: int | None
    state: str
    attempts: int
    queued_at: datetime = moment()
    due_at: datetime = moment()
    claimed_at: datetime | None = moment()
    ended_at: datetime | None = moment()
    provider_id: str | None
    status: str | None
    """The furthest delivery receipt."""
    error: str | None


class Receipt(SQLModel, table=True):
    """A delivery receipt, once per message and status."""

    provider_id: str = Field(primary_key=True)
    status: str = Field(primary_key=True)
    error: str | None
    at: datetime = moment(index=True)


class Happening(SQLModel, table=True):
    """An event of a turn, for statistics: codes only, and nobody's."""

    __tablename__ = "event"
    id: int = row_id()
    at: datetime = moment(index=True)
    name: str
    area: str | None
    district: str | None
    codes: str
    """JSON: the event's values."""


class Due(SQLModel, table=True):
    """Something to do for a person at a time. It does nothing when their `version` has moved on from this one."""

    __table_args__ = (UniqueConstraint("person_id", "kind"),)
    id: int = row_id()
    person_id: int = of_person()
    kind: str
    due_at: datetime = moment(index=True)
    answers_version: int


class Handover(SQLModel, table=True):
    """A person who agreed to be put in touch with people."""

    id: int = row_id()
    person_id: int = of_person(index=True)
    at: datetime = moment()
    area: str | None
    codes: str
    """Sealed JSON."""
    tried_at: datetime | None = moment()
    """When a process last set out to mail it: nobody else does so meanwhile."""
    mailed_at: datetime | None = moment()
    done_at: datetime | None = moment()


class Asking(SQLModel, table=True):
    """That a person looked for a kind of help in a district, once each: what counts people must tell them apart."""

    person_id: int = of_person(primary_key=True)
    district: str = Field(primary_key=True)
    need: str = Field(primary_key=True)
    area: str
    unmet: bool
    at: datetime = moment()


class Missed(SQLModel, table=True):
    """A message that was not understood, where the area lets its editors read such; the words are in the inbox."""

    inbox_id: int = Field(primary_key=True, foreign_key="inbox.id", sa_type=Id)
    person_id: int = of_person(index=True)
    area: str
    asked: str
    """The question that was open; empty for none."""


class AreaParts(SQLModel, table=True):
    """Parts of text messages that an area was sent in a day: what is paid for."""

    __tablename__ = "area_parts"
    day: date = Field(primary_key=True)
    area: str = Field(primary_key=True)
    """Empty where none was known."""
    parts: int
    capped_at: datetime | None = moment()
    """When the day's cap was reached."""


class PersonParts(SQLModel, table=True):
    """Parts of text messages that an address was sent in a day: this outlives being forgotten, or no cap would hold."""

    __tablename__ = "person_parts"
    address_key: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    parts: int
    told_at: datetime | None = moment()
    """When they were told that no more is sent that day."""


class Brake(SQLModel, table=True):
    """How much somebody who was just forgotten had written lately, so that they are not answered without end."""

    id: int = row_id()
    address_key: str = Field(unique=True)
    session: str
    """Sealed JSON of a session that holds nothing else. It stands for theirs until they have another."""
    at: datetime = moment()


class Generation(SQLModel, table=True):
    """One import of the catalogue. Exactly one is active, or none."""

    __table_args__ = (index_where(text("active"), "ix_generation_active", "active", unique=True),)
    id: int = row_id()
    at: datetime = moment()
    source: str
    active: bool


class Listing(SQLModel, table=True):
    """A provider of one generation, as the fields of its CSV row."""

    __tablename__ = "provider"
    generation_id: int = Field(primary_key=True, foreign_key="generation.id", sa_type=Id)
    id: str = Field(primary_key=True)
    position: int
    fields: str
    """JSON: column -> text, blanks left out."""


class Setting(SQLModel, table=True):
    """Something that all processes share: the sealed key of the address hash, heartbeats, when channels may send."""

    name: str = Field(primary_key=True)
    value: str
    at: datetime = moment()


def table(model: type[SQLModel]) -> Table:
    """The Core table of a class. The hot path uses these: ORM objects cost six times as much."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


MODELS: tuple[type[SQLModel], ...] = (
    *(Person, OptOut, Inbox, Outbox, Receipt, Happening),
    *(Due, Handover, Asking, Missed, AreaParts, PersonParts, Brake, Generation, Listing, Setting),
)
person, opt_out, inbox, outbox, receipt, event, *others = map(table, MODELS)
due, handover, asking, missed, area_parts, person_parts, brake, generation, listing, setting = others
metadata = SQLModel.metadata
