"""The kinds of word that times are made of, and the values that words carry."""

from collections.abc import Mapping
from typing import Any, NamedTuple

_NAMES = """
    x wish day days weekend termtime near feast season bank date dates
    month year ordinal nth numeric
    dozen teen high big told one few digits a
    clock half quarter past oclock ish am pm halfday part meal
    week fortnight aday amonth years unit length gap
    every other per fold repeat oneoff times time
    urgent noturgent any anyalone allround now
    to until untillate dash slash comma and or stop
    on at in over within by before after from between for the of latest orearlier onwards
    this next coming last afternext commencing early mid late
    not no nogood dailybut whose owned ago since notice did ask please
    busy away atwork while so swap free otherwise anyother nocontact contact rather
    itis finishes leaves event back wewould awayat theirs hasevent feels but has
    counted ranked money street nobody drops takes spares booked ownday aside also makes yesterday befell
""".split()
KINDS: Mapping[str, str] = {name: chr(0x80 + number) for number, name in enumerate(_NAMES)}
"""Each kind as one character, so that a message becomes a short string which a rule can match as a whole.

All but the last and rarest are below 256, where `re` compiles and tries sets of characters much faster.
"""

NOON = 12 * 60
MIDNIGHT = 24 * 60


class Word(NamedTuple):
    """A word, or several that a rule has made into one. What `value` is depends on the kind."""

    kind: str
    value: Any
    start: int
    end: int
    rules: tuple[str, ...] = ()
    doubtful: bool = False


class Clock(NamedTuple):
    """A time of day in minutes. Not sure: said without a.m. or p.m., and `minutes` lies before noon."""

    minutes: int
    sure: bool

    def in_half(self, afternoon: bool) -> "Clock":
        """The clock before noon or after it, for sure."""
        return Clock(self.minutes % NOON + (NOON if afternoon else 0), True)


class Part(NamedTuple):
    """A part of the day: its windows in minutes; a last minute of None is left open."""

    hours: tuple[tuple[int, int | None], ...]
    plural: bool = False
    today: bool = False


class Meaning(NamedTuple):
    """What a spelling stands for."""

    kind: str
    value: Any = None
    doubtful: bool = False


UNKNOWN = Meaning(KINDS["x"])
"""An ordinary word."""


def clock_at(hour: int, minute: int, sure: bool) -> Clock:
    """The clock of an hour from 0 to 24: from 13 on, and at 0, it is sure by itself."""
    if sure or not 1 <= hour <= 12:
        return Clock((hour * 60 + minute) % MIDNIGHT, True)
    return Clock(hour % 12 * 60 + minute, False)
