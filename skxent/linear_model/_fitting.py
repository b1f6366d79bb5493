"""From an objective to its certified minimum: coordinates, a solver, the best intercepts, and how far is left."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent.linear_model._bounded import BOUNDED_SOLVERS
from skxent.linear_model._descent import Solution
from skxent.linear_model._metric import aligned_metric, null_metric
from skxent.linear_model._objective import Array, Objective
from skxent.linear_model._penalty import Penalty, optimality_gap
from skxent.linear_model._problem import Problem
from skxent.linear_model._solvers import SOLVERS
from skxent.linear_model._split import SplitProblem
from skxent.linear_model._threads import one_blas_thread

# Where a class without weight starts, and ends: its probability, and so what it costs, is below any sensible tol.
_LEAST_START = 1e-10
# The gradient by intercepts at which they are the best to the last bit, and the Newton steps that may be taken there.
_BEST, _MOST_STEPS = 8 * 2.0**-52, 3


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
    theta0 = _null_theta(objective, base_rate, has_intercept=settings.has_intercept) if start is None else start
    with one_blas_thread():
        if penalty.is_smooth:
            metric = null_metric(objective, base_rate, has_intercept=settings.has_intercept)
            solution, theta = _smooth(Problem(objective, metric), theta0, settings, listener)
        else:
            metric = aligned_metric(objective, base_rate, has_intercept=settings.has_intercept)
            solution, theta = _boxed(SplitProblem(Problem(objective, metric), penalty), theta0, settings, listener)
        certified = _certified(objective, penalty, _centred(theta, penalty), settings)
    return Minimum(*certified, solution.n_iter, solution.reason, metric.mean)


def _smooth(problem: Problem, theta0: Array, settings: Settings, listener: Any) -> tuple[Solution, Array]:
    """Minimise without lasso and bounds."""

    def progress(n_iter: int, v: Array, value: float) -> None:
        listener(n_iter, problem.theta(v), value)

    solve = SOLVERS["lbfgs" if settings.solver == "auto" else settings.solver]
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

    solve = BOUNDED_SOLVERS["lbfgs" if settings.solver == "auto" else settings.solver]
    start = problem.parted(problem.problem.metric.from_theta(theta0).ravel())
    solution = solve(
        problem, start, tol=settings.tol, max_iter=settings.max_iter, progress=progress if listener else None
    )
    return solution, parameters(solution.x)


def _centred(theta: Array, penalty: Penalty) -> Array:
    """Return parameters whose sum over classes is 0, where adding one constant to all classes changes nothing."""
    if len(theta) == 1:
        return theta
    if penalty.shares_classes:
        return theta - theta.mean(axis=0)
    return np.column_stack([theta[:, :-1], theta[:, -1] - theta[:, -1].mean()])


def _certified(objective: Objective, penalty: Penalty, theta: Array, settings: Settings) -> tuple[Array, float, float]:
    """Return the parameters with the best intercepts, the objective there, and an upper bound on its distance."""
    value, gradient = objective.value_and_gradient(theta)

    def loss_and_gap() -> tuple[float, float]:
        W = theta[:, :-1]
        loss = value - float((objective.ridge * W**2).sum()) / 2
        return loss, optimality_gap(W, gradient[:, :-1] - objective.ridge * W, loss, penalty)

    loss, gap = loss_and_gap()
    if settings.has_intercept and settings.max_iter > 0 and np.isfinite(gap):
        hessian = None
        for _ in range(_MOST_STEPS):  # in intercepts alone, with their Hessian at the first
            by_intercept = gradient[:, -1]
            if np.abs(by_intercept).max() <= _BEST:
                break
            hessian = _bent(objective.intercept_hessian(theta)) if hessian is None else hessian
            moved = theta.copy()
            moved[:, -1] -= np.linalg.lstsq(hessian, by_intercept)[0]
            after = objective.value_and_gradient(moved)
            if not np.abs(after[1][:, -1]).max() < np.abs(by_intercept).max():
                break
            theta, (value, gradient) = moved, after
        loss, gap = loss_and_gap()
    return theta, loss + penalty.value(theta[:, :-1]), gap


def _bent(hessian: Array) -> Array:
    """Return the Hessian by the intercepts with curvature along their common shift, where it has none of its own."""
    return hessian if len(hessian) == 1 else hessian + np.trace(hessian) / len(hessian) ** 2


def _null_theta(objective: Objective, base_rate: Array, *, has_intercept: bool) -> Array:
    """Return the null model: no coefficients, intercepts that predict the base rate."""
    log_rate = np.log(np.maximum(base_rate, _LEAST_START))
    theta = np.zeros(objective.shape)
    if has_intercept:
        theta[:, -1] = log_rate - log_rate.mean() if len(log_rate) > 2 else log_rate[1:] - log_rate[:1]
    return theta
