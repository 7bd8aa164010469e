"""Learning from the phrase bank what words say for which need: a least-squares fit, made when the bank changes.

`python -m bot.matching.fitting` reads content/needs.yaml and rewrites content/needs.npz in some seconds. Every phrase
is shown bare and in some of the bank's frames, so that "my mum needs … twice a week" counts for nothing. The same bank
gives the same file.
"""

import hashlib
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.content import CONTENT
from bot.content.needs import Needs, Spelling
from bot.content.pieces import read_yaml
from bot.matching.evidence import Evidence, Floats, is_pair, of_word, pairs
from bot.matching.spelling import BREAK, KIN, Speller, common_words
from bot.matching.text import clean

NOTHING = "nothing"
FRAMED = 4
"""Frames a phrase is shown in."""
STEPS = 30
"""Steps of the conjugate gradient; the answers no longer change."""
PULL = 0.5
"""How strongly weights are held near nought."""
NEIGHBOURS = 2.0
"""How much more two neighbours tell than one word's letters."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """Plain words with the code they are said for. `weight`: how much it counts."""

    words: tuple[str, ...]
    code: str
    weight: float


def phrases_by_code(needs: Needs) -> dict[str, tuple[str, ...]]:
    """Code -> phrases, for leaves, groups that have any, and `nothing`."""
    named = {code: piece.phrases for pieces in (needs.needs, needs.groups) for code, piece in pieces.items()}
    return {code: phrases for code, phrases in (named | {NOTHING: needs.nothing}).items() if phrases}


def bank_mark(needs: Needs, spelling: Spelling) -> str:
    """A mark that changes when the bank does."""
    text = needs.model_dump_json(include={"needs", "groups", "nothing", "frames"}) + spelling.model_dump_json()
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def speller_of(root: Path, needs: Needs, spelling: Spelling) -> Speller:
    """The speller for `needs`, with the word list of the content folder `root`."""
    phrases = [phrase for code, phrases in phrases_by_code(needs).items() if code != NOTHING for phrase in phrases]
    others = (*needs.nothing, *needs.frames.before, *needs.frames.after)
    return Speller.of(spelling, phrases, others, common_words(root / "words.txt"))


def plain_words(speller: Speller, words: str) -> tuple[str, ...]:
    """The plain words of `words`, with KIN for people."""
    return tuple(KIN if word in speller.people else word for word in speller.read(words))


def examples(needs: Needs, speller: Speller) -> Iterator[Example]:
    """The bank as examples: each phrase bare and framed; frames alone for nothing."""
    draw = random.Random(1)  # noqa: S311 - the same frames every time, nothing secret
    before = [plain_words(speller, clean(frame)) for frame in needs.frames.before] or [()]
    after = [plain_words(speller, clean(frame)) for frame in needs.frames.after] or [()]
    for code, phrases in phrases_by_code(needs).items():
        for phrase in phrases:
            words = plain_words(speller, clean(phrase))
            yield Example(words, code, 1.0)
            for _ in range(FRAMED if code != NOTHING else 0):
                start = draw.choice(before) if draw.random() < 0.75 else ()
                end = draw.choice(after) if draw.random() < 0.6 else ()
                yield Example((*start, *words, *end), code, 1 / FRAMED)
    for start in before:
        yield Example(start, NOTHING, 1.0)
        for _ in range(FRAMED):
            yield Example((*start, *draw.choice(after)), NOTHING, 0.5)
    for end in after:
        yield Example(end, NOTHING, 1.0)


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse matrix held both ways, for products with thin dense ones."""

    at: Ints
    starts: Ints
    values: Floats

    @classmethod
    def of(cls, rows: Sequence[Sequence[tuple[int, float]]]) -> "Sparse":
        """From (column, value) pairs by row; no row may be empty."""
        counts = np.array([len(row) for row in rows])
        flat = [pair for row in rows for pair in row]
        return cls(
            np.array([at for at, _ in flat]),
            np.concatenate(([0], counts.cumsum()[:-1])),
            np.array([value for _, value in flat], np.float32)[:, None],
        )

    def turned(self, columns: int) -> "Sparse":
        """The transpose. Every column must be used."""
        rows = np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(self.at))))
        order = np.argsort(self.at, kind="stable")
        starts = np.searchsorted(self.at[order], np.arange(columns))
        return Sparse(rows[order], starts, self.values[order])

    def __matmul__(self, dense: Floats) -> Floats:
        return np.add.reduceat(dense[self.at] * self.values, self.starts, axis=0)


def names_of(words: Sequence[str]) -> list[str]:
    """Everything that `words` speak through."""
    return [*(name for word in words if word != BREAK for name in of_word(word)), *pairs(words)]


def rarity(bank: Sequence[Example]) -> dict[str, float]:
    """Name -> how much it tells: the rarer, the more."""
    bare = [example for example in bank if example.weight == 1.0]
    seen = Counter(name for example in bare for name in set(names_of(example.words)))
    return {
        name: (NEIGHBOURS if is_pair(name) else 1.0) * (1 + math.log((1 + len(bare)) / (1 + n)))
        for name, n in seen.items()
    }


def solve(product: Callable[[Floats], Floats], wanted: Floats) -> Floats:
    """The X of `product(X) = wanted` by conjugate gradients, a column by itself each."""
    answer = np.zeros_like(wanted)
    left = wanted.copy()
    way = left.copy()
    size = (left * left).sum(axis=0)
    for _ in range(STEPS):
        ahead = product(way)
        step = size / np.maximum((way * ahead).sum(axis=0), 1e-12)
        answer += step * way
        left -= step * ahead
        size, before = (left * left).sum(axis=0), size
        way = left + size / np.maximum(before, 1e-12) * way
    return answer


def fit(needs: Needs, spelling: Spelling, speller: Speller) -> Evidence:
    """The evidence that the bank holds."""
    bank = [example for example in examples(needs, speller) if names_of(example.words)]
    worth = rarity(bank)
    index = {name: at for at, name in enumerate(worth)}
    codes = tuple(phrases_by_code(needs))
    rows = [_row(example.words, index, worth, len(index)) for example in bank]
    matrix = Sparse.of(rows)
    turned = matrix.turned(len(index) + 1)
    weights = np.array([example.weight for example in bank], np.float32)[:, None]
    targets = np.full((len(bank), len(codes)), -1.0, np.float32)
    targets[np.arange(len(bank)), [codes.index(example.code) for example in bank]] = 1.0
    held = np.full((len(index) + 1, 1), PULL, np.float32)
    held[-1] = 1e-3
    fitted = solve(lambda guess: turned @ (weights * (matrix @ guess)) + held * guess, turned @ (weights * targets))
    told = np.array(list(worth.values()), np.float32)[:, None]
    return Evidence(codes, index, fitted[:-1] * told, told[:, 0] ** 2, fitted[-1], bank_mark(needs, spelling))


def _row(words: Sequence[str], index: dict[str, int], worth: dict[str, float], last: int) -> list[tuple[int, float]]:
    """An example as (column, value), of length 1 but for the constant in the last column."""
    counted = Counter(name for name in names_of(words) if name in index)
    size = math.sqrt(sum(n * worth[name] ** 2 for name, n in counted.items())) or 1.0
    return [*((index[name], n * worth[name] / size) for name, n in counted.items()), (last, 1.0)]


def main(root: Path = CONTENT) -> int:
    """Learn from the bank of `root` and keep it in its needs.npz."""
    needs = Needs.model_validate(read_yaml(root / "needs.yaml"))
    spelling = Spelling.model_validate(read_yaml(root / "spelling.yaml"))
    evidence = fit(needs, spelling, speller_of(root, needs, spelling))
    evidence.save(root / "needs.npz")
    sys.stdout.write(f"{len(evidence.index)} names, {len(evidence.codes)} codes -> {root / 'needs.npz'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
