"""Tests of paired differences: all signs or random ones in whatever batches, and series that hardly vary."""

import math

import numpy as np
import pytest

from skxent.metrics import _paired_tests, compare_scores
from skxent.metrics._paired_tests import Options, _signs

RNG = np.random.default_rng(1)
A = RNG.gamma(2.0, size=6)
B = A + RNG.normal(0.1, 0.4, 6)


def test_all_signs_are_taken_where_they_are_no_more_than_the_resamples_and_those_as_they_are():
    exact, seeded = compare_scores(A, B, method="sign_flip"), {"method": "sign_flip", "random_state": 3}
    assert compare_scores(A, B, n_resamples=63, **seeded) == exact
    assert compare_scores(A, B, n_resamples=62, **seeded) != exact


def test_random_signs_are_those_of_the_seed():
    a, b = np.tile(A, 4), np.tile(B, 4)
    first, again, other = (compare_scores(a, b, method="sign_flip", random_state=seed) for seed in (3, 3, 4))
    assert first == again != other


@pytest.mark.parametrize("n_resamples", [63, 62], ids=["all", "random"])
def test_signs_may_be_drawn_in_any_batches(monkeypatch, n_resamples):
    whole = compare_scores(A, B, method="sign_flip", n_resamples=n_resamples)
    monkeypatch.setattr(_paired_tests, "_BATCH", 48)  # eight rows of signs, which are whole words of random bits
    assert compare_scores(A, B, method="sign_flip", n_resamples=n_resamples) == whole
    signs = [sign for batch in _signs(6, Options(n_resamples=63)) for sign in batch.tolist()]
    assert len(signs) == len({tuple(sign) for sign in signs}) == 64


def test_a_series_of_differences_that_are_nearly_the_same_is_tested_as_rows_are():
    b = A + 1 + 1e-7 * (B - A)
    series, rows = compare_scores(A, b, method="diebold_mariano"), compare_scores(A, b)
    assert math.isclose(series.low, rows.low, rel_tol=1e-9)
    assert series.low < series.high < 0
