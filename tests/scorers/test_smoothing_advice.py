"""What a scorer says of outcomes of probability 0: how to smooth where nobody passes smoothing=."""

import math
import warnings

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.metrics import binary_log_loss, calibration_error, d2_log_loss_score, log_loss
from skxent.scorers import all_scores, cross_val_tally, make_proba_scorer, neg_log_loss
from skxent.scorers._named import SCORERS

X = np.arange(12.0)[:, None]
MODEL = SoftmaxRegression().fit(X, np.array(["no", "yes"] * 6))
UNSEEN = np.array(["no", "yes", "maybe"] * 4)


def told(score, *given, **options):
    """Return what is warned of outcomes of probability 0."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        score(*given, **options)
    return [str(one.message) for one in caught if one.category is ZeroProbabilityWarning]


@pytest.mark.parametrize("name", ["neg_log_loss", "neg_kl_divergence", "neg_perplexity", "d2_log_loss"])
def test_a_scorer_says_which_scorer_of_its_own_metric_smooths(name):
    (message,) = told(SCORERS[name], MODEL, X, UNSEEN)
    metric = SCORERS[name].score_func
    made = f"make_proba_scorer({metric.__name__}, greater_is_better={SCORERS[name].sign > 0}, smoothing=1e-06)"
    assert message.endswith(f"'maybe' (4 rows); stratify the folds. In scoring= pass {made}.")
    smooth = eval(made, {"make_proba_scorer": make_proba_scorer, metric.__name__: metric})  # noqa: S307
    assert math.isfinite(smooth(MODEL, X, UNSEEN))
    assert SCORERS[name].parameters == {}


def test_the_scorers_own_parameters_and_request_stay():
    scorer = make_proba_scorer(log_loss, greater_is_better=False, base=2, smoothing=0).set_score_request(
        sample_weight=True
    )
    (message,) = told(scorer, MODEL, X, UNSEEN)
    assert message.endswith(
        " In scoring= pass make_proba_scorer(log_loss, greater_is_better=False, base=2, smoothing=1e-06)"
        ".set_score_request(sample_weight=True)."
    )
    assert scorer.parameters == {"base": 2, "smoothing": 0}


def without_smoothing(y_true, y_proba, *, labels, scale, sample_weight):
    return log_loss(y_true, y_proba, labels=labels, scale=scale, sample_weight=sample_weight)


def with_anything(y_true, y_proba, **options):
    return log_loss(y_true, y_proba, **options)


@pytest.mark.parametrize("metric", [without_smoothing, with_anything])
def test_a_metric_that_has_no_smoothing_is_not_told_to_smooth(metric):
    (message,) = told(make_proba_scorer(metric, greater_is_better=False), MODEL, X, UNSEEN)
    assert message.endswith("stratify the folds.")


def test_all_scores_say_it_once():
    (message,) = told(all_scores, MODEL, X, UNSEEN)
    assert message.endswith(" In scoring= pass make_proba_scorer(log_loss, greater_is_better=False, smoothing=1e-06).")


def test_a_tally_takes_smoothing_itself():
    (message,) = told(cross_val_tally, MODEL, X, np.where(X[:, 0] == 0, "maybe", np.array(["no", "yes"] * 6)), cv=2)
    assert message.endswith("stratify the folds.")
    assert "scorer" not in message


CERTAIN = DecisionTreeClassifier().fit(X, ["no"] * 6 + ["yes"] * 6)
MEASURES = {
    "binary_log_loss": (binary_log_loss, {}),
    "d2_log_loss_score": (d2_log_loss_score, {}),
    "calibration_error": (calibration_error, {"norm": "kl"}),
}


@pytest.mark.parametrize(("metric", "options"), MEASURES.values(), ids=MEASURES)
def test_only_what_is_infinite_is_told_to_smooth(metric, options):
    better = metric is d2_log_loss_score
    scorer = make_proba_scorer(metric, greater_is_better=better, **options)
    (message,) = told(scorer, CERTAIN, X, ["yes"] + ["no"] * 5 + ["yes"] * 6)
    shown = "".join(f", {name}={value!r}" for name, value in options.items())
    made = f"make_proba_scorer({metric.__name__}, greater_is_better={better}{shown}, smoothing=1e-06)"
    assert message.endswith(f"for a finite loss. In scoring= pass {made}.")
    smooth = make_proba_scorer(metric, greater_is_better=better, **options, smoothing=1e-6)
    assert told(smooth, CERTAIN, X, ["yes"] + ["no"] * 5 + ["yes"] * 6) == []
    assert told(scorer, CERTAIN, X, ["no"] * 6 + ["yes"] * 6) == []
    assert told(scorer, MODEL, X, ["no", "yes"] * 6) == []


def test_a_scorer_does_not_take_certain_predictions_for_those_of_predict():
    """Trees are as certain; of predictions that come without an estimator it is said."""
    y, p = np.array([0, 1, 1]), np.array([0, 1, 0])
    tree = DecisionTreeClassifier().fit([[0.0], [1.0], [0.0]], p)
    with pytest.warns(ZeroProbabilityWarning) as told:
        neg_log_loss(tree, [[0.0], [1.0], [0.0]], y)
    assert "as those of predict" not in str(told[0].message)
    with pytest.warns(ZeroProbabilityWarning, match="as those of predict"):
        log_loss(y, p)
