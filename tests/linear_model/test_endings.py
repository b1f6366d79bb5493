"""How a fit ends: the reason, the bound, and one warning with the cause and the cure."""

import math
import re
import warnings

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning

from skxent._check import Labels
from skxent.linear_model import SoftmaxRegression, _endings
from skxent.linear_model._objective import make_objective
from skxent.linear_model._targets import Targets

SOLVERS = ["lbfgs", "newton-cg", "trust-exact"]
every_solver = pytest.mark.parametrize("solver", SOLVERS)
DATA = {"iris": load_iris, "wine": load_wine, "cancer": load_breast_cancer}


@every_solver
@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("tol", [1e-2, 1e-5, 1e-9])
def test_tol_is_the_distance_from_the_minimum_for_every_solver(solver, name, tol):
    X, y = DATA[name](return_X_y=True)
    best = SoftmaxRegression(tol=1e-14).fit(X, y)
    model = SoftmaxRegression(solver=solver, tol=tol).fit(X, y)
    assert -best.optimality_gap_ - 1e-15 <= model.objective_ - best.objective_ <= tol
    assert model.termination_ == "converged"


@pytest.mark.parametrize("options", [{"l1_ratio": 1.0}, {"l1_ratio": 0.5}, {"bounds": (0, math.inf)}])
@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("tol", [1e-2, 1e-5, 1e-9])
def test_tol_is_the_distance_with_lasso_and_bounds(options, name, tol):
    X, y = DATA[name](return_X_y=True)
    best = SoftmaxRegression(tol=1e-13, **options).fit(X, y)
    model = SoftmaxRegression(tol=tol, **options).fit(X, y)
    assert -best.optimality_gap_ - 1e-15 <= model.objective_ - best.objective_ <= tol


@every_solver
@pytest.mark.parametrize("name", [*DATA, "digits"])
def test_the_default_ends_certified_on_raw_data(solver, name):
    X, y = (DATA | {"digits": load_digits})[name](return_X_y=True)
    model = SoftmaxRegression(solver=solver).fit(X, y)
    assert model.optimality_gap_ < 1e-9


@every_solver
def test_separable_classes_without_penalty_are_named_and_end_finite(solver):
    X, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    with pytest.warns(ConvergenceWarning, match=r"class 'setosa' is told from the others.*pass alpha > 0") as caught:
        model = SoftmaxRegression(0, solver=solver).fit(X, names)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert model.termination_ == "separable"
    assert np.isfinite(model.coef_).all()
    assert model.optimality_gap_ == math.inf


@every_solver
def test_two_separable_classes(solver):
    X, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), ["a", "a", "b", "b"]
    with pytest.warns(ConvergenceWarning, match="class 'a', 'b' is told"):
        model = SoftmaxRegression(0, solver=solver).fit(X, y)
    assert model.objective_ < 1e-8
    assert np.isfinite(model.coef_).all()


def test_an_unpenalised_column_that_separates_is_told():
    rng = np.random.default_rng(0)
    y = np.arange(40) % 2
    X = np.column_stack([y + rng.normal(size=40) * 0.01, rng.normal(size=40)])
    with pytest.warns(ConvergenceWarning, match="separable"):
        SoftmaxRegression(0.1, penalty_factors=[0, 1]).fit(X, y)


@pytest.mark.parametrize(
    "options", [{}, {"alpha": 1e-8}, {"alpha": 0, "bounds": (-5, 5)}, {"alpha": 1e-6, "l1_ratio": 1}]
)
def test_separable_classes_with_a_penalty_or_bounds_have_a_minimum(options):
    X, y = load_iris(return_X_y=True)
    model = SoftmaxRegression(**options).fit(X[:100], y[:100])
    assert model.termination_ in {"converged", "rounding"}


def test_separable_classes_with_bounds_on_one_side_have_none():
    X, y = load_iris(return_X_y=True)
    with pytest.warns(ConvergenceWarning, match="separable"):
        model = SoftmaxRegression(0, bounds=(0, math.inf)).fit(X, y)
    assert model.optimality_gap_ == math.inf


def test_classes_that_overlap_are_not_separable():
    X, y = load_iris(return_X_y=True)
    model = SoftmaxRegression(0).fit(X[50:], y[50:])
    assert model.termination_ == "converged"


def test_soft_targets_that_are_met_exactly_are_not_separable():
    X = np.repeat([[0.0], [1.0]], 20, axis=0)
    target = np.repeat([[0.9, 0.1], [0.2, 0.8]], 20, axis=0)
    model = SoftmaxRegression(0).fit(X, target)
    np.testing.assert_allclose(model.predict_proba(X), target, atol=1e-6)
    assert model.termination_ == "converged"


@every_solver
def test_too_few_iterations_say_so_once(solver):
    X, y = load_digits(return_X_y=True)
    with pytest.warns(ConvergenceWarning, match="stopped after max_iter=2 iterations before.*raise max_iter") as caught:
        model = SoftmaxRegression(solver=solver, max_iter=2).fit(X, y)
    assert len(caught) == 1
    assert (model.termination_, model.n_iter_) == ("max_iter", 2)
    assert model.objective_ - SoftmaxRegression().fit(X, y).objective_ <= model.optimality_gap_


@pytest.mark.parametrize(
    "options", [{}, {"l1_ratio": 0.5}, {"bounds": (0, 1)}, {"solver": "newton-cg"}, {"solver": "trust-exact"}]
)
def test_no_iterations_are_legal(options):
    X, y = load_wine(return_X_y=True)
    with pytest.warns(ConvergenceWarning, match="max_iter=0"):
        model = SoftmaxRegression(max_iter=0, **options).fit(X, y)
    np.testing.assert_allclose(model.predict_proba(X[:1])[0], np.bincount(y) / len(y), rtol=1e-12)
    assert model.n_iter_ == 0


def test_columns_that_are_constant_or_follow_from_others_are_named_where_a_fit_fails():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4))
    X = np.column_stack([X, X[:, 0] + 2 * X[:, 1], np.full(60, 3.0)])
    y = rng.integers(0, 3, 60)
    with pytest.warns(ConvergenceWarning) as caught:
        SoftmaxRegression(0, max_iter=1).fit(X, y)
    told = str(caught[0].message)
    assert "Columns 5 are constant: drop them." in told
    dependent = re.search(r"Columns (\d) follow from the others", told)
    assert int(dependent[1]) in {0, 1, 4}


@every_solver
def test_collinear_and_constant_columns_without_penalty_converge_all_the_same(solver):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4))
    wide = np.column_stack([X, X[:, 0] + 2 * X[:, 1], np.full(60, 3.0)])
    y = rng.integers(0, 3, 60)
    model = SoftmaxRegression(0, solver=solver).fit(wide, y)
    np.testing.assert_allclose(model.predict_proba(wide), SoftmaxRegression(0).fit(X, y).predict_proba(X), atol=1e-4)
    assert model.termination_ in {"converged", "rounding"}


@every_solver
@pytest.mark.parametrize("scale", [1e-8, 1e8])
def test_columns_of_any_scale(solver, scale):
    X, y = load_wine(return_X_y=True)
    model = SoftmaxRegression(0.01, penalty_factors=np.full(13, scale**2), solver=solver).fit(X * scale, y)
    plain = SoftmaxRegression(0.01, solver=solver).fit(X, y)
    np.testing.assert_allclose(model.predict_proba(X * scale), plain.predict_proba(X), atol=1e-4)


def test_a_thousand_classes():
    rng = np.random.default_rng(0)
    y = np.arange(3000) % 1000
    centres = rng.normal(size=(1000, 20))
    X = centres[y] + 0.3 * rng.normal(size=(3000, 20))
    model = SoftmaxRegression(1e-3, tol=1e-5).fit(X, y)
    assert model.coef_.shape == (1000, 20)
    assert model.termination_ == "converged"
    assert model.score(X, y) > 0.8


@pytest.mark.parametrize("options", [{}, {"l1_ratio": 1.0}, {"bounds": (-1, 1)}])
def test_nothing_is_ever_not_finite(options):
    for seed in range(15):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(12, 6)) * 10 ** rng.uniform(-8, 8, 6)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = SoftmaxRegression(10 ** rng.uniform(-12, 0), max_iter=50, **options).fit(X, np.arange(12) % 3)
        assert np.isfinite(model.coef_).all()
        assert np.isfinite(model.intercept_).all()
        assert np.isfinite(model.objective_)
        assert not np.isnan(model.optimality_gap_)


def test_where_all_columns_are_constant_no_other_cause_is_looked_for():
    targets = Targets(np.arange(2), Labels(np.array([0, 1, 0, 0]), 2), np.ones(4))
    objective = make_objective(np.full((4, 2), 3.0), targets, 0.0)
    assert _endings._cause(objective) == " Columns 0, 1 are constant: drop them."
