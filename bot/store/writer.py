"""One thread, one connection, one commit for all that arrived during the last one.

A durable commit waits for the disk, not for us: sharing it makes a turn eight times cheaper under load, and costs one
hop between threads when there is no load. Nobody is answered before the commit that holds their work.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.store.engine import AwayError, StoreError

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Connection, Sequence[Item]], Sequence[Result]]
"""Does the same thing for many at once, inside a transaction: one result per item, in order."""

BATCH = 256
PATIENCE = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between tries to reach a database that has gone away."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work asked for, and where its result goes."""

    work: Work[Any, Any]
    item: Any
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """The only writer of this process. Work that fails is rolled back alone; work beside it is done again without."""

    def __init__(self, engine: Engine, patience: Sequence[float] = PATIENCE) -> None:
        self._engine = engine
        self._patience = patience
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[Item, Result], item: Item) -> "Future[Result]":
        """Ask for work. The future is answered after the commit, or has the work's own exception."""
        if not self._thread.is_alive():
            raise StoreError("the store is closed")
        job = Job(work, item)
        self._queue.put(job)
        return job.future

    def close(self) -> None:
        """Finish what was asked for, then end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while batch := self._arrived():
            self._commit(batch)

    def _arrived(self) -> list[Job]:
        """What waits now, at least one; empty when it is time to end."""
        batch = [self._queue.get()]
        while batch[-1] is not None and len(batch) < BATCH:
            try:
                batch.append(self._queue.get_nowait())
            except Empty:
                break
        if batch[-1] is None:
            self._queue.put(None)
        return [job for job in batch if job is not None]

    def _commit(self, jobs: list[Job]) -> None:
        try:
            results = self._patiently(jobs)
        except BaseException as error:
            if len(jobs) == 1:
                jobs[0].future.set_exception(error)
                return
            for job in jobs:
                self._commit([job])
            return
        for job, result in zip(jobs, results, strict=True):
            job.future.set_result(result)

    def _patiently(self, jobs: list[Job]) -> list[Any]:
        """Try again while the database is away: what was not committed is as if it never was."""
        for pause in self._patience:
            try:
                return self._together(jobs)
            except AwayError:
                time.sleep(pause)
        return self._together(jobs)

    def _together(self, jobs: list[Job]) -> list[Any]:
        """One transaction over all the jobs. The same work is called once, with all its items."""
        alike: dict[Work[Any, Any], list[int]] = {}
        for index, job in enumerate(jobs):
            alike.setdefault(job.work, []).append(index)
        results: list[Any] = [None] * len(jobs)
        with connected(self._engine) as connection, connection.begin():
            for work, indexes in alike.items():
                for index, result in zip(indexes, work(connection, [jobs[i].item for i in indexes]), strict=True):
                    results[index] = result
        return results


@contextmanager
def connected(engine: Engine) -> Iterator[Connection]:
    """A connection. Raises AwayError when there is none to be had, or when it breaks while in use."""
    try:
        connection = engine.connect()
    except DBAPIError as error:
        raise AwayError("the database cannot be reached") from error
    try:
        with connection:
            yield connection
    except DBAPIError as error:
        if error.connection_invalidated:
            raise AwayError("the database went away") from error
        raise
