"""What is no answer to a legal question, though it begins with a no: idioms, asides and whoever has had enough."""

import pytest
from test_numbered import at
from test_underway import TRIAGE, says

IDIOMS = [
    "no wonder",
    "not interested",
    "not today",
    "none of your business",
    "no comment",
    "no matter",
    "no signal sorry",
    "no im lost",
    "never thought about it",
    "no not that one",
    "never say never",
    "no way of knowing",
    "no pain no gain",
    "not my cup of tea",
    "no such luck",
    "nothing ventured",
    "no time for this",
    "not fussed",
    "no fair",
    "not again",
]
NOES = {"health_treatment": "no", "hands_on": "no", "need": "no", "agency": "no", "control": "no"}


@pytest.mark.parametrize("text", IDIOMS)
@pytest.mark.parametrize("name", NOES)
def test_an_idiom_with_no_is_no_answer(name: str, text: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) is None


@pytest.mark.parametrize("text", ["no ta", "no thanks", "no thank you"])
@pytest.mark.parametrize("name", ["need", "control"])
def test_nor_is_a_thank_you_where_nothing_is_offered(name: str, text: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) is None


@pytest.mark.parametrize(
    "text", ["no", "nope", "no never", "not at all", "no they arent", "definitely not", "no not really", "no way"]
)
@pytest.mark.parametrize("name", NOES)
def test_a_plain_no_still_is_one(name: str, text: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) == NOES[name]


@pytest.mark.parametrize(
    "text", ["no i decide", "no i choose the times", "no we agree it together", "no i plan my rota"]
)
def test_who_is_in_charge_is_heard_after_a_no(text: str) -> None:
    assert says(at("control"), text).session.held(TRIAGE).get("control") == "no"
