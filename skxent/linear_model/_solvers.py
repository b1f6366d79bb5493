"""Solvers: functions of a smooth convex problem and a start, that hold no data and know none.

All stop by one rule: the estimated distance of the objective from its minimum, half the squared Newton decrement
g' H^-1 g / 2, is at most ``tol`` nats. What estimates it gives the Newton step as well, which is taken if it helps:
from within tol it squares the remaining error.

L-BFGS works in the metric of the exact Hessian, made anew every few iterations, where the problem is small enough to
have one; else in the problem's own coordinates, and conjugate gradients estimate the decrement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize
from scipy.sparse.linalg import LinearOperator, cg

Array = np.ndarray[Any, Any]

# Iterations before the metric is made anew: fewer are more Hessians, more are more passes over the data. Handwritten
# digits, raw: 29 passes at 4, 39 at 10, 59 at 24, and no less time below 10 (tests/benchmarks/convergence.py).
_REFRESH_AFTER = 10
# Pairs that L-BFGS keeps: each costs two vectors, and curvature that is nearly round needs few.
_PAIRS = 20
# Relative accuracy of the Newton step by conjugate gradients, and how many of them it may take.
_STEP_ACCURACY, _MOST_PRODUCTS = 1e-6, 500
# Descent ends where the objective changes by less than its own rounding: about n_blocks eps, with a margin.
_ROUNDING = 1e-13
# Where no step along the metric's descends, multiples of its mean are added to the Hessian (Levenberg 1944), from the
# least by factors to the most, at which it is a step along the gradient.
_LEAST_DAMPED, _DAMP, _MOST_DAMPED = 1e-6, 100.0, 1e4
# Added to the Hessian's diagonal, relative to its mean: shifting all classes' parameters together has no curvature.
_JITTERS = (1e-12, 1e-9, 1e-6, 1e-3, 1.0)


class SmoothProblem(Protocol):
    """A smooth convex function of a flat vector, scaled so that its Hessian is not far from the identity."""

    @property
    def is_small(self) -> bool:
        """Whether ``hessian`` is worth its cost."""

    def value_and_gradient(self, v: Array) -> tuple[float, Array]:
        """Return the value and the gradient."""

    def hessian(self, v: Array) -> Array:
        """Return the Hessian (N, N)."""

    def hessian_product(self, v: Array) -> Callable[[Array], Array]:
        """Return the function that multiplies the Hessian with a direction."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Where a solver ended, and why."""

    x: Array
    value: float
    n_iter: int
    reason: str  # "converged"; "rounding": no step can lower the objective; "max_iter"; "stalled": none was found


@dataclass(frozen=True, eq=False)
class _Point:
    """A point with the value and the gradient there."""

    x: Array
    value: float
    gradient: Array


@dataclass(frozen=True, eq=False)
class _Local:
    """A problem in coordinates y around a point: x = point + scale L^-T y, with L L' the Hessian there.

    The scale is the length of the Newton step, so that the first step of L-BFGS, of length 1, is that step.
    """

    problem: SmoothProblem
    centre: Array
    factor: Array  # L
    scale: float

    def x(self, y: Array) -> Array:
        """Return the point at ``y``."""
        return self.centre + self.scale * solve_triangular(self.factor, y, lower=True, trans="T")

    def value_and_gradient(self, y: Array) -> tuple[float, Array]:
        """Return the value and the gradient by y."""
        value, gradient = self.problem.value_and_gradient(self.x(y))
        return value, self.scale * solve_triangular(self.factor, gradient, lower=True)


def lbfgs(problem: SmoothProblem, x0: Array, *, tol: float, max_iter: int) -> Solution:
    """Minimise by L-BFGS (Liu and Nocedal 1989, https://doi.org/10.1007/BF01589116)."""
    start = _Point(x0, *problem.value_and_gradient(x0))
    if max_iter == 0:
        return Solution(x0, start.value, 0, "max_iter")
    return (_refreshed if problem.is_small else _certified)(problem, start, tol, max_iter)


def _refreshed(problem: SmoothProblem, point: _Point, tol: float, max_iter: int) -> Solution:
    """Run L-BFGS in the metric of the Hessian, which is made anew every few iterations."""
    n_iter, damping = 0, 0.0
    while True:
        hessian = problem.hessian(point.x)
        factor = _factor(hessian)
        whitened = solve_triangular(factor, point.gradient, lower=True)
        gap = float(whitened @ whitened) / 2
        if gap <= tol:
            step = -solve_triangular(factor, whitened, lower=True, trans="T")
            return _end(_better(problem, point, step), n_iter + 1, "converged")
        if n_iter >= max_iter:
            return _end(point, n_iter, "max_iter")
        local, start = _local(problem, point, _factor(hessian, damping) if damping else factor)
        after, n_new, _ = _descend(local, start, tol * local.scale**2, min(_REFRESH_AFTER, max_iter - n_iter))
        n_iter += n_new
        if point.value - after.value > _ROUNDING * abs(point.value):
            # A pass of its own: brought back through an ill-conditioned factor the gradient would lose its digits.
            x = local.x(after.x)
            point = _Point(x, *problem.value_and_gradient(x))
            damping = 0.0
        elif damping < _MOST_DAMPED:  # the Newton step leads too far: the Hessian is too flat to be believed
            damping = max(_DAMP * damping, _LEAST_DAMPED)
        else:
            return _end(point, n_iter, _stuck(point, gap))


def _certified(problem: SmoothProblem, point: _Point, tol: float, max_iter: int) -> Solution:
    """Run L-BFGS in the problem's coordinates, and estimate the decrement by conjugate gradients where it stops."""
    n_iter, wanted = 0, tol
    while True:
        point, n_new, stalled = _descend(problem, point, wanted, max_iter - n_iter)
        n_iter += n_new
        if n_iter >= max_iter:
            return _end(point, n_iter, "max_iter")
        step, is_exact = _newton_step(problem, point)
        gap = float(-step @ point.gradient) / 2
        if is_exact and gap <= tol:
            return _end(_better(problem, point, step), n_iter + 1, "converged")
        if stalled:
            return _end(point, n_iter, _stuck(point, gap))
        wanted /= 10  # the Hessian is flatter here than the identity


def _descend(problem: Any, start: _Point, wanted: float, max_iter: int) -> tuple[_Point, int, bool]:
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


def _local(problem: SmoothProblem, point: _Point, factor: Array) -> tuple[_Local, _Point]:
    """Return the problem around ``point`` in the metric of ``factor``, and where it starts."""
    whitened = solve_triangular(factor, point.gradient, lower=True)
    scale = float(np.linalg.norm(whitened))
    return _Local(problem, point.x, factor, scale), _Point(np.zeros_like(point.x), point.value, scale * whitened)


def _factor(hessian: Array, damping: float = 0.0) -> Array:
    """Return L with L L' = the Hessian, damping, and what jitter it needs; both relative to the mean diagonal."""
    mean = float(np.trace(hessian)) / len(hessian)
    for jitter in _JITTERS:
        try:
            moved = (damping + jitter) * (mean if mean > 0 else 1.0)
            return np.linalg.cholesky(hessian + moved * np.eye(len(hessian)))
        except np.linalg.LinAlgError:
            continue
    return np.eye(len(hessian))


def _newton_step(problem: SmoothProblem, point: _Point) -> tuple[Array, bool]:
    """Return - H^-1 g by conjugate gradients, and whether they reached their accuracy."""
    size = point.x.size
    hessian = LinearOperator((size, size), matvec=problem.hessian_product(point.x), dtype=np.float64)
    step, info = cg(hessian, -point.gradient, rtol=_STEP_ACCURACY, maxiter=min(10 * size, _MOST_PRODUCTS))
    return step, info == 0


def _better(problem: SmoothProblem, point: _Point, step: Array) -> _Point:
    """Return the point behind the Newton step if its gradient is smaller, which shows below the value's rounding."""
    x = point.x + step
    after = _Point(x, *problem.value_and_gradient(x))
    smaller = np.linalg.norm(after.gradient) < np.linalg.norm(point.gradient)
    return after if smaller else point


def _stuck(point: _Point, gap: float) -> str:
    """Return why no step lowers the objective: it is at its rounding, or none was found."""
    return "rounding" if gap <= 1e3 * _ROUNDING * max(abs(point.value), 1.0) else "stalled"


def _end(point: _Point, n_iter: int, reason: str) -> Solution:
    return Solution(point.x, point.value, n_iter, reason)


SOLVERS: dict[str, Callable[..., Solution]] = {"lbfgs": lbfgs}
