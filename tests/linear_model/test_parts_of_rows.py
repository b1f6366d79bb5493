"""Some of the rows in place of all: what is drawn stands for the rest, and fits find the same minimum with few passes."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.datasets import load_digits, load_iris

from skxent._check import Distributions, Labels
from skxent.linear_model import SoftmaxRegression, _problem
from skxent.linear_model._metric import null_metric
from skxent.linear_model._objective import Objective, make_objective
from skxent.linear_model._problem import Problem
from skxent.linear_model._sample import drawn, scores_of
from skxent.linear_model._targets import Targets
from tests.benchmarks.fit_data import letters, pixels

RARE = 12


def data(n, k=3, seed=0):
    """Return columns of which the last is rarely not 0, and classes that depend on all, the last of them rare."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.normal(size=(n, 3)) * [1, 100, 0.01] + 50, np.zeros(n)])
    X[rng.choice(n, RARE, replace=False), 3] = 1.0
    z = (X - X.mean(axis=0)) / X.std(axis=0).clip(1e-9) @ rng.normal(size=(4, k)) / 2
    y = (z + rng.gumbel(size=(n, k)))[:, : k - 1].argmax(axis=1) if k > 2 else (z[:, 0] > 1).astype(int)
    y[rng.choice(n, RARE, replace=False)] = k - 1
    return X, y


def problem(n, k=3, kind="labels", storage="dense"):
    """Return the problem of such data in the null model's metric."""
    X, y = data(n, k)
    truth = Labels(y, k) if kind == "labels" else Distributions(0.9 * np.eye(k)[y] + 0.1 / k)
    targets = Targets(np.arange(k), truth, np.random.default_rng(1).random(n) + 0.1)
    objective = make_objective(csr_array(X) if storage == "sparse" else X, targets, 1 / n)
    return Problem(objective, null_metric(objective, targets.base_rate, has_intercept=True))


@pytest.fixture
def counted(monkeypatch):
    """Count evaluations and products with the Hessian, of all rows and of some, and the rows that went into Hessians."""
    counts = {"passes": 0.0, "hessians": 0, "rows": 0, "most": 0}
    evaluate, hessian, multiply = Objective.value_and_gradient, _problem.loss_hessian, _problem.hessian_product

    def evaluated(self, theta):
        counts["most"] = max(counts["most"], self.n_rows)
        counts["passes"] += self.n_rows / counts["most"]
        return evaluate(self, theta)

    def bent(objective, *args, **options):
        counts["hessians"] += 1
        counts["rows"] += objective.n_rows
        return hessian(objective, *args, **options)

    def multiplied(objective, theta):
        product = multiply(objective, theta)

        def seen(direction):
            counts["passes"] += objective.n_rows / counts["most"]
            return product(direction)

        return seen

    monkeypatch.setattr(_problem, "hessian_product", multiplied)
    monkeypatch.setattr(Objective, "value_and_gradient", evaluated)
    monkeypatch.setattr(_problem, "loss_hessian", bent)
    return counts


CASES = [(k, kind, storage) for k in (2, 3) for kind in ("labels", "soft") for storage in ("dense", "sparse")]


@pytest.mark.parametrize(("k", "kind", "storage"), CASES)
def test_a_part_is_about_as_large_as_wanted_and_weighs_one(k, kind, storage):
    whole = problem(20_000, k, kind, storage)
    part = whole.part(2000)
    assert 1500 < part.n_terms <= 2001
    assert sum(block.w.sum() for block in part.objective.blocks) == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(("k", "kind", "storage"), CASES)
def test_rare_columns_and_rare_classes_are_all_there(k, kind, storage):
    part = problem(20_000, k, kind, storage).part(1000)
    X = np.concatenate([block.dense() for block in part.objective.blocks])
    t = np.concatenate([block.truth.dense(np) for block in part.objective.blocks])
    assert (X[:, 3] == 1).sum() == RARE
    assert k == 2 or kind == "soft" or (t[:, k - 1] == 1).sum() == RARE  # mixed with the uniform they are not rare


@pytest.mark.parametrize(("k", "kind", "storage"), CASES)
def test_a_parts_hessian_is_near_that_of_all_in_every_direction(k, kind, storage):
    whole = problem(20_000, k, kind, storage)
    v = 0.1 * np.random.default_rng(2).normal(size=whole.shape).ravel()
    exact, some = whole.hessian(v), whole.part(4000).hessian(v)
    half = np.linalg.inv(np.linalg.cholesky(exact))
    assert np.linalg.eigvalsh(half @ some @ half.T)[[0, -1]].min() > 0.6
    assert np.linalg.eigvalsh(half @ some @ half.T)[-1] < 1.5


def test_rows_are_drawn_where_they_are_expected():
    """Sums over the part are those over all rows, but for rounding to whole rows."""
    whole = problem(50_000)
    scores = scores_of(whole.objective, whole.metric)
    assert 0.9 < scores.sum() <= 1 + 1e-9  # the ridge takes some of the leverage
    everything = drawn(whole.objective, scores, 10**9)
    assert everything.n_rows == 50_000
    theta = np.random.default_rng(0).normal(size=whole.objective.shape) * 1e-3
    np.testing.assert_allclose(
        everything.value_and_gradient(theta)[1], whole.objective.value_and_gradient(theta)[1], rtol=1e-9, atol=1e-12
    )


def test_nothing_is_random():
    whole = problem(20_000)
    one, two = whole.part(1000).objective, whole.part(1000).objective
    for a, b in zip(one.blocks, two.blocks, strict=True):
        np.testing.assert_array_equal(a.X, b.X)
        np.testing.assert_array_equal(a.w, b.w)


@pytest.mark.parametrize("k", [2, 3])
def test_a_rough_hessian_is_the_exact_one_to_single_precision(k):
    whole = problem(3000, k)
    v, d = 0.1 * np.random.default_rng(2).normal(size=(2, np.prod(whole.shape)))
    np.testing.assert_allclose(whole.rough_hessian(v) @ d, whole.hessian(v) @ d, rtol=1e-4, atol=1e-5)


def test_rare_classes_keep_their_digits_in_single_precision():
    """Of a class of one row in 100,000 the curvature is 1e-5 of the others'; in its coordinates it is as large."""
    rng = np.random.default_rng(0)
    y = np.r_[np.full(3, 2), rng.integers(0, 2, 299_997)]
    targets = Targets(np.arange(3), Labels(y, 3), np.ones(len(y)))
    objective = make_objective(rng.normal(size=(len(y), 2)), targets, 1e-12)
    seen = Problem(objective, null_metric(objective, targets.base_rate, has_intercept=True))
    theta = np.zeros(objective.shape)
    theta[:, -1] = np.log(targets.base_rate)
    v = seen.metric.from_theta(theta).ravel()
    np.testing.assert_allclose(seen.rough_hessian(v), seen.hessian(v), atol=1e-4)


@pytest.mark.parametrize("k", [2, 3])
def test_a_fit_of_many_rows_takes_few_passes_and_finds_the_same_minimum(k, counted):
    X, y = data(60_000, k)
    model = SoftmaxRegression().fit(X, y)
    assert counted["passes"] <= 30
    assert counted["rows"] / 60_000 * model.coef_.size / 20 <= 5  # Hessians, in passes that take as long
    reference = SoftmaxRegression(solver="newton-cg", tol=1e-13).fit(X, y)
    assert model.objective_ - reference.objective_ <= 1e-11
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X), atol=1e-6)


@pytest.mark.parametrize(("make", "passes", "hessians"), [(pixels, 25, 4), (letters, 30, 6)])
def test_passes_over_the_benchmarks_data(make, passes, hessians, counted):
    X, y = make()
    model = SoftmaxRegression().fit(X, y)
    assert model.termination_ == "converged"
    assert counted["passes"] <= passes
    assert counted["hessians"] <= hessians


def test_raw_digits_take_some_forty_passes(counted):
    SoftmaxRegression().fit(*load_digits(return_X_y=True))
    assert counted["passes"] <= 50
    assert counted["hessians"] <= 4


def test_a_warm_start_at_the_minimum_is_not_led_away(counted):
    X, y = data(60_000)
    model = SoftmaxRegression(warm_start=True).fit(X, y)
    counted.update(passes=0.0, hessians=0, rows=0)
    model.fit(X, y)
    assert counted["passes"] <= 8


def test_quick_hessians_are_not_spared(counted):
    SoftmaxRegression().fit(*load_iris(return_X_y=True))
    assert counted["hessians"] >= 2
