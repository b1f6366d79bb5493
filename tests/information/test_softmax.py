"""Softmax and log-softmax at the edges."""

import math
import re

import numpy as np
import pytest

from skxent.information import log_sigmoid, log_softmax, sigmoid, softmax


def test_huge_logits_neither_overflow_nor_lose_their_difference():
    np.testing.assert_array_equal(log_softmax([1e5, 0.0]), [0.0, -1e5])
    np.testing.assert_array_equal(softmax([1e308, -1e308]), [1.0, 0.0])


@pytest.mark.parametrize(("large", "gap"), [(0.0, 20.3), (500.3, 20.3), (599.0, 30.0), (1e6, 25.0), (3.0, 36.0)])
def test_log_softmax_near_certainty_keeps_its_digits(large, gap):
    z = [large, large - gap]
    exact = -math.log1p(math.exp(z[1] - z[0]))
    assert math.isclose(log_softmax(z)[0], exact, rel_tol=1e-14)
    assert math.isclose(log_softmax([z, [601.0, 0.0]])[0, 0], exact, rel_tol=1e-14)
    assert math.isclose(log_softmax([z[0], z[0], z[1]])[0], -math.log(2 + math.exp(z[1] - z[0])), rel_tol=1e-14)


def test_minus_infinity_is_probability_zero():
    np.testing.assert_array_equal(softmax([0.0, -math.inf]), [1.0, 0.0])
    np.testing.assert_array_equal(log_softmax([0.0, -math.inf]), [0.0, -math.inf])


@pytest.mark.parametrize("z", [[0.0, math.nan], [0.0, math.inf], [-math.inf, -math.inf]])
def test_logits_without_a_softmax_are_refused(z):
    with pytest.raises(
        ValueError,
        match=r"^z holds NaN, \+inf, or only -inf along the axis; drop or mend them: logits are finite, or -inf for p = 0\.$",
    ):
        softmax(z)


def test_an_axis_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"^axis=2 is not one of the 1 axes of z, of shape \(2,\); pass another\.$"):
        softmax([0.0, 1.0], axis=2)


def test_an_axis_one_beyond_the_last_is_refused():
    with pytest.raises(ValueError, match=r"^axis=1 is not one of the 1 axes of z, of shape \(2,\); pass another\.$"):
        softmax([0.0, 1.0], axis=1)


def test_any_axis_and_many_rows():
    z = np.random.default_rng(0).normal(size=(3, 20_000))
    np.testing.assert_allclose(softmax(z, axis=0), softmax(np.ascontiguousarray(z.T)).T, rtol=1e-14)


@pytest.mark.parametrize("z", [-745.0, -700.0, 0.0, 800.0, -math.inf, math.inf])
def test_sigmoid_down_to_the_smallest_numbers(z):
    expected = math.exp(z) / (1 + math.exp(z)) if z < 700 else 1.0
    assert math.isclose(sigmoid(z), expected, rel_tol=1e-14)
    assert math.isclose(sigmoid([z, 1.0])[0], expected, rel_tol=1e-14)


def test_log_sigmoid_is_its_logarithm():
    z = np.linspace(-30, 30, 61)
    np.testing.assert_allclose(np.exp(log_sigmoid(z)), sigmoid(z), rtol=1e-14)
    assert log_sigmoid(-1e5) == -1e5


@pytest.mark.parametrize("function", [sigmoid, log_sigmoid])
def test_log_odds_that_are_none_are_refused(function):
    with pytest.raises(
        ValueError, match=r"^z holds NaN; drop or mend it: log-odds are numbers, or infinite for certainty\.$"
    ):
        function([0.0, math.nan])


@pytest.mark.parametrize("z", [1.0, []])
def test_logits_without_an_axis_are_refused(z):
    with pytest.raises(ValueError, match=rf"^z has shape {re.escape(str(np.shape(z)))}; pass logits along axis=-1\.$"):
        log_softmax(z)


@pytest.mark.parametrize("function", [sigmoid, log_sigmoid])
def test_of_no_log_odds_there_are_no_probabilities(function):
    assert function(np.empty(0)).shape == (0,)


@pytest.mark.parametrize("function", [sigmoid, log_sigmoid])
def test_sigmoids_of_large_arrays_are_cut_and_joined(function):
    z = np.linspace(-40, 40, 2**15 + 3)
    np.testing.assert_array_equal(function(z), np.concatenate([function(z[:100]), function(z[100:])]))
