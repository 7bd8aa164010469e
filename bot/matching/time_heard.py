"""What is heard of a time in a message: the time asked for, and the dates that do not suit."""

from dataclasses import dataclass
from datetime import date

from bot.matching.text import Span
from bot.matching.when import DAYS, Day, When, each, windows


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
