"""Labels as a report names them: Python's own values, and dates as text, of which NumPy may make numbers."""

from typing import Any

import numpy as np


def plain_labels(labels: np.ndarray[Any, Any]) -> list[Any]:
    """Return labels (K,) as a list.

    >>> plain_labels(np.array([1, 2])), plain_labels(np.array(["2020-01-01"], dtype="datetime64[ns]"))
    ([1, 2], ['2020-01-01T00:00:00.000000000'])
    """
    if labels.dtype.kind in "mM":
        return [str(label) for label in labels]
    return [label.item() if isinstance(label, np.generic) else label for label in labels.tolist()]
