"""Weights reach the metric with metadata routing and without it, by keyword only."""

import math
import re

import numpy as np
import pytest
import sklearn
from sklearn import config_context
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import UnsetMetadataPassedError
from sklearn.model_selection import (
    GridSearchCV,
    RandomizedSearchCV,
    StratifiedKFold,
    cross_val_score,
    cross_validate,
    learning_curve,
    validation_curve,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skxent.linear_model import SoftmaxRegression
from skxent.scorers import all_scores, get_scorer, neg_brier, neg_log_loss
from tests.scorers.by_hand import scores_by_hand
from tests.scorers.test_entry_points import NAMES

X, Y = load_iris(return_X_y=True)
WEIGHT = np.arange(150) % 4 + 1.0
SPLITS = list(StratifiedKFold(3).split(X, Y))
SINCE_1_7 = tuple(int(part) for part in re.findall(r"\d+", sklearn.__version__)[:2]) >= (1, 7)


@pytest.fixture
def routing():
    """Enable metadata routing."""
    with config_context(enable_metadata_routing=True):
        yield


def expected(name, *, fit_weight, alpha=0.01):
    """Return each fold's weighted score by hand."""
    scores = []
    for train, test in SPLITS:
        w = WEIGHT[train] if fit_weight else None
        model = SoftmaxRegression(alpha).fit(X[train], Y[train], sample_weight=w)
        scores.append(scores_by_hand(model, X[test], Y[test], WEIGHT[test])[name])
    return scores


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fit_weight", [True, False])
@pytest.mark.usefixtures("routing")
def test_with_routing_a_scorer_gets_what_it_requests(name, fit_weight):
    model = SoftmaxRegression(0.01).set_fit_request(sample_weight=fit_weight)
    scorer = get_scorer(name).set_score_request(sample_weight=True)
    scores = cross_val_score(
        model, X, Y, cv=SPLITS, scoring=scorer, params={"sample_weight": WEIGHT}, error_score="raise"
    )
    np.testing.assert_allclose(scores, expected(name, fit_weight=fit_weight), rtol=1e-9)


@pytest.mark.usefixtures("routing")
def test_with_routing_under_another_name_through_a_pipeline_in_a_search_of_several_scores():
    step = SoftmaxRegression(0.01).set_fit_request(sample_weight=True)
    pipeline = make_pipeline(StandardScaler().set_fit_request(sample_weight=False), step)
    scoring = {
        "weighted": neg_log_loss.set_score_request(sample_weight="w"),
        "plain": neg_brier.set_score_request(sample_weight=False),
    }
    search = GridSearchCV(
        pipeline, {"softmaxregression__alpha": [0.01]}, scoring=scoring, refit="weighted", cv=3, error_score="raise"
    )
    search.fit(X, Y, sample_weight=np.ones(150), w=WEIGHT)
    plain = clone(pipeline)
    for i, (train, test) in enumerate(SPLITS):
        model = plain.fit(X[train], Y[train])
        by_hand = scores_by_hand(model, X[test], Y[test], WEIGHT[test])["neg_log_loss"]
        assert math.isclose(search.cv_results_[f"split{i}_test_weighted"][0], by_hand, rel_tol=1e-9)
        unweighted = scores_by_hand(model, X[test], Y[test])["neg_brier"]
        assert math.isclose(search.cv_results_[f"split{i}_test_plain"][0], unweighted, rel_tol=1e-9)


@pytest.mark.usefixtures("routing")
def test_with_routing_all_scores_and_the_curves():
    model = SoftmaxRegression(0.01).set_fit_request(sample_weight=True)
    both = {"cv": SPLITS, "params": {"sample_weight": WEIGHT}, "error_score": "raise"}
    result = cross_validate(model, X, Y, scoring=all_scores.set_score_request(sample_weight=True), **both)
    for name in NAMES:
        np.testing.assert_allclose(result[f"test_{name}"], expected(name, fit_weight=True), rtol=1e-9)
    scorer = neg_log_loss.set_score_request(sample_weight=True)
    _, _, scores = learning_curve(model, X, Y, scoring=scorer, train_sizes=[1.0], **both)
    np.testing.assert_allclose(scores[0], expected("neg_log_loss", fit_weight=True), rtol=1e-9)
    _, scores = validation_curve(model, X, Y, scoring=scorer, param_name="alpha", param_range=[0.01], **both)
    np.testing.assert_allclose(scores[0], expected("neg_log_loss", fit_weight=True), rtol=1e-9)


@pytest.mark.usefixtures("routing")
def test_with_routing_weights_that_nobody_asked_for_are_refused():
    model = SoftmaxRegression().set_fit_request(sample_weight=True)
    with pytest.raises(UnsetMetadataPassedError, match=r"sample_weight.*are passed"):
        cross_validate(model, X, Y, scoring=neg_log_loss, params={"sample_weight": WEIGHT}, error_score="raise")


@pytest.mark.skipif(not SINCE_1_7, reason="scikit-learn passes weights to scorers of a search since 1.7")
@pytest.mark.parametrize("search", [GridSearchCV, RandomizedSearchCV])
@pytest.mark.parametrize(
    ("scoring", "refit", "key"),
    [
        (neg_log_loss, True, "score"),
        ({"loss": neg_log_loss, "brier": neg_brier}, "loss", "loss"),
        (all_scores, "neg_log_loss", "neg_log_loss"),
    ],
)
def test_without_routing_a_search_passes_its_weights_on(search, scoring, refit, key):
    options = {"n_iter": 1} if search is RandomizedSearchCV else {}
    found = search(SoftmaxRegression(), {"alpha": [0.01]}, scoring=scoring, refit=refit, cv=SPLITS, **options)
    found.fit(X, Y, sample_weight=WEIGHT)
    scores = [found.cv_results_[f"split{i}_test_{key}"][0] for i in range(3)]
    np.testing.assert_allclose(scores, expected("neg_log_loss", fit_weight=True), rtol=1e-9)


@pytest.mark.parametrize("scorer", [neg_log_loss, all_scores])
def test_a_request_says_whose_it_is(scorer):
    asking = scorer.set_score_request(sample_weight=True)
    assert asking.get_metadata_routing().owner == repr(asking)


def test_without_routing_a_call_passes_them():
    model = SoftmaxRegression(0.01).fit(X, Y)
    assert math.isclose(
        neg_log_loss(model, X, Y, sample_weight=WEIGHT), scores_by_hand(model, X, Y, WEIGHT)["neg_log_loss"]
    )


@pytest.mark.parametrize("scorer", [neg_log_loss, all_scores])
def test_weights_are_passed_by_keyword_only(scorer):
    with pytest.raises(TypeError, match="positional"):
        scorer(DummyClassifier().fit(X, Y), X, Y, WEIGHT)
