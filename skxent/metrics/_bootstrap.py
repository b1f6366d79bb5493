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


def bca_interval(units: Units, confidence: float, n_resamples: int, random_state: Any) -> tuple[float, float]:
    """Return the bounds of the ratio; nan where a resample has nothing below the line."""
    ratios = _resampled(units, n_resamples, random_state)
    if not np.isfinite(ratios).all() or (units.below == units.below.sum()).any():
        return np.nan, np.nan
    below = ((ratios < units.ratio).mean() + (ratios <= units.ratio).mean()) / 2
    z0, a = norm.ppf(np.clip(below, 0.5 / n_resamples, 1 - 0.5 / n_resamples)), _acceleration(units)
    z = z0 + norm.ppf([(1 - confidence) / 2, (1 + confidence) / 2])
    low, high = np.quantile(ratios, norm.cdf(z0 + z / (1 - a * z)))
    return float(low), float(high)


def _resampled(units: Units, n_resamples: int, random_state: Any) -> Array:
    """Return the ratio in each resample (n_resamples,)."""
    random, n = check_random_state(random_state), len(units)
    step = max(1, _BATCH // n)
    ratios = []
    for start in range(0, n_resamples, step):
        drawn = random.randint(n, size=(min(step, n_resamples - start), n))
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios.append(units.above[drawn].sum(axis=1) / units.below[drawn].sum(axis=1))
    return np.concatenate(ratios)


def _acceleration(units: Units) -> float:
    """Return a, by the jackknife."""
    without = (units.above.sum() - units.above) / (units.below.sum() - units.below)  # (G,)
    v = without.mean() - without
    v /= np.abs(v).max()  # cubes of small numbers would leave float64
    return float((v**3).sum() / (6 * (v**2).sum() ** 1.5))
