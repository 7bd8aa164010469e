"""Plain right answers to CQC's questions, and what founders tell amid the steps, in the words that people use."""

import pytest
from test_numbered import at
from test_second_thoughts import ended, exempt
from test_underway import STEPS, TRIAGE, keys, says

from bot.flows.question import Session

BUSINESS = {
    "area": "essex",
    "support": "home-help",
    "personal_care": "no",
    "workers": "just_me",
    "food": "no",
    "driving": "no",
}
AT_A_STEP = says(
    Session(met=True, flow=STEPS, answers={STEPS: {**BUSINESS, "at": "next", "marks": ""}}), "next"
).session


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("place", "i go to them", "home"),
        ("place", "i go round theirs", "home"),
        ("arranger", "the lady i look after", "person"),
        ("arranger", "the people i help", "person"),
        ("arranger", "she does it herself", "person"),
        ("health_treatment", "no i wouldnt dare", "no"),
        ("health_treatment", "no way thats the nurses job", "no"),
        ("agency", "im on the council list", "introduced_or_listed_only"),
        ("agency", "they just put me on a list", "introduced_or_listed_only"),
        ("agency", "nobody else", "no"),
        ("country", "where else would they live lol", "yes"),
        ("role", "night care", "give_support"),
        ("role", "one to one support", "give_support"),
        ("role", "yes support", "give_support"),
        ("role", "hairdressing", "give_support"),
        ("role", "yes i do feet", "give_support"),
        ("role", "transport mainly", "give_support"),
        ("role", "help friends really, they give me a bit of money", "give_support"),
        ("role", "I'd match carers up with families and take a fee", "introduce_only"),
        ("age", "22", "adults"),
        ("age", "18-25", "adults"),
        ("need", "she broke her hip", "yes"),
        ("need", "recovering from operations", "yes"),
        ("legal_form", "shes going to employ me", "sole_trader"),
        ("who_delivers", "nobody but me", "only_me"),
        ("who_delivers", "self employed girls who work under me", "helpers"),
        ("arranger", "me and the client", "person"),
        ("control", "100%", "yes"),
        ("age", "one lady", "adults"),
        ("age", "no kids", "adults"),
        ("hands_on", "wash", "yes"),
        ("hands_on", "cream her legs", "yes"),
        ("hands_on", "put on her coat", "yes"),
        ("need", "learning difficulties", "yes"),
        ("need", "poor mobility", "yes"),
        ("who_delivers", "i do it all", "only_me"),
        ("agency", "nobody", "no"),
        ("agency", "they found me through facebook", "no"),
        ("arranger", "my clients", "person"),
        ("arranger", "me and the lady", "person"),
        ("control", "its their choice", "yes"),
        ("control", "i work to their wishes", "yes"),
        ("control", "we agree it together", "no"),
    ],
)
def test_a_plain_answer_is_understood(name: str, text: str, code: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) == code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("age", "12"),
        ("age", "hes 17, 18 in feb"),
        ("hands_on", "washing and shopping"),
        ("hands_on", "only a bit of washing up"),
        ("role", "match carers up with families and take some shifts"),
        ("arranger", "me and her son"),
        ("agency", "nobody else but the office"),
    ],
)
def test_what_is_much_like_it_is_asked_again(name: str, text: str) -> None:
    turn = says(at(name), text)
    assert (turn.session.asked, turn.session.held(TRIAGE).get(name)) == (name, None)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [("hands_on", "cook them a meal and feed her", "yes"), ("who_delivers", "nobody but me and my sister", "helpers")],
)
def test_what_goes_beside_it_is_heard(name: str, text: str, code: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) == code


@pytest.mark.parametrize("text", ["she does", "he will", "she", "her daughter arranges it"])
def test_who_somebody_is_is_asked_nearer(text: str) -> None:
    turn = says(at("arranger"), text)
    assert "arranger" not in turn.session.held(TRIAGE)
    assert len(turn.session.offered) < 7
    assert says(turn.session, "she does").session.held(TRIAGE).get("arranger") != "person"


@pytest.mark.parametrize(
    "text", ["i keep them company", "company and shopping", "i only do company", "for a bit of company"]
)
def test_company_kept_is_no_company_run(text: str) -> None:
    assert says(exempt(), text).session.asked != "legal_form"
    assert "legal_form" not in says(at("legal_form"), text).session.held(TRIAGE)


@pytest.mark.parametrize("text", ["ive set up a company", "im going to start a company", "i go through my company now"])
def test_a_company_run_is(text: str) -> None:
    turn = says(exempt(), text)
    assert (turn.session.asked, turn.session.flow) == ("legal_form", TRIAGE)
    assert not ended(turn)


@pytest.mark.parametrize(
    ("text", "done", "undone"),
    [
        ("got my dbs but not paid the ico", "dbs", "ico"),
        ("dbs done but ico not paid", "dbs", "ico"),
        ("ive got insurance but havent done my training", "public_liability", "training"),
    ],
)
def test_one_step_done_and_another_not(text: str, done: str, undone: str) -> None:
    turn = says(AT_A_STEP, text)
    assert turn.session.held(STEPS).get(done) == "done"
    assert undone not in turn.session.held(STEPS)
    assert (keys(turn)[0], turn.session.asked) == ("checklist_marked", undone)


def test_a_step_that_is_not_done_after_all_is_for_later_beside_one_that_is() -> None:
    marked = says(AT_A_STEP, "paid the ico").session
    turn = says(marked, "got my insurance but i havent paid the ico")
    held = turn.session.held(STEPS)
    assert (held["public_liability"], held["ico"]) == ("done", "later")
    assert "ico=" not in held["done_on"]


NEARER = [
    ("role", "my mum", "yes", "family_unpaid"),
    ("role", "my mum", "no", "give_support"),
    ("age", "mostly adults", "no", "adults"),
    ("age", "mostly adults", "yes", "both"),
    ("health_treatment", "i'd help with medication", "no", "no"),
    ("hands_on", "i remind her to wash", "no", "no"),
    ("hands_on", "i make the dinner", "yes", "yes"),
    ("place", "out and about", "yes", "both"),
    ("place", "on trips", "no", "only_out"),
    ("place", "they come to me", "1", "my_overnight_place"),
    ("legal_form", "my own business", "2", "limited_company"),
    ("arranger", "its verbal", "1", "person"),
]


@pytest.mark.parametrize(("name", "text", "then", "code"), NEARER)
def test_half_an_answer_is_asked_nearer_and_a_yes_or_no_will_do(name: str, text: str, then: str, code: str) -> None:
    turn = says(at(name), text)
    assert (keys(turn), turn.session.asked, name in turn.session.held(TRIAGE)) == (["tree_question"], name, False)
    assert says(turn.session, then).session.held(TRIAGE).get(name) == code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("age", "young lady"),
        ("age", "no kids but a lad of 16"),
        ("control", "her daughters choice"),
        ("arranger", "with the clients son"),
        ("who_delivers", "i do it all unless im ill"),
        ("legal_form", "through an umbrella company"),
    ],
)
def test_what_may_be_otherwise_is_asked(name: str, text: str) -> None:
    held = says(at(name), text).session.held(TRIAGE).get(name)
    assert held in (None, "both", "children")


@pytest.mark.parametrize("text", ["not without me", "never without me telling her", "hes not capable"])
def test_whoever_would_not_without_them_could_not_decide(text: str) -> None:
    before = says(at("hands_on"), "no", "yes").session
    assert before.asked == "prompt_need"
    assert says(before, text).session.held(TRIAGE).get("prompt_need") != "no"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("an agency rang me", "agency"),
        ("her son does it all now", "arranger"),
        ("the council want to use me", "arranger"),
        ("one lives in wales", "country"),
    ],
)
def test_what_is_told_after_an_outcome_opens_the_question_that_it_is_about(text: str, asks: str) -> None:
    assert says(exempt(), text).session.asked == asks


@pytest.mark.parametrize("text", ["i drive to them", "yes i drive to my clients"])
def test_whoever_drives_to_people_takes_no_passengers(text: str) -> None:
    answers = {name: code for name, code in BUSINESS.items() if name != "driving"}
    session = Session(met=True, flow=STEPS, asked="driving", answers={STEPS: answers})
    assert says(session, text).session.held(STEPS)["driving"] == "visits"
