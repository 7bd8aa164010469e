"""A worker hears at once of a message that another process keeps, and finds it later where it does not hear."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import pytest
from app_visits import until
from store_fixtures import SECRET, Clock, Paper, ends_sessions, message, talk_of

from bot import jobs
from bot.delivery import Delivery
from bot.jobs import Worker, waking
from bot.store.store import Store
from bot.turn import take_together


def test_it_rings_once_for_what_is_kept_in_one_commit_and_not_for_what_was_had(opened: Callable[[], Store]) -> None:
    here, there = opened(), opened()
    rung: list[str] = []

    async def listen() -> None:
        await here.bell.attend(lambda: rung.append("ring"))
        assert rung == ["ring"]
        there.receive(message(number="1"))
        await until(lambda: len(rung) == 2)
        there.receive(message(number="1"))
        there.receive_with(message(number="2"), lambda tx: None)
        await asyncio.gather(*(there.received(message(number=str(number))) for number in range(3, 40)))
        await until(lambda: len(rung) > 2)
        await asyncio.sleep(0.1)
        assert len(rung) < 39
        here.bell.leave()
        there.receive(message(number="99"))
        await asyncio.sleep(0.05)
        assert len(rung) < 39

    asyncio.run(listen())


def test_a_session_that_ends_is_noticed_and_begun_anew(opened: Callable[[], Store]) -> None:
    here, there = opened(), opened()
    rung: list[str] = []

    async def listen() -> None:
        await here.bell.attend(lambda: rung.append("ring"))
        ends_sessions(there)
        await until(lambda: here.bell._session is None)
        await here.bell.attend(lambda: rung.append("ring"))
        assert len(rung) == 2
        there.receive(message())
        await until(lambda: len(rung) == 3)

    asyncio.run(listen())


def test_a_database_that_is_away_is_asked_again_later(
    opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.store.engine import AwayError

    here = opened()

    def away() -> None:
        raise AwayError("gone")

    async def listen() -> None:
        with monkeypatch.context() as patched:
            patched.setattr(here.bell, "_listen", away)
            await here.bell.attend(lambda: None)
        assert here.bell._ear is None
        await here.bell.attend(lambda: None)
        assert here.bell._ear is not None

    asyncio.run(listen())


def test_on_sqlite_nobody_rings(tmp_path: object, clock: Clock) -> None:
    store = Store.open("sqlite://", [SECRET], clock)
    asyncio.run(store.bell.attend(lambda: pytest.fail("it rang")))
    store.close()


def test_a_worker_takes_a_message_that_a_web_process_keeps_without_a_look(
    opened: Callable[[], Store], clock: Clock
) -> None:
    web, working = opened(), opened()
    paper = Paper()

    def seldom(name: str, _every_s: float, event: asyncio.Event) -> object:
        return waking(name, 3600, event)

    async def work() -> None:
        given = talk_of(clock, paper)
        world = replace(given.world(), content=cast(Any, SimpleNamespace(areas={}, trees={})))
        talk = replace(given, world=lambda: world)
        worker = Worker(working, talk, Delivery(working, {"sms": paper}))
        ends = asyncio.Event()
        running = asyncio.create_task(worker.run(ends))
        await until(lambda: working.bell._ear is not None)
        await asyncio.sleep(0.05)
        await web.received(message("hello"))
        await until(lambda: paper.sent)
        ends.set()
        await running

    with patch.object(jobs, "waking", seldom):
        asyncio.run(work())
    assert [words for _, words in paper.sent] == ["hello"]
    assert working.bell._session is None


def test_one_that_is_left_while_it_begins_is_left_quietly(opened: Callable[[], Store]) -> None:
    here, rung = opened(), list[str]()
    listen = here.bell._listen

    def left_meanwhile() -> object:
        driver = listen()
        here.bell.leave()
        driver.close()
        return driver

    with patch.object(here.bell, "_listen", left_meanwhile):
        asyncio.run(here.bell.attend(lambda: rung.append("ring")))
    assert rung == [] and here.bell._ear is None


def test_a_turn_kept_with_its_message_wakes_nobody(opened: Callable[[], Store], clock: Clock) -> None:
    here, there = opened(), opened()
    rung: list[str] = []

    async def listen() -> None:
        await here.bell.attend(lambda: rung.append("ring"))
        talk = talk_of(clock, Paper())
        await there.received_with(message("hello"), lambda tx: take_together(tx, talk, 9))
        await asyncio.sleep(0.1)

    asyncio.run(listen())
    assert rung == ["ring"]
