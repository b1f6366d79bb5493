"""The split problem: values, slopes and curvatures by finite differences, and intercepts that are best."""

import math

import numpy as np
import pytest

from skxent._check import Labels
from skxent.linear_model._hessian import intercept_hessian
from skxent.linear_model._intercepts import best_intercepts
from skxent.linear_model._metric import aligned_metric
from skxent.linear_model._objective import make_objective
from skxent.linear_model._penalty import make_penalty
from skxent.linear_model._problem import Problem
from skxent.linear_model._split import split_problem
from skxent.linear_model._targets import Targets

N, P = 30, 3


def parts(k, offset=0.0, bounds=(-1.0, 2.0)):
    """Return an objective with lasso, ridge and bounds, and its split problem."""
    rng = np.random.default_rng(k)
    targets = Targets(np.arange(k), Labels(rng.permutation(np.arange(N) % k), k), rng.random(N) + 0.1)
    c = 1 if k == 2 else k
    penalty = make_penalty(0.1, 0.4, [1.0, 0.0, 2.0], bounds, (c, P))
    X = rng.normal(size=(N, P)) * [1, 10, 0.1] + 5
    objective = make_objective(X, targets, penalty.ridge, rng.normal(size=(N, c)) * offset)
    metric = aligned_metric(objective, targets.base_rate, has_intercept=True)
    return objective, split_problem(Problem(objective, metric), penalty), targets


def slopes(function, x, step=1e-6):
    """Return central differences of a function of a vector."""
    return np.array([(function(x + step * e) - function(x - step * e)) / (2 * step) for e in np.eye(len(x))])


@pytest.mark.parametrize("k", [2, 3])
def test_gradient_and_hessian_are_those_of_the_value(k):
    _, problem, _ = parts(k)
    x = np.random.default_rng(0).random(len(problem.bounds.lb)) + 0.1
    gradient = problem.at(x).gradient
    np.testing.assert_allclose(gradient, slopes(lambda v: problem.at(v).value, x), rtol=1e-6, atol=1e-8)
    free = np.array([0, 2, 3, len(x) - 1])
    hessian = slopes(lambda v: problem.at(v).gradient, x)[np.ix_(free, free)]
    np.testing.assert_allclose(problem.face_hessian(x, free), hessian, rtol=1e-5, atol=1e-7)
    product = problem.face_product(x, free)
    np.testing.assert_allclose(np.array([product(e) for e in np.eye(4)]), hessian, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("k", [2, 3])
def test_parts_join_to_the_same_coordinates_with_one_of_them_zero(k):
    _, problem, _ = parts(k, bounds=None)
    v = np.random.default_rng(0).normal(size=len(problem.factor))
    x = problem.parted(v)
    np.testing.assert_allclose(problem.joined(x), v, rtol=1e-15)
    n = len(v)
    assert not (x[:n][problem.split] * x[n:]).any()
    loose = x.copy()
    loose[problem.split] += 0.5
    loose[n:] += 0.5
    assert problem.at(loose).value > problem.at(x).value
    np.testing.assert_allclose(problem.tidied(loose), x, atol=1e-15)


@pytest.mark.parametrize("k", [2, 3])
def test_the_hessian_by_intercepts_is_that_of_the_gradient(k):
    objective, _, _ = parts(k)
    theta = np.random.default_rng(0).normal(size=objective.shape)

    def gradient(b):
        return objective.value_and_gradient(np.column_stack([theta[:, :-1], b]))[1][:, -1]

    np.testing.assert_allclose(
        intercept_hessian(objective, theta), slopes(gradient, theta[:, -1]), rtol=1e-6, atol=1e-9
    )


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("offset", [0.0, 10.0, 1e3, 1e6])
def test_intercepts_are_the_best_for_their_coefficients(k, offset):
    objective, _, targets = parts(k, offset)
    theta = np.random.default_rng(0).normal(size=objective.shape)
    evaluated = objective.value_and_gradient(theta)
    found, after, is_best = best_intercepts(objective, theta, targets.base_rate, evaluated, most=60)
    assert after[0] <= evaluated[0] * (1 + 1e-12)
    np.testing.assert_array_equal(found[:, :-1], theta[:, :-1])
    if offset < 1e3:  # beyond, probabilities are steps, whose sum has no slope that leads to the last digit
        assert is_best
        assert np.abs(after[1][:, -1]).max() < 1e-12


def test_mean_probabilities_in_logarithms():
    objective, _, _ = parts(3)
    theta = np.random.default_rng(0).normal(size=objective.shape)
    block = objective.blocks[0]
    z = block.logits(theta[:, :-1], theta[:, -1])
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(objective.log_mean_proba(theta), np.log(block.w @ p), rtol=1e-12)
    far = theta + np.array([0, 0, 0, 1e4]) * np.array([[1], [0], [0]])
    assert np.isfinite(objective.log_mean_proba(far)).all()
    assert math.isclose(objective.log_mean_proba(far)[0], 0.0, abs_tol=1e-9)
