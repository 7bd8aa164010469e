"""sayings.yaml: whole sentences of each kind of message, from which it is learnt what kinds of message sound like."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from bot.content.pieces import Piece, whole

SAYINGS = "sayings.yaml"
Topic = Literal[
    "carer-support",
    "cqc",
    "setup",
    "list-business",
    "privacy",
    "person",
    "off-topic",
    "more",
    "back",
    "restart",
    "details",
    "help",
    "menu",
    "stop",
    "start",
    "thanks",
    "greeting",
]
"""What a message may be about, and the commands in people's own words."""


class Sayings(Piece):
    """sayings.yaml. The more voices a kind is said in, the better strangers' words for it are heard."""

    danger: Mapping[Literal["emergency", "self-harm", "abuse"], tuple[str, ...]]
    calm: tuple[str, ...]
    """What shares words with danger and is none: healed, feared, played, asked in general."""
    topics: Mapping[Topic, tuple[str, ...]]
    """Intent -> sentences; `off-topic` is what is no business of ours."""
    requests: Mapping[str, tuple[str, ...]] = {}
    """Leaf need -> whole messages that ask for it, with all that people tell besides."""
    other: tuple[str, ...]
    """What is none of all these: answers, questions with a plain answer, everyday talk of care."""


def written(root: Path) -> bytes:
    """sayings.yaml as it is written; empty where a content folder has none."""
    path = root / SAYINGS
    return path.read_bytes() if path.exists() else b""


def read_sayings(root: Path) -> Sayings:
    """The sentences under a content folder. Raises BrokenContentError with every problem."""
    return whole(root, SAYINGS, Sayings)
