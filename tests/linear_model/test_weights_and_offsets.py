"""Class weights, label smoothing, prior correction and offsets: each by what it stands for."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from sklearn import config_context
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skxent.linear_model import SoftmaxRegression
from skxent.metrics import log_loss
from skxent.scorers import neg_log_loss

IRIS, CANCER = load_iris(return_X_y=True), load_breast_cancer(return_X_y=True)
DATA = {"three classes": IRIS, "two": CANCER}
every_data = pytest.mark.parametrize("name", DATA)


def exact(**options):
    """Return a model that is fitted as well as can be."""
    return SoftmaxRegression(0.01, tol=1e-13, **options)


@every_data
def test_a_class_weight_is_the_weight_of_the_classs_rows(name):
    X, y = DATA[name]
    c = np.array([0.5, 3.0, 1.0])
    by_class = exact(class_weight=dict(enumerate(c[: y.max() + 1]))).fit(X, y)
    by_row = exact().fit(X, y, sample_weight=c[y])
    np.testing.assert_allclose(by_class.predict_proba(X), by_row.predict_proba(X), atol=1e-9)


def test_a_class_weight_multiplies_the_expanded_rows_of_targets():
    X, _ = IRIS
    rng = np.random.default_rng(0)
    target, c = rng.dirichlet(np.ones(3), 150) * rng.integers(1, 4, (150, 1)), np.array([0.5, 3.0, 1.0])
    weighed = exact(class_weight=dict(enumerate(c))).fit(X, target)
    expanded = exact().fit(X.repeat(3, axis=0), np.tile(np.arange(3), 150), sample_weight=(target * c).ravel())
    np.testing.assert_allclose(weighed.coef_, expanded.coef_, atol=1e-6)
    np.testing.assert_allclose(weighed.predict_proba(X), expanded.predict_proba(X), atol=1e-8)
    assert math.isclose(weighed.objective_, expanded.objective_, rel_tol=1e-10)


def test_balanced_is_that_of_scikit_learn_in_the_default_penalty_too():
    X, y = CANCER
    X = StandardScaler().fit_transform(X)
    ours = SoftmaxRegression(class_weight="balanced", tol=1e-12).fit(X, y)
    theirs = LogisticRegression(class_weight="balanced", solver="newton-cholesky", tol=1e-12).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-6)


@every_data
@pytest.mark.parametrize("epsilon", [0.05, 0.5])
def test_label_smoothing_mixes_the_uniform_into_the_targets(name, epsilon):
    X, y = DATA[name]
    k = y.max() + 1
    smoothed = exact(label_smoothing=epsilon).fit(X, y)
    mixed = exact().fit(X, (1 - epsilon) * np.eye(k)[y] + epsilon / k)
    np.testing.assert_allclose(smoothed.coef_, mixed.coef_, atol=1e-7)
    assert math.isclose(smoothed.objective_, mixed.objective_, rel_tol=1e-10)


def test_label_smoothing_comes_before_class_weights():
    X, y = IRIS
    c = np.array([1.0, 2.0, 5.0])
    found = exact(label_smoothing=0.2, class_weight=dict(enumerate(c))).fit(X, y)
    counts = (0.8 * np.eye(3)[y] + 0.2 / 3) * c
    np.testing.assert_allclose(found.predict_proba(X), exact().fit(X, counts).predict_proba(X), atol=1e-8)
    loss = log_loss(y, found.predict_proba(X), label_smoothing=0.2, class_weight=dict(enumerate(c)))
    assert math.isclose(found.objective_, loss + 0.005 * (found.coef_**2).sum(), rel_tol=1e-9)


# Prior correction


@every_data
def test_prior_correction_divides_the_class_weights_out_of_the_odds(name):
    X, y = DATA[name]
    k = y.max() + 1
    c = np.array([0.5, 3.0, 1.0])[:k]
    weights = dict(enumerate(c))
    plain = exact(class_weight=weights).fit(X, y)
    mended = exact(class_weight=weights, prior_correction=True).fit(X, y)
    np.testing.assert_array_equal(mended.coef_, plain.coef_)
    odds = plain.predict_proba(X) / c
    np.testing.assert_allclose(mended.predict_proba(X), odds / odds.sum(axis=1, keepdims=True), rtol=1e-9)
    assert mended.objective_ == plain.objective_


def test_prior_correction_recovers_the_datas_own_probabilities():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200_000, 2))
    p = 1 / (1 + np.exp(3 - X @ [1.0, -0.5]))
    y = (rng.random(200_000) < p).astype(int)
    model = SoftmaxRegression(0, class_weight="balanced", prior_correction=True).fit(X, y)
    assert abs(model.predict_proba(X)[:, 1].mean() - y.mean()) < 1e-3
    np.testing.assert_allclose(np.append(model.coef_, model.intercept_), [1, -0.5, -3], atol=0.05)


def test_without_class_weights_there_is_nothing_to_correct():
    X, y = IRIS
    np.testing.assert_array_equal(exact(prior_correction=True).fit(X, y).intercept_, exact().fit(X, y).intercept_)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"prior_correction": True, "fit_intercept": False}, "prior_correction=True mends the intercepts"),
        ({"prior_correction": True, "class_weight": {0: 0.0}}, "prior_correction=True cannot undo a class weight of 0"),
        ({"prior_correction": "yes"}, "prior_correction='yes' is neither True nor False; pass one of them."),
        ({"class_weight": "even"}, "class_weight='even' is unknown; pass 'balanced', or a dict"),
        ({"class_weight": {"setosa": 2}}, "class_weight names 'setosa', not among the labels [0, 1, 2]"),
        ({"label_smoothing": 1.0}, "label_smoothing=1.0 is not in [0, 1); pass the share to mix in."),
        ({"l1_ratio": 1.5}, "l1_ratio=1.5 is not in [0, 1]; pass a share: 0 is ridge, 1 is lasso."),
        ({"verbose": -1}, "verbose=-1 is no level; pass 0 for silence, or 1."),
        ({"warm_start": None}, "warm_start=None is neither True nor False; pass one of them."),
    ],
)
def test_parameters_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        SoftmaxRegression(**options).fit(*IRIS)


# Offsets


@every_data
def test_an_offset_is_a_column_whose_coefficient_is_known(name):
    X, y = DATA[name]
    k = y.max() + 1
    c = 1 if k == 2 else k
    known = np.random.default_rng(0).normal(size=(c, 1)) / X[:, -1].std()
    known -= known.mean() if k > 2 else 0
    offset = X[:, -1:] @ known.T
    offset = offset[:, 0] if k == 2 else offset
    found = exact().fit(X[:, :-1], y, offset=offset)
    wide = np.full((c, X.shape[1]), np.inf)
    lower, upper = -wide, wide.copy()
    lower[:, -1:] = upper[:, -1:] = known
    bound = exact(bounds=(lower, upper)).fit(X, y)
    np.testing.assert_allclose(found.coef_, bound.coef_[:, :-1], atol=2e-5)
    np.testing.assert_allclose(found.predict_proba(X[:, :-1], offset=offset), bound.predict_proba(X), atol=1e-6)


@every_data
def test_a_model_is_its_own_offset(name):
    X, y = DATA[name]
    first = SoftmaxRegression(0.1, tol=1e-13).fit(X, y)
    logits = first.decision_function(X)
    again = SoftmaxRegression(1e6, tol=1e-13).fit(X, y, offset=logits)  # nothing to add that is worth its penalty
    np.testing.assert_allclose(again.predict_proba(X, logits), first.predict_proba(X), atol=1e-6)
    np.testing.assert_allclose(again.predict_log_proba(X, logits), first.predict_log_proba(X), atol=1e-5)
    np.testing.assert_array_equal(again.predict(X, logits), first.predict(X))
    none = np.zeros_like(logits)
    np.testing.assert_allclose(again.decision_function(X, logits) - again.decision_function(X, none), logits, atol=1e-9)
    assert again.score(X, y, offset=logits) == first.score(X, y)
    assert again.score(X, y, offset=none) < first.score(X, y)


@pytest.mark.parametrize("predict", ["decision_function", "predict_proba", "predict_log_proba", "predict"])
def test_a_prediction_without_the_offsets_of_the_fit_is_told_and_is_that_of_zeros(predict):
    X, y = DATA["three classes"]
    model = SoftmaxRegression(0.1).fit(X, y, offset=np.ones((len(y), 3)))
    message = (
        "this SoftmaxRegression was fitted with offsets and predicts without: for offsets of 0; pass offset=, of zeros if "
        "that is meant. Scorers and reports pass none: predict with it, and give them the predictions."
    )
    with pytest.warns(UserWarning, match=f"^{re.escape(message)}$"):
        found = getattr(model, predict)(X)
    np.testing.assert_array_equal(found, getattr(model, predict)(X, np.zeros((len(y), 3))))
    getattr(model.fit(X, y), predict)(X)  # of a fit without there is nothing to tell
    getattr(model.fit(X, y, offset=np.zeros((len(y), 3))), predict)(X)  # nor of zeros
    with pytest.warns(UserWarning, match="was fitted with offsets"):
        neg_log_loss(SoftmaxRegression(0.1).fit(X, y, offset=np.ones((len(y), 3))), X, y)


def test_factors_and_bounds_in_another_order_than_the_columns_are_refused():
    X, y = DATA["two"]
    X = pd.DataFrame(X, columns=[f"x{i}" for i in range(X.shape[1])])
    factors, names = X.var(), list(X.columns)
    expected = SoftmaxRegression(0.1, penalty_factors=factors.to_numpy()).fit(X, y).coef_
    np.testing.assert_array_equal(SoftmaxRegression(0.1, penalty_factors=factors).fit(X, y).coef_, expected)
    for given, what in (
        ({"penalty_factors": factors[::-1]}, "penalty_factors"),
        ({"penalty_factors": factors[::-1].to_frame().T}, "penalty_factors"),
        ({"bounds": (-factors[::-1], np.inf)}, "the lower bound"),
        ({"bounds": (None, factors[::-1])}, "the upper bound"),
    ):
        message = (
            f"{what} names the features {names[::-1][:3]}..., in another order than X, and goes by position; pass it"
        )
        with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
            SoftmaxRegression(0.1, **given).fit(X, y)
    other = factors[::-1].rename(lambda name: name.upper())  # other names: by position
    np.testing.assert_array_equal(SoftmaxRegression(0.1, penalty_factors=other[::-1]).fit(X, y).coef_, expected)
    SoftmaxRegression(0.1, penalty_factors=factors[::-1]).fit(X.to_numpy(), y)  # X has no names


def test_indicators_of_labels_that_hold_together_are_no_counts():
    X, _ = DATA["three classes"]
    y = np.arange(3 * len(X)).reshape(-1, 3) % 3 > 0
    message = (
        "y is True for several classes in rows 0, 1, 2, 3, 4, ... (%d in all); labels that hold together have a fit each, "
        "as by OneVsRestClassifier: pass numbers if these are counts."
    )
    for indicators in (y, y.astype(object), pd.DataFrame(y), pd.DataFrame(y).astype("boolean")):
        with pytest.raises(ValueError, match=f"^{re.escape(message % len(X))}$"):
            SoftmaxRegression(0.1).fit(X, indicators)
    SoftmaxRegression(0.1).fit(X, y.astype(int))
    SoftmaxRegression(0.1).fit(X, np.eye(3, dtype=bool)[np.arange(len(X)) % 3])


@pytest.mark.parametrize("solver", ["lbfgs", "newton-cg", "trust-exact"])
@pytest.mark.parametrize("options", [{}, {"l1_ratio": 0.5}, {"bounds": (0, 1)}])
def test_huge_offsets_are_fine(solver, options):
    if options and solver != "lbfgs":
        return
    X, y = IRIS
    offset = 1e3 * np.eye(3)[y] + 1e6
    model = SoftmaxRegression(0.01, solver=solver, **options).fit(X, y, offset=offset)
    assert np.isfinite(model.coef_).all()
    assert np.isfinite(model.predict_log_proba(X, offset)).all()


def test_an_offset_of_two_columns_is_their_difference():
    X, y = CANCER
    log_odds = np.random.default_rng(0).normal(size=len(y))
    one = exact().fit(X, y, offset=log_odds)
    two = exact().fit(X, y, offset=np.column_stack([np.full(len(y), 7.0), log_odds + 7]))
    np.testing.assert_allclose(one.coef_, two.coef_, atol=1e-9)


def test_an_offset_that_is_equal_for_all_classes_changes_nothing():
    X, y = IRIS
    offset = np.random.default_rng(0).normal(size=(150, 1)) * np.ones(3) * 10
    np.testing.assert_allclose(exact().fit(X, y, offset=offset).coef_, exact().fit(X, y).coef_, atol=1e-7)


@pytest.mark.parametrize(
    ("offset", "message"),
    [
        (np.zeros(150), "offset has shape (150,); pass (150, 3) logits, in the order of the classes."),
        (np.zeros((149, 3)), "offset has shape (149, 3); pass (150, 3) logits"),
        (np.full((150, 3), np.inf), "offset is not finite in rows 0, 1, 2, 3, 4, ... (150 in all)"),
        ([["a"] * 3] * 150, "offset is list of something other than numbers; pass logits."),
    ],
)
def test_offsets_that_do_not_fit_are_refused(offset, message):
    X, y = IRIS
    with pytest.raises(ValueError, match=re.escape(message)):
        SoftmaxRegression().fit(X, y, offset=offset)
    with pytest.raises(ValueError, match=re.escape(message)):
        SoftmaxRegression().fit(X, y).predict_proba(X, offset=offset)


def test_offsets_of_two_classes_that_do_not_fit_are_refused():
    X, y = CANCER
    with pytest.raises(ValueError, match=re.escape("offset has shape (569, 3); pass (569,) log-odds")):
        SoftmaxRegression().fit(X, y, offset=np.zeros((569, 3)))


def test_offsets_and_weights_go_through_a_pipeline_by_metadata_routing():
    X, y = IRIS
    rng = np.random.default_rng(0)
    offset, weight = rng.normal(size=(150, 3)), rng.random(150) + 0.5
    with config_context(enable_metadata_routing=True):
        model = SoftmaxRegression(0.01).set_fit_request(offset=True, sample_weight=True)
        model.set_predict_request(offset=True).set_predict_proba_request(offset=True)
        model.set_predict_log_proba_request(offset=True).set_decision_function_request(offset=True)
        model.set_score_request(offset=True, sample_weight=True)
        scaler = StandardScaler().set_fit_request(sample_weight=False)
        pipeline = make_pipeline(scaler, model).fit(X, y, offset=offset, sample_weight=weight)
        found = pipeline.predict_proba(X, offset=offset)
        labels = pipeline.predict(X, offset=offset)
        score = pipeline.score(X, y, offset=offset, sample_weight=weight)
    scaled = StandardScaler().fit_transform(X)
    by_hand = SoftmaxRegression(0.01).fit(scaled, y, offset=offset, sample_weight=weight)
    np.testing.assert_array_equal(found, by_hand.predict_proba(scaled, offset))
    np.testing.assert_array_equal(labels, by_hand.predict(scaled, offset))
    assert score == np.average(labels == y, weights=weight)


def test_offsets_are_cut_with_the_folds():
    X, y = IRIS
    offset = np.random.default_rng(0).normal(size=(150, 3))
    with config_context(enable_metadata_routing=True):
        model = SoftmaxRegression(0.01).set_fit_request(offset=True)
        with pytest.warns(UserWarning, match="was fitted with offsets and predicts without"):
            result = cross_validate(
                model, X, y, cv=3, params={"offset": offset}, scoring=neg_log_loss, return_estimator=True,
                return_indices=True, error_score="raise",
            )  # fmt: skip
    train = result["indices"]["train"][0]
    by_hand = SoftmaxRegression(0.01).fit(X[train], y[train], offset=offset[train])
    np.testing.assert_array_equal(result["estimator"][0].coef_, by_hand.coef_)


def test_columns_of_a_frame_of_offsets_are_matched_by_name():
    X, y = IRIS
    names = np.array(["setosa", "versicolor", "virginica"])
    offset = pd.DataFrame(np.random.default_rng(0).normal(size=(150, 3)), columns=names)
    model = exact().fit(X, names[y], offset=offset)
    shuffled = offset[["virginica", "setosa", "versicolor"]]
    np.testing.assert_array_equal(exact().fit(X, names[y], offset=shuffled).coef_, model.coef_)
    np.testing.assert_array_equal(model.predict_proba(X, shuffled), model.predict_proba(X, offset.to_numpy()))
    with pytest.raises(
        ValueError, match="offset has no column for 'setosa', 'versicolor', 'virginica' and columns 'a'"
    ):
        exact().fit(X, names[y], offset=offset.set_axis(["a", "b", "c"], axis=1))


def test_accuracy_is_of_labels():
    X, y = IRIS
    target = np.eye(3)[y]
    with pytest.raises(ValueError, match=r"y has shape \(150, 3\), and accuracy compares labels"):
        exact().fit(X, target).score(X, target)


def test_an_offset_frame_without_names_is_read_by_position():
    X, y = IRIS
    offset = np.random.default_rng(0).normal(size=(150, 3))
    frame = pd.DataFrame(offset, index=np.arange(150)[::-1])
    np.testing.assert_array_equal(exact().fit(X, y, offset=frame).coef_, exact().fit(X, y, offset=offset).coef_)


def test_rows_of_indicators_without_any_are_not_to_be_dropped():
    X, _ = DATA["three classes"]
    y = (np.arange(3 * len(X)).reshape(-1, 3) % 5 > 2).astype(int)
    y[7] = 0
    with pytest.raises(
        ValueError, match=r"^y sums to 0 in rows? .*7.*; a row needs some class; labels that hold together"
    ):
        SoftmaxRegression(0.1).fit(X, y)
    with pytest.raises(ValueError, match=r"a row needs some class: drop these rows\.$"):
        SoftmaxRegression(0.1).fit(X, 2 * y)
    one = np.eye(3)[np.arange(len(X)) % 3]
    one[7] = 0
    with pytest.raises(ValueError, match=r"a row needs some class: drop these rows\.$"):
        SoftmaxRegression(0.1).fit(X, one)


@pytest.mark.parametrize("name", DATA)
def test_an_offset_of_probabilities_is_told(name):
    X, y = DATA[name]
    p = SoftmaxRegression(0.1).fit(X, y).predict_proba(X)
    for offset in (p, p[:, 1])[: 2 if name == "two" else 1]:
        with pytest.warns(
            UserWarning, match=rf"^offset, of shape {re.escape(str(offset.shape))}, looks like prob"
        ) as caught:
            SoftmaxRegression(0.1).fit(X, y, offset=offset)
        assert caught[0].filename == __file__
    SoftmaxRegression(0.1).fit(X, y, offset=np.log(p))
