"""The log loss: hand-worked values, reductions, and the zero policy."""

import math
import warnings

import numpy as np
import pytest
import sklearn.metrics

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import log_loss

PROBA = [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]]


def test_a_hand_worked_value():
    assert log_loss([0, 2], PROBA, labels=[0, 1, 2], base=2) == 1.5


def test_reductions():
    options = {"labels": [0, 1, 2], "base": 2}
    assert log_loss([0, 2], PROBA, reduction="sum", sample_weight=[2, 3], **options) == 2 * 1 + 3 * 2
    np.testing.assert_array_equal(log_loss([0, 2], PROBA, reduction="none", **options), [1, 2])


def test_target_distributions():
    assert math.isclose(log_loss([[0.5, 0.5, 0], [0, 1, 0]], PROBA, base=2), (1.5 + 1) / 2, rel_tol=1e-15)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("scale", ["proba", "log_proba"])
def test_probability_zero_of_what_happened_is_infinite_and_counted(dtype, scale):
    proba = np.array([[1, 0], [1, 0], [0, 1]], dtype=dtype)
    with np.errstate(divide="ignore"):
        y_proba = proba if scale == "proba" else np.log(proba)
    with pytest.warns(ZeroProbabilityWarning, match=r"2 of 3 rows gave probability 0.*pass smoothing="):
        assert log_loss([1, 1, 1], y_proba, labels=[0, 1], scale=scale) == math.inf
    with pytest.warns(ZeroProbabilityWarning, match="^1 of 2 rows"):  # that count
        log_loss([1, 1, 1], y_proba, labels=[0, 1], scale=scale, sample_weight=[0, 1, 2])


def test_the_warning_points_at_the_caller():
    for reduction in ("mean", "none"):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            log_loss([0, 1], [[0, 1], [0, 1]], reduction=reduction)
        assert [w.filename for w in caught] == [__file__]


def test_smoothing_makes_it_finite():
    assert math.isclose(log_loss([0], [[0.0, 1.0]], labels=[0, 1], smoothing=0.25), math.log(6))


def test_a_target_of_zero_takes_nothing_from_a_probability_of_zero():
    assert log_loss([[0.0, 1.0]], [[0.0, 1.0]]) == 0


def test_saturated_logits_stay_exact():
    assert log_loss([0], [[0.0, 1e4]], labels=[0, 1], scale="logit") == 1e4


@pytest.mark.parametrize("n", [1, 7, 30_000])
def test_agrees_with_scikit_learn_where_that_is_right(n):
    rng = np.random.default_rng(n)
    proba, y = rng.dirichlet(np.ones(4), n), rng.integers(0, 4, n)
    weight = rng.random(n)
    expected = sklearn.metrics.log_loss(y, proba, labels=[0, 1, 2, 3], sample_weight=weight)
    assert math.isclose(log_loss(y, proba, labels=[0, 1, 2, 3], sample_weight=weight), expected, rel_tol=1e-12)


def test_a_binary_column_is_the_two_columns():
    y, p = [0, 1, 1], np.array([0.25, 0.5, 0.75])
    assert math.isclose(log_loss(y, p), log_loss(y, np.column_stack([1 - p, p])), rel_tol=1e-15)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reduction": "median"}, "reduction='median' is unknown; pass one of 'mean', 'sum', 'none'"),
        ({"reduction": "none", "sample_weight": [1, 1]}, "sample_weight is given beside reduction='none'"),
        ({"base": 1}, "base=1 is not a base of logarithms"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        log_loss([0, 2], PROBA, labels=[0, 1, 2], **options)
