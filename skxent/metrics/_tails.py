"""When an interval or a p-value is not to be had, or not to be trusted: infinite, too few, all equal, heavy-tailed.

skewness g = mean u^3 / mean(u^2)^(3/2) of what the units move the mean by

Cochran (1977, Sampling Techniques, section 2.15): a normal interval of 95 % misses in at most 6 % of the cases where
the number of units is above 25 g^2.
"""

import numpy as np
from scipy.stats import norm, t
from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import listing
from skxent.exceptions import HeavyTailWarning, SmallSampleWarning, ZeroProbabilityWarning
from skxent.metrics._remarks import remark
from skxent.metrics._units import Array, LossRows, Units

_COCHRAN = 25
# A skewness within so many of its own standard errors, sqrt(6 / G) for normal data, may be chance.
_STANDARD_ERRORS = 2
# The share of the units that is looked at where a few carry the loss.
_FEW = 0.01
# By how much a normal interval of normal data may miss its confidence before it is said: 15 units, for 95 %.
_SHORT = 0.02


def warn_no_interval(rows: LossRows, units: Units, *, what: str, stacklevel: int) -> bool:
    """Warn where there is no interval, and return whether that is so; ``what`` is averaged is a plural."""
    infinite, word = rows.infinite, rows.word
    if len(infinite):
        message = (
            f"losses are infinite in row{'s' if len(infinite) > 1 else ''} {listing(infinite.tolist())}, so there is "
            "no interval (nan); pass smoothing= to the loss, or leave these rows out and say so."
        )
        remark(message, ZeroProbabilityWarning, stacklevel=stacklevel + 1)
        return True
    if len(units) > 1 and not _is_flat(rows, units):
        return False
    found = f"{what} are the same in all {len(units)} {word}s" if len(units) > 1 else f"{what} are of one {word} alone"
    message = f"{found}, which says nothing of their spread, so there is no interval (nan); pass more {word}s."
    remark(message, UndefinedMetricWarning, stacklevel=stacklevel + 1)
    return True


def _is_flat(rows: LossRows, units: Units) -> bool:
    """Return whether the units differ by no more than the rounding of their sums."""
    largest = max(float(np.abs(a).max()) for a in rows.losses.values())
    n_summed = int(np.bincount(rows.code).max())
    rounding = (8 + n_summed) * np.finfo(np.float64).eps * largest * max(1.0, abs(units.ratio))
    error = np.abs(units.above - units.ratio * units.below)
    return bool((error <= rounding * units.weight).all())


def warn_heavy_tail(rows: LossRows, units: Units, *, what: str, advice: str, stacklevel: int) -> None:
    """Warn where few units carry what is averaged, naming their share."""
    g, n = skewness(units.moves), len(units)
    if n > _COCHRAN * g * g or abs(g) < _STANDARD_ERRORS * np.sqrt(6 / n):
        return
    few = int(np.ceil(_FEW * n))
    size = np.sort(np.abs(units.above))[::-1]
    carried = size[:few].sum() / size.sum()
    message = (
        f"{few} of {n} {rows.word}s carr{'ies' if few == 1 else 'y'} {carried:.0%} of {what}: with a skewness of "
        f"{abs(g):.1f} it takes some {_COCHRAN * g * g:.0f} {rows.word}s until a mean is as sure as it says. {advice}"
    )
    remark(message, HeavyTailWarning, stacklevel=stacklevel + 1)


def skewness(u: Array) -> float:
    """Return the skewness of what the units move the mean by."""
    size = np.abs(u).max()
    v = u / size  # cubes of small numbers would leave float64
    return float((v**3).mean() / (v**2).mean() ** 1.5)


def warn_few_units(rows: LossRows, n_units: int, confidence: float, *, stacklevel: int) -> None:
    """Warn where a normal interval would miss its confidence even for normal losses."""
    reached = 2 * t.cdf(norm.ppf((1 + confidence) / 2), n_units - 1) - 1
    if reached < confidence - _SHORT:
        message = (
            f"a normal interval of {n_units} {rows.word}s holds the truth in {reached:.0%} of the cases at best, for "
            f"the {confidence:.0%} that are asked for; pass method='t', or more {rows.word}s."
        )
        remark(message, SmallSampleWarning, stacklevel=stacklevel + 1)
