"""Calibration error: by hand, published, unbiased in simulation, and its choices refused where unknown."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.exceptions import UndefinedMetricWarning

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import calibration_error
from tests.properties.registry import Case, cases

NORMS, STRATEGIES = ("l1", "l2", "max", "kl"), ("quantile", "uniform")

Y = [0, 0, 1, 1, 0, 1, 1, 1]  # observed rates 1/2 and 3/4
P = [0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75]


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize(
    ("norm", "expected"),
    [
        ("l1", 1 / 8),
        ("l2", math.sqrt(1 / 32)),
        ("max", 1 / 4),
        ("kl", (math.log(2) + math.log(2 / 3)) / 4),
    ],
)
def test_norms_by_hand(norm, expected, strategy):
    value = calibration_error(Y, P, norm=norm, strategy=strategy, debias=False)
    assert math.isclose(value, expected, rel_tol=1e-12)


def test_debiasing_by_hand_keeps_the_sign_of_the_square():
    variance = (1 / 2 * 1 / 2 / 3 + 3 / 4 * 1 / 4 / 3) / 2  # o (1 - o) / (n - 1) in each bin, of half the weight each
    square = 1 / 32 - variance
    assert square < 0
    assert math.isclose(calibration_error(Y, P, norm="l2"), -math.sqrt(-square), rel_tol=1e-12)


def test_a_row_alone_in_its_bin_goes_with_the_next():
    y, p = [1, 0, 1, 0], [0.1, 0.3, 0.6, 0.9]
    pairs = [(1 / 2 - 0.2) ** 2 - 1 / 4, (1 / 2 - 0.75) ** 2 - 1 / 4]  # o (1 - o) / (n - 1) = 1/4
    value = calibration_error(y, p, norm="l2", strategy="uniform")
    assert math.isclose(value, -math.sqrt(-np.mean(pairs)), rel_tol=1e-12)
    triple = [(2 / 3 - 0.2) ** 2 - 2 / 9 / 2]  # the last goes with the one before
    value = calibration_error([1, 0, 1], [0.1, 0.2, 0.3], norm="l2", strategy="uniform")
    assert math.isclose(value, math.copysign(math.sqrt(abs(triple[0])), triple[0]), rel_tol=1e-12)


def test_many_bins_hide_no_miscalibration():
    rng = np.random.default_rng(0)
    squares = []
    for _ in range(300):
        p = rng.uniform(0.4, 0.6, 60)
        value = calibration_error(rng.random(60) < p + 0.3, p, norm="l2", n_bins=60)
        squares.append(math.copysign(value**2, value))
    assert abs(np.mean(squares) - 0.09) < 3 * np.std(squares) / math.sqrt(300)


def test_the_debiased_error_of_one_row_is_undefined():
    with pytest.warns(
        UndefinedMetricWarning, match="one row has all the weight of its bin; pass more rows, or debias=False"
    ):
        assert math.isnan(calibration_error([1], [0.5], norm="l2", labels=[0, 1]))
    assert calibration_error([1], [0.5], norm="l2", labels=[0, 1], debias=False) == 0.5


def test_weights_are_importance_in_the_debiased_error():
    rng = np.random.default_rng(1)
    p, w = rng.random(400), rng.exponential(size=400)
    values = [calibration_error(rng.random(400) < p, p, norm="l2", sample_weight=w) for _ in range(400)]
    squares = np.sign(values) * np.square(values)
    assert abs(squares.mean()) < 3 * squares.std() / math.sqrt(400)
    unweighted_variance = calibration_error(rng.random(400) < p, p, norm="l2", sample_weight=w, debias=False) ** 2
    assert unweighted_variance > 5 * abs(squares.mean())


def test_a_probability_a_little_above_one_by_rounding_is_one():
    above = np.array([[1 + 1e-12, 0.0], [0.0, 1 + 1e-12]])
    assert calibration_error([0, 1], above, strategy="uniform") == 0.0


def test_the_debiased_square_is_unbiased_for_calibrated_forecasts():
    rng = np.random.default_rng(0)
    values = []
    for _ in range(400):
        p = rng.random(200)
        values.append(calibration_error(rng.random(200) < p, p, norm="l2"))
    squares = np.sign(values) * np.square(values)
    assert abs(squares.mean()) < 3 * squares.std() / math.sqrt(len(squares))
    plain = calibration_error(rng.random(200) < p, p, norm="l2", debias=False) ** 2
    assert plain > 5 * abs(squares.mean())


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_forecast_of_one_is_in_the_last_bin(strategy):
    y, p = [1, 1, 1, 0], [1.0, 1.0, 0.99, 0.0]
    assert math.isclose(calibration_error(y, p, strategy=strategy, n_bins=2), 0.25 * 0.01, rel_tol=1e-12)


def test_quantile_bins_hold_equal_weight_and_never_part_equal_forecasts():
    p = np.arange(1, 13) / 16
    y = np.tile([0, 1], 6)
    by_hand = np.mean([abs(y[i : i + 3].mean() - p[i : i + 3].mean()) for i in range(0, 12, 3)])
    assert math.isclose(calibration_error(y, p, n_bins=4), by_hand, rel_tol=1e-12)
    assert math.isclose(calibration_error(y, np.full(12, 0.25), n_bins=4), 0.25, rel_tol=1e-12)


def test_for_more_classes_the_likeliest_class_meets_its_hit_rate():
    proba = [[0.5, 0.25, 0.25], [0.5, 0.25, 0.25], [0.125, 0.125, 0.75], [0.125, 0.75, 0.125]]
    y = ["a", "b", "c", "b"]
    assert calibration_error(y, proba) == 0.5 * 0.25  # hit rates 1/2 of 0.5, 1 of 0.75
    assert calibration_error(y, proba, kind="top_label") == 0.5 * 0.25


def test_classwise_is_the_mean_over_classes():
    proba = np.array([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25], [0.125, 0.125, 0.75], [0.125, 0.75, 0.125]])
    y = np.array([0, 1, 2, 1])
    each = [calibration_error(y == k, proba[:, k], labels=[False, True]) for k in range(3)]
    assert math.isclose(calibration_error(y, proba, kind="classwise"), np.mean(each), rel_tol=1e-12)
    worst = [calibration_error(y == k, proba[:, k], labels=[False, True], norm="max") for k in range(3)]
    assert math.isclose(calibration_error(y, proba, kind="classwise", norm="max"), max(worst), rel_tol=1e-12)


def test_two_classes_are_those_of_the_last_label():
    proba = np.column_stack([1 - np.array(P), P])
    assert calibration_error(Y, proba) == calibration_error(Y, P) == 0.125
    assert calibration_error(Y, P, kind="top_label", n_bins=1) == 0.75 - 5 / 8


@given(case=cases())
def test_target_distributions_are_averaged(case: Case):
    target = 0.9 * np.eye(case.n_classes)[case.codes] + 0.1 / case.n_classes
    again = np.repeat(np.arange(len(case.codes)), case.n_classes)  # a row for each class, weighing its share
    options = {"kind": "classwise", "labels": case.labels, "debias": False, "strategy": "uniform"}
    soft = calibration_error(target, case.y_proba, **options)
    expanded = calibration_error(
        np.tile(case.labels, len(case.codes)), case.y_proba[again], sample_weight=target.ravel(), **options
    )
    assert math.isclose(soft, expanded, rel_tol=1e-9, abs_tol=1e-12)


@given(case=cases(), norm=st.sampled_from(NORMS), strategy=st.sampled_from(STRATEGIES), n_bins=st.integers(1, 30))
def test_every_choice_gives_a_number(case: Case, norm: str, strategy: str, n_bins: int):
    for kind, debias in product(("top_label", "classwise"), (True, False)):
        value = calibration_error(
            case.y_true, case.y_proba, labels=case.labels, sample_weight=case.weight,
            norm=norm, strategy=strategy, n_bins=n_bins, kind=kind, debias=debias,
        )  # fmt: skip
        assert math.isfinite(value)
        assert value >= 0 or (norm == "l2" and debias)
        assert value <= 1 or norm == "kl"


def test_an_outcome_of_probability_zero_is_infinite_in_kl_and_warned_about():
    with pytest.warns(ZeroProbabilityWarning, match="1 of 3 rows"):
        assert calibration_error([1, 0, 1], [0.0, 0.5, 0.5], norm="kl") == math.inf
    assert math.isfinite(calibration_error([1, 0, 1], [0.0, 0.5, 0.5], norm="kl", smoothing=1e-3))


def test_a_certainty_by_rounding_is_no_certainty():
    proba = [[1.0, 1e-30], [1.0, 1e-30]]  # 1 - 1e-30 rounds to 1
    by_hand = (math.log(0.5 / 1.0) + math.log(0.5 / 1e-30)) / 2
    assert math.isclose(calibration_error([0, 1], proba, norm="kl"), by_hand, rel_tol=1e-12)
    assert math.isclose(calibration_error([0, 1], proba, norm="kl", kind="top_label"), by_hand, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"norm": "l3"}, r"norm='l3' is unknown; pass one of 'l1', 'l2', 'max', 'kl'\."),
        ({"kind": "marginal"}, r"kind='marginal' is unknown; pass one of 'auto', 'top_label', 'classwise'\."),
        ({"strategy": "width"}, r"strategy='width' is unknown; pass one of 'quantile', 'uniform'\."),
        ({"n_bins": 0}, r"n_bins=0 is no number of bins; pass a whole number from 1 to 1000000\."),
        ({"n_bins": 2.5}, r"n_bins=2\.5 is no number of bins"),
        ({"n_bins": True}, r"n_bins=True is no number of bins"),
    ],
)
def test_unknown_choices_are_refused(choice, message):
    with pytest.raises(ValueError, match=message):
        calibration_error(Y, P, **choice)
