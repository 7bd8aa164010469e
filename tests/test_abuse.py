"""Floods, robots and spam: every message is kept, the cost has an end, danger is answered, and nobody else notices."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count, pairwise
from types import SimpleNamespace
from typing import Any

import ours
import pytest
from app_visits import KEY, Visitor, visit, with_twilio
from hypothesis import given
from hypothesis import strategies as st
from loopback.twilio_api import TwilioApi, sid
from sqlalchemy.event import listen
from store_fixtures import NUMBER, SECRET, START, Clock, Paper, fresh, message, rows, talk_of

from bot.channels import NotSent
from bot.channels.sms import Sms
from bot.delivery import LONGEST_REST_S, MOST_FAILED, Delivery, Health
from bot.flows.question import Session, Turn, from_json, to_json
from bot.jobs import purge_due
from bot.message import Event, Inbound, Say
from bot.restraint import HEEDED, IN_BRIEF, LATER, SAME, fingerprint, restrained
from bot.store.sessions import MOST, opened_session
from bot.store.store import Store
from bot.store.tables import brake, inbox, outbox, person
from bot.turn import take
from bot.wording import text_of

LIMIT = 40
OTHER = "+447700900999"
REPLY = "Thank you for your message, we are away from the office. Your ticket is {}."
SPAM = "WIN a FREE cruise now http://bit.example/{0} click https://prize.example/{0} or www.spam.example/?x={0}"


# The decision


def after(session: Session, words: str, minutes: float, limit: int = LIMIT, event: str | None = None) -> Any:
    """What is left of a turn so many minutes after the start."""
    now = START + timedelta(minutes=minutes)
    events = (Event(event),) if event else ()
    turn = Turn(Session(**{**vars_of(session), "seen_at": now}), (Say("answer"),), events)
    return restrained(session, Inbound("sms", "1", NUMBER, words, now), turn, now, limit)


def vars_of(session: Session) -> dict[str, Any]:
    """A session's fields."""
    return {name: getattr(session, name) for name in Session.__dataclass_fields__}


def said(result: Any) -> list[str]:
    """What is said."""
    return [say.key for say in result.turn.says]


def test_somebody_who_writes_as_people_do_is_always_answered_at_once() -> None:
    session = Session()
    for minute in range(120):
        result = after(session, f"something else {'abcdefgh'[minute % 8]} {minute}", minute * 2)
        assert (said(result), result.wait) == (["answer"], timedelta())
        session = result.turn.session


def test_short_answers_may_be_the_same() -> None:
    session = Session()
    for number in range(LIMIT // 2):
        result = after(session, "yes please", number * 0.1)
        assert said(result) == ["answer"]
        session = result.turn.session


def test_beyond_half_the_limit_answers_come_later_and_at_the_limit_no_more() -> None:
    session, heard = Session(), []
    for number in range(LIMIT * 2):
        result = after(session, f"this is something new {chr(97 + number % 26)}{chr(97 + number // 26)}", number * 0.01)
        heard.append((*said(result), result.wait))
        session = result.turn.session
    at_once, later = heard.count(("answer", timedelta())), heard.count(("answer", LATER))
    assert (LIMIT // 2 <= at_once <= LIMIT // 2 + 2, LIMIT // 2 - 2 <= later <= LIMIT // 2 + 2) == (True, True)
    assert heard.count(("hushed", timedelta())) == 1
    assert heard[-1] == (timedelta(),)


def test_after_some_peace_somebody_is_answered_again() -> None:
    session = Session(pressure=LIMIT * 2.0, hushed=True, seen_at=START)
    assert said(after(session, "hello there again", 60)) == []
    assert said(after(session, "hello there again", 95)) == ["answer"]


@pytest.mark.parametrize("event", ["safety:abuse", "safety:emergency", "opted-out", "opted-in", "forgotten"])
def test_danger_and_stop_are_answered_at_once_whatever_was_before(event: str) -> None:
    session = Session(pressure=LIMIT * 2.0, hushed=True, seen_at=START, last=fingerprint("something was said before"))
    result = after(session, "he is hitting me again", 0, event=event)
    assert (said(result), result.wait) == (["answer"], timedelta())


@pytest.mark.parametrize(
    "events", [("opted-out", "opted-in"), ("safety:abuse", "safety:emergency", "safety:self-harm")]
)
def test_stop_and_danger_worded_anew_are_not_answered_without_end(events: tuple[str, ...]) -> None:
    session, heard = Session(), []
    for number in range(120):
        event = events[number % len(events)]
        result = after(session, f"{'abcdefghij'[number % 10] * 12} again", 0, event=event)
        assert [one.name for one in result.turn.events] == [event]
        heard.append(said(result))
        session = result.turn.session
    later = ["answer"] if "opted-in" in events else [IN_BRIEF]
    half = HEEDED // 2
    assert heard == [["answer"]] * half + [later] * half + [[]] * (120 - HEEDED)
    assert said(after(session, "something quite new", 65, event=events[0])) == ["answer"]


def test_danger_is_met_with_all_the_numbers_every_five_minutes_for_ever() -> None:
    session, told = Session(), []
    for minute in range(600):
        result = after(session, f"help {'abcdefghij'[minute % 10] * 12}", minute, event="safety:emergency")
        told += [minute] if said(result) else []
        session = result.turn.session
    assert told[: HEEDED // 2] == list(range(HEEDED // 2))
    assert max(second - first for first, second in pairwise(told)) == 5


def test_all_the_numbers_are_one_text() -> None:
    content = ours.content()
    [brief] = Sms().lay_out(text_of(Say(IN_BRIEF), content, None), ())
    assert brief.segments == 1
    lines = ("emergency", "nhs", "samaritans", "childline", "domestic-abuse", "mens-advice")
    assert all(content.lines[line].number in brief.text for line in lines)


def test_the_same_danger_is_answered_again_after_a_while_or_to_whoever_is_answered_at_all() -> None:
    words = "he is hitting me again"
    session = Session(pressure=LIMIT * 2.0, hushed=True, seen_at=START, last=fingerprint(words))
    assert said(after(session, words, 1, event="safety:abuse")) == []
    assert said(after(session, words, 6, event="safety:abuse")) == ["answer"]
    assert said(after(session, "he has a knife in the kitchen", 1, event="safety:abuse")) == ["answer"]
    calm = Session(seen_at=START, last=fingerprint(words))
    assert said(after(calm, words, 0.1, event="safety:abuse")) == ["answer"]


@given(st.floats(0, 200), st.floats(-600, 6000), st.text(max_size=40), st.booleans())
def test_the_pressure_stays_in_its_bounds(pressure: float, minutes: float, words: str, hushed: bool) -> None:
    session = Session(pressure=pressure, hushed=hushed, seen_at=START)
    left = after(session, words, minutes).turn.session
    assert 0 < left.pressure <= max(2 * LIMIT, 1)
    assert from_json(to_json(left)) == left


def test_nought_is_no_limit() -> None:
    session = Session(pressure=1e6, hushed=True, seen_at=START)
    assert said(after(session, "hello", 0, limit=0)) == ["answer"]


def test_the_mark_of_a_message_tells_nothing_and_knows_numbers_apart() -> None:
    assert fingerprint(REPLY.format(12)) == fingerprint(REPLY.format("345").upper()) != fingerprint("something else")
    assert fingerprint("yes") == ""
    assert len(fingerprint(REPLY)) == 4


# Robots


class Robot:
    """Somebody who answers each of our messages at once, for ever."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock, self.paper = store, clock, Paper()
        self.talk = talk_of(clock, self.paper, restrain=partial(restrained, limit=LIMIT))
        self.delivery = Delivery(store, {"sms": self.paper})

    def say(self, words: str, sender: str = NUMBER) -> None:
        """A message, and its turn."""
        self.store.receive(message(words, sender=sender))
        while take(self.store, self.talk):
            pass
        asyncio.run(self.delivery.deliver_due())

    def talks(self, replies: Iterator[str], hours: float) -> None:
        """Answer whatever comes, looking every five seconds."""
        seen, end = 0, self.clock.now + timedelta(hours=hours)
        self.say(next(replies))
        while self.clock.now < end:
            self.clock.passes(seconds=5)
            asyncio.run(self.delivery.deliver_due())
            new, seen = len(self.paper.sent) - seen, len(self.paper.sent)
            for _ in range(new):
                self.say(next(replies))


def test_a_robot_that_always_says_the_same_is_soon_left_alone(store: Store, clock: Clock) -> None:
    robot = Robot(store, clock)
    robot.talks((REPLY.format(number) for number in count()), hours=0.3)
    assert len(robot.paper.sent) <= SAME + 2
    assert [text for _, text in robot.paper.sent].count("hushed") == 1
    assert robot.paper.sent[-1][1] == "hushed"


def test_a_robot_that_finds_new_words_gets_slower_answers_and_then_none(store: Store, clock: Clock) -> None:
    robot = Robot(store, clock)
    robot.talks((f"another thought about {'abcdefghijklm'[n % 13] * (n // 13 + 1)}" for n in count()), hours=0.5)
    assert LIMIT <= len(robot.paper.sent) <= LIMIT * 2
    assert [text for _, text in robot.paper.sent].count("hushed") <= 1


def test_whoever_is_forgotten_is_left_alone_all_the_same(store: Store, clock: Clock) -> None:
    robot = Robot(store, clock)
    for number in range(LIMIT * 4):
        robot.say("forget me" if number % 5 == 4 else f"a flood of {chr(97 + number % 26) * (number // 26 + 9)}")
    sent = [text for _, text in robot.paper.sent]
    assert sent.count("forget me") == HEEDED
    assert len(sent) <= LIMIT + HEEDED + 1
    assert len(rows(store, brake)) == 1
    clock.passes(days=1, hours=1)
    purge_due(store, {})
    assert rows(store, brake) == []
    robot.say("hello again")
    assert robot.paper.sent[-1][1] == "hello again"


def test_what_is_kept_of_whoever_was_forgotten_holds_numbers_alone(store: Store, clock: Clock) -> None:
    robot = Robot(store, clock)
    robot.say("cleaner in malvern please")
    robot.say("forget me")
    [kept] = rows(store, brake)
    left = opened_session(kept["session"], store.safe.seal)
    assert left == Session(pressure=2.0, heeded=1.0, seen_at=clock.now)
    assert rows(store, person) == []
    robot.say("hello")
    robot.say("forget me")
    assert opened_session(rows(store, brake)[0]["session"], store.safe.seal).heeded == 2.0


def test_whoever_is_left_alone_is_heard_in_danger_and_others_are_answered(store: Store, clock: Clock) -> None:
    robot = Robot(store, clock)
    for number in range(LIMIT * 3):
        robot.say(f"a flood of words {chr(97 + number % 26) * (number // 26 + 1)}")
    sent = len(robot.paper.sent)
    robot.say("danger")
    robot.say("hello", sender=OTHER)
    robot.say("stop")
    assert [text for _, text in robot.paper.sent[sent:]] == ["danger", "hello", "stop"]
    assert len(rows(store, inbox)) == LIMIT * 3 + 3
    assert {row["state"] for row in rows(store, inbox)} == {"handled"}
    assert len(rows(store, outbox)) <= LIMIT + 5


# A crowd


CROWD = 10_000
SOME = 1000


class Crowd(Robot):
    """People who were never here before, on SQLite, and what they cost.

    Counted in steps of the database's own machine and in pieces of memory: no clock, so no luck.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self.hundreds = 0
        listen(store._engine, "checkout", lambda driver, *_: driver.set_progress_handler(self._on, 100))

    def _on(self) -> int:
        self.hundreds += 1
        return 0

    def comes(self, first: int, many: int) -> int:
        """Messages in, as webhooks bring them, and their turns. Returns what that cost the database."""
        before = self.hundreds
        for start in range(first, first + many, 250):
            asyncio.run(self._together(start, 250))
        while take(self.store, self.talk):
            pass
        return self.hundreds - before

    async def _together(self, first: int, many: int) -> None:
        each = (message(f"word {n}", f"SM{n}", f"+4477001{n:05}") for n in range(first, first + many))
        await asyncio.gather(*map(self.store.received, each))

    def begins(self) -> tuple[list[str], int]:
        """What goes out of all that waits, at the first look, and what it costs the database."""
        before, seen = self.hundreds, len(self.paper.sent)
        asyncio.run(self._one_look())
        return [text for _, text in self.paper.sent[seen:]], self.hundreds - before

    async def _one_look(self) -> None:
        await self.delivery.start_due()
        await self.delivery.finish(60)


def pieces() -> int:
    """Pieces of memory that Python holds."""
    gc.collect()
    return sys.getallocatedblocks()


@pytest.fixture
def crowd(request: pytest.FixtureRequest, tmp_path: Any, clock: Clock) -> Iterator[Crowd]:
    """A crowd before a store that nobody has written to."""
    store = Store.open(fresh(request, tmp_path, "sqlite"), [SECRET], clock)
    yield Crowd(store, clock)
    store.close()


def test_of_ten_thousand_strangers_the_last_costs_what_the_first_did_and_danger_goes_first(crowd: Crowd) -> None:
    at_first, look_at_first = crowd.comes(0, SOME), crowd.begins()[1]
    held = pieces()
    crowd.comes(SOME, CROWD - 2 * SOME)
    at_last = crowd.comes(CROWD - SOME, SOME)
    assert at_last < 1.1 * at_first
    assert pieces() - held < SOME
    assert crowd.store.safe.lately.number <= MOST
    crowd.store.receive(message("danger", sender=OTHER))
    take(crowd.store, crowd.talk)
    said, look_at_last = crowd.begins()
    assert said[0] == "danger"
    assert len(said) > 1
    assert look_at_last < 1.5 * look_at_first
    counts = {row["state"] for row in rows(crowd.store, inbox)}, len(rows(crowd.store, outbox))
    assert counts == ({"handled"}, CROWD + 1)


def test_an_outage_that_ten_thousand_meet_is_remembered_in_brief() -> None:
    health = Health()
    for number in range(CROWD):
        letter: Any = SimpleNamespace(person_id=number)
        health = health.after(letter, NotSent("503", again=True), START, 0.5)
        assert len(health.failed) <= MOST_FAILED
    assert health.until == START + timedelta(seconds=LONGEST_REST_S)


# The house, with its real conversation


@pytest.fixture
def api() -> Iterator[TwilioApi]:
    """Twilio."""
    with TwilioApi() as api:
        yield api


def settings(api: TwilioApi, **more: str) -> dict[str, str]:
    """A house that shows the sample."""
    given = {"DATABASE_URL": "sqlite://", "NEARHAND_SECRET_KEY": KEY, "NEARHAND_SAMPLE": "yes"}
    return with_twilio({**given, "TWILIO_PER_SECOND": "1000", **more}, api)


def sent_to(api: TwilioApi, number: str) -> list[str]:
    """What somebody was sent."""
    return [form["Body"] for form in api.sent if form["To"] == number]


def test_a_flood_from_one_number_is_kept_and_costs_little(api: TwilioApi) -> None:
    async def act(visitor: Visitor) -> None:
        for number in range(60):
            words = f"cleaner in malvern on day {chr(97 + number % 26) * (number // 26 + 1)}"
            assert (await visitor.text(words, sid(f"SM{number}"))).status_code == 200
        await visitor.text("someone to sit with mum near Malvern, sat 2-5pm", sid("SM900"), OTHER)
        await visitor.text("my neighbour is hitting me", sid("SM901"))
        await visitor.work()
        assert len(await visitor.rows(inbox)) == 62
        assert len(await visitor.rows(outbox)) <= 20 * 4

    visit(settings(api, NEARHAND_ANSWERS_AN_HOUR="16"), act, working=False)
    assert any("Malvern" in text for text in sent_to(api, OTHER))
    assert any("999" in text for text in sent_to(api, "+447700900123"))
    assert len(sent_to(api, "+447700900123")) < 40


def test_a_robot_that_says_our_own_words_back_is_not_talked_to_for_long(api: TwilioApi) -> None:
    async def act(visitor: Visitor) -> None:
        words, seen = "hello", 0
        for number in range(80):
            await visitor.text(words, sid(f"SM{number}"))
            await visitor.work()
            if len(api.sent) == seen:
                return
            words, seen = api.sent[-1]["Body"], len(api.sent)
        raise AssertionError("they still talk")

    visit(settings(api, NEARHAND_ANSWERS_AN_HOUR="30"), act, working=False)
    assert len(api.sent) <= 60


def test_spam_is_answered_briefly_and_its_links_go_nowhere(api: TwilioApi) -> None:
    async def act(visitor: Visitor) -> None:
        for number in range(40):
            await visitor.text(SPAM.format(number) + " cleaner malvern", sid(f"SM{number}"))
        await visitor.text("x" * 20_000 + " http://long.example", sid("SM990"))
        await visitor.text("cleaner in malvern on friday", sid("SM991"), OTHER)
        await visitor.work()
        assert {row["state"] for row in await visitor.rows(inbox)} == {"handled"}

    visit(settings(api), act, working=False)
    ours = " ".join(sent_to(api, "+447700900123"))
    assert not any(part in ours for part in ("bit.example", "prize.example", "spam.example", "long.example"))
    assert len(sent_to(api, "+447700900123")) <= 4 * SAME
    assert sent_to(api, OTHER)


def test_a_crowd_of_strangers_has_a_price_and_whoever_is_in_danger_is_answered(api: TwilioApi) -> None:
    async def act(visitor: Visitor) -> None:
        for number in range(120):
            await visitor.text("hello", sid(f"SM{number}"), f"+4477001{number:05}")
        await visitor.text("I want to kill myself", sid("SM991"), OTHER)
        await visitor.work()
        states = [row["state"] for row in await visitor.rows(outbox)]
        assert set(states) == {"sent", "given_up"}
        parts = sum(row["segments"] for row in await visitor.rows(outbox) if row["state"] == "sent")
        assert 100 <= parts <= 2 * 100 + 9

    visit(settings(api, SMS_CAP_AREA="100"), act, working=False)
    assert "116 123" in " ".join(sent_to(api, OTHER))
    assert OTHER in [form["To"] for form in api.sent[:40]]
