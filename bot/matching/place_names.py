"""Names of places in a message: the longest that fit, with spelling put right on words that are no English words."""

import csv
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache, partial
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.matching.place import OUTSIDE, Place
from bot.matching.slips import WordList
from bot.matching.text import REMEMBERED, once_each

_SAME = {
    "saint": "st",
    "gt": "great",
    "grt": "great",
    "ltl": "little",
    "lil": "little",
    "lt": "little",
    "upr": "upper",
    "lwr": "lower",
    "upn": "upon",
    "nth": "north",
    "sth": "south",
    "gray": "grey",
}
"""Short ways of writing parts of names, as tokens."""

_TOKEN = re.compile(r"[^\W_]+")
_JOINING = frozenset("on upon in under le la the cum by de and next of u".split())
"""Words inside a name that people leave out."""
_SWAPPED = {"upon": "on", "u": "on", "on": "upon"}
_TAIL = frozenset("on upon in under le by cum".split())
"""Words after which the rest of a name is often left out: "Burnham" for Burnham-on-Crouch."""
_PEOPLE = {"city": 100_000, "town": 8_000, "suburb": 3_000, "village": 600, "area": 0}
"""How many people we take a place to have when its row does not say: only to put one reading before another."""
_FIGURES = str.maketrans("0134578", "oieastb")
"""Figures typed for letters."""
_JOINED = 7
"""Letters of the shortest name that is looked for with a space inside it."""
_LONG = 6
"""Letters of the shortest English word that may be part of a name misspelt: "chopping norton"."""
_VILLAGE, _TOWN = 1_000, 5_000
"""People in the smallest place that a word near to English may be: where it sounds the same, where it does not."""
_FAR_LARGER = 20
_LARGE = 60_000
"""A town elsewhere comes before a place of ours only if it is this large, and so many times larger."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A place that a name may mean. `exact` is false for a shortened name: "Burnham" for Burnham-on-Crouch."""

    place: Place
    people: int
    exact: bool


class Doubt(IntEnum):
    """How far a spelling is from sure."""

    NONE = 0
    GUESSED = 1
    """Too short, or too much of it wrong, to be sure of."""
    ENGLISH = 2
    """Everyday English, or as near to it as to the name."""


class Alone(NamedTuple):
    """What a word of a message may be by itself."""

    spellings: tuple[str, ...]
    """It, then name words that it may stand for; () for a word that is taken already."""
    beside: Set[str] = frozenset()
    """The words beside which it may stand for more."""
    reach: int = 0
    """How many words the longest name has that begins so."""
    parted: bool = False
    """Whether it may begin a name with a space inside it."""


_TAKEN = Alone(())


class Spot(NamedTuple):
    """Words `first` to `last` of a message that make a name."""

    first: int
    last: int
    key: str
    doubt: "Doubt"
    plain: bool
    """Whether it is of several words, all of them everyday English: "Church Hill"."""


def as_in_names(typed: Sequence[str]) -> tuple[str, ...]:
    """The words of a cleaned message, in the way that names are compared."""
    plain = map(_SAME.get, typed, typed)
    return tuple([word.replace("'", "") for word in plain])


def name_tokens(name: str) -> tuple[str, ...]:
    """A name or message word by word, in the one way that names are compared."""
    plain = name.casefold().replace("'", "").replace("’", "")
    tokens = [plain] if plain.isalnum() else _TOKEN.findall(plain)
    return tuple(map(_SAME.get, tokens, tokens))


@dataclass(frozen=True, repr=False)
class Names:
    """Every name we know, and the English words that none of them may be guessed from."""

    readings: Mapping[str, tuple[Reading, ...]]
    longest: Mapping[str, int]
    """First word of a name -> how many words the longest name that begins so has."""
    words: frozenset[str]
    ordinary: frozenset[str]
    """Common English."""
    lookalikes: frozenset[str]
    """Rarer English that would pass for a misspelt name."""

    @classmethod
    def of(
        cls, readings: Mapping[str, Sequence[Reading]], ordinary: Iterable[str], lookalikes: Iterable[str]
    ) -> "Names":
        """Index `readings` (a name's words joined by a space -> what it may mean)."""
        longest: dict[str, int] = {}
        words = set()
        for key in readings:
            parts = key.split(" ")
            longest[parts[0]] = max(longest.get(parts[0], 0), len(parts))
            words.update(parts)
        found = {key: _ordered(meant) for key, meant in readings.items()}
        return cls(found, longest, frozenset(words), frozenset(ordinary), frozenset(lookalikes))

    @cached_property
    def _spelt(self) -> list[str]:
        """The words of names that another word may be a misspelling of. These indexes wait for the first such word."""
        return sorted(word for word in self.words - self.ordinary if len(word) >= 4 and word.isalpha())

    @cached_property
    def _by_first(self) -> WordList:
        return WordList(self._spelt, lambda word: word[0])

    @cached_property
    def _by_two(self) -> WordList:
        """The same by two letters, for words that start with theirs the wrong way round."""
        return WordList(self._spelt, lambda word: word[:2])

    @cached_property
    def _long(self) -> list[str]:
        """Names of one long word, in order."""
        return sorted(key for key in self.readings if len(key) >= _JOINED and " " not in key)

    @cached_property
    def _by_sound(self) -> Mapping[str, Sequence[str]]:
        return _grouped((sound(word), word) for word in self._spelt)

    @cached_property
    def _companions(self) -> Mapping[str, Sequence[str]]:
        """Word of a name -> the words it stands beside in names."""
        pairs = {pair for key in self.readings if " " in key for pair in _neighbours(key.split(" "))}
        return _grouped(sorted(pairs))

    @cached_property
    def _telling(self) -> frozenset[str]:
        """Those of them that stand in little else than names."""
        return frozenset(word for word in self._companions if len(word) >= 4 and word not in self.ordinary)

    @cached_property
    def _english(self) -> WordList:
        return WordList((word for word in self.ordinary if len(word) >= 4), lambda word: word[0])

    def spots(self, tokens: Sequence[str], free: Sequence[bool], home: str | None) -> Iterator[Spot]:
        """The names among the tokens that are `free`, from left to right, the longest first, none overlapping.

        Of names equally near to a misspelt word, those of the `home` area come first.
        """
        alone = [*map(self._alone(home), tokens)]
        if not all(free):
            alone = [one if ok else _TAKEN for one, ok in zip(alone, free, strict=True)]
        spellings = [self._with_beside(i, tokens, one) if one.beside else one.spellings for i, one in enumerate(alone)]
        done = 0
        for at, one in enumerate(alone):
            begins = one.reach or len(spellings[at]) > len(one.spellings)
            if at < done or not (begins or one.parted):
                continue
            spot = self._longest_at(at, tokens, spellings) if begins else None
            if one.parted and (spot is None or spot.last == at):
                spot = self._split_at(at, tokens, spellings) or spot
            if spot:
                yield spot
                done = spot.last + 1

    def _longest_at(self, at: int, tokens: Sequence[str], spellings: Sequence[tuple[str, ...]]) -> Spot | None:
        reach = max([self.longest.get(spelling, 0) for spelling in spellings[at]], default=0)
        for size in range(min(reach, len(tokens) - at), 0, -1):
            for spelt in product(*spellings[at : at + size]):
                key = " ".join(spelt)
                if key in self.readings and (size > 1 or key == tokens[at] or tokens[at] not in self.ordinary):
                    return self._spot(at, size, tokens, spelt, key)
        return None

    def _spot(self, at: int, size: int, tokens: Sequence[str], spelt: Sequence[str], key: str) -> Spot:
        doubt = Doubt.NONE if size > 1 or key == tokens[at] else self._doubt(tokens[at], spelt[0])
        plain = size > 1 and all(token in self.ordinary for token in spelt)
        return Spot(at, at + size - 1, key, doubt, plain)

    def _doubt(self, token: str, word: str) -> Doubt:
        """How unsure it is that `token` is `word` misspelt."""
        if token == word + "s":
            return Doubt.NONE
        cost = OSA.distance(token, word)
        if self._english_distance(token, cost) <= cost:
            likely = _VILLAGE if sound(token) == sound(word) else _TOWN if cost == 1 else _LARGE
            return Doubt.GUESSED if self._weight(word) >= likely else Doubt.ENGLISH
        return Doubt.GUESSED if len(token) < 5 or (cost >= 2 and len(token) < 7) else Doubt.NONE

    def _split_at(self, at: int, tokens: Sequence[str], spellings: Sequence[tuple[str, ...]]) -> Spot | None:
        """A name with a space too many: "kidder minster"."""
        for size in (2, 3):
            key = "".join(tokens[at : at + size])
            if (
                key in self.readings
                and len(key) >= _JOINED
                and at + size <= len(tokens)
                and all(spellings[at : at + size])
            ):
                english = all(token in self.ordinary for token in tokens[at : at + size])
                return Spot(at, at + size - 1, key, Doubt.GUESSED if english else Doubt.NONE, False)
        return None

    @cached_property
    def _alone(self) -> Callable[[str | None], Callable[[str], Alone]]:
        """What a token may be by itself, by home area. Remembers."""
        return cache(lambda home: once_each(partial(self._by_itself, home=home)))

    def _by_itself(self, token: str, home: str | None) -> Alone:
        spellings, beside = self._spelt_alone(token, home)
        companions = (self._telling if self._stands(token) else self._companions.keys()) if beside else frozenset()
        reach = max([self.longest.get(spelling, 0) for spelling in spellings])
        return Alone(spellings, companions, reach, self._is_parted(token))

    def _is_parted(self, token: str) -> bool:
        """Whether a long name begins with it and goes on."""
        at = bisect_right(self._long, token)
        return at < len(self._long) and self._long[at].startswith(token)

    def _spelt_alone(self, token: str, home: str | None) -> tuple[tuple[str, ...], bool]:
        """A token and name words that it may stand for: with an s more or less, or misspelt; and whether the tokens
        beside it may tell more."""
        if len(token) < 4 or not token.isalpha():
            return (token, *self._lettered(token)), False
        if token in self.words:
            return (token, *self._numbered(token)), not self._stands(token)
        if token in self.ordinary or token in self.lookalikes:
            return (token, *(self._numbered(token) if token[-1] == "s" else ())), len(token) >= _LONG
        numbered = self._numbered(token)
        return (token, *(numbered or self._guesses(token, home))), not numbered

    def _lettered(self, token: str) -> tuple[str, ...]:
        """The name word that a token with figures for letters stands for: "s0ham"."""
        word = token.translate(_FIGURES)
        return (word,) if len(token) >= 4 and word.isalpha() and word in self.words else ()

    def _stands(self, token: str) -> bool:
        """Whether it is a name or common English, with an s too: the "racing's" of "when the racing's on"."""
        return token in self.readings or token in self.ordinary or (token[-1:] == "s" and token[:-1] in self.ordinary)

    def _numbered(self, token: str) -> tuple[str, ...]:
        """The word with an s more or less, where names have that: "bishop stortford", "parsons drove"."""
        other = token[:-1] if token[-1] == "s" else token + "s"
        return (other,) if other in self.words else ()

    def _guesses(self, token: str, home: str | None) -> tuple[str, ...]:
        """The name words nearest in spelling, where sounding alike counts a letter; none when English is nearer."""
        most = _slips(token)
        wrong = dict(self._by_first.near(token, most, token[0]) + self._by_two.near(token, most, token[1::-1]))
        alike = self._by_sound.get(sound(token), ())
        wrong.update((word, OSA.distance(token, word)) for word in alike)
        costs = {word: max(1, count - (word in alike)) for word, count in wrong.items()}
        near = min(costs.values(), default=9)
        if near > most or (near > 1 and self._english_distance(token, near - 1) < near):
            return ()
        ties = [word for word, cost in costs.items() if cost == near]
        return tuple(sorted(ties, key=lambda word: (word not in alike, wrong[word], *self._importance(word, home)))[:4])

    def in_area(self, token: str, area: str | None) -> str | None:
        """The name of a place in an area that `token` is nearest to; English must sound like it. None for none."""
        if len(token) < 4 or not token.isalpha():
            return None
        english = token in self.ordinary
        most = 1 if english else _slips(token)
        alike = self._by_sound.get(sound(token), ())
        near = {*alike} if english else {*alike, *(word for word, _ in self._by_first.near(token, most, token[0]))}
        costs = {word: OSA.distance(token, word) for word in near if self._lies_in(word, area)}
        fits = [word for word, cost in costs.items() if cost <= most]
        return min(fits, key=lambda word: (costs[word], word not in alike, -self._weight(word), word), default=None)

    def _lies_in(self, word: str, area: str | None) -> bool:
        """Whether the word alone names a place in the area."""
        return any(one.place.kind == "place" and one.place.area == area for one in self.readings.get(word, ()))

    def _with_beside(self, i: int, tokens: Sequence[str], alone: Alone) -> tuple[str, ...]:
        """What the i-th token may stand for, also as part of a name that the token before or after it belongs to."""
        before, after = tokens[i - 1] if i else "", tokens[i + 1] if i + 1 < len(tokens) else ""
        spelt = alone.spellings
        for neighbour in (before, after):
            if neighbour in alone.beside:
                spelt = (*spelt, *self._companion(tokens[i], neighbour))
        return spelt

    @cached_property
    def _companion(self) -> Callable[[str, str], tuple[str, ...]]:
        """What a token may stand for as part of a name that its neighbour belongs to. Remembers."""
        return lru_cache(maxsize=REMEMBERED)(self._spelt_beside)

    def _spelt_beside(self, token: str, neighbour: str) -> tuple[str, ...]:
        known = self._stands(token)
        near = (word for word in self._companions[neighbour] if OSA.distance(token, word) <= _slips(word) - known)
        return tuple(word for word in near if word != token)

    def _weight(self, word: str) -> int:
        """How many people live in the largest place of ours that the word alone names."""
        ours = [reading.people for reading in self.readings.get(word, ()) if reading.place.area != OUTSIDE]
        return max(ours, default=0)

    def _importance(self, word: str, home: str | None) -> tuple[bool, bool, int]:
        """Sorts home before the rest of ours before others, then the most populous first, parts of names last."""
        found = self.readings.get(word, ())
        areas = {reading.place.area for reading in found}
        return home not in areas, areas <= {OUTSIDE}, -max((reading.people for reading in found), default=0)

    def _english_distance(self, token: str, most: int) -> int:
        """How many letters the token is from the nearest English word, or `most` + 1 when that is more."""
        near = self._english.near(token, most, token[0])
        return near[0][1] if near else most + 1


def _slips(word: str) -> int:
    """How many letters of a word of this length may be wrong."""
    return 1 if len(word) < 6 else 2 if len(word) < 12 else 3


def _neighbours(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for left, right in pairwise(parts):
        yield left, right
        yield right, left


def _ordered(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Exact names before shortened ones, ours before others unless those are far larger, the most populous first."""
    if len(readings) == 1:
        return tuple(readings)
    found = sorted(readings, key=lambda one: (not one.exact, one.place.area == OUTSIDE, -one.people, one.place.code))
    largest = max(found, key=lambda one: one.people)
    if largest.exact and largest.people >= max(_LARGE, _FAR_LARGER * found[0].people):
        return largest, *(one for one in found if one is not largest)
    return tuple(found)


_SOUNDS = tuple(
    (re.compile(pattern), becomes)
    for pattern, becomes in (
        (r"^(?:wr|rh)", "r"),
        (r"^kn", "n"),
        (r"ph", "f"),
        (r"tch|ch", "x"),
        (r"dge?|g(?=[eiy])", "j"),
        (r"ck|q|c(?![eiyx])", "k"),
        (r"c|z", "s"),
        (r"gh", "g"),
        (r"r(?:e$|(?![aeiouyh]))", ""),
        (r"(?<=.)[aeiouyhw]", ""),
        (r"(.)\1+", r"\1"),
    )
)


def sound(word: str) -> str:
    """Roughly how a word sounds, so that what is spelt by ear still meets: "wooster" and "worcester" are both `wst`."""
    for pattern, becomes in _SOUNDS:
        word = pattern.sub(becomes, word)
    return word


def read_names(path: Path, area: str) -> Iterator[tuple[str, Reading]]:
    """Every name in a place list, alias and shortened form included, with what it means."""
    with path.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            place = _place(row, area)
            people = int(row["population"]) or _PEOPLE[row["kind"]]
            for name, exact in _forms(row):
                yield name, Reading(place, people, exact)


def _place(row: Mapping[str, str], area: str) -> Place:
    kind = "area" if row["kind"] == "area" else "place"
    lat, lon = float(row["lat"]), float(row["lon"])
    return Place(kind, row["id"], row["name"], lat, lon, area, (), row["district"] or None)


def _forms(row: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """The ways a name is written, and whether that is the whole of it."""
    aliases = [alias for alias in row["aliases"].split(";") if alias]
    name = row["name"]
    whole = {name_tokens(written) for written in {name, name.split(",")[0], *aliases}} - {()}
    if "," in name and row["kind"] != "area":
        whole.discard(name_tokens(name.split(",")[0]))
        whole.update(name_tokens(alias) for alias in aliases)
    shortened = {form for tokens in whole if len(tokens) > 1 for form in _shortened(tokens)} - whole
    for exact, forms in ((True, whole), (False, shortened)):
        for tokens in sorted(forms):
            yield " ".join(tokens), exact
            if len(tokens) > 1:
                yield "".join(tokens), exact


def _shortened(tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Of several words: without the joining ones, with one for another, without "the", the part before them alone."""
    if tokens[0] == "the":
        yield tokens[1:]
    inside = [i for i, token in enumerate(tokens) if token in _JOINING and 0 < i < len(tokens) - 1]
    if inside:
        yield tuple(token for i, token in enumerate(tokens) if i not in inside)
        if tokens[inside[0]] in _TAIL:
            yield tokens[: inside[0]]
        yield tuple(_SWAPPED.get(part, part) for part in tokens)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, word in pairs:
        groups[key].append(word)
    return dict(groups)
