"""Solvers on problems whose minimum is known, without any data."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.special import expit

from skxent.linear_model import _refreshing
from skxent.linear_model._descent import factor_of
from skxent.linear_model._refreshing import _closed, _LocalMetric, _LocalProblem
from skxent.linear_model._smooth import Point
from skxent.linear_model._solvers import SOLVERS


class Smooth:
    """What every problem here has in common: one term, and no bound."""

    n_terms, is_quick = 1, False

    def at(self, x):
        return Point(x, *self.value_and_gradient(x))

    def bound(self, point):
        return np.inf

    def rough_hessian(self, x):
        return self.hessian(x)


@dataclass(frozen=True)
class Quadratic(Smooth):
    """f(x) = sum d (x - c)^2 / 2, with minimum 0 at c."""

    d: np.ndarray
    c: np.ndarray
    is_small: bool = True

    def value_and_gradient(self, x):
        return float(self.d @ (x - self.c) ** 2) / 2, self.d * (x - self.c)

    def hessian(self, x):
        return np.diag(self.d)

    def hessian_product(self, x):
        return lambda direction: self.d * direction


@dataclass(frozen=True)
class Softplus(Smooth):
    """f(x) = sum log(1 + exp(-x)), whose minimum 0 lies at infinity."""

    is_small: bool = True

    def value_and_gradient(self, x):
        return float(np.logaddexp(0, -x).sum()), -expit(-x)

    def hessian(self, x):
        return np.diag(expit(x) * expit(-x))

    def hessian_product(self, x):
        return lambda direction: expit(x) * expit(-x) * direction


@dataclass(frozen=True)
class Cliff(Softplus):
    """f(x) = log(1 + exp(-x)) + exp(1000 (x - 10)): a slope so flat that its Newton step leads over the edge."""

    def value_and_gradient(self, x):
        edge = np.exp(np.minimum(1000 * (x - 10), 700))
        return float((np.logaddexp(0, -x) + edge).sum()), -expit(-x) + 1000 * edge

    def hessian(self, x):
        return super().hessian(x) + np.diag(1e6 * np.exp(np.minimum(1000 * (x - 10), 700)))


every_solver = pytest.mark.parametrize("solve", SOLVERS.values(), ids=SOLVERS.keys())


both_sizes = pytest.mark.parametrize("is_small", [True, False], ids=["small", "large"])


@every_solver
@both_sizes
@pytest.mark.parametrize("tol", [1e-3, 1e-6, 1e-9])
def test_tol_bounds_the_distance_from_the_minimum(solve, is_small, tol):
    problem = Quadratic(np.logspace(-4, 0, 8), np.arange(8.0) * 30, is_small)
    solution = solve(problem, np.zeros(8), tol=tol, max_iter=1000)
    assert solution.reason == "converged"
    assert 0 <= solution.value <= tol


@every_solver
@both_sizes
def test_a_start_at_the_minimum_stays(solve, is_small):
    solution = solve(Quadratic(np.ones(3), np.arange(3.0), is_small), np.arange(3.0), tol=1e-9, max_iter=100)
    np.testing.assert_array_equal(solution.x, np.arange(3.0))
    assert solution.reason == "converged"


@every_solver
@both_sizes
def test_a_minimum_at_infinity_is_approached_to_within_tol(solve, is_small):
    solution = solve(Softplus(is_small), np.zeros(2), tol=1e-6, max_iter=1000)
    assert solution.reason == "converged"
    assert solution.value <= 2e-6  # exp(-x): the estimate is half of what is left
    assert np.isfinite(solution.x).all()


@every_solver
@both_sizes
@pytest.mark.parametrize("max_iter", [0, 1, 2])
def test_max_iter_ends_it(solve, is_small, max_iter):
    solution = solve(Softplus(is_small), np.array([-9.0, 5.0]), tol=1e-300, max_iter=max_iter)
    assert (solution.reason, solution.n_iter) == ("max_iter", max_iter)


@every_solver
def test_a_newton_step_that_leads_too_far_is_damped(solve):
    solution = solve(Cliff(), np.array([8.0]), tol=1e-12, max_iter=200)
    assert solution.reason in {"converged", "rounding"}
    assert 9.9 < solution.x[0] < 10


def test_auto_leaves_what_takes_lbfgs_long_to_newton_cg(monkeypatch):
    monkeypatch.setattr("skxent.linear_model._solvers._PATIENT", 3)
    told = []
    problem = Quadratic(np.logspace(-6, 0, 30), np.arange(30.0), is_small=False)
    solution = SOLVERS["auto"](
        problem, np.zeros(30), tol=1e-9, max_iter=100, progress=lambda n_iter, x, value: told.append((n_iter, value))
    )
    assert solution.reason == "converged"
    assert solution.value <= 1e-9
    assert [n_iter for n_iter, _ in told] == list(range(1, len(told) + 1))
    assert SOLVERS["auto"](problem, np.zeros(30), tol=1e-9, max_iter=3).reason == "max_iter"


@dataclass(frozen=True)
class Terms(Quadratic):
    """A quadratic of many terms, some of which have a curvature of their own in the first direction."""

    n_terms: int = 100_000
    bend: float = 1.0
    is_quick: bool = False

    def scored(self):
        return self

    def part(self, n_terms):
        return replace(self, d=self.d * np.r_[self.bend, np.ones(len(self.d) - 1)], n_terms=n_terms)


@pytest.mark.parametrize("bend", [1.0, 1e-4, 30.0, 1e6])
@pytest.mark.parametrize("is_quick", [True, False])
def test_a_part_that_misleads_does_not_end_a_fit_too_soon(bend, is_quick):
    problem = Terms(np.logspace(-2, 0, 5), np.full(5, 30.0), bend=bend, is_quick=is_quick)
    solution = SOLVERS["lbfgs"](problem, np.zeros(5), tol=1e-9, max_iter=1000)
    assert solution.reason == "converged"
    assert solution.value <= 1e-9


@pytest.mark.parametrize("curvature", [1e8, 1e-8])
def test_a_metric_that_is_wrong_is_no_proof(curvature):
    """By a metric with far too much curvature the estimate is tiny; the Newton step does not believe it."""
    problem = Terms(np.ones(2), np.zeros(2), is_quick=False)
    metric = _LocalMetric(problem, 0.0, hessian=np.diag([curvature, 1.0]))
    far, near = problem.at(np.array([1e-3, 0.0])), problem.at(np.array([1e-5, 0.0]))
    closing = _closed(problem, far, metric, 1e-9)
    assert not closing.is_end
    assert closing.point.value <= 0.1 * far.value  # the step is taken all the same
    closing = _closed(problem, near, metric, 1e-9)
    assert closing.is_end
    assert closing.point.value <= 1e-12


@pytest.mark.parametrize(
    "wrong", [np.tile([1e-12, 1.0, 1e12, -1.0], 16)[:61], np.full(61, np.nan)], ids=["wild", "nan"]
)
def test_products_that_lead_nowhere_do_not_hold_up_a_fit(wrong, monkeypatch):
    """As rounding makes them: conjugate gradients find no step, and the Hessian of all rows takes their place."""

    class Lost(Terms):
        def hessian_product(self, x):
            return lambda d: wrong * np.roll(d, 1)

    steps, by_products = [], _refreshing._newton_by_products
    monkeypatch.setattr(_refreshing, "_newton_by_products", lambda *args: steps.append(by_products(*args)) or steps[-1])
    problem = Lost(np.r_[1e-3, np.linspace(0.6, 1, 60)], np.r_[1e-3, np.full(60, 30.0)])
    solution = SOLVERS["lbfgs"](problem, np.zeros(61), tol=1e-12, max_iter=200)
    assert steps[-1] is None
    assert solution.reason in {"converged", "rounding"}
    assert solution.value <= 1e-11


@both_sizes
@pytest.mark.parametrize("name", ["auto", "lbfgs", "newton-cg"])
def test_an_error_of_the_listener_arrives(name, is_small):
    def progress(n_iter, x, value):
        raise ValueError("stop it")

    with pytest.raises(ValueError, match="stop it"):
        SOLVERS[name](
            Quadratic(np.logspace(-2, 0, 5), np.ones(5), is_small), np.zeros(5), tol=1e-9, max_iter=9, progress=progress
        )


@every_solver
@both_sizes
def test_it_never_counts_more_than_max_iter(solve, is_small):
    problem = Quadratic(np.logspace(-3, 0, 8), np.arange(8.0) * 30, is_small)
    for max_iter in range(1, 12):
        assert solve(problem, np.zeros(8), tol=1e-9, max_iter=max_iter).n_iter <= max_iter


@every_solver
@both_sizes
def test_rounding_ends_it(solve, is_small):
    """A value that is huge beside the slope: no step lowers it, though the gradient is not small."""

    class Huge(Quadratic):
        def value_and_gradient(self, x):
            value, gradient = super().value_and_gradient(x)
            return 1e20 + value, gradient

    solution = solve(Huge(np.ones(2), np.full(2, 30.0), is_small), np.zeros(2), tol=1e-9, max_iter=100)
    assert solution.reason == ("converged" if solve is SOLVERS["newton-cg"] else "rounding")
    assert solve is not SOLVERS["newton-cg"] or np.array_equal(solution.x, [30, 30])  # it steps there without looking


@every_solver
@both_sizes
def test_a_slope_that_leads_nowhere_is_a_stall(solve, is_small):
    """A gradient that belongs to another function: no step along it lowers the value."""

    class Wrong(Quadratic):
        def value_and_gradient(self, x):
            return float(np.abs(x).sum()), self.d

    assert solve(Wrong(np.ones(2), np.zeros(2), is_small), np.zeros(2), tol=1e-9, max_iter=100).reason == "stalled"


@every_solver
def test_a_hessian_that_is_none_is_not_believed(solve):
    class Indefinite(Quadratic):
        def hessian(self, x):
            return -np.eye(len(x))

    solution = solve(Indefinite(np.ones(2), np.ones(2)), np.zeros(2), tol=1e-9, max_iter=100)
    np.testing.assert_allclose(solution.x, 1, atol=1e-4)


def test_a_hessian_that_overflows_is_taken_for_the_identity():
    np.testing.assert_array_equal(factor_of(np.diag([np.inf, 1.0])), np.eye(2))


def test_a_run_ends_where_there_is_no_gradient():
    class Cliff(Quadratic):
        def value_and_gradient(self, x):
            return 0.0, np.full_like(x, np.nan)

    local = _LocalProblem(Cliff(np.ones(2), np.zeros(2)), np.zeros(2), None, 1.0)
    with pytest.raises(FloatingPointError, match="a step led where there is no gradient"):
        local.at(np.ones(2))
