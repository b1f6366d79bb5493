"""What solvers are given and what they give: a smooth problem, points on it, and solutions; no data, no optimizer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Point:
    """A point with the value and the gradient there, and the point or evaluation that they were made from."""

    x: Array
    value: float
    gradient: Array
    origin: Any = None


@dataclass(frozen=True, eq=False)
class Solution:
    """Where a solver ended, and why."""

    point: Point
    n_iter: int
    reason: str  # "converged"; "rounding": no step can lower the objective; "max_iter"; "stalled": none was found

    @property
    def x(self) -> Array:
        """Return the place."""
        return self.point.x

    @property
    def value(self) -> float:
        """Return the value."""
        return self.point.value


class SmoothProblem(Protocol):
    """A smooth convex function of a flat vector, a mean of terms, scaled so that its Hessian is not far from 1."""

    @property
    def n_terms(self) -> int:
        """The number of terms."""

    @property
    def is_small(self) -> bool:
        """Whether ``hessian`` is worth its cost."""

    @property
    def is_quick(self) -> bool:
        """Whether ``hessian`` is too quick to be spared."""

    def at(self, v: Array) -> Point:
        """Return the point at ``v``."""

    def bound(self, point: Point) -> float:
        """Return a bound on the distance of the value from its minimum, inf where there is none."""

    def scored(self) -> Self:
        """Return the same mean, with what it takes to give parts at hand."""

    def part(self, n_terms: int) -> Self:
        """Return the mean of some of the terms that stand for all."""

    def hessian(self, v: Array) -> Array:
        """Return the Hessian (N, N)."""

    def rough_hessian(self, v: Array) -> Array:
        """Return the Hessian to a few digits, to work in its metric."""

    def hessian_product(self, v: Array) -> Callable[[Array], Array]:
        """Return the function that multiplies the Hessian with a direction."""
