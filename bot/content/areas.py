"""areas/<area>/area.yaml and lines.yaml: the councils, their contacts and their rules."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, RootModel, field_validator

from bot.content.pieces import Fact, Piece, Weighed

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day as text, `09:00`. Quote it in YAML."""


class Line(Weighed):
    """A telephone line: who answers, the number, and when (hours only where a source gives them)."""

    name: str
    number: str
    hours: str | None = None
    days: tuple[int, ...] = ()
    """Weekdays it answers, Monday 0. Empty with no opens: not known."""
    opens: Clock | None = None
    closes: Clock | None = None


class Safeguarding(Piece):
    """Whom to ring about an adult at risk, by day and by night. No sound night number: none."""

    day: Line
    night: Line | None = None

    @field_validator("day", "night")
    @classmethod
    def _sound(cls, line: Line | None) -> Line | None:
        if line is not None and line.sure == "C":
            raise ValueError("a safeguarding number needs an official source (A or B)")
        return line


class Requirement(Piece):
    """What a listed provider must hold. `any_of`: one of these checks, in date. `max_age_years`: counted from issue."""

    any_of: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """Only for these leaf needs; empty: for all."""
    exempt_only: bool = False
    """Only where the provider gives personal care under the exemption."""
    max_age_years: int | None = None


class Gate(Weighed):
    """An area's rules for who may be offered."""

    requirements: tuple[Requirement, ...] = ()
    terms_agreed: bool = False
    size_limit: int
    """Most workers, inclusive."""


class Directory(Weighed):
    """Somewhere else to look."""

    name: str
    web: str


class Contact(Weighed):
    """People one can turn to: by telephone, mail or web, whichever are known."""

    name: str
    phone: str | None = None
    email: str | None = None
    web: str | None = None


class Area(Piece):
    """One council: its contacts, rules and places to send people on to."""

    code: str
    name: str
    council: str
    districts: Mapping[str, str]
    """District code (GSS) -> name. Data, as codes change when councils are reorganised."""
    safeguarding: Safeguarding
    adult_social_care: Contact
    programme: Contact
    carers: Contact | None = None
    directories: tuple[Directory, ...]
    gate: Gate
    handover_email: str | None = None
    keep_misunderstood: bool = False
    retention_days: int = 30
    silence_days: int = 30
    statistics_months: int = Field(default=36, ge=1)
    """How long counts of what happened are kept, which are nobody's."""
    wording: Mapping[str, str] = Field(default_factory=dict)
    """Overrides of wording.yaml, from areas/<area>/wording.yaml."""


def origin_in(fact: Fact, own: Area | None, areas: Mapping[str, Area]) -> str:
    """Who says so, as somebody in an area is told; empty where that is another council of ours."""
    first = fact.source.split(" ; ")[0]
    others = (area for code, area in areas.items() if own and code != own.code)
    theirs = any(f"{area.code}.gov.uk" in first or area.council in first for area in others)
    return "" if theirs else fact.origin


class Lines(RootModel[Mapping[str, Line]]):
    """lines.yaml: national lines by key."""
