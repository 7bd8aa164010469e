"""When: on which days and hours support is wanted. As text to keep, as windows, and whether gone by."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
REPEATS = ("once", "daily", "weekly", "fortnightly", "monthly")
MIDNIGHT = 24 * 60

Day = date
"""A day: the type of a field that is itself called `date`."""
Slot = tuple[int, int, int]
"""Weekday (Monday 0), first minute, last minute (up to 1440; what runs past midnight is split there)."""


@dataclass(frozen=True, slots=True)
class When:
    """When support is wanted. All empty means any time. `end` may be earlier than `start`: past midnight."""

    date: Day | None = None
    until: Day | None = None
    days: tuple[str, ...] = ()
    start: time | None = None
    end: time | None = None
    repeats: str | None = None
    """once, daily, weekly, fortnightly, monthly, or None when not said."""
    urgent: bool = False
    others: tuple["When", ...] = ()
    together: bool = False
    """Whether all of the windows are wanted, and not one or another."""


def each(when: When) -> tuple[When, ...]:
    """`when` and its second windows, one after the other, none of them with others of its own."""
    return (replace(when, others=(), together=False), *when.others) if when.others else (when,)


def windows_as(windows: Iterable[When], together: bool) -> When:
    """These windows as one When, each of them once. There is at least one."""
    found = list(windows)
    if len(found) == 1 and not (found[0].others or found[0].together):
        return found[0]
    first, *others = dict.fromkeys(found)
    return replace(first, others=tuple(others), together=together and bool(others))


# As text: `2026-11-28 14:00-17:00`, `2026-12-10..2026-12-14`, `mon,wed 09:00-12:00 weekly`, `any`

_ANY = "any"
_OR, _AND = " | ", " & "
_URGENT = "urgent"
_DAYS_TEXT = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)([,-](mon|tue|wed|thu|fri|sat|sun))*")
_DATES_TEXT = re.compile(r"(\d{4}-\d\d-\d\d)?(\.\.)?(\d{4}-\d\d-\d\d)?")
_HOURS_TEXT = re.compile(r"(\d\d:\d\d)?-(\d\d:\d\d)?")


def canonical(when: When) -> str:
    """The text that a session keeps, and `from_canonical` reads back: one word a field.

    Second windows come after ` | `, or after ` & ` where all are wanted.
    """
    return (_AND if when.together else _OR).join(_text(one) for one in each(when))


@lru_cache(maxsize=4096)
def from_canonical(code: str) -> When | None:
    """The When of a text that `canonical` wrote; None for any other text."""
    try:
        first, *others = (_read(part) for part in code.split(_AND if _AND in code else _OR))
    except ValueError:
        return None
    return replace(first, others=tuple(others), together=_AND in code)


def _text(when: When) -> str:
    dates, plain = _dates_text(when), _is_one_date(when)
    words = (
        dates,
        "" if plain else days_text(when.days),
        f"{_clock(when.start)}-{_clock(when.end)}" if when.start or when.end else "",
        "" if plain else when.repeats or "",
        _URGENT if when.urgent else "",
    )
    return " ".join(filter(None, words)) or _ANY


def _is_one_date(when: When) -> bool:
    """Whether days and repeats follow from the date, so that the text can leave them out."""
    day = when.date
    return day is not None and when.until is None and (when.days, when.repeats) == ((DAYS[day.weekday()],), "once")


def _dates_text(when: When) -> str:
    if when.date and _is_one_date(when):
        return when.date.isoformat()
    if not when.date and not when.until:
        return ""
    return f"{when.date.isoformat() if when.date else ''}..{when.until.isoformat() if when.until else ''}"


def days_text(days: tuple[str, ...]) -> str:
    """Days as `mon,wed` or, three and more in a row, `mon-fri`."""
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in runs(days))


def runs(days: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """`days`, which are in week order, in stretches that follow one another without a gap."""
    run: tuple[str, ...] = ()
    for day in days:
        if run and DAYS.index(day) != DAYS.index(run[-1]) + 1:
            yield run
            run = ()
        run = (*run, day)
    if run:
        yield run


def _clock(at: time | None) -> str:
    return at.isoformat("minutes") if at else ""


def _read(text: str) -> When:
    """One window of a text. Raises ValueError for a word that is not understood, or comes twice."""
    when = When()
    for word in [] if text == _ANY else text.split(" "):
        if (read := _read_word(when, word)) == when:
            raise ValueError(word)
        when = read
    return when


def _read_word(when: When, word: str) -> When:
    if word == _URGENT:
        return replace(when, urgent=True)
    if word in REPEATS:
        return replace(when, repeats=word)
    if _DAYS_TEXT.fullmatch(word):
        return replace(when, days=_read_days(word))
    if word and (found := _DATES_TEXT.fullmatch(word)):
        return _read_dates(when, *found.groups())
    if found := _HOURS_TEXT.fullmatch(word):
        start, end = (time.fromisoformat(part) if part else None for part in found.groups())
        return replace(when, start=start, end=end)
    raise ValueError(word)


def _read_days(word: str) -> tuple[str, ...]:
    named: set[str] = set()
    for part in word.split(","):
        ends = [DAYS.index(day) for day in part.split("-")]
        named.update(DAYS[ends[0] : ends[-1] + 1])
    return in_order(named)


def _read_dates(when: When, first: str | None, dots: str | None, last: str | None) -> When:
    start, end = (date.fromisoformat(part) if part else None for part in (first, last))
    if start and not dots:
        if end:
            raise ValueError(first)
        return replace(when, date=start, days=(DAYS[start.weekday()],), repeats="once")
    return replace(when, date=start, until=end)


def in_order(days: Iterable[str]) -> tuple[str, ...]:
    """Days in week order, each once."""
    named = set(days)
    return tuple(day for day in DAYS if day in named)


# Gone by


def has_passed(when: When, now: datetime) -> bool:
    """Whether nothing of `when` lies ahead of `now` (Europe/London, as `hear` took it): a one-off date gone by."""
    return all(_one_has_passed(one, now) for one in each(when))


def _one_has_passed(when: When, now: datetime) -> bool:
    last = when.until or (when.date if _is_one_date(when) else None)
    if last is None:
        return False
    if last == now.date() and when.end and (when.start is None or when.start < when.end):
        return when.end <= now.time().replace(tzinfo=None)
    return last < now.date()


def under_way(when: When, today: Day) -> When:
    """`when` without the day that it was to begin on, where that is over: "from 28 Nov", said in December."""
    return windows_as((_begun(one, today) for one in each(when)), when.together)


def _begun(when: When, today: Day) -> When:
    over = when.date and when.date < today and when.until is None and when.repeats != "once"
    return replace(when, date=None, urgent=False) if over else when


# As windows


def weekly_slots(when: When) -> tuple[Slot, ...]:
    """The week that `when` asks for, in minutes: every day when none is named, all day when no hours are.

    Second windows are not in it; ask for each of `each(when)`.
    """
    days = [DAYS.index(day) for day in when.days] or (list(range(7)) if when.date is None else _days_of_dates(when))
    return tuple(sorted(((day + later) % 7, first, last) for day in days for later, first, last in _pieces(when)))


def windows(when: When, start: date, days: int) -> list[tuple[date, int, int]]:
    """Every window of `when` (second windows too) on `days` days from `start`: day, first minute, last minute.

    What began the evening before `start` counts from its midnight. A fortnight without a date begins in the first week.
    """
    stop = start + timedelta(days)
    found = {
        (day + timedelta(later), first, last)
        for one in each(when)
        for day in _days_between(one, start - timedelta(1), stop)
        for later, first, last in _pieces(one)
    }
    return sorted(piece for piece in found if start <= piece[0] < stop)


def _pieces(when: When) -> list[tuple[int, int, int]]:
    """Hours as (days later, first minute, last minute): one piece, or two past midnight."""
    first = _minutes(when.start) if when.start else 0
    last = _minutes(when.end) if when.end else MIDNIGHT
    if last > first:
        return [(0, first, last)]
    return [(0, first, MIDNIGHT)] + ([(1, 0, last)] if last else [])


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _days_of_dates(when: When) -> list[int]:
    first = when.date or date.min
    length = (when.until - first).days + 1 if when.until else 1 if when.repeats == "once" else 7
    return sorted({(first + timedelta(day)).weekday() for day in range(min(7, max(1, length)))})


def _days_between(when: When, start: date, stop: date) -> Iterator[date]:
    """The days on which `when` falls, from `start` to before `stop`."""
    first = max(start, when.date) if when.date else start
    if when.until:
        stop = min(stop, when.until + timedelta(1))
    anchor = when.date or _first_named(when, start + timedelta(1))
    for number in range((stop - first).days):
        day = first + timedelta(number)
        if (not when.days or DAYS[day.weekday()] in when.days) and _is_turn(when, day, anchor):
            yield day


def _first_named(when: When, start: date) -> date:
    """The first day from `start` that is one of the days named."""
    return next((d for d in (start + timedelta(n) for n in range(7)) if DAYS[d.weekday()] in when.days), start)


def _is_turn(when: When, day: date, anchor: date) -> bool:
    """Whether it is the turn of `day` in a rhythm that began at `anchor`."""
    if when.repeats == "fortnightly":
        return (_monday(day) - _monday(anchor)).days % 14 == 0
    if when.repeats == "monthly":
        return _nth(day) == _nth(anchor) if when.days else day.day == min(anchor.day, _length(day))
    return when.repeats != "once" or when.until is not None or when.date is None or day == when.date


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _length(day: date) -> int:
    """How many days the month of `day` has."""
    return monthrange(day.year, day.month)[1]


def _nth(day: date) -> int:
    return (day.day - 1) // 7
