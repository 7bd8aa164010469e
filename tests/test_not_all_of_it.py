"""Answers to CQC's questions that hold for a part alone, or that tell of another question too: nobody goes ahead by
what was not said."""

import pytest
from test_numbered import at
from test_second_thoughts import ended
from test_underway import TRIAGE, keys, says

from bot.flows.question import Session, Turn


def asked_of(name: str, **facts: str) -> Session:
    """A question that the plain way through does not meet, asked after these answers."""
    return Session(met=True, flow=TRIAGE, asked=name, answers={TRIAGE: {"country": "yes", **facts}})


def by_numbers(turn: Turn) -> list[str]:
    """The questions asked from here, each answered with the first option."""
    names = list[str]()
    while turn.session.asked and len(names) < 20:
        names.append(turn.session.asked)
        turn = says(turn.session, "1")
    return names


@pytest.mark.parametrize(
    "text",
    [
        "they can't",
        "they cant do it themselves",
        "no they cant do it on there own",
        "they dont do it themselves",
        "not all",
        "not all of them",
        "not all of them, one just likes the company",
        "some do some just want a hand",
        "2 of them do",
        "no only for the company",
    ],
)
def test_words_that_stand_for_the_ground_itself_are_no_plain_no(text: str) -> None:
    turn = says(at("need"), text)
    assert turn.session.held(TRIAGE).get("need") != "no"
    assert not ended(turn)


@pytest.mark.parametrize("text", ["not all of them", "2 of them do", "some do some dont"])
def test_of_some_it_is_asked_whether_any_needs_it(text: str) -> None:
    assert "even one" in says(at("need"), text).says[-1].values["text"]


@pytest.mark.parametrize("text", ["no", "they dont", "no they are fine", "none of them", "no just lazy"])
def test_a_plain_no_is_one(text: str) -> None:
    assert says(at("need"), text).session.held(TRIAGE)["need"] == "no"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("country", "not all of them"),
        ("health_treatment", "no only a little"),
        ("hands_on", "no only her back"),
        ("hands_on", "not all of that"),
        ("agency", "no only for one client"),
        ("agency", "no just the one"),
    ],
)
def test_a_no_with_an_only_is_no_plain_no(name: str, text: str) -> None:
    turn = says(at(name), text)
    assert (keys(turn), turn.session.asked) == (["part_open", "tree_question"], name)


@pytest.mark.parametrize("text", ["no only cover", "no only at first", "no apart from cover", "no just rotas"])
def test_nor_is_it_after_an_introduction(text: str) -> None:
    turn = says(asked_of("intro_ongoing", role="introduce_only"), text)
    assert "intro_ongoing" not in turn.session.held(TRIAGE)


@pytest.mark.parametrize(("name", "text"), [("agency", "no just me"), ("hands_on", "no just cooking")])
def test_an_only_that_says_the_same_leaves_it_a_no(name: str, text: str) -> None:
    assert says(at(name), text).session.held(TRIAGE)[name] == "no"


@pytest.mark.parametrize(("name", "text"), [("person_agrees", "they cant"), ("control", "they cant")])
def test_where_they_cannot_is_a_no_it_is_heard(name: str, text: str) -> None:
    facts = {**dict(at("control").held(TRIAGE)), "arranger": "family_no_papers", "person_agrees": "yes"}
    facts = {one: code for one, code in facts.items() if one != name}
    turn = says(Session(met=True, flow=TRIAGE, asked=name, answers={TRIAGE: facts}), text)
    assert turn.session.held(TRIAGE)[name] == "no"


@pytest.mark.parametrize(
    "text",
    [
        "a bit of both, care and introducing other carers",
        "care work plus i introduce other carers",
        "sitting service and matching families up with carers",
        "support people and put them in touch with other carers",
    ],
)
def test_care_beside_introducing_is_no_mere_introducing(text: str) -> None:
    assert says(at("role"), text).session.held(TRIAGE).get("role") != "introduce_only"


@pytest.mark.parametrize("text", ["introducing carers and families", "i find carers for people"])
def test_mere_introducing_is_heard(text: str) -> None:
    assert says(at("role"), text).session.held(TRIAGE)["role"] == "introduce_only"


@pytest.mark.parametrize(
    ("name", "text", "asks"),
    [
        ("need", "they all have dementia and cant decide, the daughters sort it", "arranger"),
        ("need", "yes, her daughter does all the forms", "arranger"),
    ],
)
def test_what_is_told_of_another_question_puts_that_question_again(name: str, text: str, asks: str) -> None:
    assert by_numbers(says(at(name), text)).count(asks) == 2


@pytest.mark.parametrize(
    "text", ["they come to me for the weekend", "they come to mine for a sleepover", "at mine for half term"]
)
def test_a_night_is_no_day_care(text: str) -> None:
    turn = says(asked_of("child_place", role="give_support", age="children"), text)
    assert turn.session.held(TRIAGE).get("child_place") != "my_home_or_centre"
    assert not ended(turn)
