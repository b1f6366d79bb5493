"""Every entry point of scikit-learn that takes scoring=: the scores are those of each fold's predictions by hand."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.feature_selection import RFECV, SequentialFeatureSelector
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.metrics import check_scoring
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    HalvingGridSearchCV,
    KFold,
    RandomizedSearchCV,
    StratifiedKFold,
    cross_val_score,
    cross_validate,
    learning_curve,
    permutation_test_score,
    validation_curve,
)

from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.scorers import all_scores, get_scorer, neg_brier, neg_log_loss
from tests.scorers.by_hand import scores_by_hand

NAMES = [
    "neg_log_loss", "neg_brier", "neg_kl_divergence", "neg_calibration_error", "neg_perplexity", "neg_mean_entropy",
    "d2_log_loss", "d2_brier",
]  # fmt: skip
every_name = pytest.mark.parametrize("name", NAMES)

IRIS, WINE, CANCER = (load(return_X_y=True) for load in (load_iris, load_wine, load_breast_cancer))
MODEL = SoftmaxRegression(alpha=0.01)
PARAMETERS = {"alpha": [1e-4, 1e-2, 1.0]}


@pytest.fixture(autouse=True)
def _quiet():
    """Let folds be undefined: their scores are the matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedMetricWarning)
        yield


def by_fold(X, y, splits, name, model=MODEL):
    """Return each fold's score by hand."""
    fitted = [clone(model).fit(X[train], y[train]) for train, _ in splits]
    return [scores_by_hand(m, X[test], y[test])[name] for m, (_, test) in zip(fitted, splits, strict=True)]


@every_name
@pytest.mark.parametrize("data", [IRIS, WINE, CANCER], ids=["iris", "wine", "cancer"])
def test_cross_val_score(name, data):
    X, y = data
    splits = list(StratifiedKFold(3).split(X, y))
    scores = cross_val_score(MODEL, X, y, cv=splits, scoring=get_scorer(name), error_score="raise")
    np.testing.assert_allclose(scores, by_fold(X, y, splits, name), rtol=1e-9)


@every_name
@pytest.mark.parametrize("n_splits", [5, 10])
def test_folds_of_data_sorted_by_class(name, n_splits):
    X, y = IRIS
    splits = list(KFold(n_splits).split(X, y))
    scores = cross_val_score(MODEL, X, y, cv=splits, scoring=get_scorer(name), error_score="raise")
    np.testing.assert_allclose(scores, by_fold(X, y, splits, name), rtol=1e-9)


@pytest.mark.parametrize(
    "labels",
    [
        np.array(["setosa", "versicolor", "virginica"]),
        np.array([True, False, False]),
        np.array([10, -3, 7]),
        np.array(["2", "10", "1"]),
    ],
    ids=["text", "bool", "int", "numbers as text"],
)
@every_name
def test_labels_of_every_type(name, labels):
    X, y = IRIS
    y = labels[y]
    splits = list(StratifiedKFold(3).split(X, y))
    scores = cross_val_score(MODEL, X, y, cv=splits, scoring=get_scorer(name), error_score="raise")
    np.testing.assert_allclose(scores, by_fold(X, y, splits, name), rtol=1e-9)


@every_name
def test_categorical_labels_of_which_one_never_happens(name):
    X, y = IRIS
    labels = np.array(["c", "b", "a"])[y]
    categorical = pd.Series(pd.Categorical(labels, categories=["never", "c", "b", "a"]))
    splits = list(StratifiedKFold(3).split(X, labels))
    frame = pd.DataFrame(X, columns=["a", "b", "c", "d"])
    scores = cross_val_score(MODEL, frame, categorical, cv=splits, scoring=get_scorer(name), error_score="raise")
    np.testing.assert_allclose(scores, by_fold(X, labels, splits, name), rtol=1e-9)


@every_name
def test_a_class_of_a_single_row_is_unseen_in_its_own_fold_only(name):
    X, y = IRIS
    y = y.copy()
    y[149] = 3
    splits = list(KFold(3, shuffle=True, random_state=0).split(X, y))
    lone = next(i for i, (_, test) in enumerate(splits) if 149 in test)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ZeroProbabilityWarning)
        scores = cross_val_score(MODEL, X, y, cv=splits, scoring=get_scorer(name), error_score="raise")
    others = [i for i in range(3) if i != lone]
    np.testing.assert_allclose(scores[others], by_fold(X, y, [splits[i] for i in others], name), rtol=1e-9)
    if name in {"neg_log_loss", "neg_kl_divergence", "neg_perplexity", "d2_log_loss"}:
        assert scores[lone] == -math.inf
        assert [w.category for w in caught] == [ZeroProbabilityWarning]
        assert "never saw: 3 (1 rows)" in str(caught[0].message)
    else:
        with np.errstate(divide="ignore"):  # of the log loss, which is not asked for here
            assert math.isclose(scores[lone], by_fold(X, y, [splits[lone]], name)[0], rel_tol=1e-9)
        assert caught == []


def test_group_k_fold():
    X, y = WINE
    groups = np.arange(len(y)) // 10  # a stretch of rows is a group: some folds lack a class
    splits = list(GroupKFold(6).split(X, y, groups))
    scores = cross_val_score(MODEL, X, y, groups=groups, cv=GroupKFold(6), scoring=neg_log_loss, error_score="raise")
    np.testing.assert_allclose(scores, by_fold(X, y, splits, "neg_log_loss"), rtol=1e-9)


def test_cross_validate_with_a_dict_and_two_processes():
    X, y = WINE
    splits = list(StratifiedKFold(3).split(X, y))
    scoring = {name: get_scorer(name) for name in NAMES} | {"accuracy": get_scorer("accuracy")}
    result = cross_validate(MODEL, X, y, cv=splits, scoring=scoring, n_jobs=2, error_score="raise")
    for name in NAMES:
        np.testing.assert_allclose(result[f"test_{name}"], by_fold(X, y, splits, name), rtol=1e-9)
    accuracies = [clone(MODEL).fit(X[train], y[train]).score(X[test], y[test]) for train, test in splits]
    np.testing.assert_allclose(result["test_accuracy"], accuracies)


def test_lists_of_scorers_are_not_taken_by_scikit_learn_itself():
    with pytest.raises(ValueError, match="Use a dict of score name mapped to the scorer"):
        check_scoring(MODEL, scoring=[neg_log_loss, neg_brier])


@pytest.mark.parametrize("search", [GridSearchCV, RandomizedSearchCV, HalvingGridSearchCV])
def test_searches(search):
    X, y = IRIS
    rng = np.random.default_rng(0).permutation(len(y))
    X, y = X[rng], y[rng]
    options = {"n_iter": 3, "random_state": 0} if search is RandomizedSearchCV else {}
    if search is HalvingGridSearchCV:
        options = {"min_resources": 75, "random_state": 0}
    found = search(MODEL, PARAMETERS, scoring=neg_log_loss, cv=StratifiedKFold(3), error_score="raise", **options)
    found.fit(X, y)
    assert found.best_params_ == {"alpha": 1e-4}
    assert not np.isnan(found.cv_results_["mean_test_score"]).any()
    if search is not HalvingGridSearchCV:
        splits = list(StratifiedKFold(3).split(X, y))
        expected = np.mean(by_fold(X, y, splits, "neg_log_loss", SoftmaxRegression(alpha=1e-4)))
        assert math.isclose(found.best_score_, expected, rel_tol=1e-9)


def test_a_search_by_several_scores_with_all_of_them_at_once():
    X, y = WINE
    search = GridSearchCV(MODEL, PARAMETERS, scoring=all_scores, refit="neg_log_loss", cv=3, error_score="raise")
    search.fit(X, y)
    alone = GridSearchCV(MODEL, PARAMETERS, scoring=neg_log_loss, cv=3).fit(X, y)
    assert search.best_params_ == alone.best_params_
    assert math.isclose(search.best_score_, alone.best_score_, rel_tol=1e-12)
    assert {f"mean_test_{name}" for name in NAMES} <= set(search.cv_results_)


def test_learning_curve():
    X, y = IRIS
    splits = list(StratifiedKFold(3).split(X, y))
    with pytest.warns(
        ZeroProbabilityWarning, match=r"never saw: 2 \(1[67] rows\)"
    ):  # the first 50 rows are of two classes
        sizes, train_scores, test_scores = learning_curve(
            MODEL, X, y, cv=splits, scoring=neg_log_loss, train_sizes=[50, 100], error_score="raise"
        )
    assert sizes.tolist() == [50, 100]
    for i, size in enumerate(sizes):
        for j, (train, test) in enumerate(splits):
            model = clone(MODEL).fit(X[train[:size]], y[train[:size]])
            ok = set(y[test]) <= set(model.classes_)
            expected = scores_by_hand(model, X[test], y[test])["neg_log_loss"] if ok else -math.inf
            assert math.isclose(test_scores[i, j], expected, rel_tol=1e-9)
            own = scores_by_hand(model, X[train[:size]], y[train[:size]])["neg_log_loss"]
            assert math.isclose(train_scores[i, j], own, rel_tol=1e-9)


def test_validation_curve():
    X, y = IRIS
    splits = list(StratifiedKFold(3).split(X, y))
    _, scores = validation_curve(
        MODEL, X, y, param_name="alpha", param_range=[1e-3, 1e-1], cv=splits, scoring=neg_log_loss, error_score="raise"
    )
    for alpha, row in zip([1e-3, 1e-1], scores, strict=True):
        np.testing.assert_allclose(row, by_fold(X, y, splits, "neg_log_loss", SoftmaxRegression(alpha)), rtol=1e-9)


def test_permutation_importance_with_weights():
    X, y = IRIS
    weight = np.arange(150) % 3 + 1.0
    model = clone(MODEL).fit(X, y)
    options = {"n_repeats": 2, "random_state": 0, "sample_weight": weight}
    found = permutation_importance(model, X, y, scoring=neg_log_loss, **options)
    theirs = permutation_importance(model, X, y, scoring="neg_log_loss", **options)  # no fold, nothing saturated
    np.testing.assert_allclose(found.importances, theirs.importances, rtol=1e-9, atol=1e-12)
    several = permutation_importance(model, X, y, scoring=all_scores, **options)
    np.testing.assert_allclose(several["neg_log_loss"].importances, found.importances, rtol=1e-9)


def test_permutation_test_score():
    X, y = IRIS
    splits = list(StratifiedKFold(3).split(X, y))
    score, permuted, _ = permutation_test_score(
        MODEL, X, y, cv=splits, scoring=neg_log_loss, n_permutations=3, random_state=0
    )
    assert math.isclose(score, np.mean(by_fold(X, y, splits, "neg_log_loss")), rel_tol=1e-9)
    assert (permuted < score).all()


def test_selectors_of_features():
    X, y = IRIS
    base = LogisticRegression(max_iter=5000)
    forward = SequentialFeatureSelector(base, n_features_to_select=1, scoring=neg_log_loss, cv=3).fit(X, y)
    alone = [cross_val_score(base, X[:, [j]], y, cv=3, scoring=neg_log_loss).mean() for j in range(4)]
    assert forward.get_support().tolist() == [j == np.argmax(alone) for j in range(4)]
    backward = RFECV(base, scoring=neg_log_loss, cv=3).fit(X, y)
    assert math.isclose(
        backward.cv_results_["mean_test_score"][-1], cross_val_score(base, X, y, cv=3, scoring=neg_log_loss).mean()
    )


def test_estimators_that_take_a_scorer_themselves():
    X, y = CANCER
    stopped = HistGradientBoostingClassifier(
        max_iter=5, early_stopping=True, scoring=neg_log_loss, random_state=0, validation_fraction=0.2
    ).fit(X, y)
    assert np.isfinite(stopped.validation_score_).all()
    own = HistGradientBoostingClassifier(
        max_iter=5, early_stopping=True, scoring="loss", random_state=0, validation_fraction=0.2
    ).fit(X, y)
    np.testing.assert_allclose(stopped.validation_score_, own.validation_score_, rtol=1e-6)
    chosen = LogisticRegressionCV(Cs=[0.1, 1.0], cv=3, scoring=neg_log_loss, max_iter=10000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        chosen.fit(X / X.std(axis=0), y)
        assert math.isclose(chosen.score(X / X.std(axis=0), y), neg_log_loss(chosen, X / X.std(axis=0), y))
