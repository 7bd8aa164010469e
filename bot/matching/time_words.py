"""Cleaned text -> its words of time: of each the kind, what it stands for, and where it stood. Spellings are content."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.matching.when import DAYS

if TYPE_CHECKING:
    from bot.content import Spoken, TimeCompany, Times

_NAMES = (
    "day days weekend termtime month dozen teen high big told one few ordinal nth digits year clock numeric fold near "
    "repeat part parts meal feast season early mid late unit am pm eve aft mng urgent noturgent any anyalone oneoff "
    "allround to until dash slash comma and or stop on at in over within by after from between for the of a this next "
    "coming last afternext every other per week fortnight aday amonth years times time half quarter past oclock ish "
    "onwards orearlier untillate now ago since notice no not whose bank please counted ranked money street commencing owned x "
    "date dates gap length wish"
).split()
KINDS: Mapping[str, str] = {name: chr(0xE000 + number) for number, name in enumerate(_NAMES)}
"""Each kind as one character, so that a message becomes a short string which a rule can match as a whole."""

ORDINARY = KINDS["x"]
NOON = 12 * 60
DAY = 24 * 60
SHORTEST_SLIP = 5


class Word(NamedTuple):
    """A word, or several that a rule has made into one. What `value` is depends on the kind."""

    kind: str
    value: Any
    start: int
    end: int
    rules: tuple[str, ...] = ()
    doubtful: bool = False


class Clock(NamedTuple):
    """A time of day in minutes. Not sure: said without a.m. or p.m., and `minutes` lies before noon."""

    minutes: int
    sure: bool


class Part(NamedTuple):
    """A part of the day: its windows in minutes; a last minute of None is left open."""

    hours: tuple[tuple[int, int | None], ...]
    plural: bool = False
    today: bool = False


class Meaning(NamedTuple):
    """What a spelling stands for."""

    kind: str
    value: Any = None
    doubtful: bool = False


_UNKNOWN = Meaning(ORDINARY)
_DAYS, _OWNED = KINDS["days"], KINDS["owned"]


# Cutting a message into pieces

_PIECE = re.compile(
    r"""
      (?P<money> £\d[\d,]*(?:\.\d+)?(?:-£?\d+(?:\.\d+)?)?)
    | (?P<iso> \d{4}-\d\d?-\d\d?(?!\d))
    | (?P<dmy> \d\d?(?P<mark>[/.-])\d\d?(?P=mark)(?:\d{4}|\d\d)(?!\d))
    | (?P<clock> \d\d?[:.;]\d\d(?!\d)(?:[ap]\.?m\b\.?)?)
    | (?P<dm> \d\d?/\d\d?(?!\d))
    | (?P<half> \d?1\u20442)
    | (?P<pm> \d\d?[ap]\.?m\b\.?)
    | (?P<nth> \d\d?(?:st|nd|rd|th)\b)
    | (?P<decimal> \d+\.\d(?!\d))
    | (?P<mixed> \d+[a-z][a-z0-9]*|[a-z]+\d[a-z0-9]*)
    | (?P<number> \d+)
    | (?P<word> [a-z]+(?:'[a-z]+)*)
    | (?P<sign> [-/,&+@.?!;()])
    """,
    re.VERBOSE,
)
_RUNS = re.compile(r"\d+|[a-z]+")
_SIGNS = {"-": "dash", "/": "slash", ",": "comma", "&": "and", "+": "and", "@": "at"}
_AFTER_A_NUMBER = {
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "min",
    "mins",
    "ish",
    "x",
    "til",
    "till",
    "to",
    "until",
    "am",
    "pm",
    "oclock",
    "wks",
}

Piece = tuple[str, str, int, int]
"""Its group in the pattern, its spelling without apostrophes, where it starts and ends."""


def _cut(text: str, single: Mapping[str, Meaning]) -> list[Piece]:
    """The pieces of a text. Most words are plain, and a split is far quicker than the pattern."""
    pieces: list[Piece] = []
    start = 0
    for chunk in text.split(" "):
        if chunk.isalpha():
            pieces.append(("word", chunk, start, start + len(chunk)))
        elif chunk:
            pieces.extend(_cut_chunk(chunk, start, single))
        start += len(chunk) + 1
    return pieces


def _cut_chunk(chunk: str, start: int, single: Mapping[str, Meaning]) -> Iterator[Piece]:
    for found in _PIECE.finditer(chunk):
        group, said = found.lastgroup or "", found[0]
        if group == "mixed" and said not in single:
            yield from _cut_mixed(said, start + found.start(), single)
        else:
            yield group, said.replace("'", ""), start + found.start(), start + found.end()


def _cut_mixed(said: str, start: int, single: Mapping[str, Meaning]) -> Iterator[Piece]:
    """`28nov`, `2hrs` and `9til5` in their parts; `wr14` and the like as one ordinary word."""
    runs = list(_RUNS.finditer(said))
    if all(run[0].isdigit() or _splits_off(run[0], single) for run in runs):
        for run in runs:
            yield "number" if run[0].isdigit() else "word", run[0], start + run.start(), start + run.end()
    else:
        yield "other", said, start, start + len(said)


def _splits_off(run: str, single: Mapping[str, Meaning]) -> bool:
    return run in _AFTER_A_NUMBER or (run in single and single[run].kind in _DATE_KINDS)


_DATE_KINDS = {KINDS["day"], KINDS["days"], KINDS["month"]}


# Figures


def _number(said: str) -> Meaning:
    value = int(said[:9])
    if len(said) in (3, 4):
        return _digits(said, value)
    if len(said) > 2:
        return _UNKNOWN
    return Meaning(KINDS[_size(value)], value)


def _size(value: float) -> str:
    """The kind of a number: an hour (dozen), an hour by the 24 hour clock (teen), a day of the month (high), or big."""
    return "dozen" if 1 <= value <= 12 else "teen" if 13 <= value <= 24 else "high" if 25 <= value <= 31 else "big"


def _digits(said: str, value: int) -> Meaning:
    hour, minute = divmod(value, 100)
    if 2020 <= value < 2060:
        return Meaning(KINDS["year"], value)
    if hour > 24 or minute > 59 or minute % 5:
        return _UNKNOWN
    if said.startswith("0") and len(said) == 4:
        return Meaning(KINDS["clock"], Clock(value // 100 * 60 + minute, True))
    return Meaning(KINDS["digits"], clock_at(hour, minute, sure=len(said) == 4))


def clock_at(hour: int, minute: int, sure: bool) -> Clock:
    """The clock of an hour from 0 to 24: from 13 on, and at 0, it is sure by itself."""
    if sure or not 1 <= hour <= 12:
        return Clock((hour * 60 + minute) % DAY, True)
    return Clock(hour % 12 * 60 + minute, False)


_CLOCK = re.compile(r"(\d+)(?:[:.;](\d\d))?([ap])?")


def _clock(said: str) -> Meaning:
    """`2.30`, `14:00`, `2pm`, `2.30p.m.`"""
    found = _CLOCK.match(said)
    hour, minute, half = found.groups() if found else ("99", None, None)
    if int(hour) > 24 or int(minute or 0) > 59:
        return _UNKNOWN
    clock = clock_at(int(hour), int(minute or 0), sure=said[0] == "0")
    if half:
        clock = Clock(clock.minutes % NOON + (NOON if half == "p" else 0), True)
    return Meaning(KINDS["clock"], clock)


def _numeric(said: str) -> Meaning:
    """`5/12`, `5.12.26`, `2026-12-05` as (day, month, year or None)."""
    day, month, *year = map(int, re.split("[/.-]", said))
    if day > 31:
        day, month, year = year[0], month, [day]
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return _UNKNOWN
    return Meaning(KINDS["numeric"], (day, month, year[0] % 100 + 2000 if year else None))


_FIGURES = {
    "money": lambda said: Meaning(KINDS["money"]),
    "number": _number,
    "clock": _clock,
    "pm": _clock,
    "dm": _numeric,
    "dmy": _numeric,
    "iso": _numeric,
    "nth": lambda said: Meaning(KINDS["ordinal"], int(re.sub(r"\D", "", said))),
    "decimal": lambda said: Meaning(KINDS["big"], float(said)),
    "half": lambda said: Meaning(KINDS["big"], float(said[:-3] or 0) + 0.5),
    "sign": lambda said: Meaning(KINDS[_SIGNS.get(said, "stop")]),
}


# The vocabulary


class Around(NamedTuple):
    """The words after and before which a spelling is an ordinary word. `opening`: it may be a greeting."""

    after: frozenset[str]
    before: frozenset[str]
    opening: bool


@dataclass(frozen=True)
class TimeWords:
    """times.yaml, compiled. `near` holds each long word to repair, under itself less any one letter, with the place."""

    single: Mapping[str, Meaning]
    phrases: Mapping[str, tuple[tuple[list[str], Meaning], ...]]
    unless: Mapping[str, Around]
    greeting: frozenset[str]
    near: Mapping[str, tuple[tuple[str, int | None], ...]]
    spared: frozenset[str]
    parts: Mapping[str, Part]
    seasons: Mapping[str, tuple[str, str, str]]
    spoken: "Spoken"

    @classmethod
    def of(cls, content: "Times") -> "TimeWords":
        """Compile content. Raises ValueError, naming it, for a spelling that stands for two things."""
        meanings = _no_spelling_twice(content)
        single = {said[0]: meaning for said, meaning in meanings.items() if len(said) == 1}
        long = sorted((said for said in meanings if len(said) > 1), key=len, reverse=True)
        phrases = {said[0]: _phrases(said[0], long, meanings) for said in long}
        return cls(
            single,
            phrases,
            {said: _around(company) for said, company in content.unless.items()},
            frozenset(listed(content.greeting_goes_on)),
            _near(listed(content.slips)),
            frozenset(listed(content.not_slips)),
            {name: Part(hours_of(part.hours)) for name, part in content.parts.items()},
            {name: (season.day, season.first, season.last) for name, season in content.seasons.items()},
            content.spoken,
        )

    def read(self, text: str) -> list[Word]:
        """The words of a cleaned text. Ordinary words are in it too, so that a rule sees what stands between."""
        pieces = _cut(text, self.single)
        said = [piece[1] for piece in pieces]
        words: list[Word] = []
        at = 0
        while at < len(pieces):
            group, spelling, start, end = pieces[at]
            meaning = self.single.get(spelling)
            count = 1
            if spelling in self.phrases:
                count, meaning = self._longest(said, at, meaning)
                end = pieces[at + count - 1][3]
            if meaning is None:
                meaning = self._unlisted(group, spelling)
            elif self._is_ordinary(said, at, count):
                meaning = _UNKNOWN
            elif meaning.kind == _DAYS and "'" in text[start:end]:
                meaning = meaning._replace(kind=_OWNED)
            words.append(Word(meaning.kind, meaning.value, start, end, (), meaning.doubtful))
            at += count
        return words

    def _longest(self, said: list[str], at: int, single: Meaning | None) -> tuple[int, Meaning | None]:
        """The longest spelling that begins at a piece: of how many pieces, and its meaning."""
        for rest, meaning in self.phrases[said[at]]:
            if said[at + 1 : at + 1 + len(rest)] == rest:
                return len(rest) + 1, meaning
        return 1, single

    def _unlisted(self, group: str, said: str) -> Meaning:
        """What figures mean, and long words with a slip in them."""
        if group in _FIGURES:
            return _FIGURES[group](said)
        if group == "word" and len(said) >= SHORTEST_SLIP and said not in self.spared:
            return self._repaired(said)
        return _UNKNOWN

    def _repaired(self, said: str) -> Meaning:
        """The meaning of the long word that `said` is one slip away from, if there is one."""
        near = self.near
        if said[:2] not in near and said[-3:] not in near:
            return _UNKNOWN
        for at in range(len(said)):
            for right, place in near.get(said[:at] + said[at + 1 :], ()):
                if place is None or abs(place - at) <= 1:
                    return self.single[right]
        return next((self.single[right] for right, _ in near.get(said, ())), _UNKNOWN)

    def _is_ordinary(self, said: list[str], at: int, count: int) -> bool:
        """Whether the words around make a spelling an ordinary word: "sat" is no day in "she sat with her"."""
        around = self.unless.get(said[at] if count == 1 else " ".join(said[at : at + count]))
        if around is None:
            return False
        if around.opening and at == 0 and self._goes_on(said[count:]):
            return True
        before, after = said[max(0, at - 2) : at], said[at + count : at + count + 2]
        return not around.after.isdisjoint(_ends(before)) or not around.before.isdisjoint(_begins(after))

    def _goes_on(self, rest: list[str]) -> bool:
        words = [said for said in rest[:2] if said not in ",.!"]
        return bool(words) and words[0] in self.greeting


def _ends(words: list[str]) -> tuple[str, ...]:
    return (words[-1], " ".join(words)) if words else ()


def _begins(words: list[str]) -> tuple[str, ...]:
    return (words[0], " ".join(words)) if words else ()


# Compiling content

_SECTIONS = {
    "numbers": lambda key: Meaning(KINDS[_worded(int(key))], int(key)),
    "quantities": lambda key: Meaning(KINDS["few"], int(key)),
    "ordinals": lambda key: Meaning(KINDS["nth"], int(key)),
    "folds": lambda key: Meaning(KINDS["fold"], int(key)),
    "near_days": lambda key: Meaning(KINDS["near"], int(key)),
    "months": lambda key: Meaning(KINDS["month"], int(key)),
    "units": lambda key: Meaning(KINDS["unit"], int(key)),
    "clocks": lambda key: Meaning(KINDS["clock"], Clock(int(key) * 60, True)),
    "repeats": lambda key: Meaning(KINDS["repeat"], key),
    "feasts": lambda key: Meaning(KINDS["feast"], key),
    "days": lambda key: Meaning(KINDS["day"], weekdays_of(key)),
    "plural_days": lambda key: Meaning(KINDS["days"], weekdays_of(key)),
    "words": lambda key: Meaning(KINDS[key]),
}


def _phrases(
    first: str, long: list[tuple[str, ...]], meanings: Mapping[tuple[str, ...], Meaning]
) -> tuple[tuple[list[str], Meaning], ...]:
    """What follows `first` in the spellings of several words that begin with it, the longest first."""
    return tuple((list(said[1:]), meanings[said]) for said in long if said[0] == first)


def listed(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(filter(None, (said.strip() for said in text.split(","))))


def hours_of(text: str) -> tuple[tuple[int, int | None], ...]:
    """`08:00-09:00, 15:00-16:00` in minutes; `17:00-` has no end."""
    ends = (hours.split("-") for hours in listed(text))
    return tuple((_minutes(first), _minutes(last) if last else None) for first, last in ends)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def weekdays_of(text: str) -> tuple[int, ...]:
    """`mon-fri`, `mon,wed` or `sat` as weekdays, Monday 0."""
    ends = [[DAYS.index(day) for day in part.split("-")] for part in text.split(",")]
    return tuple(day for end in ends for day in range(end[0], end[-1] + 1))


def _worded(value: int) -> str:
    return "one" if value == 1 else "told" if value <= 12 else _size(value)


def _spellings(content: "Times") -> Iterator[tuple[str, Meaning]]:
    """Every spelling as content lists it, with its meaning."""
    for section, meant in _SECTIONS.items():
        for key, said in getattr(content, section).items():
            yield from ((one, meant(str(key))) for one in listed(said))
    for kind, parts in (("part", content.parts), ("meal", content.meals)):
        for part in parts.values():
            meaning = Meaning(KINDS[kind], Part(hours_of(part.hours), today=part.today), part.doubtful)
            yield from ((one, meaning) for one in listed(part.says))
    for season in content.seasons.values():
        days = (season.day, season.first, season.last)
        yield from ((one, Meaning(KINDS["season"], days)) for one in listed(season.says))


def _plurals(singular: Mapping[str, Meaning]) -> Iterator[tuple[str, Meaning]]:
    """`mondays`, `mornings`: the plural in -s of days and parts of the day."""
    for said, meaning in singular.items():
        if meaning.kind == KINDS["day"]:
            yield f"{said}s", Meaning(KINDS["days"], meaning.value)
        elif meaning.kind == KINDS["part"]:
            yield f"{said}s", meaning._replace(value=meaning.value._replace(plural=True))


def _no_spelling_twice(content: "Times") -> dict[tuple[str, ...], Meaning]:
    """Spellings by their pieces. Raises ValueError for one that is listed twice."""
    singular: dict[str, Meaning] = {}
    for said, meaning in _spellings(content):
        if said in singular:
            raise ValueError(f"'{said}' is listed twice")
        singular[said] = meaning
    meanings = {**dict(_plurals(singular)), **singular}
    return {tuple(piece[1] for piece in _cut(said, {said: _UNKNOWN})): meaning for said, meaning in meanings.items()}


def _around(company: "TimeCompany") -> Around:
    return Around(frozenset(listed(company.after)), frozenset(listed(company.before)), company.opening)


def _near(words: tuple[str, ...]) -> dict[str, tuple[tuple[str, int | None], ...]]:
    """Each word under itself, and under what is left when any one of its letters is dropped.

    Its first two letters and its last three are in it too, with nothing: one slip leaves the ones or the others whole,
    so that most other words are ruled out at once.
    """
    near: dict[str, set[tuple[str, int | None]]] = defaultdict(set)
    for word in words:
        near[word[:2]], near[word[-3:]] = set(), set()
        near[word].add((word, None))
        for at in range(len(word)):
            near[word[:at] + word[at + 1 :]].add((word, at))
    return {left: tuple(sorted(found, key=str)) for left, found in near.items()}


@cache
def time_words() -> TimeWords:
    """The vocabulary of the content that comes with the product."""
    from bot.content import CONTENT, Times, read_yaml

    return TimeWords.of(Times.model_validate(read_yaml(CONTENT / "times.yaml")))
