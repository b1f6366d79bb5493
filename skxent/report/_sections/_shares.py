"""The shares of a loss that parts of the rows carry; of an infinite loss one infinite part is all."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def shares(parts: Array) -> Array:
    """Return each part's share of their sum; where several are infinite theirs is unknown (nan).

    >>> shares(np.array([1.0, 3.0])), shares(np.array([1.0, np.inf])), shares(np.array([np.inf, np.inf, 1.0]))
    (array([0.25, 0.75]), array([0., 1.]), array([nan, nan,  0.]))
    """
    infinite = np.isinf(parts)
    if infinite.any():
        return np.where(infinite, 1.0 if infinite.sum() == 1 else np.nan, 0.0)
    total = parts.sum()
    return parts / total if total > 0 else np.zeros(len(parts))
