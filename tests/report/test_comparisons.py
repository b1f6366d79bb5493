"""Comparisons in a report: those of compare_scores and pairwise_comparisons, and the regression against a baseline."""

import math

import numpy as np
import pytest
from scipy.stats import t

from skxent.metrics import brier_loss, compare_scores, log_loss, pairwise_comparisons, score_interval
from skxent.report import evaluate_predictions

pytestmark = [
    pytest.mark.filterwarnings("ignore::skxent.exceptions.SmallSampleWarning"),
    pytest.mark.filterwarnings("ignore::skxent.exceptions.HeavyTailWarning"),
]

RNG = np.random.default_rng(0)
N = 400
W = np.where(RNG.uniform(size=N) < 0.1, 0.0, RNG.uniform(0.2, 3, N))
GROUPS = RNG.integers(0, 60, N)
GIVEN = {
    "plain": {},
    "weighted": {"sample_weight": W},
    "grouped": {"groups": GROUPS},
    "both": {"sample_weight": W, "groups": np.array([f"g{g}" for g in GROUPS])},
}


def data(k):
    """Return labels, and models that know them more and less."""
    rng = np.random.default_rng(k)
    z = rng.normal(size=(N, k))
    y = np.array([rng.choice(k, p=p) for p in np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)])
    y[:k] = np.arange(k)
    models = {
        "good": z,
        "noisy": z + 0.3 * rng.normal(size=(N, k)),
        "flat": z / 2,
        "same": z.copy(),
    }
    return y, {name: np.exp(a) / np.exp(a).sum(axis=1, keepdims=True) for name, a in models.items()}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("k", [2, 3, 12])
def test_comparisons_are_those_of_pairwise_comparisons(k, given):
    y, models = data(k)
    found = evaluate_predictions(y, models, **given).comparisons
    losses = {name: log_loss(y, p, reduction="none") for name, p in models.items()}
    with pytest.warns(UserWarning, match="are the same in all"):  # of good and same
        expected = pairwise_comparisons(losses, **given)
    assert [(one.a, one.b) for one in found] == list(zip(expected["a"], expected["b"], strict=True))
    for one, row in zip(found, expected.itertuples(), strict=True):
        for name in ("difference", "low", "high", "p_value", "p_holm", "win_rate"):
            value = getattr(one, name)
            assert value == pytest.approx(getattr(row, name), rel=1e-9, abs=1e-300, nan_ok=True), name


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("k", [2, 3])
def test_metrics_and_classes_are_compared_by_their_rows(k, given):
    y, models = data(k)
    pair = evaluate_predictions(y, {name: models[name] for name in ("good", "noisy")}, **given).comparisons[0]
    a, b = models["good"], models["noisy"]
    rows = {
        "log_loss": [log_loss(y, p, reduction="none") for p in (a, b)],
        "log_loss_bits": [log_loss(y, p, base=2, reduction="none") for p in (a, b)],
        "brier": [brier_loss(y, p, reduction="none") for p in (a, b)],
        "accuracy": [(p.argmax(axis=1) == y).astype(float) for p in (a, b)],
    }
    for metric, losses in rows.items():
        found, expected = pair.of(metric), compare_scores(*losses, **given)
        assert (found.difference, found.low, found.high) == pytest.approx(
            (expected.difference, expected.low, expected.high), rel=1e-9, abs=1e-12
        ), metric
    assert [one.label for one in pair.per_class] == list(range(k))
    for one in pair.per_class:
        of = y == one.label
        expected = compare_scores(
            *(loss[of] for loss in rows["log_loss"]), **{name: each[of] for name, each in given.items()}
        )
        assert (one.difference, one.low, one.high) == pytest.approx(
            (expected.difference, expected.low, expected.high), rel=1e-9
        )


def test_a_model_and_itself_are_equal():
    y, models = data(3)
    for given in GIVEN.values():
        (one,) = evaluate_predictions(y, {"a": models["good"], "b": models["same"]}, **given).comparisons
        assert (one.difference, one.p_value, one.p_holm, one.win_rate) == (0, 1, 1, 0.5)
        assert math.isnan(one.low)


def test_the_other_way_round_all_signs_change():
    y, models = data(3)
    a, b = models["good"], models["noisy"]
    (one,) = evaluate_predictions(y, {"a": a, "b": b}).comparisons
    (other,) = evaluate_predictions(y, {"b": b, "a": a}).comparisons
    assert one.difference < 0
    assert (other.difference, other.low, other.high) == pytest.approx((-one.difference, -one.high, -one.low))
    assert other.p_value == pytest.approx(one.p_value)
    assert other.win_rate == pytest.approx(1 - one.win_rate)


def test_of_infinite_losses_there_is_no_test():
    y, models = data(3)
    p, both = models["good"].copy(), models["noisy"].copy()
    p[0] = both[0] = np.eye(3)[(y[0] + 1) % 3]
    found = evaluate_predictions(y, {"inf": p, "fine": models["flat"], "too": both}).comparisons
    assert (found[0].difference, found[2].difference) == (math.inf, -math.inf)
    assert math.isnan(found[1].difference)
    for one in found:
        assert all(math.isnan(value) for value in (one.low, one.high, one.p_value, one.p_holm))
        assert 0 < one.win_rate < 1
        assert math.isfinite(one.of("brier").low)
    assert math.isfinite(next(row.low for row in found[0].per_class if row.label != y[0]))


def test_one_row_or_one_group_is_no_test():
    y, models = data(3)
    pair = {name: models[name] for name in ("good", "flat")}
    found = [
        evaluate_predictions(y[:1], {name: p[:1] for name, p in pair.items()}, labels=[0, 1, 2]),
        evaluate_predictions(y, pair, groups=np.zeros(N)),
        evaluate_predictions(y, pair, sample_weight=np.arange(N) == 0),
    ]
    for one in found:
        assert math.isnan(one.comparisons[0].p_value)
        assert math.isnan(one.comparisons[0].low)


def test_blocks_of_rows_are_compared_as_one():
    y, models = data(3)
    n = 100
    tall = {name: np.tile(p, (n, 1)) for name, p in models.items() if name != "same"}
    groups = np.tile(GROUPS, n)
    found = evaluate_predictions(np.tile(y, n), tall, groups=groups).comparisons
    few = evaluate_predictions(y, {name: models[name] for name in tall}, groups=GROUPS).comparisons
    for one, other in zip(found, few, strict=True):
        assert (one.difference, one.low, one.high, one.win_rate) == pytest.approx(
            (other.difference, other.low, other.high, other.win_rate), rel=1e-9
        )


def test_one_model_has_nothing_to_be_compared_with():
    y, models = data(3)
    assert evaluate_predictions(y, models["good"]).comparisons == ()


# --- against a baseline


@pytest.fixture(scope="module")
def against():
    y, models = data(3)
    return evaluate_predictions(
        y, {"old": models["flat"], "new": models["good"]}, sample_weight=W, groups=GROUPS, baseline="old"
    )


def test_the_regression_is_how_much_worse_a_number_is(against):
    old, new = (model.headline for model in against.models)
    for metric, sign in (
        ("log_loss", 1),
        ("brier", 1),
        ("accuracy", -1),
        ("skill", -1),
        ("auc", -1),
        ("perplexity", 1),
    ):
        (found,) = against.check(f"{metric}.regression < 0").results
        assert found.model == "new"
        assert math.isclose(found.value, sign * (new[metric].value - old[metric].value))
        assert found.passed == (found.value < 0)
        assert math.isclose(found.margin, -found.value)


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
@pytest.mark.parametrize("metric", ["log_loss", "log_loss_bits", "brier", "accuracy"])
def test_bounds_of_the_regression_are_those_of_the_paired_difference(metric, order):
    y, models = data(3)
    p = {"old": models["noisy"], "new": models["good"]}
    found = evaluate_predictions(y, {name: p[name] for name in order}, baseline="old", groups=GROUPS)
    pair = found.comparisons[0].of(metric)
    sign = (-1 if metric == "accuracy" else 1) * (1 if order[0] == "new" else -1)  # new minus old, worse is above 0
    low, high = (found.check(f"{metric}.regression.{part} < 1").results[0].value for part in ("low", "high"))
    value = found.check(f"{metric}.regression < 1").results[0].value
    assert low < value < high
    assert (low, high) == pytest.approx(sorted((sign * pair.low, sign * pair.high)))
    assert math.isclose(value, sign * pair.difference, rel_tol=1e-9)


def test_a_regression_without_an_interval_is_unknown_and_a_gate_on_it_refused(against):
    for metric in ("auc", "perplexity", "typical_probability"):
        with pytest.raises(ValueError, match=f"is on .regression.high of {metric}, which has no interval"):
            against.check(f"{metric}.regression.high < 1e9")
        assert math.isnan(against.regressions["new"][metric].high)
    with pytest.raises(ValueError, match="of which neither more nor less is better"):
        against.check("label_entropy.regression < 1")


def test_the_record_has_the_regressions_by_model_and_metric(against):
    record = against.to_dict()["verdict"]["regressions"]
    assert list(record) == ["new"]
    gate = against.check("log_loss.regression.high < 1").results[0]
    assert record["new"]["log_loss"]["high"] == gate.value
    assert evaluate_predictions(*data(3)).to_dict()["verdict"]["regressions"] == {}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_the_difference_of_two_skills_is_the_losses_against_the_base_rate(given):
    y, models = data(3)
    found = evaluate_predictions(y, {"a": models["good"], "b": models["noisy"]}, **given).comparisons[0].of("skill")
    a, b = (log_loss(y, models[name], reduction="none") for name in ("good", "noisy"))
    rate = np.bincount(y, weights=given.get("sample_weight")) / np.sum(given.get("sample_weight", np.ones(N)))
    expected = score_interval(a - b, reference=-np.log(rate)[y], method="t", **given)  # 1 - mean(a - b) / R
    assert found.difference == pytest.approx(expected.estimate - 1, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((expected.low - 1, expected.high - 1), rel=1e-9)


def test_a_baseline_alone_is_refused():
    y, models = data(3)
    with pytest.raises(ValueError, match="baseline='old' is the only model; pass another to compare with it"):
        evaluate_predictions(y, {"old": models["good"]}, baseline="old")


def test_a_regression_needs_a_baseline_and_the_baseline_is_no_challenger(against):
    y, models = data(3)
    with pytest.raises(ValueError, match=r"is on the regression against a baseline, and there is none"):
        evaluate_predictions(y, models).check("log_loss.regression < 0")
    with pytest.raises(ValueError, match=r"baseline='none' is none of the models"):
        evaluate_predictions(y, models, baseline="none")
    assert [one.model for one in against.check(["log_loss < 9", "brier.regression < 1"]).results] == ["new", "new"]


def test_students_quantile_is_that_of_the_units():
    y, models = data(3)
    (one,) = evaluate_predictions(y, {"a": models["good"], "b": models["flat"]}, groups=GROUPS).comparisons
    expected = compare_scores(
        *(log_loss(y, models[name], reduction="none") for name in ("good", "flat")), groups=GROUPS
    )
    half = t.ppf(0.975, len(np.unique(GROUPS)) - 1) * expected.standard_error
    assert math.isclose(one.high - one.low, 2 * half, rel_tol=1e-9)
