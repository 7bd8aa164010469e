"""Help that is no more: "my sister isnt doing it now". Who gives the care, or does the work, is asked again."""

import pytest
from test_second_thoughts import HOME, asked, exempt
from test_underway import STEPS, TRIAGE, keys, says

from bot.flows.question import Session

COVERED = says(asked("who_delivers", HOME), "me but my mate covers if im ill").session
HELPED = says(asked("who_delivers", HOME), "me and helpers").session
BUSINESS = {"area": "essex", "support": "home-help", "personal_care": "no", "food": "no", "driving": "no"}
AT_WORK = Session(
    met=True, flow=STEPS, asked="idea", answers={STEPS: {**BUSINESS, "workers": "helpers", "at": "next", "marks": ""}}
)

GIVEN_UP = [
    "ok then just me, she wont be doing it",
    "my sister isnt doing it now",
    "actually forget that shes got a job at tesco",
    "well if thats a problem i wont have her do it",
    "my daughters dropped out",
    "she wont be doing it after all",
    "my mate has pulled out",
    "he cant help me any more",
    "shes changed her mind",
    "ok so no helpers then",
]


@pytest.mark.parametrize("text", GIVEN_UP)
@pytest.mark.parametrize(
    ("session", "name"), [(COVERED, "who_delivers"), (HELPED, "who_delivers"), (AT_WORK, "workers")]
)
def test_help_that_is_no_more_is_asked_about(session: Session, name: str, text: str) -> None:
    turn = says(session, text)
    assert (turn.session.asked, name in turn.session.held()) == (name, False)
    assert not turn.says[0].key.startswith("safety")


def test_what_the_ear_takes_for_danger_is_met_and_asked_about() -> None:
    turn = says(HELPED, "my daughter is not going to help me now")
    assert (keys(turn)[-1], turn.session.asked) == ("tree_question", "who_delivers")


@pytest.mark.parametrize("text", ["she isnt breathing", "he hits me and wont stop"])
def test_danger_stays_danger(text: str) -> None:
    assert keys(says(HELPED, text))[0].startswith("safety")


@pytest.mark.parametrize("text", ["what if she doesnt help me", "what if i dont have her do it"])
def test_what_is_only_supposed_is_answered(text: str) -> None:
    turn = says(HELPED, text)
    assert (keys(turn), turn.session.answers) == (["tree_what_if"], HELPED.answers)


@pytest.mark.parametrize("text", ["ive not got a dbs yet", "she hasnt got a dbs", "done", "how much is the dbs"])
def test_what_is_near_to_it_changes_nothing(text: str) -> None:
    assert says(AT_WORK, text).session.held(STEPS)["workers"] == "helpers"


@pytest.mark.parametrize("text", ["she does it as a favour i dont pay her", "my sister helps for nothing"])
def test_whether_they_are_paid_is_no_difference(text: str) -> None:
    turn = says(COVERED, text)
    assert "who_delivers" in (turn.session.asked, *turn.session.held(TRIAGE))
    assert turn.session.asked != "confirm"


def test_the_steps_that_helpers_add_are_named() -> None:
    alone = {**AT_WORK.answers[STEPS], "workers": "just_me"}
    turn = says(
        Session(met=True, flow=STEPS, asked="idea", answers={STEPS: alone}), "my sister is going to help me now"
    )
    said = {say.key: say.values for say in turn.says}
    assert said["checklist_added"]["titles"] == ["Employers' insurance", "Taking people on"]
    assert "checklist_added" not in keys(says(exempt(), "set it up"))


@pytest.mark.parametrize(
    "text",
    ["erm just me but my sister said shed step in wen im on me hols", "just me but my husband will help on fridays"],
)
def test_just_me_and_somebody_else_is_asked_again(text: str) -> None:
    held = {name: code for name, code in AT_WORK.answers[STEPS].items() if name != "workers"}
    turn = says(Session(met=True, flow=STEPS, asked="workers", answers={STEPS: held}), text)
    assert turn.session.held(STEPS).get("workers") != "just_me"


@pytest.mark.parametrize("text", ["no wash people", "no washing", "no bathing anyone"])
def test_a_no_of_its_own_answers_no_other_question(text: str) -> None:
    held = {name: code for name, code in AT_WORK.answers[STEPS].items() if name != "food"}
    turn = says(Session(met=True, flow=STEPS, asked="food", answers={STEPS: held}), text)
    assert "food" not in turn.session.held(STEPS)
