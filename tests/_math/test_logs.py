"""Logarithms at the edges: 0 log 0, ratios near 1, and logits that exp cannot hold."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from skxent._math._logs import kl_terms, log_sigmoid, log_softmax, sigmoid, softmax, sum_last, xlogy

EPS = float(np.finfo(np.float64).eps)


def test_nothing_times_any_logarithm_is_nothing():
    t, p = np.array([0.0, 0.5, 2.0, 0.0]), np.array([0.0, 0.0, 0.5, 0.25])
    np.testing.assert_array_equal(xlogy(t, p, np), [0, -np.inf, -2 * math.log(2), 0])
    np.testing.assert_array_equal(xlogy(t[2:], p[2:], np), [-2 * math.log(2), 0])


@pytest.mark.parametrize("p", [0.3, 1e-3, 1e-200])
@pytest.mark.parametrize(
    "x", [3.0, 0.6, 0.5, 0.4, 1e-3, 1.1e-5, 0.9e-5, 1e-6, 1e-9, -0.6, -0.5, -0.4, -1.1e-5, -0.9e-5]
)
def test_the_terms_of_the_divergence_keep_their_digits(p, x):
    q = p * (1 + x)
    with localcontext() as context:
        context.prec = 60
        a, b = Decimal(p), Decimal(q)
        exact = float(a * (a / b).ln() - a + b)
    # Of the series nothing is lost; x - log(1 + x) is made of terms 2 / x as large, and p log p - p log q of log p.
    lost = 4 if abs(x) < 1e-5 else 4 / abs(x) if abs(x) <= 0.5 else 8 * (1 + abs(math.log(p)))
    assert math.isclose(kl_terms(np.array([p]), np.array([q]), np)[0], exact, rel_tol=lost * EPS)


def test_the_terms_of_the_divergence_at_the_edges():
    p, q = np.array([0.0, 0.0, 0.5, 0.5, 1e-320]), np.array([0.0, 0.25, 0.0, 0.5, 1.0])
    np.testing.assert_array_equal(kl_terms(p, q, np)[:4], [0, 0.25, np.inf, 0])
    assert math.isclose(kl_terms(p, q, np)[4], 1)


def test_sums_are_over_the_last_axis():
    np.testing.assert_array_equal(sum_last(np.arange(24.0).reshape(2, 3, 4), np), [[6, 22, 38], [54, 70, 86]])


Z = [
    [0.0, 0.0],
    [3.0, 0.0, -1.0],
    [0.0, 36.0],
    [5.0, 5.0, 4.0],
    [599.0, 580.0, 0.0],
    [601.0, 600.0, -5.0],
    [-601.0, -600.0, -599.0],
    [-1e4, -1e4 - 2, -2e4],
    [1e4, 1e4 - 2, 9e3],
]


@pytest.mark.parametrize("z", Z)
def test_softmax_and_its_logarithm_are_exact_wherever_the_logits_lie(z):
    with localcontext() as context:
        context.prec = 60
        exponentials = [(Decimal(value) - Decimal(max(z))).exp() for value in z]
        exact = [float((value / sum(exponentials)).ln()) for value in exponentials]
        p = [float(value / sum(exponentials)) for value in exponentials]
    difference = max(z) - min(z)
    for rows in ([z], [z, [700.0, 0.0, 1.0][: len(z)]], [z, [-700.0, 0.0, 1.0][: len(z)]]):
        array = np.array(rows)
        np.testing.assert_allclose(log_softmax(array, np)[0], exact, rtol=4 * EPS)
        np.testing.assert_allclose(softmax(array, np)[0], p, rtol=EPS * (8 + min(difference, 800)))


def test_differences_beyond_float64_are_infinite_and_rows_without_a_softmax_are_nan_without_a_warning():
    np.testing.assert_array_equal(log_softmax(np.array([[1e308, -1e308]]), np), [[0, -np.inf]])
    np.testing.assert_array_equal(softmax(np.array([[1e308, -1e308]]), np), [[1, 0]])
    rows = np.array([[-np.inf, -np.inf], [np.inf, 0.0], [np.nan, 0.0], [0.0, 0.0]])
    np.testing.assert_array_equal(np.isnan(log_softmax(rows, np)).all(axis=1), [True, True, True, False])


def test_minus_infinity_is_probability_zero_beside_any_logit():
    for z in ([0.0, -np.inf], [1e4, -np.inf], [-1e4, -np.inf]):
        np.testing.assert_array_equal(softmax(np.array([z]), np), [[1, 0]])
        np.testing.assert_array_equal(log_softmax(np.array([z]), np), [[0, -np.inf]])


@pytest.mark.parametrize("z", [0.0, 0.3, 1.0, -1.0, 36.0, -36.0, 599.0, -599.0, -600.0, -601.0, -745.0, 800.0])
def test_sigmoid_and_its_logarithm_are_exact_wherever_the_log_odds_lie(z):
    with localcontext() as context:
        context.prec = 800
        exact = 1 / (1 + (-Decimal(z)).exp())
        p, log_p = float(exact), float(exact.ln())
    for other in (0.0, -700.0):
        array = np.array([z, other])
        np.testing.assert_allclose(sigmoid(array, np)[0], p, rtol=4 * EPS, atol=5e-324)
        np.testing.assert_allclose(log_sigmoid(array, np)[0], log_p, rtol=4 * EPS)


def test_no_rows_have_no_softmax():
    for function in (softmax, log_softmax):
        assert function(np.empty((0, 3)), np).shape == (0, 3)
