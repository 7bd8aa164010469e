"""Times: the corpus of what people say, corrections, the text kept in a session, windows, and the words said back."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.sms_text import count
from bot.content import CONTENT
from bot.content.pieces import read_yaml
from bot.content.times import Times
from bot.matching.text import blank, clean
from bot.matching.time_grammar import ordinary
from bot.matching.time_put_right import put_right
from bot.matching.time_rules import ATOMS, WISHES
from bot.matching.time_words import TimeWords, time_words
from bot.matching.times import (
    DAYS,
    HeardWhen,
    When,
    canonical,
    each,
    from_canonical,
    has_passed,
    hear,
    hear_both,
    joined,
    limits_texts,
    merged,
    spoken,
    weekly_slots,
    windows,
)

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - a Monday, in local time
CORPUS: list[dict[str, Any]] = read_yaml(Path(__file__).parent / "understanding" / "times.yaml")
MISSES = "known misses"
ORDINARY_LENGTH = 50
"""Bytes of the text of one window."""


def heard(said: str, now: datetime = NOW) -> HeardWhen:
    """What is heard in a message in which something is heard."""
    found = hear(clean(said), now)
    assert found, said
    return found


def heard_text(said: str, now: datetime = NOW) -> str:
    """What is heard, as the corpus writes it."""
    found, left = hear_both(clean(said), now)
    heard = "-" if found is None else canonical(found.when) + (" ?" if found.doubtful else "")
    no_day = [*(f", gone {day}" for day in left.gone), *(", no such day" for _ in left.unknown)]
    not_then = [f", not {first}" if first == last else f", not {first}..{last}" for first, last in left.dates]
    return "".join((heard, *not_then, *no_day))


def rows() -> list[tuple[str, datetime, str]]:
    """Every row of the corpus that is heard right: what is said, when, and what it means."""
    return [
        (said, datetime.fromisoformat(group["now"]), expected)
        for group in CORPUS
        if group["heading"] != MISSES
        for said, expected in group["rows"].items()
    ]


# What people say


@pytest.mark.parametrize("group", [g for g in CORPUS if g["heading"] != MISSES], ids=lambda group: group["heading"])
def test_the_corpus_is_heard_right(group: dict[str, Any]) -> None:
    now = datetime.fromisoformat(group["now"])
    wrong = [
        f"{said!r}: expected {expected!r}, heard {found!r}"
        for said, expected in group["rows"].items()
        if (found := heard_text(said, now)) != expected
    ]
    assert not wrong, "\n".join(wrong)


def test_known_misses_leave_the_list_when_they_come_right() -> None:
    (misses,) = (group for group in CORPUS if group["heading"] == MISSES)
    right = [said for said, expected in misses["rows"].items() if heard_text(said) == expected]
    assert not right, f"heard right now, so move to another heading: {right}"


def test_every_rule_is_heard_at_work_in_the_corpus() -> None:
    found = (heard for said, now, _ in rows() for heard in hear_both(clean(said), now) if heard)
    at_work = {rule for heard in found for rule in heard.rules}
    setting_aside = {rule.name for rule in (*ATOMS.rules, *WISHES.rules) if rule.make is ordinary} | {
        "what the time is",
        "what befell them",
    }
    named = {rule.name for rule in (*ATOMS.rules, *WISHES.rules)}
    assert named - setting_aside - at_work == set()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("sitter for mum sat 2-5pm", "sitter for mum"),
        ("on 3 December at 2 please", "please"),
        ("every other tuesday or thursday from 9 til 5, someone to sit with dad", ", someone to sit with dad"),
        ("help getting washed in the mornings", "help getting washed"),
        ("cleaner for 2 hours on a monday", "cleaner"),
        ("tuesdays and also shopping on fridays", "and also shopping"),
        ("not tuesday, thursday", ""),
        ("from monday to friday", ""),
        ("mum is 90 on friday", "mum is 90"),
        ("as soon as possible, anytime tomorrow", ""),
    ],
)
def test_spans_take_every_word_of_a_time_and_no_other(said: str, left: str) -> None:
    words = clean(said)
    assert " ".join(blank(words, heard(said).spans).split()) == left


def test_an_aware_clock_is_read_as_london_time() -> None:
    summer_night = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    found = hear("tomorrow", summer_night)
    assert found
    assert found.when.date == date(2026, 7, 3)


def test_a_reading_names_its_rules_and_its_doubt() -> None:
    found = heard("next friday at half two")
    assert found.rules == ("next weekday", "a date", "half past", "at an hour")
    assert found.doubtful


def test_excluded_days_are_told() -> None:
    assert heard("not mondays or tuesdays").excluded == ("mon", "tue")


def test_a_spelling_that_is_listed_twice_is_named() -> None:
    content = read_yaml(CONTENT / "times.yaml")
    content["days"]["tue"] += ", mon"
    with pytest.raises(ValueError, match="'mon' is listed twice"):
        TimeWords.of(Times.model_validate(content))


WORDS = sorted({*time_words().single, *(" ".join((f, *r)) for f, o in time_words().phrases.items() for r, _ in o)})
FIGURES = [
    "2",
    "14",
    "27",
    "40",
    "1400",
    "2pm",
    "2.30",
    "5/12",
    "31/2",
    "99/99",
    "3rd",
    "31st",
    "2026-12-05",
    "2hrs",
    "1-2",
]


@given(
    said=st.lists(st.sampled_from(WORDS) | st.sampled_from([*FIGURES, "-", ",", "mum"]), max_size=9).map(" ".join),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1)),  # noqa: DTZ001
)
@example(said="the first of the month", now=datetime(2026, 12, 31))  # noqa: DTZ001
@example(said="before today", now=datetime(2026, 12, 31))  # noqa: DTZ001
@example(said="29th feb", now=datetime(2027, 3, 1))  # noqa: DTZ001
def test_any_words_are_read_without_harm_and_never_as_the_past(said: str, now: datetime) -> None:
    words = clean(said)
    found = hear(words, now)
    if found is None:
        return
    assert from_canonical(canonical(found.when)) == found.when
    assert list(found.spans) == sorted(found.spans)
    assert all(0 <= start < end <= len(words) for start, end in found.spans)
    for one in each(found.when):
        assert one.date is None or one.date >= now.date()
        assert one.until is None or one.until >= (one.date or now.date())


@given(st.text(max_size=80))
def test_any_text_is_read_without_harm(said: str) -> None:
    hear(clean(said), NOW)


# Correcting


@pytest.mark.parametrize(
    ("old", "said", "expected"),
    [
        ("tue 14:00-17:00", "not tuesday, thursday", "thu 14:00-17:00"),
        ("sat 14:00-17:00", "make it 3pm", "sat 15:00-17:00"),
        ("sat 14:00-17:00", "until 6", "sat 14:00-18:00"),
        ("sat 14:00-17:00", "from 1", "sat 13:00-17:00"),
        ("wed 16:00-", "til about 7", "wed 16:00-19:00"),
        ("tue 17:00-19:00", "no 12 oclock", "tue 12:00-14:00"),
        ("tue 17:00-19:00", "no i mean midday", "tue 12:00-14:00"),
        ("tue 17:00-19:00", "dinner is midday", "tue 12:00-14:00"),
        ("sat 14:00-17:00", "6 til 8 instead", "sat 18:00-20:00"),
        ("sat 14:00-17:00", "sunday", "sun 14:00-17:00"),
        ("sat 14:00-17:00", "sunday morning", "sun 07:00-12:00"),
        ("mon,wed,fri 07:00-12:00 weekly", "not wednesday", "mon,fri 07:00-12:00 weekly"),
        ("07:00-12:00", "not mondays", "tue-sun 07:00-12:00"),
        ("mon 09:00-12:00 weekly", "thursdays", "thu 09:00-12:00 weekly"),
        ("mon 09:00-12:00", "every other week", "mon 09:00-12:00 fortnightly"),
        ("mon 09:00-12:00", "its urgent", "mon 09:00-12:00 urgent"),
        ("mon 09:00-12:00 weekly", "the 5th", "2026-12-05 09:00-12:00"),
        ("tue 09:00-12:00", "not tuesday", "mon,wed-sun 09:00-12:00"),
        ("tue 09:00-12:00", "any time", "any"),
        ("07:00-12:00 & 16:00-18:00", "7/7", "mon-sun 07:00-12:00 daily & mon-sun 16:00-18:00 daily"),
        ("tue 09:00-12:00 | thu 14:00-16:00", "friday", "fri 09:00-12:00"),
        ("mon 09:00-10:00", "tomorrow and thursday", "2026-11-24 09:00-10:00 urgent & thu 09:00-10:00"),
        ("mon", "8 til 10 and 4 til 6", "mon 08:00-10:00 & mon 16:00-18:00"),
        ("tue 09:00-12:00 | thu 14:00-16:00", "from 10", "tue 10:00-12:00 | thu 10:00-16:00"),
        ("mon-fri 12:00-14:00", "starting from january", "2027-01-01.. mon-fri 12:00-14:00"),
        ("mon-sun 17:00- daily", "so start from saturday", "2026-11-28.. mon-sun 17:00- daily"),
        ("tue weekly", "until easter", "..2027-03-28 tue weekly"),
        ("mon,thu weekly", "i start back at work on monday 30th", "2026-11-30.. mon,thu weekly"),
        ("mon,thu weekly", "monday", "mon weekly"),
        ("mon", "monday 30th", "2026-11-30"),
        ("2026-12-01..", "every night", "2026-12-01.. mon-sun 21:00-07:00 daily"),
        ("2026-12-01..", "tuesday mornings", "2026-12-01.. tue 07:00-12:00 weekly"),
        ("2026-11-28 14:00-17:00", "from 5 december", "2026-12-05.. 14:00-17:00"),
        ("mon-sat 07:30- daily", "yes every morning apart from sunday", "mon-sat 07:30- daily"),
        ("mon-sat 07:30- daily", "every morning", "mon-sun 07:00-12:00 daily"),
        (
            "mon-sun 07:00-12:00 daily & mon-sun 20:00-22:00 daily",
            "8am and 9pm",
            "mon-sun 08:00-12:00 daily & mon-sun 21:00-22:00 daily",
        ),
        ("07:00-12:00 & 17:00-21:00", "7.30 and 6pm", "07:30-12:00 & 18:00-21:00"),
        ("07:00-12:00 & 17:00-21:00", "3pm and 11pm", "15:00- & 23:00-"),
        ("fri 10:00- weekly & mon 14:00- weekly", "drop the monday", "fri 10:00- weekly"),
        ("wed 14:00-16:00 & fri 10:00-12:00", "leave off the wednesday", "fri 10:00-12:00"),
        ("tue 14:00-16:00 & fri 10:00-12:00", "not the friday", "tue 14:00-16:00"),
        ("mon,fri 10:00-12:00", "not mondays", "fri 10:00-12:00"),
        ("mon-sun 08:00-09:00 & mon-sun 17:00-18:00", "not weekends", "mon-fri 08:00-09:00 & mon-fri 17:00-18:00"),
        ("tue 09:00- | fri 16:00-", "change fri to sat", "tue 09:00- | sat 16:00-"),
        ("mon,fri 16:00-18:00", "swap the friday for saturday", "mon,sat 16:00-18:00"),
        ("tue 09:00- | fri 16:00-", "not fri, sat", "tue 09:00- | sat 16:00-"),
        ("tue 09:00- | fri 16:00-", "change fri to sat 5pm", "tue 09:00- | sat 17:00-"),
        ("mon weekly & 2026-12-04 10:00-", "change fri to sat", "mon weekly & sat 10:00-"),
        ("fri 16:00-", "not mondays, tuesdays", "tue 16:00-"),
        ("2026-12-03", "not thursdays", "mon-wed,fri-sun"),
        ("2026-12-05", "both days saturday and sunday", "2026-12-05..2026-12-06 sat,sun"),
        ("2026-12-05 14:00-17:00", "sat and sun", "2026-12-05..2026-12-06 sat,sun 14:00-17:00"),
        ("2026-12-05", "saturdays and sundays", "sat,sun weekly"),
        ("fortnightly", "monday to friday lunchtimes", "mon-fri 12:00-14:00 fortnightly"),
        ("fortnightly", "mondays every week", "mon weekly"),
        ("tue 09:00- | fri 16:00-", "just the friday", "fri 16:00-"),
        ("tue 09:00- | fri 16:00-", "make the friday 5pm", "tue 09:00- | fri 17:00-"),
        ("tue 09:00- | fri 16:00-", "change the friday to 5", "tue 09:00- | fri 17:00-"),
        ("mon-sun 08:00-09:00 & mon-sun 17:00-18:00", "just the mornings then", "mon-sun 08:00-09:00"),
        ("mon-sun 08:00-09:00 & mon-sun 17:00-18:00", "not the mornings", "mon-sun 17:00-18:00"),
        ("07:00-12:00 & 17:00-21:00", "early evening", "17:00-19:00"),
        ("21:00-07:00", "tonight if possible", "2026-11-23 21:00-07:00 urgent"),
        ("18:00-20:00", "tonight", "2026-11-23 18:00-20:00 urgent"),
        ("09:00-12:00", "tonight", "2026-11-23 17:00- urgent"),
        ("21:00-07:00", "tonight from 6", "2026-11-23 18:00- urgent"),
        ("mon weekly", "8 2 and 8", "mon 08:00- weekly & mon 14:00- weekly & mon 20:00- weekly"),
        ("mon-fri | 2026-12-03 18:00-22:00", "then the evening", "2026-12-03 18:00-22:00"),
    ],
)
def test_a_correction_changes_what_it_names_and_keeps_the_rest(old: str, said: str, expected: str) -> None:
    assert canonical(merged(from_canonical(old), heard(said))) == expected


@pytest.mark.parametrize(
    ("old", "said", "expected"),
    [
        ("mon", "and wednesday", "mon,wed"),
        ("mon 14:00-17:00", "and wed", "mon,wed 14:00-17:00"),
        ("mon 14:00-16:00", "and wednesday morning", "mon 14:00-16:00 & wed 07:00-12:00"),
        ("mon,tue 07:00-12:00", "and tea time too", "mon,tue 07:00-12:00 & mon,tue 16:00-18:00"),
        ("thu 10:00-", "and back again at 2", "thu 10:00- & thu 14:00-"),
        ("sun 21:00-07:00", "2morow nite as well", "sun 21:00-07:00 & 2026-11-24 21:00-07:00 urgent"),
        ("2026-11-24 09:00-10:00 urgent", "and the 26th", "2026-11-24 09:00-10:00 urgent & 2026-11-26 09:00-10:00"),
        ("mon-fri", "and not wednesday", "mon,tue,thu,fri"),
        ("any", "and mondays", "mon weekly"),
        ("mon", "and fortnightly", "mon fortnightly"),
        ("2026-11-30.. mon weekly", "what about thursdays as well", "2026-11-30.. mon,thu weekly"),
        ("sun 10:00-", "and bring her back about half 11", "sun 10:00-11:30"),
    ],
)
def test_what_is_wanted_as_well_is_added(old: str, said: str, expected: str) -> None:
    assert canonical(joined(from_canonical(old), heard(said))) == expected


@pytest.mark.parametrize(
    ("old", "said", "expected"),
    [
        ("thu 18:00- weekly", "not 6 5", "thu 17:00- weekly"),
        ("thu 18:00- weekly", "not at 6, at 5", "thu 17:00- weekly"),
        ("thu 18:00- weekly", "5 not 6", "thu 17:00- weekly"),
        ("11:00-13:00", "not 11, 12", "12:00-13:00"),
        ("2026-11-24 09:00-10:00 & thu 14:00-", "not 2 3", "2026-11-24 09:00-10:00 & thu 15:00-"),
        ("thu 18:00- weekly", "not 7 8", "-"),
        ("2026-12-15", "a.m.", "2026-12-15 07:00-12:00"),
        ("thu 18:00-20:00", "i meant am", "thu 06:00-08:00"),
        ("thu 09:00-12:00", "pm", "thu 12:00-17:00"),
        ("thu 09:00-12:00", "am", "-"),
        ("2026-11-28", "december i mean", "2026-12-28"),
        ("2026-11-28", "no, december", "2026-12-28"),
        ("2026-11-28 14:00-17:00", "sorry i meant december not november", "2026-12-28 14:00-17:00"),
        ("2026-11-24..2026-11-26", "december i mean", "2026-12-24..2026-12-26"),
        ("2026-11-28", "not december", "-"),
        ("2026-11-28", "december", "-"),
        ("sat", "december i mean", "-"),
        ("2026-11-24 urgent", "nah the day after", "2026-11-25"),
        ("2026-11-25", "the day before", "2026-11-24 urgent"),
        ("2026-11-23 urgent", "the day before", "-"),
        ("2026-11-30..2026-12-06", "make it the week after", "2026-12-07..2026-12-13"),
        ("fri 14:00-", "a week later please", "2026-12-04 14:00-"),
        ("fri weekly", "the week after", "2026-12-04.. fri weekly"),
        ("fri", "the next day", "sat"),
        ("mon,wed", "the day after", "-"),
        ("mon weekly", "not this week next", "2026-11-30.. mon weekly"),
        ("mon weekly", "not next week the week after", "2026-12-07.. mon weekly"),
        ("fri", "not this friday, the next one", "2026-12-04"),
        ("09:00-12:00", "not this week but next", "2026-11-30..2026-12-06 09:00-12:00"),
        ("any", "the week after", "-"),
        ("21:00-07:00", "no mornings", "07:00-12:00"),
        ("tue 07:00-12:00 weekly", "no, afternoons please", "tue 12:00-17:00 weekly"),
        ("tue weekly", "no wednesdays", "wed weekly"),
        ("12:00-", "no mornings", "-"),
        ("any", "no mornings", "-"),
        ("2026-11-30", "moved to 7th now", "2026-12-07"),
        ("mon-fri", "no weekends", "-"),
        ("mon-fri", "no fridays", "-"),
    ],
)
def test_a_time_is_put_right_in_few_words(old: str, said: str, expected: str) -> None:
    before = from_canonical(old)
    assert before
    right = put_right(said, before, NOW)
    assert (canonical(right) if right else "-") == expected


def test_only_one_window_and_nothing_else() -> None:
    old = from_canonical("tue 09:00- | fri 16:00-")
    assert canonical(merged(old, heard("just friday 5pm"), only=True)) == "fri 17:00-"


def test_one_window_or_another() -> None:
    either = joined(from_canonical("mon 14:00-16:00"), heard("or wednesday morning"), together=False)
    assert canonical(either) == "mon 14:00-16:00 | wed 07:00-12:00"
    assert spoken(either) == "Mon 2-4pm or Wednesday morning"
    assert spoken(replace(either, together=True)) == "Mon 2-4pm and Wednesday morning"


def test_a_limit_to_texts_is_no_end_of_them() -> None:
    assert all(map(limits_texts, ("dont text me after 9pm", "please do not ring before 10am", "no texts at night")))
    assert not any(map(limits_texts, ("dont text me", "after 9pm", "mondays. dont text me")))


def test_the_first_time_said_stands_as_it_is() -> None:
    found = heard("sat 2-5pm")
    assert merged(None, found) == found.when


# As text

TIMES = st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0))
DATES = st.none() | st.dates(date(2026, 1, 1), date(2040, 1, 1))
SOME_DAYS = st.sets(st.sampled_from(DAYS)).map(lambda chosen: tuple(day for day in DAYS if day in chosen))
WINDOWS = st.builds(
    When,
    date=DATES,
    until=DATES,
    days=SOME_DAYS,
    start=TIMES,
    end=TIMES,
    repeats=st.sampled_from((None, "once", "daily", "weekly", "fortnightly", "monthly")),
    urgent=st.booleans(),
)
WHENS = st.builds(
    lambda one, others, together: merged_windows(one, tuple(others), together),
    WINDOWS,
    st.lists(WINDOWS, max_size=2),
    st.booleans(),
)


def merged_windows(one: When, others: tuple[When, ...], together: bool) -> When:
    """`one` with second windows."""
    return replace(one, others=others, together=together and bool(others))


@given(WHENS)
@example(When(date=date(2026, 11, 28), days=("sat",), repeats="once"))
@example(When(date=date(2026, 11, 28), days=("sat",)))
@example(When(start=time(0), end=time(0)))
def test_every_when_goes_to_text_and_back(when: When) -> None:
    assert from_canonical(canonical(when)) == when


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (When(), "any"),
        (When(urgent=True), "urgent"),
        (When(days=("sat",), start=time(14), end=time(17)), "sat 14:00-17:00"),
        (When(date=date(2026, 11, 28), days=("sat",), repeats="once", start=time(14)), "2026-11-28 14:00-"),
        (When(date=date(2026, 12, 10), until=date(2026, 12, 14)), "2026-12-10..2026-12-14"),
        (When(days=("mon", "wed"), start=time(9), end=time(12), repeats="weekly"), "mon,wed 09:00-12:00 weekly"),
        (When(days=("tue",), others=(When(days=("thu",)),)), "tue | thu"),
    ],
)
def test_the_text_is_plain(when: When, text: str) -> None:
    assert canonical(when) == text


@pytest.mark.parametrize("code", ["", "yes", "sat sat", "28-11-26", "sat  14:00-17:00", "..", "25:00-", "mon | ", "-"])
def test_other_text_is_not_read(code: str) -> None:
    assert from_canonical(code) is None


def test_the_text_of_ordinary_times_is_short() -> None:
    long = [text for _, _, text in rows() for part in re.split(" [|&] |, not ", text) if len(part) > ORDINARY_LENGTH]
    assert not long


# Gone by


@pytest.mark.parametrize(
    ("text", "now", "passed"),
    [
        ("2026-11-28", "2026-11-28T18:00", False),
        ("2026-11-28", "2026-11-29T00:00", True),
        ("2026-11-28 14:00-17:00", "2026-11-28T16:59", False),
        ("2026-11-28 14:00-17:00", "2026-11-28T17:00", True),
        ("2026-11-28 21:00-07:00", "2026-11-28T23:00", False),
        ("2026-12-10..2026-12-14", "2026-12-14T10:00", False),
        ("2026-12-10..2026-12-14", "2026-12-15T10:00", True),
        ("2026-12-07.. mon weekly", "2027-12-07T10:00", False),
        ("..2026-12-25 mon weekly", "2026-12-26T10:00", True),
        ("sat 14:00-17:00", "2036-01-01T10:00", False),
        ("2026-11-28 | 2026-11-29", "2026-11-29T10:00", False),
        ("any", "2036-01-01T10:00", False),
    ],
)
def test_a_one_off_goes_by_and_a_rhythm_does_not(text: str, now: str, passed: bool) -> None:
    when = from_canonical(text)
    assert when
    assert has_passed(when, datetime.fromisoformat(now)) is passed


# As windows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("any", [("23", 0, 1440), ("24", 0, 1440), ("25", 0, 1440)]),
        ("tue 14:00-17:00", [("24", 840, 1020)]),
        ("tue 14:00-", [("24", 840, 1440)]),
        ("-09:00", [("23", 0, 540), ("24", 0, 540), ("25", 0, 540)]),
        ("sun 22:00-06:00", [("23", 0, 360)]),
        ("mon 22:00-06:00", [("23", 1320, 1440), ("24", 0, 360)]),
        ("2026-11-24 14:00-17:00", [("24", 840, 1020)]),
        ("2026-11-25..2026-12-02 09:00-10:00", [("25", 540, 600)]),
        ("mon 09:00-10:00 | wed 14:00-15:00", [("23", 540, 600), ("25", 840, 900)]),
        ("2026-11-17.. tue 09:00-10:00 fortnightly", []),
        ("2026-11-10.. tue 09:00-10:00 fortnightly", [("24", 540, 600)]),
        ("2026-12-01", []),
    ],
)
def test_windows_of_three_days(text: str, expected: list[tuple[str, int, int]]) -> None:
    when = from_canonical(text)
    assert when
    found = windows(when, date(2026, 11, 23), 3)
    assert [(f"{day.day:02}", first, last) for day, first, last in found] == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("sat fortnightly", ["2026-11-28", "2026-12-12", "2026-12-26"]),
        ("mon monthly", ["2026-11-23", "2026-12-28"]),
        ("2026-12-05.. monthly", ["2026-12-05"]),
        ("2026-12-01.. tue monthly", ["2026-12-01"]),
        ("2026-11-28..2026-12-06 sat,sun", ["2026-11-28", "2026-11-29", "2026-12-05", "2026-12-06"]),
    ],
)
def test_rhythms_over_five_weeks(text: str, days: list[str]) -> None:
    when = from_canonical(text)
    assert when
    assert [day.isoformat() for day, _, _ in windows(when, date(2026, 11, 23), 36)] == days


@given(WHENS)
def test_windows_lie_in_their_days(when: When) -> None:
    for day, first, last in windows(when, date(2026, 11, 23), 14):
        assert 0 <= (day - date(2026, 11, 23)).days < 14
        assert 0 <= first < last <= 24 * 60


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("sat 14:00-17:00", ((5, 840, 1020),)),
        ("sun 22:00-06:00", ((0, 0, 360), (6, 1320, 1440))),
        ("2026-11-28 14:00-17:00", ((5, 840, 1020),)),
        ("2026-11-28..2026-11-29", ((5, 0, 1440), (6, 0, 1440))),
        ("2026-11-28.. 09:00-10:00", tuple((day, 540, 600) for day in range(7))),
        ("any", tuple((day, 0, 1440) for day in range(7))),
    ],
)
def test_the_week_asked_for(text: str, slots: tuple[tuple[int, int, int], ...]) -> None:
    when = from_canonical(text)
    assert when
    assert weekly_slots(when) == slots


# Said back


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("any", "any time"),
        ("urgent", "as soon as possible"),
        ("sat", "Saturday"),
        ("sat 14:00-17:00", "Sat 2-5pm"),
        ("2026-11-28 14:00-17:00", "Sat 28 Nov 2-5pm"),
        ("2026-11-24 urgent", "Tue 24 Nov"),
        ("tue,thu 12:00-17:00", "Tuesday and Thursday afternoons"),
        ("mon-fri 07:00-12:00", "Mon-Fri mornings"),
        ("mon,wed,fri 08:00-09:30", "Mon, Wed and Fri 8-9.30am"),
        ("sat fortnightly", "every other Sat"),
        ("mon weekly", "Mondays"),
        ("mon 10:00-12:00 weekly", "Mondays 10am-noon"),
        ("mon monthly", "Monday, once a month"),
        ("mon-sun 07:00-12:00 daily", "every morning"),
        ("mon-sun 08:00-09:00 daily", "every day 8-9am"),
        ("tue-sun", "any day but Monday"),
        ("mon-wed,fri-sun 07:00-12:00", "mornings, any day but Thursday"),
        ("weekly", "every week"),
        ("once", "just once"),
        ("16:00-", "from 4pm"),
        ("-10:00", "until 10am"),
        ("21:00-07:00", "nights"),
        ("22:00-00:00", "10pm-midnight"),
        ("2026-12-10..2026-12-14", "10-14 Dec"),
        ("2026-11-28..2026-12-02", "28 Nov-2 Dec"),
        ("2026-12-07.. mon weekly", "Mondays, from 7 Dec"),
        ("..2026-12-25 tue weekly", "Tuesdays, until 25 Dec"),
        ("2026-11-30..2026-12-02 mon,wed", "Monday and Wednesday, 30 Nov-2 Dec"),
        ("mon 07:00-12:00 | thu 14:00-16:00", "Monday morning or Thu 2-4pm"),
        ("tue urgent", "Tuesday, as soon as possible"),
    ],
)
def test_it_is_said_back_in_plain_words(text: str, words: str) -> None:
    when = from_canonical(text)
    assert when
    assert spoken(when) == words


@given(WHENS)
def test_whatever_it_is_it_can_be_said_in_a_text_message(when: When) -> None:
    words = spoken(when)
    assert words
    assert count(words)[0] == "GSM-7"
