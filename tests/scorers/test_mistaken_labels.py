"""Labels that are not what the estimator was fitted on, and tables of one column: what a scorer says of them."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import GridSearchCV, KFold, LeaveOneOut, cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.report import LossDisplay, evaluate, evaluate_predictions
from skxent.scorers import (
    StratifiedTargetKFold,
    all_scores,
    cross_val_tally,
    d2_brier,
    get_scorer,
    make_proba_scorer,
    neg_brier,
    neg_log_loss,
    neg_mean_entropy,
)
from skxent.scorers._named import SCORERS

X = np.arange(12.0)[:, None]
Y = np.array(["no", "yes"] * 6)
MODEL = SoftmaxRegression().fit(X, Y)
COLUMN = pd.DataFrame({"prog": Y})
DOORS = {
    "a scorer": lambda y: neg_log_loss(MODEL, X, y),
    "a scorer that looks at no label": lambda y: neg_mean_entropy(MODEL, X, y),
    "all_scores": lambda y: all_scores(MODEL, X, y),
    "cross_val_tally": lambda y: cross_val_tally(SoftmaxRegression(), X, y, cv=2),
    "evaluate": lambda y: evaluate(SoftmaxRegression(), X, y, cv=2),
    "a display": lambda y: LossDisplay.from_estimator(MODEL, X, y),
    "folds": lambda y: list(StratifiedTargetKFold(2).split(X, y)),
}


@pytest.mark.filterwarnings("ignore:A column-vector y was passed")  # scikit-learn's, where it is fitted first
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize(
    ("y", "column"),
    [
        (COLUMN, "y['prog']"),
        (COLUMN.to_numpy(), "y.ravel()"),
        (COLUMN.eq("yes").astype(int), "y['prog']"),
        (pd.DataFrame(COLUMN.to_numpy()), "y.iloc[:, 0]"),
    ],
    ids=["frame", "array", "numbers", "without names"],
)
def test_labels_in_a_table_of_one_column_are_to_be_passed_as_that_column(door, y, column):
    message = f"y has shape (12, 1); pass labels as (n,), for example {column}."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        door(y)


@pytest.mark.filterwarnings("ignore:A column-vector y was passed")
def test_a_search_over_labels_in_a_table_of_one_column_says_so_of_its_folds():
    search = GridSearchCV(SoftmaxRegression(), {"alpha": [0.1]}, scoring=neg_log_loss, cv=2, error_score="raise")
    with pytest.raises(ValueError, match=r"^y has shape \(6, 1\); pass labels as \(n,\), for example y\['prog'\]\.$"):
        search.fit(X, COLUMN)


def test_the_metrics_say_so_by_their_own_argument():
    with pytest.raises(ValueError, match=r"^y_true has shape \(12, 1\); .* for example y_true\['prog'\]\.$"):
        evaluate_predictions(COLUMN, MODEL.predict_proba(X))


@pytest.mark.parametrize("name", [name for name in SCORERS if name != "neg_multilabel_log_loss"])
@pytest.mark.parametrize(
    ("classes", "y"),
    [
        (Y, np.char.upper(Y)),
        (Y, np.char.add(Y, " ")),
        ((Y == "yes").astype(int), (Y == "yes").astype(int).astype(str)),
        ((Y == "yes").astype(float), (Y == "yes").astype(int).astype(str)),
        ((Y == "yes").astype(str), Y == "yes"),
    ],
)
def test_labels_that_differ_from_the_classes_in_type_case_or_blanks_are_refused(name, classes, y):
    model = SoftmaxRegression().fit(X, classes)
    first = y[0].item()
    message = (
        f"y holds {first!r}, and the estimator's classes_ hold {classes[0].item()!r}, which differs in type, case or "
        f"blanks; make them the same. classes_ are [{', '.join(map(repr, model.classes_.tolist()))}]."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        get_scorer(name)(model, X, y)


def test_columns_of_targets_are_named_as_the_classes():
    target = pd.DataFrame({"No": [0.5] * 12, "yes": [0.5] * 12})
    with pytest.raises(ValueError, match="y holds 'No', and the estimator's classes_ hold 'no'"):
        neg_log_loss(MODEL, X, target)


IN_CASE = "stratify the folds. 'NO' differs from the class 'no' in case only."


@pytest.mark.parametrize(
    ("y", "n"),
    [(np.where(X[:, 0] == 2, "NO", Y), 1), (np.where(Y == "no", "NO", Y), 6), (np.full(12, "NO"), 12)],
    ids=["both are there", "another class is there", "no other label is there"],
)
def test_labels_that_differ_in_case_alone_may_be_classes_that_training_never_saw(y, n):
    with pytest.warns(ZeroProbabilityWarning, match=re.escape(f"never saw: 'NO' ({n} rows); {IN_CASE}")):
        assert neg_log_loss(MODEL, X, y) == -math.inf
    assert math.isfinite(neg_brier(MODEL, X, y))


LETTERS = np.array([*"ababababab", "A", "b"])
CASE = r"never saw: 'A' \(1 rows\); stratify the folds\. 'A' differs from the class 'a' in case only\."


@pytest.mark.parametrize("cv", [LeaveOneOut(), KFold(3)], ids=["one by one", "three"])
def test_a_cross_validation_of_letters_of_both_cases_is_none_of_mistaken_labels(cv):
    def scores(scoring):
        return cross_val_score(SoftmaxRegression(), X, LETTERS, cv=cv, scoring=scoring, error_score="raise")

    with pytest.warns(ZeroProbabilityWarning, match=CASE):
        assert (scores(neg_log_loss) == -math.inf).sum() == 1
    assert np.isfinite(scores(neg_brier)).all()
    with pytest.warns(ZeroProbabilityWarning, match=CASE):
        assert cross_val_tally(SoftmaxRegression(), X, LETTERS, cv=cv).pooled.log_loss == math.inf
    (model,) = evaluate(SoftmaxRegression(), X, LETTERS, cv=cv).models
    assert model.headline["log_loss"].value == math.inf
    assert model.tally.loss.n_zero == 1


def test_what_differs_in_blanks_too_is_refused_among_other_classes():
    with pytest.raises(ValueError, match="y holds 'yes ', and the estimator's classes_ hold 'yes'"):
        neg_log_loss(MODEL, X, np.where(X[:, 0] == 3, "yes ", Y))


def test_what_differs_in_blanks_is_refused_behind_what_differs_in_case():
    with pytest.raises(ValueError, match="y holds 'yes ', and the estimator's classes_ hold 'yes'"):
        neg_log_loss(MODEL, X, np.where(X[:, 0] == 3, "yes ", np.where(X[:, 0] == 2, "NO", Y)))


@pytest.mark.parametrize("there", ["no", "yes"])
def test_several_that_differ_in_case_may_be_classes_where_any_class_is_there(there):
    y = np.where(X[:, 0] == 5, there, np.char.upper(Y))
    with pytest.warns(ZeroProbabilityWarning, match=r"'NO' differs from the class 'no', 'YES' differs from the class"):
        assert neg_log_loss(MODEL, X, y) == -math.inf


def test_columns_of_targets_may_differ_in_case_where_both_are_there():
    target = pd.DataFrame({"no": [0.5] * 12, "No": [0.0] * 12, "yes": [0.5] * 12})
    assert math.isfinite(neg_log_loss(MODEL, X, target))


def test_a_class_that_reads_like_none_keeps_probability_0():
    y = np.where(X[:, 0] == 3, "maybe", Y)
    with pytest.warns(ZeroProbabilityWarning, match=r"never saw: 'maybe' \(1 rows\)"):
        assert neg_log_loss(MODEL, X, y) == -math.inf
    assert math.isfinite(d2_brier(MODEL, X, y))


def test_certain_predictions_are_not_put_down_to_predict():
    model = KNeighborsClassifier(1).fit(X, Y)  # it has probabilities alone, and no logarithms of them
    with pytest.warns(ZeroProbabilityWarning) as caught:
        neg_log_loss(model, X, Y[::-1])
    assert "All predictions are 0 or 1" not in str(caught[0].message)


@pytest.mark.parametrize("score", [neg_log_loss, neg_brier, neg_mean_entropy, all_scores])
@pytest.mark.parametrize(("n_x", "n_y"), [(5, 12), (12, 5)])
def test_features_and_labels_of_other_rows_are_refused(score, n_x, n_y):
    with pytest.raises(ValueError, match=rf"^X has {n_x} rows, and y has {n_y}; pass the labels of the same rows\.$"):
        score(MODEL, X[:n_x], Y[:n_y])
    with pytest.raises(ValueError, match=rf"^X has {n_x} rows, and y has {n_y}; "):
        score(MODEL, X[:n_x], pd.DataFrame({"no": [0.5] * n_y, "yes": 0.5}))


def test_several_estimators_are_for_evaluate():
    message = "estimator is a dict; pass one, or several to skxent.report.evaluate."
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        cross_val_tally({"a": MODEL, "b": MODEL}, X, Y)


def test_a_scorer_is_made_of_a_metric():
    message = (
        "make_proba_scorer(log_loss, greater_is_better=False) is a scorer already; pass it as scoring=, or its "
        "score_func with what is to change."
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        make_proba_scorer(neg_log_loss, greater_is_better=True)
