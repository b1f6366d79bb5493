"""Weights: of rows, non-negative and not all zero; and of classes, by name or balanced."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from skxent._check._classes import find, label_array
from skxent._check._numbers import is_number, real_array
from skxent._check._refusals import RowError, listing, shown
from skxent._math._namespace import to_numpy

Array = np.ndarray[Any, Any]

# Beyond these the squares of weights leave float64, and with them every standard error.
_SMALLEST, _LARGEST = 1e-150, 1e150


def check_weight(sample_weight: Any, n_rows: int) -> Array | None:
    """Return the weights (n,) as float64; None stays None and means 1 for every row."""
    if sample_weight is None:
        return None
    w = to_numpy(real_array("sample_weight", sample_weight)).astype(np.float64, copy=False)
    if w.shape != (n_rows,):
        raise ValueError(f"sample_weight has shape {w.shape} for {n_rows} rows; pass one weight for each row.")
    bad = ~np.isfinite(w) | (w < 0)
    if bad.any():
        wanted = "weights are finite and non-negative: drop or mend these rows."
        raise RowError(f"sample_weight is {w[bad][0]:.6g} (the first)", np.flatnonzero(bad), wanted)
    if not w.any():
        raise ValueError("sample_weight is zero for every row; give at least one row a weight above 0.")
    if not _SMALLEST < w.max() < _LARGEST:
        raise ValueError(f"sample_weight is at most {w.max():.3g}; only ratios count: divide by the largest weight.")
    return w


def check_class_weight(class_weight: Any, classes: Array, mass: Array) -> Array:
    """Return each class's weight (K,), from a dict by class or from ``mass``, the weight of each class's rows.

    "balanced" is scikit-learn's: the total over the number of classes that happened, times each class's own.
    """
    if isinstance(class_weight, str) and class_weight == "balanced":
        seen = mass > 0
        return np.where(seen, mass.sum() / (seen.sum() * np.where(seen, mass, 1)), 1.0)
    if not isinstance(class_weight, Mapping):
        is_array = hasattr(class_weight, "shape")  # whose own text may take many lines
        came = f" is a {type(class_weight).__name__}" if is_array else f"={shown(class_weight)} is unknown"
        mend = ", such as class_weight.to_dict()" if isinstance(class_weight, pd.Series) else ""
        raise ValueError(f"class_weight{came}; pass 'balanced', or a dict of class to weight{mend}.")
    keys = list(class_weight)
    places = find(label_array(keys), classes)
    unknown = [key for key, place in zip(keys, places, strict=True) if place < 0]
    if unknown:
        raise ValueError(
            f"class_weight names {listing([repr(key) for key in unknown])}, not among the labels "
            f"[{listing([repr(label) for label in classes.tolist()])}]; name the classes as they are in labels."
        )
    wrong = {key: weight for key, weight in class_weight.items() if not is_number(weight, at_least=0)}
    if wrong:
        raise ValueError(f"class_weight holds {wrong}; pass weights that are finite and non-negative.")
    weights = np.ones(len(classes))
    weights[places] = list(class_weight.values())
    if not _SMALLEST < weights.max() < _LARGEST and weights.any():
        raise ValueError(
            f"class_weight is at most {weights.max():.3g}; only ratios count: divide by the largest weight."
        )
    if not (weights * mass).any():
        raise ValueError(
            f"class_weight={class_weight!r} gives weight 0 to every row; give a class that happened a weight above 0."
        )
    return weights
