"""Parts of text messages, counted by area and day and by address and day, and the caps on them.

A message is counted when it first sets out: what a carrier then refuses is counted all the same. The rows of the areas
are locked while messages are weighed, so that processes side by side do not go beyond a cap together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, select, update

from bot.caps import OWED, Caps, Day, Which, reached, tells
from bot.hours import ANSWERS, LONDON, tomorrow
from bot.message import Outbound
from bot.store.outbox import sealed_text
from bot.store.seal import Seal
from bot.store.statements import insert_new
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

    def of(self, row: RowMapping) -> Day:
        """What the day has cost before a message."""
        key = row["address_key"]
        return Day(self.people.get(key, 0), self.areas[area_of(row)], key in self.told)

    def goes(self, row: RowMapping) -> None:
        """A message is to go."""
        key = row["address_key"]
        self.people[key] = self.people.get(key, 0) + row["segments"]
        self.areas[area_of(row)] += row["segments"]


def area_of(row: RowMapping) -> str:
    """The area whose money it is; empty where none is known."""
    return row["area"] or ""


def weighed(
    connection: Connection, rows: Sequence[RowMapping], till: Till, seal: Seal, now: datetime
) -> tuple[list[RowMapping], list[Stop]]:
    """The rows that no cap keeps back, and the others, which are dealt with."""
    if not till.caps or not any(row["segments"] for row in rows):
        return list(rows), []
    books = opened(connection, [row for row in rows if row["segments"]], now)
    going = []
    for row in rows:
        if which := stopped_by(till.caps, books, row):
            keep_back(connection, books, row, which, till, seal, now)
        else:
            going.append(row)
            if row["segments"]:
                books.goes(row)
    return going, books.stops


def stopped_by(caps: Caps, books: Books, row: RowMapping) -> Which | None:
    """The cap that keeps a text back. What tells of a cap was weighed when it was written."""
    if not row["segments"] or is_notice_of_a_cap(row):
        return None
    return reached(caps, books.of(row), row["reason"], row["segments"])


def opened(connection: Connection, rows: Iterable[RowMapping], now: datetime) -> Books:
    """The day's counts of these rows' people and areas; those of the areas are locked."""
    day = now.astimezone(LONDON).date()
    areas, people = sorted({area_of(row) for row in rows}), {row["address_key"] for row in rows}
    fresh = [{"day": day, "area": area, "parts": 0} for area in areas]
    connection.execute(insert_new(connection.dialect.name, area_parts), fresh)
    ours = select(area_parts).where(area_parts.c.day == day, area_parts.c.area.in_(areas)).order_by(area_parts.c.area)
    theirs = select(person_parts).where(person_parts.c.day == day, person_parts.c.address_key.in_(people))
    area_rows = connection.execute(ours.with_for_update()).mappings().all()
    person_rows = connection.execute(theirs).mappings().all()
    return Books(
        day,
        {row["area"]: row["parts"] for row in area_rows},
        {row["address_key"]: row["parts"] for row in person_rows},
        {row["address_key"] for row in person_rows if row["told_at"]},
        {row["area"] for row in area_rows if row["capped_at"]},
    )


def keep_back(
    connection: Connection, books: Books, row: RowMapping, which: Which, till: Till, seal: Seal, now: datetime
) -> None:
    """An answer ends, and its person is told once; what is no answer waits for the next day."""
    own_accord = row["reason"] not in ANSWERS
    ended = {"state": "given_up", "ended_at": now, "error": f"cap-{which}"}
    after: dict[str, Any] = {"due_at": tomorrow(now)} if own_accord else ended
    connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(after))
    told = not own_accord and row["reason"] != OWED and tells(till.caps, books.of(row))
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


def tell(
    connection: Connection, books: Books, row: RowMapping, which: Which, till: Till, seal: Seal, now: datetime
) -> None:
    """Tell somebody, once a day, that no more is sent today."""
    books.told.add(row["address_key"])
    key: dict[str, Any] = {"address_key": row["address_key"], "day": books.day}
    connection.execute(insert_new(connection.dialect.name, person_parts), {**key, "parts": 0})
    mark(connection, person_parts, key, told_at=now)
    whose = {"person_id": row["person_id"], "reason": OWED, "state": "waiting", "attempts": 0}
    same = {**whose, "queued_at": now, "due_at": now}
    notes = [
        {**same, "position": position, "said": sealed_text(words, seal), "segments": words.segments}
        for position, words in enumerate(till.words(which, row["area"]))
    ]
    if notes:
        connection.execute(outbox.insert(), notes)
        # Counted now, not when they set out: a flood is weighed before the first of its notices goes.
        parts = sum(one["segments"] or 0 for one in notes)
        books.areas[area_of(row)] += parts
        add(connection, area_parts, {"day": books.day, "area": area_of(row)}, parts)
        add(connection, person_parts, key, parts)


def is_notice_of_a_cap(row: RowMapping) -> bool:
    """Whether a message tells of a cap: it was counted when it was written."""
    return row["reason"] == OWED and row["inbox_id"] is None


def count(connection: Connection, rows: Sequence[RowMapping], now: datetime) -> None:
    """Count texts that set out for the first time."""
    day = now.astimezone(LONDON).date()
    texts = [row for row in rows if row["segments"] and not row["attempts"] and not is_notice_of_a_cap(row)]
    for area in sorted({area_of(row) for row in texts}):
        parts = sum(row["segments"] for row in texts if area_of(row) == area)
        add(connection, area_parts, {"day": day, "area": area}, parts)
    for row in texts:
        add(connection, person_parts, {"address_key": row["address_key"], "day": day}, row["segments"])


def add(connection: Connection, table: Table, key: Mapping[str, Any], parts: int) -> None:
    """Add to a count, begun at nought."""
    connection.execute(insert_new(connection.dialect.name, table), {**key, "parts": 0})
    mark(connection, table, key, parts=table.c.parts + parts)


def mark(connection: Connection, table: Table, key: Mapping[str, Any], **values: Any) -> None:
    """Set columns of one row."""
    connection.execute(update(table).where(*(table.c[name] == value for name, value in key.items())).values(values))
