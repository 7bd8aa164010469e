"""Danger through bad spelling: "chset pain", "heartattack", "endmylife". Only what a rule of danger then hears counts.

It is more daring than `patterns.Spelling`, which every rule reads by: a word that is no English is tried as whatever
word of danger it may stand for.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product

from bot.matching.patterns import Habits, Phrase
from bot.matching.slips import WordList
from bot.matching.spelling import bones
from bot.matching.text import once_each

SHORTEST_CUT = 3
"""Letters of the shortest word that has lost one."""
SHORTEST, SHORTEST_FIRST, SHORTEST_ALONE, SHORTEST_TWICE = 4, 5, 6, 8
"""Letters from which one of a word may be wrong, also the first, also where nothing else is said, and two of them."""
SHORTEST_ALIKE, ALIKE = 5, 3
"""Letters from which it counts what a word sounds like, and those at its start that are right."""
SHORTEST_JOINED, SHORTEST_TELLING = 6, 4
"""Letters of the shortest words written as one, and of the longest of these at least."""
MOST_JOINED = 4
"""Words that are written as one, at most."""
NEAREST = 4
"""Words that one slip may stand for, at most."""
MOST_READINGS = 24
"""Readings of one message that are tried, at most."""

_STRETCHED = re.compile(r"([a-z])\1{2,}")


@dataclass(frozen=True)
class DangerSlips:
    """What danger is heard with. `words`: those that its rules look for; `habits`: two words for one."""

    words: frozenset[str]
    habits: Habits
    knows: Callable[[str], bool]
    """Whether a word is English, or one of ours. Such a word is no slip."""

    def readings(self, tokens: Sequence[str]) -> Iterator[list[str]]:
        """What a message may mean whose words are not all English, the likeliest first; nothing where all are."""
        meant = [*map(self._meant, tokens)]
        if any(meant) and (len(tokens) > 1 or len(tokens[0]) >= SHORTEST_ALONE):
            ways = ((*ways, (token,)) for ways, token in zip(meant, tokens, strict=True))
            for reading in islice(product(*ways), MOST_READINGS):
                yield self.habits.joined([word for part in reading for word in part])

    @cached_property
    def _meant(self) -> Callable[[str], tuple[Phrase, ...]]:
        """What a word may stand for, () for one that is no slip; those met are remembered."""
        return once_each(self._ways)

    def _ways(self, token: str) -> tuple[Phrase, ...]:
        if len(token) < SHORTEST_CUT or not token.isalpha() or token in self._parts or self.knows(token):
            return ()
        near = dict.fromkeys(
            self._quickly_right(token) or (*self._unstretched(token), *self._near(token), *self._alike(token))
        )
        return (*map(self._plain, islice(near, NEAREST)), *self._joined(token))

    def _quickly_right(self, token: str) -> list[str]:
        """The words that it is but for two letters that changed places, or one that stands twice: it means no other."""
        parts, knows = self._parts, self.knows
        return [word for word in _quickly_put_right(token) if word in parts or knows(word)]

    def _plain(self, word: str) -> Phrase:
        return self.habits.words.get(word, (word,))

    def _unstretched(self, token: str) -> Iterable[str]:
        """The word that was written long: "meee"."""
        if not _STRETCHED.search(token):
            return ()
        return (word for word in (_STRETCHED.sub(r"\1", token), _STRETCHED.sub(r"\1\1", token)) if word in self._parts)

    def _near(self, token: str) -> Iterable[str]:
        """The words that are a slip away, and two of a long one: few mistake the first letter, and that once.

        Letters in disorder are the likeliest slip.
        """
        near = self._all.near(token, 2 if len(token) >= SHORTEST_TWICE else 1, "")
        near.sort(key=lambda found: (sorted(found[0]) != sorted(token), found[1]))
        for word, slips in near:
            other_first = len(token) == len(word) < SHORTEST_FIRST and sorted(token) != sorted(word)
            kept = token[0] == word[0] or (slips == 1 and not other_first)
            if kept and (len(token) >= SHORTEST or (token[0] == word[0] and len(word) > len(token))):
                yield word

    def _alike(self, token: str) -> Iterable[str]:
        """The words that sound like it."""
        if len(token) < SHORTEST_ALIKE:
            return ()
        return (word for word in self._sounding.get(_bones(token), ()) if word[:ALIKE] == token[:ALIKE])

    def _joined(self, token: str) -> Iterable[Phrase]:
        """The words that were written as one, where they are: as few as will do."""
        if len(token) < SHORTEST_JOINED:
            return ()
        counts = (self._cut(token, most) for most in range(2, MOST_JOINED + 1))
        cut = next((found for found in map(tuple, counts) if found), ())
        telling = (words for words in cut if max(map(len, words)) >= SHORTEST_TELLING)
        return (tuple(one for word in words for one in self._plain(word)) for words in telling)

    def _cut(self, letters: str, parts: int) -> Iterator[Phrase]:
        """Each way to cut letters into so many words."""
        if parts == 1:
            if letters in self._parts:
                yield (letters,)
            return
        for at in range(1, len(letters) - parts + 2):
            if letters[:at] in self._parts:
                yield from ((letters[:at], *rest) for rest in self._cut(letters[at:], parts - 1))

    @cached_property
    def _parts(self) -> frozenset[str]:
        """The words of which others are made, in any listed form: of single letters only those that are words."""
        return frozenset(word for word in {*self.words, *self.habits.words} if len(word) > 1 or word in ("a", "i"))

    @cached_property
    def _right(self) -> list[str]:
        """The words of danger that are spelt right, in every form."""
        forms = (word for word in self.habits.words if self.knows(word))
        return sorted(word for word in {*self.words, *forms} if len(word) >= SHORTEST and word.isalpha())

    @cached_property
    def _all(self) -> WordList:
        return WordList(self._right, lambda word: "")

    @cached_property
    def _sounding(self) -> dict[str, list[str]]:
        """Each sound -> the words that have it."""
        sounding: dict[str, list[str]] = defaultdict(list)
        for word in self._right:
            sounding[_bones(word)].append(word)
        return sounding


def _quickly_put_right(token: str) -> Iterator[str]:
    """A word with two neighbouring letters in the other order, or with one of two alike."""
    for at in range(len(token) - 1):
        first, second = token[at], token[at + 1]
        between = "" if first == second else second
        yield token[:at] + between + first + token[at + 2 :]


def _bones(word: str) -> str:
    """How a word sounds, roughly; many say "breave" for "breathe"."""
    return bones(word).replace("v", "f")
