"""Second derivatives of the loss: the whole Hessian, its products with directions, and the intercepts' part of it.

    d2F/dz_i dz_i' = w_i (diag(p_i) - p_i p_i')

The class blocks of a row of the Hessian sum to 0, so with K > 2 classes K - 1 of them are made and the last follows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import get_blas_funcs
from scipy.special import expit

from skxent._rows import Tally, unit
from skxent.linear_model._objective import Array, Block, Objective
from skxent.linear_model._threads import sum_in_threads

# Numbers in a block's row-wise products of probabilities and features: at most 8 MB, whatever n.
_NUMBERS = 2**20
# Below this a probability has no curvature that single precision could tell from rounding; 0 spares slow small numbers.
_NOTHING = 1e-18


@dataclass(frozen=True, eq=False)
class ProductTally(Tally):
    """Sums over rows of the Hessian of the loss times a direction."""

    by_coef: Array = unit("weight nats / coef")  # (C, p)
    by_intercept: Array = unit("weight nats / intercept")  # (C,)


def loss_hessian(
    objective: Objective, theta: Array, seen_as: Callable[[Block], Array], q: int, dtype: Any = np.float64
) -> Array:
    """Return the Hessian (C, q, C, q) of the loss, without penalty, in features ``seen_as(block)`` (m, q).

    With rows Z_i = p_i x x_i (all products) it is blockdiag_k(X' diag(w p_k) X) - Z' diag(w) Z, summed in ``dtype``.
    """
    W, b = theta[:, :-1], theta[:, -1]
    add = _add_logistic if objective.n_outputs == 1 else _add_softmax

    has_products = objective.n_outputs > 1
    total = _Total(max(1, objective.n_outputs - 1), q, objective.n_rows if has_products else 0, dtype)
    for block in objective.blocks:
        for part in block.parts(objective.n_outputs * q, _NUMBERS):
            X = np.ascontiguousarray((seen_as(part) * np.sqrt(part.w)[:, None]).T, dtype=dtype)  # (q, m)
            add(total, part.logits(W, b), X)
    hessian = total.whole()
    return hessian if objective.n_outputs == 1 else _with_last_class(hessian)


class _Total:
    """The sum of the Hessian's parts (J, q, J, q), of which only a triangle is made, and room for products."""

    def __init__(self, n_kept: int, q: int, n_rows: int, dtype: Any) -> None:
        self.shape, size = (n_kept, q), n_kept * q
        self.sum = np.zeros((size, size), dtype, order="F")
        self.own = np.zeros((n_kept, q, q), dtype)  # the diagonal blocks
        self.room = np.empty(min(max(_NUMBERS, size), size * n_rows), dtype)
        (self.syrk,) = get_blas_funcs(("syrk",), dtype=dtype)

    def products(self, p: Array, X: Array) -> Array:
        """Return p_k X of all k in one array (J q, m); the next call writes over it."""
        (n_kept, q), m = self.shape, p.shape[1]
        room = self.room[: n_kept * q * m].reshape(n_kept, q, m)
        np.multiply(p[:, None, :], X, out=room)
        return room.reshape(n_kept * q, m)

    def subtract(self, Z: Array) -> None:
        """Subtract Z Z'."""
        self.sum = self.syrk(-1.0, Z.T, beta=1.0, c=self.sum, trans=1, overwrite_c=1)

    def whole(self) -> Array:
        """Return both triangles, and the diagonal blocks on them, in float64."""
        n_kept, q = self.shape
        half = self.sum.astype(np.float64)
        whole = (half + np.tril(half.T, -1)).reshape(n_kept, q, n_kept, q)
        for k, own in enumerate(self.own):
            whole[k, :, k] += own
        return whole


def intercept_hessian(objective: Objective, theta: Array) -> Array:
    """Return the Hessian of the loss by the intercepts (C, C): sum w (diag(p) - p p')."""
    hessian = loss_hessian(objective, theta, lambda block: np.ones((len(block.w), 1)), 1)
    return hessian[:, 0, :, 0]


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


def _add_softmax(total: _Total, z: Array, X: Array) -> None:
    """Add blockdiag_k(X' diag(p_k) X) - Z' Z of logits (m, K) and X' (q, m)."""
    p = _softmax(z).T[:-1].astype(X.dtype)  # (J, m)
    p[p < _NOTHING] = 0
    total.subtract(total.products(p, X))
    for k, root in enumerate(np.sqrt(p)):
        Y = root * X
        total.own[k] += Y @ Y.T


def _add_logistic(total: _Total, z: Array, X: Array) -> None:
    """Add X' diag(p (1 - p)) X of log-odds (m, 1) and X' (q, m)."""
    Y = np.sqrt(expit(z) * expit(-z)).T.astype(X.dtype) * X
    total.own[0] += Y @ Y.T


def _with_last_class(hessian: Array) -> Array:
    """Return the Hessian (K, q, K, q) from that without the last class (K - 1, q, K - 1, q): its blocks sum to 0."""
    k, q = hessian.shape[:2]
    whole = np.empty((k + 1, q, k + 1, q))
    whole[:k, :, :k] = hessian
    whole[k, :, :k] = -hessian.sum(axis=0)
    whole[:, :, k] = -whole[:, :, :k].sum(axis=2)
    return whole
