"""The bootstrap interval of a ratio of sums, corrected for bias and acceleration (BCa).

Resamples draw units with replacement. With z0 = Phi^-1(share of resampled ratios below the ratio itself) and
a = sum_g v_g^3 / (6 (sum_g v_g^2)^(3/2)), v_g = mean jackknife ratio - ratio without unit g, the bounds are the
resampled ratios' quantiles at Phi(z0 + (z0 + z) / (1 - a (z0 + z))), z = Phi^-1((1 +- confidence) / 2).

It needs the units themselves: quantiles are no sums. SciPy's bootstrap makes every jackknife sample anew, G^2 numbers;
of a ratio of sums it is A - A_g over B - B_g.
"""

from typing import Any

import numpy as np
from scipy.stats import norm
from sklearn.utils import check_random_state

from skxent.metrics._units import Array, Units

# Units that are drawn at once, in all resamples of a batch.
_BATCH = 2**20
# A resample of the same units as the sample has the same ratio but for rounding.
_TIE = 1e-12


def bca_interval(units: Units, confidence: float, n_resamples: int, random_state: Any) -> tuple[float, float]:
    """Return the bounds of the ratio; nan where a resample has nothing below the line."""
    away = _resampled(units, n_resamples, random_state)
    if not np.isfinite(away).all() or (units.below == units.below.sum()).any():
        return np.nan, np.nan
    near = _TIE * np.abs(away).max()
    below = ((away < -near).mean() + (away <= near).mean()) / 2
    z0, a = norm.ppf(np.clip(below, 0.5 / n_resamples, 1 - 0.5 / n_resamples)), _acceleration(units)
    z = z0 + norm.ppf([(1 - confidence) / 2, (1 + confidence) / 2])
    low, high = units.ratio + np.quantile(away, norm.cdf(z0 + z / (1 - a * z)))  # a is 1/6 at most
    return float(low), float(high)


def _resampled(units: Units, n_resamples: int, random_state: Any) -> Array:
    """Return how far each resample's ratio is from the ratio itself (n_resamples,)."""
    random, n, error = check_random_state(random_state), len(units), units.above - units.ratio * units.below
    step = max(1, _BATCH // n)
    away = []
    for start in range(0, n_resamples, step):
        drawn = random.randint(n, size=(min(step, n_resamples - start), n))
        with np.errstate(divide="ignore", invalid="ignore"):
            away.append(error[drawn].sum(axis=1) / units.below[drawn].sum(axis=1))
    return np.concatenate(away)


def _acceleration(units: Units) -> float:
    """Return a, by the jackknife."""
    without = (units.above.sum() - units.above) / (units.below.sum() - units.below)  # (G,)
    v = without.mean() - without
    v /= np.abs(v).max()  # cubes of small numbers would leave float64
    return float((v**3).sum() / (6 * (v**2).sum() ** 1.5))
