"""Words -> Place: postcode, outcode, sector, town, village or shared point. May be ambiguous, never guessed."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.content.pieces import content_file
from bot.matching.homes import Homes
from bot.matching.place import OUTSIDE, Place, distance_km, km_between
from bot.matching.place_names import Names, Reading, Spot, as_in_names, read_names
from bot.matching.place_rules import (
    NEAR,
    Mention,
    PlaceWords,
    Sentence,
    Setting,
    believable,
    denied,
    is_institution,
    is_outcode,
    score,
)
from bot.matching.postcodes import Written, find_postcodes, unit_number
from bot.matching.text import REMEMBERED, Span

__all__ = ["LIKE_NAMED", "OUTSIDE", "UNKNOWN_POSTCODE", "Gazetteer", "HeardPlace", "Place", "distance_km"]

UNKNOWN_POSTCODE = "unknown-postcode"
"""The warning of a well-formed postcode that no table has: it is placed at its sector or outcode."""
LIKE_NAMED = "like-named"
"""The warning of a name that no list has, placed where its last word lies: "Upper Welland" at Welland."""

_TOGETHER_KM = 25.0
"""How far apart two names may be that are said in one breath: "Norton, Evesham"."""
_SUBURB_KM = 8.0
"""How far a suburb is from its town: "Oxford, Headington"."""


@dataclass(frozen=True, slots=True)
class HeardPlace:
    """Where the support is needed. `others` are other readings of the same words, or other places offered with "or".

    `spans`: every word that named a place, to be taken out before times and needs are read.
    """

    place: Place
    others: tuple[Place, ...]
    spans: tuple[Span, ...]
    because: str
    warning: str | None = None


@dataclass(frozen=True, repr=False)
class Gazetteer:
    """Every place that can be heard."""

    homes: Homes
    by_id: Mapping[str, Place]
    names: Names
    known: PlaceWords

    @classmethod
    def load(cls, root: Path, area_codes: Iterable[str]) -> "Gazetteer":
        """From the content folder `root`. All but these areas are outside. Raises BrokenContentError."""
        homes = Homes.load(root, area_codes)
        readings: defaultdict[str, list[Reading]] = defaultdict(list)
        for area, path in _name_lists(root, homes.served):
            with content_file(path, root):
                for name, meant in read_names(path, area):
                    readings[name].append(meant)
        by_id = {one.place.code: one.place for found in readings.values() for one in found}
        names = Names.of(readings, _words(root, "ordinary"), _words(root, "lookalikes"))
        with content_file(root / "places" / "words.yaml", root):
            return cls(homes, by_id, names, PlaceWords.load(root / "places" / "words.yaml"))

    # Hearing

    def hear(self, words: str, home: str | None = None, asked: bool = False) -> HeardPlace | None:
        """The place that cleaned `words` name, or None.

        `home`: the deployment's area, which settles names borne twice. `asked`: a place has just been asked
        for, so that a message of one everyday word is its name.
        """
        sentence = _sentence(words)
        mentions = self._mentions(sentence, Setting(home, asked))
        if not mentions:
            return None
        middle = self._between(mentions, sentence)
        if middle:
            return middle
        if len(mentions) > 1:
            mentions = _told(mentions, sentence)
            mentions = [_narrowed(mention, mentions, sentence) for mention in mentions]
        best = _chosen(mentions, sentence, self.known)
        others = dict.fromkeys((*best.readings[1:], *_alternatives(best, mentions, sentence)))
        if others:
            others.pop(best.place, None)
        spans = tuple([_span(mention, sentence) for mention in mentions])
        return HeardPlace(best.place, tuple(others), spans, _said(best, sentence), best.warning)

    def _mentions(self, sentence: Sentence, setting: Setting) -> list[Mention]:
        codes = list(self._codes(sentence))
        free = [True] * len(sentence.tokens)
        if "old" in sentence.tokens:
            free = [word != "old" or not _is_age(i, sentence) for i, word in enumerate(sentence.tokens)]
        for mention in codes:
            free[mention.first : mention.last + 1] = [False] * (mention.last + 1 - mention.first)
        named = [self._named(spot, setting.home) for spot in self.names.spots(sentence.tokens, free, setting.home)]
        named = [self._or_at_home(one, sentence, setting.home) for one in named]
        named = [self._of_like_name(one, sentence, free) for one in self._of_counties(named, sentence, free)]
        found = sorted([*codes, *named, *self._county(sentence, setting.home)], key=lambda mention: mention.first)
        starts = {mention.first for mention in found}
        counties = {mention.first: mention.place.area for mention in found if mention.place.kind == "area"}
        return [
            mention
            for mention in found
            if believable(mention, sentence, self.known, starts, setting) or _in_its_county(mention, sentence, counties)
        ]

    def _named(self, spot: Spot, home: str | None) -> Mention:
        places, people = self._meant(spot.key, home)
        return Mention(spot.first, spot.last, spot.key, places, spot.doubt, people, spot.plain)

    def _of_counties(self, named: list[Mention], sentence: Sentence, free: Sequence[bool]) -> list[Mention]:
        """`named` with what stands before a county of ours put right to a name of it: "tame oxfordshire"."""
        for county in [one for one in named if one.place.kind == "area" and one.place.area != OUTSIDE]:
            at = county.first - 1 - (sentence.before(county.first) == "in")
            known = [one for one in named if one.first <= at <= one.last]
            there = any(reading.area == county.place.area for one in known for reading in one.readings)
            if at < 0 or not free[at] or there or any(one.first < one.last for one in known):
                continue
            key = self.names.in_area(sentence.tokens[at], county.place.area)
            if key:
                meant = self._mention_in(at, key, county.place.area)
                named = [*(one for one in named if one not in known), meant]
        return named

    def _or_at_home(self, mention: Mention, sentence: Sentence, home: str | None) -> Mention:
        """A misspelt name of a place outside as one of the home area too, where that is as near: "harwick"."""
        token = sentence.tokens[mention.first]
        if home is None or mention.first != mention.last or mention.place.area != OUTSIDE or token == mention.key:
            return mention
        key = self.names.in_area(token, home)
        if key is None or key == mention.key or OSA.distance(token, key) > OSA.distance(token, mention.key):
            return mention
        ours = self._mention_in(mention.first, key, home)
        return ours._replace(readings=(*ours.readings, *mention.readings))

    def _of_like_name(self, mention: Mention, sentence: Sentence, free: Sequence[bool]) -> Mention:
        """A name with the word before it that tells it from another: no list has the two together."""
        at = mention.first - 1
        if sentence.before(mention.first) not in self.known.told_apart_by or not free[at]:
            return mention
        return mention._replace(first=at, warning=LIKE_NAMED) if mention.place.kind == "place" else mention

    def _mention_in(self, at: int, key: str, area: str | None) -> Mention:
        """The places of an area that the token at `at` names when it is put right to `key`."""
        found = [reading for reading in self.names.readings[key] if reading.place.area == area]
        places = tuple(dict.fromkeys(reading.place for reading in found))
        return Mention(at, at, key, places, people=found[0].people)

    def _county(self, sentence: Sentence, home: str | None) -> Iterator[Mention]:
        """ "The county", "countywide": the one this service is of."""
        county = self.by_id.get(home or "")
        for i, word in enumerate(sentence.tokens if county else ()):
            if county and (word == "countywide" or (word == "county" and sentence.before(i) == "the")):
                yield Mention(i, i, word, (county,))

    @cached_property
    def _meant(self) -> Callable[[str, str | None], tuple[tuple[Place, ...], int]]:
        """What a name may mean, and how many live in the likeliest. Remembers."""
        return lru_cache(maxsize=REMEMBERED)(self._readings)

    def _readings(self, key: str, home: str | None) -> tuple[tuple[Place, ...], int]:
        """Whatever lies in the home area, else all of it."""
        every = self.names.readings[key]
        found = [reading for reading in every if reading.place.area == home] or every
        places = tuple(dict.fromkeys(reading.place for reading in found if reading.exact is found[0].exact))
        return places, max(reading.people for reading in every if reading.place == places[0])

    def _codes(self, sentence: Sentence) -> Iterator[Mention]:
        """Postcodes, sectors and outcodes that exist."""
        for written in find_postcodes(sentence.words, self.homes.outcodes, self.homes.exists):
            inside = [i for i, start in enumerate(sentence.starts) if written.start <= start < written.end]
            place = self._of_written(written)
            whole, ours = len(written.incode) == 3, self.homes.is_ours(written.outcode)
            missing = whole and ours and not self.homes.exists(written.outcode, written.incode)
            warning = UNKNOWN_POSTCODE if missing else None
            mention = Mention(inside[0], inside[-1], place.code, (place,), warning=warning)
            # Two letters tell it from a road, if nothing follows: "befriender ss1", not "get off the m5".
            last = mention.last == len(sentence.tokens) - 1 and written.outcode[:2].isalpha()
            common = written.plain and (ours or last) and written.outcode not in self.known.not_outcodes
            if whole or common or is_outcode(mention, sentence, self.known):
                yield mention

    def _of_written(self, written: Written) -> Place:
        if len(written.incode) == 3:
            return self.homes.postcode(written.outcode, written.incode)
        sector = self.homes.sector(written.outcode, written.incode) if written.incode else None
        return sector or self.homes.outcode(written.outcode)

    def _between(self, mentions: Sequence[Mention], sentence: Sentence) -> HeardPlace | None:
        """ "Between A and B", as a place in the middle of them."""
        for a, b in pairwise(mentions):
            gap = sentence.tokens[a.last + 1 : b.first]
            if (
                sentence.before(a.first) in ("between", "inbetween", "btwn", "betwen")
                and gap
                and gap[0] in ("and", "n", "or")
            ):
                place = _middle(a.place, b.place)
                start = sentence.starts[a.first - 1]
                because = sentence.words[start : sentence.ends[b.last]]
                spans = ((start, sentence.ends[b.last]), *(_span(m, sentence) for m in mentions if m not in (a, b)))
                return HeardPlace(place, (), spans, because)
        return None

    # Places by code

    @cached_property
    def by_code(self) -> Callable[[str], Place | None]:
        """The place a session kept, or None when the code means nothing (any more). A turn asks many times."""
        return lru_cache(maxsize=REMEMBERED)(self._of_code)

    def _of_code(self, code: str) -> Place | None:
        if found := self.by_id.get(code):
            return found
        if "+" in code:
            ends = [self.by_code(end) for end in code.split("+", 1)]
            return _middle(ends[0], ends[1]) if ends[0] and ends[1] else None
        if match := re.fullmatch(r"point-(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)", code):
            return self.at(float(match[1]), float(match[2]))
        outcode, _, rest = code.partition("-")
        if outcode not in self.homes.outcodes:
            return None
        if not rest:
            return self.homes.outcode(outcode)
        if len(rest) == 1:
            return self.homes.sector(outcode, rest)
        return self.homes.postcode(outcode, rest) if unit_number(rest) is not None else None

    # Places by position

    def at(self, lat: float, lon: float) -> Place:
        """A shared location: its area and district are those of the nearest home, outside when that is far."""
        area, district = self.homes.nearest(lat, lon)
        here = Place("point", f"point-{lat:.4f},{lon:.4f}", "", lat, lon, area, (), district or None)
        return replace(here, name=self.nearest_name(here))

    def nearest_name(self, place: Place) -> str:
        """What the nearest town, village or suburb is called, for saying a code back: "WR14 3AY, Great Malvern"."""
        named = [one for one in self.by_id.values() if one.kind == "place"]
        return min(named, key=lambda one: km_between(place, one)).name


# Loading


def _name_lists(root: Path, served: Collection[str]) -> Iterator[tuple[str, Path]]:
    """Place lists of the areas served, and those of others, which are outside."""
    for path in sorted(root.glob("areas/*/places.csv")):
        yield (path.parent.name if path.parent.name in served else OUTSIDE), path
    if (path := root / "places" / "outside.csv").exists():
        yield OUTSIDE, path


def _words(root: Path, name: str) -> list[str]:
    path = root / "places" / f"{name}.txt"
    with content_file(path, root):
        lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


# Hearing


_TOKEN = re.compile(r"([^\W_]+(?:'[^\W_]+)*)")
_SHORT = frozenset("nr st gt lt mr mrs ms dr".split())
"""Words whose full stop ends no sentence."""
_STOP = re.compile(r"[,.;:!?)\n]|\s-\s")


_LINK = re.compile(r"\S*(?:://|www\.|@)\S*")


def _sentence(words: str) -> Sentence:
    """The message as tokens. What is in a link or a mail address names no place."""
    if "@" in words or "://" in words or "www." in words:
        words = _LINK.sub(lambda link: " " * len(link[0]), words)
    pieces = _TOKEN.split(words)  # a gap, then a token and a gap by turns
    bounds = tuple(accumulate(map(len, pieces)))
    tokens = as_in_names(pieces[1::2])
    gaps = zip(("", *tokens), pieces[:-1:2], strict=False)
    stops = tuple([gap not in ("", " ") and _is_stop(gap, before) for before, gap in gaps])
    return Sentence(words, tokens, bounds[:-1:2], bounds[1::2], stops)


def _is_stop(gap: str, before: str) -> bool:
    """Whether what stands between two tokens parts them."""
    return bool(_STOP.search(gap)) and not (gap == ". " and before in _SHORT)


_YEARS = frozenset("yr yrs year years yo mnth mnths mth mths month months wk wks week weeks".split())


def _is_age(i: int, sentence: Sentence) -> bool:
    """Whether an "old" is that of "9 yrs old": what follows is Harlow then, and not Old Harlow."""
    return sentence.before(i) in _YEARS


def _middle(a: Place, b: Place) -> Place:
    area = a.area if a.area == b.area else None
    areas = () if area else tuple(dict.fromkeys(one for one in (a.area, b.area) if one))
    lat, lon = round((a.lat + b.lat) / 2, 4), round((a.lon + b.lon) / 2, 4)
    return Place("place", f"{a.code}+{b.code}", f"between {a.name} and {b.name}", lat, lon, area, areas)


def _in_its_county(mention: Mention, sentence: Sentence, counties: Mapping[int, str | None]) -> bool:
    """ "Messing in Essex": an everyday word that opens the message, and the county that it lies in."""
    ours = mention.first == 0 and sentence.after(mention.last) == "in"
    return ours and mention.place.area is not None and counties.get(mention.last + 2) == mention.place.area


def _narrowed(mention: Mention, mentions: Sequence[Mention], sentence: Sentence) -> Mention:
    """A name borne twice, settled by another place in the message: the county it is in, or not in, or the town near."""
    for other in mentions:
        if len(mention.readings) < 2 or other is mention:
            continue
        fitting = tuple(reading for reading in mention.readings if _fits(reading, other.place))
        if fitting and other.place.kind != "area":
            fitting = (min(fitting, key=lambda reading: km_between(reading, other.place)),)
        if denied(other, sentence):
            fitting = tuple(reading for reading in mention.readings if reading not in fitting)
        mention = mention._replace(readings=fitting or mention.readings)
    return mention


def _fits(reading: Place, other: Place) -> bool:
    if other.kind != "area":
        return km_between(reading, other) < _TOGETHER_KM
    if other.area == OUTSIDE:
        return reading.area == OUTSIDE and km_between(reading, other) < 4 * _TOGETHER_KM
    return reading.area == other.area and other.district in (None, reading.district)


def _told(mentions: list[Mention], sentence: Sentence) -> list[Mention]:
    """The mentions, less what is only near to a name far from all that are spelt right: "shopin" of "shopin ely"."""
    sure = [mention for mention in mentions if mention.is_code or _is_spelt(mention, sentence)]
    return [one for one in mentions if one in sure or not sure or not _is_stray(one, sure, sentence)]


def _is_spelt(mention: Mention, sentence: Sentence) -> bool:
    return "".join(sentence.tokens[mention.first : mention.last + 1]) == mention.key.replace(" ", "")


def _is_stray(mention: Mention, sure: Sequence[Mention], sentence: Sentence) -> bool:
    """Whether nothing leads to a name that is guessed, and it is far from all others."""
    if sentence.before(mention.first) in _LEADS or (mention.first and sentence.stops[mention.first]):
        return False
    others = [one for one in sure if one.place.kind != "area"]
    return bool(others) and all(km_between(mention.place, one.place) > _TOGETHER_KM for one in others)


_LEADS = NEAR | frozenset("in at from to of for and or not".split())


def _chosen(mentions: Sequence[Mention], sentence: Sentence, known: PlaceWords) -> Mention:
    """The mention where the support is needed: the best by the rules, the first among equals."""
    if len(mentions) == 1:
        return mentions[0]
    totals = {mention.first: score(mention, sentence, known) for mention in mentions}
    for a, b in pairwise(mentions):
        visited = any(is_institution(one, sentence, known) for one in (a, b))
        if not visited and _one_place(a, b, sentence) and not denied(a, sentence):
            finer = a if _vaguer(a, b, sentence) is b else b
            totals[finer.first] = max(totals[a.first], totals[b.first]) + 0.1
    return max(mentions, key=lambda mention: (totals[mention.first], -mention.first))


_BETWEEN = NEAR | frozenset("in by the postcode just of from far on".split())


def _one_place(a: Mention, b: Mention, sentence: Sentence) -> bool:
    """Whether two names in a row tell of one place: "Norton, Evesham", "Martley near Worcester", "Malvern WR14 3AY"."""
    gap = sentence.tokens[a.last + 1 : b.first]
    if _listed(a, b, sentence) or gap == ("from",):
        return False
    together = "area" in (a.place.kind, b.place.kind) or km_between(a.place, b.place) < _TOGETHER_KM
    return together and len(gap) <= 3 and all(token in _BETWEEN for token in gap)


def _listed(a: Mention, b: Mention, sentence: Sentence) -> bool:
    """ "Malvern or Worcester", "Manningtree/Lawford": either will do."""
    between = sentence.words[sentence.ends[a.last] : sentence.starts[b.first]]
    return between.strip() in ("or", "/", "&", "+", "and/or")


def _vaguer(a: Mention, b: Mention, sentence: Sentence) -> Mention:
    """Of two names of one place, the one that says less: a county, a town beside a postcode, what it is near."""
    if a.is_code != b.is_code:
        return b if a.is_code else a
    if "area" in (a.place.kind, b.place.kind):
        return a if a.place.kind == "area" else b
    beside = a.last + 1 == b.first and not a.is_code and km_between(a.place, b.place) < _SUBURB_KM
    return a if beside and b.people < a.people else b


def _alternatives(best: Mention, mentions: Sequence[Mention], sentence: Sentence) -> tuple[Place, ...]:
    """Places offered beside the best one: "Malvern or Worcester"."""
    listed = [{a.first, b.first} for a, b in pairwise(mentions) if _listed(a, b, sentence)]
    return tuple(m.place for m in mentions if m is not best and {m.first, best.first} in listed)


def _span(mention: Mention, sentence: Sentence) -> Span:
    """The characters of a mention, with the "near" before it and the "way" or "area" after it."""
    first, last = mention.first, mention.last
    if sentence.before(first) in NEAR:
        first -= 1
    if sentence.after(last) in ("way", "area"):
        last += 1
    return sentence.starts[first], sentence.ends[last]


def _said(mention: Mention, sentence: Sentence) -> str:
    return sentence.words[sentence.starts[mention.first] : sentence.ends[mention.last]]
