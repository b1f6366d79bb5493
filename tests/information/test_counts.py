"""Entropy from counts: hand-worked values, and the bias of each estimator by simulation."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy.special import digamma

from skxent.information import entropy, entropy_from_counts

ESTIMATORS = ["ml", "miller_madow", "chao_shen", "shrink", "grassberger", "laplace", "jeffreys"]
every_estimator = pytest.mark.parametrize("estimator", ESTIMATORS)


def test_hand_worked_values():
    c = [4, 2, 1, 1]  # n = 8: p = 1/2, 1/4, 1/8, 1/8, 1.75 bits
    ln2 = math.log(2)
    assert math.isclose(entropy_from_counts(c, estimator="ml", base=2), 1.75)
    assert math.isclose(entropy_from_counts(c, estimator="miller_madow"), 1.75 * ln2 + 3 / 16)
    for name, extra in [("laplace", 1), ("jeffreys", 0.5)]:
        shares = [(x + extra) / (8 + 4 * extra) for x in c]
        assert math.isclose(entropy_from_counts(c, estimator=name), entropy(shares), rel_tol=1e-12)


def test_chao_shen_by_hand():
    p = [0.75 * x / 8 for x in (4, 2, 1, 1)]  # coverage 1 - 2/8
    expected = -sum(x * math.log(x) / (1 - (1 - x) ** 8) for x in p)
    assert math.isclose(entropy_from_counts([4, 2, 1, 1], estimator="chao_shen"), expected, rel_tol=1e-12)


def test_shrink_by_hand():
    p = np.array([4, 2, 1, 1]) / 8
    share = (1 - (p**2).sum()) / (7 * ((0.25 - p) ** 2).sum())
    share = min(share, 1)
    assert math.isclose(
        entropy_from_counts([4, 2, 1, 1], estimator="shrink"), entropy(share / 4 + (1 - share) * p), rel_tol=1e-12
    )
    p = np.array([90, 5, 3, 2]) / 100
    share = (1 - (p**2).sum()) / (99 * ((0.25 - p) ** 2).sum())
    assert share < 1
    assert math.isclose(
        entropy_from_counts([90, 5, 3, 2], estimator="shrink"), entropy(share / 4 + (1 - share) * p), rel_tol=1e-12
    )


def test_grassberger_by_hand():
    def g(k):
        return digamma(k) + (-1) ** k / 2 * (digamma((k + 1) / 2) - digamma(k / 2))

    expected = math.log(8) - sum(k * g(k) for k in (4, 2, 1, 1)) / 8
    assert math.isclose(entropy_from_counts([4, 2, 1, 1], estimator="grassberger"), expected, rel_tol=1e-12)


@pytest.mark.parametrize("large", [1, 2, 57, 58, 59, 60, 61, 1000, 10**7])
def test_grassberger_of_any_size(large):
    def g(k):
        return digamma(k) + (-1) ** k / 2 * (digamma((k + 1) / 2) - digamma(k / 2))

    c = [large, 3]
    expected = math.log(sum(c)) - sum(k * g(k) for k in c) / sum(c)
    assert math.isclose(entropy_from_counts(c, estimator="grassberger"), expected, rel_tol=1e-9, abs_tol=1e-13)


@pytest.mark.parametrize("estimator", ["shrink", "laplace", "jeffreys"])
def test_unseen_classes_are_columns_of_zeros(estimator):
    padded = entropy_from_counts([5, 3, 0, 0, 0], estimator=estimator)
    assert math.isclose(entropy_from_counts([5, 3], estimator=estimator, n_classes=5), padded, rel_tol=1e-14)


@every_estimator
def test_any_axis_and_any_number_of_tables(estimator):
    counts = np.random.default_rng(0).integers(0, 9, (3, 5, 4)) + 1
    values = entropy_from_counts(counts, estimator=estimator)
    assert values.shape == (3, 5)
    np.testing.assert_allclose(entropy_from_counts(np.moveaxis(counts, 2, 0), estimator=estimator, axis=0), values)


@every_estimator
def test_certainty_and_single_counts_are_finite(estimator):
    for counts in ([7, 0, 0], [1, 0, 0], [1, 1, 1], [1]):
        assert np.isfinite(entropy_from_counts(counts, estimator=estimator))


@every_estimator
def test_all_estimators_find_the_truth_with_many_counts(estimator):
    p = np.array([0.4, 0.3, 0.2, 0.1])
    counts = np.random.default_rng(0).multinomial(10**7, p)
    assert math.isclose(entropy_from_counts(counts, estimator=estimator), entropy(p), abs_tol=2e-3)


def simulated_bias(estimator, n=100, k=50, n_tables=20_000):
    """Return the bias in nats at 100 draws from 50 classes with Zipf's probabilities, to a standard error of 0.001.

    To first order the plug-in's is -(K - 1) / (2 n) = -0.245. Found: ml -0.266, miller_madow -0.112, grassberger
    -0.023, chao_shen 0.017, shrink 0.009, jeffreys 0.108, laplace 0.282.
    """
    p = 1 / np.arange(1, k + 1)
    p /= p.sum()
    counts = np.random.default_rng(0).multinomial(n, p, n_tables)
    return float(entropy_from_counts(counts, estimator=estimator).mean() - entropy(p))


@pytest.mark.parametrize("estimator", ["miller_madow", "chao_shen", "grassberger"])
def test_the_corrections_remove_more_than_half_of_the_bias(estimator):
    plain = simulated_bias("ml")
    assert math.isclose(plain, -49 / 200, abs_tol=0.03)
    assert abs(simulated_bias(estimator)) < 0.5 * abs(plain)


@pytest.mark.parametrize(("estimator", "is_upwards"), [("shrink", True), ("laplace", True), ("jeffreys", True)])
def test_shrinking_towards_the_uniform_biases_upwards(estimator, is_upwards):
    assert (simulated_bias(estimator) > simulated_bias("ml")) is is_upwards


def test_shrinkage_is_best_where_the_truth_is_nearly_uniform():
    p = np.full(50, 0.02)
    counts = np.random.default_rng(0).multinomial(60, p, 5000)
    errors = {name: np.mean((entropy_from_counts(counts, estimator=name) - entropy(p)) ** 2) for name in ESTIMATORS}
    assert errors["shrink"] < 0.05 * errors["ml"]


@pytest.mark.parametrize(
    ("counts", "options", "message"),
    [
        ([1, -1], {}, "counts hold -1; pass whole numbers of occurrences, 0 or more."),
        ([1, 0.5], {}, "counts hold 0.5; pass whole numbers of occurrences, 0 or more."),
        ([1, math.nan], {}, "counts hold nan; pass whole numbers of occurrences, 0 or more."),
        ([1, math.inf], {}, "counts hold inf; pass whole numbers of occurrences, 0 or more."),
        ([[0, 2], [1, -3]], {}, "counts hold -3; pass whole numbers of occurrences, 0 or more."),
        (["a"], {}, "counts are not numbers (dtype <U1); pass whole numbers of occurrences."),
        ([0, 0], {}, "counts are all 0 along the axis; pass at least one occurrence, or drop what has none."),
        ([], {}, "counts has shape (0,); pass counts along axis=-1."),
        ([1], {"axis": 1}, "axis=1 is not one of the 1 axes of counts, of shape (1,); pass another."),
        (
            [1, 2],
            {"estimator": "best"},
            "estimator='best' is unknown; pass one of 'ml', 'miller_madow', 'chao_shen', 'shrink', 'grassberger', 'laplace', 'jeffreys'.",
        ),
        (
            [1, 2],
            {"estimator": ["ml"]},
            "estimator=['ml'] is unknown; pass one of 'ml', 'miller_madow', 'chao_shen', 'shrink', 'grassberger', 'laplace', 'jeffreys'.",
        ),
        (
            [1, 2],
            {"estimator": "ml", "n_classes": 5},
            "estimator='ml' does not use n_classes; leave it out, or pass one of 'shrink', 'laplace', 'jeffreys'.",
        ),
        (
            [1, 2],
            {"estimator": "laplace", "n_classes": 1},
            "n_classes=1 with 2 classes seen; pass a whole number not below that.",
        ),
        (
            [1, 2],
            {"estimator": "laplace", "n_classes": 2.5},
            "n_classes=2.5 with 2 classes seen; pass a whole number not below that.",
        ),
    ],
)
def test_what_are_no_counts_is_refused(counts, options, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        entropy_from_counts(counts, **options)
    assert str(caught.value) == message


@every_estimator
def test_whole_numbers_may_be_of_any_type(estimator):
    found = entropy_from_counts([4, 2, 1, 1], estimator=estimator)
    assert entropy_from_counts([4.0, 2.0, 1.0, 1.0], estimator=estimator) == found
    assert entropy_from_counts(np.array([4, 2, 1, 1], np.uint8), estimator=estimator) == found


@pytest.mark.parametrize("estimator", ["shrink", "laplace", "jeffreys"])
def test_columns_of_zeros_beyond_the_number_of_classes_count_for_nothing(estimator):
    found = entropy_from_counts([50, 3, 0, 0, 0], estimator=estimator, n_classes=2)
    assert math.isclose(found, entropy_from_counts([50, 3], estimator=estimator), rel_tol=1e-14)


@pytest.mark.parametrize("estimator", ["ml", "miller_madow", "chao_shen"])
def test_certainty_has_no_negative_zero(estimator):
    found = entropy_from_counts([7, 0], estimator=estimator)
    assert found == 0
    assert math.copysign(1, found) == 1


def test_classes_that_were_not_seen_are_no_bias_to_correct():
    assert math.isclose(entropy_from_counts([4, 4, 0, 0], estimator="miller_madow"), math.log(2) + 1 / 16)


def test_chao_shen_of_single_counts_alone_takes_one_of_them_for_seen():
    p = 1 / 9  # coverage 1 - 2/3
    expected = -3 * p * math.log(p) / (1 - (1 - p) ** 3)
    assert math.isclose(entropy_from_counts([1, 1, 1], estimator="chao_shen"), expected, rel_tol=1e-14)


@pytest.mark.parametrize(("counts", "expected"), [([1, 0], math.log(2)), ([2, 0], 0), ([3, 3], math.log(2))])
def test_shrinkage_is_whole_where_one_count_says_nothing_and_none_where_two_agree(counts, expected):
    assert math.isclose(entropy_from_counts(counts, estimator="shrink"), expected, rel_tol=1e-15)


@pytest.mark.parametrize("m", [1, 28, 29, 30, 31, 40])
def test_grassberger_is_exact_on_both_sides_of_its_series(m):
    with localcontext() as context:
        context.prec = 40
        gamma = Decimal("0.5772156649015328606065120900824024310421593")
        g = -gamma - Decimal(2).ln() + sum(2 / Decimal(2 * i - 1) for i in range(1, m + 1))  # psi(m + 1/2) + ln 2
        exact = float(Decimal(2 * m).ln() - g)
    tolerance = 3 * np.finfo(np.float64).eps * math.log(2 * m)  # a logarithm, a product and a quotient
    assert abs(entropy_from_counts([2 * m], estimator="grassberger") - exact) <= tolerance


@every_estimator
def test_every_estimate_is_in_units_of_the_base(estimator):
    found = entropy_from_counts([4, 2, 1, 1], estimator=estimator, base=2)
    assert math.isclose(found * math.log(2), entropy_from_counts([4, 2, 1, 1], estimator=estimator), rel_tol=1e-14)
