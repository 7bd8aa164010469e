"""Counting what people look for: each person once per need and district, for as long as `retention.ASKINGS`.

A row hangs on its person, so that being forgotten takes it away. No figure leaves here with fewer people behind it than
`ENOUGH`.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, select

from bot.matching.demand import ENOUGH, Demand, Figure, where
from bot.store.retention import ASKINGS
from bot.store.store import Store
from bot.store.tables import asking


def figures(connection: Connection, now: datetime) -> Demand:
    """The figures of each district and of each whole area."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for district in (asking.c.district, None):
        for place, figure in counted(connection, now, district):
            found[place].append(figure)
    return {place: tuple(sorted(some, key=lambda one: (-one.people, one.need))) for place, some in found.items()}


def counted(connection: Connection, now: datetime, district: ColumnElement[str] | None) -> Iterator[tuple[str, Figure]]:
    """Figures by district, or by area where that is None."""
    by = (asking.c.area, asking.c.need, *(() if district is None else (district,)))
    people = func.count(asking.c.person_id.distinct())
    unmet = func.count(case((asking.c.unmet, asking.c.person_id)).distinct())
    query = select(people, unmet, *by).where(asking.c.at >= now - ASKINGS).group_by(*by).having(people >= ENOUGH)
    for row in connection.execute(query):
        number, nobody, area, need, *rest = row
        yield where(area, rest[0] if rest else None), Figure(need, number, nobody)


class Latest:
    """The figures as this process has them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.figures: Demand = {}
        self.refresh()

    def refresh(self) -> None:
        """Count again."""
        now = self._store.clock()
        self.figures = self._store.read(lambda connection: figures(connection, now))
