"""What raw input becomes a forecast, and what is refused with which words."""

import re
from decimal import Decimal, localcontext

import numpy as np
import pandas as pd
import polars as pl  # noqa: TID253 - not heavy to a test
import pytest

from skxent._check import check_forecast
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


@pytest.mark.filterwarnings("ignore:y_proba is said to be logits")
@pytest.mark.parametrize(
    ("y_true", "options", "loss_width"),
    [
        ([0, 2], {}, 1),
        ([0, 2], {"smoothing": 0.1}, 1),
        ([0, 2], {"scale": "logit"}, 3),
        ([0, 2], {"label_smoothing": 0.1}, 3),
        (np.eye(3)[:2], {}, 3),
    ],
)
def test_a_forecast_knows_how_many_numbers_of_a_row_its_loss_looks_at(y_true, options, loss_width):
    forecast = check_forecast(y_true, [[0.25, 0.25, 0.5]] * 2, labels=[0, 1, 2], **options)
    assert (len(forecast), forecast.width, forecast.loss_width) == (2, 3, loss_width)


@pytest.mark.parametrize("weight", [None, [1, 2, 3]])
def test_some_rows_of_a_forecast_are_a_forecast(weight):
    forecast = check_forecast(["a", "b", "b"], [0.25, 0.5, 0.75], sample_weight=weight)
    part = forecast.rows(slice(1, 3))
    assert part.classes is forecast.classes
    assert part.truth.codes.tolist() == [1, 1]
    assert part.scores.proba().tolist() == [[0.5, 0.5], [0.25, 0.75]]
    assert part.weight is None if weight is None else part.weight.tolist() == [2, 3]


SOFT = [[0.5, 0.5], [0.25, 0.75]]


@pytest.mark.parametrize(
    ("y_true", "options", "t", "weight"),
    [
        # by hand: the rows that a target stands for are multiplied, t_k c_k / sum t c, and the sum multiplies the weight
        ([0, 1], {}, np.eye(2), None),
        ([0, 1], {"class_weight": {0: 3}}, np.eye(2), [3, 1]),
        ([0, 1], {"class_weight": {0: 3}, "sample_weight": [1, 2]}, np.eye(2), [3, 2]),
        ([0, 1], {"class_weight": "balanced", "sample_weight": [3, 1]}, np.eye(2), [2, 2]),
        (SOFT, {"class_weight": {0: 3}}, [[0.75, 0.25], [0.5, 0.5]], [2, 1.5]),
        (SOFT, {"class_weight": {0: 3}, "sample_weight": [1, 2]}, [[0.75, 0.25], [0.5, 0.5]], [2, 3]),
        ([0, 1], {"label_smoothing": 0.5}, [[0.75, 0.25], [0.25, 0.75]], None),
        ([0, 1], {"label_smoothing": 0.5, "class_weight": {0: 3}}, [[0.9, 0.1], [0.5, 0.5]], [2.5, 1.5]),
        ([[1, 1], [1, 3]], {"normalize": True}, SOFT, None),
    ],
)
def test_class_weights_and_smoothing_make_targets_and_weights_anew(y_true, options, t, weight):
    forecast = check_forecast(y_true, GOOD, **options)
    np.testing.assert_allclose(forecast.truth.dense(np), t, rtol=1e-15)
    assert forecast.weight is None if weight is None else forecast.weight.tolist() == weight
    assert forecast.truth.is_gathered is (np.ndim(y_true) == 1 and "label_smoothing" not in options)


def test_ignored_rows_weigh_nothing_and_bring_no_class():
    proba = [[0.5, 0.5]] * 3
    forecast = check_forecast([1, 9, 0], proba, ignore_index=9)
    assert (forecast.classes.tolist(), forecast.truth.codes.tolist()) == ([0, 1], [1, 0, 0])
    assert (forecast.weight.tolist(), forecast.truth.n_classes) == ([1, 0, 1], 2)
    forecast = check_forecast([1, 9, 0], proba, ignore_index=9, labels=[1, 0], sample_weight=[2, 3, 4])
    assert (forecast.truth.codes.tolist(), forecast.weight.tolist()) == ([0, 0, 1], [2, 0, 4])
    assert check_forecast([1, 0, 0], proba, ignore_index=9).weight is None
    assert check_forecast([1, 0, 0], proba, ignore_index=9, labels=[0, 1]).truth.codes.tolist() == [1, 0, 0]


def test_leading_axes_are_rows_and_the_losses_have_their_shape():
    proba = np.random.default_rng(0).dirichlet(np.ones(2), (3, 4))  # (3, 4, 2)
    y, w = np.arange(12).reshape(3, 4) % 2, np.arange(12.0).reshape(3, 4)
    forecast = check_forecast(y, proba, sample_weight=w)
    assert (forecast.shape, len(forecast), forecast.width) == ((3, 4), 12, 2)
    assert forecast.truth.codes.tolist() == y.ravel().tolist()
    assert forecast.weight.tolist() == w.ravel().tolist()
    np.testing.assert_array_equal(forecast.scores.proba(), proba.reshape(12, 2))
    soft = check_forecast(proba[::-1], proba, sample_weight=w.ravel())
    assert soft.weight.tolist() == w.ravel().tolist()
    np.testing.assert_array_equal(soft.truth.t, proba[::-1].reshape(12, 2))
    assert check_forecast(y[0], proba[0]).shape == (4,)
    assert check_forecast(y[0], proba[0, :, 1]).shape == (4,)


def test_targets_without_names_are_of_classes_counted_from_zero():
    assert check_forecast(np.eye(3), np.eye(3)).classes.tolist() == [0, 1, 2]
    assert check_forecast(np.eye(3)[:, :2][:2], GOOD, labels=["b", "a"]).classes.tolist() == ["b", "a"]
    target = np.array(SOFT, np.float32)
    assert check_forecast(target, GOOD).truth.t.dtype == np.float64


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
