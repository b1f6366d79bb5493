"""What is no classifier, passed for one: what a scorer says of it."""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, RidgeClassifier
from sklearn.svm import LinearSVC

from skxent.report import evaluate
from skxent.scorers import all_scores, neg_log_loss, neg_multilabel_log_loss

X, Y = np.arange(8.0)[:, None], np.array([0, 1] * 4)
SCORERS = [neg_log_loss, all_scores, neg_multilabel_log_loss]


@pytest.mark.parametrize("scorer", SCORERS, ids=str)
@pytest.mark.parametrize(
    "one", [LinearRegression().fit(X, Y), pd.DataFrame({"p": Y}), LinearSVC()], ids=lambda one: type(one).__name__
)
def test_what_is_no_fitted_classifier_is_not_to_be_calibrated(scorer, one):
    message = (
        f"{type(one).__name__} has no predict_proba and no classes_, so it is no fitted classifier; pass one, or "
        "predictions to the metrics or evaluate_predictions."
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        scorer(one, X, Y)


@pytest.mark.parametrize("scorer", SCORERS, ids=str)
def test_a_classifier_without_probabilities_is(scorer):
    message = "RidgeClassifier has no predict_proba; wrap it in sklearn.calibration.CalibratedClassifierCV to get probabilities."
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        scorer(RidgeClassifier().fit(X, Y), X, Y)


def test_a_regression_is_no_classifier_for_a_report_either():
    with pytest.raises(TypeError, match=r"^LinearRegression has no predict_proba and no classes_, so it is no fitted"):
        evaluate(LinearRegression(), X, Y, cv=2)
