"""The bootstrap's parts: the jackknife by hand, Efron's formula with ties, and what has no bounds."""

import math
from dataclasses import fields

import numpy as np
import pytest
from scipy.stats import norm

from skxent.metrics import _bootstrap
from skxent.metrics._bootstrap import bca_interval
from skxent.metrics._units import Units


def units(above, below):
    """Return units of some sums."""
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    return Units(below, above, below, np.abs(above))


def skewed(n=12):
    """Return units of uneven size and a long tail."""
    rng = np.random.default_rng(0)
    below = rng.exponential(size=n)
    return units(below * rng.lognormal(size=n), below)


def test_the_acceleration_is_that_of_the_jackknife():
    whole = skewed()
    left = [np.arange(12) != g for g in range(12)]
    without = np.array([Units(*(getattr(whole, f.name)[rows] for f in fields(Units))).ratio for rows in left])
    v = without.mean() - without
    by_hand = (v**3).sum() / (6 * (v**2).sum() ** 1.5)
    assert abs(by_hand) > 0.01
    assert math.isclose(_bootstrap._acceleration(whole), by_hand, rel_tol=1e-9)


@pytest.mark.parametrize("ties", [True, False])
def test_bounds_are_the_quantiles_of_efrons_formula_where_ties_count_half(ties):
    whole = units([0.1, 0.1, 0.2, 0.2, 0.7], np.ones(5)) if ties else skewed()
    away = _bootstrap._resampled(whole, 999, 0)
    tied = np.abs(away) < 1e-9  # but for rounding
    assert tied.any() == ties
    z0 = norm.ppf((away[~tied] < 0).sum() / 999 + tied.mean() / 2)
    z, a = z0 + norm.ppf([0.05, 0.95]), _bootstrap._acceleration(whole)
    by_hand = whole.ratio + np.quantile(away, norm.cdf(z0 + z / (1 - a * z)))
    assert np.allclose(bca_interval(whole, 0.9, 999, 0), by_hand, rtol=1e-12)


def test_the_bounds_of_the_negative_are_the_negative_bounds():
    whole = skewed()
    negative = units(-whole.above, whole.below)
    for seed in range(10):
        for n_resamples in (1, 2, 3, 999):
            low, high = bca_interval(whole, 0.9, n_resamples, seed)
            assert np.allclose(bca_interval(negative, 0.9, n_resamples, seed), (-high, -low), rtol=1e-12)


def test_resamples_may_be_drawn_in_any_batches(monkeypatch):
    whole = _bootstrap._resampled(skewed(), 99, 0)
    assert whole.shape == (99,)
    monkeypatch.setattr(_bootstrap, "_BATCH", 120)
    assert np.array_equal(_bootstrap._resampled(skewed(), 99, 0), whole)


@pytest.mark.parametrize("seed", range(10))
def test_a_single_resample_is_both_bounds_on_whichever_side_it_is(seed):
    low, high = bca_interval(skewed(), 0.9, 1, seed)
    assert low == high == pytest.approx(skewed().ratio + _bootstrap._resampled(skewed(), 1, seed)[0], rel=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_what_rests_on_one_unit_has_no_bounds_even_if_all_resamples_have_it(seed):
    assert np.isnan(bca_interval(units([1.0, 0.0], [1.0, 0.0]), 0.9, 1, seed)).all()
    assert np.isnan(bca_interval(units([1.0, 2.0], [1.0, 0.0]), 0.9, 1, seed)).all()
