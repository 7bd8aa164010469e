"""Core statements of the hot path, compiled once for an engine and then run by its driver.

SQLAlchemy's own way of running a statement costs three times as much as what SQLite does for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler

from bot.store.engine import driven
from bot.store.tables import Instant

Row = Mapping[str, Any]
MOMENTS = 64
"""Moments whose form for the driver is kept in mind: a turn writes the same one many times."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as one engine's driver takes it."""

    sql: str
    names: tuple[str, ...] | None
    """Its parameters in order, where the driver knows them by position."""
    fixed: Row
    """Parameters that are part of the statement, as the driver wants them."""
    convert: Mapping[str, Callable[[Any], Any]]
    """How the driver wants values of some parameters."""
    moments: Mapping[int, Callable[[Any], Any]]
    """How the moments among its columns are read."""

    def values(self, row: Row) -> Any:
        """A row's parameters, for the driver."""
        given = {**self.fixed, **row} if self.fixed else row
        convert = self.convert
        if self.names is None:
            return {name: convert[name](value) if name in convert else value for name, value in given.items()}
        return [convert[name](given[name]) if name in convert else given[name] for name in self.names]

    def read(self, row: Any) -> Any:
        """A row that the driver returned, with its moments as such."""
        if not self.moments or row is None:
            return row
        return tuple(self.moments[at](value) if at in self.moments else value for at, value in enumerate(row))


class Prepared:
    """A statement with these parameters."""

    def __init__(self, statement: Executable, *names: str) -> None:
        self._statement = statement
        self._names = names
        self._compiled: dict[str, Compiled] = {}

    def rows(self, connection: Connection, given: Row) -> list[Any]:
        """Run it once; all that it returns."""
        compiled = self._for(connection.dialect)
        values = compiled.values(given)
        found = driven(connection, lambda driver: driver.execute(compiled.sql, values).fetchall())
        return [compiled.read(row) for row in found] if compiled.moments else list(found)

    def many(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Run it for each row. Returns how many rows of the table it touched."""
        compiled = self._for(connection.dialect)
        given = [compiled.values(row) for row in rows]

        def run(driver: Any) -> int:
            cursor = driver.cursor()
            cursor.executemany(compiled.sql, given)
            return int(cursor.rowcount)

        return driven(connection, run)

    def each(self, connection: Connection, rows: Sequence[Row]) -> list[Any]:
        """Run it for each row; the first that each returns, or None."""
        compiled = self._for(connection.dialect)
        given = [compiled.values(row) for row in rows]
        if not given:
            return []

        def run(driver: Any) -> list[Any]:
            if connection.dialect.name == "sqlite":
                return [driver.execute(compiled.sql, values).fetchone() for values in given]
            cursor = driver.cursor()
            cursor.executemany(compiled.sql, given, returning=True)
            return [result.fetchone() for result in cursor.results()]

        return [compiled.read(row) for row in driven(connection, run)]

    def _for(self, dialect: Dialect) -> Compiled:
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = compiled(self._statement, self._names, dialect)
        return self._compiled[dialect.name]


def compiled(statement: Executable, names: Sequence[str], dialect: Dialect) -> Compiled:
    """A statement for an engine's driver."""
    made = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]
    assert isinstance(made, SQLCompiler)
    order = tuple(made.positiontup or ()) if made.positional else None
    convert = dict(converters(made, dialect))
    fixed = {name: value for name, value in made.params.items() if name not in names}
    fixed = {name: convert.pop(name)(value) if name in convert else value for name, value in fixed.items()}
    return Compiled(str(made), order, fixed, convert, dict(moments(made, dialect)))


def moments(made: SQLCompiler, dialect: Dialect) -> Iterator[tuple[int, Callable[[Any], Any]]]:
    """How each moment that a statement returns is read from what the driver gives."""
    for at, column in enumerate(made._result_columns):
        if isinstance(column.type, Instant):
            read = column.type.dialect_impl(dialect).result_processor(dialect, None)
            yield at, read or (lambda value: value)


def converters(made: SQLCompiler, dialect: Dialect) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """How values of each parameter go to the driver, where that differs from how they come."""
    for bind, name in made.bind_names.items():
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            yield name, moment_for(dialect) if isinstance(bind.type, Instant) else convert


@lru_cache(maxsize=4)
def moment_for(dialect: Dialect) -> Callable[[Any], Any]:
    """How a moment goes to the driver, for all statements of an engine: those of one turn name the same moments."""
    convert = Instant().dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=MOMENTS)(convert) if convert else lambda moment: moment
