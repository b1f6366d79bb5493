"""The names of outcomes: distributions of pandas or polars that name them are matched by name, whatever their order.

A Series of pandas names outcomes by its index, a frame by its columns, or by its index where that is the axis; the
numbering 0, 1, 2, ... that pandas gives by default is no names. ``value_counts`` sorts by count: without names two of
them would be compared most frequent with most frequent.
"""

from collections.abc import Mapping
from numbers import Integral
from typing import Any


def same_order(arrays: Mapping[str, Any], axis: int) -> dict[str, Any]:
    """Return named arrays with their outcomes in the order of the first that names them; refuse other names."""
    found, first = dict(arrays), None
    for name, array in arrays.items():
        names = _names(array, axis)
        if names is None:
            continue
        if first is None:
            first = name, names
        elif names != first[1]:
            places = _places(name, names, *first)
            by_place = hasattr(array, "axes")  # pandas; polars selects columns by name
            found[name] = array.take(places, axis=axis % array.ndim) if by_place else array.select(first[1])
    return found


def same_order_of_members(name: str, members: Any, axis: int) -> Any:
    """Return distributions that are stacked on axis 0 as ``same_order`` does, if they are a list; else as they are."""
    if not isinstance(members, list | tuple):
        return members
    inner = axis - 1 if isinstance(axis, Integral) and axis > 0 else axis
    return list(same_order({f"{name}[{i}]": member for i, member in enumerate(members)}, inner).values())


def _names(array: Any, axis: int) -> list[Any] | None:
    """Return what a frame or a Series calls the outcomes; None for arrays, and for pandas' default numbering."""
    if not hasattr(array, "axes"):
        is_frame = hasattr(array, "columns") and hasattr(array, "select")  # of polars, which names columns alone
        return list(array.columns) if is_frame and axis in (-1, 1) else None
    if axis not in range(-array.ndim, array.ndim):
        return None
    index = array.axes[axis]
    is_numbering = getattr(index, "start", None) == 0 and getattr(index, "step", None) == 1
    return None if is_numbering else list(index)


def _places(name: str, names: list[Any], first: str, wanted: list[Any]) -> list[int]:
    """Return where each wanted outcome is."""
    place, known = {outcome: i for i, outcome in enumerate(names)}, set(wanted)
    other = [outcome for outcome in names if outcome not in known]
    other += [outcome for outcome in wanted if outcome not in place]
    if other:
        raise ValueError(
            f"{name} and {first} name different outcomes, such as {other[0]!r}; pass distributions over the same "
            "outcomes, with 0 for what never happens, or arrays without names."
        )
    if len(place) < len(names) or len(names) != len(wanted):
        raise ValueError(f"{name} or {first} names an outcome twice; give each outcome one name, or pass arrays.")
    return [place[outcome] for outcome in wanted]
