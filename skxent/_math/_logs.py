"""Logarithms that keep their meaning at the edges: 0 log 0, log-softmax, p log(p/q) near p = q.

xlogy(t, p)    = t log p, and 0 where t = 0, whatever p is
kl_terms(p, q) = p log(p/q) - p + q, never negative, 0 only where p = q
log_softmax(z) = (z - m) - log sum exp(z - m),  m = max z
log_sigmoid(z) = - log(1 + exp(-z))
"""

import math
from typing import Any

import numpy as np

from skxent._math._namespace import Array, to_float

# Below this |q - p| / p the series of x - log(1 + x) is exact to float64 with three terms: x^3 < eps.
_SERIES_BELOW = 1e-5


def xlogy(t: Array, p: Array, xp: Any) -> Array:
    """Return t log p, with 0 log 0 = 0; -inf where t > 0 and p = 0."""
    with np.errstate(divide="ignore"):
        if to_float(xp.min(p)) > 0:
            return t * xp.log(p)
        return t * xp.log(xp.where(t == 0, xp.ones_like(p), p))


def kl_terms(p: Array, q: Array, xp: Any) -> Array:
    """Return p log(p/q) - p + q, accurate also where p and q are almost equal.

    With x = (q - p) / p it is p (x - log(1 + x)), whose series begins with p x^2 / 2.
    """
    with np.errstate(over="ignore"):  # beyond float64 it is not near
        x = (q - p) / xp.where(p > 0, p, xp.ones_like(p))
    near = (xp.abs(x) <= 0.5) & (p > 0)
    x = xp.where(near, x, xp.zeros_like(x))
    series = x * x * (0.5 - x * (1 / 3 - x / 4))
    close = p * xp.where(xp.abs(x) < _SERIES_BELOW, series, x - xp.log1p(x))
    return xp.where(near, close, xlogy(p, p, xp) - xlogy(p, q, xp) - p + q)


def sum_last(array: Array, xp: Any) -> Array:
    """Return the sums over the last axis (...); as a product with ones, several times faster on short axes."""
    return xp.matmul(array, xp.ones((array.shape[-1],), dtype=array.dtype))


def log_softmax(z: Array, xp: Any) -> Array:
    """Return (z - m) - log sum exp(z - m) over the last axis, m = max z: large logits lose no digits.

    The sum is 1 for the largest and the others', and log1p of the others' keeps the digits of a probability near 1.
    """
    top = xp.max(z, axis=-1, keepdims=True)
    with np.errstate(over="ignore", invalid="ignore"):
        moved = z - top
        exponential = xp.exp(moved)
        others = sum_last(exponential, xp) - 1
        if _least(others, xp) < _OTHERS:
            summed = sum_last(xp.where(moved == 0, 0.0, exponential), xp)  # of a lone largest, without the 1
            others = xp.where(others < _OTHERS, summed, others)
        return moved - xp.log1p(others)[..., None]


def softmax(z: Array, xp: Any) -> Array:
    """Return exp z / sum exp z over the last axis."""
    with np.errstate(over="ignore"):  # a difference beyond float64 is -inf, whose exp is 0
        exponential = xp.exp(z - _shift(z, xp))
    return exponential / sum_last(exponential, xp)[..., None]


# Where the others' sum is smaller, subtracting 1 would cost it digits. A tie of largest makes it 1 at least.
_OTHERS = 0.05
# Between these no exp overflows or leaves the normal numbers, nor does a sum of 10^40 of them: no shift is needed.
_SAFE = 600.0


def _shift(z: Array, xp: Any) -> Array | float:
    """Return what to take from z before exp: the largest of each row, or nothing where exp is safe as it is."""
    if 0 in z.shape or (to_float(xp.min(z)) > -_SAFE and to_float(xp.max(z)) < _SAFE):
        return 0.0
    top = xp.max(z, axis=-1, keepdims=True)
    return xp.where(xp.isfinite(top), top, xp.zeros_like(top))


def _least(z: Array, xp: Any) -> float:
    """Return the least of all numbers; inf where there is none, as of a part of a file whose rows all weigh 0."""
    return math.inf if 0 in z.shape else to_float(xp.min(z))


def sigmoid(z: Array, xp: Any) -> Array:
    """Return 1 / (1 + exp(-z)), without overflow and down to the smallest numbers."""
    if _least(z, xp) > -_SAFE:
        return 1 / (1 + xp.exp(-z))
    small = xp.exp(-xp.abs(z))
    return xp.where(z >= 0, xp.ones_like(small), small) / (1 + small)


def log_sigmoid(z: Array, xp: Any) -> Array:
    """Return - log(1 + exp(-z)), which is z far below 0."""
    return xp.minimum(z, xp.zeros_like(z)) - xp.log1p(xp.exp(-xp.abs(z)))
