"""What every kind of prediction answers is what its probabilities p (n, K) say."""

import numpy as np
import pytest

from skxent._check import LogProbabilities
from skxent._check._scores import Logits, PositiveProbabilities, Probabilities, Smoothed

P = np.array([[0.25, 0.75], [0.5, 0.5], [0.875, 0.125]])
WIDE = np.array([[0.25, 0.25, 0.5], [0.1, 0.2, 0.7], [0.4, 0.3, 0.3]])
PLAIN = {
    # the scores, their probabilities by hand, and whether one class of a row is one number of it
    "probabilities": (Probabilities(WIDE), WIDE, True),
    "log-probabilities": (LogProbabilities(np.log(WIDE)), WIDE, True),
    "logits": (Logits(np.log(WIDE) + np.array([[0.0], [5.0], [-5.0]])), WIDE, False),
    "positive": (PositiveProbabilities(P[:, 1]), P, True),
    "float32": (Probabilities(P.astype(np.float32)), P, True),
}
SMOOTHED = {
    f"smoothed {name}": (Smoothed(scores, 0.1), (p + 0.1) / (1 + 0.1 * p.shape[1]), gathered)
    for name, (scores, p, gathered) in PLAIN.items()
}
KINDS = {**PLAIN, **SMOOTHED}
every_kind = pytest.mark.parametrize(("scores", "p", "gathered"), KINDS.values(), ids=KINDS)


@every_kind
def test_predictions_are_their_probabilities_and_the_logarithms(scores, p, gathered):
    for found, expected in [(scores.proba(), p), (scores.log_proba(), np.log(p))]:
        np.testing.assert_allclose(found, expected, rtol=1e-14)
        assert found.dtype == np.float64
    codes = np.array([1, 0, 1])
    np.testing.assert_allclose(scores.log_of(codes), np.log(p[np.arange(3), codes]), rtol=1e-14)
    assert scores.log_of(codes).dtype == np.float64


@every_kind
def test_predictions_know_their_size_and_what_they_look_at(scores, p, gathered):
    assert (len(scores), scores.n_classes, scores.is_gathered) == (*p.shape, gathered)


@every_kind
def test_the_likeliest_class_is_the_first_of_equals(scores, p, gathered):
    found = scores.likeliest()
    np.testing.assert_array_equal(found, p.argmax(axis=1))
    assert found.dtype == np.intp


@every_kind
def test_some_rows_of_predictions_are_predictions_of_their_kind(scores, p, gathered):
    part = scores.rows(slice(1, 3))
    assert type(part) is type(scores)
    np.testing.assert_allclose(part.proba(), p[1:3], rtol=1e-14)


@pytest.mark.parametrize("kind", [PositiveProbabilities, Probabilities])
def test_probability_zero_is_minus_infinity_without_a_warning(kind):
    scores = kind(np.array([0.0, 1.0]) if kind is PositiveProbabilities else np.eye(2))
    np.testing.assert_array_equal(scores.log_proba(), [[0, -np.inf], [-np.inf, 0]])
    np.testing.assert_array_equal(scores.log_of(np.array([1, 0])), scores.log_proba()[[0, 1], [1, 0]])


@pytest.mark.parametrize(
    "scores", [Probabilities(np.array([[1 + 1e-9, 0.5]])), LogProbabilities(np.array([[1e-9, -1]]))]
)
def test_a_probability_above_one_by_rounding_costs_nothing(scores):
    assert scores.log_proba()[0, 0] == 0
    assert scores.log_proba().dtype == np.float64
    assert scores.log_of(np.array([0])).tolist() == [0]
    assert scores.log_proba()[0, 1] < 0


def test_no_rows_have_no_logarithms():
    assert Probabilities(np.empty((0, 2))).log_proba().shape == (0, 2)


def test_smoothing_leaves_no_probability_at_zero():
    scores = Smoothed(Probabilities(np.array([[1.0, 0.0]])), 0.5)
    np.testing.assert_allclose(scores.proba(), [[0.75, 0.25]], rtol=1e-15)
    np.testing.assert_allclose(scores.log_proba(), np.log([[0.75, 0.25]]), rtol=1e-14)
