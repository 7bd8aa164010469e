"""What each word says for and against each need, learnt from the phrase bank by `fitting` and kept in needs.npz.

A word speaks through its letters (runs of three to five, so that "launderette" profits from "laundry"), through its
stem, and through the word before it. Everything adds up, so a word needs weighing only once.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.matching.spelling import BREAK, KIN, stem

Floats = npt.NDArray[np.float32]
Marks = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.intp]

_LENGTHS = range(3, 6)
"""Letters of the runs that a word speaks through."""


def of_letters(word: str) -> list[str]:
    """The names of the runs of letters in `word`, its edges marked, and of its stem."""
    edged = f"<{word}>"
    runs = [edged[at : at + length] for length in _LENGTHS for at in range(len(edged) - length + 1)]
    return [*runs, "=" + stem(word)]


def of_word(word: str) -> list[str]:
    """The names of what `word` speaks through by itself."""
    return of_letters(word) if word != KIN else []


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
    """Weights by name. Names are kept as marks of four bytes, in order: as words they would be most of the memory.

    A row of `weights` is (codes,), a byte a weight, to be multiplied by the row's `scale`; `sizes`: each name's share
    of a message's squared length. Two names in a hundred thousand may share a mark; the first has it.
    """

    codes: tuple[str, ...]
    marks: Marks
    weights: npt.NDArray[np.int8]
    scale: Floats
    sizes: Floats
    bias: Floats
    bank: str
    """The mark of the phrase bank that it was learnt from."""

    @classmethod
    def of(
        cls, codes: tuple[str, ...], worth: Mapping[str, float], fitted: tuple[Floats, Floats], bank: str
    ) -> "Evidence":
        """From names with how much they tell, and their weights and bias as `learn` fitted them."""
        weights, bias = fitted
        scale = np.abs(weights).max(axis=1) / 127 + 1e-12
        marks, first = np.unique(marks_of(worth), return_index=True)
        return cls(
            codes=codes,
            marks=marks,
            weights=np.rint(weights / scale[:, None]).astype(np.int8)[first],
            scale=scale.astype(np.float32)[first],
            sizes=(np.array(list(worth.values()), np.float32) ** 2)[first],
            bias=bias.astype(np.float32),
            bank=bank,
        )

    def row(self, mark: int) -> int | None:
        """The row of the name of this mark; None for one that is not known."""
        at = int(self.marks.searchsorted(np.uint32(mark)))
        return at if at < len(self.marks) and self.marks[at] == mark else None

    def rows(self, names: Iterable[str]) -> Rows:
        """The rows of those of `names` that are known."""
        return rows_of(self.marks, marks_of(names))

    def said(self, rows: Rows) -> tuple[Floats, float]:
        """What rows say together, shape (codes,), and their squared length."""
        weights: Floats = self.scale.take(rows).dot(self.weights.take(rows, axis=0))
        return weights, float(np.add.reduce(self.sizes.take(rows)))

    def weigh(self, names: Iterable[str]) -> tuple[Floats, float]:
        """What `names` say together, shape (codes,), and their squared length."""
        return self.said(self.rows(names))

    def save(self, path: Path) -> None:
        """Write as a file that is quick to read: unpacking it would add a tenth to the time of a start."""
        arrays = {name: getattr(self, name) for name in ("marks", "weights", "scale", "sizes", "bias")}
        np.savez(path, codes=np.array(self.codes), bank=np.array(self.bank), **arrays)

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
            arrays = {name: kept[name] for name in ("marks", "weights", "scale", "sizes", "bias")}
            return cls(codes=tuple(kept["codes"].tolist()), bank=str(kept["bank"]), **arrays)


def marks_of(names: Iterable[str]) -> Marks:
    """The marks of names: CRC-32."""
    return np.frombuffer(array("I", map(crc32, map(str.encode, names))), np.uint32)


def rows_of(known: Marks, marks: Marks) -> Rows:
    """Where in `known`, which is in order, those of `marks` stand that are there."""
    at = known.searchsorted(marks)
    found: Rows = at[known.take(at, mode="clip") == marks]
    return found
