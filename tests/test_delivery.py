"""Delivery: in order for each person, tried again with patience, given up with a reason, never a step back."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from store_fixtures import NUMBER, SECRET, START, Clock, Paper, left_behind, message, rows, talk_of

from bot.channels import NotSent, Receipt, Sent
from bot.delivery import GIVE_UP_AFTER, LONGEST_PAUSE_S, Delivery, Health, end_of, pause_s
from bot.delivery import receipt as delivery_receipt
from bot.message import Outbound
from bot.metrics import Metrics
from bot.store.claims import claim
from bot.store.engine import StoreError
from bot.store.given_up import Chosen, listed, replay
from bot.store.outbox import RANK, STALE, Letter, end
from bot.store.store import Store
from bot.store.tables import opt_out, outbox, person
from bot.turn import Talk, take

OTHER = "+447700900456"
LATER = NotSent("30001", again=True)
NEVER = NotSent("21211", again=False)


def said(store: Store, talk: Talk, *words: str, sender: str = NUMBER) -> None:
    """Somebody says things and each gets its turn."""
    for one in words:
        store.receive(message(one, sender=sender))
    while take(store, talk):
        pass


def deliver(delivery: Delivery) -> int:
    """Deliver what is due."""
    return asyncio.run(delivery.deliver_due())


def column(store: Store, name: str) -> list[Any]:
    """A column of the outbox."""
    return [row[name] for row in rows(store, outbox)]


def test_what_waits_goes_out_in_order(store: Store, talk: Talk, delivery: Delivery, paper: Paper) -> None:
    said(store, talk, "one\ntwo", "three")
    said(store, talk, "other", sender=OTHER)
    assert deliver(delivery) == 4
    assert [text for address, text in paper.sent if address == NUMBER] == ["one", "two", "three"]
    assert [text for address, text in paper.sent if address == OTHER] == ["other"]
    assert column(store, "state") == ["sent"] * 4
    assert len(set(column(store, "provider_id"))) == 4
    assert deliver(delivery) == 0


def test_a_later_message_waits_for_the_end_of_an_earlier_one(
    store: Store, clock: Clock, talk: Talk, delivery: Delivery, paper: Paper
) -> None:
    said(store, talk, "one", "two")
    said(store, talk, "other", sender=OTHER)
    paper.outcomes.append(LATER)
    deliver(delivery)
    assert [text for _, text in paper.sent] == ["other"]
    clock.passes(seconds=1)
    assert deliver(delivery) == 0
    clock.passes(seconds=1)
    deliver(delivery)
    assert [text for _, text in paper.sent] == ["other", "one", "two"]
    assert column(store, "attempts") == [2, 1, 1]


def test_a_message_put_off_holds_nothing_up(
    store: Store, clock: Clock, talk: Talk, delivery: Delivery, paper: Paper
) -> None:
    said(store, talk, "put off", "now")
    first = rows(store, outbox)[0]["id"]
    put_off = update(outbox).where(outbox.c.id == first).values(reason="nudge", due_at=clock.now + timedelta(hours=9))
    store.run(lambda tx: tx.connection.execute(put_off))
    deliver(delivery)
    assert [text for _, text in paper.sent] == ["now"]
    clock.passes(hours=9)
    deliver(delivery)
    assert [text for _, text in paper.sent] == ["now", "put off"]


def test_retry_after_is_obeyed(store: Store, clock: Clock, talk: Talk, delivery: Delivery, paper: Paper) -> None:
    said(store, talk, "one")
    paper.outcomes.append(NotSent("429", again=True, retry_after=35))
    deliver(delivery)
    clock.passes(seconds=34)
    assert deliver(delivery) == 0
    clock.passes(seconds=1)
    assert deliver(delivery) == 1


def test_pauses_grow_to_a_limit() -> None:
    assert [pause_s(failures, 0.5) for failures in range(1, 6)] == [2, 4, 8, 16, 32]
    assert pause_s(10_000, 0.5) == LONGEST_PAUSE_S


@given(st.integers(1, 60), st.floats(0, 1))
def test_a_pause_is_spread_by_half_each_way(failures: int, chance: float) -> None:
    assert pause_s(failures, 0.5) * 0.5 <= pause_s(failures, chance) <= pause_s(failures, 0.5) * 1.5


LETTER = Letter(1, 1, "sms", NUMBER, Outbound("hello"), attempts=1, queued_at=START)


@pytest.mark.parametrize(
    ("outcome", "hours_old", "again"),
    [
        (LATER, 0, True),
        (LATER, 23.9, True),
        (LATER, 24, False),
        (NotSent("429", True, retry_after=90_000), 0, False),
        (NEVER, 0, False),
        (NotSent("21610", again=True, opted_out=True), 0, False),
        (NotSent("Forbidden", again=True, unreachable=True), 0, False),
        (Sent("SM1"), 99, False),
    ],
)
def test_what_becomes_of_an_attempt(outcome: Sent | NotSent, hours_old: float, again: bool) -> None:
    told = end_of(LETTER, outcome, START + timedelta(hours=hours_old), 0.5)
    assert (told.again_at is not None) == again
    assert told.provider_id == ("SM1" if isinstance(outcome, Sent) else None)


def test_a_message_is_given_up_after_a_day(
    store: Store, clock: Clock, talk: Talk, delivery: Delivery, paper: Paper
) -> None:
    said(store, talk, "one", "two")
    attempts = 0
    while column(store, "state")[0] == "waiting":
        paper.outcomes.append(LATER)
        attempts += deliver(delivery)
        clock.passes(seconds=LONGEST_PAUSE_S)
    assert clock.now - START <= GIVE_UP_AFTER + timedelta(minutes=20)
    assert 90 < attempts < 110
    assert [text for _, text in paper.sent] == ["two"]
    assert column(store, "error") == ["30001", None]


def test_a_channel_that_raises_is_tried_again(store: Store, talk: Talk, delivery: Delivery, paper: Paper) -> None:
    said(store, talk, "one")
    paper.outcomes.append(OSError("connection cut"))
    deliver(delivery)
    assert (column(store, "state"), column(store, "error")) == (["waiting"], ["OSError"])


def test_an_opt_out_that_the_carrier_tells_of_is_kept(
    store: Store, clock: Clock, talk: Talk, delivery: Delivery, paper: Paper
) -> None:
    said(store, talk, "one", "two", "danger")
    paper.outcomes.extend([LATER, NotSent("21610", again=False, opted_out=True)])
    deliver(delivery)
    clock.passes(seconds=2)
    deliver(delivery)
    assert [row["address_key"] for row in rows(store, opt_out)] == [store.safe.key("sms", NUMBER)]
    assert column(store, "error") == ["21610", "opted-out", None]
    assert [text for _, text in paper.sent] == ["danger"]


def test_a_person_who_cannot_be_reached_is_marked(store: Store, talk: Talk, delivery: Delivery, paper: Paper) -> None:
    said(store, talk, "one", "two")
    paper.outcomes.append(NotSent("Forbidden", again=False, unreachable=True))
    deliver(delivery)
    assert [row["unreachable_at"] for row in rows(store, person)] == [START]
    assert column(store, "error") == ["Forbidden", "unreachable"]


def test_a_channel_that_is_off_keeps_its_messages(store: Store, talk: Talk) -> None:
    said(store, talk, "one")
    assert deliver(Delivery(store, {})) == 0
    assert deliver(Delivery(store, {"telegram": Paper("telegram")})) == 0
    assert column(store, "state") == ["waiting"]


def test_a_channel_that_is_down_is_left_alone_as_a_whole(
    store: Store, clock: Clock, talk: Talk, delivery: Delivery, paper: Paper
) -> None:
    for number in range(20):
        said(store, talk, "hello", sender=f"s{number}")
    paper.outcomes.extend([LATER] * 20)
    deliver(delivery)
    said(store, talk, "new", sender="somebody else")
    assert deliver(delivery) == 0
    clock.passes(minutes=2)
    assert deliver(delivery) == 21


def test_a_refusal_for_good_says_nothing_about_the_channel() -> None:
    health = Health()
    for number in range(100):
        health = health.after(replace(LETTER, person_id=number), NEVER, START, 0.5)
    assert health == Health()


def test_one_person_who_cannot_be_reached_is_no_outage() -> None:
    health = Health()
    for _ in range(100):
        health = health.after(LETTER, LATER, START, 0.5)
    assert health.until is None


def test_an_outage_rests_for_a_minute_at_most() -> None:
    health = Health()
    for number in range(99):
        health = health.after(replace(LETTER, person_id=number), LATER, START, 0.5)
    assert health.until == START + timedelta(minutes=1)
    assert health.after(LETTER, Sent("1"), START, 0.5) == Health()


def test_a_mark_is_tried_again_until_it_is_made(
    store: Store, talk: Talk, delivery: Delivery, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([StoreError("in use"), StoreError("in use")])

    def fails(*given: Any) -> None:
        for failure in failures:
            raise failure
        end(*given)

    monkeypatch.setattr("bot.delivery.MARK_AGAIN_S", (0.0, 0.0, 0.0))
    monkeypatch.setattr("bot.store.outbox.end", fails)
    said(store, talk, "one")
    deliver(delivery)
    assert (column(store, "state"), len(paper.sent)) == (["sent"], 1)


@pytest.mark.parametrize("spoilt", ["outbox", "person"])
def test_a_message_that_cannot_be_read_is_given_up_alone(
    store: Store, talk: Talk, delivery: Delivery, paper: Paper, spoilt: str
) -> None:
    said(store, talk, "one")
    said(store, talk, "other", sender=OTHER)
    table, name = (outbox, "said") if spoilt == "outbox" else (person, "address")
    store.run(lambda tx: tx.connection.execute(update(table).where(table.c.id == 1).values({name: "not ours"})))
    deliver(delivery)
    assert [text for _, text in paper.sent] == ["other"]
    assert column(store, "error") == ["unreadable", None]


# Claims


def claimed(store: Store) -> list[Letter]:
    """Claim what is due."""
    return store.run(lambda tx: claim(tx.connection, store.safe.seal, tx.now, ["sms"], 99).letters)


def test_a_claim_is_nobody_elses(store: Store, url: str, clock: Clock, talk: Talk) -> None:
    other = Store.open(url, [SECRET], clock)
    said(store, talk, "one", "two")
    assert [letter.outbound.text for letter in claimed(store)] == ["one"]
    assert claimed(other) == claimed(store) == []
    other.close()


def test_a_claim_left_behind_is_freed_after_a_while(store: Store, clock: Clock, talk: Talk) -> None:
    said(store, talk, "one")
    claimed(store)
    clock.now += STALE
    assert left_behind(store) == 0
    clock.passes(seconds=1)
    assert left_behind(store) == 1
    assert [letter.attempts for letter in claimed(store)] == [2]


def test_every_claim_ends_before_it_counts_as_left_behind() -> None:
    from bot.delivery import TIMEOUT_S

    assert timedelta(seconds=2 * TIMEOUT_S) < STALE


# Receipts


def receipt(store: Store, provider_id: str, status: str, code: str | None = None) -> bool:
    """A receipt that says nothing of the person."""
    return delivery_receipt(store, Receipt(provider_id, status, code))


def sent_one(store: Store, talk: Talk, delivery: Delivery) -> None:
    said(store, talk, "one")
    deliver(delivery)


@pytest.mark.parametrize("order", list(permutations(["sent", "queued", "delivered"])))
def test_receipts_never_step_back(store: Store, talk: Talk, delivery: Delivery, order: tuple[str, ...]) -> None:
    sent_one(store, talk, delivery)
    for status in order:
        assert receipt(store, "sms-1", status)
    assert column(store, "status") == ["delivered"]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(sorted(RANK)), min_size=1, max_size=6), st.integers(0, 6))
def test_the_furthest_receipt_stands_wherever_the_mark_falls(statuses: list[str], marked: int) -> None:
    store = Store.open("sqlite://", [SECRET], clock := Clock())
    said(store, talk_of(clock, Paper()), "one")
    [letter] = claimed(store)
    steps: list[str | None] = [*statuses[:marked], None, *statuses[marked:]]
    for status in steps:
        if status is None:
            mark_sent(store, letter)
        else:
            receipt(store, "sms-1", status)
    assert RANK[column(store, "status")[0]] == max(RANK[status] for status in statuses)
    store.close()


def mark_sent(store: Store, letter: Letter) -> None:
    """As delivery does after sending."""
    done = end_of(letter, Sent("sms-1"), START, 0.5)
    store.run(lambda tx: end(tx.connection, store.safe, tx.now, [done]))


def test_a_receipt_before_the_mark_is_not_lost(store: Store, talk: Talk) -> None:
    said(store, talk, "one")
    [letter] = claimed(store)
    receipt(store, "sms-1", "delivered")
    receipt(store, "sms-1", "sent")
    mark_sent(store, letter)
    assert column(store, "status") == ["delivered"]


def test_a_receipt_twice_counts_once(store: Store, talk: Talk, delivery: Delivery) -> None:
    sent_one(store, talk, delivery)
    assert receipt(store, "sms-1", "undelivered", "30005")
    assert not receipt(store, "sms-1", "undelivered", "another")
    assert (column(store, "status"), column(store, "error")) == (["undelivered"], ["30005"])


@pytest.mark.parametrize(("status", "code", "error"), [("undelivered", "30007", "30007"), ("failed", None, "failed")])
def test_what_reached_nobody_is_given_up_after_all_and_can_be_sent_again(
    store: Store, talk: Talk, delivery: Delivery, paper: Paper, status: str, code: str | None, error: str
) -> None:
    sent_one(store, talk, delivery)
    receipt(store, "sms-1", "sent")
    receipt(store, "sms-1", status, code)
    [letter], number = store.run(lambda tx: listed(tx.connection, Chosen(code=error)))
    assert (letter["error"], letter["channel"], number) == (error, "sms", 1)
    assert rows(store, person)[0]["unreachable_at"] is None
    assert store.run(lambda tx: replay(tx.connection, Chosen(), tx.now)) == 1
    assert not receipt(store, "sms-1", status, code)
    receipt(store, "sms-1", "delivered")
    assert deliver(delivery) == 1
    assert (column(store, "state"), column(store, "status")) == (["sent"], [None])
    receipt(store, "sms-2", "delivered")
    assert (column(store, "state"), column(store, "status")) == (["sent"], ["delivered"])


def test_a_failure_told_before_the_mark_is_not_lost(store: Store, talk: Talk) -> None:
    said(store, talk, "one")
    [letter] = claimed(store)
    receipt(store, "sms-1", "undelivered", "30007")
    mark_sent(store, letter)
    assert (column(store, "state"), column(store, "error")) == (["given_up"], ["30007"])


def test_a_delivery_that_was_told_stands_whatever_is_told_later(store: Store, talk: Talk, delivery: Delivery) -> None:
    sent_one(store, talk, delivery)
    receipt(store, "sms-1", "delivered")
    receipt(store, "sms-1", "undelivered", "30005")
    assert (column(store, "state"), column(store, "error")) == (["sent"], [None])
    assert rows(store, person)[0]["unreachable_at"] is None


@pytest.mark.parametrize(
    ("flags", "ended"), [({"unreachable": True}, "unreachable"), ({"opted_out": True}, "opted-out")]
)
def test_what_a_receipt_says_of_the_person_is_kept(
    store: Store, talk: Talk, delivery: Delivery, flags: dict[str, bool], ended: str
) -> None:
    sent_one(store, talk, delivery)
    said(store, talk, "two")
    delivery_receipt(store, Receipt("sms-1", "undelivered", "30005", **flags))
    assert (column(store, "state"), column(store, "error")) == (["given_up"] * 2, ["30005", ended])
    assert (rows(store, person)[0]["unreachable_at"] is None) is (ended == "opted-out")
    assert len(rows(store, opt_out)) == (ended == "opted-out")


def test_a_message_too_old_for_another_try_is_counted(store: Store, talk: Talk, paper: Paper, clock: Clock) -> None:
    metrics = Metrics()
    delivery = Delivery(store, {"sms": paper}, lambda: 0.5, metrics.delivery)
    said(store, talk, "one", "two")
    paper.outcomes += [NotSent("503", again=True), NotSent("503", again=True), NEVER]
    deliver(delivery)
    clock.now += GIVE_UP_AFTER
    deliver(delivery)
    deliver(delivery)
    counts = metrics.page({}).decode()
    assert 'nearhand_given_up_total{channel="sms",reason="late"} 1.0' in counts
    assert 'nearhand_given_up_total{channel="sms",reason="refused"} 1.0' in counts
    assert 'nearhand_given_up_total{channel="telegram",reason="late"} 0.0' in counts


def test_receipts_of_messages_that_we_do_not_know_are_harmless(store: Store) -> None:
    assert receipt(store, "SM-nobody", "delivered")
    assert receipt(store, "SM-nobody", "a word of next year")


# Given up, and being forgotten


def test_what_was_given_up_can_be_sent_again(store: Store, talk: Talk, delivery: Delivery, paper: Paper) -> None:
    said(store, talk, "one")
    paper.outcomes.append(NEVER)
    deliver(delivery)
    [letter], number = store.run(lambda tx: listed(tx.connection, Chosen()))
    assert (letter["channel"], letter["error"], letter["attempts"]) == ("sms", "21211", 1)
    assert number == 1
    assert NUMBER not in str(letter)
    assert store.run(lambda tx: replay(tx.connection, Chosen(letter["id"]), tx.now)) == 1
    assert deliver(delivery) == 1
    assert column(store, "state") == ["sent"]
    assert store.run(lambda tx: replay(tx.connection, Chosen(letter["id"]), tx.now)) == 0


def given_up(store: Store, clock: Clock, talk: Talk, delivery: Delivery, paper: Paper) -> None:
    """Four messages given up, a minute apart: two on each channel, two with each code."""
    other = Paper("telegram")
    delivery._channels = {"sms": paper, "telegram": other}
    for number, (channel, code) in enumerate((("sms", "a"), ("sms", "b"), ("telegram", "a"), ("telegram", "b"))):
        store.receive(message("words", sender=f"s{number}", channel=channel))
        while take(store, talk_of(clock, paper, other)):
            pass
        (paper if channel == "sms" else other).outcomes.append(NotSent(code, again=False))
        deliver(delivery)
        clock.passes(minutes=1)


@pytest.mark.parametrize(
    ("chosen", "which"),
    [
        (Chosen(), [1, 2, 3, 4]),
        (Chosen(number=2), [2]),
        (Chosen(channel="sms"), [1, 2]),
        (Chosen(code="b"), [2, 4]),
        (Chosen(since=START + timedelta(minutes=2)), [3, 4]),
        (Chosen(channel="telegram", code="a", since=START), [3]),
        (Chosen(channel="web"), []),
    ],
)
def test_what_is_listed_is_what_is_sent_again(
    store: Store, clock: Clock, talk: Talk, delivery: Delivery, paper: Paper, chosen: Chosen, which: list[int]
) -> None:
    given_up(store, clock, talk, delivery, paper)
    found, number = store.run(lambda tx: listed(tx.connection, chosen, most=3))
    assert [letter["id"] for letter in found] == which[::-1][:3]
    assert number == len(which)
    assert store.run(lambda tx: replay(tx.connection, chosen, tx.now)) == len(which)
    assert deliver(delivery) == len(which)
    assert [row["id"] for row in rows(store, outbox) if row["state"] == "sent"] == which


def test_nothing_is_sent_again_to_one_who_said_stop_but_words_about_danger(
    store: Store, clock: Clock, talk: Talk, delivery: Delivery, paper: Paper
) -> None:
    for words in ("one", "danger"):
        said(store, talk, words)
        paper.outcomes.append(NEVER)
        deliver(delivery)
    said(store, talk, "stop")
    deliver(delivery)
    assert store.run(lambda tx: replay(tx.connection, Chosen(), tx.now)) == 1
    deliver(delivery)
    assert [text for _, text in paper.sent] == ["stop", "danger"]


@pytest.mark.parametrize("outcomes", [[], [NEVER]])
def test_after_our_last_words_nothing_of_a_person_is_left(
    store: Store, talk: Talk, delivery: Delivery, paper: Paper, outcomes: list[NotSent]
) -> None:
    said(store, talk, "hello")
    deliver(delivery)
    said(store, talk, "forget me")
    paper.outcomes.extend(outcomes)
    deliver(delivery)
    assert rows(store, person) == rows(store, outbox) == []
    assert len(paper.sent) == 2 - len(outcomes)


def test_somebody_who_writes_during_our_last_words_stays(
    store: Store, talk: Talk, delivery: Delivery, paper: Paper
) -> None:
    said(store, talk, "forget me")
    store.receive(message("hello again"))
    deliver(delivery)
    said(store, talk)
    deliver(delivery)
    assert [text for _, text in paper.sent] == ["forget me", "hello again"]
    assert len(rows(store, person)) == 1


def test_being_forgotten_while_a_message_is_under_way_is_no_error(
    store: Store, talk: Talk, delivery: Delivery, paper: Paper
) -> None:
    said(store, talk, "hello")
    [letter] = claimed(store)
    said(store, talk, "forget me")
    mark_sent(store, letter)
    deliver(delivery)
    assert rows(store, person) == rows(store, outbox) == []
