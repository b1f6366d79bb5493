"""Intervals of the headline and of classes: those of the public metrics, by rows or by groups, wherever rows are cut."""

import math
from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from skxent.metrics import brier_loss, log_loss, score_interval
from skxent.report import evaluate_predictions
from skxent.report._sums._units import GroupUnits, units_of

pytestmark = [
    pytest.mark.filterwarnings("ignore::skxent.exceptions.SmallSampleWarning"),
    pytest.mark.filterwarnings("ignore::skxent.exceptions.HeavyTailWarning"),
]

RNG = np.random.default_rng(0)
N = 240
W = np.where(RNG.uniform(size=N) < 0.1, 0.0, RNG.uniform(0.2, 3, N))
GROUPS = RNG.integers(0, 40, N)
GIVEN = {
    "plain": {},
    "weighted": {"sample_weight": W},
    "grouped": {"groups": GROUPS},
    "both": {"sample_weight": W, "groups": np.array([f"patient {g}" for g in GROUPS])},
}


def data(k):
    """Return labels and probabilities of k classes that are calibrated."""
    rng = np.random.default_rng(k)
    p = rng.dirichlet(np.ones(k), N)
    return np.array([rng.choice(k, p=row) for row in p]), p


def bounds(losses, **given):
    """Return Student's bounds at Kish's number."""
    found = score_interval(losses, method="t", **given)
    half = t.ppf(0.975, found.n_effective - 1) * found.standard_error
    return found.estimate, found.estimate - half, found.estimate + half


def close(measured, expected, factor=1.0):
    found = (measured.value, measured.low, measured.high)
    return np.allclose(found, np.multiply(factor, expected), rtol=1e-9, atol=0)


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("k", [2, 3, 12])
def test_bounds_of_the_headline_are_those_of_score_interval(k, given):
    y, p = data(k)
    w = given.get("sample_weight", np.ones(N))
    model = evaluate_predictions(y, p, labels=range(k), **given).models[0]
    losses = log_loss(y, p, labels=range(k), reduction="none")
    rate = np.bincount(y, weights=w, minlength=k) / w.sum()
    loss = bounds(losses, **given)
    assert close(model.headline["log_loss"], loss)
    assert close(model.headline["excess"], loss)
    assert close(model.headline["log_loss_bits"], loss, 1 / math.log(2))
    assert close(model.headline["perplexity"], np.exp(loss))
    assert close(model.headline["typical_probability"], np.exp(np.negative(loss))[[0, 2, 1]])
    assert close(model.headline["brier"], bounds(brier_loss(y, p, labels=range(k), reduction="none"), **given))
    with np.errstate(divide="ignore"):
        assert close(model.headline["skill"], bounds(losses, reference=-np.log(rate)[y], **given))


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("k", [2, 3, 12])
def test_bounds_of_a_class_are_those_of_its_rows(k, given):
    y, p = data(k)
    losses = log_loss(y, p, labels=range(k), reduction="none")
    for row in evaluate_predictions(y, p, labels=range(k), **given).models[0].per_class:
        of = row.label == y
        expected = bounds(losses[of], **{name: each[of] for name, each in given.items()})
        assert np.allclose((row.log_loss, row.low, row.high), expected, rtol=1e-9, atol=0)
        w = given.get("sample_weight", np.ones(N))[of]
        assert row.n_rows == np.count_nonzero(w)
        assert math.isclose(row.mean_probability, np.average(p[of, row.label], weights=w), rel_tol=1e-12)


def test_groups_of_one_row_are_rows():
    y, p = data(3)
    rows, groups = (evaluate_predictions(y, p, sample_weight=W, **given) for given in ({}, {"groups": np.arange(N)}))
    for metric in ("log_loss", "skill", "brier", "perplexity"):
        a, b = (one.models[0].headline[metric] for one in (rows, groups))
        assert close(b, (a.value, a.low, a.high))
    assert groups.facts.n_groups == np.count_nonzero(W)
    assert math.isclose(rows.facts.n_effective, groups.facts.n_effective)


@pytest.mark.parametrize("kind", ["rows", "groups"])
@given(cuts=st.lists(st.integers(0, N), max_size=4), seed=st.integers(0, 9), hard=st.booleans())
def test_rows_may_be_cut_anywhere(kind, cuts, seed, hard):
    y, p = data(3)
    losses = log_loss(y, p, reduction="none")
    scores = {"loss": losses, "hits": (p.argmax(axis=1) == y).astype(float)}

    def units(rows):
        code = y[rows] if hard else None
        group = GROUPS[rows] if kind == "groups" else None
        return units_of({name: one[rows] for name, one in scores.items()}, W[rows], code, 3, group)

    parts = [units(part) for part in np.split(np.arange(N), sorted(cuts))]
    np.random.default_rng(seed).shuffle(parts)
    whole, added = units(np.arange(N)), reduce(add, parts)
    assert added.n_rows == whole.n_rows
    assert added.n_units == whole.n_units
    assert math.isclose(added.n_effective, whole.n_effective, rel_tol=1e-12)
    for name in scores:
        assert math.isclose(added.mean(name), whole.mean(name), rel_tol=1e-12)
        assert math.isclose(added.error(name), whole.error(name), rel_tol=1e-9)
    each = np.array([0.5, 1.0, 2.0])
    assert math.isclose(added.error_of_ratio(each), whole.error_of_ratio(each), rel_tol=1e-9) or not hard
    np.testing.assert_allclose(added.by_class.ratio, whole.by_class.ratio, rtol=1e-12)
    np.testing.assert_allclose(added.by_class.standard_error, whole.by_class.standard_error, rtol=1e-9)
    np.testing.assert_array_equal(added.by_class.n_units, whole.by_class.n_units)


def test_one_group_or_one_row_has_no_interval():
    y, p = data(3)
    for alone in ({"groups": np.zeros(N)}, {"sample_weight": np.arange(N) == 3}):
        model = evaluate_predictions(y, p, **alone).models[0]
        assert all(math.isnan(model.headline[name].low) for name in ("log_loss", "skill", "brier", "perplexity"))
        assert all(math.isnan(row.low) for row in model.per_class)


def test_groups_without_weight_are_none():
    y, p = data(3)
    w = np.where(GROUPS < 5, 0.0, 1.0)
    assert evaluate_predictions(y, p, sample_weight=w, groups=GROUPS).facts.n_groups == len(np.unique(GROUPS[w > 0]))


def test_groups_of_an_infinite_loss_have_no_interval_and_others_do():
    y, p = data(3)
    first = np.flatnonzero(y == 1)[0]
    p[first] = [1, 0, 0]
    model = evaluate_predictions(y, p, groups=GROUPS).models[0]
    assert math.isnan(model.headline["log_loss"].low)
    assert math.isfinite(model.headline["brier"].low)
    assert {row.label: math.isfinite(row.low) for row in model.per_class} == {0: True, 1: False, 2: True}


def test_accuracy_of_groups_is_no_surer_than_of_rows():
    y, p = data(3)
    alone, together = (
        evaluate_predictions(np.repeat(y, 4), np.repeat(p, 4, axis=0), groups=groups).models[0].headline["accuracy"]
        for groups in (None, np.repeat(np.arange(N), 4))
    )
    assert math.isclose((together.high - together.low) / (alone.high - alone.low), 2, rel_tol=0.02)


def test_weights_may_be_of_any_scale():
    y, p = data(3)
    one, other = (evaluate_predictions(y, p, sample_weight=W * scale, groups=GROUPS) for scale in (1, 1e-6))
    for name, measured in one.models[0].headline.items():
        found = other.models[0].headline[name]
        expected, came = ((m.value, m.low, m.high) for m in (measured, found))
        np.testing.assert_allclose(came, expected, rtol=1e-9)


def test_sums_of_groups_are_one_row_for_each():
    units = units_of({"loss": np.arange(6.0)}, None, np.zeros(6, int), 2, np.array(list("aabbcc")))
    assert isinstance(units, GroupUnits)
    assert (units + units).whole.above.shape == (3, 3)
    assert (units + units).n_rows == 12


def test_groups_of_other_numbers_do_not_add():
    sums, other = (units_of({name: np.ones(4)}, None, None, 2, np.arange(4) // 2) for name in ("loss", "brier"))
    assert sums.__add__(other) is sums.__add__(1) is NotImplemented
