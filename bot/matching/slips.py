"""Words within a few slips of a misspelt one, among many: a look at their letters rules most of them out at once."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST_WORD = 40
"""Letters from which on words are all as long as one another."""
FEW = 24
"""Words so few that they are compared at once."""


class WordList:
    """Words to compare misspelt ones with, side by side by how they start and how long they are."""

    def __init__(self, words: Iterable[str], start: Callable[[str], str]) -> None:
        """`start` gives the part of a word that the words compared have in common, such as its first letter."""
        self._words = sorted(words, key=lambda word: (start(word), len(word)))
        self._letters = _letters(self._words)
        self._longer = _longer(self._words, start)

    def near(self, word: str, most: int, start: str) -> list[tuple[str, int]]:
        """The words of that start at most so many slips from `word`, with how many slips, the nearest first.

        A slip changes at most two of the letters that a word is made of, so words that differ in more are not compared.
        """
        longer = self._longer.get(start)
        if longer is None:
            return []
        first, end = longer[min(len(word) - most, LONGEST_WORD)], longer[min(len(word) + most + 1, LONGEST_WORD)]
        few = self._words[first:end] if end - first < FEW else self._alike(word, most, first, end)
        found = process.extract(word, few, scorer=OSA.distance, score_cutoff=most, limit=None) if few else ()
        return [(other, int(slips)) for other, slips, _ in found]

    def _alike(self, word: str, most: int, first: int, end: int) -> list[str]:
        """The words from `first` to `end` whose letters are nearly those of `word`."""
        letters = sum({1 << (ord(letter) & 31) for letter in word})
        unlike = np.bitwise_count(self._letters[first:end] ^ np.uint32(letters))
        return [*map(self._words.__getitem__, ((unlike <= 2 * most).nonzero()[0] + first).tolist())]


def _letters(words: list[str]) -> npt.NDArray[np.uint32]:
    """The set of letters in each word, a bit each. No word may be empty."""
    bits = np.left_shift(np.uint32(1), np.frombuffer("".join(words).encode("utf-32-le"), np.uint32) & np.uint32(31))
    lengths = np.fromiter(map(len, words), np.intp, len(words))
    return np.bitwise_or.reduceat(bits, lengths.cumsum() - lengths)


def _longer(words: list[str], start: Callable[[str], str]) -> Mapping[str, list[int]]:
    """Each start -> for every length, the place of the first of its words that is at least so long."""
    longer: dict[str, list[int]] = {}
    place = 0
    for common, group in groupby(words, key=start):
        lengths = [len(word) for word in group]
        longer[common] = [place + bisect_left(lengths, least) for least in range(LONGEST_WORD)]
        longer[common].append(place + len(lengths))
        place += len(lengths)
    return longer
