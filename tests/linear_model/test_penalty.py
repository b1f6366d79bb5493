"""The penalty's pieces by brute force, and the bound on the distance from the minimum."""

import math
import re
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning

from skxent.linear_model import SoftmaxRegression
from skxent.linear_model._penalty import Penalty, make_penalty, optimality_gap

INF = math.inf


@pytest.mark.parametrize("ridge", [0.0, 0.3])
@pytest.mark.parametrize("lasso", [0.0, 0.4])
@pytest.mark.parametrize("bounds", [(-INF, INF), (-1.0, 0.5), (0.0, INF), (0.2, 0.9)])
@pytest.mark.parametrize("slope", [-0.39, -0.1, 0.0, 0.2, 0.39])
def test_the_gap_is_fenchels_by_brute_force(ridge, lasso, bounds, slope):
    if ridge == 0 and abs(slope) > lasso and not math.isfinite(bounds[0 if slope > 0 else 1]):
        return  # no dual point: another test
    penalty = Penalty(*(np.array(value) for value in (ridge, lasso, *bounds)))
    w = np.clip(0.3, *bounds)
    grid = np.clip(np.linspace(-20, 20, 400_001), *bounds)

    def g(v):
        return ridge / 2 * v**2 + lasso * np.abs(v)

    conjugate = (-slope * grid - g(grid)).max()
    found = optimality_gap(np.array([[w]]), np.array([[slope]]), 1.0, penalty)
    assert math.isclose(found, g(w) + conjugate + w * slope, abs_tol=1e-6)


def test_a_slope_beyond_the_lasso_costs_its_share_of_the_loss():
    penalty = Penalty(np.array(0.0), np.array(0.4), np.array(-INF), np.array(INF))
    found = optimality_gap(np.array([[0.0]]), np.array([[0.5]]), 0.7, penalty)
    assert math.isclose(found, (1 - 0.8) * 0.7, rel_tol=1e-12)


def test_without_a_penalty_there_is_no_bound():
    free = Penalty(np.array([[0.1, 0.0]]), np.array(0.0), np.array(-INF), np.array(INF))
    assert optimality_gap(np.zeros((1, 2)), np.array([[0.1, 1e-9]]), 1.0, free) == INF
    assert math.isfinite(optimality_gap(np.zeros((1, 2)), np.array([[0.1, 0.0]]), 1.0, free))


@given(
    seed=st.integers(0, 10_000),
    options=st.fixed_dictionaries(
        {
            "alpha": st.floats(1e-3, 1.0),
            "l1_ratio": st.sampled_from([0.0, 0.5, 1.0]),
            "bounds": st.sampled_from([None, (0, INF), (-0.2, 0.3)]),
        }
    ),
    k=st.sampled_from([2, 3]),
    max_iter=st.integers(1, 6),
)
def test_no_model_is_further_from_the_minimum_than_it_says(seed, options, k, max_iter):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(25, 3)) * [1, 10, 0.1], np.arange(25) % k
    best = SoftmaxRegression(**options, tol=1e-14).fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # some runs converge before max_iter
        early = SoftmaxRegression(**options, max_iter=max_iter).fit(X, y)
    assert early.objective_ - best.objective_ <= early.optimality_gap_ + 1e-13
    assert best.objective_ - early.objective_ <= best.optimality_gap_ + 1e-13


@pytest.mark.parametrize(
    ("factors", "bounds", "message"),
    [
        ([1, 2], None, "penalty_factors has shape (2,) for coefficients of shape (3, 4)"),
        ([1, -2, 0, 1], None, "penalty_factors holds -2; pass finite factors >= 0, of which 0 is no penalty."),
        ([1, math.nan, 0, 1], None, "penalty_factors holds nan"),
        ("all", None, "penalty_factors has 'all' for coefficients of shape (3, 4); pass one number, or an array"),
        (None, 3, "bounds=3 is no pair; pass (lower, upper)"),
        (None, (1, 0), "bounds leave nothing between 1 and 0; pass the smaller one as the lower."),
        (None, (INF, INF), "bounds leave nothing between inf and inf"),
        (None, (math.nan, 1), "bounds hold NaN; pass -inf and inf"),
        (None, (np.zeros((4, 3)), 1), "the lower bound has shape (4, 3) for coefficients of shape (3, 4)"),
        (None, (0, [1, 1]), "the upper bound has shape (2,) for coefficients of shape (3, 4)"),
    ],
)
def test_what_does_not_fit_is_refused(factors, bounds, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make_penalty(1.0, 0.0, factors, bounds, (3, 4))


def test_a_bound_of_none_is_no_bound():
    penalty = make_penalty(1.0, 0.0, None, (0, None), (3, 4))
    assert (penalty.lower, penalty.upper) == (0, INF)
