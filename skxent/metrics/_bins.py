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
    last = max(joined.values(), default=-1)
    return np.array([joined.get(b, last) for b in bins.tolist()])[np.searchsorted(bins, code)]


@dataclass(frozen=True, eq=False)
class Bins:
    """What was forecast and what was observed in each bin that is not empty, in the order of the forecasts."""

    share: Array  # (B,), of the weight
    predicted: Array  # (B,), mean forecast
    opposite: Array  # (B,), mean of 1 - forecast
    observed: Array  # (B,), mean outcome
    variance: Array  # (B,), of the observed mean, estimated without bias


def bins_of(p: Array, rest: Array, t: Array, w: Array, code: Array, *, paired: bool) -> Bins:
    """Return the bins of forecasts p, and rest for 1 - p, with outcomes t, all (n,), of which none weighs 0.

    Paired, every bin has two rows at least: the variance of one alone is unknown.
    """
    if paired:
        code = _paired(code)
    _, code = np.unique(code, return_inverse=True)
    mass = np.bincount(code, weights=w)  # (B,)
    squared = np.bincount(code, weights=w * w) / mass**2  # 1 / n for equal weights
    predicted, opposite, observed = (np.bincount(code, weights=w * v) / mass for v in (p, rest, t))
    spread = np.bincount(code, weights=w * (t - observed[code]) ** 2) / mass
    with np.errstate(divide="ignore", invalid="ignore"):  # nan for one row alone
        variance = spread * squared / (1 - squared)
    return Bins(mass / mass.sum(), predicted, opposite, observed, variance)
