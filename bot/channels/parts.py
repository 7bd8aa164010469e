"""What several channels share: a text cut into parts at good places, and choices as numbered lines. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from bot.message import Option

_JOINER = "\u200d"
_FLAGS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)

_ENDS = (re.compile(r"\n+"), re.compile(r"(?<=[.!?])\s+"), re.compile(r"\s+"))
"""Where a text may be cut, best first: between lines, sentences, words."""


def numbered(text: str, options: Sequence[Option]) -> str:
    """A text with its choices below, a line each: `1 Label`. Choices that the text shows already are left out."""
    lines = [f"{place} {option.label}" for place, option in enumerate(options, 1) if not option.written]
    return "\n".join(filter(None, (text, *lines)))


def pieces(text: str) -> Iterator[str]:
    """What a reader sees as single characters: marks, joined emoji, flags and skin tones stay with their base."""
    piece = ""
    for char in text:
        if piece and _continues(piece, char):
            piece += char
            continue
        if piece:
            yield piece
        piece = char
    if piece:
        yield piece


def _continues(piece: str, char: str) -> bool:
    if piece in "\r\n" or char in "\r\n":
        return False
    if unicodedata.category(char)[0] == "M" or char in (_JOINER, "\u200c"):
        return True
    code = ord(char)
    if code in _FLAGS:
        return len(piece) == 1 and ord(piece) in _FLAGS
    if code in _SKIN_TONES or piece[-1] == _JOINER:
        return unicodedata.category(char) in ("So", "Sk") and unicodedata.category(piece[0]) == "So"
    return code in _TAGS


def parted(text: str, fits: Callable[[str], bool]) -> list[str]:
    """A text as parts that fit, cut at a line, else a sentence, else a word, else anywhere but within a character.

    `fits` must hold for every beginning of a text that it holds for. A lone character is a part even if it does not.
    """
    parts: list[str] = []
    rest = text.strip()
    while rest:
        end = len(rest) if fits(rest) else _good_end(rest, _longest(rest, fits))
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return parts


def _longest(text: str, fits: Callable[[str], bool]) -> int:
    """Where the longest beginning that fits ends, by halving."""
    ends = [0]
    for piece in pieces(text):
        ends.append(ends[-1] + len(piece))
    low, high = 1, len(ends) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[: ends[middle]]) else (low, middle - 1)
    return ends[low]


def _good_end(text: str, end: int) -> int:
    """The last good place to cut, at or before `end`. A line or sentence end must not leave half the room unused."""
    for ends in _ENDS:
        cuts = [match.start() for match in ends.finditer(text, 0, end + 1)]
        if cuts and (cuts[-1] > end // 2 or ends is _ENDS[-1]):
            return cuts[-1]
    return end
