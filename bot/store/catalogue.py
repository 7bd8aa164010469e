"""The catalogue in the database: each import is a generation of its own, and one of them is in use.

A generation is written whole before it is put to use, and put to use in one step: nobody ever searches half of one.
Rows are kept as the cells of their CSV, so that an older generation is still read after the reader has changed.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from bot.content.areas import Area
from bot.content.needs import Needs
from bot.matching.catalogue import Catalogue, Provider, read_csv, write_csv
from bot.matching.provider_csv import COLUMNS, Places
from bot.store.engine import StoreError
from bot.store.store import Store
from bot.store.tables import generation, listing

KEPT = 3
"""Generations kept behind the active one, to go back to."""


@dataclass(frozen=True, slots=True)
class Known:
    """What reading a catalogue needs to know."""

    places: Places
    needs: Needs
    areas: Mapping[str, Area]


def add(connection: Connection, providers: tuple[Provider, ...], source: str, now: datetime) -> int:
    """Write providers as a new generation, not yet in use. Returns its number."""
    made = insert(generation).values(at=now, source=source, active=False).returning(generation.c.id)
    number = int(connection.execute(made).scalar_one())
    rows = [
        {"generation_id": number, "id": cells["id"], "position": position, "fields": json.dumps(cells)}
        for position, cells in enumerate(cells_of(write_csv(providers)))
    ]
    if rows:
        connection.execute(insert(listing), rows)
    return number


def cells_of(text: str) -> Iterator[dict[str, str]]:
    """Each row's cells by column, blank ones left out."""
    for row in csv.DictReader(io.StringIO(text)):
        yield {column: cell for column, cell in row.items() if cell}


def activate(connection: Connection, number: int) -> None:
    """Put a generation to use in place of the one before, and drop all but the last few. Raises StoreError."""
    connection.execute(update(generation).where(generation.c.active).values(active=False))
    found = connection.execute(update(generation).where(generation.c.id == number).values(active=True)).rowcount
    if not found:
        raise StoreError(f"the catalogue has no generation {number}")
    newest = select(generation.c.id).order_by(generation.c.id.desc()).limit(KEPT + 1)
    kept = {number, *connection.execute(newest).scalars()}
    connection.execute(delete(listing).where(listing.c.generation_id.not_in(kept)))
    connection.execute(delete(generation).where(generation.c.id.not_in(kept)))


def active(connection: Connection) -> int | None:
    """The number of the generation in use; None before the first import."""
    return connection.execute(select(generation.c.id).where(generation.c.active)).scalar()


def csv_of(connection: Connection, number: int) -> str:
    """A generation as CSV, in the order of its import."""
    query = select(listing.c.fields).where(listing.c.generation_id == number).order_by(listing.c.position)
    return written(map(json.loads, connection.execute(query).scalars()))


def written(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV. A column that has gone since they were kept is left out."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def snapshot(connection: Connection, known: Known) -> Catalogue | None:
    """The catalogue in use; None before the first import. Raises StoreError for rows that cannot be read any more."""
    number = active(connection)
    if number is None:
        return None
    providers, problems = read_csv(csv_of(connection, number), known.places, known.needs, known.areas)
    if bad := [str(problem) for problem in problems if not problem.warning]:
        raise StoreError("\n".join(f"catalogue {number}: {problem}" for problem in bad))
    return Catalogue.of(providers, known.areas, number, known.needs)


class Current:
    """The catalogue in use, as this process has it. `until_then`: what is used before the first import."""

    def __init__(self, store: Store, known: Known, until_then: Catalogue) -> None:
        self.catalogue = until_then
        self._store = store
        self._known = known
        self._number: int | None = None

    def refresh(self) -> bool:
        """Take up a generation put to use since; True when there was one. It is swapped whole, for the next turn."""
        number = self._store.read(active)
        if number is None or number == self._number:
            return False
        fresh = self._store.read(lambda connection: snapshot(connection, self._known))
        self.catalogue = fresh or self.catalogue
        self._number = number
        return True
