"""Two kinds of help, each at a time or a place of its own, in one message: "cleaner mondays and gardener fridays"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.matching.places import HeardPlace, Place
from bot.matching.text import Span, blank
from bot.matching.times import HeardWhen
from bot.matching.when import When

JOINT = re.compile(r"[+&]|\b(?:and|n|plus|also)\b")
MARK = re.compile(r"[,;]")
SENTENCE_END = re.compile(r"[.!?;](?=\s)")
MOST_JOINTS = 4
MOST_WORDS = 24
"""A longer sentence tells a story, in which each time is not of the need beside it."""
LEADS = re.compile(r"[\s,&+]*(?:\b(?:and|n|plus|also|my|our|for|the)\b[\s,]*)*$")
"""What stands before the second of two people: "and for my"."""
BOTH = re.compile(r"\bboth\b")
PERSONAL_CARE = "personal-care"
SELDOM = frozenset(("fortnightly", "monthly"))
"""How often what is done not every week may come."""
Leaves = Callable[[str], tuple[str, ...]]
"""The leaves of a need or group."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two: the needs asked for, when and where; None for what it does not say."""

    needs: tuple[str, ...]
    when: When | None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Ears:
    """What hears a stretch of the message: its place, its time and the needs that it plainly asks for."""

    place: Callable[[str], HeardPlace | None]
    time: Callable[[str], HeardWhen | None]
    needs: Callable[[str], tuple[str, ...]]
    leaves: Leaves

    def part(self, words: str) -> Part | None:
        """What a stretch asks for; None where it plainly asks for nothing, or neither says when nor where."""
        part = self.asked(words)
        return part if part and (part.when or part.place) else None

    def asked(self, words: str) -> Part | None:
        """What a stretch plainly asks for, wherever and whenever; None for nothing."""
        place = self.place(words)
        rest = blank(words, place.spans) if place else words
        time = self.time(rest)
        when = time.when if time and is_own(time.when) else None
        told = place.place if place and not place.others else None
        needs = self.needs(blank(rest, time.spans) if time else rest)
        return Part(needs, when, told) if needs else None


def is_own(when: When) -> bool:
    """Whether a time may be that of one need alone: a day, an hour, or "once a month"."""
    return bool(when.days or when.date or when.start) or when.repeats in SELDOM


def apart(words: str, times: Sequence[Span], places: Sequence[Span], ears: Ears) -> tuple[Part, ...]:
    """The two parts of cleaned words that have times and places at these spans; () where it is one search."""
    for spans, differ in ((times, _at_two_times), (places, _in_two_places)):
        for first, second in _halves(words, spans, ears):
            one = ears.part(first)
            other = ears.part(second) if one else None
            if one and other and differ(one, other) and _are_two({*one.needs}, {*other.needs}, ears.leaves):
                return one, other
    return ()


def for_two(words: str, people: Sequence[tuple[str, Span]], ears: Ears) -> tuple[Part, ...]:
    """The two parts where each of two people plainly needs help of their own; () where it is one search."""
    if len(people) != 2 or people[0][0] == people[1][0] or SENTENCE_END.search(words):
        return ()
    (_, (_, end)), (_, (start, _)) = people
    joint = JOINT.search(words, end, start)
    for first, second in ((start, start), joint.span() if joint else (start, start)):
        one = ears.asked(LEADS.sub("", words[:first]))
        other = ears.asked(words[second:]) if one else None
        if one and other and one.needs != other.needs:
            return _at_once(one, other) if BOTH.search(words) else (one, other)
    return ()


def _at_once(one: Part, other: Part) -> tuple[Part, ...]:
    """The two at the time of either: "both on tuesdays"."""
    return replace(one, when=one.when or other.when), replace(other, when=other.when or one.when)


def _at_two_times(one: Part, other: Part) -> bool:
    return one.when is not None and other.when is not None and one.when != other.when


def _in_two_places(one: Part, other: Part) -> bool:
    return one.place is not None and other.place is not None and one.place != other.place


def _are_two(one: set[str], other: set[str], leaves: Leaves) -> bool:
    """Whether two sets of needs take two searches: one carer does all that is personal care."""
    personal = {PERSONAL_CARE, *leaves(PERSONAL_CARE)}
    return one.isdisjoint(other) and not one | other <= personal


def _halves(words: str, spans: Sequence[Span], ears: Ears) -> Iterator[tuple[str, str]]:
    """The sentences parted where one of the spans stands before and another after: at an "and", a comma, or a span.

    Where a need comes first, the last "and" that will do is the one: "company tues and fri and cleaning weds".
    """
    if len(spans) < 2:
        return
    first, last = min(spans)[0], max(spans)[1]
    start = max((end.end() for end in SENTENCE_END.finditer(words, 0, first)), default=0)
    stop = next((end.start() for end in SENTENCE_END.finditer(words, last)), len(words))
    if len(words[start:stop].split()) > MOST_WORDS:
        return
    ands = list(JOINT.finditer(words, first, last))
    if len(ands) > 1 and ears.needs(words[start:first]):
        ands.reverse()
    marks = (*ands, *MARK.finditer(words, first, last))
    joints = [*(mark.span() for mark in marks), *((end, end) for _, end in sorted(spans)[:-1])]
    for one, other in joints[:MOST_JOINTS]:
        yield words[start:one], words[other:stop]
