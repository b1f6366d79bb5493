"""What of the rows is no sum: their probabilities and losses in order, and recalibration. Here, of rows that are kept.

Files are read in parts that are not kept: for these ``_grid`` answers the same questions from sums.
"""

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
from skxent.metrics._parts import Decomposition, check_how, decomposed
from skxent.metrics._per_row import log_losses
from skxent.metrics._reliability import curves
from skxent.metrics._rules import log_rule
from skxent.metrics._units import group_codes
from skxent.report._sums._observed import Observed, joined

Array = np.ndarray[Any, Any]

N_BINS = 15
# Rows that a map of probabilities is fitted on at most: with as many, chance adds less than the fourth digit shows.
MOST_FITTED = 100_000


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

    def recalibrated(self, method: str, seed: Any) -> Recalibrated:
        """Return the parts of the log loss by a method of recalibration."""


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

    def recalibrated(self, method: str, seed: Any) -> Recalibrated:
        """Return the parts of all rows, or of as many as are enough for a map that is searched for."""
        observed = self.observed
        if method == "isotonic" or len(observed) <= MOST_FITTED:
            return Recalibrated(parts_of(observed.forecast, method, seed), self.how)
        rows = np.sort(check_random_state(seed).permutation(len(observed))[:MOST_FITTED])
        some = observed.gathered().rows(rows).forecast
        return Recalibrated(parts_of(some, method, seed), f"a sample of {len(rows)} rows")


def parts_of(forecast: Forecast, method: str, seed: Any) -> Decomposition:
    """Return the parts of the log loss in nats."""
    how = check_how(method, strategy=None, n_bins=None, debias=None, n_folds=None, random_state=seed)
    return decomposed(replace(forecast, shape=(len(forecast),)), log_rule(1.0), how, stacklevel=3)
