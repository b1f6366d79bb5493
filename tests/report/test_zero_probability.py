"""Rows of probability 0: what they cost, what smoothing makes of the loss, and how many unlikely rows are expected."""

import math
import warnings

import numpy as np
import pytest

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import log_loss
from skxent.report import evaluate_predictions
from skxent.report._sections._zero_probability import SMOOTHINGS, UNLIKELY

RNG = np.random.default_rng(0)
N = 300
P = RNG.dirichlet([0.5, 0.5, 0.5], N)
P[::7, 0] = 0
P /= P.sum(axis=1, keepdims=True)
Y = np.append([0, 1, 2], RNG.integers(0, 3, N - 3))
W = np.where(RNG.uniform(size=N) < 0.2, 0.0, RNG.uniform(0.1, 2, N))


def section(y, p, **options):
    return evaluate_predictions(y, p, **options).models[0].zero_probability


@pytest.mark.parametrize("smoothing", [0.0, 1e-3])
@pytest.mark.parametrize("form", ["proba", "log_proba", "positive", "distribution", "logit"])
def test_the_loss_at_each_smoothing_is_that_of_log_loss(form, smoothing, rng):
    y, p, scale = Y, P, "proba"
    if form == "positive":
        y, p = (Y > 0).astype(int), P[:, 1:].sum(axis=1)
    if form == "distribution":
        y = rng.dirichlet([1, 1, 1], N)
    if form in ("log_proba", "logit"):
        scale = form
        with np.errstate(divide="ignore"):
            p = np.log(P) if form == "log_proba" else np.log(np.maximum(P, 1e-30)) * 20
    found = section(y, p, scale=scale, sample_weight=W, smoothing=smoothing).by_smoothing
    assert [one.smoothing for one in found] == list(SMOOTHINGS)
    for one in found:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ZeroProbabilityWarning)
            expected = log_loss(y, p, scale=scale, sample_weight=W, smoothing=one.smoothing)
        assert math.isclose(one.log_loss, expected, rel_tol=1e-9), one.smoothing


def test_rows_of_zero_are_counted_named_and_left_out():
    found = section(Y, P, sample_weight=W)
    of = (P[np.arange(N), Y] == 0) & (W > 0)
    assert found.rows == of.sum()
    assert found.first_rows == tuple(np.flatnonzero(of)[:10])
    assert math.isclose(found.share_of_weight, W[of].sum() / W.sum(), rel_tol=1e-12)
    left = ~of & (W > 0)
    expected = log_loss(Y[left], P[left], sample_weight=W[left], labels=[0, 1, 2])
    assert math.isclose(found.log_loss_without, expected, rel_tol=1e-12)
    assert found.unlikely[0].n_rows == of.sum()
    assert found.unlikely[0].share_of_loss == 1
    assert section(Y, P, rows=False).first_rows == ()


def test_where_every_row_is_zero_nothing_is_left():
    found = section([0, 1], [[0.0, 1.0], [1.0, 0.0]])
    assert (found.rows, found.share_of_weight) == (2, 1)
    assert math.isnan(found.log_loss_without)
    assert found.best_smoothing.smoothing == SMOOTHINGS[-1]


def test_smoothed_predictions_have_no_zeros_and_the_curve_of_those_that_came():
    found, plain = section(Y, P, smoothing=1e-4), section(Y, P)
    assert (found.rows, found.first_rows) == (0, ())
    assert [one.log_loss for one in found.by_smoothing] == pytest.approx([one.log_loss for one in plain.by_smoothing])
    at = next(one for one in found.by_smoothing if one.smoothing == 1e-4)
    assert math.isclose(at.log_loss, log_loss(Y, P, smoothing=1e-4), rel_tol=1e-9)


def test_the_best_smoothing_is_that_of_the_least_loss():
    found = section(Y, P)
    assert found.best_smoothing.smoothing == min(SMOOTHINGS[1:], key=lambda d: log_loss(Y, P, smoothing=d))


def test_unlikely_rows_are_those_at_or_below_a_probability(rng):
    p = rng.dirichlet([0.3] * 4, 500)
    y, w = rng.integers(0, 4, 500), rng.uniform(0.1, 2, 500)
    found = section(y, p, sample_weight=w, labels=range(4))
    given = p[np.arange(500), y]
    losses = -np.log(given)
    for share, one in zip(UNLIKELY, found.unlikely, strict=True):
        of = given <= share
        assert (one.probability, one.n_rows) == (share, of.sum())
        assert math.isclose(one.share_of_weight, w[of].sum() / w.sum(), rel_tol=1e-12, abs_tol=1e-15)
        assert math.isclose(one.share_of_loss, (w * losses)[of].sum() / (w @ losses), rel_tol=1e-9, abs_tol=1e-15)
        assert math.isclose(one.n_expected, p[p <= share].sum(), rel_tol=1e-9, abs_tol=1e-15)


@pytest.mark.parametrize("share", UNLIKELY[1:])
@pytest.mark.parametrize("form", ["proba", "positive", "log_proba"])
def test_a_probability_at_the_share_is_within_it(share, form):
    y = np.array([0, 1] * 10)
    p = np.where(y == 1, share, 1 - share)
    if form == "proba":
        p = np.column_stack([1 - p, p])
    scale = "proba"
    if form == "log_proba":
        p, scale = np.log(np.column_stack([1 - p, p])), "log_proba"
    found = next(one for one in section(y, p, scale=scale).unlikely if one.probability == share)
    assert found.n_rows == 20  # each row gave what happened just so much
    assert math.isclose(found.n_expected, 20 * share, rel_tol=1e-6)


def test_calibrated_forecasts_are_as_unlikely_as_expected():
    rng = np.random.default_rng(1)
    p = rng.dirichlet([0.3] * 5, 20_000)
    y = (p.cumsum(axis=1) > rng.uniform(size=(20_000, 1))).argmax(axis=1)
    for one in section(y, p, labels=range(5)).unlikely[4:]:  # of which some are expected
        assert abs(one.n_rows - one.n_expected) < 4 * math.sqrt(one.n_expected)


def test_expected_rows_are_of_labels_that_count(rng):
    assert all(math.isnan(one.n_expected) for one in section(rng.dirichlet([1, 1, 1], N), P).unlikely)
    p = np.array([[0.15, 0.85], [0.04, 0.96], [0.5, 0.5]])
    found = {
        one.probability: one.n_expected
        for one in section([1, 1, 1], p, sample_weight=[9, 0, 1], labels=[0, 1]).unlikely
    }
    assert math.isclose(found[0.2], 0.15)
    assert found[0.1] == 0


@pytest.mark.parametrize(
    ("n", "told"), [(1, "1 row (5.0 %) gave"), (3, "3 rows (15.0 %) gave"), (20, "20 rows (100.0 %) gave")]
)
def test_one_row_is_told_as_one(n, told):
    page = evaluate_predictions([0, 1] * 10, np.array(([1.0, 0.0] * 10)[:n] + ([0.3, 0.7] * 10)[n:])).to_html()
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    assert told in page
    assert ("Without it the log loss is" in page, "It is row 0." in page) == (n == 1, n == 1)
    assert ("Without them the log loss is" in page) == (1 < n < 20)
    assert ("The first: rows 0, 1, 2" in page) == (n > 1)
