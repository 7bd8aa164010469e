"""Over to people: the contact always, a note only after a yes, and only where somebody reads it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from ours import world

from bot.content import Content
from bot.conversation import respond
from bot.flows.question import Session, Turn, World, from_json, to_json
from bot.message import Inbound
from bot.wording import text_of

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
READER = "notes@council.example.org"


def read_in(code: str) -> Content:
    """Content in which one area has a reader of notes."""
    content = world()[0]
    area = content.areas[code].model_copy(update={"handover_email": READER})
    return replace(content, areas={**content.areas, code: area})


def talk(*lines: str, reader: str = "worcestershire", area: str = "worcestershire", channel: str = "sms") -> Turn:
    """The last turn of a conversation where one area has a reader."""
    _, hearing, catalogue = world()
    here = World(NOW, read_in(reader), hearing, catalogue, area)
    turn = Turn(Session(met=True), ())
    for words in lines:
        inbound = Inbound(channel, "1", "+447700900001", words, NOW)
        turn = respond(from_json(to_json(turn.session)), inbound, here)
    return turn


def text(turn: Turn) -> str:
    """All that a turn says."""
    return "\n".join(text_of(say, world()[0], "worcestershire") for say in turn.says)


def notes(turn: Turn) -> list[dict[str, str]]:
    """The codes of notes passed on."""
    return [dict(one.values) for one in turn.events if one.name == "handed-over" and one.values.get("consent") == "yes"]


ASKS = [
    ("a person please",),
    ("blah blah", "blah"),
    ("set up a small care business", "im stuck"),
    ("cleaner malvern", "can i speak to someone"),
]


@pytest.mark.parametrize("lines", ASKS, ids=lambda lines: lines[-1])
def test_a_note_is_offered_where_it_is_read(lines: tuple[str, ...]) -> None:
    offer = talk(*lines)
    assert offer.session.offered == ("menu:handover:worcestershire:yes", "menu:handover:worcestershire:no")
    assert "pass a note on" in text(offer)
    assert notes(offer) == []


@pytest.mark.parametrize("lines", ASKS, ids=lambda lines: lines[-1])
def test_where_nobody_reads_notes_the_contact_is_given_and_nothing_promised(lines: tuple[str, ...]) -> None:
    turn = talk(*lines, reader="essex")
    assert "handover" not in "".join(turn.session.offered)
    assert "pass a note on" not in text(turn)
    area = world()[0].areas["worcestershire"]
    assert any(contact.name in text(turn) for contact in (area.programme, area.adult_social_care))


def test_nobody_is_offered_a_call_who_cannot_be_reached() -> None:
    assert "handover" not in "".join(talk("a person", channel="web").session.offered)
    assert "handover" in "".join(talk("a person", channel="telegram").session.offered)


@pytest.mark.parametrize("yes", ["1", "yes", "yes please", "yeah"])
def test_only_a_yes_passes_a_note_on(yes: str) -> None:
    turn = talk("cleaner malvern", "a person", yes)
    assert notes(turn) == [{"consent": "yes", "area": "worcestershire", "flow": "find_support", "need": "cleaning"}]
    assert "Done." in text(turn)
    assert turn.session.asked == "when"


@pytest.mark.parametrize("other", ["2", "no", "no thanks", "friday mornings", "menu"])
def test_anything_else_passes_nothing_on(other: str) -> None:
    assert notes(talk("cleaner malvern", "a person", other)) == []


def test_one_yes_is_one_note() -> None:
    assert notes(talk("a person", "yes", "yes")) == notes(talk("a person", "yes", "thanks", "1")) == []


def test_the_note_goes_to_the_people_who_were_named() -> None:
    turn = talk("cleaner malvern", "a person in chelmsford", "yes", reader="essex")
    asked = talk("cleaner malvern", "a person in chelmsford", reader="essex")
    named = [one for one in asked.session.offered if one.endswith(":yes")]
    assert [note["area"] for note in notes(turn)] == [one.split(":")[2] for one in named]


def test_a_town_is_asked_for_first_where_it_is_not_known() -> None:
    _, hearing, catalogue = world()
    here = World(NOW, read_in("essex"), hearing, catalogue)
    session, events = Session(met=True), []
    for words in ("a person", "chelmsford", "yes"):
        turn = respond(session, Inbound("sms", "1", "+447700900001", words, NOW), here)
        session, events = turn.session, notes(turn)
    assert events == [{"consent": "yes", "area": "essex", "flow": "menu"}]


def test_an_outcome_that_needs_advice_leads_to_people() -> None:
    told = talk("do i need cqc", "yes", "1", "not sure")
    assert "triaged:GET_ADVICE" in [event.name for event in told.events]
    assert "menu:go:person" in told.session.offered
    turn = talk("do i need cqc", "yes", "1", "not sure", "a person", "yes")
    assert notes(turn) == [{"consent": "yes", "area": "worcestershire", "flow": "cqc_triage", "outcome": "GET_ADVICE"}]
    assert world()[0].areas["worcestershire"].programme.name in text(turn)
