"""The pure step holds whatever is sent: it answers, it survives JSON, and danger is never missed on the way."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ours import world

from bot.conversation import respond
from bot.flows.question import Session, World, from_json, to_json
from bot.matching.likeness import HeardKind
from bot.matching.understand import Hearing
from bot.message import Inbound
from bot.wording import text_of

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LINES = [
    *("hello", "cleaner", "malvern", "friday", "back", "menu", "1", "2", "3", "9", "more", "details 2", "why", "?"),
    *("do i need cqc", "yes", "no", "not sure", "just me", "set up a care business", "a person", "forget me"),
    *("STOP", "START", "help", "how much does it cost", "oxford", "actually worcester", "not friday", "thanks", ""),
    *("start again", "im so tired looking after mum", "list my business", "norton", "newcastle upon tyne", "any time"),
]


def said(session: Session, words: str, channel: str = "sms") -> tuple[Session, list[str], list[str]]:
    """A message answered: the session through JSON, the texts, the names of events."""
    content, hearing, catalogue = world()
    here = World(NOW, content, hearing, catalogue, "worcestershire")
    turn = respond(session, Inbound(channel, "1", "+447700900001", words, NOW), here)
    texts = [text_of(say, content, "worcestershire") for say in turn.says]
    kept = from_json(to_json(turn.session))
    assert kept == turn.session
    return kept, texts, [event.name for event in turn.events]


@given(words=st.text(max_size=400))
@settings(max_examples=150)
def test_any_text_is_answered(words: str) -> None:
    session, texts, _ = said(Session(met=True), words)
    assert all(texts)
    assert texts or session.opted_out


@given(lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=12), channel=st.sampled_from(["sms", "telegram"]))
@example(lines=["cleaner", "im so tired looking after mum", "1"], channel="sms")
@settings(max_examples=120)
def test_any_walk_is_answered_and_danger_always_heard(lines: list[str], channel: str) -> None:
    session = Session()
    for words in lines:
        before = session
        session, texts, events = said(session, words, channel)
        assert texts or before.opted_out
        assert all(events)
    after, texts, events = said(session, "mum has collapsed and is not breathing", channel)
    assert "999" in texts[0]
    assert len(texts) == 1
    assert "safety:emergency" in events
    assert (after.flow, after.asked, after.answers) == (session.flow, session.asked, session.answers)


@pytest.mark.parametrize(
    "words",
    ["", "x" * 5000, "\U0001f600\U0001f600", "مرحبا", "\x00\x07", "https://example.org", '{"a": [1]}'],
)
def test_bad_input_gets_a_kind_answer(words: str) -> None:
    session, texts, events = said(Session(met=True), words)
    assert texts[0].startswith("Sorry")
    assert events == ["not-understood"]
    assert not any(session.answers.values())


class Uneasy:
    """An ear that hears a little danger in everything."""

    def __init__(self, score: float, kind: str) -> None:
        self._heard = HeardKind(kind, score, "everything")

    def danger(self, *_: object) -> HeardKind:
        """What it always hears."""
        return self._heard

    def topic(self, *_: object) -> None:
        """Nothing."""

    def likeliest(self, *_: object) -> None:
        """Nothing."""


def uneasy(words: str, score: float = 0.2, kind: str = "emergency") -> tuple[list[str], list[str]]:
    """The keys said and the events of a first message, heard by such an ear."""
    content, hearing, catalogue = world()
    nervous = Hearing(content)
    vars(nervous).update({part: made for part, made in vars(hearing).items() if part != "told_in"})
    vars(nervous)["intents"] = replace(hearing.intents, likeness=cast(Any, Uneasy(score, kind)))
    here = World(NOW, content, nervous, catalogue, "worcestershire")
    turn = respond(Session(met=True), Inbound("sms", "1", "+447700900001", words, NOW), here)
    return [say.key for say in turn.says], [event.name for event in turn.events]


WANTED = "someone to help dad wash and get dressed, he fights with his jersey, malvern, any day"


@pytest.mark.parametrize(
    ("words", "score", "kind", "says"),
    [
        (WANTED, 0.35, "emergency", ["safety_perhaps", "matches"]),
        (WANTED, 0.35, "abuse", ["safety_perhaps", "matches"]),
        (WANTED, 0.2, "abuse", ["matches"]),
        (WANTED, 0.9, "emergency", ["safety_emergency"]),
        (WANTED, 0.2, "self-harm", ["safety_self_harm"]),
        ("he fights with it all day and all night long", 0.2, "emergency", ["safety_emergency"]),
        ("on friday from quarter past 9 til quarter to 11", 0.2, "emergency", ["ask_need"]),
    ],
)
def test_danger_that_is_not_sure_is_answered_and_so_is_what_was_asked_for(
    words: str, score: float, kind: str, says: list[str]
) -> None:
    said, events = uneasy(words, score, kind)
    assert said == says
    assert ("safety:" + kind in events) == says[0].startswith("safety")


@pytest.mark.parametrize(
    "words",
    ["MENU", "BACK", "MORE", "PERSON", "A PERSON", "WHY", "PRIVACY", "FORGET ME", "SET UP", "CQC", "START AGAIN"],
)
def test_what_we_tell_people_to_say_is_heard(words: str) -> None:
    _, texts, events = said(Session(met=True), words)
    assert texts
    assert "not-understood" not in events


def test_setting_up_is_said_in_the_middle_of_the_triage() -> None:
    session, _, _ = said(Session(met=True), "do i need cqc")
    session, _, _ = said(session, "SET UP")
    assert session.flow == "setup_checklist"


@pytest.mark.parametrize("words", ["no food", "no staff just me", "no meds"])
def test_a_no_to_something_else_is_no_answer(words: str) -> None:
    session, _, _ = said(Session(met=True), "do i need cqc")
    session, _, _ = said(session, words)
    assert session.asked == "country"
    assert "country" not in session.held("cqc_triage")
