"""How near a message is in meaning to the phrases of each need, by static word vectors.

The vectors are those of the `wordllama` package (MIT), read straight from its files: no network, no model run, only a
look-up and a sum. Without the package this layer is missing and the rest goes on.
"""

import importlib.util
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.matching.evidence import Floats, Marks, Rows, marks_of, rows_of
from bot.matching.spelling import KIN

Bytes = npt.NDArray[np.int8]
Phrases = Sequence[Sequence[Sequence[str]]]
"""Each need's phrases, each as plain words."""
KEPT_IN = "meanings.npz"

KEPT = 64
"""Directions kept of the 256: those in which the phrases differ most."""
BLOCK = 128
"""Phrases compared at a time: so few that no numpy wakes other threads for it, which would cost more than it saves."""
SHARPNESS = 10.0
"""How much more the nearest phrases of a need count than its others."""


class VectorsError(Exception):
    """The package of word vectors is not as we know it."""


class WordVectors:
    """Words -> their static vectors, shape (256,). A word that the table lacks is the mean of its parts.

    The table stays on disk and only the rows asked for are read: all of it would be the largest thing in memory.
    """

    def __init__(self, path: Path, start: int, width: int, tokenizer: Path) -> None:
        self.path, self.start, self.width = path, start, width
        self._tokenizer = tokenizer

    @property
    def mark(self) -> str:
        """What tells this table from another release's."""
        return f"{self.path.name} {self.path.stat().st_size}"

    @cached_property
    def tokenizer(self) -> Any:
        """What parts words. VectorsError when it cannot be read."""
        try:
            from tokenizers import Tokenizer

            return Tokenizer.from_file(str(self._tokenizer))
        except Exception as error:  # it raises bare Exception
            raise VectorsError("the tokenizer of wordllama cannot be read") from error

    @classmethod
    def find(cls) -> "WordVectors | None":
        """The vectors of the installed package; None when it is not there or not as we know it."""
        spec = importlib.util.find_spec("wordllama")
        if spec is None or spec.origin is None:
            return None
        return _opened(Path(spec.origin).parent)

    @classmethod
    def of(cls, path: Path, tokenizer: Path) -> "WordVectors":
        """The half-precision table `embedding.weight` of a safetensors file."""
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            about = json.loads(file.read(length))["embedding.weight"]
        return cls(path, 8 + length + about["data_offsets"][0], about["shape"][1], tokenizer)

    def of_all(self, words: Sequence[str]) -> Floats:
        """The vectors of `words`, shape (words, 256)."""
        parts = [self.tokenizer.encode(word, add_special_tokens=False).ids for word in words]
        counts = np.array([len(each) for each in parts], np.float32)
        starts = np.concatenate(([0], counts.cumsum()[:-1])).astype(np.intp)
        rows = self._rows([part for each in parts for part in each]).astype(np.float32)
        means: Floats = np.add.reduceat(rows, starts, axis=0)
        means /= counts[:, None]
        return means

    def _rows(self, parts: Sequence[int]) -> npt.NDArray[np.float16]:
        """The rows of the table for parts of words."""
        size = 2 * self.width
        with self.path.open("rb", buffering=0) as file:
            read = b"".join([os.pread(file.fileno(), size, self.start + size * part) for part in parts])
        return np.frombuffer(read, np.float16).reshape(-1, self.width)


@lru_cache(maxsize=1)
def _opened(home: Path) -> WordVectors | None:
    """The vectors of a folder, for all who need them."""
    tokenizer = home / "tokenizers" / "l2_supercat_tokenizer_config.json"
    if not tokenizer.exists() or importlib.util.find_spec("tokenizers") is None:
        return None
    try:
        return WordVectors.of(home / "weights" / "l2_supercat_256.safetensors", tokenizer)
    except (OSError, ValueError, KeyError):
        return None


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the words of the bank's phrases mean, and common words, in the directions in which the phrases differ most.

    Words are kept as marks of four bytes, in order, and their directions a byte each: to look a word up in the package
    takes its tokenizer, which is the largest thing in memory.
    """

    marks: Marks
    known: Bytes
    """A row a word, shape (words, KEPT), to be multiplied by `scale`."""
    scale: Floats
    """Shape (KEPT,)."""
    mark: str

    @classmethod
    def of(cls, vectors: WordVectors, phrases: Phrases, common: Iterable[str], mark: str) -> "Meanings":
        """Worked out from each need's phrases as plain words, and for common words too. Raises VectorsError."""
        said = {word for need in phrases for words in need for word in words}
        words = sorted(filter(_has_meaning, said.union(common)))
        row = {word: at for at, word in enumerate(words)}
        known = vectors.of_all(words)
        units = np.concatenate([_summed(known, _rows_of(need, row)) for need in phrases])
        units /= _lengths(units)
        _, directions = np.linalg.eigh(units.T @ units)
        turned = known @ directions[:, ::-1][:, :KEPT].astype(np.float32)
        scale = np.abs(turned).max(axis=0) / 127
        marks, first = np.unique(marks_of(words), return_index=True)
        return cls(marks, np.rint(turned / scale).astype(np.int8)[first], scale.astype(np.float32), mark)

    def rows(self, words: Iterable[str]) -> Rows:
        """The rows of those of `words` that are known and mean something."""
        return rows_of(self.marks, marks_of(filter(_has_meaning, words)))

    def directions(self, rows: Rows) -> Floats:
        """What the words of these rows mean, shape (rows, KEPT)."""
        told: Floats = self.known.take(rows, axis=0) * self.scale
        return told

    def save(self, path: Path) -> None:
        """Write as a compressed file."""
        np.savez_compressed(path, marks=self.marks, known=self.known, scale=self.scale, mark=np.array(self.mark))

    @classmethod
    def kept(cls, path: Path, mark: str) -> "Meanings | None":
        """What `path` keeps, if it was worked out from the bank and the vectors of this mark."""
        try:
            with path.open("rb") as file, np.load(file) as kept:
                meanings = cls(kept["marks"], kept["known"], kept["scale"], str(kept["mark"]))
        except (OSError, KeyError, ValueError, EOFError, BadZipFile):
            return None
        return meanings if meanings.mark == mark else None


class NearPhrases:
    """The bank's phrases as directions of meaning, need after need."""

    def __init__(self, phrases: Phrases, meanings: Meanings) -> None:
        """From each need's phrases as plain words, and what these mean."""
        self._meanings = meanings
        wordings = [[word for word in said if _has_meaning(word)] for need in phrases for said in need]
        rows = iter(meanings.rows(chain.from_iterable(wordings)).tolist())
        kept = _summed(meanings.known * meanings.scale, [list(islice(rows, len(words))) for words in wordings])
        kept /= _lengths(kept)
        self._blocks = _blocks(kept)
        self._phrases = len(kept)
        self._counts = np.array([len(need) for need in phrases], np.float32)
        self._starts = np.concatenate(([0], self._counts.cumsum()[:-1])).astype(np.intp)

    def nearness(self, words: Iterable[str]) -> Floats:
        """How near each need is to `words` in meaning: about 0 to 1, shape (needs,)."""
        summed = np.add.reduce(self._meanings.directions(self._meanings.rows(words)))
        size = float(np.sqrt(summed @ summed))
        if size == 0:
            return np.zeros(len(self._starts), np.float32)
        alike = np.matmul(self._blocks, summed * np.float32(SHARPNESS / size))
        close = np.exp(alike.reshape(-1)[: self._phrases])
        near: Floats = np.log(np.add.reduceat(close, self._starts) / self._counts, dtype=np.float32)
        return near / np.float32(SHARPNESS)


def _summed(rows: Floats, groups: Sequence[Sequence[int]]) -> Floats:
    """The sum of each group of `rows`, by their numbers; nought for an empty one."""
    counts = np.array([len(group) for group in groups])
    sums = np.zeros((len(groups), rows.shape[1]), np.float32)
    starts = (counts.cumsum() - counts)[counts > 0]
    sums[counts > 0] = np.add.reduceat(rows[[at for group in groups for at in group]], starts, axis=0)
    return sums


def _rows_of(phrases: Sequence[Sequence[str]], row: Mapping[str, int]) -> list[list[int]]:
    """The rows of the words of each phrase."""
    return [[row[word] for word in words if word in row] for words in phrases]


def _has_meaning(word: str) -> bool:
    return word.isalpha() and word != KIN


def _blocks(rows: Floats) -> Floats:
    """`rows` in blocks of BLOCK, the last filled up with zeros."""
    blocks = np.zeros((-(-len(rows) // BLOCK), BLOCK, rows.shape[1]), np.float32)
    blocks.reshape(-1, rows.shape[1])[: len(rows)] = rows
    return blocks


def _lengths(rows: Floats) -> Floats:
    """The lengths of `rows`, as a column; none is nought."""
    lengths: Floats = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-9))
    return lengths
