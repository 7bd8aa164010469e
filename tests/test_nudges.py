"""Reminders of the checklist: at the pace chosen, never at night or on a day of rest, quiet when nobody answers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ours import world as known

from bot.flows.checklist_steps import steps
from bot.flows.question import Session, World, from_json, to_json
from bot.flows.reminders import wanted
from bot.flows.renewals import days_done, months_on, renewals
from bot.matching.times import When
from bot.nudges import KIND, LONDON, due_at, polite, remind, sent_in, suits, timers
from bot.wording import text_of

ABOUT = {"support": "home-help", "personal_care": "no", "workers": "just_me", "food": "no", "driving": "no"}
NAME = "setup_checklist"


def london(when: str) -> datetime:
    """A London time."""
    return datetime.fromisoformat(when).replace(tzinfo=LONDON)


def at(now: datetime, area: str | None = "essex") -> World:
    """The world at a time. A reminder hears nothing and finds nobody."""
    nothing: Any = None
    return World(now, known()[0], nothing, nothing, area)


def founder(seen: str | datetime, reminders: str | None = "weekly", **answers: str) -> Session:
    """Somebody who answered the questions about their business and last wrote at a time."""
    pace = {"reminders": reminders} if reminders else {}
    moment = london(seen) if isinstance(seen, str) else seen
    return Session(flow=NAME, answers={NAME: {**ABOUT, **pace, **answers}}, met=True, seen_at=moment)


def due(session: Session, now: datetime | None = None, area: str | None = "essex") -> datetime | None:
    """When they are due to be written to."""
    assert session.seen_at
    return due_at(session, at(now or session.seen_at, area))


# When


@pytest.mark.parametrize(
    ("seen", "pace", "expected"),
    [
        # Mondays and a plain hour
        ("2026-11-23T10:00", "weekly", "2026-11-30T10:00"),
        ("2026-11-23T10:00", "fortnightly", "2026-12-07T10:00"),
        ("2026-11-23T10:00", "monthly", "2026-12-23T10:00"),
        # The last day of a month
        ("2027-01-29T10:00", "monthly", "2027-03-01T10:00"),
        ("2027-03-31T10:00", "monthly", "2027-04-30T10:00"),
        # Nights
        ("2026-11-23T19:59:59", "weekly", "2026-11-30T19:45"),
        ("2026-11-23T23:30", "weekly", "2026-11-30T19:45"),
        ("2026-11-24T02:00", "weekly", "2026-12-01T08:00"),
        ("2026-11-24T07:59", "weekly", "2026-12-01T08:00"),
        # Weekends
        ("2026-11-28T15:00", "weekly", "2026-12-07T15:00"),
        ("2026-11-29T15:00", "weekly", "2026-12-07T15:00"),
        ("2026-11-27T23:00", "weekly", "2026-12-04T19:45"),
        # The clocks go forward on 29 March 2026 and back on 25 October 2026
        ("2026-03-23T10:00", "weekly", "2026-03-30T10:00"),
        ("2026-03-28T23:30", "sun weekly", "2026-03-29T19:45"),
        ("2026-03-22T01:30", "sun weekly", "2026-03-29T08:00"),
        ("2026-10-19T10:00", "weekly", "2026-10-26T10:00"),
        ("2026-10-18T01:30", "sun weekly", "2026-10-25T08:00"),
        # Bank holidays: Christmas and the Monday in its place, Good Friday to Easter Monday, the first Monday of May
        ("2026-12-18T15:05", "weekly", "2026-12-29T15:05"),
        ("2027-03-19T09:00", "weekly", "2027-03-30T09:00"),
        ("2027-04-26T09:00", "weekly", "2027-05-04T09:00"),
        ("2026-12-19T09:00", "sat weekly", "2027-01-02T09:00"),
        # Days and hours that they asked for
        ("2026-11-27T10:00", "sat weekly", "2026-11-28T10:00"),
        ("2026-11-28T10:00", "sat weekly", "2026-12-05T10:00"),
        ("2026-11-28T10:00", "sat,sun weekly", "2026-12-05T10:00"),
        ("2026-11-25T10:00", "sat,sun weekly", "2026-11-29T10:00"),
        ("2026-11-25T10:00", "mon-fri weekly", "2026-12-02T10:00"),
        ("2026-11-23T10:00", "mon fortnightly", "2026-12-07T10:00"),
        ("2026-11-23T10:00", "17:00- weekly", "2026-11-30T17:00"),
        ("2026-11-23T10:00", "sun 18:30- monthly", "2026-12-20T18:30"),
        ("2026-11-23T10:00", "22:00- weekly", "2026-11-30T19:45"),
        ("2026-11-23T10:00", "05:30- weekly", "2026-11-30T08:00"),
    ],
)
def test_a_reminder_comes_at_the_pace_chosen(seen: str, pace: str, expected: str) -> None:
    assert due(founder(seen, pace)) == london(expected)
    assert due(founder(london(seen).astimezone(UTC), pace)) == london(expected)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T19:59:59", "2026-11-23T19:59:59"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-11-23T07:59:59", "2026-11-23T08:00"),
        ("2026-11-27T20:00", "2026-11-30T08:00"),
        ("2026-11-28T11:15", "2026-11-30T11:15"),
        ("2026-03-28T23:30", "2026-03-30T08:00"),
        ("2026-03-29T00:30", "2026-03-30T08:00"),
        ("2026-10-24T20:00", "2026-10-26T08:00"),
        ("2026-10-25T01:30", "2026-10-26T08:00"),
        ("2026-12-24T20:30", "2026-12-29T08:00"),
        ("2027-01-01T12:00", "2027-01-04T12:00"),
    ],
)
def test_one_that_is_late_waits_for_a_polite_hour(moment: str, expected: str) -> None:
    assert polite(london(moment), When(repeats="weekly")) == london(expected)
    assert polite(london(moment).astimezone(UTC), When(repeats="weekly")) == london(expected)


@given(
    seen=st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    late=st.timedeltas(timedelta(0), timedelta(days=60)),
    pace=st.sampled_from(
        ["weekly", "fortnightly", "monthly", "sat weekly", "sun 23:00- weekly", "mon-fri 05:00- weekly"]
    ),
)
@settings(max_examples=150)
def test_nobody_is_ever_written_to_at_a_bad_time(seen: datetime, late: timedelta, pace: str) -> None:
    session = founder(seen, pace)
    now = seen + late
    moment = due(session, now)
    assert moment is not None and moment >= now
    here = moment.astimezone(LONDON)
    assert 8 <= here.hour < 20
    when = wanted({"reminders": pace})
    assert when and suits(here.date(), when)
    assert due(session, moment) == moment
    assert moment - max(seen, now) <= timedelta(days=45)


def test_a_timer_that_is_late_is_set_anew_without_a_word() -> None:
    session = founder("2026-11-20T19:00")
    saturday = london("2026-11-28T08:05")
    turn = remind(session, KIND, at(saturday))
    assert turn is not None and (turn.says, turn.session) == ((), session)
    assert timers(turn.session, at(saturday)) == {KIND: london("2026-11-30T08:05")}


# Who


@pytest.mark.parametrize("pace", [None, "never", "unsaid", "hourly", "daily", "", "weekly weekly"])
def test_whoever_chose_no_pace_gets_none(pace: str | None) -> None:
    session = founder("2026-11-23T10:00", pace, public_liability="done", done_on="public_liability=2026-01-05")
    assert timers(session, at(london("2026-12-23T10:00"))) == {}
    assert remind(session, KIND, at(london("2026-12-23T10:00"))) is None


def test_whoever_opted_out_gets_none_even_if_a_step_runs_out() -> None:
    session = founder("2026-11-23T10:00", dbs="done", done_on="dbs=2026-01-05")
    assert due(session)
    assert due(replace(session, opted_out=True)) is None


def test_whoever_has_no_checklist_gets_none() -> None:
    assert timers(Session(), at(london("2026-11-23T10:00"))) == {}
    assert timers(Session(seen_at=london("2026-11-23T10:00")), at(london("2026-11-23T10:00"))) == {}


def all_done(area: str = "essex") -> dict[str, str]:
    """Marks of every step, done at a time that nobody knows."""
    checklist = known()[0].checklists.of(area)
    return {step.name: "done" for step in steps(checklist, ABOUT)}


def test_whoever_has_nothing_left_gets_none() -> None:
    done = all_done()
    assert due(founder("2026-11-23T10:00", **done)) is None
    assert due(founder("2026-11-23T10:00", **{**done, "contract": "later"})) == london("2026-11-30T10:00")
    assert due(founder("2026-11-23T10:00", **{**done, "contract": "not_for_me"})) is None


# Unanswered


def reminded(session: Session, until: datetime, area: str = "essex") -> tuple[Session, list[tuple[datetime, str]]]:
    """The reminders that somebody gets until a time if they say nothing. The session goes through JSON each time."""
    sent: list[tuple[datetime, str]] = []
    assert session.seen_at
    now = session.seen_at
    while (moment := timers(session, at(now, area)).get(KIND)) and moment <= until:
        assert moment > now or not sent
        now = moment
        turn = remind(session, KIND, at(now, area))
        assert turn and turn.says
        content = known()[0]
        sent.append((now, " ".join(text_of(say, content, area) for say in turn.says)))
        session = from_json(to_json(turn.session))
    return session, sent


@pytest.mark.parametrize(
    ("pace", "days"),
    [
        ("weekly", ["2026-11-30", "2026-12-07"]),
        ("fortnightly", ["2026-12-07", "2026-12-21"]),
        ("monthly", ["2026-12-23", "2027-01-25"]),
    ],
)
def test_two_that_nobody_answers_are_the_last(pace: str, days: list[str]) -> None:
    session, sent = reminded(founder("2026-11-23T10:00", pace), london("2027-11-01T10:00"))
    assert [moment.date().isoformat() for moment, _ in sent] == days
    first, last = (text for _, text in sent)
    assert "Your next step: Your idea (0 of 21 done)" in first and "PAUSE REMINDERS" in first
    assert "not remind you again" not in first
    assert "not remind you again until you write" in last and "PAUSE REMINDERS" in last
    assert sent_in(session).unanswered == 2


def test_any_word_makes_them_come_again() -> None:
    session, _ = reminded(founder("2026-11-23T10:00"), london("2027-01-01T10:00"))
    session, sent = reminded(replace(session, seen_at=london("2027-01-13T11:00")), london("2027-06-01T10:00"))
    assert [moment for moment, _ in sent] == [london("2027-01-20T11:00"), london("2027-01-27T11:00")]


def test_a_reminder_can_be_answered_by_its_numbers() -> None:
    away = replace(founder("2026-11-23T10:00", idea="done"), flow="find_support", asked="place", misses=1)
    session, _ = reminded(away, london("2026-12-01T10:00"))
    assert (session.flow, session.asked, session.misses) == (NAME, "demand", 0)
    assert session.offered[0] == "setup_checklist:demand:done"
    assert session.seen_at == away.seen_at


def test_one_that_has_no_step_to_tell_asks_what_is_open() -> None:
    half = founder("2026-11-23T10:00")
    half = half.keeping(NAME, {name: code for name, code in half.held().items() if name != "food"})
    session, [(_, text)] = reminded(half, london("2026-12-01T10:00"))
    assert (session.asked, len(session.offered)) == ("food", 4)
    assert "0 of 21 steps" in text and text.endswith("Will you make or serve food?")
    later = founder("2026-11-23T10:00", **{**all_done(), "contract": "later"})
    session, [(_, text)] = reminded(later, london("2026-12-01T10:00"))
    assert (session.asked, session.offered) == ("put_off", ("setup_checklist:at:see.contract",))


# What has to be done again


@pytest.mark.parametrize(
    ("area", "marks", "expected"),
    [
        ("cambridgeshire", {"dbs": "2025-11-23"}, "2027-10-12T10:00"),
        ("essex", {"dbs": "2026-11-23"}, "2027-10-12T10:00"),
        ("essex", {"ico": "2026-11-20"}, "2027-10-11T10:00"),
        ("essex", {"public_liability": "2026-11-23"}, "2027-10-12T10:00"),
        ("essex", {"training": "2024-02-29"}, "2026-11-23T10:00"),
        ("essex", {"idea": "2026-11-23", "hmrc": "2026-11-23"}, None),
        ("essex", {"motor": "2026-11-23"}, None),
        ("essex", {"dbs": "2026-11-23", "policies": "2026-11-01"}, "2027-09-20T10:00"),
    ],
)
def test_a_step_is_spoken_of_six_weeks_before_it_is_over(
    area: str, marks: dict[str, str], expected: str | None
) -> None:
    done_on = " ".join(f"{name}={day}" for name, day in marks.items())
    session = founder("2026-11-23T10:00", **all_done(area), motor="done", done_on=done_on)
    assert due(session, area=area) == (london(expected) if expected else None)


def test_a_course_is_renewed_by_its_own_name() -> None:
    """Its step holds others, which are not done with it."""
    taken = {"courses": "training.first_aid", "marks": "courses=training.first_aid"}
    session = founder("2026-11-23T10:00", "monthly", **taken, ends_on="training=2027-01-10")
    session, sent = reminded(session, london("2026-12-02T10:00"))
    assert "renew: First aid (by 10 January 2027)" in sent[-1][1]
    assert session.offered == ("setup_checklist:courses:training",)


def test_what_has_to_be_done_again_is_told_once_though_nobody_answers() -> None:
    session = founder("2026-11-23T10:00", "monthly", dbs="done", done_on="dbs=2025-11-23")
    seen, (session, sent) = session.seen_at, reminded(session, london("2027-11-20T10:00"), "cambridgeshire")
    assert [moment.date().isoformat() for moment, _ in sent] == ["2026-12-23", "2027-01-25", "2027-10-12"]
    assert "renew: DBS check (by 23 November 2027)" in sent[-1][1] and "PAUSE REMINDERS" in sent[-1][1]
    assert (session.asked, session.offered) == ("dbs", ("setup_checklist:dbs:done",))
    assert session.seen_at == seen, "what we write is no word of theirs"
    again = replace(session.keeping(NAME, {**session.held(NAME), "done_on": "dbs=2027-11-01"}), asked=None)
    again = replace(again, seen_at=london("2029-01-08T10:00"))
    _, sent = reminded(again, london("2029-12-01T10:00"), "cambridgeshire")
    assert "2029-09-20" in [moment.date().isoformat() for moment, _ in sent]


def test_a_date_beyond_a_years_silence_is_told_of_a_month_before_all_is_wiped() -> None:
    session = founder("2026-11-23T10:00", "monthly", **all_done(), ends_on="training=2029-05-01")
    session, sent = reminded(session, london("2027-11-22T10:00"))
    assert [moment.date().isoformat() for moment, _ in sent] == ["2027-10-25"]
    assert "After 12 we wipe all that you told us" in sent[0][1]
    _, sent = reminded(replace(session, seen_at=london("2027-10-26T10:00")), london("2028-10-25T10:00"))
    assert [moment.date().isoformat() for moment, _ in sent] == ["2028-09-25"]
    _, sent = reminded(replace(session, seen_at=london("2028-11-01T10:00")), london("2029-10-30T10:00"))
    assert [text.count("1 May 2029") for _, text in sent] == [1], sent


def test_many_that_are_over_together_are_told_three_at_a_time_a_week_apart() -> None:
    done_on = " ".join(f"{name}=2026-11-23" for name in ("dbs", "ico", "public_liability", "training", "policies"))
    session, sent = reminded(founder("2026-11-23T10:00", **all_done(), done_on=done_on), london("2028-01-01T10:00"))
    assert [moment for moment, _ in sent] == [london("2027-10-12T10:00"), london("2027-10-18T10:00")]
    assert [text.count(";") for _, text in sent] == [2, 1]
    assert len(session.offered) == 2
    assert session.asked is None


def test_a_step_known_by_an_older_name_keeps_its_day() -> None:
    item = known()[0].checklists.general.items["ico"].model_copy(update={"was": ("data",)})
    [one] = renewals([("ico", item)], {"done_on": "data=2026-11-23"})
    assert (one.on, one.dated) == (date(2027, 11, 23), True)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-11-23", 1, "2026-12-23"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-30", 24, "2028-11-30"),
        ("2026-12-01", 12, "2027-12-01"),
    ],
)
def test_months_on_keep_the_day_or_the_last(day: str, months: int, expected: str) -> None:
    assert months_on(date.fromisoformat(day), months).isoformat() == expected


def test_days_of_a_session_without_any() -> None:
    assert days_done({}) == {}
