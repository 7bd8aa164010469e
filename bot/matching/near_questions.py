"""Plain answers whose question is not put in our words: each word finds the one nearest in meaning in a known phrasing.

A second ear behind `faq`, for messages that ask something and of which nothing else was surely heard. A phrasing is as
like a question as their words are, each by how much it tells, both ways: what is asked must be found in the phrasing,
and what the phrasing is about must be asked. Without the package of word vectors it is missing, and the rest goes on.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bot.matching.faq import FaqIndex, HeardAnswer
from bot.matching.paraphrase import Floats, WordVectors
from bot.matching.text import REMEMBERED

FEWEST = 2
"""Telling words of the shortest question: one alone is like too much."""
LIKE = 0.67
"""Least likeness of a question to a phrasing; 1 is the same words."""
LIKE_THEM = 0.60
"""The same for a question about those who come to help: it can hardly be about anything else."""
THEM = frozenset("they them their these those carer carers helper helpers".split())
FAR = 0.15
"""Nearness of two words, as a cosine, that any two have."""
APART = 0.08
"""Two answers nearer each other than this are both offered."""


class NearQuestions:
    """The words of every phrasing as directions of meaning."""

    def __init__(self, index: FaqIndex, vectors: WordVectors) -> None:
        self._index, self._vectors = index, vectors
        said = [(at, self._telling(index.tokens(one.written))) for at, one in enumerate(index.phrasings)]
        said = [(at, words) for at, words in said if words]
        self._phrasings = [index.phrasings[at] for at, _ in said]
        vocabulary = sorted({word for _, words in said for word in words})
        self._row = {word: row for row, word in enumerate(vocabulary)}
        self._known = _units(vectors.of_all(vocabulary))
        flat = [word for _, words in said for word in words]
        self._words = np.array([self._row[word] for word in flat], np.intp)
        self._weights = self._told(flat)
        self._starts = np.cumsum([0, *(len(words) for _, words in said[:-1])], dtype=np.intp)
        self._totals = np.add.reduceat(self._weights, self._starts)
        self._near = lru_cache(maxsize=REMEMBERED // 10)(self._nearness)

    def find(self, words: str) -> tuple[HeardAnswer, ...]:
        """The answer likest to the question in `words` (passed through `clean`), or two of them; () for no question."""
        tokens = self._index.tokens(words)
        telling = self._telling(tokens) if self._index.asked(words, tokens) else []
        least = LIKE if THEM.isdisjoint(tokens) else LIKE_THEM
        return self._best(self._likeness(telling), least) if len(telling) >= FEWEST else ()

    def _best(self, alike: Floats, least: float) -> tuple[HeardAnswer, ...]:
        found: dict[str, HeardAnswer] = {}
        for at in np.argsort(-alike, kind="stable"):
            if alike[at] < least or len(found) > 1:
                break
            phrasing = self._phrasings[at]
            found.setdefault(phrasing.id, HeardAnswer(phrasing.id, round(float(alike[at]), 3), phrasing.written))
        best = tuple(found.values())
        return tuple(answer for answer in best if answer.score > best[0].score - APART)

    def _likeness(self, telling: Sequence[str]) -> Floats:
        """How like each phrasing is to the words of a question, 0 to 1, shape (phrasings,)."""
        near: Floats = np.stack([self._near(word) for word in telling])[:, self._words]
        weights = self._told(telling)
        asked: Floats = weights @ np.maximum.reduceat(near, self._starts, axis=1) / weights.sum()
        told = np.add.reduceat(self._weights * near.max(axis=0), self._starts) / self._totals
        both: Floats = (2 * asked * told / np.maximum(asked + told, np.float32(1e-9))).astype(np.float32)
        return both

    def _nearness(self, word: str) -> Floats:
        """How near each word of the phrasings is to `word`, 0 to 1, shape (vocabulary,)."""
        unit = self._known[self._row[word]] if word in self._row else _units(self._vectors.of_all([word]))[0]
        near: Floats = np.clip((self._known @ unit - np.float32(FAR)) / np.float32(1 - FAR), 0, 1)
        return near

    def _telling(self, tokens: Sequence[str]) -> list[str]:
        """The words that tell, each once."""
        empty = self._index.empty
        return [word for word in dict.fromkeys(tokens) if word.isalpha() and word not in empty and word != "please"]

    def _told(self, words: Sequence[str]) -> Floats:
        return np.array([self._index.weight(word) for word in words], np.float32)


def _units(rows: Floats) -> Floats:
    units: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-9))
    return units
