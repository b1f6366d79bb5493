"""Real numbers from whatever holds them."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from skxent._check import is_number, real_array


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(2), np.int8(3), Fraction(1, 3), 1.7e308])
def test_finite_real_numbers_are_numbers(value):
    assert is_number(value, at_least=0)
    assert not is_number(value, at_least=1.75e308)


@pytest.mark.parametrize(
    "value", [True, np.True_, None, "1", 1j, [1], np.array([1.0]), float("nan"), float("inf"), -1, -1e-300, 10**400]
)
def test_what_is_no_finite_real_number_is_none(value):
    assert not is_number(value, at_least=0)


@pytest.mark.parametrize(
    ("raw", "expected", "dtype"),
    [
        ([1, 2], [1, 2], np.float64),
        ([True, False], [1, 0], np.float64),
        (np.array([1, 2], np.uint8), [1, 2], np.float64),
        (np.array([0.5], np.float32), [0.5], np.float32),
        ([0.5, None], [0.5, np.nan], np.float64),
        ([Fraction(1, 2), 1], [0.5, 1], np.float64),
        (np.array([0.5, pd.NA], dtype=object), [0.5, np.nan], np.float64),
        (np.array([1, 0.5], dtype=object), [1, 0.5], np.float64),
        (pd.Series([1, None], dtype="Int64"), [1, np.nan], np.float64),
        (pd.DataFrame({"a": [0.5, None]}, dtype="Float64"), [[0.5], [np.nan]], np.float64),
        (pd.DataFrame({"a": [0.5, None]}, dtype=object), [[0.5], [np.nan]], np.float64),
        (np.ma.array([1.0, 2.0], mask=[0, 0]), [1, 2], np.float64),
    ],
)
def test_numbers_are_read_as_floats_and_what_is_missing_as_nan(raw, expected, dtype):
    found = real_array("y_proba", raw)
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == dtype


def test_floats_are_not_copied():
    values = np.array([0.5, 0.25])
    assert real_array("y_proba", values) is values


class Tensor:
    """An array of another library, with a gradient or without."""

    def __init__(self, dtype, *, has_gradient):
        self.dtype, self.has_gradient = dtype, has_gradient

    def __array_namespace__(self):
        is_real = {"float32": True, "int64": False}
        return SimpleNamespace(
            __name__="other",
            float64="float64",
            isdtype=lambda dtype, kind: is_real[dtype] and kind == "real floating",
            astype=lambda array, dtype: Tensor(dtype, has_gradient=array.has_gradient),
        )


class Differentiated(Tensor):
    """One that remembers what it was made of."""

    def detach(self):
        return Tensor(self.dtype, has_gradient=False)


@pytest.mark.parametrize(("dtype", "expected"), [("float32", "float32"), ("int64", "float64")])
@pytest.mark.parametrize("kind", [Tensor, Differentiated])
def test_arrays_of_other_libraries_stay_theirs_as_floats_without_gradients(kind, dtype, expected):
    found = real_array("y_proba", kind(dtype, has_gradient=kind is Differentiated))
    assert (type(found), found.dtype, found.has_gradient) == (Tensor, expected, False)
