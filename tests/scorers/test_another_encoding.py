"""Labels that are text where the estimator's classes are numbers, or the other way round."""

import math
import re

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier

from skxent.exceptions import ZeroProbabilityWarning
from skxent.scorers import neg_log_loss

X, Y = np.zeros((6, 1)), np.array([0, 1, 1, 0, 1, 1])
WORDS = np.array(["no", "yes"])[Y]


@pytest.mark.parametrize(
    ("fitted", "scored", "message"),
    [
        (Y, WORDS, "y holds 'no' and none of the estimator's classes_ [0, 1]; pass y encoded"),
        (WORDS, Y, "y holds 0 and none of the estimator's classes_ ['no', 'yes']; pass y encoded"),
    ],
)
def test_labels_of_another_encoding_are_no_classes_that_training_never_saw(fitted, scored, message):
    model = DummyClassifier(strategy="prior").fit(X, fitted)
    with pytest.raises(ValueError, match=f"^{re.escape(message)} as in fit.$"):
        neg_log_loss(model, X, scored)


@pytest.mark.parametrize(
    ("fitted", "scored"),
    [(WORDS, np.full(6, "maybe")), (Y, Y + 2), (Y.astype(object), np.array([0, "x"] * 3, dtype=object))],
)
def test_labels_of_the_same_kind_may_be_new_classes(fitted, scored):
    model = DummyClassifier(strategy="prior").fit(X, fitted)
    with pytest.warns(ZeroProbabilityWarning, match="training never saw"):
        assert neg_log_loss(model, X, scored) == -math.inf
