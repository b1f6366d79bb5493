"""Folds stratified on the most likely class of a target distribution."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import StratifiedKFold, cross_val_score, cross_validate

from skxent.linear_model import SoftmaxRegression
from skxent.metrics import log_loss
from skxent.scorers import StratifiedTargetKFold, neg_log_loss

X, Y = load_iris(return_X_y=True)
RNG = np.random.default_rng(0)
TARGET = 0.7 * np.eye(3)[Y] + 0.3 * RNG.dirichlet(np.ones(3), 150)
FORMS = {
    "array": TARGET,
    "frame": pd.DataFrame(TARGET, columns=["setosa", "versicolor", "virginica"]),
    "one-hot": np.eye(3, dtype=int)[Y],
    "counts": np.round(20 * TARGET),
    "list": TARGET.tolist(),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_folds_are_those_of_the_most_likely_class(form):
    found = StratifiedTargetKFold(5, shuffle=True, random_state=3).split(X, FORMS[form])
    theirs = StratifiedKFold(5, shuffle=True, random_state=3).split(X, Y)
    for (train, test), (their_train, their_test) in zip(found, theirs, strict=True):
        np.testing.assert_array_equal(train, their_train)
        np.testing.assert_array_equal(test, their_test)


def test_labels_are_stratified_as_ever():
    found = [test.tolist() for _, test in StratifiedTargetKFold(3).split(X, Y)]
    assert found == [test.tolist() for _, test in StratifiedKFold(3).split(X, Y)]


@pytest.mark.parametrize("form", ["array", "frame", "one-hot"])
def test_target_distributions_go_through_cross_val_score(form):
    target = FORMS[form]
    cv = StratifiedTargetKFold(3)
    scores = cross_val_score(SoftmaxRegression(), X, target, cv=cv, scoring=neg_log_loss, error_score="raise")
    values = np.asarray(target, dtype=float)
    for score, (train, test) in zip(scores, cv.split(X, target), strict=True):
        p = SoftmaxRegression().fit(X[train], values[train]).predict_proba(X[test])
        np.testing.assert_allclose(score, (values[test] * np.log(p)).sum(axis=1).mean(), rtol=1e-6)


def test_folds_that_are_not_stratified_train_without_whole_classes():
    plain = cross_validate(SoftmaxRegression(), X, TARGET, cv=3, scoring=neg_log_loss, error_score="raise")
    ours = cross_validate(
        SoftmaxRegression(), X, TARGET, cv=StratifiedTargetKFold(3), scoring=neg_log_loss, error_score="raise"
    )
    assert ours["test_score"].mean() > plain["test_score"].mean()
    model = SoftmaxRegression().fit(X, TARGET)
    assert -ours["test_score"].mean() > log_loss(TARGET, model.predict_proba(X))


def test_its_settings_are_those_of_stratified_k_fold():
    assert repr(StratifiedTargetKFold(4)) == "StratifiedTargetKFold(n_splits=4, random_state=None, shuffle=False)"
    assert StratifiedTargetKFold().get_n_splits() == 5


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (np.ones((4, 1)), r"y has shape \(4, 1\); pass labels as \(n,\), for example y\.ravel\(\)\.$"),
        (
            [[0.5, 0.5], [0.2, np.nan], [1, 0], [0, 1]],
            r"y is not finite in row 1; every class needs its number: drop or mend these rows\.$",
        ),
        ([["a", "b"]] * 4, "y is list of something other than real numbers"),
    ],
)
def test_what_has_no_most_likely_class_is_refused(target, message):
    with pytest.raises(ValueError, match=message):
        list(StratifiedTargetKFold(2).split(np.zeros((4, 1)), target))


def test_groups_are_passed_on_to_be_ignored_as_stratified_k_fold_ignores_them():
    told = []
    for cv in (StratifiedTargetKFold(3), StratifiedKFold(3)):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            list(cv.split(X, Y, groups=Y))
        told.append([warning.category for warning in caught])
    assert told[0] == told[1]
