"""Real numbers from whatever holds them: NumPy, pandas, polars, lists; and arrays of other libraries as they are.

What only looks like numbers is refused: text is not parsed, masked and complex values are not dropped.
"""

import re
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from skxent._math._namespace import Array, namespace_of


def is_number(value: Any, *, at_least: float) -> bool:
    """Return whether ``value`` is a finite real number, no bool, and not below ``at_least``."""
    if not isinstance(value, Real) or isinstance(value, bool | np.bool):
        return False
    try:
        return at_least <= float(value) < np.inf
    except OverflowError:
        return False


def real_array(name: str, raw: Any) -> Array:
    """Return ``raw`` as an array of real floats, without a copy where it is one; refuse what holds no numbers."""
    if isinstance(raw, np.ma.MaskedArray) and np.ma.is_masked(raw):
        raise ValueError(f"{name} has masked values; drop or fill these rows.")
    xp = namespace_of(raw)
    if xp is not np:
        raw = raw.detach() if hasattr(raw, "detach") else raw  # a measure is no part of what torch differentiates
        return raw if xp.isdtype(raw.dtype, "real floating") else xp.astype(raw, xp.float64)
    try:
        values = np.asarray(raw)
        if values.dtype.kind == "O":
            values = _objects_as_float(values)
    except (TypeError, ValueError) as error:
        raise ValueError(_no_numbers(name, raw, str(error))) from None
    if values.dtype.kind in "biu":
        return values.astype(np.float64)
    if values.dtype.kind != "f":
        raise ValueError(_no_numbers(name, raw, f"dtype {values.dtype}"))
    return values


def _objects_as_float(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Read Python numbers and pandas' nullable columns, whose missing values become NaN for the checks to see."""
    missing = pd.isna(values)
    strange = {type(value).__name__ for value in values[~missing].tolist() if not isinstance(value, Real)}
    if strange:
        raise TypeError(f"type {', '.join(sorted(strange))}")
    return np.where(missing, np.nan, values).astype(np.float64)


def _are_numbers(cells: np.ndarray[Any, Any]) -> bool:
    try:
        return (_objects_as_float(cells) if cells.dtype.kind == "O" else cells).dtype.kind in "biuf"
    except (TypeError, ValueError):
        return False


def _no_numbers(name: str, raw: Any, reason: str) -> str:
    is_predict = name == "y_proba" and _TEXT.search(reason) and np.ndim(raw) == 1
    wanted = _PREDICTED if is_predict else "pass an array or a frame of numbers."
    columns = [] if hasattr(raw, "column_names") else list(getattr(raw, "columns", ()))  # pyarrow's are no names
    other = [column for column in columns if not _are_numbers(np.asarray(raw[column]))]
    where = f", in column {other[0]!r}" if other else ""
    return f"{name} is {type(raw).__name__} of something other than real numbers ({reason}{where}); {wanted}"


# How the reasons speak of text: by the types of objects, and by NumPy's types.
_TEXT = re.compile(r"\bstr\b|<U|StringDType")
_PREDICTED = "pass the probabilities that predict_proba gives, and y_true before them."
