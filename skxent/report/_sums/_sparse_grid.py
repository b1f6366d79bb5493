"""Sums over the cells of a fixed grid of numbers, of which only those that are not empty are kept.

level r   cell = floor(2^r z): the cells of level r - 1 are pairs of those of level r

Grids start so fine that different numbers are hardly ever in one cell, and go down a level wherever too many cells are
filled: few numbers keep a cell each, and many share cells that are as narrow as there is room for. Two grids add at the
coarser of their levels, so that the sums of parts are those of the whole wherever it is cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

FINEST = 30
# Where infinite numbers are, at the finest level: further out than 2^30 times any logarithm of a float64.
_INFINITE = 2**50


@dataclass(frozen=True, eq=False)
class SparseGrid:
    """The filled cells of one level, in rising order, and their sums."""

    most: int  # filled cells at most
    level: int
    cell: Array  # (C,), rising
    sums: Array  # (S, C)

    @classmethod
    def of(cls, z: Array, values: Sequence[Array], most: int) -> "SparseGrid":
        """Return the sums of values (n,) each over cells of numbers z (n,), which may be infinite."""
        with np.errstate(invalid="ignore"):
            cell = np.where(np.isinf(z), np.sign(z) * _INFINITE, np.floor(np.where(np.isinf(z), 0.0, z) * 2.0**FINEST))
        order = np.argsort(cell, kind="stable")
        sums = np.stack([np.asarray(one, dtype=np.float64)[order] for one in values])
        return _merged(most, FINEST, cell[order].astype(np.int64), sums)

    def __add__(self, other: "SparseGrid") -> "SparseGrid":
        level = min(self.level, other.level)
        cell = np.concatenate([self.cell >> (self.level - level), other.cell >> (other.level - level)])
        order = np.argsort(cell, kind="stable")
        return _merged(self.most, level, cell[order], np.concatenate([self.sums, other.sums], axis=1)[:, order])


def _merged(most: int, level: int, cell: Array, sums: Array) -> SparseGrid:
    """Return the grid of cells in rising order, of which some are the same, at the finest level that has room."""
    down = 0
    while _n_different(cell >> down) > most:
        down += 1
    cell = cell >> down
    starts = np.flatnonzero(np.append(True, cell[1:] != cell[:-1]))[: len(cell)]
    added = np.add.reduceat(sums, starts, axis=1) if len(starts) else sums
    return SparseGrid(most, level - down, cell[starts], added)


def _n_different(cell: Array) -> int:
    return int(np.count_nonzero(cell[1:] != cell[:-1])) + 1
