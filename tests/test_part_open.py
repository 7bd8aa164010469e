"""What founders tell CQC's questions for the most part, or for now: nothing that is left open lets anybody go ahead,
and why we ask again is said."""

import pytest
from test_numbered import at
from test_second_thoughts import ended
from test_underway import TRIAGE, keys, says

from bot.flows.question import Session

STRICT = [
    ("role", "mostly cleaning", "give_support"),
    ("age", "mostly kids", "children"),
    ("age", "mostly adults sometimes kids", "both"),
    ("health_treatment", "yes mostly", "yes"),
    ("hands_on", "mainly washing", "yes"),
    ("hands_on", "mostly company but i help her dress", "yes"),
    ("hands_on", "yes usually", "yes"),
    ("need", "mostly yes", "yes"),
    ("need", "mainly age", "yes"),
]


@pytest.mark.parametrize(("name", "text", "code"), STRICT)
def test_what_nothing_asks_more_than_holds_though_it_is_told_for_the_most_part(name: str, text: str, code: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) == code


NEARER = [
    ("country", "mostly in england", ["yes", "no", "unsure"]),
    ("country", "yes mostly", ["yes", "no", "unsure"]),
    ("age", "mostly adults", ["adults", "both", "unsure"]),
    ("age", "adults mostly", ["adults", "both", "unsure"]),
    ("hands_on", "mainly cleaning", ["yes", "no", "unsure"]),
    ("hands_on", "mostly cleaning and cooking", ["yes", "no", "unsure"]),
    ("who_delivers", "mainly just me", ["helpers", "substitute", "unsure"]),
    ("who_delivers", "only me at the moment", ["only_me", "helpers", "substitute", "unsure"]),
    ("who_delivers", "just me for now", ["only_me", "helpers", "substitute", "unsure"]),
]


@pytest.mark.parametrize(("name", "text", "codes"), NEARER)
def test_the_part_that_is_left_open_is_asked_for(name: str, text: str, codes: list[str]) -> None:
    turn = says(at(name), text)
    assert name not in turn.session.held(TRIAGE)
    assert (keys(turn), turn.session.asked) == (["tree_question"], name)
    assert [code.rpartition(":")[2] for code in turn.session.offered] == codes


def test_the_rest_of_a_place_is_asked_for() -> None:
    turn = says(at("place"), "mostly at home")
    assert "rest of the time" in str(turn.says[-1].values["text"])
    assert says(turn.session, "both").session.held(TRIAGE)["place"] == "both"


def test_a_question_not_understood_is_put_as_ever() -> None:
    assert "England first" not in str(says(at("country"), "i like trains").says[-1].values["text"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("health_treatment", "not usually"),
        ("health_treatment", "mostly no"),
        ("hands_on", "mostly not"),
        ("need", "mostly not"),
        ("prompting", "mostly just remind"),
        ("agency", "not yet"),
        ("agency", "no not at the moment"),
        ("arranger", "mostly the client"),
        ("control", "mostly"),
        ("control", "they mostly decide"),
        ("control", "yes usually"),
    ],
)
def test_whoever_leaves_a_part_open_is_told_so(name: str, text: str) -> None:
    turn = says(at(name) if name != "prompting" else prompting(), text)
    assert name not in turn.session.held(TRIAGE)
    assert (keys(turn), turn.session.asked) == (["part_open", "tree_question"], name)
    assert not ended(turn)


def prompting() -> Session:
    """The question after no hands-on help."""
    return says(at("hands_on"), "no").session


@pytest.mark.parametrize("text", ["yes and no", "yes not always", "no mostly dementia"])
def test_a_yes_that_is_half_a_no_is_none(text: str) -> None:
    assert "hands_on" not in says(at("hands_on"), text).session.held(TRIAGE)


@pytest.mark.parametrize("text", ["im busy right now", "usually how long does this take"])
def test_how_often_alone_leaves_nothing_open(text: str) -> None:
    assert "part_open" not in keys(says(at("need"), text))
