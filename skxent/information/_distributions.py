"""The door of the information measures: arrays in, checked float64 distributions out, block by block."""

import math
from collections.abc import Callable
from numbers import Integral
from typing import Any

import numpy as np

from skxent._math._logs import sum_last
from skxent._math._namespace import Array, as_array, as_float64, namespace_of, to_float
from skxent._math._sums import sum_tolerance
from skxent._math._walk import map_distributions
from skxent.information._outcomes import same_order

_NORMALIZE = "pass normalize=True to divide by the sums"


def measure(kernel: Callable[..., Array], arrays: dict[str, Any], *, axis: int, normalize: bool) -> Array:
    """Return ``kernel(*distributions, xp)`` of named arrays (..., K), each checked to hold distributions.

    Outcomes that have names are matched by name. The kernel gets float64 arrays with the outcomes on the last axis.
    """
    arrays = same_order(arrays, axis)
    xp = namespace_of(*arrays.values())
    raw = tuple(_readable(name, array, axis, xp) for name, array in arrays.items())
    _check_same_outcomes(tuple(arrays), raw, axis)

    def checked_kernel(*blocks: Any) -> Array:
        *parts, first = blocks
        named = zip(arrays, parts, strict=True)
        checked = [check_distributions(name, part, axis=axis, normalize=normalize, first=first) for name, part in named]
        return kernel(*checked, xp)

    return map_distributions(checked_kernel, raw, axis, xp)


def check_distributions(
    name: str, raw: Array, *, axis: int, normalize: bool, first: int = 0, remedy: str = _NORMALIZE
) -> Array:
    """Return arrays (..., K) as float64 distributions over the last axis; refuse what is none, by name and place.

    ``axis`` is what the user calls the last axis, ``first`` the number of distributions before these, and ``remedy``
    what to do about sums other than 1.
    """
    xp = namespace_of(raw)
    p = as_float64(raw, xp)
    with np.errstate(over="ignore"):
        total = sum_last(p, xp)  # not finite where any p is not
    least, highest, lowest = to_float(xp.min(p)), to_float(xp.max(total)), to_float(xp.min(total))
    tolerance = sum_tolerance(raw.dtype, p.shape[-1], xp)
    if least >= 0 and not normalize and highest - 1 <= tolerance and 1 - lowest <= tolerance:
        return p
    if not math.isfinite(highest) or not math.isfinite(lowest):
        raise ValueError(
            f"{name} holds NaN or infinite values, or sums to infinity; drop or mend them: a distribution is of "
            "numbers >= 0."
        )
    if least < 0:
        raise ValueError(f"{name} holds negative values, such as {least:.6g}; pass probabilities, or softmax(logits).")
    if normalize and lowest == 0:
        raise ValueError(f"{name} holds a distribution that sums to 0; drop it, for zeros have no ratios.")
    if normalize:
        return p / total[..., None]
    flat = xp.reshape(total, (-1,))
    worst = int(xp.argmax(xp.abs(flat - 1)))
    if first == 0 and columns_are_distributions(p):
        remedy = f"pass {name} transposed, whose distributions do, or {remedy.removeprefix('pass ')}"
    if flat.shape[0] == 1 and highest > 2 and to_float(xp.max(p)) <= 1:  # as a column of forecasts of an event does
        remedy += f", or [[1 - {name}, {name}]] of each number that is the probability of an event"
    raise ValueError(
        f"{name} sums to {float(flat[worst]):.9g} along axis={axis} (distribution {first + worst}, counted from 0); "
        f"distributions sum to 1: {remedy}."
    )


def columns_are_distributions(raw: Array) -> bool:
    """Return whether an array (n, K) holds a distribution in each column, and not in each row."""
    xp = namespace_of(raw)
    if raw.ndim != 2 or 0 in raw.shape:
        return False
    p, tolerance = as_float64(raw, xp), sum_tolerance(raw.dtype, max(raw.shape), xp)
    columns, rows = (to_float(xp.max(xp.abs(xp.sum(p, axis=axis) - 1))) for axis in (0, 1))
    return columns <= tolerance < rows


def _readable(name: str, array: Any, axis: int, xp: Any) -> Array:
    """Return an array that has outcomes along ``axis``."""
    raw = as_array(array, xp)
    if raw.dtype != xp.float64 and not xp.isdtype(raw.dtype, ("real floating", "integral", "bool")):
        raise TypeError(f"{name} has dtype {raw.dtype}; pass real numbers.")
    if raw.ndim == 0 or 0 in raw.shape:
        raise ValueError(f"{name} has shape {tuple(raw.shape)}; pass distributions along axis={axis}.")
    if not isinstance(axis, Integral):
        raise TypeError(f"axis={axis!r} is no axis; pass one whole number.")
    if not -raw.ndim <= axis < raw.ndim:
        raise ValueError(
            f"axis={axis} is not one of the {raw.ndim} axes of {name}, of shape {tuple(raw.shape)}; pass another."
        )
    return raw


def _check_same_outcomes(names: tuple[str, ...], arrays: tuple[Array, ...], axis: int) -> None:
    """Refuse arrays whose numbers of outcomes differ, which broadcasting would hide."""
    counts = [array.shape[axis] for array in arrays]
    if len(set(counts)) > 1:
        said = ", ".join(f"{name} has {count}" for name, count in zip(names, counts, strict=True))
        raise ValueError(f"{said} outcomes along axis={axis}; pass distributions over the same outcomes.")
    if len({tuple(array.shape) for array in arrays}) == 1:
        return
    try:
        np.broadcast_shapes(*(_leading(array.shape, axis) for array in arrays))
    except ValueError:
        shapes = ", ".join(f"{name} {tuple(array.shape)}" for name, array in zip(names, arrays, strict=True))
        raise ValueError(f"the shapes {shapes} do not fit each other; pass as many distributions of each.") from None


def _leading(shape: Any, axis: int) -> tuple[int, ...]:
    """Return a shape without its axis of outcomes."""
    lengths = list(shape)
    del lengths[axis]
    return tuple(lengths)
