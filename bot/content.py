"""All of `content/` as frozen values, and every problem in it as `path: what`.

Editors change YAML; nothing here knows wording. Load once with `load_content` and pass the result down.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

CONTENT = Path(__file__).resolve().parent.parent / "content"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an editor has to put right: where, and what. A warning does not stop a start."""

    path: str
    what: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


class BrokenContentError(Exception):
    """Content that cannot be used. Its text lists every problem, a line each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Piece(BaseModel):
    """A frozen piece of content that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(Piece):
    """Something true on a day: with its source and the day it was checked."""

    source: str
    checked_on: date


# needs.yaml


class Need(Piece):
    """One leaf need: how it is named in a list, in an echo ("{noun} near Malvern"), and what people say for it."""

    group: str
    label: str
    noun: str
    phrases: tuple[str, ...] = ()


class NeedGroup(Piece):
    """A group of needs, asked for as "any of these"."""

    label: str
    noun: str
    phrases: tuple[str, ...] = ()


class Needs(Piece):
    """needs.yaml."""

    groups: Mapping[str, NeedGroup]
    needs: Mapping[str, Need]

    def leaves(self, code: str) -> tuple[str, ...]:
        """The leaf codes of a leaf or group code; () for an unknown one."""
        if code in self.needs:
            return (code,)
        return tuple(leaf for leaf, need in self.needs.items() if need.group == code)

    def named(self, code: str) -> Need | NeedGroup:
        """The need or group of a code."""
        return self.needs.get(code) or self.groups[code]


# areas/<area>/area.yaml


class Line(Fact):
    """A telephone line: who answers, the number, and when (hours only where a source gives them)."""

    name: str
    number: str
    hours: str | None = None
    days: tuple[int, ...] = ()
    """Weekdays it answers, Monday 0. Empty with no opens: not known."""
    opens: str | None = None
    closes: str | None = None


class Safeguarding(Piece):
    """Whom to ring about an adult at risk, by day and by night. No sound night number: none."""

    day: Line
    night: Line | None = None


class Requirement(Piece):
    """What a listed provider must hold. `any_of`: one of these checks, in date. `max_age_years`: counted from issue."""

    any_of: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """Only for these leaf needs; empty: for all."""
    exempt_only: bool = False
    """Only where the provider gives personal care under the exemption."""
    max_age_years: int | None = None


class Gate(Fact):
    """An area's rules for who may be offered."""

    requirements: tuple[Requirement, ...] = ()
    terms_agreed: bool = False
    size_limit: int
    """Most workers, inclusive."""


class Directory(Fact):
    """Somewhere else to look."""

    name: str
    web: str


class Contact(Fact):
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
    wording: Mapping[str, str] = Field(default_factory=dict)
    """Overrides of wording.yaml, from areas/<area>/wording.yaml."""


# wording.yaml


class Wording(Piece):
    """wording.yaml: what is said, by key. `budget` is the most SMS segments; `example` the longest values."""

    text: str
    budget: int = 2
    example: Mapping[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything an editor wrote."""

    root: Path
    needs: Needs
    areas: Mapping[str, Area]
    wording: Mapping[str, Wording]


Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path) -> Any:
    """The value of a YAML file, by libyaml where there is one (ten times faster)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both loaders are the safe ones


def problems_of(path: str, error: ValidationError) -> Iterator[Problem]:
    """Pydantic's errors as problems: `needs.yaml: needs.cleaning.label: field required`."""
    for one in error.errors():
        where = ".".join(str(part) for part in one["loc"])
        yield Problem(f"{path}: {where}" if where else path, one["msg"].lower())
