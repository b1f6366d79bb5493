"""Binary log loss: which class is positive, and what is refused."""

import math
import re

import numpy as np
import pandas as pd
import pytest

from skxent.metrics import binary_log_loss, log_loss

P = [0.25, 0.5]


@pytest.mark.parametrize(
    ("y", "pos_label", "expected"),
    [
        ([0, 1], None, (math.log2(4 / 3) + 1) / 2),
        ([1, 1], None, (2 + 1) / 2),
        ([0, 0], None, (math.log2(4 / 3) + 1) / 2),
        ([-1, 1], None, (math.log2(4 / 3) + 1) / 2),
        ([-1, -1], None, (math.log2(4 / 3) + 1) / 2),
        ([True, True], None, (2 + 1) / 2),
        (["a", "b"], None, (math.log2(4 / 3) + 1) / 2),
        (["a", "b"], "a", (2 + 1) / 2),
        (["a", "a"], "a", (2 + 1) / 2),
        (["b", "b"], "a", (math.log2(4 / 3) + 1) / 2),
        ([5, 7], 5, (2 + 1) / 2),
        ([-1, 0], None, (math.log2(4 / 3) + 1) / 2),
    ],
)
def test_the_positive_class(y, pos_label, expected):
    assert math.isclose(binary_log_loss(y, P, pos_label=pos_label, base=2), expected)


def test_two_columns_follow_the_labels_whichever_is_positive():
    two = [[0.75, 0.25], [0.5, 0.5]]
    expected = log_loss(["a", "b"], two)
    for pos_label in (None, "a", "b"):
        assert binary_log_loss(["a", "b"], two, pos_label=pos_label) == expected
    assert binary_log_loss(["a", "b"], np.array(two)[:, ::-1], labels=["b", "a"]) == expected
    assert binary_log_loss(["a", "b"], pd.DataFrame(two, columns=["a", "b"])[["b", "a"]]) == expected


def test_target_distributions():
    target = [[0.5, 0.5], [0, 1]]
    assert binary_log_loss(target, P) == log_loss(target, P)
    assert binary_log_loss([[0.2, 0.8]], P[:1]) == log_loss([[0.2, 0.8]], P[:1]) != log_loss([[0.8, 0.2]], P[:1])
    named = pd.DataFrame(target, columns=["no", "yes"])
    assert math.isclose(binary_log_loss(named, P, pos_label="no", base=2), ((math.log2(4 / 3) + 2) / 2 + 1) / 2)


@pytest.mark.parametrize(
    ("y", "options", "message"),
    [
        (["a", "b"], {"pos_label": "c"}, r"pos_label='c' is not one of the labels \['a', 'b'\]"),
        (["a", "a"], {}, "one class only.*so the positive one is unclear"),
        ([1, None], {}, "y_true is missing in row 1"),
        ([[1.0, 0.0], [0.5, 0.6]], {}, "y_true sums to 1.1"),
    ],
)
def test_what_is_unclear_is_refused(y, options, message):
    with pytest.raises(ValueError, match=message):
        binary_log_loss(y, P, **options)


def test_unnamed_target_distributions_are_of_0_and_1():
    assert math.isclose(binary_log_loss([[0.2, 0.8]], [0.8], pos_label=0), -(0.2 * math.log(0.8) + 0.8 * math.log(0.2)))
    target, p = [[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]], [0.8, 0.3, 0.6]
    expected = log_loss(np.array(target)[:, ::-1], p)
    assert binary_log_loss(target, p, pos_label=0) == expected
    for names in ([0, 1], [1, 0]):
        frame = pd.DataFrame(target, columns=[0, 1])[names]
        assert math.isclose(binary_log_loss(frame, p, pos_label=0), expected, rel_tol=1e-12)
    with pytest.raises(ValueError, match=r"pos_label='zzz' is not one of the labels \[0, 1\]"):
        binary_log_loss([[0.2, 0.8]], [0.8], pos_label="zzz")
    with pytest.raises(ValueError, match="y_true has 3 classes"):
        binary_log_loss([[0.2, 0.7, 0.1]], [[0.2, 0.7, 0.1]])


def test_the_names_of_a_frame_say_the_class_that_was_not_seen():
    frame = pd.DataFrame([[0.25, 0.75], [0.5, 0.5]], columns=["a", "b"])
    assert binary_log_loss(["a", "a"], frame, base=2) == 1.5


@pytest.mark.parametrize(
    ("y", "pos_label", "labels"),
    [([1, 1], None, r"\[0, 1\]"), (["a", "a"], "a", r"\['not a', 'a'\]"), ([2, 2], 2, r"\['not 2', 2\]")],
)
def test_the_class_that_was_not_seen_has_a_name_in_refusals(y, pos_label, labels):
    with pytest.raises(ValueError, match=rf"y_proba has 3 columns for 2 labels {labels}"):
        binary_log_loss(y, [[0.2, 0.3, 0.5]] * 2, pos_label=pos_label)


def test_a_frame_of_one_column_is_no_pair():
    with pytest.raises(ValueError, match=r"y_proba has 1 column for 2 labels .* pass y_proba\['b'\], "):
        binary_log_loss(["a", "b"], pd.DataFrame({"b": P}))


def test_more_than_two_classes_are_refused():
    with pytest.raises(ValueError, match=r"y_true has 3 classes \[0, 1, 2\]; use log_loss for more than two"):
        binary_log_loss([0, 1, 2], [0.5] * 3)


@pytest.mark.parametrize("y", [1, [[0], [1]], [[[0]]]])
def test_what_are_neither_labels_nor_distributions_is_refused_by_its_shape(y):
    shape = re.escape(str(np.shape(y)))
    with pytest.raises(ValueError, match=f"^y_true has shape {shape}.*; pass labels"):
        binary_log_loss(y, [0.5] * np.size(y))
