"""Scorers in real cross-validation: class-aware, never NaN, and the same number as by hand."""

import math
import pickle
import warnings
from functools import partial

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_digits, load_iris, load_wine
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score, cross_validate
from sklearn.multioutput import MultiOutputClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.metrics import brier_loss, d2_log_loss_score, log_loss, multilabel_log_loss
from skxent.scorers import d2_log_loss, make_proba_scorer, neg_brier, neg_log_loss
from tests.scorers.test_responses import Says

SCORERS = {"neg_log_loss": neg_log_loss, "neg_brier": neg_brier, "d2_log_loss": d2_log_loss}
every_scorer = pytest.mark.parametrize("scorer", SCORERS.values(), ids=SCORERS.keys())


@pytest.fixture(scope="module")
def iris():
    return load_iris(return_X_y=True)


def test_scores_are_the_metrics_with_the_sign_of_scikit_learn(iris):
    X, y = iris
    model = SoftmaxRegression().fit(X, y)
    proba = model.predict_proba(X)
    assert math.isclose(neg_log_loss(model, X, y), -log_loss(y, proba), rel_tol=1e-12)
    assert math.isclose(neg_brier(model, X, y), -brier_loss(y, proba), rel_tol=1e-12)
    assert math.isclose(d2_log_loss(model, X, y), d2_log_loss_score(y, proba), rel_tol=1e-12)


def test_weights_reach_the_metric(iris):
    X, y = iris
    model, weight = SoftmaxRegression().fit(X, y), np.arange(150) % 4
    expected = -log_loss(y, model.predict_proba(X), sample_weight=weight)
    assert math.isclose(neg_log_loss(model, X, y, sample_weight=weight), expected, rel_tol=1e-12)


@every_scorer
@pytest.mark.parametrize("n_splits", [3, 5, 10])
def test_data_sorted_by_class_gives_numbers_never_nan(scorer, n_splits, iris):
    X, y = iris  # sorted by class
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ZeroProbabilityWarning)
        warnings.simplefilter("ignore", UndefinedMetricWarning)
        scores = cross_val_score(SoftmaxRegression(), X, y, cv=KFold(n_splits), scoring=scorer, error_score="raise")
    assert not np.isnan(scores).any()


def test_a_class_missing_in_the_test_rows_is_no_event(iris):
    X, y = iris
    scores = cross_val_score(SoftmaxRegression(), X, y, cv=KFold(5), scoring=neg_log_loss, error_score="raise")
    for (train, test), score in zip(KFold(5).split(X), scores, strict=True):
        proba = SoftmaxRegression().fit(X[train], y[train]).predict_proba(X[test])
        by_hand = np.log(proba[np.arange(len(test)), y[test]]).mean()
        assert math.isclose(score, by_hand, rel_tol=1e-9)


def test_a_class_missing_in_training_was_given_probability_zero(iris):
    X, y = iris
    model = SoftmaxRegression().fit(X[:100], y[:100])
    with pytest.warns(ZeroProbabilityWarning, match=r"50 of 150 rows.*smoothing=.*never saw: 2 \(50 rows\)") as caught:
        assert neg_log_loss(model, X, y) == -math.inf
    assert len(caught) == 1
    smoothed = make_proba_scorer(log_loss, greater_is_better=False, smoothing=1e-3)
    assert math.isfinite(smoothed(model, X, y))
    assert math.isclose(neg_brier(model, X[100:], y[100:]), -brier_by_hand(model.predict_proba(X[100:])), rel_tol=1e-12)


def brier_by_hand(proba):
    """Return the Brier loss of rows whose class has no column: 1 + sum p^2."""
    return (1 + (proba**2).sum(axis=1)).mean()


def test_a_skill_on_one_class_is_minus_infinity_with_a_warning(iris):
    X, y = iris
    model = SoftmaxRegression().fit(X, y)
    with pytest.warns(UndefinedMetricWarning, match="one class only"):
        assert d2_log_loss(model, X[:20], y[:20]) == -math.inf


@pytest.mark.parametrize(
    "labels",
    [
        np.array(["setosa", "versicolor", "virginica"]),
        np.array([True, False, False]),
        np.array([10, -3, 7]),
        np.array([0.5, 1.5, 2.5]).astype(str),
    ],
    ids=["str", "bool", "int", "numeric str"],
)
def test_labels_of_any_type(labels, iris):
    X, y = iris
    y = labels[y]
    model = SoftmaxRegression().fit(X, y)
    proba = model.predict_proba(X)
    by_hand = np.log(proba[np.arange(150), np.searchsorted(model.classes_, y)]).mean()
    assert math.isclose(neg_log_loss(model, X, y), by_hand, rel_tol=1e-12)


def test_categorical_labels(iris):
    X, y = iris
    y = pd.Series(pd.Categorical(np.array(["c", "b", "a"])[y], categories=["c", "b", "a"]))
    scores = cross_val_score(SoftmaxRegression(), X, y, cv=3, scoring=neg_log_loss, error_score="raise")
    assert np.isfinite(scores).all()


@pytest.mark.parametrize(
    "estimator",
    [
        make_pipeline(StandardScaler(), SoftmaxRegression()),
        GridSearchCV(SoftmaxRegression(), {"alpha": [1e-3, 1e-1]}, scoring=neg_log_loss, cv=3),
        CalibratedClassifierCV(LinearSVC(), cv=3),
        KNeighborsClassifier(40),
    ],
    ids=["pipeline", "search", "calibrated", "without log probabilities"],
)
def test_classes_are_found_through_other_estimators(estimator):
    X, y = load_wine(return_X_y=True)
    model = clone(estimator).fit(StandardScaler().fit_transform(X), y)
    X = StandardScaler().fit_transform(X)
    proba = model.predict_proba(X)
    assert math.isclose(neg_log_loss(model, X, y), np.log(proba[np.arange(len(y)), y]).mean(), rel_tol=1e-9)


def test_saturated_probabilities_are_read_from_exact_logarithms():
    X, y = load_digits(return_X_y=True)
    model = GaussianNB().fit(X[::2], y[::2])
    assert (model.predict_proba(X)[np.arange(len(y)), y] == 0).any()
    assert math.isfinite(neg_log_loss(model, X, y))


def test_probability_zero_from_a_tree_is_infinite_and_warned_about(iris):
    X, y = iris
    model = DecisionTreeClassifier(random_state=0).fit(X[::2], y[::2])
    with pytest.warns(ZeroProbabilityWarning, match="rows gave probability 0"):
        assert neg_log_loss(model, X, y) == -math.inf


def test_a_logarithm_that_would_have_been_visible_is_an_invention(iris):
    X, y = iris

    class Inventive(LinearDiscriminantAnalysis):
        """Says log(2.2e-308) where the probability is 0, and is no class whose margins are documented."""

    model = Inventive().fit(X, y)
    with pytest.warns(ZeroProbabilityWarning):
        assert neg_log_loss(model, X * 100, y) == -math.inf


def test_probabilities_that_do_not_sum_to_one_are_divided_with_a_warning(iris):
    X, y = iris

    class Careless(DummyClassifier):
        def predict_proba(self, X):
            return 1.01 * super().predict_proba(X)

    with pytest.warns(UserWarning, match="the probabilities of Careless sum to 1.01"):
        assert math.isclose(neg_log_loss(Careless().fit(X, y), X, y), -math.log(3), rel_tol=1e-12)


def test_float32_models_are_scored():
    X, y = load_digits(return_X_y=True)
    X = (X * 50).astype(np.float32)
    scores = cross_val_score(
        SoftmaxRegression(alpha=1e-8, tol=1e-5), X, y % 3, cv=3, scoring=neg_log_loss, error_score="raise"
    )
    assert np.isfinite(scores).all()


def test_frames_of_predictions_are_matched_by_name(iris):
    X, y = iris

    class Framed(DummyClassifier):
        def predict_proba(self, X):
            return pd.DataFrame(super().predict_proba(X), columns=self.classes_)[[2, 0, 1]]

    weight = np.where(y == 2, 5.0, 1.0)
    model = Framed().fit(X, y, sample_weight=weight)
    plain = DummyClassifier().fit(X, y, sample_weight=weight)
    assert neg_log_loss(model, X, y) == neg_log_loss(plain, X, y)


def test_boolean_series_are_the_classes_that_scikit_learn_makes_of_them(iris):
    X, _ = iris
    y = pd.Series([True, False] * 75, dtype="boolean")
    model = LogisticRegression().fit(X, y.to_numpy(dtype=float))
    assert math.isfinite(neg_log_loss(model, X, y))


def test_unseen_rows_of_weight_zero_are_no_event(iris):
    X, y = iris
    model = SoftmaxRegression().fit(X[:100], y[:100])
    assert math.isfinite(neg_log_loss(model, X, y, sample_weight=(y < 2).astype(float)))


def test_zeros_beside_unseen_classes_that_do_not_happen_name_no_class(iris):
    X, y = iris
    model = DummyClassifier(strategy="constant", constant=0).fit(
        X[:100], y[:100]
    )  # sure of class 0, unaware of class 2
    with pytest.warns(ZeroProbabilityWarning, match="50 of 100 rows") as caught:
        assert neg_log_loss(model, X, y, sample_weight=(y < 2).astype(float)) == -math.inf
    assert "never saw" not in str(caught[0].message)


def test_target_frames_with_a_class_that_training_never_saw(iris):
    X, y = iris
    target = pd.DataFrame(np.eye(3)[y], columns=["a", "b", "c"])
    model = SoftmaxRegression().fit(X[:100], target.iloc[:100, :2])
    with pytest.warns(ZeroProbabilityWarning, match=r"never saw: 'c' \(50 rows\)"):
        assert neg_log_loss(model, X, target) == -math.inf


def test_a_metric_that_is_nan_is_said_to_be(iris):
    scorer = make_proba_scorer(partial(lambda *_, **__: math.nan), greater_is_better=True)
    with pytest.warns(UndefinedMetricWarning, match=r"partial.* is undefined \(nan\), and scored -inf"):
        assert scorer(DummyClassifier().fit(*iris), *iris) == -math.inf


def test_the_warning_points_at_the_caller(iris):
    X, y = iris
    model = DecisionTreeClassifier(random_state=0).fit(X[::2], y[::2])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        neg_log_loss(model, X, y)
    assert [w.filename for w in caught] == [__file__]


def test_an_answer_of_another_shape_is_refused(iris):
    class Flat(DummyClassifier):
        def predict_proba(self, X):
            return np.full(len(X), 0.5)

    with pytest.raises(
        ValueError, match=r"the prediction of Flat has shape \(150,\); predict a column for each of its 3 classes"
    ):
        neg_log_loss(Flat().fit(*iris), *iris)


def test_target_distributions_are_scored(iris):
    X, y = iris
    target = np.eye(3)[y] * 0.8 + 0.2 / 3
    model = SoftmaxRegression().fit(X, target)
    assert math.isclose(neg_log_loss(model, X, target), -log_loss(target, model.predict_proba(X)), rel_tol=1e-12)


def test_several_scorers_at_once_and_in_a_search(iris):
    X, y = iris
    scores = cross_validate(SoftmaxRegression(), X, y, scoring=SCORERS, error_score="raise")
    assert {f"test_{name}" for name in SCORERS} <= set(scores)
    search = GridSearchCV(SoftmaxRegression(), {"alpha": [1e-4, 1.0]}, scoring=SCORERS, refit="neg_log_loss", n_jobs=2)
    search.fit(X, y)
    assert search.best_params_ == {"alpha": 1e-4}
    assert not np.isnan(search.cv_results_["mean_test_d2_log_loss"]).any()


@every_scorer
def test_scorers_survive_pickling_and_say_what_they_are(scorer, iris):
    X, y = iris
    model = DummyClassifier().fit(X, y)
    again = pickle.loads(pickle.dumps(scorer))  # noqa: S301 - our own bytes
    assert again(model, X, y) == scorer(model, X, y)
    assert repr(again) == repr(scorer)
    assert "greater_is_better=" in repr(scorer)


def test_a_request_for_weights_makes_a_new_scorer(iris):
    X, y = iris
    weight = np.arange(150) % 4 + 1.0
    with config_context(enable_metadata_routing=True):
        scorer = neg_log_loss.set_score_request(sample_weight=True)
        model = SoftmaxRegression().set_fit_request(sample_weight=True)
        scores = cross_validate(
            model, X, y, cv=3, params={"sample_weight": weight}, scoring=scorer, return_indices=True,
            return_estimator=True, error_score="raise",
        )  # fmt: skip
    assert scorer is not neg_log_loss
    for i, test in enumerate(scores["indices"]["test"]):
        proba = scores["estimator"][i].predict_proba(X[test])
        expected = -log_loss(y[test], proba, sample_weight=weight[test])
        assert math.isclose(scores["test_score"][i], expected, rel_tol=1e-9)


def test_weights_reach_the_scorer_of_a_search_without_routing(iris):
    if tuple(map(int, sklearn.__version__.split(".")[:2])) < (1, 7):
        pytest.skip("scikit-learn passes weights to scorers of a search since 1.7")
    X, y = iris
    weight = np.where(y == 2, 5.0, 1.0)
    search = GridSearchCV(
        DummyClassifier(), {"strategy": ["uniform", "prior"]}, scoring=neg_log_loss, cv=5
    )  # 10 rows of each class
    search.fit(X, y, sample_weight=weight)
    prior = np.array([1, 1, 5]) / 7
    assert math.isclose(search.best_score_, np.average(np.log(prior), weights=prior), rel_tol=1e-12)


class NoClasses(ClassifierMixin, BaseEstimator):
    """A classifier that does not say which its classes are."""

    def fit(self, X, y):
        self.fitted_ = True
        return self

    def predict_proba(self, X):
        return np.full((len(X), 2), 0.5)


def test_an_estimator_without_classes_is_refused(iris):
    X, y = iris
    with pytest.raises(TypeError, match="NoClasses has no classes_"):
        neg_log_loss(NoClasses().fit(X, y), X, y)


def test_an_estimator_without_probabilities_is_refused(iris):
    X, y = iris
    with pytest.raises(TypeError, match=r"LinearSVC has no predict_proba.*CalibratedClassifierCV"):
        neg_log_loss(LinearSVC().fit(X, y), X, y)


def test_an_estimator_of_several_outputs_is_refused(iris):
    X, y = iris
    model = MultiOutputClassifier(SoftmaxRegression()).fit(X, np.column_stack([y, y]))
    with pytest.raises(TypeError, match="MultiOutputClassifier has 2 outputs"):
        neg_log_loss(model, X, y)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"bass": 2}, "the metric has no parameter bass; pass one that it has: y_true"),
        ({"bass": 2, "alto": 1}, r"the metric has no parameter alto, bass; pass one that it has: y_true, y_proba, "),
        ({"labels": [0, 1]}, "labels cannot be set"),
        ({"scale": "logit", "labels": [0, 1]}, r"^labels, scale cannot be set; "),
        ({"reduction": "none"}, r"^a scorer gives one number; leave out reduction='none' and average=None\.$"),
    ],
)
def test_parameters_that_cannot_be_are_refused_at_once(parameters, message):
    with pytest.raises(TypeError, match=message):
        make_proba_scorer(log_loss, greater_is_better=False, **parameters)
    with pytest.raises(TypeError, match=r"^a scorer gives one number; leave out reduction="):
        make_proba_scorer(multilabel_log_loss, greater_is_better=False, average=None)
    make_proba_scorer(multilabel_log_loss, greater_is_better=False, average="joint")


def test_what_cannot_be_called_is_no_metric():
    with pytest.raises(TypeError, match="metric='log_loss' cannot be called"):
        make_proba_scorer("log_loss", greater_is_better=False)


def test_the_weight_of_a_class_without_rows_and_column_is_no_event():
    model, weights = Says(proba=[[0.25, 0.75], [0.5, 0.5]]), {"a": 2.0, "b": 1.0}
    scorer = make_proba_scorer(log_loss, greater_is_better=False, class_weight=weights | {"zzz": 5.0})
    expected = log_loss(["a", "b"], model.predict_proba([0, 1]), class_weight=weights)
    assert math.isclose(scorer(model, [0, 1], ["a", "b"]), -expected, rel_tol=1e-12)


def test_only_outcomes_of_probability_zero_are_put_down_to_what_training_never_saw():
    model = Says(proba=[[0.0, 1.0], [0.5, 0.5]])
    with pytest.warns() as told:
        assert d2_log_loss(model, [0, 1], ["c", "c"]) == -math.inf
    ends = {w.category: str(w.message) for w in told}
    assert (
        " Classes that training never saw: 'c' (2 rows); stratify the folds. In scoring= pass "
        in ends[ZeroProbabilityWarning]
    )
    assert "never saw" not in ends[UndefinedMetricWarning]
    with pytest.warns(ZeroProbabilityWarning, match=r"finite loss\. In scoring= pass "):
        assert neg_log_loss(model, [0, 1], ["a", "b"]) == -math.inf


def test_a_callable_that_does_not_say_its_parameters_may_be_a_metric():
    assert make_proba_scorer(max, greater_is_better=True, default=3).parameters == {"default": 3}
