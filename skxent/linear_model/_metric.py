"""Coordinates in which the objective is nearly round: a metric, not a scaler; the objective is untouched.

At the null model (W = 0, p_i = pi) the Hessian of the loss is the Kronecker product A x S of the class covariance
A = diag(pi) - pi pi' and the weighted feature covariance S. With S + (alpha / a) I = D L L' D, D the standard
deviations and a the least positive eigenvalue of A, coordinates v are

    W = A^(-1/2) V L^-1 D^-1,    b = A^(-1/2) c - W m,    m = the weighted mean of x,    v = (V, c)

so that raw columns need no scaling and centring is algebra on sums, never a copy of X (Boehning and Lindsay 1988
bound the Hessian by a matrix of this form at every point, https://doi.org/10.1007/BF00049423).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular
from scipy.sparse import issparse

from skxent._rows import Tally, sum_blocks, unit
from skxent.linear_model._objective import Array, Block, Objective

# Beyond this many features the p x p factor costs more than the iterations that it saves, and memory of p^2.
_MAX_FACTORED = 2000
# Added to the unit diagonal of the correlation matrix, so that collinear columns can be factored without ridge.
_JITTER = 1e-10


@dataclass(frozen=True, eq=False)
class Metric:
    """The linear map from coordinates v (C, p + 1) to parameters (C, p + 1), and its transpose for gradients."""

    mean: Array  # (p,)
    class_map: Array  # (C, C): A^(-1/2)
    feature_map: Array  # (p, p): D^-1 L^-T, or (p,) where it is diagonal
    has_intercept: bool

    def to_theta(self, v: Array) -> Array:
        """Return the parameters at coordinates ``v``."""
        W = self._times_features(self.class_map @ v[:, :-1])
        b = self.class_map @ v[:, -1] - W @ self.mean if self.has_intercept else np.zeros(len(v))
        return np.column_stack([W, b])

    def pull_back(self, gradient: Array) -> Array:
        """Return the gradient by ``v`` from the gradient by the parameters."""
        by_coef, by_intercept = gradient[:, :-1], gradient[:, -1]
        if not self.has_intercept:
            by_intercept = np.zeros(len(gradient))
        centred = by_coef - np.outer(by_intercept, self.mean)
        features = self.feature_map
        by_v = centred * features if features.ndim == 1 else centred @ features
        return np.column_stack([self.class_map.T @ by_v, self.class_map.T @ by_intercept])

    def _times_features(self, V: Array) -> Array:
        return V * self.feature_map if self.feature_map.ndim == 1 else V @ self.feature_map.T


@dataclass(frozen=True, eq=False)
class MomentTally(Tally):
    """Sums over rows of first or second moments of the features, with weights that sum to 1."""

    total: Array = unit("weight x features")


def null_metric(objective: Objective, base_rate: Array, *, has_intercept: bool) -> Metric:
    """Return the metric of the null model, whose predictions are ``base_rate`` (K,) for every row."""
    p = objective.n_features
    mean = sum_blocks(lambda block: MomentTally(_first_moment(block)), objective.blocks).total
    mean = mean if has_intercept else np.zeros(p)
    class_map, least = _class_map(base_rate, objective.n_outputs)
    ridge = objective.alpha / least
    if p > _MAX_FACTORED:
        second = sum_blocks(lambda block: MomentTally(_squares(block)), objective.blocks).total
        variance = np.maximum(second - mean**2, 0)
        return Metric(mean, class_map, 1 / np.sqrt(_positive(variance) + ridge), has_intercept)
    covariance = sum_blocks(lambda block: MomentTally(_second_moment(block, mean)), objective.blocks).total
    return Metric(mean, class_map, _feature_map(covariance, ridge), has_intercept)


def _feature_map(covariance: Array, ridge: float) -> Array:
    """Return D^-1 L^-T (p, p) with covariance + ridge I = D L L' D."""
    scale = np.sqrt(_positive(np.diag(covariance)))  # (p,): D
    correlation = covariance / scale / scale[:, None]
    correlation[np.diag_indices_from(correlation)] += ridge / scale**2 + _JITTER
    factor = np.linalg.cholesky(correlation)
    inverse = solve_triangular(factor, np.eye(len(scale)), lower=True)  # L^-1
    return inverse.T / scale[:, None]


def _class_map(base_rate: Array, n_outputs: int) -> tuple[Array, float]:
    """Return A^(-1/2) (C, C) and the least positive eigenvalue of A."""
    rate = np.maximum(base_rate, 1e-6)  # a class without weight still needs a scale
    if n_outputs == 1:
        variance = rate[0] * rate[1]
        return np.array([[variance**-0.5]]), float(variance)
    values, vectors = np.linalg.eigh(np.diag(rate) - np.outer(rate, rate))
    least = values[1]  # values[0] is the 0 of shifting all logits, a direction that stays at its start
    values[0] = least
    return (vectors / np.sqrt(values)) @ vectors.T, float(least)


def _positive(variance: Array) -> Array:
    """Return the variances, 1 for constant columns, which then have only the ridge."""
    return np.where(variance > 0, variance, 1.0)


def _first_moment(block: Block) -> Array:
    return np.asarray(block.X.T @ block.w, dtype=np.float64)


def _squares(block: Block) -> Array:
    square = block.X.multiply(block.X) if issparse(block.X) else np.square(block.X, dtype=np.float64)
    return np.asarray(square.T @ block.w, dtype=np.float64)


def _second_moment(block: Block, mean: Array) -> Array:
    """Return sum w (x - m)(x - m)' of a block (p, p)."""
    if issparse(block.X):
        X = block.X.astype(np.float64)
        weighted_mean = np.asarray(X.T @ block.w)
        cross = np.outer(weighted_mean, mean)
        gram: Any = X.T @ X.multiply(block.w[:, None])
        return gram.toarray() - cross - cross.T + block.w.sum() * np.outer(mean, mean)
    centred = (block.X - mean) * np.sqrt(block.w)[:, None]
    return centred.T @ centred
