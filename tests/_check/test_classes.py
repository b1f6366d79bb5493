"""Classes in column order, and the place of every label among them."""

import numpy as np
import pandas as pd
import pytest

from skxent._check import as_labels, find, in_class_order, label_array
from skxent._check._classes import codes_of, sorted_classes
from skxent._check._tables import Table


@pytest.mark.parametrize(
    ("labels", "dtype"),
    [
        ([1, 2], np.int64),
        ([1, 2.5], np.float64),
        ([True, False], np.bool_),
        ((1, np.float32(2), True), np.float64),
        (["a", "b"], np.dtype("<U1")),
        ([1, "a"], object),
        (["a", None], object),
        ([(1, 2), "a"], object),
        (np.array([1, 2], ">i4"), np.dtype("=i4")),
        (np.array([1, 2], np.int8), np.int8),
        (np.array([1, 2], np.float16), np.float64),
        (np.ma.array([1, 2], mask=[0, 0]), np.int64),
    ],
)
def test_labels_keep_their_own_type(labels, dtype):
    array = label_array(labels)
    assert array.dtype == dtype
    assert array.dtype.isnative
    assert array.tolist() == list(labels)


@pytest.mark.parametrize(
    "y",
    [
        np.array([5, 3, 5, 9]),
        np.array([0, 2, 0, 1]),
        np.array([1, 2, 3, 1]),
        np.array([0, 3, 3, 0], np.int8),
        np.array([250, 3, 250, 9], np.uint8),
        np.array([-100, 100, -100, 0], np.int8),
        np.array([0, 2**16 - 1, 0, 1]),
        np.array([0, 2**16, 0, 1]),
        np.array([2**62 + 5, 2**62 + 1, 2**62 + 5, 2**62 + 2]),
        np.array([-(2**62), 3 - 2**62, -(2**62), 1 - 2**62]),
        np.array([2**63 - 1, -(2**63), 0, 0]),
        np.array([2**63 - 1, 2**63 - 3, 2**63 - 1, 2**63 - 2]),
        np.array([-(2**63), 3 - 2**63, -(2**63), 1 - 2**63]),
        np.array([2**64 - 1, 2**64 - 3, 2**64 - 1, 2**64 - 2], np.uint64),
        np.array([2**63, 2**63 - 1, 2**63, 2**63 - 3], np.uint64),
        np.array([2**63, 2**63], np.uint64),
        np.array([2**64 - 1, 2**64 - 3, 0, 0], np.uint64),
        np.array([1.5, -1.0, 1.5, 0.0]),
        np.array([True, False, True, True]),
        np.array(["b", "a", "b", "c"]),
        np.array(["b", "a", "b", "c"], dtype=object),
        np.array([3, 1.5, 3, 2], dtype=object),
        np.array(["2020-01-02", "2020-01-01"], dtype="datetime64[D]"),
    ],
    ids=str,
)
def test_classes_are_sorted_and_codes_are_their_places(y):
    classes, codes = sorted_classes(y)
    assert classes.tolist() == sorted(set(y.tolist()))
    assert classes.dtype == y.dtype
    np.testing.assert_array_equal(classes[codes], y)
    backwards = classes[::-1]
    found = codes_of(y, backwards, are_names=False)
    np.testing.assert_array_equal(backwards[found], y)
    np.testing.assert_array_equal(find(y, classes), codes)


@pytest.mark.parametrize(
    ("y", "classes", "places"),
    [
        ([1, 7, 2, -5], [2, 1], [1, -1, 0, -1]),
        ([1, 2**40], [2**40, 1], [1, 0]),
        ([1.5, 2.0], [2, 1], [-1, 0]),
        ([True, False], [1, 2], [0, -1]),
        ([2**53 + 1], [float(2**53)], [-1]),
        (["1", "b"], ["b", "a"], [-1, 0]),
        (["a"], [1, 2], [-1]),
        ([1], np.array([1], "M8[ns]"), [-1]),
    ],
)
def test_labels_without_a_place_are_minus_one(y, classes, places):
    assert find(np.array(y), np.array(classes)).tolist() == places


def test_more_rows_than_the_range_of_their_labels_are_looked_up_by_index_however_wide():
    y = np.arange(200_000)[::-1]
    classes, codes = sorted_classes(y)
    np.testing.assert_array_equal(classes, np.arange(200_000))
    np.testing.assert_array_equal(codes, y)
    np.testing.assert_array_equal(find(y, classes[::-1]), np.arange(200_000))


def test_columns_in_order_are_not_copied():
    values = np.array([[0.25, 0.75], [0.5, 0.5]])
    classes = np.array(["a", "b"])
    assert in_class_order("y_proba", Table(values, None), classes) is values
    assert in_class_order("y_proba", Table(values, ["a", "b"]), classes) is values
    np.testing.assert_array_equal(in_class_order("y_proba", Table(values, ["b", "a"]), classes), values[:, ::-1])
    assert in_class_order("y_proba", Table(values[:, 0], None), classes).tolist() == [0.25, 0.5]


def test_labels_may_be_an_index():
    assert as_labels(pd.Index(["b", "a"])).tolist() == ["b", "a"]
    assert as_labels(range(2)).tolist() == [0, 1]


def test_rows_of_masked_labels_are_named_however_many_a_row_has():
    with pytest.raises(ValueError, match=r"^labels are masked in row 1; drop or fill these rows\.$"):
        label_array(np.ma.array([[0, 1], [1, 0]], mask=[[0, 0], [0, 1]]))
