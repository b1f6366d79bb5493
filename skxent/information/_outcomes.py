"""The names of outcomes: distributions of pandas or polars that name them are matched by name, whatever their order.

A Series of pandas names outcomes by its index, a frame by its columns, or by its index where that is the axis; the
numbering 0, 1, 2, ... that pandas gives by default is no names. ``value_counts`` sorts by count: without names two of
them would be compared most frequent with most frequent.
"""

from collections.abc import Mapping
from numbers import Integral, Number
from typing import Any

import numpy as np

from skxent._math._indexes import are_reordered, is_numbering


def same_order(arrays: Mapping[str, Any], axis: int) -> dict[str, Any]:
    """Return named arrays with their outcomes in the order of the first that names them; refuse other names."""
    if axis in (-1, 1):
        arrays = {name: _framed(name, array) for name, array in arrays.items()}
    found = dict(arrays)
    for name, array in arrays.items():
        _refuse_names_beside_counts(name, array)
    _refuse_other_rows(arrays, axis)
    named = {name: index for name, array in arrays.items() if (index := _index(array, axis)) is not None}
    numbered = [name for name, index in named.items() if is_numbering(index)]
    named = {name: index for name, index in named.items() if name not in numbered}
    if len(named) + len(numbered) < 2 or not named:
        return found
    first = next(iter(named))
    for name, index in named.items():
        if index.equals(named[first]):
            continue
        places, array = _places(name, index, first, named[first]), arrays[name]
        by_place = hasattr(array, "axes")  # pandas; polars selects columns by name
        found[name] = array.take(places, axis=axis % array.ndim) if by_place else array[:, places.tolist()]
    if numbered and _is_another_numbering(named[first]):
        raise ValueError(
            f"{first} names its outcomes {named[first].tolist()[:3]}..., and {numbered[0]} numbers them from 0; sort "
            f"{first} by these names, or pass arrays."
        )
    return found


def same_order_of_members(name: str, members: Any, axis: int) -> Any:
    """Return distributions that are stacked on axis 0 as ``same_order`` does, if they are a list; else as they are."""
    if not isinstance(members, list | tuple):
        return members
    inner = axis - 1 if isinstance(axis, Integral) and axis > 0 else axis
    return list(same_order({f"{name}[{i}]": member for i, member in enumerate(members)}, inner).values())


def _framed(name: str, array: Any) -> Any:
    """Return a list of Series that name their outcomes as a frame with a row for each; all else as it is."""
    if not isinstance(array, list | tuple) or not all(hasattr(one, "axes") and one.ndim == 1 for one in array):
        return array
    if not array or any(is_numbering(one.axes[0]) for one in array):
        return array
    from pandas import DataFrame

    rows = same_order_of_members(name, array, -1)
    return DataFrame([one.to_numpy() for one in rows], columns=rows[0].axes[0])


def _refuse_names_beside_counts(name: str, frame: Any) -> None:
    """Refuse a frame of two columns, of outcomes and of their numbers, as ``value_counts`` of polars gives."""
    columns = [] if hasattr(frame, "column_names") else list(getattr(frame, "columns", ()))  # pyarrow's are no names
    if len(columns) != 2:
        return
    texts = [column for column in columns if _holds_names(frame[column])]
    if len(texts) == 1:
        numbers = columns[1 - columns.index(texts[0])]
        raise TypeError(
            f"{name} is a frame, whose column {texts[0]!r} holds no numbers; pass pandas.Series({name}[{numbers!r}]"
            f".to_numpy(), {name}[{texts[0]!r}].to_numpy()), whose outcomes are matched by name."
        )


def _holds_names(column: Any) -> bool:
    """Return whether a column holds something other than numbers: text, dates, intervals."""
    cells = np.asarray(column)
    if cells.dtype.kind != "O":
        return cells.dtype.kind not in "biufc"
    return any(not isinstance(cell, Number) and cell is not None for cell in cells.ravel().tolist())


def refuse_reordered_weights(ps: Any, weights: Any) -> None:
    """Refuse weights that name the rows of a frame, or the Series of a list, in another order."""
    if not hasattr(weights, "axes") or is_numbering(weights.axes[0]):
        return
    from pandas import Index

    listed = ps if isinstance(ps, list | tuple) else []
    names = ps.axes[0] if hasattr(ps, "axes") else Index([getattr(p, "name", None) for p in listed])
    if are_reordered(names, weights.axes[0]):
        raise ValueError(
            f"weights name the distributions {weights.axes[0].tolist()[:3]}..., in another order than ps; pass both in "
            "one order, or arrays."
        )


def _index(array: Any, axis: int) -> Any:
    """Return what a frame or a Series calls the outcomes, as an index of pandas; None for arrays."""
    if hasattr(array, "axes"):
        return array.axes[axis] if axis in range(-array.ndim, array.ndim) else None
    if hasattr(array, "columns") and hasattr(array, "select") and axis in (-1, 1):  # a frame of polars
        from pandas import Index

        return Index(array.columns)
    return None


def _refuse_other_rows(arrays: Mapping[str, Any], axis: int) -> None:
    """Refuse frames that name their rows, which go by position, and have the same in another order."""
    frames = {name: a for name, a in arrays.items() if hasattr(a, "axes") and a.ndim == 2 and axis in range(-2, 2)}
    rows = [(name, frame.axes[1 - axis % 2]) for name, frame in frames.items()]
    named = [(name, index) for name, index in rows if not is_numbering(index)]
    for name, index in named[1:]:
        if not index.equals(named[0][1]) and are_reordered(named[0][1], index):
            raise ValueError(
                f"{name} has the distributions of {named[0][0]} in another order, by their names; put both in one "
                "order, or pass arrays."
            )


def _is_another_numbering(index: Any) -> bool:
    """Return whether names are the numbers from 0 in another order."""
    numbers = range(len(index))
    return index.is_unique and bool(index.isin(numbers).all()) and index.tolist() != list(numbers)


def _places(name: str, index: Any, first: str, wanted: Any) -> Any:
    """Return where each wanted outcome is."""
    if index.is_unique and wanted.is_unique and len(index) == len(wanted):
        places = index.get_indexer_for(wanted)  # as get_indexer, and of intervals that overlap too
        if (places >= 0).all():
            return places
    other = [*index[~index.isin(wanted)], *wanted[~wanted.isin(index)]]
    if other:
        in_both = {str(outcome) for outcome in index} & {str(outcome) for outcome in wanted}
        alike = ", which the other has as another type" if str(other[0]) in in_both else ""
        raise ValueError(
            f"{name} and {first} name different outcomes, such as {other[0]!r}{alike}; pass distributions over the "
            "same outcomes, with 0 for what never happens, or arrays without names."
        )
    raise ValueError(f"{name} or {first} names an outcome twice; give each outcome one name, or pass arrays.")
