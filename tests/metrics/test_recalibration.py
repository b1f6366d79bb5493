"""Recalibration: isotonic is scikit-learn's, maps are the minima that they say, and folds cost what chance costs."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq, minimize
from scipy.special import expit, softmax
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.isotonic import IsotonicRegression

from skxent._check import Labels, check_forecast
from skxent.metrics import (
    _recalibration,
    brier_decomposition,
    log_loss,
    log_loss_decomposition,
)
from skxent.metrics._recalibration import Recalibrator, _folds_of, _logits
from skxent.metrics._rules import log_slope
from tests.metrics.test_decomposition import PAIRS, binary, sum_of, ternary, with_rules


@with_rules
def test_isotonic_is_scikit_learns_and_no_map_that_keeps_the_order_does_better(decompose, loss):
    y, p, w = binary(3, 300)
    recalibrated = IsotonicRegression(y_min=0, y_max=1).fit(p, y, sample_weight=w).predict(p)
    found = decompose(y, p, sample_weight=w)
    left = loss(y, recalibrated, sample_weight=w)
    assert math.isclose(found.score - found.miscalibration, left, rel_tol=1e-9)
    for slope, shift in ((0.5, 0.0), (0.5, -0.25), (0.7, 0.1)):
        other = expit(slope * np.log(p / (1 - p)) + shift)
        assert loss(y, other, sample_weight=w) >= left - 1e-12


def test_temperature_and_multinomial_find_what_they_can_mend():
    y, p, truth = ternary(0, 4000)
    mended = log_loss(y, truth)
    multinomial = log_loss_decomposition(y, p)
    assert multinomial.method == "multinomial"
    assert not multinomial.in_sample
    # Four parameters fitted on 3200 rows cost 4 / (2 x 3200) = 0.0006 in the mean, and vary by some of that.
    assert math.isclose(multinomial.score - multinomial.miscalibration, mended, abs_tol=0.003)
    temperature = log_loss_decomposition(y, p, method="temperature")
    assert 0 < temperature.miscalibration < multinomial.miscalibration - 0.01  # the shift of one class stays
    only_sure = softmax(2 * np.log(truth), axis=1)
    found = log_loss_decomposition(y, only_sure, method="temperature")
    assert math.isclose(found.score - found.miscalibration, mended, abs_tol=0.001)  # one parameter


@with_rules
@pytest.mark.parametrize("method", ["temperature", "multinomial"])
@pytest.mark.parametrize("n", [12, 400])
def test_a_map_is_the_minimum_of_what_it_says_it_minimises(decompose, loss, method, n):
    y, p, _ = ternary(1, n)
    y[:3] = 0, 1, 2
    w = np.random.default_rng(1).exponential(size=n)
    found = decompose(y, p, sample_weight=w, method=method, n_folds=0)
    kish = w.sum() ** 2 / (w @ w)

    def mapped(theta):
        return softmax(theta[0] * np.log(p) + theta[1:], axis=1)

    def objective(free):
        theta = np.append(free, np.zeros(4 - len(free)))
        return loss(y, mapped(theta), sample_weight=w) + ((theta[0] - 1) ** 2 + theta[1:] @ theta[1:]) / (2 * kish)

    best = minimize(objective, [0.3] if method == "temperature" else [0.3, 0.1, 0.1, 0.1], method="BFGS", tol=1e-9).x
    left = loss(y, mapped(np.append(best, np.zeros(4 - len(best)))), sample_weight=w)
    # Both end where the gradient is 1e-7 or so; the loss is off by no more than that times how far they are apart.
    assert math.isclose(found.score - found.miscalibration, left, rel_tol=1e-6)
    assert found.in_sample
    assert found.miscalibration >= -1e-12


def test_a_forecast_that_is_never_wrong_is_sharpened_no_further_than_one_row_allows():
    y = np.array([0, 1] * 10)
    p = np.where(y, 0.9, 0.1)
    found = log_loss_decomposition(y, p, method="temperature", n_folds=0)
    beta = brentq(lambda b: (b - 1) / 20 - math.log(9) / (1 + 9**b), 1, 20)  # of log(1 + 9^-b) + (b - 1)^2 / 40
    assert math.isclose(found.uncertainty - found.discrimination, math.log1p(9**-beta), rel_tol=1e-6)


def test_folds_are_seeded_and_cost_what_chance_costs():
    y, _, truth = ternary(2)
    one, again, other = (log_loss_decomposition(y, truth, random_state=seed) for seed in (0, 0, 1))
    assert one == again != other
    in_sample = log_loss_decomposition(y, truth, n_folds=0)
    assert one.miscalibration < in_sample.miscalibration  # there is none, and 4 parameters fit chance
    assert in_sample.miscalibration > 0
    assert "below 0 by chance" in one.limits
    assert "part of both is chance" in in_sample.limits


@with_rules
@pytest.mark.parametrize("scale", [1e2, 1e4, 1e8, 1e15])
def test_forecasts_that_are_far_too_sure_are_mended(decompose, loss, scale):
    rng = np.random.default_rng(0)
    z = rng.normal(size=(500, 3))
    y = np.array([rng.choice(3, p=p) for p in softmax(z, axis=1)])
    found = decompose(y, scale * z, scale="logit", method="temperature")
    left = found.uncertainty - found.discrimination
    assert math.isclose(left, loss(y, z, scale="logit"), abs_tol=0.01)  # one parameter of 400 rows costs 0.001
    assert math.isclose(sum_of(found), found.score, rel_tol=1e-12)


def test_brier_is_minimised_from_the_start_that_the_log_loss_prefers():
    found = []
    for seed in (185, 291, 391):  # where it would itself prefer the other
        rng = np.random.default_rng(seed)
        n, k = int(rng.integers(20, 300)), int(rng.integers(2, 6))
        z = rng.normal(size=(n, k))
        y = np.array([rng.choice(k, p=p) for p in softmax(z, axis=1)])
        sure = z * 10 ** rng.uniform(-1, 4) + rng.normal(size=k) * rng.choice([0, 1, 5, 50])
        parts = brier_decomposition(y, sure, scale="logit", method="multinomial", n_folds=0)
        found.append((parts.uncertainty - parts.discrimination) / parts.uncertainty)
    assert np.all(np.array(found) < [0.65, 0.55, 0.8])  # its own search leaves 0.81, 0.71 and 0.88


def test_classes_that_a_fold_lacks_and_classes_that_never_happen():
    y, p, _ = ternary(3, 30)
    p = np.column_stack([p, np.full(30, 0.01)]) / 1.01
    y[:29] = np.minimum(y[:29], 1)
    y[29] = 2  # once
    for decompose, loss in PAIRS:
        found = decompose(y, p, labels=[0, 1, 2, 3])
        assert math.isclose(found.score, loss(y, p, labels=[0, 1, 2, 3]), rel_tol=1e-12)
        assert math.isfinite(found.miscalibration)


@pytest.mark.parametrize("method", ["temperature", "multinomial"])
def test_a_map_whose_minimum_is_not_found_leaves_its_parts_undefined(method, monkeypatch, rng):
    monkeypatch.setitem(_recalibration._ENDING, "maxiter", 1)
    p, y = rng.dirichlet([0.1] * 3, 300), rng.integers(0, 3, 300)
    with pytest.warns(UndefinedMetricWarning, match="found no minimum, so its parts are undefined"):
        found = log_loss_decomposition(y, p, method=method)
    assert math.isnan(found.miscalibration)
    assert math.isnan(found.discrimination)
    assert math.isfinite(found.uncertainty)


def test_what_has_probability_zero_keeps_it_whatever_the_map():
    log_p = np.array([[-np.inf, 0.0], [-1.0, -2.0]])
    for beta in (2.0, 0.0, -1.0):
        found = _logits(np.array([beta, 0.5, 0.25]), log_p)
        assert found.tolist() == [[-math.inf, 0.25], [0.5 - beta, 0.25 - 2 * beta]]


def test_rows_of_a_group_share_a_fold_whatever_the_groups_are_called():
    groups = np.repeat(np.arange(10), 3)[::-1]
    fold = _folds_of(groups, 5, 0)
    assert np.array_equal(fold, np.repeat(fold[::3], 3))
    assert np.bincount(fold).tolist() == [6] * 5
    assert np.array_equal(fold, _folds_of(np.array([f"patient {g}" for g in groups]), 5, 0))
    assert not np.array_equal(fold, _folds_of(groups, 5, 1))


@pytest.mark.parametrize("biased", [True, False])
def test_a_row_is_recalibrated_by_the_other_folds_alone(biased):
    y, p, _ = ternary(4, 60)
    groups = np.repeat(np.arange(20), 3)

    def recalibrated(y, seed=7):
        found = Recalibrator.of(check_forecast(y, p, labels=[0, 1, 2]))
        again = found.scaled(log_slope, biased=biased, n_folds=4, random_state=seed, groups=groups)
        return again.scores.log_proba()

    before, fold = recalibrated(y), _folds_of(groups, 4, 7)
    assert np.array_equal(before, recalibrated(y))
    assert not np.array_equal(before, recalibrated(y, seed=8))
    for group in range(0, 20, 5):
        other = np.where(groups == group, (y + 1) % 3, y)
        is_unmoved = (before == recalibrated(other)).all(axis=1)
        assert np.array_equal(is_unmoved, fold == fold[groups == group][0])


def test_the_rows_that_count_are_a_forecast_of_their_own():
    found = Recalibrator.of(check_forecast([0, 1, 1], [0.5, 0.25, 0.75], sample_weight=[2, 0, 1]))
    counted = found.forecast
    assert isinstance(counted.truth, Labels)
    assert (len(counted), counted.shape, counted.weight.tolist()) == (2, (2,), [2, 1])
    assert np.exp(counted.scores.log_proba()).tolist() == [[0.5, 0.5], [0.25, 0.75]]
    assert counted.truth.dense(np).tolist() == [[1, 0], [0, 1]]
