"""What the solvers share: one run of a SciPy optimizer, the Newton step, and the words for how it ended."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cho_solve, cholesky
from scipy.optimize import Bounds, minimize
from scipy.sparse.linalg import LinearOperator, cg

from skxent.linear_model._smooth import Array, Point, SmoothProblem

Progress = Callable[[int, Array, float], None]  # is told the iteration, the point and the value

# Pairs that L-BFGS keeps: each costs two vectors, and curvature that is nearly round needs few; fewer of long vectors.
_PAIRS, _FEWER_PAIRS, _LONG = 20, 5, 100_000
# Relative accuracy of the Newton step by conjugate gradients, and how many of them it may take.
_STEP_ACCURACY, _MOST_PRODUCTS = 1e-3, 500
# Descent ends where the objective changes by less than its own rounding: about n_blocks eps, with a margin.
ROUNDING = 1e-13
# The distance is taken for so many times half the squared decrement, which is less than it where curvature still falls.
CAUTION = 4.0
# Iterations in a row without descent after which a run is over: a trust region shrinks by 4 each time.
_PATIENCE = 8
# Added to the Hessian's diagonal, relative to its mean: shifting all classes' parameters together has no curvature.
_JITTERS = (1e-12, 1e-9, 1e-6, 1e-3, 1.0)


@dataclass(frozen=True, eq=False)
class Limits:
    """How near the minimum is to be, after how many iterations at most, and who is told."""

    tol: float
    max_iter: int
    progress: Progress | None = None


def is_finite(point: Point) -> bool:
    """Return whether the value and the gradient are numbers."""
    return bool(np.isfinite(point.value) and np.isfinite(point.gradient).all())


def stuck(point: Point, gap: float, tol: float) -> str:
    """Return why no step lowers the objective: near enough but for caution, at its rounding, or none was found."""
    if gap <= tol:
        return "converged"
    return "rounding" if gap <= 1e3 * ROUNDING * max(abs(point.value), 1.0) else "stalled"


def told_from(
    progress: Progress | None, n_before: int, place: Callable[[Array], Array] | None = None
) -> Progress | None:
    """Return a progress that counts on from ``n_before``, and tells of the ``place`` of its points."""
    if progress is None:
        return None
    return lambda n_iter, x, value: progress(n_before + n_iter, x if place is None else place(x), value)


class _ListenerError(Exception):
    """An error of who is told of the progress: it is theirs to see, and no sign of a bad step."""


class _Run:
    """One run of a SciPy optimizer: remembers the latest evaluation, and says when to stop."""

    def __init__(self, problem: Any, start: Point, is_near: Callable[[Point], bool], progress: Progress | None) -> None:
        self.problem, self.latest, self.is_near, self.progress = problem, start, is_near, progress
        self.lowest, self.n_iter, self.n_idle = start.value, 0, 0
        self.trial = np.nan

    def evaluate(self, x: Array) -> tuple[float, Array]:
        """Return the value and the gradient at ``x``."""
        is_first = self.n_iter == 0 and np.isnan(self.trial) and not np.array_equal(self.latest.x, x)
        self.latest = self.at(x)
        self.trial = self.latest.value if is_first else self.trial
        return self.latest.value, self.latest.gradient

    def at(self, x: Array) -> Point:
        """Return the point at ``x``, which is mostly the latest."""
        return self.latest if np.array_equal(self.latest.x, x) else self.problem.at(x.copy())

    def __call__(self, intermediate_result: Any) -> None:
        """Look at an iteration's result; SciPy passes it by this name."""
        self.n_iter += 1
        self.latest = self.at(intermediate_result.x)
        descended = self.latest.value < self.lowest - ROUNDING * abs(self.lowest)
        self.n_idle = 0 if descended else self.n_idle + 1
        self.lowest = min(self.lowest, self.latest.value)
        if self.progress:
            try:
                self.progress(self.n_iter, self.latest.x, self.latest.value)
            except Exception as error:
                raise _ListenerError from error
        if self.is_near(self.latest) or self.n_idle >= _PATIENCE:
            raise StopIteration


@dataclass(frozen=True, eq=False)
class Descent:
    """Where a run ended."""

    point: Point
    n_iter: int
    is_stuck: bool  # before it was near
    trial: float = np.nan  # the value behind its first step, before any line search


def descend(
    problem: Any,
    start: Point,
    wanted: float,
    max_iter: int,
    *,
    method: str = "L-BFGS-B",
    bounds: Bounds | None = None,
    progress: Progress | None = None,
) -> Descent:
    """Run a SciPy optimizer until g'g / 2 <= wanted.

    Within bounds, g is the step that the box leaves of the gradient's.
    """

    def is_near(point: Point) -> bool:
        g = point.gradient
        if bounds is not None:
            g = point.x - np.clip(point.x - g, bounds.lb, bounds.ub)
        return float(g @ g) / 2 <= wanted

    if is_near(start) or max_iter <= 0:
        return Descent(start, 0, is_stuck=False)
    run = _Run(problem, start, is_near, progress)
    unit = _unit(problem, start) if method == "Newton-CG" else 1.0
    with warnings.catch_warnings(), np.errstate(over="ignore", invalid="ignore"):  # steps too far are not taken
        warnings.filterwarnings("ignore", "The line search algorithm", RuntimeWarning)  # it is the end of a run
        try:
            x = minimize(
                lambda x: tuple(unit * part for part in run.evaluate(x)),
                start.x,
                jac=True,
                method=method,
                bounds=bounds,
                callback=run,
                options=_options(method, max_iter, len(start.x)),
                **_curvature(method, problem, unit),
            ).x
        except _ListenerError as told:
            raise told.__cause__ or told from None
        except (ValueError, FloatingPointError):  # a Hessian that vanished, which SciPy's trust region cannot factor
            x = run.latest.x
    end = run.at(x)
    end = end if end.value <= start.value else start
    return Descent(end, run.n_iter, not is_near(end) and run.n_iter < max_iter, run.trial)


def _options(method: str, max_iter: int, size: int) -> dict[str, Any]:
    """Return the options with which a method goes on until it is told to stop."""
    if method == "L-BFGS-B":
        pairs = _PAIRS if size <= _LONG else _FEWER_PAIRS
        return {"maxiter": max_iter, "maxfun": 20 * max_iter + 20, "maxcor": pairs, "ftol": 0.0, "gtol": 0.0}
    return {"maxiter": max_iter, "xtol": 0.0} if method == "Newton-CG" else {"maxiter": max_iter, "gtol": 0.0}


def _unit(problem: SmoothProblem, start: Point) -> float:
    """Return the factor on the function at which g'Hg is 1: SciPy's Newton-CG takes what is below 3 eps for flat."""
    bend = float(start.gradient @ problem.hessian_product(start.x)(start.gradient))
    return float(np.clip(bend ** (-1 / 3), 1.0, 1e12)) if bend > 0 else 1.0


def _curvature(method: str, problem: SmoothProblem, unit: float) -> dict[str, Any]:
    """Return what a method wants to know of the Hessian."""
    if method == "Newton-CG":
        return {"hessp": lambda x, direction: unit * problem.hessian_product(x)(direction)}
    return {"hess": problem.hessian} if method == "trust-exact" else {}


def factor_of(hessian: Array, damping: float = 0.0) -> Array:
    """Return L with L L' = the Hessian, the damping, and what jitter it needs relative to the mean diagonal."""
    mean = float(np.trace(hessian)) / len(hessian) + damping
    for jitter in _JITTERS:
        moved = hessian.T.copy(order="F")
        moved.ravel("K")[:: len(moved) + 1] += damping + jitter * (mean if mean > 0 else 1.0)
        try:
            factor: Array = cholesky(moved, lower=True, overwrite_a=True, check_finite=False)
        except np.linalg.LinAlgError:
            continue
        if np.isfinite(np.diag(factor)).all():
            return factor
    return np.eye(len(hessian))


def newton_step(problem: SmoothProblem, point: Point) -> tuple[Array, bool]:
    """Return - H^-1 g, and whether it is accurate: by a factor where the problem is small, else by products."""
    if problem.is_small:
        return -cho_solve((factor_of(problem.hessian(point.x)), True), point.gradient), True
    return step_by_products(problem.hessian_product(point.x), point.gradient)


def step_by_products(
    product: Callable[[Array], Array], gradient: Array, accuracy: float = _STEP_ACCURACY, most: int = _MOST_PRODUCTS
) -> tuple[Array, bool]:
    """Return - H^-1 g by conjugate gradients, and whether they reached their accuracy."""
    size = len(gradient)
    hessian = LinearOperator((size, size), matvec=product, dtype=np.float64)
    step, info = cg(hessian, -gradient, rtol=accuracy, maxiter=min(10 * size, most))
    return step, info == 0


def better(problem: SmoothProblem, point: Point, step: Array) -> Point:
    """Return the point behind the Newton step if its gradient is smaller, which shows below the value's rounding."""
    after = problem.at(point.x + step)
    smaller = np.linalg.norm(after.gradient) < np.linalg.norm(point.gradient)
    return after if smaller else point
