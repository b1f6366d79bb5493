"""Entropy from counts: estimators of the entropy of the distribution that the counts were drawn from.

With counts c of K classes, n = sum c and p = c / n:

    ml             - sum p log p                                        biased downwards by about (K - 1) / (2 n)
    miller_madow   ml + (m - 1) / (2 n), m the classes seen             Miller 1955
    chao_shen      - sum C p log(C p) / (1 - (1 - C p)^n)               Chao and Shen 2003; C = 1 - singletons / n
    shrink         ml of (1 - s) p + s / K, s = optimal shrinkage       Hausser and Strimmer 2009
    grassberger    log n - sum c G(c) / n                               Grassberger 2003
    laplace        ml of (c + 1) / (n + K)                              a uniform prior
    jeffreys       ml of (c + 1/2) / (n + K/2)                          Jeffreys' prior
"""

import math
from collections.abc import Callable
from functools import partial
from numbers import Integral
from typing import Any

import numpy as np
from scipy.special import digamma

from skxent._math._logs import sum_last, xlogy
from skxent._math._namespace import Array, as_array, as_float64, namespace_of, to_float
from skxent._math._units import nats_per_unit
from skxent._math._walk import map_distributions


def entropy_from_counts(
    counts: Any,
    *,
    estimator: str = "miller_madow",
    n_classes: int | None = None,
    axis: int = -1,
    base: float | None = None,
) -> Array:
    """Estimate the entropy of the distribution that counts were drawn from.

    The plug-in value - sum (c/n) log(c/n) is too small on average, by about (K - 1) / (2n) nats; the other estimators
    correct for that in different ways. None is unbiased for every distribution.

    Parameters
    ----------
    counts : array-like of shape (..., K)
        Whole numbers of occurrences along ``axis``.
    estimator : str, default="miller_madow"
        One of "ml", "miller_madow", "chao_shen", "shrink", "grassberger", "laplace", "jeffreys".
    n_classes : int, default=None
        How many classes there are, seen or not, for "shrink", "laplace" and "jeffreys", which depend on it. Default: as
        many as there are counts.
    axis : int, default=-1
        The axis of the classes.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.

    Returns
    -------
    array of float64, of the shape of counts without ``axis``
        In units of ``base``; 0 for a certain outcome, log K for the uniform distribution, up to the estimator's error.

    Raises
    ------
    ValueError
        If counts are negative, not whole, or all zero, if the estimator is unknown, or ``n_classes`` is smaller than
        the classes seen or not used by the estimator.

    References
    ----------
    Miller, G. A. (1955). Note on the bias of information estimates. Information Theory in Psychology, 95-100.
    Chao, A. and Shen, T.-J. (2003). Environmental and Ecological Statistics 10, 429-443.
    https://doi.org/10.1023/A:1026096204727. Hausser, J. and Strimmer, K. (2009). Journal of Machine Learning Research
    10, 1469-1484. https://www.jmlr.org/papers/v10/hausser09a.html. Grassberger, P. (2003). Entropy estimates from
    insufficient samplings. https://arxiv.org/abs/physics/0307138. For "laplace" and "jeffreys": Schuermann, T. and
    Grassberger, P. (1996). Entropy estimation of symbol sequences. Chaos 6, 414-427. https://doi.org/10.1063/1.166191

    Examples
    --------
    >>> from skxent.information import entropy_from_counts
    >>> float(entropy_from_counts([4, 4], estimator="ml", base=2))
    1.0
    >>> round(float(entropy_from_counts([4, 4], estimator="miller_madow")), 6)  # ln 2 + 1/16
    0.755647
    """
    unit = nats_per_unit(base)
    estimate = _ESTIMATORS.get(estimator) if isinstance(estimator, str) else None
    if estimate is None:
        known = ", ".join(map(repr, _ESTIMATORS))
        raise ValueError(f"estimator={estimator!r} is unknown; pass one of {known}.")
    xp = namespace_of(counts)
    c = _check_shape(counts, axis, xp)

    def kernel(block: Array, _first: int) -> Array:
        block = _check_counts(block, xp)
        return estimate(block, _check_n_classes(block, n_classes, estimator, xp), xp)

    return map_distributions(kernel, (c,), axis, xp) / unit + 0.0


def _check_shape(counts: Any, axis: int, xp: Any) -> Array:
    """Return counts as an array of numbers with classes along ``axis``."""
    c = as_array(counts, xp)
    if 0 not in c.shape and not xp.isdtype(c.dtype, ("real floating", "integral", "bool")):
        raise ValueError(f"counts are not numbers (dtype {c.dtype}); pass whole numbers of occurrences.")
    if c.ndim == 0 or 0 in c.shape:
        raise ValueError(f"counts has shape {tuple(c.shape)}; pass counts along axis={axis}.")
    if not -c.ndim <= axis < c.ndim:
        raise ValueError(
            f"axis={axis} is not one of the {c.ndim} axes of counts, of shape {tuple(c.shape)}; pass another."
        )
    return c


def _check_counts(raw: Array, xp: Any) -> Array:
    """Return counts (..., K) as float64; refuse what is no whole number of occurrences, and all zeros."""
    c = as_float64(raw, xp)
    is_whole = not xp.isdtype(raw.dtype, "real floating") or not bool(xp.any(c != xp.floor(c)))
    if not (is_whole and to_float(xp.min(c)) >= 0 and to_float(xp.max(c)) < math.inf):
        wrong = ~xp.isfinite(c) | (c < 0) | (c != xp.floor(c))
        first = int(xp.argmax(xp.reshape(xp.astype(wrong, xp.int64), (-1,))))
        value = to_float(xp.reshape(c, (-1,))[first])
        raise ValueError(f"counts hold {value:.6g}; pass whole numbers of occurrences, 0 or more.")
    if to_float(xp.min(sum_last(c, xp))) == 0:
        raise ValueError("counts are all 0 along the axis; pass at least one occurrence, or drop what has none.")
    return c


def _check_n_classes(c: Array, n_classes: int | None, estimator: str, xp: Any) -> int:
    """Return K; refuse one that is too small, or that the estimator would ignore."""
    if n_classes is None:
        return int(c.shape[-1])
    if estimator not in _USES_N_CLASSES:
        used = ", ".join(map(repr, _USES_N_CLASSES))
        raise ValueError(f"estimator={estimator!r} does not use n_classes; leave it out, or pass one of {used}.")
    seen = int(xp.max(_how_many(c > 0, xp)))
    if not isinstance(n_classes, Integral) or n_classes < seen:
        raise ValueError(f"n_classes={n_classes!r} with {seen} classes seen; pass a whole number not below that.")
    return int(n_classes)


def _entropy(p: Array, xp: Any) -> Array:
    return -sum_last(xlogy(p, p, xp), xp)


def _how_many(mask: Array, xp: Any) -> Array:
    """Return how many are true along the last axis (...), as float64."""
    return sum_last(as_float64(mask, xp), xp)


def _share(c: Array, xp: Any) -> Array:
    return c / sum_last(c, xp)[..., None]


def _ml(c: Array, k: int, xp: Any) -> Array:  # noqa: ARG001 - one signature for all estimators
    return _entropy(_share(c, xp), xp)


def _miller_madow(c: Array, k: int, xp: Any) -> Array:
    return _ml(c, k, xp) + (_how_many(c > 0, xp) - 1) / (2 * sum_last(c, xp))


def _chao_shen(c: Array, k: int, xp: Any) -> Array:  # noqa: ARG001 - one signature for all estimators
    n = sum_last(c, xp)[..., None]
    singletons = _how_many(c == 1, xp)[..., None]
    # All classes seen once would make the coverage 0; one singleton less keeps the estimate finite.
    singletons = xp.where(singletons == n, n - 1, singletons)
    p = (1 - singletons / n) * c / n  # coverage-adjusted
    zero, one = xp.zeros_like(p), xp.ones_like(p)
    chance_seen = -xp.expm1(n * xp.log1p(-xp.where(p < 1, p, zero)))
    chance_seen = xp.where((p < 1) & (c > 0), chance_seen, one)
    return -sum_last(xlogy(p, p, xp) / chance_seen, xp)


def _shrink(c: Array, k: int, xp: Any) -> Array:
    """Shrink p towards 1/K by the share that minimises the mean squared error of p."""
    n = sum_last(c, xp)
    p, unseen = c / n[..., None], k - c.shape[-1]
    spread = sum_last((1 / k - p) ** 2, xp) + unseen / k**2
    is_given = (n > 1) & (spread > 0)  # else there is nothing to go by, or nothing to shrink
    one = xp.ones_like(n)
    share = (1 - sum_last(p * p, xp)) / xp.where(is_given, (n - 1) * spread, one)
    share = xp.where(is_given, xp.minimum(xp.maximum(share, 0 * one), one), one)
    shrunk = (share / k)[..., None] + (1 - share)[..., None] * p
    rest = share / k  # each unseen class beyond those counted
    return _entropy(shrunk, xp) - unseen * xlogy(rest, rest, xp)


# G of 2 m occurrences, m = 1 ... 29, is psi(m + 1/2) + ln 2; one occurrence has G = psi(1/2) + ln 2 = -gamma - ln 2. An
# odd number has the G of the even one below it. From m = 30 the series of psi(m + 1/2) is exact to float64.
_SERIES_FROM = 30
_G = tuple(float(value) for value in digamma(np.arange(_SERIES_FROM) + 0.5) + np.log(2))


def _grassberger(c: Array, k: int, xp: Any) -> Array:  # noqa: ARG001 - one signature for all estimators
    n = sum_last(c, xp)
    m = xp.floor(c / 2)
    least = xp.full_like(m, float(_SERIES_FROM))
    large = xp.maximum(m, least)
    square = 1 / (large * large)
    series = xp.log(2 * large) + square * (1 / 24 - square * (7 / 960 - square * (31 / 8064 - square * 127 / 30720)))
    places = xp.reshape(xp.astype(xp.minimum(m, least - 1), xp.int64), (-1,))
    small = xp.reshape(xp.take(xp.asarray(_G, dtype=xp.float64), places, axis=0), m.shape)
    return xp.log(n) - sum_last(c * xp.where(m < least, small, series), xp) / n


def _with_prior(pseudo_count: float, c: Array, k: int, xp: Any) -> Array:
    """Return the plug-in estimate from counts to each of which ``pseudo_count`` is added."""
    unseen = k - c.shape[-1]
    total = sum_last(c, xp) + k * pseudo_count
    seen = (c + pseudo_count) / total[..., None]
    rest = pseudo_count / total
    return _entropy(seen, xp) - unseen * xlogy(rest, rest, xp)


_ESTIMATORS: dict[str, Callable[[Array, int, Any], Array]] = {
    "ml": _ml,
    "miller_madow": _miller_madow,
    "chao_shen": _chao_shen,
    "shrink": _shrink,
    "grassberger": _grassberger,
    "laplace": partial(_with_prior, 1.0),
    "jeffreys": partial(_with_prior, 0.5),
}
_USES_N_CLASSES = ("shrink", "laplace", "jeffreys")
