"""One namespace at a time."""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from skxent._math._namespace import as_array, as_float64, namespace_of, to_float, to_numpy


class OtherArray:
    """An array of another library."""

    def __array_namespace__(self):
        return pytest

    def __dlpack__(self):
        raise NotImplementedError


class Tensor:
    """An array of a library that leaves the standard's names to array-api-compat, with gradients on a device."""

    def __init__(self, values, place="device", *, has_gradient=True):
        self.values, self.place, self.has_gradient = values, place, has_gradient

    def __dlpack__(self):
        raise NotImplementedError

    def detach(self):
        return Tensor(self.values, self.place, has_gradient=False)

    def cpu(self):
        return Tensor(self.values, "cpu", has_gradient=self.has_gradient)

    def __array__(self, dtype=None, copy=None):
        assert self.place == "cpu"
        assert not self.has_gradient
        return np.asarray(self.values, dtype=dtype)

    def __float__(self):
        assert not self.has_gradient
        return float(self.values)


def test_lists_are_numpys():
    assert namespace_of([1, 2], 3) is np
    assert namespace_of() is np


def test_an_array_brings_its_own_namespace():
    assert namespace_of(OtherArray(), [1.0], None) is pytest
    assert namespace_of(np.ones(2), np.ones(3)) is np


def test_arrays_of_two_libraries_are_refused():
    message = r"^arrays come from several libraries \(numpy, pytest\); convert them to one of these\.$"
    with pytest.raises(TypeError, match=message):
        namespace_of(OtherArray(), np.ones(2))


def test_a_library_without_the_standards_names_is_read_through_array_api_compat(monkeypatch):
    found = SimpleNamespace(__name__="found")
    compat = ModuleType("array_api_compat")
    compat.array_namespace = lambda array: found if isinstance(array, Tensor) else None
    monkeypatch.setitem(sys.modules, "array_api_compat", compat)
    assert namespace_of(Tensor(1.0)) is found


def test_array_api_compat_is_asked_for_by_name_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "array_api_compat", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        namespace_of(Tensor(1.0))
    assert str(caught.value) == (
        f"{Tensor.__module__}.Tensor needs array-api-compat; install it with: python -m pip install array-api-compat, "
        "or pass NumPy arrays."
    )


def test_arrays_stay_what_they_are():
    mine, other = np.ones(2), OtherArray()
    assert as_array(mine, np) is mine
    assert as_float64(mine, np) is mine
    assert as_array(other, pytest) is other
    assert to_numpy(mine) is mine
    np.testing.assert_array_equal(as_array([1, 2], np), [1, 2])
    assert as_float64([1, 2], np).dtype == np.float64


def test_lists_and_arrays_of_other_kinds_become_arrays_of_the_namespace():
    other = SimpleNamespace(asarray=lambda array: ("made", array))
    made, numbers = as_array([1, 0.1], other)
    assert (made, numbers.tolist(), numbers.dtype) == ("made", [1, 0.1], np.float64)
    assert type(as_array(np.ma.array([1.0, 2.0], mask=[0, 0]), np)) is np.ndarray


def test_masks_that_mask_nothing_are_none():
    np.testing.assert_array_equal(as_array(np.ma.array([1.0, 2.0], mask=[0, 0]), np), [1, 2])
    with pytest.raises(ValueError, match=r"^the array has masked values, 1 of 2; drop or fill them\.$"):
        as_array(np.ma.array([1.0, 2.0], mask=[0, 1]), np)


def test_gradients_and_devices_stay_behind():
    np.testing.assert_array_equal(to_numpy(Tensor([1.0, 2.0])), [1, 2])
    assert to_float(Tensor(0.5)) == 0.5
    assert to_float(np.array(0.5)) == 0.5
    assert to_numpy([1, 2]).tolist() == [1, 2]
