"""Divergences: values, the neighbourhood of equality, weights, and refusals."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy as scipy_entropy

from skxent.information import _divergences, js_distance, js_divergence, kl_divergence, population_stability_index


def test_agrees_with_scipy_where_that_is_right():
    p, q = np.random.default_rng(0).dirichlet(np.ones(6), (2, 50))
    np.testing.assert_allclose(kl_divergence(p, q), scipy_entropy(p, q, axis=1), rtol=1e-12)
    np.testing.assert_allclose(js_distance([p, q], base=2), jensenshannon(p, q, base=2, axis=1), rtol=1e-12)


@pytest.mark.parametrize("shift", [1e-2, 1e-4, 1e-6, 1e-8, 1e-12])
def test_near_equality_no_digit_is_lost(shift):
    p, q = (0.3, 0.7), (0.3 + shift, 0.7 - shift)
    with localcontext() as context:
        context.prec = 60
        pairs = [(Decimal(a), Decimal(b)) for a, b in zip(p, q, strict=True)]
        exact = sum(a * (a / b).ln() - a + b for a, b in pairs)
    assert math.isclose(kl_divergence(p, q), float(exact), rel_tol=1e-9)


def test_a_rows_answer_does_not_depend_on_its_neighbours():
    e = 2e-7  # within the tolerance for sums
    p, q = [0.5 + e, 0.5 + e], [0.1 - e, 0.9 - e]
    assert kl_divergence(p, q) == kl_divergence([p, [0.5, 0.5]], [q, [0.5, 0.5]])[0]


def test_float32_distributions_that_are_equal_are_at_distance_zero():
    p = np.random.default_rng(0).dirichlet(np.ones(5), 100).astype(np.float32)
    np.testing.assert_array_equal(js_distance([p, p]), np.zeros(100))


def test_rows_far_apart_and_rows_nearly_equal_in_one_call():
    p = np.array([[0.5, 0.5], [0.5, 0.5], [1.0, 0.0]])
    q = np.array([[0.5, 0.5], [0.1, 0.9], [0.5, 0.5]])
    expected = [0.0, math.log(25 / 9) / 2, math.log(2)]
    np.testing.assert_allclose(kl_divergence(p, q), expected, rtol=1e-14)


@pytest.mark.parametrize("tiny", [1e-300, 5e-324])
def test_tiny_probabilities_neither_overflow_nor_vanish(tiny):
    assert math.isclose(kl_divergence([1.0, 0.0], [tiny, 1.0]), -math.log(tiny), rel_tol=1e-12)
    assert math.isclose(kl_divergence([tiny, 1.0], [1.0, 0.0]), math.inf)
    assert math.isclose(kl_divergence([tiny, 1.0], [0.5, 0.5]), math.log(2), rel_tol=1e-12)


def test_psi_is_the_divergence_both_ways():
    p, q = np.random.default_rng(0).dirichlet(np.ones(4), (2, 20))
    np.testing.assert_allclose(population_stability_index(p, q), kl_divergence(p, q) + kl_divergence(q, p), rtol=1e-12)
    assert population_stability_index([1.0, 0.0], [1.0, 0.0]) == 0
    assert population_stability_index([1.0, 0.0], [0.5, 0.5]) == math.inf


def test_js_of_a_hand_worked_pair():
    # mixture (3/4, 1/4): JS = H(m) - H(p) / 2 = (2 - 3/4 log2 3) - 1/2 bits
    assert math.isclose(js_divergence([[0.5, 0.5], [1.0, 0.0]], base=2), 1.5 - 0.75 * math.log2(3), rel_tol=1e-14)


def test_js_weights():
    ps = [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    assert math.isclose(js_divergence(ps, [0.5, 0.25, 0.25], base=2), 1, rel_tol=1e-15)
    assert js_divergence(ps, [0.0, 0.5, 0.5]) == 0
    assert math.isclose(js_divergence(ps, [2, 1, 1], base=2, normalize=True), 1, rel_tol=1e-15)


def test_js_over_any_axis_of_a_stack():
    ps = np.random.default_rng(0).dirichlet(np.ones(3), (2, 7))  # (2, 7, 3)
    np.testing.assert_allclose(js_divergence(ps.transpose(0, 2, 1), axis=1), js_divergence(ps), rtol=1e-14)
    np.testing.assert_allclose(js_distance(ps) ** 2, js_divergence(ps), rtol=1e-14)


@pytest.mark.parametrize(
    ("ps", "options", "message"),
    [
        ([0.5, 0.5], {}, "ps has shape (2,) and axis=-1; pass a list of the distributions, or stack them on axis 0."),
        (0.5, {}, "ps has shape () and axis=-1; pass a list of the distributions, or stack them on axis 0."),
        (
            np.ones((0, 2)),
            {},
            "ps has shape (0, 2) and axis=-1; pass a list of the distributions, or stack them on axis 0.",
        ),
        (np.ones((2, 0)), {}, "ps[0] has shape (0,); pass distributions along axis=-1."),
        (
            [[0.5, 0.5]],
            {"axis": -2},
            "ps has shape (1, 2) and axis=-2; pass a list of the distributions, or stack them on axis 0.",
        ),
        (
            [[0.5, 0.5]],
            {"axis": 0},
            "ps has shape (1, 2) and axis=0; pass a list of the distributions, or stack them on axis 0.",
        ),
        (
            [[0.5, 0.5], [0.5, 0.6]],
            {},
            "ps[1] sums to 1.1 along axis=-1 (distribution 0, counted from 0); distributions sum to 1: pass normalize=True to divide by the sums, if these are counts or were rounded.",
        ),
        ([[0.5, 0.5]] * 2, {"weights": [1.0]}, "weights has shape (1,) for 2 distributions; pass one weight for each."),
        (
            [[0.5, 0.5]] * 2,
            {"weights": [0.5, 0.6]},
            "weights sums to 1.1 along axis=0 (distribution 0, counted from 0); distributions sum to 1: pass normalize=True to divide by the sums, if these are counts or were rounded.",
        ),
        (
            [[0.5, 0.5]] * 2,
            {"weights": [1.5, -0.5]},
            "weights holds negative values, such as -0.5; pass probabilities, or softmax(logits).",
        ),
    ],
)
def test_what_is_no_stack_is_refused(ps, options, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        js_divergence(ps, **options)
    assert str(caught.value) == message


def exactly(p, q):
    """Return KL(p || q) in 60 digits."""
    with localcontext() as context:
        context.prec = 60
        pairs = [(Decimal(float(a)), Decimal(float(b))) for a, b in zip(p, q, strict=True)]
        return float(sum(a * (a / b).ln() - a + b for a, b in pairs))


@pytest.mark.parametrize("weights", [None, [0.25, 0.75]])
def test_js_of_nearly_equal_distributions_is_resolved(weights):
    p, q = np.array([0.25, 0.75]), np.array([0.25 + 2**-20, 0.75 - 2**-20])
    shares = [0.5, 0.5] if weights is None else weights
    mixture = shares[0] * p + shares[1] * q
    expected = shares[0] * exactly(p, mixture) + shares[1] * exactly(q, mixture)
    assert math.isclose(js_divergence([p, q], weights), expected, rel_tol=1e-9)
    far = js_divergence([[[0.5, 0.5], p], [[1.0, 0.0], q]], weights)
    assert math.isclose(far[1], expected, rel_tol=1e-9)


def test_what_is_impossible_in_both_adds_nothing():
    p, q = [0.5, 0.5, 0.0], [0.25, 0.75, 0.0]
    assert population_stability_index(p, q) == population_stability_index(p[:2], q[:2])
    assert kl_divergence(p, q) == kl_divergence(p[:2], q[:2])
    assert js_divergence([p, q]) == js_divergence([p[:2], q[:2]])
    assert population_stability_index(p, q).dtype == np.float64


def test_one_distribution_is_its_own_mixture():
    assert js_divergence([[0.25, 0.75]]) == 0


def test_distances_have_the_weights_of_their_divergence():
    ps, weights = np.random.default_rng(0).dirichlet(np.ones(3), 2), [0.25, 0.75]
    np.testing.assert_allclose(js_distance(ps, weights) ** 2, js_divergence(ps, weights), rtol=1e-14)


def test_distributions_far_apart_need_no_careful_sum(monkeypatch):
    p, q = np.random.default_rng(0).dirichlet(np.ones(6), (2, 50))
    monkeypatch.setattr(_divergences, "kl_terms", None)
    np.testing.assert_allclose(kl_divergence(p, q), scipy_entropy(p, q, axis=1), rtol=1e-12)
    np.testing.assert_allclose(js_divergence([p, q]), jensenshannon(p, q, axis=1) ** 2, rtol=1e-12)


def test_a_column_of_forecasts_of_an_event_is_told_from_a_distribution_that_is_off():
    rain = np.array([0.9, 0.8, 0.7, 0.1])
    for forecasts in (rain, [1.0, 0.5, 0.75]):
        with pytest.raises(
            ValueError,
            match=r": pass numpy\.c_\[1 - p, p\] if each number is the probability of an event, or normalize=True",
        ):
            kl_divergence(forecasts, forecasts)
    for column in (rain[:, None], rain[:, None] / 2, np.array([[1.0], [0.5]])):
        with pytest.raises(
            ValueError, match=r"pass numpy\.c_\[1 - p, p\] if each number is the probability of an event\.$"
        ):
            kl_divergence(column, column)
    with pytest.raises(ValueError, match=r"pass normalize=True"):
        kl_divergence(2 * rain[:, None], rain[:, None])
    for other in (rain[:2], 2 * rain, np.stack([rain, rain])):  # sums to less than 2, is no probability, are two
        with pytest.raises(
            ValueError, match=r"pass normalize=True to divide by the sums, if these are counts or were rounded\.$"
        ):
            kl_divergence(other, other)
