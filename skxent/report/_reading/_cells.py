"""Cells of a column as numbers or as text; blanks and what is no number are refused with their rows."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skxent._check import RowError, shown


def numbers(name: str, cells: "pd.Series[Any]", what: str = "predictions") -> npt.NDArray[np.float64]:
    """Return cells as float64 (n,), of text exactly what ``float`` makes of it; inf is a number, nan is none."""
    if isinstance(cells.dtype, np.dtype) and cells.dtype.kind in "fiub":
        values = cells.to_numpy().astype(np.float64)
        found = None if np.isnan(values).any() else values
    else:
        found = exact_floats(cells.astype(object).tolist())
    if found is None:
        raise _refusal(name, cells, _is_no_number, f"{what} are numbers: drop or mend these rows.", _form_hint)
    return found


def texts(name: str, cells: "pd.Series[Any]", what: str = "label") -> npt.NDArray[np.object_]:
    """Return cells as str (n,), in an array of objects; typed cells as ``str`` writes them."""
    listed = cells.astype(object).tolist()
    if set(map(type, listed)) != {str}:
        listed = [None if is_blank(cell) else _text(cell) for cell in listed]
    if any(cell is None or not cell.strip() for cell in set(listed)):
        raise _refusal(name, cells, _is_no_text, f"every row needs its {what}: drop these rows.")
    return np.fromiter(listed, dtype=object, count=len(listed))


def exact_floats(cells: Sequence[Any]) -> npt.NDArray[np.float64] | None:
    """Return cells as ``float`` reads them, and None if one of them is no number.

    An underscore is one to Python alone: elsewhere 1_5 is no way to write fifteen.
    """
    try:
        values = np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))
    except (ValueError, TypeError, OverflowError):
        return None
    if np.isnan(values).any() or any("_" in cell for cell in cells if isinstance(cell, str)):
        return None
    return values


def _refusal(
    name: str,
    cells: "pd.Series[Any]",
    is_bad: Callable[[Any], bool],
    wanted: str,
    hint: Callable[[str], str] = lambda _: "",
) -> RowError:
    """Return the refusal of the first bad cell, and of the rows that hold the same or are to be mended alike."""
    came: dict[str, list[int]] = {}
    for row, cell in zip(cells.index.tolist(), cells.astype(object).tolist(), strict=True):
        if is_bad(cell):
            came.setdefault("blank" if is_blank(cell) else shown(cell), []).append(row)
    what, mend = next(iter(came)), hint(next(iter(came)))
    rows = [row for other, found in came.items() if (hint(other) == mend if mend else other == what) for row in found]
    such = " and such" if mend and len(rows) > len(came[what]) else ""
    return RowError(f"column {shown(name)} is {what}{such}", sorted(rows), f"{mend}." if mend else wanted)


def _form_hint(cell: str) -> str:
    """Return what to do about a number that has a comma for its point, or is one of percent; empty of others."""
    if re.fullmatch(r"'[+-]?\d*,\d+'", cell):
        return "write a point for the decimal comma"
    return (
        "write percentages as shares, 0.5 for 50 %" if re.fullmatch(r"'[+-]?(\d+([.,]\d*)?|[.,]\d+)\s*%'", cell) else ""
    )


def is_blank(cell: Any) -> bool:
    """Return whether a cell holds nothing: None, nan, nat, or text of nothing but spaces."""
    if isinstance(cell, str):
        return not cell.strip()
    return bool(pd.api.types.is_scalar(cell) and pd.isna(cell))


def _is_no_number(cell: Any) -> bool:
    return is_blank(cell) or exact_floats([cell]) is None


def _is_no_text(cell: Any) -> bool:
    return is_blank(cell) or isinstance(cell, bytes)


def _text(cell: Any) -> str:
    """Return a typed cell as text; what NumPy wraps as Python writes it, but dates, of which it makes integers."""
    if isinstance(cell, bytes):
        return ""  # bytes have no one text; they are refused as what they are
    wrapped = isinstance(cell, np.generic) and not isinstance(cell, np.datetime64 | np.timedelta64)
    return str(cell.item() if wrapped else cell)
