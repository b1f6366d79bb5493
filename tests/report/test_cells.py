"""Cells become exactly the numbers and the text they are, or are refused with their rows."""

import math
import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent._check import RowError
from skxent.report._reading._cells import exact_floats, numbers, texts

NUMBERS = st.one_of(
    st.floats(allow_nan=False).map(repr),
    st.floats(allow_nan=False).map("{:.25e}".format),
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.from_regex(r"[+-]?[0-9]{1,30}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["inf", "-Infinity", " 0.5 ", "1e400", "1e-400", "٣", "-0.0"]),
)


@given(st.lists(NUMBERS, min_size=1))
def test_text_is_the_number_that_float_reads_to_the_last_bit(cells):
    found = numbers("p", pd.Series(cells, dtype=object))
    assert found.dtype == np.float64
    assert found.tobytes() == np.array([float(cell) for cell in cells]).tobytes()


@given(st.lists(st.text(max_size=6), min_size=1))
def test_text_that_is_no_number_is_refused_with_the_rows_that_hold_it(cells):
    rows = pd.RangeIndex(10, 10 + len(cells))
    try:
        found, refusal = numbers("p", pd.Series(cells, dtype=object, index=rows)), None
    except RowError as error:
        refusal = error
    if refusal is None:
        assert found.tolist() == [float(cell) for cell in cells]
    else:
        bad = cells[refusal.rows[0] - 10]
        assert all(cells[row - 10] == bad or not (cells[row - 10] + bad).strip() for row in refusal.rows)
        assert "\n" not in str(refusal)


@pytest.mark.parametrize(
    ("cells", "came", "rows"),
    [
        (["0.5", "", "half", " "], "column 'p' is blank", [1, 3]),
        (["0.5", "half", "", "half"], "column 'p' is 'half'", [1, 3]),
        (["nan"], "column 'p' is 'nan'", [0]),
        (["NA"], "column 'p' is 'NA'", [0]),
        (["True"], "column 'p' is 'True'", [0]),
        (["1_5"], "column 'p' is '1_5'", [0]),
        (["0.5", "0;5"], "column 'p' is '0;5'", [1]),
        (["0.5\n"], None, []),
        (["x" * 999], "column 'p' is 'xxx", [0]),
        ([0.5, None], "column 'p' is blank", [1]),
        ([0.5, float("nan")], "column 'p' is blank", [1]),
        ([0.5, pd.NaT], "column 'p' is blank", [1]),
        ([Decimal("0.5"), Decimal("NaN")], "column 'p' is blank", [1]),
        ([10**400], "column 'p' is 1000", [0]),
        ([1j], "column 'p' is 1j", [0]),
        ([[0.5]], "column 'p' is [0.5]", [0]),
    ],
)
def test_what_is_no_number_is_refused_as_what_it_is(cells, came, rows):
    series = pd.Series(cells, dtype=object)
    if came is None:
        assert numbers("p", series).tolist() == [0.5]
        return
    with pytest.raises(RowError) as caught:
        numbers("p", series, what="weights")
    assert caught.value.came.startswith(came)
    assert len(caught.value.came) < 120
    assert caught.value.rows == rows
    assert caught.value.wanted == "weights are numbers: drop or mend these rows."


@pytest.mark.parametrize(
    "dtype", ["float64", "float32", "int8", "uint64", "bool", "Int64", "Float64", "boolean", "category", object]
)
def test_typed_cells_are_their_values(dtype):
    found = numbers("p", pd.Series([0, 1], dtype=dtype))
    assert found.dtype == np.float64
    assert found.tolist() == [0, 1]


@pytest.mark.parametrize("dtype", ["float64", "Int64", "Float64", "category", object])
def test_a_missing_typed_cell_is_blank(dtype):
    with pytest.raises(RowError, match="column 'p' is blank in row 1"):
        numbers("p", pd.Series([1, None], dtype=dtype))
    with pytest.raises(RowError, match="column 'p' is blank in row 1; every row needs its group"):
        texts("p", pd.Series([1, None], dtype=dtype), what="group")


def test_infinite_numbers_are_numbers():
    assert numbers("p", pd.Series(["-inf", "0"])).tolist() == [-math.inf, 0]
    assert numbers("p", pd.Series([-math.inf, 0])).tolist() == [-math.inf, 0]


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (pd.Series(["cat", " dog "]), ["cat", " dog "]),
        (pd.Series(["cat", "dog"], dtype="category"), ["cat", "dog"]),
        (pd.Series(["cat", "dog"], dtype="string"), ["cat", "dog"]),
        (pd.Series([1, 2]), ["1", "2"]),
        (pd.Series([1, 2], dtype="Int64"), ["1", "2"]),
        (pd.Series([1.0, 2.5]), ["1.0", "2.5"]),
        (pd.Series([True, False]), ["True", "False"]),
        (pd.Series(["cat", 1, 2.5, True], dtype=object), ["cat", "1", "2.5", "True"]),
        (pd.Series([np.int64(3), np.float64(0.5), np.str_("a")], dtype=object), ["3", "0.5", "a"]),
        (pd.Series([pd.Timestamp(2020, 1, 2)]), ["2020-01-02 00:00:00"]),
        (pd.Series([pd.Timestamp(2020, 1, 2).date()], dtype=object), ["2020-01-02"]),
        (pd.Series([np.datetime64("2020-01-02", "ns")], dtype=object), ["2020-01-02"]),
    ],
)
def test_cells_are_text_as_str_writes_them(cells, written):
    found = texts("y", cells)
    assert found.dtype == object
    assert {type(cell) for cell in found} == {str}
    assert [cell[: len(text)] for cell, text in zip(found, written, strict=True)] == written


@pytest.mark.parametrize("blank", ["", "  ", "\t", None, float("nan"), pd.NaT, pd.NA])
def test_a_blank_cell_has_no_text(blank):
    with pytest.raises(RowError) as caught:
        texts("y", pd.Series(["cat", blank, "dog", blank], dtype=object, index=pd.RangeIndex(7, 11)))
    assert caught.value.came == "column 'y' is blank"
    assert caught.value.rows == [8, 10]
    assert caught.value.wanted == "every row needs its label: drop these rows."


def test_bytes_are_no_text():
    with pytest.raises(RowError, match=r"column 'y' is b'cat' in row 0"):
        texts("y", pd.Series([b"cat"], dtype=object))


def test_nothing_is_no_number():
    assert exact_floats([None]) is None
    assert exact_floats([]).tolist() == []


@pytest.mark.parametrize("cell", ["63.7%", "63,7 %", "5%", "-5 %", ".5%"])
def test_percentages_are_told(cell):
    message = f"column 'p' is '{cell}' in row 0; write percentages as shares, 0.5 for 50 %."
    with pytest.raises(RowError, match=f"^{re.escape(message)}$"):
        numbers("p", pd.Series([cell]))
    message = f"column 'p' is '{cell}' and such in rows 1, 2, 4; write percentages as shares, 0.5 for 50 %."
    with pytest.raises(RowError, match=f"^{re.escape(message)}$"):
        numbers("p", pd.Series(["0.5", cell, "7%", "x", cell]))


@pytest.mark.parametrize("cell", ["x%", "%", "5%5", "5 pct", ",%", "1.2.3%", ","])
def test_what_is_no_percentage_is_not_told_as_one(cell):
    with pytest.raises(
        RowError, match=f"^column 'p' is '{re.escape(cell)}' in rows 0, 2; predictions are numbers: drop"
    ):
        numbers("p", pd.Series([cell, "y", cell]))


def test_a_decimal_comma_is_told():
    with pytest.raises(RowError, match=r"is '0,5' in row 0; write a point for the decimal comma\.$"):
        numbers("p", pd.Series(["0,5"]))
