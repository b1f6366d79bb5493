"""How far distributions are apart: Kullback-Leibler, Jensen-Shannon, and the population stability index.

    KL(p||q) = sum_k p_k log(p_k / q_k)  =  H(p, q) - H(p)
    JS(p_1, ..., p_m) = sum_i w_i KL(p_i || sum_j w_j p_j)
    PSI(p, q) = KL(p||q) + KL(q||p) = sum_k (p_k - q_k) log(p_k / q_k)

KL is summed as p log(p/q) - p + q: its terms are never negative, and what was added cancels in the sum.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from skxent._math._logs import kl_terms, sum_last
from skxent._math._namespace import Array, as_array, namespace_of, to_float
from skxent._math._units import nats_per_unit
from skxent.information._distributions import check_distributions, measure, refuse_turned
from skxent.information._entropies import entropy_kernel
from skxent.information._outcomes import refuse_reordered_weights, same_order_of_members


def kl_divergence(p: Any, q: Any, *, axis: int = -1, base: float | None = None, normalize: bool = False) -> Array:
    """Kullback-Leibler divergence, the code length wasted by coding p as if it were q.

    KL(p||q) = sum_k p_k log(p_k / q_k) = H(p, q) - H(p).

    Parameters
    ----------
    p : array-like of shape (..., K)
        Distributions of the outcomes along ``axis``.
    q : array-like of shape (..., K)
        Predicted distributions, broadcast against p except along ``axis``. Outcomes that both name, as Series or
        frames, are matched by name.
    axis : int, default=-1
        The axis of the outcomes.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    normalize : bool, default=False
        Divide by the sums instead of refusing sums other than 1.

    Returns
    -------
    array of float64
        In units of ``base``: 0 if and only if p = q; ``inf`` where q gives probability 0 to an outcome
        that p does not.

    Raises
    ------
    ValueError
        If p or q hold NaN, infinite or negative values, sums other than 1, or different numbers of
        outcomes.

    References
    ----------
    Kullback, S. and Leibler, R. A. (1951). On information and sufficiency. Annals of Mathematical
    Statistics 22(1), 79-86. https://doi.org/10.1214/aoms/1177729694

    Examples
    --------
    >>> from skxent.information import kl_divergence
    >>> round(float(kl_divergence([0.5, 0.5], [0.25, 0.75], base=2)), 15)  # cross entropy less 1 bit
    0.207518749639422
    """
    unit = nats_per_unit(base)
    return measure(_kl_kernel, {"p": p, "q": q}, axis=axis, normalize=normalize) / unit


def js_divergence(
    ps: Any, weights: Any = None, *, axis: int = -1, base: float | None = None, normalize: bool = False
) -> Array:
    """Jensen-Shannon divergence, what an outcome tells of which of several distributions it came from.

    JS = sum_i w_i KL(p_i || m) with the mixture m = sum_i w_i p_i.

    Parameters
    ----------
    ps : array-like of shape (m, ..., K)
        Distributions along ``axis``, stacked on axis 0. Outcomes that the Series or frames of a list name are
        matched by name.
    weights : array-like of shape (m,), default=None
        Weights of the distributions, non-negative, summing to 1. Default: 1/m each.
    axis : int, default=-1
        The axis of the outcomes, not 0.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    normalize : bool, default=False
        Divide by the sums instead of refusing sums other than 1, for ``ps`` and ``weights``.

    Returns
    -------
    array of float64
        In units of ``base``: 0 if and only if all distributions are equal; at most the entropy of the weights,
        log m for equal ones, reached by distributions that share no outcome.

    Raises
    ------
    ValueError
        If ps or weights are no distributions, or do not fit.

    References
    ----------
    Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Transactions on Information Theory
    37(1), 145-151. https://doi.org/10.1109/18.61115

    Examples
    --------
    >>> from skxent.information import js_divergence
    >>> float(js_divergence([[1.0, 0.0], [0.0, 1.0]], base=2))
    1.0
    """
    unit = nats_per_unit(base)
    return _js(ps, weights, axis=axis, normalize=normalize) / unit


def js_distance(
    ps: Any, weights: Any = None, *, axis: int = -1, base: float | None = None, normalize: bool = False
) -> Array:
    """Jensen-Shannon distance, the square root of the divergence, which is a metric.

    sqrt(JS); for two equally weighted distributions it obeys the triangle inequality.

    Parameters
    ----------
    ps : array-like of shape (m, ..., K)
        Distributions along ``axis``, stacked on axis 0. Outcomes that the Series or frames of a list name are
        matched by name.
    weights : array-like of shape (m,), default=None
        Weights of the distributions, non-negative, summing to 1. Default: 1/m each.
    axis : int, default=-1
        The axis of the outcomes, not 0.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    normalize : bool, default=False
        Divide by the sums instead of refusing sums other than 1, for ``ps`` and ``weights``.

    Returns
    -------
    array of float64
        Square root of units of ``base``: 0 if and only if all distributions are equal.

    Raises
    ------
    ValueError
        If ps or weights are no distributions, or do not fit.

    References
    ----------
    Endres, D. M. and Schindelin, J. E. (2003). A new metric for probability distributions. IEEE Transactions on
    Information Theory 49(7), 1858-1860. https://doi.org/10.1109/TIT.2003.813506

    Examples
    --------
    >>> from skxent.information import js_distance
    >>> float(js_distance([[1.0, 0.0], [0.0, 1.0]], base=2))
    1.0
    """
    unit = nats_per_unit(base)
    return namespace_of(ps).sqrt(_js(ps, weights, axis=axis, normalize=normalize) / unit)


def population_stability_index(
    p: Any, q: Any, *, axis: int = -1, base: float | None = None, normalize: bool = False
) -> Array:
    """Compare two populations: the population stability index, which is the Kullback-Leibler divergence both ways.

    PSI = KL(p||q) + KL(q||p) = sum_k (p_k - q_k) log(p_k / q_k).

    Parameters
    ----------
    p : array-like of shape (..., K)
        Distributions along ``axis``, such as a score's at training time.
    q : array-like of shape (..., K)
        Distributions to compare with, such as the same score's today. Outcomes that both name, as Series or frames,
        are matched by name.
    axis : int, default=-1
        The axis of the outcomes.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    normalize : bool, default=False
        Divide by the sums instead of refusing sums other than 1.

    Returns
    -------
    array of float64
        In units of ``base``: 0 if and only if p = q; ``inf`` where one gives probability 0 to an outcome that the
        other does not.

    Raises
    ------
    ValueError
        If p or q hold NaN, infinite or negative values, sums other than 1, or different numbers of
        outcomes.

    References
    ----------
    Jeffreys, H. (1946). An invariant form for the prior probability in estimation problems. Proceedings of the
    Royal Society A 186(1007), 453-461. https://doi.org/10.1098/rspa.1946.0056

    Examples
    --------
    >>> from skxent.information import population_stability_index
    >>> round(float(population_stability_index([0.25, 0.75], [0.75, 0.25], base=3)), 12)  # 2 x 1/2 x log 3
    1.0
    """
    unit = nats_per_unit(base)
    return measure(_psi_kernel, {"p": p, "q": q}, axis=axis, normalize=normalize) / unit


# Below this many nats a plain sum of logarithms has lost digits to cancellation, and the careful one is made.
NEARLY_EQUAL = 1e-3


def _kl_kernel(p: Array, q: Array, xp: Any) -> Array:
    """Return sum p log(p/q) (...), in nats."""
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = sum_last(p * (xp.log(p) - xp.log(q)), xp)
    return careful_where_near(plain, lambda: sum_last(kl_terms(p, q, xp), xp), xp)


def careful_where_near(plain: Array, careful: Callable[[], Array], xp: Any) -> Array:
    """Return ``plain`` where it has its digits, else ``careful()``, which is made only if it is wanted somewhere."""
    if to_float(xp.min(plain)) >= NEARLY_EQUAL:  # not so if any is nan, from p = 0
        return plain
    return xp.where(plain >= NEARLY_EQUAL, plain, careful())


def _psi_kernel(p: Array, q: Array, xp: Any) -> Array:
    """Return sum (p - q) log(p/q) (...), in nats; no term is negative, and none cancels."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = (p - q) * (xp.log(p) - xp.log(q))
        total = sum_last(terms, xp)
        if to_float(xp.min(total)) >= 0:
            return total
        return sum_last(xp.where(p == q, xp.zeros_like(terms), terms), xp)  # nan, from 0 in both


def _js(ps: Any, weights: Any, *, axis: int, normalize: bool) -> Array:
    """Return sum_i w_i KL(p_i || m) in nats."""
    xp = namespace_of(ps, weights)
    refuse_reordered_weights(ps, weights)
    ps = as_array(same_order_of_members("ps", ps, axis), xp)
    if ps.ndim < 2 or ps.shape[0] == 0 or axis % ps.ndim == 0:
        raise ValueError(
            f"ps has shape {tuple(ps.shape)} and axis={axis}; pass a list of the distributions, or stack them on axis "
            "0."
        )
    members = {f"ps[{i}]": ps[i, ...] for i in range(ps.shape[0])}
    inner = axis if axis < 0 else axis - 1
    w = _check_weights(weights, len(members), normalize=normalize, xp=xp)
    try:
        return measure(partial(_js_kernel, w), members, axis=inner, normalize=normalize)
    except ValueError:
        if not normalize:
            refuse_turned({"ps": ps}, axis)
        raise


def _js_kernel(w: list[float], *ps_and_xp: Any) -> Array:
    """Return H(m) - sum_i w_i H(p_i), or sum_i w_i KL(p_i || m) where that would cancel."""
    *ps, xp = ps_and_xp
    mixture = sum(share * p for share, p in zip(w, ps, strict=True))
    own = sum(share * entropy_kernel(p, xp) for share, p in zip(w, ps, strict=True))
    plain = entropy_kernel(mixture, xp) - own
    shares = [(share, p) for share, p in zip(w, ps, strict=True) if share > 0]
    return careful_where_near(plain, lambda: sum(s * sum_last(kl_terms(p, mixture, xp), xp) for s, p in shares), xp)


def _check_weights(weights: Any, m: int, *, normalize: bool, xp: Any) -> list[float]:
    if weights is None:
        return [1 / m] * m
    w = as_array(weights, xp)
    if tuple(w.shape) != (m,):
        raise ValueError(f"weights has shape {tuple(w.shape)} for {m} distributions; pass one weight for each.")
    return [float(share) for share in check_distributions("weights", w, axis=0, normalize=normalize)]
