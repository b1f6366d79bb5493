"""The divergence loss, the sharpness, the perplexity, and losses of predictions with more axes."""

import math

import numpy as np
import pandas as pd
import pytest

from skxent.exceptions import ZeroProbabilityWarning
from skxent.information import entropy, kl_divergence
from skxent.metrics import brier_loss, kl_divergence_loss, log_loss, mean_entropy, perplexity_loss

T, P = np.random.default_rng(0).dirichlet(np.ones(4), (2, 50))


def test_divergence_is_the_log_loss_less_the_targets_entropy():
    assert math.isclose(kl_divergence_loss(T, P), log_loss(T, P) - entropy(T).mean(), rel_tol=1e-12)
    np.testing.assert_allclose(kl_divergence_loss(T, P, reduction="none"), kl_divergence(T, P), rtol=1e-12)
    assert math.isclose(kl_divergence_loss(T, P, reduction="sum", base=2), kl_divergence(T, P, base=2).sum())


def test_divergence_is_zero_if_and_only_if_equal():
    assert kl_divergence_loss(T, T) < 1e-30  # exp(log p) is p to an ulp, whose divergence is an ulp squared
    assert kl_divergence_loss(T[:1], P[:1]) > 0


def test_divergence_from_tiny_log_probabilities():
    found = kl_divergence_loss([[0.5, 0.5]], [[-2000.0, 0.0]], scale="log_proba")
    assert math.isclose(found, 1000 + math.log(0.5), rel_tol=1e-14)


def test_divergence_warns_of_impossible_outcomes():
    for reduction in ("mean", "none"):
        with pytest.warns(ZeroProbabilityWarning, match="1 of 1 rows"):
            kl_divergence_loss([[0.5, 0.5]], [[0.0, 1.0]], reduction=reduction)


def test_sharpness_is_the_predictions_entropy_whatever_happened():
    assert math.isclose(mean_entropy(None, P), entropy(P).mean(), rel_tol=1e-12)
    assert mean_entropy(np.zeros(50), pd.DataFrame(P, columns=list("abcd"))) == mean_entropy(None, P)
    assert math.isclose(mean_entropy(None, [0.5, 1.0], base=2), 0.5)
    assert mean_entropy(None, [[1.0, 0.0]]) == 0
    assert math.isclose(mean_entropy(None, [[0.0, 0.0]], scale="logit"), math.log(2))


def test_sharpness_of_nothing_is_refused():
    with pytest.raises(
        ValueError, match=r"^y_proba has shape \(0,\); pass \(n, K\) or \(n,\) with at least one row\.$"
    ):
        mean_entropy(None, [])
    with pytest.raises(ValueError, match=r"^y_proba has shape \(2, 1, 2\); pass \(n, K\) or "):
        mean_entropy(None, [[[0.5, 0.5]]] * 2)


def test_perplexity_is_exp_of_the_log_loss():
    y = np.arange(50) % 4
    assert math.isclose(perplexity_loss(y, P), math.exp(log_loss(y, P)), rel_tol=1e-12)
    with pytest.warns(ZeroProbabilityWarning):
        assert perplexity_loss([0], [[0.0, 1.0]], labels=[0, 1]) == math.inf


IMAGES = np.random.default_rng(1).dirichlet(np.ones(3), (2, 4, 5))  # two images of 4 x 5 pixels, 3 classes
PIXELS = np.random.default_rng(2).integers(0, 3, (2, 4, 5))


@pytest.mark.parametrize("loss", [log_loss, brier_loss, kl_divergence_loss])
def test_predictions_with_more_axes_are_as_many_rows(loss):
    flat = loss(PIXELS.ravel(), IMAGES.reshape(-1, 3))
    assert math.isclose(loss(PIXELS, IMAGES), flat, rel_tol=1e-14)
    assert loss(PIXELS, IMAGES, reduction="none").shape == (2, 4, 5)
    target = np.eye(3)[PIXELS]
    assert math.isclose(loss(target, IMAGES), flat, rel_tol=1e-12)
    weight = np.random.default_rng(3).random((2, 4, 5))
    expected = loss(PIXELS.ravel(), IMAGES.reshape(-1, 3), sample_weight=weight.ravel())
    assert math.isclose(loss(PIXELS, IMAGES, sample_weight=weight), expected, rel_tol=1e-14)


@pytest.mark.parametrize("loss", [log_loss, brier_loss, kl_divergence_loss])
def test_ignored_labels_count_for_nothing(loss):
    y = PIXELS.copy()
    y[0] = 255
    assert math.isclose(loss(y, IMAGES, ignore_index=255), loss(PIXELS[1], IMAGES[1]), rel_tol=1e-14)
    each = loss(y, IMAGES, ignore_index=255, reduction="none")
    np.testing.assert_array_equal(each[0], 0)
    np.testing.assert_array_equal(each[1], loss(PIXELS[1], IMAGES[1], reduction="none"))
    assert loss(PIXELS, IMAGES, ignore_index=255) == loss(PIXELS, IMAGES)


def test_ignored_labels_are_no_class():
    assert log_loss([0, 1, -100], [0.5, 0.5, 0.1], ignore_index=-100) == math.log(2)
    given = log_loss([0, 1, -100], [[0.5, 0.5]] * 3, ignore_index=-100, labels=[0, 1], sample_weight=[1, 2, 3])
    assert given == math.log(2)
