"""Displays: they hold what the metrics say, draw it without computing, and come from predictions, estimators and folds."""

import math
import re
from itertools import pairwise

import matplotlib as mpl  # noqa: TID253 - drawing is what is tested
import matplotlib.pyplot as plt  # noqa: TID253
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris

from skxent.exceptions import HeavyTailWarning, SmallSampleWarning, ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.metrics import (
    brier_decomposition,
    log_loss,
    log_loss_decomposition,
    reliability_curve,
    score_interval,
)
from skxent.report import DecompositionDisplay, LossDisplay, ReliabilityDisplay

pytestmark = pytest.mark.filterwarnings("ignore::skxent.exceptions.HeavyTailWarning")
mpl.use("agg")
DISPLAYS = [ReliabilityDisplay, DecompositionDisplay, LossDisplay]
every_display = pytest.mark.parametrize("display", DISPLAYS, ids=lambda d: d.__name__)

RNG = np.random.default_rng(0)
Z = RNG.normal(size=400)
Y = (RNG.random(400) < 1 / (1 + np.exp(-Z))).astype(int)
MODELS = {"right": 1 / (1 + np.exp(-Z)), "too sure": 1 / (1 + np.exp(-3 * Z))}


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def texts(display):
    """Return all that is written on a display's axes."""
    ax = display.ax_
    legend = ax.get_legend()
    written = [ax.get_xlabel(), ax.get_ylabel(), *(t.get_text() for t in ax.texts)]
    written += [t.get_text() for t in ax.get_yticklabels()]
    return written + ([t.get_text() for t in legend.get_texts()] if legend else [])


@every_display
def test_a_display_draws_itself_and_again_where_it_is_told(display):
    made = display.from_predictions(Y, MODELS)
    assert made.figure_ is made.ax_.figure
    first = made.ax_
    _, ax = plt.subplots()
    assert made.plot(ax=ax) is made
    assert made.ax_ is ax is not first
    assert len(ax.lines) + len(ax.patches) > 2
    assert made.plot().ax_ not in (first, ax)
    for name in MODELS:
        assert any(name in text for text in texts(made))
    made.figure_.canvas.draw()


@every_display
def test_plotting_computes_nothing(display, monkeypatch):
    made = display.from_predictions(Y, MODELS)
    before = made.frame()

    def refuse(*args, **kwargs):
        raise AssertionError("computed in plot()")

    monkeypatch.setattr("skxent.report._displays._pooled.check_forecast", refuse)
    for name in ("reliability_curve", "score_interval", "log_loss_decomposition", "brier_decomposition", "_measure"):
        for module in ("_reliability_display", "_decomposition_display", "_loss_display"):
            monkeypatch.setattr(f"skxent.report._displays.{module}.{name}", refuse, raising=False)
    made.plot()
    pd.testing.assert_frame_equal(made.frame(), before)


def test_the_reliability_display_holds_the_curves():
    made = ReliabilityDisplay.from_predictions(Y, MODELS, n_bins=6, confidence=0.9)
    frame = made.frame()
    assert list(frame.columns[:3]) == ["model", "class", "bin"]
    for name, proba in MODELS.items():
        curve = reliability_curve(Y, proba, n_bins=6, confidence=0.9)
        found = frame[frame["model"] == name].drop(columns="model").reset_index(drop=True)
        pd.testing.assert_frame_equal(found, curve)
    drawn = made.ax_.lines[1].get_xydata()
    assert np.array_equal(drawn, frame[frame["model"] == "right"][["mean_predicted", "observed_rate"]].to_numpy())
    assert made.density["weight"].sum() == 2 * len(Y)
    assert "90 % intervals" in made.ax_.get_ylabel()
    assert "class 1" in made.ax_.get_xlabel()


def test_of_more_classes_the_likeliest_is_drawn_or_each():
    X, y = load_iris(return_X_y=True, as_frame=True)
    y = y.map({0: "setosa", 1: "versicolor", 2: "virginica"})
    model = SoftmaxRegression().fit(X[::2], y[::2])
    top = ReliabilityDisplay.from_estimator(model, X[1::2], y[1::2])
    assert top.frame()["class"].unique().tolist() == ["top label"]
    assert "the likeliest class" in top.ax_.get_xlabel()
    each = ReliabilityDisplay.from_estimator(model, X[1::2], y[1::2], kind="classwise", n_bins=5)
    assert {"setosa", "versicolor", "virginica"} <= set(texts(each))


@pytest.mark.parametrize(
    ("score", "decompose"), [("log_loss", log_loss_decomposition), ("brier_loss", brier_decomposition)]
)
def test_the_decomposition_display_holds_the_decompositions(score, decompose):
    made = DecompositionDisplay.from_predictions(Y, MODELS, score=score)
    assert made.decompositions == {name: decompose(Y, proba) for name, proba in MODELS.items()}
    frame = made.frame().set_index("model")
    assert frame.loc["too sure", "miscalibration"] == decompose(Y, MODELS["too sure"]).miscalibration
    widths = sorted(patch.get_width() for patch in made.ax_.patches)
    right = made.decompositions["right"]
    assert any(math.isclose(width, right.uncertainty - right.discrimination, rel_tol=1e-12) for width in widths)
    assert any(math.isclose(width, right.miscalibration, rel_tol=1e-9) for width in widths)


def test_the_loss_display_says_which_rows_carry_the_loss(rng):
    w = rng.uniform(0.5, 2, 400)
    made = LossDisplay.from_predictions(Y, MODELS, sample_weight=w)
    for name, proba in MODELS.items():
        losses = log_loss(Y, proba, reduction="none")
        assert made.intervals[name] == score_interval(losses, sample_weight=w)
        rows = made.frame().query("model == @name")
        order = np.argsort(-losses)
        shares, carried = np.cumsum(w[order]) / w.sum(), np.cumsum((w * losses)[order]) / (w @ losses)
        assert np.allclose(
            rows["share_of_loss"], np.interp(rows["share_of_rows"], [0, *shares], [0, *carried]), rtol=1e-9
        )
        assert rows["share_of_loss"].is_monotonic_increasing
        assert rows["loss"].is_monotonic_decreasing
        assert rows["share_of_rows"].iloc[-1] == 1
        assert math.isclose(rows["share_of_loss"].iloc[-1], 1, rel_tol=1e-12)
    assert any(re.match(r"right: 0\.\d+ \[0\.\d+, 0\.\d+\] nats", text) for text in texts(made))


def test_infinite_losses_carry_all():
    proba = MODELS["right"].copy()
    proba[np.flatnonzero(Y == 1)[:4]] = 0.0
    with pytest.warns(ZeroProbabilityWarning, match=r"infinite in rows \d+, .* of losses, so nothing is known"):
        made = LossDisplay.from_predictions(Y, proba)
    assert "model: inf nats" in texts(made)
    rows = made.frame()
    assert (rows.query("share_of_rows >= 0.0101")["share_of_loss"] == 1).all()
    assert rows["loss"].iloc[0] == math.inf
    made.figure_.canvas.draw()


def test_losses_of_zero_are_carried_by_none():
    made = None
    with pytest.warns(match="the same in all 20 rows"):
        made = LossDisplay.from_predictions([0, 1] * 10, [0.0, 1.0] * 10)
    assert np.allclose(made.frame()["share_of_loss"], made.frame()["share_of_rows"])


WORDS = "RandomForestClassifier of 500 trees, calibrated by isotonic regression and tried a second time"
NAMES = ["HistGradientBoosting", "a", WORDS, "CalibratedHistogramGradientBoosting", *(f"model {k}" for k in range(6))]


def boxes_of_ticks(axis):
    low, high = sorted(axis.get_view_interval())
    ticks = zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
    return [text.get_window_extent() for at, text in ticks if low <= at <= high]


SIZES = {"new": None, "small": (3.4, 2.8), "large": (11, 8)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("n_models", [1, 2, 3, 10])
@every_display
def test_nothing_that_is_written_is_cut(display, n_models, size):
    p = np.column_stack([1 - MODELS["right"], MODELS["right"] / 2, MODELS["right"] / 2])
    ax = SIZES[size] and plt.subplots(figsize=SIZES[size], layout="constrained")[1]
    made = display.from_predictions(Y, dict.fromkeys(NAMES[:n_models], p), labels=[0, 1, 2], ax=ax)
    made.figure_.canvas.draw()
    whole, ax = made.figure_.bbox.padded(2), made.ax_
    within, legend = ax.get_window_extent(), ax.get_legend().get_window_extent()
    ticks = [boxes_of_ticks(axis) for axis in (ax.xaxis, ax.yaxis)]
    written = [text for text in (ax.xaxis.label, ax.yaxis.label, *ax.texts) if text.get_text()]
    for box in [*(text.get_window_extent() for text in written), *ticks[0], *ticks[1]]:
        assert whole.x0 <= box.x0 <= box.x1 <= whole.x1
        assert whole.y0 <= box.y0 <= box.y1 <= whole.y1
    for each in ticks if n_models < 10 or size != "small" else ticks[:1]:  # ten names of many lines have no room there
        assert not any(one.overlaps(following) for one, following in pairwise(each))
    assert within.width > 0.35 * whole.width
    assert within.height > 0.35 * whole.height
    if size == "new":
        assert whole.x0 <= legend.x0 <= legend.x1 <= whole.x1
        assert within.y1 <= legend.y0 <= legend.y1 <= whole.y1
    elif size == "large":
        assert within.x0 <= legend.x0 <= legend.x1 <= within.x1
        assert within.y0 <= legend.y0 <= legend.y1 <= within.y1


@every_display
def test_what_fits_beside_others_stands_on_one_line(display):
    alone, beside = plt.subplots()[1], plt.subplots(1, 3, figsize=(15, 5))[1][1]
    for ax in (alone, beside, plt.figure().add_axes((0.1, 0.1, 0.8, 0.8))):
        made = display.from_predictions(Y, MODELS, ax=ax)
        made.figure_.canvas.draw()
        label = ax.xaxis.label.get_window_extent()
        assert made.figure_.bbox.x0 <= label.x0 <= label.x1 <= made.figure_.bbox.x1
        assert "\n" not in ax.get_xlabel() or ax is beside
        assert label.width < made.figure_.bbox.width / (3 if ax is beside else 1)


@every_display
def test_refusals_name_the_model_among_several(display):
    with pytest.raises(ValueError, match=r"too sure: y_proba holds|too sure: .*\[0, 1\]"):
        display.from_predictions(Y, {"right": MODELS["right"], "too sure": 2 * MODELS["too sure"]})
    with pytest.raises(ValueError, match="y_proba is empty; pass one model, or a dict of names to models"):
        display.from_predictions(Y, {})


@pytest.mark.parametrize(
    ("display", "options", "message"),
    [
        (ReliabilityDisplay, {"kind": "all"}, "kind='all' is unknown; pass one of 'auto', 'top_label', 'classwise'"),
        (DecompositionDisplay, {"score": "auc"}, "score='auc' is unknown; pass one of 'log_loss', 'brier_loss'"),
        (LossDisplay, {"confidence": 2}, "confidence=2 is not between 0 and 1"),
    ],
)
def test_unknown_options_are_refused(display, options, message):
    with pytest.raises(ValueError, match=message):
        display.from_predictions(Y, MODELS, **options)


def test_warnings_of_small_samples_reach_the_caller():
    with pytest.warns(SmallSampleWarning):
        LossDisplay.from_predictions([0, 1, 0, 1], [0.2, 0.7, 0.4, 0.9])
    with pytest.warns(HeavyTailWarning):
        LossDisplay.from_predictions([1] * 100, [1e-9] + [0.9, 0.8, 0.7] * 33, labels=[0, 1])


def test_without_matplotlib_a_display_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.pyplot", None)
    with pytest.raises(ModuleNotFoundError, match="a display needs matplotlib; install it with: python -m pip install"):
        LossDisplay.from_predictions(Y, MODELS)
