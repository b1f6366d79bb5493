"""Logarithms that keep their meaning at the edges: 0 log 0, log-sum-exp, log-softmax.

xlogy(t, p)    = t log p, and 0 where t = 0, whatever p is
log_sum_exp(z) = m + log sum exp(z - m),  m = max z
log_softmax(z) = z - log_sum_exp(z)
"""

from typing import Any

import numpy as np

from skxent._math._namespace import Array


def xlogy(t: Array, p: Array, xp: Any) -> Array:
    """Return t log p, with 0 log 0 = 0; -inf where t > 0 and p = 0."""
    with np.errstate(divide="ignore"):
        return t * xp.log(xp.where(t == 0, xp.ones_like(p), p))


def log_sum_exp(z: Array, axis: int, xp: Any) -> Array:
    """Return log sum exp z over ``axis``, which is kept; -inf where every z is -inf."""
    top = xp.max(z, axis=axis, keepdims=True)
    top = xp.where(xp.isfinite(top), top, xp.zeros_like(top))
    with np.errstate(divide="ignore", over="ignore"):  # a difference beyond float64 is -inf, as it should be
        return top + xp.log(xp.sum(xp.exp(z - top), axis=axis, keepdims=True))


def log_softmax(z: Array, axis: int, xp: Any) -> Array:
    """Return z - log sum exp z over ``axis``."""
    return z - log_sum_exp(z, axis, xp)


def softmax(z: Array, axis: int, xp: Any) -> Array:
    """Return exp z / sum exp z over ``axis``."""
    with np.errstate(over="ignore"):  # a difference beyond float64 is -inf, whose exp is 0
        exponential = xp.exp(z - xp.max(z, axis=axis, keepdims=True))
    return exponential / xp.sum(exponential, axis=axis, keepdims=True)
