"""What every file of content is made of: frozen pieces that refuse unknown keys, and problems as `path: what`."""

import csv
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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


UNREADABLE = (OSError, EOFError, ValueError, LookupError, TypeError, zlib.error, csv.Error, yaml.YAMLError)
"""What reading a file of content may end in, where the file is not what it should be."""
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""By libyaml where there is one, which is ten times faster."""


WORDS = "tag:yaml.org,2002:str"
"""What YAML calls a value that is no number, date or the like."""


class TwiceError(yaml.YAMLError):
    """Keys that stand twice in one mapping, of which YAML would silently take the last: line and key of each."""

    def __init__(self, keys: Sequence[tuple[int, str]]) -> None:
        super().__init__("a key is there twice")
        self.keys = keys


class Loader(SafeLoader):  # type: ignore[misc]
    """Reads the plain values of YAML, notes keys that stand twice, and leaves a day that no calendar has as words."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[tuple[int, str]] = []

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        """The value of a node. Nearly all are words, of which there is nothing to construct."""
        return node.value if node.tag == WORDS else super().construct_object(node, deep)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping, and what stands twice in it."""
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    self.twice.append((key.start_mark.line + 1, key.value))
                seen.add(key.value)
        return mapping

    def construct_day(self, node: yaml.ScalarNode) -> object:
        """A day, or the words for it: the model that they are read into tells what is wrong with them."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.construct_day)


def read_yaml(path: Path) -> Any:
    """The value of a YAML file. Raises one of UNREADABLE."""
    loader = Loader(path.read_text(encoding="utf-8"))
    try:
        value = loader.get_single_data()
    finally:
        loader.dispose()
    if loader.twice:
        raise TwiceError(loader.twice)
    return value


@contextmanager
def content_file(path: Path, root: Path) -> Iterator[None]:
    """Around the reading of a file under a content folder. Raises BrokenContentError with what is wrong with it."""
    try:
        yield
    except UNREADABLE as error:
        raise BrokenContentError(tuple(unreadable(path, path.relative_to(root).as_posix(), error))) from error


def unreadable(path: Path, name: str, error: BaseException) -> Iterator[Problem]:
    """What is wrong with a file, by the error that reading it ended in."""
    match error:
        case FileNotFoundError():
            yield Problem(name, "this file is missing")
        case UnicodeDecodeError():
            yield Problem(f"{name}: line {line_of_no_utf8(path)}", "is not UTF-8: save the file as UTF-8")
        case TwiceError():
            yield from (Problem(f"{name}: line {line}", f"{key} is there twice") for line, key in error.keys)
        case yaml.MarkedYAMLError(problem_mark=yaml.Mark() as mark):
            said = " ".join(filter(None, (error.problem, error.context)))
            yield Problem(f"{name}: line {mark.line + 1}", said)
        case OSError(strerror=str() as why):
            yield Problem(name, f"cannot be read: {why}")
        case KeyError():
            yield Problem(name, f"is not as it should be: it has no {error.args[0]}")
        case _:
            yield Problem(name, f"is not as it should be: {' '.join(str(error).split())}")


def line_of_no_utf8(path: Path) -> int:
    """The first line of a file that is not UTF-8."""
    lines = path.read_bytes().split(b"\n")
    return 1 + next((at for at, line in enumerate(lines) if not is_utf8(line)), 0)


def is_utf8(line: bytes) -> bool:
    """Whether bytes are UTF-8."""
    try:
        return bool(line.decode()) or not line
    except UnicodeDecodeError:
        return False


def problems_of(path: str, error: ValidationError) -> Iterator[Problem]:
    """Pydantic's errors as problems: `needs.yaml: needs.cleaning.label: field required`."""
    for one in error.errors():
        where = ".".join(str(part) for part in one["loc"])
        yield Problem(f"{path}: {where}" if where else path, one["msg"].lower())


def piece(root: Path, name: str, model: type[Model], problems: list[Problem]) -> Model | None:
    """A file of content as its model; None, with the problems added, where it cannot be read."""
    try:
        with content_file(root / name, root):
            value = read_yaml(root / name)
        return model.model_validate(value)
    except BrokenContentError as error:
        problems.extend(error.problems)
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
