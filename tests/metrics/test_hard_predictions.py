"""What predict gives, passed for probabilities: labels are refused, and 0 and 1 told where the loss is infinite."""

import math
import re
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.tree import DecisionTreeClassifier

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import (
    LossTally,
    binary_log_loss,
    brier_loss,
    calibration_error,
    d2_log_loss_score,
    kl_divergence_loss,
    log_loss,
    log_loss_decomposition,
    multilabel_log_loss,
    perplexity_loss,
)
from skxent.metrics._zero_probability import CERTAIN
from skxent.report import evaluate_predictions
from skxent.scorers import make_proba_scorer, neg_log_loss

Y = [0, 1, 1]
SMOOTH = "pass smoothing= (a small number added to every probability) for a finite loss."
METRICS = {
    "log_loss": log_loss,
    "perplexity_loss": perplexity_loss,
    "binary_log_loss": binary_log_loss,
    "kl_divergence_loss": kl_divergence_loss,
    "d2_log_loss_score": d2_log_loss_score,
    "calibration_error": lambda y, p: calibration_error(y, p, norm="kl"),
    "log_loss_decomposition": log_loss_decomposition,
    "LossTally": LossTally.from_predictions,
    "multilabel_log_loss": lambda y, p: multilabel_log_loss(np.array(y)[:, None], np.array(p)[:, -1:]),
}


def told(metric, y, p):
    """Return what a metric warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        metric(y, p)
    return [str(one.message) for one in caught if one.category is ZeroProbabilityWarning]


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_outcomes_of_probability_0_among_predictions_of_0_and_1_are_told_to_be_those_of_predict(metric):
    hard, soft = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [1.0, 0.0], [0.25, 0.75]]
    message = f"1 of 3 rows gave probability 0 to what happened, so the loss is inf; {SMOOTH}"
    assert told(metric, Y, soft) == [message]
    told_of = " All predictions are 0 or 1, as those of predict: pass those of predict_proba, unless these are."
    assert told(metric, Y, hard) == [message + told_of]


@pytest.mark.parametrize("p", [[0, 0, 1], [[1, 0, 0], [0, 1, 0], [0, 1, 0]]], ids=["one column", "three"])
def test_predictions_may_be_whole_numbers_of_any_shape(p):
    y = [0, 1, 1] if np.ndim(p) == 1 else [0, 1, 2]
    assert told(log_loss, y, p)[0].endswith(CERTAIN)


def test_logarithms_are_not_what_predict_gives():
    with np.errstate(divide="ignore"):
        logs = np.log([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    with pytest.warns(ZeroProbabilityWarning, match=f"{re.escape(SMOOTH)}$"):
        log_loss(Y, logs, scale="log_proba")


def test_certain_predictions_that_are_right_are_told_nothing_and_those_of_a_finite_loss_neither():
    assert log_loss(Y, [0, 1, 1]) == 0
    assert brier_loss(Y, [0, 0, 1]) == pytest.approx(1 / 3)


def test_a_tree_is_as_certain_and_was_asked_for_probabilities():
    X = np.arange(6.0)[:, None]
    tree = DecisionTreeClassifier().fit(X, [0, 0, 0, 1, 1, 1])
    for scorer in (neg_log_loss, make_proba_scorer(binary_log_loss, greater_is_better=False)):
        with pytest.warns(ZeroProbabilityWarning) as caught:
            assert scorer(tree, X, [1, 0, 0, 1, 1, 1]) == -math.inf
        assert "predict" not in str(caught[0].message)


@pytest.mark.parametrize("door", [log_loss, brier_loss, evaluate_predictions], ids=lambda door: door.__name__)
@pytest.mark.parametrize(
    ("p", "came"),
    [
        (np.array(["no", "yes"]), "ndarray of something other than real numbers (dtype <U3)"),
        (np.array(["no", "yes"], dtype=object), "ndarray of something other than real numbers (type str)"),
        (pd.Series(["no", "yes"]), "Series of something other than real numbers (type str)"),
        (["no", "yes"], "list of something other than real numbers (dtype <U3)"),
    ],
    ids=["text", "objects", "series", "list"],
)
def test_labels_for_probabilities_are_refused_with_what_gives_probabilities(door, p, came):
    message = f"y_proba is {came}; pass the probabilities that predict_proba gives, and y_true before them."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        door(["no", "yes"], p)


def test_what_is_no_number_and_nothing_that_predict_gives_is_to_be_numbers():
    with pytest.raises(ValueError, match=r"\(dtype <U4\); pass an array or a frame of numbers\.$"):
        log_loss(Y, [["0.25", "0.75"]] * 3)
    with pytest.raises(ValueError, match=r"\(dtype complex128\); pass an array or a frame of numbers\.$"):
        log_loss(Y, np.ones(3) * 1j)
    with pytest.raises(ValueError, match=r"^y_true is list .*; pass an array or a frame of numbers\.$"):
        log_loss([["a", "b"]], [[0.5, 0.5]])
