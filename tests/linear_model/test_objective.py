"""The objective and its metric: finite differences, cuts of the rows, and coordinates that change nothing."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from skxent._check import Distributions, Labels
from skxent.linear_model._metric import _feature_map, null_metric
from skxent.linear_model._objective import make_objective
from skxent.linear_model._problem import Problem
from skxent.linear_model._targets import Targets

CASES = [(k, kind, storage) for k in (2, 3, 5) for kind in ("labels", "soft") for storage in ("dense", "sparse")]


def problem(k, kind="labels", storage="dense", *, n=60, p=4, alpha=0.1, has_intercept=True, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) * [1e-2, 1, 10, 100] + [0, 5, -5, 300]
    truth = Labels(rng.integers(0, k, n), k) if kind == "labels" else Distributions(rng.dirichlet(np.ones(k), n))
    targets = Targets(np.arange(k), truth, rng.random(n))
    objective = make_objective(csr_array(X) if storage == "sparse" else X, targets, alpha)
    return objective, null_metric(objective, targets.base_rate, has_intercept=has_intercept)


def central_differences(seen, v, step=1e-5):
    """Return the derivatives of the value, good to step^2 times the third derivative: about 1e-9."""
    moved = step * np.eye(len(v))
    return [(seen.at(v + e).value - seen.at(v - e).value) / (2 * step) for e in moved]


@pytest.mark.parametrize(("k", "kind", "storage"), CASES)
def test_the_gradient_is_that_of_the_value(k, kind, storage):
    objective, metric = problem(k, kind, storage)
    seen = Problem(objective, metric)
    v = np.random.default_rng(1).normal(size=seen.shape).ravel()
    np.testing.assert_allclose(seen.at(v).gradient, central_differences(seen, v), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("k", "kind", "storage"), CASES)
def test_the_hessian_product_is_the_gradients_derivative(k, kind, storage):
    objective, metric = problem(k, kind, storage)
    seen = Problem(objective, metric)
    v, d = np.random.default_rng(1).normal(size=(2, np.prod(seen.shape)))
    difference = (seen.at(v + 1e-6 * d).gradient - seen.at(v - 1e-6 * d).gradient) / 2e-6
    np.testing.assert_allclose(seen.hessian_product(v)(d), difference, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("k", "kind", "storage"), CASES)
@pytest.mark.parametrize("has_intercept", [True, False])
def test_the_hessian_is_that_of_the_products(k, kind, storage, has_intercept):
    objective, metric = problem(k, kind, storage, has_intercept=has_intercept)
    seen = Problem(objective, metric)
    v = np.random.default_rng(1).normal(size=seen.shape).ravel()
    product = seen.hessian_product(v)
    products = np.array([product(row) for row in np.eye(v.size)])
    np.testing.assert_allclose(seen.hessian(v), products, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("k", [3, 5])
@pytest.mark.parametrize("is_alike", [True, False])
def test_classes_that_the_ridge_treats_alike_have_coordinates_without_their_common_shift(k, is_alike):
    objective, _ = problem(k)
    ridge = np.full((k, 4), 0.1) * (1 if is_alike else np.arange(1.0, k + 1)[:, None])
    objective = replace(objective, ridge=ridge)
    seen = Problem(objective, null_metric(objective, np.full(k, 1 / k), has_intercept=True))
    assert seen.shape == (k - 1 if is_alike else k, 5)
    v = np.random.default_rng(1).normal(size=seen.shape)
    theta = seen.theta(v.ravel())
    np.testing.assert_allclose(seen.metric.from_theta(theta), v, rtol=1e-9)
    assert np.allclose(theta.sum(axis=0), 0, atol=1e-12 * np.abs(theta).max()) == is_alike
    product = seen.hessian_product(v.ravel())
    products = np.array([product(row) for row in np.eye(v.size)])
    np.testing.assert_allclose(seen.hessian(v.ravel()), products, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(seen.at(v.ravel()).gradient, central_differences(seen, v.ravel()), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(("k", "kind"), [(2, "labels"), (2, "soft"), (3, "labels"), (3, "soft")])
def test_the_value_is_the_formula(k, kind):
    objective, _ = problem(k, kind, n=5)
    rng = np.random.default_rng(0)
    theta = rng.normal(size=objective.shape) * 0.01
    (block,) = objective.blocks
    z = block.X @ theta[:, :-1].T + theta[:, -1]
    z = np.column_stack([np.zeros(5), z]) if k == 2 else z
    t = block.truth.t if kind == "soft" else np.eye(k)[block.truth.codes]
    losses = -(t * (z - np.log(np.exp(z).sum(axis=1, keepdims=True)))).sum(axis=1)
    expected = block.w @ losses + 0.05 * (theta[:, :-1] ** 2).sum()
    assert np.isclose(objective.value_and_gradient(theta)[0], expected, rtol=1e-13)


def test_rows_may_be_cut_anywhere():
    objective, _ = problem(3, n=40_000)
    assert len(objective.blocks) > 1
    theta = np.full(objective.shape, 0.01) * np.arange(3)[:, None]
    value, gradient = objective.value_and_gradient(theta)
    whole = make_whole(objective)
    expected, expected_gradient = whole.value_and_gradient(theta)
    assert np.isclose(value, expected, rtol=1e-12)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-9, atol=1e-12)


def make_whole(objective):
    """Return the same objective in one block."""
    return replace(objective, blocks=(objective.whole,))


@pytest.mark.parametrize("k", [2, 3])
def test_the_null_models_hessian_is_round_in_its_metric(k):
    objective, metric = problem(k, alpha=1e-9)
    seen = Problem(objective, metric)
    size = int(np.prod(seen.shape))
    rng = np.random.default_rng(0)
    rate = sum(b.truth.class_weight(b.w) for b in objective.blocks)
    start = np.zeros(objective.shape)
    intercept = np.log(rate) if k > 2 else np.log(rate[1:] / rate[:1])
    start[:, -1] = intercept
    product = seen.hessian_product(metric.from_theta(start).ravel())
    hessian = np.array([product(row) for row in np.eye(size)])
    np.testing.assert_allclose(np.linalg.eigvalsh(hessian), 1, rtol=1e-5)
    d = rng.normal(size=size)
    np.testing.assert_allclose(hessian @ d, product(d), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("storage", ["dense", "sparse"])
def test_many_features_get_a_diagonal_metric(storage, monkeypatch):
    monkeypatch.setattr("skxent.linear_model._metric._MAX_FACTORED", 3)
    objective, metric = problem(3, storage=storage)
    assert metric.feature_map.shape == (4,)
    seen = Problem(objective, metric)
    v = np.random.default_rng(0).normal(size=seen.shape)
    differences = central_differences(seen, v.ravel())
    np.testing.assert_allclose(seen.at(v.ravel()).gradient, differences, rtol=1e-6, atol=1e-8)


def test_columns_that_follow_from_others_leave_a_direction_in_which_nothing_moves():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 3)) * [1e-3, 1, 1e3]
    X = np.column_stack([X, X[:, 0] / 1e-3 + X[:, 1]])
    covariance, scale = np.cov(X.T, bias=True), X.std(axis=0)
    F = _feature_map(covariance, X.mean(axis=0), np.zeros(4))
    null = np.linalg.svd((X - X.mean(axis=0)) / scale)[2][-1]  # coefficients of standardised columns without effect
    assert np.abs(null @ (F * scale[:, None])).max() < 1e-6
    np.testing.assert_allclose(np.sort(np.linalg.eigvalsh(F.T @ covariance @ F)), [0, 1, 1, 1], atol=1e-9)


def test_many_features_with_values_whose_squares_overflow_are_refused(monkeypatch):
    monkeypatch.setattr("skxent.linear_model._metric._MAX_FACTORED", 1)
    rng = np.random.default_rng(0)
    targets = Targets(np.arange(2), Labels(rng.integers(0, 2, 9), 2), np.ones(9))
    objective = make_objective(rng.normal(size=(9, 3)) * 1e160, targets, 0.1)
    with pytest.raises(ValueError, match="whose squares overflow"):
        null_metric(objective, targets.base_rate, has_intercept=True)


def test_without_intercept_nothing_is_centred():
    objective, metric = problem(3, has_intercept=False)
    v = np.random.default_rng(0).normal(size=Problem(objective, metric).shape)
    assert not metric.to_theta(v)[:, -1].any()
    assert not metric.pull_back(metric.to_theta(v) + 1)[:, -1].any()
