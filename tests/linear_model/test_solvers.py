"""Solvers on problems whose minimum is known, without any data."""

from dataclasses import dataclass

import numpy as np
import pytest

from skxent.linear_model._solvers import SOLVERS


@dataclass(frozen=True)
class Quadratic:
    """f(x) = sum d (x - c)^2 / 2, with minimum 0 at c."""

    d: np.ndarray
    c: np.ndarray

    def value_and_gradient(self, x):
        return float(self.d @ (x - self.c) ** 2) / 2, self.d * (x - self.c)

    def hessian_product(self, x):
        return lambda direction: self.d * direction


@dataclass(frozen=True)
class Softplus:
    """f(x) = sum log(1 + exp(-x)), whose minimum 0 lies at infinity."""

    def value_and_gradient(self, x):
        return float(np.logaddexp(0, -x).sum()), -1 / (1 + np.exp(x))

    def hessian_product(self, x):
        return lambda direction: np.exp(x) / (1 + np.exp(x)) ** 2 * direction


every_solver = pytest.mark.parametrize("solve", SOLVERS.values(), ids=SOLVERS.keys())


@every_solver
@pytest.mark.parametrize("tol", [1e-3, 1e-6, 1e-9])
def test_tol_bounds_the_distance_from_the_minimum(solve, tol):
    problem = Quadratic(np.logspace(-4, 0, 8), np.arange(8.0) * 30)
    solution = solve(problem, np.zeros(8), tol=tol, max_iter=1000)
    assert solution.reason == "converged"
    assert 0 <= solution.value <= tol


@every_solver
def test_a_start_at_the_minimum_stays(solve):
    solution = solve(Quadratic(np.ones(3), np.arange(3.0)), np.arange(3.0), tol=1e-9, max_iter=100)
    np.testing.assert_array_equal(solution.x, np.arange(3.0))
    assert solution.reason == "converged"


@every_solver
def test_a_minimum_at_infinity_is_approached_to_within_tol(solve):
    solution = solve(Softplus(), np.zeros(2), tol=1e-6, max_iter=1000)
    assert solution.reason == "converged"
    assert solution.value <= 1e-5
    assert np.isfinite(solution.x).all()


@every_solver
@pytest.mark.parametrize("max_iter", [0, 1, 2])
def test_max_iter_ends_it(solve, max_iter):
    problem = Quadratic(np.logspace(-4, 0, 8), np.arange(8.0) * 30)
    solution = solve(problem, np.zeros(8), tol=1e-12, max_iter=max_iter)
    assert (solution.reason, solution.n_iter) in {("max_iter", max_iter), ("converged", max(max_iter, 1))}


@every_solver
def test_rounding_ends_it(solve):
    """A value that is huge beside the slope: no step lowers it, and the gradient never meets tol."""

    class Stuck(Quadratic):
        def value_and_gradient(self, x):
            value, gradient = super().value_and_gradient(x)
            return 1e20 + value, gradient

    solution = solve(Stuck(np.ones(2), np.ones(2)), np.zeros(2), tol=1e-9, max_iter=100)
    assert solution.reason in {"rounding", "converged"}
