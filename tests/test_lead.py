"""One process ticks for all: while it lives, nobody else does; when it goes, however it goes, the next one does."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from app_visits import until
from store_fixtures import SECRET, Clock, Paper, ends_sessions, fresh, talk_of

from bot import jobs
from bot.delivery import Delivery
from bot.jobs import Tick, Worker, for_all, threaded
from bot.store import lead
from bot.store.impatient import Impatient
from bot.store.store import Store


def gets(store: Store) -> None:
    """Wait until it has the lead: PostgreSQL notices within a moment that another is gone."""

    async def wait() -> None:
        await until(store.lead.ours)

    asyncio.run(wait())


def test_one_has_the_lead_until_it_goes(opened: Callable[[], Store]) -> None:
    first, second = opened(), opened()
    assert [first.lead.ours(), second.lead.ours()] == [True, False]
    assert [first.lead.ours(), first.lead.ours(), second.lead.ours()] == [True, True, False]
    first.close()
    gets(second)


def test_the_only_process_of_a_sqlite_file_has_it(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> None:
    store = Store.open(fresh(request, tmp_path, "sqlite"), [SECRET], clock)
    assert store.lead.ours()
    store.close()


@contextmanager
def another_process(work: Callable[[], object]) -> Iterator[int]:
    """A process that does something, says so, and then hangs. Killed at the end."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work()
            os.write(write, b".")
            signal.pause()
        finally:
            os._exit(1)
    try:
        assert os.read(read, 1)
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(read)
        os.close(write)


def test_it_goes_over_when_a_process_is_killed(opened: Callable[[], Store]) -> None:
    with another_process(lambda: opened().lead.ours()):
        store = opened()
        assert not store.lead.ours()
    gets(store)


def test_it_goes_over_when_a_process_hangs(opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as short:
        short.setattr(lead, "SILENT_S", 0.3)
        with another_process(lambda: opened().lead.ours()):
            short.undo()
            store = opened()
            gets(store)


def test_who_had_it_notices_that_it_is_gone(opened: Callable[[], Store]) -> None:
    first, second = opened(), opened()
    assert first.lead.ours()
    ends_sessions(second)
    gets(second)
    assert [first.lead.ours(), first.lead.ours()] == [False, False]
    second.lead.leave()
    gets(first)


def test_it_is_nobodys_while_the_database_is_away(opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened()
    assert store.lead.ours()
    ends_sessions(opened())

    def refuses(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("connection refused")

    with monkeypatch.context() as away:
        away.setattr(Impatient, "connect", refuses)
        assert [store.lead.ours(), store.lead.ours()] == [False, False]
    gets(store)


# Workers


class Ticking:
    """A worker that counts what it does for all, and what every worker does."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.for_all = self.own = 0
        more = (for_all("all", 0.01, self._all), threaded("own", 0.01, self._own))
        content: Any = SimpleNamespace(areas={}, trees={})
        talk = talk_of(clock, paper := Paper())
        world = replace(talk.world(), content=content)
        self._worker = Worker(store, replace(talk, world=lambda: world), Delivery(store, {"sms": paper}), more=more)
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def _all(self) -> None:
        self.for_all += 1

    def _own(self) -> None:
        self.own += 1

    def begin(self) -> "Ticking":
        """Work."""
        self._task = asyncio.create_task(self._worker.run(self._stop))
        return self

    async def end(self) -> None:
        """Finish what is in hand."""
        self._stop.set()
        await cast("asyncio.Task[None]", self._task)


async def both_tick(one: Ticking, other: Ticking, times: int = 5) -> None:
    """Wait until both have ticked so often more."""
    seen = one.own, other.own
    await until(lambda: one.own >= seen[0] + times and other.own >= seen[1] + times)


def test_one_worker_ticks_for_all_and_another_takes_over(
    opened: Callable[[], Store], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LEAD_S", 0.02)

    async def work() -> None:
        first_store, second_store = opened(), opened()
        first = Ticking(first_store, clock).begin()
        await until(lambda: first.for_all)
        second = Ticking(second_store, clock).begin()
        await both_tick(first, second)
        before = first.for_all
        await until(lambda: first.for_all > before)
        assert second.for_all == 0
        await first.end()
        first_store.close()
        done = first.for_all
        await until(lambda: second.for_all)
        assert first.for_all == done
        await second.end()

    asyncio.run(work())


def test_a_worker_that_loses_the_lead_ticks_for_all_no_more(
    opened: Callable[[], Store], clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(jobs, "LEAD_S", 0.02)
    caplog.set_level("INFO")

    async def work() -> None:
        store, other = opened(), opened()
        worker = Ticking(store, clock).begin()
        await until(lambda: worker.for_all)
        await asyncio.to_thread(ends_sessions, other)
        await until(other.lead.ours)
        await until(lambda: "for itself alone" in caplog.text)
        await until(lambda: not worker._worker._in_hand)
        done, own = worker.for_all, worker.own
        await until(lambda: worker.own >= own + 5)
        assert worker.for_all == done
        await worker.end()

    asyncio.run(work())


def test_what_is_done_for_all_and_by_each() -> None:
    nothing = cast(Any, SimpleNamespace(content=SimpleNamespace(areas={})))
    talk = cast(Any, SimpleNamespace(world=lambda: nothing))
    worker = Worker(cast(Any, None), talk, cast(Any, None))
    ticks: tuple[Tick, ...] = worker.ticks()
    assert {tick.name for tick in ticks if tick.for_all} == {"heartbeat", "reminders", "claims", "retention"}
    assert {tick.name for tick in ticks if not tick.for_all} == {"inbox", "outbox", "catalogue", "bell", "lead"}
