"""Comparisons of models: against other programs and by hand, for rows, groups, series and repeated splits."""

import math
import tracemalloc
import warnings
from itertools import product

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from sklearn.exceptions import UndefinedMetricWarning
from statsmodels.stats.multitest import multipletests

from skxent.exceptions import HeavyTailWarning, SmallSampleWarning, ZeroProbabilityWarning
from skxent.metrics import compare_scores, pairwise_comparisons, score_interval
from skxent.metrics._comparison import holm

RNG = np.random.default_rng(1)
A = RNG.gamma(2.0, size=60)
B = A + RNG.normal(0.1, 0.4, 60)
WEIGHT = RNG.exponential(size=60)
GROUPS = np.arange(60) // 4


def test_a_paired_t_test_is_scipys():
    found, theirs = compare_scores(A, B), stats.ttest_rel(A, B)
    assert math.isclose(found.p_value, theirs.pvalue, rel_tol=1e-12)
    assert np.allclose([found.low, found.high], theirs.confidence_interval(0.95), rtol=1e-12)
    assert math.isclose(found.difference, A.mean() - B.mean(), rel_tol=1e-12)
    assert (found.method, found.confidence, found.n_effective) == ("t", 0.95, 60.0)


@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["plain", "weighted"])
def test_groups_are_those_of_weighted_least_squares(weight):
    found = compare_scores(A, B, sample_weight=weight, groups=GROUPS)
    model = sm.WLS(A - B, np.ones(60), weights=np.ones(60) if weight is None else weight)
    theirs = model.fit(cov_type="cluster", cov_kwds={"groups": GROUPS}, use_t=True)
    assert math.isclose(found.standard_error, theirs.bse[0], rel_tol=1e-12)
    assert math.isclose(found.p_value, theirs.pvalues[0], rel_tol=1e-10)


def test_the_standard_error_is_that_of_the_differences():
    found, of_differences = compare_scores(A, B, sample_weight=WEIGHT), score_interval(A - B, sample_weight=WEIGHT)
    assert math.isclose(found.standard_error, of_differences.standard_error, rel_tol=1e-12)


@pytest.mark.parametrize("method", ["t", "sign_flip", "diebold_mariano"])
def test_the_other_way_round_is_the_negative(method):
    one, other = compare_scores(A, B, method=method), compare_scores(B, A, method=method)
    assert np.allclose([one.difference, one.low, one.high], [-other.difference, -other.high, -other.low], rtol=1e-12)
    assert math.isclose(one.p_value, other.p_value, rel_tol=1e-12)
    assert math.isclose(one.win_rate, 1 - other.win_rate, rel_tol=1e-12)


def test_signs_of_few_rows_are_all_taken_as_scipy_does():
    for n in (5, 8, 11):
        theirs = stats.permutation_test((A[:n] - B[:n],), np.mean, permutation_type="samples", n_resamples=np.inf)
        assert math.isclose(compare_scores(A[:n], B[:n], method="sign_flip").p_value, theirs.pvalue, rel_tol=1e-12)


def test_random_signs_are_near_all_signs():
    a, b = A[:13], B[:13]  # 8192 signs
    exact = compare_scores(a, b, method="sign_flip", n_resamples=8191)
    random = compare_scores(a, b, method="sign_flip", n_resamples=8190)
    assert random.p_value != exact.p_value
    assert math.isclose(random.p_value, exact.p_value, abs_tol=4 * math.sqrt(exact.p_value / 8192))


METHODS = {
    "t": {},
    "sign_flip": {},
    "diebold_mariano": {"horizon": 2},
    "nadeau_bengio": {"test_to_train": 0.25, "groups": GROUPS},
}


@pytest.mark.parametrize("scale", [1e-200, 1e-10, 1e14])
@pytest.mark.parametrize("method", METHODS)
def test_a_comparison_is_in_the_unit_of_the_losses_however_large(scale, method):
    one, other = (compare_scores(s * A, s * B, method=method, **METHODS[method]) for s in (1.0, scale))
    for part in ("difference", "low", "high", "standard_error"):
        assert math.isclose(scale * getattr(one, part), getattr(other, part), rel_tol=1e-9)
    assert math.isclose(one.p_value, other.p_value, rel_tol=1e-9)


@pytest.mark.parametrize("scale", [1e-14, 1e14])
@pytest.mark.parametrize("method", ["t", "sign_flip"])
def test_weights_of_another_unit_compare_alike(scale, method):
    one, other = (compare_scores(A, B, sample_weight=s * WEIGHT, method=method) for s in (1.0, scale))
    for part in ("difference", "low", "high", "standard_error", "p_value", "n_effective", "win_rate"):
        assert math.isclose(getattr(one, part), getattr(other, part), rel_tol=1e-9)


@pytest.mark.parametrize("weight", [np.ones(9), WEIGHT[:9]], ids=["plain", "weighted"])
def test_the_interval_of_signs_is_of_the_shifts_that_are_not_rejected(weight):
    d = (A - B)[:9]
    signs = np.array(list(product([-1, 1], repeat=9)))

    def p_value(shift):
        flipped = np.abs(signs @ (weight * (d - shift)))
        return np.mean(flipped >= np.abs(weight @ (d - shift)) - 1e-12)

    found = compare_scores(d, np.zeros(9), sample_weight=weight, method="sign_flip", confidence=0.9)
    assert math.isclose(found.p_value, p_value(0.0), rel_tol=1e-12)
    step = 1e-6 * (found.high - found.low)
    for bound, inwards in ((found.low, step), (found.high, -step)):
        assert p_value(bound + inwards) > 0.1 >= p_value(bound - inwards)


def test_the_standard_error_beside_signs_is_that_of_the_differences():
    assert compare_scores(A, B, method="sign_flip").standard_error == compare_scores(A, B).standard_error


def test_signs_as_they_are_are_among_the_random_ones():
    found = compare_scores(A, A + 1 + 0.1 * B, method="sign_flip", n_resamples=19)
    assert found.p_value == 1 / 20  # no random sign leads as far
    assert (found.low, found.high) != (-math.inf, math.inf)
    narrower = compare_scores(A, A + 1 + 0.1 * B, method="sign_flip", n_resamples=19, confidence=0.9)
    assert found.low <= narrower.low < narrower.difference < narrower.high <= found.high
    assert found.high - found.low > narrower.high - narrower.low


def test_signs_that_tie_but_for_rounding_count():
    d = np.array([0.1, 0.2, 0.3, 0.6])  # 0.1 + 0.2 is 0.3 but for rounding: signs that part them tie
    signs = np.array(list(product([-1, 1], repeat=4)))
    exact = np.mean(np.abs(signs @ [1, 2, 3, 6]) >= 12)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert compare_scores(d, np.zeros(4), method="sign_flip").p_value == exact
        zero = compare_scores([0.1, 0.2, -0.3, 0.4, -0.4], np.zeros(5), method="sign_flip")
    assert zero.p_value == 1.0


def test_signs_of_many_rows_take_little_memory(rng):
    a = rng.normal(size=18)
    tracemalloc.start()
    compare_scores(a, np.zeros(18), method="sign_flip", n_resamples=2**18)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150e6  # all 2^18 x 18 signs at once are 38 million numbers, and several such arrays


def test_splits_are_not_asked_for_their_tail():
    a = np.append(np.ones(14), 3.0) + 0.01 * A[:15]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compare_scores(a, np.ones(15), groups=range(15), method="nadeau_bengio", test_to_train=0.25)


def test_signs_of_four_rows_reject_nothing_at_five_per_cent():
    found = compare_scores([1.0, 2, 3, 4], [0.5, 1, 2, 3], method="sign_flip")
    assert found.p_value == 2 / 16
    assert (found.low, found.high) == (-math.inf, math.inf)


def test_a_series_one_step_ahead_is_a_paired_t_test():
    one, other = compare_scores(A, B, method="diebold_mariano"), compare_scores(A, B)
    assert math.isclose(one.p_value, other.p_value, rel_tol=1e-12)
    assert math.isclose(one.standard_error, other.standard_error, rel_tol=1e-12)


def test_a_series_three_steps_ahead_by_hand():
    d = A - B
    n, h = 60, 3
    c = [np.sum((d[k:] - d.mean()) * (d[: n - k] - d.mean())) / n for k in range(h)]
    statistic = d.mean() / math.sqrt((c[0] + 2 * c[1] + 2 * c[2]) / n)
    statistic *= math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    found = compare_scores(A, B, method="diebold_mariano", horizon=h)
    assert math.isclose(found.p_value, 2 * stats.t.sf(abs(statistic), n - 1), rel_tol=1e-12)
    assert math.isclose(found.difference / found.standard_error, statistic, rel_tol=1e-12)


def test_a_series_that_is_short_for_its_horizon_is_told():
    with pytest.warns(
        SmallSampleWarning, match="60 rows, which hang together so far, 10 steps, that they tell as much as 6"
    ):
        compare_scores(A, B, method="diebold_mariano", horizon=10)


def test_a_variance_that_is_not_positive_is_no_test():
    d = np.tile([1.0, -1.0], 10) + 0.01
    with pytest.warns(UndefinedMetricWarning, match="sum to a variance that is not positive.*a smaller horizon"):
        found = compare_scores(d, np.zeros(20), method="diebold_mariano", horizon=2)
    assert math.isnan(found.p_value)
    assert math.isnan(found.low)


def test_repeated_splits_by_hand():
    a, b = A[:15], B[:15]
    d = a - b
    error = math.sqrt((1 / 15 + 1 / 4) * d.var(ddof=1))
    found = compare_scores(a, b, groups=range(15), method="nadeau_bengio", test_to_train=1 / 4)
    assert math.isclose(found.standard_error, error, rel_tol=1e-12)
    assert math.isclose(found.p_value, 2 * stats.t.sf(abs(d.mean()) / error, 14), rel_tol=1e-12)


def test_repeated_splits_may_be_given_as_rows():
    means = [np.bincount(GROUPS, weights=v) / 4 for v in (A, B)]
    by_split = compare_scores(*means, groups=range(15), method="nadeau_bengio", test_to_train=0.25)
    by_row = compare_scores(A, B, groups=GROUPS, method="nadeau_bengio", test_to_train=0.25)
    assert np.allclose(
        [by_row.difference, by_row.low, by_row.p_value], [by_split.difference, by_split.low, by_split.p_value]
    )


def test_a_win_rate_counts_ties_half_and_weighs():
    found = compare_scores([1.0, 2, 3, 4], [2.0, 2, 1, 5], sample_weight=[1, 2, 3, 4], method="sign_flip")
    assert math.isclose(found.win_rate, (1 + 0.5 * 2 + 4) / 10, rel_tol=1e-15)


@pytest.mark.parametrize("method", METHODS)
def test_each_row_of_many_comparisons_is_that_of_two(method):
    options = {"method": method, "confidence": 0.9, "n_resamples": 99, "random_state": 1, **METHODS[method]}
    found, one = pairwise_comparisons({"a": A, "b": B}, **options), compare_scores(A, B, **options)
    assert found.loc[0, list(vars(one))].to_dict() == vars(one)


def test_a_model_and_itself_do_not_differ():
    with pytest.warns(UndefinedMetricWarning, match="the same in all 60 rows"):
        found = compare_scores(A, A)
    assert (found.difference, found.p_value, found.win_rate, found.standard_error) == (0.0, 1.0, 0.5, 0.0)
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    with pytest.warns(UndefinedMetricWarning, match="the same in all 2 rows"):
        assert compare_scores([1.0, 2.0], [1.0, 2.0]).p_value == 1.0


def test_a_difference_that_is_the_same_in_all_rows_has_no_test():
    with pytest.warns(UndefinedMetricWarning, match="the same in all 60 rows"):
        found = compare_scores(A, A + 0.1)  # but for rounding
    assert math.isclose(found.difference, -0.1, rel_tol=1e-12)
    assert math.isnan(found.p_value)


@pytest.mark.parametrize(("b", "difference"), [([1.0, 1, 3], math.inf), ([1, math.inf, 3], math.nan)])
def test_infinite_losses_have_no_test_and_name_their_rows(b, difference):
    with pytest.warns(ZeroProbabilityWarning, match=r"infinite in row 1 of losses_a.*, so nothing is known"):
        found = compare_scores([1.0, math.inf, 2.0], b)
    assert np.array_equal([found.difference, found.p_value], [difference, math.nan], equal_nan=True)


def test_equal_infinite_losses_have_no_test_either():
    with pytest.warns(ZeroProbabilityWarning, match="infinite in row 0 of losses_a and row 0 of losses_b"):
        found = compare_scores([math.inf, 1, 2], [math.inf, 1, 2])
    assert math.isnan(found.difference)
    assert math.isnan(found.p_value)


def test_equal_differences_of_losses_of_both_signs_are_equal_but_for_rounding():
    a = 0.15 + 1e-3 * np.linspace(-1, 1, 3008)
    groups = np.repeat([0, 1, 2], [1000, 701, 1307])  # whose sums round each in its own way
    with pytest.warns(UndefinedMetricWarning, match="the same in all 3 groups"):
        assert math.isnan(compare_scores(a, a - 0.3, groups=groups).p_value)


def test_infinite_losses_of_both_name_whose_they_are():
    with pytest.warns(ZeroProbabilityWarning, match="infinite in row 0 of losses_a and row 1 of losses_b"):
        found = compare_scores([math.inf, 1, 2, 3], [1, math.inf, 2, 3])
    assert math.isnan(found.difference)


def test_a_variance_of_rounding_is_no_test():
    d = np.array([0.26, 0.5, 0.4, 0.2, 0.2, 0.0])  # the first is the mean: the autocovariances up to 4 sum to 0
    e = d - d.mean()
    assert 0 < sum((1 if k == 0 else 2) * (e[k:] @ e[: 6 - k]) for k in range(5)) < 1e-16
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert math.isnan(compare_scores(d, np.zeros(6), method="diebold_mariano", horizon=5).p_value)
    assert any("a variance that is not positive" in str(w.message) for w in caught)


def test_few_rows_with_all_the_weight_are_told():
    weight = np.append([1.0, 1.0, 1.0], np.full(57, 1e-4))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compare_scores(A, A + np.tile([0.1, 0.2], 30), sample_weight=weight)
    told = [str(w.message) for w in caught if w.category is SmallSampleWarning]
    assert "60 rows, which weigh so unevenly that they tell as much as 3.0" in told[0]


def test_one_group_alone_has_no_test():
    with pytest.warns(UndefinedMetricWarning, match="of one group alone"):
        assert math.isnan(compare_scores(A, B, groups=np.zeros(60)).p_value)
    with pytest.warns(UndefinedMetricWarning, match="of one group alone"):
        assert math.isnan(compare_scores(A, A, groups=np.zeros(60)).p_value)


def test_few_rows_that_carry_the_difference_are_told():
    with pytest.warns(
        HeavyTailWarning,
        match=r"1 of 60 rows carries \d+% of the absolute differences of losses_a and losses_b: .*, or smoothing= to the loss\.$",
    ):
        compare_scores(A, np.append(B[:59], 50.0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"losses_b": B[:59]}, r"losses_b has 59 rows for 60 of losses_a; pass losses of the same rows"),
        (
            {"losses_a": pd.Series(A), "losses_b": pd.Series(B)[::-1]},
            r"losses_a and losses_b are series with different",
        ),
        ({"losses_b": np.where(B > 1, np.nan, B)}, r"losses_b is NaN in rows"),
        (
            {"losses_a": -A, "losses_b": -A - 1},
            r"losses_a and losses_b are nowhere above 0, as scorers.*; pass losses: minus the scores\.$",
        ),
        ({"losses_a": np.append(-A, 0), "losses_b": np.append(-A - 1, 0)}, r"are nowhere above 0, as scorers"),
        ({"method": "sign_flip", "n_resamples": 18}, r"n_resamples=18 .* pass a whole number from 19"),
        ({"method": "wilcoxon"}, r"method='wilcoxon' is unknown; pass one of 't', 'sign_flip', "),
        ({"horizon": 2}, r"horizon=2 is of method='diebold_mariano', not of 't'"),
        ({"test_to_train": 0.25}, r"test_to_train=0.25 is of method='nadeau_bengio', not of 't'"),
        (
            {"method": "nadeau_bengio", "test_to_train": 0.25},
            r"needs groups; pass the split that tested each row, or range\(n\) for means of splits\.$",
        ),
        ({"method": "nadeau_bengio"}, r"test_to_train=None is no ratio of rows; .* 1/4 for 5 folds\.$"),
        ({"method": "nadeau_bengio", "test_to_train": 0}, r"test_to_train=0 is no ratio of rows"),
        ({"method": "diebold_mariano", "horizon": 0}, r"horizon=0 is no number of steps"),
        ({"method": "diebold_mariano", "horizon": 60}, r"60 rows are too few for horizon=60"),
        ({"method": "diebold_mariano", "groups": GROUPS}, r"groups is given .*, or pass method='t'\.$"),
        ({"method": "diebold_mariano", "sample_weight": WEIGHT}, r"sample_weight is given beside method='diebold_mar"),
    ],
)
def test_refusals_say_what_came_what_was_wanted_and_what_to_do(arguments, message):
    with pytest.raises(ValueError, match=message):
        compare_scores(**{"losses_a": A, "losses_b": B, **arguments})
    if "losses_a" not in arguments and "losses_b" not in arguments:
        with pytest.raises(ValueError, match=message):
            pairwise_comparisons({"a": A, "b": B}, **arguments)


def test_what_a_test_does_not_ask_for_may_be_given_as_it_is():
    assert compare_scores(A, B, n_resamples=1) == compare_scores(A, B)
    one_step = compare_scores(A, B, method="diebold_mariano", horizon=1)
    assert one_step == compare_scores(A, B, method="diebold_mariano")


def test_losses_below_zero_are_losses_where_others_are_above_and_so_are_zeros():
    assert math.isfinite(compare_scores((A - A.mean()) / 99, (B - A.mean()) / 99).p_value)
    with pytest.warns(UndefinedMetricWarning, match="the same in all 3 rows"):
        assert compare_scores([0.0] * 3, [0.0] * 3).p_value == 1.0


def test_many_models_are_compared_two_by_two_with_holms_adjustment(rng):
    w, noise = np.linspace(1, 2, 60), stats.norm.ppf((np.arange(60) + 0.5) / 60)
    losses = {"a": A, "b": B, **{k: A + s + 0.4 * rng.permutation(noise) for k, s in (("c", 0.1), ("d", 0.2))}}
    found = pairwise_comparisons(losses, sample_weight=w)
    assert list(zip(found["a"], found["b"], strict=True)) == [
        (x, y) for i, x in enumerate("abcd") for y in "abcd"[i + 1 :]
    ]
    one = compare_scores(A, B, sample_weight=w)
    assert found.loc[0, ["difference", "low", "high", "p_value"]].tolist() == [
        one.difference,
        one.low,
        one.high,
        one.p_value,
    ]
    assert np.allclose(found["p_holm"], multipletests(found["p_value"], method="holm")[1], rtol=1e-12)
    assert not np.allclose(
        found["p_holm"], np.minimum(1, 6 * found["p_value"]), rtol=0.01
    )  # that would be Bonferroni's
    pd.testing.assert_frame_equal(found, pairwise_comparisons(pd.DataFrame(losses), sample_weight=w))
    assert holm(np.array([0.7, np.nan, 0.9, 0.3])).tolist() == pytest.approx([1.0, np.nan, 1.0, 1.0], nan_ok=True)


def test_a_comparison_that_could_not_be_made_still_counts():
    losses = {"a": A, "b": B + 0.2, "same": A}
    with pytest.warns(UndefinedMetricWarning, match="differences of a and same are the same"):
        found = pairwise_comparisons(losses)
    assert found["p_value"].tolist()[1] == 1.0
    assert math.isclose(found["p_holm"][0], 3 * found["p_value"][0], rel_tol=1e-12)
    with pytest.raises(
        ValueError, match=r"losses are of the models \['a'\]; pass two at least, each by a name of its own"
    ):
        pairwise_comparisons({"a": A})
    with pytest.raises(ValueError, match=r"losses are of the models \['a', 'a'\]; pass two"):
        pairwise_comparisons(pd.DataFrame(np.ones((3, 2)), columns=["a", "a"]))
    with pytest.raises(
        ValueError,
        match=r"losses is ndarray without names; pass a dict of name to losses, or a frame with a name for each column\.$",
    ):
        pairwise_comparisons(np.ones((3, 2)))
    with pytest.warns(UndefinedMetricWarning) as told:
        pairwise_comparisons(losses)
    assert told[0].filename == __file__


def test_a_comparison_is_one_line_of_text():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = compare_scores([1.0, 2, 3, 4], [2.0, 2, 2, 4.5])
    assert str(found) == "-0.12 [-1.48, 1.23] (95 %, t), p = 0.79"
