"""The decomposition in a report: it adds to the loss, and is that of log_loss_decomposition."""

import math

import numpy as np
import pytest

from skxent.metrics import log_loss, log_loss_decomposition
from skxent.report import evaluate_predictions
from skxent.report._sums import _detail

N = 300
NAMES = ("miscalibration", "discrimination", "uncertainty", "score")


def data(k, n=N):
    rng = np.random.default_rng(k)
    z = rng.normal(size=(n, k))
    p, q = np.exp(z), np.exp(3 * z)
    p, q = p / p.sum(axis=1, keepdims=True), q / q.sum(axis=1, keepdims=True)
    return np.append(np.arange(k), [rng.choice(k, p=row) for row in p[k:]]), q, rng.uniform(0, 2, n)


def gain(y, p, **options):
    return evaluate_predictions(y, p, **options).models[0].decomposition


def same(found, expected):
    np.testing.assert_allclose(
        [getattr(found, name) for name in NAMES], [getattr(expected, name) for name in NAMES], rtol=1e-9, atol=1e-12
    )
    assert (found.method, found.in_sample, found.limits) == (expected.method, expected.in_sample, expected.limits)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("k", [2, 3, 12])
def test_parts_are_those_of_log_loss_decomposition(k, weighted):
    y, p, w = data(k)
    w = w if weighted else None
    found = gain(y, p, sample_weight=w)
    same(found.usual, log_loss_decomposition(y, p, sample_weight=w))
    same(found.cross_fitted, log_loss_decomposition(y, p, sample_weight=w, method="multinomial"))
    assert found.best is found.cross_fitted
    for parts in (found.usual, found.cross_fitted):
        assert math.isclose(parts.score, log_loss(y, p, sample_weight=w), rel_tol=1e-12)
        assert math.isclose(parts.miscalibration - parts.discrimination + parts.uncertainty, parts.score, rel_tol=1e-12)
        assert math.isclose(parts.share, parts.miscalibration / parts.score)
        assert parts.read_from == "all rows"


def test_the_seed_is_that_of_random_state():
    y, p, _ = data(3)
    expected = log_loss_decomposition(y, p, random_state=7)
    same(gain(y, p, random_state=7).usual, expected)
    assert gain(y, p).usual.miscalibration != expected.miscalibration


def test_recalibration_of_overconfident_forecasts_gains_and_of_calibrated_ones_does_not():
    y, p, _ = data(3)
    assert gain(y, p).best.share > 0.1
    right = p ** (1 / 3)
    right /= right.sum(axis=1, keepdims=True)
    assert abs(gain(y, right).best.share) < 0.03


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("n", [1, 4, 9, 10, 11])
def test_few_rows_are_not_cut_into_folds(n, k):
    y, p, _ = data(k, 20)
    found = gain(y[:n], p[:n], labels=range(k))
    assert (found.cross_fitted is None) == (n < 10)
    assert (found.usual is None) == (n < 10 and k == 3)
    if found.usual is not None:
        assert math.isclose(found.usual.score, log_loss(y[:n], p[:n], labels=range(k)), rel_tol=1e-12)


def test_few_rows_that_count_are_few_rows():
    y, p, _ = data(3)
    assert gain(y, p, sample_weight=np.arange(N) < 9).best is None


@pytest.mark.parametrize("k", [2, 3])
def test_of_an_infinite_loss_recalibration_is_no_share(k):
    y, p, _ = data(k)
    p[5] = np.eye(k)[(y[5] + 1) % k]
    evaluation = evaluate_predictions(y, p)
    found = evaluation.models[0].decomposition
    assert found.usual.score == math.inf
    assert math.isnan(found.usual.share)
    assert math.isnan(found.cross_fitted.miscalibration)
    assert math.isclose(found.cross_fitted.uncertainty, found.usual.uncertainty)
    if k == 2:
        assert found.usual.miscalibration == math.inf
        assert math.isfinite(found.usual.discrimination)
    assert "decomposition" in evaluation.to_json()


def test_zeros_that_cannot_be_mended_are_noted():
    y, p, _ = data(3)
    target = np.eye(3)[y]
    p[5] = np.eye(3)[(y[5] + 1) % 3]
    (model,) = evaluate_predictions(target, p, smoothing=0.0).models
    assert model.notes == ()  # the loss is infinite, and said so elsewhere


@pytest.mark.parametrize("k", [2, 3])
def test_one_class_alone_is_all_miscalibration(k, rng):
    p = rng.dirichlet(np.ones(k), 40)
    found = gain(np.zeros(40, int), p, labels=range(k)).usual
    assert found.uncertainty == 0
    assert math.isclose(found.miscalibration - found.discrimination, found.score, rel_tol=1e-9)


def test_of_many_rows_a_sample_is_enough(monkeypatch):
    monkeypatch.setattr(_detail, "MOST_FITTED", 2000)
    y, p, w = data(3, 5000)
    found = gain(y, p, sample_weight=w).usual
    assert found.read_from == "a sample of 2000 rows"
    expected = log_loss_decomposition(y, p, sample_weight=w)
    assert math.isclose(found.score, expected.score, rel_tol=1e-12)
    assert math.isclose(found.uncertainty, expected.uncertainty, rel_tol=1e-12)
    assert math.isclose(found.miscalibration - found.discrimination + found.uncertainty, found.score, rel_tol=1e-12)
    assert math.isclose(found.miscalibration, expected.miscalibration, abs_tol=0.15)  # by chance of the sample
