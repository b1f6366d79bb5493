"""From logits to probabilities and their logarithms.

softmax(z)_k     = exp z_k / sum_j exp z_j
log_softmax(z)_k = z_k - log sum_j exp z_j
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from skxent._math import _logs
from skxent._math._namespace import Array, as_array, as_float64, namespace_of
from skxent._math._walk import map_distributions, map_numbers


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
    return _over_logits(_logs.softmax, z, axis)


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
    return _over_logits(_logs.log_softmax, z, axis)


def sigmoid(z: Any) -> Array:
    """Map log-odds to probabilities.

    sigmoid(z) = 1 / (1 + exp(-z)), the softmax of (0, z) at its second place.

    Parameters
    ----------
    z : array-like of any shape
        Log-odds; -inf gives 0 and +inf gives 1.

    Returns
    -------
    array of float64, of the shape of z
        Probabilities.

    Raises
    ------
    ValueError
        If z holds NaN.

    References
    ----------
    Cox, D. R. (1958). The regression analysis of binary sequences. Journal of the Royal Statistical Society B 20(2),
    215-242. https://doi.org/10.1111/j.2517-6161.1958.tb00292.x

    Examples
    --------
    >>> import numpy as np
    >>> from skxent.information import sigmoid
    >>> sigmoid(np.log([1.0, 3.0])).round(12)
    array([0.5 , 0.75])
    """
    return _over_log_odds(_logs.sigmoid, z)


def log_sigmoid(z: Any) -> Array:
    """Map log-odds to log-probabilities, finite wherever the truth is.

    log_sigmoid(z) = - log(1 + exp(-z)); log(1 - sigmoid(z)) is log_sigmoid(-z).

    Parameters
    ----------
    z : array-like of any shape
        Log-odds.

    Returns
    -------
    array of float64, of the shape of z
        In nats, at most 0.

    Raises
    ------
    ValueError
        If z holds NaN.

    References
    ----------
    Maechler, M. (2012). Accurately computing log(1 - exp(-abs(a))). Vignette of the R package Rmpfr.
    https://cran.r-project.org/package=Rmpfr

    Examples
    --------
    >>> from skxent.information import log_sigmoid
    >>> log_sigmoid([-1000.0, 1000.0])
    array([-1000.,     0.])
    """
    return _over_log_odds(_logs.log_sigmoid, z)


def _over_logits(kernel: Callable[[Array, Any], Array], z: Any, axis: int) -> Array:
    """Return ``kernel`` of logits with the classes on ``axis``, block by block."""
    xp = namespace_of(z)
    z = as_array(z, xp)
    if z.ndim == 0 or 0 in z.shape:
        raise ValueError(f"z has shape {tuple(z.shape)}; pass logits along axis={axis}.")
    if not -z.ndim <= axis < z.ndim:
        raise ValueError(f"axis={axis} is not one of the {z.ndim} axes of z, of shape {tuple(z.shape)}; pass another.")

    def checked(block: Array, _first: int) -> Array:
        block = as_float64(block, xp)
        value = kernel(block, xp)
        # NaN and +inf make the whole row NaN, and so do only -inf.
        if bool(xp.any(xp.isnan(value))):
            raise ValueError(
                "z holds NaN, +inf, or only -inf along the axis; drop or mend them: logits are finite, or -inf for p = "
                "0."
            )
        return value

    with np.errstate(invalid="ignore"):
        value = map_distributions(checked, (z,), axis, xp)
    return value if axis in (-1, z.ndim - 1) else xp.moveaxis(value, -1, axis)


def _over_log_odds(kernel: Callable[[Array, Any], Array], z: Any) -> Array:
    """Return ``kernel`` of each number of z, block by block."""
    xp = namespace_of(z)

    def checked(block: Array) -> Array:
        value = kernel(as_float64(block, xp), xp)
        if bool(xp.any(xp.isnan(value))):
            raise ValueError("z holds NaN; drop or mend it: log-odds are numbers, or infinite for certainty.")
        return value

    return map_numbers(checked, as_array(z, xp), xp)
