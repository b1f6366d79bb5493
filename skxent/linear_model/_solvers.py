"""Solvers: functions of a smooth convex problem and a start, that hold no data and know none.

All stop by one rule: the estimated distance of the objective from its minimum, a cautious multiple of half the squared
Newton decrement g' H^-1 g / 2, is at most ``tol`` nats. What estimates it gives the Newton step as well, which is taken
if it helps: from within tol it squares the remaining error.

Where the problem is small enough to have Hessians, L-BFGS works in the metric of a rough one, made anew every few
iterations (``_refreshing``). Newton-CG, trust-exact, and L-BFGS on larger problems stay in the problem's coordinates;
larger problems also end where a bound on the distance is within ``tol``.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from skxent.linear_model._descent import (
    CAUTION,
    ROUNDING,
    Limits,
    Progress,
    better,
    descend,
    is_finite,
    newton_step,
    stuck,
    told_from,
)
from skxent.linear_model._refreshing import refreshed
from skxent.linear_model._smooth import Array, Point, SmoothProblem, Solution

# Iterations of L-BFGS on many parameters before Newton-CG takes over, which takes about as long in all.
_PATIENT = 150


def auto(problem: SmoothProblem, x0: Array, *, tol: float, max_iter: int, progress: Progress | None = None) -> Solution:
    """Minimise by L-BFGS; beyond what a Hessian is worth, Newton-CG goes on where that takes too long.

    L-BFGS takes less time where the metric is good, and may need thousands of iterations where it leaves much to be
    desired: ``python tests/benchmarks/convergence.py`` prints both.
    """
    if problem.is_small:
        return lbfgs(problem, x0, tol=tol, max_iter=max_iter, progress=progress)
    first = lbfgs(problem, x0, tol=tol, max_iter=min(_PATIENT, max_iter), progress=progress)
    if first.reason != "max_iter" or first.n_iter == max_iter:
        return first
    rest = Limits(tol, max_iter - first.n_iter, told_from(progress, first.n_iter))
    last = _certified("Newton-CG", problem, first.point, rest)
    return replace(last, n_iter=first.n_iter + last.n_iter)


def lbfgs(
    problem: SmoothProblem, x0: Array, *, tol: float, max_iter: int, progress: Progress | None = None
) -> Solution:
    """Minimise by L-BFGS (Liu and Nocedal 1989, https://doi.org/10.1007/BF01589116)."""
    limits = Limits(tol, max_iter, progress)
    if not problem.is_small:
        return _certified("L-BFGS-B", problem, problem.at(x0), limits)
    first = refreshed(problem, problem.at(x0), limits)
    return _continued(first, limits, lambda rest: _certified("Newton-CG", problem, first.point, rest))


def newton_cg(
    problem: SmoothProblem, x0: Array, *, tol: float, max_iter: int, progress: Progress | None = None
) -> Solution:
    """Minimise by Newton's method with conjugate gradients (Nocedal and Wright 2006, algorithm 7.1)."""
    return _newton("Newton-CG", problem, x0, Limits(tol, max_iter, progress))


def trust_exact(
    problem: SmoothProblem, x0: Array, *, tol: float, max_iter: int, progress: Progress | None = None
) -> Solution:
    """Minimise by a trust region with the exact Hessian (Conn, Gould and Toint 2000, algorithm 7.3.4)."""
    return _newton("trust-exact", problem, x0, Limits(tol, max_iter, progress))


def _newton(method: str, problem: SmoothProblem, x0: Array, limits: Limits) -> Solution:
    """Run a Newton method; where it stalls, as where curvature vanishes, damped steps go on if there are any."""
    first = _certified(method, problem, problem.at(x0), limits)
    if not problem.is_small:
        return first
    return _continued(first, limits, lambda rest: refreshed(problem, first.point, rest))


def _continued(first: Solution, limits: Limits, go_on: Callable[[Limits], Solution]) -> Solution:
    """Return the first solution, or if it stalled what another method makes of it."""
    if first.reason != "stalled":
        return first
    rest = go_on(Limits(limits.tol, limits.max_iter - first.n_iter, told_from(limits.progress, first.n_iter)))
    return replace(rest, n_iter=first.n_iter + rest.n_iter)


def _certified(method: str, problem: SmoothProblem, point: Point, limits: Limits) -> Solution:
    """Run a method in the problem's coordinates, and estimate the decrement where it stops."""
    tol, max_iter, n_iter, wanted = limits.tol, limits.max_iter, 0, limits.tol / CAUTION
    if not is_finite(point):
        return Solution(point, 0, "stalled")
    while max_iter > 0:
        before = point
        here = descend(
            problem, point, wanted, max_iter - n_iter, method=method, progress=told_from(limits.progress, n_iter)
        )
        point, n_iter = here.point, n_iter + here.n_iter
        if n_iter >= max_iter:
            break
        left = np.inf if problem.is_small else problem.bound(point)
        if left <= tol:
            return Solution(point, n_iter, "converged")
        # What is left of the way costs less than the products of a Newton step.
        if np.isfinite(left) and not here.is_stuck and here.n_iter > 0:
            wanted = min(wanted / 10, float(point.gradient @ point.gradient) / 4 * tol / left)
            continue
        step, is_exact = newton_step(problem, point)
        gap = float(-step @ point.gradient) / 2
        if is_exact and CAUTION * gap <= tol:
            return Solution(better(problem, point, step), min(n_iter + 1, max_iter), "converged")
        if here.is_stuck and not before.value - point.value > ROUNDING * abs(point.value):
            return Solution(point, n_iter, stuck(point, gap, tol))
        # The Hessian is flatter here than the identity, by the decrement over the gradient's size.
        flatness = max(gap, tol) / max(float(point.gradient @ point.gradient), 1e-300)
        wanted = min(wanted / 10, tol / flatness / CAUTION)
    return Solution(point, n_iter, "max_iter")


Solver = Callable[..., Solution]
SOLVERS: dict[str, Solver] = {"auto": auto, "lbfgs": lbfgs, "newton-cg": newton_cg, "trust-exact": trust_exact}
