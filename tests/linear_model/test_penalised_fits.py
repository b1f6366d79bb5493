"""Lasso, elastic net, penalty factors and bounds: the conditions of the minimum hold, and zeros are exact."""

import math

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine

from skxent.linear_model import SoftmaxRegression
from skxent.metrics import log_loss

INF = math.inf
DATA = {name: load(return_X_y=True) for name, load in
        {"iris": load_iris, "wine": load_wine, "cancer": load_breast_cancer}.items()}  # fmt: skip
every_data = pytest.mark.parametrize("name", DATA)


def slopes(model, X, y):
    """Return the gradient of the mean loss by coefficients and intercepts, by hand."""
    p = model.predict_proba(X)
    t = np.asarray(y)[:, None] == model.classes_
    r = (p - t) / len(y)
    r = r[:, 1:] if len(model.classes_) == 2 else r
    return r.T @ X, r.sum(axis=0)


def kkt_error(model, X, y, alpha, *, l1_ratio=0.0, factors=1.0, bounds=(-INF, INF)):
    """Return by how much the conditions of the minimum are missed, relative to the columns' scale."""
    W, (G, g_b) = model.coef_, slopes(model, X, y)
    f, lower, upper = (np.broadcast_to(part, W.shape) for part in (factors, *bounds))
    ridge, lasso = alpha * f * (1 - l1_ratio), alpha * f * l1_ratio
    slope = G + ridge * W
    low = np.where(W > 0, slope + lasso, np.where(W < 0, slope - lasso, slope - lasso))
    high = np.where(W > 0, slope + lasso, np.where(W < 0, slope - lasso, slope + lasso))
    low, high = np.where(lower >= W, -INF, low), np.where(upper <= W, INF, high)
    missed = np.maximum(np.maximum(low, -high), 0)  # 0 is to lie between low and high
    return float((missed / X.std(axis=0)).max()), float(np.abs(g_b).max())


@every_data
@pytest.mark.parametrize("l1_ratio", [0.3, 1.0])
@pytest.mark.parametrize("alpha", [1e-3, 3e-2])
def test_elastic_nets_meet_the_conditions_of_the_minimum_on_raw_data(name, l1_ratio, alpha):
    X, y = DATA[name]
    model = SoftmaxRegression(alpha, l1_ratio=l1_ratio, tol=1e-12).fit(X, y)
    by_coef, by_intercept = kkt_error(model, X, y, alpha, l1_ratio=l1_ratio)
    assert by_coef < 1e-6
    assert by_intercept < 1e-9
    assert model.termination_ == "converged"
    assert 0 < np.mean(model.coef_ == 0) < 1


@every_data
@pytest.mark.parametrize("bounds", [(0, INF), (-INF, 0), (-0.05, 0.1), (0.01, 0.02)])
@pytest.mark.parametrize("l1_ratio", [0.0, 0.5])
def test_bounds_are_kept_and_the_conditions_of_the_minimum_met(name, bounds, l1_ratio):
    X, y = DATA[name]
    model = SoftmaxRegression(0.01, bounds=bounds, l1_ratio=l1_ratio, tol=1e-12).fit(X, y)
    assert (model.coef_ >= bounds[0]).all()
    assert (model.coef_ <= bounds[1]).all()
    by_coef, by_intercept = kkt_error(model, X, y, 0.01, l1_ratio=l1_ratio, bounds=bounds)
    assert by_coef < 1e-6
    assert by_intercept < 1e-9


def test_bounds_of_single_coefficients():
    X, y = DATA["iris"]
    lower, upper = np.full((3, 4), -INF), np.full((3, 4), INF)
    lower[0, 1], upper[2, 3] = 0.5, -0.25
    model = SoftmaxRegression(0.01, bounds=(lower, upper)).fit(X, y)
    assert model.coef_[0, 1] >= 0.5
    assert model.coef_[2, 3] == -0.25
    assert kkt_error(model, X, y, 0.01, bounds=(lower, upper))[0] < 1e-5


def test_bounds_without_effect_change_nothing():
    X, y = DATA["wine"]
    free = SoftmaxRegression(0.01, tol=1e-12).fit(X, y)
    bounded = SoftmaxRegression(0.01, bounds=(-1e3, 1e3), tol=1e-12).fit(X, y)
    np.testing.assert_allclose(bounded.coef_, free.coef_, atol=1e-6)
    np.testing.assert_allclose(bounded.predict_proba(X), free.predict_proba(X), atol=1e-7)


def test_a_constant_column_may_be_bound_away_from_zero():
    X, y = DATA["iris"]
    wide = np.column_stack([X, np.full(150, 2.0)])
    model = SoftmaxRegression(0.01, bounds=(np.array([-INF] * 4 + [0.5]), INF)).fit(wide, y)
    np.testing.assert_array_equal(model.coef_[:, 4], 0.5)
    free = SoftmaxRegression(0.01).fit(X, y)
    np.testing.assert_allclose(model.predict_proba(wide), free.predict_proba(X), atol=1e-6)


@every_data
@pytest.mark.parametrize("l1_ratio", [0.0, 0.5])
def test_penalty_factors_weigh_columns_and_zero_is_no_penalty(name, l1_ratio):
    X, y = DATA[name]
    factors = np.array([0.0, 3.0] + [1.0] * (X.shape[1] - 2))
    model = SoftmaxRegression(0.1, l1_ratio=l1_ratio, penalty_factors=factors, tol=1e-12).fit(X, y)
    assert kkt_error(model, X, y, 0.1, l1_ratio=l1_ratio, factors=factors)[0] < 1e-6
    assert model.termination_ in {"converged", "rounding"}


def test_penalty_factors_of_single_coefficients_are_no_shift_of_all():
    X, y = DATA["iris"]
    factors = np.arange(12.0).reshape(3, 4) + 1
    for options in ({}, {"l1_ratio": 0.5}, {"solver": "newton-cg"}, {"solver": "trust-exact"}):
        model = SoftmaxRegression(0.01, penalty_factors=factors, tol=1e-12, **options).fit(X, y)
        assert kkt_error(model, X, y, 0.01, l1_ratio=options.get("l1_ratio", 0.0), factors=factors)[0] < 1e-6
    assert abs(model.coef_.sum(axis=0)).max() > 1e-3
    assert abs(model.intercept_.sum()) < 1e-9


def test_fits_with_factors_of_single_coefficients_end_when_they_are_taken_up_again():
    """Intercepts may shift together without curvature: at the rounding floor nothing but rounding is left to follow."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(2000, 60)), rng.integers(0, 5, 2000)
    factors = rng.uniform(0.5, 2.0, (5, 60))
    model = SoftmaxRegression(penalty_factors=factors, warm_start=True, tol=1e-18).fit(X, y)
    for _ in range(8):
        model.fit(X, y)
        assert model.n_iter_ <= 100
        assert model.termination_ in {"converged", "rounding"}


def test_a_factor_is_a_column_of_another_scale():
    X, y = DATA["wine"]
    factor = np.logspace(-1, 1, X.shape[1])
    weighed = SoftmaxRegression(0.01, penalty_factors=factor**2, tol=1e-13).fit(X, y)
    scaled = SoftmaxRegression(0.01, tol=1e-13).fit(X / factor, y)
    np.testing.assert_allclose(weighed.coef_, scaled.coef_ / factor, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("options", [{"l1_ratio": 1.0}, {"bounds": (0, INF)}, {"l1_ratio": 0.5, "bounds": (-0.1, INF)}])
@pytest.mark.parametrize("name", ["wine", "cancer"])
def test_sparse_agrees_with_dense(name, options):
    X, y = DATA[name]
    dense = SoftmaxRegression(0.01, **options, tol=1e-12).fit(X, y)
    sparse = SoftmaxRegression(0.01, **options, tol=1e-12).fit(csr_array(X), y)
    np.testing.assert_allclose(sparse.coef_, dense.coef_, atol=1e-6)


def test_a_lasso_that_is_strong_enough_leaves_the_null_model():
    X, y = DATA["cancer"]
    rate = y.mean()
    largest = np.abs(((rate - y) / len(y)) @ X).max()
    null = SoftmaxRegression(largest * 1.001, l1_ratio=1.0).fit(X, y)
    assert not null.coef_.any()
    np.testing.assert_allclose(null.predict_proba(X)[:, 1], rate, rtol=1e-9)
    assert SoftmaxRegression(largest * 0.99, l1_ratio=1.0).fit(X, y).coef_.any()


def test_many_parameters_without_an_exact_hessian():
    X, y = load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    wide = np.column_stack([X, rng.normal(size=(len(y), 60))])  # 10 x 125 parameters
    model = SoftmaxRegression(0.02, l1_ratio=1.0, tol=1e-7).fit(wide, y)
    assert model.termination_ == "converged"
    assert model.optimality_gap_ < 1e-4
    assert np.mean(model.coef_[:, 64:] == 0) > 0.9


def test_the_objective_is_what_it_says():
    X, y = DATA["wine"]
    factors = np.linspace(0.5, 2, X.shape[1])
    model = SoftmaxRegression(0.02, l1_ratio=0.3, penalty_factors=factors).fit(X, y)
    W = model.coef_
    expected = log_loss(y, model.predict_proba(X)) + 0.02 * (factors * (0.3 * np.abs(W) + 0.35 * W**2)).sum()
    assert math.isclose(model.objective_, expected, rel_tol=1e-10)


@pytest.mark.parametrize("solver", ["newton-cg", "trust-exact"])
@pytest.mark.parametrize(("options", "asked"), [({"l1_ratio": 0.5}, "l1_ratio=0.5"), ({"bounds": (0, 1)}, "bounds")])
def test_a_solver_that_cannot_serve_is_refused_before_any_work(solver, options, asked):
    with pytest.raises(ValueError, match=rf"solver='{solver}' cannot serve {asked}; pass solver='auto' or 'lbfgs'"):
        SoftmaxRegression(solver=solver, **options).fit(None, None)


def test_a_hessian_that_would_not_fit_is_refused():
    X = np.random.default_rng(0).normal(size=(30, 3000))
    with pytest.raises(ValueError, match="solver='trust-exact' keeps a Hessian of 9003 x 9003 parameters"):
        SoftmaxRegression(solver="trust-exact").fit(X, np.arange(30) % 3)


def test_where_bounds_leave_no_room_the_fit_is_over():
    model = SoftmaxRegression(bounds=(0, 0), fit_intercept=False).fit(*load_wine(return_X_y=True))
    assert model.termination_ == "converged"
    assert not model.coef_.any()


@pytest.mark.parametrize("n_holds", [0, 1])
def test_how_often_a_step_is_taken_anew_changes_no_minimum(n_holds, monkeypatch):
    X, y = load_wine(return_X_y=True)
    best = SoftmaxRegression(bounds=(0, np.inf)).fit(X, y)
    monkeypatch.setattr("skxent.linear_model._bounded._HOLDS", n_holds)
    model = SoftmaxRegression(bounds=(0, np.inf)).fit(X, y)
    assert abs(model.objective_ - best.objective_) <= 1e-9  # tol
