"""Numbers that R's yardstick holds itself to, and where it clamps: tests/testthat/test-prob-mn_log_loss.R of it."""

import math

import numpy as np
import pytest

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import log_loss

CLASSES = ["A", "B", "C"]
TRUTH = ["A", "A", "A", "B", "B", "C"]
PROBA = [[1, 0, 0], [0.8, 0.05, 0.15], [0.51, 0.29, 0.2], [0.1, 0.8, 0.1], [0.2, 0.6, 0.2], [0.3, 0.3, 0.4]]
# "Issue #29" there: three forecasts of No, the first level and there the event, of which the last was certain and wrong.
NO = np.array([0.860384856004899, 1, 1])
HAPPENED = ["Yes", "No", "Yes"]
FORECAST = np.column_stack([NO, 1 - NO])


def test_the_mean_and_the_sum_of_three_classes():
    total = -math.log(0.8 * 0.51 * 0.8 * 0.6 * 0.4)
    assert log_loss(TRUTH, PROBA, labels=CLASSES) == pytest.approx(total / 6)
    assert log_loss(TRUTH, PROBA, labels=CLASSES, reduction="sum") == pytest.approx(total)


def test_two_classes_and_the_first_level_as_the_event():
    assert log_loss(HAPPENED[:2], FORECAST[:2], labels=["No", "Yes"]) == pytest.approx(0.9844328, abs=5e-8)
    assert log_loss(HAPPENED[:2], NO[:2], labels=["Yes", "No"]) == pytest.approx(0.9844328, abs=5e-8)


def test_what_is_clamped_at_the_machine_epsilon_there_is_infinite_here():
    with pytest.warns(ZeroProbabilityWarning, match="1 of 3 rows"):
        assert log_loss(HAPPENED, FORECAST, labels=["No", "Yes"]) == math.inf
    clamped = (2 * 0.9844328 - math.log(np.finfo(float).eps)) / 3
    assert clamped == pytest.approx(12.6708396674381, abs=1e-6)
