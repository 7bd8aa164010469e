"""What happens by itself: in waking hours, at its time, once, and nothing kept longer than it should be."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import inf
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update
from store_fixtures import (
    NUMBER,
    SECRET,
    START,
    Clock,
    Paper,
    echo,
    keeping,
    left_behind,
    message,
    nowhere,
    rows,
    talk_of,
    text_of,
)

from bot import jobs
from bot.channels import Receipt
from bot.delivery import Delivery
from bot.delivery import receipt as keep_receipt
from bot.flows.question import Session, Turn, World
from bot.hours import LONDON, awake_at
from bot.jobs import Round, Seen, Tick, Worker, purge_due, remind_due, started, threaded, unseen, waking
from bot.message import Event, Say
from bot.rehearsal import Hands, Rehearsal
from bot.store import retention, writer
from bot.store.claims import claim
from bot.store.outbox import STALE
from bot.store.store import Store
from bot.store.tables import due, event, handover, inbox, opt_out, outbox, person, receipt, setting
from bot.store.transaction import Transaction
from bot.turn import Taken, Talk, take, take_together


def london(when: str) -> datetime:
    """A London time."""
    return datetime.fromisoformat(when).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "awake"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T19:59:59", "2026-11-23T19:59:59"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-11-23T07:59:59", "2026-11-23T08:00"),
        ("2026-11-24T00:00", "2026-11-24T08:00"),
        ("2026-03-28T23:30", "2026-03-29T08:00"),
        ("2026-03-29T00:30", "2026-03-29T08:00"),
        ("2026-10-24T20:00", "2026-10-25T08:00"),
        ("2026-10-25T01:30", "2026-10-25T08:00"),
        ("2026-06-30T20:00", "2026-07-01T08:00"),
    ],
)
def test_waking_hours_are_londons_also_when_the_clocks_change(moment: str, awake: str) -> None:
    assert awake_at(london(moment)) == london(awake)
    assert awake_at(london(moment).astimezone(UTC)) == london(awake)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_waking_comes_within_the_night_and_stays(moment: datetime) -> None:
    awake = awake_at(moment)
    assert timedelta(0) <= awake - moment <= timedelta(hours=13)
    assert awake_at(awake) == awake


def weekly(_session: Session, world: World) -> dict[str, datetime]:
    """A nudge every week, to the minute."""
    return {"nudge": world.now + timedelta(days=7)}


def nudging(session: Session, kind: str, _world: World) -> Turn:
    """A nudge."""
    return Turn(session, (Say("echo", {"words": f"a {kind}"}),))


def hear(store: Store, talk: Talk, *words: str) -> None:
    """Messages in, turns taken."""
    for one in words:
        store.receive(message(one))
        while take(store, talk):
            pass


def test_nobody_is_woken_by_a_timer(store: Store, clock: Clock) -> None:
    talk = talk_of(clock, Paper(), timers=weekly, remind=nudging)
    clock.now = london("2026-11-23T23:00")
    hear(store, talk, "hello")
    clock.now = london("2026-11-30T23:05")
    assert remind_due(store, talk) == 0
    clock.now = london("2026-12-01T08:00")
    assert remind_due(store, talk) == 1
    assert len(rows(store, outbox)) == 2


def test_many_timers_are_done_in_one_tick(store: Store, clock: Clock) -> None:
    talk = talk_of(clock, Paper(), timers=weekly, remind=nudging)
    for number in range(150):
        store.receive(message(sender=f"s{number}"))
    while take(store, talk):
        pass
    clock.passes(days=7)
    assert remind_due(store, talk) == 150
    assert len(rows(store, outbox)) == 300
    assert remind_due(store, talk) == 0


def test_two_processes_that_tick_together_nudge_once(url: str, store: Store, clock: Clock) -> None:
    talk = talk_of(clock, Paper(), timers=weekly, remind=nudging)
    hear(store, talk, "hello")
    clock.passes(days=7)
    other = Store.open(url, [SECRET], clock)
    assert remind_due(store, talk) + remind_due(other, talk) == 1
    other.close()


def test_claims_left_behind_are_told_of(store: Store, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    hear(store, talk_of(clock, Paper()), "hello")
    store.run(lambda tx: claim(tx.connection, store.safe.seal, tx.now, ["sms"], 9))
    clock.now += 2 * STALE
    assert left_behind(store) == 1
    assert "1 messages were claimed and never marked" in caplog.text


# Keeping no longer than needed


def in_area(code: str | None) -> Callable[..., str | None]:
    """A home for everybody."""
    return lambda _session, _world: code


def full(store: Store, clock: Clock, area: str | None) -> None:
    """Something of a person in each table."""
    talk = talk_of(clock, paper := Paper(), home=in_area(area))
    hear(store, talk, "hello", "stop", "start")
    asyncio.run(Delivery(store, {"sms": paper}).deliver_due())
    store.run(lambda tx: tx.connection.execute(receipt.insert(), {"provider_id": "a", "status": "b", "at": clock.now}))


def worded(store: Store) -> int:
    """Messages whose words are kept, both ways."""
    return sum(row["said"] is not None for table in (inbox, outbox) for row in rows(store, table))


@pytest.mark.parametrize(("area", "kept_days"), [(None, 30), ("essex", 30), ("worcestershire", 7)])
def test_words_go_after_the_areas_time(store: Store, clock: Clock, area: str | None, kept_days: int) -> None:
    full(store, clock, area)
    before = worded(store)
    clock.passes(days=kept_days)
    purge_due(store, keeping(worcestershire={"retention_days": 7}))
    assert worded(store) == before
    clock.passes(seconds=1)
    purge_due(store, keeping(worcestershire={"retention_days": 7}))
    assert worded(store) == 0
    assert len(rows(store, inbox)) == 3


def test_words_that_still_wait_are_kept_as_long_as_others(store: Store, clock: Clock) -> None:
    store.receive(message("not dealt with yet"))
    clock.passes(days=30)
    purge_due(store, {})
    assert (worded(store), rows(store, inbox)[0]["state"]) == (1, "waiting")


def test_receipts_go_after_a_month_and_rows_after_a_year(store: Store, clock: Clock) -> None:
    full(store, clock, None)
    clock.passes(days=31)
    purge_due(store, {})
    assert rows(store, receipt) == []
    clock.passes(days=330)
    hear(store, talk_of(clock, Paper()), "still here")
    clock.passes(days=10)
    purge_due(store, {})
    assert [row["received_at"] for row in rows(store, inbox)] == [clock.now - timedelta(days=10)]
    assert len(rows(store, outbox)) == 1


def far_off(_session: Session, world: World) -> dict[str, datetime]:
    """A reminder of a certificate that runs out in some years."""
    return {"nudge": world.now + timedelta(days=900)}


def test_a_year_of_silence_is_being_forgotten(store: Store, clock: Clock) -> None:
    full(store, clock, None)
    hear(store, talk_of(clock, Paper(), timers=far_off), "stop")
    assert rows(store, due)
    clock.passes(days=365)
    purge_due(store, {})
    assert len(rows(store, person)) == 1
    clock.passes(days=1)
    purge_due(store, {})
    assert rows(store, person) == rows(store, outbox) == rows(store, due) == rows(store, handover) == []
    assert [row["address_key"] for row in rows(store, opt_out)] == [store.safe.key("sms", NUMBER)]
    assert [row["name"] for row in rows(store, event)] == ["opted-out", "opted-in", "opted-out"]


@pytest.mark.parametrize(("area", "months"), [(None, 36), ("essex", 36), ("worcestershire", 12)])
def test_counts_go_after_the_areas_time(store: Store, clock: Clock, area: str | None, months: int) -> None:
    monthly = keeping(worcestershire={"statistics_months": 12}, oxfordshire={"statistics_months": 60})
    long = Event("matched", {"area": "oxfordshire"})
    store.run(lambda tx: tx.record([*[long] * 9, Event("matched")], area))
    clock.passes(days=30.4375 * months)
    purge_due(store, monthly)
    assert len(rows(store, event)) == 10
    clock.passes(hours=2)
    purge_due(store, monthly)
    assert [row["area"] for row in rows(store, event)] == ["oxfordshire"] * 9


def test_purging_goes_on_until_nothing_is_left(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST", 3)
    for number in range(10):
        store.receive(message(sender=f"s{number}"))
    while take(store, talk_of(clock, Paper())):
        pass
    clock.passes(days=366)
    store.run(lambda tx: tx.connection.execute(update(outbox).values(state="sent", ended_at=clock.now)))
    purge_due(store, {})
    assert rows(store, person) == []


# A worker


def worker_of(
    store: Store, clock: Clock, paper: Paper, seen: Seen = unseen, more: Sequence[Tick] = (), **talk: Any
) -> Worker:
    """A worker over one channel, in a world without areas."""
    given = talk_of(clock, paper, **talk)
    world = replace(given.world(), content=cast(Any, SimpleNamespace(areas={}, trees={})))
    return Worker(store, replace(given, world=lambda: world), Delivery(store, {"sms": paper}), seen=seen, more=more)


class Awaited(Paper):
    """A channel that says when it has sent so many messages."""

    def __init__(self, many: int) -> None:
        super().__init__()
        self._many = many
        self.done = asyncio.Event()

    async def send(self, address: str, outbound: Any) -> Any:
        """As paper does."""
        outcome = await super().send(address, outbound)
        if len(self.sent) == self._many:
            self.done.set()
        return outcome


async def worked(worker: Worker, done: asyncio.Event, begun: Callable[[], object]) -> None:
    """Let a worker work until something is done, then stop it."""
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    while worker._loop is None:
        await asyncio.sleep(0)
    await asyncio.to_thread(begun)
    await asyncio.wait_for(done.wait(), 60)
    stop.set()
    await running


def test_a_worker_answers_what_waited_and_what_comes(store: Store, clock: Clock) -> None:
    def comes() -> None:
        store.receive(message("comes", sender="s2"))
        worker.kick()

    store.receive(message("waited"))
    paper = Awaited(2)
    worker = worker_of(store, clock, paper)
    asyncio.run(worked(worker, paper.done, comes))
    assert sorted(text for _, text in paper.sent) == ["comes", "waited"]
    assert [row["state"] for row in rows(store, outbox)] == ["sent", "sent"]
    worker.kick()


def test_a_worker_that_stops_finishes_what_is_on_its_way(store: Store, clock: Clock) -> None:
    class Slow(Awaited):
        async def send(self, address: str, outbound: Any) -> Any:
            self.done.set()
            for _ in range(50):
                await asyncio.sleep(0)
            return await Paper.send(self, address, outbound)

    store.receive(message("hello"))
    paper = Slow(1)
    asyncio.run(worked(worker_of(store, clock, paper), paper.done, lambda: None))
    assert [row["state"] for row in rows(store, outbox)] == ["sent"]


def trusted(worker: Worker, come: Callable[[], Awaitable[object]]) -> None:
    """Let a worker that has stood its time work while something comes."""

    async def work() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        while worker._loop is None:
            await asyncio.sleep(0)
        worker._trusted_at = 0.0
        await come()
        stop.set()
        await running

    asyncio.run(work())


def commits_of(done: Callable[[], object]) -> int:
    """How many commits something takes."""
    with patch.object(writer, "commit", wraps=writer.commit) as commits:
        done()
    return commits.call_count


def test_a_message_and_its_turn_share_a_commit(store: Store, clock: Clock) -> None:
    paper, seen = Awaited(2), list[Taken]()
    worker = worker_of(store, clock, paper, seen=lambda taken, _: seen.extend(taken))

    async def come() -> None:
        both = [message("one", "SM1"), message("two", "SM2", sender="s2")]
        assert await asyncio.gather(*map(worker.receive, both)) == [True, True]
        assert [row["state"] for row in rows(store, inbox)] == ["handled"] * 2
        assert await worker.receive(both[0]) is False
        await asyncio.wait_for(paper.done.wait(), 60)

    trusted(worker, come)
    assert sorted(one.message.provider_id for one in seen) == ["SM1", "SM2"]
    talk = talk_of(clock, Paper())
    share = partial(store.receive_with, message("three"), lambda transaction: take_together(transaction, talk, 9))
    assert commits_of(share) == 1


def test_until_it_has_stood_its_time_a_worker_keeps_a_message_before_its_turn(store: Store, clock: Clock) -> None:
    worker = worker_of(store, clock, Paper())

    async def come(trusted_at: float, number: str) -> bool:
        worker._loop, worker._trusted_at = asyncio.get_running_loop(), trusted_at
        return await worker.receive(message("hello", number))

    assert asyncio.run(come(inf, "SM1"))
    assert [row["state"] for row in rows(store, inbox)] == ["waiting"]
    assert asyncio.run(come(0.0, "SM2"))
    assert [row["state"] for row in rows(store, inbox)] == ["handled", "handled"]


def test_a_turn_that_breaks_in_a_shared_commit_leaves_its_message(store: Store, clock: Clock) -> None:
    paper = Awaited(2)
    worker = worker_of(store, clock, paper)

    def breaks(transaction: Transaction) -> Round:
        take_together(transaction, talk_of(clock, paper), 9)
        transaction.flush()
        transaction.connection.execute(text("SELECT nothing FROM nowhere"))
        raise AssertionError

    async def come() -> None:
        worker._together = breaks  # type: ignore[method-assign]
        assert await worker.receive(message("poison"))
        assert await worker.receive(message("fine", sender="s2"))
        await asyncio.wait_for(paper.done.wait(), 60)

    trusted(worker, come)
    assert sorted(row["state"] for row in rows(store, inbox)) == ["handled", "set_aside"]
    assert sorted(text for _, text in paper.sent) == ["fine", "turn_failed"]


def test_a_tick_that_fails_is_told_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def breaks() -> None:
        raise LookupError("with words that are nobody's business")

    asyncio.run(threaded("catalogue", 10, breaks).work())
    [told] = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told.startswith("catalogue failed: LookupError at test_jobs.py:")


def test_every_tick_can_be_called(store: Store, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    async def all_of_them() -> None:
        for tick in worker_of(store, clock, Paper()).ticks():
            await tick.work()

    asyncio.run(all_of_them())
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert [row["at"] for row in rows(store, setting) if row["name"] == "heartbeat"] == [START]


def test_a_tick_in_hand_is_finished_before_a_worker_ends(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    begun, may_end, done = threading.Event(), threading.Event(), list[str]()

    def slow() -> None:
        begun.set()
        assert may_end.wait(60)
        done.append("done")

    async def work() -> None:
        worker = worker_of(store, clock, Paper(), more=(threaded("slow", 3600, slow, at_start=True),))
        running = asyncio.create_task(worker.run(stop := asyncio.Event()))
        assert await asyncio.to_thread(begun.wait, 60)
        stop.set()
        while worker._loop is not None:
            await asyncio.sleep(0)
        may_end.set()
        await running
        assert done == ["done"]

    asyncio.run(work())
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_tick_that_was_due_and_had_not_begun_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    done = list[str]()

    async def quick() -> None:
        done.append("done")

    async def work() -> None:
        jobs.started((Tick("quick", 3600, quick, at_start=True),)).shutdown(wait=False)
        while not done:
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(work(), 20))
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_tick_that_takes_too_long_is_left_without_a_word(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "FINISH_S", 0.0)

    async def work() -> None:
        begun, never = asyncio.Event(), asyncio.Event()

        async def slow() -> None:
            begun.set()
            await never.wait()

        worker = worker_of(store, clock, Paper(), more=(Tick("slow", 3600, slow, at_start=True),))
        running = asyncio.create_task(worker.run(stop := asyncio.Event()))
        await asyncio.wait_for(begun.wait(), 60)
        stop.set()
        await running

    asyncio.run(work())
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("in_thread", [True, False])
def test_the_scheduler_does_the_work_of_both_kinds_of_tick(in_thread: bool) -> None:
    async def until_done() -> None:
        done = asyncio.Event()
        here = asyncio.get_running_loop()
        quick = threaded("quick", 0.01, lambda: here.call_soon_threadsafe(done.set)) if in_thread else None
        scheduler = started((quick or waking("quick", 0.01, done),))
        try:
            await asyncio.wait_for(done.wait(), 60)
        finally:
            scheduler.shutdown(wait=False)

    asyncio.run(until_done())


def test_only_one_process_does_the_sole_work(url: str, store: Store, clock: Clock) -> None:
    if url.startswith("sqlite"):
        assert store.run(lambda tx: tx.alone("purge"))
        return
    other = Store.open(url, [SECRET], clock)
    assert store.run(lambda tx: (tx.alone("purge"), other.run(lambda theirs: theirs.alone("purge")))) == (True, False)
    assert other.run(lambda tx: tx.alone("purge"))
    other.close()


# A rehearsal


def rehearsed(**talk: Any) -> tuple[Rehearsal, Store]:
    """A conversation to play, on a database in memory."""
    hands = Hands(START)
    store = Store.open("sqlite://", [SECRET], hands)
    content: Any = SimpleNamespace(areas={}, trees={})
    nothing = cast(Any, None)
    given = {"respond": echo, "text_of": text_of, "home": nowhere, **talk}
    return Rehearsal(store, hands, Paper(), lambda: World(hands.now, content, nothing, nothing), **given), store


def test_a_rehearsal_gives_what_a_person_would_get() -> None:
    played, store = rehearsed()
    outcome = played.converse(message("hello\nthere", "1"))
    assert [outbound.text for outbound in outcome.out] == ["hello", "there"]
    assert outcome.session.held("find_support") == {"heard": "hello\nthere"}
    assert played.converse(message("hello\nthere", "1")).out == ()
    stopped = played.converse(message("stop"))
    assert ([event.name for event in stopped.events], stopped.session.opted_out) == (["opted-out"], True)
    assert played.converse(message("forget me")).session == Session(opted_out=True)
    assert played.converse(message("poison")).out == ()
    played.close()
    store.close()


def test_time_that_passes_in_a_rehearsal_does_what_falls_due_at_its_time() -> None:
    def dated(session: Session, kind: str, world: World) -> Turn:
        return Turn(session, (Say("echo", {"words": f"{kind} {world.now:%d %b %H:%M}"}),))

    played, store = rehearsed(timers=weekly, remind=dated)
    assert played.tick(START + timedelta(days=1)).out == ()
    played.converse(message("hello"))
    outcome = played.tick(START + timedelta(days=16))
    assert [outbound.text for outbound in outcome.out] == ["nudge 01 Dec 10:00", "nudge 08 Dec 10:00"]
    assert played.tick(START + timedelta(days=350)).session != Session()
    played.close()
    store.close()


def test_what_waits_on_a_channel_that_is_off_ends_when_words_do_and_its_words_go(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    store.receive(message("hello", sender="7", channel="telegram"))
    take(store, talk_of(clock, Paper("telegram")))
    store.receive(message("one more", sender="7", channel="telegram"))
    clock.passes(days=29)
    purge_due(store, keeping(essex={}))
    assert [row["ended_at"] for row in (rows(store, inbox)[1], *rows(store, outbox))] == [None, None]
    clock.passes(days=2)
    purge_due(store, keeping(essex={}))
    [_, waited], [answer] = rows(store, inbox), rows(store, outbox)
    assert (waited["state"], waited["error"], waited["said"]) == ("set_aside", "too-late", None)
    assert (answer["state"], answer["error"], answer["said"]) == ("given_up", "too-late", None)
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        f"{box}: 1 messages that have waited too long are ended; is a channel off?" for box in ("inbox", "outbox")
    ]
    clock.passes(days=370)
    purge_due(store, {})
    assert rows(store, person) == rows(store, inbox) == rows(store, outbox) == []


def test_a_receipt_of_a_message_to_somebody_forgotten_is_soon_dropped(store: Store, clock: Clock) -> None:
    paper = Paper()
    delivery = Delivery(store, {"sms": paper})
    for words in ("hello", "forget me"):
        store.receive(message(words))
        take(store, talk_of(clock, paper))
        asyncio.run(delivery.deliver_due())
    keep_receipt(store, Receipt("sms-2", "delivered"))
    store.receive(message("hello", sender="s2"))
    take(store, talk_of(clock, paper))
    asyncio.run(delivery.deliver_due())
    keep_receipt(store, Receipt("sms-3", "delivered"))
    purge_due(store, {})
    assert len(rows(store, receipt)) == 2
    clock.passes(hours=1, minutes=1)
    purge_due(store, {})
    assert [row["provider_id"] for row in rows(store, receipt)] == ["sms-3"]
