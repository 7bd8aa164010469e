"""The clauses of a message: at its stops and joining words, and where somebody else begins to do something."""

import re
from collections.abc import Callable, Iterator

from bot.matching.text import Span

JOINTS = r"(?:and|but|so|also|because|cos)\b"
PARTS = re.compile(rf"([.,;:!?\n]+(?=\s|$)|\s-+\s|\b{JOINTS})")
LOOSE = re.compile(rf"^(?:\W|{JOINTS})+|(?:\W|\b{JOINTS})+$")
"""What parts clauses, left standing where one of them is gone."""
SUBJECT = re.compile(r"(?<=[a-z]) (?=(?:s?he'?s|they'?re|i'?m|i'?ve|we'?re|we'?ve)\b)")
"""Where somebody is begun to be told of without a stop: "a befriender for my nan shes lonely"."""


def clauses(words: str) -> Iterator[Span]:
    """Where each clause of cleaned words stands, in order."""
    begun = 0
    for joint in (*PARTS.finditer(words), None):
        end = joint.start() if joint else len(words)
        starts = [begun, *(found.end() for found in SUBJECT.finditer(words, begun, end))]
        yield from zip(starts, [*starts[1:], end], strict=True)
        begun = joint.end() if joint else end


def without(text: str, leaves_out: Callable[[str], bool]) -> str:
    """`text` without the clauses of which `leaves_out` is true."""
    parts = PARTS.split(text)
    kept = (" " if place % 2 == 0 and part.strip() and leaves_out(part) else part for place, part in enumerate(parts))
    return LOOSE.sub("", "".join(kept))


def bare(words: str) -> str:
    """`words` without what only joins them to others."""
    return LOOSE.sub("", words)
