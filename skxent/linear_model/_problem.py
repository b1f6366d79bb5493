"""The objective as solvers see it: a smooth convex function of a flat vector, in the coordinates of a metric."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from skxent.linear_model._hessian import hessian_product, loss_hessian
from skxent.linear_model._metric import Metric
from skxent.linear_model._objective import Array, Objective
from skxent.linear_model._penalty import Penalty, optimality_gap

# Up to this many parameters the exact Hessian is made: at most 8 MB, and n 10^6 multiplications.
SMALL = 1000
# Multiplications that take some milliseconds: of 15 rows with flat classes the last digits are worth a Hessian.
_QUICK = 1e8
# Rows that are enough for a metric, and the share of the null model's Hessian that is mixed in.
_ROWS, _MIXED = 20_000, 0.05


@dataclass(frozen=True, eq=False)
class Problem:
    """f(v) = F(theta(v)), with gradient, Hessian and Hessian products by v."""

    objective: Objective
    metric: Metric

    @property
    def is_small(self) -> bool:
        """Whether the Hessian is worth its cost."""
        return bool(np.prod(self.objective.shape) <= SMALL)

    @property
    def is_long(self) -> bool:
        """Whether there are so many rows that some of them are enough for a metric."""
        return self.objective.n_rows >= 2 * _ROWS

    @property
    def is_quick(self) -> bool:
        """Whether the Hessian is too quick to be spared."""
        return bool(self.objective.n_rows * np.prod(self.objective.shape) ** 2 <= _QUICK)

    def value_and_gradient(self, v: Array) -> tuple[float, Array]:
        """Return f and its gradient, flat."""
        value, gradient = self.objective.value_and_gradient(self.theta(v))
        return value, self.metric.pull_back(gradient).ravel()

    def bound(self, v: Array) -> float:
        """Return a bound on the distance from the minimum, inf where there is none."""
        free = np.array(np.inf)
        return bound_at(self, Penalty(self.objective.ridge, np.zeros(()), -free, free), v)

    def rough_hessian(self, v: Array) -> Array:
        """Return the Hessian of some of the rows, mixed with that of the null model, which here is the identity.

        The mixture keeps curvature where the rows that were taken have none, as in columns that are rarely not 0.
        """
        rough = replace(self, objective=self.objective.some_rows(_ROWS)).hessian(v)
        return (1 - _MIXED) * rough + _MIXED * np.eye(len(rough))

    def hessian(self, v: Array) -> Array:
        """Return the Hessian at ``v`` (N, N)."""
        c, q = self.objective.shape
        by_feature = loss_hessian(
            self.objective, self.theta(v), lambda block: self.metric.features(block.dense()), q
        )
        by_v = np.einsum("ka,kilj,lb->aibj", self.metric.class_map, by_feature, self.metric.class_map, optimize=True)
        return by_v.reshape(c * q, c * q) + self.metric.ridge(self.objective.ridge)

    def hessian_product(self, v: Array) -> Callable[[Array], Array]:
        """Return the function that multiplies the Hessian at ``v`` with a flat direction."""
        product = hessian_product(self.objective, self.theta(v))
        return lambda direction: self.metric.pull_back(product(self.theta(direction))).ravel()

    def theta(self, v: Array) -> Array:
        """Return the parameters (C, p + 1) at the flat vector ``v``."""
        return self.metric.to_theta(v.reshape(self.objective.shape))


def bound_at(problem: Problem, penalty: Penalty, v: Array) -> float:
    """Return a bound on the distance from the minimum at ``v``, inf where there is none.

    What is left of the intercepts' gradient is estimated, in coordinates in which their Hessian is about the identity.
    """
    theta = problem.theta(v)
    evaluated = problem.objective.value_and_gradient(theta)
    left = problem.metric.pull_back(evaluated[1])[:, -1]
    return loss_and_gap(problem.objective, penalty, theta, evaluated)[1] + float(left @ left)


def loss_and_gap(
    objective: Objective, penalty: Penalty, theta: Array, evaluated: tuple[float, Array]
) -> tuple[float, float]:
    """Return the loss, and the upper bound on the distance that holds where the intercepts are the best."""
    W, (value, gradient) = theta[:, :-1], evaluated
    loss = value - float((objective.ridge * W**2).sum()) / 2
    return loss, optimality_gap(W, gradient[:, :-1] - objective.ridge * W, loss, penalty)
