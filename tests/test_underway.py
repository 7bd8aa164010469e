"""What founders say amid the questions: by the way, out of turn, or in words that sound like something else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from founders import NOW, TREE
from ours import world

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


@pytest.mark.parametrize(
    "text", ["how do i get listed", "i want to get listed", "can i be listed", "get on your list", "list my business"]
)
def test_how_to_be_listed_is_told_and_the_question_asked_again(text: str) -> None:
    turn = says(ASKED, text)
    assert keys(turn) == ["list_business", "tree_question"]
    assert (turn.session.asked, turn.session.held(TRIAGE)) == ("hands_on", FACTS)


def test_an_answer_to_a_later_question_is_said_back_and_the_open_one_asked_again() -> None:
    turn = says(ASKED, "sole trader")
    assert keys(turn) == ["tree_said", "tree_question"]
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


ALONE = {"workers": "just_me", "food": "no", "driving": "no", "area": "essex", "idea": "done", "reminders": "never"}
CARER = {**ALONE, "support": "personal-care"}
CLEANER = {**ALONE, "support": "home-help", "personal_care": "no"}
AT_HOME = {"hands_on": "yes", "need": "yes", "place": "home", "legal_form": "sole_trader", "who_delivers": "only_me"}
EXEMPT = {**FACTS, **AT_HOME, "agency": "no", "arranger": "person", "control": "yes"}


def at_steps(business: dict[str, str], **flows: dict[str, str]) -> Session:
    """Somebody at the second of their steps."""
    return Session(met=True, flow=STEPS, asked="demand", answers={STEPS: business, **flows})


def exempt() -> Session:
    """The same, after CQC's questions."""
    asked = Session(met=True, flow=TRIAGE, asked="control", answers={STEPS: CARER, TRIAGE: EXEMPT})
    turn = says(asked, "yes", "yes")
    assert [event.name for event in turn.events] == ["triaged:EXEMPT_SOLE_TRADER"]
    return turn.session


@pytest.mark.parametrize(
    ("business", "text"),
    [
        (CARER, "my husband is going to help me with the washing now"),
        (CARER, "my sister has joined me, she does the personal care with me"),
        (CARER, "i am going to get my mate to cover when im on holiday"),
        (CARER, "my husband is going to help me now"),
        (CARER, "later on my mate will join me to help"),
        (CARER, "my other half is joining me so theres two of us now"),
        (CLEANER, "ive started helping a lady in the shower"),
        (CLEANER, "one of my ladies wants me to help her wash now, is that ok"),
        (CLEANER, "mrs jones asked if id bath her on fridays"),
        (CLEANER, "im also doing personal care for an old chap now"),
    ],
)
def test_care_and_helpers_told_amid_the_steps_go_to_cqcs_questions(business: dict[str, str], text: str) -> None:
    turn = says(at_steps({**business, "cqc": "done"}), text)
    assert keys(turn)[0] == "cqc_may_change"
    assert (turn.session.flow, keys(turn)[-1]) == (TRIAGE, "tree_question")
    assert turn.session.held(TRIAGE)["hands_on"] == "yes"
    assert "cqc" not in turn.session.held(STEPS)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("my daughter will help with the washing on sundays", "who_delivers"),
        ("we've made it a partnership, me and my husband", "legal_form"),
    ],
)
def test_what_speaks_against_an_outcome_has_its_question_asked_again(text: str, asked: str) -> None:
    turn = says(exempt(), "next", text)
    assert keys(turn) == ["cqc_may_change", "differs", "tree_question"]
    assert (turn.session.asked, asked in turn.session.held(TRIAGE)) == (asked, False)
    assert [event.name for event in says(turn.session, "2").events] == ["triaged:MUST_REGISTER"]


@pytest.mark.parametrize(
    ("business", "text"),
    [
        (CLEANER, "my brother helps me with the gardens now"),
        (CARER, "ive done the contract with my sister"),
        (CARER, "my sister filled in the form for me"),
        (CARER, "do my helpers need a dbs"),
    ],
)
def test_other_talk_amid_the_steps_stays_there(business: dict[str, str], text: str) -> None:
    assert says(at_steps(business), text).session.flow == STEPS


def test_helpers_of_a_cleaner_change_the_steps() -> None:
    held = says(at_steps(CLEANER), "my brother helps me with the gardens now").session.held(STEPS)
    assert held["workers"] == "helpers"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("next", "demand"),
        ("go on with my steps", "demand"),
        ("what do i do next", "demand"),
        ("see all", "list"),
        ("done insurance", "demand"),
        ("2", "demand"),
    ],
)
def test_after_an_outcome_they_go_on_with_their_steps(text: str, asked: str) -> None:
    turn = says(exempt(), text)
    assert (turn.session.flow, turn.session.asked) == (STEPS, asked)
    assert (turn.session.held(STEPS)["cqc"], turn.session.held(STEPS)["cqc_outcome"]) == ("done", "EXEMPT_SOLE_TRADER")


def test_an_outcome_told_first_is_known_to_the_steps() -> None:
    session = replace(exempt(), answers={TRIAGE: exempt().held(TRIAGE)})
    held = says(session, "set up").session.held(STEPS)
    assert (held["cqc"], held["cqc_outcome"]) == ("done", "EXEMPT_SOLE_TRADER")


FOUNDERS_ASK = {
    "founder-costs": ["how much does it cost", "how much is it", "what will it cost"],
    "how-long-setup": ["how long does it take", "how long does all this take"],
    "founder-wrong": ["what if i get it wrong", "what if a client complains about me"],
    "setup-help": ["who can i talk to about this", "what support will i get", "who is the council person"],
    "setup-funding": ["can i get funding"],
    "cqc-cover": ["what if i get ill"],
}


@pytest.mark.parametrize(("answer", "text"), [(one, text) for one, texts in FOUNDERS_ASK.items() for text in texts])
@pytest.mark.parametrize("session", [ASKED, at_steps(CARER)])
def test_founders_get_founders_answers(answer: str, text: str, session: Session) -> None:
    turn = says(session, text)
    assert turn.says[0].values.get("answer") == CONTENT.faq.answers[answer].answer
    assert (turn.session.asked, keys(turn)[0]) == (session.asked, "faq_answer")


@pytest.mark.parametrize(
    "text", ["the lady", "he has dementia", "cos they are old", "her daughter does", "no but i do her eye drops"]
)
def test_no_statement_of_a_founder_asks_for_an_answer(text: str) -> None:
    assert not {"faq_answer", "which_answer"} & set(keys(says(ASKED, text)))


@pytest.mark.parametrize("text", ["im not sure what you mean", "help", "i dont know what to do"])
@pytest.mark.parametrize("session", [ASKED, PROFILE])
def test_words_of_help_put_the_question_again(text: str, session: Session) -> None:
    turn = says(session, text)
    assert "help" not in keys(turn)
    assert (turn.session.asked, turn.session.answers) == (session.asked, session.answers)
    assert keys(turn)[-1] in ("tree_question", "checklist_question")


def test_a_long_list_is_not_said_again_after_a_word_by_the_way() -> None:
    turn = says(at_steps(CARER), "see all", "how much does it cost")
    assert (keys(turn), turn.session.asked) == (["faq_answer"], "list")
    assert says(turn.session, "2").session.asked == "demand"


def test_whoever_works_in_wales_is_told_that_all_this_is_for_england() -> None:
    for text in ("I'm in Wales and want to start a care business", "set up a care business in glasgow"):
        assert keys(says(Session(met=True), text))[0] == "other_nation"
    for text in ("I want to start a care business in witney", "moved from wales, want to start a care business in ely"):
        assert "other_nation" not in keys(says(Session(met=True), text))


def test_an_outcome_that_changed_since_is_known_to_the_steps() -> None:
    session = replace(exempt(), flow=STEPS, asked="demand")
    stale = session.keeping(STEPS, {**session.held(STEPS), "cqc_outcome": "MUST_REGISTER"})
    assert says(stale, "see all").session.held(STEPS)["cqc_outcome"] == "EXEMPT_SOLE_TRADER"


BUSINESS = {"area": "essex", "support": "home-help", "personal_care": "no", "workers": "just_me", "food": "no"}
AT_STEP = Session(
    met=True, flow=STEPS, asked="idea", answers={STEPS: {**BUSINESS, "driving": "no", "at": "next", "marks": ""}}
)
MARKED = says(AT_STEP, "done", "no thanks")


def marks(turn: Turn) -> str:
    return turn.session.held(STEPS).get("marks", "")


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("skip to insurance", "public_liability"),
        ("skip too insurence", "public_liability"),
        ("jump to the dbs", "dbs"),
        ("can we move on to contracts", "contract"),
        ("take me to prices", "prices"),
        ("go straight to training", "training"),
        ("step 3", "programme"),
        ("go back to the first one", "idea"),
        ("what about contracts", "contract"),
    ],
)
def test_to_go_to_a_step_marks_none(text: str, step: str) -> None:
    turn = says(MARKED.session, text)
    assert (turn.session.asked, marks(turn)) == (step, "idea=done")
    assert turn.session.held(STEPS)["support"] == "home-help"


@pytest.mark.parametrize(
    "text", ["skip insurance", "come back to insurance later", "insurance another time", "skip to insurance later"]
)
def test_to_put_a_step_off_is_not_to_go_to_it(text: str) -> None:
    assert says(AT_STEP, text).session.held(STEPS)["public_liability"] == "later"


def test_a_step_that_is_not_theirs_is_shown_as_such() -> None:
    turn = says(AT_STEP, "skip to food")
    assert keys(turn) == ["checklist_not_theirs", "checklist_item"]
    assert not marks(turn)
    assert keys(says(AT_STEP, "step 44")) == ["no_such_number", "checklist_item"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("contracts done", "contract=done"),
        ("ive done the risk assessments", "risk=done"),
        ("support plans sorted", "support_plan=done"),
        ("dbs checks done", "dbs=done"),
        ("insurances done", "public_liability=done"),
        ("done", "idea=done"),
        ("all done", "idea=done"),
        ("tomorrow", "idea=later"),
        ("havent got round to it", "idea=later"),
        ("not got round to that one yet", "idea=later"),
        ("cant afford it yet", "idea=later"),
        ("ill do it next week", "idea=later"),
        ("dont want to do that today", "idea=later"),
        ("dont want to do that", "idea=not_for_me"),
        ("not bothered about that one", "idea=not_for_me"),
        ("n/a", "idea=not_for_me"),
        ("website done", ""),
        ("van sorted", ""),
        ("got my business cards done", ""),
        ("bank account sorted", ""),
        ("i start work tomorrow", ""),
        ("how do i do it", ""),
    ],
)
def test_what_is_said_of_a_step_marks_that_one(text: str, marked: str) -> None:
    assert marks(says(AT_STEP, text)) == marked


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("why do i need that", "checklist_why"),
        ("whys that matter", "checklist_why"),
        ("why is it needed", "checklist_why"),
        ("why bother", "checklist_why"),
        ("how", "checklist_why"),
        ("how do i do that", "checklist_why"),
        ("show me the lot", "checklist_list"),
        ("all of them", "checklist_list"),
        ("where am i up to", "checklist_list"),
        ("what have i got left", "checklist_list"),
        ("do i have to do all this", "checklist_list"),
        ("do we have to do all of it", "checklist_list"),
        ("send me the page", "plan_here"),
        ("whats my link", "plan_here"),
        ("open my page", "plan_here"),
    ],
)
def test_what_is_asked_of_the_steps_is_shown(text: str, key: str) -> None:
    turn = says(AT_STEP, text)
    assert (keys(turn)[0], marks(turn) if key != "plan_here" else "") == (key, "")


@pytest.mark.parametrize(
    "text",
    ["undo", "undo that", "i didnt mean done", "oops no havent done that", "put it back", "that was a mistake"],
)
def test_the_last_mark_is_taken_back(text: str) -> None:
    turn = says(MARKED.session, text)
    assert keys(turn) == ["checklist_undone", "checklist_item"]
    assert (turn.session.asked, marks(turn)) == ("idea", "")
    assert not turn.session.held(STEPS)["done_on"]


@pytest.mark.parametrize("text", ["not done", "havent done it yet", "later", "not for me", "insurance", "why"])
def test_what_is_said_of_the_open_step_takes_no_other_mark_back(text: str) -> None:
    assert "idea=done" in marks(says(MARKED.session, text))


@pytest.mark.parametrize("text", ["see all", "show me all the steps", "list"])
def test_the_steps_are_asked_for_amid_the_questions(text: str) -> None:
    turn = says(PROFILE, text)
    assert (keys(turn)[0], turn.says[0].values["steps"], turn.session.asked) == ("so_far", True, "workers")


def test_to_go_on_says_what_it_puts_off() -> None:
    assert "checklist_marked" in keys(says(AT_STEP, "next step"))
    assert "checklist_marked" in keys(says(AT_STEP, "carry on"))
    assert "checklist_marked" not in keys(says(AT_STEP, "later"))


@pytest.mark.parametrize(
    "text",
    [
        "this is too hard i give up",
        "i dont understand any of this",
        "can someone help me with this",
        "sum1 help me with these forms pls",
        "im fed up with all these questions",
        "this is doin my ed in",
        "i cant cope with all these forms",
        "i carnt be doing with all this",
        "its killing me all this paperwork",
        "im packing it in",
        "stuck",
    ],
)
@pytest.mark.parametrize("session", [AT_STEP, replace(PROFILE, asked="food"), replace(ASKED, area="essex")])
def test_a_founder_who_is_worn_down_gets_people_and_no_list(text: str, session: Session) -> None:
    turn = says(session, text)
    assert keys(turn) == ["worn_down", "person"]
    assert [event.name for event in turn.events] == ["handed-over"]
    assert (turn.session.asked, turn.session.answers) == (session.asked, session.answers)


@pytest.mark.parametrize(
    "text",
    [
        "can someone help me lift her",
        "im giving up my job to do this",
        "she cant cope on her own",
        "my sister can help me with this",
        "she finds it too hard to dress",
        "im stuck with her all night",
        "she gives up easy so i feed her",
    ],
)
@pytest.mark.parametrize("session", [AT_STEP, replace(ASKED, area="essex")])
def test_others_who_cannot_cope_are_no_founder_who_gives_up(text: str, session: Session) -> None:
    assert "worn_down" not in keys(says(session, text))


@pytest.mark.parametrize("session", [AT_STEP, ASKED])
def test_a_crisis_amid_a_founders_questions_stays_one(session: Session) -> None:
    assert keys(says(session, "i cant cope any more i want to die")) == ["safety_self_harm"]


def test_home_amid_the_questions_says_that_the_answers_are_kept() -> None:
    turn = says(replace(ASKED, asked="role", answers={TRIAGE: {"country": "yes"}}), "home")
    assert keys(turn) == ["menu_kept", "menu"]
    assert says(turn.session, "do i need cqc").session.asked == "role"
    assert keys(says(Session(met=True), "home")) == ["menu"]


@pytest.mark.parametrize(
    "text",
    [
        "someone reported me to cqc",
        "i got a letter from cqc",
        "cqc turned me down",
        "can i work while i wait for cqc",
        "cqc wrote to me",
        "ive had a phone call off cqc",
    ],
)
@pytest.mark.parametrize("session", [Session(met=True), AT_STEP, PROFILE, ASKED])
def test_what_only_cqc_can_see_to_is_sent_there(text: str, session: Session) -> None:
    turn = says(session, text)
    assert keys(turn)[0] == "for_regulator"
    assert (turn.session.flow, turn.session.asked) == (session.flow, session.asked)


@pytest.mark.parametrize(
    "text",
    [
        "do i need cqc",
        "i work for myself",
        "can i start now",
        "registered with cqc",
        "ive not rung cqc",
        "i get letters for her",
    ],
)
def test_other_talk_of_cqc_is_not(text: str) -> None:
    assert "for_regulator" not in keys(says(ASKED, text))
    assert "for_regulator" not in keys(says(AT_STEP, text))


@pytest.mark.parametrize(
    ("text", "key"), [("what have i got left", "so_far"), ("do i have to do all this", "no_skipping")]
)
@pytest.mark.parametrize("asked", ["workers", "food"])
def test_how_much_is_left_is_no_question_about_food(text: str, key: str, asked: str) -> None:
    assert keys(says(replace(PROFILE, asked=asked), text)) == [key, "checklist_question"]


PLAIN = {
    "Apply on CQC": [
        "how do i register then",
        "how do i apply",
        "where do i register",
        "ok so how do i sign up with cqc",
        "how long does it take to get registered",
        "what do i need to do to apply",
    ],
    "Everyone who is registered with CQC pays": [
        "whats the cqc fee",
        "how much does it cost to register",
        "whats the fee",
    ],
    "You can be self-employed on Universal Credit": [
        "will this mess up my universal credit",
        "i get universal credit does that matter",
    ],
}


@pytest.mark.parametrize(("begins", "text"), [(begins, text) for begins, texts in PLAIN.items() for text in texts])
@pytest.mark.parametrize("amid", [True, False])
def test_a_plain_question_in_the_triage_is_answered_and_keeps_all(begins: str, text: str, amid: bool) -> None:
    session = ASKED if amid else told_to_go_ahead().session
    turn = says(session, text)
    assert keys(turn) == ["faq_answer", *(["tree_question"] if amid else [])]
    assert turn.says[0].values["answer"].startswith(begins)
    assert (turn.session.asked, turn.session.answers) == (session.asked, session.answers)


def test_every_plain_question_of_the_triage_has_its_words_and_its_answer() -> None:
    assert TREE.plain.keys() <= TREE.hears.about.keys()
    assert set(TREE.plain.values()) <= CONTENT.faq.answers.keys()


@pytest.mark.parametrize("text", ["is that official", "is this legal advice", "who says so", "are you sure about that"])
def test_how_far_to_trust_the_guide(text: str) -> None:
    ends = says(told_to_go_ahead().session, text)
    assert (keys(ends), ends.says[0].values["ended"]) == (["tree_official"], True)
    assert keys(says(ASKED, text)) == ["tree_official", "tree_question"]


@pytest.mark.parametrize("text", ["ok so i can start", "so we can crack on then", "shall i carry on"])
def test_whether_they_may_begin_tells_the_outcome_again(text: str) -> None:
    assert keys(says(told_to_go_ahead().session, text)) == ["tree_recall"]


def test_what_is_no_question_of_ours_is_still_an_answer() -> None:
    home = {**FACTS, **AT_HOME, "agency": "no"}
    asked = replace(ASKED, asked="arranger", answers={TRIAGE: home})
    assert says(asked, "the people who are from the council").session.held(TRIAGE)["arranger"] == "council_nhs"


@pytest.mark.parametrize("text", ["hes my lodger by the way", "shes my tenant by the way"])
def test_a_lodger_by_the_way_is_no_emergency(text: str) -> None:
    assert not [event for event in says(Session(met=True), text).events if event.name.startswith("safety")]
    assert says(replace(ASKED, asked="confirm", answers={TRIAGE: EXEMPT}), text).session.asked == "place"


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("ive done insurance, dbs and tax but not the contract", {"public_liability", "dbs", "hmrc"}),
        ("got my dbs, insurance and training just not the contract", {"public_liability", "dbs", "training"}),
        ("ive done dbs and insurance, not contract", {"public_liability", "dbs"}),
        ("insurance dbs and tax are done but contract isnt", {"public_liability", "dbs", "hmrc"}),
    ],
)
def test_steps_left_out_of_a_list_take_none_of_it_back(text: str, done: set[str]) -> None:
    before = AT_STEP.held(STEPS)
    after = says(AT_STEP, text).session.held(STEPS)
    assert {name for name, code in after.items() if code == "done" and before.get(name) != "done"} == done
    assert "contract" not in after


@pytest.mark.parametrize("text", ["skip to the moon", "skip to my dinner", "jump to the good bit"])
def test_what_is_no_step_is_not_gone_to_and_puts_nothing_off(text: str) -> None:
    turn = says(AT_STEP, text)
    assert (turn.session.asked, turn.session.held(STEPS)) == (AT_STEP.asked, AT_STEP.held(STEPS))


@pytest.mark.parametrize(
    ("asked", "text", "code"),
    [
        ("support", "washing and meals", None),
        ("support", "washing and dressing", "personal-care"),
        ("support", "washing ironing cleaning", "home-help"),
        ("personal_care", "just their washing and meals", None),
        ("personal_care", "i do the washing and a bit of cooking", None),
        ("personal_care", "washing", "yes"),
        ("personal_care", "yes i do their washing and dressing", "yes"),
    ],
)
def test_washing_beside_the_housework_may_be_laundry_and_is_asked(asked: str, text: str, code: str | None) -> None:
    known = {"area": "essex"} | ({"support": "home-help"} if asked == "personal_care" else {})
    assert says(replace(PROFILE, asked=asked, answers={STEPS: known}), text).session.held(STEPS).get(asked) == code


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("colchester", "own_council"),
        ("im in chelmsford", "own_council"),
        ("near braintree", "own_council"),
        ("im in norwich", "other_council"),
        ("im a retired nurse", "experience"),
        ("ive been a carer for 20 years", "experience"),
        ("i used to work in a home", "experience"),
        ("got my nvq 3 in health and social care", "experience"),
        ("i looked after my nan till she died", "experience"),
    ],
)
def test_what_they_tell_of_themselves_is_heard_and_the_question_put_again(text: str, key: str) -> None:
    turn = says(PROFILE, text)
    assert keys(turn) == [key, "checklist_question"]
    assert turn.session.answers[STEPS] == PROFILE.answers[STEPS]
    assert not turn.events


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("set up a business taking old people shopping", "company"),
        ("i want to start driving people to hospital", "company"),
        ("can i set up giving lifts to people for the drs", "company"),
        ("thinking of doing a bit of gardening and cleaning for old folk, how do i start", "home-help"),
        ("thinking of starting a lunch club, where do i begin", "groups"),
    ],
)
def test_the_first_message_tells_what_they_will_do(text: str, support: str) -> None:
    assert says(Session(met=True), text).session.held(STEPS).get("support") == support


def test_how_far_am_i_amid_the_triage_is_of_the_triage() -> None:
    session = replace(ASKED, answers={**ASKED.answers, **PROFILE.answers})
    assert says(session, "how far am i").session.flow == TRIAGE
    assert says(session, "where am i with my steps").session.flow == STEPS


@pytest.mark.parametrize(
    "text", ["change", "change something", "edit", "can i change it please", "i want to change something"]
)
@pytest.mark.parametrize(("session", "key"), [(ASKED, "tree_change"), (PROFILE, "checklist_profile")])
def test_what_to_change_is_asked_and_nothing_is_noted(text: str, session: Session, key: str) -> None:
    turn = says(session, text)
    assert keys(turn) == [key]
    assert turn.session.answers == session.answers


@pytest.mark.parametrize("text", ["Find care or support", "find care", "find support please", "i want to find help"])
@pytest.mark.parametrize("session", [ASKED, PROFILE])
def test_the_words_of_the_menu_go_to_the_search(text: str, session: Session) -> None:
    turn = says(session, text)
    assert (turn.session.flow, turn.session.asked, keys(turn)) == ("find_support", "need", ["ask_need"])
    assert turn.session.held(session.flow) == session.held()


@pytest.mark.parametrize(
    ("text", "flow"), [("set up a small care business", STEPS), ("Do I need CQC registration?", TRIAGE)]
)
def test_and_to_the_other_flow(text: str, flow: str) -> None:
    assert says(ASKED if flow == STEPS else PROFILE, text).session.flow == flow


@pytest.mark.parametrize("text", ["cleaner malvern", "gardener in ely please"])
def test_a_need_and_a_place_alone_are_offered_as_a_search(text: str) -> None:
    turn = says(ASKED, text)
    assert (keys(turn), turn.session.held()) == (["offer_search"], FACTS)
    assert says(ASKED, text, "yes").session.flow == "find_support"


@pytest.mark.parametrize("text", ["no", "no thanks", "no im a gardener", "no i do it myself", "nope"])
def test_no_to_a_search_that_is_offered_answers_no_question(text: str) -> None:
    turn = says(ASKED, "find me a cleaner in malvern", text)
    held = {name: code for name, code in turn.session.held().items() if name != "kind"}
    assert (turn.session.asked, held, keys(turn)) == ("hands_on", FACTS, ["tree_question"])


@pytest.mark.parametrize("text", ["hello", "2", "what about insurance"])
@pytest.mark.parametrize("session", [ASKED, PROFILE])
def test_after_a_day_what_is_known_comes_first(text: str, session: Session) -> None:
    turn = says(replace(session, seen_at=NOW - timedelta(days=3)), text)
    assert keys(turn)[0] == "welcome_back"
    assert turn.says[0].values["known"]


NO_HELP = (
    *("my daughter is not going to help me now", "my daughter isnt going to help me after all", "my son wont help me"),
    *(
        "she isnt helping me any more",
        "my husband isnt going to do it with me after all",
        "my mate isnt doing it anymore",
    ),
)
STEP = replace(
    PROFILE,
    asked="idea",
    answers={
        STEPS: {**PROFILE.held(STEPS), "personal_care": "no", "workers": "just_me", "food": "no", "driving": "no"}
    },
)


@pytest.mark.parametrize("text", NO_HELP)
@pytest.mark.parametrize("session", [ASKED, PROFILE, STEP, replace(ASKED, asked="who_delivers")])
def test_help_that_somebody_has_no_more_is_no_danger_and_no_answer(text: str, session: Session) -> None:
    turn = says(session, text)
    assert keys(turn)[0] == "noted"
    assert "workers" not in turn.session.held(STEPS) or session is STEP
    assert not turn.events


@pytest.mark.parametrize(
    "text", ["my daughter hit me", "my son wont let me eat", "she is not breathing", "i want to die"]
)
def test_danger_told_there_is_met(text: str) -> None:
    assert any(event.name.startswith("safety:") for event in says(STEP, text).events)


@pytest.mark.parametrize(
    "text",
    [
        "i pay her cash is that ok",
        "can i pay my helper cash",
        "i pay my sister cash is that ok",
        "can i pay him in hand",
    ],
)
def test_who_pays_a_helper_hears_of_employing(text: str) -> None:
    turn = says(STEP, text)
    assert (keys(turn), turn.says[0].values["name"]) == (["faq_answer", "checklist_item"], "taking-on-staff")


@pytest.mark.parametrize(
    "text", ["he needs his pads doing", "one of them needs the toilet", "some of the ladies need washing"]
)
def test_what_a_client_needs_is_personal_care_and_no_search(text: str) -> None:
    turn = says(replace(PROFILE, asked="personal_care"), text)
    assert (turn.session.held()["personal_care"], turn.session.flow) == ("yes", STEPS)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *(("there are six of us mums", "one_at_a_time"), ("we run a lunch club on wednesdays", "one_at_a_time")),
        *(("in the country", "tree_help"), ("where they live", "tree_help")),
    ],
)
def test_the_first_question_takes_what_is_told_of_later_ones_kindly(text: str, key: str) -> None:
    assert keys(says(replace(ASKED, asked="country", answers={}), text))[0] == key


def test_how_to_go_about_it_is_no_question_of_direct_payments() -> None:
    text = "im a mum and i want to do a saturday club for disabled kids in the village hall. how do i go about it"
    assert keys(says(Session(met=True), text)) == ["checklist_question"]


KEEPS_COMPANY = replace(
    PROFILE, answers={STEPS: {"area": "essex", "support": "company", "personal_care": "no", "workers": "just_me"}}
)


@pytest.mark.parametrize(
    "text", ["well i might take them to the loo", "one of them needs washing", "i might bath her now and then"]
)
@pytest.mark.parametrize("asked", ["workers", "food", "driving"])
def test_care_told_after_a_no_is_asked_again(text: str, asked: str) -> None:
    turn = says(replace(KEEPS_COMPANY, asked=asked), text)
    assert (turn.session.asked, keys(turn)) == ("personal_care", ["differs", "checklist_question"])


@pytest.mark.parametrize(
    ("asked", "text", "code"),
    [
        *(
            ("driving", "yes i'll drive", "visits"),
            ("driving", "i drive there", "visits"),
            ("driving", "i dont drive", "no"),
        ),
        *(
            ("food", "no food", "no"),
            ("food", "no food i mean i will make them lunch", None),
            ("food", "no i dont cook", "no"),
        ),
        *(("support", "meals", "home-help"), ("support", "i cook meals for pensioners", "home-help")),
        *(("support", "a saturday club", "groups"), ("support", "keeping them company", "company")),
    ],
)
def test_an_answer_about_the_business_in_their_words(asked: str, text: str, code: str | None) -> None:
    held = {name: one for name, one in KEEPS_COMPANY.held().items() if name != asked}
    turn = says(replace(KEEPS_COMPANY, asked=asked, answers={STEPS: held}), text)
    assert turn.session.held().get(asked) == code


@pytest.mark.parametrize("text", ["i look after him", "i look after her all day"])
def test_a_client_looked_after_is_no_tired_carer(text: str) -> None:
    assert "carer_support" not in keys(says(ASKED, text))


@pytest.mark.parametrize(
    "text", ["no thats the nurse", "the nurse does that i just wash him", "sorry i dont do injections"]
)
def test_treatment_that_a_nurse_gives_is_asked_again(text: str) -> None:
    turn = says(replace(ASKED, asked="health_treatment"), "yes injections", text)
    assert (turn.session.asked, turn.session.flow) == ("health_treatment", TRIAGE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("can i use my agency dbs", "dbs-how-often"), ("can i use my dbs from work", "dbs-how-often")),
        *(("can i ring them", "cqc-number"), ("can i ring cqc about it", "cqc-number")),
    ],
)
def test_what_is_asked_amid_the_questions_has_its_answer(text: str, name: str) -> None:
    assert says(ASKED, text).says[0].values["name"] == name


@pytest.mark.parametrize(
    ("asked", "text", "follows"),
    [
        *(("country", "yes worcestershire", "role"), ("age", "they are all old", "age")),
        *(("hands_on", "i wash them", "need"), ("country", "yes", None), ("country", "not sure", None)),
        *(("hands_on", "yes", None), ("hands_on", "what counts", None), ("age", "thanks", None)),
    ],
)
def test_a_not_sure_that_ended_the_questions_may_be_settled_after_all(
    asked: str, text: str, follows: str | None
) -> None:
    before = dict(list(FACTS.items())[: list(FACTS).index(asked)]) if asked in FACTS else FACTS
    turn = says(replace(ASKED, asked=asked, answers={TRIAGE: before}), "not sure", text)
    assert turn.session.asked == follows


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("what if they dont pay me", "unpaid-bill"), ("can i do it for another man too", "cqc-many-clients")),
        # In words of no phrasing: the likest of those that founders are given.
        *(
            ("could somebody on a direct payment take me on", "dp-clients"),
            ("how do people hear about me", "find-clients"),
        ),
        *(
            ("from start to finish how many months is it", "how-long-setup"),
            ("do you do a starter pack", "setup-help"),
        ),
        *(
            ("an old boy slips me a tenner, am i ok to keep it", "client-gifts"),
            ("friend says cqc will fine me", "cqc-penalty"),
        ),
        ("can i sign up with cqc even if i dont have to", "cqc-voluntary"),
    ],
)
def test_what_is_asked_amid_the_steps_has_its_answer(text: str, name: str) -> None:
    assert says(STEP, text).says[0].values["name"] == name


def test_medicines_without_training_have_an_answer_amid_the_steps() -> None:
    turn = says(STEP, "is it ok to handle meds untrained")
    assert (keys(turn), turn.session.asked) == (["faq_answer", "checklist_item"], STEP.asked)


@pytest.mark.parametrize(
    "text", ["can my dog come to work with me", "what time is it", "he has dementia", "can i wear jeans"]
)
def test_what_is_like_no_answer_of_ours_has_none(text: str) -> None:
    assert keys(says(STEP, text)) == ["checklist_help", "checklist_item"]


@pytest.mark.parametrize(
    "text", ["whats the point of this step", "what is the point of this question", "ok ive left them"]
)
@pytest.mark.parametrize("session", [ASKED, STEP])
def test_the_point_of_a_step_is_no_danger(text: str, session: Session) -> None:
    turn = says(session, text)
    assert not any(event.name.startswith("safety:") for event in turn.events)
    assert turn.session.asked == session.asked


@pytest.mark.parametrize("text", ["and safeguarding online yesterday", "done the safeguarding course last week"])
def test_a_safeguarding_course_is_no_danger(text: str) -> None:
    assert not says(STEP, text).events


@pytest.mark.parametrize("text", ["whats the point of living", "whats the point", "whats the point of this life"])
def test_no_point_in_life_is(text: str) -> None:
    assert [event.name for event in says(STEP, text).events] == ["safety:self-harm"]


@pytest.mark.parametrize(
    "text",
    [
        "im on carers allowance for my mum and want to earn a bit cleaning for neighbours. will i lose it",
        "how many hours can i do",
        "do i have to tell the dwp",
    ],
)
def test_benefits_are_answered(text: str) -> None:
    session = Session(met=True) if "allowance" in text else STEP
    assert says(session, text).says[0].values["name"] == "universal-credit"


@pytest.mark.parametrize("text", ["ok set up", "ok set it up", "lets set up then", "set up please"])
def test_after_an_outcome_the_steps_are_set_up(text: str) -> None:
    done = says(replace(ASKED, asked="country", answers={}), "not sure")
    assert says(done.session, text).session.flow == STEPS


@pytest.mark.parametrize(
    ("asked", "answer", "text"),
    [
        *(("agency", "3", "ok ive left them"), ("agency", "3", "they dont manage me")),
        *(("health_treatment", "1", "ok i wont do them"), ("health_treatment", "1", "the nurse does those")),
    ],
)
def test_what_an_outcome_rests_on_is_asked_again_when_it_is_over(asked: str, answer: str, text: str) -> None:
    held = {
        **FACTS,
        "hands_on": "yes",
        "need": "yes",
        "place": "home",
        "legal_form": "sole_trader",
        "who_delivers": "only_me",
    }
    held = {name: code for name, code in held.items() if name != asked}
    turn = says(replace(ASKED, asked=asked, answers={TRIAGE: held}), "hello", answer, text)
    assert (turn.session.asked, turn.events) == (asked, ())


@pytest.mark.parametrize(
    ("asked", "text", "code"), [("role", "no just company", "give_support"), ("role", "only hair", "give_support")]
)
def test_a_trade_is_support(asked: str, text: str, code: str) -> None:
    assert says(replace(ASKED, asked=asked, answers={TRIAGE: {"country": "yes"}}), text).session.held()[asked] == code


def test_at_the_centre_is_asked_nearer_and_settles_nothing() -> None:
    held = {**FACTS, "hands_on": "yes", "need": "yes"}
    turn = says(replace(ASKED, asked="place", answers={TRIAGE: held}), "at the centre")
    assert (turn.session.asked, "place" in turn.session.held(), len(turn.says[-1].options)) == ("place", False, 3)
