"""A wish: a piece of the time that a message asks for."""

from datetime import date
from typing import Any, NamedTuple

from bot.matching.time_grammar import meaning
from bot.matching.time_kinds import Clock, Meaning, Part

EACH_DAY = "each day"
"""The rhythm of "every morning": daily, or weekly where weekdays are named."""


class Wish(NamedTuple):
    """A piece of the time asked for. Days are weekdays, Monday 0."""

    days: tuple[int, ...] = ()
    first: date | None = None
    """A date; with `last`, from one to another."""
    last: date | None = None
    opens: date | None = None
    """From this day on."""
    closes: date | None = None
    """Until this day."""
    start: Clock | None = None
    end: Clock | None = None
    at: bool = False
    """`start` was said as the hour itself, and not as the earliest."""
    part: Part | None = None
    length: int = 0
    """Minutes."""
    repeats: str | None = None
    weekly: bool = False
    """Said of every such day: "mondays", "every monday"."""
    minus: tuple[int, ...] = ()
    without: tuple[tuple[date, date], ...] = ()
    """Dates that do not suit, each from one to another. Such a wish asks for nothing."""
    urgent: bool = False
    any: bool = False
    """Any time, or any day."""
    hours_first: bool = False
    """Of several pieces put together: the hours came before the days."""

    @property
    def has_days(self) -> bool:
        """Whether it says on which days."""
        return bool(self.days or self.first or self.opens or self.minus)

    @property
    def has_hours(self) -> bool:
        """Whether it says at which hours."""
        return bool(self.start or self.end or self.part)


def wish(doubtful: bool = False, **said: Any) -> Meaning:
    """A wish of these fields, as what a rule makes."""
    return meaning("wish", Wish(**said), doubtful)
