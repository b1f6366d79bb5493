"""Entropy, cross entropy and Kullback-Leibler divergence.

H(p)     = - sum_k p_k log p_k
H(p, q)  = - sum_k p_k log q_k
KL(p||q) =   sum_k p_k log(p_k / q_k)  =  H(p, q) - H(p)
"""

from typing import Any

from skxent._math._logs import xlogy
from skxent._math._namespace import Array, namespace_of
from skxent._math._units import nats_per_unit
from skxent.information._distributions import check_distributions, check_same_length


def entropy(p: Any, *, axis: int = -1, base: float | None = None, normalize: bool = False) -> Array:
    """Shannon entropy, the least mean code length of outcomes drawn from p.

    H(p) = - sum_k p_k log p_k, with 0 log 0 = 0.

    Parameters
    ----------
    p : array-like of shape (..., K)
        Distributions along ``axis``: non-negative, summing to 1.
    axis : int, default=-1
        The axis of the outcomes.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    normalize : bool, default=False
        Divide by the sums instead of refusing sums other than 1.

    Returns
    -------
    array of float64, of the shape of p without ``axis``
        In units of ``base``: 0 for a certain outcome, log K for the uniform distribution.

    Raises
    ------
    ValueError
        If p holds NaN, infinite or negative values, or sums other than 1.

    References
    ----------
    Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27(3),
    379-423. https://doi.org/10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> from skxent.information import entropy
    >>> float(entropy([0.5, 0.25, 0.25], base=2))
    1.5
    """
    xp, unit = namespace_of(p), nats_per_unit(base)
    p = check_distributions("p", p, axis=axis, normalize=normalize, xp=xp)
    return -xp.sum(xlogy(p, p, xp), axis=axis) / unit + 0.0  # + 0.0: no negative zero


def cross_entropy(p: Any, q: Any, *, axis: int = -1, base: float | None = None, normalize: bool = False) -> Array:
    """Cross entropy, the mean code length of outcomes from p in the code that is best for q.

    H(p, q) = - sum_k p_k log q_k, with 0 log 0 = 0.

    Parameters
    ----------
    p : array-like of shape (..., K)
        Distributions of the outcomes along ``axis``.
    q : array-like of shape (..., K)
        Predicted distributions, broadcast against p except along ``axis``.
    axis : int, default=-1
        The axis of the outcomes.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    normalize : bool, default=False
        Divide by the sums instead of refusing sums other than 1.

    Returns
    -------
    array of float64
        In units of ``base``: at least H(p), reached at q = p; ``inf`` where q gives probability 0 to an
        outcome that p does not.

    Raises
    ------
    ValueError
        If p or q hold NaN, infinite or negative values, sums other than 1, or different numbers of
        outcomes.

    References
    ----------
    Cover, T. M. and Thomas, J. A. (2006). Elements of Information Theory, 2nd ed., theorem 5.4.3.
    https://doi.org/10.1002/047174882X

    Examples
    --------
    >>> from skxent.information import cross_entropy
    >>> float(cross_entropy([0.5, 0.5], [0.25, 0.75], base=2))  # (2 + log2(4/3)) / 2
    1.207518749639422
    """
    xp, unit = namespace_of(p, q), nats_per_unit(base)
    p = check_distributions("p", p, axis=axis, normalize=normalize, xp=xp)
    q = check_distributions("q", q, axis=axis, normalize=normalize, xp=xp)
    check_same_length(p, q, axis)
    return -xp.sum(xlogy(p, q, xp), axis=axis) / unit + 0.0


def kl_divergence(p: Any, q: Any, *, axis: int = -1, base: float | None = None, normalize: bool = False) -> Array:
    """Kullback-Leibler divergence, the code length wasted by coding p as if it were q.

    KL(p||q) = sum_k p_k log(p_k / q_k) = H(p, q) - H(p). It is summed as p log(p/q) - p + q, whose terms
    are never negative and whose added parts cancel in the sum.

    Parameters
    ----------
    p : array-like of shape (..., K)
        Distributions of the outcomes along ``axis``.
    q : array-like of shape (..., K)
        Predicted distributions, broadcast against p except along ``axis``.
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
    xp, unit = namespace_of(p, q), nats_per_unit(base)
    p = check_distributions("p", p, axis=axis, normalize=normalize, xp=xp)
    q = check_distributions("q", q, axis=axis, normalize=normalize, xp=xp)
    check_same_length(p, q, axis)
    excess = xlogy(p, p, xp) - xlogy(p, q, xp) - p + q
    return xp.sum(xp.where(p == q, xp.zeros_like(excess), xp.maximum(excess, xp.zeros_like(excess))), axis=axis) / unit
