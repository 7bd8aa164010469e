"""Cutting a message into pieces, and what a piece with figures means: `2.30pm`, `5/12`, `1400`, `3rd`, `9til5`."""

import re
from collections.abc import Callable, Iterator, Mapping

from bot.matching.time_kinds import KINDS, UNKNOWN, Meaning, clock_at

MONTHS = 12
LONGEST_MONTH = 31
SHORTEST_GROUP = 3
"""Figures in a group of a telephone number."""

Piece = tuple[str, str, int, int]
"""Its group in the pattern, its spelling without apostrophes, where it starts and ends."""

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
_ENDS = frozenset(",.?!")
"""What stands right after a word."""
_AFTER_A_NUMBER = frozenset("h hr hrs hour hours min mins ish x til till to until am pm oclock".split())
_DATE_KINDS = {KINDS["day"], KINDS["days"], KINDS["month"]}


def cut(text: str, single: Mapping[str, Meaning]) -> list[Piece]:
    """The pieces of a text. Most words are plain, and a split is far quicker than the pattern."""
    pieces: list[Piece] = []
    start = 0
    for chunk in text.split(" "):
        end = start + len(chunk)
        if chunk.isalpha():
            pieces.append(("word", chunk, start, end))
        elif chunk[-1:] in _ENDS and (word := chunk[:-1]).isalpha() and word.isascii():
            pieces += (("word", word, start, end - 1), ("sign", chunk[-1], end - 1, end))
        elif chunk:
            pieces.extend(_cut_chunk(chunk, start, single))
            if chunk.isdigit() and len(pieces) > 1:
                pieces[-2:] = _telephone(*pieces[-2:])
        start = end + 1
    return pieces


def _telephone(one: Piece, two: Piece) -> tuple[Piece, Piece]:
    """Two pieces, as ordinary words where they are groups of a telephone number: `0800 1111`."""
    if min(len(one[1]), len(two[1])) >= SHORTEST_GROUP and one[1].isdigit() and one[3] + 1 == two[2]:
        return ("other", *one[1:]), ("other", *two[1:])
    return one, two


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


# What figures mean


def _number(said: str) -> Meaning:
    value = int(said[:9])
    if len(said) in (3, 4):
        return _digits(said, value)
    if len(said) > 2:
        return UNKNOWN
    return Meaning(KINDS[size_of(value)], value)


def size_of(value: float) -> str:
    """The kind of a number: an hour (dozen), an hour by the 24 hour clock (teen), a day of the month (high), or big."""
    return "dozen" if 1 <= value <= 12 else "teen" if 13 <= value <= 24 else "high" if 25 <= value <= 31 else "big"


def _digits(said: str, value: int) -> Meaning:
    hour, minute = divmod(value, 100)
    if 2020 <= value < 2060:
        return Meaning(KINDS["year"], value)
    if hour > 24 or minute > 59 or minute % 5:
        return UNKNOWN
    if said.startswith("0") and len(said) == 4:
        return Meaning(KINDS["clock"], clock_at(hour, minute, sure=True))
    return Meaning(KINDS["digits"], clock_at(hour, minute, sure=len(said) == 4))


_CLOCK = re.compile(r"(\d+)(?:[:.;](\d\d))?([ap])?")


def _clock(said: str) -> Meaning:
    """`2.30`, `14:00`, `2pm`, `2.30p.m.`; but `7.12` is a day of December."""
    found = _CLOCK.match(said)
    figures, more, half = found.groups() if found else ("99", None, None)
    hour, minute = int(figures), int(more or 0)
    if hour > 24 or minute > 59:
        return UNKNOWN
    if "." in said and not half and minute % 5 and minute <= MONTHS:
        return _numeric(said)
    clock = clock_at(hour, minute, sure=said[0] == "0")
    return Meaning(KINDS["clock"], clock.in_half(half == "p") if half else clock)


def _numeric(said: str) -> Meaning:
    """`5/12`, `5.12.26`, `2026-12-05` as (day, month, year or None)."""
    day, month, *years = map(int, re.split("[/.-]", said))
    year = years[0] if years else None
    if year and day > LONGEST_MONTH:
        day, year = year, day
    if not (1 <= month <= MONTHS and 1 <= day <= LONGEST_MONTH):
        return UNKNOWN
    return Meaning(KINDS["numeric"], (day, month, None if year is None else _full_year(year)))


def _full_year(year: int) -> int:
    """A year of two figures in full. Nobody asks for help in the sixties: that is when they were born."""
    return year if year > 99 else year + (2000 if year < 60 else 1900)


FIGURES: Mapping[str, Callable[[str], Meaning]] = {
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
"""What a piece means, by its group."""
