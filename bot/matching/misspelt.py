"""Commands through bad spelling: "menue", "hlep me", "show me sum more". Only what is then a whole command counts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, product

from bot.matching.patterns import Habits, Line, Rulebook
from bot.matching.slips import WordList
from bot.matching.text import REMEMBERED

SHORTEST = 3
"""Letters of the shortest word put right."""
LONG = 6
"""Letters from which two may be wrong, where the word does not stand alone. Its letters in disorder are no two."""
NEAREST = 4
"""Words that one slip may stand for, at most."""
OPTS_IN = "start"
"""What nobody says by mistake."""
MOST_READINGS = 64
"""Readings of one message that are tried, at most."""


@dataclass(frozen=True)
class Misspelt:
    """What commands are heard with. `habits`: two words for one; `likes`: slips that are words themselves, or far from
    ours ("dose", "sum")."""

    commands: Rulebook
    habits: Habits
    likes: Habits
    knows: Callable[[str], bool]
    """Whether a word is English. Such a word is a slip only where `likes` says so."""

    def line(self, said: Sequence[str]) -> tuple[Line, list[str]] | None:
        """The command that the words of a whole message are through slips, and the words meant; None for none."""
        said = self.likes.joined(list(said))
        meant = [self._meant(word, len(said) > 1) for word in said]
        if not all(meant) or self._as_they_are.issuperset(said):
            return None
        for reading in islice(product(*meant), MOST_READINGS):
            words = self.habits.joined([word for part in reading for word in part])
            line = self.commands.whole(words)
            if line and line.rule != OPTS_IN and not (_taken_back(line, words) or _taken_back(line, said)):
                return line, words
        return None

    @cached_property
    def _words(self) -> frozenset[str]:
        return self.commands.vocabulary

    @cached_property
    def _as_they_are(self) -> frozenset[str]:
        """Words of commands that stand for no others."""
        return self._words.difference(self.likes.words)

    @cached_property
    def _near(self) -> WordList:
        long = (word for word in self._words if len(word) >= SHORTEST and word.isalpha())
        return WordList(long, lambda word: word[0])

    @cached_property
    def _meant(self) -> Callable[[str, bool], tuple[tuple[str, ...], ...]]:
        """What a word may stand for, the nearest first; () for a word that no command has. Remembers."""
        return lru_cache(maxsize=REMEMBERED)(lambda word, beside: tuple(self._readings(word, beside)))

    def _readings(self, word: str, beside: bool) -> Iterator[tuple[str, ...]]:
        if word in self.likes.words:
            yield self.likes.words[word]
        if word in self._words:
            yield (word,)
        elif len(word) >= SHORTEST and word.isalpha() and word not in self.likes.words and not self.knows(word):
            least = 2 if beside and len(word) >= LONG else 1
            near = self._near.near(word, 2, word[0])
            yield from [(one,) for one, slips in near if slips <= least or sorted(one) == sorted(word)][:NEAREST]


def _taken_back(line: Line, said: Sequence[str]) -> bool:
    """Whether something in a message takes back the line that is the whole of it."""
    return any(excuse.holds(said, (0, len(said))) for excuse in line.unless)
