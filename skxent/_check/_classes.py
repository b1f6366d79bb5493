"""Which classes there are, in which column order, and the code of every label.

The order is, first found: ``labels`` as given, the column names of y_proba, those of a target frame, the
sorted labels in y_true, and 0 ... K-1 for target distributions without names.
"""

from typing import Any

import numpy as np
import pandas as pd

from skxent._check._refusals import RowError, listing
from skxent._check._tables import Table

Array = np.ndarray[Any, Any]


def as_labels(labels: Any) -> Array:
    """Return ``labels`` as an array (K,) in the order given; refuse repeats and missing values."""
    classes = _as_array(labels)
    if classes.ndim != 1 or classes.size == 0:
        raise ValueError(f"labels has shape {classes.shape}; pass the classes in column order, (K,).")
    if pd.isna(classes).any():
        raise ValueError(f"labels [{listing(classes.tolist())}] hold a missing value; name every class.")
    repeated = pd.Index(classes).duplicated()
    if repeated.any():
        raise ValueError(f"labels repeat [{listing(classes[repeated].tolist())}]; name every class once.")
    return classes


def _as_array(labels: Any) -> Array:
    """Return an array of the labels' own type: NumPy would turn the list [1, 'a'] into strings."""
    if not isinstance(labels, list | tuple):
        return np.asarray(labels)
    kinds = {type(label) for label in labels}
    if len(kinds) > 1 and not all(issubclass(kind, int | float | np.number | np.bool) for kind in kinds):
        array = np.empty(len(labels), dtype=object)
        array[:] = labels
        return array
    return np.asarray(labels)


def read_labels(y_true: Any) -> Array:
    """Return hard labels (n,), none of them missing."""
    y = _as_array(y_true)
    missing = pd.isna(y) if y.dtype.kind in "fOmM" else np.zeros(0, dtype=bool)
    if missing.any():
        raise RowError("y_true is missing", np.flatnonzero(missing), "every row needs its label: drop these rows.")
    return y


def sorted_classes(y: Array) -> tuple[Array, Array]:
    """Return the classes seen, sorted, and each row's code (n,)."""
    try:
        return np.unique(y, return_inverse=True)
    except TypeError:
        kinds = sorted({type(label).__name__ for label in y.tolist()})
        raise ValueError(
            f"y_true mixes labels of types {', '.join(kinds)}, which have no order; pass labels=."
        ) from None


def codes_of(y: Array, classes: Array) -> Array:
    """Return each label's place in ``classes`` (n,); refuse labels that are not among them."""
    codes = pd.Index(classes).get_indexer(pd.Index(y))
    unknown = codes < 0
    if unknown.any():
        names = list(dict.fromkeys(y[unknown].tolist()))
        raise RowError(
            f"y_true holds {listing([repr(name) for name in names])}",
            np.flatnonzero(unknown),
            f"labels are [{listing([repr(label) for label in classes.tolist()])}]: "
            "pass labels= with every class, in the column order of y_proba.",
        )
    return codes


def in_class_order(name: str, table: Table, classes: Array) -> Array:
    """Return the columns of ``table`` in the order of ``classes``, by name where there are names."""
    values = table.numbers
    if values.ndim == 2 and values.shape[1] != len(classes):
        raise ValueError(
            f"{name} has {values.shape[1]} column{'s' if values.shape[1] > 1 else ''} for {len(classes)} "
            f"label{'s' if len(classes) > 1 else ''} "
            f"[{listing([repr(label) for label in classes.tolist()])}]; pass labels=estimator.classes_."
        )
    if table.names is None or values.ndim == 1:
        return values
    order = pd.Index(table.names).get_indexer(pd.Index(classes))
    if (order < 0).any():
        raise ValueError(
            f"{name} has columns [{listing([repr(column) for column in table.names])}] for labels "
            f"[{listing([repr(label) for label in classes.tolist()])}]; rename the columns to the labels, "
            f"or pass {name}.to_numpy() if they are in this order."
        )
    return values if np.array_equal(order, np.arange(len(order))) else values[:, order]
