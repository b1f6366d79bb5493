"""Solvers: functions of a smooth convex problem and a start, that hold no data and know none.

All stop by one rule: the estimated distance of the objective from its minimum, half the squared Newton decrement
g' H^-1 g / 2, is at most ``tol`` nats. The conjugate gradients that estimate it give the Newton step as well, which
is taken if it helps: from within tol it squares the remaining error.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy.optimize import minimize
from scipy.sparse.linalg import LinearOperator, cg

Array = np.ndarray[Any, Any]

# Relative accuracy of the Newton step: the error that is left behind it is this part of the step.
_STEP_ACCURACY = 1e-6
# Pairs that L-BFGS keeps: each costs two vectors, and curvature that is nearly round needs few.
_PAIRS = 20


class SmoothProblem(Protocol):
    """A smooth convex function of a flat vector, scaled so that its Hessian is not far from the identity."""

    def value_and_gradient(self, v: Array) -> tuple[float, Array]:
        """Return the value and the gradient."""

    def hessian_product(self, v: Array) -> Callable[[Array], Array]:
        """Return the function that multiplies the Hessian with a direction."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Where a solver ended, and why."""

    x: Array
    value: float
    n_iter: int
    reason: str  # "converged", "max_iter" or "rounding": no step lowers the objective further


@dataclass(frozen=True, eq=False)
class _Point:
    """A point with the value and the gradient there."""

    x: Array
    value: float
    gradient: Array


def lbfgs(problem: SmoothProblem, x0: Array, *, tol: float, max_iter: int) -> Solution:
    """Minimise by L-BFGS (Liu and Nocedal 1989, https://doi.org/10.1007/BF01589116)."""
    point = _Point(x0, *problem.value_and_gradient(x0))
    n_iter, stalled, wanted = 0, False, tol
    while True:
        point, n_new, stalled = _descend(problem, point, wanted, max_iter - n_iter)
        n_iter += n_new
        step = _newton_step(problem, point)
        if -step @ point.gradient / 2 <= tol:
            end = _better(problem, point, step)
            return Solution(end.x, end.value, max(n_iter, 1), "converged")
        if n_iter >= max_iter:
            return Solution(point.x, point.value, n_iter, "max_iter")
        if stalled:
            return Solution(point.x, point.value, n_iter, "rounding")
        wanted /= 10  # the Hessian is flatter here than the identity


def _descend(problem: SmoothProblem, start: _Point, wanted: float, max_iter: int) -> tuple[_Point, int, bool]:
    """Run L-BFGS until g'g / 2 <= wanted; return where, after how many iterations, and if it got stuck."""
    latest = start

    def evaluate(x: Array) -> tuple[float, Array]:
        nonlocal latest
        latest = _Point(x.copy(), *problem.value_and_gradient(x))
        return latest.value, latest.gradient

    def is_near(point: _Point) -> bool:
        return float(point.gradient @ point.gradient) / 2 <= wanted

    def stop_when_near(intermediate_result: Any) -> None:  # noqa: ARG001 - SciPy calls it by this name
        if is_near(latest):
            raise StopIteration

    if is_near(start) or max_iter <= 0:
        return start, 0, False
    options = {"maxiter": max_iter, "maxfun": 20 * max_iter + 20, "maxcor": _PAIRS, "ftol": 0.0, "gtol": 0.0}
    result = minimize(evaluate, start.x, jac=True, method="L-BFGS-B", callback=stop_when_near, options=options)
    end = latest if np.array_equal(latest.x, result.x) else _Point(result.x, *problem.value_and_gradient(result.x))
    return end, int(result.nit), not is_near(end) and result.nit < max_iter


def _newton_step(problem: SmoothProblem, point: _Point) -> Array:
    """Return - H^-1 g by conjugate gradients."""
    size = point.x.size
    hessian = LinearOperator((size, size), matvec=problem.hessian_product(point.x), dtype=np.float64)
    step, _ = cg(hessian, -point.gradient, rtol=_STEP_ACCURACY, maxiter=min(10 * size, 500))
    return step


def _better(problem: SmoothProblem, point: _Point, step: Array) -> _Point:
    """Return the point behind the step, unless the objective is higher there by more than rounding."""
    x = point.x + step
    after = _Point(x, *problem.value_and_gradient(x))
    smaller = np.linalg.norm(after.gradient) < np.linalg.norm(point.gradient)
    return after if smaller else point


SOLVERS: dict[str, Callable[..., Solution]] = {"lbfgs": lbfgs}
