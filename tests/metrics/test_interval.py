"""Intervals of mean losses and skills: by hand, against other programs, and their refusals."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from scipy.optimize import brentq
from sklearn.exceptions import UndefinedMetricWarning

from skxent.exceptions import HeavyTailWarning, SmallSampleWarning, ZeroProbabilityWarning
from skxent.metrics import LossTally, compare_scores, d2_log_loss_score, log_loss, score_interval
from skxent.metrics._interval import bounded

RNG = np.random.default_rng(0)
LOSSES = RNG.gamma(2.0, size=200)
WEIGHT = RNG.exponential(size=200)
GROUPS = RNG.integers(0, 40, 200)


def test_a_plain_interval_is_the_textbooks():
    found = score_interval(LOSSES)
    assert math.isclose(found.standard_error, stats.sem(LOSSES), rel_tol=1e-14)
    low, high = stats.norm.interval(0.95, LOSSES.mean(), stats.sem(LOSSES))
    assert np.allclose([found.estimate, found.low, found.high], [LOSSES.mean(), low, high], rtol=1e-14)
    assert (found.confidence, found.method, found.n_effective) == (0.95, "normal", 200.0)


def test_students_interval_is_scipys():
    found = score_interval(LOSSES[:9], method="t", confidence=0.9)
    low, high = stats.t.interval(0.9, 8, LOSSES[:9].mean(), stats.sem(LOSSES[:9]))
    assert np.allclose([found.low, found.high], [low, high], rtol=1e-14)


def test_weights_by_hand():
    found = score_interval([1.0, 2.0, 4.0], sample_weight=[1, 2, 1], method="t")
    u = np.array([1 * (1 - 9 / 4), 2 * (2 - 9 / 4), 1 * (4 - 9 / 4)]) / 4
    assert found.estimate == 9 / 4
    assert math.isclose(found.standard_error, math.sqrt(3 / 2 * (u**2).sum()), rel_tol=1e-15)
    assert math.isclose(found.n_effective, 16 / 6, rel_tol=1e-15)


@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["plain", "weighted"])
def test_clusters_are_those_of_weighted_least_squares(weight):
    found = score_interval(LOSSES, sample_weight=weight, groups=GROUPS)
    model = sm.WLS(LOSSES, np.ones(200), weights=np.ones(200) if weight is None else weight)
    theirs = model.fit(cov_type="cluster", cov_kwds={"groups": GROUPS})
    assert math.isclose(found.estimate, theirs.params[0], rel_tol=1e-12)
    assert math.isclose(found.standard_error, theirs.bse[0], rel_tol=1e-12)


def test_groups_of_one_are_rows():
    by_group = score_interval(LOSSES, groups=[f"patient {i}" for i in range(200)])
    assert vars(by_group) == vars(score_interval(LOSSES))


def test_a_row_of_weight_zero_counts_for_nothing_even_if_its_loss_is_infinite():
    loss, weight, groups = np.append(LOSSES, np.inf), np.append(WEIGHT, 0), np.append(GROUPS, 99)
    assert score_interval(loss, sample_weight=weight, groups=groups) == score_interval(
        LOSSES, sample_weight=WEIGHT, groups=GROUPS
    )


def test_a_tallys_interval_is_that_of_its_rows(rng):
    y, p = rng.integers(0, 2, 300), rng.uniform(0.2, 0.8, 300)
    w = rng.exponential(size=300)
    tally = LossTally.from_predictions(y[:99], p[:99], sample_weight=w[:99]) + LossTally.from_predictions(
        y[99:], p[99:], sample_weight=w[99:]
    )
    rows = score_interval(log_loss(y, p, reduction="none"), sample_weight=w, confidence=0.9)
    assert np.allclose(
        [*list(vars(tally.interval(0.9)).values())[:5], tally.interval(0.9).n_effective],
        [*list(vars(rows).values())[:5], rows.n_effective],
        rtol=1e-12,
    )
    assert tally.interval().method == "normal"
    for y, p in (([0, 1] * 9, [0.5] * 18), ([1], [0.5]), ([0, 1] * 5, [[0.9, 0.1], [0.1, 0.9]] * 5)):
        tally = LossTally.from_predictions(y, p, labels=[0, 1])
        with pytest.warns(UndefinedMetricWarning, match="all the same, so there is no interval"):
            assert math.isnan(tally.interval().low)
    with pytest.raises(ValueError, match=r"confidence=95 is not between 0 and 1; pass 0.95 for 95 %"):
        tally.interval(95)


def test_skill_is_the_ratio_of_means_by_the_delta_method(rng):
    reference = LOSSES + rng.gamma(1.0, size=200)
    found = score_interval(LOSSES, reference=reference, sample_weight=WEIGHT)
    mean, of = np.average(LOSSES, weights=WEIGHT), np.average(reference, weights=WEIGHT)
    assert math.isclose(found.estimate, 1 - mean / of, rel_tol=1e-14)
    gradient = np.array([-1 / of, mean / of**2])  # of 1 - L / R by the two means
    errors = WEIGHT[:, None] * np.column_stack([LOSSES - mean, reference - of]) / WEIGHT.sum()
    variance = 200 / 199 * gradient @ (errors.T @ errors) @ gradient
    assert math.isclose(found.standard_error, math.sqrt(variance), rel_tol=1e-12)
    half = stats.norm.ppf(0.975) * found.standard_error
    assert np.allclose([found.low, found.high], [found.estimate - half, found.estimate + half], rtol=1e-12)


def test_skill_against_the_base_rate_is_d2(rng):
    y, p = rng.integers(0, 2, 100), rng.uniform(0.2, 0.8, 100)
    reference = -np.log(np.where(y, y.mean(), 1 - y.mean()))
    found = score_interval(log_loss(y, p, reduction="none"), reference=reference)
    assert math.isclose(found.estimate, d2_log_loss_score(y, p), rel_tol=1e-12)


@pytest.mark.parametrize("groups", [None, GROUPS], ids=["rows", "groups"])
def test_the_bootstrap_is_scipys(groups):
    found = score_interval(LOSSES, groups=groups, method="bootstrap", n_resamples=40_000)
    codes = np.arange(200) if groups is None else groups
    sums = [np.bincount(codes, weights=v) for v in (LOSSES, np.ones(200))]
    sums = [v[sums[1] > 0] for v in sums]
    theirs = stats.bootstrap(
        sums,
        lambda a, b, axis: a.sum(axis=axis) / b.sum(axis=axis),
        paired=True,
        n_resamples=40_000,
        random_state=np.random.default_rng(1),
    ).confidence_interval
    # A quantile at 0.025 of 40,000 has a standard error of 0.013 of a standard error of the mean.
    assert np.allclose([found.low, found.high], theirs, atol=0.08 * found.standard_error)
    assert found.high - found.estimate > found.estimate - found.low  # the longer tail
    again = score_interval(LOSSES, groups=groups, method="bootstrap", n_resamples=40_000)
    assert again == found


def test_the_bootstrap_of_few_skewed_rows_is_scipys():
    losses = np.random.default_rng(0).lognormal(sigma=1.5, size=15)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = score_interval(losses, method="bootstrap", n_resamples=100_000)
    theirs = stats.bootstrap((losses,), np.mean, n_resamples=100_000, random_state=np.random.default_rng(1))
    # Here z0 = 0 would move the upper bound by 0.32 standard errors, leaving it out once by 0.14, and a = 0 by 0.58; other
    # seeds move it by 0.04.
    assert np.allclose([found.low, found.high], theirs.confidence_interval, atol=0.1 * found.standard_error)


def test_seeds_of_the_bootstrap_are_the_callers():
    state = np.random.get_state()[1].copy()  # noqa: NPY002 - the global state is what must not be touched
    first = score_interval(LOSSES, method="bootstrap", n_resamples=99, random_state=1)
    assert first != score_interval(LOSSES, method="bootstrap", n_resamples=99, random_state=2)
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002


@pytest.mark.parametrize("method", ["normal", "t", "bootstrap"])
def test_infinite_losses_have_no_interval_and_name_their_rows(method):
    with pytest.warns(
        ZeroProbabilityWarning,
        match=r"infinite in rows 1, 3 of losses, so nothing is known of its mean \(nan\); pass smoothing= to the "
        r"loss, or take a loss without infinities, such as brier_loss\.$",
    ):
        found = score_interval([1.0, np.inf, 2.0, np.inf], sample_weight=[1, 1, 2, 1], method=method)
    assert found.estimate == math.inf
    assert all(math.isnan(v) for v in (found.low, found.high, found.standard_error))


def test_rows_are_numbered_as_they_came_where_some_weigh_nothing():
    with pytest.warns(ZeroProbabilityWarning, match=r"infinite in row 2 of losses, so"):
        score_interval([np.inf, 1.0, np.inf], sample_weight=[0, 1, 1])


@pytest.mark.parametrize(
    ("losses", "groups", "message"),
    [
        ([0.5], None, "of one row alone"),
        ([0.5, 0.7], ["a", "a"], "of one group alone"),
        ([0.1] * 7, None, "the same in all 7 rows"),
        ([0.1] * 2, None, "the same in all 2 rows"),
        (np.repeat([0.1, 0.3], 1000), np.arange(2000) % 1000, "the same in all 1000 groups"),
    ],
)
def test_what_does_not_vary_has_no_interval(losses, groups, message):
    with pytest.warns(UndefinedMetricWarning, match=rf"^losses are {message}, which says nothing of their spread"):
        found = score_interval(losses, groups=groups)
    assert math.isclose(found.estimate, np.mean(losses), rel_tol=1e-12)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_a_few_rows_that_carry_the_loss_are_told_with_their_share():
    losses = np.append(np.linspace(0.1, 0.2, 99), 30.0)
    share = 30 / losses.sum()
    with pytest.warns(
        HeavyTailWarning,
        match=rf"^1 of 100 rows carries {share:.0%} of the loss: with a skewness of 10.0 it takes some 2\d\d\d rows until "
        r"an interval holds what it says\. Pass more rows, or smoothing= to the loss\.$",
    ):
        score_interval(losses)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score_interval(np.append(np.linspace(0.1, 0.2, 99), 0.3))
        score_interval(np.linspace(1, 2, 10), method="t")


@pytest.mark.parametrize(("skewness", "warns"), [(2.05, True), (1.95, False)])
def test_the_tail_is_heavy_from_four_rows_for_each_hundredth_of_its_squared_skewness(skewness, warns):
    rest = np.linspace(-1, 1, 99)  # of 100 rows 25 g^2 is 100 at a skewness of 2
    height = brentq(lambda x: stats.skew(np.append(rest, x), bias=False) - skewness, 1, 10)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        score_interval(10 + np.append(rest, height))
    assert [w.category for w in caught] == ([HeavyTailWarning] if warns else [])


@pytest.mark.parametrize(("skewness", "warns"), [(1.25, True), (1.15, False)])
def test_a_skewness_within_two_of_its_errors_may_be_chance(skewness, warns):
    rest = np.linspace(-1, 1, 16)  # of 17 rows 2 sqrt(6 / 17) is 1.19, and sqrt(17 / 25) 0.82
    height = brentq(lambda x: stats.skew(np.append(rest, x), bias=False) - skewness, 1, 10)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        score_interval(10 + np.append(rest, height), method="t")
    assert [w.category for w in caught] == ([HeavyTailWarning] if warns else [])


@pytest.mark.parametrize(("n", "confidence", "warns"), [(15, 0.95, True), (16, 0.95, False), (50, 0.999, True)])
def test_an_interval_is_short_where_it_misses_more_than_seven_times_for_five(n, confidence, warns):
    missed = 2 * stats.t.sf(stats.norm.ppf((1 + confidence) / 2), n - 1) / (1 - confidence)
    assert (missed > 1.4) == warns
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        score_interval(np.linspace(1, 2, n), confidence=confidence)
    assert [w.category for w in caught] == ([SmallSampleWarning] if warns else [])


def test_equal_losses_of_large_groups_do_not_vary_and_others_do():
    groups = np.repeat([0, 1, 2], [100_000, 70_001, 130_007])  # whose sums round each in its own way
    with pytest.warns(UndefinedMetricWarning, match="the same in all 3 groups"):
        score_interval(np.full(len(groups), 0.1), groups=groups)
    assert math.isfinite(score_interval(0.1 + 1e-12 * np.linspace(0, 1, 100)).low)


def test_losses_of_zero_have_a_standard_error_of_zero():
    with pytest.warns(UndefinedMetricWarning, match="the same in all 9 rows"):
        assert score_interval([0.0] * 9).standard_error == 0.0
    with pytest.warns(UndefinedMetricWarning, match="the same in all 2 rows"):
        assert score_interval([0.0] * 2).standard_error == 0.0
    with pytest.warns(UndefinedMetricWarning, match="of one row alone"):
        assert math.isnan(score_interval([0.0]).standard_error)


def test_too_few_rows_for_a_normal_interval_are_told():
    ten = np.linspace(1, 2, 10)
    with pytest.warns(
        SmallSampleWarning,
        match=r"^an interval of 10 rows holds the truth in 91.8 % of the cases at best, for the 95 % that are asked for; "
        r"pass method='t', or more rows, and not scores of folds\.$",
    ):
        score_interval(ten)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        score_interval(np.linspace(1, 2, 16))
        score_interval(ten, method="t")
    with pytest.warns(SmallSampleWarning, match=r"of 5 groups holds .*; pass method='t', or more groups\.$"):
        score_interval(np.linspace(1, 2, 50), groups=np.arange(50) % 5)
    with pytest.warns(SmallSampleWarning, match=r"of 2 groups holds .*; pass more groups\.$"):
        score_interval(np.linspace(1, 2, 92), groups=np.arange(92) > 30, method="t")
    with pytest.warns(SmallSampleWarning, match="of 2 rows"):
        LossTally.from_predictions([0, 1], [0.5, 0.25]).interval()


def test_rows_that_move_a_skill_are_told_by_their_share_of_its_variance():
    reference = np.append(np.tile([1.0, 1.1], 50), 60.0)
    losses = np.append(np.tile([0.5, 0.6], 50), 0.5)
    moves = np.sort((losses - losses.sum() / reference.sum() * reference) ** 2)
    share = moves[-2:].sum() / moves.sum()
    with pytest.warns(
        HeavyTailWarning, match=rf"2 of 101 rows carry {share:.0%} of the skill's variance.* Pass more rows\.$"
    ):
        score_interval(losses, reference=reference)


def test_scores_of_folds_are_asked_after():
    with pytest.warns(SmallSampleWarning, match="or more rows, and not scores of folds"):
        score_interval([0.4, 0.5, 0.45, 0.52, 0.47])


@pytest.mark.parametrize("method", ["normal", "t", "bootstrap"])
def test_few_rows_with_all_the_weight_are_told(method):
    weight = np.append([1.0, 1.0, 1.0], np.full(997, 1e-4))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = score_interval(np.linspace(1, 2, 1000), sample_weight=weight, method=method, n_resamples=99)
    told = [str(w.message) for w in caught if w.category is SmallSampleWarning]
    assert math.isclose(found.n_effective, weight.sum() ** 2 / (weight @ weight), rel_tol=1e-12)
    reached = 2 * stats.t.cdf(stats.norm.ppf(0.975), found.n_effective - 1) - 1  # a normal quantile, or nearly
    assert (
        f"1000 rows, which weigh so unevenly that they tell as much as 3.2, holds the truth in {100 * reached:.3g} %"
        in told[0]
    )


def test_what_students_interval_of_few_uneven_rows_reaches_is_students():
    weight = np.array([5.0, 1.0, 1.0, 1.0, 1.0])
    effective = 81 / 29
    reached = 2 * stats.t.cdf(stats.t.ppf(0.975, 4), effective - 1) - 1
    with pytest.warns(
        SmallSampleWarning,
        match=rf"tell as much as 2.8, holds the truth in {100 * reached:.3g} % of .*; pass more rows\.$",
    ):
        found = score_interval([1.0, 2.0, 3.0, 4.0, 5.5], sample_weight=weight, method="t")
    assert math.isclose(found.n_effective, effective, rel_tol=1e-12)


@pytest.mark.parametrize("scale", [1e-200, 1e-10, 1e14, 1e200])
@pytest.mark.parametrize("method", ["normal", "t", "bootstrap"])
def test_an_interval_is_in_the_unit_of_the_losses_however_large(scale, method):
    one, other = (score_interval(s * LOSSES, method=method, n_resamples=99) for s in (1.0, scale))
    for part in ("estimate", "low", "high", "standard_error"):
        assert math.isclose(scale * getattr(one, part), getattr(other, part), rel_tol=1e-9)


def test_one_large_loss_hides_no_differences_of_the_others():
    with pytest.warns(HeavyTailWarning):
        assert score_interval(np.append(LOSSES, 1e14)).low < 1e14
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        large = np.append(LOSSES, 1e13)
        compared = compare_scores(large, large + np.append(np.tile([0.1, 0.3], 100), 0))
    assert compared.p_value < 1e-9


def test_losses_in_proportion_to_the_reference_have_a_skill_without_an_interval():
    with pytest.warns(UndefinedMetricWarning, match="losses by reference are the same in all 200 rows"):
        found = score_interval(LOSSES, reference=3 * LOSSES)
    assert math.isclose(found.estimate, 2 / 3, rel_tol=1e-12)
    assert math.isnan(found.low)


def test_a_reference_that_rests_on_few_rows_has_no_bootstrap():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = score_interval(LOSSES[:20], reference=[0.0] * 19 + [1.0], method="bootstrap")
    assert math.isnan(found.low)
    assert UndefinedMetricWarning in [
        w.category for w in caught if "the reference's loss rests on so few rows" in str(w.message)
    ]
    assert not [w for w in caught if w.category is RuntimeWarning]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"losses": [1.0, np.nan, 2.0]}, r"losses is NaN in row 1; every row needs its loss"),
        ({"losses": []}, r"losses has shape \(0,\); pass the loss of each row"),
        ({"losses": 3.0}, r"losses has shape \(\); pass the loss of each row"),
        ({"losses": [[1.0, 2.0]]}, r"losses has shape \(1, 2\).*as reduction='none' returns"),
        ({"losses": ["a", "b"]}, r"losses is list of something other than real numbers"),
        ({"losses": [1.0, 2.0], "sample_weight": [1.0]}, r"sample_weight has shape \(1,\) for 2 rows"),
        ({"losses": [1.0, 2.0], "sample_weight": [0, 0]}, r"sample_weight is zero for every row"),
        ({"losses": [1.0, 2.0], "groups": [1]}, r"groups has shape \(1,\) for 2 rows; pass one group for each row"),
        ({"losses": [1.0, 2.0], "groups": ["a", None]}, r"groups is missing in row 1; every row needs its group"),
        ({"losses": [1.0, 2.0], "reference": [1.0]}, r"reference has 1 row for 2 of losses; pass losses of the same"),
        (
            {"losses": [1.0, 2.0], "reference": [0.0, 0.0]},
            r"reference has a mean loss of 0; pass one that can be wrong",
        ),
        ({"losses": [1.0, 2.0], "reference": [1, np.inf]}, r"reference has a mean loss of inf; pass one that"),
        ({"losses": [1.0, 2.0], "confidence": 95}, r"confidence=95 is not between 0 and 1; pass 0.95 for 95 %"),
        ({"losses": [1.0, 2.0], "reference": [-1.0, -2.0]}, r"reference has a mean loss of -1.5; pass one that"),
        ({"losses": [1.0, 2.0], "confidence": True}, r"confidence=True is not between 0 and 1"),
        ({"losses": [1.0, 2.0], "confidence": 0}, r"confidence=0 is not between 0 and 1"),
        ({"losses": [1.0, 2.0], "confidence": 1}, r"confidence=1 is not between 0 and 1"),
        ({"losses": [1.0, 2.0], "confidence": 1.5}, r"confidence=1.5 is not between 0 and 1"),
        ({"losses": [1.0, 2.0], "method": "bca"}, r"method='bca' is unknown; pass one of 'normal', 't', 'bootstrap'"),
        ({"losses": [1.0, 2.0], "n_resamples": 99.5}, r"n_resamples=99.5 is no number of resamples"),
        ({"losses": [1.0, 2.0], "n_resamples": 0}, r"n_resamples=0 is no number of resamples"),
        ({"losses": [1.0, 2.0], "method": "bootstrap", "n_resamples": 39}, r"n_resamples=39 .* whole number from 40"),
        ({"losses": [1.0, 1e300]}, r"losses is up to 1e\+300, whose sums leave float64; pass smoothing="),
    ],
)
def test_refusals_say_what_came_what_was_wanted_and_what_to_do(arguments, message):
    with pytest.raises(ValueError, match=message):
        score_interval(**arguments)


def test_series_that_go_by_other_rows_are_refused():
    a = pd.Series([1.0, 2.0, 3.0])
    for beside in ("reference", "sample_weight", "groups"):
        with pytest.raises(
            ValueError,
            match=rf"losses and {beside} are series with different indexes; pass the same rows in the same "
            r"order, or \.to_numpy\(\) of both to pair them by position\.$",
        ):
            score_interval(a, **{beside: a[::-1]})


def test_an_interval_is_one_line_of_text():
    assert str(score_interval([0.0, 2.0] * 50)) == "1.000 [0.803, 1.197] (95 %, normal)"
    assert str(score_interval([0.0, 2e-30] * 50)) == "1e-30 [8.03e-31, 1.197e-30] (95 %, normal)"
    assert str(score_interval([0.0, 2e9] * 50)) == "1000000000 [803016208, 1196983792] (95 %, normal)"
    assert bounded(-0.0, -1.0, 1.0) == "0.00 [-1.00, 1.00]"
    assert bounded(1.5, -math.inf, math.inf) == "1.5 [-inf, inf]"


def test_only_the_bootstrap_asks_for_resamples():
    for method in ("normal", "t"):
        assert score_interval(LOSSES, method=method, n_resamples=1) == score_interval(LOSSES, method=method)
