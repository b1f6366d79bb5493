"""Softmax and log-softmax at the edges."""

import math

import numpy as np
import pytest

from skxent.information import log_softmax, softmax


def test_huge_logits_neither_overflow_nor_lose_their_difference():
    np.testing.assert_array_equal(log_softmax([1e5, 0.0]), [0.0, -1e5])
    np.testing.assert_array_equal(softmax([1e308, -1e308]), [1.0, 0.0])


def test_minus_infinity_is_probability_zero():
    np.testing.assert_array_equal(softmax([0.0, -math.inf]), [1.0, 0.0])
    np.testing.assert_array_equal(log_softmax([0.0, -math.inf]), [0.0, -math.inf])


@pytest.mark.parametrize("z", [[0.0, math.nan], [0.0, math.inf], [-math.inf, -math.inf]])
def test_logits_without_a_softmax_are_refused(z):
    with pytest.raises(ValueError, match="z holds NaN"):
        softmax(z)


@pytest.mark.parametrize("z", [1.0, []])
def test_logits_without_an_axis_are_refused(z):
    with pytest.raises(ValueError, match="pass logits along axis"):
        log_softmax(z)
