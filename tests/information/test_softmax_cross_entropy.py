"""The loss of logits with its derivatives, checked by finite differences."""

import math

import numpy as np
import pytest

from skxent.information import softmax_cross_entropy
from skxent.metrics import log_loss

Z = np.random.default_rng(0).normal(size=(6, 4)) * 2
SOFT = np.random.default_rng(1).dirichlet(np.ones(4), 6)
CODES = np.array([0, 3, 2, 1, 1, 0])


@pytest.mark.parametrize("target", [CODES, SOFT], ids=["codes", "distributions"])
@pytest.mark.parametrize("label_smoothing", [0.0, 0.2])
def test_derivatives_are_those_of_the_loss(target, label_smoothing):
    def losses(z):
        return softmax_cross_entropy(z, target, label_smoothing=label_smoothing).loss

    found = softmax_cross_entropy(Z, target, label_smoothing=label_smoothing)
    step = 1e-5
    for k in range(4):
        move = step * np.eye(4)[k]
        up, down = losses(Z + move), losses(Z - move)
        np.testing.assert_allclose(found.gradient[:, k], (up - down) / (2 * step), rtol=1e-6, atol=1e-9)
        second = (up - 2 * found.loss + down) / step**2
        np.testing.assert_allclose(found.hessian[:, k], second, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("target", [CODES, SOFT], ids=["codes", "distributions"])
def test_the_loss_is_the_log_loss_of_the_logits(target):
    expected = log_loss(target, Z, labels=[0, 1, 2, 3], scale="logit", reduction="none")
    np.testing.assert_allclose(softmax_cross_entropy(Z, target).loss, expected, rtol=1e-13)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int32])
def test_codes_of_short_types_are_codes(dtype):
    z = np.random.default_rng(0).normal(size=(4, 300))
    expected = softmax_cross_entropy(z, [0, 1, 2, 3])
    np.testing.assert_array_equal(softmax_cross_entropy(z, np.arange(4, dtype=dtype)).gradient, expected.gradient)


def test_many_rows_are_cut_and_joined():
    z = np.random.default_rng(0).normal(size=(30_000, 3))
    codes = np.arange(30_000) % 3
    loss, gradient, hessian = softmax_cross_entropy(z, codes)
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(loss, -np.log(p[np.arange(30_000), codes]), rtol=1e-12)
    np.testing.assert_allclose(gradient, p - np.eye(3)[codes], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(hessian, p * (1 - p), rtol=1e-12)


def test_huge_logits_stay_finite():
    loss, gradient, hessian = softmax_cross_entropy([[1e5, 0.0]], [1])
    assert (loss.tolist(), gradient.tolist(), hessian.tolist()) == ([1e5], [[1, -1]], [[0, 0]])


def test_equal_logits_cost_log_k():
    assert math.isclose(softmax_cross_entropy(np.zeros((1, 7)), [3]).loss[0], math.log(7))


@pytest.mark.parametrize(
    ("logits", "target", "options", "message"),
    [
        ([1.0], [0], {}, "logits has shape (1,); pass (n, K)."),
        (
            [[0.0, math.inf]],
            [0],
            {},
            "logits hold NaN or infinite values; drop or mend them: derivatives need finite logits.",
        ),
        ([[0.0, 1.0]], [2], {}, "target holds codes from 2 to 2; pass 0 ... 1."),
        ([[0.0, 1.0]], [-1], {}, "target holds codes from -1 to -1; pass 0 ... 1."),
        (
            [[0.0, 1.0]],
            [0.0],
            {},
            "target has dtype float64; pass whole-number codes 0 ... 1, or distributions (n, K).",
        ),
        ([[0.0, 1.0]], [0, 1], {}, "target has shape (2,) for 1 rows of logits; pass codes (n,) or (n, K)."),
        (
            [[0.0, 1.0]],
            [[0.5, 0.6]],
            {},
            "target sums to 1.1 along axis=1 (distribution 0, counted from 0); distributions sum to 1: divide by the sums.",
        ),
        (
            [[0.0, 1.0]],
            [[0.5, 0.5, 0.0]],
            {},
            "target has shape (1, 3) for logits of shape (1, 2); pass the same shape.",
        ),
        ([[0.0, 1.0]], [0], {"label_smoothing": 1}, "label_smoothing=1 is not in [0, 1); pass the share to mix in."),
    ],
)
def test_what_does_not_fit_is_refused(logits, target, options, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        softmax_cross_entropy(logits, target, **options)
    assert str(caught.value) == message


@pytest.mark.parametrize("target", [CODES, SOFT], ids=["codes", "distributions"])
def test_label_smoothing_mixes_the_uniform_distribution_into_the_target(target):
    t = np.eye(4)[CODES] if target is CODES else SOFT
    found = softmax_cross_entropy(Z, target, label_smoothing=0.25)
    for part, expected in zip(found, softmax_cross_entropy(Z, 0.75 * t + 0.25 / 4), strict=True):
        np.testing.assert_allclose(part, expected, rtol=1e-14, atol=1e-16)
        assert part.dtype == np.float64
