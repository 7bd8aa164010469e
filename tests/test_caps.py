"""What texts may cost in a day: counted by person and area, capped; danger and STOP always go; people are told once."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import ours
import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_fixtures import SECRET, Clock, Paper, message, rows, talk_of

from bot.caps import ALWAYS, MOST_PARTS, NOTICES_TIMES, OWED, Caps, Day, reached, tells
from bot.channels import NotSent
from bot.delivery import Delivery
from bot.flows.question import Session, Turn
from bot.jobs import purge_due
from bot.message import Event, Outbound, Say
from bot.metrics import Metrics
from bot.store.given_up import Chosen, replay
from bot.store.parts import Till
from bot.store.store import Store
from bot.store.tables import area_parts, opt_out, outbox, person, person_parts
from bot.turn import reason_of, take

TODAY = date(2026, 11, 23)


# The decision


def test_a_message_goes_while_it_fits() -> None:
    caps = Caps(person=10, area=100)
    assert reached(caps, Day(0, 0), "answer", 3) is None
    assert reached(caps, Day(7, 0), "answer", 3) is None
    assert reached(caps, Day(8, 0), "answer", 3) == "person"
    assert reached(caps, Day(8, 98), "answer", 3) == "area"


def test_whoever_was_told_of_a_cap_gets_no_short_message_either_until_it_is_raised() -> None:
    told = Day(8, 98, told=True)
    assert reached(Caps(person=10, area=1000), told, "answer", 1) == "person"
    assert reached(Caps(person=100, area=100), told, "answer", 1) == "area"
    assert reached(Caps(person=8 + MOST_PARTS, area=98 + MOST_PARTS), told, "answer", 1) is None
    assert reached(Caps(person=0, area=0), told, "answer", 1) is None


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 99), st.integers(0, 99))
def test_danger_always_goes(person: int, area: int, had: int, all_had: int) -> None:
    assert reached(Caps(person, area), Day(had, all_had, True), ALWAYS, 3) is None


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 99), st.booleans())
def test_what_we_owe_goes_up_to_twice_a_persons_cap(person: int, area: int, all_had: int, told: bool) -> None:
    caps, last = Caps(person, area), person * NOTICES_TIMES - 1
    assert reached(caps, Day(last, all_had, told), OWED, 1) is None
    assert reached(caps, Day(last, all_had, told), OWED, 2) == "person"
    assert reached(Caps(0, area), Day(10**6, all_had, told), OWED, 3) is None


def test_nought_is_no_cap() -> None:
    assert not Caps()
    assert reached(Caps(0, 5), Day(10**6, 0), "answer", 3) is None
    assert reached(Caps(5, 0), Day(0, 10**6), "answer", 3) is None


def test_telling_people_has_an_end_too() -> None:
    assert tells(Caps(0, 10), Day(0, 10))
    assert not tells(Caps(0, 10), Day(0, 10, told=True))
    assert not tells(Caps(0, 10), Day(0, 10 * NOTICES_TIMES))


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        (Turn(Session(), (Say("menu"),)), "answer"),
        (Turn(Session(), (Say("first_contact"), Say("help"))), "notice"),
        (Turn(Session(), (Say("stopped"),), (Event("opted-out"),)), "notice"),
        (Turn(Session(), (Say("started"),), (Event("opted-in"),)), "notice"),
        (Turn(Session(), (Say("forgotten"),), (Event("forgotten"),)), "notice"),
        (Turn(Session(), (Say("help"),), (Event("safety:abuse"),)), "safety"),
    ],
)
def test_what_is_owed(turn: Turn, reason: str) -> None:
    assert reason_of(turn) == reason


# In the books


def words(which: str, area: str | None) -> Sequence[Outbound]:
    """What people are told."""
    return [Outbound(f"no more: {which} {area}", (), "GSM-7", 1)]


class Texting:
    """People who text, a channel, and delivery under caps. Everybody lives in an area, unless told otherwise."""

    def __init__(self, store: Store, clock: Clock, home: str | None = "essex", **caps: int) -> None:
        self.store, self.clock = store, clock
        self.paper, self.metrics = Paper(), Metrics()
        self.talk = talk_of(clock, self.paper, home=lambda _session, _world: home)
        till = Till(Caps(**caps), words)
        self.delivery = Delivery(store, {"sms": self.paper}, lambda: 0.5, till=till, stopped=self.metrics.stopped)

    def say(self, *said: str, sender: str = "+447700900123") -> list[str]:
        """Somebody texts; what they get now."""
        before = len(self.paper.sent)
        for one in said:
            self.store.receive(message(one, sender=sender))
            while take(self.store, self.talk):
                pass
            asyncio.run(self.delivery.deliver_due())
        return [text for address, text in self.paper.sent[before:] if address == sender]

    def own_accord(self, reason: str = "nudge", person: int = 1) -> list[str]:
        """Something that nobody asked for; what goes out now."""
        one = [Outbound(reason, (), "GSM-7", 1)]
        self.store.run(lambda tx: tx.queue(person, None, one, reason))
        return self.deliver()

    def deliver(self) -> list[str]:
        """What goes out now."""
        before = len(self.paper.sent)
        asyncio.run(self.delivery.deliver_due())
        return [text for _, text in self.paper.sent[before:]]

    def counted(self, cap: str) -> float:
        """Messages kept back."""
        line = f'nearhand_capped_total{{cap="{cap}"}} '
        page = self.metrics.page({}).decode()
        return float(page.split(line)[1].split("\n")[0])


def errors(store: Store) -> list[Any]:
    """What became of each message."""
    return [row["error"] for row in rows(store, outbox)]


def test_parts_are_counted_by_area_and_by_person(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock)
    texting.say("one\ntwo", "three")
    texting.say("four", sender="s2")
    clock.passes(days=1)
    texting.say("five")
    by_area = {(row["day"], row["area"]): row["parts"] for row in rows(store, area_parts)}
    assert by_area == {(TODAY, "essex"): 4, (TODAY + timedelta(days=1), "essex"): 1}
    keys = [row["address_key"] for row in rows(store, person)]
    by_person = {(keys.index(row["address_key"]), row["day"]): row["parts"] for row in rows(store, person_parts)}
    assert by_person == {(0, TODAY): 3, (1, TODAY): 1, (0, TODAY + timedelta(days=1)): 1}


def test_a_text_that_is_tried_again_is_counted_once(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock)
    texting.paper.outcomes.append(NotSent("30001", again=True))
    texting.say("hello")
    clock.passes(seconds=2)
    assert texting.deliver() == ["hello"]
    assert [row["parts"] for row in rows(store, area_parts)] == [1]


def test_where_no_area_is_known_the_cap_holds_all_the_same(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, None, area=2)
    assert texting.say("one", "two", "three") == ["one", "two", "no more: area None"]
    assert [(row["area"], row["parts"]) for row in rows(store, area_parts)] == [("", 3)]


def test_after_the_cap_somebody_is_told_once_and_answers_end_with_a_reason(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, person=3)
    assert texting.say(*"abcdef") == ["a", "b", "c", "no more: person essex"]
    assert errors(store) == [None, None, None, "cap-person", None, "cap-person", "cap-person"]
    assert texting.counted("person") == 3
    assert texting.say("a", sender="s2") == ["a"]


def test_danger_and_stop_go_through_whatever_was_spent(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, person=3, area=1)
    texting.say("one", "two")
    assert texting.say("danger", "stop", "start", "three") == ["danger", "stop", "start"]
    assert sum(row["parts"] for row in rows(store, area_parts)) == 5


def test_stop_and_start_in_turn_cost_twice_the_cap_and_no_more_and_are_done_all_the_same(
    store: Store, clock: Clock
) -> None:
    texting = Texting(store, clock, person=3)
    assert texting.say(*["stop", "start"] * 20, "stop") == ["stop", "start"] * 3
    assert len(rows(store, opt_out)) == 1
    assert texting.say("danger") == ["danger"]
    assert texting.say("hello", sender="s2") == ["hello"]


def test_the_next_day_begins_anew(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, person=1)
    assert texting.say("one", "two") == ["one", "no more: person essex"]
    clock.passes(days=1)
    assert texting.say("three", "four", "five") == ["three", "no more: person essex"]


def test_what_is_no_answer_waits_for_the_next_morning(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, person=1)
    texting.say("one")
    assert texting.own_accord() == []
    assert rows(store, outbox)[-1]["due_at"] == clock.now.replace(day=24, hour=8)
    clock.passes(hours=21)
    assert texting.deliver() == []
    clock.passes(hours=1)
    assert texting.deliver() == ["nudge"]


def test_a_nudge_that_waits_holds_up_no_words_about_danger(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, person=1)
    texting.say("one")
    texting.own_accord()
    assert texting.say("danger") == ["danger"]


def test_an_area_at_its_cap_is_told_of_once_and_others_go_on(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    texting = Texting(store, clock, area=5)
    for number in range(8):
        texting.say("hello", sender=f"s{number}")
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in told] == [
        "texts: the day's cap of the area essex is reached: nothing but safety goes out"
    ]
    assert texting.counted("area") == 3
    elsewhere = Texting(store, clock, "oxfordshire", area=5)
    assert elsewhere.say("hello", sender="s99") == ["hello"]


def test_a_flood_of_strangers_costs_twice_the_cap_and_no_more(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, area=10)
    for number in range(60):
        store.receive(message("hello", sender=f"s{number}"))
    while take(store, texting.talk):
        pass
    texting.deliver()
    assert len(texting.paper.sent) == 20
    assert {row["state"] for row in rows(store, outbox)} == {"sent", "given_up"}
    assert texting.say("danger", sender="s59") == ["danger"]


def test_two_processes_keep_to_one_cap(url: str, store: Store, clock: Clock) -> None:
    texting, other = Texting(store, clock, area=6), Store.open(url, [SECRET], clock)
    beside = Texting(other, clock, area=6)
    for number in range(12):
        store.receive(message("hello", sender=f"s{number}"))
    while take(store, texting.talk):
        pass

    async def both() -> None:
        await asyncio.gather(texting.delivery.deliver_due(), beside.delivery.deliver_due())

    asyncio.run(both())
    answers = [text for _, text in (*texting.paper.sent, *beside.paper.sent) if text == "hello"]
    other.close()
    assert len(answers) == 6
    assert errors(store).count("cap-area") == 6


def test_other_channels_cost_nothing(store: Store, clock: Clock) -> None:
    class Free(Paper):
        def lay_out(self, text: str, options: Any) -> list[Outbound]:
            return [Outbound(text)]

    free = Free("telegram")
    delivery = Delivery(store, {"telegram": free}, till=Till(Caps(1, 1), words))
    for _ in range(5):
        store.receive(message("hello", sender="7", channel="telegram"))
        take(store, talk_of(clock, free))
    asyncio.run(delivery.deliver_due())
    assert len(free.sent) == 5
    assert rows(store, area_parts) == rows(store, person_parts) == []


def test_what_a_cap_ended_can_be_sent_by_an_operator_the_day_after(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, person=1)
    texting.say("one", "two")
    clock.passes(days=1)
    [ended] = [row["id"] for row in rows(store, outbox) if row["error"] == "cap-person"]
    assert store.run(lambda tx: replay(tx.connection, Chosen(ended), tx.now)) == 1
    assert texting.deliver() == ["two"]


def test_counts_of_a_person_go_when_they_are_of_no_more_use(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock)
    texting.say("hello")
    clock.passes(days=1)
    texting.say("hello")
    purge_due(store, {})
    assert [row["day"] for row in rows(store, person_parts)] == [TODAY, TODAY + timedelta(days=1)]
    clock.passes(days=2)
    purge_due(store, {})
    assert rows(store, person_parts) == []
    assert [(row["area"], row["parts"]) for row in rows(store, area_parts)] == [("essex", 1), ("essex", 1)]
    clock.passes(days=370)
    purge_due(store, {})
    assert rows(store, area_parts) == []


def test_whoever_is_forgotten_begins_no_new_cap(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, person=3)
    said = texting.say("one", *["forget me", "two", "three"] * 9)
    assert said == ["one", "forget me", "two", "no more: person essex", "forget me", "forget me"]
    assert sum(row["parts"] for row in rows(store, person_parts)) == 3 * NOTICES_TIMES
    clock.passes(days=1)
    assert texting.say("four") == ["four"]


def test_a_cap_that_is_raised_holds_at_once_and_what_it_ended_can_be_sent(store: Store, clock: Clock) -> None:
    texting = Texting(store, clock, area=2, person=50)
    assert texting.say("one", "two", "three") == ["one", "two", "no more: area essex"]
    raised = Texting(store, clock, area=5000, person=0)
    assert raised.say("four") == ["four"]
    assert store.run(lambda tx: replay(tx.connection, Chosen(code="cap-area"), tx.now)) == 1
    assert raised.deliver() == ["three"]


def test_what_people_are_told_is_one_short_text_in_every_area() -> None:
    from bot.channels.sms import Sms
    from bot.house import cap_words
    from bot.turn import Talk

    content = ours.content()
    world: Any = type("AWorld", (), {"content": content})
    talk = Talk(lambda: world, {"sms": Sms()})
    for area in (None, *content.areas):
        for which in ("person", "area"):
            [told] = cap_words(talk, which, area)  # type: ignore[arg-type]
            assert "tomorrow" in told.text
            assert "999" in told.text
            assert told.segments == 1
