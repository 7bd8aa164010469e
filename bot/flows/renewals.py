"""When each step was done, and when it has to be done again."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.content.checklist import ChecklistItem
from bot.flows.question import Answers

DONE_ON = "done_on"
"""Kept beside the answers: `dbs=2026-11-23 ico=2026-12-01`."""
ENDS_ON = "ends_on"
"""Kept beside the answers: the last day of each certificate that they told us, written alike."""
DONE = "done"
A_YEAR = 12
"""Months after which somebody looks at a certificate that runs to its own date."""
AHEAD = timedelta(weeks=6)
"""How long before it is over a step is spoken of."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A step that was done and has to be done again. `dated`: by that day; else its certificate says when.

    `told`: they gave us the date on the certificate.
    """

    name: str
    item: ChecklistItem
    on: date
    dated: bool
    told: bool = False

    @property
    def speak_on(self) -> date:
        """The day from which it is spoken of."""
        return self.on - AHEAD


def days_of(kept: str) -> dict[str, date]:
    """Step -> day, as both are kept."""
    return {name: date.fromisoformat(day) for name, day in (mark.split("=") for mark in kept.split())}


def days_done(answers: Answers) -> dict[str, date]:
    """When each step was done, as far as we know."""
    return days_of(answers.get(DONE_ON, ""))


def dated(before: str | None, marks: Mapping[str, str], days: Mapping[str, date]) -> str | None:
    """The days with those of the steps marked now; None where there are no marks. A mark takes the old day away."""
    if not marks:
        return None
    kept = {name: day for name, day in days_of(before or "").items() if name not in marks}
    kept |= {name: days[name] for name, code in marks.items() if code == DONE and name in days}
    return " ".join(f"{name}={day.isoformat()}" for name, day in kept.items())


def renewals(done: Iterable[tuple[str, ChecklistItem]], answers: Answers) -> list[Renewal]:
    """What has to be done again of these steps, the soonest first. One whose day is not known is left out."""
    found = (renewal(name, item, answers) for name, item in done)
    return sorted(filter(None, found), key=lambda one: one.on)


def renewal(name: str, item: ChecklistItem, answers: Answers) -> Renewal | None:
    """When a step that is done has to be done again: by the date on its certificate, where that was told."""
    if item.renewal is None:
        return None
    names = (name, *item.was)
    ends, done = days_of(answers.get(ENDS_ON, "")), days_done(answers)
    if last := next((ends[one] for one in names if one in ends), None):
        return Renewal(name, item, last, dated=True, told=True)
    if day := next((done[one] for one in names if one in done), None):
        return Renewal(name, item, months_on(day, item.renewal.months or A_YEAR), item.renewal.months is not None)
    return None


def months_on(day: date, months: int) -> date:
    """So many months later, on the same day of the month or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
