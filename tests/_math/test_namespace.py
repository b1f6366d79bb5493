"""One namespace at a time."""

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
