"""What founders tell or suppose against answers given, and what they ask of an outcome: nothing told is lost, and
nobody goes ahead on less than they said."""

from dataclasses import replace

import pytest
from founders import TREE
from test_underway import FACTS, PROFILE, STEPS, TRIAGE, keys, says

from bot.flows.question import Session, Turn

HOME = {**FACTS, "hands_on": "yes", "need": "yes", "place": "home", "legal_form": "sole_trader"}
ALONE = {**HOME, "who_delivers": "only_me", "agency": "no", "arranger": "person"}


def asked(name: str, facts: dict[str, str]) -> Session:
    return Session(met=True, flow=TRIAGE, asked=name, answers={TRIAGE: facts})


READ_BACK = asked("confirm", {**ALONE, "control": "yes"})


def exempt() -> Session:
    turn = says(READ_BACK, "yes")
    assert [event.name for event in turn.events] == ["triaged:EXEMPT_SOLE_TRADER"]
    return turn.session


def ended(turn: Turn) -> list[str]:
    return [event.name for event in turn.events if event.name.startswith("triaged:")]


@pytest.mark.parametrize("text", ["certainly not", "definitely not", "absolutely not", "of course not", "not for me"])
@pytest.mark.parametrize(("name", "facts"), [("control", ALONE), ("confirm", {**ALONE, "control": "yes"})])
def test_a_no_that_begins_like_a_yes_is_none(text: str, name: str, facts: dict[str, str]) -> None:
    turn = says(asked(name, facts), text)
    assert "triaged:EXEMPT_SOLE_TRADER" not in ended(turn)
    assert turn.session.held(TRIAGE).get("confirm") != "yes"


@pytest.mark.parametrize(
    "text",
    ["yes he decides everything", "he decides everything", "the lady decides everything", "she tells me what to do"],
)
def test_who_decides_everything_is_in_charge_and_does_no_harm(text: str) -> None:
    turn = says(asked("control", ALONE), text)
    assert (keys(turn), turn.session.held(TRIAGE)["control"]) == (["tree_confirm"], "yes")


@pytest.mark.parametrize("text", ["he decides what i do and when and he hits me", "my husband decides everything"])
def test_harm_told_there_is_heard(text: str) -> None:
    assert keys(says(asked("control", ALONE), text))[0].startswith("safety")


@pytest.mark.parametrize("name", ["hands_on", "arranger", "person_agrees"])
def test_nor_is_it_danger_at_another_question(name: str) -> None:
    facts = {**ALONE, "arranger": "family_no_papers"} if name == "person_agrees" else ALONE
    held = {one: code for one, code in facts.items() if one != name}
    assert keys(says(asked(name, held), "he decides everything"))[-1:] == ["tree_question"]
    assert not says(asked(name, held), "he decides everything").says[0].key.startswith("safety")


@pytest.mark.parametrize("text", ["he decides for himself", "he says yes to me"])
def test_whoever_decides_for_themselves_agrees_to_it(text: str) -> None:
    turn = says(asked("person_agrees", {**ALONE, "arranger": "family_no_papers"}), text)
    assert turn.session.held(TRIAGE).get("person_agrees") == "yes"


@pytest.mark.parametrize("text", ["her son controls it all", "my husband controls all i do", "the family organises it"])
def test_family_in_charge_is_not_the_person_in_charge(text: str) -> None:
    assert says(asked("control", ALONE), text).session.held(TRIAGE).get("control") != "yes"


@pytest.mark.parametrize("text", ["i am", "yes me", "yes i am in charge", "yeah no", "absolutely when im there"])
def test_whoever_is_in_charge_themselves_says_no_yes(text: str) -> None:
    assert says(asked("control", ALONE), text).session.held(TRIAGE).get("control") != "yes"


@pytest.mark.parametrize(
    "text",
    [
        "yes except im not a sole trader",
        "yes, and i give her injections",
        "yeah all good apart from the agency, they do my rota",
        "no wait its actually his son who arranged it, he has no lpa",
        "yes until her son visits",
        "yes i am in charge",
        "i sometimes do it at my flat overnight too",
    ],
)
def test_nothing_but_a_plain_yes_confirms(text: str) -> None:
    turn = says(READ_BACK, text)
    assert not ended(turn)
    assert "triaged:EXEMPT_SOLE_TRADER" not in ended(says(turn.session, "yes"))


@pytest.mark.parametrize(
    "text", ["yes", "yes thats right", "yep all correct", "yes that is everything thank you", "👍"]
)
def test_a_plain_yes_confirms(text: str) -> None:
    assert ended(says(READ_BACK, text)) == ["triaged:EXEMPT_SOLE_TRADER"]


@pytest.mark.parametrize(
    ("name", "facts", "text"),
    [
        ("health_treatment", {"country": "yes", "role": "give_support", "age": "adults"}, "no wait, kids as well"),
        ("who_delivers", HOME, "oh hang on i forgot my husband is on the bank account"),
        ("arranger", {**HOME, "who_delivers": "only_me", "agency": "no"}, "actually i do use an agency sometimes"),
        ("prompting", {**FACTS, "hands_on": "no"}, "sorry i meant yes i do help wash"),
    ],
)
def test_a_correction_amid_the_questions_is_never_passed_over(name: str, facts: dict[str, str], text: str) -> None:
    turn = says(asked(name, facts), text)
    assert keys(turn) in (["differs", "tree_question"], ["noted", "tree_question"])
    assert turn.session.asked not in (name, None)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("actually i do do nursing stuff too", "health_treatment"),
        ("the council has asked me to take on a contract", "arranger"),
        ("im not self employed any more im employed by an agency", "agency"),
        ("he comes to stay at mine some weekends now", "place"),
    ],
)
def test_what_overturns_an_outcome_is_asked_again_and_marks_no_step(text: str, asks: str) -> None:
    turn = says(exempt(), text)
    assert (keys(turn), turn.session.asked) == (["differs", "tree_question"], asks)
    assert not turn.session.held(STEPS)


def test_who_comes_to_share_the_profits_must_register() -> None:
    turn = says(exempt(), "we split the profits now")
    assert turn.session.held(TRIAGE)["result"].startswith("MUST_REGISTER PARTNERSHIP")


def test_what_may_overturn_it_asks_which_answer_is_another() -> None:
    turn = says(exempt(), "it all got a bit mixed up lately")
    assert keys(turn) == ["tree_changed", "tree_change"]
    assert keys(says(turn.session, "can i carry on"))[0] == "tree_pending"
    back = says(turn.session, "no")
    assert keys(back) == ["tree_confirm"]
    assert ended(says(back.session, "yes")) == ["triaged:EXEMPT_SOLE_TRADER"]
    assert says(exempt(), "ive stopped doing personal care").session.asked == "hands_on"


def test_no_answer_to_change_goes_on() -> None:
    turn = says(asked("agency", {**HOME, "who_delivers": "only_me"}), "oh hang on, that came out all funny")
    assert keys(turn) == ["tree_changed", "tree_change"]
    assert says(turn.session, "no").session.asked == says(turn.session, "yes").session.asked == "agency"


def test_care_that_is_needed_now_is_no_go_ahead() -> None:
    facts = {**FACTS, "hands_on": "no", "prompting": "no", "confirm": "yes"}
    free = says(asked("confirm", {**facts, "confirm": ""}), "yes").session
    turn = says(free, "she needs feeding now")
    assert (turn.session.asked, ended(turn)) == ("hands_on", [])


@pytest.mark.parametrize("text", ["what if i take on a helper", "what if i go limited", "can i have a helper"])
def test_what_is_supposed_is_answered_and_changes_nothing(text: str) -> None:
    before = exempt()
    turn = says(before, text)
    assert (keys(turn), turn.says[0].values["short"]) == (["tree_what_if"], "you must register")
    assert turn.session.answers == before.answers
    amid = says(asked("need", {**FACTS, "hands_on": "yes"}), text)
    assert (keys(amid)[-1], amid.session.asked) == ("tree_question", "need")


def test_what_ends_what_an_outcome_rests_on_is_asked_again() -> None:
    turn = says(
        asked("legal_form", {name: code for name, code in HOME.items() if name != "legal_form"}), "limited company"
    )
    assert ended(turn) == ["triaged:MUST_REGISTER"]
    assert keys(says(turn.session, "what if i close the company")) == ["tree_what_if"]
    supposed = says(turn.session, "what if i took on a helper")
    assert (keys(supposed), supposed.session.answers) == (["tree_what_if"], turn.session.answers)
    assert says(turn.session, "i closed the company down last month").session.asked == "legal_form"


@pytest.mark.parametrize("text", ["am i exempt", "what did you say about cqc", "can i start yet", "do i have to stop"])
def test_an_outcome_is_told_again(text: str) -> None:
    for session in (exempt(), says(exempt(), "set up", "no", "no").session, says(exempt(), "menu").session):
        turn = says(session, text)
        assert keys(turn)[0] == "tree_recall"
        assert (turn.session.asked, turn.session.answers) == (session.asked, session.answers)


def test_the_questions_once_more_begin_with_what_they_led_to() -> None:
    turn = says(exempt(), "do i need cqc")
    assert keys(turn) == ["tree_again", "tree_question"]
    steps = says(turn.session, "yes", "set up")
    assert steps.session.held(STEPS).get("cqc_outcome") == "EXEMPT_SOLE_TRADER"
    assert "cqc" not in steps.session.held(STEPS)


def test_what_cqc_said_counts_for_more() -> None:
    assert keys(says(exempt(), "cqc told me i dont need to register")) == ["told_by_them"]


@pytest.mark.parametrize("text", ["no but i might help them to the loo", "no, well sometimes a shower"])
def test_a_no_with_care_in_it_is_asked_again_in_the_steps(text: str) -> None:
    session = replace(
        asked("personal_care", {}), flow=STEPS, answers={STEPS: {"area": "essex", "support": "home-help"}}
    )
    assert says(session, text).session.held(STEPS).get("personal_care") != "no"


def test_start_again_amid_the_questions_keeps_no_answer() -> None:
    assert says(asked("hands_on", FACTS), "start again").session.held(TRIAGE) == {}


@pytest.mark.parametrize(
    "texts",
    [
        ("mum needs carer", "washing dressing and breakfast"),
        ("dad needs a carer in cambridge", "what are the rules"),
        ("someone to sit with mum ely tuesday mornings", "do they have to be registered with ofsted"),
        ("trips out ely", "gigs n pub n that. not personal care"),
    ],
)
def test_whoever_looks_for_help_is_not_taken_for_a_founder(texts: tuple[str, ...]) -> None:
    assert says(Session(met=True), *texts).session.flow == "find_support"


@pytest.mark.parametrize(
    "text",
    [
        "no im not a carer im looking for one for my mum",
        "I dont want to set up a business",
        "i need a carer for mum",
        "I'm looking for a carer not a job",
        "i'm the one who needs a carer",
        "no i'm looking for someone to wash my mum",
        "we need someone to look after our mum in maldon",
        "I wanted a carer rather than a job",
    ],
)
@pytest.mark.parametrize("opening", ["set up", "do i need to register"])
def test_whoever_is_no_founder_gets_out(opening: str, text: str) -> None:
    turn = says(Session(met=True), opening, text)
    assert turn.session.flow == "find_support"
    assert turn.session.held(STEPS) == turn.session.held(TRIAGE) == {}


@pytest.mark.parametrize("text", ["no sorry I want to FIND a carer", "oh sorry i was trying to find help please"])
@pytest.mark.parametrize("opening", ["set up", "do i need to register"])
def test_who_came_in_by_the_wrong_door_is_let_out(opening: str, text: str) -> None:
    assert says(Session(met=True), opening, text).session.flow == "find_support"


@pytest.mark.parametrize(
    "text",
    ["i want to find a carer to work with me", "i need a carer to cover my holidays", "i used to look after my mum"],
)
def test_a_founder_who_speaks_of_carers_stays(text: str) -> None:
    assert says(Session(met=True), "set up", text).session.flow == STEPS


@pytest.mark.parametrize(
    "text",
    [
        "does my mums carer need to be cqc registered",
        "does my carer need to be registered with cqc",
        "should mums cleaner be cqc registered",
        "must the carer be registered with cqc",
        "i'm hiring a carer for mum, does she need cqc",
    ],
)
def test_who_asks_of_a_carer_they_have_is_no_founder(text: str) -> None:
    turn = says(Session(met=True), text)
    assert turn.session.flow == "menu"
    assert keys(turn)[0] == "faq_answer"


@pytest.mark.parametrize(
    "text",
    [
        "do my carers need cqc i run a small care business",
        "i'm my mums carer do i need cqc",
        "does my business need to be cqc registered",
        "i wash my clients mum do i need to be registered",
    ],
)
def test_who_gives_care_is_asked_cqc_s_questions(text: str) -> None:
    assert says(Session(met=True), text).session.flow == TRIAGE


def test_a_search_that_was_offered_is_taken_by_going_on_with_it() -> None:
    turn = says(Session(met=True), "set up", "essex", "can someone sit with dad", "harlow", "mornings")
    assert keys(turn) == ["matches"]


def test_who_searches_may_still_become_a_founder() -> None:
    assert says(Session(met=True), "cleaner ely", "i want to set up a cleaning business").session.flow == STEPS
    assert says(Session(met=True), "cleaner ely", "do i need cqc to wash people").session.flow == TRIAGE


@pytest.mark.parametrize(
    "text",
    [
        "what insurance do i need as a self employed carer",
        "can i take direct payments from clients",
        "do i have to tell hmrc i am working for myself",
        "can i use my own car to take clients out or do i need special insurance",
    ],
)
def test_a_founders_question_about_one_matter_is_answered_first(text: str) -> None:
    assert keys(says(Session(met=True), text))[0] == "faq_answer"


@pytest.mark.parametrize(("text", "code"), [("the first one", "only_me"), ("number two", "helpers"), ("2", "helpers")])
def test_an_option_may_be_chosen_by_its_place(text: str, code: str) -> None:
    asks = replace(
        asked("legal_form", {name: HOME[name] for name in HOME if name != "legal_form"}), answers={TRIAGE: HOME}
    )
    turn = says(replace(asks, asked="who_delivers"), "why", text)
    assert turn.session.held(TRIAGE)["who_delivers"] == code


@pytest.mark.parametrize(
    "text",
    [
        "and what about cleaning? thats separate, no personal care",
        "i also do another service, just cleaning no hands on help",
        "im also going to do gardening for people, no hands on care",
        "separately i do meals, no personal care",
        "i do cleaning as well with no hands on",
    ],
)
@pytest.mark.parametrize("amid_steps", [False, True])
def test_an_easier_service_done_besides_takes_no_outcome_back(text: str, amid_steps: bool) -> None:
    must = says(Session(met=True), "do i need cqc", *"11121113").session
    turn = says(must, *(["set it up"] if amid_steps else []), text)
    assert must.held(TRIAGE)["result"].startswith("MUST_REGISTER")
    held = {name: code for name, code in turn.session.held(TRIAGE).items() if name not in ("unheard", "kind")}
    assert held == {"earlier": must.held(TRIAGE)["result"], "country": "yes", "hands_on": "no"}


def test_nor_does_one_of_which_no_answer_is_heard() -> None:
    must = says(Session(met=True), "do i need cqc", *"11121113").session
    turn = says(must, "theres also befriending, no washing or anything")
    held = {"earlier": must.held(TRIAGE)["result"], "country": "yes", "kind": "company"}
    assert (turn.session.held(TRIAGE), turn.session.asked) == (held, "role")


def test_less_care_than_was_said_is_asked_again() -> None:
    must = says(Session(met=True), "do i need cqc", *"11121113").session
    assert keys(says(must, "no sorry i wont do any hands on care"))[0] == "differs"


@pytest.mark.parametrize("text", ["details 2", "more 1", "details 1", "2 details"])
def test_a_command_with_a_number_answers_no_question_of_a_tree(text: str) -> None:
    turn = says(Session(met=True), "do i need cqc", "yes", text)
    assert turn.session.held(TRIAGE) == {"country": "yes"}


@pytest.mark.parametrize(("text", "asks"), [("agency", "agency"), ("how it is set up", "legal_form")])
def test_the_answer_to_change_may_be_named(text: str, asks: str) -> None:
    assert says(exempt(), "change", text).session.asked == asks


@pytest.mark.parametrize(
    "text", ["im already on your list, how do i change my phone number", "im full, can you take me off your list"]
)
def test_a_listed_business_hears_who_keeps_its_entry(text: str) -> None:
    assert keys(says(Session(met=True), text))[0] == "listed_already"


def test_a_question_amid_the_steps_answers_none() -> None:
    session = Session(met=True, flow=STEPS, asked="food", answers={STEPS: {"area": "essex", "support": "home-help"}})
    turn = says(session, "do i need to register my kitchen")
    assert (keys(turn)[0], turn.session.held(STEPS).get("food")) == ("faq_answer", None)


def test_a_founders_story_begins_cqcs_questions() -> None:
    story = (
        "I cook for a man of 88 at home and I have to feed him with a spoon and hold his cup as he has Parkinsons. "
        "I am a sole trader, just me. His daughter has power of attorney and she made the agreement with me."
    )
    turn = says(Session(met=True), story)
    assert (turn.session.flow, turn.session.held(TRIAGE)["legal_form"]) == (TRIAGE, "sole_trader")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("yes although the council pays me direct", "arranger"),
        ("right, but i work through an app that gives me the jobs", "agency"),
        ("yes but its me and my husband together", "legal_form"),
        ("spot on except they stay at mine one night a week", "place"),
        ("yes but i am in scotland", "country"),
    ],
)
def test_a_yes_with_something_in_it_asks_that_again(text: str, asks: str) -> None:
    turn = says(READ_BACK, text)
    assert turn.session.asked == asks
    assert "triaged:EXEMPT_SOLE_TRADER" not in ended(says(turn.session, "yes"))


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("i take my sister along to lift her", "who_delivers"),
        ("social services now manage his money and hired me", "arranger"),
        ("they have gone into a care home", "place"),
        ("his mum died and her cousin is in charge with no papers", "arranger"),
    ],
)
def test_while_a_change_is_open_nobody_is_told_to_go_on(text: str, asks: str) -> None:
    turn = says(exempt(), text)
    assert turn.session.asked == asks
    assert keys(says(turn.session, "can i carry on")) == ["tree_pending", "tree_question"]


@pytest.mark.parametrize("text", ["he needs a bath once a week", "hes started needing help to get dressed"])
def test_a_clients_new_need_is_a_new_task(text: str) -> None:
    free = says(asked("confirm", {**FACTS, "hands_on": "no", "prompting": "no"}), "yes").session
    assert says(free, text).session.asked == "hands_on"


def with_steps() -> Session:
    return says(exempt(), "set up", "essex", "no", "no").session


@pytest.mark.parametrize(
    "text", ["im now a company", "i work through an agency now", "the council has given me a contract now"]
)
def test_a_change_told_amid_the_steps_goes_back_to_the_questions(text: str) -> None:
    turn = says(with_steps(), text)
    assert (turn.session.flow, keys(turn)[0]) == (TRIAGE, "cqc_may_change")


def test_another_answer_about_the_business_goes_back_to_the_questions() -> None:
    turn = says(with_steps(), "change my answers", "3", "me and helpers")
    assert (turn.session.flow, turn.session.asked) == (TRIAGE, "who_delivers")
    assert "cqc" not in turn.session.held(STEPS)


@pytest.mark.parametrize("text", ["what if i wash her", "what if she needs feeding"])
def test_a_task_that_is_supposed_is_not_taken_for_told(text: str) -> None:
    free = says(asked("confirm", {**FACTS, "hands_on": "no", "prompting": "no"}), "yes").session
    turn = says(free, text)
    assert (keys(turn), turn.session.answers) == (["tree_what_if"], free.answers)


def test_half_in_charge_is_no_yes() -> None:
    assert says(asked("control", ALONE), "they say what and i say when").session.held(TRIAGE).get("control") != "yes"


def test_a_clients_need_amid_the_steps_asks_for_personal_care_again() -> None:
    business = {"area": "essex", "support": "company", "personal_care": "no", "workers": "just_me", "food": "no"}
    session = Session(met=True, flow=STEPS, asked="idea", answers={STEPS: {**business, "driving": "no"}})
    turn = says(session, "one of them needs the toilet sometimes")
    assert (keys(turn)[0], turn.session.asked) == ("differs", "personal_care")


SUPPORT = Session(met=True, flow=STEPS, asked="support", answers={STEPS: {"area": "essex"}})


@pytest.mark.parametrize(
    "texts",
    [
        ("i already do personal care",),
        ("i wash two ladies already",),
        ("i been doing care for 2 years self employed, personal care",),
        ("personal care, i do it now for 3 people, council pays",),
        ("i allready bath an dress 3 old dears",),
        ("ive bin washin me neighbour since xmas",),
        ("washing people", "im doing it already"),
        ("washing people", "just me, already have 2 clients"),
        ("washing people", "me and my sister, we already do it"),
        ("cleaning", "yeh i already do that for my clients"),
        ("already doing it", "washing people"),
    ],
)
def test_whoever_gives_such_care_now_hears_it_whatever_the_steps_ask(texts: tuple[str, ...]) -> None:
    turn = says(SUPPORT, *texts)
    assert keys(turn)[0] == "given_already"
    assert turn.session.held(TRIAGE)["already"] == "yes"


@pytest.mark.parametrize(
    "texts",
    [
        ("personal care, ive already got insurance",),
        ("personal care, not started yet",),
        ("personal care, ive done my dbs already",),
        ("personal care, i was a carer in a home for 10 years",),
        ("washing people", "just me but i want to start in january"),
        ("cleaning, been doing it 3 years", "yes"),
        ("i already clean for 3 people", "yes"),
    ],
)
def test_nobody_is_told_that_they_give_care_who_did_not_say_so(texts: tuple[str, ...]) -> None:
    assert "given_already" not in keys(says(SUPPORT, *texts))


AT_WORK = {"area": "essex", "workers": "just_me", "food": "no", "driving": "no", "at": "next", "marks": ""}
HELPER = {**AT_WORK, "support": "home-help", "personal_care": "no"}


@pytest.mark.parametrize(
    "text",
    [
        "i am helping people now is that ok",
        "been helping an old man for 3 months",
        "im already helping people",
        "i got paid cash for helping last week",
        "i currently look after two ladies",
        "already started with a lady in pershore",
    ],
)
def test_care_given_now_amid_the_steps_is_told_why_to_check(text: str) -> None:
    turn = says(Session(met=True, flow=STEPS, asked="idea", answers={STEPS: HELPER}), text)
    assert keys(turn) == ["checklist_why", "checklist_item"]
    assert turn.says[0].values["item"].by == TRIAGE  # type: ignore[attr-defined]


def in_steps(facts: dict[str, str], business: dict[str, str]) -> Session:
    ended = says(asked("confirm", facts), "yes").session
    return replace(ended, flow=STEPS, asked="idea", answers={**ended.answers, STEPS: business})


@pytest.mark.parametrize(
    "text",
    [
        "the council want to pay me direct",
        "council is going to pay me now",
        "social services asked me to do it for them",
        "the nhs pays me",
        "councils offering to pay me",
        "council wanna pay me strait",
    ],
)
def test_who_pays_told_amid_the_steps_asks_about_the_agreement(text: str) -> None:
    turn = says(in_steps({**ALONE, "control": "yes"}, {**HELPER, "support": "personal-care"}), text)
    assert (keys(turn)[0], turn.session.asked) == ("cqc_may_change", "arranger")


@pytest.mark.parametrize(
    "text",
    [
        "the odd bit of help with her dinner, spoon it in like",
        "i help her with her tights now",
        "started spooning his dinner in",
        "im feeding him now",
        "i do the odd wash for her",
        "now i help with his buttons in a morning",
    ],
)
def test_hands_on_help_told_amid_the_steps_is_asked_about(text: str) -> None:
    turn = says(in_steps({**FACTS, "hands_on": "no", "prompting": "no"}, HELPER), text)
    assert turn.session.flow == TRIAGE
    assert turn.session.asked == "hands_on"


@pytest.mark.parametrize(
    "text",
    [
        "spoke to the council",
        "done the contract",
        "the council have a list",
        "later",
        "does the council pay",
        "my policy came from the council scheme",
    ],
)
def test_other_talk_of_the_council_opens_no_question(text: str) -> None:
    turn = says(in_steps({**ALONE, "control": "yes"}, {**HELPER, "support": "personal-care"}), text)
    assert turn.session.flow == STEPS


NEWS = {
    "actually ive made it a ltd company": "legal_form",
    "actually its a limited company now": "legal_form",
    "ive set up as a limited company": "legal_form",
    "my mate karen is doing it with me and we split the money": "legal_form",
    "ive taken on two staff": "who_delivers",
    "i employ two carers now": "who_delivers",
    "my friend covers when im away": "who_delivers",
    "someone covers for me when im off": "who_delivers",
    "i do his peg feed too": "health_treatment",
    "i should have said i change his catheter": "health_treatment",
    "an agency is giving me my rota": "agency",
    "i also look after a 10 year old": "age",
    "one of them lives with me": "place",
    "one of them is coming to live with me": "place",
    "her son arranged it and he has no power of attorney": "arranger",
    "i decide the times not them": "control",
}


@pytest.mark.parametrize("name", ["food", "driving", "idea"])
@pytest.mark.parametrize(("text", "asks"), NEWS.items())
def test_news_after_the_outcome_is_heard_at_the_questions_before_the_steps_too(name: str, text: str, asks: str) -> None:
    answers = {"area": "worcestershire", "support": "personal-care", "personal_care": "yes", "workers": "just_me"}
    business = {
        **answers,
        **({} if name == "food" else {"food": "no"}),
        **({"driving": "no"} if name == "idea" else {}),
    }
    turn = says(replace(in_steps({**ALONE, "control": "yes"}, business), asked=name), text)
    assert (keys(turn)[0], turn.session.flow, turn.session.asked) == ("cqc_may_change", TRIAGE, asks)
    assert turn.session.held(STEPS).get("cqc") is None
    assert not ended(turn)


@pytest.mark.parametrize("name", ["support", "idea"])
@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("i do his peg feed too", "health_treatment"),
        ("i give injections to one of them", "health_treatment"),
        ("i should have said i change his catheter", "health_treatment"),
        ("i also look after a 10 year old", "age"),
        ("i help her wash now", "hands_on"),
    ],
)
def test_news_reopens_what_decides_without_hands_on_help(name: str, text: str, asks: str) -> None:
    business = {"area": "worcestershire"} if name == "support" else HELPER
    turn = says(replace(in_steps({**FACTS, "hands_on": "no", "prompting": "no"}, business), asked=name), text)
    assert (keys(turn)[0], turn.session.flow, turn.session.asked) == ("cqc_may_change", TRIAGE, asks)


@pytest.mark.parametrize(
    "text", ["no", "not sure", "i make it at my house", "in their kitchen with them", "no, the family do"]
)
def test_an_answer_before_the_steps_stays_one(text: str) -> None:
    business = {name: code for name, code in HELPER.items() if name not in ("food", "driving", "at", "marks")}
    turn = says(
        replace(in_steps({**ALONE, "control": "yes"}, {**business, "personal_care": "yes"}), asked="food"), text
    )
    assert (turn.session.flow, turn.session.asked) == (STEPS, "driving")


@pytest.mark.parametrize("text", ["its a limited company now", "ive set up as a limited company", "im a company now"])
def test_a_limited_company_is_no_companionship(text: str) -> None:
    facts = {**FACTS, "hands_on": "no", "prompting": "no"}
    turn = says(replace(in_steps(facts, {"area": "essex"}), asked="support"), text)
    assert "support" not in turn.session.held(STEPS)


@pytest.mark.parametrize("text", ["company", "keeping people company", "a bit of company"])
def test_keeping_people_company_is(text: str) -> None:
    turn = says(replace(PROFILE, asked="support", answers={STEPS: {"area": "essex"}}), text)
    assert turn.session.held(STEPS)["support"] == "company"


@pytest.mark.parametrize("text", ["no", "she does", "yes she does", "nope", "yes they do", "no they dont"])
def test_a_yes_or_no_after_an_outcome_says_that_it_stands(text: str) -> None:
    assert keys(says(exempt(), text)) == ["tree_told"]
    assert keys(says(exempt(), "no thanks"))[0] in ("thanks", "all_right")


GIVEN_NOW = [
    "yes i do that now for 3 ladies",
    "yes already doing it",
    "yes i wash 2 ladies every morning",
    "yeah council pays me to do it",
    "yep been goin in to a lady every day",
    "yes self employed 5 years never registered",
]


@pytest.mark.parametrize("text", GIVEN_NOW)
def test_whoever_gives_the_care_now_is_not_told_not_to_start(text: str) -> None:
    turn = says(asked("hands_on", FACTS), text)
    assert (turn.session.held(TRIAGE).get("hands_on"), turn.session.held(TRIAGE).get("already")) == ("yes", "yes")
    ended = says(turn.session, "yes", "home", "limited company")
    assert "speak to CQC now" in ended.says[-1].values["start"]


OWNS_THE_HOME = [
    "i rent them the flat as well",
    "they live in a flat i own",
    "my tenants, both of them",
    "im the landlord",
]


@pytest.mark.parametrize("text", OWNS_THE_HOME)
def test_whoever_lets_the_home_is_never_taken_to_help_in_their_own(text: str) -> None:
    place = says(
        asked("place", {name: code for name, code in HOME.items() if name not in ("place", "legal_form")}), text
    )
    assert (ended(place), place.session.held(TRIAGE)["place"]) == (["triaged:GET_ADVICE"], "unsure")
    for session in (asked("agency", {**HOME, "who_delivers": "only_me"}), asked("arranger", ALONE), READ_BACK):
        turn = says(session, text)
        assert (keys(turn), turn.session.asked) == (["differs", "tree_question"], "place")
    assert ended(says(exempt(), text)) == ["triaged:MUST_REGISTER"]


def test_a_client_who_moves_in_opens_where_it_is_again_amid_the_steps() -> None:
    session = says(exempt(), "set up", "1", "just me", "no", "no").session
    assert says(session, "shes moving into mine").session.asked == "place"


NO_CARE = {**FACTS, "hands_on": "no", "prompting": "no"}
CARE_TOLD_LATE = {
    "i do stand with her while she showers mind, tell her what to do next, she has dementia": "prompting",
    "i make sure she gets washed": "prompting",
    "i watch her eat cos she chokes": "prompting",
    "well sometimes i help her get her tights on": "hands_on",
    "i fasten his buttons for him": "hands_on",
    "i do wipe her mouth after": "hands_on",
}


@pytest.mark.parametrize(("text", "asks"), CARE_TOLD_LATE.items())
def test_care_told_as_none_is_read_back_is_asked_again(text: str, asks: str) -> None:
    turn = says(asked("confirm", NO_CARE), text)
    assert (keys(turn)[-2:], turn.session.asked) == (["differs", "tree_question"], asks)


BUSINESS = {
    "area": "essex",
    "support": "home-help",
    "workers": "just_me",
    "personal_care": "no",
    "food": "no",
    "driving": "no",
}


@pytest.mark.parametrize(("text", "asks"), CARE_TOLD_LATE.items())
def test_care_told_after_an_outcome_without_any_overturns_it(text: str, asks: str) -> None:
    session = says(asked("confirm", NO_CARE), "yes").session
    assert says(session, text).session.held(TRIAGE).get(asks) == "yes"
    turn = says(session.keeping(STEPS, BUSINESS), "set up", text)
    assert (keys(turn)[0], turn.session.flow, turn.session.asked) == ("cqc_may_change", TRIAGE, asks)


def test_thanks_within_an_answer_are_no_thanks() -> None:
    turn = says(
        asked("arranger", {**HOME, "who_delivers": "only_me", "agency": "no"}),
        "her but she doesnt know what shes signing bless her",
    )
    assert ended(turn) == ["triaged:GET_ADVICE"]


FAMILY = {"country": "yes", "role": "family_unpaid"}


@pytest.mark.parametrize(
    "text",
    [
        "me and the wife do it as a partnership",
        "its a limited company",
        "im a sole trader",
        "my sister helps me wash her",
        "were a cic",
    ],
)
def test_a_business_is_no_help_for_love(text: str) -> None:
    turn = says(asked("confirm", FAMILY), text)
    assert "differs" in keys(turn)
    assert turn.session.asked == "role"


def test_what_eases_an_outcome_is_asked_again() -> None:
    ends = says(asked("legal_form", {one: code for one, code in HOME.items() if one != "legal_form"}), "partnership")
    assert ended(ends) == ["triaged:MUST_REGISTER"]
    turn = says(ends.session, "sole trader")
    assert (keys(turn), turn.session.asked) == (["differs", "tree_question"], "legal_form")


ALONE_NOW = ("just me", "only me now", "no just me", "no its just me", "its only me now", "theres nobody else just me")


@pytest.mark.parametrize("text", ALONE_NOW)
def test_help_that_is_no_more_is_asked_about_again(text: str) -> None:
    ends = says(
        asked("who_delivers", {one: code for one, code in HOME.items() if one != "who_delivers"}), "me and a helper"
    )
    assert ended(ends) == ["triaged:MUST_REGISTER"]
    turn = says(ends.session, text)
    assert (keys(turn), turn.session.asked) == (["noted", "tree_question"], "who_delivers")


@pytest.mark.parametrize("name", ["country", "health_treatment", "hands_on", "need"])
def test_a_bare_y_is_a_yes_where_one_is_asked_for(name: str) -> None:
    facts = {**FACTS, "hands_on": "yes", "need": "yes"}
    before = dict(list(facts.items())[: list(facts).index(name)])
    assert says(asked(name, before), "y").session.held(TRIAGE)[name] == "yes"


def test_whom_to_tell_throws_no_answers_away() -> None:
    turn = says(exempt(), "do i have to tell anyone")
    assert (keys(turn), turn.session.answers) == (["tree_recall"], exempt().answers)


NEARER = {
    "arranger": [
        "the family",
        "the daughter booked me",
        "her son hired me",
        "her son",
        "her daughter does",
        "them or there family",
        "direct payments",
        "council pays but she chose me",
        "nhs personal budget",
        "my client has dementia",
        "hes lost his marbles",
        "the council gave me the client",
    ],
    "legal_form": [
        "no sole trader",
        "self employed i think",
        "not a sole trader",
        "sole trader with dave",
        "sole trader for now",
        "both self employed",
    ],
    "who_delivers": ["mostly me", "just me unless im ill", "me usually", "only me atm"],
    "agency": [
        "no but i get my jobs off an app",
        "no but a care company pays me",
        "no, the council sends me them and pays me",
    ],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in NEARER.items() for text in texts])
def test_half_an_answer_is_asked_nearer(name: str, text: str) -> None:
    facts = {**HOME, "who_delivers": "only_me", "agency": "no"}
    facts = dict(list(facts.items())[: list(facts).index(name)] if name in facts else facts)
    turn = says(asked(name, facts), text)
    assert (keys(turn), turn.session.asked, turn.session.held(TRIAGE)) == (["tree_question"], name, facts)
    assert turn.says[0].values["text"] != TREE.questions[name].ask


def test_what_another_question_is_about_ends_nothing() -> None:
    facts = {name: FACTS[name] for name in ("country", "role", "age")}
    for text in ("dont know if shes got power of attorney", "yes old age", "not sure about the rota"):
        assert not ended(says(asked("health_treatment", facts), text)), text


@pytest.mark.parametrize(
    ("aside", "asks"),
    [
        ("i give morphine", "health_treatment"),
        ("he has a peg", "health_treatment"),
        ("one of them is 14", "age"),
        ("one is over in wales", "country"),
        ("its in a care home", "place"),
        ("we are registered at companies house", "legal_form"),
        ("a friend does thursdays for me", "who_delivers"),
        ("bluebird send me the jobs", "agency"),
    ],
)
def test_what_goes_with_a_good_answer_is_asked_about(aside: str, asks: str) -> None:
    facts = {name: code for name, code in ALONE.items() if name != "arranger"}
    turn = says(asked("arranger", facts), f"the person. {aside}")
    helps = ["tree_help"] if asks == "country" else []
    assert (keys(turn), turn.session.asked) == (["differs", *helps, "tree_question"], asks)


@pytest.mark.parametrize("text", ["yes. its up to me when i come", "yes. i do my own care plan and tell them"])
def test_a_yes_with_a_contradiction_confirms_nothing(text: str) -> None:
    turn = says(READ_BACK, text)
    assert (keys(turn), turn.session.asked) == (["differs", "tree_question"], "control")


def test_what_is_told_of_a_question_to_come_is_kept() -> None:
    turn = says(
        asked("need", {**FACTS, "hands_on": "yes"}), "yes shes got dementia, her daughter sorted it all with me"
    )
    assert turn.session.held(TRIAGE)["arranger"] == "family_no_papers"


@pytest.mark.parametrize(
    "text", ["What if my carer is ill or on holiday?", "Can my clients pay me with direct payments?"]
)
def test_a_question_to_us_settles_nothing(text: str) -> None:
    before = asked("hands_on", FACTS)
    turn = says(before, text)
    assert (turn.session.held(TRIAGE), turn.session.asked) == (before.held(TRIAGE), "hands_on")
    assert keys(turn) == ["faq_answer", "tree_question"]


@pytest.mark.parametrize(
    ("name", "facts", "text"),
    [
        ("need", {**FACTS, "hands_on": "yes"}, "yes hes had a stroke"),
        ("health_treatment", {one: FACTS[one] for one in FACTS if one != "health_treatment"}, "no just tablets"),
        (
            "agency",
            {one: code for one, code in ALONE.items() if one != "agency"},
            "an app gets me jobs and takes the money",
        ),
        ("control", ALONE, "yes they are the boss, although if im poorly my friend sue goes in"),
    ],
)
def test_an_answer_is_no_emergency(name: str, facts: dict[str, str], text: str) -> None:
    turn = says(asked(name, facts), text)
    assert "safety_emergency" not in keys(turn)
    assert not any(event.name.startswith("safety") for event in turn.events)


def test_staff_taken_on_are_no_danger() -> None:
    assert not any(event.name.startswith("safety") for event in says(exempt(), "ive took on two staff").events)


def test_a_set_up_that_asks_about_cqc_begins_its_questions() -> None:
    turn = says(Session(met=True), "setting up as cic to wash and dress people at home, cqc?")
    assert turn.session.flow == TRIAGE
    assert turn.session.held(TRIAGE)["legal_form"] == "cic_charity"


@pytest.mark.parametrize(
    "text",
    [
        "ok so i can start tomorrow then",
        "great so im good to go",
        "so im ok to start on monday then",
        "can i start then",
    ],
)
def test_whether_they_may_start_is_answered_with_the_outcome_again(text: str) -> None:
    turn = says(exempt(), text)
    assert (keys(turn), turn.session.asked) == (["tree_recall"], None)


@pytest.mark.parametrize(
    ("text", "name"),
    [("i can start her insulin tomorrow", "health_treatment"), ("i start with her son tomorrow then", "arranger")],
)
def test_a_start_that_tells_something_new_is_not(text: str, name: str) -> None:
    assert says(exempt(), text).session.asked == name


def test_the_answer_that_they_name_is_given_again() -> None:
    facts = {**HOME, "who_delivers": "only_me", "agency": "no"}
    for session in (asked("arranger", facts), exempt()):
        turn = says(session, "change the agency one")
        assert (turn.session.asked, "agency" in turn.session.held(TRIAGE)) == ("agency", False)
    assert keys(says(exempt(), "change my answers")) == ["tree_change"]
