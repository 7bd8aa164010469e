"""A number with words beside it, amid a founder's questions: friendly ones change nothing, others must say the same."""

from dataclasses import replace

import pytest
from founders import TREE
from test_second_thoughts import ALONE, asked, ended
from test_underway import STEPS, TRIAGE, keys, says

from bot.flows.question import Session

READ_BACK = replace(
    asked("confirm", {**ALONE, "control": "yes"}), offered=(f"{TRIAGE}:confirm:yes", f"{TRIAGE}:confirm:change")
)


def at(name: str) -> Session:
    """The triage with a question just asked."""
    way = {**ALONE, "control": "yes"}
    facts = dict(list(way.items())[: list(way).index(name)])
    return replace(
        asked(name, facts), offered=tuple(f"{TRIAGE}:{name}:{code}" for code in TREE.questions[name].options)
    )


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("country", "1 of course", "yes"),
        ("country", "1) yes", "yes"),
        ("country", "yes 1", "yes"),
        ("age", "1 of course", "adults"),
        ("age", "yes 1", "adults"),
        ("role", "1. definitely", "give_support"),
        ("role", "1 yes please", "give_support"),
        ("health_treatment", "2 not me", "no"),
        ("health_treatment", "no 2", "no"),
        ("health_treatment", "number 2 please", "no"),
        ("health_treatment", "its 2", "no"),
        ("health_treatment", "I'd say 2 lol", "no"),
        ("hands_on", "option 1 i think", "yes"),
        ("hands_on", "option one please", "yes"),
        ("place", "1 their home", "home"),
        ("arranger", "1 the client", "person"),
        ("who_delivers", "1 just me", "only_me"),
        ("who_delivers", "3 thats me", "substitute"),
        ("who_delivers", "ill go with 1", "only_me"),
        ("who_delivers", "2 helpers", "helpers"),
    ],
)
def test_a_number_with_friendly_words_is_an_answer(name: str, text: str, code: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) == code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("country", "1 no"),
        ("health_treatment", "no 1"),
        ("health_treatment", "2 yes"),
        ("hands_on", "2 no"),
        ("hands_on", "4 i help them wash"),
        ("who_delivers", "3 just me"),
        ("who_delivers", "1 my sister helps me"),
        ("place", "2 their house"),
        ("legal_form", "1 a limited company"),
        ("arranger", "1 the council"),
    ],
)
def test_words_against_a_number_have_both_asked_again(name: str, text: str) -> None:
    turn = says(at(name), text)
    assert name not in turn.session.held(TRIAGE)
    assert (keys(turn), turn.session.asked) == (["number_or_words", "tree_question"], name)


@pytest.mark.parametrize("text", ["2 i think", "option 2 i guess", "maybe 2", "probably 2"])
def test_a_number_that_lets_somebody_go_ahead_must_be_sure(text: str) -> None:
    turn = says(at("health_treatment"), text)
    assert "health_treatment" not in turn.session.held(TRIAGE)
    assert keys(turn) == ["number_unsure", "tree_question"]


@pytest.mark.parametrize(
    ("name", "text"), [("who_delivers", "1 of them"), ("who_delivers", "2 people"), ("arranger", "1 lady")]
)
def test_what_is_counted_is_no_choice(name: str, text: str) -> None:
    turn = says(at(name), text)
    assert name not in turn.session.held(TRIAGE)
    assert "number_or_words" not in keys(turn)


def test_what_is_told_beside_a_number_is_not_lost() -> None:
    turn = says(at("hands_on"), "4 no, shes on a peg feed though")
    assert "hands_on" not in turn.session.held(TRIAGE)
    alone = says(at("who_delivers"), "1 only me and its a limited company")
    assert (keys(alone)[0], alone.session.asked) == ("differs", "legal_form")


@pytest.mark.parametrize(("text", "ends"), [("1 of course", True), ("1 yes", True), ("1 please", True)])
def test_a_number_with_a_plain_yes_confirms(text: str, ends: bool) -> None:
    assert bool(ended(says(READ_BACK, text))) is ends


@pytest.mark.parametrize("text", ["1 i think", "1 no", "1 but my sister helps", "probably 1", "1 except the agency"])
def test_a_number_that_is_not_sure_confirms_nothing(text: str) -> None:
    turn = says(READ_BACK, text)
    assert not ended(turn)
    assert turn.session.held(TRIAGE).get("confirm") != "yes"


def test_danger_beside_a_number_is_heard() -> None:
    assert "safety:abuse" in [event.name for event in says(at("country"), "1 my husband hits me").events]


def of_steps(name: str, *codes: str) -> Session:
    """The steps, or a question before them, with options just offered."""
    before = {"area": "essex", "support": "home-help", "personal_care": "no"}
    answers = before if name == "workers" else {**before, "workers": "just_me", "food": "no", "driving": "no"}
    offered = tuple(f"{STEPS}:{name}:{code}" for code in codes)
    return Session(met=True, flow=STEPS, asked=name, answers={STEPS: answers}, offered=offered)


WORKERS = of_steps("workers", "just_me", "helpers", "unsure")


@pytest.mark.parametrize("text", ["1 of course", "1 thats me", "its 1", "1 just me", "number 1 please"])
def test_a_number_with_friendly_words_goes_for_the_questions_before_the_steps_too(text: str) -> None:
    assert says(WORKERS, text).session.held(STEPS).get("workers") == "just_me"


@pytest.mark.parametrize("text", ["1 my sister helps me", "2 just me"])
def test_words_against_a_number_are_asked_again_there(text: str) -> None:
    turn = says(WORKERS, text)
    assert "workers" not in turn.session.held(STEPS)
    assert keys(turn) == ["number_or_words", "checklist_question"]


@pytest.mark.parametrize("text", ["1 of course", "its 1", "1 done", "1 i think"])
def test_a_number_with_friendly_words_marks_a_step(text: str) -> None:
    assert says(of_steps("idea", "done", "later", "not_for_me"), text).session.held(STEPS).get("idea") == "done"
