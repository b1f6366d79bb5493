"""Laws of every metric, over the registry."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight

from tests.properties.registry import METRICS, Case, Metric, cases

every_metric = pytest.mark.parametrize("metric", METRICS, ids=str)
mean_metrics = pytest.mark.parametrize("metric", [m for m in METRICS if m.is_mean], ids=str)
unit_metrics = pytest.mark.parametrize("metric", [m for m in METRICS if m.in_units], ids=str)
with_class_weight = pytest.mark.parametrize("metric", [m for m in METRICS if m.has_class_weight], ids=str)
symmetric_metrics = pytest.mark.parametrize("metric", [m for m in METRICS if m.is_symmetric], ids=str)
proper_metrics = pytest.mark.parametrize("metric", [m for m in METRICS if m.is_proper], ids=str)

# Sums of a dozen terms in float64 round by a few eps of their size.
close = {"rel_tol": 1e-12, "abs_tol": 1e-14}


@every_metric
@given(case=cases())
def test_repeating_a_row_is_doubling_its_weight(metric: Metric, case: Case):
    case = case.of(metric)
    again = np.repeat(np.arange(len(case.codes)), case.weight)
    weighted = metric.compute(case.y_true, case.y_proba, labels=case.labels, sample_weight=case.weight)
    repeated = metric.compute(case.y_true[again], case.y_proba[again], labels=case.labels)
    assert math.isclose(weighted, repeated, **close)


@every_metric
@given(case=cases(), scale=st.floats(1e-6, 1e6))
def test_only_the_ratios_of_weights_count(metric: Metric, case: Case, scale: float):
    case = case.of(metric)
    one = metric.compute(case.y_true, case.y_proba, labels=case.labels, sample_weight=case.weight)
    other = metric.compute(case.y_true, case.y_proba, labels=case.labels, sample_weight=scale * case.weight)
    assert math.isclose(one, other, rel_tol=1e-11, abs_tol=1e-13)


@every_metric
@given(case=cases(), row=st.integers(0, 11))
def test_a_row_of_weight_zero_counts_for_nothing_even_at_probability_zero(metric: Metric, case: Case, row: int):
    case = case.of(metric)
    row = 2 + row % max(1, len(case.codes) - 2)
    keep = np.arange(len(case.codes)) != row
    proba = case.y_proba.copy()
    if row < len(case.codes):
        proba[row] = 0.0
        proba[row, (case.codes[row] + 1) % case.n_classes] = 1.0
    weight = np.where(keep, case.weight, 0)
    value = metric.compute(case.y_true, proba, labels=case.labels, sample_weight=weight)
    without = metric.compute(case.y_true[keep], case.y_proba[keep], labels=case.labels, sample_weight=case.weight[keep])
    assert math.isclose(value, without, **close)


@symmetric_metrics
@given(case=cases(), seed=st.integers(0, 99))
def test_classes_may_be_permuted_together_with_labels(metric: Metric, case: Case, seed: int):
    case = case.of(metric)
    order = np.random.default_rng(seed).permutation(case.n_classes)
    value = metric.compute(case.y_true, case.y_proba, labels=case.labels)
    permuted = metric.compute(case.y_true, case.y_proba[:, order], labels=case.labels[order])
    assert math.isclose(value, permuted, **close)


@every_metric
@given(case=cases(), seed=st.integers(0, 99))
def test_columns_of_a_frame_are_found_by_name(metric: Metric, case: Case, seed: int):
    case = case.of(metric)
    order = np.random.default_rng(seed).permutation(case.n_classes)
    frame = pd.DataFrame(case.y_proba, columns=case.labels).iloc[:, order]
    value = metric.compute(case.y_true, case.y_proba, labels=case.labels)
    assert math.isclose(value, metric.compute(case.y_true, frame), **close)
    assert math.isclose(value, metric.compute(case.y_true, frame, labels=case.labels), **close)


@every_metric
@given(case=cases(), seed=st.integers(0, 99))
def test_rows_may_be_permuted(metric: Metric, case: Case, seed: int):
    case = case.of(metric)
    order = np.random.default_rng(seed).permutation(len(case.codes))
    value = metric.compute(case.y_true, case.y_proba, labels=case.labels)
    assert math.isclose(value, metric.compute(case.y_true[order], case.y_proba[order], labels=case.labels), **close)


@every_metric
@given(case=cases())
def test_labels_are_their_indicator_distributions(metric: Metric, case: Case):
    case = case.of(metric)
    target = np.eye(case.n_classes)[case.codes]
    options = {"labels": case.labels, "sample_weight": case.weight}
    if metric.has_class_weight:
        options |= {"class_weight": dict(zip(case.labels.tolist(), range(1, 9), strict=False)), "label_smoothing": 0.1}
    hard = metric.compute(case.y_true, case.y_proba, **options)
    soft = metric.compute(target, case.y_proba, **options)
    assert math.isclose(hard, soft, rel_tol=1e-11, abs_tol=1e-12)


@with_class_weight
@given(case=cases())
def test_a_class_weight_is_the_weight_of_the_classs_rows(metric: Metric, case: Case):
    case = case.of(metric)
    by_class = np.arange(1.0, case.n_classes + 1)
    class_weight = dict(zip(case.labels.tolist(), by_class, strict=True))
    one = metric.compute(case.y_true, case.y_proba, labels=case.labels, class_weight=class_weight)
    other = metric.compute(case.y_true, case.y_proba, labels=case.labels, sample_weight=by_class[case.codes])
    assert math.isclose(one, other, **close)


@with_class_weight
@given(case=cases())
def test_balanced_is_scikit_learns(metric: Metric, case: Case):
    case = case.of(metric)
    balanced = compute_class_weight("balanced", classes=np.unique(case.y_true), y=case.y_true)
    class_weight = dict(zip(np.unique(case.y_true).tolist(), balanced, strict=True))
    one = metric.compute(case.y_true, case.y_proba, labels=case.labels, class_weight="balanced")
    other = metric.compute(case.y_true, case.y_proba, labels=case.labels, class_weight=class_weight)
    assert math.isclose(one, other, **close)


@with_class_weight
@given(case=cases(), epsilon=st.floats(0, 0.99))
def test_label_smoothing_mixes_the_uniform_into_the_targets(metric: Metric, case: Case, epsilon: float):
    case = case.of(metric)
    mixed = (1 - epsilon) * np.eye(case.n_classes)[case.codes] + epsilon / case.n_classes
    one = metric.compute(case.y_true, case.y_proba, labels=case.labels, label_smoothing=epsilon)
    assert math.isclose(one, metric.compute(mixed, case.y_proba, labels=case.labels), rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("metric", [m for m in METRICS if m.has_ignore_index], ids=str)
@given(case=cases(), row=st.integers(0, 11))
def test_rows_of_the_ignored_label_count_for_nothing(metric: Metric, case: Case, row: int):
    case = case.of(metric)
    row %= len(case.codes)
    y = np.insert(case.y_true.astype(object), row, "void")
    proba = np.insert(case.y_proba, row, np.eye(case.n_classes)[0], axis=0)
    value = metric.compute(y, proba, labels=case.labels, ignore_index="void")
    assert math.isclose(value, metric.compute(case.y_true, case.y_proba, labels=case.labels), **close)


@every_metric
@given(case=cases(), shift=st.floats(-100, 100))
def test_logits_may_be_shifted_and_are_log_probabilities_up_to_that(metric: Metric, case: Case, shift: float):
    case = case.of(metric)
    value = metric.compute(case.y_true, case.logits, labels=case.labels, scale="logit")
    shifted = metric.compute(case.y_true, case.logits + shift, labels=case.labels, scale="logit")
    log_proba = case.logits - np.log(np.exp(case.logits).sum(axis=1, keepdims=True))
    logs = metric.compute(case.y_true, log_proba, labels=case.labels, scale="log_proba")
    assert math.isclose(value, shifted, rel_tol=1e-10, abs_tol=1e-12)
    assert math.isclose(value, logs, rel_tol=1e-10, abs_tol=1e-12)


@every_metric
@given(case=cases(), factor=st.floats(0.1, 10))
def test_normalize_divides_by_the_sums(metric: Metric, case: Case, factor: float):
    case = case.of(metric)
    value = metric.compute(case.y_true, case.y_proba, labels=case.labels)
    scaled = metric.compute(case.y_true, factor * case.y_proba, labels=case.labels, normalize=True)
    assert math.isclose(value, scaled, rel_tol=1e-10, abs_tol=1e-12)


@every_metric
@given(case=cases(), delta=st.floats(1e-9, 10))
def test_smoothing_is_adding_delta_to_every_probability(metric: Metric, case: Case, delta: float):
    case = case.of(metric)
    by_hand = (case.y_proba + delta) / (1 + case.n_classes * delta)
    value = metric.compute(case.y_true, case.y_proba, labels=case.labels, smoothing=delta)
    assert math.isclose(value, metric.compute(case.y_true, by_hand, labels=case.labels), rel_tol=1e-9, abs_tol=1e-12)


@every_metric
@given(case=cases())
def test_inputs_are_never_changed(metric: Metric, case: Case):
    case = case.of(metric)
    proba, codes, weight = case.y_proba, case.y_true.copy(), case.weight.copy()
    target = np.eye(case.n_classes)[case.codes]
    for array in (proba, codes, weight, target):
        array.flags.writeable = False
    metric.compute(codes, proba, labels=case.labels, sample_weight=weight, smoothing=0.1)
    if metric.has_class_weight:
        metric.compute(target, proba, labels=case.labels, class_weight="balanced", label_smoothing=0.1)
    metric.compute(codes, proba, labels=case.labels, normalize=True)
    metric.compute(target, proba, labels=case.labels)


@mean_metrics
@given(case=cases(min_rows=4), cut=st.integers(1, 3))
def test_the_whole_is_the_weighted_mean_of_its_parts(metric: Metric, case: Case, cut: int):
    case = case.of(metric)
    parts = [slice(0, cut), slice(cut, None)]
    values = [
        metric.compute(case.y_true[p], case.y_proba[p], labels=case.labels, sample_weight=case.weight[p]) for p in parts
    ]
    whole = metric.compute(case.y_true, case.y_proba, labels=case.labels, sample_weight=case.weight)
    assert math.isclose(whole, np.average(values, weights=[case.weight[p].sum() for p in parts]), **close)


@unit_metrics
@given(case=cases())
def test_bits_are_nats_over_ln_2(metric: Metric, case: Case):
    case = case.of(metric)
    nats = metric.compute(case.y_true, case.y_proba, labels=case.labels)
    bits = metric.compute(case.y_true, case.y_proba, labels=case.labels, base=2)
    assert math.isclose(nats, bits * math.log(2), **close)


@proper_metrics
@given(case=cases(), seed=st.integers(0, 2**31))
def test_the_expected_loss_is_least_at_the_truth(metric: Metric, case: Case, seed: int):
    case = case.of(metric)
    rng = np.random.default_rng(seed)
    truth = rng.dirichlet(np.ones(case.n_classes), 1)
    other = rng.dirichlet(np.ones(case.n_classes), 1)
    assert metric.compute(truth, truth, labels=case.labels) < metric.compute(truth, other, labels=case.labels)
    smoothed = 0.8 * truth + 0.2 / case.n_classes  # what label smoothing makes best instead
    best = metric.compute(truth, smoothed, labels=case.labels, label_smoothing=0.2)
    assert best < metric.compute(truth, other, labels=case.labels, label_smoothing=0.2)
    assert best < metric.compute(truth, truth, labels=case.labels, label_smoothing=0.2) or np.allclose(truth, smoothed)


@every_metric
def test_a_perfect_prediction_is_best(metric: Metric):
    value = metric.compute(["a", "b"], np.eye(2))
    assert value == metric.at_best


@every_metric
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_any_float_type_and_layout_gives_the_same_number(metric: Metric, dtype: type):
    proba = np.array([[0.25, 0.75], [0.5, 0.5], [0.875, 0.125]])  # exact in every float type
    expected = metric.compute([0, 1, 0], proba)
    wide = np.zeros((6, 4), dtype=dtype)
    wide[::2, 1::2] = proba
    for form in (np.asarray(proba, dtype), np.asarray(proba, dtype, order="F"), wide[::2, 1::2]):
        assert metric.compute([0, 1, 0], form) == expected
