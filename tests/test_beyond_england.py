"""Other nations and the council that sends people, told amid CQC's questions and the steps: never passed over."""

import pytest
from test_numbered import at
from test_second_thoughts import ended, exempt
from test_underway import PROFILE, TRIAGE, keys, says


@pytest.mark.parametrize("text", ["a couple live in wales", "some live in wales", "two of them are in scotland"])
def test_some_elsewhere_are_not_all_elsewhere(text: str) -> None:
    turn = says(at("country"), text)
    assert "country" not in turn.session.held(TRIAGE)
    assert (keys(turn), "England first" in turn.says[0].values["text"]) == (["tree_question"], True)


@pytest.mark.parametrize("name", ["role", "hands_on", "control"])
@pytest.mark.parametrize(
    "text", ["a couple live in wales", "some of them live in wales", "two of my ladies are in wales"]
)
def test_some_elsewhere_amid_the_questions_put_england_again_and_say_why(name: str, text: str) -> None:
    turn = says(at(name), text)
    assert [key for key in keys(turn) if key not in ("tree_said", "given_already")] == [
        "differs",
        "tree_help",
        "tree_question",
    ]
    assert "CQC covers England only" in str(turn.says[-2].values["text"])
    assert turn.session.asked == "country"


def test_some_elsewhere_after_the_outcome_too() -> None:
    turn = says(exempt(), "a couple live in wales")
    assert (keys(turn), turn.session.asked) == (["differs", "tree_help", "tree_question"], "country")


@pytest.mark.parametrize("text", ["a couple live in wales", "one of my clients is in scotland", "im in wales me"])
def test_the_steps_say_that_they_are_for_england(text: str) -> None:
    turn = says(PROFILE, text)
    assert keys(turn) == ["other_nation", "checklist_question"]


def test_who_lives_elsewhere_is_told_whose_rules_these_are() -> None:
    turn = says(at("hands_on"), "i live in wales")
    assert (keys(turn), turn.session.asked) == (["other_nation", "tree_question"], "hands_on")


COUNCIL = ["the council send me people and pay me", "the council sends me clients", "council pays me"]


@pytest.mark.parametrize("text", COUNCIL)
def test_a_council_that_sends_and_pays_has_the_agreement_asked_again(text: str) -> None:
    turn = says(exempt(), text)
    assert (keys(turn), turn.session.asked) == (["differs", "tree_help", "tree_question"], "arranger")
    assert turn.says[0].values["now"] == ["it is not clear who agrees it"]
    assert not ended(turn)


@pytest.mark.parametrize("text", [COUNCIL[0], COUNCIL[2]])
def test_as_an_answer_it_has_the_question_put_nearer(text: str) -> None:
    turn = says(at("arranger"), text)
    assert "not mean who pays" in str(turn.says[-1].values["text"])
    assert "council_nhs" in turn.session.offered[3]
