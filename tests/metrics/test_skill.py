"""Skill: against the base rate, against a prior, and where it is undefined."""

import math
import re

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics
from sklearn.exceptions import UndefinedMetricWarning

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import brier_loss, d2_brier_score, d2_log_loss_score, log_loss


def test_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    y, proba, weight = rng.integers(0, 3, 200), rng.dirichlet(np.ones(3), 200), rng.random(200)
    expected = sklearn.metrics.d2_log_loss_score(y, proba, sample_weight=weight)
    assert math.isclose(d2_log_loss_score(y, proba, sample_weight=weight), expected, rel_tol=1e-10)


def test_the_base_rate_has_none():
    assert math.isclose(d2_log_loss_score([0, 0, 0, 1], [[0.75, 0.25]] * 4), 0, abs_tol=1e-15)


def test_a_prior_is_the_reference():
    y, proba, prior = [0, 1, 1], [[0.5, 0.5], [0.25, 0.75], [0.5, 0.5]], [0.25, 0.75]
    expected = 1 - log_loss(y, proba) / log_loss(y, [prior] * 3)
    assert math.isclose(d2_log_loss_score(y, proba, prior=prior), expected, rel_tol=1e-14)
    assert math.isclose(d2_log_loss_score([0], [[0.5, 0.5]], labels=[0, 1], prior=[0.25, 0.75]), 0.5)


def test_one_class_is_undefined_and_said_to_be():
    with pytest.warns(UndefinedMetricWarning, match=r"one class only.*pass prior="):
        assert math.isnan(d2_log_loss_score([0, 0], [[0.5, 0.5]] * 2, labels=[0, 1]))


def test_a_prior_that_is_certain_and_right_is_undefined():
    with pytest.warns(UndefinedMetricWarning, match="is certain and right, so its loss is 0"):
        assert math.isnan(d2_log_loss_score([0, 0], [[0.5, 0.5]] * 2, labels=[0, 1], prior=[1, 0]))


def test_a_series_as_prior_is_matched_by_its_index():
    y = list("aabbbbbbbb")
    prior = pd.Series(y).value_counts(normalize=True)  # b before a
    assert math.isclose(d2_log_loss_score(y, [[0.2, 0.8]] * 10, prior=prior), 0, abs_tol=1e-15)
    with pytest.raises(ValueError, match="is no distribution over the 2 labels"):
        d2_log_loss_score(y, [[0.2, 0.8]] * 10, prior=prior.rename({"a": "c"}))


def test_the_brier_skill_is_one_less_the_ratio_of_losses():
    rng = np.random.default_rng(0)
    y, proba, weight = rng.integers(0, 3, 200), rng.dirichlet(np.ones(3), 200), rng.random(200)
    reference = np.tile(np.bincount(y, weight) / weight.sum(), (200, 1))
    expected = 1 - brier_loss(y, proba, sample_weight=weight) / brier_loss(y, reference, sample_weight=weight)
    assert math.isclose(d2_brier_score(y, proba, sample_weight=weight), expected, rel_tol=1e-12)
    expected = 1 - brier_loss(y, proba) / brier_loss(y, [[0.2, 0.3, 0.5]] * 200)
    assert math.isclose(d2_brier_score(y, proba, prior=[0.2, 0.3, 0.5]), expected, rel_tol=1e-12)


def test_the_brier_skill_of_distributions():
    rng = np.random.default_rng(0)
    target, proba = rng.dirichlet(np.ones(3), (2, 50))
    expected = 1 - brier_loss(target, proba) / brier_loss(target, np.tile(target.mean(axis=0), (50, 1)))
    assert math.isclose(d2_brier_score(target, proba), expected, rel_tol=1e-12)


@pytest.mark.parametrize("target", [[0.1, 0.9], [0.7, 0.3]])
def test_targets_that_are_all_the_same_leave_the_brier_skill_undefined(target):
    same = "y_true holds one class only, or every target is the same, so the base rate's loss is 0; pass prior=, for "
    same += "example the class frequencies of the training data, or pool more rows"
    right = f"prior={target} is certain and right, so its loss is 0; pass one that can be wrong"
    for options, reason in (({}, same), ({"prior": target}, right)):
        with pytest.warns(UndefinedMetricWarning, match=re.escape(f"the skill is undefined (nan): {reason}.") + "$"):
            assert math.isnan(d2_brier_score([target] * 7, [[0.5, 0.5]] * 7, **options))


def test_an_impossible_reference_is_undefined():
    with pytest.warns(
        UndefinedMetricWarning,
        match=r": prior gives probability 0 to a class that happened, so its loss is inf; pass one that gives it more\.$",
    ):
        assert math.isnan(d2_log_loss_score([0, 1], [0.5, 0.5], prior=[0, 1]))


def test_an_infinite_loss_is_infinitely_worse():
    with pytest.warns(ZeroProbabilityWarning):
        assert d2_log_loss_score([0, 1], [[0, 1], [0, 1]]) == -math.inf


@pytest.mark.parametrize("prior", [[0.5], [0.5, 0.6], [-0.5, 1.5], [[0.5, 0.5]], [math.nan, 1], "uniform"])
def test_what_is_no_prior_is_refused(prior):
    with pytest.raises(
        ValueError, match=r"is no distribution over the 2 labels \[0, 1\]; pass one probability for each"
    ):
        d2_log_loss_score([0, 1], [0.5, 0.5], prior=prior)


@pytest.mark.parametrize("skill", [d2_log_loss_score, d2_brier_score])
def test_a_prior_by_label_is_a_series(skill):
    prior, (y, p) = {1: 0.25, 0: 0.75}, ([0, 1], [0.5, 0.25])
    message = "prior={1: 0.25, 0: 0.75} is a dict; pass pandas.Series(prior), which is matched to the labels."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        skill(y, p, prior=prior)
    assert skill(y, p, prior=pd.Series(prior)) == skill(y, p, prior=[0.75, 0.25])
    with pytest.raises(
        ValueError, match=r"^prior=0 +0\.50? 1 +0\.25.* is no distribution over the 2 labels"
    ):  # in one line
        skill(y, p, prior=pd.Series([0.5, 0.25]))


@pytest.mark.parametrize("skill", [d2_log_loss_score, d2_brier_score])
def test_a_prior_in_single_precision_may_be_off_by_its_rounding_and_is_read_in_double(skill):
    prior = np.array([0.1, 0.2, 0.7], np.float32) * np.float32(1 + 2e-7)
    assert abs(prior.astype(np.float64).sum() - 1) > 1e-8
    y, p = [0, 1, 2], [[0.2, 0.3, 0.5]] * 3
    assert skill(y, p, prior=prior) == skill(y, p, prior=prior.astype(np.float64))
