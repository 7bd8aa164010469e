"""Least squares over sparse rows by conjugate gradients: small enough to need no package for it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.matching.evidence import Floats

STEPS = 30
"""Steps of the conjugate gradient; the answers no longer change."""

Ints = npt.NDArray[np.int64]


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
        # Column by column: a thin column stays in the processor's cache, all of them at once do not.
        values = self.values[:, 0]
        columns = (np.ascontiguousarray(column)[self.at] * values for column in dense.T)
        return np.stack([np.add.reduceat(column, self.starts) for column in columns], axis=1)


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


def learn(
    rows: Sequence[Mapping[str, int]], worth: Mapping[str, float], targets: Floats, counts: Floats, pull: float
) -> tuple[Floats, Floats]:
    """What each name of `worth` says for each target, shape (names, targets), and the bias, shape (targets,).

    `rows`: how often each example says which names; `targets`: (examples, targets); `counts`: how much each example
    counts, (examples,); `pull`: how strongly weights are held near nought.
    """
    index = {name: at for at, name in enumerate(worth)}
    matrix = Sparse.of([_row(row, index, worth) for row in rows])
    turned = matrix.turned(len(index) + 1)
    each = counts[:, None]
    held = np.full((len(index) + 1, 1), pull, np.float32)
    held[-1] = 1e-3
    fitted = solve(lambda guess: turned @ (each * (matrix @ guess)) + held * guess, turned @ (each * targets))
    return fitted[:-1] * np.array(list(worth.values()), np.float32)[:, None], fitted[-1]


def _row(said: Mapping[str, int], index: Mapping[str, int], worth: Mapping[str, float]) -> list[tuple[int, float]]:
    """An example as (column, value), of length 1 but for the constant in the last column."""
    known = {name: n for name, n in said.items() if name in index}
    size = math.sqrt(sum(n * worth[name] ** 2 for name, n in known.items())) or 1.0
    return [*((index[name], n * worth[name] / size) for name, n in known.items()), (len(index), 1.0)]
