"""A time put right in words that mean nothing without it: "not 6, 5", "a.m.", "December I mean", "the week after"."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.matching import time_dates as calendar
from bot.matching.time_changes import has
from bot.matching.time_kinds import KINDS
from bot.matching.time_words import time_words
from bot.matching.times import hear
from bot.matching.when import DAYS, When, each, windows_as

HALF = timedelta(hours=12)
LATE_START = 12
DAY_LONG = 24 * 60
"""Minutes of a day."""
ANY_HOUR = range(LATE_START)
FIRST_HOUR, LAST_HOUR = time(7), time(21)
"""When a day of help begins and ends, where only "earlier" or "later" is asked for."""
BY_DAY = {True: range(8), False: range(6, LATE_START)}
"""Hours on the face of a clock at which help is wanted in the afternoon, and in the morning."""
BEFORE = (
    r"(?:(?:no|nah|nope|not that|sorry|soz|oops|wait|actually|ok|okay|oh|and|or|i|we|do you|mean|meant|ment|said"
    r"|make it|make that|can we|could we|do|try|what about|how about|better|rather|change it to|then|in|on|for"
    r"|it should be|should be|(?:it'?s |it has |been )*moved to|it'?s|its)[ ,.!-]+)*"
)
AFTER = (
    r"(?:[ ,.!-]+(?:please|pls|plz|instead|then|i mean|i meant|i ment|mean|that|it|sorry|rather|not|tho|though|now"
    r"|is better|would be better))*\W*"
)
HOUR = r"(?:at )?(\d{1,2})(?:[:.](\d\d))?( ?[ap]\.?m\.?)?(?: ?o'?clock)?"
NOT_THIS = re.compile(rf"(?:no |sorry )?not (?:at )?{HOUR}[ ,]*(?:but |its |it's |i mean |i meant )?{HOUR}\W*")
THIS_NOT = re.compile(rf"{BEFORE}{HOUR}[ ,]*(?:and )?not {HOUR}\W*")
MAKE_IT = re.compile(
    r"(?:(?:no|ok|okay|yes|oh|sorry|actually|can you|could you|please)[ ,]+)*make (?:it|that) (?:at |about |for )?"
    rf"{HOUR}{AFTER}"
)
HALF_OF_DAY = re.compile(rf"{BEFORE}(?:the )?([ap])\.? ?m\.?(?: not [ap]\.? ?m\.?)?{AFTER}")
MONTH = re.compile(rf"{BEFORE}([a-z]{{3,}})(?: not [a-z]+)?{AFTER}")
SLIP = re.compile(r"\b(?:no|nah|nope|sorry|soz|oops|actually|mean|meant|ment|said|should|not)\b")
"""What says that the month told before was a slip."""
DAY_NUMBER = re.compile(rf"{BEFORE}(?:the )?(\d{{1,2}})(?:st|nd|rd|th)(?:[ ,]+not (?:the )?\d{{1,2}}\w*)?{AFTER}")
ANOTHER_DAY = re.compile(rf"{SLIP.pattern}|\bwait\b|\bmoved\b|\bmake (?:it|that)\b|\bchange it\b")
"""What says that the day told before was one of the same month."""
LATER = re.compile(
    rf"{BEFORE}(?:the |a )?(?P<next>next |following )?(?P<unit>day|week)"
    rf"(?: (?P<way>after|later|before|earlier))?{AFTER}"
)
NOT_THEN = re.compile(
    r"(?:no |sorry |oh |but )*not (?:on |for )?(?:(?:this|next|the) )?(?P<not>[a-z]{3,})[ ,]+(?:but |its |it's )*"
    r"(?=(?:the )?(?:(?:next|following) day|(?:day|week) (?:after|before|later)|a (?:day|week) (?:later|after|before)))"
)
SAME = re.compile(
    rf"{BEFORE}(?:at )?(?:the )?same (?:again|(?:day|time|hours?)(?: (?:and|n|&) (?:day|time))?)[ ,]+(?:but )?"
    r"(?=(?:the )?(?:next|following) week|(?:the|a) week (?:after|later))"
)
"""What stands before what is meant of the time that was told: "not tomorrow, the day after", "same time next week"."""
WEEKDAY = re.compile(
    rf"{BEFORE}(?:not (?:on )?(?P<not>[a-z]{{3,}})[ ,]+(?:but |its |it's |on )*)?"
    r"(?:the |on )?(?P<day>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
    rf"(?P<instead> (?:instead|rather)\b)?{AFTER}"
)
"""A weekday for the date that was told: "Sunday instead"."""
ANY_PART = re.compile(
    rf"{BEFORE}(?:any|whichever) (?P<part>night|evening|morning|afternoon)s?(?: (?:at all|really))*{AFTER}"
)
"""The same part of whatever day: "any night"."""
HOURS = re.compile(
    r"(?:no|nah|nope|sorry|not that|i meant?)[ ,.!-]+(?:its |it's |i meant? |between |from |say )*"
    rf"{HOUR} ?(?:and|to|til|till|until|-|n|&) ?{HOUR}{AFTER}"
)
"""Both hours put right: "no, 9 and 10"."""
NEXT_WEEK = re.compile(
    r"(?:no |sorry |but )*not (?P<first>this|next)(?: (?:week|weekend|one|\w{3,}))?[ ,]*(?:but |its )*(?:the )?"
    r"(?:next|following|(?:week|one) after|next (?:one|week)|following (?:one|week)|week after that)"
    r"(?: (?:one|week|please))*\W*"
)


OF_DAY = re.compile(
    rf"{BEFORE}(?:(?:a )?(?:bit|little) |much |can it be |could it be )*(?P<way>earlier|later)"
    rf"(?: on)?(?: in the day)?{AFTER}"
)
BY_SO_MUCH = re.compile(
    rf"{BEFORE}(?:about )?(?P<much>half an hour|half hour|half hr|an hour|1 hour|an hr|one hour|2 hours|two hours)"
    rf" (?P<way>earlier|later|sooner)(?: on)?{AFTER}"
)
SO_MUCH = {"h": timedelta(minutes=30), "2": timedelta(hours=2), "t": timedelta(hours=2)}
"""How long a stretch is by its first letter; an hour by any other."""
OTHER_DAY = re.compile(rf"{BEFORE}(?:is there |do you have |have you got )?any ?other days?{AFTER}")
SO_LONG = re.compile(
    rf"{BEFORE}(?P<daily>(?:every ?day|daily|each day)[ ,]+)?(?:just |only |probably |about )*"
    rf"(?P<long>for (?:about |around |just |only |the (?:next|first) )?"
    rf"(?:\w+|a couple of|a few) ?(?:days?|wks?|weeks?|fortnights?|months?|mths?)){AFTER}"
)
INSTEAD = re.compile(r"(?:no|nah|nope)[ ,.!-]+(\w+)(?: please)?\W*")
"""What may be a correction without its comma: "no mornings"."""
NO_RUSH = re.compile(
    rf"{BEFORE}(?:there'?s |there is )?(?:no|not|isn'?t|nothing)(?: really| that| so| in| a| any)*"
    rf" (?:rush|hurry|urgent|asap|urgency)(?: actually| really| at all| about it)*{AFTER}"
)


def put_right(words: str, old: When, now: datetime) -> When | None:
    """What holds after cleaned words that put `old` right; None where they do not, or that is gone by."""
    if old == When():
        return None
    found = (read(words, old, now.date()) for read in READINGS)
    right = next((one for one in found if one is not None and one != old), None)
    gone = right is not None and any(last_of(one) < now.date() for one in each(right))
    return None if gone else right


def last_of(one: When) -> date:
    """The last date of a window that has one."""
    return one.until or one.date or date.max


# Hours


def _hour(words: str, old: When, today: date) -> When | None:
    """ "Not 6, 5", of a window that begins at six: the five that is nearest to it; "make it 5", of any that begins."""
    if found := MAKE_IT.fullmatch(words):
        right, wrong = found.groups(), None
    elif found := NOT_THIS.fullmatch(words):
        wrong, right = found.groups()[:3], found.groups()[3:]
    elif found := THIS_NOT.fullmatch(words):
        right, wrong = found.groups()[:3], found.groups()[3:]
    else:
        return None
    if int(right[0]) > 24 or (wrong and int(wrong[0]) > 24):
        return None
    moved = [_moved(one, wrong, right) for one in each(old)]
    return windows_as(moved, old.together)


Told = tuple[str | None, ...]
"""An hour as told: its figures, its minutes, its half of the day."""


def _moved(one: When, wrong: Told | None, right: Told) -> When:
    if one.start is None or (wrong and one.start not in _times(wrong)):
        return one
    start = min(_times(right), key=lambda at: abs(_minutes(at) - _minutes(one.start or at)))
    return replace(one, start=start, end=one.end if one.end and (one.end < one.start or start < one.end) else None)


def _times(told: Told) -> tuple[time, ...]:
    """The times of day that an hour may mean."""
    hour, minute, half = int(told[0] or 0), int(told[1] or 0), (told[2] or "").strip()
    if minute > 59:
        return ()
    hours = (hour % 24,) if hour > LATE_START else (hour % LATE_START, hour % LATE_START + LATE_START)
    times = tuple(time(one, minute) for one in hours)
    return tuple(at for at in times if not half or (at.hour >= LATE_START) == half.startswith("p"))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _half_of_day(words: str, old: When, today: date) -> When | None:
    """ "A.m.": the hours told before in that half of the day; all of it, where there was no hour."""
    found = HALF_OF_DAY.fullmatch(words)
    return windows_as((_in_half(one, found[1] == "p") for one in each(old)), old.together) if found else None


def _in_half(one: When, afternoon: bool) -> When:
    if one.start and (one.start.hour >= LATE_START) == afternoon:
        return one
    if one.start and one.start.hour % LATE_START in (ANY_HOUR if one.end is None else BY_DAY[afternoon]):
        return replace(one, start=_other_half(one.start), end=_other_half(one.end))
    part = time_words().parts["afternoon" if afternoon else "morning"].hours[0]
    start, end = (time(at // 60, at % 60) for at in (part[0], part[1] or 0))
    return replace(one, start=start, end=end)


def _other_half(at: time | None) -> time | None:
    return _shifted(at, HALF)


# Dates


def _month(words: str, old: When, today: date) -> When | None:
    """ "December, I mean": the same days of another month."""
    found = MONTH.fullmatch(words)
    meaning = time_words().single.get(found[1]) if found else None
    if found is None or meaning is None or meaning.kind != KINDS["month"] or not SLIP.search(words):
        return None
    moved = [_in_month(one, meaning.value, today) for one in each(old)]
    return windows_as((one for one in moved if one), old.together) if all(moved) else None


def _in_month(one: When, month: int, today: date) -> When | None:
    if one.date is None or one.repeats not in (None, "once"):
        return None
    first = calendar.on_date(one.date.day, month, None, today)
    return _from(one, first, today) if first else None


def _day_of_month(words: str, old: When, today: date) -> When | None:
    """ "No, the 2nd", "moved to the 7th": another day of the month that was told, or of the next where that is over."""
    found = DAY_NUMBER.fullmatch(words)
    if found is None or old.others or old.date is None or old.until or not ANOTHER_DAY.search(words):
        return None
    day = calendar.safe_date(old.date.year, old.date.month, int(found[1]))
    if day and day < today:
        day = calendar.on_day_of_month(int(found[1]), today)
    return _from(old, day, today) if day and old.repeats in (None, "once") else None


def _later(words: str, old: When, today: date) -> When | None:
    """ "The day after", "a week later": so long after, or before, what was told."""
    denied = NOT_THEN.match(words)
    if denied and not _is_told(denied["not"], old, today):
        return None
    found = LATER.fullmatch(SAME.sub("", words[denied.end() :] if denied else words))
    if found is None or bool(found["next"]) == bool(found["way"]):
        return None
    back = found["way"] in ("before", "earlier")
    days = timedelta((-1 if back else 1) * (len(DAYS) if found["unit"] == "week" else 1))
    moved = [_so_much_later(one, days, today) for one in each(old)]
    return windows_as((one for one in moved if one), old.together) if all(moved) else None


def _is_told(day: str, old: When, today: date) -> bool:
    """Whether a day that is named is the one told before."""
    heard = hear(day, datetime.combine(today, time()))
    named = heard.when if heard else When()
    return named != When() and (old.date == named.date if named.date else old.days == named.days)


def _weekday_instead(words: str, old: When, today: date) -> When | None:
    """ "Sunday instead", of a date: that day nearest to it."""
    found = WEEKDAY.fullmatch(words)
    if found is None or not (found["instead"] or SLIP.search(words)) or old.others or old.date is None or old.until:
        return None
    if found["not"] and not _is_told(found["not"], old, today):
        return None
    heard = hear(found["day"], datetime.combine(today, time()))
    if heard is None or len(heard.when.days) != 1 or heard.when.repeats or old.repeats not in (None, "once"):
        return None
    ahead = (DAYS.index(heard.when.days[0]) - old.date.weekday()) % len(DAYS)
    day = old.date + timedelta(ahead if ahead <= len(DAYS) // 2 else ahead - len(DAYS))
    return _from(old, day if day >= today else day + calendar.WEEK, today)


def _any_part(words: str, old: When, today: date) -> When | None:
    """ "Any night", of a date or a day: the nights of any."""
    found = ANY_PART.fullmatch(words)
    if found is None or not any(one.date or one.days for one in each(old)):
        return None
    heard = hear(f"{found['part']}s", datetime.combine(today, time()))
    return replace(heard.when, days=(), repeats=None) if heard else None


def _both_hours(words: str, old: When, today: date) -> When | None:
    """ "No, 9 and 10", of 8 to 9: the hours nearest to those told before."""
    found = HOURS.fullmatch(words)
    if found is None or old.others or not (old.start and old.end):
        return None
    first, last = _times(found.groups()[:3]), _times(found.groups()[3:])
    if not (first and last):
        return None
    start = min(first, key=lambda at: abs(_minutes(at) - _minutes(old.start or at)))
    end = min(last, key=lambda at: (_minutes(at) - _minutes(start)) % DAY_LONG)
    return replace(old, start=start, end=end) if start != end else None


def _so_much_later(one: When, days: timedelta, today: date) -> When | None:
    if one.date:
        return _from(one, one.date + days, today)
    if len(one.days) != 1:
        return None
    if abs(days.days) == 1:
        return replace(one, days=(DAYS[(DAYS.index(one.days[0]) + days.days) % len(DAYS)],))
    coming = calendar.coming(DAYS.index(one.days[0]), today) + days
    return _begun(one, coming, today) if days.days > 0 else None


def _next_week(words: str, old: When, today: date) -> When | None:
    """ "Not this week, next": the week after the one they name; of days that come again, from then on."""
    found = NEXT_WEEK.fullmatch(words)
    if found is None:
        return None
    first = calendar.monday(today) + calendar.WEEK * (1 if found["first"] == "this" else 2)
    moved = [_in_week(one, first, today) for one in each(old)]
    return windows_as(moved, old.together)


def _in_week(one: When, first: date, today: date) -> When:
    if one.repeats not in (None, "once"):
        return replace(one, date=first, until=None, urgent=False)
    named = one.days or ((DAYS[one.date.weekday()],) if one.date and not one.until else ())
    if len(named) == 1:
        return _begun(one, first + timedelta(DAYS.index(named[0])), today)
    return replace(one, date=first, until=calendar.sunday(first), repeats=None, urgent=False)


def _begun(one: When, day: date, today: date) -> When:
    """A window of one weekday on this day; of one that comes again, from it on."""
    if one.repeats not in (None, "once"):
        return replace(one, date=day, urgent=False)
    return _from(replace(one, date=day, until=None, days=(DAYS[day.weekday()],), repeats="once"), day, today)


def _from(one: When, first: date, today: date) -> When:
    """A window of dates that begins on another day, and lasts as long."""
    until = one.until and first + (one.until - (one.date or first))
    days = (DAYS[first.weekday()],) if one.repeats == "once" and one.days else one.days
    return replace(one, date=first, until=until, days=days, urgent=first <= today + timedelta(1))


def _no_rush(words: str, old: When, today: date) -> When | None:
    """ "No rush", of what was wanted as soon as possible: at its time, or at any."""
    if not old.urgent or old.date == today or not NO_RUSH.fullmatch(words):
        return None
    return windows_as((replace(one, urgent=False) for one in each(old)), old.together)


def _for_so_long(words: str, old: When, today: date) -> When | None:
    """ "For 2 weeks": from the day that it begins on, or from now on its days."""
    found, first = SO_LONG.fullmatch(words), each(old)[0]
    if found is None or first.until or (first.date is None and (found["daily"] or "day" in found["long"])):
        return None
    begins = f"from {first.date:%d %B %Y}" if first.date else "mondays"
    heard = hear(f"{begins} {found['long']}", datetime.combine(today, time()))
    until = heard.when.until if heard else None
    return windows_as((_lasting(one, until) for one in each(old)), old.together) if until else None


def _lasting(one: When, until: date) -> When:
    """A window until a day; of one date every day until then."""
    days, repeats = ((), None) if one.repeats == "once" else (one.days, one.repeats)
    return replace(one, until=until, days=days, repeats=repeats)


def _earlier_or_later(words: str, old: When, today: date) -> When | None:
    """ "A bit later": the rest of the day after what was told, or before it."""
    found = OF_DAY.fullmatch(words)
    moved = [_rest_of_day(one, found["way"] == "later") for one in each(old)] if found else []
    return windows_as((one for one in moved if one), old.together) if moved and all(moved) else None


def _rest_of_day(one: When, later: bool) -> When | None:
    if one.start is None or (one.end and one.end < one.start):
        return None
    hour_on = one.start.replace(hour=min(one.start.hour + 1, LAST_HOUR.hour))
    start, end = (one.end or hour_on, LAST_HOUR) if later else (FIRST_HOUR, one.start)
    return replace(one, start=start, end=end) if start < end else None


def _by_so_much(words: str, old: When, today: date) -> When | None:
    """ "Half an hour earlier": the same hours, moved."""
    found = BY_SO_MUCH.fullmatch(words)
    if found is None or any(one.start is None for one in each(old)):
        return None
    much = SO_MUCH.get(found["much"][0], timedelta(hours=1)) * (1 if found["way"] == "later" else -1)
    moved = (replace(one, start=_shifted(one.start, much), end=_shifted(one.end, much)) for one in each(old))
    return windows_as(moved, old.together)


def _shifted(at: time | None, much: timedelta) -> time | None:
    return (datetime.combine(date(2000, 1, 2), at) + much).time() if at else None


def _other_days(words: str, old: When, today: date) -> When | None:
    """ "Any other day": all but those that were told."""
    if OTHER_DAY.fullmatch(words) is None or any(one.date or not one.days for one in each(old)):
        return None
    told = {day for one in each(old) for day in one.days}
    left = tuple(day for day in DAYS if day not in told)
    return replace(each(old)[0], days=left, others=()) if left else None


def _instead(words: str, old: When, today: date) -> When | None:
    """ "No mornings", of nights, which leave mornings out already: mornings are meant. So with a day."""
    found = INSTEAD.fullmatch(words)
    heard = hear(found[1], datetime.combine(today, time())) if found and not (old.others or old.date) else None
    if found is None or heard is None or heard.when.others or heard.when.date:
        return None
    said = heard.when
    if len(said.days) == 1 and said.start is None:
        return None if said.days[0] in old.days or not old.days else replace(old, days=said.days)
    if said.days or not (said.start and said.end and old.start and old.end):
        return None
    beside = has(old, said.start) or has(said, old.start)
    return None if beside else replace(old, start=said.start, end=said.end)


READINGS: tuple[Callable[[str, When, date], When | None], ...] = (
    _hour,
    _both_hours,
    _weekday_instead,
    _any_part,
    _day_of_month,
    _half_of_day,
    _month,
    _later,
    _next_week,
    _no_rush,
    _for_so_long,
    _other_days,
    _instead,
    _earlier_or_later,
    _by_so_much,
)
