"""The values that travel between a channel and a conversation. Imports nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

Kind = Literal["text", "button", "location", "edited", "photo", "voice", "other"]


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from a person. `provider_id` is the channel's own id of it; `sender` its address on that channel."""

    channel: str
    provider_id: str
    sender: str
    words: str
    at: datetime
    kind: Kind = "text"
    pressed: str | None = None
    """The code of the button pressed: `flow:question:code`."""
    point: tuple[float, float] | None = None
    """A shared location: latitude, longitude (WGS84)."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice offered: `code` is `flow:question:code`, at most 64 bytes; `label` is what the person reads."""

    code: str
    label: str
    written: bool = False
    """The text already shows it under its number: only channels with buttons show it again."""


@dataclass(frozen=True, slots=True)
class Say:
    """Something to say: a wording key with its values, and the choices that go with it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message as a channel sends it. `encoding` and `segments` are None off SMS."""

    text: str
    options: tuple[Option, ...] = ()
    encoding: str | None = None
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a turn, for the shell to record. Values are codes, never a person's words."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)


class SaidError(Exception):
    """Something that cannot be done, in words for whoever asked for it: an operator or an editor."""

    passes: ClassVar[bool] = False
    """Whether it can be done later, without anybody's changing anything here."""
