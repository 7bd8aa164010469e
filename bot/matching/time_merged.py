"""What holds once something new was said of a time that was told before: corrected, put beside it, or narrowed."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.matching.time_changes import at_that_hour, has, of_several, on_days, says_days, says_hours, swapped, without
from bot.matching.time_heard import HeardWhen
from bot.matching.time_months import DATE_RULES
from bot.matching.when import DAYS, When, each, windows_as

RARE, OFTEN = ("fortnightly", "monthly"), frozenset(("how often", "every week"))
"""Rhythms that days of every week do not change by themselves, and the rules that name one."""
SEASON = timedelta(42)
"""The shortest stretch of dates that leaves a rhythm as it is: "April to October", of every fortnight."""
HALF_A_DAY = 12
"""Hours that a clock has on its face."""
MOVES = frozenset(("a clock", "at an hour"))
"""The rules of an hour that a visit is at: "from 10" lets it begin sooner."""
DATES = frozenset(rule.name for rule in DATE_RULES)
"""The rules that make days of the calendar, and not of the week."""
STRETCH = timedelta(14)
"""The shortest stretch of dates within which days that come again are meant: of "next week" one Monday is."""


def merged(old: When | None, new: HeardWhen, only: bool = False) -> When:
    """What holds after `new` was said about `old`: hours alone keep the days, days alone keep the hours.

    "Not tuesday" takes that day from the old ones, and "make it 3pm" moves the start. Of several windows that changes
    which is named, unless nothing else is wanted (`only`).
    """
    said = new.when
    if old is None or said == When():
        return said
    return _less_of(old, new, only) or (_with_days(old, new) if says_days(said) else _with_no_days(old, new))


def _less_of(old: When, new: HeardWhen, only: bool) -> When | None:
    """The old windows where only some of them are dropped, changed or meant."""
    said, given = new.when, new.excluded
    if given:
        return without(old, said, given) or swapped(old, said, given)
    return None if only and says_hours(said) and says_days(said) else of_several(old, said, new.rules)


def _with_no_days(old: When, new: HeardWhen) -> When:
    said = new.when
    if not (said.others or old.others or said.end) and (moved := _moved(old, new)):
        return moved
    return _with_hours(old, said) if says_hours(said) else _with_rest(old, said)


def _with_days(old: When, new: HeardWhen) -> When:
    if begins := _begins(old, new):
        return begins
    said = _bounded(_as_rarely(new, old), old)
    if says_hours(said):
        return _narrowed(at_that_hour(old, said, new.rules), old)
    known = each(old)
    hours = known if len({one.days for one in known}) == 1 else known[:1]
    return windows_as((on_days(day, one) for day in each(said) for one in hours), said.together or old.together)


def _as_rarely(new: HeardWhen, old: When) -> When:
    """What was said, every other week or month where that was told before and no day: "monday mornings"."""
    told = old.repeats in RARE and not (old.others or says_days(old)) and OFTEN.isdisjoint(new.rules)
    if not told or any(one.repeats != "weekly" for one in each(new.when)):
        return new.when
    return windows_as((replace(one, repeats=old.repeats) for one in each(new.when)), new.when.together)


def _begins(old: When, new: HeardWhen) -> When | None:
    """The old days from or until the date said, where `new` says no more: "from january", of Mondays "monday 30th"."""
    said = new.when
    if said.others or says_hours(said) or not all(_comes_again(one) or _is_open(one) for one in each(old)):
        return None
    if said.date and said.until is None and said.repeats == "once":
        starts = old.repeats and set(said.days) <= set(old.days) and not DATES.isdisjoint(new.rules)
        said = replace(said, days=(), repeats=None) if starts else said
    if said.days or said.repeats or (said.date and said.until and said.until - said.date < SEASON):
        return None
    return windows_as((_within(one, said) for one in each(old)), old.together)


def _comes_again(when: When) -> bool:
    """Whether it is of days that come again, and not of dates."""
    return bool(when.days or when.repeats) and when.repeats != "once" and not (when.date and when.until)


def _is_open(when: When) -> bool:
    """Whether it is of any day until one, or from one on: "mornings for three weeks", "from tomorrow"."""
    return (when.until is None) != (when.date is None) and not (when.days or when.repeats)


def _within(when: When, bounds: When) -> When:
    """A window from and until the days of `bounds`, where it has any; what is over before it begins is not kept."""
    first, last = bounds.date or when.date, bounds.until or when.until
    if first and last and last < first:
        first, last = bounds.date, bounds.until
    return replace(when, date=first, until=last, urgent=bounds.urgent or when.urgent)


def _bounded(said: When, old: When) -> When:
    """Days that come again, as long as the old ones: "every night" after "from next month". Days alone are those of a
    shorter stretch: "weds or thurs" after "next week"."""
    first = each(old)[0]
    if picked := tuple(filter(None, (_picked(one, _in_its_week(one, first)) for one in each(said)))):
        return windows_as(picked, said.together)
    free = all(one.date is None and one.until is None for one in each(said))
    bounds = replace(first, urgent=False)
    length = first.until - first.date if first.date and first.until and not first.days else timedelta(0)
    if free and timedelta(0) < length < STRETCH and all(one.repeats == "daily" for one in each(said)):
        within = (replace(one, date=first.date, until=first.until, days=(), repeats=None) for one in each(said))
        return windows_as(within, said.together)
    stretch = length >= STRETCH
    opens = first.repeats != "once" and (stretch or (first.date is None) != (first.until is None))
    return windows_as((_within(one, bounds) for one in each(said)), said.together) if free and opens else said


def _in_its_week(said: When, one: When) -> When:
    """The week of a date, where it is one of several days in a row that are said: "both days, Saturday and Sunday"."""
    named = " ".join(said.days)
    if one.date is None or one.repeats != "once" or len(said.days) < 2 or named not in " ".join(DAYS):
        return one
    monday = one.date - timedelta(one.date.weekday())
    its = DAYS[one.date.weekday()] in said.days
    return replace(one, date=monday, until=monday + timedelta(6), days=(), repeats=None) if its else one


def _picked(said: When, stretch: When) -> When | None:
    """The days said within the dates of a short stretch, if that is all that is said of days."""
    begins, ends = stretch.date, stretch.until
    if begins is None or ends is None or stretch.days or ends - begins >= STRETCH:
        return None
    if said.repeats or said.date or said.until or not said.days:
        return None
    span = (begins + timedelta(day) for day in range((ends - begins).days + 1))
    dates = [day for day in span if DAYS[day.weekday()] in said.days]
    if len(dates) < 2:
        return replace(said, days=(DAYS[dates[0].weekday()],), date=dates[0], repeats="once") if dates else None
    return replace(said, date=dates[0], until=dates[-1])


def _narrowed(said: When, old: When) -> When:
    """What was said, with the old hour where it says the same days again and a part of the day with that in it."""
    same = not (said.others or old.others) and said.days == old.days and said.start and said.end and old.start
    if not (same and said.start and said.end and old.start):
        return said
    last = old.end or old.start
    return replace(said, start=old.start, end=old.end) if said.start <= old.start <= last <= said.end else said


def _with_hours(old: When, said: When) -> When:
    """The old windows at the new hours: "until 6" keeps their start, "from 3" their end, where that makes sense.

    Of several on a day each hour is of the one that it lies in: "8am and 9pm", after "mornings and bedtime".
    """
    together = said.together or (old.together and not said.others)
    if said.others and old.others:
        return windows_as((_at_hours(one, hours) for hours in each(said) for one in _around(old, hours)), together)
    return windows_as((_at_hours(one, hours) for hours in each(said) for one in each(old)), together)


def _around(old: When, hours: When) -> tuple[When, ...]:
    """The old windows that the new hours begin in; their days, at any hour, where they begin in none."""
    fits = tuple(one for one in each(old) if hours.start and one.start and one.end and has(one, hours.start))
    return fits or tuple(dict.fromkeys(replace(one, start=None, end=None) for one in each(old)))


def _at_hours(old: When, said: When) -> When:
    start, end = said.start, said.end
    if start is None and end and old.start:
        evening = end.replace(hour=end.hour + HALF_A_DAY) if end.hour < HALF_A_DAY else end
        # "Til about 7", where it begins at four in the afternoon, is the evening.
        end = evening if end < old.start < evening else end
        start = old.start if old.start < end else start
    if end is None and start and old.end and start < old.end:
        end = old.end
    return replace(old, start=start, end=end)


def _moved(old: When, new: HeardWhen) -> When | None:
    """The visit at another hour well before it would have begun: "12", where 5-7pm was taken for dinner time."""
    start = new.when.start
    if old.start is None or old.end is None or start is None or MOVES.isdisjoint(new.rules):
        return None
    begins, began, ended = (datetime.combine(date.min, at) for at in (start, old.start, old.end))
    ends = begins + (ended - began)
    return replace(old, start=start, end=ends.time()) if begins < ends <= began else None


def any_day(when: When) -> When:
    """The same hours of any day."""
    return windows_as(dict.fromkeys(When(start=one.start, end=one.end) for one in each(when)), when.together)


def less_days(told: HeardWhen) -> HeardWhen | None:
    """The days told as those that do not suit; None where it is of hours or dates alone, which no search leaves out."""
    days = {day for one in each(told.when) for day in one.days}
    if not days or len(days) == len(DAYS) or told.when.date or told.when.others:
        return None
    left = tuple(day for day in DAYS if day not in days)
    return replace(told, when=When(days=left), excluded=tuple(day for day in DAYS if day in days))


def all_day(when: When) -> When:
    """The same days at any hour."""
    return windows_as(dict.fromkeys(replace(one, start=None, end=None) for one in each(when)), when.together)


def joined(old: When | None, new: HeardWhen, together: bool = True) -> When:
    """What holds when `new` is wanted as well, or will do too: weekdays beside weekdays, else a second window.

    "And tea time too" is on the same days, and "tomorrow as well" at the same hours; "and Wednesday afternoon", of next
    week, is the one in it.
    """
    said = new.when
    if old is None or When() in (old, said) or new.excluded or not (says_days(said) or says_hours(said)):
        return merged(old, new)
    if _only_ends(said) and all(one.start and one.end is None for one in each(old)):
        return merged(old, new)
    if not old.others and all(_picked(one, old) for one in each(said)):
        return merged(old, new)
    dates = said.date or (old.date and not _comes_again(old))
    if old.days and said.days and not (dates or said.others or old.others or says_hours(said)):
        return replace(merged(old, new), days=tuple(day for day in DAYS if day in {*old.days, *said.days}))
    return windows_as((*each(old), *(_filled(one, old) for one in each(said))), together)


def beside(old: When, new: HeardWhen) -> When:
    """The old windows and those said, which take no hours from them: a day put back may have had others."""
    return windows_as((*each(old), *(one for one in each(new.when) if one.days != old.days)), together=True)


def _only_ends(said: When) -> bool:
    """Whether it is only until when: "and back about half 11"."""
    return not said.others and not says_days(said) and said.start is None


def _filled(said: When, old: When) -> When:
    """A window with the days or the hours of the old one where it names none."""
    if not says_days(said):
        return replace(each(old)[0], start=said.start, end=said.end)
    return said if says_hours(said) else replace(said, start=old.start, end=old.end)


def _with_rest(old: When, said: When) -> When:
    return replace(old, repeats=said.repeats or old.repeats, urgent=said.urgent or old.urgent)
