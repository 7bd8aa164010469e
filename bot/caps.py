"""What text messages may cost in a day, for one person and for one area. Pure; the counts are passed in.

Counted in parts, which is what is paid for. Words about danger always go. What we owe whoever says STOP, START or HELP
goes beyond both caps, up to so many times a person's own. An answer that may not go is worth nothing the day after: it
ends, and the person is told once. Whatever we would send of our own accord waits for the next day.
"""

from dataclasses import dataclass
from typing import Literal

ALWAYS = "safety"
"""Why a message goes whatever it costs."""
OWED = "notice"
"""Why a message goes beyond a cap."""
NOTICES_TIMES = 2
"""So many times an area's cap, nobody is even told any more: then it is a flood. What one is owed ends likewise."""
MOST_PARTS = 3
"""Parts of one message at most. Whoever was told of a cap gets no more while that many do not fit."""

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
    """The cap that a message would break; None when it may go.

    Whoever was told of a cap gets no more that day, however short, unless the cap is raised.
    """
    if reason == ALWAYS:
        return None
    if reason == OWED:
        return "person" if beyond(caps.person * NOTICES_TIMES, day.person + parts) else None
    parts = max(parts, MOST_PARTS) if day.told else parts
    if beyond(caps.area, day.area + parts):
        return "area"
    return "person" if beyond(caps.person, day.person + parts) else None


def beyond(cap: int, parts: int) -> bool:
    """Whether so many parts are more than a cap lets go."""
    return bool(cap) and parts > cap


def tells(caps: Caps, day: Day) -> bool:
    """Whether somebody whose answer is not sent is told so."""
    return not day.told and not (caps.area and day.area >= caps.area * NOTICES_TIMES)
