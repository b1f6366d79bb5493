"""When an interval or a p-value is not to be had, or not to be trusted: infinite, too few, all equal, heavy-tailed.

skewness g = sqrt(G (G - 1)) / (G - 2) mean u^3 / mean(u^2)^(3/2) of what the units move the mean by

Cochran (1977, Sampling Techniques, section 2.15): a normal interval of 95 % misses in at most 6 % of the cases where
the number of units is above 25 g^2.
"""

import numpy as np
from scipy.stats import norm, skew
from scipy.stats import t as student
from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import listing
from skxent._check._remarks import remark
from skxent.exceptions import HeavyTailWarning, SmallSampleWarning, ZeroProbabilityWarning
from skxent.metrics._units import Array, LossRows, Units

_COCHRAN = 25
# A skewness within so many of its own standard errors, sqrt(6 / G) for normal data, may be chance.
_STANDARD_ERRORS = 2
# The share of the units that is looked at where a few carry the loss.
_FEW = 0.01
# How many times as often an interval of normal data may miss as it says before it is told: 7 % for 5 %, 15 units.
_MISSES = 1.4


def warn_no_interval(rows: LossRows, units: Units, *, what: str, stacklevel: int) -> bool:
    """Warn where there is no interval, and return whether that is so; ``what`` is averaged is a plural."""
    if rows.infinite:
        found = " and ".join(f"{_rows(place.tolist())} of {name}" for name, place in rows.infinite.items())
        advice = "pass smoothing= to the loss, or take a loss without infinities, such as brier_loss."
        message = f"the loss is infinite in {found}, so nothing is known of its mean (nan); {advice}"
        remark(message, ZeroProbabilityWarning, stacklevel=stacklevel + 1)
        return True
    if not _is_flat(rows, units):
        return False
    found = f"are the same in all {len(units)} {rows.word}s" if len(units) > 1 else f"are of one {rows.word} alone"
    message = (
        f"{what} {found}, which says nothing of their spread, so there is no interval (nan); pass more {rows.word}s."
    )
    remark(message, UndefinedMetricWarning, stacklevel=stacklevel + 1)
    return True


def _rows(place: list[int]) -> str:
    return f"row{'s' if len(place) > 1 else ''} {listing(place)}"


def _is_flat(rows: LossRows, units: Units) -> bool:
    """Return whether the units differ by no more than the rounding of their sums, as one alone does."""
    rounding = (8 + np.bincount(rows.code)) * np.finfo(np.float64).eps * units.size  # (G,)
    return bool((np.abs(units.above - units.ratio * units.below) <= rounding).all())


def warn_heavy_tail(rows: LossRows, units: Units, *, what: str, is_ratio: bool = False, stacklevel: int) -> None:
    """Warn where few units carry what is averaged, naming their share; of a ratio, their share of its variance."""
    n = len(units)
    g = skewness(units.moves)  # of two or three units never as large as may be chance
    if not is_heavy(g, n):
        return
    few = int(np.ceil(_FEW * n))
    size = np.sort(units.moves**2 if is_ratio else np.abs(units.above))[::-1]
    carried = size[:few].sum() / size.sum()
    advice = f"Pass more {rows.word}s{'' if is_ratio else ', or smoothing= to the loss'}."
    message = (
        f"{few} of {n} {rows.word}s carr{'ies' if few == 1 else 'y'} {carried:.0%} of {what}: with a skewness of "
        f"{abs(g):.1f} it takes some {enough(g):.0f} {rows.word}s until an interval holds what it says. {advice}"
    )
    remark(message, HeavyTailWarning, stacklevel=stacklevel + 1)


def is_heavy(g: float, n: float) -> bool:
    """Return whether a mean of n units of skewness g is less sure than its interval says."""
    return n <= enough(g) and abs(g) >= _STANDARD_ERRORS * np.sqrt(6 / n)


def enough(g: float) -> float:
    """Return how many units of skewness g make the mean as sure as its interval says (Cochran)."""
    return _COCHRAN * g * g


def skewness(u: Array) -> float:
    """Return the skewness of what the units move the mean by."""
    size = np.abs(u).max()
    return float(skew(u / size, bias=False))  # cubes of small numbers would leave float64


def warn_few_units(
    word: str,
    n_units: int,
    n_effective: float,
    method: str,
    confidence: float,
    *,
    why: str = "weigh so unevenly",
    stacklevel: int,
) -> None:
    """Warn where an interval would be too short even for normal losses: of few units, or of some that tell as few."""
    quantile = student.ppf((1 + confidence) / 2, n_units - 1) if method == "t" else norm.ppf((1 + confidence) / 2)
    reached = 2 * student.cdf(quantile, max(n_effective - 1, _LEAST)) - 1
    if 1 - reached <= _MISSES * (1 - confidence):
        return
    few = n_effective > n_units - 0.5
    telling = "" if few else f", which {why} that they tell as much as {n_effective:.1f},"
    advice = "pass method='t', or more" if few and method != "t" else "pass more"
    message = (
        f"an interval of {n_units} {word}s{telling} holds the truth in {100 * reached:.3g} % of the cases at best, for "
        f"the {100 * confidence:.4g} % that are asked for; {advice} {word}s"
        f"{', and not scores of folds' if few and word == 'row' else ''}."
    )
    remark(message, SmallSampleWarning, stacklevel=stacklevel + 1)


# Degrees of freedom of Student's distribution at least: one unit with all the weight has none.
_LEAST = 1e-3
