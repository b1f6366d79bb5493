"""Outcomes that have names are matched by name, and never by place; what has other names is refused."""

import re
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl  # noqa: TID253 - not heavy to a test
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent.information import (
    cross_entropy,
    ensemble_information,
    entropy,
    js_distance,
    js_divergence,
    kl_divergence,
    population_stability_index,
    softmax_cross_entropy,
)

NAMES = ["sun", "rain", "snow"]
P, Q = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.6, 0.3])
MEASURES = [kl_divergence, cross_entropy, population_stability_index]
STACKED = [js_divergence, js_distance, lambda ps: ensemble_information(ps).epistemic]
orders = st.permutations(range(3))


@pytest.mark.parametrize("measure", MEASURES)
@given(order=orders)
def test_outcomes_may_be_named_in_any_order(measure, order):
    q = pd.Series(Q, index=NAMES).iloc[order]
    assert measure(pd.Series(P, index=NAMES), q) == measure(P, Q)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("axis", [-1, 1])
def test_columns_of_frames_may_stand_in_any_order(measure, axis):
    p, q = pd.DataFrame([P, Q], columns=NAMES), pd.DataFrame([Q, Q], columns=NAMES)
    expected = measure(np.array([P, Q]), np.array([Q, Q]))
    np.testing.assert_array_equal(measure(p, q[NAMES[::-1]], axis=axis), expected)
    np.testing.assert_array_equal(measure(pl.from_pandas(p), pl.from_pandas(q[NAMES[::-1]]), axis=axis), expected)
    np.testing.assert_array_equal(measure(p.T, q.T.loc[NAMES[::-1]], axis=0), expected)
    with pytest.raises(ValueError, match=r"^p and q have shape"):  # columns of polars are no outcomes along axis 0
        measure(pl.from_pandas(p), pl.from_pandas(q), axis=0)


@pytest.mark.parametrize("measure", STACKED)
@given(order=orders)
def test_members_of_a_stack_may_name_their_outcomes_in_any_order(measure, order):
    named = pd.Series(Q, index=NAMES).iloc[order]
    assert measure([pd.Series(P, index=NAMES), named]) == measure(np.array([P, Q]))
    assert measure((pd.Series(P, index=NAMES), named)) == measure(np.array([P, Q]))
    assert js_divergence([pd.Series(P, index=NAMES), named], axis=1) == js_divergence(np.array([P, Q]))


def test_members_may_be_frames_whose_outcomes_are_on_an_axis_of_the_stack():
    p, q = pd.DataFrame([P, Q], columns=NAMES), pd.DataFrame([Q, P], columns=NAMES)
    expected = js_divergence(np.stack([p, q]))
    for axis in (-1, 2):
        np.testing.assert_array_equal(js_divergence([p, q[NAMES[::-1]]], axis=axis), expected)


def test_targets_of_a_training_loop_stand_in_the_order_of_the_logits():
    z, t = pd.DataFrame([[1.0, 0.0, -1.0]], columns=NAMES), pd.DataFrame([P], columns=NAMES)
    expected = softmax_cross_entropy(z.to_numpy(), t.to_numpy())
    for found, wanted in zip(softmax_cross_entropy(z, t[NAMES[::-1]]), expected, strict=True):
        np.testing.assert_array_equal(found, wanted)
    in_polars = softmax_cross_entropy(pl.from_pandas(z), pl.from_pandas(t[NAMES[::-1]]))
    np.testing.assert_array_equal(in_polars.loss, expected.loss)
    np.testing.assert_array_equal(softmax_cross_entropy(z, pl.from_pandas(t[NAMES[::-1]])).loss, expected.loss)
    by_row = softmax_cross_entropy(z, pd.Series([2], index=["of a row"]))  # codes, whose index names rows
    np.testing.assert_array_equal(by_row.loss, softmax_cross_entropy(z.to_numpy(), [2]).loss)


def test_two_tables_of_frequencies_are_compared_outcome_by_outcome():
    a = pd.Series(["sun"] * 60 + ["rain"] * 30 + ["snow"] * 10).value_counts(normalize=True)
    b = pd.Series(["sun"] * 30 + ["rain"] * 60 + ["snow"] * 10).value_counts(normalize=True)
    assert kl_divergence(a, b) == pytest.approx(0.3 * np.log(2))  # 0.6 ln 2 - 0.3 ln 2


@pytest.mark.parametrize("other", [Q, pd.Series(Q), list(Q), pd.Series(Q, index=NAMES)])
def test_what_has_no_names_or_the_same_order_is_taken_by_place(other):
    assert kl_divergence(pd.Series(P, index=NAMES), other) == kl_divergence(P, Q)
    assert kl_divergence(other, pd.Series(P, index=NAMES)) == kl_divergence(Q, P)


def test_numbers_that_are_not_the_default_numbering_are_names():
    assert kl_divergence(pd.Series(P, index=[1, 2, 3]), pd.Series(Q[::-1], index=[3, 2, 1])) == kl_divergence(P, Q)
    assert kl_divergence(pd.Series(P, index=range(1, 4)), pd.Series(Q[::-1], index=range(3, 0, -1))) == kl_divergence(
        P, Q
    )


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (
            ["sun", "rain", "hail"],
            (
                "q and p name different outcomes, such as 'hail'; pass distributions over the same outcomes, with 0 for what "
                "never happens, or arrays without names."
            ),
        ),
        (["sun", "rain"], "q and p name different outcomes, such as 'snow'; pass distributions over the same"),
        (["sun", "rain", "snow", "snow"], "q or p names an outcome twice; give each outcome one name, or pass arrays."),
        (["sun", "sun", "rain"], "q and p name different outcomes, such as 'snow'"),
    ],
)
def test_other_names_are_refused(names, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        kl_divergence(pd.Series(P, index=NAMES), pd.Series(1 / len(names), index=names))


def test_what_names_other_outcomes_is_named_as_the_call_does():
    p, other = pd.Series(P, index=NAMES), pd.Series(Q, index=["sun", "rain", "hail"])
    with pytest.raises(ValueError, match=r"^member_proba\[1\] and member_proba\[0\] name different outcomes"):
        ensemble_information([p, other])
    with pytest.raises(ValueError, match=r"^ps\[1\] and ps\[0\] name different outcomes"):
        js_divergence([p, other])
    with pytest.raises(ValueError, match=r"^target and logits name different outcomes, such as 'hail'"):
        softmax_cross_entropy(p.to_frame().T, other.to_frame().T)


def test_an_outcome_of_another_type_is_told_as_that():
    message = "q and p name different outcomes, such as '1', which the other has as another type; pass distributions"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        kl_divergence(pd.Series(P, index=[1, 2, 3]), pd.Series(Q, index=["1", "2", "3"]))


def test_an_outcome_that_is_named_twice_in_the_same_order_is_two_outcomes():
    twice = ["sun", "rain", "rain"]
    assert kl_divergence(pd.Series(P, index=twice), pd.Series(Q, index=twice)) == kl_divergence(P, Q)
    with pytest.raises(ValueError, match="q or p names an outcome twice"):
        kl_divergence(pd.Series(P, index=twice), pd.Series(Q, index=["rain", "sun", "rain"]))
    with pytest.raises(ValueError, match="such as 'snow'"):
        kl_divergence(pd.Series(P, index=twice), pd.Series(Q, index=NAMES))


def test_an_axis_that_is_none_is_told_as_ever():
    for axis, error in ((2, ValueError), (0.5, TypeError)):
        with pytest.raises(error, match="axis="):
            kl_divergence(pd.Series(P, index=NAMES), pd.Series(Q, index=NAMES), axis=axis)


@pytest.mark.parametrize(
    "names",
    [
        [1.0, 2.0, np.nan],
        pd.array([1, 2, None], dtype="Int64"),
        pd.array(["a", "b", None], dtype="string"),
        pd.MultiIndex.from_tuples([("a", "b"), ("a", "c"), (np.nan, "b")]),
        pd.CategoricalIndex(["low", "high", np.nan]),
        pd.IntervalIndex.from_tuples([(0, 2), (1, 3), (5, 6)]),
        pd.date_range("2020", periods=3),
    ],
    ids=str,
)
def test_what_is_missing_may_be_an_outcome_as_anything_that_names_one(names):
    p, q = pd.Series(P, index=names), pd.Series(Q, index=names)
    assert kl_divergence(p, q) == kl_divergence(P, Q)
    assert kl_divergence(p, q[::-1]) == kl_divergence(P, Q)


def test_a_numbering_beside_the_same_numbers_in_another_order_is_refused():
    named, numbered = pd.Series(Q[::-1], index=[2, 1, 0]), pd.Series(P)
    message = "q names its outcomes [3, 2, 1]..., and p numbers them from 0; sort q by these names, or pass arrays."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        kl_divergence(pd.Series([0.25] * 4), pd.Series([0.25] * 4, index=[3, 2, 1, 0]))
    with pytest.raises(ValueError, match="numbers them from 0"):
        kl_divergence(numbered, named)
    assert kl_divergence(numbered, named.sort_index()) == kl_divergence(P, Q)
    assert kl_divergence(numbered, pd.Series(Q, index=[2, 3, 4])) == kl_divergence(P, Q)  # other names: by place
    assert kl_divergence(numbered, pd.Series(Q, index=[0, 1, 1])) == kl_divergence(P, Q)


def test_names_of_one_alone_are_not_looked_at():
    class Index:
        start = step = None

        def __getattr__(self, name):
            raise AssertionError(name)

    class Series(np.ndarray):
        axes = (Index(),)

    assert kl_divergence(P.view(Series), Q) == kl_divergence(P, Q)


@pytest.mark.parametrize("axis", [-1, 1, 0])
def test_distributions_that_are_named_in_another_order_are_refused(axis):
    p = pd.DataFrame([P, Q, P], columns=NAMES, index=["a", "b", "c"])
    one, other = (p, p.loc[["b", "a", "c"]]) if axis else (p.T, p.T[["b", "a", "c"]])
    message = "q has the distributions of p in another order, by their names; put both in one order, or pass arrays."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        kl_divergence(one, other, axis=axis)
    for same in (p, p.set_axis(["d", "e", "f"]), p.reset_index(drop=True), p.set_axis(["a", "a", "b"])):
        np.testing.assert_array_equal(kl_divergence(p, same), [0, 0, 0])
    numbered = p.reset_index(drop=True)  # by which pandas numbers rows that nobody named
    np.testing.assert_array_equal(kl_divergence(numbered, numbered.set_axis([2, 0, 1])), [0, 0, 0])


@pytest.mark.parametrize("measure", MEASURES)
def test_series_in_a_list_keep_the_names_of_their_outcomes(measure):
    p, q = pd.Series(P, index=NAMES), pd.Series(Q, index=NAMES).iloc[[2, 0, 1]]
    for kind in (list, tuple):
        found = measure(kind([p, p]), kind([q, p[::-1]]))
        np.testing.assert_array_equal(found, [measure(P, Q), measure(P, P)])
        np.testing.assert_array_equal(measure(kind([p, p]), kind([q, p[::-1]]), axis=1), found)
        np.testing.assert_array_equal(measure(kind([q]), P[None]), [measure(Q[[2, 0, 1]], P)])  # names beside none
    numbered = [pd.Series(P), pd.Series(Q)]
    np.testing.assert_array_equal(measure(numbered, [q, q]), measure([P, Q], [Q[[2, 0, 1]]] * 2))
    mixed = measure([p, pd.Series(P)], [q, q])  # of which not all are named: by place
    np.testing.assert_array_equal(mixed, [measure(P, Q[[2, 0, 1]])] * 2)
    along = [pd.Series([0.2, 0.8], index=["a", "b"]), pd.Series([0.8, 0.2], index=["a", "c"])]
    np.testing.assert_array_equal(entropy(along, axis=0), entropy([[0.2, 0.8], [0.8, 0.2]], axis=0))
    with pytest.raises(ValueError, match=r"^q\[1\] and q\[0\] name different outcomes, such as 'hail'"):
        measure([p, p], [q, q.rename({"snow": "hail"})])


COUNTED = {"pandas": pd.DataFrame, "polars": pl.DataFrame}


@pytest.mark.parametrize("frame", COUNTED.values(), ids=COUNTED)
@pytest.mark.parametrize("measure", [kl_divergence, cross_entropy, entropy])
def test_outcomes_beside_their_counts_are_told_how_to_be_their_names(frame, measure):
    counts = frame({"weather": NAMES, "count": P})
    message = (
        "p is a frame, whose column 'weather' holds no numbers; pass pandas.Series(p['count'].to_numpy(), "
        "p['weather'].to_numpy()), whose outcomes are matched by name."
    )
    others = [] if measure is entropy else [pd.Series(Q, index=NAMES)]
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        measure(counts, *others)
    named = pd.Series(counts["count"].to_numpy(), counts["weather"].to_numpy())
    assert measure(named, *others) == measure(P, *(other.to_numpy() for other in others))
    with pytest.raises(TypeError, match=r"^ps\[1\] is a frame, whose column 'weather' holds no numbers; pass pandas"):
        js_divergence([named, counts[["count", "weather"]]])


def test_outcomes_beside_their_counts_may_be_anything_but_numbers():
    for outcomes in (pd.date_range("2020", periods=3), pd.interval_range(0, 3), ["sun", "rain", None]):
        with pytest.raises(TypeError, match=r"^p is a frame, whose column 'what' holds no numbers; pass pandas"):
            entropy(pd.DataFrame({"what": outcomes, "n": P}))
    with pytest.raises(ValueError, match=r"^p sums to"):
        entropy(pd.DataFrame({"what": [1, 2, 3], "n": P}))


def test_a_frame_of_two_outcomes_and_one_of_three_texts_are_none():
    two = pd.DataFrame({"rain": [0.25], "sun": [0.75]})
    assert entropy(two) == entropy([[0.25, 0.75]])
    with pytest.raises(TypeError, match=r"^p has dtype object; pass real numbers\.$"):
        entropy(pd.DataFrame({"a": ["x"], "b": ["y"]}, dtype=object))
    with pytest.raises(TypeError, match=r"^p has dtype object; pass real numbers\.$"):
        entropy(pd.DataFrame({"a": ["x"], "b": [0.5], "c": [0.5]}))
    with pytest.raises(TypeError, match=r"^p has dtype object; pass real numbers\.$"):
        entropy(pd.DataFrame({"a": [0.25], "b": pd.Series([0.75], dtype=object)}))
    assert entropy(pl.DataFrame({"a": [0.25], "b": [Decimal("0.75")]})) == entropy([[0.25, 0.75]])
    pyarrow = pytest.importorskip("pyarrow")
    assert entropy(pyarrow.table({"a": [0.25], "b": [0.75]})) == entropy([[0.25, 0.75]])


def test_distributions_along_the_other_axis_are_told_as_that():
    columns = pd.DataFrame({"a": P, "b": Q}, index=NAMES)
    message = "p has shape (3, 2), and sums of 1 along axis=0, not along axis=-1; pass p transposed."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        entropy(columns)
    with pytest.raises(
        ValueError, match=r"^p has shape \(2, 3\), and sums of 1 along axis=1, not along axis=0; pass p"
    ):
        entropy(columns.T, axis=0)
    message = "p and q have shape (3, 2), and sums of 1 along axis=0, not along axis=-1; pass p and q transposed."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        kl_divergence(columns.to_numpy(), columns.to_numpy())
    message = "ps has shape (3, 2), and sums of 1 along axis=0, not along axis=-1; pass ps transposed."
    for measure in (js_divergence, js_distance):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            measure(columns)
        assert measure(columns.T) == measure([P, Q])
    assert js_divergence(columns, normalize=True) > 0  # three distributions of two outcomes
    assert js_divergence([[0.25, 0.75], [0.75, 0.25]]) > 0  # rows and columns sum to 1


@pytest.mark.parametrize(
    "other", [np.stack([P, Q])[None] / 2, 1.1 * np.stack([P, Q]).T, np.stack([P, Q]).T[:2]], ids=["3-d", "more", "part"]
)
def test_what_sums_to_1_along_no_axis_is_not_told_to_be_turned(other):
    with pytest.raises(ValueError, match=r"distributions sum to 1: pass normalize=True"):
        entropy(other)


def test_what_is_to_be_turned_alone_is_not_told_to_be():
    with pytest.raises(ValueError, match=r"^q sums to .*: pass normalize=True"):
        kl_divergence([[0.5, 0.5]] * 3, np.stack([P, Q]).T)
    for measure in (entropy, js_divergence):  # nor what is negative, though its columns sum to 1
        with pytest.raises(ValueError, match="holds negative values"):
            measure([[-0.5, 0.5], [1.5, 0.5]])
        with pytest.raises(ValueError, match="holds a distribution that sums to 0"):
            measure([[0.0, 0.0], [1.0, 1.0]], normalize=True)
    with pytest.raises(TypeError, match=r"^ps\[0\] has dtype <U1; pass real numbers"):
        js_divergence([["a", "b"], ["c", "d"]])


def test_weights_that_name_the_distributions_in_another_order_are_refused():
    ps = pd.DataFrame([P, Q], index=["a", "b"], columns=NAMES)
    w = pd.Series([0.25, 0.75], index=["a", "b"])
    expected = js_divergence([P, Q], [0.25, 0.75])
    message = (
        "weights name the distributions ['b', 'a']..., in another order than ps; pass both in one order, or arrays."
    )
    for stacked in (ps, [ps.loc["a"], ps.loc["b"]], (ps.loc["a"], ps.loc["b"])):
        assert js_divergence(stacked, w) == expected
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            js_divergence(stacked, w[::-1])
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            js_distance(stacked, w[::-1])
    for stacked, weights in ((ps, w.to_numpy()), (ps, w.rename({"a": "x"})), (ps.to_numpy(), w), ([P, Q], w)):
        assert js_divergence(stacked, weights) == expected
    four = pd.DataFrame([P, Q, P, Q], index=[*"abcd"])
    with pytest.raises(ValueError, match=r"^weights name the distributions \['d', 'c', 'b'\]\.\.\., in another order"):
        js_divergence(four, pd.Series(0.25, index=[*"dcba"]))
    assert js_divergence(ps.set_axis([1, 0]), pd.Series([0.25, 0.75])) == expected  # a numbering is no names
