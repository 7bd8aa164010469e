"""Parts of text messages, counted by area and day and by address and day, and the caps on them.

A message is counted when it first sets out: what a carrier then refuses is counted all the same. The rows of the areas
are locked while messages are weighed, so that processes side by side do not go beyond a cap together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select, update

from bot.caps import OWED, Caps, Day, Which, reached, tells
from bot.hours import ANSWERS, LONDON, tomorrow
from bot.message import Outbound
from bot.store.outbox import sealed_text
from bot.store.prepared import Prepared
from bot.store.ready import Ready
from bot.store.seal import Seal
from bot.store.statements import INSERTS, add_up, insert_new
from bot.store.tables import area_parts, outbox, person_parts

Words = Callable[[Which, str | None], Sequence[Outbound]]
"""What somebody is told whose answer is not sent: by the cap that is reached, and their area."""

NO_CAPS = Caps()


def no_words(_which: Which, _area: str | None) -> Sequence[Outbound]:
    """Nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Till:
    """The caps, and what people are told of them."""

    caps: Caps = NO_CAPS
    words: Words = no_words


@dataclass(frozen=True, slots=True)
class Stop:
    """A message that a cap kept back. `first`: the first of the day for this person, or for this area."""

    which: Which
    area: str
    first: bool


@dataclass
class Books:
    """A day's counts of the people and areas at hand."""

    day: date
    areas: dict[str, int]
    people: dict[str, int]
    told: set[str]
    capped: set[str]
    stops: list[Stop] = field(default_factory=list)

    def of(self, row: Ready) -> Day:
        """What the day has cost before a message."""
        key = row.address_key
        return Day(self.people.get(key, 0), self.areas[area_of(row)], key in self.told)

    def goes(self, row: Ready) -> None:
        """A message is to go."""
        key = row.address_key
        self.people[key] = self.people.get(key, 0) + (row.segments or 0)
        self.areas[area_of(row)] += row.segments or 0


def area_of(row: Ready) -> str:
    """The area whose money it is; empty where none is known."""
    return row.area or ""


def weighed(
    connection: Connection, rows: Sequence[Ready], till: Till, seal: Seal, now: datetime
) -> tuple[list[Ready], list[Stop]]:
    """The rows that no cap keeps back, and the others, which are dealt with."""
    if not till.caps or not any(row.segments for row in rows):
        return list(rows), []
    books = opened(connection, [row for row in rows if row.segments], now)
    going = []
    for row in rows:
        if which := stopped_by(till.caps, books, row):
            keep_back(connection, books, row, which, till, seal, now)
        else:
            going.append(row)
            if row.segments:
                books.goes(row)
    return going, books.stops


def stopped_by(caps: Caps, books: Books, row: Ready) -> Which | None:
    """The cap that keeps a text back. What tells of a cap was weighed when it was written."""
    if not row.segments or is_notice_of_a_cap(row):
        return None
    return reached(caps, books.of(row), row.reason, row.segments)


def opened(connection: Connection, rows: Iterable[Ready], now: datetime) -> Books:
    """The day's counts of these rows' people and areas; those of the areas are locked."""
    day = now.astimezone(LONDON).date()
    areas = [{"on": day, "whose": area} for area in sorted({area_of(row) for row in rows})]
    people = [{"on": day, "whose": key} for key in sorted({row.address_key for row in rows})]
    fresh = [{"day": day, "area": one["whose"], "parts": 0} for one in areas]
    keep_new_area(connection.dialect.name).many(connection, fresh)
    of_areas = DAY_OF_AREA.each(connection, areas)
    of_people = [row for row in DAY_OF_PERSON.each(connection, people) if row]
    return Books(
        day,
        {area: parts for area, parts, _ in of_areas},
        {key: parts for key, parts, _ in of_people},
        {key for key, _, told_at in of_people if told_at},
        {area for area, _, capped_at in of_areas if capped_at},
    )


@lru_cache
def keep_new_area(dialect: str) -> Prepared:
    """Begin a day's count of an area, unless it is begun."""
    return Prepared(insert_new(dialect, area_parts), "day", "area", "parts")


def day_of(table: Table, whose: str, noted: str) -> Select[Any]:
    """A day's count of one area or person: whose, parts, and when a cap was noted."""
    query = select(table.c[whose], table.c.parts, table.c[noted])
    return query.where(table.c.day == bindparam("on"), table.c[whose] == bindparam("whose"))


DAY_OF_AREA = Prepared(day_of(area_parts, "area", "capped_at").with_for_update(), "on", "whose")
DAY_OF_PERSON = Prepared(day_of(person_parts, "address_key", "told_at"), "on", "whose")


def keep_back(
    connection: Connection, books: Books, row: Ready, which: Which, till: Till, seal: Seal, now: datetime
) -> None:
    """An answer ends, and its person is told once; what is no answer waits for the next day."""
    own_accord = row.reason not in ANSWERS
    ended = {"state": "given_up", "ended_at": now, "error": f"cap-{which}"}
    after: dict[str, Any] = {"due_at": tomorrow(now)} if own_accord else ended
    connection.execute(update(outbox).where(outbox.c.id == row.id).values(after))
    told = not own_accord and row.reason != OWED and tells(till.caps, books.of(row))
    if told:
        tell(connection, books, row, which, till, seal, now)
    first = told if which == "person" else first_of_area(connection, books, area_of(row), now)
    books.stops.append(Stop(which, area_of(row), first))


def first_of_area(connection: Connection, books: Books, area: str, now: datetime) -> bool:
    """Note that an area's cap is reached. Whether this was not noted yet today."""
    if area in books.capped:
        return False
    books.capped.add(area)
    mark(connection, area_parts, {"day": books.day, "area": area}, capped_at=now)
    return True


def tell(connection: Connection, books: Books, row: Ready, which: Which, till: Till, seal: Seal, now: datetime) -> None:
    """Tell somebody, once a day, that no more is sent today."""
    books.told.add(row.address_key)
    key: dict[str, Any] = {"address_key": row.address_key, "day": books.day}
    connection.execute(insert_new(connection.dialect.name, person_parts), {**key, "parts": 0})
    mark(connection, person_parts, key, told_at=now)
    same = {"person_id": row.person_id, "inbox_id": None, "reason": OWED, "queued_at": now, "due_at": now}
    words = till.words(which, row.area)
    notes = [
        {**same, "position": position, "said": sealed_text(one, seal), "segments": one.segments}
        for position, one in enumerate(words)
    ]
    if notes:
        INSERTS[outbox].many(connection, notes)
        # Counted now, not when they set out: a flood is weighed before the first of its notices goes.
        parts = sum(one.segments or 0 for one in words)
        books.areas[area_of(row)] += parts
        add(connection, area_parts, {"day": books.day, "area": area_of(row)}, parts)
        add(connection, person_parts, key, parts)


def is_notice_of_a_cap(row: Ready) -> bool:
    """Whether a message tells of a cap: it was counted when it was written."""
    return row.reason == OWED and row.inbox_id is None


def count(connection: Connection, rows: Sequence[Ready], now: datetime) -> None:
    """Count texts that set out for the first time."""
    day = now.astimezone(LONDON).date()
    texts = [row for row in rows if row.segments and not row.attempts and not is_notice_of_a_cap(row)]
    for area in sorted({area_of(row) for row in texts}):
        parts = sum(row.segments or 0 for row in texts if area_of(row) == area)
        add(connection, area_parts, {"day": day, "area": area}, parts)
    for row in texts:
        add(connection, person_parts, {"address_key": row.address_key, "day": day}, row.segments or 0)


def add(connection: Connection, table: Table, key: Mapping[str, Any], parts: int) -> None:
    """Add to a count, begun at nought."""
    add_up(connection.dialect.name, table).many(connection, [{**key, "parts": parts}])


def mark(connection: Connection, table: Table, key: Mapping[str, Any], **values: Any) -> None:
    """Set columns of one row."""
    connection.execute(update(table).where(*(table.c[name] == value for name, value in key.items())).values(values))
