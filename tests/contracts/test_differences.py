"""The README's table of differences from ``sklearn.metrics.log_loss``, row by row, on both sides."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import log_loss

GOOD = np.array([[0.9, 0.1], [0.1, 0.9]])


def theirs(*args, **kwargs):
    """Return scikit-learn's value, whatever it warns about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sklearn.metrics.log_loss(*args, **kwargs)


@pytest.mark.parametrize(("dtype", "cost"), [(np.float64, 36.0), (np.float32, 15.9), (np.float16, 6.9)])
def test_probability_zero_of_what_happened(dtype, cost):
    proba = np.array([[0.0, 1.0], [0.0, 1.0]], dtype=dtype)
    assert round(2 * theirs([0, 1], proba), 1) == cost  # one of two rows
    with pytest.warns(ZeroProbabilityWarning, match="1 of 2 rows"):
        assert log_loss([0, 1], proba) == math.inf
    assert math.isclose(log_loss([0, 1], proba, smoothing=0.5), -(math.log(0.25) + math.log(0.75)) / 2)


def test_columns_of_a_frame():
    swapped = pd.DataFrame(GOOD, columns=["a", "b"])[["b", "a"]]
    assert math.isclose(theirs(["a", "b"], swapped), -math.log(0.1))
    assert math.isclose(log_loss(["a", "b"], swapped), -math.log(0.9))
    with pytest.raises(ValueError, match="labels are"):
        log_loss(["a", "b"], swapped.rename(columns={"a": "c"}))


def test_order_of_labels():
    assert math.isclose(theirs(["a", "b"], GOOD[:, ::-1], labels=["b", "a"]), -math.log(0.1))
    assert math.isclose(log_loss(["a", "b"], GOOD[:, ::-1], labels=["b", "a"]), -math.log(0.9))


def test_two_dimensional_truth():
    both = [[1, 1], [0, 1]]
    assert math.isfinite(theirs(both, GOOD))
    with pytest.raises(ValueError, match="y_true sums to 2"):
        log_loss(both, GOOD)


def test_rows_that_do_not_sum_to_one():
    with pytest.warns(UserWarning, match="sum to one"):
        sklearn.metrics.log_loss([0, 1], 0.9 * GOOD)
    with pytest.raises(ValueError, match="in rows 0, 1; rows sum to 1: pass normalize=True"):
        log_loss([0, 1], 0.9 * GOOD)
    assert math.isclose(log_loss([0, 1], 0.9 * GOOD, normalize=True), -math.log(0.9))


def test_log_probabilities():
    log_proba = np.array([[-1000.0, 0.0], [-1000.0, 0.0]])
    assert log_loss([0, 1], log_proba, scale="log_proba") == 500
    assert theirs([0, 1], np.exp(log_proba)) < 20


def test_logits():
    logits = np.array([[0.0, 1000.0], [0.0, 1000.0]])
    assert log_loss([0, 1], logits, scale="logit") == 500
    proba = np.exp(logits - logits.max(axis=1, keepdims=True))
    assert theirs([0, 1], proba) < 20


def test_normalize():
    assert math.isclose(theirs([0, 1], GOOD, normalize=False), 2 * -math.log(0.9))
    assert math.isclose(log_loss([0, 1], GOOD, reduction="sum"), 2 * -math.log(0.9))
    assert math.isclose(log_loss([0, 1], 7 * GOOD, normalize=True), -math.log(0.9))


def test_units():
    assert math.isclose(log_loss([0, 1], GOOD, base=2), -math.log2(0.9))
