"""Words -> When: days, hours, dates, repeats and urgency, by small named rules. `now` is always an argument.

Three steps: `time_words` reads words, the tables of `time_rules` make them into wishes, and here wishes that belong
together become one window (`time_windows`).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bot.hours import LONDON
from bot.matching.text import Span
from bot.matching.time_grammar import Moment
from bot.matching.time_kinds import KINDS, Word
from bot.matching.time_rules import ATOMS, WISHES
from bot.matching.time_speech import spoken
from bot.matching.time_windows import whens_of, windows_of
from bot.matching.time_wish import Wish
from bot.matching.time_words import TimeWords, time_words
from bot.matching.when import (
    DAYS,
    Slot,
    When,
    canonical,
    each,
    from_canonical,
    has_passed,
    weekly_slots,
    windows,
)

__all__ = [
    "DAYS",
    "HeardWhen",
    "Slot",
    "When",
    "canonical",
    "each",
    "from_canonical",
    "has_passed",
    "hear",
    "merged",
    "spoken",
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


def hear(words: str, now: datetime, vocabulary: TimeWords | None = None) -> HeardWhen | None:
    """The time that a cleaned message asks for; None when none was heard. `now` is Europe/London, or aware."""
    known = vocabulary or time_words()
    local = _in_london(now)
    moment = Moment(local, local.date())
    read = known.read(words)
    if not _TELLING & {word.kind for word in read}:
        return None
    return _heard(WISHES.rewrite(ATOMS.rewrite(read, moment), moment), moment)


_TELLING = {
    KINDS[kind]
    for kind in """
        day days weekend termtime near feast season bank month ordinal nth digits clock numeric dozen told one teen part
        halfday week fortnight aday amonth unit meal fold repeat urgent any anyalone oneoff allround now owned
    """.split()
}
"""Kinds of word without which nothing is said about a time."""


def _in_london(now: datetime) -> datetime:
    if now.tzinfo is None:
        return now

    return now.astimezone(LONDON).replace(tzinfo=None)


def _heard(words: list[Word], moment: Moment) -> HeardWhen | None:
    found = [number for number, word in enumerate(words) if word.kind == KINDS["wish"]]
    wishes: list[Wish] = [words[number].value for number in found]
    when = _when(wishes, _joints(words, found), moment) if wishes else None
    if when is None:
        return None
    return HeardWhen(
        when,
        _spans(words, found),
        tuple(dict.fromkeys(rule for number in found for rule in words[number].rules)),
        any(words[number].doubtful for number in found),
        tuple(DAYS[day] for wish in wishes for day in wish.minus),
    )


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


def _when(wishes: list[Wish], joints: list[str | None], moment: Moment) -> When | None:
    found = dict.fromkeys(when for wish in windows_of(wishes, joints) for when in whens_of(wish, moment))
    urgent = any(wish.urgent for wish in wishes)
    if not found:
        return When(urgent=urgent) if urgent or any(wish.any for wish in wishes) else None
    first, *others = found
    if not others and first.urgent >= urgent:
        return first
    return replace(first, urgent=first.urgent or urgent, others=tuple(others))


# Correcting


def merged(old: When | None, new: HeardWhen) -> When:
    """What holds after `new` was said about `old`: hours alone keep the days, days alone keep the hours.

    "Not tuesday" takes that day from the old ones, and "make it 3pm" moves the start.
    """
    said = new.when
    if old is None or said == When():
        return said
    if new.excluded and (left := _without(old, new)):
        return left
    if not _says_days(said):
        return _with_hours(old, said) if _says_hours(said) else _with_rest(old, said)
    if _says_hours(said):
        return said
    repeats = said.repeats or (None if said.date or said.until else old.repeats if old.repeats != "once" else None)
    return replace(said, start=old.start, end=old.end, repeats=repeats)


def _says_days(when: When) -> bool:
    return bool(when.days or when.date or when.until)


def _says_hours(when: When) -> bool:
    return when.start is not None or when.end is not None


def _without(old: When, new: HeardWhen) -> When | None:
    """The old days less those excluded, where only days were excluded and some are left."""
    rest = tuple(day for day in DAYS if day not in new.excluded)
    left = tuple(day for day in old.days or DAYS if day not in new.excluded)
    only_excluded = new.when.days == rest and not _says_hours(new.when)
    return replace(old, days=left) if only_excluded and left and (old.date is None or old.until) else None


def _with_hours(old: When, said: When) -> When:
    """The old windows at the new hours: "until 6" keeps their start, "from 3" their end, where that makes sense."""
    first, *others = dict.fromkeys(_at_hours(one, said) for one in each(old))
    return replace(first, others=tuple(others))


def _at_hours(old: When, said: When) -> When:
    start, end = said.start, said.end
    if start is None and end and old.start and old.start < end:
        start = old.start
    if end is None and start and old.end and start < old.end:
        end = old.end
    return replace(old, start=start, end=end)


def _with_rest(old: When, said: When) -> When:
    return replace(old, repeats=said.repeats or old.repeats, urgent=said.urgent or old.urgent)
