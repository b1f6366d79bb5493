"""Losses of the same rows, read and checked, and their sums over what is independent: rows, or groups of rows.

    A_g = sum_{i in g} w_i a_i,   R = sum_g A_g / sum_g B_g
    u_g = (A_g - R B_g) / sum_g B_g                 what unit g moves R by (linearised: the delta method)
    standard error^2 = G / (G - 1) sum_g u_g^2

A mean loss has b = 1, the ratio of two mean losses b = the other loss. The sums about R are a tally.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any, Self

import numpy as np
import pandas as pd

from skxent._check import RowError, check_weight, label_array, real_array
from skxent._math._namespace import to_numpy
from skxent._rows import Tally, unit

Array = np.ndarray[Any, Any]
Sum = Any  # float, or an array of a sum for each class

# Sums of this many such losses, times weights, stay in float64.
_LARGEST = 1e290


@dataclass(frozen=True, eq=False)
class LossRows:
    """Losses of the rows that count, by name, with their weights and the units that they belong to."""

    losses: dict[Any, Array]  # (n,) each
    w: Array  # (n,), none 0
    code: Array  # (n,), the unit of each row, from 0
    place: Array  # (n,), where the row was among all
    word: str  # what a unit is: "row" or "group"

    @property
    def infinite(self) -> dict[Any, Array]:
        """Return the numbers of the rows that are infinite, for each of the losses that has any."""
        found = {name: self.place[np.isinf(a)] for name, a in self.losses.items()}
        return {name: rows for name, rows in found.items() if len(rows)}

    def of(self, *names: Any) -> Self:
        """Return the rows with some of the losses."""
        return replace(self, losses={name: self.losses[name] for name in names})

    def sums(self, a: Array) -> Array:
        """Return sum w a of each unit (G,)."""
        return np.bincount(self.code, weights=self.w * a)

    def units(self, a: Array, b: Array | None = None) -> "Units":
        """Return the sums of a against those of b, or of 1."""
        weight = self.sums(np.ones(len(a)))
        size = self.sums(np.add.reduce([np.abs(loss) for loss in self.losses.values()]))
        return Units(weight, self.sums(a), weight if b is None else self.sums(b), size)


def read_losses(raw: Mapping[Any, Any], sample_weight: Any, groups: Any) -> LossRows:
    """Return losses (n,) of the same rows by name, checked, without rows of weight 0."""
    losses = {name: _one_each(name, values) for name, values in raw.items()}
    first, n = next(iter(losses)), len(next(iter(losses.values())))
    for name, values in losses.items():
        if len(values) != n:
            came = f"{name} has {len(values)} row{'s' if len(values) != 1 else ''} for {n} of {first}"
            raise ValueError(f"{came}; pass losses of the same rows.")
    _check_indexes({**raw, "sample_weight": sample_weight, "groups": groups})
    w = check_weight(sample_weight, n)
    code = np.arange(n) if groups is None else group_codes(groups, n)
    place = np.arange(n) if w is None else np.flatnonzero(w)
    _, dense = np.unique(code[place], return_inverse=True)
    kept = {name: values[place] for name, values in losses.items()}
    word = "row" if groups is None else "group"
    return LossRows(kept, np.ones(n) if w is None else w[place], dense, place, word)


def _one_each(name: Any, raw: Any) -> Array:
    """Return losses (n,) as float64, none of them nan."""
    values = to_numpy(real_array(name, raw)).astype(np.float64, copy=False)
    if values.ndim != 1 or len(values) == 0:
        raise ValueError(
            f"{name} has shape {values.shape}; pass the loss of each row, (n,), as reduction='none' returns."
        )
    finite = values[np.isfinite(values)]
    if len(finite) and np.abs(finite).max() > _LARGEST:
        raise ValueError(
            f"{name} is up to {np.abs(finite).max():.3g}, whose sums leave float64; pass smoothing= to the loss."
        )
    missing = np.isnan(values)
    if missing.any():
        raise RowError(f"{name} is NaN", np.flatnonzero(missing), "every row needs its loss: drop these rows.")
    return values


def _check_indexes(given: Mapping[Any, Any]) -> None:
    """Refuse series whose rows go by different names, or by the same in another order."""
    series = {name: values for name, values in given.items() if isinstance(values, pd.Series)}
    for (first, a), (name, b) in pairwise(series.items()):
        if not a.index.equals(b.index):
            raise ValueError(
                f"{first} and {name} are series with different indexes; pass the same rows in the same order, or "
                ".to_numpy() of both to pair them by position."
            )


def group_codes(groups: Any, n: int) -> Array:
    """Return the group of each row (n,) as a whole number."""
    names = label_array(groups)
    if names.shape != (n,):
        raise ValueError(f"groups has shape {names.shape} for {n} rows; pass one group for each row, (n,).")
    codes = pd.factorize(names)[0]
    if (codes < 0).any():
        wanted = "every row needs its group: name it, or drop these rows."
        raise RowError("groups is missing", np.flatnonzero(codes < 0), wanted)
    return codes


@dataclass(frozen=True, eq=False)
class Units:
    """Sums over each independent unit: of the weights, and of what is above and below in a ratio."""

    weight: Array  # (G,), sum w
    above: Array  # (G,), A
    below: Array  # (G,), B
    size: Array  # (G,), sum w times the size of all losses that are in it, by which the sums round

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def ratio(self) -> float:
        """Return R; nan where losses of both signs are infinite."""
        with np.errstate(invalid="ignore"):
            return float(_ratio(self.above.sum(), self.below.sum()))

    @property
    def moves(self) -> Array:
        """Return what each unit moves the ratio by (G,)."""
        return (self.above - self.ratio * self.below) / self.below.sum()

    @property
    def standard_error(self) -> float:
        """Return the standard error of the ratio; nan for fewer than two units, or an infinite loss."""
        largest = float(np.abs(self.above).max())
        if not 0 < largest < math.inf:
            return 0.0 if largest == 0 and len(self) > 1 else math.nan
        return largest * float(RatioTally.of(replace(self, above=self.above / largest)).standard_error)  # squares stay

    @property
    def n_effective(self) -> float:
        """Return how many units of equal weight would tell as much, by Kish."""
        return float(self.weight.sum() ** 2 / (self.weight @ self.weight))


@dataclass(frozen=True, eq=False)
class RatioTally(Tally):
    """The mergeable sums over units from which a ratio and its standard error are read; or those of each class (K,)."""

    n_units: Sum = unit("units")
    above: Sum = unit("weight loss")  # sum A
    below: Sum = unit("weight")  # sum B
    below_squared: Sum = unit("weight^2")  # sum B^2
    deviation: Sum = unit("weight^2 loss")  # sum B (A - R B)
    deviation_squared: Sum = unit("weight^2 loss^2")  # sum (A - R B)^2

    @classmethod
    def of(cls, units: Units) -> Self:
        """Return the sums over some units; those of a group must not be parted."""
        return cls.by_class(units.above, units.below, np.zeros(len(units), dtype=np.intp), 1).only()

    @classmethod
    def by_class(cls, above: Array, below: Array, code: Array, n_classes: int) -> Self:
        """Return the sums over the units of each class, from those of each unit and its class, all (G,)."""

        def summed(values: Array | None) -> Array:
            return np.bincount(code, weights=values, minlength=n_classes).astype(np.float64)

        ratio = _ratio(summed(above), summed(below))
        with np.errstate(invalid="ignore", over="ignore"):  # about an infinite ratio there is no deviation: nan
            error = above - ratio[code] * below
            sums = (None, above, below, below * below, below * error, error * error)
        return cls(*(summed(values) for values in sums))

    def only(self) -> Self:
        """Return the sums of a single class, as numbers."""
        return type(self)(*(float(getattr(self, f.name).item()) for f in fields(self)))

    def __add__(self, other: Self) -> Self:
        if not isinstance(other, RatioTally):
            return NotImplemented
        ratio = _ratio(self.above + other.above, self.below + other.below)
        return Tally.__add__(self.about(ratio), other.about(ratio))

    def about(self, ratio: Sum) -> Self:
        """Return the tally with its deviations taken about another ratio."""
        with np.errstate(invalid="ignore", over="ignore"):
            step = self.ratio - ratio
            return replace(
                self,
                deviation=self.deviation + step * self.below_squared,
                deviation_squared=self.deviation_squared + 2 * step * self.deviation + step * step * self.below_squared,
            )

    @property
    def ratio(self) -> Sum:
        """Return R; 0 where there is nothing to take it of."""
        return _ratio(self.above, self.below)

    @property
    def standard_error(self) -> Sum:
        """Return the standard error of R; nan for fewer than two units."""
        return standard_error(self.n_units, self.deviation_squared, self.below)


def standard_error(n_units: Sum, deviation_squared: Sum, below: Sum) -> Any:
    """Return sqrt(G / (G - 1) sum (A - R B)^2) / abs(sum B); nan for fewer than two units."""
    with np.errstate(divide="ignore", invalid="ignore"):
        n = np.asarray(n_units)
        factor = np.where(n > 1, n / (n - 1), np.nan)
        return np.sqrt(factor * np.maximum(deviation_squared, 0.0)) / np.abs(below)


def _ratio(above: Any, below: Any) -> Any:
    """Return above / below, 0 where below is."""
    above, below = np.asarray(above), np.asarray(below)
    found = np.divide(above, below, out=np.zeros(np.shape(below)), where=below != 0)
    return float(found) if found.ndim == 0 else found
