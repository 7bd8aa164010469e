"""Opening a database: SQLite in a file or in memory, or PostgreSQL."""

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from bot.message import SaidError

T = TypeVar("T")
BUSY_S = 10
"""How long a SQLite connection waits for another process to finish its commit."""


CONNECT_S = 5
"""How long PostgreSQL may take to let us in."""
REASONS: Mapping[str, str] = {
    "authentication failed": "it does not take our user and password",
    "no password": "it does not take our user and password",
    "does not exist": "it has no such user or database",
    "failed to resolve": "no such host",
    "could not translate host": "no such host",
    "Connection refused": "nothing listens there",
    "No such file": "nothing listens there",
    "timeout": "it does not answer",
    "timed out": "it does not answer",
    "starting up": "it is starting",
    "shutting down": "it is ending",
    "too many": "it has too many connections",
    "connection slots": "it has too many connections",
}
"""Words of the driver -> what we say. Its own words are never told: they may hold the address."""


class StoreError(SaidError):
    """The database cannot be used as it is. One line, for the operator."""


class AgainError(StoreError):
    """Nothing was done, and trying again is all it needs."""


class AwayError(AgainError):
    """The database cannot be reached just now."""

    passes = True


class SlowError(AgainError):
    """The database did not get it done in time. At once it would not the next time either."""


class NoFileError(AgainError):
    """A database file cannot be opened."""


def out_of_reach(error: BaseException, kind: str) -> AgainError:
    """What it means that no connection is to be had; `kind` of database."""
    if kind == "sqlite":
        return NoFileError("the database file cannot be opened: see to its folder")
    why = next((said for words, said in REASONS.items() if words in str(error)), None)
    return AwayError("the database cannot be reached" + (f": {why}" if why else ""))


class FullError(StoreError):
    """The database has no room. That is nobody's fault who asked for something, and may pass."""


FULL = (sqlite3.SQLITE_FULL, "53100")
"""What the engines call that."""
COLLISIONS = ("40001", "40P01")
"""What PostgreSQL calls it when two transactions stood in each other's way, and one had to go."""
TOOK_TOO_LONG = "57014"
"""What PostgreSQL calls it when it ends a statement that takes longer than we would wait."""


def failure(error: BaseException, gone: bool) -> StoreError:
    """What a driver's error means for us; `gone`: the connection broke."""
    if gone:
        return AwayError("the database went away")
    if getattr(error, "sqlstate", None) in COLLISIONS:
        return AgainError("the database was in use elsewhere")
    if getattr(error, "sqlstate", None) == TOOK_TOO_LONG:
        return SlowError("the database took too long")
    if getattr(error, "sqlite_errorcode", None) in FULL or getattr(error, "sqlstate", None) in FULL:
        return FullError("the disk is full")
    return NotDoneError(error)


class NotDoneError(StoreError):
    """The database did not do it: a broken rule, for one. The driver's own words may hold data, and stay inside."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"the database did not do it: {type(error).__name__}")


def address_of(url: str) -> URL:
    """A database address with its driver: psycopg 3 for PostgreSQL. Raises StoreError for what we do not support."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError("DATABASE_URL is not a database address") from error
    kind = address.drivername.partition("+")[0]
    if kind in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise StoreError(f"DATABASE_URL: {kind} is not supported; use sqlite or postgresql")
    return address


def in_memory(address: URL) -> bool:
    """Whether a SQLite database lives only as long as its one connection."""
    return address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:")


def engine_for(url: str, impatient: bool = False) -> Engine:
    """An engine for an address. Raises StoreError when it is unsupported or its driver is not installed.

    `impatient`: for a process that serves people. Statements of PostgreSQL's that take long are ended, which those that
    bring its tables up to date must not be.
    """
    address = address_of(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    try:
        return _postgresql(address, impatient)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError("PostgreSQL needs psycopg: pip install 'nearhand[postgres]'") from error


def _postgresql(address: URL, impatient: bool) -> Engine:
    from bot.store.impatient import ALIVE, connect

    wanted = {"connect_timeout": CONNECT_S, **ALIVE}
    given = {name: value for name, value in wanted.items() if name not in address.query}
    pool = {"pool_pre_ping": True, "pool_size": 4, "max_overflow": 4, "pool_timeout": CONNECT_S}
    engine = create_engine(address, connect_args=given, hide_parameters=True, **pool)
    if impatient:
        event.listen(engine, "do_connect", lambda _dialect, _record, arguments, named: connect(*arguments, **named))
    return engine


def _sqlite(address: URL) -> Engine:
    if not in_memory(address):
        private(str(address.database))
    pool: dict[str, Any] = {"poolclass": StaticPool} if in_memory(address) else {}
    arguments = {"timeout": BUSY_S, "check_same_thread": False}
    engine = create_engine(address, connect_args=arguments, hide_parameters=True, **pool)
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def private(path: str) -> None:
    """See that a new file is its owner's alone; what SQLite keeps beside it is then so too."""
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
    """Durable at every commit, readers beside the one writer, and references that hold."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A transaction that may write takes the lock at once: it never finds out too late that another had it."""
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    if driver.in_transaction:
        return  # the writer has begun it
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    try:
        driver.execute(f"BEGIN {mode}")
    except sqlite3.Error as error:
        raise failure(error, gone=False) from error


def begin(connection: Connection) -> None:
    """Begin a transaction by the driver alone, which PostgreSQL's does by itself with the first statement."""
    if connection.dialect.name == "sqlite":
        _begin(connection)


def commit(connection: Connection) -> None:
    """Commit it, however much of it went by SQLAlchemy."""
    if connection.in_transaction():
        connection.commit()
    else:
        driven(connection, lambda driver: driver.commit())


def driven(connection: Connection, use: Callable[[Any], T]) -> T:
    """What is done with the driver's own connection. Raises StoreError for the driver's errors."""
    dialect = connection.dialect
    try:
        return use(connection.connection.dbapi_connection)
    except dialect.loaded_dbapi.Error as error:
        if gone := dialect.is_disconnect(error, connection.connection, None):
            connection.invalidate(error)
        raise failure(error, gone) from error
