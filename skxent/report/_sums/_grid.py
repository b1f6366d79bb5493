"""What of the rows is no sum, from sums on fixed fine grids: for files, whose rows are not kept.

probability   cells of the log-odds; probability 0 and 1 have cells of their own
loss          cells of log2 of the loss in nats; 0 and infinity have cells of their own

What is read of cells is as of rows whose forecasts are their cell's mean: of few rows that is each by itself. A map of
probabilities is fitted on a sample of the rows: those of the smallest keys, which are drawn by the number of the row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from skxent._check import Distributions, Forecast, LogProbabilities
from skxent._math._namespace import to_numpy
from skxent.metrics._bins import BinTally, quantile_bins
from skxent.metrics._events import TOP_LABEL, Event, counted
from skxent.metrics._per_row import log_losses
from skxent.metrics._recalibration import log_of
from skxent.metrics._reliability import curve_of
from skxent.report._sums._detail import (
    N_BINS,
    LossCells,
    Recalibrated,
    RowDetail,
    cross_fitted_parts,
    isotonic_parts,
)
from skxent.report._sums._observed import Observed, joined
from skxent.report._sums._sparse_grid import SparseGrid

Array = np.ndarray[Any, Any]

# Filled cells of all events together, at most, and of each at least: of 8 sums each they take 8 MB.
_CELLS, _FEWEST = 2**17, 2**8
_LOSS_CELLS = 2**15
# Rows of a sample, and the numbers in them, at most.
_SAMPLE, _SAMPLE_NUMBERS = 20_000, 2_000_000
# Up to here 1 - p has digits enough, and is the same for equal p: the sum of the others may round otherwise.
_NEARLY_ONE = 1 - 2.0**-20


@dataclass(frozen=True, eq=False)
class Sample:
    """Some rows with their keys; two samples add to that of all their rows."""

    observed: Observed
    keys: Array  # (m,)

    def __add__(self, other: "Sample") -> "Sample":
        both = joined((self.observed, other.observed))
        return Sample(both, np.concatenate([self.keys, other.keys])).smallest()

    def smallest(self) -> "Sample":
        """Return the rows of the smallest keys, in order."""
        most = _most(self.observed.forecast.width)
        if len(self.keys) <= most:
            return self
        rows = np.sort(np.argpartition(self.keys, most)[:most])
        return Sample(self.observed.rows(rows), self.keys[rows])


@dataclass(frozen=True, eq=False)
class GridDetail:
    """Sums on grids of probabilities, for the likeliest class and for each, and on one of losses; and a sample."""

    names: tuple[Any, ...]  # of the events
    top: SparseGrid
    classes: tuple[SparseGrid, ...]
    losses_: SparseGrid  # of w and w l
    n_rows: int
    sample: Sample
    grouped: bool  # whether rows belong to groups, of which cells know nothing

    how = "sums on a fixed fine grid"

    @classmethod
    def of(cls, observed: Observed) -> "GridDetail":
        """Return the sums over some rows, all of the same classes."""
        forecast = observed.forecast
        (likeliest,), w = counted(forecast, "top_label")
        events, _ = counted(forecast, "classwise")
        most = max(_FEWEST, _CELLS // (len(events) + 1))
        losses = to_numpy(log_losses(forecast))[observed.w > 0]
        with np.errstate(divide="ignore"):
            z = np.log2(losses)
        drawn = _drawn(observed)
        return cls(
            names=tuple(event.name for event in events),
            top=_grid_of(likeliest, w, most),
            classes=tuple(_grid_of(event, w, most) for event in events),
            losses_=SparseGrid.of(z, [w, w * losses], _LOSS_CELLS),
            n_rows=len(w),
            sample=Sample(drawn, _keys(drawn.beside.place)),
            grouped=observed.beside.group is not None,
        )

    def __add__(self, other: "GridDetail") -> "GridDetail":
        return GridDetail(
            self.names,
            self.top + other.top,
            tuple(a + b for a, b in zip(self.classes, other.classes, strict=True)),
            self.losses_ + other.losses_,
            self.n_rows + other.n_rows,
            self.sample + other.sample,
            self.grouped,
        )

    def whole(self) -> "GridDetail":
        """Return the detail itself."""
        return self

    def cells(self, kind: str) -> Iterator[tuple[Any, BinTally]]:
        """Give each event with the cells that are not empty."""
        if kind == "top_label":
            yield TOP_LABEL, BinTally(*self.top.sums)
            return
        for name, grid in zip(self.names, self.classes, strict=True):
            yield name, BinTally(*grid.sums)

    def curves(self, kind: str, confidence: float) -> pd.DataFrame:
        """Return the curves of cells joined to bins of equal weight.

        Cells know no groups: where rows are grouped the intervals are of the sample, if it is of all rows, or nowhere.
        """
        if self.grouped and self.has_all:
            return RowDetail((self.sample.observed,)).curves(kind, confidence)
        each = []
        for name, cells in self.cells(kind):
            code = quantile_bins(cells.predicted, cells.weight, N_BINS)
            bins = BinTally(
                *(np.bincount(code, weights=getattr(cells, f.name), minlength=N_BINS) for f in fields(BinTally))
            )
            each.append(curve_of(name, bins, bins.filled.n_effective, confidence))
        curves = pd.concat(each, ignore_index=True)
        return curves.assign(low=np.nan, high=np.nan) if self.grouped else curves

    def losses(self) -> LossCells:
        """Return the mean loss of every cell that is not empty."""
        weight, loss = self.losses_.sums
        return LossCells(loss / weight, weight)

    def isotonic(self) -> Recalibrated:
        """Return the parts by the cells of two classes."""
        (_, cells), *_ = self.cells("classwise")
        return Recalibrated(isotonic_parts(_as_rows(cells, self.names)), self.how, is_whole=False)

    def cross_fitted(self, seed: int) -> Recalibrated:
        """Return the parts by the sample."""
        of = "all rows" if self.has_all else f"a sample of {len(self.sample.keys)} rows"
        return cross_fitted_parts(self.sample.observed, seed, of, is_whole=self.has_all)

    @property
    def has_all(self) -> bool:
        """Whether the sample is of all rows that count."""
        return len(self.sample.keys) == self.n_rows


def _grid_of(event: Event, w: Array, most: int) -> SparseGrid:
    """Return the sums of each cell's ``BinTally``."""
    rest = np.where(event.p < _NEARLY_ONE, 1 - event.p, event.rest)  # equal forecasts are in one cell
    with np.errstate(divide="ignore"):
        z = np.log(event.p) - np.log(rest)
    return SparseGrid.of(z, BinTally.of_rows(event, w), most)


def _most(width: int) -> int:
    """Return how many rows of so many classes a sample has at most."""
    return max(1, min(_SAMPLE, _SAMPLE_NUMBERS // width))


def _drawn(observed: Observed) -> Observed:
    """Return the rows that count and have the smallest keys, with nothing beside them."""
    rows = np.flatnonzero(observed.w > 0)
    most = _most(observed.forecast.width)
    if len(rows) > most:
        rows = np.sort(rows[np.argpartition(_keys(observed.beside.place[rows]), most)[:most]])
    bare = replace(observed, beside=replace(observed.beside, ids=None, slices={}))
    return bare.rows(rows).gathered()


def _keys(place: Array) -> Array:
    """Return a key (n,) for each row number, that looks random: the finalizer of SplitMix64 (Steele et al. 2014)."""
    z = place.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _as_rows(cells: BinTally, names: tuple[Any, ...]) -> Forecast:
    """Return cells of two classes as rows that forecast their mean and happened at their rate."""
    log_p = np.stack([log_of(cells.opposite), log_of(cells.predicted)], axis=1)  # (C, 2)
    t = np.stack([cells.missed / cells.weight, cells.observed], axis=1)
    classes = np.array(["others", names[0]], dtype=object)
    return Forecast(classes, LogProbabilities(np.minimum(log_p, 0.0)), Distributions(t), cells.weight, (len(t),))
