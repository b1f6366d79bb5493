"""The sums behind intervals: they may be cut anywhere but within a group, and keep their digits."""

import math
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent.metrics._units import RatioTally, Units


def units(seed, n, offset=0.0):
    """Return the sums of some units."""
    rng = np.random.default_rng(seed)
    weight = rng.exponential(size=n)
    return Units(weight, weight * (offset + rng.exponential(size=n)), weight * (1 + rng.random(n)), weight)


def part(whole, rows):
    """Return some of the units."""
    return Units(*(getattr(whole, field.name)[rows] for field in fields(Units)))


@given(seed=st.integers(0, 10**6), cuts=st.lists(st.integers(1, 29), min_size=1, max_size=4, unique=True))
def test_units_may_be_cut_anywhere(seed, cuts):
    whole = units(seed, 30)
    edges = [0, *sorted(cuts), 30]
    parts = [part(whole, slice(a, b)) for a, b in pairwise(edges)]
    added = sum(RatioTally.of(one) for one in parts)
    assert added.n_units == 30
    assert isinstance(added.ratio, float)
    assert math.isclose(added.ratio, whole.ratio, rel_tol=1e-13)
    assert math.isclose(added.standard_error, whole.standard_error, rel_tol=1e-10)


def test_the_standard_error_of_large_losses_that_differ_little_keeps_its_digits():
    small, large = units(0, 100), units(0, 100, offset=1e6)
    same = Units(small.weight, small.above, small.weight, small.weight)
    shifted = Units(small.weight, small.above + 1e6 * small.weight, small.weight, small.weight)
    added = RatioTally.of(part(shifted, slice(0, 50))) + RatioTally.of(part(shifted, slice(50, None)))
    assert math.isclose(added.standard_error, same.standard_error, rel_tol=1e-8)
    assert large.standard_error > 0


def test_one_unit_has_no_standard_error_until_another_is_added():
    whole = units(1, 2)
    one, other = RatioTally.of(part(whole, slice(0, 1))), RatioTally.of(part(whole, slice(1, 2)))
    assert math.isnan(one.standard_error)
    assert math.isclose((one + other).standard_error, whole.standard_error, rel_tol=1e-12)
    with pytest.raises(TypeError):
        one + 1


def test_a_part_with_nothing_below_the_line_adds():
    whole = units(2, 6)
    nothing = Units(whole.weight, whole.above, 0 * whole.below, whole.size)
    joined = Units(*(np.append(getattr(whole, f.name), getattr(nothing, f.name)) for f in fields(Units)))
    assert RatioTally.of(nothing).ratio == 0
    added = RatioTally.of(whole) + RatioTally.of(nothing)
    assert math.isclose(added.standard_error, joined.standard_error, rel_tol=1e-12)


def test_the_standard_error_is_that_of_what_the_units_move_the_ratio_by():
    whole = units(3, 30)
    assert math.isclose(whole.standard_error, math.sqrt(30 / 29 * (whole.moves @ whole.moves)), rel_tol=1e-12)
    without = part(whole, slice(1, None))
    assert math.isclose(whole.ratio - without.ratio, whole.moves[0], rel_tol=0.1)  # to the first order


@pytest.mark.parametrize("seed", range(100))
def test_one_unit_has_no_standard_error_however_its_ratio_rounds(seed):
    assert math.isnan(RatioTally.of(units(seed, 1)).standard_error)


def test_sums_by_class_are_those_of_each_class_alone():
    whole, code = units(4, 30), np.arange(30) % 3
    code[code == 1] = 0  # of the four classes, those in the middle and at the end have no units
    found = RatioTally.by_class(whole.above, whole.below, code, 4)
    for k in (0, 2):
        alone = RatioTally.of(part(whole, code == k))
        for field in fields(RatioTally):
            assert math.isclose(getattr(found, field.name)[k], getattr(alone, field.name), rel_tol=1e-12, abs_tol=1e-12)
        assert math.isclose(found.standard_error[k], alone.standard_error, rel_tol=1e-12)
    assert (found.n_units[[1, 3]] == 0).all()
    assert (found.ratio[[1, 3]] == 0).all()
    assert np.isnan(found.standard_error[[1, 3]]).all()


@pytest.mark.parametrize("large", [math.inf, 1e200])
def test_sums_that_leave_float64_add_in_silence(large):
    weight = np.array([1.0, 2.0])
    whole = Units(weight, np.array([large, 1.0]), weight, weight)
    added = RatioTally.of(whole) + RatioTally.of(units(5, 3))
    by_class = [RatioTally.by_class(one.above, one.below, np.zeros(len(one), int), 1) for one in (whole, units(5, 3))]
    assert np.isclose((by_class[0] + by_class[1]).above[0], large)
    assert added.above == large
    assert not math.isfinite(added.deviation_squared)
    assert not math.isfinite(added.standard_error)


def test_nothing_above_or_below_the_line_has_no_standard_error():
    nothing = np.zeros(2)
    assert math.isnan(RatioTally.of(Units(nothing, nothing, nothing, nothing)).standard_error)
