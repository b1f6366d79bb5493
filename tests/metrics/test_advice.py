"""What a refusal says to do is done, and there is no second one."""

import re

import numpy as np
import pandas as pd
import pytest

from skxent.metrics import binary_log_loss, brier_loss, log_loss

Y = ["b", "a", "c"]
P = pd.DataFrame([[0.25, 0.5, 0.25], [0.5, 0.25, 0.25], [0.25, 0.25, 0.5]], columns=["a", "b", "c"])
METRICS = [log_loss, brier_loss]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.__name__)
def test_columns_that_are_named_otherwise_are_to_be_renamed_or_given_labels(metric):
    named = P.add_prefix("p_")
    message = (
        "y_true holds 'b', 'a', 'c' in rows 0, 1, 2; labels are ['p_a', 'p_b', 'p_c'], the names of the columns of "
        "y_proba: rename them to the labels, one for each, or pass numpy.asarray(y_proba) and labels= in the order of its "
        "columns."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        metric(Y, named)
    assert metric(Y, named.rename(columns=lambda name: name.removeprefix("p_"))) == metric(Y, P)
    assert metric(Y, named.to_numpy(), labels=["a", "b", "c"]) == metric(Y, P)


def test_ignored_rows_change_nothing_of_that():
    with pytest.raises(ValueError, match="rename them to the labels, one for each"):
        log_loss([*Y[:2], "x"], P.add_prefix("p_"), ignore_index="x")


def test_labels_that_no_column_is_named_as_are_told_apart_from_namesakes():
    with pytest.raises(
        ValueError, match="'B' is not 'b', which differs in type, case or blanks: make them the same, or re"
    ):
        log_loss(["B", "a", "c"], P)


@pytest.mark.parametrize("metric", [*METRICS, binary_log_loss], ids=lambda metric: metric.__name__)
@pytest.mark.parametrize("labels", [None, [0, 1]])
def test_one_column_for_two_labels_is_to_be_passed_as_that_column(metric, labels):
    y, frame = [0, 1], pd.DataFrame({"EMOS": [0.25, 0.75]})
    for table, column in (
        (frame, "y_proba['EMOS']"),
        (frame.to_numpy(), "y_proba.ravel()"),
        (frame.to_numpy().tolist(), "np.ravel(y_proba)"),
        (pd.DataFrame(frame.to_numpy()), "y_proba.iloc[:, 0].rename(None)"),
    ):
        message = f"y_proba has 1 column for 2 labels [0, 1]; pass {column}, (n,) of the last of them, or a column for each label."
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            metric(y, table, labels=labels)
        taken = eval(column, {"np": np, "y_proba": table})  # noqa: S307
        assert metric(y, taken, labels=labels) == metric(y, [[0.75, 0.25], [0.25, 0.75]])


@pytest.mark.parametrize("labels", [None, ["no", "yes"]])
def test_one_column_that_is_named_as_the_first_label_leads_to_no_second_refusal(labels):
    y, y_proba = ["no", "yes"], pd.DataFrame({"no": [0.75, 0.25]})
    message = (
        "y_proba has 1 column, named 'no', and (n,) is of the last of the labels ['no', 'yes']; pass y_proba['no'] and "
        "labels= with 'no' last, or y_proba['no'].rename(None) or y_proba['no'].to_numpy() if it is of 'yes'."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        log_loss(y, y_proba, labels=labels)
    assert log_loss(y, y_proba["no"], labels=["yes", "no"]) == log_loss(y, [0.25, 0.75])
    assert log_loss(y, y_proba["no"].rename(None), labels=labels) == log_loss(y, [0.75, 0.25])


@pytest.mark.parametrize(
    ("y_true", "column"),
    [
        (pd.DataFrame([0, 1]), "y_true.iloc[:, 0]"),
        (pd.DataFrame({"y": [0, 1]}), "y_true['y']"),
        (np.array([[0], [1]]), "y_true.ravel()"),
        ([[0], [1]], "np.ravel(y_true)"),
    ],
)
def test_labels_in_a_table_of_one_column_are_to_be_taken_out(y_true, column):
    message = f"y_true has shape (2, 1); pass labels as (n,), for example {column}."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        log_loss(y_true, [0.25, 0.75])
    y = eval(column, {"np": np, "y_true": y_true})  # noqa: S307
    assert log_loss(y, [0.25, 0.75]) == log_loss([0, 1], [0.25, 0.75])


def test_one_column_for_more_labels_is_not():
    message = "y_proba has 1 column for 3 labels ['a', 'b', 'c']; pass a column for each label."
    for table in (P[["a"]], P[["a"]].to_numpy()):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            log_loss(Y, table)


def test_one_column_is_that_of_the_only_label():
    one = pd.DataFrame({"a": [1.0, 1.0]})
    assert log_loss(["a", "a"], one) == log_loss(["a", "a"], one.to_numpy()) == 0


@pytest.mark.parametrize("by", [1.0005, 1.1, 1.3])
def test_rows_whose_sums_are_near_1_are_to_be_normalized(by):
    p = np.array([[1.0, 0.0], [0.25, 0.75]]) * by
    message = (
        f"y_proba is above 1 (up to {by:.6g}) in row 0; probabilities are in [0, 1]: pass normalize=True to divide rows by "
        "their sums, or pass scale='logit' for logits, scale='log_proba' for logarithms."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        log_loss([0, 1], p)
    assert log_loss([0, 1], p, normalize=True) == pytest.approx(log_loss([0, 1], p / by))


def test_rows_whose_sums_are_not_are_percentages_or_logits():
    with pytest.raises(ValueError, match=r"\[0, 1\]: divide percentages by 100, or pass scale='logit' for logits"):
        log_loss([0, 1], [[90.0, 10.0], [25.0, 75.0]])
    with pytest.raises(ValueError, match=r"\[0, 1\]: divide percentages by 100, or pass scale='logit' for logits"):
        log_loss([0, 1], [[1.5, 0.0], [0.25, 0.75]])
    with pytest.raises(ValueError, match=r"\[0, 1\]: pass scale='logit' for logits"):
        log_loss([0, 1], [[200.0, 10.0], [25.0, 75.0]])


def test_one_column_of_predictions_for_three_labels_needs_a_column_for_each():
    with pytest.raises(ValueError, match=r"of the last of two labels, for 3 labels; pass a column for each label\.$"):
        log_loss(Y, [0.5, 0.5, 0.5])


@pytest.mark.parametrize(
    ("column", "cells", "came"),
    [
        ("fold", [0, 1, 0], "y_proba sums to 2 (the worst) in row 1"),
        ("Unnamed: 0", [0, 100, 2], "y_proba is above 1 (up to 100) in rows 1, 2"),
    ],
)
def test_a_column_that_is_no_class_is_named_before_rows_are_to_be_divided(column, cells, came):
    frame = pd.DataFrame({"a": [0.9, 0.2, 0.7], "b": [0.1, 0.8, 0.3]})
    message = f"{came}; y_true never has column {column!r}: leave it out if it is no class, or mend these rows, where "
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        log_loss(["a", "b", "a"], frame.assign(**{column: cells}))
    assert log_loss(["a", "b", "a"], frame) == pytest.approx(-np.log([0.9, 0.8, 0.7]).mean())
    both_are_classes, targets = ["a", "b", "a"], frame
    for truth in (both_are_classes, targets):
        with pytest.raises(ValueError, match=r"^y_proba sums to 1\.5 \(the worst\) in rows 0, 1, 2; rows sum to 1"):
            log_loss(truth, frame.assign(a=0.75, b=0.75))
    with pytest.raises(ValueError, match=r"^y_proba sums to 1\.5 \(the worst\) in rows 0, 1; rows sum to 1"):
        log_loss(["a", "a"], frame[:2].assign(a=0.75, b=0.75), labels=["a", "b"])  # that it is a class is said


def test_arguments_that_are_swapped_are_told_as_that():
    y, p = [0, 1, 1, 0], [0.25, 0.75, 0.5, 0.125]
    message = "y_true holds 4 numbers between 0 and 1, such as 0.25, and y_proba is (n,); pass y_true first and y_proba"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        log_loss(p, y)
    assert log_loss([0.0, 1.0, 1.0, 0.0], p) == log_loss(y, p)  # of two numbers: labels
    for numbers in ([0.0, 0.5, 0.9], [0.1, 0.5, 1.0]):
        with pytest.raises(ValueError, match=r"^y_true holds 3 numbers between 0 and 1, such as 0\.5, and y_proba is"):
            log_loss(numbers, y[:3])
        assert log_loss(numbers, np.eye(3)) == 0  # of three labels that are such numbers
    for others in ([0.5, 1.0, 1.5], [-0.5, 0.5, 1.0]):
        with pytest.raises(ValueError, match=r"^y_proba has shape \(3,\), the predictions of the last of two labels"):
            log_loss(others, p[:3])
