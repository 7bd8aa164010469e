"""Small named rules over words of time: what a rule is, and how a table of them rewrites a message."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple

from bot.matching.time_kinds import KINDS, Meaning, Word


class Moment(NamedTuple):
    """When the message is read, in Europe/London."""

    now: datetime
    today: date


@cache
def _characters(kinds: str) -> str:
    """The characters of kinds by their names."""
    return "".join(KINDS[kind] for kind in kinds.split())


class Found:
    """The words that a rule matched."""

    __slots__ = ("words",)

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words

    def of(self, kinds: str) -> list[Word]:
        """The words of these kinds (names with spaces), in order."""
        wanted = _characters(kinds)
        return [word for word in self.words if word[0] in wanted]

    def all(self, kinds: str) -> list[Any]:
        """The values of the words of these kinds, in order."""
        wanted = _characters(kinds)
        return [word[1] for word in self.words if word[0] in wanted]

    def one(self, kinds: str) -> Any:
        """The value of the first word of these kinds; None when there is no such word."""
        wanted = _characters(kinds)
        for word in self.words:
            if word[0] in wanted:
                return word[1]
        return None

    def has(self, kinds: str) -> bool:
        """Whether there is a word of these kinds."""
        wanted = _characters(kinds)
        return any(word[0] in wanted for word in self.words)

    def begins(self, kind: str) -> bool:
        """Whether the first word is of this kind."""
        return self.words[0].kind == KINDS[kind]


Made = Meaning | tuple[Meaning, ...] | None
"""What a rule makes of its words. None: nothing, they stay as they are and other rules may have them."""


Make = Callable[[Found, Moment], Made]


class Rule(NamedTuple):
    """A rule: its name, the kinds of word it takes, and what it makes of them.

    The pattern is a regular expression whose letters are names of kinds: `day the? ordinal`, `[dozen told] oclock`.
    """

    name: str
    pattern: str
    make: Make


def rule(name: str, make: Make, *patterns: str) -> Rule:
    """A rule that takes what fits any of the patterns, the first before the next."""
    return Rule(name, _with_ordinary("|".join(patterns)), make)


ORDINARY = "x event back itis but has drops takes spares booked ownday aside also makes yesterday"
"""Kinds of word that are ordinary but for a rule or two: a rule that takes ordinary words takes these too."""


def _with_ordinary(pattern: str) -> str:
    """A pattern in which `x` stands for all that is ordinary."""
    return re.sub(r"\[[^]]*]|\bx\b", lambda found: _widened(found[0]), pattern)


def _widened(item: str) -> str:
    return f"[{ORDINARY}]" if item == "x" else re.sub(r"\bx\b", ORDINARY, item)


def meaning(kind: str, value: Any = None, doubtful: bool = False) -> Meaning:
    """A meaning of a kind, by the name of the kind."""
    return Meaning(KINDS[kind], value, doubtful)


def one_date(day: date | None, doubtful: bool = False) -> Made:
    """A date; None where there is none."""
    return meaning("date", day, doubtful) if day else None


def from_to(first: date | None, last: date | None, doubtful: bool = False) -> Made:
    """Dates from one to another; None where one is missing or they are the wrong way round."""
    return meaning("dates", (first, last), doubtful) if first and last and first <= last else None


def several_dates(days: Iterable[date | None]) -> Made:
    """Each of the dates; None where there is none at all."""
    return tuple(meaning("date", day) for day in days if day) or None


def ordinary(found: Found, moment: Moment) -> Meaning:
    """What looks like a time and is none: an age, an address, the past."""
    return meaning("x")


class Grammar:
    """A table of rules. At each word the first rule of the table that fits takes its words; then the scan goes on."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules

    @cached_property
    def _opening(self) -> Mapping[str, "_Few | None"]:
        """The rules that can begin with a kind of word: a few, where to try all would take five times as long."""
        return self._starting([_first_kinds(rule.pattern, opening=True) for rule in self.rules])

    @cached_property
    def _going_on(self) -> Mapping[str, "_Few | None"]:
        """The same after the first word: far fewer, as an ordinary word begins nothing then."""
        return self._starting([_first_kinds(rule.pattern, opening=False) for rule in self.rules])

    def _starting(self, first: Sequence[set[str]]) -> Mapping[str, "_Few | None"]:
        few: dict[str, tuple[Rule, ...]] = dict.fromkeys(KINDS, ())
        for one, kinds in zip(self.rules, first, strict=True):
            few |= {name: (*few[name], one) for name in kinds}
        return {KINDS[name]: self._few(rules) if rules else None for name, rules in few.items()}

    @cached_property
    def _few(self) -> "Callable[[tuple[Rule, ...]], _Few]":
        """Some rules as one pattern, which is the same for every kind that begins just these."""
        return cache(_Few)

    def rewrite(self, words: list[Word], moment: Moment) -> list[Word]:
        """The words, with those that a rule took replaced by what it made of them."""
        kinds = "".join([word[0] for word in words])
        starting, going_on = self._opening, self._going_on
        done: list[Word] = []
        end = 0
        for at, word in enumerate(words):
            if at < end:
                continue
            few, starting = starting[word[0]], going_on
            if few and (fits := few.any.match(kinds, at)) and (made := few.made(fits, words, moment)):
                done += made[0]
                end = made[1]
            else:
                done.append(word)
        return done


class _Few:
    """Some rules of a table, in its order, as one pattern; each by itself where the first that fits makes nothing."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules

    @cached_property
    def any(self) -> re.Pattern[str]:
        """All as one, an empty group after each, which tells them apart: one before would have `re` try each in turn.

        Compiled when a message first has a word that begins one.
        """
        return re.compile("|".join(f"(?:{_compiled(rule.pattern)})()" for rule in self.rules))

    @cached_property
    def each(self) -> list[re.Pattern[str]]:
        return [re.compile(_compiled(rule.pattern)) for rule in self.rules]

    def made(self, fits: re.Match[str], words: list[Word], moment: Moment) -> tuple[list[Word], int] | None:
        """What the first rule that makes something of the words that `any` fits has made, and where they end."""
        at, end = fits.span()
        number = (fits.lastindex or 1) - 1
        while not (made := end and self.rules[number].make(Found(words[at:end]), moment)):
            number += 1
            if number == len(self.rules):
                return None
            other = self.each[number].match(fits.string, at)
            end = other.end() if other else 0
        return _made_words(self.rules[number].name, made, words[at:end]), end


def _made_words(name: str, made: Meaning | tuple[Meaning, ...], taken: list[Word]) -> list[Word]:
    several = (made,) if isinstance(made, Meaning) else made
    rules: tuple[str, ...] = (name,)
    doubtful = False
    for word in reversed(taken):
        rules, doubtful = word.rules + rules, doubtful or word.doubtful
    start, end = taken[0].start, taken[-1].end
    return [Word(kind, value, start, end, rules, doubtful or unsure) for kind, value, unsure in several]


# Patterns

_SIGN = re.compile(r"\(\?<?[=!]|[()|^$]|\[[^]]*\]|[a-z]+|[?*+]|\{[\d,]+\}")


@cache
def _compiled(pattern: str) -> str:
    """A pattern over names of kinds as one over their characters. Raises KeyError for a name that is no kind."""
    grouped = re.sub(r"\((?!\?)", "(?:", pattern)
    return re.sub("[a-z]+", lambda name: KINDS[name[0]], grouped).replace(" ", "")


def _first_kinds(pattern: str, *, opening: bool) -> set[str]:
    """The names of the kinds that a match of the pattern can begin with, at the start of a message or after it."""
    return _first(_SIGN.findall(pattern), opening)[0]


def _first(signs: list[str], opening: bool) -> tuple[set[str], bool]:
    """The kinds that alternatives can begin with, and whether they can be empty. Uses up the signs to the bracket."""
    kinds: set[str] = set()
    open_end, any_open = True, False
    while signs and (sign := signs.pop(0)) != ")":
        if sign == "|":
            any_open, open_end = any_open or open_end, True
        elif sign == "^":
            open_end = open_end and opening
        elif sign != "$":
            first, empty = _first_of(sign, signs, opening)
            kinds |= first if open_end else set()
            open_end = open_end and empty
    return kinds, any_open or open_end


def _first_of(sign: str, signs: list[str], opening: bool) -> tuple[set[str], bool]:
    """What one item can begin with, and whether it can be empty: a name, a class, a group, or a look around."""
    if sign.startswith("("):
        first, empty = _first(signs, opening)
        if sign != "(":
            return set(), True
    else:
        first, empty = set(re.findall("[a-z]+", sign)), False
    many = signs.pop(0) if signs and signs[0][0] in "?*+{" else ""
    return first, empty or many in ("?", "*")


# Stretches of pattern that many rules share

NUMBER_KINDS = "dozen teen high big told one few a ordinal nth"
UNIT_KINDS = "week fortnight aday amonth"
WEEKEND = (5, 6)
COUNT = "[dozen teen high big told one few a]"
HOUR = "[dozen told one]"
DAYNUM = "[ordinal dozen teen high told nth]"
NTH = "[nth ordinal last]"
EDGE = "[early mid late untillate]"
TO = "[dash to until]"
DAY = "[day days weekend date]"
"""Right after one, numbers are hours, whatever they might count: "mon 12-2 meals"."""
LED_TO_HOUR = "[at after from before by until]"
PER = "[a per every slash]"
UNIT = f"[{UNIT_KINDS}]"
LENGTH = f"(half a?|numeric|{COUNT} (and a half)?|{COUNT} [or dash to] {COUNT}) unit (and a half|or {COUNT})?"


def edge_of(found: Found) -> str:
    """Which part of a month or week is in the words."""
    return next(edge for edge in ("early", "mid", "late", "untillate") if found.has(edge))


def most(found: Found, kinds: str = NUMBER_KINDS) -> float:
    """The greatest number in the words; "a" is one, and so is none at all."""
    return max((1 if number is None else number for number in found.all(kinds)), default=1)
