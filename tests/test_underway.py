"""What founders say amid the questions: by the way, out of turn, or in words that sound like something else."""

from dataclasses import replace

import pytest
from founders import NOW, TREE
from test_transcripts import world

from bot.conversation import respond
from bot.flows.question import Session, Turn, World
from bot.flows.tree_review import paths
from bot.message import Inbound

CONTENT, HEARING, CATALOGUE = world()
HERE = World(NOW, CONTENT, HEARING, CATALOGUE)
TRIAGE, STEPS = "cqc_triage", "setup_checklist"
FACTS = {"country": "yes", "role": "give_support", "age": "adults", "health_treatment": "no"}
ASKED = Session(met=True, flow=TRIAGE, asked="hands_on", answers={TRIAGE: FACTS})
PROFILE = Session(met=True, flow=STEPS, asked="workers", answers={STEPS: {"area": "essex", "support": "home-help"}})


def says(session: Session, *texts: str) -> Turn:
    """The last turn of several messages."""
    turn = Turn(session, ())
    for text in texts:
        turn = respond(turn.session, Inbound("sms", "1", "+447700900001", text, NOW), HERE)
    return turn


def keys(turn: Turn) -> list[str]:
    return [say.key for say in turn.says]


@pytest.mark.parametrize("text", ["done", "whats next", "next", "where am i up to", "were am i upto", "how many more"])
@pytest.mark.parametrize(("session", "asks"), [(ASKED, "tree_question"), (PROFILE, "checklist_question")])
def test_how_far_they_are_and_the_question_again(text: str, session: Session, asks: str) -> None:
    turn = says(session, text)
    assert keys(turn) == ["so_far", asks]
    assert turn.says[0].values["said"]
    assert turn.session.answers == session.answers
    assert turn.session.asked == session.asked


BY_THE_WAY = {
    "no_skipping": ["skip", "skip this one", "pass", "can i skip this question"],
    "checklist_why": ["insurance", "insurence", "dbs", "public liability insurance"],
}


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in BY_THE_WAY.items() for text in texts])
@pytest.mark.parametrize("session", [ASKED, PROFILE])
def test_what_is_said_by_the_way_leaves_the_question_open(key: str, text: str, session: Session) -> None:
    turn = says(session, text)
    assert keys(turn)[0] == key
    assert (turn.session.asked, turn.session.answers) == (session.asked, session.answers)


def test_an_answer_to_a_later_question_is_said_back_and_the_open_one_asked_again() -> None:
    turn = says(ASKED, "sole trader")
    assert keys(turn) == ["tree_said", "tree_help", "tree_question"]
    assert (turn.session.asked, turn.session.held(TRIAGE)["legal_form"]) == ("hands_on", "sole_trader")


@pytest.mark.parametrize("asked", ["country", "hands_on", "legal_form"])
@pytest.mark.parametrize("text", ["can i also work in essex", "what about colchester", "could i work in essex too"])
def test_work_in_another_council_is_answered_and_the_question_asked_again(asked: str, text: str) -> None:
    facts = {} if asked == "country" else FACTS
    turn = says(replace(ASKED, asked=asked, answers={TRIAGE: facts}), text)
    assert keys(turn) == ["another_council_cqc", "tree_question"]
    assert (turn.session.asked, turn.session.held(TRIAGE)) == (asked, facts)


@pytest.mark.parametrize(
    "texts",
    [
        ("do i need cqc, washing old people in witney", "a person"),
        ("do i need cqc", "in witney", "can i talk to someone"),
        ("i need a cleaner in witney", "do i need cqc", "a person"),
    ],
)
def test_a_place_told_before_is_where_a_person_is_looked_for(texts: tuple[str, ...]) -> None:
    turn = says(Session(), *texts)
    assert keys(turn) == ["person"]
    assert turn.session.area == "oxfordshire" or turn.session.held("find_support")


def test_a_place_told_in_the_triage_is_the_council_of_the_checklist() -> None:
    turn = says(Session(), "do i need cqc, washing old people in witney", "set up")
    assert turn.session.held(STEPS)["area"] == "oxfordshire"
    assert "checklist_area" in keys(turn)
    assert turn.session.asked != "area"


@pytest.mark.parametrize(
    ("asked", "text", "code"),
    [
        ("arranger", "they pay me them self", "person"),
        ("arranger", "people pay for it them selfs", "person"),
        ("arranger", "the family pays me direct", None),
        ("agency", "nope i work for myself no one over me", "no"),
        ("agency", "i get all my own customers", "no"),
        ("role", "no I want paying clients to care for", "give_support"),
    ],
)
def test_an_answer_in_their_own_words_is_no_other_kind_of_message(asked: str, text: str, code: str | None) -> None:
    home = {**FACTS, "hands_on": "yes", "need": "yes", "place": "home", "legal_form": "sole_trader"}
    facts = {"country": "yes"} if asked == "role" else {**home, "who_delivers": "only_me"}
    facts |= {"agency": "no"} if asked == "arranger" else {}
    turn = says(replace(ASKED, asked=asked, answers={TRIAGE: facts}), text)
    assert turn.session.held(TRIAGE).get(asked) == code
    assert turn.session.flow == TRIAGE
    assert keys(turn)[-1] == "tree_question"


def test_the_way_to_the_checklist_stays_open() -> None:
    home = {**FACTS, "hands_on": "yes", "need": "yes", "place": "home", "legal_form": "sole_trader"}
    asked = replace(ASKED, asked="agency", answers={TRIAGE: {**home, "who_delivers": "only_me"}})
    assert says(asked, "no, take me to the checklist").session.flow == STEPS
    assert TREE.questions["agency"].options["no"].next == "arranger"


NOT_REGULATED = {**FACTS, "hands_on": "no", "prompting": "no"}


def told_to_go_ahead() -> Turn:
    asked = replace(ASKED, asked="prompting", answers={TRIAGE: {**FACTS, "hands_on": "no"}})
    turn = says(asked, "no", "yes")
    assert [event.name for event in turn.events] == ["triaged:NOT_REGULATED"]
    return turn


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("actually i might help her in the shower sometimes", "hands_on"),
        ("i might possibly be bathing him", "hands_on"),
    ],
)
def test_what_may_come_to_be_after_a_go_ahead_is_asked_about(text: str, asks: str) -> None:
    turn = says(told_to_go_ahead().session, text)
    assert (keys(turn)[-2:], turn.session.asked) == (["differs", "tree_question"], asks)


@pytest.mark.parametrize("text", ["ok", "ok thanks", "thank you", "yes"])
def test_a_kind_word_after_the_outcome_begins_nothing(text: str) -> None:
    turn = says(told_to_go_ahead().session, text)
    assert (keys(turn), turn.session.asked) == (["thanks"], None)


def test_a_yes_to_which_answer_shall_we_change_is_no_go_ahead() -> None:
    asked = replace(ASKED, asked="confirm", answers={TRIAGE: NOT_REGULATED})
    turn = says(asked, "no", "yes")
    assert (keys(turn), turn.events) == (["tree_confirm"], ())


@pytest.mark.parametrize("text", ["change", "can i change that", "i got one wrong", "i want to change an answer"])
def test_any_answer_may_be_changed_amid_the_questions(text: str) -> None:
    turn = says(ASKED, text)
    assert keys(turn) == ["tree_change"]
    assert says(turn.session, "3").session.asked == "age"
    business = says(PROFILE, text)
    assert keys(business) == ["checklist_profile"]
    assert says(business.session, "2").session.asked == "support"


def test_an_answer_of_the_outcome_may_be_changed() -> None:
    turn = says(told_to_go_ahead().session, "change", "5", "washing and dressing")
    assert turn.session.asked == "need"


@pytest.mark.parametrize("name", TREE.questions)
def test_the_words_of_an_option_choose_it(name: str) -> None:
    for code, option in TREE.questions[name].options.items():
        turn = says(replace(ASKED, asked=name, answers={TRIAGE: way_to(name)}), option.label)
        held = turn.session.held(TRIAGE)
        assert held.get(name) == code, option.label


def way_to(name: str) -> dict[str, str]:
    """Answers after which a question is asked."""
    ways = (list(path.answers.items()) for path in paths(TREE) if name in path.answers)
    before = next(way[: [one for one, _ in way].index(name)] for way in ways)
    return dict(before)
