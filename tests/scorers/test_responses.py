"""What an estimator's answer is read as, by hand: from estimators that say what they are told to."""

import re

import numpy as np
import pandas as pd
import pytest

from skxent.scorers._responses import (
    Response,
    _joined,
    _plain,
    _sum_to_one,
    ask,
    classes_of,
    has_outputs,
    outcomes,
    response_of,
    sums_to_one,
)


class Says:
    """An estimator that gives the rows of its answer that X numbers; ``never`` is not to be asked."""

    def __init__(self, classes=("a", "b"), *, proba=None, log_proba=None, never=()):
        self.classes_ = np.asarray(classes)
        for method, answer in (("predict_proba", proba), ("predict_log_proba", log_proba)):
            if answer is not None:
                setattr(self, method, lambda X, answer=answer: np.asarray(answer)[X])
            if method in never:
                setattr(self, method, lambda X: pytest.fail("asked for what was not wanted"))


def values_of(response):
    """Return the values of a response, which is no frame."""
    return vars(response)["values"]


def test_outcomes_are_where_something_happened_that_is_among_the_classes():
    rows, codes = outcomes(["b", "x", "a"], np.array(["a", "b"]))
    assert (rows.tolist(), codes.tolist()) == ([0, 2], [1, 0])
    rows, codes = outcomes([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]], np.array(["a", "b"]))
    assert (rows.tolist(), codes.tolist()) == ([0, 0], [0, 1])
    frame = pd.DataFrame([[1.0, 0.0, 0.0], [0.25, 0.5, 0.25]], columns=["b", "z", "a"])
    rows, codes = outcomes(frame, np.array(["a", "b"]))
    assert (rows.tolist(), codes.tolist()) == ([0, 1, 1], [1, 1, 0])
    with pytest.raises(ValueError, match=r"^y is list of something other than real numbers"):
        outcomes([["a", "b"]], np.array(["a", "b"]))


def test_logarithms_take_the_place_of_a_probability_of_zero_that_happened_alone():
    p, log_p = [[0.0, 1.0], [0.5, 0.5]], [[-800.0, 0.0], [-9.0, -9.0]]
    found = response_of(Says(proba=p, log_proba=log_p), [0, 1], ["a", "a"])
    assert found.scale == "log_proba"
    assert values_of(found).tolist() == [[-800.0, 0.0], [np.log(0.5), np.log(0.5)]]
    assert values_of(found).dtype == np.float64
    for y, model in (
        (["b", "a"], Says(proba=p, never=["predict_log_proba"])),  # what is 0 did not happen
        (["a", "a"], Says(proba=p)),  # there are no logarithms
        (["a", "a"], Says(proba=[[1e-12, 1 - 1e-12], [0.5, 0.5]], never=["predict_log_proba"])),  # nothing is 0
    ):
        found = response_of(model, [0, 1], y)
        assert (found.scale, values_of(found).tolist()) == ("proba", model.predict_proba([0, 1]).tolist())


def test_an_estimator_may_have_logarithms_alone_and_needs_one_of_both():
    found = response_of(Says(log_proba=[[-1.0, -0.5], [-2.0, -0.25]]), [1, 0], ["a", "b"])
    assert (found.scale, found.remark, values_of(found).tolist()) == ("log_proba", "", [[-2.0, -0.25], [-1.0, -0.5]])
    message = "Says has no predict_proba; wrap it in sklearn.calibration.CalibratedClassifierCV to get probabilities."
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        ask(Says(), [0])


def test_outputs_are_lists_of_arrays_of_classes_and_nothing_else():
    model = Says()
    for classes, expected in (([np.array([0, 1])] * 2, True), (["a", "b"], False), ([], False), (np.arange(3), False)):
        model.classes_ = classes
        assert has_outputs(model) == expected
    model.classes_ = [np.array([0, 1])] * 2
    message = (
        "Says has 2 outputs with classes of their own; score one output at a time, or use neg_multilabel_log_loss if "
        "each is 0 or 1."
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        classes_of(model)
    del model.classes_
    message = (
        "Says has no classes_, so nothing says which class its columns are; score a fitted classifier, or set classes_ "
        "in fit."
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        classes_of(model)


@pytest.mark.parametrize(("sums", "worst"), [([1.001, 0.97, 1.02], "0.97"), ([0.99, 1.03, 1.0], "1.03")])
def test_sums_that_are_a_little_off_are_divided_by_and_the_worst_is_told(sums, worst):
    p = np.array(sums)[:, None] * [0.25, 0.75]
    for y in (["a", "b", "a"], [[1, 0], [0, 1], [1, 0]]):
        found = response_of(Says(proba=p), [0, 1, 2], y)
        assert np.allclose(values_of(found), [[0.25, 0.75]] * 3, rtol=1e-15)
        assert found.remark == (
            f"the probabilities of Says sum to {worst} (the worst) and were divided by their sums; look for overflow "
            "in the estimator."
        )


def test_single_precision_is_divided_by_sums_in_double():
    p = np.array([[0.1, 0.3, 0.5], [0.2, 0.3, 0.6]], np.float32)
    found = values_of(response_of(Says(("a", "b", "c"), proba=p), [0, 1], ["a", "b"]))
    assert np.allclose(found, p / p.sum(axis=1, dtype=np.float64, keepdims=True), rtol=1e-15)


def test_sums_that_are_far_off_are_of_labels_that_may_hold_together():
    model = Says(proba=[[0.5, 0.75], [0.5, 0.5]])
    assert not sums_to_one(model.predict_proba([0, 1]))
    assert sums_to_one(model.predict_proba([1, 1]))
    message = (
        "the probabilities of Says sum to 1.25 (the worst), so they are of labels that may hold together; use "
        "neg_multilabel_log_loss, or fit target distributions with an estimator that predicts distributions."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        response_of(model, [0, 1], [[1, 0], [0, 1]])
    assert np.allclose(values_of(response_of(model, [0, 1], ["a", "b"])), [[0.4, 0.6], [0.5, 0.5]], rtol=1e-15)


@pytest.mark.parametrize("row", [[0.0, 0.0], [np.inf, 0.0], [np.nan, 1.0]], ids=str)
def test_what_is_no_number_and_rows_of_zeros_are_left_to_the_metric(row):
    p = np.array([row, [0.5, 0.6]])
    found, remark = _sum_to_one(p, "Says", may_hold_together=True)
    assert found is p
    assert remark == ""
    assert _sum_to_one(np.empty((0, 2)), "Says", may_hold_together=True)[1] == ""


def test_a_class_without_a_column_gets_one_among_sorted_classes_and_behind_others():
    p = [[0.25, 0.75]] * 3
    for classes, y, expected, values in (
        (["b", "d"], ["c", "b", "c"], ["b", "c", "d"], [0.25, 0.0, 0.75]),
        (["d", "b"], ["c", "b", "c"], ["d", "b", "c"], [0.25, 0.75, 0.0]),
        (["b", "d"], ["b", "b", "b"], ["b", "d"], [0.25, 0.75]),
        (["b", "d"], pd.DataFrame([[1, 0, 0]] * 3, columns=["a", "b", "d"]), ["a", "b", "d"], [0.0, 0.25, 0.75]),
        ([1, 2], [1, "x", 2], [1, 2, "x"], [0.25, 0.75, 0.0]),
        ([1, 2], [1, "x", 3], [1, 2, "x", 3], [0.25, 0.75, 0.0, 0.0]),
    ):
        found = response_of(Says(classes, proba=p), [0, 1, 2], y)
        assert found.labels.tolist() == expected
        assert values_of(found).tolist() == [values] * 3
        assert found.seen.tolist() == [label in classes for label in expected]
    assert response_of(Says(proba=[[0.25, 0.75]]), [0], ["a"]).labels.tolist() == ["a", "b"]


def test_labels_that_read_like_a_class_of_another_type_are_refused():
    message = "y holds '1', and the estimator's classes_ hold 1, which differs in type, case or blanks; make them the same. classes_ are [1, 2]."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        response_of(Says([1, 2], proba=[[0.5, 0.5]]), [0], ["1"])


def test_answers_that_are_no_table_are_refused_by_the_estimators_name():
    with pytest.raises(
        ValueError, match=r"^the prediction of Says has shape \(1,\); predict a column for each of its 2 classes"
    ):
        response_of(Says(proba=[0.5]), [0], ["a"])
    with pytest.raises(ValueError, match=r"^the prediction of Says has 3 columns for 2 "):
        response_of(Says(proba=[[0.5, 0.25, 0.25]]), [0], ["a"])
    with pytest.raises(ValueError, match=r"^the prediction of Says is "):
        response_of(Says(proba=[["x", "y"]]), [0], ["a"])
    with pytest.raises(ValueError, match=r"^the prediction of Says has 3 columns for 2 "):
        response_of(Says(proba=[[0.0, 1.0]], log_proba=[[-800.0, 0.0, 0.0]]), [0], ["a"])


def test_columns_follow_the_labels_and_any_other_is_behind_them():
    answer = Response(np.array([[0.5, 0.25, 0.25]], np.float32), "proba", np.array(list("abc")), np.array([True] * 3))
    found = answer.columns(np.array(["c", "z", "a"]))
    assert (found.labels.tolist(), values_of(found).tolist()) == (["c", "z", "a", "b"], [[0.25, 0.0, 0.5, 0.25]])
    assert (found.seen.tolist(), values_of(found).dtype) == ([True, False, True, True], np.float32)
    y = ["z", "a"]
    two = Response(np.repeat(values_of(found), 2, axis=0), "proba", found.labels, found.seen)
    assert two.unseen(y, None) == two.unseen(y, [0.5, 1.0]) == {"z": 1}
    assert two.unseen(y, [0.0, 1.0]) == {}


def test_labels_are_joined_each_in_its_own_type():
    numbers = np.array([1, 2])
    assert _joined(numbers, np.array(["x"])).tolist() == [1, 2, "x"]
    assert _joined(numbers, np.array(["x", "y"])).tolist() == [1, 2, "x", "y"]
    assert _joined(numbers, np.array([], dtype="U1")).tolist() == [1, 2]
    assert _joined(numbers, np.array([3])).dtype == numbers.dtype


def test_labels_are_told_as_python_has_them_and_dates_and_spans_as_numpy_does():
    assert type(_plain(np.int64(1))) is int
    for label in (np.datetime64("2020-01-01"), np.timedelta64(1, "D"), "a"):
        assert _plain(label) is label
    days = np.array(["2020-01-01", "2020-01-02", "2020-01-03"], "M8[D]")
    found = response_of(Says(days[:2], proba=[[0.25, 0.75]]), [0], days[2:])
    assert (found.labels.tolist(), found.unseen(days[2:], None)) == (days.tolist(), {days[2]: 1})
