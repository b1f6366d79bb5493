"""The reliability curve: its bins are those of the calibration error, and its intervals are Wilson's."""

import warnings

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from skxent.metrics import calibration_error, reliability_curve, score_interval

RNG = np.random.default_rng(0)
P3 = RNG.dirichlet([1, 1, 1], 200)
Y3 = np.array(["a", "b", "c"])[[RNG.choice(3, p=p) for p in P3]]
COLUMNS = ["class", "bin", "count", "weight", "mean_predicted", "observed_rate", "low", "high"]


def test_by_hand():
    curve = reliability_curve([0, 0, 1, 1, 0, 1, 1, 1], [0.25] * 4 + [0.75] * 4, n_bins=2)
    assert list(curve.columns) == COLUMNS
    assert curve["class"].tolist() == [1, 1]
    assert curve["bin"].tolist() == [0, 1]
    assert curve["count"].tolist() == [4, 4]
    assert curve["mean_predicted"].tolist() == [0.25, 0.75]
    assert curve["observed_rate"].tolist() == [0.5, 0.75]


@pytest.mark.parametrize("strategy", ["quantile", "uniform"])
@pytest.mark.parametrize("kind", ["classwise", "top_label"])
def test_the_calibration_error_is_read_from_it(kind, strategy, rng):
    w = rng.exponential(size=200)
    curve = reliability_curve(Y3, P3, sample_weight=w, kind=kind, strategy=strategy, n_bins=8)
    distance = (curve["observed_rate"] - curve["mean_predicted"]).abs()
    each = [
        np.average(distance[rows], weights=curve["weight"][rows]) for rows in curve.groupby("class").groups.values()
    ]
    error = calibration_error(Y3, P3, sample_weight=w, kind=kind, strategy=strategy, n_bins=8)
    assert np.isclose(np.mean(each), error, rtol=1e-12)
    assert curve["class"].unique().tolist() == (["a", "b", "c"] if kind == "classwise" else ["top label"])
    assert (curve.groupby("class")["count"].sum() == 200).all()


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_intervals_are_wilsons(confidence):
    curve = reliability_curve(Y3, P3, confidence=confidence)
    happened = (curve["observed_rate"] * curve["count"]).round()
    low, high = proportion_confint(happened, curve["count"], 1 - confidence, method="wilson")
    assert np.allclose(curve["low"], low, atol=1e-12)
    assert np.allclose(curve["high"], high, atol=1e-12)
    assert ((curve["low"] <= curve["observed_rate"]) & (curve["observed_rate"] <= curve["high"])).all()


def test_rates_of_nothing_and_of_all_have_one_bound_at_the_edge():
    curve = reliability_curve([0] * 10 + [1] * 10, [0.1] * 10 + [0.9] * 10)
    assert curve["low"].tolist()[0] == 0.0
    assert curve["high"].tolist()[1] == 1.0
    assert 0 < curve["high"].tolist()[0] < 0.3
    assert 0.7 < curve["low"].tolist()[1] < 1


def test_a_rate_of_one_has_one_as_its_bound_whatever_rounds():
    for n in range(1, 60):
        curve = reliability_curve([1] * n, [0.9] * n, labels=[0, 1], confidence=0.9)
        assert curve["high"].tolist() == [1.0]


def test_groups_widen_intervals_as_their_rows_hang_together(rng):
    y, p = rng.integers(0, 2, 60), np.full(60, 0.5)
    alone = reliability_curve(y, p)
    same = reliability_curve(np.repeat(y, 5), np.repeat(p, 5), groups=np.repeat(np.arange(60), 5))
    rate = y.mean()
    n = rate * (1 - rate) / (y.var(ddof=1) / 60)  # of sixty groups, by their own variance: 59
    assert np.allclose(same[["low", "high"]].to_numpy()[0], proportion_confint(n * rate, n, method="wilson"))
    assert np.isclose(n, 59)
    by_row = reliability_curve(y, p, groups=range(60))
    assert np.allclose(by_row[["low", "high"]], alone[["low", "high"]], atol=0.002)
    opposed = reliability_curve([0, 1] * 30, p, groups=np.arange(60) // 2)  # each group has one of both
    assert np.allclose(opposed[["low", "high"]], reliability_curve([0, 1] * 30, p)[["low", "high"]].iloc[:1], atol=0.12)
    assert (opposed["high"] - opposed["low"]).iloc[0] >= (alone["high"] - alone["low"]).iloc[0] - 1e-3
    certain = reliability_curve([1] * 20, [0.9] * 20, labels=[0, 1], groups=[0] * 10 + [1] * 10)
    assert np.isclose(certain["low"][0], proportion_confint(2, 2, method="wilson")[0])


@pytest.mark.parametrize("n_groups", [2, 12])
def test_groups_of_weighted_rows_tell_as_much_as_the_standard_error_of_their_rate_says(n_groups):
    y, w = np.arange(60) * 7 % 11 < 5, np.random.default_rng(1).exponential(size=60)
    groups = np.arange(60) * n_groups // 60 if n_groups > 2 else y | (np.arange(60) < 9)
    curve = reliability_curve(y, np.full(60, 0.5), sample_weight=w, groups=groups)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of so few groups
        error = score_interval(y.astype(float), sample_weight=w, groups=groups).standard_error
    rate = np.average(y, weights=w)
    n = min(rate * (1 - rate) / error**2, w.sum() ** 2 / (w @ w))
    assert np.allclose(curve[["low", "high"]].to_numpy()[0], proportion_confint(n * rate, n, method="wilson"))


def test_groups_whose_rates_do_not_vary_tell_as_much_as_their_weights_say():
    w = [3] * 10 + [1] * 10
    certain = reliability_curve([1] * 20, [0.9] * 20, labels=[0, 1], groups=[0] * 10 + [1] * 10, sample_weight=w)
    n = 40**2 / (30**2 + 10**2)
    assert np.isclose(certain["low"][0], proportion_confint(n, n, method="wilson")[0])
    for y in ([0, 1, 1], [0, 0, 0, 1, 1, 1, 1]):  # deviations from whose rates sum to 0 but for rounding
        one = reliability_curve(y, [0.5] * len(y), groups=["a"] * len(y))
        rate = np.mean(y)
        assert np.allclose(one[["low", "high"]].to_numpy()[0], proportion_confint(rate, 1, method="wilson"))


def test_rows_of_weight_zero_count_for_nothing_in_groups_either():
    w = np.tile([0.0, 0.5, 2.0], 67)[:200]
    kept = w > 0
    groups = np.arange(200) // 7
    pd.testing.assert_frame_equal(
        reliability_curve(Y3, P3, sample_weight=w, groups=groups),
        reliability_curve(Y3[kept], P3[kept], sample_weight=w[kept], groups=groups[kept]),
    )


def test_rows_of_the_table_are_numbered_through_and_counts_are_whole():
    curve = reliability_curve(Y3, P3, kind="classwise")
    assert curve.index.tolist() == list(range(len(curve)))
    assert curve["count"].dtype == np.intp


def test_weights_count_by_what_they_tell():
    equal = reliability_curve([0, 1, 1, 1], [0.5] * 4, sample_weight=[2, 2, 2, 2])
    pd.testing.assert_frame_equal(
        equal.drop(columns="weight"), reliability_curve([0, 1, 1, 1], [0.5] * 4).drop(columns="weight")
    )
    uneven = reliability_curve([0, 1, 1, 1], [0.5] * 4, sample_weight=[3, 1, 1, 7])
    n, rate = 12**2 / (9 + 1 + 1 + 49), 9 / 12
    assert np.isclose(uneven["observed_rate"][0], rate)
    assert np.allclose(uneven[["low", "high"]].to_numpy()[0], proportion_confint(n * rate, n, method="wilson"))


def test_bins_without_rows_are_left_out_and_one_is_in_the_last():
    curve = reliability_curve([0, 1, 1], [0.05, 1.0, 0.97], strategy="uniform", n_bins=10)
    assert curve["bin"].tolist() == [0, 9]
    assert curve["count"].tolist() == [1, 2]


def test_equal_forecasts_share_a_bin():
    curve = reliability_curve([0, 1] * 20, [0.3] * 40)
    assert curve["count"].tolist() == [40]


def test_classes_are_in_the_order_of_labels():
    curve = reliability_curve(Y3, P3[:, ::-1], labels=["c", "b", "a"], n_bins=2)
    assert curve["class"].tolist() == ["c", "c", "b", "b", "a", "a"]
    frame = reliability_curve(Y3, pd.DataFrame(P3[:, ::-1], columns=["c", "b", "a"]), n_bins=2)
    pd.testing.assert_frame_equal(curve, frame)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "auto"}, r"kind='auto' is unknown; pass one of 'top_label', 'classwise'"),
        ({"strategy": "kmeans"}, r"strategy='kmeans' is unknown"),
        ({"n_bins": True}, r"n_bins=True is no number of bins"),
        ({"groups": [1, 2]}, r"groups has shape \(2,\) for 200 rows; pass one group for each row"),
        ({"confidence": 1}, r"confidence=1 is not between 0 and 1"),
    ],
)
def test_refusals_say_what_came_what_was_wanted_and_what_to_do(options, message):
    with pytest.raises(ValueError, match=message):
        reliability_curve(Y3, P3, **options)
