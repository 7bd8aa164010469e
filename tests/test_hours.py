"""At night we write to nobody of our own accord, whatever it is; whoever writes to us is answered at once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from store_fixtures import Clock, Paper, message, rows, talk_of

from bot.channels import NotSent
from bot.delivery import Delivery
from bot.hours import ANSWERS, LONDON, awake_at, tomorrow
from bot.message import Outbound
from bot.store.given_up import Chosen, replay
from bot.store.store import Store
from bot.store.tables import outbox
from bot.turn import take

OWN_ACCORD = ("nudge", "guide", "alert", "handover", "catalogue", "a kind that is not thought of yet")
EVENING, NIGHT, MORNING = "2026-11-23T19:59:59", "2026-11-23T22:00", "2026-11-24T08:00"


def london(when: str) -> datetime:
    """A London time."""
    return datetime.fromisoformat(when).replace(tzinfo=LONDON)


def write(store: Store, clock: Clock, paper: Paper, words: str = "hello") -> None:
    """Somebody writes; the answer is queued."""
    store.receive(message(words))
    while take(store, talk_of(clock, paper)):
        pass


def queue(store: Store, *reasons: str) -> None:
    """Messages to the first person there is, for these reasons."""

    def keep(tx: object) -> None:
        for reason in reasons:
            tx.queue(1, None, [Outbound(reason)], reason)  # type: ignore[attr-defined]

    store.run(keep)


def sent(delivery: Delivery, paper: Paper) -> Sequence[str]:
    """What goes out now."""
    paper.sent.clear()
    asyncio.run(delivery.deliver_due())
    return [text for _, text in paper.sent]


@pytest.mark.parametrize("reason", OWN_ACCORD)
def test_what_is_no_answer_waits_for_morning(
    store: Store, clock: Clock, paper: Paper, delivery: Delivery, reason: str
) -> None:
    write(store, clock, paper)
    sent(delivery, paper)
    clock.now = london(NIGHT)
    queue(store, reason)
    assert sent(delivery, paper) == []
    assert [row["due_at"] for row in rows(store, outbox)][-1] == london(MORNING)
    clock.now = london(MORNING) - timedelta(seconds=1)
    assert sent(delivery, paper) == []
    clock.now = london(MORNING)
    assert sent(delivery, paper) == [reason]


@pytest.mark.parametrize("reason", ANSWERS)
def test_an_answer_goes_at_any_hour(store: Store, clock: Clock, paper: Paper, delivery: Delivery, reason: str) -> None:
    write(store, clock, paper)
    sent(delivery, paper)
    clock.now = london("2026-11-24T03:10")
    queue(store, "nudge", reason, "nudge")
    assert sent(delivery, paper) == [reason]


def test_what_was_begun_before_the_night_waits_as_well(
    store: Store, clock: Clock, paper: Paper, delivery: Delivery
) -> None:
    clock.now = london(EVENING)
    write(store, clock, paper)
    sent(delivery, paper)
    queue(store, "nudge")
    paper.outcomes.append(NotSent("30001", again=True))
    assert sent(delivery, paper) == []
    clock.passes(seconds=10)
    assert sent(delivery, paper) == []
    write(store, clock, paper, "an answer meanwhile")
    assert sent(delivery, paper) == ["an answer meanwhile"]
    clock.now = london(MORNING)
    assert sent(delivery, paper) == ["nudge"]


def test_what_is_sent_again_at_night_by_an_operator_waits(
    store: Store, clock: Clock, paper: Paper, delivery: Delivery
) -> None:
    write(store, clock, paper)
    queue(store, "nudge")
    store.run(lambda tx: tx.connection.execute(update(outbox).values(state="given_up", ended_at=clock.now)))
    clock.now = london(NIGHT)
    store.run(lambda tx: replay(tx.connection, Chosen(), tx.now))
    assert sent(delivery, paper) == ["hello"]
    clock.now = london(MORNING)
    assert sent(delivery, paper) == ["nudge"]


@pytest.mark.parametrize(
    ("evening", "hours"), [("2026-03-28T20:00", 11), ("2026-10-24T20:00", 13), ("2026-11-23T20:00", 12)]
)
def test_nights_on_which_the_clocks_change_end_at_eight_too(
    store: Store, clock: Clock, paper: Paper, delivery: Delivery, evening: str, hours: int
) -> None:
    write(store, clock, paper)
    sent(delivery, paper)
    clock.now = london(evening).astimezone(UTC)
    queue(store, "nudge")
    for _ in range(hours):
        assert sent(delivery, paper) == []
        clock.passes(hours=1)
    assert clock.now.astimezone(LONDON).hour == 8
    assert sent(delivery, paper) == ["nudge"]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-23T00:10", "2026-11-24T08:00"),
        ("2026-11-23T23:50", "2026-11-24T08:00"),
        ("2026-03-28T12:00", "2026-03-29T08:00"),
        ("2026-10-24T12:00", "2026-10-25T08:00"),
    ],
)
def test_the_next_day_is_londons(now: str, then: str) -> None:
    assert tomorrow(london(now).astimezone(UTC)) == london(then)
    assert awake_at(tomorrow(london(now))) == london(then)
