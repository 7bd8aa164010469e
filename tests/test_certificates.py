"""The dates on certificates: how they are told, said back, put right, and renewed before they run out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from founders import ALL, CHECKLISTS, Founder
from hypothesis import given
from hypothesis import strategies as st
from test_underway import keys, says

from bot.flows.certificates import waits_for
from bot.flows.checklist_steps import DONE, LATER, steps
from bot.flows.question import Session
from bot.flows.renewals import days_done, days_of, renewals
from bot.flows.setup_checklist import SetupChecklist
from bot.matching.paper_dates import month_names, paper_day
from bot.matching.text import clean

FLOW = SetupChecklist()
PROFILE = {"support": "home-help", "personal_care": "no", "workers": "just_me", "food": "no", "driving": "no"}
UNPACED = Session(FLOW.name, "idea", {FLOW.name: {**PROFILE, "area": "cambridgeshire"}}, met=True)
"""At the first step, and not asked yet how often to be reminded."""
TODAY = date(2026, 11, 23)
MONTHS = month_names(ALL.times.months)

DAYS = [
    # what is written, whether it is past, the day
    ("runs out 3 March", False, "2027-03-03"),
    ("the 1st of feb", False, "2027-02-01"),
    ("december 4th", False, "2026-12-04"),
    ("december 4th", True, "2025-12-04"),
    ("23 november", False, "2026-11-23"),
    ("23 nov", True, "2026-11-23"),
    ("12/06/2025", True, "2025-06-12"),
    ("12.6.25", True, "2025-06-12"),
    ("2027-03-03", False, "2027-03-03"),
    ("15/1", False, "2027-01-15"),
    ("15/1", True, "2026-01-15"),
    ("03/27", False, "2027-03-01"),
    ("03/2027", False, "2027-03-01"),
    ("end of january", False, "2027-01-31"),
    ("end of feb 28", False, "2028-02-29"),
    ("mid june", False, "2027-06-15"),
    ("june 2025", True, "2025-06-01"),
    ("12th june last year", True, "2025-06-12"),
    ("april next year", False, "2027-04-01"),
    ("till may", False, "2027-05-01"),
    ("in august", False, "2027-08-01"),
    ("yesterday", True, "2026-11-22"),
    ("last month", True, "2026-10-23"),
    ("two years ago", True, "2024-11-23"),
    ("3 yrs ago", True, "2023-11-23"),
    ("in 6 months", False, "2027-05-23"),
    ("in a couple of weeks", False, "2026-12-07"),
    ("3 march at 10am", False, "2027-03-03"),
    ("june 24", True, "2024-06-01"),
    ("june 24", False, "2027-06-24"),
    ("june 24th", True, "2026-06-24"),
    ("june 24 2025", True, "2025-06-24"),
    ("june 29", True, "2026-06-29"),
    ("29 february 2028", False, "2028-02-29"),
    ("i may do it", False, None),
    ("march", False, None),
    ("29 feb 2027", False, None),
    ("45/13/2025", False, None),
    ("ring 01905 768053", False, None),
    ("7 of 19", False, None),
    ("3/3/1890", False, None),
]


@pytest.mark.parametrize(("text", "back", "day"), DAYS)
def test_a_day_on_a_paper(text: str, back: bool, day: str | None) -> None:
    found = paper_day(clean(text), MONTHS, TODAY, back)
    assert (found.day.isoformat() if found else None) == day


@given(st.dates(TODAY - timedelta(days=360), TODAY + timedelta(days=360)), st.booleans())
def test_every_day_is_read_however_it_is_written(day: date, back: bool) -> None:
    for written in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", f"{day.day} {day:%B %Y}", f"{day:%b} {day.day} {day:%Y}"):
        found = paper_day(clean(written), MONTHS, TODAY, back)
        assert found and found.day == day, written


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.booleans())
def test_without_its_year_it_is_the_nearest_on_that_side(today: date, back: bool) -> None:
    found = paper_day("3 march", MONTHS, today, back)
    assert found and (found.day.month, found.day.day) == (3, 3)
    away = (today - found.day if back else found.day - today).days
    assert 0 <= away <= 366


def at_the_idea() -> Founder:
    """A founder at the first step, with reminders."""
    profile = {"area": "cambridgeshire", "support": "home-help", "personal_care": "no", "workers": "just_me"}
    there = Founder(FLOW)
    there.session = there.session.keeping(
        FLOW.name, {**profile, "food": "no", "driving": "visits", "reminders": "never"}
    )
    return there.says("next step")


def dealt_with(there: Founder, name: str) -> bool:
    """Whether a step is done, or one of its courses is."""
    return there.answers.get(name) == DONE or f"{name}." in there.answers.get("courses", "")


def said(there: Founder) -> list[str]:
    """The wording keys of what was said last."""
    return there.keys()


TOLD = [
    # what they say, the step, done on, last day
    ("my insurance runs out 3 March", "public_liability", None, "2027-03-03"),
    ("insurence expires end of january", "public_liability", None, "2027-01-31"),
    ("public liability valid until 31/3/27", "public_liability", None, "2027-03-31"),
    ("car insurance is due in august", "motor", None, "2027-08-01"),
    ("car insurance renews 12th feb", "motor", None, "2027-02-12"),
    ("first aid cert lasts till 14 sept 2028", "training", None, "2028-09-14"),
    ("insurance done, runs out 3 march", "public_liability", None, "2027-03-03"),
    ("insurance 3/4/2027", "public_liability", None, "2027-04-03"),
    ("my cover finishes on 28 feb", "public_liability", None, "2027-02-28"),
    ("insurance is from 1 june 2026 to 31 may 2027", "public_liability", None, "2027-05-31"),
    ("liability insurance needs renewing by 1 december", "public_liability", None, "2026-12-01"),
    ("dbs done 12/06/2025", "dbs", "2025-06-12", None),
    ("got my dbs on 12.06.25", "dbs", "2025-06-12", None),
    ("dbs dated 5 Nov 2025", "dbs", "2025-11-05", None),
    ("crb came back last month", "dbs", "2026-10-23", None),
    ("did first aid yesterday", "training", "2026-11-22", None),
    ("dbs 12 june 2025", "dbs", "2025-06-12", None),
    ("registered with the ico on 2 november", "ico", "2026-11-02", None),
]


@pytest.mark.parametrize(("text", "name", "done", "ends"), TOLD)
def test_a_date_is_heard_kept_and_said_back(text: str, name: str, done: str | None, ends: str | None) -> None:
    there = at_the_idea().says(text)
    assert dealt_with(there, name)
    assert there.asked == "idea"
    kept_done, kept_ends = days_done(there.answers).get(name), days_of(there.answers.get("ends_on", "")).get(name)
    assert (kept_ends.isoformat() if kept_ends else None) == ends
    if done:
        assert kept_done and kept_done.isoformat() == done
    [back] = [say for say in there.said if say.key.startswith("certificate_")]
    day = date.fromisoformat(done or ends or "")
    assert back.values["on"] == f"{day.day} {day:%B %Y}"
    assert not [say for say in there.said if say.key == "checklist_marked" and name in str(say.values)]


@pytest.mark.parametrize(
    "text",
    [
        "when does my insurance run out",
        "first aid course booked 3 march",
        "dbs appointment on friday",
        "insurance",
        "why insurance",
        "my dbs will come 3 march",
        "my idea runs out 3 march",
        "3 march",
        "dbs done 3 march 2029",
    ],
)
def test_what_tells_no_date_of_a_certificate(text: str) -> None:
    there = at_the_idea().says(text)
    assert "ends_on" not in there.answers
    assert not [say for say in there.said if say.key in ("certificate_ends", "certificate_given", "certificate_over")]


def test_the_date_is_asked_for_once_such_a_step_is_done_and_may_be_sent_alone() -> None:
    there = at_the_idea().says("done my insurance")
    assert "certificate_ask_ends" in said(there) and there.asked == "idea"
    assert there.says("3/3/2027").answers["ends_on"] == "public_liability=2027-03-03"
    assert there.says("no its 4 march").answers["ends_on"] == "public_liability=2027-03-04"
    there = at_the_idea().all("insurance", "1")
    assert "certificate_ask_ends" in said(there)
    assert "certificate_ask_given" in said(at_the_idea().says("got my dbs"))
    assert not [key for key in said(at_the_idea().says("done contract")) if key.startswith("certificate")]


def test_a_date_alone_means_a_certificate_only_just_after_it_was_spoken_of() -> None:
    there = at_the_idea().says("done my insurance").all("next", "next", "next")
    assert waits_for(there.answers.get("paper", "")) is None
    before = there.answers
    assert there.says("3/3/2027").answers.get("ends_on") == before.get("ends_on")


@pytest.mark.parametrize(
    ("text", "day"),
    [("done 3 june 2026", "2026-06-03"), ("done on 3rd june", "2026-06-03"), ("got it last week", "2026-11-16")],
)
def test_a_day_told_with_done_is_the_day_it_was_given(text: str, day: str) -> None:
    there = at_the_idea().says("go to dbs")
    assert there.asked == "dbs"
    there.says(text)
    assert there.answers["dbs"] == DONE
    assert days_done(there.answers)["dbs"].isoformat() == day


def test_one_that_ran_out_is_shown_again() -> None:
    there = at_the_idea().says("my insurance ran out last week")
    assert said(there) == ["certificate_over", "checklist_item"] and there.asked == "public_liability"
    assert there.answers.get("public_liability") != DONE


def test_a_step_done_anew_forgets_the_old_last_day() -> None:
    there = at_the_idea().all("my insurance runs out 3 march", "insurance done")
    assert "ends_on" not in there.answers and days_done(there.answers)["public_liability"] == TODAY


def test_starting_again_keeps_the_dates() -> None:
    answers = at_the_idea().says("my insurance runs out 3 march").answers
    assert FLOW.afresh(answers)["ends_on"] == "public_liability=2027-03-03"


@pytest.mark.parametrize(
    ("step", "text", "name"),
    [
        ("insurance", "12 month policy", "public_liability"),
        ("insurance", "the policy runs out 3 march", "public_liability"),
        ("car insurance", "my policy is up on 3 march", "motor"),
        ("tax", "my policy expires 3 march", "public_liability"),
    ],
)
def test_an_insurance_policy_is_not_the_rules_that_one_writes(step: str, text: str, name: str) -> None:
    there = at_the_idea().says(step).says(text)
    titles = [say.values["title"] for say in there.said if say.key.startswith("certificate_")]
    assert titles == [CHECKLISTS.general.items[name].title]
    assert "policies" not in there.answers


def test_after_an_insurance_is_done_a_policy_is_its_own() -> None:
    there = at_the_idea().says("insurance done").says("12 month policy")
    assert there.answers["ends_on"] == "public_liability=2027-11-23"
    assert at_the_idea().says("policy").asked == at_the_idea().says("write my policies").asked == "policies"


def test_the_date_told_is_when_it_is_spoken_of_again() -> None:
    answers = at_the_idea().all("my insurance runs out 3 march", "dbs done 12/06/2025").answers
    checklist = CHECKLISTS.of("cambridgeshire")
    done = [(one.name, one.item) for one in steps(checklist, answers) if one.state == DONE]
    found = {one.name: one for one in renewals(done, answers)}
    insurance, dbs = found["public_liability"], found["dbs"]
    assert (insurance.on, insurance.speak_on, insurance.told) == (date(2027, 3, 3), date(2027, 1, 20), True)
    assert (dbs.on, dbs.dated, dbs.told) == (date(2027, 6, 12), True, False)


UNCLEAR = [
    "insurance expires 2029",
    "first aid runs out in 2028",
    "insurance lasts 3 yrs",
    "my dbs is valid for 2 years",
    "insurance expires next year",
    "insurance 2029",
]


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_leaves_the_day_open_is_asked_and_never_guessed(text: str) -> None:
    there = at_the_idea().says(text)
    assert (said(there)[0], there.asked) == ("certificate_which", "idea")
    assert not there.answers.keys() & {"ends_on", "done_on"}
    there.says("3 march 2029")
    assert said(there)[0] == "certificate_ends" and list(days_of(there.answers["ends_on"]).values()) == [
        date(2029, 3, 3)
    ]


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (("insurance done", "lasts 3 yrs"), "public_liability=2029-11-23"),
        (("insurance done", "lasts a year"), "public_liability=2027-11-23"),
        (("dbs done 12/06/2025", "its valid for 3 years"), "dbs=2028-06-12"),
        (("first aid done 5 nov 2025, lasts 3 years",), "training=2028-11-05"),
        (("got my dbs 2 feb 2026, good for eighteen months",), "dbs=2027-08-02"),
        (("insurance done", "expires in 2 yrs"), "public_liability=2028-11-23"),
    ],
)
def test_how_long_it_lasts_counts_from_the_day_it_was_done(told: tuple[str, ...], ends: str | None) -> None:
    assert at_the_idea().all(*told).answers.get("ends_on") == ends


def test_they_may_ask_when_it_runs_out() -> None:
    there = at_the_idea().says("my insurance runs out 3 March").says("when does my insurance run out?")
    assert (there.value("certificate_known", "on"), there.value("certificate_known", "told")) == ("3 March 2027", True)
    assert (there.asked, said(there)[1]) == ("idea", "checklist_item")
    there.says("how long has my insurance got left?")
    assert said(there)[0] == "certificate_known" and "done_on" not in there.answers
    assert at_the_idea().says("ico done").says("when is my ico due").value("certificate_known", "told") is False
    assert said(at_the_idea().says("is my dbs still valid?"))[0] == "certificate_unknown"
    assert said(at_the_idea().says("when is insurance needed")) == ["checklist_why"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("i got it in march 2026", "2026-03-01"),
        ("it came in march 2026", "2026-03-01"),
        ("march 2026 it was", "2026-03-01"),
        ("i had it done on 2 march 2026", "2026-03-02"),
        ("its dated 2 march 2026", "2026-03-02"),
    ],
)
def test_the_date_asked_for_is_told_in_a_sentence_and_answers_nothing_else(text: str, day: str) -> None:
    turn = says(UNPACED, "dbs", "done", text)
    assert days_done(turn.session.held(FLOW.name))["dbs"].isoformat() == day
    assert (keys(turn), turn.session.asked) == (["certificate_given", "reminders_ask"], "reminders")


@pytest.mark.parametrize("text", ["i got it in march 2021", "2 march 2021", "its from march 2021"])
def test_a_check_that_is_too_old_for_the_council_is_called_so(text: str) -> None:
    turn = says(UNPACED, "dbs", "done", text)
    assert keys(turn) == ["certificate_old", "reminders_ask"]
    assert turn.says[0].values["again"] == "Every two years."
    there = at_the_idea().says("dbs done 12/06/2025")
    assert said(there)[0] == "certificate_given"


@pytest.mark.parametrize(("text", "day"), [("1/10/2026", "2026-10-01"), ("last month", "2026-10-23")])
def test_a_day_gone_by_where_its_last_day_was_asked_for_has_run_out(text: str, day: str) -> None:
    there = at_the_idea().all("insurance done", text)
    assert said(there)[0] == "certificate_over"
    assert (there.answers["ends_on"], there.asked) == (f"public_liability={day}", "public_liability")
    assert said(at_the_idea().all("insurance done", "i got it in march 2026"))[0] == "certificate_given"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ive registered with hmrc and paid the ico", {"hmrc", "ico"}),
        ("paid the ico and registered with hmrc", {"hmrc", "ico"}),
        ("ive done my dbs and got insurance", {"dbs", "public_liability"}),
        ("ive registered with hmrc and will pay the ico", {"hmrc"}),
        ("ive done hmrc and need to do the ico", {"hmrc"}),
    ],
)
def test_either_side_of_an_and_marks_its_own_step(text: str, names: set[str]) -> None:
    answers = at_the_idea().says(text).answers
    assert {name for name in ("hmrc", "ico", "dbs", "public_liability") if answers.get(name) == DONE} == names


def test_a_step_that_only_another_council_has_is_said_to_be_none_here() -> None:
    essex = replace(UNPACED, answers={FLOW.name: {**PROFILE, "area": "essex"}})
    for text in ("terms of engagement", "go to terms of engagement", "why terms of engagement"):
        turn = says(essex, text)
        assert (keys(turn), turn.session.asked) == (["checklist_not_here", "checklist_item"], "idea")
    assert keys(says(UNPACED, "terms of engagement")) == ["checklist_item"]


INSURED = says(UNPACED, "done my insurance", "it runs out in june").session


def ends_on(session: Session) -> str | None:
    """The last days kept."""
    return session.held(FLOW.name).get("ends_on")


def test_the_day_of_the_month_just_told_puts_the_date_right() -> None:
    assert ends_on(INSURED) == "public_liability=2027-06-01"
    assert ends_on(says(INSURED, "14th").session) == "public_liability=2027-06-14"
    assert ends_on(says(INSURED, "sorry the 3rd").session) == "public_liability=2027-06-03"
    assert ends_on(says(INSURED, "14").session) == ends_on(INSURED)


@pytest.mark.parametrize(
    "texts",
    [
        ("im off on holiday till jan dont text me",),
        ("away until march",),
        ("i only do a few hours", "it was raining", "today"),
        ("thank you", "hello", "4 july"),
    ],
)
def test_what_is_said_of_something_else_is_no_date_of_a_certificate(texts: tuple[str, ...]) -> None:
    assert ends_on(says(INSURED, *texts).session) == ends_on(INSURED)


@pytest.mark.parametrize("text", ["dbs came back", "my dbs has come back", "dbs came today", "insurance came through"])
def test_a_paper_that_came_is_done(text: str) -> None:
    step_ = "dbs" if "dbs" in text else "public_liability"
    assert says(UNPACED, text).session.held(FLOW.name)[step_] == DONE


@pytest.mark.parametrize(
    ("text", "state", "marked"),
    [
        ("ive got my food hygiene certificate", DONE, {"food_hygiene"}),
        ("food hygiene cert lasts 3 years got it june 24", DONE, {"food_hygiene"}),
        ("got a certificate for insurance", DONE, {"public_liability"}),
        ("my dbs certificate came", DONE, {"dbs"}),
        ("got my certificate", DONE, set()),
        ("care certificate done", DONE, {"care_certificate"}),
        ("got my care cert", DONE, {"care_certificate"}),
        ("insurance quote accepted and paid", DONE, {"public_liability"}),
        ("got dbs form back its all clear", DONE, {"dbs"}),
        ("sent the ico form in and paid", DONE, {"ico"}),
        ("signed up for self assessment", DONE, {"hmrc"}),
        ("last week i got my dbs", DONE, {"dbs"}),
        ("applied for dbs last week waiting for it", LATER, {"dbs"}),
        ("dbs form sent off last tuesday, still waiting", LATER, {"dbs"}),
        ("sent off my dbs last week", LATER, {"dbs"}),
        ("got the dbs form today", LATER, {"dbs"}),
        ("got insurance quote today", LATER, {"public_liability"}),
        ("got a quote for my insurance yesterday", LATER, {"public_liability"}),
        ("comparing insurance quotes", LATER, {"public_liability"}),
        ("looking into insurance", LATER, {"public_liability"}),
        ("started my food hygiene last month", LATER, {"food_hygiene"}),
        ("signed up for the food hygiene", LATER, {"food_hygiene"}),
        ("got the link for the food hygiene", LATER, {"food_hygiene"}),
        ("safeguarding booked", LATER, {"training"}),
        ("booked safeguarding for friday", LATER, {"training"}),
        ("ok applied for it", LATER, {"idea"}),
        ("too dear", LATER, {"idea"}),
        ("a bit too expensive for me", LATER, {"idea"}),
        ("is it dear", LATER, set()),
        ("doing my food hygiene course now", LATER, {"food_hygiene"}),
    ],
)
def test_only_what_is_named_and_done_is_marked_done(text: str, state: str, marked: set[str]) -> None:
    answers = at_the_idea().says(text).answers
    assert {name for name in CHECKLISTS.general.items if answers.get(name) == state} == marked
    assert "ends_on" not in answers or state == DONE


@pytest.mark.parametrize(
    ("texts", "taken", "step"),
    [
        (("first aid done",), "first_aid", None),
        (("got my first aid certificate june 2025",), "first_aid", None),
        (("first aid expires 10/01/2027",), "first_aid", None),
        (("done my safeguarding course on 3 october",), "safeguarding", None),
        (("done first aid", "safeguarding done"), "first_aid safeguarding", None),
        (("done first aid and booked safeguarding",), "first_aid", None),
        (("done first aid, safeguarding booked for march",), "first_aid", None),
        (("done first aid but not safeguarding",), "first_aid", None),
        (("done first aid not gdpr",), "first_aid", None),
        (("done first aid and safeguarding", "havent done safeguarding yet"), "first_aid", None),
        (("done first aid", "first aid not done after all"), "", LATER),
        (("data protection training sorted",), "data_protection", None),
        (("go to first training", "health and safety done"), "health_and_safety", None),
        (("go to first training", "first aid done", "done"), "first_aid", DONE),
        (("first aid done", "first training done"), "first_aid", DONE),
        (("done all my training, first aid and safeguarding",), "", DONE),
        (("training done",), "", DONE),
        (("booked on first aid",), "", LATER),
        (("applied for first aid",), "", LATER),
        (("paid the ico", "health and safety done"), "", None),
    ],
)
def test_one_course_of_a_step_is_not_all_of_it(texts: tuple[str, ...], taken: str, step: str | None) -> None:
    there = at_the_idea().all(*texts)
    kept = [code.removeprefix("training.") for code in there.answers.get("courses", "").split(",")]
    assert (" ".join(kept), there.answers.get("training")) == (taken, step)


def test_the_last_course_of_a_step_is_the_whole() -> None:
    there = at_the_idea().says("done first aid, safeguarding, data protection")
    assert there.value("checklist_part", "left") == ["health and safety", "lone working"]
    first = next(one for one in steps(CHECKLISTS.of("cambridgeshire"), there.answers) if one.name == "training")
    assert FLOW.titled(CHECKLISTS.general, first) == "First training (first aid, safeguarding, data protection: done)"
    assert (
        said(there)[0] == "certificate_ask_ends" and there.value("certificate_ask_ends", "title") == "Data protection"
    )
    there.says("done health and safety training and lone working")
    assert there.value("checklist_marked", "items") == [{"title": "First training", "state": "done"}]
    assert there.value("checklist_item", "done") == 1
    assert FLOW.afresh(there.answers)["courses"] == there.answers["courses"]


@pytest.mark.parametrize(
    ("text", "done", "asked"),
    [
        ("ive done the public liability but not the car insurance", "public_liability", "motor"),
        ("dbs done but not the insurance", "dbs", "public_liability"),
        ("ive paid the ico but not the insurance", "ico", "public_liability"),
    ],
)
def test_what_they_say_is_not_done_is_the_step_that_follows(text: str, done: str, asked: str) -> None:
    there = at_the_idea().says(text)
    assert (there.answers.get(done), there.answers.get(asked), there.asked) == (DONE, None, asked)


@pytest.mark.parametrize("text", ["im off on holiday till jan dont text me", "dont message me for a bit"])
def test_whoever_wants_no_texts_has_no_reminders(text: str) -> None:
    paced = says(UNPACED, "weekly").session
    assert says(paced, text).session.held(FLOW.name)["reminders"] == "never"


@pytest.mark.parametrize(
    "text", ["yes my car but not them in it", "no passengers", "just to get there", "my own car to get to jobs"]
)
def test_driving_without_passengers(text: str) -> None:
    asked = replace(UNPACED, asked="driving", answers={FLOW.name: {k: v for k, v in PROFILE.items() if k != "driving"}})
    assert says(asked, text).session.held(FLOW.name)["driving"] == "visits"


@pytest.mark.parametrize(
    ("told", "right", "done", "ends"),
    [
        ("my dbs is 14 march 2025", "sorry i meant 2024", "2024-03-14", None),
        ("my dbs is 14 march 2025", "its 2024 i meant", "2024-03-14", None),
        ("my dbs is 14 march 2025", "no its 2024", "2024-03-14", None),
        ("my dbs is 14 march 2025", "no the 15th", "2025-03-15", None),
        ("dbs came today", "its dated 10th november", "2026-11-10", None),
        ("dbs came today", "10 november", "2026-11-10", None),
        ("dbs came today", "no wait its dated the 10th", "2026-11-10", None),
        ("dbs came today", "oh wait its dated the 28th", "2026-10-28", None),
        ("my insurance runs out 3 march 2027", "sorry i meant 2028", None, "2028-03-03"),
    ],
)
def test_a_day_just_told_is_put_right(told: str, right: str, done: str | None, ends: str | None) -> None:
    answers = says(UNPACED, "weekly", told, right).session.held(FLOW.name)
    assert list(days_of(answers.get("ends_on", "")).values()) == ([date.fromisoformat(ends)] if ends else [])
    if done:
        assert days_done(answers)["dbs"].isoformat() == done


@pytest.mark.parametrize(
    ("texts", "ends", "key"),
    [
        (("first aid expires 4 sept 2028", "safeguarding done 12 jan 2026"), "2028-09-04", "certificate_first"),
        (("first aid expires 4 sept 2027", "safeguarding expires 4 sept 2028"), "2027-09-04", "certificate_first"),
        (("first aid expires 4 sept 2028", "safeguarding expires 4 sept 2027"), "2027-09-04", "certificate_ends"),
        (("first aid expires 4 sept 2028", "no its 5 sept 2029"), "2029-09-05", "certificate_ends"),
        (("first aid expires 4 sept 2027", "first aid renewed, expires 4 sept 2029"), "2029-09-04", "certificate_ends"),
    ],
)
def test_of_several_certificates_the_first_to_run_out_is_kept(texts: tuple[str, ...], ends: str, key: str) -> None:
    there = at_the_idea().all(*texts)
    assert (there.answers["ends_on"], said(there)[0]) == (f"training={ends}", key)
    assert dealt_with(there, "training")


@pytest.mark.parametrize(
    "text",
    [
        "i had a caution years ago does that stop me getting a dbs",
        "ive got points on my licence does it matter for dbs",
        "i had a caution for shoplifting 20 yrs ago does that stop me getting a dbs",
        "ive got a conviction from 1998, dbs worries me",
        "ive got a record will it show on my dbs",
    ],
)
def test_a_record_that_they_fear_is_no_check_that_is_done(text: str) -> None:
    assert "dbs" not in at_the_idea().says(text).answers


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("i've got a policy already for gdpr and complaints", {"policies"}),
        ("got my gdpr and complaints policies", {"policies"}),
        ("ive written my policies, gdpr, complaints and safeguarding", {"policies"}),
        ("written rules on data protection, complaints and lone working", {"policies"}),
        ("done my policies and paid the ico", {"policies", "ico"}),
        ("written a safeguarding policy", {"policies"}),
        ("paid the ico", {"ico"}),
        ("got my criminal record check", {"dbs"}),
    ],
)
def test_rules_that_are_written_pay_no_fee(text: str, marks: set[str]) -> None:
    answers = at_the_idea().says(text).answers
    assert {name for name in ("ico", "policies", "contract", "dbs", "training") if answers.get(name) == DONE} == marks


@pytest.mark.parametrize(
    ("text", "food"),
    [("no food", "no"), ("no food at all", "no"), ("no food, just cleaning", "no"), ("mums got no food", None)],
)
def test_no_food_answers_the_question_of_food(text: str, food: str | None) -> None:
    asked = replace(UNPACED, asked="food", answers={FLOW.name: {k: v for k, v in PROFILE.items() if k != "food"}})
    turn = says(asked, text)
    assert (turn.session.held(FLOW.name).get("food"), bool(turn.events)) == (food, food is None)


@pytest.mark.parametrize(
    ("text", "name", "done", "ends"),
    [
        ("done the safeguarding course on 18 nov", "training", "2026-11-18", None),
        ("finished the first aid course on 3 march", "training", "2026-03-03", None),
        ("done the insurance, simply business, starts 1st december for a year", "public_liability", None, "2027-11-30"),
        ("i make insurance 01.02.2027 to 31.01.2028", "public_liability", None, "2028-01-31"),
        ("insurance 1/2/27 - 31/1/28", "public_liability", None, "2028-01-31"),
    ],
)
def test_a_course_that_is_done_and_a_cover_that_starts(
    text: str, name: str, done: str | None, ends: str | None
) -> None:
    there = at_the_idea().says(text)
    assert dealt_with(there, name)
    assert there.answers.get("ends_on", "") == (f"{name}={ends}" if ends else "")
    if done:
        assert days_done(there.answers)[name].isoformat() == done


@pytest.mark.parametrize("text", ["first aid last done 2021", "did my first aid in 2021", "done the safeguarding 2021"])
def test_what_was_done_in_a_year_gone_by_is_not_of_today(text: str) -> None:
    assert days_done(at_the_idea().says(text).answers)["training"] == date(2021, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["done the safeguarding", "ive done my safeguarding", "did my safeguarding last week", "passed safeguarding"],
)
def test_safeguarding_that_is_done_is_a_step(text: str) -> None:
    turn = says(says(UNPACED, "done", "weekly").session, text)
    assert turn.session.held(FLOW.name)["courses"] == "training.safeguarding"
    assert not turn.events


@pytest.mark.parametrize(
    ("text", "asks", "step"),
    [
        ("done", True, None),
        ("1", True, None),
        ("ive done it", True, None),
        ("got my dbs", False, None),
        ("later", False, LATER),
    ],
)
def test_a_course_that_is_renewed_does_no_step_of_several(text: str, asks: bool, step: str | None) -> None:
    kept = {**PROFILE, "area": "essex", "courses": "training.first_aid", "ends_on": "training=2027-01-10"}
    told = Session(FLOW.name, "training", {FLOW.name: kept}, ("setup_checklist:courses:training",), met=True)
    turn = says(told, text)
    held = turn.session.held(FLOW.name)
    assert (held.get("training"), held["courses"]) == (step, "training.first_aid")
    assert (held.get("paper") == "asked.training", "ends_on" in held) == (asks, not asks)


def test_a_worry_about_somebody_stays_one() -> None:
    worried = says(says(UNPACED, "done", "weekly").session, "i have a safeguarding concern")
    assert keys(worried)[0].startswith("safety")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("my mums been poorly not done anything sorry", "checklist_item"),
        ("sorry been in hospital", "checklist_item"),
        ("its been a nightmare with work not had chance", "checklist_item"),
        ("had a baby so putting it on hold till march", "reminders_off"),
    ],
)
def test_what_kept_them_from_their_steps_has_a_kind_word_and_marks_nothing(text: str, key: str) -> None:
    before = says(UNPACED, "done", "weekly")
    turn = says(before.session, text)
    assert (keys(turn)[0], keys(turn)[-1]) == ("take_time", key)
    assert turn.session.held(FLOW.name)["marks"] == before.session.held(FLOW.name)["marks"]


@pytest.mark.parametrize("text", ["what if im ill", "if im ill or away sorted", "how poorly is too poorly to work"])
def test_a_question_of_illness_has_none(text: str) -> None:
    assert "take_time" not in keys(says(says(UNPACED, "done", "weekly").session, text))


@pytest.mark.parametrize(
    ("text", "pace"),
    [
        ("can you stop reminding me so often, once a month will do", "monthly"),
        ("can i stop the reminders being every week, once a month will do", "monthly"),
        ("stop the weekly reminders", "never"),
        ("stop reminding me", "never"),
        ("stop the texts for now im on holiday til 14 dec", "never"),
        ("i'm poorly, no texts for a couple of weeks", "never"),
        ("pause the messages for now", "never"),
        ("no texts till jan", "never"),
        ("no texts while im away", "never"),
        ("hold the messages until january", "never"),
        ("give it a rest for now", "never"),
        ("remind me every friday at 6pm", "fri 18:00- weekly"),
        ("i text my clients too often", "weekly"),
        ("no food texts", "weekly"),
        ("give him a rest", "weekly"),
    ],
)
def test_fewer_reminders_are_not_none(text: str, pace: str) -> None:
    assert says(says(UNPACED, "weekly").session, text).session.held(FLOW.name)["reminders"] == pace


@pytest.mark.parametrize(
    "text",
    ["can you remind me about it in january", "remind me after christmas please", "remind me at 7pm", "text me at 9"],
)
def test_a_reminder_on_one_day_is_one_of_the_steps(text: str) -> None:
    assert keys(says(UNPACED, text)) == ["reminders_once", "reminders_ask"]


@pytest.mark.parametrize("text", ["not so often please", "too often", "every week is too much", "texts come too often"])
def test_fewer_reminders_asks_how_often(text: str) -> None:
    assert keys(says(says(UNPACED, "weekly").session, text)) == ["reminders_ask"]


@pytest.mark.parametrize("text", ["whats next", "what comes next", "so what is next"])
def test_what_comes_next_is_shown_and_marks_nothing(text: str) -> None:
    there = at_the_idea().says(text)
    assert (there.asked, there.answers.get("idea"), said(there)) == ("demand", None, ["checklist_item"])
    assert there.says("done").answers["demand"] == DONE
    assert there.asked == "idea"


@pytest.mark.parametrize(
    "text",
    [
        "thinking of doing night sitting, waking nights, for people with dementia near witney. whats the rules",
        "want to start giving older people lifts to appointments and sit with them while they wait",
        "want to sit with people so there carers get a break, where do i start",
        "im thinking of doing some company for older people in my village",
        "i want to start taking old folk to the shops",
    ],
)
def test_first_words_of_somebody_who_means_to_offer(text: str) -> None:
    assert says(Session(), text).session.flow == FLOW.name


@pytest.mark.parametrize(
    "text",
    [
        "thinking about getting someone to sit with mum at night",
        "want to start having a cleaner once a week",
        "thinking of having a night sitter for dad near witney",
        "i want someone to start doing my mums shopping",
        "is there anyone giving older people lifts to appointments",
    ],
)
def test_first_words_of_somebody_who_looks_for_help(text: str) -> None:
    assert says(Session(), text).session.flow == "find_support"


def test_a_side_question_leaves_them_at_their_steps() -> None:
    assert says(UNPACED, "do we need to register as a partnership").session.flow == FLOW.name


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("who can help me with it", "checklist_why"),
        ("who could help me with this", "checklist_why"),
        ("do i need anything else now shes with me", "checklist_list"),
        ("what have i done so far", "checklist_list"),
    ],
)
def test_whom_to_ask_and_what_else_there_is(text: str, key: str) -> None:
    assert keys(says(says(UNPACED, "done", "weekly").session, text)) == [key]


@pytest.mark.parametrize("back", ["back", "undo"])
@pytest.mark.parametrize(
    ("told", "step"), [("my insurance runs out 3 march", "public_liability"), ("first aid done", "training")]
)
def test_the_last_mark_is_taken_back_and_the_pace_stays(told: str, step: str, back: str) -> None:
    turn = says(says(UNPACED, "done", "weekly").session, told, back)
    held = turn.session.held(FLOW.name)
    assert (held["reminders"], step in held, held.get("courses", ""), turn.session.asked) == ("weekly", False, "", step)


@pytest.mark.parametrize("text", ["did the first aid one", "the first aid one is done"])
def test_the_first_aid_course_is_no_first_option(text: str) -> None:
    assert says(UNPACED, "training", text).session.held(FLOW.name).get("courses") == "training.first_aid"


def test_back_says_which_mark_it_takes_away() -> None:
    at_demand = says(UNPACED, "done", "weekly").session
    turn = says(at_demand, "go back")
    assert (keys(turn)[0], turn.session.asked) == ("checklist_undone", "idea")
    for text in ("go back to what i was doing", "take me back to where i was"):
        turn = says(at_demand, text)
        assert (turn.session.held(FLOW.name)["idea"], turn.session.asked) == (DONE, "demand")
