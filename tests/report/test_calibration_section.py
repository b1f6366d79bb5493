"""Calibration in a report: the curves and the error are those of the public metrics, and groups widen the bands."""

import math

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from skxent.metrics import calibration_error, reliability_curve
from skxent.report import evaluate, evaluate_predictions

RNG = np.random.default_rng(0)
N = 600
W = np.where(RNG.uniform(size=N) < 0.1, 0.0, RNG.uniform(0.2, 3, N))
GROUPS = RNG.integers(0, 80, N)
GIVEN = {
    "plain": {},
    "weighted": {"sample_weight": W},
    "grouped": {"groups": GROUPS},
    "both": {"sample_weight": W, "groups": GROUPS.astype(str)},
}


def data(k):
    rng = np.random.default_rng(k)
    p = rng.dirichlet(np.ones(k), N)
    return np.append(np.arange(k), [rng.choice(k, p=row) for row in p[k:]]), p


def section(y, p, **options):
    return evaluate_predictions(y, p, **options).models[0].calibration


def check(curve, frame):
    """Compare a curve with the public one."""
    assert len(curve.bins) == len(frame)
    for one, row in zip(curve.bins, frame.itertuples(), strict=True):
        found = (one.n_rows, one.mean_predicted, one.observed_rate, one.low, one.high)
        expected = (row.count, row.mean_predicted, row.observed_rate, row.low, row.high)
        np.testing.assert_allclose(found, [frame.loc[row.Index, "count"], *expected[1:]], rtol=1e-12)
    np.testing.assert_allclose([one.share_of_weight for one in curve.bins], frame["weight"] / frame["weight"].sum())


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("k", [2, 3, 12])
def test_curves_are_those_of_reliability_curve(k, given):
    y, p = data(k)
    found = section(y, p, **given)
    check(found.top_label, reliability_curve(y, p, kind="top_label", **given))
    frame = reliability_curve(y, p, **given)
    assert [curve.event for curve in found.per_class] == (list(range(k)) if k > 2 else [1])
    for curve in found.per_class:
        check(curve, frame[frame["class"] == curve.event].reset_index(drop=True))


@pytest.mark.parametrize("weight", [None, W])
@pytest.mark.parametrize("k", [2, 3, 12])
def test_errors_are_those_of_calibration_error(k, weight):
    y, p = data(k)
    found = section(y, p, sample_weight=weight)
    assert math.isclose(found.error, calibration_error(y, p, sample_weight=weight), rel_tol=1e-9)
    top = calibration_error(y, p, sample_weight=weight, kind="top_label")
    assert math.isclose(found.top_label.error, top, rel_tol=1e-9)
    mean = calibration_error(y, p, sample_weight=weight, kind="classwise")
    assert math.isclose(np.mean([curve.error for curve in found.per_class]), mean, rel_tol=1e-9)


def test_errors_of_target_distributions_are_those_of_calibration_error(rng):
    _, p = data(3)
    target = rng.dirichlet([1, 1, 1], N)
    assert math.isclose(section(target, p).error, calibration_error(target, p), rel_tol=1e-9)


def test_groups_widen_the_bands():
    y, p = data(3)
    y, p = np.repeat(y, 4), np.repeat(p, 4, axis=0)
    rows, groups = section(y, p).top_label, section(y, p, groups=np.arange(4 * N) // 4).top_label
    width = [np.mean([one.high - one.low for one in curve.bins]) for curve in (rows, groups)]
    assert 1.8 < width[1] / width[0] < 2.1
    assert rows.error == groups.error


def test_bands_of_calibrated_forecasts_hold_the_forecast():
    outside = n_bins = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        p = rng.uniform(size=600)
        (curve,) = section((rng.uniform(size=600) < p).astype(int), p).per_class
        outside, n_bins = outside + curve.n_outside, n_bins + len(curve.bins)
        assert curve.n_outside == sum(not one.low <= one.mean_predicted <= one.high for one in curve.bins)
    assert 0.02 < outside / n_bins < 0.08


@pytest.mark.parametrize("event", ["top label", "likeliest class", "<b>"])
def test_classes_may_have_any_name(event):
    y, p = data(3)
    labels = ["a", event, "b"]
    found = section(np.array(labels)[y], p, labels=labels)
    assert [curve.event for curve in found.per_class] == labels
    assert found.top_label.event == "likeliest class"


@pytest.mark.parametrize(("y", "p", "k"), [([0], [[1.0]], 1), ([1], [[0.25, 0.75]], 2), ([2, 2], [[0, 0, 1.0]] * 2, 3)])
def test_one_row_and_one_class_have_a_curve(y, p, k):
    found = section(y, p, labels=range(k))
    assert len(found.top_label.bins) == 1
    assert found.top_label.bins[0].observed_rate == 1


def test_folds_are_drawn_as_one():
    y, p = data(2)

    class Told(ClassifierMixin, BaseEstimator):
        def fit(self, X, y):
            self.classes_ = np.unique(y)
            return self

        def predict_proba(self, X):
            return np.asarray(X)

    model = evaluate(Told(), p, y, cv=4, groups=GROUPS, sample_weight=W).models[0]
    check(model.calibration.top_label, reliability_curve(y, p, kind="top_label", groups=GROUPS, sample_weight=W))
    assert model.calibration.error == pytest.approx(calibration_error(y, p, sample_weight=W), rel=1e-9)
