"""A few words that ask on about what was just spoken of; questions of founders and residents that rules know."""

from datetime import date

import pytest
from test_plain_answers import AT_A_STEP
from test_second_thoughts import exempt
from test_underway import CONTENT, HERE, STEPS, keys, says

from bot.content.areas import origin_in
from bot.content.pieces import Fact
from bot.flows.question import Session

MENU = Session(met=True)
SEARCH = says(MENU, "i need a cleaner").session
DBS = says(AT_A_STEP, "dbs").session
INSURANCE = says(AT_A_STEP, "insurance").session
PROFILE = says(MENU, "set up", "essex").session


@pytest.mark.parametrize("session", [MENU, AT_A_STEP, PROFILE], ids=["alone", "amid the steps", "amid the questions"])
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("regulated activity", "regulated-activity"),
        ("does regulated activity mean the same for dbs and cqc", "regulated-activity"),
        ("is a dbs regulated activity the same as cqc regulated activity", "regulated-activity"),
        ("whats the difference between dbs regulated activity and cqc regulated activity", "regulated-activity"),
        ("do i have to be paid through payroll or can i invoice", "am-i-self-employed"),
        ("can i invoice them instead", "am-i-self-employed"),
        ("do we have to register as a partnership", "cqc-partnership"),
        ("should i add a clause to send a substitute to prove im self employed", "am-i-self-employed"),
        ("accountant reckons i need a substitution clause", "am-i-self-employed"),
        ("is insurance compulsory", "insurance-needed"),
        ("my client hasnt paid me", "unpaid-bill"),
        ("the family are refusing to settle my bill", "unpaid-bill"),
        ("can i accept gifts from clients", "client-gifts"),
        ("i hurt my back lifting a client", "founder-hurt"),
        ("im 17 can i do it", "under-18"),
        ("how old do i have to be to start", "under-18"),
        ("can i do two jobs at once", "two-jobs"),
        ("can i be paid cash in hand", "paid-in-cash"),
        ("what is power of attorney", "what-is-attorney"),
        ("does my husband count as a helper", "helper-unpaid"),
        ("do helpers include my wife", "helper-unpaid"),
        ("is the council directory an agency", "list-or-agency"),
        ("is taking someone to the toilet personal care", "what-is-personal-care"),
        ("is standing outside the shower personal care", "what-is-personal-care"),
        ("how long does a dbs check take", "dbs-how-long"),
    ],
)
def test_a_founder_is_answered_wherever_they_are(session: Session, text: str, answer: str) -> None:
    turn = says(session, text)
    assert (turn.session.spoken_of, turn.session.answers) == (answer, session.answers)


@pytest.mark.parametrize("session", [MENU, SEARCH], ids=["alone", "amid a search"])
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("i want to complain about my carer", "complain"),
        ("i have a complaint about my carer", "complain"),
        ("i wish to complain about mums carer", "complain"),
        ("will it affect my pension credit", "dp-tax"),
        ("will it mess with my attendance allowance", "dp-tax"),
        ("what does short notice mean", "short-notice"),
        ("whats respite", "respite-or-care"),
    ],
)
def test_a_resident_is_answered_wherever_they_are(session: Session, text: str, answer: str) -> None:
    assert says(session, text).session.spoken_of == answer


@pytest.mark.parametrize(
    "text",
    [
        "i want to complain about my carer she hit me",
        "my carer shouts at me i want to complain",
        "i want to complain about my carer stealing",
        "i want to complain about my carer leaving mum wet all day",
        "i want to complain about dads carers hurting him",
    ],
)
def test_harm_told_with_a_complaint_is_met_as_harm(text: str) -> None:
    assert keys(says(MENU, text))[0].startswith("safety_")


@pytest.mark.parametrize("text", ["do i need cqc", "do i need to be registered with cqc to wash people"])
def test_whether_to_register_still_begins_the_questions(text: str) -> None:
    assert says(MENU, text).session.flow == "cqc_triage"


@pytest.mark.parametrize(
    "text",
    ["mum needs personal care", "i need someone for personal care", "i need respite", "short notice cleaner please"],
)
def test_what_asks_for_help_is_a_search(text: str) -> None:
    assert says(MENU, text).session.flow == "find_support"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("who pays for it", "dbs-cost"),
        ("and how much is it?", "dbs-cost"),
        ("how long does it take", "dbs-how-long"),
        ("how long does that last", "dbs-how-often"),
        ("where do i get one", "dbs-self-employed"),
    ],
)
@pytest.mark.parametrize(
    "session", [DBS, says(MENU, "what is a dbs").session, says(AT_A_STEP, "what is a dbs").session]
)
def test_what_asks_on_is_about_what_was_spoken_of(session: Session, text: str, answer: str) -> None:
    assert says(session, text).session.spoken_of == answer


@pytest.mark.parametrize(
    ("told", "text", "answer"),
    [
        ("my dbs is 14 march 2025", "is that still ok", "dbs-how-often"),
        ("my dbs is 14 march 2025", "do i need a new one", "dbs-how-often"),
        ("dbs applied for not back yet", "how long does it take", "dbs-how-long"),
        ("will i lose my universal credit if i start", "how many hours can i do", "universal-credit"),
    ],
)
def test_what_asks_on_may_be_about_a_step_just_told_of(told: str, text: str, answer: str) -> None:
    assert says(AT_A_STEP, told, text).session.spoken_of == answer


def test_when_training_is_due_again_is_told_with_its_step() -> None:
    assert keys(says(AT_A_STEP, "first aid last done 2021", "do i have to do it again then"))[0] == "checklist_why"


def test_it_is_so_right_after_it_alone() -> None:
    later = says(MENU, "what is a dbs", "thanks", "how much is it").session
    assert later.spoken_of not in ("dbs-cost", "")
    assert says(DBS, "later", "weekly", "done", "who pays for it").session.spoken_of != "dbs-cost"


def test_of_a_step_without_an_answer_we_tell_whom_to_ask() -> None:
    assert keys(says(INSURANCE, "how much is it"))[0] == "checklist_why"


def test_after_an_outcome_it_is_asked_how_long_that_holds() -> None:
    assert says(exempt(), "how long does that last").session.spoken_of == "result-holds"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("7 8 and 9 done", ["status", "hmrc", "ico"]),
        ("done 7, 8", ["status", "hmrc"]),
        ("12 done", ["identity"]),
        ("7 and 8 later", ["status", "hmrc"]),
    ],
)
def test_steps_are_marked_by_number_while_one_is_open(text: str, marked: list[str]) -> None:
    turn = says(AT_A_STEP, text)
    assert [
        name for name in turn.session.held(STEPS) if name in ("idea", "status", "hmrc", "ico", "identity")
    ] == marked
    assert keys(turn)[0] == "checklist_marked"


@pytest.mark.parametrize("text", ["done 12 june 2025", "done 12/06/2025", "done 3 march"])
def test_a_date_numbers_no_steps(text: str) -> None:
    turn = says(DBS, text)
    assert "identity" not in turn.session.held(STEPS) and turn.session.held(STEPS)["dbs"] == "done"


@pytest.mark.parametrize(
    ("text", "left_out"), [("weekly but not mondays", "mon"), ("every week except fridays", "fri")]
)
def test_a_pace_may_leave_days_out(text: str, left_out: str) -> None:
    kept = says(AT_A_STEP, text).session.held(STEPS)["reminders"]
    assert kept.endswith("weekly") and left_out not in kept.split()[0].split(",")


def test_get_listed_amid_the_questions_is_the_wish_to_be_listed() -> None:
    assert "checklist_why" not in keys(says(MENU, "do i need cqc", "1", "get listed"))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("https://www.worcestershire.gov.uk/a-page", ""),
        ("Cambridgeshire County Council, How it works", ""),
        ("https://www.essex.gov.uk/a-page", "essex.gov.uk"),
        ("https://www.gov.uk/a-page", "gov.uk"),
        ("Acas, https://a.page ; Worcestershire County Council, https://b.page", "Acas"),
    ],
)
def test_another_council_is_not_named_as_the_source(source: str, told: str) -> None:
    fact = Fact(source=source, checked_on=date(2026, 11, 23))
    assert origin_in(fact, CONTENT.areas["essex"], CONTENT.areas) == told
    assert origin_in(fact, None, CONTENT.areas) == fact.origin


@pytest.mark.parametrize("area", ["cambridgeshire", "worcestershire", "essex"])
@pytest.mark.parametrize("step", ["idea", "listed"])
def test_why_has_a_link_where_the_contact_is_none(area: str, step: str) -> None:
    session = Session(met=True, flow=STEPS, answers={STEPS: {**AT_A_STEP.held(STEPS), "area": area}})
    why = says(session, step if step == "listed" else "idea", "why").says[0].values
    contact = CONTENT.areas[area].programme
    assert why["link"] or not (contact.phone or contact.email)


def test_every_follow_up_is_heard() -> None:
    follow_ups = CONTENT.faq.follow_ups
    for kind, ways in follow_ups.asked.items():
        assert {HERE.hearing.faq.asks_on(way) for way in ways} == {kind}
