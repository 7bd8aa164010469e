"""The store: one database, opened, and the ways to work with it."""

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, select

from bot.message import Inbound
from bot.store.bell import Bell
from bot.store.engine import AgainError, FullError, StoreError, engine_for, in_memory
from bot.store.inbox import Safe, receive
from bot.store.lead import Lead
from bot.store.migrations import HEAD, version_of
from bot.store.seal import Seal
from bot.store.statements import insert_new
from bot.store.tables import metadata, setting
from bot.store.transaction import NOTHING_FRESH, Fresh, Transaction, mark_of
from bot.store.writer import Writer, connected

T = TypeVar("T")
Clock = Callable[[], datetime]
"""The time now, with its zone. Given from outside, so that a test or a rehearsal can set it."""

HASH_KEY = "hash_key"

log = logging.getLogger(__name__)


class Store:
    """A database, opened. All that this process writes goes through one thread and shares its commits."""

    def __init__(self, engine: Engine, safe: Safe, clock: Clock) -> None:
        self.clock = clock
        self.safe = safe
        self.lead = Lead(engine)
        self.bell = Bell(engine)
        self._engine = engine
        self._writer = Writer(engine)

    @classmethod
    def open(cls, url: str, given: Sequence[str], clock: Clock) -> "Store":
        """Open a database with these secrets. One in memory is made here; any other must have been migrated.

        Raises StoreError or SealError, one line each.
        """
        engine, seal = engine_for(url, impatient=True), Seal(given)
        try:
            with connected(engine) as connection, connection.begin():
                hash_key = prepared(connection, engine, seal, clock())
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, Safe(seal, hash_key), clock)

    def receive(self, inbound: Inbound) -> bool:
        """Keep a message for its turn. False when it was taken before: then nothing has changed."""
        return self._writer.do(self._receive, inbound)

    async def received(self, inbound: Inbound) -> bool:
        """As `receive`, for an event loop."""
        return await self._writer.done(self._receive, inbound)

    def receive_with(self, inbound: Inbound, work: Callable[[Transaction], T]) -> tuple[bool, T | None]:
        """As `receive`, and in the same commit some work, once for all messages that came together.

        Returns what `receive` does, and the work's result; None where it was not done: then the message is kept all the
        same.
        """
        try:
            return cast("tuple[bool, T | None]", self._writer.do(self._receive_with, (inbound, work)))
        except Exception as error:
            tell_of_work(error)
            return self.receive(inbound), None

    async def received_with(self, inbound: Inbound, work: Callable[[Transaction], T]) -> tuple[bool, T | None]:
        """As `receive_with`, for an event loop."""
        try:
            return cast("tuple[bool, T | None]", await self._writer.done(self._receive_with, (inbound, work)))
        except Exception as error:
            tell_of_work(error)
            return await self.received(inbound), None

    def run(self, work: Callable[[Transaction], T]) -> T:
        """Do some work in one transaction, and return when it is committed. Raises what the work raises."""
        return cast("T", self._writer.do(self._run, work))

    async def running(self, work: Callable[[Transaction], T]) -> T:
        """As `run`, for an event loop."""
        return cast("T", await self._writer.done(self._run, work))

    def read(self, query: Callable[[Connection], T]) -> T:
        """Read beside the writer, without waiting for it."""
        if in_memory(self._engine.url):
            return self.run(lambda transaction: query(transaction.connection))
        with connected(self._engine) as connection:
            connection = connection.execution_options(sqlite_begin="DEFERRED")
            with connection.begin():
                return query(connection)

    def close(self) -> None:
        """Finish what was asked for and let go of the database."""
        self._writer.close()
        self.lead.leave()
        self.bell.leave()
        self._engine.dispose()

    def _receive(self, connection: Connection, inbounds: Sequence[Inbound]) -> list[bool]:
        return receive(connection, self.safe, self.clock(), inbounds, ring=True)

    def _receive_with(self, connection: Connection, given: Sequence[tuple[Inbound, Any]]) -> list[tuple[bool, Any]]:
        new = receive(connection, self.safe, self.clock(), [inbound for inbound, _ in given])
        fresh = {mark_of(inbound): inbound for (inbound, _), one in zip(given, new, strict=True) if one}
        done = self._one(connection, given[0][1], fresh) if fresh else None
        return [(one, done) for one in new]

    def _run(self, connection: Connection, works: Sequence[Callable[[Transaction], Any]]) -> list[Any]:
        return [self._one(connection, work) for work in works]

    def _one(self, connection: Connection, work: Callable[[Transaction], T], fresh: Fresh = NOTHING_FRESH) -> T:
        transaction = Transaction(connection, self.safe, self.clock(), fresh)
        result = work(transaction)
        transaction.flush()
        return result


def tell_of_work(error: Exception) -> None:
    """Say that a message is to be kept without its work. Raises what tells that it could not be kept either."""
    if isinstance(error, AgainError | FullError):
        raise error
    log.warning("messages were kept, but not their turns: %s", type(error).__name__)


def prepared(connection: Connection, engine: Engine, seal: Seal, now: datetime) -> str:
    """Make sure that the tables are there. Returns the key that addresses are found by."""
    if in_memory(engine.url):
        metadata.create_all(connection)
    else:
        check_version(connection)
    return shared_hash_key(connection, seal, now)


def check_version(connection: Connection) -> None:
    """Raises StoreError unless the tables are those of this version."""
    if version_of(connection) != HEAD:
        raise StoreError("the database is not up to date: run python -m bot migrate")


def shared_hash_key(connection: Connection, seal: Seal, now: datetime) -> str:
    """The key that addresses are found by, sealed in the database: it stays the same when the secrets change."""
    made = {"name": HASH_KEY, "value": seal.shut(secrets.token_hex(32)), "at": now}
    connection.execute(insert_new(connection.dialect.name, setting), made)
    return seal.open(connection.execute(select(setting.c.value).where(setting.c.name == HASH_KEY)).scalar_one())
