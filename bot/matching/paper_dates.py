"""A day written on a paper: when a certificate was given, or when it runs out. Unlike a visit, it may be past.

A day without its year is the last one gone by, or the next to come, as `back` says. A month alone is its first day.
"June 24", gone by, is of 2024: the earlier of the two that it may be.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.matching.text import Span

CENTURY = 2000
MONTHS = 12
FAR = 30
"""Years from today: anything further is no date of a certificate."""
COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "couple of": 2}
NUMBERS = {
    word: at for at, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
NUMBERS |= {"a": 1, "an": 1, "eighteen": 18, "twenty four": 24}
LONG_AS = re.compile(
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(NUMBERS)})[ -]?(?P<unit>year|yr|month|mth)s?\b(?! (?:ago|old|time))"
)
YEAR_ALONE = re.compile(r"(?<![\d/.-])20\d\d(?![\d/.-])")
UNITS = {"day": 1, "week": 7, "wk": 7}
NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}
DOUBTFUL = {"may": 5, "march": 3, "mar": 3, "sep": 9, "dec": 12}
"""Months that are other words too: without a day or a year, only after a word that leads to a date."""


@dataclass(frozen=True, slots=True)
class PaperDay:
    """A day, and where it stands in the text."""

    day: date
    span: Span


@dataclass(frozen=True, slots=True)
class Sense:
    """Which day is meant where the year is not said, and how months are written."""

    today: date
    back: bool
    months: Mapping[str, int]

    def year(self, said: str | None, month: int, day: int) -> int:
        """The year said, in full, in two digits or in words, else the one that makes it past or yet to come."""
        word = (said or "").strip(" ,'")
        if word.isdigit():
            return int(word) + (CENTURY if len(word) == len("27") else 0)
        if word:
            return self.today.year + {"last": -1, "this": 0, "next": 1}[word.split()[0]]
        reached = (month, day) <= (self.today.month, self.today.day)
        if self.back:
            return self.today.year - (0 if reached else 1)
        same = (month, day) == (self.today.month, self.today.day)
        return self.today.year + (1 if reached and not same else 0)


Reader = Callable[[re.Match[str], Sense], date | None]


def paper_day(text: str, months: Mapping[str, int], today: date, back: bool) -> PaperDay | None:
    """The first day named in a cleaned text; `months`: every way to write a month -> its number."""
    sense = Sense(today, back, months)
    for pattern, read in readers(tuple(months)):
        for found in pattern.finditer(text):
            day = read(found, sense)
            if day and abs(day.year - today.year) <= FAR:
                return PaperDay(day, found.span())
    return None


def so_many_months(text: str) -> int | None:
    """How long something lasts, in months: "3 yrs", "18 months". None where that is not said, or is too long."""
    found = LONG_AS.search(text)
    if found is None:
        return None
    said = found["count"]
    months = (NUMBERS.get(said) or int(said)) * (MONTHS if found["unit"] in ("year", "yr") else 1)
    return months if 0 < months <= FAR * MONTHS else None


def vague(text: str, today: date) -> Span | None:
    """Where a text names no day, but the year alone or how long something lasts: "expires 2029"."""
    if so_many_months(text) and (found := LONG_AS.search(text)):
        return found.span()
    year = YEAR_ALONE.search(text)
    return year.span() if year and abs(int(year[0]) - today.year) <= FAR else None


def year_gone_by(text: str, today: date) -> date | None:
    """The last day of a year gone by, where a text names no day but that year alone: "last done 2021"."""
    year = YEAR_ALONE.search(text)
    ended = date(int(year[0]), MONTHS, 31) if year else today
    return ended if ended < today else None


def month_names(written: Mapping[int, str]) -> dict[str, int]:
    """Month names -> numbers, from the lists of times.yaml."""
    return {name.strip(): int(number) for number, names in written.items() for name in names.split(",")}


def in_figures(found: re.Match[str], sense: Sense) -> date | None:
    """12/06/2025."""
    return made(found, sense, int(found["month"]), int(found["day"]))


def day_and_month(found: re.Match[str], sense: Sense) -> date | None:
    """15/1; or 03/27, which is a month and its year."""
    first, second = int(found["day"]), int(found["month"])
    if second <= MONTHS:
        return valid(sense.year(None, second, first), second, first)
    return valid(second if second >= CENTURY else CENTURY + second, first, 1)


def named(found: re.Match[str], sense: Sense) -> date | None:
    """12 June 2025, 12th of June."""
    return made(found, sense, sense.months[found["month"]], int(found["day"]))


def part(found: re.Match[str], sense: Sense) -> date | None:
    """End of June, mid June."""
    return of_month(found, sense, sense.months[found["month"]], found["part"])


def short(found: re.Match[str], sense: Sense) -> date | None:
    """June 24, which is of that year where it may be."""
    gone_by = valid(CENTURY + int(found["year"]), sense.months[found["month"]], 1) if sense.back else None
    return gone_by if gone_by and gone_by <= sense.today else None


def whole(found: re.Match[str], sense: Sense) -> date | None:
    """June 2025, last June."""
    return of_month(found, sense, sense.months[found["month"]], "")


def made(found: re.Match[str], sense: Sense, month: int, day: int) -> date | None:
    """A day of a month, with its year if that was said."""
    return valid(sense.year(found["year"], month, day), month, day) if 1 <= month <= MONTHS else None


def of_month(found: re.Match[str], sense: Sense, month: int, part: str) -> date:
    """The end, the middle or the start of a month."""
    day = {"end": 28, "mid": 15, "middle": 15}.get(part, 1)
    year = sense.year(found["year"], month, day)
    return date(year, month, monthrange(year, month)[1] if part == "end" else day)


def so_long(found: re.Match[str], sense: Sense) -> date | None:
    """3 months ago, in six weeks, next year."""
    count = {"last": -1, "next": 1, **COUNTS}.get(found["count"]) or int(found["count"])
    count = -count if found["ago"] == "ago" else count
    if found["unit"] in UNITS:
        return sense.today + timedelta(days=count * UNITS[found["unit"]])
    years, month = divmod(sense.today.month - 1 + count * (MONTHS if found["unit"] in ("year", "yr") else 1), MONTHS)
    year = sense.today.year + years
    return date(year, month + 1, min(sense.today.day, monthrange(year, month + 1)[1]))


def near(found: re.Match[str], sense: Sense) -> date:
    """Today, yesterday or tomorrow."""
    return sense.today + timedelta(days=NEAR[found["near"]])


def valid(year: int, month: int, day: int) -> date | None:
    """A day, if there is such a one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


YEAR = r"(?P<year>,? ?(?:20\d\d|'?\d\d(?![\d:/.]| ?[ap]m)|(?:last|this|next) year))?"
NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
UNIT = r"(?P<unit>day|week|wk|month|mth|year|yr)s?"
COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(COUNTS)})"
ALONE = r"(?<!\d )(?<!\d)(?<!\d(?:st|nd|rd|th) )"
LEADS = r"(?:in|of|till|until|til|to|by|for|since|from|last|next|ends?|start)"
WAYS: tuple[tuple[str, Reader], ...] = (
    (r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", in_figures),
    (r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>20\d\d|\d\d)(?!\d)", in_figures),
    (r"(?P<day>\d{1,2})/(?P<month>20\d\d|\d{1,2})(?![\d/])", day_and_month),
    (rf"{NTH}(?: of)? ?<any month>\b{YEAR}", named),
    (rf"\b(?P<part>end|start|beginning|middle|mid)(?: of)?[ -]<any month>\b{YEAR}", part),
    (r"\b<any month> (?P<year>2\d)\b(?![:/.-]| ?[ap]m|,? ?'?\d\d)", short),
    (rf"\b<any month> (?:the )?{NTH}\b(?!:){YEAR}", named),
    (rf"{ALONE}\b<any month> (?P<year>20\d\d|(?:last|this|next) year)", whole),
    (rf"{ALONE}\b<plain month>\b(?P<year>)", whole),
    (rf"\b{LEADS} <any month>\b(?P<year>)", whole),
    (rf"\b{COUNT} {UNIT} (?P<ago>ago|time)", so_long),
    (rf"\bin (?:a )?{COUNT} {UNIT}(?P<ago>)", so_long),
    (r"\b(?P<count>last|next) (?P<unit>week|month|year)(?P<ago>)", so_long),
    (r"\b(?P<near>today|yesterday|tomorrow)\b", near),
)
"""The ways to write a day, the plainest first. `<any month>` is any way to write a month, `<plain month>` one that is
no other word too."""


@lru_cache(maxsize=8)
def readers(months: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """The ways to write a day, with all the ways to write a month."""
    any_month, plain = one_of(months), one_of(name for name in months if name not in DOUBTFUL)
    filled = ((way.replace("<any month>", any_month).replace("<plain month>", plain), read) for way, read in WAYS)
    return tuple((re.compile(way), read) for way, read in filled)


def one_of(months: Iterable[str]) -> str:
    """A regular expression for any of these ways to write a month, the longest first."""
    return f"(?P<month>{'|'.join(sorted(map(re.escape, months), key=len, reverse=True))})"
