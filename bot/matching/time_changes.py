"""What becomes of the windows asked for when some of them change: a day dropped, a day for another, one of several."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import time

from bot.matching.when import DAYS, When, each, windows_as

OF_PARTS = frozenset(("part of the day", "half of the day", "not that part of the day"))
"""Rules that name a part of the day and no hour."""


EVENING, NOON = 17, 12
"""The hours that an evening and an afternoon begin at."""


def says_days(when: When) -> bool:
    """Whether it is of some days and not of any."""
    return bool(when.days or when.date or when.until)


def says_hours(when: When) -> bool:
    """Whether it is of some hours and not of any."""
    return when.start is not None or when.end is not None


def on_days(said: When, old: When) -> When:
    """The old hours on other days, as often as before unless these are dates."""
    repeats = said.repeats or (None if said.date or said.until else old.repeats if old.repeats != "once" else None)
    return replace(said, start=old.start, end=old.end, repeats=repeats)


def has(when: When, at: time) -> bool:
    """Whether a window has this hour in it."""
    start, end = when.start or time.min, when.end
    if end is None or start < end:
        return start <= at and (end is None or at < end)
    return at >= start or at < end


def is_of_all_days(when: When) -> bool:
    """Whether it is of every day, or of any."""
    return all(not says_days(one) or (one.repeats == "daily" and len(one.days) == len(DAYS)) for one in each(when))


def of_evening(old: When, said: When) -> When:
    """Bare hours of an evening or a night that was told before: "7 til 11", of Saturday night; "9ish", of bedtime."""
    several = len({(one.start, one.end) for one in each(old)}) > 1
    if several or said.others or says_days(said) or not (old.start and said.start):
        return said
    if old.start.hour < EVENING or said.start.hour >= NOON or has(old, said.start) or old.end is None:
        return said
    start = said.start.replace(hour=said.start.hour + NOON)
    if said.end is None:
        return replace(said, start=start) if has(old, start) or start == old.end else said
    return replace(said, start=start, end=said.end.replace(hour=(said.end.hour + NOON) % (2 * NOON)))


# Days that are dropped or given for others


def without(old: When, said: When, given: Iterable[str]) -> When | None:
    """The old days less those given up, where nothing is said besides and some are left."""
    gone = set(given)
    if not _are_the_rest(said, gone) or says_hours(said):
        return None
    left = [less for one in each(old) if (less := _less(one, gone))]
    return windows_as(left, old.together) if left else None


def _are_the_rest(said: When, gone: set[str]) -> bool:
    """Whether the days said are all but those given up: none was named but these."""
    return said.days == tuple(day for day in DAYS if day not in gone)


def _less(one: When, gone: set[str]) -> When | None:
    """A window less some weekdays; None where none is left. Of one without days those of the week are left."""
    if one.date and not one.until and not one.days:
        return one
    days = tuple(day for day in one.days or DAYS if day not in gone)
    return replace(one, days=days) if days else None


def swapped(old: When, said: When, given: Iterable[str]) -> When | None:
    """The old windows with the days said in place of those given up: "change Friday to Saturday"."""
    gone = set(given) - set(said.days)
    if said.others or not said.days or _are_the_rest(said, gone) or all(gone.isdisjoint(one.days) for one in each(old)):
        return None
    return windows_as((_swapped(one, said, gone) for one in each(old)), old.together)


def _swapped(one: When, said: When, gone: set[str]) -> When:
    if gone.isdisjoint(one.days):
        return one
    hours = said if says_hours(said) else one
    if said.date or one.date:
        return replace(on_days(said, one), start=hours.start, end=hours.end)
    days = {*one.days, *said.days} - gone
    return replace(
        one,
        days=tuple(day for day in DAYS if day in days),
        start=hours.start,
        end=hours.end,
        repeats=said.repeats or one.repeats,
    )


def at_that_hour(old: When, said: When, rules: Iterable[str]) -> When:
    """What was said, at the old hours where it names an open part of the day that they lie in: "tonight", of nights."""
    loose = OF_PARTS.issuperset(rules) and said.start and said.end is None and not (said.others or old.others)
    if not (loose and old.start and old.end and said.start and said.start <= old.start):
        return said
    return replace(said, start=old.start, end=old.end)


# One of several windows


def of_several(old: When, said: When, rules: Iterable[str]) -> When | None:
    """Of several old windows those that are meant, by their day or by the part of the day: "just the Tuesday".

    With hours of its own the window of the day that is named has those, and the others stay.
    """
    if said.others or said.until or not old.others:
        return None
    if not says_days(said):
        return _of_part(old, said) if says_hours(said) and OF_PARTS.issuperset(rules) else None
    return _of_day_at_hours(old, said) if says_hours(said) else _of_day(old, said)


def _of_part(old: When, said: When) -> When | None:
    meant = [one for one in each(old) if one.start and has(said, one.start)]
    return windows_as((_narrowed(one, said) for one in meant), old.together) if _some(meant, old) else None


def _of_day(old: When, said: When) -> When | None:
    meant = [one for one in each(old) if _is_on(one, said)]
    return windows_as((_only_on(one, said) for one in meant), old.together) if _some(meant, old) else None


def _of_day_at_hours(old: When, said: When) -> When | None:
    meant = [one for one in each(old) if one.days == said.days and _is_on(one, said)]
    if not _some(meant, old):
        return None
    moved = (replace(one, start=said.start, end=said.end) if one in meant else one for one in each(old))
    return windows_as(moved, old.together)


def _some(meant: list[When], old: When) -> bool:
    """Whether some are meant and not all."""
    return 0 < len(meant) < len(each(old))


def _is_on(one: When, said: When) -> bool:
    """Whether a window falls on all the days said."""
    return bool(said.days) and set(said.days) <= set(one.days) and said.date in (None, one.date)


def _only_on(one: When, said: When) -> When:
    """A window on the days said alone."""
    return replace(one, days=said.days, repeats=said.repeats or one.repeats)


def _narrowed(one: When, said: When) -> When:
    """A window at the hours said, where these lie in it."""
    if not (one.start and one.end and said.start and said.end and one.start < one.end):
        return one
    return replace(one, start=said.start, end=said.end) if one.start <= said.start < said.end <= one.end else one
