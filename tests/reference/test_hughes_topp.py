"""A published set of probability forecasts, and its scores by exact decimal arithmetic.

Hughes, G. and Topp, C. F. E. (2015). Probabilistic forecasts: scoring rules and their decomposition and diagrammatic
representation via Bregman divergences. Entropy 17(8), 5450-5471, https://doi.org/10.3390/e17085450: n forecasts
of probability p, of which o were followed by the event. The expected values are the definitions applied to these eleven
groups with Python's ``decimal`` at 40 digits, as ``test_expected_values_are_the_definitions`` does again for the scores and
the uncertainty.
"""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from skxent.metrics import (
    LossTally,
    brier_decomposition,
    brier_loss,
    calibration_error,
    d2_brier_score,
    d2_log_loss_score,
    log_loss,
    log_loss_decomposition,
    reliability_curve,
    score_interval,
)

P = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
EVENTS = np.array([1, 1, 5, 5, 4, 8, 6, 16, 16, 8, 11])
FORECASTS = np.array([46, 55, 59, 41, 19, 22, 22, 34, 24, 11, 13])

# The groups as weighted rows: each probability once with an event, once without.
Y = np.repeat([1, 0], 11)
PROBA = np.tile(P, 2)
WEIGHT = np.concatenate([EVENTS, FORECASTS - EVENTS])
ROWS = np.repeat(np.arange(22), WEIGHT)


LOG_SCORE, BRIER_SCORE, UNCERTAINTY = 0.447069125422, 0.144039017341, 0.544187950159


def test_expected_values_are_the_definitions():
    with localcontext() as context:
        context.prec = 40
        groups = [(Decimal(f"{p:g}"), int(o), int(m)) for p, o, m in zip(P, EVENTS, FORECASTS, strict=True)]
        n = int(FORECASTS.sum())
        log_score = -sum(o * p.ln() + (m - o) * (1 - p).ln() for p, o, m in groups) / n
        brier_score = sum(o * (1 - p) ** 2 + (m - o) * p**2 for p, o, m in groups) / n
        rate = Decimal(int(EVENTS.sum())) / n
        uncertainty = -(rate * rate.ln() + (1 - rate) * (1 - rate).ln())
    found = [float(round(value, 12)) for value in (log_score, brier_score, uncertainty)]
    assert found == [LOG_SCORE, BRIER_SCORE, UNCERTAINTY]


@pytest.fixture(params=["weighted", "repeated"])
def forecasts(request):
    """Return (y, proba, weight) as weighted groups, and as one row for each forecast."""
    return (Y, PROBA, WEIGHT) if request.param == "weighted" else (Y[ROWS], PROBA[ROWS], None)


def test_log_score(forecasts):
    y, proba, weight = forecasts
    assert math.isclose(log_loss(y, proba, sample_weight=weight), LOG_SCORE, abs_tol=5e-13)
    assert math.isclose(log_loss(y, proba, sample_weight=weight, base=2), 0.644984410, abs_tol=5e-10)


def test_brier_score(forecasts):
    y, proba, weight = forecasts
    assert math.isclose(brier_loss(y, proba, sample_weight=weight), BRIER_SCORE, abs_tol=5e-13)


def test_uncertainty_and_skill(forecasts):
    y, proba, weight = forecasts
    tally = LossTally.from_predictions(y, proba, sample_weight=weight)
    assert math.isclose(tally.base_rate_entropy, UNCERTAINTY, abs_tol=5e-13)
    assert math.isclose(d2_log_loss_score(y, proba, sample_weight=weight), 0.178465592, abs_tol=5e-10)
    assert math.isclose(d2_brier_score(y, proba, sample_weight=weight), 0.196656184, abs_tol=5e-10)


def test_standard_error():
    tally = LossTally.from_predictions(Y[ROWS], PROBA[ROWS])
    interval = score_interval(log_loss(Y[ROWS], PROBA[ROWS], reduction="none"))
    for found in (tally.standard_error, interval.standard_error):
        assert math.isclose(found, 0.027422718, abs_tol=5e-10)
    assert math.isclose(interval.estimate, LOG_SCORE, abs_tol=5e-13)


@pytest.mark.parametrize("strategy", ["quantile", "uniform"])
@pytest.mark.parametrize(
    ("norm", "debias", "expected"),
    [
        ("l1", True, 0.138583815),
        ("l2", False, 0.157843288),
        ("max", True, 0.327272727),
        ("kl", True, 0.071225267),
    ],
)
def test_calibration_error(forecasts, norm, debias, expected, strategy):
    y, proba, weight = forecasts
    value = calibration_error(y, proba, sample_weight=weight, norm=norm, debias=debias, strategy=strategy)
    assert math.isclose(value, expected, abs_tol=5e-10)


def test_debiased_calibration_error():  # Ferro and Fricker's correction: its square is their reliability 0.019995401434
    value = calibration_error(Y[ROWS], PROBA[ROWS], norm="l2")
    assert math.isclose(value, 0.141405097, abs_tol=5e-10)
    assert math.isclose(value**2, 0.019995401434, abs_tol=5e-13)


def parts(found):
    """Return the parts of a decomposition."""
    return found.miscalibration, found.discrimination, found.uncertainty


@pytest.mark.parametrize("strategy", ["quantile", "uniform"])
@pytest.mark.parametrize(
    ("decompose", "expected"),
    [
        (log_loss_decomposition, (0.071225267299, 0.168344092037, UNCERTAINTY)),
        (brier_decomposition, (0.024914503542, 0.060174827977, 0.179299341776)),
    ],
)
def test_binned_decompositions(forecasts, decompose, expected, strategy):
    y, proba, weight = forecasts
    found = decompose(y, proba, sample_weight=weight, method="binned", strategy=strategy, debias=False)
    assert np.allclose(parts(found), expected, rtol=0, atol=5e-13)
    assert abs(found.within_bin) < 1e-15  # each bin holds one probability


@pytest.mark.parametrize(
    ("decompose", "expected"),
    [
        (log_loss_decomposition, (0.070594640121, 0.167713464858, UNCERTAINTY)),
        (brier_decomposition, (0.024650844354, 0.059911168788, 0.179299341776)),
    ],
)
def test_isotonic_decompositions(forecasts, decompose, expected):
    y, proba, weight = forecasts
    found = decompose(y, proba, sample_weight=weight)
    assert np.allclose(parts(found), expected, rtol=0, atol=5e-13)
    assert found.method == "isotonic"


def test_the_bias_corrected_brier_decomposition():
    found = brier_decomposition(Y[ROWS], PROBA[ROWS], method="binned")
    assert np.allclose(parts(found), (0.019995401434, 0.055775434106, 0.179819050013), rtol=0, atol=5e-13)


def test_the_reliability_curve_is_the_table_of_groups(forecasts):
    y, proba, weight = forecasts
    curve = reliability_curve(y, proba, sample_weight=weight)
    assert np.allclose(curve["mean_predicted"], P, rtol=1e-12)
    assert np.allclose(curve["observed_rate"], EVENTS / FORECASTS, rtol=1e-12)
    assert np.allclose(curve["weight"], FORECASTS, rtol=1e-12)
