"""The objective with lasso and bounds, as a smooth problem in a box: a coefficient is the difference of two parts.

W = a - c with a, c >= 0 where there is a lasso, and sum l |W| is then sum l (a + c) at its least, where a or c is 0
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds

from skxent.linear_model._objective import Array
from skxent.linear_model._penalty import Penalty
from skxent.linear_model._problem import Problem, bound_at
from skxent.linear_model._smooth import Point


@dataclass(frozen=True, eq=False)
class SplitProblem:
    """f(x) = F(a - c) + sum l (a + c) at x = (v, c): v holds a, other coefficients and intercepts; c is apart."""

    problem: Problem  # in coordinates that are the coefficients up to a factor
    penalty: Penalty
    factor: Array  # (N,), dW/dv, 1 for intercepts
    split: Array  # (M,), the places in v that have a second part
    lasso: Array  # (M,), l of each such place in the coordinates
    bounds: Bounds  # of x (N + M,)

    @property
    def is_small(self) -> bool:
        """Whether the Hessian is worth its cost."""
        return self.problem.is_small

    def joined(self, x: Array) -> Array:
        """Return the coordinates v with W = a - c (N,)."""
        n = len(self.factor)
        v = x[:n].copy()
        v[self.split] -= x[n:]
        return v

    def parted(self, v: Array) -> Array:
        """Return x within the box for the coordinates v, with a or c as small as can be."""
        second = np.maximum(-v[self.split], 0)
        first = v.copy()
        first[self.split] = np.maximum(first[self.split], 0)
        return np.clip(np.concatenate([first, second]), self.bounds.lb, self.bounds.ub)

    def tidied(self, x: Array) -> Array:
        """Return the same coefficients with a or c as small as can be."""
        return self.parted(self.joined(x))

    def at(self, x: Array) -> Point:
        """Return the point at ``x``."""
        whole = self.problem.at(self.joined(x))
        second = self.lasso - whole.gradient[self.split]
        gradient = whole.gradient.copy()
        gradient[self.split] += self.lasso
        n = len(gradient)
        value = whole.value + float(self.lasso @ (x[:n][self.split] + x[n:]))
        return Point(x, value, np.concatenate([gradient, second]), whole)

    def bound(self, point: Point) -> float:
        """Return a bound on the distance from the minimum, inf where there is none."""
        return bound_at(self.problem, self.penalty, point.origin)

    def face_hessian(self, x: Array, free: Array) -> Array:
        """Return the Hessian by the places of x that are ``free``."""
        place, sign = self._face(free)
        hessian = self.problem.hessian(self.joined(x))
        return hessian[np.ix_(place, place)] * np.outer(sign, sign)

    def face_product(self, x: Array, free: Array) -> Callable[[Array], Array]:
        """Return the function that multiplies the Hessian by the free places with a direction."""
        place, sign = self._face(free)
        product = self.problem.hessian_product(self.joined(x))

        def on_face(direction: Array) -> Array:
            whole = np.zeros(len(self.factor))
            np.add.at(whole, place, sign * direction)
            return product(whole)[place] * sign

        return on_face

    def _face(self, free: Array) -> tuple[Array, Array]:
        """Return the place in v of each free place in x, and the sign it enters with."""
        n = len(self.factor)
        place = np.concatenate([np.arange(n), self.split])[free]
        return place, np.where(free < n, 1.0, -1.0)


def split_problem(problem: Problem, penalty: Penalty) -> SplitProblem:
    """Return the problem of a lasso and bounds; its metric has to be diagonal."""
    metric, shape = problem.metric, problem.objective.shape
    factor = _flat(np.outer(np.diag(metric.class_map), metric.feature_map), 1.0, shape)
    split = np.flatnonzero(_flat(penalty.lasso, 0.0, shape) > 0)
    lower, upper = _flat(penalty.lower, -np.inf, shape) / factor, _flat(penalty.upper, np.inf, shape) / factor
    second = np.maximum(-upper, 0)[split], np.maximum(-lower, 0)[split]
    lower[split], upper[split] = np.maximum(lower, 0)[split], np.maximum(upper, 0)[split]
    bounds = Bounds(np.concatenate([lower, second[0]]), np.concatenate([upper, second[1]]))
    return SplitProblem(problem, penalty, factor, split, (_flat(penalty.lasso, 0.0, shape) * factor)[split], bounds)


def _flat(values: Array, at_intercept: float, shape: tuple[int, int]) -> Array:
    """Return values that broadcast to the coefficients as a flat vector over parameters (N,)."""
    whole = np.full(shape, at_intercept)
    whole[:, :-1] = values
    return whole.ravel()
