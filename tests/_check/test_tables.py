"""What names the columns have, of arrays and of frames."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl  # noqa: TID253 - not heavy to a test
import pytest

from skxent._check import column_names, read_table
from skxent._check._tables import only_column
from skxent.metrics import brier_loss, log_loss

ROW = [[0.25, 0.75]]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (ROW, None),
        (np.array(ROW), None),
        (pd.DataFrame(ROW), None),
        (pd.DataFrame(ROW, columns=pd.RangeIndex(1, 3)), [1, 2]),
        (pd.DataFrame(ROW, columns=pd.RangeIndex(0, 4, 2)), [0, 2]),
        (pd.DataFrame(ROW, columns=[0, 1]), [0, 1]),
        (pd.DataFrame(ROW, columns=["b", "a"]), ["b", "a"]),
        (pl.DataFrame({"b": [0.25], "a": [0.75]}), ["b", "a"]),
        (SimpleNamespace(column_names=["b", "a"], columns=[[0.25], [0.75]]), ["b", "a"]),
        (pd.Series([0.5], name="a"), None),
    ],
)
def test_frames_have_names_and_a_default_numbering_is_none(raw, names):
    assert column_names(raw) == names


def test_a_series_names_no_columns_and_columns_have_their_names():
    series = read_table("y_proba", pd.Series([0.5, 0.25], name="a"))
    assert (series.names, series.numbers.tolist()) == (None, [0.5, 0.25])
    table = read_table("y_proba", pd.DataFrame(ROW, columns=["b", "a"]))
    assert (table.names, table.numbers.tolist()) == (["b", "a"], ROW)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (pd.DataFrame({"p": [0.5, 0.25]}), "raw['p']"),
        (pl.DataFrame({"p": [0.5, 0.25]}), "raw['p']"),
        (pd.DataFrame([0.5, 0.25]), "raw.iloc[:, 0]"),
        (pd.DataFrame([0.5, 0.25], columns=pd.RangeIndex(3, 4)), "raw[3]"),
        (np.array([[0.5], [0.25]]), "raw.ravel()"),
        ([[0.5], [0.25]], "np.ravel(raw)"),
        (pd.Series([0.5, 0.25]), "raw"),
    ],
)
def test_the_only_column_is_taken_out_by_code_that_runs(raw, code):
    assert only_column("raw", raw) == code
    assert list(eval(code, {"np": np}, {"raw": raw})) == [0.5, 0.25]  # noqa: S307


def test_a_table_of_arrow_that_holds_text_is_refused_too():
    pyarrow = pytest.importorskip("pyarrow")
    with pytest.raises(
        ValueError, match=r"^y_proba is Table of something other than real numbers \(type str\); pass an"
    ):
        read_table("y_proba", pyarrow.table({"a": ["x"], "b": [0.5]}))


def test_rows_that_are_series_keep_the_names_of_their_columns():
    frame = pd.DataFrame({"no": [0.75, 0.25], "yes": [0.25, 0.75]})
    rows = [row for _, row in frame.iterrows()]
    turned = [row for _, row in frame[["yes", "no"]].iterrows()]
    for kind in (list, tuple):
        assert read_table("y_proba", kind(rows)).names == ["no", "yes"]
        assert log_loss(["no", "yes"], kind(turned)) == log_loss(["no", "yes"], frame)
        assert brier_loss(kind(turned), frame) == brier_loss(frame, frame)
    assert log_loss(["no", "yes"], [rows[0], turned[1]]) == log_loss(["no", "yes"], frame)
    assert read_table("y_proba", rows[:1]).names == ["no", "yes"]
    numbered = [pd.Series([0.75, 0.25]), pd.Series([0.25, 0.75])]
    assert read_table("y_proba", numbered).names is None
    assert read_table("y_proba", [rows[0], numbered[1]]).names is None
    assert read_table("y_proba", [rows[0].set_axis(["a", "a"])] * 2).names is None
    assert read_table("y_proba", [rows[0], rows[1].set_axis(["a", "b"])]).names is None
    with pytest.raises(ValueError, match="y_proba has shape"):
        read_table("y_proba", [])
