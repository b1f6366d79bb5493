"""Second derivatives of the loss: the whole Hessian, its products with directions, and the intercepts' part of it.

    d2F/dz_i dz_i' = w_i (diag(p_i) - p_i p_i')

The class blocks of a row of the Hessian sum to 0, so with K > 2 classes K - 1 of them are made and the last follows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from skxent._rows import Tally, sum_blocks, unit
from skxent.linear_model._objective import Array, Block, Objective

# Numbers in a block's row-wise products of probabilities and features: a Hessian of handwritten digits takes 17 ms at
# 2^16, 15 at 2^18 and 14 at 2^20 (tests/benchmarks/fits.py --blocks).
_NUMBERS = 2**19
# Below this a probability has no curvature that single precision could tell from rounding; 0 spares slow small numbers.
_NOTHING = 1e-18


@dataclass(frozen=True, eq=False)
class ProductTally(Tally):
    """Sums over rows of the Hessian of the loss times a direction."""

    by_coef: Array = unit("weight nats / coef")  # (C, p)
    by_intercept: Array = unit("weight nats / intercept")  # (C,)


@dataclass(frozen=True, eq=False)
class HessianTally(Tally):
    """Sum over rows of the Hessian of the loss, class by feature by class by feature, last class left out."""

    by_both: Array = unit("weight nats / parameter^2")  # (J, q, J, q), J = max(1, C - 1)


def loss_hessian(
    objective: Objective, theta: Array, seen_as: Callable[[Block], Array], q: int, dtype: Any = np.float64
) -> Array:
    """Return the Hessian (C, q, C, q) of the loss, without penalty, in features ``seen_as(block)`` (m, q).

    With rows Z_i = p_i x x_i (all products) it is blockdiag_k(X' diag(w p_k) X) - Z' diag(w) Z. Products are
    made in ``dtype`` and added in float64.
    """
    W, b = theta[:, :-1], theta[:, -1]
    curve = _logistic_hessian if objective.n_outputs == 1 else _softmax_hessian

    def step(block: Block) -> HessianTally:
        X = np.ascontiguousarray((seen_as(block) * np.sqrt(block.w)[:, None]).T, dtype=dtype)  # (q, m)
        return HessianTally(curve(block.logits(W, b), X).astype(np.float64, copy=False))

    blocks = (part for block in objective.blocks for part in block.parts(objective.n_outputs * q, _NUMBERS))
    hessian = sum_blocks(step, blocks).by_both
    return hessian if objective.n_outputs == 1 else _with_last_class(hessian)


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

        total = sum_blocks(step, objective.blocks)
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


def _softmax_hessian(z: Array, X: Array) -> Array:
    """Return blockdiag_k(X' diag(p_k) X) - Z' Z (J, q, J, q) of logits (m, K) and X' (q, m), J = K - 1."""
    p = _softmax(z).T[:-1].astype(X.dtype)  # (J, m)
    p[p < _NOTHING] = 0
    (n_kept, m), q = p.shape, len(X)
    Z = (p[:, None, :] * X).reshape(n_kept * q, m)
    hessian = (-(Z @ Z.T)).reshape(n_kept, q, n_kept, q)
    for k, p_k in enumerate(p):
        Y = np.sqrt(p_k) * X
        hessian[k, :, k, :] += Y @ Y.T
    return hessian


def _logistic_hessian(z: Array, X: Array) -> Array:
    """Return X' diag(p (1 - p)) X (1, q, 1, q) of log-odds (m, 1) and X' (q, m)."""
    Y = np.sqrt(expit(z) * expit(-z)).T.astype(X.dtype) * X
    return (Y @ Y.T)[None, :, None, :]


def _with_last_class(hessian: Array) -> Array:
    """Return the Hessian (K, q, K, q) from that without the last class (K - 1, q, K - 1, q): its blocks sum to 0."""
    k, q = hessian.shape[:2]
    whole = np.empty((k + 1, q, k + 1, q))
    whole[:k, :, :k] = hessian
    whole[k, :, :k] = -hessian.sum(axis=0)
    whole[:, :, k] = -whole[:, :, :k].sum(axis=2)
    return whole
