"""Gates: what they say is checked and never run, and they are told in text, Markdown and JUnit XML."""

import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import RepeatedStratifiedKFold

from skxent.metrics import brier_loss, kl_divergence_loss, log_loss, score_interval
from skxent.report import evaluate, evaluate_predictions
from skxent.report._gates import Gate
from skxent.report._sections._numbers import BY_NAME

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(300, 3))
P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
Y = np.array([RNG.choice(3, p=p) for p in P])
W = RNG.uniform(0.5, 2, 300)


@pytest.fixture(scope="module")
def evaluation():
    return evaluate_predictions(Y, {"new": P, "old": np.full((300, 3), 1 / 3)}, sample_weight=W, data="three classes")


def number(evaluation, metric, column, model="new"):
    table = evaluation.table()
    return table[(table["model"] == model) & (table["metric"] == metric)][column].item()


def test_intervals_of_the_headline_are_those_of_the_rows(evaluation):
    losses = {"log_loss": log_loss(Y, P, reduction="none"), "brier": brier_loss(Y, P, reduction="none")}
    rate = np.bincount(Y, weights=W) / W.sum()
    expected = {name: score_interval(loss, sample_weight=W, method="t") for name, loss in losses.items()}
    expected["skill"] = score_interval(losses["log_loss"], reference=-np.log(rate)[Y], sample_weight=W, method="t")
    for name, interval in expected.items():
        low, high = number(evaluation, name, "low"), number(evaluation, name, "high")
        assert math.isclose((low + high) / 2, interval.estimate, rel_tol=1e-9)
        # Student's at the effective number of rows, 265 or so, and not at all 300: wider by a thousandth or two.
        assert 1 < (high - low) / (interval.high - interval.low) < 1.003
    assert math.isclose(number(evaluation, "log_loss_bits", "low") * math.log(2), number(evaluation, "log_loss", "low"))
    assert 0 < number(evaluation, "accuracy", "low") < number(evaluation, "accuracy", "value")


def test_blocks_and_folds_add_to_the_same_intervals():
    whole = evaluate_predictions(np.tile(Y, 500), np.tile(P, (500, 1)))  # of several blocks
    single = evaluate_predictions(Y, P)
    for metric in ("log_loss", "skill", "brier"):
        wide, narrow = (number(e, metric, "high", "model") - number(e, metric, "low", "model") for e in (single, whole))
        assert math.isclose(wide / narrow, math.sqrt(500 * 300 / 299), rel_tol=0.01)  # Student's for 300 rows


@pytest.mark.parametrize(
    ("y", "p"),
    [
        ([0, 1] * 10, [0.5] * 20),
        ([1], [0.5]),
        ([0, 1], [1.0, 0.5]),
        ([0, 1, 1], [[1e200, 0], [2e200, 0], [0, 1e200]]),
    ],
    ids=["nothing varies", "one row", "infinite", "beyond the squares of float64"],
)
def test_without_an_interval_there_is_none(y, p):
    scale = "logit" if np.max(p) > 1 else "proba"
    table = evaluate_predictions(y, p, labels=[0, 1], scale=scale).table().set_index("metric")
    assert math.isnan(table.loc["log_loss", "low"])
    assert math.isnan(table.loc["log_loss", "high"])
    assert 0 <= table.loc["accuracy", "low"] <= table.loc["accuracy", "high"] <= 1


def test_rows_that_are_tested_twice_have_no_interval():
    X, y = load_iris(return_X_y=True)
    table = evaluate(
        DummyClassifier(strategy="prior"), X, y, cv=RepeatedStratifiedKFold(n_splits=3, n_repeats=2)
    ).table()
    assert table["low"].isna().all()
    assert table["value"].notna().all()


def test_target_distributions_have_an_interval_of_their_own_excess_and_none_of_skill(rng):
    target = rng.dirichlet([1, 1, 1], 250)
    table = evaluate_predictions(target, P[:250]).table().set_index("metric")
    assert np.isnan(table.loc["skill", "low"])
    assert np.isfinite(table.loc[["log_loss", "brier"], "low"]).all()
    expected = score_interval(kl_divergence_loss(target, P[:250], reduction="none"), method="t")
    assert np.isclose(table.loc["excess", "low"], expected.low, rtol=1e-9)


@pytest.mark.parametrize(
    ("gate", "column", "bound"),
    [
        ("log_loss < 1", "value", 1),
        ("skill.low>0", "low", 0),
        ("  brier.high <= .6 ", "high", 0.6),
        ("accuracy >= 5e-1", "value", 0.5),
    ],
)
def test_a_gate_is_on_a_number_or_a_bound_of_its_interval(evaluation, gate, column, bound):
    found = evaluation.check(gate)
    metric = Gate.parse(gate, BY_NAME, has_baseline=False).metric
    assert [one.model for one in found.results] == ["new", "old"]
    for one in found.results:
        value = number(evaluation, metric, column, one.model)
        assert (one.value == value) or (math.isnan(one.value) and math.isnan(value))
        assert one.bound == bound
        assert one.passed == (value < bound if "<" in gate else value >= bound if "=" in gate else value > bound)


@pytest.mark.parametrize(
    ("gate", "odd"),
    [
        ("log_loss > 0.001", True),
        ("log_loss.high >= 0.001", True),
        ("log_loss < 30", False),
        ("skill < 0.99", True),
        ("skill > -9", False),
        ("typical_probability >= 0.01", False),
        ("log_loss.regression > -9", True),
        ("log_loss.regression.high < 9", False),
        ("skill.regression > -9", True),
        ("label_entropy < 3", False),
    ],
)
def test_a_gate_that_worse_models_pass_too_says_so(gate, odd):
    y, p = np.array([0, 1] * 20), np.where(np.arange(40) % 2, 0.6, 0.4) + np.linspace(0, 0.1, 40)
    found = evaluate_predictions(y, {"a": p, "b": np.full(40, 0.5)}, baseline="b").check([gate])
    assert found.passed
    for result in found.results:
        assert result.remark == ("worse models pass it too" if odd else "")
        assert str(result).endswith(" within; worse models pass it too)") == odd


def test_all_models_must_pass_all_gates(evaluation):
    found = evaluation.check(["log_loss < 1", "log_loss < 10"])
    assert not found.passed
    assert not found
    assert evaluation.check("log_loss < 10")
    assert [(one.gate, one.model) for one in found.failed] == [("log_loss < 1", "old")]
    assert evaluation.check(["log_loss < 10"]).passed
    assert evaluation.check([]).passed
    assert "FAILED: old: log_loss < 1 (log_loss is 1.09861, 0.0986 beyond)" in str(found)


def test_what_is_unknown_passes_no_gate_and_says_why(evaluation):
    kish = W.sum() ** 2 / (W**2).sum()
    for gate in ("log_loss.low < 9", "log_loss.low > 1e-9"):  # of a constant forecast
        result = next(one for one in evaluation.check(gate).results if one.model == "old")
        assert not result.passed
        assert str(result).endswith(
            f"(log_loss.low is unknown: there is no interval of {kish:.6g} effective rows, or of rows that do not differ)"
        )


ZEROS = {"new": [0.25, 0.75] * 20, "old": [0.0, 1.0] * 19 + [1.0, 0.0], "too": [0.0, 1.0] * 19 + [1.0, 0.0]}


@pytest.mark.parametrize(
    ("gate", "model", "reason"),
    [
        ("log_loss.high < 1", "too", "log_loss of too is infinite"),
        ("log_loss.regression < 1", "too", "log_loss of too and of old is infinite"),
        ("log_loss.regression.high < 1", "new", "log_loss of old is infinite"),
        ("log_loss.regression < 1", "new", ""),
        ("brier < 1", "too", ""),
    ],
)
def test_what_an_infinite_loss_leaves_unknown_is_named(gate, model, reason):
    found = evaluate_predictions([0, 1] * 20, ZEROS, baseline="old").check(gate)
    (one,) = (result for result in found.results if result.model == model)
    assert one.reason == reason
    assert math.isnan(one.value) == bool(reason)
    assert reason in str(one)


def test_what_one_class_repeated_tests_and_distributions_leave_unknown_is_named(rng):
    one_class = evaluate_predictions([1, 1, 1], [0.9, 0.8, 0.7], labels=[0, 1])
    assert {one.reason for one in one_class.check(["skill > 0", "auc > 0.5"]).results} == {
        "skill of model is undefined",
        "auc of model is undefined",
    }
    X, y = load_iris(return_X_y=True)
    again = evaluate(DummyClassifier(), X, y, cv=RepeatedStratifiedKFold(n_splits=3, n_repeats=2))
    (one,) = again.check("log_loss.low > 1").results
    assert one.reason == "rows were tested more than once, and tests of a row are not independent"
    (one,) = evaluate_predictions(rng.dirichlet([1, 1, 1], 250), P[:250]).check("skill.low > 0").results
    assert one.reason == "there is no interval of the skill of target distributions"


@pytest.mark.parametrize("render", ["to_markdown", "to_html", "to_text", "to_junit", "to_json"])
def test_every_rendering_says_why_a_gate_is_on_what_is_unknown(render):
    found = evaluate_predictions([0, 1] * 20, ZEROS, baseline="old").with_gates("log_loss.regression.high < 1")
    assert "log_loss of old is infinite" in getattr(found, render)().replace("\\_", "_")  # as Markdown escapes it


@pytest.mark.parametrize(
    ("gate", "message"),
    [
        ("", "'' is no gate; a gate is a metric, one of < <= > >=, and a number, such as 'log_loss < 0.35'"),
        ("log_loss", "'log_loss' is no gate"),
        ("log_loss < ", "is no gate"),
        ("log_loss == 1", "is no gate"),
        ("log_loss < 1 and brier < 1", "is no gate"),
        ("log_loss < nan", "is no gate"),
        ("log_loss < 1e999", "has no finite bound"),
        ("log_loss.regression < 1e-999", "has a bound that is 0 in float64; write 0 if that is meant"),
        ("log_loss.value < 1", "is on .value of log_loss; name .low or .high"),
        ("log_loss < \uff11", "is no gate"),
        ("log_loss <\xa01", "is no gate"),
        ("log_loss. low < 1", "is no gate"),
        ("log_loss < 1_0", "is no gate"),
        ("log_loss < 0x1", "is no gate"),
        (3, "3 is no gate"),
        ("log_loss < 1 # comment", "is no gate"),
        ("__import__('os') < 1", "is no gate"),
        ("1 > log_loss", "is no gate"),
        (None, "None is no gate"),
        ("logloss < 1", r"is on 'logloss'; name one of log_loss, .* Did you mean 'log_loss'\?"),
        ("roc > 0.9", "is on 'roc'; name one of log_loss"),
        ("auc.low > 0.9", "is on .low of auc, which has no interval; gate on auc itself"),
        ("accuracy > 60", "failed by every model, for accuracy is at least 0 and at most 1; write 0.6 for 60 %."),
        ("accuracy <= 60", "passed by every model, for accuracy is at least 0 and at most 1; write 0.6 for 60 %."),
        (
            "accuracy > -1",
            "passed by every model, for .* at least 0 and at most 1; choose a bound that a model can miss.",
        ),
        (
            "log_loss.low >= 0",
            "passed by every model, for log_loss is at least 0; choose a bound that a model can miss.",
        ),
        ("log_loss < 0", "failed by every model, for log_loss is at least 0; choose a bound that a model can reach."),
        ("skill > 1", "failed by every model, for skill is at most 1; choose a bound that a model can reach."),
        (
            "perplexity < 1",
            "failed by every model, for perplexity is at least 1; choose a bound that a model can reach.",
        ),
        ("log_loss.mean < 1", "is on .mean of log_loss; name .low or .high of its interval, or .regression"),
    ],
)
def test_what_is_no_gate_is_refused(evaluation, gate, message):
    with pytest.raises(ValueError, match=message):
        evaluation.check([gate])


@pytest.mark.parametrize(
    ("gate", "message"),
    [
        ("brier.regression < 3", "passed by every model, for the regression of brier is at least -2 and at most 2; "),
        ("accuracy.regression < -1", "failed by every model, for the regression of accuracy is at least -1 and at "),
        ("skill.regression < -1e9", None),
        ("log_loss.regression.high < -1e9", None),
    ],
)
def test_a_regression_that_no_two_models_have_is_refused(gate, message):
    found = evaluate_predictions(Y, {"new": P, "old": np.full((300, 3), 1 / 3)}, baseline="old")
    if message is None:
        assert not found.check(gate).passed
        return
    with pytest.raises(ValueError, match=message):
        found.check(gate)


def test_the_brier_loss_of_two_classes_is_at_most_one():
    two, three = evaluate_predictions([0, 1, 1], [0.2, 0.7, 0.6]), evaluate_predictions(Y, P)
    with pytest.raises(
        ValueError, match="passed by every model, for brier is at least 0 and at most 1; choose a bound"
    ):
        two.check("brier < 1.5")
    assert three.check("brier < 1.5").passed


@pytest.mark.parametrize(
    "gate",
    ["log_loss < {}x", "{} < 1", "log_loss.{} < 1", "log_loss.low.{}.low < 1", "log_loss < -.{}e", "log_loss < {}e{}"],
)
@pytest.mark.parametrize("letter", ["1", "a"])
def test_a_long_text_is_refused_at_once_and_in_a_line(evaluation, gate, letter):
    long = 100_000 * letter  # minutes, were its digits parted in every way
    with pytest.raises(ValueError, match=r"gate") as error:
        evaluation.check(gate.format(long, long))
    assert len(str(error.value)) < 400


def test_a_gate_reads_the_same_again():
    for text in ("log_loss<1", " skill.low\t>=\n-.5e+0 ", "auc.regression <= +.5"):
        gate = Gate.parse(text, BY_NAME, has_baseline=True)
        assert Gate.parse(gate.text, BY_NAME, has_baseline=True) == gate


def test_a_skill_may_be_far_below_zero(evaluation):
    assert evaluation.check("skill > -1.5").passed


@given(text=st.text(max_size=40))
def test_any_text_is_a_gate_or_refused(text):
    try:
        gate = Gate.parse(text, {"log_loss": BY_NAME["log_loss"]}, has_baseline=False)
    except ValueError:
        return
    assert gate.metric == "log_loss"
    assert math.isfinite(gate.bound) or "e" in text.lower()


HOSTILE = {"a|b `x` <script>": P, "line\nbreak\x00": P}


def test_markdown_is_one_table_whatever_names_hold():
    page = evaluate_predictions(Y, HOSTILE, data="# <b>|").to_markdown(["log_loss < 1"])
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 2 + 2 + 2 + 2 + 1 + 2 + 3  # gates, numbers, pairs and classes, each with its head
    assert all(len(line.replace(r"\|", "").split("|")) == 6 for line in rows[:4])
    assert all(len(line.replace(r"\|", "").split("|")) == 9 for line in rows[4:8])
    assert r"\<script\>" in page
    assert page.splitlines()[0].startswith(r"### \# \<b\>\|: a\|b \`x\` \<script\>, 'line\\nbreak\\x00'")


def test_junit_is_xml_whatever_names_hold():
    evaluation = evaluate_predictions(Y, HOSTILE, data="<&>")
    suite = ET.fromstring(evaluation.to_junit(["log_loss < 1", "accuracy > 0.99"]))  # noqa: S314 - our own
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("<&>", "4", "2")
    assert [case.get("name") for case in suite] == ["log_loss < 1"] * 2 + ["accuracy > 0.99"] * 2
    assert "beyond" in suite[2][0].get("message")
    assert len(ET.fromstring(evaluation.to_junit())) == 0  # noqa: S314 - our own
