"""From numbers on a named scale to scores, over as many blocks of rows as it takes."""

import math

import numpy as np
import pytest

from skxent._check import RowError
from skxent._check._predictions import check_rows_sum_to_one, check_scores, divided_by_sums, row_sums, smoothed
from skxent._check._scores import Logits, Probabilities, Smoothed

N = 40_000  # rows of two: more than one block
EPS_FLOAT32 = 2.0**-23


def test_sums_and_refusals_are_of_all_blocks():
    p = np.random.default_rng(0).dirichlet(np.ones(2), N)
    np.testing.assert_allclose(row_sums("p", p, wanted="w"), p.sum(axis=1), rtol=1e-15)
    with pytest.raises(RowError, match=r"^p is negative \(down to -2\) in rows 7, 33333; w$"):
        row_sums("p", np.where(np.isin(np.arange(N), [7, 33_333])[:, None], [-2.0, 3.0], p), wanted="w")
    with pytest.raises(RowError, match=r"^p is NaN or infinite, or sums to infinity, in row 39999; f$"):
        row_sums("p", np.where(np.arange(N)[:, None] == N - 1, [np.nan, 3.0], p), wanted="w", finite="f")


def test_logarithms_of_all_blocks_are_checked():
    log_p = np.log(np.random.default_rng(0).dirichlet(np.ones(2), N))
    assert len(check_scores(log_p, scale="log_proba", normalize=False, n_classes=2)) == N
    log_p[N - 1] += 0.5
    with pytest.raises(RowError, match=r"^exp\(y_proba\) sums to 1.64872127 \(the worst\) in row 39999; "):
        check_scores(log_p, scale="log_proba", normalize=False, n_classes=2)


@pytest.mark.parametrize("k", [2, 9])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_sum_may_be_off_by_its_rounding_and_no_more(k, sign):
    p = np.full((3, k), 1 / k)
    tolerance = EPS_FLOAT32 * (4 + math.sqrt(k))
    check_rows_sum_to_one("p", p, np.array([1, 1 + sign * 0.99 * tolerance, 1]), wanted="w")
    with pytest.raises(RowError, match=r"^p sums to [01]\.\d+ \(the worst\) in row 1; w$"):
        check_rows_sum_to_one("p", p, np.array([1, 1 + sign * 1.01 * tolerance, 1]), wanted="w")


def test_rows_are_divided_by_their_sums():
    p = np.array([[1.0, 3.0], [0.5, 0.0]])
    np.testing.assert_array_equal(divided_by_sums("p", p, p.sum(axis=1)), [[0.25, 0.75], [1, 0]])
    scores = check_scores(p, scale="proba", normalize=True, n_classes=2)
    np.testing.assert_array_equal(scores.proba(), [[0.25, 0.75], [1, 0]])


def test_a_probability_above_one_is_told_apart_from_a_sum_that_is():
    off = 1 + 0.5 * EPS_FLOAT32 * (4 + math.sqrt(2))
    assert check_scores(np.array([[off, 0.0]]), scale="proba", normalize=False, n_classes=2).log_proba()[0, 0] == 0
    with pytest.raises(RowError, match=r"^y_proba sums to 1\.5 \(the worst\) in row 0; rows sum to 1: "):
        check_scores(np.array([[0.5, 1.0]]), scale="proba", normalize=False, n_classes=2)
    with pytest.raises(RowError, match=r"^y_proba is above 1 \(up to 1\.5\) in row 1; "):
        check_scores(np.array([[0.5, 1.0], [1.5, 0.0]]), scale="proba", normalize=False, n_classes=2)


@pytest.mark.parametrize(
    ("scale", "values"),
    [("proba", [0.0, 1.0]), ("log_proba", [-np.inf, 0.0]), ("logit", [-np.inf, np.inf])],
)
def test_certainty_is_a_prediction_on_every_scale(scale, values):
    scores = check_scores(np.array(values), scale=scale, normalize=False, n_classes=2)
    np.testing.assert_array_equal(scores.proba(), [[1, 0], [0, 1]])
    np.testing.assert_array_equal(scores.log_proba(), [[0, -np.inf], [-np.inf, 0]])


def test_short_floats_are_computed_with_as_float64():
    p = np.array([0.25, 0.5], np.float32)
    for scale, values in [("log_proba", np.log2(p) * np.float32(0.5)), ("logit", p)]:
        short = check_scores(values, scale=scale, normalize=False, n_classes=2).log_proba()
        exact = check_scores(values.astype(np.float64), scale=scale, normalize=False, n_classes=2).log_proba()
        assert short.dtype == np.float64
        np.testing.assert_array_equal(short, exact)


def test_log_probabilities_to_normalize_are_logits():
    z = np.array([[3.0, 1.0]])
    assert isinstance(check_scores(z, scale="log_proba", normalize=True, n_classes=2), Logits)
    assert isinstance(check_scores(z, scale="logit", normalize=True, n_classes=2), Logits)


@pytest.mark.parametrize("delta", [1e-300, 0.5, 1e100])
def test_smoothing_is_any_amount_that_leaves_numbers(delta):
    scores = Probabilities(np.array([[1.0, 0.0]]))
    assert smoothed(scores, 0) is scores
    found = smoothed(scores, delta)
    assert isinstance(found, Smoothed)
    assert np.isfinite(found.log_proba()).all()
