"""Pandas objects whose indexes hold the same names in another order."""

import re

import numpy as np
import pandas as pd
import pytest

from skxent._check import refuse_other_order
from skxent.linear_model import SoftmaxRegression
from skxent.metrics import brier_loss, calibration_error, log_loss, mean_entropy, multilabel_log_loss
from skxent.report import evaluate, evaluate_predictions
from skxent.scorers import cross_val_tally, neg_log_loss, neg_mean_entropy

M = pd.MultiIndex.from_product
REORDERED = [
    ([1, 2, 3], [3, 2, 1]),
    ([1, 2, 3], [3.0, 2.0, 1.0]),
    (["a", "b"], ["b", "a"]),
    ([1, "a", None], ["a", None, 1]),
    ([1.5, np.nan], [np.nan, 1.5]),
    (pd.date_range("2020", periods=3), pd.date_range("2020", periods=3)[::-1]),
    (M([[1, 2], ["a", "b"]]), M([[1, 2], ["a", "b"]])[::-1]),
    (pd.IntervalIndex.from_tuples([(0, 2), (1, 3)]), pd.IntervalIndex.from_tuples([(1, 3), (0, 2)])),
    (pd.CategoricalIndex(["a", "b"]), pd.CategoricalIndex(["b", "a"])),
    (pd.RangeIndex(3)[::-1], pd.Index([0, 1, 2])),
]
BY_POSITION = {
    "the same": ([3, 1, 2], [3, 1, 2]),
    "one is a default range": ([2, 0, 1], pd.RangeIndex(3)),
    "the other is, of the same order": (pd.RangeIndex(3), [0, 1, 2]),
    "the other is, of other numbers": (pd.RangeIndex(3), [1, 2, 3]),
    "repeated": ([1, 1, 2], [1, 2, 1]),
    "repeated in one": ([1, 2, 3], [1, 1, 2]),
    "other names": ([1, 2, 3], [4, 2, 3]),
    "other types": (pd.date_range("2020", periods=3), [1, 2, 3]),
    "levels": (M([[1, 2], ["a", "b"]]), [1, 2, 3, 4]),
    "other lengths": ([1, 2, 3], [2, 1]),
}


def frames(one, other):
    """Return a series and a frame with these indexes."""
    return pd.Series(range(len(one)), index=one), pd.DataFrame({"a": range(len(other))}, index=other)


@pytest.mark.parametrize(("one", "other"), REORDERED)
def test_the_same_index_in_another_order_is_refused(one, other):
    a, b = frames(one, other)
    message = (
        "b has the index of a in another order; pass b.loc[a.index] to pair rows by name, or b.to_numpy() to pair them "
        "by position."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        refuse_other_order(a=a, b=b)
    refuse_other_order(a=a, b=b.to_numpy())


@pytest.mark.parametrize(("one", "other"), BY_POSITION.values(), ids=BY_POSITION)
def test_indexes_that_do_not_contradict_each_other_go_by_position(one, other):
    a, b = frames(one, other)
    refuse_other_order(a=a, b=b)


def test_the_numbering_of_the_truth_names_its_rows_and_that_of_predictions_does_not():
    """Folds that are joined have an index in another order; a frame of what a model predicts for shuffled rows has none."""
    numbered, parts = pd.Series([0, 1, 1]), pd.Series([0.75, 0.25, 0.5], index=[2, 0, 1])
    with pytest.raises(ValueError, match=r"^p has the index of y in another order; pass p\.loc\[y\.index\]"):
        refuse_other_order(y=numbered, p=parts)
    refuse_other_order(y=parts, p=numbered)
    refuse_other_order(y=numbered.to_numpy(), p=numbered, w=parts)
    with pytest.raises(ValueError, match=r"^y_proba has the index of y_true in another order"):
        log_loss(numbered, pd.DataFrame({0: 1 - parts, 1: parts}))


DTYPES = ["int64", "int32", "uint8", "float64", "object", "Int64", "Float64", "UInt8", "int64[pyarrow]", "category"]


@pytest.mark.parametrize("one", DTYPES)
@pytest.mark.parametrize("other", DTYPES)
def test_the_same_order_is_the_same_whatever_the_type_of_the_names(one, other):
    a, b = frames(pd.Index([5, 7, 6]).astype(one), pd.Index([5, 7, 6]).astype(other))
    refuse_other_order(a=a, b=b)
    with pytest.raises(ValueError, match="in another order"):
        refuse_other_order(a=a, b=b[::-1])


@pytest.mark.parametrize("ordered", [True, False])
def test_categories_may_be_listed_in_any_order(ordered):
    one = pd.CategoricalIndex(["a", "b"], categories=["a", "b", "c"], ordered=ordered)
    a, b = frames(one, pd.CategoricalIndex(["a", "b"], categories=["b", "a"]))
    refuse_other_order(a=a, b=b)


def test_what_has_no_index_of_its_own_stands_between():
    y = pd.Series([0, 1], index=["a", "b"])
    with pytest.raises(ValueError, match=r"^w has the index of y in another order"):
        refuse_other_order(y=y, p=np.zeros(2), q=None, r=pd.Series([1, 2]), s=y * 2, w=y[::-1])


Y = pd.Series([0, 1, 1], index=[5, 3, 4], name="y")
P = pd.DataFrame({0: [0.75, 0.25, 0.5], 1: [0.25, 0.75, 0.5]}, index=Y.index)


@pytest.mark.parametrize(
    "door", [log_loss, brier_loss, calibration_error, mean_entropy, evaluate_predictions], ids=lambda f: f.__name__
)
def test_labels_predictions_and_weights_are_compared(door):
    with pytest.raises(ValueError, match=r"pass y_proba\.loc\[y_true\.index\]"):
        door(Y, P.sort_index())
    with pytest.raises(ValueError, match=r"pass y_proba\.loc\[y_true\.index\]"):
        door(Y, P[1].sort_index())
    with pytest.raises(ValueError, match=r"pass sample_weight\.loc\[y_true\.index\]"):
        door(Y, P, sample_weight=Y.sort_index() + 1)
    with pytest.raises(ValueError, match=r"pass sample_weight\.loc\[y_proba\.index\]"):
        door(Y.to_numpy(), P, sample_weight=Y.sort_index() + 1)


def test_what_to_do_gives_what_is_meant():
    by_name, by_position = (0.75, 0.75, 0.5), (0.25, 0.5, 0.25)  # of what happened: Y is 0, 1, 1
    assert log_loss(Y, P.sort_index().loc[Y.index]) == pytest.approx(-np.log(by_name).mean())
    assert log_loss(Y, P.sort_index().to_numpy()) == pytest.approx(-np.log(by_position).mean())


def test_indicators_are_compared():
    t = pd.DataFrame({"a": [0, 1, 1], "b": [1, 1, 0]}, index=Y.index)
    with pytest.raises(ValueError, match="y_proba has the index of y_true in another order"):
        multilabel_log_loss(t, (t / 2 + 0.25).sort_index())
    with pytest.raises(ValueError, match="sample_weight has the index of y_true in another order"):
        multilabel_log_loss(t, t / 2 + 0.25, sample_weight=Y.sort_index() + 1)


@pytest.mark.parametrize(
    "door",
    [
        lambda X, y, w: evaluate(SoftmaxRegression(), X, y, cv=2, sample_weight=w),
        lambda X, y, w: cross_val_tally(SoftmaxRegression(), X, y, cv=2, sample_weight=w),
        lambda X, y, w: neg_log_loss(SoftmaxRegression().fit(X, y), X, y, sample_weight=w),
        lambda X, y, w: neg_mean_entropy(SoftmaxRegression().fit(X, y), X, y, sample_weight=w),
    ],
)
def test_labels_and_weights_of_a_cross_validation_are_compared(door):
    y = pd.Series([0, 1] * 4, index=list("abcdefgh"))
    w = y + 1.0
    door(np.arange(8.0)[:, None], y, w)
    with pytest.raises(ValueError, match=r"^sample_weight has the index of (y|y_true) in another order; pass "):
        door(np.arange(8.0)[:, None], y, w[::-1])


BESIDE = {
    "groups": lambda one: {"groups": one},
    "ids": lambda one: {"ids": one},
    "slices": lambda one: {"slices": one.to_frame("s")},
    "slices['s']": lambda one: {"slices": {"s": one}},
}


@pytest.mark.parametrize(("name", "options"), BESIDE.items(), ids=BESIDE)
def test_what_stands_beside_the_rows_of_a_report_is_compared(name, options):
    y = pd.Series([0, 1] * 4, index=list("abcdefgh"))
    one = pd.Series(range(8), index=y.index)
    p, X = y / 2 + 0.25, np.arange(8.0)[:, None]
    doors = [
        ("y_true", lambda **given: evaluate_predictions(y, p.to_numpy(), **given)),
        ("y_proba", lambda **given: evaluate_predictions(y.to_numpy(), p, **given)),
        ("y_proba['m']", lambda **given: evaluate_predictions(y.to_numpy(), {"m": p}, **given)),
        ("sample_weight", lambda **given: evaluate_predictions(y.to_numpy(), p.to_numpy(), sample_weight=p, **given)),
        ("y", lambda **given: evaluate(SoftmaxRegression(), X, y, cv=2, **given)),
    ]
    for first, door in doors:
        door(**options(one))
        message = f"{name} has the index of {first} in another order; pass {name}.loc[{first}.index] to pair"
        with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
            door(**options(one[::-1]))


def test_models_are_compared_with_each_other():
    y, p = np.array([0, 1, 1]), pd.Series([0.25, 0.75, 0.5], index=list("abc"))
    with pytest.raises(ValueError, match=r"^y_proba\['n'\] has the index of y_proba\['m'\] in another order; pass "):
        evaluate_predictions(y, {"m": p, "n": p[::-1]})
