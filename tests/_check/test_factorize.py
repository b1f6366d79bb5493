"""Labels by hash: the distinct ones in the order of their first rows, whatever they share."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent._check import _factorize
from skxent._check._factorize import _by_words, factorize


@given(labels=st.lists(st.text(max_size=5).filter(lambda text: not text.endswith("\0")), min_size=1, max_size=30))
def test_text_is_taken_apart_and_put_together(labels):
    y = np.array(labels)
    codes, seen = factorize(y)
    np.testing.assert_array_equal(seen[codes], y)
    assert seen.tolist() == list(dict.fromkeys(y.tolist()))


@pytest.mark.parametrize(
    "y", [np.array(["b", "a", "b"])[::-1], np.array([2, 1, 2]), np.array(["b", 1, "b"], dtype=object)]
)
def test_any_array(y):
    codes, seen = factorize(y)
    assert seen[codes].tolist() == y.tolist()
    assert codes.tolist() == [0, 1, 0]


def test_a_collision_falls_back_on_pandas(monkeypatch):
    monkeypatch.setattr(_factorize, "_MULTIPLIER", np.uint64(0))  # every text with the same end shares a hash
    y = np.array(["ab", "bb", "ab"])
    codes, seen = factorize(y)
    assert (codes.tolist(), seen.tolist()) == ([0, 1, 0], ["ab", "bb"])


def test_words_are_told_apart_by_hash_and_the_first_of_each_is_known():
    codes, firsts = _by_words(np.array([[7, 1], [7, 2], [7, 1], [1, 7], [7, 2]], dtype=np.uint32))
    assert (codes.tolist(), firsts.tolist()) == ([0, 1, 0, 2, 1], [0, 1, 3])


@pytest.mark.parametrize("y", [np.array([], dtype="<U3"), np.array(["", ""]), np.ndarray((2,), np.dtype("U0"))])
def test_no_text_and_empty_text_are_text(y):
    codes, seen = factorize(y)
    assert (codes.tolist(), seen.tolist()) == ([0] * len(y), y[:1].tolist())


def test_agrees_with_pandas_on_many_rows():
    y = np.array([f"class {i}" for i in range(300)])[np.random.default_rng(0).integers(0, 300, 20_000)]
    expected_codes, expected = pd.factorize(y)
    codes, seen = factorize(y)
    np.testing.assert_array_equal(codes, expected_codes)
    np.testing.assert_array_equal(seen, expected)
