"""The objective as solvers see it: a smooth convex function of a flat vector, in the coordinates of a metric."""

from collections.abc import Callable
from dataclasses import dataclass

from skxent.linear_model._metric import Metric
from skxent.linear_model._objective import Array, Objective


@dataclass(frozen=True, eq=False)
class Problem:
    """f(v) = F(theta(v)), with gradient and Hessian products by v."""

    objective: Objective
    metric: Metric

    def value_and_gradient(self, v: Array) -> tuple[float, Array]:
        """Return f and its gradient, flat."""
        value, gradient = self.objective.value_and_gradient(self.theta(v))
        return value, self.metric.pull_back(gradient).ravel()

    def hessian_product(self, v: Array) -> Callable[[Array], Array]:
        """Return the function that multiplies the Hessian at ``v`` with a flat direction."""
        product = self.objective.hessian_product(self.theta(v))
        return lambda direction: self.metric.pull_back(product(self.theta(direction))).ravel()

    def theta(self, v: Array) -> Array:
        """Return the parameters (C, p + 1) at the flat vector ``v``."""
        return self.metric.to_theta(v.reshape(self.objective.shape))
