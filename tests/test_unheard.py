"""Words at a question of CQC's that nothing was heard in: nobody goes ahead before that question was put once more."""

from dataclasses import replace

import pytest
from test_second_thoughts import ALONE, HOME, READ_BACK, asked, ended
from test_underway import FACTS, TRIAGE, keys, says

from bot.flows.question import Session, Turn
from bot.flows.tree import UNHEARD

MANAGED = {**HOME, "who_delivers": "only_me", "agency": "no"}
PROMPTED = {**FACTS, "hands_on": "no", "prompting": "yes", "prompt_need": "no"}


def read_back_after(session: Session, *texts: str) -> Turn:
    """The turn in which all would be read back, after these messages."""
    turn = says(session, *texts)
    return says(turn.session, "1") if turn.session.asked == "control" else turn


WORDS = [
    ("control", ALONE, "her daughter tells me what to do", "arranger"),
    ("control", ALONE, "yes and her daughter", "arranger"),
    ("control", ALONE, "the daughter writes me a list", "arranger"),
    ("control", ALONE, "we have a sort of arrangement", "control"),
    ("need", FACTS, "no shes just lazy lol well shes 92", "need"),
    ("need", FACTS, "no but shes 88 and slow", "need"),
]


@pytest.mark.parametrize(("name", "facts", "text", "asks"), WORDS)
def test_an_option_after_words_that_were_not_understood_is_asked_for_once_more(
    name: str, facts: dict[str, str], text: str, asks: str
) -> None:
    facts = {**facts, "hands_on": "yes"} if name == "need" else facts
    missed = says(asked(name, facts), text)
    assert (missed.session.asked, [event.name for event in missed.events]) == (name, ["not-understood"])
    turn = says(missed.session, "2" if name == "need" else "1")
    assert (keys(turn), turn.session.asked) == (["unheard", "tree_question"], asks)
    assert not ended(turn)


def test_it_is_asked_for_only_once() -> None:
    turn = says(asked("control", ALONE), "we have a sort of arrangement", "1", "1")
    assert keys(turn) == ["tree_confirm"]
    assert UNHEARD not in turn.session.held(TRIAGE)
    assert ended(says(turn.session, "yes")) == ["triaged:EXEMPT_SOLE_TRADER"]


def test_a_doubt_says_only_what_was_told() -> None:
    turn = says(asked("control", ALONE), "we have a sort of arrangement", "1", "not sure")
    assert ended(turn) == ["triaged:GET_ADVICE"]


@pytest.mark.parametrize("name", ["need", "legal_form"])
def test_what_was_said_wrong_is_put_right_and_goes_no_step_back(name: str) -> None:
    facts = dict(list(HOME.items())[: list(HOME).index(name)])
    turn = says(asked(name, facts), "sorry said that wrong its nursing as well")
    assert (turn.session.asked, keys(turn)[-1]) == ("health_treatment", "tree_question")


@pytest.mark.parametrize("text", ["what does that mean", "why", "hmm", "is that the council"])
def test_a_question_or_a_sound_tells_nothing(text: str) -> None:
    assert keys(says(asked("control", ALONE), text, "1")) == ["tree_confirm"]


def test_what_is_put_in_other_words_was_heard() -> None:
    turn = says(asked("control", ALONE), "we have a sort of arrangement", "she tells me exactly what to do")
    assert keys(turn) == ["tree_confirm"]


def test_what_was_put_again_since_is_not_put_a_third_time() -> None:
    missed = says(asked("who_delivers", HOME), "well its a bit complicated really", "1", "1", "1")
    again = says(missed.session, "her daughter does the rota with me")
    assert again.session.asked == "who_delivers"
    assert keys(says(again.session, "1", "1")) == ["tree_confirm"]


def test_what_makes_no_difference_is_let_be() -> None:
    turn = says(
        asked("need", {**FACTS, "hands_on": "yes"}), "well its all sorts really", "1", "1", "1", "1", "1", "1", "1"
    )
    assert keys(turn) == ["tree_confirm"]


@pytest.mark.parametrize(
    "text", ["5", "hes getting it done", "well his wife does", "she does really", "give me a minute love", "why"]
)
def test_a_question_put_nearer_stays_so(text: str) -> None:
    near = says(asked("arranger", MANAGED), "the family")
    turn = says(near.session, text)
    assert turn.says[-1] == near.says[-1]
    assert turn.session.offered == near.session.offered


def test_the_person_after_the_family_is_asked_once_more() -> None:
    turn = read_back_after(asked("arranger", MANAGED), "the family", "its a bit of both really", "3")
    assert (keys(turn), turn.session.asked) == (["unheard", "tree_question"], "arranger")


@pytest.mark.parametrize(
    ("facts", "text", "name"),
    [
        (PROMPTED, "well he has dementia so he wouldnt think of it", "prompt_need"),
        (PROMPTED, "hes got alzheimers", "prompt_need"),
        (PROMPTED, "he forgets tho", "prompt_need"),
        (PROMPTED, "she wouldnt bother if i wasnt there", "prompt_need"),
        (PROMPTED, "they never remember on their own", "prompt_need"),
        ({**FACTS, "hands_on": "yes", "need": "no"}, "shes 92", "need"),
        ({**FACTS, "hands_on": "yes", "need": "no"}, "well she is old", "need"),
        ({**FACTS, "hands_on": "yes", "need": "no"}, "they like a nice soak", "need"),
        ({**FACTS, "hands_on": "yes", "need": "yes", "place": "only_out"}, "hes got a nice flat", "place"),
        ({**FACTS, "hands_on": "yes", "need": "yes", "place": "only_out"}, "i get him dressed first", "place"),
        ({**FACTS, "hands_on": "yes", "need": "no"}, "she had a fall last year", "need"),
        ({**FACTS, "hands_on": "no", "prompting": "no"}, "might end up bathing one", "hands_on"),
        ({**ALONE, "control": "yes"}, "i do pick the times", "control"),
        ({**ALONE, "control": "yes"}, "we go halves on the money", "legal_form"),
        ({**ALONE, "control": "yes"}, "ive a girl starting monday", "who_delivers"),
        ({**ALONE, "control": "yes"}, "shes in a home actually", "place"),
        ({"country": "yes", "role": "family_unpaid"}, "she gives me a bit for petrol", "role"),
        (
            {"country": "yes", "role": "introduce_only", "intro_ongoing": "no"},
            "if one is off i find another",
            "intro_ongoing",
        ),
        ({**FACTS, "hands_on": "no", "prompting": "no"}, "i might do a bit more later", "hands_on"),
        ({**ALONE, "control": "yes"}, "her daughter decides what i do", "arranger"),
        ({**ALONE, "control": "yes"}, "with helpers", "who_delivers"),
    ],
)
def test_what_is_told_of_an_answer_read_back_opens_it_again(facts: dict[str, str], text: str, name: str) -> None:
    turn = says(asked("confirm", facts), text)
    assert (turn.session.asked, keys(turn)[-1]) == (name, "tree_question")


def test_where_many_answers_decide_they_choose_which_one_changed() -> None:
    assert keys(says(READ_BACK, "hes a lovely man")) == ["tree_changed", "tree_change"]


@pytest.mark.parametrize("text", ["all good", "looks right", "thats me", "me alone"])
def test_a_word_of_assent_opens_nothing(text: str) -> None:
    turn = says(replace(READ_BACK), text)
    assert (turn.session.asked, keys(turn)[-1]) == ("confirm", "tree_confirm")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("do i need cqc me and my husband together", "legal_form+who_delivers"),
        ("do i need cqc my client has a deputy for her money", "arranger"),
        ("do i need cqc i get my work off an app", "agency"),
        ("do i need cqc its just me", None),
        ("do i need cqc", None),
    ],
)
def test_words_that_began_the_questions_are_kept_in_mind_where_nothing_was_heard_in_them(
    text: str, names: str | None
) -> None:
    turn = says(Session(met=True), text)
    assert turn.session.flow == TRIAGE
    assert turn.session.held(TRIAGE).get(UNHEARD) == names


def test_a_husband_told_of_at_first_is_asked_about_before_nobody_has_to_register() -> None:
    turn = says(Session(met=True), "do i need cqc me and my husband together", *"1 1 1 2 1 1 1 1 1 1 1 1".split())
    assert (keys(turn), turn.session.asked) == (["unheard", "tree_question"], "legal_form")


@pytest.mark.parametrize(
    "text",
    [
        "i have 2 elderly men living in my house i look after them personal care",
        "im going to do respite for kids in my caravan",
    ],
)
def test_whom_a_founder_takes_in_is_no_alarm(text: str) -> None:
    assert not [event for event in says(Session(met=True), text).events if event.name.startswith("safety")]


@pytest.mark.parametrize(
    "text", ["men in my house", "there are men living in my house hitting me", "a stranger is in my house"]
)
def test_men_in_the_house_still_are_one(text: str) -> None:
    assert [event for event in says(Session(met=True), text).events if event.name.startswith("safety")]


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("need", "yes, and so does my sister", "who_delivers"),
        ("hands_on", "yes washing and her insulin", "health_treatment"),
        ("need", "yes shes frail and lives with her son", None),
        ("place", "at there daughters", None),
    ],
)
def test_what_an_answer_only_hints_at_besides_is_kept_in_mind(name: str, text: str, kept: str | None) -> None:
    turn = says(asked(name, dict(list(HOME.items())[: list(HOME).index(name)])), text)
    assert name in turn.session.held(TRIAGE)
    assert turn.session.held(TRIAGE).get(UNHEARD) == kept


TO_THE_END = ["sole trader", "only me", "no", "the person", "yes"]


@pytest.mark.parametrize("told", ["sole trader. we go halves on the profits", "sole trader. me and my brother own it"])
def test_what_speaks_against_an_answer_given_beside_it_is_never_passed_over(told: str) -> None:
    facts = dict(list(HOME.items())[: list(HOME).index("legal_form")])
    turn = says(asked("legal_form", facts), told)
    assert turn.session.held(TRIAGE).get("legal_form") != "sole_trader" or turn.session.held(TRIAGE)[UNHEARD]
    assert ended(turn) != ["triaged:EXEMPT_SOLE_TRADER"]


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ("sole trader, the cat sat on my forms", True),
        ("sole trader, thank you dear", False),
        ("sole trader", False),
    ],
)
def test_what_nothing_was_heard_in_is_told_of_as_all_is_read_back(told: str, more: bool) -> None:
    facts = dict(list(HOME.items())[: list(HOME).index("legal_form")])
    turn = says(asked("legal_form", facts), told, *TO_THE_END[1:])
    assert keys(turn) == ["tree_confirm"]
    assert turn.says[-1].values["more"] is more
    assert ended(says(turn.session, "yes")) == ["triaged:EXEMPT_SOLE_TRADER"]


@pytest.mark.parametrize(
    "text", ["yes. its up to me when i come", "yes. i do my own care plan and tell them", "yes its for a little boy"]
)
def test_a_yes_with_more_to_it_confirms_nothing(text: str) -> None:
    assert not ended(says(asked("confirm", {**ALONE, "arranger": "person", "control": "yes"}), text))


@pytest.mark.parametrize("text", ["yes", "yes thats all right thank you", "thats correct", "spot on", "yep"])
def test_a_plain_yes_does(text: str) -> None:
    turn = says(asked("confirm", {**ALONE, "arranger": "person", "control": "yes"}), text)
    assert ended(turn) == ["triaged:EXEMPT_SOLE_TRADER"]


def test_of_a_remark_after_a_no_we_say_that_there_was_more() -> None:
    facts = dict(list(HOME.items())[: list(HOME).index("legal_form")]) | {
        "legal_form": "sole_trader",
        "who_delivers": "only_me",
    }
    turn = says(asked("agency", facts), "no the cat sat upon my forms again", "no", "the person", "yes")
    assert keys(turn) == ["tree_confirm"]
    assert turn.says[-1].values["more"] is True


def test_pay_told_beside_what_sounds_like_danger_is_asked_about() -> None:
    family = says(asked("role", {"country": "yes"}), "only family, unpaid")
    turn = says(family.session, "I look after my gran, she gives me petrol money and £20")
    assert (turn.session.asked, keys(turn)) == ("role", ["safety_perhaps", "unheard", "tree_question"])
