"""What each word says for and against each need, learnt from the phrase bank by `fitting` and kept in needs.npz.

A word speaks through its letters (runs of three to five, so that "launderette" profits from "laundry"), through its
stem, and through the word before it. Everything adds up, so a word needs weighing only once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.matching.spelling import BREAK, KIN, stem

Floats = npt.NDArray[np.float32]

SHORTEST, LONGEST_RUN = 3, 5


def runs(word: str) -> Iterator[str]:
    """The runs of letters in `word`, its edges marked."""
    edged = f"<{word}>"
    for length in range(SHORTEST, LONGEST_RUN + 1):
        for start in range(len(edged) - length + 1):
            yield edged[start : start + length]


def of_word(word: str) -> Iterator[str]:
    """The names of what `word` speaks through by itself."""
    if word != KIN:
        yield from runs(word)
        yield "=" + stem(word)


def of_pair(before: str, word: str) -> str:
    """The name of what two neighbours speak through together."""
    return f"{stem(before)} {stem(word)}"


def is_pair(name: str) -> bool:
    """Whether `name` is that of two neighbours."""
    return " " in name


def pairs(words: Sequence[str]) -> Iterator[str]:
    """The names of the neighbours among `words`, none across a break."""
    return (of_pair(a, b) for a, b in pairwise(words) if BREAK not in (a, b))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Weights by name. A row of `weights` is (codes,); `sizes`: each name's share of a message's squared length."""

    codes: tuple[str, ...]
    index: Mapping[str, int]
    weights: Floats
    sizes: Floats
    bias: Floats
    bank: str
    """The mark of the phrase bank that it was learnt from."""

    def weigh(self, names: Iterable[str]) -> tuple[Floats, float]:
        """What `names` say together, shape (codes,), and their squared length."""
        found = [at for name in names if (at := self.index.get(name)) is not None]
        return np.add.reduce(self.weights.take(found, axis=0), axis=0), float(np.add.reduce(self.sizes.take(found)))

    def save(self, path: Path) -> None:
        """Write as a compressed file: a byte a weight."""
        scale = np.abs(self.weights).max(axis=1, keepdims=True) / 127 + 1e-12
        np.savez_compressed(
            path,
            names=np.frombuffer("\n".join(self.index).encode(), np.uint8),
            codes=np.array(self.codes),
            weights=np.rint(self.weights / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            sizes=self.sizes.astype(np.float32),
            bias=self.bias.astype(np.float32),
            bank=np.array(self.bank),
        )

    @classmethod
    def kept(cls, path: Path, bank: str) -> "Evidence | None":
        """What `path` keeps, if it was learnt from the bank of this mark."""
        try:
            evidence = cls.load(path)
        except (OSError, KeyError, ValueError, EOFError, BadZipFile):
            return None
        return evidence if evidence.bank == bank else None

    @classmethod
    def load(cls, path: Path) -> "Evidence":
        """Read what `save` wrote. OSError when there is none, KeyError or ValueError when it is another's."""
        with path.open("rb") as file, np.load(file) as kept:
            names = kept["names"].tobytes().decode().split("\n")
            return cls(
                codes=tuple(kept["codes"].tolist()),
                index={name: at for at, name in enumerate(names)},
                weights=kept["weights"].astype(np.float32) * kept["scale"],
                sizes=kept["sizes"],
                bias=kept["bias"],
                bank=str(kept["bank"]),
            )
