"""From an objective to its certified minimum: coordinates, a solver, the best intercepts, and how far is left."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from skxent.linear_model._bounded import BOUNDED_SOLVERS
from skxent.linear_model._intercepts import LEAST_RATE, Evaluated, best_intercepts
from skxent.linear_model._metric import aligned_metric, null_metric
from skxent.linear_model._objective import Array, Objective
from skxent.linear_model._penalty import Penalty
from skxent.linear_model._problem import Problem, loss_and_gap
from skxent.linear_model._smooth import Solution
from skxent.linear_model._solvers import SOLVERS
from skxent.linear_model._split import SplitProblem, split_problem
from skxent.linear_model._targets import as_intercepts
from skxent.linear_model._threads import one_blas_thread

# Steps in the intercepts alone: after a Newton step in all parameters one or two are enough, far offsets need more.
_MOST_STEPS = 40


@dataclass(frozen=True, eq=False)
class Settings:
    """How to minimise."""

    solver: str
    tol: float
    max_iter: int
    has_intercept: bool


@dataclass(frozen=True, eq=False)
class Minimum:
    """Where the fit ended."""

    theta: Array  # (C, p + 1)
    value: float  # F, with lasso
    gap: float  # an upper bound on F - min F in nats, inf where there is none
    n_iter: int
    reason: str
    mean: Array  # (p,), of the features, 0 without intercept


def minimise(
    objective: Objective,
    penalty: Penalty,
    base_rate: Array,
    settings: Settings,
    *,
    start: Array | None = None,
    listener: Callable[[int, Array, float], None] | None = None,
) -> Minimum:
    """Return the minimum of the objective with its penalty, from parameters ``start`` or the null model.

    The listener is told the iteration, the parameters and the value, of each iteration.
    """
    with one_blas_thread() as n_threads:
        objective = replace(objective, n_threads=n_threads)
        theta0 = _null_theta(objective, base_rate, has_intercept=settings.has_intercept) if start is None else start
        if penalty.is_smooth:
            metric = null_metric(objective, base_rate, has_intercept=settings.has_intercept)
            solution, theta = _smooth(Problem(objective, metric), _centred(theta0, penalty), settings, listener)
            evaluated = solution.point.origin
        else:
            metric = aligned_metric(objective, base_rate, has_intercept=settings.has_intercept)
            solution, theta = _boxed(split_problem(Problem(objective, metric), penalty), theta0, settings, listener)
            theta = _centred(theta, penalty)
            evaluated = objective.value_and_gradient(theta)
        checked = _checked(objective, penalty, (theta, evaluated), base_rate, settings)
    return Minimum(*checked, solution.n_iter, solution.reason, metric.mean)


def _smooth(problem: Problem, theta0: Array, settings: Settings, listener: Any) -> tuple[Solution, Array]:
    """Minimise without lasso and bounds."""

    def progress(n_iter: int, v: Array, value: float) -> None:
        listener(n_iter, problem.theta(v), value)

    solve = SOLVERS[settings.solver]
    start = problem.metric.from_theta(theta0).ravel()
    solution = solve(
        problem, start, tol=settings.tol, max_iter=settings.max_iter, progress=progress if listener else None
    )
    return solution, problem.theta(solution.x)


def _boxed(problem: SplitProblem, theta0: Array, settings: Settings, listener: Any) -> tuple[Solution, Array]:
    """Minimise with lasso or bounds; coefficients at a bound are exactly there."""

    def parameters(x: Array) -> Array:
        theta = problem.problem.theta(problem.joined(x))
        theta[:, :-1] = problem.penalty.snapped(theta[:, :-1])
        return theta

    def progress(n_iter: int, x: Array, value: float) -> None:
        listener(n_iter, parameters(x), value)

    solve = BOUNDED_SOLVERS[settings.solver]
    start = problem.parted(problem.problem.metric.from_theta(theta0).ravel())
    solution = solve(
        problem, start, tol=settings.tol, max_iter=settings.max_iter, progress=progress if listener else None
    )
    return solution, parameters(solution.x)


def _centred(theta: Array, penalty: Penalty) -> Array:
    """Return parameters whose sum over classes is 0, where adding one constant to all classes changes nothing."""
    if len(theta) == 1:
        return theta
    moves = np.append(penalty.is_blind(theta[:, :-1].shape), True)
    return theta - np.where(moves, theta.mean(axis=0), 0.0)


def _checked(
    objective: Objective, penalty: Penalty, end: tuple[Array, Evaluated], base_rate: Array, settings: Settings
) -> tuple[Array, float, float]:
    """Return the parameters with the best intercepts, the objective there, and an upper bound on its distance."""
    (theta, evaluated), is_best = end, not settings.has_intercept
    if settings.has_intercept and np.isfinite(loss_and_gap(objective, penalty, theta, evaluated)[1]):
        most = _MOST_STEPS if settings.max_iter > 0 else 0  # no iterations leave the start as it is
        theta, evaluated, is_best = best_intercepts(objective, theta, base_rate, evaluated, most=most)
    theta = _centred(theta, penalty)
    loss, gap = loss_and_gap(objective, penalty, theta, evaluated)
    value = loss + penalty.value(theta[:, :-1])
    if not np.isfinite(value):
        raise ValueError(
            f"the objective is {value} where the fit ended; columns, offsets, bounds or penalties are too large: "
            "divide them by their size."
        )
    return theta, value, min(gap, value) if is_best and np.isfinite(gap) else np.inf  # no minimum is below 0


def _null_theta(objective: Objective, base_rate: Array, *, has_intercept: bool) -> Array:
    """Return the null model: no coefficients, intercepts that predict the base rate as well as offsets let them."""
    theta = np.zeros(objective.shape)
    if not has_intercept:
        return theta
    theta[:, -1] = as_intercepts(np.log(np.maximum(base_rate, LEAST_RATE)))
    if objective.whole.offset is not None:
        theta = best_intercepts(objective, theta, base_rate, objective.value_and_gradient(theta), most=_MOST_STEPS)[0]
    return theta
