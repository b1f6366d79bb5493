"""Which column is which class, whatever a fold lacks; and parameters of metrics that speak of classes."""

import math
import re
import warnings
from dataclasses import dataclass
from functools import partial, wraps

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, TimeSeriesSplit, cross_val_score, cross_validate
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import skxent.metrics
from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.metrics import d2_log_loss_score, kl_divergence_loss, log_loss, mean_entropy
from skxent.scorers import (
    all_scores,
    cross_val_tally,
    d2_log_loss,
    get_scorer,
    make_proba_scorer,
    neg_kl_divergence,
    neg_log_loss,
)

X, Y = load_iris(return_X_y=True)
SOME = np.r_[0:50, 50:60, 100:105]


def test_classes_that_training_never_saw_are_at_their_sorted_place():
    model = SoftmaxRegression().fit(X[50:], Y[50:])  # of classes 1 and 2
    prior = [0.8, 0.1, 0.1]
    scorer = make_proba_scorer(d2_log_loss_score, greater_is_better=True, prior=prior, smoothing=1e-3)
    p = np.column_stack([np.zeros(len(SOME)), model.predict_proba(X[SOME])])
    by_hand = d2_log_loss_score(Y[SOME], p, labels=[0, 1, 2], prior=prior, smoothing=1e-3)
    assert math.isclose(scorer(model, X[SOME], Y[SOME]), by_hand, rel_tol=1e-12)


def test_class_weights_of_classes_that_a_fold_has_nothing_of_are_no_event():
    scorer = make_proba_scorer(log_loss, greater_is_better=False, class_weight={0: 1, 1: 2, 2: 5})
    train, test = np.r_[0:40, 50:90], np.r_[40:50, 90:100]
    score = cross_val_score(SoftmaxRegression(), X, Y, cv=[(train, test)], scoring=scorer, error_score="raise")
    p = SoftmaxRegression().fit(X[train], Y[train]).predict_proba(X[test])
    assert math.isclose(score[0], np.average(np.log(p[np.arange(20), Y[test]]), weights=Y[test] + 1), rel_tol=1e-9)


@pytest.mark.filterwarnings("ignore:the skill is undefined")
def test_series_in_time_begin_with_folds_that_lack_classes_altogether():
    order = np.random.default_rng(0).permutation(100)
    rows = np.r_[order, 100:150]
    with pytest.warns(ZeroProbabilityWarning):
        result = cross_validate(
            SoftmaxRegression(), X[rows], Y[rows], cv=TimeSeriesSplit(5), scoring=all_scores, error_score="raise"
        )
    assert np.isfinite(result["test_neg_log_loss"][:2]).all()
    assert not any(np.isnan(result[key]).any() for key in result)


def test_labels_of_another_type_are_refused_and_not_taken_for_unseen_ones():
    model = SoftmaxRegression().fit(X, Y)
    with pytest.raises(ValueError, match=r"y holds '0', and the estimator's classes_ hold 0, which differs in type"):
        neg_log_loss(model, X, Y.astype(str))


def test_dates_are_classes():
    dates = np.array(["2020-01-01", "2021-01-01", "2022-01-01"], dtype="datetime64[ns]")[Y]
    model = DummyClassifier().fit(X[:100], Y[:100])
    model.classes_ = np.unique(dates[:100])
    with pytest.warns(ZeroProbabilityWarning, match=r"never saw: .*2022-01-01.* \(50 rows\)"):
        assert neg_log_loss(model, X, dates) == -math.inf
    assert math.isclose(neg_log_loss(model, X[:100], dates[:100]), -math.log(2), rel_tol=1e-12)


def test_many_unseen_classes_are_listed_in_short():
    model = DummyClassifier().fit(X, np.arange(150) % 2)
    with pytest.warns(ZeroProbabilityWarning, match=r"2 \(1 rows\), .*\.\.\. \(148 in all\); stratify") as caught:
        neg_log_loss(model, X, np.arange(150))
    assert len(str(caught[0].message)) < 400


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_divergences_of_soft_targets_by_hand(n_jobs):
    target = 0.7 * np.eye(3)[Y] + 0.1
    rows = np.random.default_rng(0).permutation(150)
    splits = [(rows[50:], rows[:50]), (rows[:100], rows[100:])]
    scores = cross_val_score(SoftmaxRegression(), X, target, cv=splits, scoring=neg_kl_divergence, n_jobs=n_jobs)
    for score, (train, test) in zip(scores, splits, strict=True):
        p = SoftmaxRegression().fit(X[train], target[train]).predict_proba(X[test])
        assert math.isclose(score, -(target[test] * np.log(target[test] / p)).sum(axis=1).mean(), rel_tol=1e-9)
        assert math.isclose(score, -kl_divergence_loss(target[test], p), rel_tol=1e-12)


# Estimators that answer unusually


class LogsOnly(ClassifierMixin, BaseEstimator):
    """A classifier that gives logarithms alone."""

    def fit(self, X, y):
        self.model_ = SoftmaxRegression().fit(X, y)
        self.classes_ = self.model_.classes_
        return self

    def predict_log_proba(self, X):
        return self.model_.predict_log_proba(X)


def test_logarithms_alone_are_enough():
    model = LogsOnly().fit(X, Y)
    assert math.isclose(neg_log_loss(model, X, Y), neg_log_loss(model.model_, X, Y), rel_tol=1e-12)
    with pytest.warns(ZeroProbabilityWarning, match=r"never saw: 2 \(50 rows\)"):
        assert neg_log_loss(LogsOnly().fit(X[:100], Y[:100]), X, Y) == -math.inf
    assert all_scores(model, X, Y)["neg_log_loss"] == neg_log_loss(model, X, Y)


class Sharper(Pipeline):
    """A pipeline that changes the probabilities of its model."""

    def predict_proba(self, X):
        z = 3 * self.decision_function(X)
        p = 1 / (1 + np.exp(-z))
        return np.column_stack([1 - p, p])

    def predict_log_proba(self, X):
        z = 3 * self.decision_function(X)
        return np.column_stack([-np.logaddexp(0, z), -np.logaddexp(0, -z)])


def test_margins_of_a_pipeline_that_changes_probabilities_are_not_read():
    X, y = load_breast_cancer(return_X_y=True)
    model = Sharper([("scale", StandardScaler()), ("model", LogisticRegression(C=100, max_iter=5000))]).fit(X, y)
    far = X + 20 * (X - X.mean(axis=0))
    with np.errstate(over="ignore"):
        p, exact = model.predict_proba(far), model.predict_log_proba(far)
        hidden = (p == 0) & (np.exp(exact) > 0)  # 1 - p that rounds to 0: not told from an invention
        wrong = np.where(hidden.any(axis=1), np.argmax(p, axis=1), np.argmin(p, axis=1))
        rows = np.flatnonzero((p[np.arange(len(y)), wrong] == 0) & ~hidden.any(axis=1))[:50]
        assert math.isclose(neg_log_loss(model, far[rows], wrong[rows]), exact[rows, wrong[rows]].mean(), rel_tol=1e-9)


class Stepped(DummyClassifier):
    """A classifier with a parameter that pipelines have another use for."""

    def __init__(self, steps=100):
        super().__init__(strategy="constant", constant=0)
        self.steps = steps


def test_a_parameter_named_steps_makes_no_pipeline():
    with pytest.warns(ZeroProbabilityWarning, match="100 of 150 rows"):
        assert neg_log_loss(Stepped().fit(X, Y), X, Y) == -math.inf


# Parameters


@dataclass
class Mine:
    """A metric that is a dataclass, and so has no hash."""

    factor: float

    def __call__(self, y_true, y_proba, *, labels, scale, sample_weight):
        return self.factor * log_loss(y_true, y_proba, labels=labels, scale=scale, sample_weight=sample_weight)


def test_a_metric_of_ones_own():
    model = SoftmaxRegression().fit(X, Y)
    scorer = make_proba_scorer(Mine(2.0), greater_is_better=False)
    assert math.isclose(scorer(model, X, Y), 2 * neg_log_loss(model, X, Y), rel_tol=1e-12)


def test_a_metric_that_lacks_what_a_scorer_passes_is_refused_at_once():
    import sklearn.metrics

    for metric, missing in ((sklearn.metrics.log_loss, "scale"), (lambda y, p, labels: 0, "scale, sample_weight")):
        message = (
            f"the metric has no parameter {missing}, which a class-aware scorer passes; give it one, or use "
            "sklearn.metrics.make_scorer with response_method='predict_proba'."
        )
        with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
            make_proba_scorer(metric, greater_is_better=False)


def test_what_is_undefined_is_told_as_the_metric_tells_it():
    X, y = [[0], [1]], [0, 1]
    with pytest.warns(UndefinedMetricWarning, match=r"^the skill is undefined .*, or pool more rows\.$"):
        d2_log_loss(DummyClassifier().fit(X, y), X, [1, 1])


def test_a_metric_that_gives_an_array_is_refused():
    scorer = make_proba_scorer(partial(log_loss, reduction="none"), greater_is_better=False)
    with pytest.raises(TypeError, match=r"gives an array of shape \(150,\); give it a metric that returns one number"):
        scorer(SoftmaxRegression().fit(X, Y), X, Y)


def test_parameters_are_copied_deeply():
    weights = {0: 1.0, 1: 2.0, 2: 3.0}
    scorer = make_proba_scorer(log_loss, greater_is_better=False, class_weight=weights)
    weights[0] = scorer.parameters["class_weight"][1] = 99.0
    assert scorer.parameters == {"class_weight": {0: 1.0, 1: 2.0, 2: 3.0}}


def test_a_request_stays_where_nothing_is_asked():
    asking = neg_log_loss.set_score_request(sample_weight=True)
    assert repr(asking.set_score_request()) == repr(asking)
    assert repr(asking.set_score_request(sample_weight=None)) == repr(neg_log_loss)


# Threads


def test_threads_hear_each_warning_once_and_leave_the_warnings_as_they_were():
    filters = list(warnings.filters)
    cv = RepeatedStratifiedKFold(n_splits=4, n_repeats=10, random_state=0)
    model = DummyClassifier(strategy="constant", constant=0)
    with warnings.catch_warnings(record=True) as caught, parallel_config("threading"):
        warnings.simplefilter("always")
        cross_validate(model, X, Y, cv=cv, scoring=all_scores, n_jobs=8, error_score="raise")
    assert [w.category for w in caught] == [ZeroProbabilityWarning] * 40
    assert warnings.filters == filters
    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", UserWarning, stacklevel=1)


def test_threads_of_scorers_with_classes_unseen_word_their_own_warnings():
    names = {0: "a", 1: "b", 2: "c"}
    y = np.array([names[k] for k in Y])
    splits = [(np.flatnonzero(y != name), np.flatnonzero(y == name)) for name in "abc"] * 10
    with warnings.catch_warnings(record=True) as caught, parallel_config("threading"):
        warnings.simplefilter("always")
        cross_val_score(SoftmaxRegression(), X, y, cv=splits, scoring=neg_log_loss, n_jobs=8, error_score="raise")
    told = sorted(str(w.message).partition("never saw: ")[2].partition(" In scoring=")[0] for w in caught)
    assert told == sorted(f"'{name}' (50 rows); stratify the folds." for name in "abc" for _ in range(10))


# Rows in several tests, and masks


def test_rows_that_are_tested_again_are_said_to_make_the_standard_error_too_small():
    with pytest.warns(UserWarning, match="rows are tested up to 3 times; .* its standard_error is too small"):
        cross_val_tally(SoftmaxRegression(), X, Y, cv=RepeatedStratifiedKFold(n_splits=3, n_repeats=3, random_state=0))


def test_splits_may_be_masks():
    mask = np.arange(150) % 3 == 0
    by_mask = cross_val_tally(SoftmaxRegression(), X, Y, cv=[(~mask, mask)])
    by_number = cross_val_tally(SoftmaxRegression(), X, Y, cv=[(np.flatnonzero(~mask), np.flatnonzero(mask))])
    assert by_mask.pooled.to_dict() == by_number.pooled.to_dict()
    assert (by_mask.folds[0].n_train, by_mask.folds[0].n_test) == (100, 50)


def test_labels_that_never_meet_a_column_of_targets():
    target = pd.DataFrame(np.eye(3)[Y], columns=["a", "b", "c"])
    model = SoftmaxRegression().fit(X, target[["c", "a", "b"]])
    assert math.isclose(
        neg_log_loss(model, X, target), -log_loss(Y, model.predict_proba(X)[:, [1, 2, 0]]), rel_tol=1e-9
    )
    assert get_scorer("neg_log_loss") is neg_log_loss


@pytest.mark.parametrize(
    "metric", [getattr(skxent.metrics, name) for name in skxent.metrics.__all__ if name.endswith(("_loss", "_error"))]
)
def test_a_loss_is_no_score_and_a_search_never_takes_the_worst_model(metric):
    message = f"{metric.__name__} is a loss, of which less is better; pass greater_is_better=False."
    for one in (metric, partial(metric, smoothing=1e-6)):
        with pytest.raises(ValueError, match=f"^{message}$"):
            make_proba_scorer(one, greater_is_better=True)


@pytest.mark.parametrize(
    "metric", [getattr(skxent.metrics, name) for name in skxent.metrics.__all__ if name.endswith("_score")]
)
def test_a_score_is_no_loss(metric):
    message = f"{metric.__name__} is a score, of which more is better; pass greater_is_better=True."
    with pytest.raises(ValueError, match=f"^{message}$"):
        make_proba_scorer(metric, greater_is_better=False)


def test_the_direction_of_the_mean_entropy_and_of_other_metrics_is_the_callers():
    assert make_proba_scorer(mean_entropy, greater_is_better=True).sign == 1

    def own_loss(y_true, y_proba, *, labels, scale, sample_weight):
        raise NotImplementedError

    class Own:  # without a name
        __module__ = None
        __call__ = staticmethod(own_loss)

    @wraps(log_loss)
    def likelihood(*args, **kwargs):
        return -log_loss(*args, **kwargs)

    for own in (own_loss, Own(), partial(own_loss), likelihood):
        assert make_proba_scorer(own, greater_is_better=True).sign == 1
        assert make_proba_scorer(own, greater_is_better=False).sign == -1


def test_what_a_partial_sets_is_held_to_the_same_names():
    message = "the metric has no parameter smothing; pass one that it has: y_true, y_proba, labels"
    with pytest.raises(TypeError, match=f"^{message}"):
        make_proba_scorer(partial(log_loss, smothing=1e-6), greater_is_better=False)
