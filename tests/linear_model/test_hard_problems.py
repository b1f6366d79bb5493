"""Problems that are hard: correlated and wildly scaled columns, far offsets, flat directions, large sparse data."""

import math
import re
import tracemalloc
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning

from skxent.linear_model import SoftmaxRegression

SOLVERS = ["lbfgs", "newton-cg", "trust-exact"]
every_solver = pytest.mark.parametrize("solver", SOLVERS)
INF = math.inf
BOXES = [
    {"l1_ratio": 1.0},
    {"l1_ratio": 0.5},
    {"bounds": (0, INF)},
    {"bounds": (-0.1, 0.2)},
    {"l1_ratio": 0.5, "bounds": (-0.1, INF)},
    {"bounds": (0.1, 0.5)},
]


def correlated(seed):
    """Return columns that are two factors and some noise, of scales from 1e-3 to 1e3, classes without meaning, alpha."""
    rng = np.random.default_rng(seed)
    k, n, p = int(rng.integers(2, 5)), int(rng.integers(20, 80)), int(rng.integers(2, 12))
    X = rng.normal(size=(n, 2)) @ rng.normal(size=(2, p)) + 10 ** rng.uniform(-3, 0) * rng.normal(size=(n, p))
    return X * 10 ** rng.uniform(-3, 3, p), rng.permutation(np.arange(n) % k), 10 ** rng.uniform(-6, 0)


@pytest.mark.parametrize("tol", [1e-2, 1e-5, 1e-9])
def test_lasso_and_bounds_end_within_tol_on_correlated_columns(tol):
    for seed in range(120):
        X, y, alpha = correlated(seed)
        best = SoftmaxRegression(alpha, tol=1e-13, max_iter=5000, **BOXES[seed % 6]).fit(X, y)
        model = SoftmaxRegression(alpha, tol=tol, **BOXES[seed % 6]).fit(X, y)
        distance = model.objective_ - best.objective_
        assert model.termination_ in {"converged", "rounding"}, seed
        assert distance <= tol + 1e-13, seed
        assert -distance <= best.optimality_gap_ + 1e-12, seed


@every_solver
def test_ridge_ends_within_tol_on_correlated_columns(solver):
    for seed in range(60):
        X, y, alpha = correlated(seed)
        weight = 10 ** np.random.default_rng(seed).uniform(-4, 2, len(y))
        best = SoftmaxRegression(alpha, tol=1e-14).fit(X, y, weight)
        for tol in (1e-3, 1e-9):
            model = SoftmaxRegression(alpha, tol=tol, solver=solver).fit(X, y, weight)
            assert model.termination_ in {"converged", "rounding"}, seed
            assert model.objective_ - best.objective_ <= tol + 1e-13, seed


# Far offsets


@pytest.mark.parametrize("options", [{}, {"solver": "newton-cg"}, {"solver": "trust-exact"}, *BOXES[:3]], ids=str)
@pytest.mark.parametrize("k", [2, 3])
def test_the_gap_is_a_bound_with_offsets_wherever_a_fit_stops(options, k):
    for seed in range(25):
        rng = np.random.default_rng(seed)
        X, y, offset = rng.normal(size=(12, 2)), np.arange(12) % k, rng.normal(size=(12, k)) * 10 ** rng.uniform(0, 2.5)
        best = SoftmaxRegression(1.0, tol=1e-12, **options).fit(X, y, offset=offset)
        for early in ({"max_iter": 0}, {"max_iter": 1}, {"max_iter": 3}, {"tol": 1e-3}):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)
                model = SoftmaxRegression(1.0, **options, **early).fit(X, y, offset=offset)
            rounding = 1e-12 * max(1.0, abs(best.objective_))
            assert model.objective_ - best.objective_ <= model.optimality_gap_ + rounding, seed


@every_solver
@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("size", [1e3, 1e4, 1e6])
def test_offsets_that_contradict_the_labels_by_far_are_fitted(solver, k, size):
    for seed in range(4):
        rng = np.random.default_rng(seed)
        X, y, offset = rng.normal(size=(100, 3)), rng.integers(0, k, 100), rng.normal(size=(100, k)) * size
        model = SoftmaxRegression(solver=solver).fit(X, y, offset=offset)
        reference = SoftmaxRegression().fit(X, y, offset=offset)
        assert model.termination_ in {"converged", "rounding"}
        assert math.isclose(model.objective_, reference.objective_, rel_tol=1e-8)


@every_solver
@pytest.mark.parametrize("size", [30.0, 710.0, 1e6])
def test_an_offset_that_is_the_same_for_all_rows_goes_to_the_intercept(solver, size):
    X, y = load_iris(return_X_y=True)
    plain = SoftmaxRegression(0.01).fit(X, y == 1)
    model = SoftmaxRegression(0.01, solver=solver).fit(X, y == 1, offset=np.full(150, size))
    np.testing.assert_allclose(model.coef_, plain.coef_, atol=1e-5)
    np.testing.assert_allclose(model.intercept_ + size, plain.intercept_, atol=1e-4)


# Flat directions


@every_solver
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dummy_trap_leaves_coefficients_small(solver, dtype):
    rng = np.random.default_rng(0)
    y, group = rng.integers(0, 3, 200), rng.integers(0, 4, 200)
    trap = np.eye(4, dtype=dtype)[group]  # with the intercept, one column too many
    model = SoftmaxRegression(0, solver=solver).fit(trap, y)
    reference = SoftmaxRegression(0).fit(trap[:, 1:].astype(float), y)
    assert np.abs(model.coef_).max() < 2
    np.testing.assert_allclose(model.predict_proba(trap), reference.predict_proba(trap[:, 1:].astype(float)), atol=1e-6)


@every_solver
def test_repeated_columns_share_their_coefficient(solver):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 3)), rng.integers(0, 3, 200)
    twice = SoftmaxRegression(0, solver=solver).fit(np.column_stack([X, X]), y)
    once = SoftmaxRegression(0, solver=solver).fit(X, y)
    np.testing.assert_allclose(twice.coef_, np.column_stack([once.coef_, once.coef_]) / 2, atol=1e-5)


def test_more_columns_than_an_exact_hessian_is_worth():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(100, 3)) @ rng.normal(size=(3, 2500)) + 0.01 * rng.normal(size=(100, 2500))
    model = SoftmaxRegression(1e-4).fit(X, np.arange(100) % 3)
    assert model.termination_ == "converged"
    assert model.optimality_gap_ < 1e-9


# Warm starts, separation


def test_a_warm_start_takes_a_prior_correction_into_account():
    X, y = load_iris(return_X_y=True)
    model = SoftmaxRegression(class_weight={0: 5, 1: 1, 2: 0.2}, prior_correction=True, warm_start=True).fit(X, y)
    before = model.intercept_.copy()
    assert model.fit(X, y).n_iter_ <= 2
    np.testing.assert_allclose(model.intercept_, before, atol=1e-6)
    model.set_params(max_iter=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for _ in range(3):
            np.testing.assert_allclose(model.fit(X, y).intercept_, before, atol=1e-6)


def test_a_warm_start_finds_its_coefficients_on_columns_of_any_scale():
    rng = np.random.default_rng(0)
    X, y = load_iris(return_X_y=True)
    X = X * [1e-8, 1, 1e4, 1e8]
    model = SoftmaxRegression(0, warm_start=True).fit(X, rng.permutation(y))
    before = model.objective_
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        again = model.set_params(max_iter=0).fit(X, np.random.default_rng(0).permutation(y))
    assert math.isclose(again.objective_, before, rel_tol=1e-9)


def test_a_free_column_that_does_not_separate_is_not_to_blame():
    X, y = load_iris(return_X_y=True)
    noise = np.random.default_rng(0).normal(size=100)
    model = SoftmaxRegression(1e-6, penalty_factors=[1, 1, 1, 1, 0]).fit(np.column_stack([X[:100], noise]), y[:100])
    assert model.termination_ == "converged"


def test_an_offset_that_separates_is_not_to_blame():
    rng = np.random.default_rng(0)
    y = np.arange(100) % 2
    model = SoftmaxRegression(0).fit(rng.normal(size=(100, 1)), y, offset=8 * (2 * y - 1))
    assert model.termination_ == "converged"


def test_rows_without_weight_are_not_looked_at_for_separation():
    X = np.array([[-2.0], [-1.0], [1.0], [2.0], [-3.0]])
    with pytest.warns(ConvergenceWarning, match="separable"):
        SoftmaxRegression(0).fit(X, [0, 0, 1, 1, 1], sample_weight=[1, 1, 1, 1, 0])


# Bad input, and what it must not do


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (pd.DataFrame({"a": [1, None, 1], "b": [0, 1, 0.0]}, dtype=object), "y is NaN, infinite or huge in row 1"),
        (np.full((3, 2), 1e308), "y is NaN, infinite or huge in rows 0, 1, 2"),
        (np.full((3, 2), 1e-320), "y sums to at most 2e-320; only ratios count: divide by the largest sum."),
    ],
)
def test_counts_that_are_none_are_refused_by_name(target, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        SoftmaxRegression().fit(np.arange(3.0)[:, None], target)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"alpha": 1e308, "penalty_factors": 10}, "alpha=1e+308 times penalty_factors is beyond float64"),
        ({"bounds": (1e200, 1e201)}, "where the fit ended; columns, offsets, bounds or penalties are too large"),
        ({"bounds": ([1, [2]], 3)}, "the lower bound has [1, [2]] for coefficients of shape (3, 4)"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_no_float_can_hold_is_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        SoftmaxRegression(**options).fit(*load_iris(return_X_y=True))


def test_a_class_weight_of_zero_is_refused_before_any_work(monkeypatch):
    monkeypatch.setattr("skxent.linear_model._softmax_regression.minimise", None)
    with pytest.raises(ValueError, match="cannot undo a class weight of 0"):
        SoftmaxRegression(prior_correction=True, class_weight={0: 0.0}).fit(*load_iris(return_X_y=True))


def test_a_refit_that_fails_leaves_the_model_as_it_was():
    X, y = load_iris(return_X_y=True, as_frame=True)
    model = SoftmaxRegression().fit(X, y)
    before = model.predict_proba(X)
    with pytest.raises(ValueError, match="offset has shape"):
        model.fit(X.to_numpy()[:, :2], y, offset=np.zeros(3))
    np.testing.assert_array_equal(model.predict_proba(X), before)
    assert not hasattr(model.fit(X.to_numpy(), y), "feature_names_in_")


# Memory


def peak(function):
    """Return the most bytes that were held at once while a function ran."""
    tracemalloc.start()
    function()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


@pytest.mark.parametrize("options", [{}, {"l1_ratio": 0.5}, {"solver": "newton-cg"}], ids=str)
def test_sparse_data_are_never_made_dense(options):
    rng = np.random.default_rng(0)
    places = rng.integers(0, 20_000, 18_000), rng.integers(0, 900, 18_000)
    X = sparse.csr_array((rng.random(18_000), places), shape=(20_000, 900))
    y = np.arange(20_000) % 2
    dense = X.shape[0] * X.shape[1] * 8  # 144 MB
    used = peak(lambda: SoftmaxRegression(0.01, tol=1e-4, **options).fit(X, y))
    assert used < dense / 2


def test_float32_data_have_no_float64_copy():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200_000, 20)).astype(np.float32), rng.integers(0, 3, 200_000)
    assert peak(lambda: SoftmaxRegression(tol=1e-4).fit(X, y)) < 2 * X.nbytes


def test_columns_that_are_nothing_but_rounding_end_at_once():
    """The gradient is 0 in coordinates that leave out what is rounding, and the bound is not: no reason to go on."""
    X = 1e9 + 1e-4 * np.random.default_rng(0).normal(size=(4, 1001))
    assert SoftmaxRegression().fit(X, [0, 0, 1, 1]).n_iter_ <= 1000


@pytest.mark.parametrize("seed", range(4))
def test_steps_that_do_not_shrink_what_is_left_are_no_end(seed):
    """Of columns over twenty powers of ten curvature falls with every step: the estimate is far below the distance."""
    rng = np.random.default_rng(seed)
    x = np.exp(6 * rng.normal(size=(1500, 1)))
    y = (5 * x * rng.normal(size=6) + rng.gumbel(size=(1500, 6))).argmax(axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = SoftmaxRegression(tol=1e-4).fit(x, y)
        further = SoftmaxRegression(solver="newton-cg", tol=1e-10).fit(x, y)
    assert model.termination_ == "max_iter" or model.objective_ - further.objective_ <= 1e-4


def test_tiny_columns_without_penalty_say_nothing_of_overflow():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 3)) * 1e-155, rng.integers(0, 2, 40)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        warnings.simplefilter("ignore", ConvergenceWarning)
        SoftmaxRegression(0).fit(X, y)


def test_a_start_that_is_no_number_is_told_in_our_words():
    X, y = load_iris(return_X_y=True)
    model = SoftmaxRegression(warm_start=True).fit(X, y)
    model.coef_ = np.sign(model.coef_) * 1e160
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(ValueError, match="where the fit ended"):
        model.fit(X, y)


def test_the_gap_is_never_more_than_the_objective():
    """No minimum is below 0, so there is no more to lose than all."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(500, 2)) * [1e100, 1]
    model = SoftmaxRegression().fit(X, (X[:, 1] + rng.normal(size=500) > 0).astype(int))
    assert 0 < model.optimality_gap_ <= model.objective_
