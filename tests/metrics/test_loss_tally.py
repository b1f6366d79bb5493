"""The loss tally: merging, reading, and the way to JSON and back."""

import json
import math
import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import LossTally, brier_loss, d2_log_loss_score, log_loss, perplexity_loss

READINGS = ["log_loss", "d2", "perplexity", "standard_error", "label_entropy", "base_rate_entropy", "n_rows"]


def sample(n: int = 400, k: int = 3, seed: int = 0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, k, n), rng.dirichlet(np.ones(k), n), rng.random(n)


@given(cuts=st.lists(st.integers(1, 399), max_size=6), seed=st.integers(0, 99))
def test_rows_may_be_cut_anywhere_and_merged_in_any_order(cuts, seed):
    y, proba, weight = sample()
    edges = [0, *sorted(set(cuts)), 400]
    parts = [
        LossTally.from_predictions(y[a:b], proba[a:b], labels=[0, 1, 2], sample_weight=weight[a:b])
        for a, b in pairwise(edges)
    ]
    np.random.default_rng(seed).shuffle(parts)
    merged, whole = sum(parts), LossTally.from_predictions(y, proba, sample_weight=weight)
    for reading in READINGS:
        assert math.isclose(getattr(merged, reading), getattr(whole, reading), rel_tol=1e-12)


def test_readings_are_those_of_the_functions():
    y, proba, weight = sample()
    tally = LossTally.from_predictions(y, proba, sample_weight=weight, base=2)
    assert math.isclose(tally.log_loss, log_loss(y, proba, sample_weight=weight, base=2), rel_tol=1e-14)
    assert math.isclose(tally.d2, d2_log_loss_score(y, proba, sample_weight=weight), rel_tol=1e-14)
    assert math.isclose(tally.perplexity, 2**tally.log_loss, rel_tol=1e-12)
    np.testing.assert_allclose(tally.base_rate, np.bincount(y, weight) / weight.sum())


def test_the_standard_error_of_a_plain_mean_is_the_textbooks():
    y, proba, _ = sample()
    losses = log_loss(y, proba, reduction="none")
    tally = LossTally.from_predictions(y, proba)
    assert math.isclose(tally.standard_error, losses.std(ddof=1) / math.sqrt(len(y)), rel_tol=1e-10)


def test_the_standard_error_of_a_weighted_mean():
    y, proba, w = sample()
    losses = log_loss(y, proba, reduction="none")
    mean, n = np.average(losses, weights=w), len(y)
    expected = math.sqrt(n / (n - 1) * np.sum(w**2 * (losses - mean) ** 2)) / w.sum()
    tally = LossTally.from_predictions(y, proba, sample_weight=w, base=2)
    assert math.isclose(tally.standard_error, expected / math.log(2), rel_tol=1e-10)


def test_the_standard_error_needs_two_rows():
    assert math.isnan(LossTally.from_predictions([0], [[0.5, 0.5]], labels=[0, 1]).standard_error)


def test_the_same_classes_in_another_order_are_realigned():
    y, proba, _ = sample()
    a = LossTally.from_predictions(y, proba, labels=[0, 1, 2])
    b = LossTally.from_predictions(y, proba[:, ::-1], labels=[2, 1, 0])
    np.testing.assert_allclose((a + b).base_rate, a.base_rate)
    assert (b + a).labels.tolist() == [2, 1, 0]


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, 3]])
def test_other_classes_are_refused(labels):
    y, proba, _ = sample()
    a = LossTally.from_predictions(y, proba)
    b = LossTally.from_predictions([0], [[1 / len(labels)] * len(labels)], labels=labels)
    message = f"tallies of labels [0, 1, 2] and {labels} do not add; pass the same labels= to both, with every class."
    with pytest.raises(ValueError, match=re.escape(message) + "$"):
        a + b


def test_other_bases_are_refused():
    y, proba, _ = sample()
    with pytest.raises(ValueError, match="base=None and base=2 measure different things"):
        LossTally.from_predictions(y, proba) + LossTally.from_predictions(y, proba, base=2)


def test_the_standard_error_keeps_its_digits_far_from_zero():
    z = np.column_stack([np.zeros(1000), 1e6 + 1e-3 * np.random.default_rng(0).normal(size=1000)])
    parts = [LossTally.from_predictions([0] * 500, half, labels=[0, 1], scale="logit") for half in (z[:500], z[500:])]
    assert math.isclose(sum(parts).standard_error, z[:, 1].std(ddof=1) / math.sqrt(1000), rel_tol=1e-8)


def test_a_tally_does_not_add_to_anything_else():
    with pytest.raises(TypeError):
        LossTally.from_predictions([0, 1], [0.5, 0.5]) + 1.0


LABELS = [
    [0, 1],
    ["a", "b"],
    [0.5, 1.5],
    [False, True],
    [1, "a"],
    [0, 2**63],
    [-math.inf, math.inf],
    np.array([1, 2], np.int8),
    np.array([np.int8(1), "a"], dtype=object),
    np.array(["2020-01-01", "2020-01-02"], "M8[D]"),
]


@pytest.mark.parametrize("labels", LABELS, ids=str)
def test_json_round_trip_is_exact(labels):
    tally = LossTally.from_predictions(labels, [[0.3, 0.7], [0.1, 0.9]], labels=labels, sample_weight=[0.1, 0.7])
    again = LossTally.from_dict(json.loads(json.dumps(tally.to_dict(), allow_nan=False)))
    assert again.to_dict() == tally.to_dict()
    assert again.labels.dtype == tally.labels.dtype
    assert (again + tally).n_rows == 4


def test_bases_and_labels_of_numpys_types_are_recorded():
    tally = LossTally.from_predictions([0, 1], [0.5, 0.5], base=np.int64(2))
    assert LossTally.from_dict(json.loads(json.dumps(tally.to_dict()))).log_loss == 1
    spans = np.array([1, 2], dtype="m8[D]")
    tally = LossTally.from_predictions(spans, [[0.5, 0.5]] * 2)
    np.testing.assert_array_equal(LossTally.from_dict(json.loads(json.dumps(tally.to_dict()))).labels, spans)
    tally = LossTally.from_predictions([0.5, math.inf], [[0.5, 0.5]] * 2)
    assert LossTally.from_dict(json.loads(json.dumps(tally.to_dict(), allow_nan=False))).labels.tolist() == [
        0.5,
        math.inf,
    ]


def test_records_of_programs_that_write_whole_numbers_without_a_point_are_read():
    record = LossTally.from_predictions([0, 1], [0.5, 0.5]).to_dict()
    again = LossTally.from_dict({**record, "class_mass": [1, 1], "deviation": "-inf"})
    assert (again.class_mass.dtype, again.deviation) == (np.float64, -math.inf)


def test_objects_stay_objects():
    labels = np.array([1, 2], dtype=object)
    tally = LossTally.from_predictions(labels, [[0.5, 0.5]] * 2, labels=labels)
    assert LossTally.from_dict(json.loads(json.dumps(tally.to_dict()))).labels.dtype == tally.labels.dtype == object


def test_what_json_cannot_hold_is_refused():
    message = r"^labels of type Fraction, complex have no place in JSON; tally text or numbers\.$"
    labels = np.array([1j, Fraction(1, 2)], dtype=object)
    with pytest.raises(TypeError, match=message):
        LossTally.from_predictions(labels, [[0.5, 0.5]] * 2, labels=labels).to_dict()
    with pytest.raises(TypeError, match="labels of type bytes have no place in JSON"):
        LossTally.from_predictions(np.array([b"a", b"b"], dtype=object), [[0.5, 0.5]] * 2).to_dict()
    with pytest.raises(ValueError, match="the record lacks base, class_mass"):
        LossTally.from_dict({"labels": [1]})


def test_infinity_is_counted_merged_and_kept_by_json():
    with pytest.warns(ZeroProbabilityWarning, match="1 of 2 rows"):
        tally = LossTally.from_predictions([0, 1], [[0, 1], [0, 1]])
    again = LossTally.from_dict(json.loads(json.dumps(tally.to_dict(), allow_nan=False)))
    merged = again + LossTally.from_predictions([0, 1], [[0.5, 0.5]] * 2)
    assert (merged.log_loss, merged.d2, merged.perplexity, merged.n_zero) == (math.inf, -math.inf, math.inf, 1)
    assert math.isnan(again.deviation)
    assert math.isnan(merged.standard_error)


def test_huge_losses_have_infinite_perplexity_not_an_overflow():
    tally = LossTally.from_predictions([0], [[0.0, 1e5]], labels=[0, 1], scale="logit")
    assert tally.perplexity == math.inf


def test_losses_beyond_the_squares_of_float64_add_and_have_no_interval():
    parts = [LossTally.from_predictions([0], [[z, 0.0]], labels=[0, 1], scale="logit") for z in (-1e200, -2e200, 1.0)]
    whole = sum(parts, 0)
    assert math.isclose(whole.log_loss, 1e200, rel_tol=1e-15)
    assert not math.isfinite(whole.standard_error)


def test_weighted_losses_near_the_largest_number_overflow_without_a_word():
    z, w = [[2.0, -1.0], [1e308, -1e306]], [5.1, 0.5]
    tally = LossTally.from_predictions([0, 1], z, labels=[0, 1], scale="logit", sample_weight=w)
    assert math.isclose(tally.log_loss, 1.01e308 * 0.5 / 5.6)
    assert not math.isfinite(tally.standard_error)


@pytest.mark.parametrize("z", [[0.0, 1e200], [0.0, 1e5]], ids=["huge", "large"])
def test_losses_whose_squares_leave_float64_are_merged_in_silence(z):
    y, z = [0] * 3, [z, [0.0, 1.0], [0.0, 2.0]]
    parts = [LossTally.from_predictions(y[k:m], z[k:m], labels=[0, 1], scale="logit") for k, m in ((0, 1), (1, 3))]
    whole = LossTally.from_predictions(y, z, labels=[0, 1], scale="logit")
    for merged in (sum(parts), sum(parts[::-1])):
        assert math.isclose(merged.log_loss, whole.log_loss, rel_tol=1e-12)
        assert math.isfinite(merged.standard_error) == math.isfinite(whole.standard_error) == (z[0][1] < 1e100)


def test_losses_of_almost_nothing_have_an_interval():
    tally = LossTally.from_predictions([1] * 40, np.linspace(27, 29, 40), labels=[0, 1], scale="logit")
    assert tally.log_loss < 1e-11
    assert tally.interval().low < tally.log_loss < tally.interval().high


def test_blocks_of_rows_of_weight_zero_add_nothing():
    n = 300_000  # several blocks
    y, proba = np.arange(n) % 2, np.tile([0.25, 0.75], (n, 1))
    weight = np.where(np.arange(n) < n - 10, 0.0, 1.0)
    found = LossTally.from_predictions(y, proba, sample_weight=weight)
    alone = LossTally.from_predictions(y[-10:], proba[-10:])
    for reading in READINGS:
        assert math.isclose(getattr(found, reading), getattr(alone, reading), rel_tol=1e-12)


def test_rows_that_weigh_nothing_are_not_counted():
    y, proba, weight = [0, 0, 1], [[0, 1], [0, 1], [0.5, 0.5]], [1, 0, 2]
    with pytest.warns(ZeroProbabilityWarning, match="1 of 2 rows"):
        tally = LossTally.from_predictions(y, proba, sample_weight=weight)
    assert (tally.n_rows, tally.n_zero) == (2, 1)
    soft = LossTally.from_predictions([[0.5, 0.5], [1, 0]], [[0.5, 0.5]] * 2, sample_weight=[3, 1], base=2)
    assert soft.label_entropy == 0.75


def test_ignored_rows_are_not_counted_and_a_senseless_base_is_refused_at_once():
    tally = LossTally.from_predictions([0, -1, 1], [[0.5, 0.5], [1, 0], [0.5, 0.5]], labels=[0, 1], ignore_index=-1)
    assert (tally.n_rows, tally.log_loss) == (2, math.log(2))
    with pytest.raises(ValueError, match="base=1"):
        LossTally.from_predictions([0, 1], [0.5, 0.5], base=1)


def test_one_class_has_no_skill_to_speak_of():
    assert math.isnan(LossTally.from_predictions([0, 0], [[0.5, 0.5]] * 2, labels=[0, 1]).d2)


def test_targets_with_entropy_keep_it():
    tally = LossTally.from_predictions([[0.5, 0.5], [1, 0]], [[0.5, 0.5]] * 2, base=2)
    assert (tally.label_entropy, tally.log_loss) == (0.5, 1)


def test_a_tally_prints_short(rng):
    labels = [f"class {k}" for k in range(200)]
    tally = LossTally.from_predictions(labels, np.full((200, 200), 1 / 200), labels=labels, base=2)
    assert repr(tally) == "<LossTally of 200 rows, 200 labels: log loss 7.64386 bits>"  # log2(200)
    assert (
        repr(LossTally.from_predictions([0, 1], [0.5, 0.5]))
        == "<LossTally of 2 rows, 2 labels: log loss 0.693147 nats>"
    )
    ten = LossTally.from_predictions([0, 1], [0.9, 0.1], base=10)
    assert repr(ten) == "<LossTally of 2 rows, 2 labels: log loss 1 in base 10>"
    assert repr(replace(ten, weight=0.0)) == "<LossTally of 2 rows, 2 labels: no weight>"


@pytest.mark.parametrize("metric", [LossTally.from_predictions, log_loss, perplexity_loss, brier_loss])
@pytest.mark.parametrize("weight", [[10, 1], [1e99, 1e99], None])
def test_finite_losses_whose_sum_leaves_float64_are_refused_and_never_a_probability_of_zero(metric, weight):
    z = [1e308, -1e308] if weight != [1e99, 1e99] else [1e250, -1e250]
    if metric is brier_loss:  # of which none is beyond 2
        assert metric([0, 1], z, scale="logit", sample_weight=weight) == 1
        return
    message = "the weighted sum of the losses is inf, of which none is infinite; divide sample_weight by its largest"
    with pytest.raises(ValueError, match=message):
        metric([0, 1], z, scale="logit", sample_weight=weight)


def test_a_sum_that_left_float64_is_refused_where_it_is_read_and_adds_in_any_order():
    one = LossTally.from_predictions([0], [[-1e308, 0.0]], labels=[0, 1], scale="logit")
    told = r"^the weighted sum of the losses is inf, of which none is infinite; divide"
    both = one + one
    assert repr(both) == "<LossTally of 2 rows, 2 labels: log loss beyond float64>"
    for read in (lambda: both.log_loss, lambda: both.perplexity):
        with pytest.raises(ValueError, match=told):
            read()
    with pytest.warns(ZeroProbabilityWarning):
        zero = LossTally.from_predictions([0], [[0.0, 1.0]], labels=[0, 1])
    for tallies in ([one, zero, one], [one, one, zero], [zero, one, one]):
        assert sum(tallies).log_loss == math.inf
    whole = one + zero  # about an infinite mean there is no deviation
    assert (whole.loss, str(whole.deviation), str(whole.deviation_squared)) == (math.inf, "nan", "nan")


@pytest.mark.parametrize("rows", [2, 2**18])
def test_rows_of_probability_zero_beside_a_sum_that_left_float64_may_be_anywhere(rows):
    z = np.zeros((rows, 2))
    z[:2, 0] = -1e308
    y = np.zeros(rows, dtype=int)
    with pytest.raises(ValueError, match="of which none is infinite"):
        log_loss(y, z, scale="logit", labels=[0, 1])
    for place in (0, rows - 1):
        zero = z.copy()
        zero[place, 0] = -np.inf
        with pytest.warns(ZeroProbabilityWarning):
            assert log_loss(y, zero, scale="logit", labels=[0, 1]) == math.inf


ROWS = {"y_true": ["a", "b", "b"], "y_proba": [[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]]}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"smoothing": 0.1}, "smoothing=0.0 and smoothing=0.1"),
        ({"label_smoothing": 0.25}, "label_smoothing=0.0 and label_smoothing=0.25"),
        ({"class_weight": {"b": 2}}, "class_weight=None and class_weight=[1. 2.]"),
        ({"class_weight": "balanced"}, "class_weight=None and class_weight=[1.5  0.75]"),  # 3 / (2 x 1), 3 / (2 x 2)
    ],
)
def test_tallies_of_other_settings_do_not_add(options, told):
    plain, other = LossTally.from_predictions(**ROWS), LossTally.from_predictions(**ROWS, **options)
    assert (other + other).n_rows == 6
    (name,) = options
    message = f"LossTallys with {told} measure different things and do not add; tally both with the same {name}."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        plain + other
    again = LossTally.from_dict(json.loads(json.dumps(other.to_dict(), allow_nan=False)))
    assert (again + other).n_rows == 6
    with pytest.raises(ValueError, match="do not add"):
        again + plain


def test_balanced_weights_of_other_frequencies_do_not_add():
    one = LossTally.from_predictions(**ROWS, class_weight="balanced")
    other = LossTally.from_predictions(["a", "b"], ROWS["y_proba"][:2], class_weight="balanced")
    with pytest.raises(
        ValueError, match=r"class_weight=\[1\.5  0\.75\] and class_weight=None measure different things"
    ):
        one + other
    assert (one + LossTally.from_predictions(**ROWS, class_weight={"a": 1.5, "b": 0.75})).n_rows == 6


def test_class_weights_go_with_their_labels():
    weight = {"a": 3, "b": 2}
    one = LossTally.from_predictions(**ROWS, labels=["a", "b"], class_weight=weight)
    turned = np.array(ROWS["y_proba"])[:, ::-1]
    other = LossTally.from_predictions(ROWS["y_true"], turned, labels=["b", "a"], class_weight=weight)
    assert (one + other).class_weight.tolist() == [3, 2]
    assert (one + other).log_loss == one.log_loss
    whole = LossTally.from_predictions([0, 1], [0.5, 0.25], class_weight={1: 2.0})
    real = LossTally.from_predictions([0.0, 1.0], [0.5, 0.25], class_weight={1.0: 2})
    assert (whole + real).n_rows == 4


def test_class_weights_of_a_thousand_classes_are_told_in_a_line():
    labels = list(range(1000))
    one, two = (
        LossTally.from_predictions(labels, np.eye(1000), class_weight=dict.fromkeys(labels, weight))
        for weight in (2, 3)
    )
    with pytest.raises(ValueError, match="do not add") as error:
        one + two
    assert len(str(error.value)) < 400


def test_a_record_from_before_settings_were_kept_is_read():
    record = LossTally.from_predictions(**ROWS).to_dict()
    for name in ("smoothing", "label_smoothing", "class_weight"):
        del record[name]
    again = LossTally.from_dict(record)
    assert (again.smoothing, again.label_smoothing, again.class_weight) == (0.0, 0.0, None)
