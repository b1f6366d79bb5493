"""The objective as solvers see it: a smooth convex function of a flat vector, in the coordinates of a metric."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from skxent.linear_model._hessian import hessian_product, loss_hessian
from skxent.linear_model._metric import Metric
from skxent.linear_model._objective import Array, Objective
from skxent.linear_model._penalty import Penalty, optimality_gap
from skxent.linear_model._sample import drawn, scores_of
from skxent.linear_model._smooth import Point

# Up to this many coordinates the exact Hessian is made: at most 8 MB, and n 10^6 multiplications.
SMALL = 1000
# Multiplications that take some milliseconds: of 15 rows with flat classes the last digits are worth a Hessian.
_QUICK = 1e8


@dataclass(frozen=True, eq=False)
class Problem:
    """f(v) = F(theta(v)), with gradient, Hessian and Hessian products by v."""

    objective: Objective
    metric: Metric
    scores: Array | None = None  # of the rows, for parts; made when they are asked for if they are not given

    @property
    def n_terms(self) -> int:
        """Return the number of rows."""
        return self.objective.n_rows

    @property
    def shape(self) -> tuple[int, int]:
        """Return the shape of the coordinates (J, p + 1)."""
        return self.metric.class_map.shape[1], self.objective.n_features + 1

    @property
    def is_small(self) -> bool:
        """Whether the Hessian is worth its cost."""
        return bool(np.prod(self.shape) <= SMALL)

    @property
    def is_quick(self) -> bool:
        """Whether the Hessian is too quick to be spared."""
        return bool(self.n_terms * np.prod(self.shape) ** 2 <= _QUICK)

    def at(self, v: Array) -> Point:
        """Return the point at ``v``, with the objective and its gradient by the parameters as its origin."""
        value, gradient = self.objective.value_and_gradient(self.theta(v))
        return Point(v, value, self.metric.pull_back(gradient).ravel(), (value, gradient))

    def bound(self, point: Point) -> float:
        """Return a bound on the distance from the minimum, inf where there is none."""
        free = np.array(np.inf)
        return bound_at(self, Penalty(self.objective.ridge, np.zeros(()), -free, free), point)

    def scored(self) -> Self:
        """Return the same problem with the rows' scores at hand."""
        return replace(self, scores=scores_of(self.objective, self.metric))

    def part(self, n_terms: int) -> Self:
        """Return the problem of some of the rows, drawn by what they tell."""
        scores = scores_of(self.objective, self.metric) if self.scores is None else self.scores
        return replace(self, objective=drawn(self.objective, scores, n_terms), scores=None)

    def rough_hessian(self, v: Array) -> Array:
        """Return the Hessian in single precision (N, N)."""
        return self._hessian(v, np.float32)

    def hessian(self, v: Array) -> Array:
        """Return the Hessian at ``v`` (N, N)."""
        return self._hessian(v, np.float64)

    def hessian_product(self, v: Array) -> Callable[[Array], Array]:
        """Return the function that multiplies the Hessian at ``v`` with a flat direction."""
        product = hessian_product(self.objective, self.theta(v))
        return lambda direction: self.metric.pull_back(product(self.theta(direction))).ravel()

    def theta(self, v: Array) -> Array:
        """Return the parameters (C, p + 1) at the flat vector ``v``."""
        return self.metric.to_theta(v.reshape(self.shape))

    def _hessian(self, v: Array, dtype: Any) -> Array:
        metric, theta = self.metric, self.theta(v)
        hessian = loss_hessian(
            self.objective,
            theta,
            metric.class_map,
            lambda block: metric.features(block.dense()),
            self.shape[1],
            dtype=dtype,
        )
        return metric.with_ridge(hessian, self.objective.ridge)


def bound_at(problem: Problem, penalty: Penalty, point: Point) -> float:
    """Return a bound on the distance from the minimum, inf where there is none.

    What is left of the intercepts' gradient is estimated, in coordinates in which their Hessian is about the identity.
    """
    left = point.gradient.reshape(problem.shape)[:, -1]
    return loss_and_gap(problem.objective, penalty, problem.theta(point.x), point.origin)[1] + float(left @ left)


def loss_and_gap(
    objective: Objective, penalty: Penalty, theta: Array, evaluated: tuple[float, Array]
) -> tuple[float, float]:
    """Return the loss, and the upper bound on the distance that holds where the intercepts are the best."""
    W, (value, gradient) = theta[:, :-1], evaluated
    loss = value - float((objective.ridge * W**2).sum()) / 2
    return loss, optimality_gap(W, gradient[:, :-1] - objective.ridge * W, loss, penalty)
