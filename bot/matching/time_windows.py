"""Wishes -> When: which pieces of a message belong together as one window, and what that window is."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from typing import Any

from bot.matching.time_days import WORKING_DAYS
from bot.matching.time_grammar import WEEKEND, Moment
from bot.matching.time_hours import hour_in, within_part
from bot.matching.time_kinds import MIDNIGHT, NOON, Clock, Part
from bot.matching.time_wish import EACH_DAY, Wish
from bot.matching.time_wish_days import EVERY_DAY
from bot.matching.when import DAYS, When

Hours = tuple[int | None, int | None]
"""First and last minute of the day; None is open."""

_REST = {WEEKEND: WORKING_DAYS, WORKING_DAYS: WEEKEND}
_RARITY = (None, EACH_DAY, "daily", "weekly", "fortnightly", "monthly", "once")


# Which belong together


def windows_of(wishes: list[Wish], joints: list[str | None]) -> list[Wish]:
    """Wishes put together, one for each window asked for. `joints` says how each is joined to the one before."""
    gathered, joined = _gathered(_on_other_days(wishes, joints), joints)
    return _shared(gathered, joined)


def _on_other_days(wishes: list[Wish], joints: list[str | None]) -> list[Wish]:
    """ "7am, on weekends 9am": the first hours are of the days that are not named."""
    for number in range(len(wishes) - 2):
        first, days, hours, *after = wishes[number : number + 4]
        bare = first.has_hours and not first.has_days and hours.has_hours and not hours.has_days
        own = (
            joints[number + 2] == "" and not (after and after[0].has_days) and not _same_hours(first, hours, "", False)
        )
        if bare and own and not days.has_hours and days.days in _REST:
            return [*wishes[:number], first._replace(days=_REST[days.days], weekly=True), *wishes[number + 1 :]]
    return wishes


def _gathered(wishes: list[Wish], joints: list[str | None]) -> tuple[list[Wish], list[str | None]]:
    if len(wishes) == 1:
        return wishes, joints
    gathered: list[Wish] = []
    joined: list[str | None] = []
    for number, (wish, joint) in enumerate(zip(wishes, joints, strict=True)):
        following = wishes[number + 1] if number + 1 < len(wishes) else _NOTHING
        own = following.has_hours and joints[number + 1] == ""
        if gathered and _belong(gathered[-1], wish, joint, following, own):
            gathered[-1] = _together(gathered[-1], wish)
        else:
            gathered.append(wish)
            joined.append(joint)
    return gathered, joined


_NOTHING = Wish()


def _belong(one: Wish, two: Wish, joint: str | None, following: Wish, own: bool) -> bool:
    """Whether a second wish is about the same window as the first. `own`: hours follow it at once."""
    if one.has_days and two.has_days and not _same_days(one, two, following if own else _NOTHING):
        return False
    if one.has_hours and two.has_hours:
        return _same_hours(one, two, joint, following.has_days)
    return joint not in ("or", "and") or not _unlike(one, two)


def _unlike(one: Wish, two: Wish) -> bool:
    """Whether one says days only and the other hours only: "evenings or weekends" are two windows."""
    days, hours = (one, two) if one.has_days else (two, one)
    return bool(days.days or days.first) and not days.has_hours and hours.has_hours and not hours.has_days


def _same_days(one: Wish, two: Wish, hours: Wish) -> bool:
    """Whether days go together: more weekdays, weekdays of a stretch of dates, a date with its own weekday."""
    if one.first and two.first:
        return (one.first, one.last) == (two.first, two.last)
    day = one.first or two.first
    if day and not (one.last or two.last):
        return (one.days or two.days) in ((), (day.weekday(),))
    if two.minus or two.opens or not one.has_hours:
        return True
    return _hours_first(one) and (not hours.has_hours or _said_again(one, hours))


def _hours_first(one: Wish) -> bool:
    """Whether hours are told and no days yet, but perhaps the one on which all begins."""
    begins = {*one.days} <= {one.opens.weekday()} if one.opens else not one.has_days
    return one.hours_first or (one.has_hours and begins)


def _same_hours(one: Wish, two: Wish, joint: str | None, days_follow: bool) -> bool:
    """Whether hours go together: a part of the day with a clock in it, a start with an end, parts that touch."""
    if joint == "or" or (one.hours_first and days_follow):
        return False
    if one.part and two.part:
        return _same_part(one, two)
    if part := one.part or two.part:
        clock = one.start or two.start or one.end or two.end
        return clock is not None and (within_part(hour_in(clock, part), part) or _clock_settles(one, two, joint))
    return not (one.start and two.start) and not (one.end and two.end)


def _clock_settles(part: Wish, clock: Wish, joint: str | None) -> bool:
    """ "Dinner time 12-2": for many that is at noon. The hours say which."""
    return joint == "" and part.part is not None and clock.start is not None and clock.end is not None


def _said_again(one: Wish, two: Wish) -> bool:
    return one.part is not None and two.part is not None and one.part.hours == two.part.hours


def _same_part(one: Wish, two: Wish) -> bool:
    """Whether two parts of the day are one: said twice, one after the other, or "bedtime every night"; "Friday evening,
    then every morning" are two."""
    if one.part is None or two.part is None:
        return False
    first, second = one.part.hours, two.part.hours
    touch = first[-1][1] == second[0][0] and first[-1][0] < second[0][0]  # not "night and morning", which are two
    nightly = two.repeats == EACH_DAY != one.repeats and not one.has_days
    return first == second or nightly or touch


def _together(one: Wish, two: Wish) -> Wish:
    return Wish(
        days=tuple(sorted({*one.days, *two.days})),
        first=one.first or two.first,
        last=one.last or two.last,
        opens=one.opens or two.opens,
        closes=one.closes or two.closes,
        start=one.start or two.start,
        end=one.end or two.end,
        at=one.at or two.at,
        part=_part_of_both(one, two),
        length=max(one.length, two.length),
        repeats=max(one.repeats, two.repeats, key=_RARITY.index),
        weekly=one.weekly or two.weekly,
        minus=(*one.minus, *two.minus),
        hours_first=one.hours_first or (_hours_first(one) and two.has_days),
    )


def _part_of_both(one: Wish, two: Wish) -> Part | None:
    """The part of the day of both, but for one that the hours beside it are not in."""
    part, clock = _both_parts(one.part, two.part), one.start or two.start or one.end or two.end
    return part if part is None or clock is None or within_part(hour_in(clock, part), part) else None


def _both_parts(one: Part | None, two: Part | None) -> Part | None:
    if not (one and two):
        return one or two
    if one.hours[-1][1] == two.hours[0][0]:
        return one._replace(hours=((one.hours[0][0], two.hours[-1][1]),))
    return one._replace(plural=one.plural or two.plural)


# What one window leaves for another to say


def _shared(wishes: list[Wish], joints: list[str | None]) -> list[Wish]:
    """Days, hours and rhythm said once for several windows: "tomorrow or wednesday afternoon", "mon 9-11 or 2-4"."""
    if len(wishes) == 1:
        return wishes
    shared = list(wishes)
    for at in range(1, len(shared)):
        one, two = shared[at - 1], shared[at]
        if one.has_hours:
            shared[at] = _with_days(two, one)
        if one.hours_first and joints[at] is not None:
            shared[at] = _with_hours(shared[at], one)
    for at in range(len(shared) - 1, 0, -1):
        one, two = shared[at - 1], shared[at]
        if two.has_hours:
            shared[at - 1] = _with_days(one, two)
        if joints[at] is not None and not two.hours_first:
            shared[at - 1] = _with_hours(shared[at - 1], two)
    return [_with_rhythm(wish, shared) for wish in shared]


def _with_days(wish: Wish, other: Wish) -> Wish:
    if not wish.has_days and wish.repeats != EACH_DAY:
        return wish._replace(days=other.days, first=other.first, last=other.last, minus=other.minus)
    if wish.days and not wish.first and other.last:
        return wish._replace(first=other.first, last=other.last)
    return wish


def _with_hours(wish: Wish, other: Wish) -> Wish:
    if wish.has_hours:
        return wish
    return wish._replace(start=other.start, end=other.end, at=other.at, part=other.part, length=other.length)


def _with_rhythm(wish: Wish, wishes: Iterable[Wish]) -> Wish:
    if wish.first and not wish.last:
        return wish
    others = list(wishes)
    return wish._replace(
        repeats=wish.repeats or next((other.repeats for other in others if _is_of_both(wish, other)), None),
        weekly=wish.weekly or (wish.has_days and any(other.weekly for other in others)),
        opens=wish.opens or next((other.opens for other in others if other.opens), None),
        closes=wish.closes or next((other.closes for other in others if other.closes), None),
    )


def _is_of_both(wish: Wish, other: Wish) -> bool:
    """Whether the rhythm of another window is that of this one too."""
    return bool(other.repeats) and not (other.repeats == EACH_DAY and other.has_hours and wish.has_days)


# What a window is


def whens_of(wish: Wish, moment: Moment) -> Iterator[When]:
    """The When of a window: several where its part of the day has several hours, none where nothing was said."""
    days = _on_days(wish, moment)
    for start, end in _hours(wish, moment):
        if start is not None or end is not None or any(days.values()):
            yield When(**days, start=_time(start), end=_time(end))


Days = dict[str, Any]
"""The fields of a When that say on which days, and how often."""


def _on_days(wish: Wish, moment: Moment) -> Days:
    first, last = wish.first, wish.last
    if wish.opens and wish.closes:
        first, last = wish.opens, wish.closes
    if first and last and first < last:
        return _in_dates(wish, first, last, moment)
    if first and wish.repeats == "daily":
        return _on_days(wish._replace(first=None, opens=first), moment)
    if first:
        return _on_date(first, wish, moment)
    return _on_weekdays(wish, moment)


def _on_date(day: date, wish: Wish, moment: Moment) -> Days:
    rhythm = None if wish.repeats == EACH_DAY else wish.repeats
    days = () if rhythm == "monthly" else (DAYS[day.weekday()],)
    return {"date": day, "days": days, "repeats": rhythm or "once", "urgent": day <= moment.today + timedelta(1)}


def _in_dates(wish: Wish, first: date, last: date, moment: Moment) -> Days:
    """A stretch of dates: within a week its weekdays are dates, over more weeks they come again."""
    named, repeats = _weekdays(wish), _rhythm(wish)
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    meant = [day for day in days if not named or day.weekday() in named]
    if not meant:
        return _on_weekdays(wish._replace(opens=None, closes=None), moment)
    if len(meant) == 1:
        return _on_date(meant[0], wish, moment)
    if named and len(days) <= len(DAYS):
        first, last, repeats = meant[0], meant[-1], wish.repeats
    urgent = last <= moment.today + timedelta(1)
    return {"date": first, "until": last, "days": _names(named), "repeats": repeats, "urgent": urgent}


def _on_weekdays(wish: Wish, moment: Moment) -> Days:
    repeats = _rhythm(wish)
    days = _weekdays(wish) or (EVERY_DAY if repeats == "daily" else ())
    urgent = wish.opens is not None and wish.opens <= moment.today + timedelta(1)
    return {"date": wish.opens, "until": wish.closes, "days": _names(days), "repeats": repeats, "urgent": urgent}


def _rhythm(wish: Wish) -> str | None:
    if wish.repeats == EACH_DAY:
        return "weekly" if wish.days else "daily"
    plural = bool(wish.days and wish.part and wish.part.plural)
    return wish.repeats or ("weekly" if wish.weekly or plural else None)


def _weekdays(wish: Wish) -> tuple[int, ...]:
    """The weekdays wanted: those named, or all, less those excluded; "not mondays, tuesdays" leaves the tuesdays."""
    if not wish.minus:
        return wish.days
    return tuple(day for day in wish.days or EVERY_DAY if day not in wish.minus) or wish.days


def _names(days: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(DAYS[day] for day in days)


def _hours(wish: Wish, moment: Moment) -> tuple[Hours, ...]:
    now = moment.now.hour * 60 + moment.now.minute if wish.first == moment.today else 0
    if wish.start and wish.end:
        return (_from_to(wish.start, wish.end, wish.part, now),)
    if wish.start:
        start = _ahead(wish.start, wish.part, now)
        return ((start, _end_after(start, wish)),)
    if wish.end:
        end = _ahead(wish.end, wish.part, now)
        return ((_start_before(end, wish), end),)
    return wish.part.hours if wish.part else ((None, None),)


def _ahead(clock: Clock, part: Part | None, now: int) -> int:
    """The minutes of a clock; in the evening, today's "9" is that of the evening."""
    minutes = hour_in(clock, part)
    return minutes + NOON if minutes < min(now, NOON) and not clock.sure else minutes


def _from_to(start: Clock, end: Clock, part: Part | None, now: int) -> Hours:
    """Hours from one clock to another: the end tells the start's half of the day where nothing else does."""
    first = _ahead(start, part, now)
    if end.sure and not (start.sure or part):
        first = max(start.minutes, start.minutes + NOON, key=lambda minutes: (minutes - end.minutes - 1) % MIDNIGHT)
    if end.sure:
        return first, end.minutes
    return first, min(end.minutes, end.minutes + NOON, key=lambda minutes: (minutes - first - 1) % MIDNIGHT)


def _end_after(start: int, wish: Wish) -> int | None:
    if wish.length:
        return start + wish.length
    return None if wish.at or wish.part is None else wish.part.hours[-1][1]


def _start_before(end: int, wish: Wish) -> int | None:
    if wish.length:
        return end - wish.length
    return wish.part.hours[0][0] if wish.part else None


def _time(minutes: int | None) -> time | None:
    return None if minutes is None else time(minutes // 60 % 24, minutes % 60)
