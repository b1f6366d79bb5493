"""What raw input becomes a forecast, and what is refused with which words."""

import re
from decimal import Decimal, localcontext

import numpy as np
import pandas as pd
import polars as pl  # noqa: TID253 - not heavy to a test
import pytest

from skxent._check import RowError, check_forecast
from skxent._check._derived_truth import Weighted
from skxent._check._truth import Distributions, Labels

NAN = float("nan")
GOOD = [[0.5, 0.5], [0.25, 0.75]]


def codes(y_true, y_proba, **kwargs):
    forecast = check_forecast(y_true, y_proba, **kwargs)
    assert isinstance(forecast.truth, Labels)
    return forecast.classes.tolist(), forecast.truth.codes.tolist()


@pytest.mark.parametrize(
    ("y_true", "classes", "expected"),
    [
        ([3, 1], [1, 3], [1, 0]),
        (["b", "a"], ["a", "b"], [1, 0]),
        (np.array([True, False]), [False, True], [1, 0]),
        (np.array([2.0, 1.0]), [1.0, 2.0], [1, 0]),
        (pd.Series(["b", "a"], index=[7, 7]), ["a", "b"], [1, 0]),
        (pd.Series(["b", "a"], dtype="string"), ["a", "b"], [1, 0]),
        (pd.Series(["b", "a"], dtype=pd.CategoricalDtype(["b", "a"], ordered=True)), ["a", "b"], [1, 0]),
        (pd.Series([2, 1], dtype="Int64"), [1, 2], [1, 0]),
        (pl.Series(["b", "a"]), ["a", "b"], [1, 0]),
        (np.array(["2020-01-02", "2020-01-01"], dtype="datetime64[D]"), None, [1, 0]),
    ],
)
def test_labels_of_any_sortable_type(y_true, classes, expected):
    found, found_codes = codes(y_true, GOOD)
    assert found_codes == expected
    assert classes is None or found == classes


def test_labels_are_honoured_in_the_order_given():
    assert codes(["b", "a"], GOOD, labels=["b", "a"]) == (["b", "a"], [0, 1])
    assert codes([1, 2], [[0.2, 0.3, 0.5], [0.2, 0.3, 0.5]], labels=[2, 9, 1]) == ([2, 9, 1], [2, 0])


def test_a_list_of_labels_keeps_their_types():
    assert codes([1, "a"], GOOD, labels=[1, "a"]) == ([1, "a"], [0, 1])


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
def test_columns_are_found_by_name(frame):
    proba = frame({"b": [0.25, 0.5], "a": [0.75, 0.5]})
    forecast = check_forecast(["a", "b"], proba, labels=["a", "b"])
    np.testing.assert_array_equal(forecast.scores.proba(), [[0.75, 0.25], [0.5, 0.5]])
    assert codes(["a", "b"], proba) == (["b", "a"], [1, 0])


@pytest.mark.parametrize("order", [[2, 1, 0], [2, 0, 1], [1, 2, 0]])
def test_columns_chosen_by_number_are_found_by_number(order):
    frame = pd.DataFrame([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]])[order]
    forecast = check_forecast([0, 1, 2], frame, labels=[0, 1, 2])
    np.testing.assert_array_equal(forecast.scores.proba()[:, 0], [0.7, 0.1, 0.2])


@pytest.mark.parametrize(("y", "labels"), [([True, False], [0, 1]), ([1.0, 0.0], [0, 1]), ([1, 0], [False, True])])
def test_labels_that_python_holds_equal_are_equal(y, labels):
    assert codes(np.array(y), GOOD, labels=np.array(labels))[1] == [1, 0]


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint64])
@pytest.mark.parametrize("labels_dtype", [np.int8, np.int64, np.uint8])
def test_whole_numbers_of_any_type_do_not_overflow(dtype, labels_dtype):
    info, labels_info = np.iinfo(dtype), np.iinfo(labels_dtype)
    values = sorted({max(info.min, labels_info.min, -100), 3, min(info.max, labels_info.max, 120)})
    y, labels = np.array(values, dtype), np.array(values[::-1], labels_dtype)
    proba = [[0.2, 0.3, 0.5]] * 3
    assert codes(y, proba, labels=labels)[1] == [2, 1, 0]
    assert codes(y, proba)[1] == [0, 1, 2]


def test_whole_numbers_beyond_their_labels_type():
    y = np.array([0, 1, 255], np.uint8)
    assert codes(y[:2], GOOD, labels=[0, 1], ignore_index=255)[1] == [0, 1]
    assert check_forecast(y, [[0.2, 0.3, 0.5]] * 3, labels=[-1, 0, 1], ignore_index=255).truth.codes.tolist() == [
        1,
        2,
        0,
    ]


def test_labels_of_the_other_byte_order():
    assert codes(np.array([0, 1.5], ">f8"), GOOD, labels=[0, 1.5])[1] == [0, 1]


def test_whole_numbers_far_apart_are_not_confused():
    assert codes([10**18 + 1, -(10**18)], GOOD, labels=[10**18 + 1, -(10**18)])[1] == [0, 1]
    assert codes([10**18, 5], GOOD)[1] == [1, 0]
    assert codes(np.array([7, 3, 7], dtype=np.uint8), GOOD + GOOD[:1]) == ([3, 7], [1, 0, 1])


def test_a_frame_without_names_is_an_array():
    assert codes(["b", "a"], pd.DataFrame(GOOD)) == (["a", "b"], [1, 0])


def test_target_frames_are_matched_by_name_too():
    target = pd.DataFrame({"b": [0.0, 0.5], "a": [1.0, 0.5]})
    forecast = check_forecast(target, pd.DataFrame({"a": [0.5, 0.5], "b": [0.5, 0.5]}))
    np.testing.assert_array_equal(forecast.truth.t, [[1, 0], [0.5, 0.5]])
    assert check_forecast(target, GOOD).classes.tolist() == ["b", "a"]


def test_nullable_frames_are_read():
    proba = pd.DataFrame({"a": [0.5, 0.25], "b": [0.5, 0.75]}).convert_dtypes()
    np.testing.assert_array_equal(check_forecast(["a", "b"], proba).scores.proba(), GOOD)


def test_positive_probabilities_are_of_the_last_label():
    forecast = check_forecast(["no", "yes"], [0.2, 0.7], labels=["yes", "no"])
    np.testing.assert_allclose(forecast.scores.proba(), [[0.8, 0.2], [0.3, 0.7]])


def test_whole_numbers_are_probabilities():
    np.testing.assert_array_equal(check_forecast([0, 1], [[1, 0], [0, 1]]).scores.proba(), np.eye(2))


def test_small_probabilities_of_the_positive_class_keep_their_complement():
    forecast = check_forecast([0, 1], [1e-20, 0.5])
    np.testing.assert_allclose(forecast.scores.log_proba()[0], [-1e-20, np.log(1e-20)], rtol=1e-15)


@pytest.mark.parametrize(("z", "expected"), [(800.0, [-800.0, -0.0]), (-800.0, [0.0, -800.0]), (np.inf, [-np.inf, 0])])
def test_log_odds_keep_what_exp_would_lose(z, expected):
    forecast = check_forecast([0, 1], [z, 0.0], scale="logit")
    np.testing.assert_array_equal(forecast.scores.log_proba()[0], expected)


def test_log_probability_of_the_positive_class():
    forecast = check_forecast([0, 1], [np.log(0.25), -1e-300], scale="log_proba")
    np.testing.assert_allclose(forecast.scores.log_proba()[0], np.log([0.75, 0.25]), rtol=1e-15)
    assert forecast.scores.log_proba()[1, 0] == np.log(1e-300)


REFUSED = [
    # y_true, y_proba, options, message
    ([0, 1, 1], GOOD, {}, "y_true has 3 rows, y_proba has 2; pass the predictions of the same rows."),
    (
        [0, 1],
        [[NAN, 0.5], [0.5, 0.5]],
        {},
        "y_proba is NaN or infinite, or sums to infinity, in row 0; predictions are numbers",
    ),
    ([0, 1], [[np.inf, 0.5], [0.5, 0.5]], {}, "y_proba is NaN or infinite, or sums to infinity, in row 0"),
    ([0, 1], [[0.5, 0.5], [np.inf, -np.inf]], {}, "y_proba is NaN or infinite, or sums to infinity, in row 1"),
    ([0, 1], [[0.5, 0.5], [1.7e308, 1.7e308]], {}, "y_proba is NaN or infinite, or sums to infinity, in row 1"),
    ([0, 1], [[0.5, 0.5], [1.5, -0.5]], {}, "y_proba is negative (down to -0.5) in row 1; probabilities are in [0, 1]"),
    ([0, 1], [[0.5, 0.5], [1.5, 0.5]], {}, "y_proba is above 1 (up to 1.5) in row 1; probabilities are in [0, 1]"),
    ([0, 1], [[0.5, 0.4], [0.5, 0.5]], {}, "y_proba sums to 0.9 (the worst) in row 0; rows sum to 1: pass normalize"),
    ([0, 1], [[0.0, 0.0], [0.5, 0.5]], {"normalize": True}, "y_proba sums to 0 in row 0; a row of zeros has no ratios"),
    ([0, 1], [0.5, 1.5], {}, "y_proba is 1.5 (the first) in row 1; probabilities are in [0, 1]: divide percentages"),
    ([0, 1], [0.5, NAN], {}, "y_proba is nan (the first) in row 1; predictions are numbers: drop or mend these rows."),
    ([0, 1], [-0.5, 1.5], {"scale": "log_proba"}, "y_proba is 1.5 in row 1; log-probabilities are at most 0"),
    ([0, 1], [NAN, 1.5], {"scale": "logit"}, "y_proba is NaN in row 0; predictions are numbers"),
    ([0, 1], GOOD, {"scale": "log_proba"}, "exp(y_proba) sums to 3.40"),
    ([0, 1], [[0, np.inf], [0, 0]], {"scale": "logit"}, "y_proba is NaN, +inf, or -inf for all classes in row 0"),
    ([0, 1], [[0, NAN], [0, 0]], {"scale": "log_proba"}, "y_proba is NaN, +inf, or -inf for all classes in row 0"),
    ([0, 2], GOOD, {"labels": [0, 1]}, "y_true holds 2 in row 1; labels are [0, 1]: pass labels= with every class"),
    ([0, 1], [[0.2, 0.3, 0.5]] * 2, {}, "y_proba has 3 columns for 2 labels [0, 1]; pass labels=estimator.classes_."),
    ([0, 0], [0.5, 0.5], {}, "y_proba has shape (2,), the predictions of the last of two labels, for 1 label"),
    ([0, 1, 2], [0.5] * 3, {}, "y_proba has shape (3,), the predictions of the last of two labels, for 3 labels"),
    (["a", None], GOOD, {}, "y_true is missing in row 1; every row needs its label"),
    ([1.0, NAN], GOOD, {}, "y_true is missing in row 1"),
    (pd.Series(["a", pd.NA], dtype="string"), GOOD, {}, "y_true is missing in row 1"),
    (np.array([1, "a"], dtype=object), GOOD, {}, "y_true mixes labels of types int, str, which have no order"),
    ([], [], {}, "y_proba has shape (0,); pass (n, K) or (n,) with at least one row."),
    ([0], [[["x"]]], {}, "y_proba is list of something other than real numbers"),
    ([0, 1], [[[0.5]], [[0.5]]], {}, "y_true has shape (2,) for predictions of shape (2, 1, 1); pass labels of"),
    ([0, 1], [["x", "y"]] * 2, {}, "y_proba is list of something other than real numbers"),
    (
        [0, 1],
        np.array(GOOD, dtype=complex),
        {},
        "y_proba is ndarray of something other than real numbers (dtype complex128)",
    ),
    ([[0], [1]], GOOD, {}, "y_true has shape (2, 1); pass labels as (n,), for example y_true.ravel()"),
    (
        [[1, 1], [0, 1]],
        GOOD,
        {},
        "y_true sums to 2 (the worst) in row 0; target distributions sum to 1: use multilabel",
    ),
    ([[3, 1], [0, 1]], GOOD, {}, "pass labels (n,), or normalize=True for counts."),
    (
        [[0.0, 0.0], [1, 0]],
        GOOD,
        {"normalize": True},
        "y_true sums to 0 in row 0; a row of zeros has no ratios: drop these rows.",
    ),
    (np.ma.array([0, 1], mask=[0, 1]), GOOD, {}, "labels are masked in row 1; drop or fill these rows."),
    ([0, 1], np.ma.array(GOOD, mask=[[0, 1], [0, 0]]), {}, "y_proba has masked values; drop or fill these rows."),
    ([0, 1], pd.DataFrame({0: ["0.9", "0.1"], 1: ["0.1", "0.9"]}), {}, "something other than real numbers"),
    ([0, 1], GOOD, {"sample_weight": ["1", "2"]}, "sample_weight is list of something other than real numbers"),
    ([0, 1], GOOD, {"sample_weight": {0: 1}}, "sample_weight is dict of something other than real numbers"),
    ([0, 1], GOOD, {"sample_weight": [1e200, 1]}, "sample_weight is at most 1e+200; only ratios count"),
    ([0, 1], GOOD, {"scale": ["proba"]}, "scale=['proba'] is unknown"),
    ([0, 1], GOOD, {"smoothing": True}, "smoothing=True is no amount"),
    ([0, 1], GOOD, {"smoothing": 1e308}, "smoothing=1e+308 is no amount"),
    ([0, 1], GOOD, {"label_smoothing": 1}, "label_smoothing=1 is not in [0, 1); pass the share to mix in."),
    ([0, 1], [0.5, 0.5], {"normalize": True}, "normalize=True divides rows by their sums, and y_proba (n,) has none"),
    (
        [0, 1],
        [90.0, 10.0],
        {},
        "y_proba is 90 (the first) in rows 0, 1; probabilities are in [0, 1]: divide percentages by 100",
    ),
    ([0, 1], [[90, 10], [10, 90]], {}, "divide percentages by 100, or pass scale='logit'"),
    ([0, 1], GOOD, {"class_weight": "even"}, "class_weight='even' is unknown; pass 'balanced', or a dict"),
    ([0, 1], GOOD, {"class_weight": {2: 1}}, "class_weight names 2, not among the labels [0, 1]"),
    (
        [0, 1],
        GOOD,
        {"class_weight": {0: -1}},
        "class_weight holds {0: -1}; pass weights that are finite and non-negative.",
    ),
    ([0, 0], GOOD, {"labels": [0, 1], "class_weight": {0: 0}}, "gives weight 0 to every row"),
    ([7, 7], GOOD, {"ignore_index": 7, "labels": [0, 1]}, "y_true is ignore_index=7 in every row"),
    ([[1, 0], [0, 1]], GOOD, {"ignore_index": 7}, "ignore_index=7 marks labels, and y_true holds distributions"),
    (
        [0, 7],
        GOOD,
        {"ignore_index": 7, "labels": [0, 1], "sample_weight": [0, 1]},
        "all 2 rows have weight 0 or are ignored; give one",
    ),
    (["Cat", "dog"], GOOD, {"labels": ["cat", "dog"]}, "'Cat' is not 'cat', which differs in type, case or blanks"),
    ([2**63, 2**63 + 1], GOOD, {"labels": [-1, 2**63]}, "y_true holds"),
    ([[[0]]], GOOD, {}, "y_true has 1 rows, y_proba has 2"),
    ([[[0]], [[1]]], GOOD, {}, "y_true has shape (2, 1, 1) for predictions of shape (2, 2)"),
    ([[0.5, -0.5], [0, 1]], GOOD, {}, "y_true is negative (down to -0.5) in row 0"),
    (0, GOOD, {}, "y_true has shape (); pass labels (n,) or target distributions (n, K)."),
    ([0, 1], GOOD, {"labels": ["a", "a"]}, "labels repeat [a]; name every class once."),
    ([0, 1], GOOD, {"labels": [0, NAN]}, "hold a missing value; name every class."),
    ([0, 1], GOOD, {"labels": [[0, 1]]}, "labels has shape (1, 2); pass the classes in column order, (K,)."),
    (
        [0, 1],
        pd.DataFrame(GOOD, columns=["a", "b"]),
        {"labels": [0, 1]},
        "y_proba has no column for 0, 1 and columns 'a', 'b' that are no labels",
    ),
    ([0, 1], pd.DataFrame(GOOD, columns=["a", "b"]), {}, "y_true holds 0, 1 in rows 0, 1; labels are ['a', 'b']"),
    (["a", "b"], pd.DataFrame(GOOD, columns=["a", "a"]), {}, "y_proba has duplicate column names"),
    (["a", "b"], pd.DataFrame(GOOD, columns=["a", "b"]), {"labels": ["a", "b", "c"]}, "y_proba has no column for 'c'"),
    (
        ["a", "a"],
        pd.DataFrame(GOOD, columns=["a", "b"]),
        {"labels": ["a"]},
        "y_proba has columns 'b' that are no labels",
    ),
    ([0, 1], GOOD, {"smoothing": 10**400}, "is no amount to add to probabilities"),
    ([0, 1], [[0.5, None], [0.5, 0.5]], {}, "y_proba is NaN or infinite, or sums to infinity, in row 0"),
    (
        ["a", "b"],
        pd.Series([0.5, 0.5], name="a"),
        {},
        "y_proba is a series named 'a', and (n,) is of the last of the labels",
    ),
    ([0, 1], GOOD, {"scale": "odds"}, "scale='odds' is unknown; pass one of 'proba', 'log_proba', 'logit'."),
    ([0, 1], GOOD, {"smoothing": -1}, "smoothing=-1 is no amount to add to probabilities; pass a number >= 0."),
    ([0, 1], GOOD, {"smoothing": NAN}, "smoothing=nan is no amount"),
    ([0, 1], GOOD, {"sample_weight": [1]}, "sample_weight has shape (1,) for 2 rows; pass one weight for each row."),
    (
        [0, 1],
        GOOD,
        {"sample_weight": [1, -1]},
        "sample_weight is -1 (the first) in row 1; weights are finite and non-negative: drop or mend these rows.",
    ),
    ([0, 1], GOOD, {"sample_weight": [1, NAN]}, "sample_weight is nan (the first) in row 1"),
    ([0, 1], GOOD, {"sample_weight": [0, 0]}, "sample_weight is zero for every row"),
]


@pytest.mark.parametrize(("y_true", "y_proba", "options", "message"), REFUSED)
def test_what_is_no_forecast_is_refused_in_words(y_true, y_proba, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        check_forecast(y_true, y_proba, **options)


@pytest.mark.parametrize("log_p", [-1e-9, -0.5, -1.0, -40.0, -700.0])
def test_log_probability_of_the_other_class_keeps_its_digits(log_p):
    with localcontext() as context:
        context.prec = 400
        exact = float((1 - Decimal(log_p).exp()).ln())
    found = check_forecast([0, 1], [log_p, -1.0], scale="log_proba").scores.log_proba()[0, 0]
    assert abs(found / exact - 1) < 1e-14


def test_log_probabilities_are_normalized_on_demand():
    forecast = check_forecast([0, 1], np.log(GOOD) + 3, scale="log_proba", normalize=True)
    np.testing.assert_allclose(forecast.scores.proba(), GOOD, rtol=1e-14)


def test_memory_mapped_predictions_are_read(tmp_path):
    np.save(tmp_path / "p.npy", np.array(GOOD))
    mapped = np.load(tmp_path / "p.npy", mmap_mode="r")
    assert codes([0, 1], mapped) == ([0, 1], [0, 1])


def test_many_bad_rows_are_counted_and_the_first_named():
    with pytest.raises(RowError, match=r"in rows 0, 1, 2, 3, 4, \.\.\. \(9 in all\)") as caught:
        check_forecast([0, 1, 1] * 3, [[0.5, 0.4]] * 9)
    assert caught.value.rows == list(range(9))


@pytest.mark.parametrize("layout", ["C", "F", "rows of F", "columns of C", "backwards"])
@pytest.mark.parametrize(("n", "k"), [(7, 3), (1, 4), (5, 1), (0, 2)])
def test_each_rows_class_is_found_however_values_lie_in_memory(layout, n, k):
    wide = np.random.default_rng(0).random((n + 2, 2 * k))
    values = {
        "C": np.ascontiguousarray(wide[:n, :k]),
        "F": np.asfortranarray(wide[:n, :k]),
        "rows of F": np.asfortranarray(wide[:, :k])[1 : n + 1],
        "columns of C": wide[:n, ::2],
        "backwards": wide[:n, :k][::-1],
    }[layout]
    y = np.arange(n, dtype=np.intp) % k
    wanted = values - np.eye(k)[y]
    np.testing.assert_array_equal(Labels(y, k).dot(values), values[np.arange(n), y])
    np.testing.assert_array_equal(Labels(y, k).residual(values), wanted)
    np.testing.assert_array_equal(values, wanted)  # written over


def test_a_refusal_survives_pickling():
    import pickle

    error = RowError("y_proba is NaN", np.array([3]), "mend it.")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(again), again.rows) == (str(error), [3])


def test_labels_of_half_precision_are_the_numbers_they_hold():
    forecast = check_forecast(np.array([1.5, 0.5, 1.5], dtype=np.float16), [[0.5, 0.5]] * 3)
    assert list(forecast.classes) == [0.5, 1.5]
    assert forecast.truth.codes.tolist() == [1, 0, 1]


@pytest.mark.parametrize("weight", [1e308, 1e-320])
def test_class_weights_beyond_what_sums_hold_are_refused(weight):
    message = f"class_weight is at most {weight:.3g}; only ratios count: divide by the largest weight."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        check_forecast([0, 1], [0.5, 0.5], class_weight={0: weight, 1: 0})


def test_weighted_targets_weigh_classes_as_their_rows_do(rng):
    c, other = np.array([0.5, 0.0, 2.0]), rng.uniform(size=3)
    weighted = Weighted(Distributions(rng.dirichlet(np.ones(3), 5)), c)
    np.testing.assert_allclose(weighted.by_class(other), weighted.dense(np) @ other, rtol=1e-14)
