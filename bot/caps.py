"""What text messages may cost in a day, for one person and for one area. Pure; the counts are passed in.

Counted in parts, which is what is paid for. Words about danger, and what we owe whoever says STOP, START or HELP,
always go. An answer that may not go is worth nothing the day after: it ends, and the person is told once. Whatever we
would send of our own accord waits for the next day.
"""

from dataclasses import dataclass
from typing import Literal

ALWAYS = ("safety", "notice")
"""Why a message goes whatever it costs."""
NOTICES_TIMES = 2
"""So many times an area's cap, nobody is even told any more: then it is a flood."""

Which = Literal["person", "area"]


@dataclass(frozen=True, slots=True)
class Caps:
    """The most parts in a day. 0: none."""

    person: int = 0
    area: int = 0

    def __bool__(self) -> bool:
        return bool(self.person or self.area)


@dataclass(frozen=True, slots=True)
class Day:
    """What a day has cost so far: a person's parts and their area's; whether they were told of a cap."""

    person: int
    area: int
    told: bool = False


def reached(caps: Caps, day: Day, reason: str, parts: int) -> Which | None:
    """The cap that a message would break; None when it may go. Whoever was told of a cap gets no more that day."""
    if reason in ALWAYS:
        return None
    if caps.area and day.area + parts > caps.area:
        return "area"
    return "person" if day.told or (caps.person and day.person + parts > caps.person) else None


def tells(caps: Caps, day: Day) -> bool:
    """Whether somebody whose answer is not sent is told so."""
    return not day.told and not (caps.area and day.area >= caps.area * NOTICES_TIMES)
