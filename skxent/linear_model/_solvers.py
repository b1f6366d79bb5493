"""Solvers: functions of a smooth convex problem and a start, that hold no data and know none.

All stop by one rule: the estimated distance of the objective from its minimum, a cautious multiple of half the squared
Newton decrement g' H^-1 g / 2, is at most ``tol`` nats. What estimates it gives the Newton step as well, which is taken
if it helps: from within tol it squares the remaining error.

L-BFGS begins in the problem's own coordinates and goes on in the metric of the Hessian, made anew every few iterations,
where the problem is small enough to have one. Newton-CG, trust-exact, and L-BFGS on larger problems stay in the
problem's coordinates.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular

from skxent.linear_model._descent import (
    CAUTION,
    ROUNDING,
    Point,
    Progress,
    SmoothProblem,
    Solution,
    better,
    descend,
    ended,
    factor_of,
    newton_step,
    point_at,
    stuck,
    told_from,
)

Array = np.ndarray[Any, Any]

# Iterations before the metric is made anew: fewer are more Hessians, more are more passes over the data. Handwritten
# digits, raw: 31 passes at 4, 44 at 10, 58 at 24, and no less time below 10 (tests/benchmarks/convergence.py).
_REFRESH_AFTER = 10
# Where no step along the metric's descends, multiples of its mean are added to the Hessian (Levenberg 1944), from the
# least by factors to the most, at which it is a step along the gradient.
_LEAST_DAMPED, _DAMP, _MOST_DAMPED = 1e-6, 100.0, 1e4
# The part of tol that a bound is to prove before a Hessian is spared, so that a fit that ends so is as accurate as
# others; and the steps that are tried for it, at two passes each.
_PROVEN, _CHORDS = 1e-3, 3


@dataclass(frozen=True, eq=False)
class _Local:
    """A problem in coordinates y around a point: x = point + scale L^-T y, with L L' the Hessian there.

    The scale is the length of the Newton step, so that the first step of L-BFGS, of length 1, is that step.
    """

    problem: SmoothProblem
    centre: Array
    factor: Array | None  # L; None for the problem's own coordinates, in which it is taken for the identity
    scale: float

    def x(self, y: Array) -> Array:
        """Return the point at ``y``."""
        return self.centre + self.scale * _unwhitened(self.factor, y)

    def value_and_gradient(self, y: Array) -> tuple[float, Array]:
        """Return the value and the gradient by y."""
        value, gradient = self.problem.value_and_gradient(self.x(y))
        return value, self.scale * _whitened(self.factor, gradient)


def _whitened(factor: Array | None, gradient: Array) -> Array:
    """Return L^-1 g."""
    return gradient if factor is None else solve_triangular(factor, gradient, lower=True)


def _unwhitened(factor: Array | None, y: Array) -> Array:
    """Return L^-T y."""
    return y if factor is None else solve_triangular(factor, y, lower=True, trans="T")


def lbfgs(
    problem: SmoothProblem, x0: Array, *, tol: float, max_iter: int, progress: Progress | None = None
) -> Solution:
    """Minimise by L-BFGS (Liu and Nocedal 1989, https://doi.org/10.1007/BF01589116)."""
    run = _Limits(tol, max_iter, progress)
    if not problem.is_small:
        return _certified("L-BFGS-B", problem, point_at(problem, x0), run)
    first = _refreshed(problem, point_at(problem, x0), run)
    return _continued(first, run, lambda rest: _certified("Newton-CG", problem, point_at(problem, first.x), rest))


def newton_cg(
    problem: SmoothProblem, x0: Array, *, tol: float, max_iter: int, progress: Progress | None = None
) -> Solution:
    """Minimise by Newton's method with conjugate gradients (Nocedal and Wright 2006, algorithm 7.1)."""
    return _newton("Newton-CG", problem, x0, _Limits(tol, max_iter, progress))


def trust_exact(
    problem: SmoothProblem, x0: Array, *, tol: float, max_iter: int, progress: Progress | None = None
) -> Solution:
    """Minimise by a trust region with the exact Hessian (Conn, Gould and Toint 2000, algorithm 7.3.4)."""
    return _newton("trust-exact", problem, x0, _Limits(tol, max_iter, progress))


@dataclass(frozen=True, eq=False)
class _Limits:
    """How near the minimum is to be, after how many iterations at most, and who is told."""

    tol: float
    max_iter: int
    progress: Progress | None


def _newton(method: str, problem: SmoothProblem, x0: Array, run: _Limits) -> Solution:
    """Run a Newton method; where it stalls, as where curvature vanishes, damped steps go on if there are any."""
    first = _certified(method, problem, point_at(problem, x0), run)
    if not problem.is_small:
        return first
    return _continued(first, run, lambda rest: _refreshed(problem, point_at(problem, first.x), rest))


def _continued(first: Solution, run: _Limits, go_on: Callable[[_Limits], Solution]) -> Solution:
    """Return the first solution, or if it stalled what another method makes of it."""
    if first.reason != "stalled":
        return first
    rest = go_on(_Limits(run.tol, run.max_iter - first.n_iter, told_from(run.progress, first.n_iter)))
    return replace(rest, n_iter=first.n_iter + rest.n_iter)


def _refreshed(problem: SmoothProblem, point: Point, run: _Limits) -> Solution:
    """Run L-BFGS in the problem's coordinates, then in the metric of the Hessian, made anew every few iterations."""
    tol, max_iter, n_iter, damping = run.tol, run.max_iter, 0, 0.0
    here: _Curvature | None = None
    while n_iter < max_iter:
        local, start = _local(problem, point, None if here is None else here.factor(damping))
        after, n_new, _ = descend(
            local,
            start,
            tol / CAUTION * local.scale**2,
            min(_REFRESH_AFTER, max_iter - n_iter),
            progress=told_from(run.progress, n_iter, local.x),
        )
        n_iter += n_new
        descended = point.value - after.value > ROUNDING * abs(point.value)
        if descended:
            # A pass of its own: brought back through an ill-conditioned factor the gradient would lose its digits.
            point, damping = point_at(problem, local.x(after.x)), 0.0
            proven = None if problem.is_quick else _proven(problem, point, local.factor, tol)
            if proven is not None:
                return ended(proven, n_iter + 1, "converged")
        if descended or here is None or not here.is_exact:
            here = _Curvature(problem, point, is_exact=here is not None or not problem.is_long)
            here = here if here.is_exact or CAUTION * here.gap > tol else _Curvature(problem, point, is_exact=True)
            if CAUTION * here.gap <= tol:
                return ended(better(problem, point, here.step), n_iter + 1, "converged")
        elif damping < _MOST_DAMPED:  # the Newton step leads too far: the Hessian is too flat to be believed
            damping = max(_DAMP * damping, _LEAST_DAMPED)
        else:
            return ended(point, n_iter, stuck(point, here.gap, tol))
    return ended(point, n_iter, "max_iter")


class _Curvature:
    """The Hessian at a point, or a rough one, with what follows from it there."""

    def __init__(self, problem: SmoothProblem, point: Point, *, is_exact: bool) -> None:
        self.is_exact = is_exact
        self.hessian = problem.hessian(point.x) if is_exact else problem.rough_hessian(point.x)
        self.undamped = factor_of(self.hessian)
        short = _whitened(self.undamped, point.gradient)
        self.gap = float(short @ short) / 2
        self.step = -_unwhitened(self.undamped, short)

    def factor(self, damping: float) -> Array:
        """Return L with L L' = the Hessian and damping."""
        return factor_of(self.hessian, damping) if damping else self.undamped


def _proven(problem: SmoothProblem, point: Point, factor: Array | None, tol: float) -> Point | None:
    """Return the point behind Newton steps in a metric at hand, if a bound proves it near; else None.

    So the Hessian need not be made once more to see that the fit is over.
    """
    for _ in range(_CHORDS):
        short = _whitened(factor, point.gradient)
        if CAUTION * float(short @ short) / 2 > tol:
            return None
        point = better(problem, point, -_unwhitened(factor, short))
        if problem.bound(point.x) <= _PROVEN * tol:
            return point
    return None


def _certified(method: str, problem: SmoothProblem, point: Point, run: _Limits) -> Solution:
    """Run a method in the problem's coordinates, and estimate the decrement where it stops."""
    tol, max_iter, n_iter, wanted = run.tol, run.max_iter, 0, run.tol / CAUTION
    while max_iter > 0:
        before = point
        point, n_new, stalled = descend(
            problem, point, wanted, max_iter - n_iter, method=method, progress=told_from(run.progress, n_iter)
        )
        n_iter += n_new
        if n_iter >= max_iter:
            break
        step, is_exact = newton_step(problem, point)
        gap = float(-step @ point.gradient) / 2
        if is_exact and CAUTION * gap <= tol:
            return ended(better(problem, point, step), n_iter + 1, "converged")
        if stalled and before.value - point.value <= ROUNDING * abs(point.value):
            return ended(point, n_iter, stuck(point, gap, tol))
        # The Hessian is flatter here than the identity, by the decrement over the gradient's size.
        flatness = max(gap, tol) / max(float(point.gradient @ point.gradient), 1e-300)
        wanted = min(wanted / 10, tol / flatness / CAUTION)
    return ended(point, n_iter, "max_iter")


def _local(problem: SmoothProblem, point: Point, factor: Array | None) -> tuple[_Local, Point]:
    """Return the problem around ``point`` in the metric of ``factor``, and where it starts."""
    short = _whitened(factor, point.gradient)
    scale = float(np.linalg.norm(short))
    return _Local(problem, point.x, factor, scale), Point(np.zeros_like(point.x), point.value, scale * short)


Solver = Callable[..., Solution]
SOLVERS: dict[str, Solver] = {"lbfgs": lbfgs, "newton-cg": newton_cg, "trust-exact": trust_exact}
