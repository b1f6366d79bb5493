"""One namespace at a time."""

import re
import sys

import numpy as np
import pytest

from skxent._math._namespace import namespace_of


class OtherArray:
    """An array of another library."""

    def __array_namespace__(self):
        return pytest


def test_lists_are_numpys():
    assert namespace_of([1, 2], 3) is np


def test_arrays_of_two_libraries_are_refused():
    with pytest.raises(TypeError, match=r"several libraries \(numpy, pytest\)"):
        namespace_of(np.ones(2), OtherArray())


def test_a_library_that_leaves_the_standard_to_array_api_compat_needs_it(monkeypatch):
    class Tensor:
        def __dlpack__(self):
            """Share the memory."""

    Tensor.__module__ = "library"
    monkeypatch.setitem(sys.modules, "array_api_compat", None)  # importing it is an ImportError
    message = (
        f"library.{Tensor.__name__} needs array-api-compat; install it with: "
        "python -m pip install array-api-compat, or pass NumPy arrays."
    )
    with pytest.raises(ModuleNotFoundError, match=f"^{re.escape(message)}$"):
        namespace_of(Tensor())
