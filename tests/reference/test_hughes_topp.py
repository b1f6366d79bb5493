"""A published set of probability forecasts, and the scores that were published or derived for it.

Hughes, G. and Topp, C. F. E. (2015). Probabilistic forecasting of plant disease: analysis of a scoring rule by
information theory. Entropy 17(8), 5450-5471, https://doi.org/10.3390/e17085450: n forecasts of probability p, of which
o were followed by an event. The expected values are sums over these eleven groups, computed with Python's ``fractions``
and ``decimal`` from the definitions: the mean of -ln p or -ln(1 - p), of (p - y)^2, and the entropy of o / n in all.
"""

import math

import numpy as np
import pytest

from skxent.metrics import LossTally, brier_loss, d2_log_loss_score, log_loss

P = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
EVENTS = np.array([1, 1, 5, 5, 4, 8, 6, 16, 16, 8, 11])
FORECASTS = np.array([46, 55, 59, 41, 19, 22, 22, 34, 24, 11, 13])

# The groups as weighted rows: each probability once with an event, once without.
Y = np.repeat([1, 0], 11)
PROBA = np.tile(P, 2)
WEIGHT = np.concatenate([EVENTS, FORECASTS - EVENTS])
ROWS = np.repeat(np.arange(22), WEIGHT)


@pytest.fixture(params=["weighted", "repeated"])
def forecasts(request):
    """Return (y, proba, weight) as weighted groups, and as one row for each forecast."""
    return (Y, PROBA, WEIGHT) if request.param == "weighted" else (Y[ROWS], PROBA[ROWS], None)


def test_log_score(forecasts):
    y, proba, weight = forecasts
    assert math.isclose(log_loss(y, proba, sample_weight=weight), 0.447069125422, abs_tol=5e-13)
    assert math.isclose(log_loss(y, proba, sample_weight=weight, base=2), 0.644984410, abs_tol=5e-10)


def test_brier_score(forecasts):
    y, proba, weight = forecasts
    assert math.isclose(brier_loss(y, proba, sample_weight=weight), 0.144039017341, abs_tol=5e-13)


def test_uncertainty_and_skill(forecasts):
    y, proba, weight = forecasts
    tally = LossTally.from_predictions(y, proba, sample_weight=weight)
    assert math.isclose(tally.base_rate_entropy, 0.544187950159, abs_tol=5e-13)
    assert math.isclose(d2_log_loss_score(y, proba, sample_weight=weight), 0.178465592, abs_tol=5e-10)


def test_standard_error():
    tally = LossTally.from_predictions(Y[ROWS], PROBA[ROWS])
    assert math.isclose(tally.standard_error, 0.027422718, abs_tol=5e-10)
