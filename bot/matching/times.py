"""Words -> When: days, hours, dates, repeats and urgency, by small named rules. `now` is always an argument.

Three steps: `time_words` reads words, the tables of `time_rules` make them into wishes, and here wishes that belong
together become one window (`time_windows`).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.hours import LONDON
from bot.matching.text import Span
from bot.matching.time_changes import (
    at_that_hour,
    has,
    is_of_all_days,
    of_evening,
    of_several,
    on_days,
    says_days,
    says_hours,
    swapped,
    without,
)
from bot.matching.time_dates import is_bank_holiday
from bot.matching.time_grammar import Moment
from bot.matching.time_kinds import KINDS, Word
from bot.matching.time_months import DATE_RULES, NO_SUCH_DAY
from bot.matching.time_rules import ATOMS, WISHES
from bot.matching.time_speech import spoken
from bot.matching.time_windows import whens_of, windows_of
from bot.matching.time_wish import Wish
from bot.matching.time_words import TimeWords, time_words
from bot.matching.when import (
    DAYS,
    Day,
    Slot,
    When,
    canonical,
    each,
    from_canonical,
    has_passed,
    under_way,
    weekly_slots,
    windows,
    windows_as,
)

__all__ = [
    "DAYS",
    "NO_DATES",
    "HeardWhen",
    "NotThen",
    "Slot",
    "When",
    "all_day",
    "any_day",
    "beside",
    "canonical",
    "each",
    "from_canonical",
    "has_passed",
    "hear",
    "hear_both",
    "is_bank_holiday",
    "is_of_all_days",
    "joined",
    "less_days",
    "limits_texts",
    "merged",
    "of_evening",
    "on_day",
    "spoken",
    "under_way",
    "weekly_slots",
    "windows",
]


@dataclass(frozen=True, slots=True)
class HeardWhen:
    """A time heard in a message: where it stood, and the rules that made it. `doubtful`: best asked back."""

    when: When
    spans: tuple[Span, ...]
    rules: tuple[str, ...]
    doubtful: bool = False
    excluded: tuple[str, ...] = ()
    """Days that they said do not suit."""


Dates = tuple[date, date]
"""The first and the last of some days in a row."""


@dataclass(frozen=True, slots=True)
class NotThen:
    """Dates that they said do not suit, which no `When` holds: where they stood, and the rules that made them."""

    dates: tuple[Dates, ...] = ()
    gone: tuple[Day, ...] = ()
    """Days told that have gone by."""
    unknown: tuple[Span, ...] = ()
    """Where days stood that no month has: "31 feb"."""
    spans: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()

    def covers(self, when: When) -> bool:
        """Whether nothing is left of a When that is of dates alone: "not the 5th", where the 5th was asked for."""
        return all(one.date and (one.until or one.repeats == "once") for one in each(when)) and all(
            any(first <= day <= last for first, last in self.dates) for one in each(when) for day in _dates_of(one)
        )

    def within(self, when: When) -> tuple[When, ...]:
        """Those of the dates that a When may fall on."""
        fall = (days for days in self.dates if windows(when, days[0], (days[1] - days[0]).days + 1))
        return tuple(_on_dates(first, last) for first, last in fall)


def _dates_of(when: When) -> list[Day]:
    """The days of a window of dates."""
    first = when.date or date.min
    return [day for day, _, _ in windows(when, first, ((when.until or first) - first).days + 1)]


def on_day(day: Day) -> When:
    """A day of the calendar as a time."""
    return When(day, days=(DAYS[day.weekday()],), repeats="once")


def _on_dates(first: Day, last: Day) -> When:
    return When(first, last) if first < last else on_day(first)


NO_DATES = NotThen()


def hear(words: str, now: datetime, vocabulary: TimeWords | None = None) -> HeardWhen | None:
    """The time that a cleaned message asks for; None when none was heard. `now` is Europe/London, or aware."""
    return hear_both(words, now, vocabulary)[0]


def hear_both(words: str, now: datetime, vocabulary: TimeWords | None = None) -> tuple[HeardWhen | None, NotThen]:
    """The time that a cleaned message asks for, and the dates that it says do not suit."""
    known = vocabulary or time_words()
    local = _in_london(now)
    moment = Moment(local, local.date())
    read = known.read(words)
    kinds = [word[0] for word in read]
    if _TELLING.isdisjoint(kinds):
        return None, NO_DATES
    said = WISHES.rewrite(ATOMS.rewrite(read, moment), moment)
    found = _heard(said, moment)
    if found and _tells_of_event(kinds):
        found = replace(found, doubtful=True)
    return found, _not_then(said, moment.today)


def _tells_of_event(kinds: list[str]) -> bool:
    """Whether they tell of an appointment and ask for nothing beside it: help may be wanted then, or not."""
    return KINDS["hasevent"] in kinds and KINDS["ask"] not in kinds


def limits_texts(words: str, vocabulary: TimeWords | None = None) -> bool:
    """Whether a cleaned message says at what hours not to text, or how long: "dont text me after 9pm" and "im away till
    jan dont text me" ask for no end of it."""
    kinds = [word.kind for word in (vocabulary or time_words()).read(words)]
    if KINDS["nocontact"] not in kinds:
        return False
    at = kinds.index(KINDS["nocontact"])
    until = kinds.index(KINDS["until"], 0, at) if KINDS["until"] in kinds[:at] else at
    return not (_TELLING.isdisjoint(kinds[at:]) and _TELLING.isdisjoint(kinds[until:at]))


_TELLING = {
    KINDS[kind]
    for kind in """
        day days weekend termtime near feast season bank month ordinal nth digits clock numeric dozen told one teen part
        pm halfday week fortnight aday amonth unit meal fold repeat urgent any anyalone oneoff allround now owned
        yesterday
    """.split()
}
"""Kinds of word without which nothing is said about a time."""


def _in_london(now: datetime) -> datetime:
    if now.tzinfo is None:
        return now

    return now.astimezone(LONDON).replace(tzinfo=None)


_WISH = KINDS["wish"]


def _not_then(words: list[Word], today: Day) -> NotThen:
    left = [word for word in words if word[0] == _WISH and word.value.without]
    unknown = [word for word in words if NO_SUCH_DAY in word.rules]
    if not (left or unknown):
        return NO_DATES
    told = [days for word in left for days in word.value.without]
    spans = [[(word.start, word.end) for word in some] for some in (unknown, left + unknown)]
    return NotThen(
        tuple([days for days in told if days[1] >= today]),
        tuple([days[1] for days in told if days[1] < today]),
        tuple(spans[0]),
        tuple(spans[1]),
        tuple(dict.fromkeys([rule for word in left + unknown for rule in word.rules])),
    )


def _heard(words: list[Word], moment: Moment) -> HeardWhen | None:
    found = [number for number, word in enumerate(words) if word[0] == _WISH and not word.value.without]
    if not found:
        return None
    meant = _meant(words, found)
    wishes: list[Wish] = [words[number].value for number in meant]
    when = _when(wishes, _joints(words, meant), _together(words, meant), moment)
    if when is None:
        return None
    return HeardWhen(
        when,
        _spans(words, found),
        tuple(dict.fromkeys([rule for number in meant for rule in words[number].rules])),
        any(words[number].doubtful for number in meant),
        tuple([DAYS[day] for wish in wishes for day in wish.minus]),
    )


# What they took back

_TAKING_BACK = {KINDS["no"], KINDS["rather"]}
_BESIDE = {KINDS[kind] for kind in "comma stop please or on at in over for from the a this".split()}
_FILLER = {KINDS["x"], KINDS["ask"]}
MOST_FILLER = 3
"""Words in "monday, actually can we do tuesday"."""


def _meant(words: list[Word], found: list[int]) -> list[int]:
    """The wishes less those taken back: "monday no sorry tuesday" is Tuesday, "mornings, no, afternoons" the latter."""
    meant: list[int] = found[:1]
    for number, (before, after) in enumerate(pairwise(found), 1):
        if _takes_back([word.kind for word in words[before + 1 : after]]):
            meant = _less(meant, _until_taken_back(words, found[number:]), words)
        meant.append(after)
    return meant


def _takes_back(between: list[str]) -> bool:
    """Whether the words between two wishes say that the first was a slip."""
    if _TAKING_BACK.isdisjoint(between):
        return False
    others = [kind for kind in between if kind not in _TAKING_BACK and kind not in _BESIDE]
    return _FILLER.issuperset(others) and len(others) <= (MOST_FILLER if KINDS["rather"] in between else 0)


def _until_taken_back(words: list[Word], found: list[int]) -> list[Wish]:
    """The wishes from the first of these on, as far as none is taken back in turn."""
    wishes = [words[found[0]].value]
    for before, after in pairwise(found):
        if _takes_back([word.kind for word in words[before + 1 : after]]):
            break
        wishes.append(words[after].value)
    return wishes


def _less(meant: list[int], instead: list[Wish], words: list[Word]) -> list[int]:
    """`meant` less the days or hours at its end in whose place others are named."""
    joints = _joints(words, meant)
    days, hours = any(wish.has_days for wish in instead), any(wish.has_hours for wish in instead)
    kept: list[int] = []
    for at in range(len(meant) - 1, -1, -1):
        one: Wish = words[meant[at]].value
        if not ((days and one.has_days) or (hours and one.has_hours)):
            kept.append(meant[at])
        if joints[at] is None:
            kept += reversed(meant[:at])
            break
    return kept[::-1]


# Where it stood

_LEADS = {KINDS[kind] for kind in "on at in over the a of for from every this anyalone".split()}
_LINKS = _LEADS | {KINDS[kind] for kind in "and or comma dash slash to until stop".split()}


def _joints(words: list[Word], found: list[int]) -> list[str | None]:
    """How each wish is joined to the one before: or, and, a comma, "" next to it; None if other words are between."""
    joints: list[str | None] = [None]
    for before, after in pairwise(found):
        between = {word.kind for word in words[before + 1 : after]}
        if not between <= _LINKS:
            joints.append(None)
        elif KINDS["or"] in between:
            joints.append("or")
        else:
            joints.append("and" if KINDS["and"] in between else "," if between - _LEADS else "")
    return joints


_BOTH = {KINDS["and"], KINDS["also"]}


def _together(words: list[Word], found: list[int]) -> bool:
    """Whether "and" or "also" stands between wishes, and nowhere "or"."""
    between = {word.kind for one, two in pairwise(found) for word in words[one + 1 : two]}
    return not _BOTH.isdisjoint(between) and KINDS["or"] not in between


def _spans(words: list[Word], found: list[int]) -> tuple[Span, ...]:
    """The stretches of text that the wishes take, with the small words that lead to them and join them."""
    spans: list[Span] = []
    done = -1
    for number in found:
        first = number
        while first - 1 > done and words[first - 1].kind in _LEADS:
            first -= 1
        linked = spans and {word.kind for word in words[done + 1 : first]} <= _LINKS
        start = spans.pop()[0] if linked else words[first].start
        spans.append((start, max(words[number].end, spans[-1][1] if spans else 0)))
        done = number
    return tuple(spans)


def _when(wishes: list[Wish], joints: list[str | None], together: bool, moment: Moment) -> When | None:
    found = [when for wish in windows_of(wishes, joints) for when in whens_of(wish, moment)]
    urgent = any(wish.urgent for wish in wishes)
    if not found:
        return When(urgent=urgent) if urgent or any(wish.any for wish in wishes) else None
    when = windows_as(found, together)
    return when if when.urgent >= urgent else replace(when, urgent=True)


# Correcting


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


STRETCH = timedelta(14)
"""The shortest stretch of dates within which days that come again are meant: of "next week" one Monday is."""


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
    week, is the one in it. "And in the morning", of days with no hours yet, is when on them.
    """
    said = new.when
    if old is None or When() in (old, said) or new.excluded or not (says_days(said) or says_hours(said)):
        return merged(old, new)
    if _only_ends(said) and all(one.start and one.end is None for one in each(old)):
        return merged(old, new)
    if not (said.others or says_days(said)) and not any(says_hours(one) for one in each(old)):
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
