"""Businesses of a list that a message names: by the whole name or by any word of it that tells, misspelt too."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rapidfuzz.distance import OSA

WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
STRETCH = re.compile(r"[^.,;:!?/]+")
STREET = re.compile(r"\s+(?:close|road|rd|street|st|avenue|ave|lane|drive|court|crescent|way|cottage|terrace)\b")
OWN = re.compile(r"\b(?:name is|names|name's|called|i'?m|this is)\s+$")
"""Before a name that is somebody's own."""
SHORTEST = 3
"""Letters of the shortest word that tells a name."""
SHORTEST_SLIP = 4
LONG = 7
"""Letters from which two may be wrong."""
LISTS = 256
"""Lists whose words are kept in mind."""
STANDS_FOR = "number {}"
"""What a name is read as: the rules for "number 2" then hold for it, and no word of it is taken for a need."""

Tells = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Named:
    """A message that names businesses: the places of these in the list, and its words as if said by number."""

    at: tuple[int, ...]
    """Several where the words fit several names alike."""
    by_number: str
    rest: str
    """Its words but for the names."""
    said: tuple[str, ...]
    """The words of names that it has."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of a message, one after another, and the names that have them."""

    start: int
    end: int
    at: tuple[int, ...]
    said: tuple[str, ...]


def named_in(words: str, names: Sequence[str], tells: Tells, known: Tells) -> Named | None:
    """The names meant in a cleaned message; None for none.

    `tells`: whether a word of a name tells it from others. `known`: whether a word is English, and so no slip.
    """
    found = (part for run in _runs(words, names, known) if (part := _best(run, names, tells)))
    parts = [part for part in found if not (STREET.match(words, part.end) or OWN.search(words[: part.start]))]
    if not parts:
        return None
    by_number, rest = words, words
    for part in reversed(parts):
        by_number = by_number[: part.start] + STANDS_FOR.format(part.at[0] + 1) + by_number[part.end :]
        rest = rest[: part.start] + rest[part.end :]
    at = tuple(dict.fromkeys(at for part in parts for at in part.at))
    return Named(at, by_number, rest, tuple(word for part in parts for word in part.said))


Fits = tuple[re.Match[str], Mapping[int, str]]
"""A word of the message, and per name that has it the word of that name."""


def _runs(words: str, names: Sequence[str], known: Tells) -> Iterator[list[Fits]]:
    """Stretches of the message, with no mark in them, all of whose words stand in some name."""
    parts = _words_of(tuple(names))
    for stretch in STRETCH.finditer(words):
        found = WORD.finditer(words, *stretch.span())
        fits: Iterator[Fits] = ((match, _having(_bare(match[0]), parts, known)) for match in found)
        yield from (list(run) for has, run in groupby(fits, key=lambda fit: bool(fit[1])) if has)


def _bare(word: str) -> str:
    return word.removesuffix("'s")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of names: as they are, and without an s at the end where they are long enough; each with its names."""

    each: Mapping[int, Sequence[str]]
    bare: Mapping[str, Mapping[int, str]]
    stems: Mapping[str, Mapping[int, str]]


@lru_cache(maxsize=LISTS)
def _words_of(names: tuple[str, ...]) -> _Words:
    """What the names of a list are found by. A conversation asks of the same list many times."""
    each = {at: WORD.findall(name.lower()) for at, name in enumerate(names)}
    bare: defaultdict[str, dict[int, str]] = defaultdict(dict)
    stems: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for at, part in ((at, part) for at, parts in each.items() for part in parts):
        bare[_bare(part)][at] = part
        if len(_bare(part)) > SHORTEST:
            stems[_bare(part).rstrip("s")][at] = part
    return _Words(each, bare, stems)


def _having(word: str, names: _Words, known: Tells) -> Mapping[int, str]:
    """The names that have a word, as it is or, where no name has it so, through a slip."""
    stem, bare = names.stems.get(word.rstrip("s")), names.bare.get(word)
    if stem or bare:
        return {**(stem or {}), **(bare or {})}
    if len(word) < SHORTEST_SLIP or known(word):
        return {}
    return {at: part for at, parts in names.each.items() for part in parts if _slip(word, part)}


def _slip(word: str, part: str) -> bool:
    most = 2 if len(part) >= LONG else 1
    return len(part) >= SHORTEST_SLIP and word[0] == part[0] and OSA.distance(word, part, score_cutoff=most) <= most


def _best(run: list[Fits], names: Sequence[str], tells: Tells) -> _Part | None:
    """The names that have most words of a stretch, of those that a word tells or that are there as a whole."""
    said = {at: [fit[at] for _, fit in run if at in fit] for at in range(len(names))}
    fair = {at: len(of) for at, of in said.items() if any(map(tells, of)) or (of and _whole(names[at], of))}
    if not fair:
        return None
    best = tuple(at for at, count in fair.items() if count == max(fair.values()))
    inside = [match for match, fit in run if any(at in fit for at in best)]
    return _Part(inside[0].start(), inside[-1].end(), best, tuple(said[best[0]]))


def _whole(name: str, said: Sequence[str]) -> bool:
    return set(WORD.findall(name.lower())) == set(said)
