"""Minimising in a box: Newton steps on the face of the box where the point lies, and L-BFGS-B to find the face.

A place is pressed if it is at its bound and the gradient holds it there; the others are free. The distance from the
minimum is estimated as for smooth problems, half the squared Newton decrement, on the free places; steps are clipped to
the box (Bertsekas 1982, https://doi.org/10.1137/0320018).
"""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from scipy.linalg import cho_solve
from scipy.optimize import Bounds

from skxent.linear_model._descent import (
    CAUTION,
    ROUNDING,
    Progress,
    descend,
    factor_of,
    step_by_products,
    stuck,
    told_from,
)
from skxent.linear_model._smooth import Array, Point, Solution

# Iterations of L-BFGS-B in a row before Newton steps take over. Lasso of raw digits and 40 correlated columns: 1.82 s
# and 0.89 s at 15, 0.27 and 0.59 at 100, 0.17 and 0.30 at 1000, where the latter end at max_iter, as with some draws of
# columns at 100 (tests/benchmarks/convergence.py).
_SEARCH = 100
# How often a step is taken anew without the places that it would push out of the box.
_HOLDS = 10
# Halvings of a clipped Newton step before it is given up, and the part of the promised descent that it is to bring.
_HALVINGS, _SUFFICIENT = 6, 1e-4


class BoxProblem(Protocol):
    """A smooth convex function in a box."""

    @property
    def is_small(self) -> bool:
        """Whether ``face_hessian`` is worth its cost."""

    @property
    def bounds(self) -> Bounds:
        """The box."""

    def at(self, x: Array) -> Point:
        """Return the point at ``x``."""

    def bound(self, point: Point) -> float:
        """Return a bound on the distance of the value from its minimum, inf where there is none."""

    def face_hessian(self, x: Array, free: Array) -> Array:
        """Return the Hessian by the free places."""

    def face_product(self, x: Array, free: Array) -> Callable[[Array], Array]:
        """Return the function that multiplies the Hessian by the free places with a direction."""

    def tidied(self, x: Array) -> Array:
        """Return the same point in its simplest form."""


def bounded_lbfgs(
    problem: BoxProblem, x0: Array, *, tol: float, max_iter: int, progress: Progress | None = None
) -> Solution:
    """Minimise by L-BFGS-B (Byrd, Lu, Nocedal and Zhu 1995, https://doi.org/10.1137/0916069) and Newton steps."""
    point, n_iter, wanted = problem.at(x0), 0, tol / CAUTION
    search, box = True, problem.bounds
    while n_iter < max_iter:
        before = point
        if search:
            most = min(_SEARCH if problem.is_small else max_iter, max_iter - n_iter)
            run = descend(problem, point, wanted, most, bounds=box, progress=told_from(progress, n_iter))
            point, n_iter = _tidied(problem, run.point), n_iter + run.n_iter
        step, gap, is_exact = _face_step(problem, point)
        if is_exact and CAUTION * gap <= tol:
            after = _better(problem, point, step)
            if problem.bound(after) <= tol or CAUTION * _face_step(problem, after)[1] <= tol:  # no place was released
                return Solution(after, n_iter + 1, "converged")
        else:
            after = _clipped(problem, point, step)
        if n_iter >= max_iter:
            break
        n_iter += 1
        if progress:
            progress(n_iter, after.x, after.value)
        descended = point.value - after.value > ROUNDING * abs(point.value)
        if not descended and search and before.value - point.value <= ROUNDING * abs(point.value):
            near = problem.bound(point) <= tol
            return Solution(point, n_iter, "converged" if near else stuck(point, gap, tol))
        search = not descended
        wanted = min(wanted, tol * _squared(problem, point) / max(gap, tol) / CAUTION) / (1 if descended else 10)
        point = after if after.value <= point.value else point
    return Solution(point, n_iter, "max_iter")


def _tidied(problem: BoxProblem, point: Point) -> Point:
    """Return the same point in its simplest form."""
    x = problem.tidied(point.x)
    return point if np.array_equal(x, point.x) else problem.at(x)


def _free(box: Bounds, point: Point) -> Array:
    """Return the places that no bound and gradient hold."""
    x, g = point.x, point.gradient
    pressed = ((x <= box.lb) & (g >= 0)) | ((x >= box.ub) & (g <= 0))
    return np.flatnonzero(~pressed)


def _squared(problem: BoxProblem, point: Point) -> float:
    """Return g'g over the free places."""
    g = point.gradient[_free(problem.bounds, point)]
    return float(g @ g)


def _face_step(problem: BoxProblem, point: Point) -> tuple[Array, float, bool]:
    """Return the Newton step on the free places, half its decrement, and whether it is accurate.

    A free place at its bound that the step would push out is held, and the step taken anew without it.
    """
    box, x = problem.bounds, point.x
    free = _free(box, point)
    solve = _solver_on(problem, point, free)
    step, is_exact = solve(free)
    gap = float(-step @ point.gradient) / 2
    for _ in range(_HOLDS):
        out = ((x <= box.lb) & (step < 0)) | ((x >= box.ub) & (step > 0))
        if not out[free].any():
            break
        free = free[~out[free]]
        step, _ = solve(free)
    return step, gap, is_exact


def _solver_on(problem: BoxProblem, point: Point, free: Array) -> Callable[[Array], tuple[Array, bool]]:
    """Return the function that gives the Newton step on some of the free places, and whether it is accurate."""
    hessian = problem.face_hessian(point.x, free) if problem.is_small else None

    def solve(some: Array) -> tuple[Array, bool]:
        step, gradient = np.zeros_like(point.x), point.gradient[some]  # some are left: no bound holds an intercept
        if hessian is not None:
            among = np.searchsorted(free, some)
            step[some] = -cho_solve((factor_of(hessian[np.ix_(among, among)]), True), gradient)
            return step, True
        step[some], is_exact = step_by_products(problem.face_product(point.x, some), gradient)
        return step, is_exact

    return solve


def _clipped(problem: BoxProblem, point: Point, step: Array) -> Point:
    """Return the point behind the step, clipped to the box; else at the first bound on its way; else nearer."""
    box = problem.bounds
    for share in (1.0, _first_bound(box, point.x, step), *(0.5**k for k in range(1, _HALVINGS))):
        x = problem.tidied(np.clip(point.x + share * step, box.lb, box.ub))
        after = problem.at(x)
        promised = float(point.gradient @ (point.x - x))
        if promised > 0 and point.value - after.value >= _SUFFICIENT * promised:
            return after
    return point


def _first_bound(box: Bounds, x: Array, step: Array) -> float:
    """Return the share of the step at which the first place meets its bound: a flat direction ends there."""
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(step > 0, (box.ub - x) / step, np.where(step < 0, (box.lb - x) / step, np.inf))
    return float(np.minimum(room[room > 0].min(initial=1.0), 1.0))


def _better(problem: BoxProblem, point: Point, step: Array) -> Point:
    """Return the point behind the last step if it is in the box and its free gradient is smaller."""
    box = problem.bounds
    after = problem.at(np.clip(point.x + step, box.lb, box.ub))
    return after if _squared(problem, after) < _squared(problem, point) else point


BOUNDED_SOLVERS: dict[str, Any] = {"auto": bounded_lbfgs, "lbfgs": bounded_lbfgs}
