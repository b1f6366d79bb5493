"""Which of two models is better: told first, with a number above 0, whatever the order they are given in."""

import math
import re

import numpy as np
import pytest

from skxent.report import evaluate_predictions
from skxent.report._rendering._axis import axis_around_zero
from skxent.report._rendering._html import sections_of
from skxent.report._rendering._words import lead_of

RNG = np.random.default_rng(0)
Y = RNG.integers(0, 2, 200)
GOOD = np.where(Y == 1, 0.7, 0.3) + RNG.uniform(-0.1, 0.1, 200)
POOR = 0.5 * GOOD + 0.25
MODELS = {"good": GOOD, "poor": POOR}


def leads(y, models, **options):
    return [lead_of(pair) for pair in evaluate_predictions(y, models, **options).comparisons]


def lead_chart(evaluation):
    (section,) = [one for one in sections_of(evaluation) if one.title == "Comparison of models"]
    return next(block.chart for block in section.lead if block.kind == "beside")


def test_the_better_is_named_first_whatever_the_order():
    (one,), (other,) = leads(Y, MODELS), leads(Y, dict(reversed(MODELS.items())))
    assert (one.better, one.worse, one.told()) == ("good", "poor", "is better than")
    assert 0 < one.low < one.by < one.high
    for name in ("better", "worse", "by", "low", "high", "win_rate"):
        assert getattr(one, name) == pytest.approx(getattr(other, name)) or getattr(one, name) == getattr(other, name)
    assert np.allclose([row[1:] for row in one.per_class], [row[1:] for row in other.per_class])


def test_the_lead_is_the_difference_of_the_losses():
    (one,) = leads(Y, MODELS)
    loss = {name: -np.log(np.where(Y == 1, p, 1 - p)) for name, p in MODELS.items()}
    assert one.by == pytest.approx((loss["poor"] - loss["good"]).mean())
    assert one.win_rate == pytest.approx((loss["good"] < loss["poor"]).mean())
    for label, by, *_ in one.per_class:
        assert by == pytest.approx((loss["poor"] - loss["good"])[label == Y].mean())


def test_words_claim_no_more_than_is_known():
    assert leads(Y, {"a": GOOD, "b": GOOD})[0].told() == "is as good as"
    assert str(leads(Y, {"a": GOOD, "b": GOOD})[0].by) == "0.0"
    close = {"a": GOOD, "b": np.clip(GOOD + RNG.uniform(-0.1, 0.1, 200), 0.01, 0.99)}
    (one,) = leads(Y, close)
    assert one.told() == ("is better than" if one.p_holm < 0.05 else "may be better than")
    (unknown,) = leads([0, 1] * 9, {"a": [0.2, 0.8] * 9, "b": [0.3, 0.7] * 9})  # the losses do not vary
    assert math.isnan(unknown.p_holm)
    assert unknown.told() == "looks better than"
    assert unknown.told("worse") == "looks worse than"


def test_infinite_losses_are_no_numbers_to_compare():
    zero = np.where(np.arange(200) == 0, 1.0 - Y, GOOD)
    (one,) = leads(Y, {"zero": zero, "good": GOOD})
    assert (one.better, one.by, one.told()) == ("good", math.inf, "is better than")
    (both,) = leads(Y, {"a": zero, "b": zero})
    assert both.told() == "cannot be compared with"


def test_every_rendering_says_which_is_better():
    evaluation = evaluate_predictions(Y, dict(reversed(MODELS.items())))
    assert re.search(r"good is better than poor +0\.\d", evaluation.to_text())
    assert "| good is better than poor | 0." in evaluation.to_markdown()
    (section,) = [one for one in sections_of(evaluation) if one.title == "Comparison of models"]
    (beside,) = [one for one in section.lead if one.kind == "beside"]
    assert beside.rest.rows[0][0] == "good\nis better than poor"
    assert beside.chart.dots[0].name == "good vs poor"
    assert beside.chart.dots[0].x > beside.chart.reference


def test_the_answer_comes_first():
    titles = [one.title for one in sections_of(evaluate_predictions(Y, MODELS))]
    assert titles[:3] == ["Headline", "Comparison of models", "Input audit"]
    assert titles[-2:] == ["Data and settings", "How to reproduce"]


def test_of_several_comparisons_the_adjusted_p_says_what_may_be_chance():
    page = evaluate_predictions(Y, {**MODELS, "third": 0.6 * GOOD + 0.2}).to_html()
    assert "says that it may be chance, and so does p, adjusted for 3 comparisons, from 0.05 on." in page
    assert "says that it may be chance.<" in evaluate_predictions(Y, MODELS).to_html()


def test_a_long_number_at_the_left_of_an_axis_begins_there():
    axis = axis_around_zero([-150000.0, 550000.0], 20.0, 340.0)
    assert [(tick.text, tick.anchor) for tick in axis.ticks()][:3] == [
        ("-200000", "start"),
        ("0", "middle"),
        ("200000", "middle"),
    ]
    assert axis.ticks()[-1].anchor == "end"


def test_a_model_that_is_sure_and_wrong_leaves_room_to_see_the_others():
    models = {name: np.log(p / (1 - p)) for name, p in MODELS.items()} | {"wrong": 500.0 * (1 - 2 * Y)}
    chart = lead_chart(evaluate_predictions(Y, models, scale="logit"))
    marks = {mark.name: mark for mark in chart.dots}
    assert {name for name, mark in marks.items() if mark.is_beyond} == {"good vs wrong", "poor vs wrong"}
    assert all(mark.x == 340.0 and mark.low is None for mark in marks.values() if mark.is_beyond)
    assert marks["good vs poor"].x > chart.reference + 50
    assert "an arrow is beyond the axis" in chart.title
    assert not any(mark.is_beyond for mark in lead_chart(evaluate_predictions(Y, MODELS)).dots)


def test_an_infinite_lead_is_an_arrow():
    models = {**MODELS, "zero": np.where(np.arange(len(Y)) == 0, 1.0 - Y[0], GOOD)}
    marks = {mark.name: mark for mark in lead_chart(evaluate_predictions(Y, models)).dots}
    assert [marks[name].value for name in ("good vs zero", "poor vs zero")] == ["inf", "inf"]
    assert marks["good vs zero"].is_beyond
    assert not marks["good vs poor"].is_beyond
