"""How fast one sender may send: a bucket that fills again with time. Pure; the time is passed in.

A bucket is kept as one moment, at which it will be full again. Whoever has it can tell what is left, and two processes
that share it need share nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

A_HAIR = 1e-3
"""Of a unit: moments are whole microseconds, so a bucket may seem short of one by that much."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What one sender may send: `a_second` units (messages, or parts of a text), `burst` of them at once.

    `to_one`: at most so many messages to one address within so many seconds.
    """

    a_second: float
    burst: float
    to_one: tuple[int, float] | None = None


def left(pace: Pace, full_at: datetime, now: datetime) -> float:
    """Units that may go now. Below nought when a message took more than there was."""
    return pace.burst - max(0.0, (full_at - now).total_seconds()) * pace.a_second


def spent(pace: Pace, full_at: datetime, units: float, now: datetime) -> datetime:
    """When the bucket is full again, once so many units have gone."""
    return max(full_at, now) + timedelta(seconds=units / pace.a_second)


def opens_at(pace: Pace, full_at: datetime) -> datetime:
    """The moment from which a whole unit may go."""
    return full_at - timedelta(seconds=max(0.0, pace.burst - 1) / pace.a_second)


def fitting(pace: Pace, full_at: datetime, units: Sequence[float], now: datetime) -> int:
    """How many of these messages may go now, in their order. One that is longer than what is left goes, on credit."""
    room, number = left(pace, full_at, now), 0
    for one in units:
        if room < 1 - A_HAIR:
            break
        room -= one
        number += 1
    return number
