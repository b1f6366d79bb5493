"""Weights of rows and of classes."""

import numpy as np
import pandas as pd
import pytest

from skxent._check import check_class_weight, check_weight

CLASSES = np.array(["a", "b", "c"])
MASS = np.array([2.0, 0.0, 6.0])


def test_weights_are_read_as_float64_without_a_copy_where_they_are():
    w = np.array([1.0, 0.0])
    assert check_weight(w, 2) is w
    assert check_weight(None, 2) is None
    for raw in ([1, 0], pd.Series([1, 0]), np.array([1, 0], np.float32), np.array([True, False])):
        found = check_weight(raw, 2)
        assert (found.tolist(), found.dtype) == ([1, 0], np.float64)


@pytest.mark.parametrize("largest", [1.1e-150, 0.9e150])
def test_weights_whose_squares_are_numbers_are_weights(largest):
    assert check_weight([largest, 0], 2).max() == largest
    assert check_class_weight({"a": largest, "c": 0, "b": 0}, CLASSES, MASS).max() == largest


def test_balanced_is_the_total_over_the_classes_that_happened_and_each_ones_own():
    np.testing.assert_allclose(check_class_weight("balanced", CLASSES, MASS), [8 / (2 * 2), 1, 8 / (2 * 6)], rtol=1e-15)


@pytest.mark.parametrize(
    ("class_weight", "expected"),
    [({}, [1, 1, 1]), ({"c": 3}, [1, 1, 3]), ({"b": 0, "a": 2}, [2, 0, 1]), ({"a": 0, "b": 0}, [0, 0, 1])],
)
def test_a_class_missing_from_a_dict_weighs_one(class_weight, expected):
    assert check_class_weight(class_weight, CLASSES, MASS).tolist() == expected
