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
    added = RatioTally.of(whole) + RatioTally.of(nothing)
    assert math.isclose(added.standard_error, joined.standard_error, rel_tol=1e-12)
