"""What of the rows is no sum: their probabilities and losses in order, and recalibration. Here, of rows that are kept.

Files are read in parts that are not kept: for these ``_grid`` answers the same questions from sums.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from skxent._check import Forecast
from skxent._math._namespace import to_numpy
from skxent.metrics._bins import BinTally
from skxent.metrics._events import counted
from skxent.metrics._parts import Decomposition, check_how, decomposed, parts_by
from skxent.metrics._per_row import log_losses
from skxent.metrics._recalibration import Recalibrator
from skxent.metrics._reliability import curves
from skxent.metrics._rules import log_rule, log_slope
from skxent.metrics._units import group_codes
from skxent.report._sums._observed import Observed, joined
from skxent.report._sums._student import CONFIDENCE, student_bounds
from skxent.report._sums._units import units_of

Array = np.ndarray[Any, Any]

N_BINS = 15
# Rows that a map of probabilities is fitted on at most: with as many, chance adds less than the fourth digit shows.
MOST_FITTED = 100_000
_FOLDS = 5


@dataclass(frozen=True, eq=False)
class LossCells:
    """The log losses of the rows that count, in rising order; rows of the same loss may be one."""

    loss: Array  # (C,), nats, the mean of each
    weight: Array  # (C,)


@dataclass(frozen=True)
class Recalibrated:
    """The parts of a log loss by one recalibration, and which rows it was fitted on."""

    parts: Decomposition
    of: str
    is_whole: bool  # whether it was fitted on all rows as they are
    low: float = math.nan  # of the 95 % interval of the miscalibration, where other rows judge it
    high: float = math.nan


class Detail(Protocol):
    """What of the rows is no sum; details of other rows add."""

    how: str  # what it is read from

    def __add__(self, other: Self) -> Self: ...

    def whole(self) -> "Detail":
        """Return the detail ready to be read."""

    def cells(self, kind: str) -> Iterator[tuple[Any, BinTally]]:
        """Give each event of a kind and the sums of its cells, by rising forecast; rows of a cell forecast the same."""

    def curves(self, kind: str, confidence: float) -> pd.DataFrame:
        """Return the reliability curves of a kind, in bins of equal weight."""

    def losses(self) -> LossCells:
        """Return the losses in order."""

    def isotonic(self) -> Recalibrated:
        """Return the parts of the log loss of two classes by the isotonic recalibration."""

    def cross_fitted(self, seed: int) -> Recalibrated:
        """Return the parts of the log loss by a map that other rows judge than it was fitted on."""


@dataclass(frozen=True, eq=False)
class RowDetail:
    """The rows themselves."""

    parts: tuple[Observed, ...]

    how = "all rows"

    def __add__(self, other: "RowDetail") -> "RowDetail":
        return RowDetail(self.parts + other.parts)

    @property
    def observed(self) -> Observed:
        """Return all rows as one."""
        return joined(self.parts)

    def whole(self) -> "RowDetail":
        """Return the detail with its rows as one."""
        return self if len(self.parts) == 1 else RowDetail((self.observed,))

    def cells(self, kind: str) -> Iterator[tuple[Any, BinTally]]:
        """Give each event with a cell for every different forecast."""
        events, w = counted(self.observed.forecast, kind)
        for event in events:
            values, cell = np.unique(event.p, return_inverse=True)
            yield event.name, BinTally.of(event, w, cell, len(values))

    def curves(self, kind: str, confidence: float) -> pd.DataFrame:
        """Return the curves as ``reliability_curve`` does."""
        observed = self.observed
        group = observed.beside.group
        unit = None if group is None else group_codes(group, len(observed))
        return curves(observed.forecast, kind, "quantile", N_BINS, unit=unit, confidence=confidence)

    def losses(self) -> LossCells:
        """Return every row's loss."""
        observed = self.observed
        losses, w = to_numpy(log_losses(observed.forecast)), observed.w
        order = np.argsort(losses, kind="stable")
        order = order[w[order] > 0]
        return LossCells(losses[order], w[order])

    def isotonic(self) -> Recalibrated:
        """Return the parts of all rows."""
        return Recalibrated(isotonic_parts(self.observed.forecast), self.how, is_whole=True)

    def cross_fitted(self, seed: int) -> Recalibrated:
        """Return the parts of all rows, or of as many as are enough for a map that is searched for."""
        observed = self.observed
        if len(observed) <= MOST_FITTED:
            return cross_fitted_parts(observed, seed, self.how, is_whole=True)
        rows = np.sort(check_random_state(seed).permutation(len(observed))[:MOST_FITTED])
        some = observed.gathered().rows(rows)
        return cross_fitted_parts(some, seed, f"a sample of {len(rows)} rows", is_whole=False)


def isotonic_parts(forecast: Forecast) -> Decomposition:
    """Return the parts of the log loss in nats."""
    how = check_how("isotonic", strategy=None, n_bins=None, debias=None, n_folds=None, random_state=None)
    return decomposed(replace(forecast, shape=(len(forecast),)), log_rule(1.0), how, stacklevel=3)


def cross_fitted_parts(observed: Observed, seed: int, of: str, *, is_whole: bool) -> Recalibrated:
    """Return the parts of the log loss as ``log_loss_decomposition(method="multinomial")`` does, and how sure they are.

    Rows of one group, and tests of one row, are in one fold, for a map that has seen some of them is no judge.
    """
    rule = log_rule(1.0)
    rows = Recalibrator.of(replace(observed.forecast, shape=(len(observed),)))
    beside = observed.beside.rows(observed.w > 0)
    group = beside.group
    if group is None and len(np.unique(beside.place)) < len(beside.place):
        group = beside.place
    enough = group is None or len(np.unique(group)) >= _FOLDS
    fitted = None
    if rows.n_zero == 0 and enough:
        fitted = rows.scaled(log_slope, biased=True, n_folds=_FOLDS, random_state=seed, groups=group)
    parts = parts_by(fitted, rows, rule, rule.mean(rows.given), method="multinomial", in_sample=False)
    if fitted is None:
        return Recalibrated(parts, of, is_whole)
    saved = to_numpy(log_losses(rows.forecast)) - to_numpy(log_losses(fitted))
    units = units_of({"saved": saved}, rows.w, None, 0, group)
    bounds = student_bounds(units.mean("saved"), units.error("saved"), units.n_effective, CONFIDENCE)
    return Recalibrated(parts, of, is_whole, *bounds)
