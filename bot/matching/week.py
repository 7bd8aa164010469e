"""The week in steps of five minutes: a provider's days as text and as bits, and the windows that somebody asks for.

A week is an integer of 2016 bits, the lowest being Monday 00:00-00:05, so that two weeks are compared by `&`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from functools import lru_cache
from itertools import groupby

from bot.matching.provider import Slot
from bot.matching.when import DAYS, When, weekly_slots

STEP = 5
DAY = 24 * 60
DAY_BITS = DAY // STEP
WEEK_BITS = 7 * DAY_BITS
WEEK = (1 << WEEK_BITS) - 1
HOUR_BITS = 60 // STEP
DAWN = 7 * 60
"""When a day begins for somebody who names no hours: a Friday night is not Saturday."""

DAYTIME = (8 * 60, 20 * 60)
"""The hours that somebody means most likely who names none: most nights end by its first and begin by its last."""

PARTS = {
    "morning": (DAWN, 12 * 60),
    "afternoon": (12 * 60, 17 * 60),
    "evening": (17 * 60, 21 * 60),
    "night": (21 * 60, DAY + DAWN),
}
WHOLE_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_WORDS = {"daily": range(7), "everyday": range(7), "weekday": range(5), "weekend": range(5, 7)}
DAY_NAMES = {
    **{day: number for number, day in enumerate(DAYS)},
    **{day: number for number, day in enumerate(WHOLE_DAYS)},
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}

BY_ARRANGEMENT = "by arrangement"
"""What some write in place of leaving the days blank."""

_JOINED = (("every day", "daily"), ("each day", "daily"), (" to ", "-"), (" until ", "-"), (" till ", "-"))
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(am|pm)?")


# A provider's days as text


def read_days(text: str) -> tuple[Slot, ...]:
    """Slots of `mon-fri morning afternoon; sat 09:00-13:00`. Raises ValueError saying what cannot be read."""
    if text.strip().casefold() == BY_ARRANGEMENT:
        return ()
    found = [slot for piece in re.split(r"[;\n]", _plain(text)) for slot in _slots_of(piece.split())]
    return merged(found)


def _plain(text: str) -> str:
    words = f" {text.casefold()} "
    for said, meant in (("–", "-"), ("—", "-"), *_JOINED):
        words = words.replace(said, meant)
    return re.sub(r"\s*-\s*", "-", re.sub(r"[,&/+()]|:(?!\d)|\band\b", " ", words))


def _slots_of(tokens: list[str]) -> Iterator[Slot]:
    """Slots of one piece: days, then parts of the day or clock times; days again start afresh."""
    days: list[int] = []
    times: list[tuple[int, int]] = []
    for token in tokens:
        named = _days_of(token)
        if named and times:
            yield from _crossed(days, times)
            days, times = [], []
        if named:
            days += named
        else:
            times.append(_times_of(token))
    if tokens:
        yield from _crossed(days, times)


def _crossed(days: list[int], times: list[tuple[int, int]]) -> Iterator[Slot]:
    if not days:
        raise ValueError("say which days, for example mon-fri morning")
    if not times:
        raise ValueError(f"say which part of {DAYS[days[0]]}: morning, afternoon, evening, night, or 09:00-13:00")
    for day in days:
        for start, end in times:
            yield from _split(day, start, end)


def _split(day: int, start: int, end: int) -> Iterator[Slot]:
    """A stretch that may run past midnight, as one or two slots."""
    yield day, start, min(end, DAY)
    if end > DAY:
        yield (day + 1) % 7, 0, end - DAY


def part_of_week(when: When) -> str:
    """What statistics keep of a time: `weekend-afternoon`, `weekday`, `evening` or `any`; no day, and no hour."""
    days = {day for day, _, _ in weekly_slots(replace(when, start=None, end=None))}
    kind = "weekday" if max(days) < 5 else "weekend" if min(days) > 4 else ""
    return "-".join(filter(None, (kind, part_of_day(when.start, when.end)))) or "any"


def part_of_day(start: time | None, end: time | None) -> str:
    """The part of the day that these hours are in; empty where they are none, or hardly in one."""
    if start is None and end is None:
        return ""
    first, last = _minutes(start), _minutes(end)
    begins = (last or DAY) - 1 if first is None else first
    ends = begins + 1 if last is None else last + DAY * (last <= begins)
    shared = {name: min(ends, to) - max(begins, since) for name, (since, to) in PARTS.items()}
    best = max(shared, key=shared.__getitem__)
    return best if 3 * shared[best] >= 2 * (ends - begins) else ""


def _days_of(token: str) -> list[int]:
    """The weekdays that a token names: `mon`, `mon-fri`, `weekends`; [] when it names none."""
    if token.removesuffix("s") in DAY_WORDS:
        return list(DAY_WORDS[token.removesuffix("s")])
    ends = [DAY_NAMES.get(word, DAY_NAMES.get(word.removesuffix("s"))) for word in token.split("-")]
    known = [day for day in ends if day is not None]
    if len(known) != len(ends) or len(ends) > 2:
        return []
    first, last = known[0], known[-1]
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _times_of(token: str) -> tuple[int, int]:
    """Minutes from and to: of a part of the day, or of clock times, past midnight where the end comes first."""
    part = token.removesuffix("s")
    if part in PARTS:
        return PARTS[part]
    ends = [_CLOCK.fullmatch(word) for word in token.split("-")]
    if len(ends) != 2 or not (ends[0] and ends[1]) or not any(end[2] or end[3] for end in ends if end):
        raise ValueError(f"cannot read '{token}'; write for example mon-fri morning; sat 09:00-13:00")
    start, end = _minute(ends[0]), _minute(ends[1])
    if start == end or start >= DAY:
        raise ValueError(f"'{token}' is no stretch of time")
    return start, end if end > start else end + DAY


def _minute(clock: re.Match[str]) -> int:
    hour, minute, half = int(clock[1]), int(clock[2] or 0), clock[3]
    if half and not 1 <= hour <= 12:
        raise ValueError(f"'{clock[0]}' is no time of day")
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if hour * 60 + minute > DAY or minute > 59:
        raise ValueError(f"'{clock[0]}' is no time of day")
    return hour * 60 + minute


def merged(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Slots in week order, those that touch or overlap made one."""
    kept: list[Slot] = []
    for day, start, end in sorted(slots):
        if kept and kept[-1][0] == day and start <= kept[-1][2]:
            kept[-1] = (day, kept[-1][1], max(end, kept[-1][2]))
        else:
            kept.append((day, start, end))
    return tuple(kept)


def nights_whole(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Slots with each night that was split at midnight whole again, its end past 1440."""
    after = {(day - 1) % 7: end for day, start, end in slots if start == 0}
    before = {day for day, _, end in slots if end == DAY}
    whole = tuple(
        (day, start, DAY + after[day] if end == DAY and day in after else end)
        for day, start, end in slots
        if start or (day - 1) % 7 not in before
    )
    return whole or slots


def write_days(slots: Iterable[Slot]) -> str:
    """Slots as text that `read_days` reads back: `mon-fri 09:00-17:00; sat 09:00-12:00`."""
    ranges = {day: tuple(slot[1:] for slot in own) for day, own in groupby(slots, key=lambda slot: slot[0])}
    runs: list[list[int]] = []
    for day in ranges:
        if runs and runs[-1][-1] == day - 1 and ranges[runs[-1][0]] == ranges[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "; ".join(f"{_named(days)} {' '.join(map(_clocks, ranges[days[0]]))}" for days in runs)


def _named(days: list[int]) -> str:
    return DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]}-{DAYS[days[-1]]}"


def _clocks(stretch: tuple[int, ...]) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in stretch)


# The week as bits


def bits_of(slots: Iterable[Slot]) -> int:
    """The steps of these slots."""
    bits = 0
    for day, start, end in slots:
        bits |= stretch(day, start, end)
    return bits


def stretch(day: int, start: int, end: int) -> int:
    """The steps from `start` to `end`, minutes of `day`, to the nearest and at least one; round the week."""
    first, last = day * DAY_BITS + _step(start), day * DAY_BITS + _step(end)
    bits = (1 << max(last, first + 1)) - (1 << first)
    return (bits | bits >> WEEK_BITS) & WEEK


def turned(bits: int, steps: int) -> int:
    """The bits so many steps later, round the week."""
    later = steps % WEEK_BITS
    return (bits << later | bits >> WEEK_BITS - later) & WEEK


def _step(minute: int) -> int:
    return (2 * minute + STEP) // (2 * STEP)


# What somebody asks for


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch asked for on one weekday: its steps, how many of them will do, and how many are all of it."""

    day: int
    bits: int
    enough: int
    whole: int
    start: int
    end: int
    """Minutes of the day; `end` runs past 1440 into the next."""
    likely: int
    """The steps that `whole` counts: of a day without hours its daytime, as a night is not what most mean by it."""
    hours: bool
    """Whether they named an hour."""

    def later(self, days: int) -> "Window":
        """The same hours so many days on."""
        bits, likely = (turned(some, days * DAY_BITS) for some in (self.bits, self.likely))
        return replace(self, day=(self.day + days) % 7, bits=bits, likely=likely)


@dataclass(frozen=True, slots=True)
class Wish:
    """Windows of which one will do; the whole of the wish is every one of them, or any where no day was named."""

    windows: tuple[Window, ...]
    every: bool


@lru_cache(maxsize=1024)
def wishes(when: When | None) -> tuple[Wish, ...]:
    """What a When asks for, weekday by weekday; () for any time. Fortnightly and monthly count as weekly."""
    if when is None:
        return ()
    return tuple(wish for one in (when, *when.others) if (wish := _wish(one)))


def _wish(when: When) -> Wish | None:
    days, every = _weekdays(when)
    hours = when.start is not None or when.end is not None
    if not hours and not every and len(days) == 7:
        return None
    return Wish(tuple(_window(day, when) for day in days), every)


def _weekdays(when: When) -> tuple[tuple[int, ...], bool]:
    """The weekdays asked for, and whether each of them was named."""
    named = tuple(DAYS.index(day) for day in when.days)
    if when.date and not when.until and not named and when.repeats == "monthly":
        return (when.date.weekday(),), True
    if when.date and when.until:
        span = min((when.until - when.date).days, 6) + 1
        within = [(when.date + timedelta(step)).weekday() for step in range(span)]
        return tuple(day for day in within if day in named) or tuple(within), bool(named)
    return (named, True) if named else (tuple(range(7)), when.repeats == "daily")


def _window(day: int, when: When) -> Window:
    """One day's window: at least half of it will do; of an open end an hour; of no hours at all, any time that day."""
    start, end = _minutes(when.start), _minutes(when.end)
    if start is not None and end is not None:
        end = end if end > start else end + DAY
        bits = stretch(day, start, end)
        return Window(day, bits, (bits.bit_count() + 1) // 2, bits.bit_count(), start, end, bits, hours=True)
    if start is None and end is None:
        bits, daytime = stretch(day, DAWN, DAWN + DAY), stretch(day, *DAYTIME)
        return Window(day, bits, 1, HOUR_BITS, DAWN, DAWN + DAY, daytime, hours=False)
    first, last = _open(start, end)
    bits = stretch(day, first, last)
    enough = min(HOUR_BITS, bits.bit_count())
    return Window(day, bits, enough, enough, first, last, bits, hours=True)


def _open(start: int | None, end: int | None) -> tuple[int, int]:
    """The stretch of a window with one end: to midnight or an hour on, or from dawn."""
    if start is not None:
        return start, max(DAY, start + 60)
    last = end or DAY
    return (DAWN if last >= DAWN + 60 else 0), last


def _minutes(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute
