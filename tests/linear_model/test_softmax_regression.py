"""SoftmaxRegression: the optimum it promises, targets of all kinds, raw columns, and what it refuses."""

import math
import pickle
import re

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csc_matrix, csr_array
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning, DataConversionWarning, NotFittedError
from sklearn.linear_model import LogisticRegression

from skxent.linear_model import SoftmaxRegression
from skxent.metrics import log_loss

BUNDLED = {"iris": load_iris, "wine": load_wine, "breast_cancer": load_breast_cancer, "digits": load_digits}


@pytest.mark.parametrize("name", BUNDLED)
def test_raw_data_converge_to_the_optimum_of_logistic_regression(name):
    X, y = BUNDLED[name](return_X_y=True)
    model = SoftmaxRegression().fit(X, y)  # a warning would be an error
    reference = LogisticRegression(C=1, solver="newton-cholesky", tol=1e-10, max_iter=1000).fit(X, y)
    assert model.termination_ == "converged"
    np.testing.assert_allclose(model.coef_, reference.coef_, atol=1e-5)
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X), atol=1e-6)
    np.testing.assert_array_equal(model.predict(X), reference.predict(X))


@pytest.mark.parametrize("name", ["iris", "breast_cancer"])
def test_alpha_is_one_over_c_times_the_weights(name):
    X, y = BUNDLED[name](return_X_y=True)
    weight = np.random.default_rng(0).integers(1, 4, len(y))
    model = SoftmaxRegression(alpha=1 / (0.2 * weight.sum())).fit(X, y, sample_weight=weight)
    reference = LogisticRegression(C=0.2, solver="newton-cholesky", tol=1e-10, max_iter=1000)
    reference.fit(X, y, sample_weight=weight)
    np.testing.assert_allclose(model.coef_, reference.coef_, atol=1e-6)
    np.testing.assert_allclose(model.decision_function(X), reference.decision_function(X), atol=1e-5)


def test_objective_is_the_mean_log_loss_and_the_penalty():
    X, y = load_wine(return_X_y=True)
    model = SoftmaxRegression(alpha=0.01).fit(X, y)
    expected = log_loss(y, model.predict_proba(X)) + 0.005 * (model.coef_**2).sum()
    assert math.isclose(model.objective_, expected, rel_tol=1e-10)


@pytest.mark.parametrize("tol", [1e-3, 1e-6, 1e-9])
def test_tol_bounds_the_distance_from_the_minimum(tol):
    X, y = load_wine(return_X_y=True)
    best = SoftmaxRegression(tol=1e-14).fit(X, y).objective_
    assert -1e-14 <= SoftmaxRegression(tol=tol).fit(X, y).objective_ - best <= tol


@pytest.mark.parametrize("name", ["iris", "breast_cancer"])
@pytest.mark.parametrize("fit_intercept", [True, False])
def test_coefficients_and_intercepts_have_the_shapes_and_sums_they_should(name, fit_intercept):
    X, y = BUNDLED[name](return_X_y=True)
    model = SoftmaxRegression(fit_intercept=fit_intercept).fit(X, y)
    k = len(model.classes_)
    rows = 1 if k == 2 else k
    assert (model.coef_.shape, model.intercept_.shape) == ((rows, X.shape[1]), (rows,))
    if k > 2:
        np.testing.assert_allclose(model.coef_.sum(axis=0), 0, atol=1e-8)
        np.testing.assert_allclose(model.intercept_.sum(), 0, atol=1e-8)
    if not fit_intercept:
        assert not model.intercept_.any()


@pytest.mark.parametrize("name", ["iris", "breast_cancer"])
def test_weights_are_repetitions(name):
    X, y = BUNDLED[name](return_X_y=True)
    weight = np.random.default_rng(0).integers(0, 3, len(y))
    weighted = SoftmaxRegression().fit(X, y, sample_weight=weight)
    repeated = SoftmaxRegression().fit(X.repeat(weight, axis=0), y.repeat(weight))
    np.testing.assert_allclose(weighted.predict_proba(X), repeated.predict_proba(X), atol=1e-7)


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("kind", ["distributions", "counts"])
def test_soft_targets_are_expanded_rows(k, kind):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 3)) * [1, 100, 0.01]
    target = rng.dirichlet(np.ones(k), 40) if kind == "distributions" else rng.integers(1, 5, (40, k))
    weight = rng.random(40) + 0.1
    soft = SoftmaxRegression(alpha=0.01).fit(X, target, sample_weight=weight)
    expanded = SoftmaxRegression(alpha=0.01).fit(
        X.repeat(k, axis=0), np.tile(np.arange(k), 40), sample_weight=(weight[:, None] * target).ravel()
    )
    np.testing.assert_allclose(soft.coef_, expanded.coef_, atol=1e-7)
    np.testing.assert_allclose(soft.intercept_, expanded.intercept_, atol=1e-7)


def test_the_default_alpha_counts_the_expanded_weights():
    X, y = load_iris(return_X_y=True)
    counts = np.eye(3)[y] * 4
    np.testing.assert_allclose(
        SoftmaxRegression().fit(X, counts).coef_, SoftmaxRegression().fit(X, y, np.full(150, 4)).coef_, atol=1e-8
    )


def test_columns_of_a_target_frame_are_the_classes():
    X, y = load_iris(return_X_y=True)
    target = pd.DataFrame(np.eye(3)[y], columns=["setosa", "versicolor", "virginica"])
    model = SoftmaxRegression().fit(X, target)
    assert model.classes_.tolist() == ["setosa", "versicolor", "virginica"]
    assert model.predict(X[:1]) == ["setosa"]
    assert SoftmaxRegression().fit(X, target.to_numpy()).classes_.tolist() == [0, 1, 2]


def test_classes_are_those_of_scikit_learn():
    X, y = load_iris(return_X_y=True)
    y = np.array(["c", "a", "b"])[y]
    assert SoftmaxRegression().fit(X, y).classes_.tolist() == ["a", "b", "c"]


@pytest.mark.parametrize("container", [csr_array, csc_matrix])
@pytest.mark.parametrize("name", ["wine", "breast_cancer"])
def test_sparse_agrees_with_dense(container, name):
    X, y = BUNDLED[name](return_X_y=True)
    dense, sparse = SoftmaxRegression().fit(X, y), SoftmaxRegression().fit(container(X), y)
    np.testing.assert_allclose(sparse.coef_, dense.coef_, atol=1e-6)
    np.testing.assert_allclose(sparse.predict_proba(container(X)), dense.predict_proba(X), atol=1e-6)


def test_float32_in_float32_out():
    X, y = load_wine(return_X_y=True)
    model = SoftmaxRegression().fit(X.astype(np.float32), y)
    assert {model.coef_.dtype, model.predict_proba(X.astype(np.float32)).dtype} == {np.dtype(np.float32)}
    exact = SoftmaxRegression().fit(X.astype(np.float32).astype(np.float64), y)
    np.testing.assert_allclose(model.predict_proba(X), exact.predict_proba(X), atol=1e-6)


def test_float32_columns_far_from_zero_are_predicted_as_they_were_fitted():
    rng = np.random.default_rng(0)
    X, y = (1e5 + rng.normal(size=(200, 3))).astype(np.float32), rng.integers(0, 3, 200)
    exact = SoftmaxRegression().fit(X.astype(np.float64), y)
    found = SoftmaxRegression().fit(X, y).predict_proba(X)
    np.testing.assert_allclose(found, exact.predict_proba(X), atol=1e-6)  # of float32


def test_coefficients_beyond_float32_stay_float64():
    rng = np.random.default_rng(0)
    X, y = (rng.normal(size=(50, 2)) * 1e-40).astype(np.float32), rng.integers(0, 2, 50)
    model = SoftmaxRegression(alpha=0).fit(X, y)
    assert np.isfinite(model.coef_).all()
    assert np.isfinite(model.predict_proba(X)).all()


def test_columns_of_any_scale():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 5))
    y = (X @ [1, -1, 0.5, 0, 0] + rng.normal(size=300) > 0).astype(int)
    scale = np.array([1e-8, 1e-4, 1, 1e4, 1e8])
    plain = SoftmaxRegression(alpha=0).fit(X, y)
    scaled = SoftmaxRegression(alpha=0).fit(X * scale + 1e3 * scale, y)
    np.testing.assert_allclose(scaled.coef_ * scale, plain.coef_, rtol=1e-5)


def test_more_features_than_rows_and_columns_that_are_constant_or_repeated():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 50))
    X[:, 0], X[:, 1] = 7.0, X[:, 2]
    model = SoftmaxRegression().fit(X, np.arange(30) % 3)
    assert model.termination_ == "converged"
    np.testing.assert_allclose(model.coef_[:, 0], 0, atol=1e-10)
    np.testing.assert_allclose(model.coef_[:, 1], model.coef_[:, 2], atol=1e-7)


@pytest.mark.parametrize("constant", [0.0, 0.1, 0.3, 1e6 / 3])
@pytest.mark.parametrize("container", [np.asarray, csr_array])
def test_a_constant_column_without_penalty_changes_nothing(constant, container):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 3)), rng.integers(0, 3, 200)
    plain = SoftmaxRegression(alpha=0).fit(X, y)
    model = SoftmaxRegression(alpha=0).fit(container(np.column_stack([X, np.full(200, constant)])), y)
    np.testing.assert_allclose(model.coef_[:, :3], plain.coef_, atol=1e-6)
    np.testing.assert_array_equal(model.coef_[:, 3], 0)


@pytest.mark.parametrize("offset", [1e4, 1e8])
def test_sparse_columns_far_from_zero_agree_with_dense_ones(offset):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 3)) + offset, rng.integers(0, 3, 200)
    dense, sparse = SoftmaxRegression().fit(X, y), SoftmaxRegression().fit(csr_array(X), y)
    np.testing.assert_allclose(sparse.coef_, dense.coef_, atol=1e-14 * offset + 1e-8)  # X itself has eps offset


def test_sparse_indices_of_64_bits():
    X, y = load_wine(return_X_y=True)
    wide = csr_array(X)
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    np.testing.assert_allclose(SoftmaxRegression().fit(wide, y).coef_, SoftmaxRegression().fit(X, y).coef_, atol=1e-6)


@pytest.mark.parametrize("top", [4, 8])
@pytest.mark.parametrize("seed", range(6))
def test_few_rows_with_columns_of_wild_scales_converge(top, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(20, 8)) * 10 ** rng.uniform(0, top, 8)
    assert SoftmaxRegression().fit(X, rng.integers(0, 4, 20)).termination_ == "converged"


def test_classes_that_never_happen_cost_no_iterations():
    X, y = load_wine(return_X_y=True)
    target = np.column_stack([np.eye(3)[y], np.zeros((178, 2))])
    model = SoftmaxRegression().fit(X, target)
    assert model.n_iter_ < 60
    assert model.predict_proba(X)[:, 3:].max() < 1e-6


def test_values_whose_squares_overflow_are_refused():
    with pytest.raises(
        ValueError, match="X holds values beyond 1e150 in column 0, whose squares overflow; divide them"
    ):
        SoftmaxRegression().fit(np.array([[1e160], [-1e160], [2e160]]), [0, 1, 1])


def test_overlapping_fits_leave_the_threads_as_they_were():
    from threadpoolctl import threadpool_info, threadpool_limits

    from skxent.linear_model._threads import one_blas_thread

    def limits():
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    with threadpool_limits(2):
        first, second = one_blas_thread(), one_blas_thread()
        first.__enter__()
        second.__enter__()
        assert set(limits()) == {1}
        first.__exit__(None, None, None)
        assert set(limits()) == {1}
        second.__exit__(None, None, None)
        assert set(limits()) == {2}


def test_a_class_without_weight_is_given_next_to_no_probability():
    X, y = load_iris(return_X_y=True)
    model = SoftmaxRegression().fit(X, y, sample_weight=(y < 2).astype(float))
    assert model.predict_proba(X)[:, 2].max() < 1e-6


def test_log_probabilities_are_finite_where_probabilities_are_not():
    X, y = load_breast_cancer(return_X_y=True)
    model = SoftmaxRegression().fit(X, y)
    far = X[:2] * 1e4
    assert (model.predict_proba(far) == 0).any()
    assert np.isfinite(model.predict_log_proba(far)).all()


def test_no_iterations_predict_the_class_frequencies():
    X, y = load_wine(return_X_y=True)
    with pytest.warns(ConvergenceWarning, match="stopped after max_iter=0 iterations.*raise max_iter"):
        model = SoftmaxRegression(max_iter=0).fit(X, y)
    np.testing.assert_allclose(model.predict_proba(X[:1])[0], np.bincount(y) / len(y), rtol=1e-12)
    assert (model.n_iter_, model.termination_) == (0, "max_iter")


def test_too_few_iterations_are_warned_about_once():
    X, y = load_digits(return_X_y=True)
    with pytest.warns(ConvergenceWarning, match="max_iter=3") as caught:
        model = SoftmaxRegression(max_iter=3).fit(X, y)
    assert len(caught) == 1
    assert model.termination_ == "max_iter"


def test_the_number_of_iterations_is_moderate():
    for name, most in {"iris": 25, "wine": 30, "breast_cancer": 30, "digits": 50}.items():
        X, y = BUNDLED[name](return_X_y=True)
        assert 1 <= SoftmaxRegression().fit(X, y).n_iter_ <= most


def test_a_model_survives_pickling():
    X, y = load_iris(return_X_y=True)
    model = SoftmaxRegression().fit(X, y)
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - our own bytes
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))


def test_fitting_changes_neither_data_nor_parameters():
    X, y = load_iris(return_X_y=True)
    weight = np.ones(150)
    for array in (X, y, weight):
        array.flags.writeable = False
    model = SoftmaxRegression()
    before = model.get_params()
    model.fit(X, y, sample_weight=weight)
    assert model.get_params() == before


def test_feature_names_are_kept():
    X, y = load_iris(return_X_y=True, as_frame=True)
    assert SoftmaxRegression().fit(X, y).feature_names_in_.tolist() == X.columns.tolist()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"alpha": -1}, "alpha=-1 is no penalty; pass a number >= 0, or '1/n_samples'."),
        ({"alpha": "auto"}, "alpha='auto' is no penalty"),
        ({"alpha": math.nan}, "alpha=nan is no penalty"),
        ({"alpha": True}, "alpha=True is no penalty"),
        ({"alpha": 10**400}, "is no penalty"),
        ({"alpha": np.array([0.1, 0.2])}, "is no penalty"),
        ({"fit_intercept": "no"}, "fit_intercept='no' is neither True nor False; pass one of them."),
        ({"solver": "sgd"}, "solver='sgd' is unknown; pass one of 'auto', 'lbfgs', 'newton-cg', 'trust-exact'."),
        ({"tol": 0}, "tol=0 is no tolerance; pass a number > 0, in nats per sample."),
        ({"tol": -1e-3}, "tol=-0.001 is no tolerance"),
        ({"max_iter": -1}, "max_iter=-1 is no number of iterations; pass an integer >= 0."),
        ({"max_iter": 2.5}, "max_iter=2.5 is no number of iterations"),
    ],
)
def test_bad_parameters_are_refused(parameters, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        SoftmaxRegression(**parameters).fit(*load_iris(return_X_y=True))


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 0, 0], "y holds one class only, [0]; pass rows of two classes at least."),
        ([0.1, 0.2, 0.3], "Unknown label type"),
        ([0, 1], "inconsistent numbers of samples"),
        (
            [[1, 0], [-1, 2], [0, 1]],
            "y is negative in row 1; distributions and counts are >= 0: drop or mend these rows.",
        ),
        ([[1, 0], [0, 0], [0, 1]], "y sums to 0 in row 1; a row needs some class"),
        ([["a", "b"]] * 3, "y has shape (3, 2) and holds something other than numbers"),
        ([[0.5, math.nan]] * 3, "contains NaN"),
    ],
)
def test_bad_targets_are_refused(y, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        SoftmaxRegression().fit([[0.0], [1.0], [2.0]], y)


def test_a_column_of_labels_is_taken_with_scikit_learns_warning():
    with pytest.warns(DataConversionWarning):
        SoftmaxRegression().fit([[0.0], [1.0], [2.0]], [[0], [1], [1]])


@pytest.mark.parametrize("method", ["predict", "predict_proba", "predict_log_proba", "decision_function"])
def test_predicting_before_fitting_is_refused(method):
    with pytest.raises(NotFittedError):
        getattr(SoftmaxRegression(), method)([[0.0]])


@pytest.mark.parametrize("tol", [1e-18, 1e-20])
def test_below_the_rounding_floor_it_ends_without_a_warning(tol):
    assert SoftmaxRegression(tol=tol).fit(*load_wine(return_X_y=True)).termination_ in {"rounding", "converged"}


def test_a_stall_is_warned_about(monkeypatch):
    from skxent.linear_model._solvers import SOLVERS, Solution

    monkeypatch.setitem(SOLVERS, "auto", lambda problem, x0, **__: Solution(problem.at(x0), 4, "stalled"))
    with pytest.warns(ConvergenceWarning, match="stopped after 4 iterations where no step lowered"):
        SoftmaxRegression().fit(*load_iris(return_X_y=True))


@pytest.mark.parametrize("names", [["a", 1, "b"], [True, "x", 2]])
def test_columns_of_any_names_stay_what_they_are(names):
    X, y = load_iris(return_X_y=True)
    assert SoftmaxRegression().fit(X, pd.DataFrame(np.eye(3)[y], columns=names)).classes_.tolist() == names


def test_columns_chosen_by_number_keep_their_numbers():
    X, y = load_iris(return_X_y=True)
    target = pd.DataFrame(np.eye(3)[y])[[2, 1, 0]]
    model = SoftmaxRegression().fit(X, target)
    assert model.classes_.tolist() == [2, 1, 0]
    assert (model.predict(X) == y).mean() > 0.9
