"""Words -> When: days, hours, dates, repeats and urgency, by small named rules. `now` is always an argument."""

from dataclasses import dataclass
from datetime import date, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class When:
    """When support is wanted. All empty means any time. `end` may be earlier than `start`: past midnight."""

    date: date | None = None
    until: date | None = None
    days: tuple[str, ...] = ()
    start: time | None = None
    end: time | None = None
    repeats: str | None = None
    """once, daily, weekly, fortnightly, monthly, or None when not said."""
    urgent: bool = False
    others: tuple["When", ...] = ()
