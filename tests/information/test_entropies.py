"""Entropy, cross entropy and divergence: values, axes, edges and refusals."""

import math
import re

import numpy as np
import pytest

from skxent.information import cross_entropy, entropy, kl_divergence, perplexity, self_information


def test_measures_of_a_hand_worked_pair():
    p, q = [0.5, 0.5, 0.0], [0.25, 0.5, 0.25]
    assert entropy(p, base=2) == 1
    assert cross_entropy(p, q, base=2) == 1.5
    assert kl_divergence(p, q, base=2) == 0.5


def test_any_axis_of_any_dimension():
    p = np.random.default_rng(0).dirichlet(np.ones(3), (2, 4))  # (2, 4, 3)
    assert entropy(p).shape == (2, 4)
    np.testing.assert_array_equal(entropy(np.moveaxis(p, -1, 0), axis=0), entropy(p))


def test_distributions_broadcast():
    p = np.array([[1.0, 0.0], [0.5, 0.5]])
    np.testing.assert_allclose(cross_entropy(p, [0.5, 0.5], base=2), [1, 1])


def test_an_impossible_outcome_that_happens_costs_infinity_without_a_warning():
    assert cross_entropy([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert kl_divergence([1.0, 0.0], [1.0, 0.0]) == 0


def test_certainty_has_entropy_zero_and_no_negative_zero():
    assert math.copysign(1, entropy([1.0, 0.0])) == 1


@pytest.mark.parametrize(
    ("p", "message"),
    [
        (
            [0.5, 0.4],
            "p sums to 0.9 along axis=-1 (distribution 0, counted from 0); distributions sum to 1: pass normalize=True to divide by the sums, if these are counts or were rounded.",
        ),
        (
            [[0.5, 0.5], [0.5, 0.6]],
            "p sums to 1.1 along axis=-1 (distribution 1, counted from 0); distributions sum to 1: pass normalize=True to divide by the sums, if these are counts or were rounded.",
        ),
        (
            [[0.5, 0.5], [0.5, 0.4]],
            "p sums to 0.9 along axis=-1 (distribution 1, counted from 0); distributions sum to 1: pass normalize=True to divide by the sums, if these are counts or were rounded.",
        ),
        *(
            (
                rows,
                "p holds NaN or infinite values, or sums to infinity; drop or mend them: a distribution is of numbers >= 0.",
            )
            for rows in ([[0.5, 0.5], [math.inf, 0]], [[0.5, 0.5], [-math.inf, 1]], [1.5e308, 1.5e308])
        ),
        (
            [0.5, np.nan],
            "p holds NaN or infinite values, or sums to infinity; drop or mend them: a distribution is of numbers >= 0.",
        ),
        ([1.5, -0.5], "p holds negative values, such as -0.5; pass probabilities, or softmax(logits)."),
        ([], "p has shape (0,); pass distributions along axis=-1."),
        (1.0, "p has shape (); pass distributions along axis=-1."),
    ],
)
def test_what_is_no_distribution_is_refused(p, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        entropy(p)
    assert str(caught.value) == message


def test_an_axis_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"^axis=1 is not one of the 1 axes of p, of shape \(2,\); pass another\.$"):
        entropy([0.5, 0.5], axis=1)


def test_the_place_of_a_wrong_distribution_is_counted_over_all_blocks():
    p = np.full((40_000, 2), 0.5)
    p[33_333] = [0.5, 0.6]
    with pytest.raises(
        ValueError,
        match=r"^p sums to 1\.1 along axis=-1 \(distribution 33333, counted from 0\); distributions sum to 1: pass normalize=True to divide by the sums, if these are counts or were rounded\.$",
    ):
        entropy(p)


def test_masked_values_are_not_ignored():
    with pytest.raises(ValueError, match=r"^the array has masked values, 1 of 3; drop or fill them\.$"):
        entropy(np.ma.array([0.25, 0.25, 0.5], mask=[0, 0, 1]))


@pytest.mark.parametrize("axis", [None, (0, 1), "x", 1.0])
def test_what_is_no_axis_is_refused(axis):
    with pytest.raises(TypeError, match=f"^{re.escape(f'axis={axis!r} is no axis; pass one whole number.')}$"):
        entropy([0.5, 0.5], axis=axis)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(
        ValueError,
        match=r"^the shapes p \(2, 2\), q \(3, 2\) do not fit each other; pass as many distributions of each\.$",
    ):
        cross_entropy([[0.5, 0.5]] * 2, [[0.5, 0.5]] * 3)


def test_complex_numbers_are_no_probabilities():
    with pytest.raises(TypeError, match=r"^p has dtype complex128; pass real numbers\.$"):
        entropy([0.5 + 0j, 0.5])


def test_outcomes_off_the_last_axis_are_paired_before_they_broadcast():
    p, q = np.array([[0.9, 0.2], [0.1, 0.8]]), np.array([0.9, 0.1])
    expected = [-(0.9 * math.log(0.9) + 0.1 * math.log(0.1)), -(0.2 * math.log(0.9) + 0.8 * math.log(0.1))]
    np.testing.assert_allclose(cross_entropy(p, q, axis=0), expected, rtol=1e-14)


def test_large_arrays_are_cut_and_joined():
    p = np.random.default_rng(0).dirichlet(np.ones(3), (200, 300))  # (200, 300, 3)
    whole = -(p * np.log(p)).sum(axis=-1)
    np.testing.assert_allclose(entropy(p), whole, rtol=1e-14)
    np.testing.assert_allclose(entropy(p.transpose(2, 0, 1), axis=0), whole, rtol=1e-14)
    np.testing.assert_allclose(self_information(p), -np.log(p), rtol=1e-15)


def test_self_information_is_of_each_number():
    np.testing.assert_array_equal(self_information([[1.0, 0.5], [0.25, 0.0]], base=2), [[0, 1], [2, math.inf]])


@pytest.mark.parametrize("base", [2, math.e, math.exp(2), 10])
def test_self_information_is_in_units_of_the_base(base):
    p = np.array([1.0, 0.5, 1e-3])
    np.testing.assert_allclose(self_information(p, base=base) * math.log(base), self_information(p), rtol=1e-15)


@pytest.mark.parametrize("p", [1.5, -0.5, math.nan])
def test_self_information_of_no_probability_is_refused(p):
    with pytest.raises(ValueError, match=rf"^p holds {p}; pass probabilities, in \[0, 1\]\.$"):
        self_information([[0.5, 1.0], [0.5, p]])


def test_perplexity_is_a_number_of_outcomes():
    np.testing.assert_allclose(perplexity([[0.25] * 4, [1, 0, 0, 0], [0.5, 0.5, 0, 0]]), [4, 1, 2], rtol=1e-15)


def test_a_distribution_of_zeros_cannot_be_normalized():
    with pytest.raises(
        ValueError, match=r"^p holds a distribution that sums to 0; drop it, for zeros have no ratios\.$"
    ):
        entropy([0.0, 0.0], normalize=True)


def test_different_numbers_of_outcomes_are_refused():
    with pytest.raises(
        ValueError, match=r"^p has 2, q has 1 outcomes along axis=-1; pass distributions over the same outcomes\.$"
    ):
        cross_entropy([0.5, 0.5], [1.0])


@pytest.mark.parametrize("base", [1, 0, -2, True, "2", math.inf, math.nan])
def test_what_is_no_base_is_refused(base):
    message = f"base={base!r} is not a base of logarithms; pass None for nats, 2 for bits, or a number above 1."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        entropy([0.5, 0.5], base=base)


def test_float32_rows_may_be_off_by_their_own_rounding():
    p = np.random.default_rng(0).dirichlet(np.ones(1000), 50).astype(np.float32)
    assert entropy(p).dtype == np.float64
    with pytest.raises(
        ValueError,
        match=r"^p sums to 1\.0001 along axis=-1 \(distribution 8, counted from 0\); distributions sum to 1: pass normalize=True to divide by the sums, if these are counts or were rounded\.$",
    ):
        entropy(p.astype(np.float64) * (1 + 1e-4))
