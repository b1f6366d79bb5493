"""Notes of few rows that carry the loss: by the rule of score_interval, of rows, weights, groups and files."""

import numpy as np
import pytest

from skxent._check._remarks import collecting
from skxent.exceptions import HeavyTailWarning
from skxent.metrics import log_loss, score_interval
from skxent.report import evaluate_file, evaluate_predictions

N = 600


def data(kind):
    """Return labels and forecasts whose losses are light, or carried by few rows."""
    rng = np.random.default_rng(1)
    p = rng.uniform(0.3, 0.7, N)
    y = rng.uniform(size=N) < p
    if kind == "heavy":
        p = np.where(y, 0.999, 0.001)
        p[:8] = np.where(y[:8], 1e-6, 1 - 1e-6)
    return y, p


def warned(y, p, **options):
    """Return whether score_interval warns of few rows."""
    with collecting() as remarks:
        score_interval(log_loss(y, p, reduction="none"), **options)
    return HeavyTailWarning in remarks.values()


@pytest.mark.parametrize("kind", ["light", "heavy"])
@pytest.mark.parametrize("options", [{}, {"groups": np.arange(N) // 3}], ids=["rows", "groups"])
def test_a_report_notes_what_the_interval_of_its_losses_warns_of(kind, options):
    y, p = data(kind)
    notes = evaluate_predictions(y, p, **options).models[0].notes
    assert bool(notes) == warned(y, p, **options) == (kind == "heavy")
    assert all("carry the loss: of losses so skewed (skewness" in note.message for note in notes)


def test_files_note_the_same(tmp_path):
    import pandas as pd

    y, p = data("heavy")
    pd.DataFrame({"y": y.astype(int), "1": p}).to_csv(tmp_path / "p.csv", index=False)
    (note,) = evaluate_file(tmp_path / "p.csv", target="y", proba="1").models[0].notes
    assert note.message == evaluate_predictions(y, p).models[0].notes[0].message


@pytest.mark.parametrize("y", [np.arange(20) % 2, [0, 1], [0] * 5])
def test_equal_losses_and_few_rows_have_no_tail(y):
    for options in ({}, {"groups": np.arange(len(y)) // 2}):
        found = evaluate_predictions(y, np.full((len(y), 2), 0.5), labels=[0, 1], **options)
        assert found.models[0].notes == ()
