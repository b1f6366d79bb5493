"""Confusion in probability and in bits: rows sum to 1 and to their class's loss, whatever the classes are called."""

import math

import numpy as np
import pytest

from skxent.metrics import log_loss
from skxent.report import evaluate_predictions
from skxent.report._rendering._html import sections_of

N = 250


def data(k):
    rng = np.random.default_rng(k)
    return np.append(np.arange(k), rng.integers(0, k, N - k)), rng.dirichlet(np.full(k, 0.6), N), rng.uniform(0, 2, N)


def section(y, p, **options):
    return evaluate_predictions(y, p, **options).models[0].confusion


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("k", [2, 3, 12])
def test_rows_sum_to_one_and_to_the_loss_of_their_class(k, weighted):
    y, p, w = data(k)
    w = w if weighted else np.ones(N)
    found = section(y, p, sample_weight=w, labels=range(k))
    losses = log_loss(y, p, base=2, reduction="none", labels=range(k))
    mass, bits = np.array(found.mean_probability), np.array(found.bits)
    np.testing.assert_allclose(mass.sum(axis=1), 1, rtol=1e-12)
    for j in range(k):
        of = y == j
        np.testing.assert_allclose(mass[j], np.average(p[of], axis=0, weights=w[of]), rtol=1e-9)
        assert math.isclose(bits[j].sum(), np.average(losses[of], weights=w[of]), rel_tol=1e-9)
        assert bits[j, j] == 0


def test_bits_by_hand():
    found = section([0, 0, 1], [[0.5, 0.25, 0.25], [0.25, 0.75, 0.0], [0.0, 1.0, 0.0]], labels=[0, 1, 2])
    np.testing.assert_allclose(found.bits[0], [0, (0.5 + 2) / 2, 0.5 / 2])
    assert found.bits[1] == (0, 0, 0)
    assert np.isnan(found.bits[2]).all()  # it never happened
    assert [(one.truth, one.predicted) for one in found.pairs] == [(0, 1), (0, 2)]
    assert math.isclose(found.pairs[0].share_of_loss, 2.5 / 3)


def test_target_distributions_are_rows_of_each_class(rng):
    k, n = 3, 60
    t, p = rng.dirichlet([1] * k, n), rng.dirichlet([1] * k, n)
    rows = [np.repeat(np.arange(k)[None], n, axis=0).ravel(), np.repeat(p, k, axis=0), t.ravel()]
    one, other = section(t, p), section(rows[0], rows[1], sample_weight=rows[2])
    np.testing.assert_allclose(one.mean_probability, other.mean_probability, rtol=1e-12)
    np.testing.assert_allclose(one.bits, other.bits, rtol=1e-12)


def test_the_order_of_classes_changes_nothing_but_their_order():
    y, p, w = data(3)
    turn = [2, 0, 1]
    one, other = section(y, p, sample_weight=w), section(y, p[:, turn], labels=turn, sample_weight=w)
    assert other.labels == tuple(turn)
    np.testing.assert_allclose(np.array(other.bits), np.array(one.bits)[np.ix_(turn, turn)], rtol=1e-9)
    for a, b in zip(one.pairs, other.pairs, strict=True):
        assert (a.truth, a.predicted) == (b.truth, b.predicted)
        assert math.isclose(a.bits, b.bits, rel_tol=1e-9)


def test_pairs_are_the_costliest_first_and_share_the_loss():
    y, p, w = data(3)
    pairs = section(y, p, sample_weight=w).pairs
    shares = [one.share_of_loss for one in pairs]
    assert shares == sorted(shares, reverse=True)
    assert math.isclose(sum(shares), 1, rel_tol=1e-12)
    assert all(one.truth != one.predicted for one in pairs)


def test_an_infinite_loss_comes_from_the_classes_that_were_given_anything():
    found = section([0, 1, 2], [[0.0, 1.0, 0.0], [0.2, 0.6, 0.2], [0.1, 0.2, 0.7]])
    assert found.bits[0] == (0.0, math.inf, 0.0)
    assert np.isfinite(np.array(found.bits[1:])).all()
    assert (found.pairs[0].truth, found.pairs[0].predicted, found.pairs[0].bits) == (0, 1, math.inf)


@pytest.mark.parametrize("tiny", [1e-20, 1e-300])
def test_what_is_next_to_nothing_keeps_its_digits(tiny):
    found = section([0, 1], [tiny, 0.5])
    assert math.isclose(found.bits[0][1], tiny / math.log(2), rel_tol=1e-12)
    sure = section([0, 1], [[0.0, -800.0], [-800.0, 0.0]], scale="logit")
    assert np.isfinite(sure.bits).all()


def test_of_many_classes_there_are_only_the_costliest_pairs():
    y, p, _ = data(40)
    found = section(y, p)
    assert (found.labels, found.bits, found.mean_probability) == ((), (), ())
    assert len(found.pairs) == 50


def test_rows_of_weight_zero_are_no_rows():
    y, p, _ = data(3)
    w = np.where(y == 1, 0.0, 1.0)
    assert np.isnan(section(y, p, sample_weight=w).mean_probability[1]).all()


def heat_of(y, z, labels):
    evaluation = evaluate_predictions(y, z, labels=labels, scale="logit")
    (found,) = [one for one in sections_of(evaluation) if one.title == "Confusion in bits"]
    return found.parts[0].blocks[0].chart


@pytest.mark.parametrize("size", [1.0, 30.0, 1e3, 1e5, 1e90])
def test_a_field_has_room_for_its_number(rng, size):
    heat = heat_of(rng.integers(0, 10, 200), size * rng.normal(size=(200, 10)), list(range(10)))
    assert max(len(cell.text) for cell in heat.cells) <= 4
    assert all(cell.text == "" for cell in heat.cells if cell.on_diagonal)


@pytest.mark.parametrize(("letters", "is_turned"), [(1, False), (3, False), (12, True)])
def test_labels_are_turned_only_where_they_are_wider_than_a_field(rng, letters, is_turned):
    labels = [chr(97 + k) * letters for k in range(10)]
    y = [labels[k] for k in rng.integers(0, 10, 200)]
    assert heat_of(y, rng.normal(size=(200, 10)), labels).is_turned is is_turned
