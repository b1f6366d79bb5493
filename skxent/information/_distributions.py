"""The door of the information measures: arrays in, checked float64 distributions out, block by block."""

import math
from collections.abc import Callable, Mapping
from numbers import Integral
from typing import Any

import numpy as np

from skxent._math._logs import sum_last
from skxent._math._namespace import Array, as_array, as_float64, namespace_of, to_float
from skxent._math._sums import sum_tolerance
from skxent._math._walk import map_distributions
from skxent.information._outcomes import same_order

_NORMALIZE = "pass normalize=True to divide by the sums, if these are counts or were rounded"


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

    try:
        return map_distributions(checked_kernel, raw, axis, xp)
    except ValueError:
        if not normalize:
            refuse_turned(dict(zip(arrays, raw, strict=True)), axis)
        raise


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
    if flat.shape[0] == 1 and highest > 2 and to_float(xp.max(p)) <= 1:  # as a column of forecasts of an event does
        remedy = f"pass numpy.c_[1 - {name}, {name}] if each number is the probability of an event, or {remedy[5:]}"
    if p.shape[-1] == 1 and highest <= 1:  # a column of a table of such; divided by its sum it would be certain
        remedy = f"pass numpy.c_[1 - {name}, {name}] if each number is the probability of an event"
    raise ValueError(
        f"{name} sums to {float(flat[worst]):.9g} along axis={axis} (distribution {first + worst}, counted from 0); "
        f"distributions sum to 1: {remedy}."
    )


def refuse_turned(arrays: Mapping[str, Array], axis: int) -> None:
    """Refuse tables of which all hold distributions along the other axis, and none along their own."""
    if all(array.ndim == 2 and are_along(array, 1 - axis % 2) for array in arrays.values()):
        names, shape = " and ".join(arrays), tuple(next(iter(arrays.values())).shape)
        has, other = ("has" if len(arrays) == 1 else "have"), 1 - axis % 2
        raise ValueError(
            f"{names} {has} shape {shape}, and sums of 1 along axis={other}, not along axis={axis}; pass {names} "
            "transposed."
        )


def are_along(raw: Array, axis: int) -> bool:
    """Return whether an array (n, K) holds distributions along one axis, and not along the other."""
    if 0 in raw.shape:
        return False
    xp = namespace_of(raw)
    p, tolerance = as_float64(raw, xp), sum_tolerance(raw.dtype, max(raw.shape), xp)
    off, other = (to_float(xp.max(xp.abs(xp.sum(p, axis=one) - 1))) for one in (axis, 1 - axis))
    return to_float(xp.min(p)) >= 0 and off <= tolerance < other


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
        other = next(i for i, count in enumerate(counts) if count != counts[0])
        said = ", ".join(f"{names[i]} has {counts[i]}" for i in (0, other))
        raise ValueError(f"{said} outcomes along axis={axis}; pass distributions over the same outcomes.")
    if len({tuple(array.shape) for array in arrays}) == 1:
        return
    try:
        np.broadcast_shapes(*(_leading(array.shape, axis) for array in arrays))
    except ValueError:
        other = next(i for i, array in enumerate(arrays) if tuple(array.shape) != tuple(arrays[0].shape))
        shapes = ", ".join(f"{names[i]} {tuple(arrays[i].shape)}" for i in (0, other))
        raise ValueError(f"the shapes {shapes} do not fit each other; pass as many distributions of each.") from None


def _leading(shape: Any, axis: int) -> tuple[int, ...]:
    """Return a shape without its axis of outcomes."""
    lengths = list(shape)
    del lengths[axis]
    return tuple(lengths)
