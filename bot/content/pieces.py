"""What every file of content is made of: frozen pieces that refuse unknown keys, and problems as `path: what`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.message import SaidError


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an editor has to put right: where, and what. A warning does not stop a start."""

    path: str
    what: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


class BrokenContentError(SaidError):
    """Content that cannot be used. Its text lists every problem, a line each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Piece(BaseModel):
    """A frozen piece of content that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


OUR_NAME = "Nearhand"
OURS = ("How Nearhand works", "content/")
"""What the source of a fact about ourselves begins with."""


class Fact(Piece):
    """Something true on a day: with its source and the day it was checked."""

    source: str
    checked_on: date

    @property
    def origin(self) -> str:
        """Who says so, in a few words: the name before a page's address, else its site; of ourselves, our name."""
        before, _, page = self.source.partition("://")
        name = before.removesuffix("https").removesuffix("http").strip(" ,(:").split(",")[0]
        if name:
            return OUR_NAME if name.startswith(OURS) else name
        return page.split("/")[0].removeprefix("www.")


class Weighed(Fact):
    """A fact with how sure it is: A seen in an official source, B official words seen elsewhere, C secondary only."""

    sure: Literal["A", "B", "C"]


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


def piece(root: Path, name: str, model: type[Model], problems: list[Problem]) -> Model | None:
    """A file of content as its model; None, with the problems added, where it cannot be read."""
    try:
        return model.model_validate(read_yaml(root / name))
    except FileNotFoundError:
        problems.append(Problem(name, "this file is missing"))
    except yaml.YAMLError as error:
        problems.append(Problem(name, " ".join(str(error).split())))
    except ValidationError as error:
        problems.extend(problems_of(name, error))
    return None


def whole(root: Path, name: str, model: type[Model]) -> Model:
    """A file of content as its model. Raises BrokenContentError with every problem."""
    problems: list[Problem] = []
    found = piece(root, name, model, problems)
    if found is None:
        raise BrokenContentError(tuple(problems))
    return found
