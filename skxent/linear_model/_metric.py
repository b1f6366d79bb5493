"""Coordinates in which the objective is nearly round: a metric, not a scaler; the objective is untouched.

At the null model (W = 0, p_i = pi) the Hessian of the loss is the Kronecker product A x S of the class covariance
A = diag(pi) - pi pi' and the weighted feature covariance S. With S + diag(r / a) = D L L' D, r the ridge, D the
standard deviations and a the mean positive eigenvalue of A, coordinates v are

    W = B V L^-1 D^-1,    b = B c - W m,    B = U diag(s)^(-1/2) with A = U diag(s) U',    m = the weighted mean of x

with v = (V, c), so that raw columns need no scaling and centring is algebra on sums, never a copy of X (Boehning and
Lindsay 1988 bound the Hessian by a matrix of this form at every point, https://doi.org/10.1007/BF00049423). A has one
eigenvalue 0, for one shift of all classes' parameters. Where the ridge treats classes alike nothing leads there, and B
has K - 1 columns; elsewhere a takes the place of the 0.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular
from scipy.sparse import issparse

from skxent._rows import Tally, sum_blocks, unit
from skxent.linear_model._objective import Array, Block, Objective
from skxent.linear_model._threads import sum_in_threads

# Beyond this many features the p x p factor is more memory (32 MB here) and time than a fit should take unasked.
_MAX_FACTORED = 2000
# An eigenvalue of the correlation matrix, for each column, that is nothing but rounding.
_NOTHING = 8 * 2.0**-52
# A column whose deviation is below this part of its size is constant: what is left is rounding of its mean.
_CONSTANT_BELOW = 1e-12
# Below this part of the squared mean a sparse column's variance has lost its digits: it is centred first, in blocks.
_CANCELLED_BELOW = 1e-8
# The least frequency of a class in the metric: a class without weight has no curvature of its own to go by.
_LEAST_RATE = 1e-6


@dataclass(frozen=True, eq=False)
class Metric:
    """The linear map from coordinates v (J, p + 1) to parameters (C, p + 1), and its transpose for gradients."""

    mean: Array  # (p,)
    class_map: Array  # (C, J): B, whose columns are orthogonal
    feature_map: Array  # (p, p): D^-1 L^-T, or (p,) where it is diagonal
    has_intercept: bool

    def to_theta(self, v: Array) -> Array:
        """Return the parameters at coordinates ``v``."""
        W = self._times_features(self.class_map @ v[:, :-1])
        b = self.class_map @ v[:, -1] - W @ self.mean if self.has_intercept else np.zeros(len(W))
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

    def features(self, X: Array) -> Array:
        """Return the features (m, p + 1) that the coordinates multiply: centred, mapped, and a 1 for the intercept."""
        seen = np.empty((len(X), X.shape[1] + 1))
        place = np.multiply if self.feature_map.ndim == 1 else np.matmul
        place(X - self.mean, self.feature_map, out=seen[:, :-1])
        seen[:, -1] = self.has_intercept
        return seen

    def with_ridge(self, hessian: Array, ridge: Array) -> Array:
        """Return the loss's Hessian (J (p + 1), J (p + 1)), written over if in float64, plus that of sum r/2 W^2."""
        F, B = self.feature_map, self.class_map
        r = np.atleast_2d(ridge)[: 1 if _is_blind(ridge) else None]
        r = np.broadcast_to(r, (len(r), len(self.mean)))
        by_feature = np.stack([np.diag(row * F**2) if F.ndim == 1 else F.T @ (row[:, None] * F) for row in r])
        whole = hessian.astype(np.float64, copy=False)
        blocks = whole.reshape((B.shape[1], len(self.mean) + 1) * 2)  # intercepts, the last of each class, have none
        if len(r) == 1:
            for j, squared in enumerate((B**2).sum(axis=0)):  # B'B is diagonal
                blocks[j, :-1, j, :-1] += squared * by_feature[0]
        else:
            blocks[:, :-1, :, :-1] += np.einsum("kab,kij->aibj", B[:, :, None] * B[:, None, :], by_feature)
        return whole

    def from_theta(self, theta: Array) -> Array:
        """Return the coordinates of parameters (C, p + 1), or of the nearest that have some."""
        W, F = theta[:, :-1], self.feature_map
        by_class = self.class_map.T / (self.class_map**2).sum(axis=0)[:, None]  # (J, C): B^+
        c = by_class @ (theta[:, -1] + W @ self.mean)
        with np.errstate(divide="ignore", invalid="ignore"):
            V = np.where(F == 0, 0.0, W / F) if F.ndim == 1 else _solved(F, W.T).T
        return np.column_stack([by_class @ V, c if self.has_intercept else 0 * c])

    def _times_features(self, V: Array) -> Array:
        return V * self.feature_map if self.feature_map.ndim == 1 else V @ self.feature_map.T


@dataclass(frozen=True, eq=False)
class MomentTally(Tally):
    """Sums over rows of first or second moments of the features, with weights that sum to 1."""

    total: Array = unit("weight x features")


def _solved(F: Array, right: Array) -> Array:
    """Return Y with F Y = right; rows of F are brought to one size first, for columns' scales may be far apart."""
    size = np.abs(F).max(axis=1)
    size = np.where(size > 0, size, 1.0)[:, None]
    return np.linalg.lstsq(F / size, right / size)[0]


def null_metric(objective: Objective, base_rate: Array, *, has_intercept: bool) -> Metric:
    """Return the metric of the null model, whose predictions are ``base_rate`` (K,) for every row."""
    p = objective.n_features
    mean = sum_blocks(lambda block: MomentTally(first_moment(block)), objective.blocks).total
    centre = mean if has_intercept else np.zeros(p)
    class_map, typical = _class_map(base_rate, objective.n_outputs, is_blind=_is_blind(objective.ridge))
    ridge = _by_feature(objective.ridge, p) / typical
    if p > _MAX_FACTORED:
        return Metric(centre, class_map, 1 / np.sqrt(_deviations(objective, mean, centre) ** 2 + ridge), has_intercept)
    with np.errstate(over="ignore", invalid="ignore"):
        covariance = sum_in_threads(
            lambda block: MomentTally(_second_moment(block, centre)), objective.blocks, objective.n_threads
        ).total
        if (np.diag(covariance) < _CANCELLED_BELOW * centre**2).any():
            covariance = sum_blocks(
                lambda block: MomentTally(centred_moment(block, centre)), objective.dense_blocks()
            ).total
    _refuse_overflow(covariance)
    return Metric(centre, class_map, _feature_map(covariance, mean, ridge), has_intercept)


def aligned_metric(objective: Objective, base_rate: Array, *, has_intercept: bool) -> Metric:
    """Return coordinates that are the coefficients up to a factor for each, so that boxes stay boxes."""
    p = objective.n_features
    mean = sum_blocks(lambda block: MomentTally(first_moment(block)), objective.blocks).total
    centre = mean if has_intercept else np.zeros(p)
    rate = _floored(base_rate)
    variance = (rate * (1 - rate))[-objective.n_outputs :]  # of two classes the last's, which is the first's as well
    scale = np.sqrt(_deviations(objective, mean, centre) ** 2 + _by_feature(objective.ridge, p) / variance.mean())
    scale = np.where(
        np.isfinite(scale) & (scale > 0), scale, 1.0
    )  # a bound may ask for a constant column's coefficient
    return Metric(centre, np.diag(variance**-0.5), 1 / scale, has_intercept)


def _floored(base_rate: Array) -> Array:
    """Return frequencies of which none is 0 (K,)."""
    rate = np.maximum(base_rate, _LEAST_RATE)
    return rate / rate.sum()


def _is_blind(ridge: Array) -> bool:
    """Return whether a ridge treats all classes alike."""
    return ridge.ndim < 2 or bool((ridge == ridge[:1]).all())


def _by_feature(ridge: Array, p: int) -> Array:
    """Return the mean ridge of each feature (p,)."""
    return np.broadcast_to(ridge.mean(axis=0) if ridge.ndim == 2 else ridge, (p,))


def _deviations(objective: Objective, mean: Array, centre: Array) -> Array:
    """Return the standard deviations about the centre (p,), inf for constant columns."""
    with np.errstate(over="ignore", invalid="ignore"):
        variance = sum_blocks(lambda block: MomentTally(_squares(block, centre)), objective.blocks).total
    _refuse_overflow(variance)
    return _scale(variance, mean)


def _feature_map(covariance: Array, mean: Array, ridge: Array) -> Array:
    """Return D^-1 L^-T (p, p) with covariance + diag(ridge) = D L L' D.

    Where columns follow from others there is no L: then U diag(s)^(-1/2) takes the place of L^-T, with eigenvectors U
    and eigenvalues s, and 0 for those that are nothing but rounding. Coefficients never move in such a direction.
    """
    scale = _scale(np.diag(covariance), mean)  # (p,): D
    correlation = covariance / scale / scale[:, None]
    np.fill_diagonal(correlation, np.where(np.isfinite(scale), np.diag(correlation) + ridge / scale**2, 1.0))
    try:
        factor = np.linalg.cholesky(correlation)
        if np.diag(factor).min() ** 2 > len(factor) * _NOTHING:
            return solve_triangular(factor, np.eye(len(scale)), lower=True).T / scale[:, None]
    except np.linalg.LinAlgError:
        pass
    values, vectors = np.linalg.eigh(correlation)
    something = values > len(values) * _NOTHING * values[-1]
    return vectors * np.where(something, np.where(something, values, 1.0) ** -0.5, 0.0) / scale[:, None]


def _class_map(base_rate: Array, n_outputs: int, *, is_blind: bool) -> tuple[Array, float]:
    """Return B (C, J) and the mean positive eigenvalue of A."""
    rate = _floored(base_rate)
    if n_outputs == 1:
        variance = rate[0] * rate[1]
        return np.array([[variance**-0.5]]), float(variance)
    values, vectors = np.linalg.eigh(np.diag(rate) - np.outer(rate, rate))
    typical = values[1:].mean()
    values[0], vectors[:, 0] = typical, len(rate) ** -0.5
    first = 1 if is_blind else 0
    return vectors[:, first:] / np.sqrt(values[first:]), float(typical)


def _scale(variance: Array, mean: Array) -> Array:
    """Return the standard deviations (p,), and inf for constant columns, whose coefficients then stay 0."""
    scale = np.sqrt(np.maximum(variance, 0))
    return np.where(scale > _CONSTANT_BELOW * np.abs(mean), scale, np.inf)


def _refuse_overflow(second_moments: Array) -> None:
    if not np.isfinite(second_moments).all():
        own = np.diag(second_moments) if second_moments.ndim == 2 else second_moments
        columns = np.flatnonzero(~np.isfinite(own)).tolist()
        named = f"{', '.join(map(str, columns[:5]))}{', ...' if len(columns) > 5 else ''}"
        raise ValueError(
            f"X holds values beyond 1e150 in column{'s' if len(columns) > 1 else ''} {named}, whose squares overflow; "
            "divide them by their size."
        )


def first_moment(block: Block) -> Array:
    return np.asarray(block.X.T @ block.w, dtype=np.float64)


def _squares(block: Block, mean: Array) -> Array:
    """Return sum w (x - m)^2 of a block (p,); of sparse rows over the entries, and m^2 for what is 0."""
    if not issparse(block.X):
        return np.square(block.dense() - mean).T @ block.w
    entries = block.X.tocsc(copy=True).astype(np.float64)
    columns = np.repeat(np.arange(len(mean)), np.diff(entries.indptr))
    w = block.w[entries.indices]
    there = np.bincount(columns, w * (entries.data - mean[columns]) ** 2, len(mean))
    return there + mean**2 * (block.w.sum() - np.bincount(columns, w, len(mean)))


def _second_moment(block: Block, mean: Array) -> Array:
    """Return sum w (x - m)(x - m)' of a block (p, p); of sparse rows without making them dense."""
    if not issparse(block.X):
        return centred_moment(block, mean)
    X = block.X.astype(np.float64)
    cross = np.outer(np.asarray(X.T @ block.w), mean)
    gram: Any = X.T @ X.multiply(block.w[:, None])
    return gram.toarray() - cross - cross.T + block.w.sum() * np.outer(mean, mean)


def centred_moment(block: Block, mean: Array) -> Array:
    """Return sum w (x - m)(x - m)' of a block (p, p), centred before it is squared."""
    centred = (block.dense() - mean) * np.sqrt(block.w)[:, None]
    return centred.T @ centred
