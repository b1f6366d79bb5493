"""Arrays and frames alike, read as numbers with column names: pandas, polars, NumPy, lists, other arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skxent._check._numbers import real_array
from skxent._check._refusals import listing, shown
from skxent._math._indexes import are_reordered, is_numbering
from skxent._math._namespace import Array


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers (n,) or (n, K), with the names of their columns if they have any."""

    numbers: Array
    names: list[Any] | None


def column_names(raw: Any) -> list[Any] | None:
    """Return the column names of a frame; None for arrays, and for pandas' default numbering 0 ... K-1.

    A RangeIndex that does not count from 0 by 1 is what pandas makes of columns chosen by number: those are names.
    """
    columns = raw.column_names if hasattr(raw, "column_names") else getattr(raw, "columns", None)  # pyarrow; others
    if columns is None or (isinstance(columns, pd.RangeIndex) and columns.start == 0 and columns.step == 1):
        return None
    return list(columns)


def refuse_one_column(name: str, raw: Any) -> None:
    """Refuse labels that come as a table of one column, which could be a class's as well."""
    shape = tuple(np.shape(raw))
    if len(shape) == 2 and shape[1] == 1:
        raise ValueError(f"{name} has shape {shape}; pass labels as (n,), for example {only_column(name, raw)}.")


def only_column(name: str, raw: Any) -> str:
    """Return the code that gives an array's, a frame's or a list's only column as (n,)."""
    if len(np.shape(raw)) == 1:
        return name
    names = column_names(raw)
    if names is not None:
        return f"{name}[{shown(names[0])}]"
    if hasattr(raw, "iloc"):
        return f"{name}.iloc[:, 0]"
    return f"{name}.ravel()" if hasattr(raw, "ravel") else f"np.ravel({name})"


def _framed(raw: Any) -> Any:
    """Return a list of rows that are Series, and name their columns, as a frame; all else as it is."""
    if not isinstance(raw, list | tuple) or not raw or not all(isinstance(row, pd.Series) for row in raw):
        return raw
    first = raw[0].index
    are_alike = first.is_unique and all(row.index.equals(first) or are_reordered(first, row.index) for row in raw)
    return pd.DataFrame(list(raw)) if are_alike and not is_numbering(first) else raw


def read_table(name: str, raw: Any) -> Table:
    """Return ``raw`` as real numbers with names; refuse what holds no numbers, or no rows."""
    if raw is None:
        raise ValueError(f"{name} is {raw}; pass (n, K) or (n,) of numbers.")
    raw = _framed(raw)
    names, numbers = column_names(raw), real_array(name, raw)
    if numbers.ndim == 0 or 0 in numbers.shape:
        shape = tuple(numbers.shape)
        raise ValueError(f"{name} has shape {shape}; pass (n, K) or (n,) with at least one row.")
    if names is not None and len(set(names)) < len(names):
        raise ValueError(f"{name} has duplicate column names in [{listing(names)}]; give each column one name.")
    return Table(numbers, names)
