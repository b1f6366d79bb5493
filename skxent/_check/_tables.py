"""Arrays and frames alike, read as values with column names: pandas, polars, NumPy, lists."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skxent._check._refusals import listing


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers (n,) or (n, K), with the names of their columns if they have any."""

    numbers: np.ndarray[Any, Any]
    names: list[Any] | None


def column_names(raw: Any) -> list[Any] | None:
    """Return the column names of a frame; None for arrays, and for pandas' default numbering."""
    columns = getattr(raw, "columns", None)
    if columns is None or isinstance(columns, pd.RangeIndex):
        return None
    return list(columns)


def read_table(name: str, raw: Any) -> Table:
    """Return ``raw`` as real numbers with names; refuse what holds no numbers."""
    names = column_names(raw)
    try:
        values = np.asarray(raw)
        if values.dtype.kind not in "fbiu":
            values = _object_as_float(raw, values)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name} is {type(raw).__name__} of something other than numbers ({error}); "
            "pass an array or a frame of numbers."
        ) from None
    if values.dtype.kind in "biu":
        values = values.astype(np.float64)
    if values.ndim not in (1, 2) or values.size == 0:
        raise ValueError(f"{name} has shape {values.shape}; pass (n, K) or (n,) with at least one row.")
    if names is not None and len(set(names)) < len(names):
        raise ValueError(f"{name} has duplicate column names in [{listing(names)}]; give each column one name.")
    return Table(values, names)


def _object_as_float(raw: Any, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Read pandas' nullable columns, whose missing values become NaN for the check that follows."""
    if values.dtype.kind in "cSUmM":
        raise TypeError(f"dtype {values.dtype}")
    if hasattr(raw, "to_numpy") and isinstance(raw, pd.DataFrame | pd.Series):
        return raw.to_numpy(dtype=np.float64, na_value=np.nan)
    return values.astype(np.float64)
