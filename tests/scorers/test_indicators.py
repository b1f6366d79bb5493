"""Labels that may hold together: both forms in which estimators answer, scored as by hand."""

import math
import re
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.datasets import load_iris, make_multilabel_classification
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score, cross_validate
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.metrics import multilabel_log_loss
from skxent.scorers import all_scores, make_proba_scorer, neg_log_loss, neg_multilabel_log_loss
from skxent.scorers._indicators import IndicatorResponse, _of_outcomes, indicator_response_of

X, Y = make_multilabel_classification(200, n_features=6, n_classes=4, n_labels=2, random_state=0)

SMOOTH = SoftmaxRegression(alpha=0.1)
ESTIMATORS = {
    "outputs": MultiOutputClassifier(SMOOTH),
    "chain": ClassifierChain(SMOOTH),
    "one versus rest": OneVsRestClassifier(SMOOTH),
    "neighbours": KNeighborsClassifier(150),
    "trees": RandomForestClassifier(30, max_depth=2, random_state=0),
    "extra trees": ExtraTreesClassifier(30, max_depth=2, random_state=0),
    "network": MLPClassifier((3,), solver="lbfgs", alpha=10, max_iter=10000, random_state=0),
    "pipeline": make_pipeline(StandardScaler(), MultiOutputClassifier(SMOOTH)),
    "search": GridSearchCV(MultiOutputClassifier(SMOOTH), {"estimator__alpha": [0.1]}, scoring=neg_multilabel_log_loss),
    "prior": DummyClassifier(),
}


def presence(model, X):
    """Return each label's predicted probability (n, L)."""
    raw = model.predict_proba(X)
    return np.column_stack([pair[:, 1] for pair in raw]) if isinstance(raw, list) else raw


def by_hand(model, X, Y, weight=None):
    """Return minus the mean over rows and labels."""
    p = presence(model, X)
    return np.average(np.log(np.where(Y == 1, p, 1 - p)).mean(axis=1), weights=weight)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_both_forms_are_scored_as_by_hand(name):
    model = ESTIMATORS[name].fit(X, Y)
    weight = np.arange(len(X)) % 3
    assert math.isclose(neg_multilabel_log_loss(model, X, Y), by_hand(model, X, Y), rel_tol=1e-9)
    assert math.isclose(
        neg_multilabel_log_loss(model, X, Y, sample_weight=weight), by_hand(model, X, Y, weight), rel_tol=1e-9
    )


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_cross_validation(n_jobs):
    model = ESTIMATORS["outputs"]
    scores = cross_val_score(
        model, X, Y, cv=KFold(3), scoring=neg_multilabel_log_loss, error_score="raise", n_jobs=n_jobs
    )
    for score, (train, test) in zip(scores, KFold(3).split(X), strict=True):
        assert math.isclose(score, by_hand(model.fit(X[train], Y[train]), X[test], Y[test]), rel_tol=1e-9)


@pytest.mark.parametrize(
    "target", [pd.DataFrame(Y), pd.DataFrame(Y, columns=list("abcd")), sparse.csr_array(Y), Y.tolist(), Y.astype(bool)]
)
def test_targets_come_in_many_forms(target):
    model = ESTIMATORS["trees"].fit(X, Y)
    assert math.isclose(neg_multilabel_log_loss(model, X, target), by_hand(model, X, Y), rel_tol=1e-9)


@pytest.mark.parametrize("name", ["one versus rest", "outputs", "trees"])
@pytest.mark.filterwarnings("ignore:A column-vector y was passed")
def test_one_label(name):
    one = Y[:, :1]
    model = ESTIMATORS[name].fit(X, one)
    raw = model.predict_proba(X)
    p = raw[0][:, 1] if isinstance(raw, list) else raw[:, 1]
    by_hand = np.log(np.where(one[:, 0] == 1, p, 1 - p)).mean()
    assert math.isclose(neg_multilabel_log_loss(model, X, one), by_hand, rel_tol=1e-9)


def test_folds_whose_rows_sum_to_one_are_still_of_labels_that_may_hold_together():
    test = np.flatnonzero(Y.sum(axis=1) == 1)[:20]
    train = np.setdiff1d(np.arange(len(Y)), test)
    for name in ("one versus rest", "network"):
        splits = [(train[:100], train[100:]), (train, test)]
        result = cross_validate(ESTIMATORS[name], X, Y, cv=splits, scoring=all_scores, error_score="raise")
        assert np.isfinite(result["test_neg_multilabel_log_loss"]).all()
        with pytest.raises(ValueError, match="of labels that may hold together; use neg_multilabel_log_loss"):
            neg_log_loss(ESTIMATORS[name].fit(X[train], Y[train]), X[test], Y[test])


@pytest.mark.parametrize("meta", [MultiOutputClassifier, OneVsRestClassifier])
def test_saturated_models_of_one_label_each_are_read_by_their_margins(meta):
    model = meta(LogisticRegression(C=1e3, max_iter=5000)).fit(X, Y)
    far = 50 * X
    z = np.column_stack([one.decision_function(far) for one in model.estimators_])
    by_margins = -np.logaddexp(0, np.where(Y == 1, -z, z)).mean()
    p = presence(model, far)
    assert (np.where(Y == 1, p, 1 - p) == 0).any()
    assert math.isclose(neg_multilabel_log_loss(model, far, Y), by_margins, rel_tol=1e-9)


def test_a_metric_with_some_arguments_given_is_still_of_labels_that_may_hold_together():
    model = ESTIMATORS["trees"].fit(X, Y)
    joint = make_proba_scorer(partial(multilabel_log_loss, average="joint"), greater_is_better=False)
    assert math.isclose(joint(model, X, Y), 4 * neg_multilabel_log_loss(model, X, Y), rel_tol=1e-12)


def test_what_all_scores_says_of_smoothing_is_of_this_one():
    model = DecisionTreeClassifier(random_state=0).fit(X, Y)
    with pytest.warns(ZeroProbabilityWarning, match=r"In scoring= pass make_proba_scorer\(multilabel_log_loss, "):
        assert all_scores(model, X, 1 - Y) == {"neg_multilabel_log_loss": -math.inf}


def test_all_scores_is_this_one_alone():
    result = cross_validate(ESTIMATORS["outputs"], X, Y, cv=3, scoring=all_scores, error_score="raise")
    assert [key for key in result if key.startswith("test_")] == ["test_neg_multilabel_log_loss"]
    for name in ("one versus rest", "trees", "network"):
        model = ESTIMATORS[name].fit(X, Y)
        assert all_scores(model, X, Y) == {"neg_multilabel_log_loss": neg_multilabel_log_loss(model, X, Y)}
    assert list(all_scores(ESTIMATORS["one versus rest"].fit(X, sparse.csr_array(Y)), X, sparse.csr_array(Y)))


@pytest.mark.parametrize("name", ["outputs of trees", "trees", "prior"])
def test_a_label_that_training_never_saw_present(name):
    lacking = Y.copy()
    lacking[:100, 2] = 0
    lacking[100:, 2] = np.arange(100) % 10 == 0
    model = {
        "outputs of trees": MultiOutputClassifier(DecisionTreeClassifier(max_depth=1, min_samples_leaf=20)),
        "trees": ESTIMATORS["trees"],
        "prior": DummyClassifier(),
    }[name].fit(X[:100], lacking[:100])
    named = pd.DataFrame(lacking[100:], columns=["sun", "wind", "rain", "snow"])
    with pytest.warns(ZeroProbabilityWarning, match=r"never saw: 'rain present' \(10 rows\)") as caught:
        assert neg_multilabel_log_loss(model, X[100:], named) == -math.inf
    assert len(caught) == 1
    smoothed = make_proba_scorer(multilabel_log_loss, greater_is_better=False, smoothing=1e-3)
    assert math.isfinite(smoothed(model, X[100:], named))
    weight = 1.0 - named["rain"]
    assert math.isfinite(neg_multilabel_log_loss(model, X[100:], named, sample_weight=weight))


def test_a_label_that_training_never_saw_absent():
    lacking = Y.copy()
    lacking[:, 0] = 1
    model = MultiOutputClassifier(DummyClassifier()).fit(X, lacking)
    with pytest.warns(ZeroProbabilityWarning, match=r"never saw: '0 absent' \(\d+ rows\)"):
        assert neg_multilabel_log_loss(model, X, Y) == -math.inf


class LogsToo(MultiOutputClassifier):
    """Several outputs with their logarithms, as a chain of exact models could give them."""

    def predict_log_proba(self, X):
        return [one.predict_log_proba(X) for one in self.estimators_]


def test_saturated_probabilities_are_read_from_exact_logarithms():
    saturated = 1e5 * X
    model = LogsToo(GaussianNB(var_smoothing=1e-13)).fit(saturated, Y)
    model.estimators_[0].var_[:] *= 1e-4  # surer than it has reason to be
    p = presence(model, saturated)
    assert (p[Y == 1] == 0).any()
    logs = model.predict_log_proba(saturated)
    by_logs = np.mean([np.where(Y[:, j] == 1, logs[j][:, 1], logs[j][:, 0]) for j in range(4)])
    assert math.isclose(neg_multilabel_log_loss(model, saturated, Y), by_logs, rel_tol=1e-9)


def test_outputs_of_several_classes_are_refused():
    X, y = load_iris(return_X_y=True)
    several = np.column_stack([y, y])
    model = MultiOutputClassifier(SMOOTH).fit(X, several)
    message = (
        "output 0 of MultiOutputClassifier has the classes [0, 1, 2]; indicators are 0 and 1: use neg_log_loss for one "
        "output of several classes."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        neg_multilabel_log_loss(model, X, several)
    with pytest.raises(TypeError, match=r"MultiOutputClassifier has 2 outputs.*use neg_multilabel_log_loss"):
        neg_log_loss(model, X, several)


def test_labels_for_one_output_are_refused():
    X, y = load_iris(return_X_y=True)
    with pytest.raises(
        ValueError, match=r"y_true has shape \(150,\); pass an indicator matrix \(n, L\), or use log_loss"
    ):
        neg_multilabel_log_loss(SMOOTH.fit(X, y), X, y)


def test_indicators_are_no_distributions():
    model = ESTIMATORS["one versus rest"].fit(X, Y)
    with pytest.raises(ValueError, match=r"OneVsRestClassifier sum to .* hold together; use neg_multilabel_log_loss"):
        neg_log_loss(model, X, Y)


def test_a_list_without_the_classes_of_each_is_refused():
    class Bare(DummyClassifier):
        def fit(self, X, y):
            super().fit(X, y)
            self.classes_ = np.array([0, 1])
            return self

        def predict_proba(self, X):
            return [np.full((len(X), 2), 0.5)] * 4

    message = (
        "Bare predicts a list of 4 arrays, and its classes_ are no list of each one's classes; set classes_ so in fit."
    )
    with pytest.raises(TypeError, match=f"^{message}$"):
        neg_multilabel_log_loss(Bare().fit(X, Y), X, Y)


class Says:
    """An estimator of two outputs that gives the rows of its answers that X numbers."""

    def __init__(self, classes=((0, 1), (0, 1)), **answers):
        self.classes_ = [np.asarray(one) for one in classes]
        for method, raw in answers.items():
            setattr(self, f"predict_{method}", lambda X, raw=raw: [np.asarray(one)[X] for one in raw])


def test_what_training_never_saw_is_told_with_the_rows_that_count():
    seen, y = np.array([[True, False], [False, True]]), [[1, 0], [0, 1], [1, 0]]
    answer = IndicatorResponse([], "proba", seen)
    assert answer.unseen(y, None) == {"0 present": 2, "1 absent": 2}
    assert answer.unseen(sparse.csr_array(y), [0.5, 1, 0]) == {"0 present": 1, "1 absent": 1}
    assert answer.unseen(pd.DataFrame(y, columns=["x", "y"]), None) == {"x present": 2, "y absent": 2}
    assert answer.unseen([[0, 1]], None) == {}
    assert answer.unseen([[0.5, 0.5]], None) == {"0 present": 1, "1 absent": 1}


def test_a_state_without_a_column_has_probability_zero_on_every_scale():
    y = [[0, 1], [1, 1]]
    raw = [[[0.25, 0.75], [0.5, 0.5]], [[1.0], [1.0]]]
    model = Says([[0, 1], [1]], proba=raw)
    found = indicator_response_of(model, [1, 0], y)
    assert (found.scale, found.seen.tolist()) == ("proba", [[True, True], [False, True]])
    assert [pair.tolist() for pair in vars(found)["values"]] == [[[0.5, 0.5], [0.25, 0.75]], [[0, 1], [0, 1]]]
    logs = Says([[0, 1], [1]], log_proba=[np.log(raw[0]), np.zeros((2, 1))])
    found = indicator_response_of(logs, [1, 0], y)
    assert (found.scale, found.seen.tolist()) == ("log_proba", [[True, True], [False, True]])
    assert vars(found)["values"][1].tolist() == [[-math.inf, 0], [-math.inf, 0]]
    assert math.isclose(neg_multilabel_log_loss(logs, [1, 0], y), neg_multilabel_log_loss(model, [1, 0], y))


def test_logarithms_of_outputs_take_the_place_of_zeros_that_happened_alone():
    p, log_p = [[[0.0, 1.0]], [[0.5, 0.5]]], [[[-800.0, 0.0]], [[-9.0, -9.0]]]
    model = Says(proba=p, log_proba=log_p)
    found = indicator_response_of(model, [0], [[0, 1]])
    assert found.scale == "log_proba"
    assert [pair.tolist() for pair in vars(found)["values"]] == [[[-800.0, 0.0]], [[np.log(0.5), np.log(0.5)]]]
    for other, y in ((model, [[1, 1]]), (Says(proba=p), [[0, 1]])):
        found = indicator_response_of(other, [0], y)
        assert found.scale == "proba"
        assert [pair.tolist() for pair in vars(found)["values"]] == p
    soft = indicator_response_of(model, [0], [[0.5, 1.0]])
    assert soft.scale == "log_proba"


def test_one_label_may_be_answered_as_two_classes():
    model = Says(proba=[])
    model.predict_proba = lambda X: np.array([[0.25, 0.75], [0.5, 0.5]])[X]
    assert math.isclose(neg_multilabel_log_loss(model, [0, 1], [[1], [0]]), (math.log(0.75) + math.log(0.5)) / 2)
    assert indicator_response_of(model, [0, 1], [[1], [0]]).seen.tolist() == [[True, True]]
    with pytest.raises(ValueError, match=r"^y_proba has 2 columns for 3 labels"):
        neg_multilabel_log_loss(model, [0, 1], [[1, 0, 1], [0, 1, 1]])


def test_what_happened_is_read_from_either_form():
    t = np.array([[0.0, 1.0], [0.5, 1.0]])
    p = np.array([[0.25, 0.75], [0.125, 1.0]])
    pairs = [np.column_stack([1 - p[:, j], p[:, j]]) for j in range(2)]
    for values in (p, pairs):
        found = _of_outcomes(IndicatorResponse(values, "proba", np.ones((2, 2), dtype=bool)), t)
        assert found.tolist() == [0.75, 0.875, 0.75, 0.125, 1.0]  # absent, then present
        assert _of_outcomes(IndicatorResponse(values, "proba", np.ones((2, 2), dtype=bool)), t[:, :1]).size == 0


def test_a_state_without_a_column_has_no_logarithm_either():
    model = Says([[0, 1], [1]], proba=[[[0.0, 1.0]], [[1.0]]], log_proba=[[[-800.0, 0.0]], [[0.0]]])
    found = indicator_response_of(model, [0], [[0, 1]])
    assert [pair.tolist() for pair in vars(found)["values"]] == [[[-800.0, 0.0]], [[-math.inf, 0.0]]]


def test_targets_of_another_number_than_was_fitted_are_refused():
    X = np.arange(20.0)[:, None]
    t = (X > [5, 9]).astype(int)
    model = MultiOutputClassifier(LogisticRegression()).fit(X, t)
    with pytest.raises(ValueError, match="2"):
        neg_multilabel_log_loss(model, X, np.column_stack([t, t[:, 0]]))


def test_a_label_that_every_row_of_training_held_is_read_from_the_whole_estimator():
    X = np.arange(20.0)[:, None]
    t = np.column_stack([X[:, 0] > 9, np.ones(20)]).astype(int)
    with pytest.warns(UserWarning, match="is present in all training examples"):
        model = OneVsRestClassifier(LogisticRegression()).fit(X, t)
    expected = multilabel_log_loss(t, model.predict_proba(X))
    assert neg_multilabel_log_loss(model, X, t) == pytest.approx(-expected, rel=1e-12)
    t[0, 1] = 0
    with pytest.warns(ZeroProbabilityWarning):
        assert neg_multilabel_log_loss(model, X, t) == -math.inf


def test_other_numbers_of_outputs_than_there_are_lists_of_classes_are_refused():
    one, two = [[[0.0, 1.0]]], [[[0.0, 1.0]], [[0.5, 0.5]]]
    with pytest.raises(ValueError, match="is longer than"):
        indicator_response_of(Says(proba=one), [0], [[0, 1]])
    with pytest.raises(ValueError, match="is longer than"):
        indicator_response_of(Says(proba=two, log_proba=one), [0], [[0, 1]])


def test_a_single_precision_answer_stays_one_where_a_state_has_no_column():
    model = Says([[0, 1], [1]], proba=[np.array([[0.25, 0.75]], np.float32), np.ones((1, 1), np.float32)])
    assert [pair.dtype for pair in vars(indicator_response_of(model, [0], [[0, 1]]))["values"]] == [np.float32] * 2


def test_logarithms_of_zeros_are_no_warning():
    model = Says(proba=[[[0.0, 1.0]]] * 2)
    model.predict_log_proba = lambda X: [np.log(one) for one in model.predict_proba(X)]
    found = indicator_response_of(model, [0], [[0, 1]])
    assert [pair.tolist() for pair in vars(found)["values"]] == [[[-math.inf, 0.0]]] * 2


def test_what_is_no_number_is_named():
    text = np.array([["x", "y"]])
    for answer in ([text, text], text):
        model = Says()
        model.predict_proba = lambda X, answer=answer: answer
        for y in ([[0, 1]], [[1]]):
            with pytest.raises(ValueError, match=r"^the prediction is ndarray of something other than real numbers"):
                indicator_response_of(model, [0], y)
    with pytest.raises(ValueError, match=r"^y is ndarray of something other than real numbers"):
        indicator_response_of(Says(proba=[[[0.0, 1.0]]] * 2), [0], text)
