"""What names the columns have, of arrays and of frames."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl  # noqa: TID253 - not heavy to a test
import pytest

from skxent._check import column_names, read_table

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


def test_a_series_has_a_name_of_its_own_and_columns_have_theirs():
    series = read_table("y_proba", pd.Series([0.5, 0.25], name="a"))
    assert (series.name, series.names, series.numbers.tolist()) == ("a", None, [0.5, 0.25])
    frame = pd.DataFrame(ROW, columns=["b", "a"])
    frame.name = "mine"
    table = read_table("y_proba", frame)
    assert (table.name, table.names, table.numbers.tolist()) == (None, ["b", "a"], ROW)
    assert read_table("y_proba", [0.5]).name is None
