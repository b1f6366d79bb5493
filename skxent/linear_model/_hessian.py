"""Second derivatives of the loss: the whole Hessian, its products with directions, and the intercepts' part of it.

    d2F/dz_i dz_i' = w_i (diag(p_i) - p_i p_i')

Logits z = A u of coordinates u, a class map A (C, J), have the Hessian A' (diag(p) - p p') A, which a constant added to
a column of A does not change: a block takes A about its mean probabilities, so that rare classes keep their digits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from skxent._rows import Tally, unit
from skxent.linear_model._objective import Array, Block, Objective
from skxent.linear_model._threads import sum_in_threads

# Bytes of some rows' products or features, two copies, at most; but rows are no fewer than a fourth of the coordinates,
# for each part is added to a Hessian.
_BYTES, _FEWEST = 2**21, 0.25
# Multiplications that are worth a thread: some milliseconds, for threads wait where others spin.
_PER_THREAD = 2.5e8
# Sums of parts that are there at once, each a Hessian, of up to so many coordinates; beyond it is one sum.
_SUMS, _NARROW = 4, 1000
# Below this a probability has no curvature that single precision could tell from rounding; 0 spares slow small numbers.
_NOTHING = 1e-18


@dataclass(frozen=True, eq=False)
class ProductTally(Tally):
    """Sums over rows of the Hessian of the loss times a direction."""

    by_coef: Array = unit("weight nats / coef")  # (C, p)
    by_intercept: Array = unit("weight nats / intercept")  # (C,)


def loss_hessian(
    objective: Objective,
    theta: Array,
    class_map: Array,
    seen_as: Callable[[Block], Array],
    q: int,
    *,
    dtype: Any = np.float64,
) -> Array:
    """Return the Hessian (J q, J q) of the loss, without penalty, by V of logits A V f.

    A is the class map (C, J) and f the features ``seen_as(block)`` (m, q), made anew. With rows Z_i = A'p_i x f_i (all
    products) it is sum_k a_k a_k' x F' diag(w p_k) F - Z' diag(w) Z, summed in ``dtype``.
    """
    W, b = theta[:, :-1], theta[:, -1]
    curved = _logistic_hessian if objective.n_outputs == 1 else _softmax_hessian
    width = class_map.shape[1] * q

    def step(part: Block) -> Array:
        F = seen_as(part)  # (m, q), made for this
        F *= np.sqrt(part.w)[:, None]
        F = np.ascontiguousarray(F.T, dtype=dtype)  # (q, m)
        return curved(part.logits(W, b), class_map, F)

    def summed(parts: Sequence[Block]) -> Array:
        total = step(parts[0])
        for part in parts[1:]:
            total += step(part)
        return total

    n_sums = int(min(_SUMS if width <= _NARROW else 1, max(1, objective.n_rows * width**2 // _PER_THREAD)))
    row_bytes = max(width * np.dtype(dtype).itemsize, 2 * q * np.dtype(np.float64).itemsize)
    n_parts = max(-(-objective.n_rows * row_bytes // _BYTES), n_sums)
    parts = _parts(objective, max(-(-objective.n_rows // n_parts), int(_FEWEST * width), objective.n_outputs))
    size = -(-len(parts) // n_sums)
    groups = [parts[start : start + size] for start in range(0, len(parts), size)]
    return sum_in_threads(summed, groups, objective.n_threads, each=1)


def _parts(objective: Objective, wanted: int) -> list[Block]:
    """Return the blocks in even parts of about so many rows."""
    parts: list[Block] = []
    for block in objective.blocks:
        count = -(-len(block.w) // wanted)
        parts += block.parts(1, -(-len(block.w) // count))
    return parts


def intercept_hessian(objective: Objective, theta: Array) -> Array:
    """Return the Hessian of the loss by the intercepts (C, C): sum w (diag(p) - p p')."""
    W, b = theta[:, :-1], theta[:, -1]

    def step(block: Block) -> Array:
        z = block.logits(W, b)  # (m, C)
        if objective.n_outputs == 1:
            return np.atleast_2d(block.w @ (expit(z) * expit(-z)))
        p = _softmax(z)
        return np.diag(block.w @ p) - np.dot(p.T, block.w[:, None] * p)

    return sum_in_threads(step, objective.blocks, objective.n_threads)


def hessian_product(objective: Objective, theta: Array) -> Callable[[Array], Array]:
    """Return the function that multiplies the Hessian at ``theta`` with a direction (C, p + 1)."""
    W, b = theta[:, :-1], theta[:, -1]
    curve = _logistic_curvature if objective.n_outputs == 1 else _softmax_curvature

    def product(direction: Array) -> Array:
        V, c = direction[:, :-1], direction[:, -1]

        def step(block: Block) -> ProductTally:
            bent = curve(block.logits(W, b), block.times(V, c))  # (m, C)
            return ProductTally(*block.back(block.w[:, None] * bent))

        total = sum_in_threads(step, objective.blocks, objective.n_threads)
        return np.column_stack([total.by_coef + objective.ridge * V, total.by_intercept])

    return product


def _softmax(z: Array) -> Array:
    """Return softmax(z) (m, K), written over ``z``."""
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z, out=z)
    p /= p.sum(axis=1, keepdims=True)
    return p


def _softmax_curvature(z: Array, u: Array) -> Array:
    """Return (diag(p) - p p') u for each row (m, K)."""
    p = _softmax(z)
    return p * (u - (p * u).sum(axis=1, keepdims=True))


def _logistic_curvature(z: Array, u: Array) -> Array:
    """Return p (1 - p) u for each row (m, 1)."""
    return expit(z) * expit(-z) * u


def _softmax_hessian(z: Array, class_map: Array, F: Array) -> Array:
    """Return sum A' (diag(p) - p p') A x f f' (J q, J q) of logits (m, K), A (K, J) and features (q, m)."""
    p = _softmax(z)
    about = class_map - p.mean(axis=0) @ class_map  # (K, J)
    u = (p @ about).T.astype(F.dtype)  # (J, m)
    (width, m), q = u.shape, len(F)
    Z = (u[:, None, :] * F).reshape(width * q, m)
    hessian = np.dot(Z, Z.T)
    p[p < _NOTHING] = 0
    roots = np.sqrt(p).T.astype(F.dtype)  # (K, m)
    grams = np.stack([np.dot(Y, Y.T) for Y in (root * F for root in roots)]).reshape(len(roots), q * q)
    rows = hessian.reshape(width, q, width, q)
    for j, column in enumerate(about.T):
        by_class = (column[:, None] * about).T.astype(F.dtype)  # (J, K)
        rows[j] = (by_class @ grams).reshape(width, q, q).swapaxes(0, 1) - rows[j]
    return hessian


def _logistic_hessian(z: Array, class_map: Array, F: Array) -> Array:
    """Return sum a^2 p (1 - p) f f' (q, q) of log-odds (m, 1), a (1, 1) and features (q, m)."""
    Y = (class_map[0, 0] * np.sqrt(expit(z) * expit(-z))).T.astype(F.dtype) * F
    hessian: Array = np.dot(Y, Y.T)
    return hessian
