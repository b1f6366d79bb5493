"""All scores at once: the numbers of the scorers alone, from predictions that are made once."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.model_selection import KFold, cross_validate

from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.scorers import all_scores, get_scorer
from tests.scorers.test_entry_points import NAMES

X, Y = load_iris(return_X_y=True)
MODEL = SoftmaxRegression(alpha=0.01)


@pytest.mark.parametrize("weight", [None, np.arange(150) % 4])
def test_the_numbers_are_those_of_the_scorers_alone(weight):
    model = MODEL.fit(X, Y)
    found = all_scores(model, X, Y, sample_weight=weight)
    assert list(found) == NAMES
    assert found == {name: get_scorer(name)(model, X, Y, sample_weight=weight) for name in NAMES}


def test_one_hot_targets_are_distributions():
    target = pd.DataFrame(np.eye(3, dtype=int)[Y], columns=["a", "b", "c"])
    model = MODEL.fit(X, target)
    found, hard = all_scores(model, X, target), all_scores(MODEL.fit(X, Y), X, Y)
    assert list(found) == NAMES
    assert all(math.isclose(found[name], hard[name], rel_tol=1e-6) for name in NAMES)


def test_a_warning_that_scores_share_is_given_once():
    model = DummyClassifier(strategy="constant", constant=0).fit(X, Y)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        scores = all_scores(model, X, Y)
    assert [w.category for w in caught] == [ZeroProbabilityWarning]
    assert caught[0].filename == __file__
    assert scores["neg_log_loss"] == scores["neg_kl_divergence"] == scores["d2_log_loss"] == -math.inf


def test_sorted_folds_never_give_nan():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedMetricWarning)
        warnings.simplefilter("ignore", ZeroProbabilityWarning)
        for n_splits in (3, 5):
            result = cross_validate(MODEL, X, Y, cv=KFold(n_splits), scoring=all_scores, error_score="raise")
            assert not any(np.isnan(result[f"test_{name}"]).any() for name in NAMES)


def test_it_says_its_name_and_asks_for_weights_in_a_copy():
    asking = all_scores.set_score_request(sample_weight=True)
    assert asking is not all_scores
    assert (repr(all_scores), repr(asking)) == ("all_scores", "all_scores.set_score_request(sample_weight=True)")


class Says:
    """An estimator whose answer is given."""

    def __init__(self, answer, classes=(0, 1), *, method="predict_proba"):
        self.classes_ = classes
        setattr(self, method, lambda X: answer)


@pytest.mark.parametrize(
    ("model", "y"),
    [
        (Says([np.full((2, 2), 0.5)] * 2, [np.array([0, 1])] * 2), [[0, 1], [1, 1]]),  # sums of columns are 1
        (Says([np.log([[0.5, 0.5]])] * 2, [np.array([0, 1])] * 2, method="predict_log_proba"), [[0, 1]]),
        (Says(np.array([[0.25, 0.75]]), np.array([0, 1])), csr_array([[0, 1]])),  # rows that happen to sum to 1
    ],
    ids=["outputs", "logarithms of outputs", "sparse"],
)
def test_outputs_and_sparse_targets_are_of_labels_that_may_hold_together_whatever_the_sums(model, y):
    assert list(all_scores(model, [0] * np.shape(y)[0], y)) == ["neg_multilabel_log_loss"]


def test_an_estimator_without_classes_is_asked_for_them():
    model = Says(np.array([[0.25, 0.75]]))
    del model.classes_
    with pytest.raises(TypeError, match=r"^Says has no classes_, so nothing says which class its columns are"):
        all_scores(model, [0], [1])
