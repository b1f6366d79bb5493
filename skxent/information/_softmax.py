"""From logits to probabilities and their logarithms.

softmax(z)_k     = exp z_k / sum_j exp z_j
log_softmax(z)_k = z_k - log sum_j exp z_j
"""

from typing import Any

from skxent._math import _logs
from skxent._math._namespace import Array, as_float64, namespace_of


def softmax(z: Any, *, axis: int = -1) -> Array:
    """Map logits to probabilities.

    softmax(z)_k = exp z_k / sum_j exp z_j; adding a constant to all logits changes nothing.

    Parameters
    ----------
    z : array-like of shape (..., K)
        Logits along ``axis``; -inf gives probability 0.
    axis : int, default=-1
        The axis of the classes.

    Returns
    -------
    array of float64, of the shape of z
        Non-negative, summing to 1 along ``axis``.

    Raises
    ------
    ValueError
        If z holds NaN or +inf, or only -inf along ``axis``.

    References
    ----------
    Bridle, J. S. (1990). Probabilistic interpretation of feedforward classification network outputs.
    Neurocomputing, 227-236. https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import numpy as np
    >>> from skxent.information import softmax
    >>> softmax(np.log([1.0, 2.0, 5.0])).round(12)
    array([0.125, 0.25 , 0.625])
    """
    xp = namespace_of(z)
    return _logs.softmax(_check_logits(z, axis, xp), axis, xp)


def log_softmax(z: Any, *, axis: int = -1) -> Array:
    """Map logits to log-probabilities, finite wherever the truth is.

    log_softmax(z)_k = z_k - log sum_j exp z_j.

    Parameters
    ----------
    z : array-like of shape (..., K)
        Logits along ``axis``; -inf gives -inf.
    axis : int, default=-1
        The axis of the classes.

    Returns
    -------
    array of float64, of the shape of z
        In nats, at most 0.

    Raises
    ------
    ValueError
        If z holds NaN or +inf, or only -inf along ``axis``.

    References
    ----------
    Blanchard, P., Higham, D. J. and Higham, N. J. (2021). Accurately computing the log-sum-exp and
    softmax functions. IMA Journal of Numerical Analysis 41(4), 2311-2330.
    https://doi.org/10.1093/imanum/draa038

    Examples
    --------
    >>> from skxent.information import log_softmax
    >>> log_softmax([0.0, 1000.0])
    array([-1000.,     0.])
    """
    xp = namespace_of(z)
    return _logs.log_softmax(_check_logits(z, axis, xp), axis, xp)


def _check_logits(z: Any, axis: int, xp: Any) -> Array:
    z = as_float64(z, xp)
    if z.ndim == 0 or z.size == 0:
        raise ValueError(f"z has shape {tuple(z.shape)}; pass logits along axis={axis}.")
    top = xp.max(z, axis=axis)
    if not bool(xp.all(xp.isfinite(top))):
        raise ValueError(
            "z holds NaN, +inf, or only -inf along the axis; logits are finite, or -inf for probability 0."
        )
    return z
