"""Hessians that are spared: rough ones of some rows, and fits that a bound ends; the minimum is the same."""

import numpy as np
import pytest
from sklearn.datasets import load_digits, load_iris, load_wine
from sklearn.preprocessing import StandardScaler

from skxent._check import Labels
from skxent.linear_model import SoftmaxRegression, _problem
from skxent.linear_model._metric import null_metric
from skxent.linear_model._objective import Objective, make_objective
from skxent.linear_model._problem import Problem
from skxent.linear_model._targets import Targets
from tests.benchmarks.fit_data import pixels


def data(n, seed=0):
    """Return columns of which the last is rarely not 0, and three classes that depend on all."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.normal(size=(n, 3)) * [1, 100, 0.01] + 50, np.zeros(n)])
    X[rng.choice(n, 12, replace=False), 3] = 1.0
    z = (X - X.mean(axis=0)) / X.std(axis=0).clip(1e-9) @ rng.normal(size=(4, 3))
    return X, (z + rng.gumbel(size=(n, 3))).argmax(axis=1)


def problem(n, k=3):
    """Return the problem of such data in the null model's metric."""
    X, y = data(n)
    targets = Targets(np.arange(k), Labels(y % k, k), np.random.default_rng(1).random(n) + 0.1)
    objective = make_objective(X, targets, 1 / n)
    return Problem(objective, null_metric(objective, targets.base_rate, has_intercept=True))


@pytest.fixture
def counted(monkeypatch):
    """Count the passes of each kind over the rows."""
    counts = {"value_and_gradient": 0, "loss_hessian": 0, "rows": 0}
    monkeypatch.setattr(Objective, "value_and_gradient", _counting(Objective.value_and_gradient, counts))
    monkeypatch.setattr(_problem, "loss_hessian", _counting(_problem.loss_hessian, counts))
    return counts


def _counting(function, counts):
    def called(objective, *args):
        counts[function.__name__] += 1
        counts["rows"] += objective.n_rows * (function.__name__ == "loss_hessian")
        return function(objective, *args)

    return called


def test_some_rows_are_every_mth_and_weigh_one_together():
    whole = problem(50_000).objective
    some = whole.some_rows(20_000)
    assert sum(len(block.w) for block in some.blocks) == pytest.approx(25_000, abs=len(some.blocks))
    assert sum(block.w.sum() for block in some.blocks) == pytest.approx(1, rel=1e-12)
    np.testing.assert_array_equal(some.blocks[0].X, whole.blocks[0].X[::2])
    assert (problem(39_999).is_long, problem(40_000).is_long) == (False, True)


@pytest.mark.parametrize("k", [2, 3])
def test_a_rough_hessian_is_near_the_exact_one_and_keeps_curvature_in_rare_columns(k):
    seen = problem(60_000, k)
    v = 0.1 * np.random.default_rng(2).normal(size=seen.objective.shape).ravel()
    rough, exact = seen.rough_hessian(v), seen.hessian(v)
    assert np.abs(rough - exact).max() < 0.1 * np.abs(exact).max()
    assert np.linalg.eigvalsh(rough)[0] >= 0.05 - 1e-9


@pytest.mark.parametrize("k", [2, 3])
def test_a_fit_of_many_rows_looks_at_few_of_them_for_its_metric_and_finds_the_same_minimum(k, counted):
    X, y = data(60_000)
    model = SoftmaxRegression().fit(X, y % k)
    assert counted["rows"] <= 20_000 + 60_000 + 100  # a row more in some blocks
    assert counted["value_and_gradient"] <= 45
    reference = SoftmaxRegression(solver="newton-cg", tol=1e-13).fit(X, y % k)
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X), atol=1e-6)
    assert model.objective_ - reference.objective_ <= 1e-11


def test_on_standardised_columns_one_hessian_is_enough(counted):
    X, y = pixels()
    model = SoftmaxRegression().fit(StandardScaler().fit_transform(X), y)
    assert counted["loss_hessian"] == 1
    assert counted["value_and_gradient"] <= 30
    assert model.optimality_gap_ < 1e-11


def test_quick_hessians_are_not_spared(counted):
    SoftmaxRegression().fit(*load_iris(return_X_y=True))
    assert counted["loss_hessian"] >= 2


def test_without_a_bound_the_hessian_is_looked_at_once_more(counted):
    X, y = load_wine(return_X_y=True)
    rng = np.random.default_rng(0)
    model = SoftmaxRegression(0).fit(X, rng.permutation(y))
    assert counted["loss_hessian"] >= 2
    assert model.termination_ == "converged"


def test_raw_digits_take_some_forty_passes(counted):
    SoftmaxRegression().fit(*load_digits(return_X_y=True))
    assert counted["value_and_gradient"] <= 50
    assert counted["loss_hessian"] <= 4
