"""Lines in which every row is one line with all its cells: read at the full speed of pandas, exactly."""

import csv
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skxent.report._reading._lines import Lump

# From 3.1 on every conversion of pandas is exact and the argument deprecated; before, this one alone is.
_EXACT: dict[str, Any] = (
    {} if tuple(map(int, pd.__version__.split(".")[:2])) >= (3, 1) else {"float_precision": "round_trip"}
)
_OPTIONS: dict[str, Any] = {
    "header": None,
    "index_col": False,
    "na_filter": False,
    "skip_blank_lines": False,
    "low_memory": False,
    "engine": "c",
    "encoding": "utf-8",
    **_EXACT,
}
_LINE_ENDS = (ord("\n"), ord("\r"))


def is_plain(lump: Lump, separator: str, n_columns: int) -> bool:
    """Return whether each line is a row of ``n_columns`` cells, each with no quotes, or one pair around it all.

    Where that is so, nobody can read the lines in two ways; all else is left to the reader that looks at each row.
    """
    text, ends, _ = lump
    starts = np.append(0, ends[:-1])
    if n_columns < 2 or text.startswith(b"\xef\xbb\xbf"):  # blank lines; a mark that pandas would drop
        return False
    letters = np.frombuffer(text, dtype=np.uint8)
    found = np.flatnonzero(letters == ord(separator))
    if len(found) != len(ends) * (n_columns - 1) or (ends - starts).max() > csv.field_size_limit():
        return False
    separators = found.reshape(len(ends), n_columns - 1)
    if (separators[:, 0] < starts).any() or (separators[:, -1] >= ends).any():
        return False
    return b'"' not in text or _quotes_are_plain(letters, found, ends, separator)


def read_plain(
    lump: Lump, separator: str, n_columns: int, places: Sequence[int], numeric: Sequence[int]
) -> dict[int, "pd.Series[Any]"]:
    """Return the columns at ``places`` as text, those in ``numeric`` as float64 if pandas is sure of them."""
    options: dict[str, Any] = {"sep": separator, "names": range(n_columns), "usecols": sorted(places), **_OPTIONS}

    def read(sure: Sequence[int]) -> pd.DataFrame:
        kinds: dict[int, type] = {**dict.fromkeys(places, object), **dict.fromkeys(sure, np.float64)}
        with np.errstate(all="ignore"):  # older pandas warns of 1e400 before it refuses it
            return pd.read_csv(BytesIO(lump.text), dtype=kinds, **options)

    if not places:
        return {}
    try:
        frame = read(numeric)
        sure = [place for place in numeric if _are_numbers(frame[place].to_numpy())]
    except (ValueError, OverflowError):
        frame, sure = read([]), list(numeric)
    if len(sure) < len(numeric):
        frame = read(sure)
    return {place: frame[place] for place in places}


def _are_numbers(values: npt.NDArray[np.float64]) -> bool:
    """Return whether these are numbers for sure: pandas reads True and False as 1 and 0, which they are not to us."""
    return not bool(((values == 0) | (values == 1)).all() | np.isnan(values).any())


def _quotes_are_plain(
    letters: npt.NDArray[np.uint8], separators: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], separator: str
) -> bool:
    """Return whether quotes stand only in pairs around whole cells that hold neither separator nor line end."""
    quotes = np.flatnonzero(letters == ord('"'))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    outside = (ord(separator), *_LINE_ENDS)
    before = letters[np.maximum(opening - 1, 0)]
    after = letters[np.minimum(closing + 1, len(letters) - 1)]
    return bool(
        (np.isin(before, outside) | (opening == 0)).all()
        and (np.isin(after, outside) | (closing == len(letters) - 1)).all()
        and (np.searchsorted(separators, opening) == np.searchsorted(separators, closing)).all()
        and (np.searchsorted(ends, opening, "right") == np.searchsorted(ends, closing, "right")).all()
    )
