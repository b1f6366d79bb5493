"""Parts of the data, by the values of a column: each with its own loss, and an interval adjusted for their number.

m slices of a column are looked at together: each interval is of 1 - 0.05 / m (Bonferroni), so that all of them hold
their truths in 95 % of the cases.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent._check import RowError
from skxent._check._factorize import factorize
from skxent.metrics import LossTally
from skxent.report._sums._observed import Observed
from skxent.report._sums._student import student_bounds
from skxent.report._sums._units import Units

Array = np.ndarray[Any, Any]

# A column of more values is no partition that a reader looks at, and more likely a number or an id.
MOST_VALUES = 200
# Fewer rows (or groups) than this are shown greyed: their interval says little.
SMALL = 30


@dataclass(frozen=True, eq=False)
class SliceTally:
    """The sums of each slice, of which two such add."""

    by: Mapping[tuple[str, str], tuple[LossTally, Units]]  # by column and value

    def __add__(self, other: "SliceTally") -> "SliceTally":
        merged = dict(self.by)
        for key, (loss, units) in other.by.items():
            mine = merged.get(key)
            merged[key] = (loss, units) if mine is None else (mine[0] + loss, mine[1] + units)
        for column in {column for column, _ in merged}:
            check_few(column, sum(name == column for name, _ in merged))
        return SliceTally(merged)

    @classmethod
    def of(cls, observed: Observed, sums: Any) -> "SliceTally":
        """Return the sums of a block's slices; ``sums`` gives those of some rows."""
        found: dict[tuple[str, str], tuple[LossTally, Units]] = {}
        if not observed.beside.slices:
            return cls(found)
        part = observed.counted().gathered()
        for column, values in part.beside.slices.items():
            codes, seen = factorize(values)
            check_few(column, len(seen))
            order = np.argsort(codes, kind="stable")
            for value, rows in zip(
                seen.tolist(), np.split(order, np.cumsum(np.bincount(codes))[:-1]) if len(order) else [], strict=True
            ):
                found[column, str(value)] = sums(part.rows(rows))
        return cls(found)


def check_few(column: str, n_values: int) -> None:
    """Refuse a column of too many values."""
    if n_values > MOST_VALUES:
        raise ValueError(
            f"slice {column!r} has more than {MOST_VALUES} values; name a column of few values, or cut its "
            "numbers into ranges."
        )


def slice_texts(column: str, values: Any, n_rows: int) -> Array:
    """Return a slice's values as text (n,), none of them missing."""
    import pandas as pd

    cells = pd.Series(np.asarray(values, dtype=object))
    if cells.shape != (n_rows,):
        raise ValueError(f"slice {column!r} has {len(cells)} values for {n_rows} rows; pass one for each row.")
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
    is_small: bool  # fewer than 30 rows, or groups


def slices_of(tally: SliceTally, whole: LossTally, *, confidence: float, with_intervals: bool) -> tuple[Slice, ...]:
    """Return the slices by column, those of the largest loss first."""
    columns = list(dict.fromkeys(column for column, _ in tally.by))
    number = {column: sum(name == column for name, _ in tally.by) for column in columns}
    rate = whole.base_rate
    found = []
    for (column, value), (loss, units) in tally.by.items():
        adjusted = 1 - (1 - confidence) / number[column]
        error = units.error("loss") if with_intervals else math.nan
        low, high = student_bounds(loss.log_loss, error, units.n_effective, adjusted)
        found.append(
            Slice(
                column=column,
                value=value,
                n_rows=loss.n_rows,
                share_of_weight=loss.weight / whole.weight,
                log_loss=loss.log_loss,
                low=low,
                high=high,
                share_of_loss=_share(loss.loss, whole.loss),
                skill=_skill(loss, rate),
                accuracy=units.mean("hits"),
                is_small=units.n_units < SMALL,
            )
        )
    return tuple(sorted(found, key=lambda one: (columns.index(one.column), -one.log_loss, one.value)))


def _skill(loss: LossTally, rate: Array) -> float:
    """Return the share of the loss of the whole data's base rate that is saved in the slice."""
    with np.errstate(divide="ignore"):
        each = -np.log(rate)
    happened = loss.class_mass > 0
    reference = float(loss.class_mass[happened] @ each[happened]) / loss.weight
    return 1 - loss.log_loss / reference if reference > 0 else math.nan


def _share(loss: float, total: float) -> float:
    if math.isinf(total):
        return 1.0 if math.isinf(loss) else 0.0
    return loss / total if total > 0 else 0.0
