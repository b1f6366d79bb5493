"""The tolerance for sums is what rounding explains, and little more."""

import numpy as np
import pytest

from skxent._math._sums import sum_tolerance


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("k", [2, 10, 1000])
def test_distributions_stored_in_a_short_type_pass(dtype, k):
    p = np.random.default_rng(0).dirichlet(np.ones(k), 300).astype(dtype)
    error = np.abs(p.astype(np.float64).sum(axis=1) - 1).max()
    assert 0 < error < sum_tolerance(np.dtype(dtype), k)


def test_float64_is_given_the_rounding_of_float32_which_it_often_carries():
    assert sum_tolerance(np.dtype(np.float64), 2) == sum_tolerance(np.dtype(np.float32), 2)
    assert sum_tolerance(np.dtype(np.float64), 2) < 1e-6


def test_whole_numbers_are_given_the_same():
    assert sum_tolerance(np.dtype(np.int64), 2) == sum_tolerance(np.dtype(np.float32), 2)
