"""L-BFGS in the metric of a rough Hessian that is made anew where the point is, as often as it is worth.

A Hessian H of some of the rows is near that of all where there are many rows for each parameter (Xu, Roosta-Khorasani
and Mahoney 2020, https://doi.org/10.1007/s10107-019-01405-z). In coordinates x = point + scale L^-T y, L L' = H + d,
a step of L-BFGS is a Newton step with its line search, and the next ones repair what is rough about H. The damping d
(Levenberg 1944) falls tenfold where a step brings what it promised, and grows where it leads too far.

Where there are very many rows, some of them are minimised first: what their minimum misses, some size / (2 rows) nats,
is where all rows take over.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy.linalg import solve_triangular

from skxent.linear_model._descent import (
    CAUTION,
    ROUNDING,
    Limits,
    better,
    descend,
    factor_of,
    is_finite,
    step_by_products,
    stuck,
    told_from,
)
from skxent.linear_model._smooth import Array, Point, SmoothProblem, Solution

# The constants were chosen by the work of fits of five benchmark data sets that are unlike each other, and of draws of
# their rows: ``python tests/benchmarks/convergence.py --constants`` prints it for other values. It is flat around them.

# Evaluations of a row that take as long as its part in a rough Hessian, for each coordinate (1/22 by
# ``tests/benchmarks/fits.py --blocks``, less by threads).
_HESSIAN_COST = 1 / 20
# A rough Hessian has so many rows for each parameter, or what costs as much as so many evaluations if that is more. A
# level further has four times as many, and what is over a quarter of the rows is all, so that copies are small.
_ROWS, _EVALUATIONS, _PER_LEVEL, _LARGEST_PART = 7, 0.4, 4, 4
# Rows for each parameter to start from, how near their minimum they are brought, as a share of what they miss, and in
# how many iterations at most.
_START_ROWS, _START_AIM, _START_ITERATIONS = 60, 0.1, 60
# Iterations at most in the problem's own coordinates; in any metric; and the share within which steps are as promised,
# which keeps a metric for as long.
_FIRST, _MOST, _AS_PROMISED = 4, 10, 0.3
# Damping to begin with, in units of the null model's curvature; its change; and where steps are along the gradient.
_DAMPING, _DAMP, _MOST_DAMPED = 0.01, 10.0, 1e4
# Damping grows where a step brings less than the first part of what it promised, and falls where more than the second.
_POOR, _GOOD = 0.1, 0.5
# Above this damping single precision is enough: a metric need not tell directions that are flatter than the damping.
_SINGLE = 1e-5
# L-BFGS goes on to this part of tol; the last Newton step has this relative accuracy, or what so many products bring.
_FINE, _CLOSING, _CLOSING_PRODUCTS = 0.1, 0.2, 30
# It is to leave this part of the estimate, or to start from this part of tol: what is smaller yet may be rounding.
_CONTRACTION, _FINEST = 0.25, 1e-3


@dataclass(frozen=True, eq=False)
class _LocalProblem:
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

    def at(self, y: Array) -> Point:
        """Return the point at ``y``, with that of the problem as its origin."""
        origin = self.problem.at(self.x(y))
        if not np.isfinite(origin.gradient).all():
            raise FloatingPointError("a step led where there is no gradient")  # the run ends where it was
        return Point(y, origin.value, self.scale * _whitened(self.factor, origin.gradient), origin)


@dataclass(frozen=True, eq=False)
class _LocalMetric:
    """The metric at hand, and how it came to be."""

    part: SmoothProblem  # the rows that its Hessian is of
    damping: float
    level: int = 0
    hessian: Array | None = None  # None: the problem's own coordinates
    keeps_promises: bool = False
    exact: float = np.nan  # the distance by the Newton step of all rows, where that was taken and nothing moved since

    def factor(self) -> Array | None:
        """Return L with L L' = H + d."""
        return None if self.hessian is None else factor_of(self.hessian, self.damping)

    def undamped(self) -> Array | None:
        """Return L with L L' = H."""
        return None if self.hessian is None else factor_of(self.hessian)

    def is_last(self, problem: SmoothProblem) -> bool:
        """Return whether neither more rows nor more damping are left to try."""
        return self.hessian is not None and self.damping >= _MOST_DAMPED and self.part is problem

    def most(self, problem: SmoothProblem, size: int) -> int:
        """Return the number of iterations that the metric is kept for: about what its successor costs."""
        worth = int(np.ceil(_HESSIAN_COST * size * self.part.n_terms / problem.n_terms))
        if self.hessian is None:
            return _FIRST if problem.is_quick else min(worth, _FIRST)
        return _MOST if self.keeps_promises else min(worth, _MOST)

    def made_at(self, v: Array) -> Self:
        """Return the metric of the Hessian at ``v``."""
        is_single = self.damping >= _SINGLE and not self.part.is_quick
        return replace(self, hessian=self.part.rough_hessian(v) if is_single else self.part.hessian(v))

    def refined(self, problem: SmoothProblem, size: int) -> Self:
        """Return the metric with more rows, if there are more."""
        if self.part is problem:
            return self
        return replace(self, part=_part(problem, size, self.level + 1), level=self.level + 1)


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What some iterations in one metric brought."""

    point: Point
    n_iter: int
    gain: float  # of the first step, as a part of what it promised
    promised: float  # the distance as it was estimated
    left: float  # as it is


@dataclass(frozen=True, eq=False)
class _Closing:
    """What came of trying to end: where, whether it is the end, and the metric to go on with if it is not."""

    point: Point
    is_end: bool
    metric: _LocalMetric


Close = Callable[[SmoothProblem, Point, _LocalMetric, float], _Closing]


def refreshed(problem: SmoothProblem, point: Point, limits: Limits) -> Solution:
    """Minimise by L-BFGS in metrics made anew, to an estimated distance of at most ``tol``."""
    if not is_finite(point):
        return Solution(point, 0, "stalled")
    problem = problem.scored() if _LARGEST_PART * _rows(problem, len(point.x), 0) <= problem.n_terms else problem
    start = _started(problem, point, limits)  # before the metric has a part of its own: one copy of rows at a time
    here = _LocalMetric(_part(problem, len(point.x), 0), _DAMPING)
    return _descended(problem, start, here if start is point else here.made_at(start.x), limits, _closed)


def _descended(problem: SmoothProblem, point: Point, here: _LocalMetric, limits: Limits, close: Close) -> Solution:
    """Minimise from a metric, until ``close`` says that a point near the minimum is the end."""
    n_iter = 0
    while n_iter < limits.max_iter:
        run = _searched(problem, point, here, limits, n_iter)
        has_moved, point, n_iter = run.point is not point, run.point, n_iter + run.n_iter
        if CAUTION * run.left <= limits.tol:
            closing, n_iter = close(problem, point, here, limits.tol), min(n_iter + 1, limits.max_iter)
            if closing.is_end:
                return Solution(closing.point, n_iter, "converged")
            if not has_moved and closing.point is point and not np.isnan(here.exact):
                return Solution(point, n_iter, stuck(point, here.exact, limits.tol))
            point, here = closing.point, closing.metric
        elif here.is_last(problem) and not has_moved:
            return Solution(point, n_iter, stuck(point, _left(here.undamped(), point), limits.tol))
        else:
            here = _next(problem, here, run, has_moved=has_moved)
    return Solution(point, n_iter, "max_iter")


def _started(problem: SmoothProblem, point: Point, limits: Limits) -> Point:
    """Return the minimum of some of the rows if it is the better start."""
    size = len(point.x)
    n_rows = _START_ROWS * size
    aim = _START_AIM * size / (2 * n_rows)
    far = float(point.gradient @ point.gradient) / 2 > aim
    if not far or limits.max_iter == 0 or _LARGEST_PART * n_rows > problem.n_terms:
        return point
    part = problem.part(n_rows)
    few = Limits(CAUTION * aim, _START_ITERATIONS)
    found = _descended(part, part.at(point.x), _LocalMetric(_part(part, size, 0), _DAMPING), few, _near_enough)
    after = problem.at(found.x)
    return after if after.value < point.value else point


def _part(problem: SmoothProblem, size: int, level: int) -> SmoothProblem:
    """Return the rows for a rough Hessian, or all if they are not many more."""
    wanted = _rows(problem, size, level)
    return problem if _LARGEST_PART * wanted > problem.n_terms else problem.part(wanted)


def _rows(problem: SmoothProblem, size: int, level: int) -> int:
    """Return the number of rows that a rough Hessian is to have."""
    return int(_PER_LEVEL**level * max(_ROWS * size, _EVALUATIONS * problem.n_terms / (_HESSIAN_COST * size)))


def _searched(problem: SmoothProblem, point: Point, here: _LocalMetric, limits: Limits, n_iter: int) -> _Outcome:
    """Run L-BFGS in the metric at hand."""
    factor = here.factor()
    short = _whitened(factor, point.gradient)
    scale = float(np.linalg.norm(short))
    local, promised = _LocalProblem(problem, point.x, factor, scale), scale**2 / 2
    if problem.is_quick and here.hessian is not None and scale > 0:
        stepped = _stepped(local, point, -short / scale, promised)
        if stepped is not None:
            if limits.progress:
                limits.progress(n_iter + 1, stepped.point.x, stepped.point.value)
            return stepped
    after = descend(
        local,
        Point(np.zeros_like(point.x), point.value, scale * short, point),
        _FINE * limits.tol / CAUTION * scale**2,
        min(here.most(problem, len(point.x)), limits.max_iter - n_iter),
        progress=told_from(limits.progress, n_iter, local.x),
    )
    end = after.point if point.value - after.point.value > ROUNDING * abs(point.value) else None
    left = promised if end is None else float(end.gradient @ end.gradient) / (2 * scale**2)
    gain = (point.value - after.trial) / promised if promised > 0 else 1.0
    return _Outcome(point if end is None else end.origin, after.n_iter, gain, promised, left)


def _stepped(local: _LocalProblem, point: Point, y: Array, promised: float) -> _Outcome | None:
    """Take the first step alone if it is good: where Hessians are quick, a call of SciPy takes as long as two."""
    with np.errstate(over="ignore", invalid="ignore"):
        origin = local.problem.at(local.x(y))
    gain = (point.value - origin.value) / promised
    has_moved = point.value - origin.value > ROUNDING * abs(point.value)
    if not (gain > _GOOD and has_moved and is_finite(origin)):
        return None
    return _Outcome(origin, 1, gain, promised, _left(local.factor, origin))


def _next(problem: SmoothProblem, here: _LocalMetric, run: _Outcome, *, has_moved: bool) -> _LocalMetric:
    """Return the metric to go on with: damped by what the last steps brought, of more rows if that was too little."""
    v, before = run.point.x, here.part
    if here.hessian is None:
        return here.made_at(v)
    brings = has_moved and run.gain > _GOOD
    misleads = not has_moved or not run.gain >= _POOR
    shrank = run.left <= 10 ** (-run.n_iter / 2) * run.promised
    if not has_moved or (brings and not shrank):
        here = here.refined(problem, len(v))
    damping = here.damping / _DAMP if brings else max(here.damping * _DAMP, _SINGLE) if misleads else here.damping
    if not has_moved:
        damping = max(_DAMP * damping, _DAMPING)
    exact = np.nan if has_moved else here.exact
    here = replace(here, damping=damping, keeps_promises=abs(run.gain - 1) < _AS_PROMISED, exact=exact)
    return here.made_at(v) if has_moved or here.part is not before else here


def _closed(problem: SmoothProblem, point: Point, here: _LocalMetric, tol: float) -> _Closing:
    """Return the point behind the Newton step of all rows, the end if the distance is sure to be within tol.

    It is not where the step does not shrink what is left as it does where curvature is steady.
    """
    step, factor, of_all = None, None, None
    if not problem.is_quick:
        factor = here.undamped()
        step = _newton_by_products(problem, point, factor)
    if step is None and (problem.is_quick or here.part is problem):
        of_all = problem.hessian(point.x)
        factor = factor_of(of_all)
        step = _newton(factor, point)
    if step is None:
        return _Closing(point, is_end=False, metric=_of_more(problem, point, here, np.nan))
    gap, after = float(-step @ point.gradient) / 2, better(problem, point, step)
    shrank = _left(factor, after) <= _CONTRACTION * _left(factor, point)
    if CAUTION * gap <= (tol if shrank else _FINEST * tol):
        return _Closing(after, is_end=True, metric=here)
    if not point.value - after.value > ROUNDING * abs(point.value):
        after = point
    if of_all is None:
        return _Closing(after, is_end=False, metric=_of_more(problem, after, here, gap if after is point else np.nan))
    metric = replace(here, part=problem, damping=0.0, exact=gap if after is point else np.nan)
    return _Closing(after, is_end=False, metric=replace(metric, hessian=of_all))


def _of_more(problem: SmoothProblem, point: Point, here: _LocalMetric, exact: float) -> _LocalMetric:
    """Return the metric of more rows at a point, undamped."""
    return replace(here.refined(problem, len(point.x)), damping=0.0, exact=exact).made_at(point.x)


def _near_enough(_: SmoothProblem, point: Point, here: _LocalMetric, __: float) -> _Closing:
    """Return the point as the end: of some of the rows the minimum is but a start."""
    return _Closing(point, is_end=True, metric=here)


def _left(factor: Array | None, point: Point) -> float:
    """Return half the squared Newton decrement in a metric: the estimated distance from the minimum."""
    short = _whitened(factor, point.gradient)
    return float(short @ short) / 2


def _newton(factor: Array, point: Point) -> Array:
    """Return the Newton step in a metric."""
    return -_unwhitened(factor, _whitened(factor, point.gradient))


def _newton_by_products(problem: SmoothProblem, point: Point, factor: Array | None) -> Array | None:
    """Return the Newton step by products, taken in a metric's coordinates, or None if it is not accurate enough."""
    product = problem.hessian_product(point.x)
    y, is_right = step_by_products(
        lambda y: _whitened(factor, product(_unwhitened(factor, y))),
        _whitened(factor, point.gradient),
        _CLOSING,
        _CLOSING_PRODUCTS,
    )
    return _unwhitened(factor, y) if is_right else None


def _whitened(factor: Array | None, gradient: Array) -> Array:
    """Return L^-1 g."""
    return gradient if factor is None else solve_triangular(factor, gradient, lower=True, check_finite=False)


def _unwhitened(factor: Array | None, y: Array) -> Array:
    """Return L^-T y."""
    return y if factor is None else solve_triangular(factor, y, lower=True, trans="T", check_finite=False)
