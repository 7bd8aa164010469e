"""One connection, and one commit for all that arrived during the last one.

A durable commit waits for the disk, not for us: sharing it makes a turn eight times cheaper under load. Nobody is
answered before the commit that holds their work.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Semaphore, Thread
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneLeftError

from bot.store.engine import AgainError, AwayError, SlowError, StoreError, begin, commit, failure, out_of_reach

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Connection, Sequence[Item]], Sequence[Result]]
"""Does the same thing for many at once, inside a transaction: one result per item, in order."""

Asked = tuple[Work[Any, Any], Any]
"""Work, and what to do it with."""

BATCH = 256
PATIENCE = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between tries to reach a database that has gone away, or was in use elsewhere."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work asked for, and where its result goes: to a thread that waits, or to an event loop."""

    work: Work[Any, Any]
    item: Any
    future: "Future[Any] | asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop | None = None

    def wanted(self) -> bool:
        """Whether somebody still waits for it; a thread can no longer change its mind then."""
        if isinstance(self.future, Future):
            return self.future.set_running_or_notify_cancel()
        return not self.future.cancelled()


End = tuple[Job, Any, BaseException | None]
"""Work with its result, or with the exception that it raised."""


def settle(ends: Sequence[End]) -> None:
    """Give results to those who wait for them."""
    for job, result, error in ends:
        if job.future.done():
            continue
        if error:
            job.future.set_exception(error)
        else:
            job.future.set_result(result)


class Writer:
    """The only writer of this process. Work that fails is rolled back alone; work beside it is done again without.

    A caller that finds nobody writing and nothing waiting writes at once, in its own thread; where others wait, with
    them. One that finds somebody writing leaves its work to the thread kept for that.
    """

    def __init__(self, engine: Engine, patience: Sequence[float] = PATIENCE) -> None:
        self._engine = engine
        self._patience = patience
        self._waiting: SimpleQueue[Job] = SimpleQueue()
        self._writing = Lock()
        self._left = Semaphore(0)
        self._connection: Connection | None = None
        self._closed = False
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[Item, Result], item: Item) -> "Future[Result]":
        """Ask for work without waiting. The future is answered after the commit, or has the work's own exception."""
        future: Future[Result] = Future()
        self._wait_with(Job(work, item, future))
        self._left.release()
        return future

    async def done(self, work: Work[Item, Result], item: Item) -> Result:
        """As `do`, for an event loop."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._wait_with(Job(work, item, future, loop))
        self._left.release()
        return await future

    def do(self, work: Work[Item, Result], item: Item) -> Result:
        """Have work done, and return when it is committed. Raises the work's own exception."""
        if self._waiting.empty() and not self._closed and self._writing.acquire(blocking=False):
            try:
                return cast("Result", self._patiently([(work, item)])[0])
            finally:
                self._writing.release()
        future: Future[Result] = Future()
        self._wait_with(Job(work, item, future))
        if self._writing.acquire(blocking=False):
            try:
                self._commit(self._arrived())
            finally:
                self._writing.release()
        if not future.done():
            self._left.release()
        return future.result()

    def close(self) -> None:
        """Finish what was asked for, then end the thread."""
        self._closed = True
        self._left.release()
        self._thread.join()
        self._let_go()

    def _wait_with(self, job: Job) -> None:
        if self._closed:
            raise StoreError("the store is closed")
        self._waiting.put(job)

    def _run(self) -> None:
        while not self._closed or not self._waiting.empty():
            self._left.acquire()
            with self._writing:
                self._commit(self._arrived())

    def _arrived(self) -> list[Job]:
        """What waits now, but for what nobody waits for any more."""
        batch: list[Job] = []
        with suppress(Empty):
            while len(batch) < BATCH:
                batch.append(self._waiting.get_nowait())
        return [job for job in batch if job.wanted()]

    def _commit(self, jobs: list[Job]) -> None:
        if not jobs:
            return
        try:
            results = self._patiently([(job.work, job.item) for job in jobs])
        except BaseException as error:
            # Of a database that is away, each would find the same, and whoever waits would wait for all of them.
            if len(jobs) == 1 or isinstance(error, AgainError):
                self._tell([(job, None, error) for job in jobs])
                return
            for job in jobs:
                self._commit([job])
            return
        self._tell([(job, result, None) for job, result in zip(jobs, results, strict=True)])

    def _tell(self, ends: Sequence[End]) -> None:
        """Tell those who wait. An event loop is woken once for all that it waits for: waking it takes its time."""
        by_loop: dict[asyncio.AbstractEventLoop | None, list[End]] = {}
        for end in ends:
            by_loop.setdefault(end[0].loop, []).append(end)
        for loop, theirs in by_loop.items():
            if loop is None:
                settle(theirs)
            else:
                with suppress(RuntimeError):  # it has ended meanwhile
                    loop.call_soon_threadsafe(settle, theirs)

    def _patiently(self, asked: Sequence[Asked]) -> list[Any]:
        """Try again while the database is away or in use: what was not committed is as if it never was."""
        for pause in self._patience:
            try:
                return self._together(asked)
            except SlowError:
                raise
            except AgainError:
                time.sleep(pause)
        return self._together(asked)

    def _together(self, asked: Sequence[Asked]) -> list[Any]:
        """One transaction over all that is asked for. The same work is called once, with all its items."""
        alike: dict[Work[Any, Any], list[int]] = {}
        for index, (work, _) in enumerate(asked):
            alike.setdefault(work, []).append(index)
        results: list[Any] = [None] * len(asked)
        with self._transaction() as connection:
            for work, indexes in alike.items():
                for index, result in zip(indexes, work(connection, [asked[i][1] for i in indexes]), strict=True):
                    results[index] = result
        return results

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """A transaction on the one connection, which is held on to until something goes wrong.

        It is begun and ended by the driver: SQLAlchemy's own way takes as long as two statements.
        """
        self._connection = self._connection or reached(self._engine)
        try:
            with going_away():
                begin(self._connection)
                yield self._connection
                commit(self._connection)
        except BaseException:
            self._let_go()
            raise

    def _let_go(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


@contextmanager
def connected(engine: Engine) -> Iterator[Connection]:
    """A connection. Raises StoreError when there is none to be had, and for the driver's errors while in use."""
    with reached(engine) as connection, going_away():
        yield connection


def reached(engine: Engine) -> Connection:
    """A connection. Raises AgainError when there is none to be had."""
    try:
        return engine.connect()
    except NoneLeftError as error:
        raise AwayError("the database cannot be reached: our connections wait for its answers") from error
    except DBAPIError as error:
        raise out_of_reach(error.orig or error, engine.dialect.name) from error


@contextmanager
def going_away() -> Iterator[None]:
    """Raises StoreError for the driver's errors."""
    try:
        yield
    except DBAPIError as error:
        raise failure(error.orig or error, error.connection_invalidated) from error
