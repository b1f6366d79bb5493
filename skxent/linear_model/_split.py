"""The objective with lasso and bounds, as a smooth problem in a box: a coefficient is the difference of two parts.

W = a - c with a, c >= 0 where there is a lasso, and sum l |W| is then sum l (a + c) at its least, where a or c is 0
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds

from skxent.linear_model._objective import Array
from skxent.linear_model._penalty import Penalty
from skxent.linear_model._problem import Problem


@dataclass(frozen=True, eq=False)
class SplitProblem:
    """f(x) = F(a - c) + sum l (a + c) at x = (v, c): v holds a, other coefficients and intercepts; c is apart."""

    problem: Problem  # in coordinates that are the coefficients up to a factor
    penalty: Penalty

    @property
    def is_small(self) -> bool:
        """Whether the Hessian is worth its cost."""
        return self.problem.is_small

    @cached_property
    def split(self) -> Array:
        """Return the places in v that have a second part (M,)."""
        return np.flatnonzero(self._flat(self.penalty.lasso, 0.0) > 0)

    @cached_property
    def lasso(self) -> Array:
        """Return l of each split place in the coordinates (M,)."""
        return (self._flat(self.penalty.lasso, 0.0) * self.factor)[self.split]

    @cached_property
    def factor(self) -> Array:
        """Return dW/dv, 1 for intercepts (N,)."""
        metric = self.problem.metric
        return self._flat(np.outer(np.diag(metric.class_map), metric.feature_map), 1.0)

    @cached_property
    def bounds(self) -> Bounds:
        """Return the box of x."""
        lower = self._flat(self.penalty.lower, -np.inf) / self.factor
        upper = self._flat(self.penalty.upper, np.inf) / self.factor
        second = (np.maximum(-upper, 0)[self.split], np.maximum(-lower, 0)[self.split])
        lower[self.split], upper[self.split] = np.maximum(lower, 0)[self.split], np.maximum(upper, 0)[self.split]
        return Bounds(np.concatenate([lower, second[0]]), np.concatenate([upper, second[1]]))

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
        """Return the same model with a or c as small as can be, and coefficients at their best shift over classes.

        Shifting is a direction in which the loss is flat, and Newton steps go astray.
        """
        v = self.joined(x)
        if self.is_shiftable:
            whole = (v * self.factor).reshape(self.problem.objective.shape)
            W = whole[:, :-1]
            moved = self.penalty.shifted(W)
            lower = self.penalty.value(moved) < self.penalty.value(W)
            whole[:, :-1] = moved if lower else W
            v = whole.ravel() / self.factor
        return self.parted(v)

    @cached_property
    def is_shiftable(self) -> bool:
        """Whether one constant may be added to all classes' coefficients of a feature."""
        return self.problem.objective.n_outputs > 1 and not self.penalty.is_bounded

    def value_and_gradient(self, x: Array) -> tuple[float, Array]:
        """Return f and its gradient."""
        value, gradient = self.problem.value_and_gradient(self.joined(x))
        second = self.lasso - gradient[self.split]
        gradient = gradient.copy()
        gradient[self.split] += self.lasso
        n = len(gradient)
        return value + float(self.lasso @ (x[:n][self.split] + x[n:])), np.concatenate([gradient, second])

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

    def _flat(self, values: Array, at_intercept: float) -> Array:
        """Return values that broadcast to the coefficients as a flat vector over parameters (N,)."""
        c, q = self.problem.objective.shape
        whole = np.full((c, q), at_intercept)
        whole[:, :-1] = values
        return whole.ravel()
