"""Scorers by name: skxent's, scikit-learn's, and suggestions for what is neither; and what each says of itself."""

import difflib
import pickle
import re

import numpy as np
import pytest
import sklearn.metrics
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import GridSearchCV

import skxent.metrics
from skxent import scorers
from skxent.metrics import log_loss
from skxent.scorers import all_scores, get_scorer, get_scorer_names, make_proba_scorer, neg_log_loss

OURS = {
    "neg_log_loss": "log_loss",
    "neg_brier": "brier_loss",
    "neg_kl_divergence": "kl_divergence_loss",
    "neg_calibration_error": "calibration_error",
    "neg_perplexity": "perplexity_loss",
    "neg_mean_entropy": "mean_entropy",
    "d2_log_loss": "d2_log_loss_score",
    "d2_brier": "d2_brier_score",
    "neg_multilabel_log_loss": "multilabel_log_loss",
}
every_name = pytest.mark.parametrize("name", OURS)


@every_name
def test_a_name_is_the_scorer_of_its_metric(name):
    scorer = get_scorer(name)
    assert scorer is getattr(scorers, name)
    assert scorer.score_func is getattr(skxent.metrics, OURS[name])
    assert scorer.sign == (-1 if name.startswith("neg_") else 1)
    assert scorer.parameters == {}


def test_the_names_are_skxents_and_scikit_learns():
    names = get_scorer_names()
    assert set(OURS) | set(sklearn.metrics.get_scorer_names()) == set(names)
    assert names == sorted(names)
    assert all(callable(get_scorer(name)) for name in names)


def test_a_name_of_both_is_skxents():
    assert get_scorer("neg_log_loss") is neg_log_loss
    X, y = load_iris(return_X_y=True)
    model = DummyClassifier(strategy="most_frequent").fit(X, y)
    assert get_scorer("accuracy")(model, X, y) == model.score(X, y)


def test_a_scorer_is_itself():
    assert get_scorer(neg_log_loss) is neg_log_loss


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("log_loss", "'neg_log_loss'"),
        ("neg_logloss", "'neg_log_loss'"),
        ("NEG_BRIER", "'neg_brier'"),
        ("d2brier", "'d2_brier'"),
        ("calibration", "'neg_calibration_error'"),
        ("acc_uracy", "'accuracy'"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(name, suggestion):
    with pytest.raises(ValueError, match=rf"scorer '{name}' is unknown; did you mean .*{suggestion}"):
        get_scorer(name)


def test_three_names_are_suggested_at_most():
    assert len(difflib.get_close_matches("precision_", get_scorer_names(), n=9)) > 3
    message = (
        "scorer 'precision_' is unknown; did you mean 'precision' or 'precision_micro' or 'precision_macro'? "
        "pass one of get_scorer_names()."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        get_scorer("precision_")


@pytest.mark.parametrize("name", ["zzzzzz", "", None, 3])
def test_a_name_like_no_other_points_at_the_list(name):
    with pytest.raises(ValueError, match=r"is unknown; pass one of get_scorer_names\(\)"):
        get_scorer(name)


@every_name
def test_a_repr_says_the_metric_its_parameters_and_its_sign_and_makes_the_scorer_again(name):
    scorer = get_scorer(name)
    assert repr(scorer) == f"make_proba_scorer({OURS[name]}, greater_is_better={not name.startswith('neg_')})"
    bits = make_proba_scorer(log_loss, greater_is_better=False, base=2, smoothing=1e-6)
    asking = bits.set_score_request(sample_weight=True)
    text = "make_proba_scorer(log_loss, greater_is_better=False, base=2, smoothing=1e-06)"
    assert repr(bits) == text
    assert repr(asking) == f"{text}.set_score_request(sample_weight=True)"
    again = eval(repr(asking), {"make_proba_scorer": make_proba_scorer, "log_loss": log_loss})  # noqa: S307
    assert repr(again) == repr(asking)


@pytest.mark.parametrize("scorer", [*(getattr(scorers, name) for name in OURS), all_scores], ids=repr)
def test_scorers_are_pickled_and_cloned(scorer):
    X, y = load_iris(return_X_y=True)
    model = DummyClassifier().fit(X, y)
    if scorer is scorers.neg_multilabel_log_loss:
        y = np.eye(3, dtype=int)[y][:, :2]
        model = DummyClassifier().fit(X, y)
    asking = scorer.set_score_request(sample_weight="w")
    for copy in (
        pickle.loads(pickle.dumps(asking)),  # noqa: S301 - our own bytes
        clone(asking, safe=False),
        clone(GridSearchCV(model, {}, scoring=asking)).scoring,
    ):
        assert copy(model, X, y) == scorer(model, X, y)
        assert repr(copy) == repr(asking)


def test_parameters_cannot_be_changed_through_what_a_scorer_shows():
    scorer = make_proba_scorer(log_loss, greater_is_better=False, base=2)
    scorer.parameters["base"] = 10
    assert scorer.parameters == {"base": 2}
    with pytest.raises(AttributeError):
        scorer.sign = 1
