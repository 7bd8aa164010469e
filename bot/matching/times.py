"""Words -> When: days, hours, dates, repeats and urgency, by small named rules. `now` is always an argument.

Three steps: `time_words` reads words, the tables of `time_rules` make them into wishes, and here wishes that belong
together become one window (`time_windows`). What is said of a time told before goes on in `time_merged`.
"""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from bot.hours import LONDON
from bot.matching.text import Span
from bot.matching.time_changes import is_of_all_days, of_evening
from bot.matching.time_dates import is_bank_holiday
from bot.matching.time_grammar import Moment
from bot.matching.time_heard import NO_DATES, HeardWhen, NotThen, on_day
from bot.matching.time_kinds import KINDS, Word
from bot.matching.time_merged import all_day, any_day, beside, joined, less_days, merged
from bot.matching.time_months import NO_SUCH_DAY
from bot.matching.time_rules import ATOMS, WISHES
from bot.matching.time_speech import spoken
from bot.matching.time_windows import whens_of, windows_of
from bot.matching.time_wish import Wish
from bot.matching.time_wish_hours import meet
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


def hear(words: str, now: datetime, vocabulary: TimeWords | None = None) -> HeardWhen | None:
    """The time that a cleaned message asks for; None when none was heard. `now` is Europe/London, or aware."""
    return hear_both(words, now, vocabulary)[0]


def hear_both(words: str, now: datetime, vocabulary: TimeWords | None = None) -> tuple[HeardWhen | None, NotThen]:
    """The time that a cleaned message asks for, and the dates that it says do not suit."""
    known = vocabulary or time_words()
    local = _in_london(now)
    moment = Moment(local, local.date())
    read = _dinner_at_noon(known.read(words), known)
    if "no " in words and "yes " in words:
        read = _with_noes(read)
    kinds = [word[0] for word in read]
    if _TELLING.isdisjoint(kinds):
        return None, NO_DATES
    said = WISHES.rewrite(ATOMS.rewrite(read, moment), moment)
    found = _heard(said, moment)
    if found and _tells_of_event(kinds):
        found = replace(found, doubtful=True)
    return found, _not_then(said, moment.today)


def _dinner_at_noon(words: list[Word], known: TimeWords) -> list[Word]:
    """Of two meals at the same hours the one that may be at noon is: "2 hrs at dinner time and 2 at tea time"."""
    meals = [word for word in words if word[0] in _MEALS]
    if len(meals) < 2 or not any(word.doubtful for word in meals):
        return words
    sure = [one for word in meals if not word.doubtful and len(one := word.value.hours) == 1]
    clash = {word for word in meals if word.doubtful and any(meet(word.value.hours[0], one[0]) for one in sure)}
    noon = known.parts["lunchtime"]
    return [word._replace(value=noon, doubtful=False) if word in clash else word for word in words]


_DAY = {KINDS["day"], KINDS["days"]}


def _with_noes(read: list[Word]) -> list[Word]:
    """The words with each "no" before a day as a "not", where a "yes" stands too: "yes monday no tuesday"."""
    kinds = [word.kind for word in read]
    before_day = [
        kind == KINDS["no"] and (after in _DAY or (after == KINDS["to"] and day in _DAY))
        for kind, after, day in zip(kinds, (*kinds[1:], ""), (*kinds[2:], "", ""), strict=True)
    ]
    return [word._replace(kind=KINDS["not"]) if no else word for word, no in zip(read, before_day, strict=True)]


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


_MEALS = {KINDS["part"], KINDS["meal"]}


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
    when = windows_as(_told_once(found), together)
    return when if when.urgent >= urgent else replace(when, urgent=True)


def _told_once(windows: list[When]) -> list[When]:
    """The windows less one of no days that another has on its days: "overnight care, wed and thurs nights"."""
    if len(windows) == 1:
        return windows
    bare = [replace(one, days=(), repeats=None) for one in windows if one.days]
    return [one for one in windows if one.days or replace(one, repeats=None) not in bare]
