"""When each step was done, and when it has to be done again."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.content.checklist import ChecklistItem
from bot.flows.question import Answers

DONE_ON = "done_on"
"""Kept beside the answers: `dbs=2026-11-23 ico=2026-12-01`."""
DONE = "done"
A_YEAR = 12
"""Months after which somebody looks at a certificate that runs to its own date."""
AHEAD = timedelta(weeks=6)
"""How long before it is over a step is spoken of."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A step that was done and has to be done again. `dated`: by that day; else its certificate says when."""

    name: str
    item: ChecklistItem
    on: date
    dated: bool

    @property
    def speak_on(self) -> date:
        """The day from which it is spoken of."""
        return self.on - AHEAD


def days_done(answers: Answers) -> dict[str, date]:
    """When each step was marked as done."""
    kept = (mark.split("=") for mark in answers.get(DONE_ON, "").split())
    return {name: date.fromisoformat(day) for name, day in kept}


def dated(before: str | None, marks: Mapping[str, str], today: date) -> str | None:
    """The days with these marks made today, as they are kept; None where there are no marks."""
    if not marks:
        return None
    days = {name: day for name, day in days_done({DONE_ON: before or ""}).items() if name not in marks}
    days |= {name: today for name, code in marks.items() if code == DONE}
    return " ".join(f"{name}={day.isoformat()}" for name, day in days.items())


def renewals(done: Iterable[tuple[str, ChecklistItem]], answers: Answers) -> list[Renewal]:
    """What has to be done again of these steps, the soonest first. One whose day is not known is left out."""
    days = days_done(answers)
    found = (renewal(name, item, days) for name, item in done)
    return sorted(filter(None, found), key=lambda one: one.on)


def renewal(name: str, item: ChecklistItem, days: Mapping[str, date]) -> Renewal | None:
    """When a step that is done has to be done again."""
    day = next((days[one] for one in (name, *item.was) if one in days), None)
    if day is None or item.renewal is None:
        return None
    return Renewal(name, item, months_on(day, item.renewal.months or A_YEAR), item.renewal.months is not None)


def months_on(day: date, months: int) -> date:
    """So many months later, on the same day of the month or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
