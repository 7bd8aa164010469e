"""What every reader of a message sees: cleaned words, in which spans can be blanked out once they are taken."""

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

LONGEST = 1600
"""Characters read of one message: ten SMS segments. Only danger is looked for in what comes after."""
OVERLAP = 200
"""Characters that two parts of a longer one share, so that no sentence is lost between them."""

REMEMBERED = 20_000
"""Words as typed whose meaning a reader keeps in mind."""

BRIEF = 16
"""Characters of the longest message that many people send alike: a command, a town, a day."""
LATEST = 2_000
"""Brief messages whose reading is kept in mind."""

Span = tuple[int, int]
Read = TypeVar("Read", bound=Callable[..., Any])
Word = TypeVar("Word", bound=Hashable)
Meant = TypeVar("Meant")

_QUOTES = str.maketrans({"‘": "'", "’": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-"})

_SIGNS = {"comma": ",", "full stop": ".", "question mark": "?", "new line": ".", "new paragraph": "."}
_DICTATED = re.compile(rf" ?\b({'|'.join(_SIGNS)})\b(?!')")


def clean(raw: str, start: int = 0) -> str:
    """`raw` in lower case, one space between words, plain quotes and dashes, no control characters, at most LONGEST
    from `start` on."""
    raw = raw[start : start + LONGEST]
    if raw.isascii() and raw.isprintable():
        return undictated(" ".join(raw.replace("`", "'").lower().split()))
    plain = unicodedata.normalize("NFKC", raw).translate(_QUOTES).casefold()
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in plain)
    return undictated(re.sub(r"\s+", " ", visible).strip())


def undictated(words: str) -> str:
    """`words` with the signs that were said aloud to a telephone: "a gardener comma any weekday full stop"."""
    if "comma" in words or "full stop" in words or "question mark" in words or "new line" in words:
        return _DICTATED.sub(lambda sign: _SIGNS[sign[1]], words).strip()
    return words


def beyond(raw: str) -> Iterator[str]:
    """What comes after the part of a message that is read, in parts as long, which overlap: danger may stand there."""
    return (clean(raw, start) for start in range(LONGEST - OVERLAP, len(raw) - OVERLAP, LONGEST - OVERLAP))


def blank(words: str, spans: Iterable[Span]) -> str:
    """`words` with the spans replaced by spaces, so that every other offset stays true."""
    for start, end in spans:
        words = words[:start] + " " * (end - start) + words[end:]
    return words


class _Kept(dict[Word, Meant]):
    """What was read of each word met, until there are too many."""

    def __init__(self, read: Callable[[Word], Meant]) -> None:
        self._read = read

    def __missing__(self, word: Word) -> Meant:
        if len(self) >= REMEMBERED:
            self.clear()
        meant = self[word] = self._read(word)
        return meant


def once_each(read: Callable[[Word], Meant]) -> Callable[[Word], Meant]:
    """`read`, done once for each word: nothing is quicker to ask for again, not even what `lru_cache` keeps."""
    return _Kept(read).__getitem__


def remembering(read: Read) -> Read:
    """What `read` makes of cleaned words and whatever else it is given, brief ones read once: "yes", "more"."""
    remembered = lru_cache(maxsize=LATEST)(read)

    def reading(words: str, *given: Any) -> Any:
        return (remembered if len(words) <= BRIEF else read)(words, *given)

    return reading  # type: ignore[return-value]
