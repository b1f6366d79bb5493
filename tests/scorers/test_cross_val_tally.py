"""A cross-validation as sums: the folds' tallies add up to the loss of all out-of-sample predictions."""

import json
import math
import warnings
from functools import partial

import numpy as np
import pandas as pd
import pytest
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, cross_val_predict, cross_val_score

from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.metrics import LossTally, log_loss
from skxent.report import evaluate
from skxent.scorers import StratifiedTargetKFold, _cross_val_tally, cross_val_tally, neg_log_loss
from skxent.scorers._cross_val_tally import _loss_of, all_classes, tally_folds, times_tested

X, Y = load_wine(return_X_y=True)
MODEL = SoftmaxRegression(alpha=0.01)
WEIGHT = np.arange(len(Y)) % 5 + 1.0


def test_the_folds_add_up_to_the_loss_of_all_out_of_sample_predictions():
    cv = StratifiedKFold(7)
    result = cross_val_tally(MODEL, X, Y, cv=cv)
    p = cross_val_predict(MODEL, X, Y, cv=cv, method="predict_proba")
    by_hand = -np.log(p[np.arange(len(Y)), Y])
    assert math.isclose(result.pooled.log_loss, by_hand.mean(), rel_tol=1e-12)
    assert math.isclose(result.pooled.standard_error, by_hand.std(ddof=1) / math.sqrt(len(Y)), rel_tol=1e-12)
    total = result.folds[0].tally
    for fold in result.folds[1:]:
        total = total + fold.tally
    assert total.log_loss == result.pooled.log_loss


def test_each_fold_is_what_the_scorer_says():
    result = cross_val_tally(MODEL, X, Y, cv=4)
    scores = cross_val_score(MODEL, X, Y, cv=4, scoring=neg_log_loss, error_score="raise")
    np.testing.assert_allclose([fold.tally.log_loss for fold in result.folds], -scores, rtol=1e-12)
    assert [fold.n_test for fold in result.folds] == [len(test) for _, test in StratifiedKFold(4).split(X, Y)]
    assert all(fold.n_train + fold.n_test == len(Y) for fold in result.folds)
    assert all(fold.classes.tolist() == [0, 1, 2] for fold in result.folds)


def test_the_report_tells_the_same():
    cv = StratifiedKFold(5, shuffle=True, random_state=0)
    result, report = cross_val_tally(MODEL, X, Y, cv=cv), evaluate(MODEL, X, Y, cv=cv)
    assert report.models[0].tally.loss.log_loss == result.pooled.log_loss
    told = report.to_dict()["models"]["SoftmaxRegression"]["folds"]
    assert [fold["log_loss"] for fold in told] == [fold.tally.log_loss for fold in result.folds]
    assert [fold["n_train"] for fold in told] == [fold.n_train for fold in result.folds]


def test_classes_that_a_fold_never_saw_are_told_once():
    X, y = load_iris(return_X_y=True)
    names = np.array(["c", "a", "b"])[y]  # sorted by class, not by name
    with pytest.warns(ZeroProbabilityWarning, match=r"^150 of 150 rows .* never saw: 'c' \(50 rows\), 'a'") as caught:
        result = cross_val_tally(MODEL, X, names, cv=KFold(3))
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert result.pooled.log_loss == math.inf
    assert result.labels.tolist() == result.pooled.labels.tolist() == ["a", "b", "c"]
    assert [fold.unseen for fold in result.folds] == [{"c": 50}, {"a": 50}, {"b": 50}]
    assert [fold.classes.tolist() for fold in result.folds] == [["a", "b"], ["b", "c"], ["a", "c"]]
    smoothed = cross_val_tally(MODEL, X, names, cv=KFold(3), smoothing=1e-3)
    assert math.isfinite(smoothed.pooled.log_loss)


def test_the_table_has_a_row_for_each_fold():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ZeroProbabilityWarning)
        table = cross_val_tally(MODEL, X, Y, cv=KFold(3)).frame()
    assert table.index.name == "fold"
    assert table.columns.tolist() == [
        "n_train", "n_test", "weight", "n_classes", "n_unseen", "log_loss", "d2", "n_zero",
    ]  # fmt: skip
    assert table["n_test"].sum() == len(Y)
    assert (table["n_unseen"] <= table["n_zero"]).all()


def test_weights_weigh_the_tallies_and_params_go_to_fit():
    cv = StratifiedKFold(3)
    result = cross_val_tally(MODEL, X, Y, cv=cv, sample_weight=WEIGHT, params={"sample_weight": WEIGHT}, base=2)
    losses = np.empty(len(Y))
    for train, test in cv.split(X, Y):
        p = clone(MODEL).fit(X[train], Y[train], sample_weight=WEIGHT[train]).predict_proba(X[test])
        losses[test] = log_loss(Y[test], p, reduction="none", base=2)
    assert math.isclose(result.pooled.log_loss, np.average(losses, weights=WEIGHT), rel_tol=1e-9)
    plain = cross_val_tally(MODEL, X, Y, cv=cv, sample_weight=WEIGHT)
    assert plain.pooled.log_loss != result.pooled.log_loss
    assert plain.pooled.weight == WEIGHT.sum()


def test_metadata_routing_reaches_fit():
    cv = StratifiedKFold(3)
    by_params = cross_val_tally(MODEL, X, Y, cv=cv, params={"sample_weight": WEIGHT})
    with config_context(enable_metadata_routing=True):
        asking = clone(MODEL).set_fit_request(sample_weight=True)
        routed = cross_val_tally(asking, X, Y, cv=cv, params={"sample_weight": WEIGHT})
    assert routed.pooled.log_loss == by_params.pooled.log_loss


def test_groups_are_kept_together():
    groups = np.arange(len(Y)) % 9
    result = cross_val_tally(MODEL, X, Y, cv=GroupKFold(3), groups=groups)
    scores = cross_val_score(MODEL, X, Y, cv=GroupKFold(3), groups=groups, scoring=neg_log_loss)
    np.testing.assert_allclose([fold.tally.log_loss for fold in result.folds], -scores, rtol=1e-12)


def test_processes_give_the_same_sums():
    one, two = (cross_val_tally(MODEL, X, Y, cv=3, n_jobs=n_jobs) for n_jobs in (None, 2))
    assert one.pooled.to_dict() == two.pooled.to_dict()


def test_target_distributions_and_frames():
    X, y = load_iris(return_X_y=True)
    target = pd.DataFrame(0.9 * np.eye(3)[y] + 0.1 / 3, columns=["setosa", "versicolor", "virginica"])
    frame = pd.DataFrame(X, columns=["a", "b", "c", "d"])
    result = cross_val_tally(MODEL, frame, target, cv=StratifiedTargetKFold(3))
    assert result.labels.tolist() == ["setosa", "versicolor", "virginica"]
    losses = []
    for train, test in StratifiedTargetKFold(3).split(X, target):
        p = clone(MODEL).fit(X[train], target.iloc[train]).predict_proba(X[test])
        losses.extend(log_loss(target.iloc[test], p, labels=result.labels, reduction="none"))
    assert math.isclose(result.pooled.log_loss, np.mean(losses), rel_tol=1e-9)


def test_a_tally_goes_into_json_and_back():
    pooled = cross_val_tally(MODEL, *load_breast_cancer(return_X_y=True), cv=3).pooled
    again = LossTally.from_dict(json.loads(json.dumps(pooled.to_dict())))
    assert again.log_loss == pooled.log_loss


def test_probabilities_that_do_not_sum_to_one_are_remarked_on():
    with pytest.warns(UserWarning, match=r"the probabilities of Careless sum to 1\.01"):
        result = cross_val_tally(Careless(), X, Y, cv=3)
    assert all("sum to 1.01" in fold.remark for fold in result.folds)


class Careless(DummyClassifier):
    """Predicts probabilities that sum to 1.01."""

    def predict_proba(self, X):
        return 1.01 * super().predict_proba(X)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sample_weight": -WEIGHT}, "sample_weight is -1"),
        ({"sample_weight": WEIGHT[1:]}, r"sample_weight has shape \(177,\) for 178 rows"),
        ({"base": 1}, "base=1 is not a base of logarithms"),
        ({"smoothing": -1}, "smoothing=-1"),
        ({"cv": 1000}, "n_splits"),
        ({"cv": []}, r"cv=\[\] makes no folds"),
    ],
)
def test_bad_input_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        cross_val_tally(MODEL, X, Y, **options)


PRIOR = DummyClassifier(strategy="prior")


def test_units_weights_and_what_fit_is_given_reach_every_fold():
    w, seen = WEIGHT, np.where(Y == 0, 3.0, 1.0)
    splits = list(StratifiedKFold(3).split(X, Y))
    result = cross_val_tally(PRIOR, X, Y, cv=3, sample_weight=w, params={"sample_weight": seen}, base=2)
    loss = 0.0
    for (train, test), fold in zip(splits, result.folds, strict=True):
        rate = np.bincount(Y[train], seen[train]) / seen[train].sum()
        loss -= w[test] @ np.log2(rate[Y[test]])
        assert fold.tally.weight == w[test].sum()
    assert result.pooled.base == 2
    assert math.isclose(result.pooled.log_loss, loss / w.sum(), rel_tol=1e-12)


def test_rows_that_are_tested_twice_are_told_and_counted_twice():
    train, test = np.flatnonzero(Y < 2), np.arange(len(Y))
    with pytest.warns() as told:
        result = cross_val_tally(PRIOR, X, Y, cv=[(train, test), (train, test)], smoothing=0.1)
    assert [(str(w.message), w.category) for w in told] == [
        (
            (
                "rows are tested up to 2 times; the pooled loss is right, and its standard_error is too small, for it takes "
                "every test of a row for a row of its own: pass a cv that tests each row once for one that holds."
            ),
            UserWarning,
        )
    ]
    assert result.unseen == {2: 2 * (Y == 2).sum()}


def test_the_classes_of_targets_are_their_columns_and_those_of_labels_are_sorted():
    target = np.full((2, 3), 1 / 3)
    assert all_classes(target).tolist() == [0, 1, 2]
    assert all_classes(pd.DataFrame(target, columns=["c", "a", "b"])).tolist() == ["c", "a", "b"]
    assert all_classes(["c", "a", "c"]).tolist() == ["a", "c"]


def test_it_prints_its_folds_and_the_pooled_loss():
    found = cross_val_tally(PRIOR, X, Y, cv=3)
    assert repr(found) == f"<CrossValTally of 3 folds, pooled: {found.pooled!r}>"


def test_rows_that_are_never_tested_are_tested_no_times():
    assert times_tested([(np.array([1, 2]), np.array([0])), (np.array([2]), np.array([0, 1]))], 4).tolist() == [
        2,
        1,
        0,
        0,
    ]


def test_nothing_is_smoothed_unless_it_is_asked_for():
    splits = list(StratifiedKFold(3).split(X, Y))
    plain = tally_folds(PRIOR, X, Y, splits, partial(_loss_of, base=None))
    assert plain.pooled.log_loss == cross_val_tally(PRIOR, X, Y, cv=3).pooled.log_loss
    assert plain.pooled.log_loss != cross_val_tally(PRIOR, X, Y, cv=3, smoothing=1.0).pooled.log_loss


def test_folds_run_at_once_as_asked(monkeypatch):
    asked = []

    class Recorded(_cross_val_tally.Parallel):
        def __init__(self, n_jobs=None):
            asked.append(n_jobs)
            super().__init__(n_jobs=1)

    monkeypatch.setattr(_cross_val_tally, "Parallel", Recorded)
    cross_val_tally(PRIOR, X, Y, cv=3, n_jobs=2)
    assert asked == [2]


class Refuses(DummyClassifier):
    """Fits nothing."""

    def fit(self, X, y, sample_weight=None):
        raise ValueError("nothing fits")


def test_an_estimator_that_does_not_fit_says_why():
    with pytest.raises(ValueError, match=r"^nothing fits$"):
        cross_val_tally(Refuses(), X, Y, cv=3)


class Logarithms(ClassifierMixin, BaseEstimator):
    """Predicts the logarithms of the base rate, and nothing else."""

    def fit(self, X, y):
        self.model_ = DummyClassifier(strategy="prior").fit(X, y)
        self.classes_ = self.model_.classes_
        return self

    def predict_log_proba(self, X):
        return self.model_.predict_log_proba(X)


def test_logarithms_are_read_as_such():
    found, expected = (cross_val_tally(model, X, Y, cv=3).pooled.log_loss for model in (Logarithms(), PRIOR))
    assert math.isclose(found, expected, rel_tol=1e-14)


def test_rows_of_weight_zero_are_of_no_class_that_training_never_saw():
    train, test = np.flatnonzero(Y < 2), np.arange(len(Y))
    weight = np.where(Y < 2, 1.0, 0.0)
    weight[-3:] = 2.0
    result = cross_val_tally(PRIOR, X, Y, cv=[(train, test)], sample_weight=weight, smoothing=0.1)
    assert result.unseen == {2: 3}
