"""Bins of forecasts: which rows are compared together, and the sums of each bin.

quantile   bin = floor(B W(< p) / W): the share of the weight below p says the bin, so equal forecasts are never parted
uniform    bin = floor(B p), and p = 1 is in the last

Quantile bins look at all rows at once; only with fixed bins could rows be summed in parts.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

# Sums of weights round: a share of the weight within this of an edge, in bins, is at the edge.
_AT_EDGE = 1e-9


def quantile_bins(p: Array, w: Array, n_bins: int) -> Array:
    """Return the bin (n,) of each forecast, in bins of equal weight as far as equal forecasts allow."""
    values, place = np.unique(p, return_inverse=True)
    mass = np.bincount(place, weights=w, minlength=len(values))
    below = np.cumsum(mass) - mass
    return np.minimum((n_bins * below / mass.sum() + _AT_EDGE).astype(np.intp), n_bins - 1)[place]


def uniform_bins(p: Array, w: Array, n_bins: int) -> Array:  # noqa: ARG001 - all strategies are called alike
    """Return the bin (n,) of each forecast, in bins of equal width."""
    return np.minimum((n_bins * p).astype(np.intp), n_bins - 1)


STRATEGIES = {"quantile": quantile_bins, "uniform": uniform_bins}


@dataclass(frozen=True, eq=False)
class Bins:
    """What was forecast and what was observed in each bin that is not empty, in the order of the forecasts."""

    share: Array  # (B,), of the weight
    predicted: Array  # (B,), mean forecast
    opposite: Array  # (B,), mean of 1 - forecast
    observed: Array  # (B,), mean outcome
    variance: Array  # (B,), of the observed mean, estimated without bias


def bins_of(p: Array, rest: Array, t: Array, w: Array, code: Array) -> Bins:
    """Return the bins of forecasts p, and rest for 1 - p, with outcomes t, all (n,), of which none weighs 0."""
    _, code = np.unique(code, return_inverse=True)
    mass = np.bincount(code, weights=w)  # (B,)
    squared = np.bincount(code, weights=w * w) / mass**2  # 1 / n for equal weights
    predicted, opposite, observed = (np.bincount(code, weights=w * v) / mass for v in (p, rest, t))
    spread = np.bincount(code, weights=w * (t - observed[code]) ** 2) / mass
    alone = np.bincount(code) == 1
    # One row has no spread of its own: it is given that of an outcome whose probability is the forecast.
    spread = np.where(alone, predicted * (1 - predicted), spread)
    variance = spread * squared / np.where(alone, 1.0, 1 - np.where(alone, 0.0, squared))
    return Bins(mass / mass.sum(), predicted, opposite, observed, variance)
