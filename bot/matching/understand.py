"""The one reading of a message: safety, place, times, then the need from what is left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.matching.intents import HeardIntent
from bot.matching.needs import HeardNeed
from bot.matching.places import Place
from bot.matching.times import When


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, read once. What was not heard is () or None; `left_over` is what no reader took."""

    text: str
    """The cleaned message."""
    intent: str
    told: HeardIntent | None = None
    """The intent rule that spoke, if one did."""
    what: tuple[HeardNeed, ...] = ()
    where: Place | None = None
    others: tuple[Place, ...] = ()
    """Other readings of an ambiguous place."""
    when: When | None = None
    doubtful: bool = False
    left_over: str = ""
    choice: str | None = None
    """The code of an option that the message chose: by button, number or label."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Everything compiled at load."""

    read: Callable[[str, datetime, str | None, str | None], Heard]
