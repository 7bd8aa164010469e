"""wording.yaml, and an area's own: what is said, by key."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, RootModel

from bot.content.pieces import Piece


class Wording(Piece):
    """wording.yaml: what is said, by key. `budget` is the most SMS segments; `example` the longest values."""

    text: str
    budget: int = 2
    example: Mapping[str, Any] = Field(default_factory=dict)


class Wordings(RootModel[Mapping[str, Wording]]):
    """wording.yaml as a whole: key -> wording."""


class AreaWording(RootModel[Mapping[str, str]]):
    """areas/<area>/wording.yaml: an area's own words by key."""
