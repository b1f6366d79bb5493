"""Which array namespace an input brings: its own by the array-API standard, else NumPy's."""

from typing import Any

import numpy as np

Array = Any  # an array of whichever array-API library the caller uses


def namespace_of(*arrays: Any) -> Any:
    """Return the one array namespace of the inputs; lists and plain objects are NumPy's."""
    found = {xp.__name__: xp for xp in map(_namespace, arrays) if xp is not None}
    if len(found) > 1:
        names = ", ".join(sorted(found))
        raise TypeError(f"arrays come from several libraries ({names}); convert them to one of these.")
    return next(iter(found.values()), np)


def _namespace(array: Any) -> Any:
    """Return the namespace that an array brings; None for what is no array."""
    if isinstance(array, np.ndarray):
        return np
    if hasattr(array, "__array_namespace__"):
        return array.__array_namespace__()
    if not hasattr(array, "__dlpack__"):  # lists, scalars, frames
        return None
    try:  # an array library that leaves the standard's names to array-api-compat, as torch does
        from array_api_compat import array_namespace
    except ImportError:
        raise ModuleNotFoundError(
            f"{type(array).__module__}.{type(array).__name__} needs array-api-compat; install it with: "
            "python -m pip install array-api-compat, or pass NumPy arrays."
        ) from None
    return array_namespace(array)


def as_array(array: Any, xp: Any) -> Array:
    """Return the input as an array of namespace ``xp``: itself if it is one, with all that its library knows of it."""
    if isinstance(array, np.ma.MaskedArray) and np.ma.is_masked(array):
        raise ValueError(
            f"the array has masked values, {np.ma.getmaskarray(array).sum()} of {array.size}; drop or fill them."
        )
    if xp is np:
        return np.asarray(array)
    if hasattr(array, "__dlpack__"):
        return array
    return xp.asarray(
        np.require(array, requirements="W")
    )  # of lists torch makes float32, and of what is read-only a fuss


def as_float64(array: Any, xp: Any) -> Array:
    """Return the input as a float64 array of namespace ``xp``, without a copy where it is one."""
    return xp.astype(as_array(array, xp), xp.float64, copy=False)


def to_float(scalar: Any) -> float:
    """Return an array of one number as a float; gradients stay behind."""
    return float(scalar.detach()) if hasattr(scalar, "detach") else float(scalar)


def to_numpy(array: Any) -> np.ndarray[Any, Any]:
    """Return a small array of any namespace as NumPy's, from whichever device; gradients stay behind."""
    if isinstance(array, np.ndarray):
        return array
    if hasattr(array, "detach"):  # torch refuses to convert what it differentiates, and what is not on the CPU
        array = array.detach().cpu()
    return np.asarray(array)
