"""Two kinds of help, each at a time of its own, in one message: "cleaner mondays and gardener fridays"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.matching import times
from bot.matching.needs import NeedIndex
from bot.matching.text import blank
from bot.matching.time_words import TimeWords
from bot.matching.times import HeardWhen
from bot.matching.when import When

JOINT = re.compile(r"[+&]|\b(?:and|n|plus|also)\b")
MOST_JOINTS = 4
MOST_WORDS = 24
"""A longer message tells a story, in which each time is not of the need beside it."""
PERSONAL_CARE = "personal-care"
Leaves = Callable[[str], tuple[str, ...]]
"""The leaves of a need or group."""
PLAIN = 0.8
"""Score from which a need is asked for and not told of."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two: the needs asked for, and when."""

    needs: tuple[str, ...]
    when: When


def apart(
    words: str, time: HeardWhen, now: datetime, needs: NeedIndex, vocabulary: TimeWords, leaves: Leaves
) -> tuple[Part, ...]:
    """The two parts of cleaned words, places blanked, in which `time` was heard; () where it is one search."""
    for first, second in _halves(words, time):
        one = _part(first, now, needs, vocabulary)
        other = _part(second, now, needs, vocabulary) if one else None
        if one and other and one.when != other.when and _are_two({*one.needs}, {*other.needs}, leaves):
            return one, other
    return ()


def _are_two(one: set[str], other: set[str], leaves: Leaves) -> bool:
    """Whether two sets of needs take two searches: one carer does all that is personal care."""
    personal = {PERSONAL_CARE, *leaves(PERSONAL_CARE)}
    return one.isdisjoint(other) and not one | other <= personal


def _halves(words: str, time: HeardWhen) -> Iterator[tuple[str, str]]:
    """The words parted at each joint that has a time before and after it."""
    if len(time.spans) < 2 or len(words.split()) > MOST_WORDS:
        return
    joints = list(JOINT.finditer(words, time.spans[0][0], time.spans[-1][1]))
    for joint in joints[:MOST_JOINTS]:
        yield words[: joint.start()], words[joint.end() :]


def _part(words: str, now: datetime, needs: NeedIndex, vocabulary: TimeWords) -> Part | None:
    """What is needed and when, where the words say both."""
    time = times.hear(words, now, vocabulary)
    found = needs.heard(blank(words, time.spans))[0] if time else ()
    plain = tuple(need.id for need in found if need.sure and need.score >= PLAIN)
    return Part(plain, time.when) if time and plain and (time.when.days or time.when.date or time.when.start) else None
