"""Which array namespace an input brings: its own by the array-API standard, else NumPy's."""

from typing import Any

import numpy as np

Array = Any  # an array of whichever array-API library the caller uses


def namespace_of(*arrays: Any) -> Any:
    """Return the one array namespace of the inputs; lists and plain objects are NumPy's."""
    found = {a.__array_namespace__() for a in arrays if hasattr(a, "__array_namespace__")}
    if len(found) > 1:
        names = ", ".join(sorted(xp.__name__ for xp in found))
        raise TypeError(f"arrays come from several libraries ({names}); convert them to one of these.")
    return found.pop() if found else np


def as_float64(array: Any, xp: Any) -> Array:
    """Return the input as a float64 array of namespace ``xp``, without a copy where it is one."""
    return xp.astype(xp.asarray(array), xp.float64, copy=False)
