"""Laws of intervals and comparisons."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent.metrics import compare_scores, score_interval

every_interval = pytest.mark.parametrize("method", ["normal", "t", "bootstrap"])
every_test = pytest.mark.parametrize("method", ["t", "sign_flip"])


def rows(seed, n=24):
    """Return losses of two models, weights and groups."""
    rng = np.random.default_rng(seed)
    a = rng.gamma(2.0, size=n)
    return a, a + rng.normal(0.2, 0.5, n), rng.uniform(0.5, 2, n), rng.integers(0, 9, n)


def interval(losses, **options):
    """Return an interval, whatever it warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return score_interval(losses, n_resamples=199, **options)


def comparison(a, b, **options):
    """Return a comparison, whatever it warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compare_scores(a, b, n_resamples=199, **options)


def numbers(found):
    """Return the numbers of a result."""
    return [value for value in vars(found).values() if isinstance(value, float)]


@every_interval
@given(seed=st.integers(0, 10**6), factor=st.floats(1e-3, 1e3), shift=st.floats(-10, 10))
def test_an_interval_moves_and_grows_with_the_losses(method, seed, factor, shift):
    a, _, w, g = rows(seed)
    one = interval(a, sample_weight=w, groups=g, method=method)
    other = interval(factor * a + shift, sample_weight=w, groups=g, method=method)
    bounds = [factor * value + shift for value in (one.estimate, one.low, one.high)]
    assert np.allclose(bounds, [other.estimate, other.low, other.high], rtol=1e-9, atol=1e-9 * (factor + abs(shift)))
    assert math.isclose(factor * one.standard_error, other.standard_error, rel_tol=1e-7)


@every_interval
@given(seed=st.integers(0, 10**6), factor=st.floats(1e-3, 1e3))
def test_only_the_ratios_of_weights_count(method, seed, factor):
    a, _, w, g = rows(seed)
    one = interval(a, sample_weight=w, groups=g, method=method)
    other = interval(a, sample_weight=factor * w, groups=g, method=method)
    assert np.allclose(numbers(one), numbers(other), rtol=1e-9)


@every_test
@given(seed=st.integers(0, 10**6), factor=st.floats(1e-3, 1e3))
def test_a_test_has_no_unit(method, seed, factor):
    a, b, w, g = rows(seed)
    one = comparison(a, b, sample_weight=w, groups=g, method=method)
    other = comparison(factor * a, factor * b, sample_weight=3 * w, groups=g, method=method)
    assert math.isclose(one.p_value, other.p_value, rel_tol=1e-9)
    assert math.isclose(factor * one.difference, other.difference, rel_tol=1e-9)


@every_test
@given(seed=st.integers(0, 10**6), confidence=st.floats(0.5, 0.98))
def test_the_interval_holds_0_where_the_test_does_not_reject_it(method, seed, confidence):
    a, b, w, g = rows(seed)
    found = comparison(a, b, sample_weight=w, groups=g, method=method, confidence=confidence)
    if abs(found.p_value - (1 - confidence)) > 1e-9:
        assert (found.low < 0 < found.high) == (found.p_value > 1 - confidence)


@given(seed=st.integers(0, 10**6))
def test_groups_may_be_named_and_rows_ordered_in_any_way(seed):
    a, b, w, g = rows(seed)
    order = np.random.default_rng(seed).permutation(len(a))
    names = np.array([f"group {8 - k}" for k in range(9)])[g]
    one = comparison(a, b, sample_weight=w, groups=g)
    other = comparison(a[order], b[order], sample_weight=w[order], groups=names[order])
    assert np.allclose(numbers(one), numbers(other), rtol=1e-9)


@given(seed=st.integers(0, 10**6))
def test_a_group_is_one_row_of_its_mean_loss_and_weight(seed):
    a, _, w, g = rows(seed)
    weight = np.bincount(g, weights=w)
    mean = np.bincount(g, weights=w * a)[weight > 0] / weight[weight > 0]
    one = interval(a, sample_weight=w, groups=g)
    assert np.allclose(numbers(one), numbers(interval(mean, sample_weight=weight[weight > 0])), rtol=1e-9)
