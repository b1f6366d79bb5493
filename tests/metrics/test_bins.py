"""Bins as tallies: with bins that are fixed beforehand, rows may be cut anywhere."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent.metrics import calibration_error
from skxent.metrics._bins import BinTally, bin_codes, check_bins
from skxent.metrics._events import Event


@given(seed=st.integers(0, 10**6), cut=st.integers(1, 49), soft=st.booleans())
def test_rows_may_be_cut_anywhere(seed, cut, soft):
    rng = np.random.default_rng(seed)
    p, w = rng.random(50), rng.exponential(size=50)
    t = rng.random(50) if soft else (rng.random(50) < p).astype(float)

    def tally(rows):
        event = Event("a", p, 1 - p, t).of(rows)
        return BinTally.of(event, w[rows], bin_codes(event.p, w[rows], "uniform", 8), 8)

    whole, added = tally(slice(None)), tally(slice(0, cut)) + tally(slice(cut, None))
    for field in fields(BinTally):
        assert np.allclose(getattr(whole, field.name), getattr(added, field.name), rtol=1e-13, atol=1e-15)
    assert np.allclose(whole.filled.variance, added.filled.variance, rtol=1e-9, equal_nan=True)


def test_a_bin_in_which_one_row_has_all_the_weight_has_no_variance():
    t = np.array([0.0, 1.0])
    tally = BinTally.of(Event("a", t, 1 - t, t), np.array([1.0, 2e-16]), np.zeros(2, dtype=int), 1)
    assert np.isnan(tally.variance).all()
    light = BinTally.of(Event("a", t, 1 - t, t), np.array([1e-170, 1e-170]), np.zeros(2, dtype=int), 1)
    assert np.array_equal(light.n_effective, [2.0])
    assert np.allclose(light.variance, 0.25)
    certain = BinTally.of(Event("a", np.ones(3), np.zeros(3), np.full(3, 0.01)), np.ones(3), np.zeros(3, dtype=int), 1)
    assert certain.variance[0] == 0  # which rounds below


def test_the_variance_of_a_bins_rate_is_that_of_a_weighted_mean_by_its_effective_rows():
    t, w = np.array([0.0, 1.0, 1.0, 0.25]), np.array([1.0, 2.0, 3.0, 4.0])
    tally = BinTally.of(Event("a", t, 1 - t, t), w, np.zeros(4, dtype=int), 1)
    mean = np.average(t, weights=w)
    spread, n = np.average((t - mean) ** 2, weights=w), 100 / 30
    assert np.allclose(tally.variance, spread / (n - 1), rtol=1e-12)


def test_quantile_bins_hold_equal_weight_by_hand():
    p, w = np.array([0.4, 0.1, 0.2, 0.3]), np.array([1.0, 3.0, 1.0, 1.0])
    assert bin_codes(p, w, "quantile", 2).tolist() == [1, 0, 1, 1]  # 0, 3, 4 and 5 of 6 are below
    assert bin_codes(p, np.ones(4), "quantile", 2).tolist() == [1, 0, 0, 1]
    light = np.array([1.0, 1.0, 1.0, 1e-12])  # all the weight but for rounding is below the last
    assert bin_codes(np.arange(4) / 4, light, "quantile", 3).tolist() == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ([0.1, 0.1, 0.4, 0.4, 0.7, 0.7, 0.7], [0, 0, 1, 1, 2, 2, 2]),  # two rows stand by themselves
        ([0.1, 0.4, 0.7, 0.7], [1, 1, 2, 2]),
        ([0.1, 0.4, 0.7], [1, 1, 1]),
        ([0.1, 0.4, 0.4, 0.7], [1, 1, 1, 1]),
        ([0.7], [2]),
    ],
)
def test_paired_bins_hold_two_rows_at_least(p, expected):
    assert bin_codes(np.array(p), np.ones(len(p)), "uniform", 4, paired=True).tolist() == expected


def test_a_million_bins_are_the_most():
    check_bins("uniform", 1_000_000)
    with pytest.raises(
        ValueError, match=r"^n_bins=1000001 is no number of bins; pass a whole number from 1 to 1000000\.$"
    ):
        check_bins("uniform", 1_000_001)


def test_a_row_of_weight_zero_is_in_no_bin_and_pairs_with_none():
    y, p, w = [1, 0, 1, 0, 1], [0.1, 0.3, 0.6, 0.9, 0.2], [1, 1, 1, 1, 0]
    options = {"norm": "l2", "strategy": "uniform"}
    assert calibration_error(y, p, sample_weight=w, **options) == calibration_error(y[:4], p[:4], **options)


def test_an_event_of_probability_zero_that_happened_is_found_and_its_opposite_too():
    p = np.array([0.0, 0.0, 1.0, 1.0, 0.5, 0.0, 1.0])
    t = np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.5, 0.5])
    assert Event("a", p, 1 - p, t).zero.tolist() == [True, False, True, False, False, True, True]
