"""What founders say first, amid the steps and after an outcome: who else gives the care, what the council does, and
what they have already."""

import pytest
from test_numbered import at
from test_plain_answers import AT_A_STEP
from test_second_thoughts import ended, exempt
from test_underway import STEPS, TRIAGE, keys, says

from bot.flows.question import Session

NEW = Session(met=True)
SET_UP = says(exempt(), "set it up", "essex", "no", "no").session


@pytest.mark.parametrize(
    "text",
    [
        "my husband and I share the business and he does the books only, I do the washing of clients. cqc?",
        "my wife does the accounts and we share the profits, I do personal care, cqc?",
        "I'm self employed but trade jointly with a friend, only I do the washing and dressing. CQC?",
        "my brother put money in and takes half, but I do all the showering myself. cqc?",
        "I wash people, my boyfriend does the invoices and we go halves on what's earned. cqc?",
        "my sister and I run the business half each but only I do the care, cqc?",
        "i share profits with a friend. i do washing. cqc?",
    ],
)
def test_who_shares_in_the_business_and_gives_no_care_is_a_partner(text: str) -> None:
    assert says(NEW, text).session.held(TRIAGE)["legal_form"] == "partnership"


@pytest.mark.parametrize(
    "text",
    [
        "my sister and i share the housework, i wash people for a living. cqc?",
        "my husband and i own our house, i wash people at home. cqc?",
        "i split my time between two ladies, i wash them. cqc?",
        "i dont share profits with anybody, i wash people. cqc?",
        "my daughter takes half my visits, i wash people. cqc?",
        "my friend and i share a car, i do washing for clients, cqc?",
    ],
)
def test_who_shares_something_else_is_no_partner(text: str) -> None:
    assert "legal_form" not in says(NEW, text).session.held(TRIAGE)


@pytest.mark.parametrize(
    "text",
    [
        "me and my husband want to start looking after old people, do we need cqc",
        "me and my husband want to set up a small home care service, do we need to be registered",
        "my wife and me are thinking of starting a care business, do we need cqc",
        "me and my sister plan to open a care agency, do we need cqc",
    ],
)
def test_who_begins_with_somebody_is_asked_how_it_is_set_up_and_who_gives_the_care(text: str) -> None:
    held = says(NEW, text).session.held(TRIAGE)
    assert {"legal_form", "who_delivers"}.isdisjoint(held)


@pytest.mark.parametrize(
    "text",
    [
        "sole trader, with 2 part timers",
        "sole trader with a couple of part-timers",
        "self employed with 3 carers",
        "sole trader and 2 helpers",
    ],
)
def test_part_timers_are_helpers(text: str) -> None:
    assert says(at("country"), text).session.held(TRIAGE).get("who_delivers") == "helpers"
    assert "who_delivers" not in says(at("country"), "self employed and a carer").session.held(TRIAGE)


@pytest.mark.parametrize(
    "text",
    [
        "get somebody in for my holidays",
        "i ask my neighbour to pop in sundays",
        "my neighbour pops in on sundays for me",
        "a mate goes in my place",
        "find someone for when im away",
        "taken on 2 part timers",
    ],
)
def test_whoever_goes_for_them_puts_the_exemption_in_doubt(text: str) -> None:
    turn = says(SET_UP, text)
    assert (turn.session.flow, turn.session.asked, ended(turn)) == (TRIAGE, "who_delivers", [])
    assert ended(says(exempt(), text)) == ["triaged:MUST_REGISTER"]


@pytest.mark.parametrize(
    "text",
    [
        "my neighbour pops in to feed the cat",
        "my neighbour asked me to pop in",
        "the family get someone in for my holidays",
        "my sister did the website for me",
        "council gave me some leaflets",
        "the council have offered me a place on a course",
    ],
)
def test_what_is_near_to_that_changes_nothing(text: str) -> None:
    assert says(SET_UP, text).session.flow == STEPS


@pytest.mark.parametrize(
    "text",
    [
        "the council rang and want me to do some hours for them",
        "the social worker rang and wants me to do extra visits",
        "council offered me a contract",
        "im doing some shifts for the council",
    ],
)
def test_work_for_the_council_puts_who_agrees_it_in_doubt(text: str) -> None:
    assert says(SET_UP, text).session.asked == "arranger"
    assert says(exempt(), text).session.asked == "arranger"


@pytest.mark.parametrize(
    "text",
    ["the council never rang me back", "council never rang", "they havent replied", "still waiting on the programme"],
)
def test_whom_nobody_answered_is_told_whom_to_turn_to(text: str) -> None:
    turn = says(SET_UP, text)
    assert keys(turn)[0] == "person"
    assert (turn.session.flow, turn.session.asked) == (STEPS, SET_UP.asked)


@pytest.mark.parametrize(
    "text",
    [
        "im registered with cqc already",
        "we are registered with cqc",
        "I registered with CQC yesterday",
        "already registered with cqc",
        "cqc registration done",
    ],
)
def test_who_is_registered_is_not_asked_if_they_must(text: str) -> None:
    assert keys(says(NEW, text)) == ["registered", "checklist_offer"]
    must = says(at("who_delivers"), "2", "set it up", "essex", "no", "no").session
    turn = says(must, text)
    assert turn.session.held(STEPS)["cqc_register"] == "done"
    assert keys(says(AT_A_STEP, text))[0] == "registered"


@pytest.mark.parametrize(
    "text",
    [
        "i am registered with cqc for my care home but want to wash people at home too",
        "i wash people. im registered with cqc",
        "im registered with cqc for cleaning",
        "im registered with cqc as self employed",
        "im registered with cqc and want to help people on my own too",
        "registered with cqc, starting a new service",
        "were registered with cqc as an agency but want to do home visits",
        "im registered with cqc but not for this",
    ],
)
def test_other_work_told_with_a_registration_is_gone_through(text: str) -> None:
    turn = says(NEW, text)
    assert (keys(turn)[0], turn.session.flow) == ("registered_before", TRIAGE)


def test_other_work_told_amid_the_steps_goes_back_to_the_questions() -> None:
    must = says(at("who_delivers"), "2", "set it up", "essex", "no", "no").session
    for text in ("im registered with cqc as self employed", "registered with cqc but want to wash people at home too"):
        turn = says(must, text)
        assert (keys(turn)[0], turn.session.flow) == ("registered_before", TRIAGE)
        assert "cqc_register" not in turn.session.held(STEPS)
    begun = says(NEW, "set up", "essex", "1").session
    home = "i am registered with cqc for my care home but want to wash people at home too"
    assert says(begun, home).session.flow == TRIAGE
    assert says(begun, "im registered with cqc, my sister will help me").session.held(STEPS)["workers"] == "helpers"


def test_who_must_register_and_has_is_on_to_the_steps_with_it() -> None:
    turn = says(says(at("who_delivers"), "2").session, "im registered with cqc")
    assert keys(turn)[0] == "registered"
    assert turn.session.held(STEPS)["cqc_register"] == "done"


@pytest.mark.parametrize("text", ["cqc have finally registered us", "im registered with cqc since 2024 thanks"])
def test_what_adds_nothing_to_a_registration_asks_nothing(text: str) -> None:
    assert keys(says(NEW, text)) == ["registered", "checklist_offer"]


@pytest.mark.parametrize(
    "text",
    ["im not registered with cqc", "am i registered with cqc", "i should be registered with cqc shouldnt i"],
)
def test_who_is_not_is(text: str) -> None:
    assert says(NEW, text).session.flow == TRIAGE


@pytest.mark.parametrize(
    "text", ["shes not paid though", "but she isnt paid", "hes not getting paid tho", "she doesnt get paid"]
)
def test_helpers_who_are_not_paid_are_no_danger_and_asked_about(text: str) -> None:
    turn = says(at("who_delivers"), "2", text)
    assert (turn.session.asked, [event.name for event in turn.events]) == ("who_delivers", [])


@pytest.mark.parametrize("text", ["shes not breathing though", "hes not breathing tho"])
def test_danger_near_to_that_is(text: str) -> None:
    assert keys(says(at("who_delivers"), "2", text))[0].startswith("safety")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("country", "no just england", "yes"),
        ("country", "no only in england", "yes"),
        ("country", "just england", "yes"),
        ("country", "no wales", "no"),
    ],
)
def test_only_england_is_england(name: str, text: str, code: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) == code


@pytest.mark.parametrize(
    "text", ["she has dementia but she nods", "yes she nods", "she smiles when i ask", "hard to tell"]
)
def test_a_sign_is_no_sure_agreement(text: str) -> None:
    asked = says(at("arranger"), "5").session
    assert ended(says(asked, text)) == ["triaged:GET_ADVICE"]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("holiday cottage", ["my_overnight_place", "home", "unsure"]),
        ("a caravan", ["my_overnight_place", "home", "unsure"]),
        ("only out but I toilet them before we set off", ["only_out", "both", "unsure"]),
        ("just trips out but help them to the loo first", ["only_out", "both", "unsure"]),
    ],
)
def test_a_place_that_is_not_clear_is_asked_nearer(text: str, options: list[str]) -> None:
    offered = says(at("place"), text).session.offered
    assert [code.rpartition(":")[2] for code in offered] == options


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("I want to do live in care", STEPS),
        ("i do live in care", STEPS),
        ("want to become a live in carer", STEPS),
        ("I'm a hairdresser and want to visit housebound people", TRIAGE),
        ("im a mobile hairdresser", TRIAGE),
        ("im a PA for two clients paid by direct payments and want to go self employed. what do I need", STEPS),
        ("i want live in care for mum", "find_support"),
        ("I need a live in carer", "find_support"),
        ("mum wants a hairdresser", "find_support"),
    ],
)
def test_first_words_of_those_who_offer_and_of_those_who_look_for_it(text: str, flow: str) -> None:
    assert says(NEW, text).session.flow == flow


def test_who_is_listed_is_told_of_the_listing_all_along() -> None:
    session = says(NEW, "I am listed with you as Willow Stile Cleaning and my phone number is wrong").session
    for text in ("the phone number changed", "who do I tell", "can you take me off the list"):
        assert keys(says(session, text))[0] == "listed_already"
    assert says(session, "STOP").session.opted_out
    assert says(NEW, "take me off the list").session.opted_out


def after(*lines: str) -> Session:
    return says(NEW, "do i need cqc", *lines).session


def test_that_the_people_live_in_england_is_asked_once_for_all_services() -> None:
    cleaning = after("1", "1", "1", "2", "4", "2", "1", "another service")
    assert (cleaning.asked, cleaning.held(TRIAGE)["country"]) == ("role", "yes")
    assert after("some are in wales", "1", "1", "1", "2", "4", "2", "1", "another service").asked == "country"
    assert after("2", "another service").asked == "country"


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["yes", "1", "1", "no", "no just cleaning", "no", "yes"], "home-help"),
        (["yes", "i do companionship", "1", "no", "no", "no", "yes"], "company"),
        (["yes", "cleaning", "1", "no", "no", "no just companionship", "yes"], None),
    ],
)
def test_what_kind_of_business_it_is_told_there_is_not_asked_in_the_steps(lines: list[str], kind: str | None) -> None:
    steps = says(after(*lines), "set it up", "essex").session
    assert steps.held(STEPS).get("support") == kind
    assert (steps.asked == "support") == (kind is None)


@pytest.mark.parametrize("text", ["insurance and dbs done last year", "dbs and insurance done last year"])
def test_a_day_told_of_two_papers_is_that_of_each(text: str) -> None:
    turn = says(SET_UP, text)
    held = turn.session.held(STEPS)
    assert {"public_liability=2025-11-23", "dbs=2025-11-23"} <= set(held["done_on"].split())
    assert "ends_on" not in held
    assert keys(turn)[1].startswith("certificate_ask")


def test_the_day_of_one_of_them_is_its_own() -> None:
    held = says(SET_UP, "insurance done, dbs last year").session.held(STEPS)
    assert {"public_liability=2026-11-23", "dbs=2025-11-23"} <= set(held["done_on"].split())


@pytest.mark.parametrize(
    "text", ["what is a dbs umbrella body", "whats an umbrella company", "what is an umbrella body"]
)
def test_what_an_umbrella_body_is(text: str) -> None:
    turn = says(SET_UP, text)
    assert "register that applies" in str(turn.says[0].values["answer"])


def test_what_if_somebody_else_brings_cover_is_met_by_what_the_question_means() -> None:
    must = says(at("who_delivers"), "2").session
    assert "books another carer" in str(says(must, "what if they bring their own carer").says[0].values["text"])


INSURED = says(SET_UP, "done", "weekly", "insurance done runs out 1 dec 2026").session


@pytest.mark.parametrize("text", ["renewed it, runs out 1 dec 2027", "ive renewed it till 1 dec 2027"])
@pytest.mark.parametrize("later", [(), ("later", "later", "later")])
def test_what_is_renewed_is_the_certificate_and_not_the_open_step(later: tuple[str, ...], text: str) -> None:
    before = says(INSURED, *later).session if later else INSURED
    after_it = says(before, text).session
    assert after_it.held(STEPS)["ends_on"] == "public_liability=2027-12-01"
    assert after_it.asked == before.asked


@pytest.mark.parametrize("text", ["dbs came", "my dbs came", "the dbs has come"])
def test_a_paper_that_came_is_done(text: str) -> None:
    assert says(SET_UP, text).session.held(STEPS).get("dbs") == "done"


def test_they_drive_in_their_car_and_who_goes_with_them_is_asked() -> None:
    asked = says(exempt(), "set it up", "essex", "no").session
    assert says(asked, "yes in my car").session.asked == "driving"
    assert says(asked, "yes i take them out in my car").session.held(STEPS)["driving"] == "passengers"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("age", "anyone over 18", "adults"),
        ("age", "anyone", "both"),
        ("role", "she gives me 50 pounds a week", "give_support"),
        ("hands_on", "help them wosh and dres", "yes"),
        ("place", "in there howse", "home"),
        ("control", "she is in charj", "yes"),
    ],
)
def test_plain_and_misspelt_answers(name: str, text: str, code: str) -> None:
    assert says(at(name), text).session.held(TRIAGE).get(name) == code


def test_who_moved_to_another_council_is_told_of_it() -> None:
    assert says(SET_UP, "ive moved to cambridge").session.flow == STEPS
    assert says(exempt(), "shes moved into a home").session.asked == "place"


def test_an_introductory_agency_is_asked_cqcs_questions() -> None:
    turn = says(NEW, "i run an introductory agency")
    assert turn.session.held(TRIAGE)["role"] == "introduce_only"
    assert ended(says(turn.session, "yes", "we check the carers and sort cover")) == ["triaged:GET_ADVICE"]


@pytest.mark.parametrize("text", ["ive applied to cqc", "im registering with cqc", "sent my cqc application off"])
def test_who_is_about_to_register_has_the_step_put_off(text: str) -> None:
    must = says(at("who_delivers"), "2", "set it up", "essex", "no", "no").session
    turn = says(must, text)
    assert (keys(turn)[0], turn.session.held(STEPS)["cqc_register"]) == ("registering", "later")


@pytest.mark.parametrize("text", ["got my cqc registration form", "ive registered with the cqc portal"])
def test_a_form_is_no_registration(text: str) -> None:
    must = says(at("who_delivers"), "2", "set it up", "essex", "no", "no").session
    assert says(must, text).session.held(STEPS).get("cqc_register") != "done"


PERHAPS_HELPED = [
    "sole trader but a helper may come",
    "sole trader, my sister might help out",
    "self employed, perhaps with a mate helping",
    "sole trader for now but hope to grow and take people on",
    "im self employed and a friend sometimes comes along",
]


@pytest.mark.parametrize("text", PERHAPS_HELPED)
@pytest.mark.parametrize("told", [{}, {"who_delivers": "only_me"}])
def test_help_that_may_come_told_with_the_form_has_who_gives_the_care_asked(text: str, told: dict[str, str]) -> None:
    start = at("legal_form")
    turn = says(start.keeping(TRIAGE, {**start.held(TRIAGE), **told}), text)
    assert turn.says[-1].values["text"].startswith("We ask about help")
    assert says(turn.session, "sole trader").session.asked == "who_delivers"


@pytest.mark.parametrize("text", ["sole trader", "self employed", "sole trader, its just me", "sole trader i think"])
def test_a_form_told_with_no_help_leaves_who_gives_the_care_as_it_is(text: str) -> None:
    start = at("legal_form")
    turn = says(start.keeping(TRIAGE, {**start.held(TRIAGE), "who_delivers": "only_me"}), text)
    assert turn.session.held(TRIAGE)["who_delivers"] == "only_me"


@pytest.mark.parametrize(
    "text",
    ["not me my sister does", "no my sister does", "no my daughter runs it all", "not me but my friend does"],
)
def test_somebody_else_who_manages_the_work_is_no_plain_no(text: str) -> None:
    assert "agency" not in says(at("agency"), text).session.held(TRIAGE)


@pytest.mark.parametrize("text", ["not me", "no my clients do", "no i manage myself", "no my husband does the books"])
def test_a_no_told_with_something_else_is_one(text: str) -> None:
    assert says(at("agency"), text).session.held(TRIAGE)["agency"] == "no"


@pytest.mark.parametrize("text", ["only her", "its only her", "him only"])
def test_who_only_her_is_is_asked_and_that_she_is_in_charge_is_heard(text: str) -> None:
    turn = says(at("arranger"), text)
    assert turn.says[-1].values["text"].startswith("Who is that?")
    assert says(at("control"), text).session.held(TRIAGE)["control"] == "yes"
    assert "control" not in says(at("control"), f"{text} and her son").session.held(TRIAGE)


@pytest.mark.parametrize("text", ["nail cutting", "i cut toenails", "foot care", "mobile hairdresser", "shaving men"])
def test_nails_and_hair_are_care_with_the_hands_in_the_steps(text: str) -> None:
    asked = Session(met=True, flow=STEPS, asked="support", answers={STEPS: {"area": "essex"}})
    assert says(asked, text).session.held(STEPS)["support"] == "personal-care"
    asked = Session(
        met=True, flow=STEPS, asked="personal_care", answers={STEPS: {**says(asked, "cleaning").session.held(STEPS)}}
    )
    assert says(asked, f"no just {text}").session.held(STEPS).get("personal_care") != "no"


@pytest.mark.parametrize(
    "text",
    [
        "I run a cleaning firm with 3 staff and we've started doing some washing of clients, is that ok",
        "I run a limited company and help people wash",
        "we've started washing clients, there's 3 of us, is that ok",
        "I've got 2 carers working for me doing personal care, no cqc",
        "we do personal care but arent registered",
        "my carers wash people and im not cqc registered",
    ],
)
def test_whoever_gives_such_care_now_hears_at_once_to_speak_to_cqc(text: str) -> None:
    assert "given_already" in keys(says(NEW, text))


@pytest.mark.parametrize(
    "text",
    [
        "want to start a company and help people wash",
        "im thinking of running a business where we wash people",
        "i run a ltd company, can i help people wash",
        "do people who wash clients need to be registered",
        "i run a cleaning company with 3 staff",
        "we run a lunch club and help people with their coats",
    ],
)
def test_whoever_only_asks_or_plans_does_not(text: str) -> None:
    assert "given_already" not in keys(says(NEW, text))


@pytest.mark.parametrize(
    "text",
    [
        "no injections or anything hands on like that",
        "no hands on nursing",
        "nothing hands on like that",
        "no, not hands on nursing care",
        "no nothing hands on medically",
        "no nothing hands on",
    ],
)
def test_a_no_to_nursing_is_none_to_care_with_the_hands(text: str) -> None:
    assert "hands_on" not in says(at("health_treatment"), text).session.held(TRIAGE)


def test_a_no_to_care_with_the_hands_told_by_itself_is_one() -> None:
    turn = says(at("health_treatment"), "no nursing, and no personal care")
    assert turn.session.held(TRIAGE)["hands_on"] == "no"


@pytest.mark.parametrize(
    "text", ["me and my husband want to do personal care together cqc?", "want to do personal care cqc"]
)
def test_whoever_wants_to_give_care_and_names_cqc_begins_its_questions(text: str) -> None:
    assert says(NEW, text).session.asked == "country"


@pytest.mark.parametrize("text", ["ok now back to the steps", "back to the steps", "the steps please"])
def test_amid_the_questions_of_cqc_they_go_back_to_their_steps(text: str) -> None:
    amid = at("hands_on").keeping(STEPS, AT_A_STEP.held(STEPS))
    assert says(amid, text).session.flow == STEPS


@pytest.mark.parametrize("text", ["what do i do first", "so what do i do now", "where do i start"])
def test_what_to_do_first_amid_the_steps_is_the_open_question(text: str) -> None:
    asked = Session(met=True, flow=STEPS, asked="support", answers={STEPS: {"area": "essex"}})
    assert keys(says(asked, text)) == ["so_far", "checklist_question"]


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("is it against the law to help someone in the bath for money", TRIAGE),
        ("befriending and pet care for elderly, any rules", TRIAGE),
        ("gardner for pensioners, want to be legit", TRIAGE),
        ("thinking about doing a dementia cafe", STEPS),
    ],
)
def test_first_words_of_founders_that_sounded_like_a_search(text: str, flow: str) -> None:
    assert says(NEW, text).session.flow == flow


@pytest.mark.parametrize("text", ["i have a criminal record can i be a carer", "setting up a supported living house"])
def test_first_words_of_founders_with_an_answer(text: str) -> None:
    assert "faq_answer" in keys(says(NEW, text))
