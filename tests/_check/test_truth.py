"""What every kind of target answers is what its distributions t (n, K) say."""

import numpy as np
import pytest

from skxent._check import Distributions, Labels, LogProbabilities, Mixed, Weighted
from skxent._check._scores import Logits, PositiveProbabilities, Probabilities

CODES = np.array([2, 0, 1, 0])
EYE = np.eye(3)[CODES]
T = np.array([[0.5, 0.5, 0.0], [0.125, 0.25, 0.625], [0.0, 0.0, 1.0], [0.75, 0.0, 0.25]])
C = np.array([2.0, 0.5, 0.0])  # of class weights; the third row of T is all of a class of weight 0
P = np.array([[0.25, 0.25, 0.5], [0.1, 0.2, 0.7], [0.3, 0.3, 0.4], [0.6, 0.3, 0.1]])
W = np.array([1.0, 0.0, 2.0, 0.5])


def weighted(t):
    total = (t @ C)[:, None]
    return np.where(total > 0, t * C / np.where(total > 0, total, 1), t)


KINDS = {
    # the target, and its distributions by hand
    "labels": (Labels(CODES, 3), EYE),
    "distributions": (Distributions(T), T),
    "mixed labels": (Mixed(Labels(CODES, 3), 0.25, 3), 0.75 * EYE + 0.25 / 3),
    "mixed distributions": (Mixed(Distributions(T), 0.25, 3), 0.75 * T + 0.25 / 3),
    "weighted distributions": (Weighted(Distributions(T), C), weighted(T)),
    "weighted mixed": (Weighted(Mixed(Distributions(T), 0.25, 3), C), weighted(0.75 * T + 0.25 / 3)),
}
every_kind = pytest.mark.parametrize(("truth", "t"), KINDS.values(), ids=KINDS)


def xlogx(t):
    return t * np.log(np.where(t > 0, t, 1))


@every_kind
def test_a_target_is_its_distributions(truth, t):
    np.testing.assert_allclose(truth.dense(np), t, rtol=1e-15)
    assert truth.dense(np).dtype == np.float64
    assert truth.xp is np
    assert truth.is_gathered is isinstance(truth, Labels)


@every_kind
def test_products_with_a_target_are_those_with_its_distributions(truth, t):
    values = np.log(P)
    np.testing.assert_allclose(truth.dot(values), (t * values).sum(axis=1), rtol=1e-14)
    np.testing.assert_allclose(truth.by_class(C), t @ C, rtol=1e-14)
    np.testing.assert_allclose(truth.by_class(C + 1), t @ (C + 1), rtol=1e-14)


@every_kind
@pytest.mark.parametrize("w", [None, W], ids=["unweighted", "weighted"])
def test_sums_over_the_rows_of_a_target_are_those_of_its_distributions(truth, t, w):
    each = np.ones(len(t)) if w is None else w
    np.testing.assert_allclose(truth.class_weight(w), each @ t, rtol=1e-14)
    assert truth.class_weight(w).dtype == np.float64
    np.testing.assert_allclose(truth.entropy(w), -each @ xlogx(t).sum(axis=1), rtol=1e-14)


@every_kind
@pytest.mark.parametrize("codes", [[0, 0, 0, 0], [2, 0, 2, 1]])
def test_the_share_of_one_class_in_each_row_is_taken_from_its_distributions(truth, t, codes):
    found = truth.of(np.array(codes))
    np.testing.assert_allclose(found, t[np.arange(4), codes], rtol=1e-15)
    assert found.dtype == np.float64


@every_kind
@pytest.mark.parametrize("order", ["C", "F"])
def test_the_residual_is_the_prediction_less_the_target_and_is_written_over_it(truth, t, order):
    p = np.array(P, order=order)
    assert truth.residual(p) is p
    np.testing.assert_allclose(p, P - t, rtol=1e-14)


@every_kind
@pytest.mark.parametrize("scores", [Probabilities(P), LogProbabilities(np.log(P)), Logits(np.log(P) + 3)])
def test_the_log_loss_is_the_divergence_plus_the_targets_own_entropy(truth, t, scores):
    np.testing.assert_allclose(truth.log_loss(scores), -(t * np.log(P)).sum(axis=1), rtol=1e-13)
    np.testing.assert_allclose(truth.divergence(scores), (xlogx(t) - t * np.log(P)).sum(axis=1), rtol=1e-13, atol=1e-15)


@every_kind
@pytest.mark.parametrize("rows", [slice(1, 3), np.array([3, 0, 0])], ids=["slice", "places"])
def test_some_rows_of_a_target_are_a_target_of_its_kind(truth, t, rows):
    part = truth.rows(rows)
    assert type(part) is type(truth)
    np.testing.assert_allclose(part.dense(np), t[rows], rtol=1e-15)


def test_what_cannot_happen_costs_nothing_however_impossible_it_was():
    values = np.array([[-np.inf, 1.0], [2.0, np.inf]])
    np.testing.assert_array_equal(Distributions(np.array([[0.0, 1.0], [1.0, 0.0]])).dot(values), [1.0, 2.0])


def test_the_divergence_counts_what_exp_would_lose():
    scores = LogProbabilities(np.array([[0.0, -1000.0]]))  # exp(-1000) is 0 in float64
    half = Distributions(np.array([[0.5, 0.5]]))
    np.testing.assert_allclose(half.divergence(scores), 500 - np.log(2), rtol=1e-15)
    surely = Distributions(np.array([[1.0, 0.0]]))
    np.testing.assert_array_equal(surely.divergence(scores), [0.0])
    never = LogProbabilities(np.array([[0.0, -np.inf]]))
    assert half.divergence(never).tolist() == [np.inf]
    assert surely.divergence(never).tolist() == [0.0]


def test_a_target_met_exactly_costs_zero_and_no_negative_zero():
    scores = Probabilities(np.array([[1.0, 0.0]]))
    for truth in (Labels(np.array([0]), 2), Distributions(np.array([[1.0, 0.0]]))):
        assert np.copysign(1, truth.log_loss(scores)).tolist() == [1]
        assert np.copysign(1, truth.divergence(scores)).tolist() == [1]


def test_labels_cost_the_logarithm_of_their_own_probability_alone():
    truth = Labels(np.array([1, 0]), 2)
    np.testing.assert_allclose(truth.log_loss(PositiveProbabilities(np.array([0.25, 0.5]))), np.log([4, 2]), rtol=1e-15)
