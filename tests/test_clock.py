"""A clock that is put back an hour or forward a day loses nothing, sends nothing twice and keeps the order."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from store_fixtures import Clock, Paper, echo, message, rows, talk_of

from bot.channels import NotSent
from bot.delivery import TIMEOUT_S, Delivery
from bot.flows.question import Session, Turn, World
from bot.hours import LONDON
from bot.jobs import Claims, remind_due
from bot.message import Say
from bot.store.claims import claim
from bot.store.outbox import STALE
from bot.store.store import Store
from bot.store.tables import inbox, outbox
from bot.turn import TRIES, Talk, take

BACK, FORWARD = timedelta(hours=-1), timedelta(days=1)
JUMPS = pytest.mark.parametrize("jump", [BACK, FORWARD], ids=["back an hour", "forward a day"])
LATER = NotSent("30001", again=True)


def hear(store: Store, talk: Talk, *words: str) -> None:
    """Messages in, turns taken."""
    for one in words:
        store.receive(message(one))
        while take(store, talk):
            pass


def deliver(delivery: Delivery) -> None:
    """Deliver what is due."""
    asyncio.run(delivery.deliver_due())


def texts(paper: Paper) -> list[str]:
    """What went out, in order."""
    return [text for _, text in paper.sent]


@JUMPS
def test_a_message_that_waits_gets_its_turn(store: Store, clock: Clock, paper: Paper, jump: timedelta) -> None:
    store.receive(message("one"))
    clock.now += jump
    hear(store, talk_of(clock, paper), "two")
    assert [(row["state"], row["attempts"]) for row in rows(store, inbox)] == [("handled", 0)] * 2


@JUMPS
def test_a_turn_that_fails_is_tried_again_as_often(store: Store, clock: Clock, paper: Paper, jump: timedelta) -> None:
    store.receive(message("poison"))
    for _ in range(TRIES):
        take(store, talk_of(clock, paper))
        clock.now += jump
    assert [(row["state"], row["attempts"]) for row in rows(store, inbox)] == [("set_aside", TRIES)]


@JUMPS
def test_answers_go_out_at_once_and_in_order(
    store: Store, clock: Clock, paper: Paper, delivery: Delivery, jump: timedelta
) -> None:
    talk = talk_of(clock, paper)
    hear(store, talk, "one")
    clock.now += jump
    hear(store, talk, "two")
    deliver(delivery)
    assert texts(paper) == ["one", "two"]


def test_an_answer_that_is_put_off_waits_for_its_time(
    store: Store, clock: Clock, paper: Paper, delivery: Delivery
) -> None:
    hear(store, talk_of(clock, paper), "one")
    store.run(lambda tx: tx.connection.execute(update(outbox).values(due_at=clock.now + timedelta(seconds=20))))
    hear(store, talk_of(clock, paper), "two")
    deliver(delivery)
    assert texts(paper) == []
    clock.passes(seconds=20)
    deliver(delivery)
    assert texts(paper) == ["one", "two"]


@JUMPS
def test_what_waits_for_another_try_is_tried_and_holds_up_what_follows(
    store: Store, clock: Clock, paper: Paper, delivery: Delivery, jump: timedelta
) -> None:
    talk = talk_of(clock, paper)
    hear(store, talk, "one")
    paper.outcomes.append(LATER)
    deliver(delivery)
    clock.now += jump
    hear(store, talk, "two")
    deliver(delivery)
    clock.passes(hours=1, seconds=2)
    deliver(delivery)
    assert texts(paper) == ["one", "two"]
    assert [row["attempts"] for row in rows(store, outbox)] == [2, 1]


@JUMPS
def test_a_channel_that_rests_is_soon_tried_again(
    store: Store, clock: Clock, paper: Paper, delivery: Delivery, jump: timedelta
) -> None:
    talk = talk_of(clock, paper)
    for number in range(9):
        store.receive(message("hello", sender=f"s{number}"))
    take(store, talk)
    paper.outcomes.extend([LATER] * 9)
    deliver(delivery)
    clock.now += jump
    clock.passes(minutes=2)
    hear(store, talk, "one")
    deliver(delivery)
    assert "one" in texts(paper)


def test_what_is_on_its_way_is_not_sent_again_when_the_clock_goes_forward(store: Store, clock: Clock) -> None:
    hear(store, talk_of(clock, Paper()), "one")
    since_start = [0.0]
    claims = Claims(store, lambda: since_start[0])
    store.run(lambda tx: claim(tx.connection, store.safe.seal, tx.now, ["sms"], 9))
    clock.now += FORWARD
    assert claims.sweep() == 0
    since_start[0] += TIMEOUT_S
    assert claims.sweep() == 0
    assert [row["state"] for row in rows(store, outbox)] == ["sending"]
    since_start[0] += TIMEOUT_S
    assert claims.sweep() == 1
    assert claims.sweep() == 0


def test_a_claim_that_was_ended_and_taken_again_is_not_the_one_seen_before(store: Store, clock: Clock) -> None:
    hear(store, talk_of(clock, paper := Paper()), "one")
    since_start = [0.0]
    claims = Claims(store, lambda: since_start[0])
    paper.outcomes.append(LATER)
    store.run(lambda tx: claim(tx.connection, store.safe.seal, tx.now, ["sms"], 9))
    clock.now += STALE * 2
    assert claims.sweep() == 0
    since_start[0] += 2 * TIMEOUT_S
    assert claims.sweep() == 1
    store.run(lambda tx: claim(tx.connection, store.safe.seal, tx.now, ["sms"], 9))
    clock.now += FORWARD
    assert claims.sweep() == 0


def weekly(_session: Session, world: World) -> dict[str, datetime]:
    """A nudge a week later."""
    return {"nudge": world.now + timedelta(days=7)}


def nudging(session: Session, kind: str, _world: World) -> Turn:
    """A nudge, and no other after it."""
    return Turn(session, (Say("echo", {"words": f"a {kind}"}),))


@pytest.mark.parametrize(
    "begun",
    ["2026-11-23T10:00", "2026-03-22T10:00", "2026-10-18T10:00", "2026-03-28T09:30", "2026-10-24T09:30"],
    ids=["plain", "a week before spring", "a week before autumn", "the eve of spring", "the eve of autumn"],
)
@JUMPS
def test_a_reminder_comes_once(store: Store, clock: Clock, paper: Paper, begun: str, jump: timedelta) -> None:
    clock.now = datetime.fromisoformat(begun).replace(tzinfo=LONDON)
    talk = talk_of(clock, paper, timers=once, remind=nudging, respond=echo)
    hear(store, talk, "hello")
    clock.now += timedelta(days=7)
    moments = (clock.now, clock.now + jump, clock.now, clock.now + timedelta(hours=3), clock.now + FORWARD)
    done = 0
    for clock.now in moments:
        done += remind_due(store, talk)
    assert done == 1
    assert [row["reason"] for row in rows(store, outbox)] == ["answer", "nudge"]


def once(session: Session, world: World) -> dict[str, datetime]:
    """One nudge, after the first message."""
    heard = session.held("find_support").get("heard", "")
    return weekly(session, world) if heard and world.now == session.seen_at else {}
