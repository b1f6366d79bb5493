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

from collections.abc import Callable
from numbers import Integral
from typing import Any

import numpy as np
from scipy.special import digamma

from skxent._math._logs import sum_last, xlogy
from skxent._math._namespace import as_array
from skxent._math._units import nats_per_unit
from skxent._math._walk import map_distributions

Array = np.ndarray[Any, Any]


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
    c = _check_shape(counts, axis)

    def kernel(block: Array, _first: int) -> Array:
        block = _check_counts(block)
        return estimate(block, _check_n_classes(block, n_classes, estimator))

    return map_distributions(kernel, (c,), axis, np) / unit + 0.0


def _check_shape(counts: Any, axis: int) -> Array:
    """Return counts as an array of numbers with classes along ``axis``."""
    c = np.asarray(as_array(counts, np))
    if c.dtype.kind not in "biuf" and c.size > 0:
        raise ValueError(f"counts are not numbers (dtype {c.dtype}); pass whole numbers of occurrences.")
    if c.ndim == 0 or c.size == 0:
        raise ValueError(f"counts has shape {c.shape}; pass counts along axis={axis}.")
    if not -c.ndim <= axis < c.ndim:
        raise ValueError(f"axis={axis} is not one of the {c.ndim} axes of counts, of shape {c.shape}.")
    return c


def _check_counts(raw: Array) -> Array:
    """Return counts (..., K) as float64; refuse what is no whole number of occurrences, and all zeros."""
    c = raw.astype(np.float64)
    if not (c.min() >= 0 and c.max() < np.inf) or (raw.dtype.kind == "f" and (c != np.floor(c)).any()):
        wrong = ~np.isfinite(c) | (c < 0) | (c != np.floor(c))
        raise ValueError(f"counts hold {c[wrong][0]:.6g}; pass whole numbers of occurrences, 0 or more.")
    if (sum_last(c, np) == 0).any():
        raise ValueError("counts are all zero along the axis; at least one occurrence is needed.")
    return c


def _check_n_classes(c: Array, n_classes: int | None, estimator: str) -> int:
    """Return K; refuse one that is too small, or that the estimator would ignore."""
    if n_classes is None:
        return int(c.shape[-1])
    if estimator not in _USES_N_CLASSES:
        used = ", ".join(map(repr, _USES_N_CLASSES))
        raise ValueError(f"estimator={estimator!r} does not use n_classes; leave it out, or pass one of {used}.")
    seen = int((c > 0).sum(axis=-1).max())
    if not isinstance(n_classes, Integral) or n_classes < seen:
        raise ValueError(f"n_classes={n_classes!r} with {seen} classes seen; pass a whole number not below that.")
    return int(n_classes)


def _entropy(p: Array) -> Array:
    return -sum_last(xlogy(p, p, np), np)


def _share(c: Array) -> Array:
    return c / sum_last(c, np)[..., None]


def _ml(c: Array, k: int) -> Array:  # noqa: ARG001 - one signature for all estimators
    return _entropy(_share(c))


def _miller_madow(c: Array, k: int) -> Array:
    return _ml(c, k) + ((c > 0).sum(axis=-1) - 1) / (2 * c.sum(axis=-1))


def _chao_shen(c: Array, k: int) -> Array:  # noqa: ARG001 - one signature for all estimators
    n = c.sum(axis=-1, keepdims=True)
    singletons = (c == 1).sum(axis=-1, keepdims=True)
    # All classes seen once would make the coverage 0; one singleton less keeps the estimate finite.
    singletons = np.where(singletons == n, n - 1, singletons)
    p = (1 - singletons / n) * c / n  # coverage-adjusted
    chance_seen = -np.expm1(n * np.log1p(-np.where(p < 1, p, 0)))
    chance_seen = np.where(p < 1, chance_seen, 1)
    return -(xlogy(p, p, np) / np.where(c > 0, chance_seen, 1)).sum(axis=-1)


def _shrink(c: Array, k: int) -> Array:
    """Shrink p towards 1/K by the share that minimises the mean squared error of p."""
    n = c.sum(axis=-1, keepdims=True)
    p, unseen = c / n, k - c.shape[-1]
    spread = ((1 / k - p) ** 2).sum(axis=-1, keepdims=True) + unseen / k**2
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (1 - (p**2).sum(axis=-1, keepdims=True)) / ((n - 1) * spread)
    share = np.where((n == 1) | (spread == 0), 1.0, np.clip(share, 0, 1))
    shrunk = share / k + (1 - share) * p
    rest = share[..., 0] / k  # each unseen class beyond those counted
    return _entropy(shrunk) - unseen * xlogy(rest, rest, np)


def _grassberger(c: Array, k: int) -> Array:  # noqa: ARG001 - one signature for all estimators
    n = c.sum(axis=-1)
    counted = np.maximum(c, 1)
    sign = np.where(counted % 2 == 0, 1.0, -1.0)
    g = digamma(counted) + sign / 2 * (digamma((counted + 1) / 2) - digamma(counted / 2))
    return np.log(n) - (c * g).sum(axis=-1) / n


def _with_prior(pseudo_count: float) -> Callable[[Array, int], Array]:
    """Return the plug-in estimator of counts to each of which ``pseudo_count`` is added."""

    def estimate(c: Array, k: int) -> Array:
        unseen = k - c.shape[-1]
        total = c.sum(axis=-1) + k * pseudo_count
        seen = (c + pseudo_count) / total[..., None]
        rest = pseudo_count / total
        return _entropy(seen) - unseen * xlogy(rest, rest, np)

    return estimate


_ESTIMATORS: dict[str, Callable[[Array, int], Array]] = {
    "ml": _ml,
    "miller_madow": _miller_madow,
    "chao_shen": _chao_shen,
    "shrink": _shrink,
    "grassberger": _grassberger,
    "laplace": _with_prior(1.0),
    "jeffreys": _with_prior(0.5),
}
_USES_N_CLASSES = ("shrink", "laplace", "jeffreys")
