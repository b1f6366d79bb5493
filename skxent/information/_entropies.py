"""Entropy, cross entropy and Kullback-Leibler divergence.

H(p)     = - sum_k p_k log p_k
H(p, q)  = - sum_k p_k log q_k
KL(p||q) =   sum_k p_k log(p_k / q_k)  =  H(p, q) - H(p)
"""

from typing import Any

import numpy as np

from skxent._math._logs import sum_last, xlogy
from skxent._math._namespace import Array, as_array, as_float64, namespace_of, to_float
from skxent._math._units import nats_per_unit
from skxent._math._walk import map_numbers
from skxent.information._distributions import measure


def self_information(p: Any, *, base: float | None = None) -> Array:
    """Surprise of an outcome of probability p.

    I(p) = - log p.

    Parameters
    ----------
    p : array-like of any shape
        Probabilities, each for itself.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.

    Returns
    -------
    array of float64, of the shape of p
        In units of ``base``: 0 for a certain outcome, 1 bit for p = 1/2, ``inf`` for p = 0.

    Raises
    ------
    ValueError
        If p holds NaN or values outside [0, 1].

    References
    ----------
    Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27(3),
    379-423. https://doi.org/10.1002/j.1538-7305.1948.tb01338.x

    Examples
    --------
    >>> from skxent.information import self_information
    >>> self_information([1.0, 0.5, 0.125], base=2)
    array([0., 1., 3.])
    """
    xp, unit = namespace_of(p), nats_per_unit(base)

    def kernel(block: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            log_p = xp.log(as_float64(block, xp))
        if not to_float(xp.max(log_p)) <= 0:  # NaN, from NaN and below 0, is not either
            first = int(xp.argmax(xp.reshape(xp.astype(~(log_p <= 0), xp.int64), (-1,))))
            value = to_float(as_float64(xp.reshape(block, (-1,))[first], xp))
            raise ValueError(f"p holds {value:.9g}; pass probabilities, in [0, 1].")
        return 0.0 - (log_p if unit == 1 else log_p / unit)  # 0.0 - x: no negative zero

    return map_numbers(kernel, as_array(p, xp), xp)


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
    unit = nats_per_unit(base)
    return measure(entropy_kernel, {"p": p}, axis=axis, normalize=normalize) / unit


def cross_entropy(p: Any, q: Any, *, axis: int = -1, base: float | None = None, normalize: bool = False) -> Array:
    """Cross entropy, the mean code length of outcomes from p in the code that is best for q.

    H(p, q) = - sum_k p_k log q_k, with 0 log 0 = 0.

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
    unit = nats_per_unit(base)
    return measure(_cross_entropy_kernel, {"p": p, "q": q}, axis=axis, normalize=normalize) / unit


def perplexity(p: Any, *, axis: int = -1, normalize: bool = False) -> Array:
    """Perplexity, the number of equally likely outcomes that would be as uncertain as p.

    exp H(p) with H in nats; it has no base, for 2^(H in bits) is the same number.

    Parameters
    ----------
    p : array-like of shape (..., K)
        Distributions along ``axis``: non-negative, summing to 1.
    axis : int, default=-1
        The axis of the outcomes.
    normalize : bool, default=False
        Divide by the sums instead of refusing sums other than 1.

    Returns
    -------
    array of float64, of the shape of p without ``axis``
        A number of outcomes: 1 for a certain outcome, K for the uniform distribution.

    Raises
    ------
    ValueError
        If p holds NaN, infinite or negative values, or sums other than 1.

    References
    ----------
    Jelinek, F., Mercer, R. L., Bahl, L. R. and Baker, J. K. (1977). Perplexity - a measure of the difficulty of
    speech recognition tasks. Journal of the Acoustical Society of America 62(S1), S63.
    https://doi.org/10.1121/1.2016299

    Examples
    --------
    >>> from skxent.information import perplexity
    >>> round(float(perplexity([0.25, 0.25, 0.25, 0.25])), 12)
    4.0
    """
    xp = namespace_of(p)
    return xp.exp(entropy(p, axis=axis, normalize=normalize))


def entropy_kernel(p: Array, xp: Any) -> Array:
    """Return - sum_k p_k log p_k (...), in nats."""
    return 0.0 - sum_last(xlogy(p, p, xp), xp)  # 0.0 - x: no negative zero


def _cross_entropy_kernel(p: Array, q: Array, xp: Any) -> Array:
    return 0.0 - sum_last(xlogy(p, q, xp), xp)
