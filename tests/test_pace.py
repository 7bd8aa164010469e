"""How fast we send: no faster than the channel takes, nobody behind somebody else's chat, danger first."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from store_fixtures import SECRET, START, Clock, Paper, message, rows, talk_of

from bot.channels import NotSent, Sent
from bot.delivery import PACES, Delivery
from bot.message import Outbound
from bot.pace import Pace, fitting, left, opens_at, spent
from bot.store.claims import MOST_CREDIT
from bot.store.reach import backlog
from bot.store.store import Store
from bot.store.tables import outbox
from bot.turn import BEGINNINGS, HEAD_START, take

SLOW = Pace(1, 10)
"""As a long number for texts: a part a second, ten at once."""


# The arithmetic


def test_a_full_bucket_lets_its_burst_go_and_then_its_rate() -> None:
    assert left(SLOW, START, START) == 10
    full_at = spent(SLOW, START, 10, START)
    assert left(SLOW, full_at, START) == 0
    assert opens_at(SLOW, full_at) == START + timedelta(seconds=1)
    assert left(SLOW, full_at, START + timedelta(hours=1)) == 10


def test_a_long_message_goes_on_credit_and_is_paid_back() -> None:
    full_at = spent(SLOW, START, 9, START)
    assert fitting(SLOW, full_at, [3, 3], START) == 1
    full_at = spent(SLOW, full_at, 3, START)
    assert left(SLOW, full_at, START) == -2
    assert opens_at(SLOW, full_at) == START + timedelta(seconds=3)


@given(
    st.floats(0.1, 100),
    st.floats(1, 50),
    st.lists(st.tuples(st.floats(0, 20), st.integers(1, 3)), min_size=1, max_size=80),
)
def test_never_more_than_the_rate_allows(a_second: float, burst: float, waits: list[tuple[float, int]]) -> None:
    pace, now, full_at, sent = Pace(a_second, burst), START, START, 0.0
    for wait, units in waits:
        now += timedelta(seconds=wait)
        if fitting(pace, full_at, [units], now):
            full_at, sent = spent(pace, full_at, units, now), sent + units
        elapsed = (now - START).total_seconds()
        assert sent <= burst + elapsed * a_second + 3 + 1e-2


@given(st.floats(0.1, 100), st.floats(1, 50), st.integers(1, 90))
def test_what_opens_at_a_moment_is_open_then(a_second: float, burst: float, units: int) -> None:
    pace = Pace(a_second, burst)
    full_at = spent(pace, START, units, START)
    assert fitting(pace, full_at, [1], max(START, opens_at(pace, full_at))) == 1


# Sending


class Noted(Paper):
    """A channel that notes when each message went."""

    def __init__(self, clock: Clock, name: str) -> None:
        super().__init__(name)
        self._clock = clock
        self.at: list[datetime] = []

    async def send(self, address: str, outbound: Outbound) -> Sent | NotSent:
        """As paper does."""
        self.at.append(self._clock.now)
        return await super().send(address, outbound)

    def most_within(self, seconds: float) -> int:
        """The most that went within so many seconds."""
        within = timedelta(seconds=seconds)
        return max(sum(first <= one < first + within for one in self.at) for first in self.at)


def write(store: Store, clock: Clock, channel: Paper, *said: tuple[str, str]) -> None:
    """People (sender, words) write, and their answers are queued."""
    for sender, words in said:
        store.receive(message(words, sender=sender, channel=channel.name))
    while take(store, talk_of(clock, channel)):
        pass


def run(clock: Clock, seconds: float, *deliveries: Delivery, step: float = 0.1) -> None:
    """Let time pass, each delivery trying at every step."""

    async def passes() -> None:
        for _ in range(round(seconds / step)):
            for one in deliveries:
                await one.deliver_due()
            clock.passes(seconds=step)

    asyncio.run(passes())


def test_telegram_gets_thirty_a_second_from_all_processes_together(store: Store, url: str, clock: Clock) -> None:
    paper = Noted(clock, "telegram")
    write(store, clock, paper, *((f"{number}", "hello") for number in range(100)))
    other = Store.open(url, [SECRET], clock)
    run(clock, 4, *(Delivery(one, {"telegram": paper}, paces=PACES) for one in (store, other)))
    other.close()
    assert len(paper.sent) == 100
    assert paper.most_within(1) <= 60
    assert timedelta(seconds=2) <= paper.at[-1] - paper.at[0] <= timedelta(seconds=3)


def test_one_chat_gets_one_a_second_and_holds_up_nobody(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "telegram")
    write(store, clock, paper, ("1", "\n".join("abcdefghi")), *((f"{number}", "hello") for number in range(2, 20)))
    delivery = Delivery(store, {"telegram": paper}, paces=PACES)
    run(clock, 0.1, delivery)
    assert [text for address, text in paper.sent if address == "1"] == ["a", "b", "c"]
    run(clock, 0.9, delivery)
    assert len({address for address, _ in paper.sent}) == 19
    run(clock, 10, delivery)
    theirs = [at for at, (address, _) in zip(paper.at, paper.sent, strict=True) if address == "1"]
    assert [text for address, text in paper.sent if address == "1"] == list("abcdefghi")
    assert all(later - first >= timedelta(seconds=3) for first, later in zip(theirs, theirs[3:], strict=False))


def test_texts_go_by_their_parts(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "sms")
    write(store, clock, paper, *((f"{number}", "hello") for number in range(12)))
    three = update(outbox).values(segments=3)
    store.run(lambda tx: tx.connection.execute(three))
    run(clock, 40, Delivery(store, {"sms": paper}, paces={"sms": SLOW}), step=0.5)
    assert len(paper.sent) == 12
    since = [(at - START).total_seconds() for at in paper.at]
    assert since == [0, 0, 0, 0, 3, 6, 9, 12, 15, 18, 21, 24]


def test_one_persons_answer_goes_at_once(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "sms")
    write(store, clock, paper, ("s1", "one\ntwo\nthree"))
    run(clock, 0.1, Delivery(store, {"sms": paper}, paces={"sms": SLOW}))
    assert len(paper.sent) == 3


def test_a_channel_that_keeps_to_its_pace_holds_up_no_other(store: Store, clock: Clock) -> None:
    slow, fast = Noted(clock, "sms"), Noted(clock, "telegram")
    write(store, clock, slow, *((f"s{number}", "hello") for number in range(60)))
    clock.passes(seconds=1)
    write(store, clock, fast, ("7", "hello"))
    delivery = Delivery(store, {"sms": slow, "telegram": fast}, paces={"sms": SLOW})
    run(clock, 0.3, delivery)
    assert (len(slow.sent), len(fast.sent)) == (10, 1)


def test_words_about_danger_wait_for_no_pace_and_no_earlier_answer(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "sms")
    write(store, clock, paper, *((f"s{number}", "hello") for number in range(60)))
    delivery = Delivery(store, {"sms": paper}, paces={"sms": SLOW})
    run(clock, 0.3, delivery)
    write(store, clock, paper, ("s59", "danger"))
    run(clock, 0.1, delivery)
    assert paper.sent[-1] == ("s59", "danger")
    assert len(paper.sent) == 11


def test_a_crowd_of_strangers_is_in_the_way_of_nobody_whom_we_know(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "sms")
    delivery = Delivery(store, {"sms": paper}, paces={"sms": SLOW})
    write(store, clock, paper, *[("known", "hello")] * BEGINNINGS)
    run(clock, 30, delivery, step=1)
    write(store, clock, paper, *((f"s{number}", "hello") for number in range(300)))
    run(clock, 3, delivery)
    write(store, clock, paper, ("known", "and now?"), ("known", "and then?"))
    assert store.read(partial(backlog, now=clock.now, channels=["sms"]))["outbox"][1] < 4
    seen = len(paper.sent)
    run(clock, 5, delivery)
    assert [text for who, text in paper.sent[seen:] if who == "known"] == ["and now?", "and then?"]
    assert [text for _, text in paper.sent[seen:][-2:]] == ["hello", "hello"]


def test_a_stranger_who_has_waited_long_waits_for_nobody(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "sms")
    write(store, clock, paper, *[("known", "hello")] * BEGINNINGS)
    run(clock, 1, Delivery(store, {"sms": paper}))
    write(store, clock, paper, ("stranger", "hello"))
    clock.passes(seconds=HEAD_START.total_seconds() + 1)
    write(store, clock, paper, ("known", "and now?"))
    run(clock, 0.1, Delivery(store, {"sms": paper}, paces={"sms": Pace(0.01, 1)}))
    assert [who for who, _ in paper.sent[BEGINNINGS:]] == ["stranger"]


def test_an_answer_that_was_refused_does_not_hold_up_words_about_danger(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "sms")
    write(store, clock, paper, ("s1", "hello"))
    paper.outcomes.append(NotSent("30001", again=True, retry_after=900))
    delivery = Delivery(store, {"sms": paper})
    run(clock, 0.1, delivery)
    write(store, clock, paper, ("s1", "danger"), ("s1", "later"))
    run(clock, 0.1, delivery)
    assert [text for _, text in paper.sent] == ["danger"]


def test_a_clock_that_is_put_back_silences_nobody_for_long(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "sms")
    delivery = Delivery(store, {"sms": paper}, paces={"sms": SLOW})
    write(store, clock, paper, *((f"s{number}", "hello") for number in range(12)))
    run(clock, 0.1, delivery)
    clock.passes(hours=-2)
    store.run(lambda tx: tx.connection.execute(update(outbox).values(due_at=clock.now)))
    run(clock, MOST_CREDIT.total_seconds() + 12, delivery, step=1)
    assert len(paper.sent) == 12


def test_a_worker_is_woken_when_more_may_go(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "sms")
    write(store, clock, paper, *((f"s{number}", "hello") for number in range(3)))
    woken: list[float] = []

    async def one_round(delivery: Delivery, woke: Callable[[], None]) -> None:
        begun = asyncio.get_running_loop().time()
        await delivery.start_due(woke)
        assert delivery._alarm is not None
        woken.append(delivery._alarm.when() - begun)
        delivery._alarm.cancel()
        await delivery.finish(60)

    asyncio.run(one_round(Delivery(store, {"sms": paper}, paces={"sms": Pace(0.5, 2)}), lambda: None))
    assert len(paper.sent) == 2
    assert woken[0] >= 2


@pytest.mark.parametrize("rate", ["0", "-1", "fast"])
def test_a_rate_is_more_than_nothing(rate: str) -> None:
    from bot.settings import SettingsError, read_settings

    with pytest.raises(SettingsError, match="TWILIO_PER_SECOND"):
        read_settings({"TWILIO_PER_SECOND": rate})


def test_without_a_pace_everything_goes(store: Store, clock: Clock) -> None:
    paper = Noted(clock, "sms")
    write(store, clock, paper, *((f"s{number}", "hello") for number in range(50)))
    run(clock, 0.1, Delivery(store, {"sms": paper}))
    assert {row["state"] for row in rows(store, outbox)} == {"sent"}
