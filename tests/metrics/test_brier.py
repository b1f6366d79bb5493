"""The Brier loss: hand-worked values and scikit-learn's."""

import math

import numpy as np
import pytest
import sklearn.metrics

from skxent.metrics import brier_loss


def test_two_classes_are_halved_and_more_are_not():
    assert brier_loss([1], [[0.25, 0.75]], labels=[0, 1]) == 0.25**2
    assert brier_loss([1], [[0.25, 0.75]], labels=[0, 1], scale_by_half=False) == 2 * 0.25**2
    assert brier_loss([1], [[0.25, 0.75, 0]], labels=[0, 1, 2]) == 2 * 0.25**2
    assert brier_loss([1], [[0.25, 0.75, 0]], labels=[0, 1, 2], scale_by_half=True) == 0.25**2


def test_target_distributions_and_reductions():
    target, proba = [[0.5, 0.5], [0, 1]], [[0.25, 0.75], [0.5, 0.5]]
    np.testing.assert_array_equal(brier_loss(target, proba, reduction="none"), [0.0625, 0.25])
    assert brier_loss(target, proba, reduction="sum", sample_weight=[2, 1]) == 0.375


def test_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    p, y, weight = rng.random(500), rng.integers(0, 2, 500), rng.random(500)
    expected = sklearn.metrics.brier_score_loss(y, p, sample_weight=weight)
    assert math.isclose(brier_loss(y, p, sample_weight=weight), expected, rel_tol=1e-12)


def test_an_unknown_scaling_is_refused():
    with pytest.raises(ValueError, match="scale_by_half='always' is unknown; pass True, False or 'auto'"):
        brier_loss([0, 1], [0.5, 0.5], scale_by_half="always")
