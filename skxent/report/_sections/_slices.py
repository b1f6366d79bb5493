"""Parts of the data, by the values of a column: each with its own loss, and an interval adjusted for their number.

m slices of a column are looked at together: each interval is of 1 - 0.05 / m (Bonferroni), so that all of them hold
their truths in 95 % of the cases.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skxent._check import RowError
from skxent._check._factorize import factorize
from skxent._rows import Tally, unit
from skxent.metrics import LossTally
from skxent.report._sections._shares import shares
from skxent.report._sums._observed import Observed
from skxent.report._sums._student import student_bounds, within
from skxent.report._sums._units import Units, units_of

Array = np.ndarray[Any, Any]

# A column of more values is no partition that a reader looks at, and more likely a number or an id.
MOST_VALUES = 200
# Fewer rows (or groups) of equal weight than this are shown greyed: their interval says little.
SMALL = 30


@dataclass(frozen=True, eq=False)
class SliceSums(Tally):
    """The sums of one slice."""

    units: Units = unit("weight score")
    class_mass: Array = unit("weight")  # (K,)


@dataclass(frozen=True, eq=False)
class SliceTally:
    """The sums of each slice, of which two such add."""

    by: Mapping[tuple[str, str], SliceSums]  # by column and value

    def __add__(self, other: "SliceTally") -> "SliceTally":
        merged = dict(self.by)
        for key, sums in other.by.items():
            merged[key] = merged[key] + sums if key in merged else sums
        for column in {column for column, _ in merged}:
            check_few(column, sum(name == column for name, _ in merged))
        return SliceTally(merged)

    @classmethod
    def of(cls, observed: Observed, scores: Mapping[str, Array]) -> "SliceTally":
        """Return the sums of a block's slices, from the scores (n,) of its rows."""
        found: dict[tuple[str, str], SliceSums] = {}
        counts = np.flatnonzero(observed.w > 0)
        for column, values in observed.beside.slices.items():
            codes, seen = factorize(values[counts])
            check_few(column, len(seen))
            order = counts[np.argsort(codes, kind="stable")]
            ends = np.cumsum(np.bincount(codes, minlength=len(seen)))
            for value, rows in zip(seen.tolist(), np.split(order, ends[:-1]), strict=True) if len(seen) else ():
                found[column, str(value)] = _sums(observed, scores, rows)
        return cls(found)


def _sums(observed: Observed, scores: Mapping[str, Array], rows: Array) -> SliceSums:
    """Return the sums of some rows."""
    forecast, group = observed.forecast, observed.beside.group
    truth, w = forecast.truth.rows(rows), None if forecast.weight is None else forecast.weight[rows]
    some = {name: scores[name][rows] for name in ("loss", "hits")}
    units = units_of(some, w, None, 0, None if group is None else group[rows])
    return SliceSums(units, truth.class_weight(w))


def check_few(column: str, n_values: int) -> None:
    """Refuse a column of too many values."""
    if n_values > MOST_VALUES:
        raise ValueError(
            f"slice {column!r} has more than {MOST_VALUES} values; name a column of few values, or cut its "
            "numbers into ranges."
        )


def slice_texts(column: str, values: Any, n_rows: int) -> Array:
    """Return a slice's values as text (n,), none of them missing."""
    raw = np.asarray(values, dtype=object)
    if raw.shape != (n_rows,):
        raise ValueError(
            f"slice {column!r} has shape {raw.shape} for {n_rows} rows; pass one value for each row, (n,)."
        )
    cells = pd.Series(raw)
    blank = cells.isna().to_numpy()
    if blank.any():
        wanted = "every row needs its slice: name it, or drop these rows."
        raise RowError(f"slice {column!r} is missing", np.flatnonzero(blank), wanted)
    return cells.map(str).to_numpy(dtype=object)


@dataclass(frozen=True)
class Slice:
    """One value of one column."""

    column: str
    value: str
    n_rows: int
    share_of_weight: float
    log_loss: float  # nats
    low: float  # of its interval, adjusted for the slices of the column; nan where there is none
    high: float
    share_of_loss: float
    skill: float  # against the base rate of all data
    accuracy: float
    n_groups: int | None
    is_small: bool  # fewer than 30 rows, or groups, of equal weight


def slices_of(tally: SliceTally, whole: LossTally, *, confidence: float, with_intervals: bool) -> tuple[Slice, ...]:
    """Return the slices by column, those of the largest loss first."""
    columns = list(dict.fromkeys(column for column, _ in tally.by))
    number = {column: sum(name == column for name, _ in tally.by) for column in columns}
    rate = whole.base_rate
    share = _shares_of_loss(tally)
    found = []
    for (column, value), sums in tally.by.items():
        units, weight = sums.units, float(sums.class_mass.sum())
        mean, error = units.mean("loss"), units.error("loss") if with_intervals else math.nan
        bounds = student_bounds(mean, error, units.n_effective, 1 - (1 - confidence) / number[column])
        low, high = within(bounds, 0.0, math.inf)
        found.append(
            Slice(
                column=column,
                value=value,
                n_rows=units.n_rows,
                share_of_weight=weight / whole.weight,
                log_loss=mean,
                low=low,
                high=high,
                share_of_loss=share[column, value],
                skill=_skill(mean, sums.class_mass, rate),
                accuracy=units.mean("hits"),
                n_groups=units.n_units if units.word == "group" else None,
                is_small=units.n_effective < SMALL,
            )
        )
    return tuple(sorted(found, key=lambda one: (columns.index(one.column), -one.log_loss, one.value)))


def _skill(loss: float, mass: Array, rate: Array) -> float:
    """Return the share of the loss of the whole data's base rate that is saved in a slice with this mass (K,)."""
    happened = mass > 0
    reference = float(-mass[happened] @ np.log(rate[happened]) / mass.sum())
    return 1 - loss / reference if reference > 0 else math.nan


def _shares_of_loss(tally: SliceTally) -> dict[tuple[str, str], float]:
    """Return the share of the loss of each slice in those of its column."""
    found: dict[tuple[str, str], float] = {}
    for column in {column for column, _ in tally.by}:
        keys = [key for key in tally.by if key[0] == column]
        sums = np.array([tally.by[key].units.mean("loss") * tally.by[key].class_mass.sum() for key in keys])
        found |= dict(zip(keys, shares(sums).tolist(), strict=True))
    return found
