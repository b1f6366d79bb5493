"""Decompositions: by hand, exact for every method and rule, never negative where they say so, and their refusals."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, softmax
from sklearn.exceptions import UndefinedMetricWarning

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import (
    Decomposition,
    brier_decomposition,
    brier_loss,
    calibration_error,
    log_loss,
    log_loss_decomposition,
)

PAIRS = [(log_loss_decomposition, log_loss), (brier_decomposition, brier_loss)]
with_rules = pytest.mark.parametrize(("decompose", "loss"), PAIRS, ids=["log_loss", "brier_loss"])
with_methods = pytest.mark.parametrize("method", ["isotonic", "binned", "temperature", "multinomial"])


def sum_of(found):
    """Return what the parts come to."""
    return found.miscalibration - found.discrimination + found.uncertainty


def binary(seed, n=60):
    """Return labels, forecasts that are off, and weights."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=n)
    y = (rng.random(n) < expit(z)).astype(int)
    y[:2] = 0, 1
    return y, expit(2 * z + 0.5).round(2).clip(0.01, 0.99), rng.exponential(size=n)


def ternary(seed, n=400):
    """Return labels and forecasts of three classes: too sure, and off for one class; and what they should be."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(n, 3))
    p = softmax(z, axis=1)
    y = np.array([rng.choice(3, p=row) for row in p])
    return y, softmax(2 * z + [0.0, 0.0, 1.0], axis=1), p


PLAIN = {"isotonic": {}, "binned": {"debias": False}, "temperature": {"n_folds": 0}, "multinomial": {"n_folds": 0}}


@with_rules
@with_methods
@given(seed=st.integers(0, 10**6), plain=st.booleans())
def test_the_parts_are_the_score_exactly(decompose, loss, method, seed, plain):
    y, p, w = binary(seed)
    found = decompose(y, p, sample_weight=w, method=method, **(PLAIN[method] if plain else {}))
    assert math.isclose(found.score, loss(y, p, sample_weight=w), rel_tol=1e-13)
    assert math.isclose(sum_of(found), found.score, rel_tol=1e-12)
    assert (found.method, found.in_sample) == (method, plain or method in ("isotonic", "binned"))


@with_rules
@given(seed=st.integers(0, 10**6))
def test_isotonic_recalibration_never_costs(decompose, loss, seed):
    y, p, w = binary(seed, 20)
    found = decompose(y, p, sample_weight=w)
    assert found.miscalibration >= 0
    assert 0 <= found.discrimination <= found.uncertainty * (1 + 1e-12)


def test_by_hand():
    y, p = [0, 0, 0, 1, 0, 1, 1, 1], [0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 0.75]
    quarter = 2 - 0.75 * math.log2(3)  # entropy of 1/4, in bits
    for method in ("isotonic", "binned"):
        found = log_loss_decomposition(y, p, base=2, method=method, **PLAIN[method])
        score = (4 + 3 * math.log2(4 / 3) + 2) / 8
        assert np.allclose(
            [found.miscalibration, found.discrimination, found.uncertainty, found.score],
            [score - quarter, 1 - quarter, 1, score],
            rtol=1e-12,
        )
        found = brier_decomposition(y, p, method=method, **PLAIN[method])
        assert np.allclose(
            [found.miscalibration, found.discrimination, found.uncertainty], [1 / 32, 1 / 16, 1 / 4], rtol=1e-12
        )
        assert found.within_bin == pytest.approx(0, abs=1e-15)


def test_brier_parts_may_be_the_whole_sum_instead_of_half():
    y, p, w = binary(0)
    half, whole = (brier_decomposition(y, p, sample_weight=w, scale_by_half=c) for c in (True, False))
    for part in ("miscalibration", "discrimination", "uncertainty", "score"):
        assert math.isclose(2 * getattr(half, part), getattr(whole, part), rel_tol=1e-12)


@with_rules
def test_forecasts_near_one_are_told_apart_by_what_is_left(decompose, loss):
    z = np.array([40.0, 41.0, 42.0, 43.0, -40.0, -41.0])  # sigmoid(z) is 1 in float64 for the first four
    y = np.array([0, 0, 1, 1, 0, 0])
    found = decompose(y, z, scale="logit")
    assert math.isclose(found.discrimination, found.uncertainty, rel_tol=1e-12)  # a threshold at 41.5 tells all apart
    found = decompose(1 - y, -z, scale="logit")  # nor near zero
    assert math.isclose(found.discrimination, found.uncertainty, rel_tol=1e-12)
    merged = decompose(y, np.where(z > 0, 0.999, expit(z)))
    assert merged.discrimination < 0.7 * found.discrimination  # as those in float64 would be


@pytest.mark.parametrize("strategy", ["quantile", "uniform"])
def test_binned_miscalibration_is_the_squared_calibration_error(strategy):
    y, p, _ = binary(5, 500)
    for debias in (True, False):
        error = calibration_error(y, p, norm="l2", strategy=strategy, debias=debias)
        found = brier_decomposition(y, p, method="binned", strategy=strategy, debias=debias)
        assert math.isclose(found.miscalibration, math.copysign(error**2, error), rel_tol=1e-9)


def test_binned_log_loss_miscalibration_is_the_kl_calibration_error():
    y, p, w = binary(6, 500)
    found = log_loss_decomposition(y, p, sample_weight=w, method="binned", debias=False)
    assert math.isclose(found.miscalibration, calibration_error(y, p, sample_weight=w, norm="kl"), rel_tol=1e-9)


@with_rules
def test_what_forecasts_tell_within_a_bin_is_reported(decompose, loss):
    y, p = [0, 1, 0, 1], [0.1, 0.9, 0.2, 0.8]
    found = decompose(y, p, method="binned", n_bins=1, debias=False)
    mean = loss(y, [0.5] * 4)
    assert math.isclose(found.within_bin, loss(y, p) - mean, rel_tol=1e-12)
    assert math.isclose(found.discrimination, -found.within_bin, rel_tol=1e-12)  # of bins alone it would be 0
    assert found.miscalibration == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("base", [None, 2])
def test_what_chance_adds_to_the_log_loss_by_hand(base):
    y, p, _ = binary(9, 200)
    plain = log_loss_decomposition(y, p, method="binned", strategy="uniform", n_bins=4, debias=False, base=base)
    found = log_loss_decomposition(y, p, method="binned", strategy="uniform", n_bins=4, base=base)
    codes, unit = np.minimum((4 * p).astype(int), 3), math.log(base) if base else 1.0
    # Half of 1 / (o (1 - o)) times o (1 - o) / (n - 1), in each bin by its share; none has a rate of 0 or 1.
    left = sum(np.mean(codes == b) / (2 * (np.sum(codes == b) - 1)) for b in range(4)) / unit
    whole = 1 / (2 * 199) / unit
    assert all(0 < y[codes == b].mean() < 1 for b in range(4))
    assert math.isclose(plain.miscalibration - found.miscalibration, left, rel_tol=1e-9)
    assert math.isclose(found.uncertainty - plain.uncertainty, whole, rel_tol=1e-9)
    assert math.isclose(plain.discrimination - found.discrimination, left - whole, rel_tol=1e-9)


def test_a_bin_of_rate_one_adds_nothing_by_chance():
    y, p = [1] * 10 + [0, 1] * 10, [0.9] * 10 + [0.4] * 20
    plain = log_loss_decomposition(y, p, method="binned", n_bins=2, debias=False)
    found = log_loss_decomposition(y, p, method="binned", n_bins=2)
    assert math.isclose(plain.miscalibration - found.miscalibration, 20 / 30 / (2 * 19), rel_tol=1e-9)


@with_rules
def test_forecasts_that_are_their_rates_are_calibrated_exactly(decompose, loss):
    for seed in range(30):  # where sums round, some would be below 0
        rng = np.random.default_rng(seed)
        rate = rng.integers(1, 10, 7) / 10
        y = np.concatenate([np.arange(10) < 10 * r for r in rate]).astype(int)
        found = decompose(y, np.repeat(rate, 10))
        assert 0 <= found.miscalibration < 1e-15


@with_rules
@with_methods
def test_a_forecast_of_the_base_rate_tells_nothing_and_is_calibrated(decompose, loss, method):
    y = [0, 0, 0, 1] * 10
    found = decompose(y, [0.25] * 40, method=method, **PLAIN[method])
    assert found.score == pytest.approx(found.uncertainty, rel=1e-12)
    assert found.miscalibration == pytest.approx(0, abs=1e-9 if method in ("isotonic", "binned") else 0.01)
    assert found.discrimination == pytest.approx(0, abs=1e-9 if method in ("isotonic", "binned") else 0.01)


@with_rules
@with_methods
def test_where_one_class_happens_all_loss_is_miscalibration(decompose, loss, method):
    p = np.linspace(0.5, 0.9, 20)
    found = decompose([1] * 20, p, labels=[0, 1], method=method, **PLAIN[method])
    assert found.uncertainty == 0
    assert found.score == pytest.approx(loss([1] * 20, p, labels=[0, 1]), rel=1e-12)
    if method in ("isotonic", "binned"):
        assert found.miscalibration - found.discrimination == pytest.approx(found.score, rel=1e-12)
    if method == "isotonic":
        assert found.miscalibration == found.score


def test_an_outcome_of_probability_zero_is_infinite_miscalibration():
    y, p = [0, 1, 1, 0, 1, 0], [0.0, 0.0, 0.5, 0.5, 1.0, 0.5]
    with pytest.warns(ZeroProbabilityWarning, match="1 of 6 rows gave probability 0"):
        found = log_loss_decomposition(y, p)
    assert (found.score, found.miscalibration) == (math.inf, math.inf)
    assert 0 < found.discrimination < found.uncertainty
    with pytest.warns(ZeroProbabilityWarning):
        found = log_loss_decomposition(y, p, method="binned", debias=False)
    assert (found.score, found.miscalibration) == (math.inf, math.inf)
    assert 0 < found.discrimination < found.uncertainty
    with pytest.warns(ZeroProbabilityWarning):
        found = log_loss_decomposition(y, p, method="temperature")
    assert found.score == math.inf
    assert math.isnan(found.miscalibration)
    assert math.isnan(found.discrimination)


@with_methods
def test_brier_is_finite_at_zeros_and_no_map_of_logarithms_mends_them(method):
    y, p = [0, 1, 1, 0, 1, 0], [0.0, 0.0, 0.5, 0.5, 1.0, 0.5]
    if method in ("isotonic", "binned"):
        found = brier_decomposition(y, p, method=method)
        assert math.isclose(sum_of(found), brier_loss(y, p), rel_tol=1e-12)
        return
    with pytest.warns(
        ZeroProbabilityWarning, match="1 of 6 rows gave probability 0.*no map of log-probabilities mends"
    ):
        found = brier_decomposition(y, p, method=method)
    assert math.isclose(found.score, brier_loss(y, p), rel_tol=1e-12)
    assert math.isnan(found.miscalibration)
    assert math.isnan(found.discrimination)
    y[1] = 0  # zeros that came true stay, and stop nothing
    assert math.isclose(sum_of(brier_decomposition(y, p, method=method)), brier_loss(y, p), rel_tol=1e-12)


def test_bins_of_forecasts_that_leave_float64_keep_their_mean():
    y, z = [1] + [0] * 39, [-800.0, -1000.0, -900.0, -850.0] * 10
    found = log_loss_decomposition(y, z, scale="logit", method="binned", n_bins=1)
    assert math.isfinite(found.miscalibration)
    assert math.isclose(sum_of(found), found.score, rel_tol=1e-12)
    one = log_loss_decomposition(y, [-800.0] * 40, scale="logit", method="binned", n_bins=1)
    assert math.isclose(found.miscalibration, one.miscalibration + math.log(4) / 40, rel_tol=1e-9)  # mean: a quarter


@with_rules
def test_a_bin_in_which_one_row_has_all_the_weight_is_told(decompose, loss):
    with pytest.warns(
        UndefinedMetricWarning, match="one row has all the weight of its bin; pass more rows, or debias=F"
    ):
        found = decompose([0, 1], [0.2, 0.3], sample_weight=[1, 1e-20], method="binned", n_bins=1)
    assert math.isnan(found.miscalibration)
    assert math.isclose(found.score, loss([0, 1], [0.2, 0.3], sample_weight=[1, 1e-20]), rel_tol=1e-12)


@with_rules
@with_methods
def test_labels_are_their_indicator_distributions(decompose, loss, method):
    y, p, w = binary(7)
    hard = decompose(y, p, sample_weight=w, method=method)
    soft = decompose(np.eye(2)[y], p, sample_weight=w, method=method)
    assert np.allclose(list(vars(hard).values())[:4], list(vars(soft).values())[:4], rtol=1e-10, atol=1e-14)


@with_rules
def test_target_distributions_are_taken_apart(decompose, loss):
    rng = np.random.default_rng(8)
    target = rng.dirichlet([1, 1], 50)
    p = expit(rng.normal(size=50) + np.log(target[:, 1] / target[:, 0]))
    found = decompose(target, np.column_stack([1 - p, p]))
    assert math.isclose(found.score, loss(target, np.column_stack([1 - p, p])), rel_tol=1e-12)
    assert math.isclose(sum_of(found), found.score, rel_tol=1e-12)
    rate = target.mean(axis=0)
    assert math.isclose(found.uncertainty, loss(target, np.tile(rate, (50, 1))), rel_tol=1e-12)
    assert found.miscalibration > 0


def test_one_label_alone():
    found = log_loss_decomposition(["a", "a", "a", "a", "a"], np.ones((5, 1)), labels=["a"])
    assert (found.score, found.miscalibration, found.discrimination, found.uncertainty) == (0, 0, 0, 0)


@with_rules
@pytest.mark.parametrize(("n", "rows"), [(1, "1 row"), (2, "2 rows")])
def test_fewer_rows_than_folds_are_counted(decompose, loss, n, rows):
    with pytest.raises(ValueError, match=rf"^n_folds=5 for {rows} that count; pass more rows, "):
        decompose([1, 0][:n], [0.5, 0.5][:n], labels=[0, 1], method="temperature")


def test_every_row_that_gave_its_outcome_probability_zero_is_counted():
    with pytest.warns(ZeroProbabilityWarning, match="2 of 6 rows gave probability 0"):
        log_loss_decomposition([1, 1, 1, 0, 1, 0], [0.0, 0.0, 0.5, 0.5, 1.0, 0.5])


def test_an_infinite_score_is_infinite_miscalibration_even_where_chance_is_undefined():
    with pytest.warns(ZeroProbabilityWarning):
        found = log_loss_decomposition([1], [0.0], labels=[0, 1], method="binned")
    assert (found.score, found.miscalibration) == (math.inf, math.inf)


def test_chance_of_one_row_is_undefined():
    for decompose, _ in PAIRS:
        with pytest.warns(UndefinedMetricWarning, match="pass more rows, or debias=False"):
            assert math.isnan(decompose([1], [0.5], labels=[0, 1], method="binned").miscalibration)
    assert brier_decomposition([1], [0.5], labels=[0, 1], method="binned", debias=False).miscalibration == 0.25


@with_rules
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "platt"}, r"method='platt' is unknown; pass one of 'auto', 'isotonic', 'binned', "),
        ({"n_bins": 5}, r"n_bins=5 is of method='binned', not of 'isotonic'; leave one of them out"),
        ({"method": "isotonic", "debias": True}, r"debias=True is of method='binned', not of 'isotonic'"),
        ({"method": "binned", "n_folds": 3}, r"n_folds=3 is of method='temperature' or 'multinomial', not of 'binned'"),
        ({"method": "temperature", "n_folds": 1}, r"n_folds=1 is no number of folds; pass a whole number from 2, or 0"),
        ({"method": "multinomial", "n_folds": 2.5}, r"n_folds=2.5 is no number of folds"),
        ({"method": "binned", "n_bins": 0}, r"n_bins=0 is no number of bins"),
        ({"method": "binned", "strategy": "kmeans"}, r"strategy='kmeans' is unknown"),
        ({"method": "temperature", "n_folds": 61}, r"n_folds=61 for 60 rows that count; pass more rows, fewer folds, "),
    ],
)
def test_refusals_say_what_came_what_was_wanted_and_what_to_do(decompose, loss, options, message):
    y, p, _ = binary(0)
    with pytest.raises(ValueError, match=message):
        decompose(y, p, **options)


@with_rules
@pytest.mark.parametrize("method", ["isotonic", "binned"])
def test_methods_for_two_classes_refuse_three(decompose, loss, method):
    y, p, _ = ternary(0, 30)
    with pytest.raises(
        ValueError,
        match=r"is for two classes, and there are 3; pass method='multinomial', or one class against the others\.$",
    ):
        decompose(y, p, method=method)


def test_a_decomposition_says_what_it_cannot_say():
    y, p, _ = binary(0)
    for method in ("isotonic", "binned", "temperature", "multinomial"):
        found = log_loss_decomposition(y, p, method=method)
        assert len(found.limits) > 40
        fitted = "in sample" if method in ("isotonic", "binned") else "cross-fitted"
        assert str(found).endswith(f" uncertainty ({method}, {fitted})")
        assert ("It was fitted on the rows that it is judged by" in found.limits) == (fitted == "in sample")
        assert ("It was fitted on other rows than it is judged by" in found.limits) == (fitted == "cross-fitted")
    parts = "0.5 = 0.25 miscalibration - 0.5 discrimination + 0.75 uncertainty"
    assert str(Decomposition(0.25, 0.5, 0.75, 0.5, "isotonic")) == f"{parts} (isotonic, in sample)"


@with_rules
def test_folds_are_those_of_the_seed(decompose, loss):
    y, p, _ = binary(0)
    first = decompose(y, p, method="temperature")
    assert first == decompose(pd.Series(y), pd.Series(p), method="temperature", random_state=0)
    assert first != decompose(y, p, method="temperature", random_state=1)
