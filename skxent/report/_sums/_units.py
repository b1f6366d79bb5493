"""What a report's intervals are read from: means of scores over rows, or over groups of rows, as sums that add.

    mean_m = sum_i w_i s_im / sum_i w_i,    mean_k = that of the first score over the rows of class k

Of rows that are independent a few sums are kept; of groups those of every group, for its rows may be in several
blocks. Both give the same ``RatioTally`` of each mean.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from skxent._rows import Tally, same, unit
from skxent.metrics._means import weighted
from skxent.metrics._units import RatioTally, standard_error

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class RowUnits(Tally):
    """Sums over independent rows."""

    names: tuple[str, ...] = same()
    n_rows: int = unit("rows")
    scores: RatioTally = unit("weight score")  # (M,)
    by_class: RatioTally = unit("weight score")  # (K,), nan where rows have no class of their own
    weight_squared: float = unit("weight^2")

    word = "row"

    @property
    def n_units(self) -> int:
        """Return the number of rows."""
        return self.n_rows

    @property
    def n_effective(self) -> float:
        """Return how many rows of equal weight would tell as much, by Kish."""
        weight = float(self.scores.below[0])
        return weight**2 / self.weight_squared if self.weight_squared > 0 else 0.0

    def error(self, name: str) -> float:
        """Return the standard error of a mean."""
        return float(self.scores.standard_error[self.names.index(name)])

    def mean(self, name: str) -> float:
        """Return a mean."""
        return float(self.scores.ratio[self.names.index(name)])

    def error_of_ratio(self, each: Array) -> float:
        """Return the standard error of the first mean over that of a number for each class, ``each`` (K,)."""
        loss, reference = float(self.scores.above[0]), float(self.by_class.below @ each)
        if np.isnan(self.by_class.n_units).any() or not (reference > 0 and math.isfinite(loss)):
            return math.nan
        about = self.by_class.about(loss / reference * each)
        return float(standard_error(about.n_units.sum(), about.deviation_squared.sum(), reference))


@dataclass(frozen=True, eq=False)
class GroupSums:
    """Sums over the rows of each group that some of the rows are of."""

    groups: Array  # (G,), each once
    above: Array  # (G, M + K), sums of w s of each score, and of the first by class
    below: Array  # (G, 1 + K), sums of w, and by class


@dataclass(frozen=True, eq=False)
class GroupUnits:
    """Sums over the rows of each group; groups are independent, rows of one are not.

    Parts whose groups may be the same are joined when there are as many in the others as in the first: so adding many
    parts takes no longer than sorting all groups a few times.
    """

    names: tuple[str, ...]
    n_rows: int
    parts: tuple[GroupSums, ...]

    word = "group"

    def __add__(self, other: "GroupUnits") -> "GroupUnits":
        if not isinstance(other, GroupUnits) or other.names != self.names:
            return NotImplemented
        parts = self.parts + other.parts
        if sum(len(part.groups) for part in parts[1:]) >= len(parts[0].groups):
            parts = (_joined(parts),)
        return GroupUnits(self.names, self.n_rows + other.n_rows, parts)

    @cached_property
    def whole(self) -> GroupSums:
        """Return the sums of each group, once."""
        return self.parts[0] if len(self.parts) == 1 else _joined(self.parts)

    @property
    def n_units(self) -> int:
        """Return the number of groups."""
        return len(self.whole.groups)

    @property
    def n_effective(self) -> float:
        """Return how many groups of equal weight would tell as much, by Kish."""
        w = self.whole.below[:, 0]
        return float(w.sum() ** 2 / (w @ w)) if len(w) else 0.0

    def error(self, name: str) -> float:
        """Return the standard error of a mean."""
        m = self.names.index(name)
        return _error(self.whole.above[:, m], self.whole.below[:, 0])

    def mean(self, name: str) -> float:
        """Return a mean."""
        above, below = self.whole.above[:, self.names.index(name)], self.whole.below[:, 0]
        return float(above.sum() / below.sum())

    def error_of_ratio(self, each: Array) -> float:
        """Return the standard error of the first mean over that of a number for each class, ``each`` (K,)."""
        if np.isnan(self.whole.below).any():
            return math.nan
        return _error(self.whole.above[:, 0], self.whole.below[:, 1:] @ each)

    @property
    def by_class(self) -> RatioTally:
        """Return the first mean by class (K,), over groups."""
        above, below = self.whole.above[:, len(self.names) :], self.whole.below[:, 1:]
        if np.isnan(below).any():
            return _no_classes(below.shape[1])
        group, code = np.nonzero(below > 0)  # a group without rows of a class is no unit of it
        return RatioTally.by_class(above[group, code], below[group, code], code, below.shape[1])


def _joined(parts: tuple[GroupSums, ...]) -> GroupSums:
    """Return the sums of several parts, each group once; column by column, for all parts side by side are large."""
    codes, groups = pd.factorize(np.concatenate([part.groups for part in parts]))

    def summed(columns: list[Array]) -> Array:
        found = np.empty((len(groups), columns[0].shape[1]), order="F")
        for j in range(found.shape[1]):
            column = np.concatenate([one[:, j] for one in columns])
            found[:, j] = np.bincount(codes, weights=column, minlength=len(groups))
        return found

    with np.errstate(invalid="ignore"):  # inf - inf is nan
        above, below = summed([part.above for part in parts]), summed([part.below for part in parts])
    return GroupSums(np.asarray(groups), above, below)


Units = RowUnits | GroupUnits


def units_of(
    scores: Mapping[str, Array], weight: Array | None, code: Array | None, n_classes: int, group: Array | None
) -> Units:
    """Return the sums of scores (n,) by name, of weighted rows with the code of their class and their group."""
    w = np.ones(len(next(iter(scores.values())))) if weight is None else weight
    kept = np.flatnonzero(w > 0)
    w_scores = np.stack([weighted(one, weight)[kept] for one in scores.values()], axis=1)  # (n, M)
    w, code = w[kept], None if code is None else code[kept]
    names = tuple(scores)
    if group is None:
        return _of_rows(names, w_scores, w, code, n_classes)
    return _of_groups(names, w_scores, w, code, n_classes, group=group[kept])


def _of_rows(names: tuple[str, ...], w_scores: Array, w: Array, code: Array | None, n_classes: int) -> RowUnits:
    n, m = w_scores.shape
    which = np.repeat(np.arange(m), n)
    scores = RatioTally.by_class(w_scores.T.ravel(), np.tile(w, m), which, m)
    by_class = _no_classes(n_classes) if code is None else RatioTally.by_class(w_scores[:, 0], w, code, n_classes)
    return RowUnits(names, n, scores, by_class, float(w @ w))


def _of_groups(
    names: tuple[str, ...], w_scores: Array, w: Array, code: Array | None, n_classes: int, *, group: Array
) -> GroupUnits:
    unit_of, groups = pd.factorize(group)
    g, n = len(groups), len(w)
    if code is None:
        by_class = mass = np.full((g, n_classes), np.nan)
    else:
        cell = unit_of * n_classes + code
        by_class, mass = (
            np.bincount(cell, weights=one, minlength=g * n_classes).reshape(g, n_classes) for one in (w_scores[:, 0], w)
        )
    above = np.concatenate([_by_group(unit_of, g, w_scores), by_class], axis=1)
    below = np.concatenate([np.bincount(unit_of, weights=w, minlength=g)[:, None], mass], axis=1)
    return GroupUnits(names, n, (GroupSums(np.asarray(groups), above, below),))


def _by_group(codes: Array, n_groups: int, values: Array) -> Array:
    """Return the sums (G, M) of values (n, M) over the rows of each group."""
    with np.errstate(invalid="ignore"):  # inf - inf is nan
        return np.stack([np.bincount(codes, weights=column, minlength=n_groups) for column in values.T], axis=1)


def _no_classes(n_classes: int) -> RatioTally:
    return RatioTally(*(np.full(n_classes, np.nan) for _ in range(6)))


def _error(above: Array, below: Array) -> float:
    """Return the standard error of sum A / sum B over groups."""
    code = np.zeros(len(above), dtype=np.intp)
    with np.errstate(invalid="ignore"):
        return float(RatioTally.by_class(above, below, code, 1).only().standard_error) if len(above) else math.nan
