"""Which classes there are, in which column order, and the code of every label.

The order is, first found: ``labels`` as given, the column names of y_proba, those of a target frame, the
sorted labels in y_true, and 0 ... K-1 for target distributions without names.
"""

from typing import Any

import numpy as np
import pandas as pd

from skxent._check._factorize import factorize
from skxent._check._namesakes import namesakes, reads_as, reads_like_first, says_a_word
from skxent._check._refusals import RowError, listing, shown
from skxent._check._tables import Table, column_names, only_column
from skxent._math._namespace import to_numpy

Array = np.ndarray[Any, Any]

# Whole numbers within a range of this, or of the number of rows, are looked up by index instead of by hash.
_DENSE_RANGE = 2**16


def as_labels(labels: Any) -> Array:
    """Return ``labels`` as an array (K,) in the order given; refuse repeats and missing values."""
    classes = label_array(labels)
    if classes.ndim == 0:
        raise ValueError(f"labels is a {type(labels).__name__}; pass a list of the classes, in column order.")
    if classes.ndim != 1 or classes.size == 0:
        raise ValueError(f"labels has shape {classes.shape}; pass the classes in column order, (K,).")
    if pd.isna(classes).any():
        raise ValueError(f"labels [{listing(classes.tolist())}] hold a missing value; name every class.")
    repeated = pd.Index(classes).duplicated()
    if repeated.any():
        raise ValueError(f"labels repeat [{listing(classes[repeated].tolist())}]; name every class once.")
    return classes


def label_array(labels: Any) -> Array:
    """Return an array of the labels' own type: NumPy would turn the list [1, 'a'] into strings."""
    if isinstance(labels, np.ma.MaskedArray) and np.ma.is_masked(labels):
        masked = np.ma.getmaskarray(labels).reshape(len(labels), -1).any(axis=1)
        raise RowError("labels are masked", np.flatnonzero(masked), "drop or fill these rows.")
    if not isinstance(labels, list | tuple):
        array = to_numpy(labels)
        if array.dtype == np.float16:  # for which pandas has no hash
            return array.astype(np.float64)
        return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
    kinds = {type(label) for label in labels}
    if len(kinds) > 1 and not all(issubclass(kind, int | float | np.number | np.bool) for kind in kinds):
        array = np.empty(len(labels), dtype=object)
        array[:] = labels
        return array
    return np.asarray(labels)


def read_labels(y_true: Any) -> Array:
    """Return hard labels, none of them missing."""
    y = label_array(y_true)
    missing = pd.isna(y) if y.dtype.kind in "fOmM" else np.zeros(0, dtype=bool)
    if missing.any():
        wanted = "every row needs its label: drop these rows."
        raise RowError("y_true is missing", np.flatnonzero(missing), wanted)
    return y


def sorted_classes(y: Array) -> tuple[Array, Array]:
    """Return the classes seen, sorted, and each row's code (n,)."""
    if y.dtype.kind in "iu" and _is_dense(low := int(y.min()), int(y.max()), len(y)):
        from_low = y.astype(np.intp, copy=False)  # before the subtraction, which would overflow a short type
        from_low = from_low - low if low else from_low
        seen = np.flatnonzero(np.bincount(from_low))
        codes = from_low if len(seen) == seen[-1] + 1 else _table_of(seen)[from_low]
        return (seen + low).astype(y.dtype), codes
    if y.dtype.kind not in "OUT":
        return np.unique(y, return_inverse=True)
    codes, seen = factorize(y)
    try:
        order = np.argsort(seen)
    except TypeError:
        kinds = sorted({type(label).__name__ for label in seen.tolist()})
        raise ValueError(
            f"y_true mixes labels of types {', '.join(kinds)}, which have no order; pass labels=."
        ) from None
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return seen[order], rank[codes]


def codes_of(y: Array, classes: Array, *, are_names: bool) -> Array:
    """Return each label's place in ``classes`` (n,), ``are_names`` if of columns; refuse labels not among them."""
    codes = find(y, classes)
    unknown = codes < 0
    if unknown.any():
        names = list(dict.fromkeys(y[unknown].tolist()))
        known = f"labels are [{listing([repr(label) for label in classes.tolist()])}]"
        raise RowError(
            f"y_true holds {listing([repr(name) for name in names])}",
            np.flatnonzero(unknown),
            f"{known}{_OF_NAMES if are_names else ': '}{_near_miss(names, classes)}"
            f"{_WANT_COLUMNS if are_names else _WANT_CLASSES}",
        )
    return codes


_OF_NAMES = ", the names of the columns of y_proba: "
_WANT_COLUMNS = (
    "rename them to the labels, one for each, or pass numpy.asarray(y_proba) and labels= in the order of its columns."
)
_WANT_CLASSES = "pass labels= with every class, in the column order of y_proba."


def _near_miss(names: list[Any], classes: Array) -> str:
    """Return a hint where an unknown label differs from a known one only in type, case or blanks."""
    for name, label in namesakes(names, classes.tolist()):
        return f"{shown(name)} is not {shown(label)}, which differs in type, case or blanks: make them the same, or "
    return ""


def find(y: Array, classes: Array) -> Array:
    """Return each label's place in ``classes`` (n,), -1 where it has none; True and 1 are one label, as in Python."""
    if y.dtype.kind in "iu" and classes.dtype.kind in "iu":
        low, high = min(int(y.min()), int(classes.min())), max(int(y.max()), int(classes.max()))
        if _is_dense(low, high, len(y)):
            places, rows = classes.astype(np.intp) - low, y.astype(np.intp, copy=False)
            return _table_of(places, high - low + 1)[rows - low if low else rows]
    codes, seen = factorize(y)
    if y.dtype.kind != classes.dtype.kind and {y.dtype.kind, classes.dtype.kind} <= set("biuf"):
        seen, classes = seen.astype(object), classes.astype(object)  # compared as Python compares them
    return pd.Index(classes).get_indexer(pd.Index(seen))[codes]


def _is_dense(low: int, high: int, n: int) -> bool:
    """Return whether n whole numbers from ``low`` to ``high`` lie so close that a table over their range is small."""
    return high - low < max(_DENSE_RANGE, n) and high < 2**63  # beyond which none is an index


def _table_of(places: Array, size: int | None = None) -> Array:
    """Return the table that gives i at places[i], and -1 elsewhere."""
    table = np.full(int(places.max()) + 1 if size is None else size, -1, dtype=np.intp)
    table[places] = np.arange(len(places))
    return table


def in_class_order(name: str, table: Table, classes: Array) -> Any:
    """Return the columns of ``table`` in the order of ``classes``, by name where there are names."""
    values = table.numbers
    if table.names is not None:
        _check_names(name, table.names, classes)
    if values.ndim > 1 and values.shape[-1] != len(classes):
        raise ValueError(
            f"{name} has {values.shape[-1]} column{'s' if values.shape[-1] > 1 else ''} for {len(classes)} "
            f"label{'s' if len(classes) > 1 else ''} "
            f"[{listing([repr(label) for label in classes.tolist()])}]; pass "
            f"{'labels=estimator.classes_' if values.shape[-1] > len(classes) else 'a column for each label'}."
        )
    if table.names is None:
        return values
    order = pd.Index(table.names).get_indexer(pd.Index(classes))
    if np.array_equal(order, np.arange(len(order))):
        return values
    return values[:, order]  # of a frame, whose numbers are NumPy's


def refuse_name_of_the_first(y_proba: Any, labels: list[Any], *, said: bool, mend: str) -> None:
    """Refuse one column whose own name reads like the first of two labels: (n,) is of the last.

    Where it was ``said`` which label it is of, a number beside other words may be that of a model: only the first label
    itself, or a word, contradicts that. To ``mend`` it is how to say that it is of the first.
    """
    own, (first, last) = _only_name(y_proba), labels
    if (
        own is not None
        and reads_like_first(own, first, last)
        and (not said or reads_as(own, first) or says_a_word(own))
    ):
        is_series, column = np.ndim(y_proba) == 1, only_column("y_proba", y_proba)
        came = "is a series" if is_series else "has 1 column,"
        like = "" if own == first else f", which reads like {shown(first)}"
        raise ValueError(
            f"y_proba {came} named {shown(own)}{like}, and (n,) is of the last of the labels {labels}; pass "
            f"{'' if is_series else f'{column} and '}{mend.format(shown(first))}, or "
            f"{f'{column}.rename(None) or ' if hasattr(y_proba, 'iloc') else ''}{column}.to_numpy() if it is of "
            f"{shown(last)}."
        )


def _only_name(raw: Any) -> Any:
    """Return the name of a series, or of the only column of a table; None if it has none, or there are more."""
    names = column_names(raw)
    if names is not None:
        return names[0] if len(names) == 1 else None
    own = getattr(raw, "name", None)
    return own if np.ndim(raw) == 1 else None


def _check_names(name: str, names: list[Any], classes: Array) -> None:
    """Refuse columns that are no labels, and labels that have no column, by name."""
    labels = classes.tolist()
    there, wanted = set(names), set(labels)  # of thousands of classes a list would be searched too often
    missing = [repr(label) for label in labels if label not in there]
    other = [repr(column) for column in names if column not in wanted]
    if not missing and not other:
        return
    wrong = [f"no column for {listing(missing)}"] if missing else []
    wrong += [f"columns {listing(other)} that are no labels"] if other else []
    raise ValueError(
        f"{name} has {' and '.join(wrong)}; labels are [{listing([repr(label) for label in labels])}]: rename the "
        f"columns to the labels, or pass numpy.asarray({name}) if they are in this order."
    )
