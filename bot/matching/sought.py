"""Patterns sought in the words of a text: where they stand, and which of many things they may mean."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from bot.matching.patterns import Concepts, Pattern, covers, places
from bot.matching.text import Span
from bot.matching.thoughts import END, Words


@dataclass(frozen=True, slots=True)
class Sought:
    """A pattern, and for each of its steps the words of which one must be there at all."""

    pattern: Pattern
    needs: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, pattern: Pattern) -> "Sought":
        """From the pattern alone."""
        return cls(pattern, tuple(choice.firsts for choice in pattern.needed()))

    def spans(self, words: Words) -> list[Span]:
        """Every place where the pattern stands. One between `^` and `$` must be the whole message."""
        if any(need.isdisjoint(words.present) for need in self.needs):
            return []
        steps = self.pattern.steps
        if steps[0].edge == "^" and steps[-1].choice.or_end:
            return [(0, len(words))] if END not in words.present and covers(self.pattern, words) else []
        return list(places(self.pattern, words))

    def starts(self, words: Words) -> list[int]:
        """Every place where the pattern begins."""
        return [start for start, _ in self.spans(words)]


Patterns = tuple[Sought, ...]
ByOption = Mapping[str, Mapping[str, Patterns]]
"""Question -> code -> what means it."""
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Shelf(Generic[Kind]):
    """Things in order, each with patterns of which one must stand, found by the words of a message: most have none."""

    things: tuple[Kind, ...]
    by_word: Mapping[str, tuple[int, ...]]
    """A word -> the places of the things that may be meant where it is said."""
    always: tuple[int, ...]
    """The places of the things without a pattern."""

    @classmethod
    def of(cls, things: Iterable[tuple[Kind, Patterns]]) -> "Shelf[Kind]":
        """Things with their patterns."""
        told = tuple(things)
        by_word: dict[str, list[int]] = defaultdict(list)
        for at, (_, patterns) in enumerate(told):
            for word in frozenset().union(*(min(sought.needs, key=len) for sought in patterns)):
                by_word[word].append(at)
        always = tuple(at for at, (_, patterns) in enumerate(told) if not patterns)
        return cls(tuple(thing for thing, _ in told), {word: tuple(of) for word, of in by_word.items()}, always)

    def likely(self, words: Words) -> list[Kind]:
        """What the words may mean, in order; anything else they do not."""
        found = {at for word in self.by_word.keys() & words.present for at in self.by_word[word]}
        return [self.things[at] for at in sorted(found.union(self.always))]


class Reader:
    """Reads lines as patterns, and keeps every word that they name."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self.words: set[str] = set()

    def read(self, lines: Iterable[str]) -> Patterns:
        """Patterns; PatternError for one that cannot be read."""
        found = tuple(Sought.of(self._concepts.pattern(line)) for line in lines)
        self.words |= named_in((found,))
        return found

    def each(self, lines: Mapping[str, Iterable[str]]) -> dict[str, Patterns]:
        """The patterns of each name."""
        return {name: self.read(some) for name, some in lines.items()}


def seen(patterns: Patterns, words: Words) -> bool:
    """Whether one of the patterns stands in the words, even if a "not" goes before it."""
    return any(pattern.spans(words) for pattern in patterns)


def left(words: Words, patterns: Patterns) -> Words:
    """The words without those of these patterns."""
    spans = [span for pattern in patterns for span in pattern.spans(words)]
    return Words(word for at, word in enumerate(words) if not any(start <= at < end for start, end in spans))


def starts_of(patterns: Patterns, words: Words) -> list[int]:
    """Every place where one of the patterns begins."""
    return [start for pattern in patterns for start in pattern.starts(words)]


def named_in(lists: Iterable[Patterns]) -> frozenset[str]:
    """Every word that patterns name."""
    return frozenset(chain.from_iterable(words_of(sought.pattern) for patterns in lists for sought in patterns))


def words_of(pattern: Pattern) -> Iterator[str]:
    """Every word of a pattern's steps."""
    for step in pattern.all_steps():
        yield from step.choice.words
        for phrase in step.choice.all_phrases():
            yield from phrase
