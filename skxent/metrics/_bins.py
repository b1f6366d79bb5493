"""Bins of forecasts: which rows are compared together, and the sums of each bin, as a tally.

quantile   bin = floor(B W(< p) / W): the share of the weight below p says the bin, so equal forecasts are never parted
uniform    bin = floor(B p), and p = 1 is in the last

Quantile bins look at all rows at once; rows are summed in parts where the bins are fixed beforehand.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from skxent._check import is_number
from skxent._rows import Tally, unit
from skxent.metrics._choices import check_choice
from skxent.metrics._events import Event

Array = np.ndarray[Any, Any]

NO_VARIANCE = (
    "what chance adds is undefined (nan) where one row has all the weight of its bin; pass more rows, or debias=False."
)

_MOST_BINS = 1_000_000  # each is kept, even where it is empty
# Sums of weights round: a share of the weight within this of an edge, in bins, is at the edge.
_AT_EDGE = 1e-9


def quantile_bins(p: Array, w: Array, n_bins: int) -> Array:
    """Return the bin (n,) of each forecast, in bins of equal weight as far as equal forecasts allow."""
    _, place = np.unique(p, return_inverse=True)
    mass = np.bincount(place, weights=w)
    below = np.cumsum(mass) - mass
    return np.minimum((n_bins * below / mass.sum() + _AT_EDGE).astype(np.intp), n_bins - 1)[place]


def uniform_bins(p: Array, w: Array, n_bins: int) -> Array:  # noqa: ARG001 - all strategies are called alike
    """Return the bin (n,) of each forecast, in bins of equal width."""
    return np.minimum((n_bins * p).astype(np.intp), n_bins - 1)


STRATEGIES = {"quantile": quantile_bins, "uniform": uniform_bins}


def check_bins(strategy: str, n_bins: int) -> None:
    """Refuse an unknown strategy, and what is no number of bins."""
    check_choice("strategy", strategy, STRATEGIES)
    if not is_number(n_bins, at_least=1) or n_bins != int(n_bins) or n_bins > _MOST_BINS:
        raise ValueError(f"n_bins={n_bins!r} is no number of bins; pass a whole number from 1 to {_MOST_BINS}.")


def bin_codes(p: Array, w: Array, strategy: str, n_bins: int, *, paired: bool = False) -> Array:
    """Return the bin (n,) of each forecast in rows of weight w, of which none is 0; paired, of two rows at least."""
    code = STRATEGIES[strategy](p, w, n_bins)
    return _paired(code) if paired else code


def binned(event: Event, w: Array, strategy: str, n_bins: int, *, paired: bool) -> "BinTally":
    """Return the bins of an event in rows of weight w, of which none is 0."""
    return BinTally.of(event, w, bin_codes(event.p, w, strategy, n_bins, paired=paired), n_bins)


def _paired(code: Array) -> Array:
    """Return bins of two rows at least: a row alone goes with the next bin, and in the last with the one before."""
    bins, n_rows = np.unique(code, return_counts=True)
    joined: dict[int, int] = {}
    held: list[int] = []
    for b, n in zip(bins.tolist(), n_rows.tolist(), strict=True):
        held.append(b)
        if n > 1 or len(held) > 1:
            joined |= dict.fromkeys(held, b)
            held = []
    last = max(joined.values(), default=int(bins[-1]))
    return np.array([joined.get(b, last) for b in bins.tolist()])[np.searchsorted(bins, code)]


@dataclass(frozen=True, eq=False)
class BinTally(Tally):
    """Sums over the rows of each bin. With bins that are fixed beforehand, tallies of other rows add."""

    n_rows: Array = unit("rows")  # (B,)
    weight: Array = unit("weight")  # (B,), sum w
    weight_squared: Array = unit("weight^2")  # (B,), sum w^2
    forecast: Array = unit("weight")  # (B,), sum w p
    against: Array = unit("weight")  # (B,), sum w (1 - p)
    happened: Array = unit("weight")  # (B,), sum w t
    missed: Array = unit("weight")  # (B,), sum w (1 - t)
    certain: Array = unit("weight")  # (B,), sum w t (1 - t), 0 for labels

    @classmethod
    def of(cls, event: Event, w: Array, code: Array, n_bins: int) -> "BinTally":
        """Return the sums of the bins of an event in rows of weight w, of which none is 0."""
        return cls(*(np.bincount(code, weights=v, minlength=n_bins) for v in cls.of_rows(event, w)))

    @staticmethod
    def of_rows(event: Event, w: Array) -> tuple[Array, ...]:
        """Return what each row adds to the fields (n,), in their order."""
        sums = (np.ones(len(w)), w, w * w, w * event.p, w * event.rest, w * event.t, w * (1 - event.t))
        return (*sums, w * event.t * (1 - event.t))

    @property
    def filled(self) -> "BinTally":
        """Return the bins that are not empty, in order."""
        return type(self)(*(getattr(self, f.name)[self.n_rows > 0] for f in fields(self)))

    @property
    def share(self) -> Array:
        """Return the share of the weight (B,)."""
        return self.weight / self.weight.sum()

    @property
    def predicted(self) -> Array:
        """Return the mean forecast (B,)."""
        return self.forecast / self.weight

    @property
    def opposite(self) -> Array:
        """Return the mean of 1 - forecast (B,)."""
        return self.against / self.weight

    @property
    def observed(self) -> Array:
        """Return the mean outcome (B,)."""
        return self.happened / self.weight

    @property
    def n_effective(self) -> Array:
        """Return how many rows of equal weight tell as much (B,), by Kish."""
        tiny = self.weight_squared < np.finfo(np.float64).tiny  # whose squares vanish: taken for equal
        return np.where(tiny, self.n_rows, self.weight**2 / np.where(tiny, 1.0, self.weight_squared))

    @property
    def variance(self) -> Array:
        """Return the variance of the observed mean (B,), without bias; nan where one row has all the weight."""
        spread = self.observed * (self.missed / self.weight) - self.certain / self.weight
        more = self.n_effective - 1
        alone = more <= 8 * np.finfo(np.float64).eps * self.n_rows
        return np.where(alone, np.nan, np.maximum(spread, 0.0) / np.where(alone, 1.0, more))
