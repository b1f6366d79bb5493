"""What displays draw: lines, bands and bars are those of their frames, of good predictions and of bad ones."""

import math

import matplotlib as mpl  # noqa: TID253 - drawing is what is tested
import matplotlib.pyplot as plt  # noqa: TID253
import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import UndefinedMetricWarning

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import (
    reliability_curve,
)
from skxent.report import DecompositionDisplay, LossDisplay, ReliabilityDisplay
from tests.report.test_displays import MODELS, Y, every_display, texts

pytestmark = pytest.mark.filterwarnings("ignore::skxent.exceptions.HeavyTailWarning")
mpl.use("agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_a_score_beyond_the_others_is_an_arrow():
    with pytest.warns(ZeroProbabilityWarning):
        made = DecompositionDisplay.from_predictions([0, 1, 1, 0], {"zero": [0.0, 0.0, 1.0, 0.5], "half": [0.5] * 4})
    assert any("inf" in text and "\N{RIGHTWARDS ARROW}" in text for text in texts(made))
    assert math.isfinite(made.ax_.get_xlim()[1])
    assert made.ax_.get_xlim()[1] < 1


def test_a_recalibration_that_costs_is_named():
    made = DecompositionDisplay.from_predictions(Y, {"right": MODELS["right"]}, method="temperature")
    assert made.decompositions["right"].miscalibration < 0
    assert "miscalibration below 0" in texts(made)


def test_what_is_drawn_is_what_the_frame_says():
    made = ReliabilityDisplay.from_predictions(Y, MODELS, n_bins=6, strategy="uniform")
    ax, frame = made.ax_, made.frame()
    assert np.array_equal(ax.lines[0].get_xydata(), [[0, 0], [1, 1]])
    for k, name in enumerate(MODELS):
        bins = frame[frame["model"] == name]
        pd.testing.assert_frame_equal(
            bins.drop(columns="model").reset_index(drop=True),
            reliability_curve(Y, MODELS[name], n_bins=6, strategy="uniform"),
        )
        assert np.array_equal(ax.lines[1 + k].get_xydata(), bins[["mean_predicted", "observed_rate"]].to_numpy())
        band = ax.collections[2 * k].get_paths()[0].vertices
        assert {tuple(p) for p in bins[["mean_predicted", "low"]].to_numpy()} <= {tuple(p) for p in band}
        assert {tuple(p) for p in bins[["mean_predicted", "high"]].to_numpy()} <= {tuple(p) for p in band}
        bars = ax.containers[k].patches
        rows = made.density[made.density["model"] == name]
        assert np.allclose([bar.get_x() for bar in bars], rows["left"])
        assert np.allclose([bar.get_height() for bar in bars], 0.16 * rows["weight"] / rows["weight"].max())
        assert rows["left"].iloc[0] == np.floor(40 * MODELS[name].min()) / 40
    looks = {(line.get_color(), line.get_marker()) for line in ax.lines[1:]}
    assert len(looks) == 2


def test_bars_end_at_the_scores_and_the_line_is_the_base_rate():
    made = DecompositionDisplay.from_predictions(Y, MODELS)
    ax = made.ax_
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first model is on top
    for y, found in enumerate(made.decompositions.values()):
        bars = sorted((b for b in ax.patches if round(b.get_y() + b.get_height() / 2) == y), key=lambda b: b.get_x())
        left = found.uncertainty - found.discrimination
        assert np.allclose([b.get_x() for b in bars], [0, left])
        assert np.allclose([b.get_x() + b.get_width() for b in bars], [left, found.score])
    dashed = next(line for line in ax.lines if line.get_linestyle() == "--")
    assert np.allclose(dashed.get_xdata(), made.decompositions["right"].uncertainty)
    assert "isotonic, in sample" in ax.get_xlabel()


def test_the_loss_curve_is_drawn_from_the_frame():
    made = LossDisplay.from_predictions(Y, MODELS)
    for line, name in zip(made.ax_.lines, MODELS, strict=False):
        rows = made.frame()[made.frame()["model"] == name]
        assert np.array_equal(line.get_xydata(), rows[["share_of_rows", "share_of_loss"]].to_numpy())
    even = made.ax_.lines[2].get_xydata()
    assert np.array_equal(even[:, 0], even[:, 1])


def test_many_curves_look_different():
    made = ReliabilityDisplay.from_predictions(Y, {f"model {k}": MODELS["right"] for k in range(30)})
    looks = [(line.get_color(), line.get_marker()) for line in made.ax_.lines[1:]]
    assert len(set(looks)) == 30
    made.figure_.canvas.draw()


ONE, HALF = [1] * 30, [0.5] * 30


@pytest.mark.filterwarnings("ignore")  # what they warn of is tested with the numbers
@every_display
@pytest.mark.parametrize(
    ("y", "proba"),
    [
        (ONE, np.linspace(0.2, 0.9, 30)),
        ([1], [0.5]),
        ([0, 1] * 15, [0.99, 0.01] * 15),
        ([0, 1] * 15, [0.0, 0.0] * 15),
        ([0, 1] * 15, HALF),
    ],
    ids=["one class", "one row", "worse than anything", "zeros", "constant"],
)
def test_bad_predictions_are_drawn_all_the_same(display, y, proba):
    made = display.from_predictions(y, proba, labels=[0, 1])
    made.figure_.canvas.draw()
    assert len(made.frame()) > 0


@every_display
def test_names_are_shown_as_they_are(display):
    made = display.from_predictions(Y, {"$5_a$": MODELS["right"], "_hidden": MODELS["too sure"], 3: MODELS["right"]})
    made.figure_.canvas.draw()
    assert any(r"\$5_a\$" in text for text in texts(made))
    assert any("_hidden" in text for text in texts(made))


def test_a_class_called_top_label_is_a_class():
    labels = np.array(["other", "top label"])
    made = ReliabilityDisplay.from_predictions(labels[Y], MODELS["right"], labels=labels)
    assert "class top label" in made.ax_.get_xlabel()


def test_bins_have_rows_enough():
    counts = {n: len(ReliabilityDisplay.from_predictions(Y[:n], MODELS["right"][:n]).frame()) for n in (30, 100, 400)}
    assert counts == {30: 2, 100: 4, 400: 15}


def test_a_score_without_parts_is_an_arrow_beyond_the_edge():
    y, p = [0, 1, 1] * 20, [0.2, 0.7, 0.6] * 20
    with pytest.warns((ZeroProbabilityWarning, UndefinedMetricWarning)):
        display = DecompositionDisplay.from_predictions(y, {"fine": p, "sure": [1.0, *p[1:]]}, method="multinomial")
    assert math.isinf(display.decompositions["sure"].score)
    assert len(display.ax_.patches) > 0
