"""The right answers of docs/what_the_others_return.md, worked by hand; that page says who returns what instead."""

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import UndefinedMetricWarning

from skxent.exceptions import ZeroProbabilityWarning
from skxent.information import entropy, js_distance, kl_divergence
from skxent.metrics import LossTally, d2_log_loss_score, log_loss, multilabel_log_loss

STRAIGHT = np.array([[0.9, 0.1], [0.1, 0.9]])


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_probability_zero_of_what_happened_is_infinite_in_every_type(dtype):
    with pytest.warns(ZeroProbabilityWarning):
        assert log_loss([0, 1], np.array([[0, 1], [0, 1]], dtype=dtype)) == math.inf


def test_absent_labels_count():
    y, p = [[1, 0], [1, 0]], [[0.9, 0.8], [0.9, 0.8]]
    assert math.isclose(multilabel_log_loss(y, p, average="joint"), -math.log(0.9) - math.log(0.2))
    with pytest.raises(ValueError, match=r"y_proba sums to 1\.7"):
        log_loss(y, p)


def test_columns_are_matched_by_name():
    frame = pd.DataFrame(STRAIGHT[:, ::-1], columns=["b", "a"])
    assert math.isclose(log_loss(["a", "b"], frame), -math.log(0.9))


def test_labels_are_honoured_in_the_order_given():
    assert math.isclose(log_loss(["b", "a"], STRAIGHT, labels=["b", "a"]), -math.log(0.9))


def test_a_skill_without_a_reference_is_undefined():
    with pytest.warns(UndefinedMetricWarning):
        assert math.isnan(d2_log_loss_score([0, 0], [[0.5, 0.5]] * 2, labels=[0, 1]))


def test_what_is_no_distribution_is_not_made_one():
    with pytest.raises(ValueError, match=r"p sums to 0\.9"):
        entropy([0.5, 0.4])


@pytest.mark.parametrize("seed", range(20))
def test_distances_of_float32_distributions_are_never_nan(seed):
    p = np.random.default_rng(seed).dirichlet(np.ones(10)).astype(np.float32)
    for q in (p, np.nextafter(p, np.float32(1)), p * np.float32(1.0000001)):
        assert 0 <= js_distance([p, q]) < 1e-6
    assert js_distance([p, p]) == 0


def test_class_weights_are_the_same_for_indices_and_distributions():
    logits = np.array([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    expected = (1 * -log_p[0, 0] + 2 * -log_p[1, 1]) / (1 + 2)
    options = {"scale": "logit", "labels": [0, 1, 2], "class_weight": {0: 1, 1: 2, 2: 3}}
    assert math.isclose(log_loss([0, 1], logits, **options), expected, rel_tol=1e-14)
    assert math.isclose(log_loss(np.eye(3)[[0, 1]], logits, **options), expected, rel_tol=1e-14)


def test_outcomes_that_the_forecast_held_impossible_are_not_dropped():
    assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == math.inf


def test_blocks_of_unlike_size_are_weighed_by_their_rows():
    y, p = np.array([0, 1, 1, 1]), np.array([0.5, 0.5, 0.5, 0.125])
    parts = [LossTally.from_predictions(y[s], p[s], labels=[0, 1]) for s in (slice(0, 3), slice(3, 4))]
    assert math.isclose(sum(parts).log_loss, (3 * math.log(2) + math.log(8)) / 4, rel_tol=1e-14)
