"""One warning for all outcomes that were given probability 0: how many rows, and what to do."""

import warnings
from typing import Any

import numpy as np

from skxent.exceptions import ZeroProbabilityWarning


def warn_zero_probability(n_zero: int, n_rows: int, *, stacklevel: int) -> None:
    """Warn, for the caller ``stacklevel`` frames up, if any of the losses were infinite."""
    if n_zero:
        warnings.warn(
            f"{n_zero} of {n_rows} rows gave probability 0 to what happened, so the loss is inf; pass smoothing= "
            "(a small number added to every probability) for a finite loss.",
            ZeroProbabilityWarning,
            stacklevel=stacklevel + 1,
        )


def count_infinite(losses: np.ndarray[Any, Any], weight: np.ndarray[Any, Any] | None) -> int:
    """Return how many rows that count have an infinite loss."""
    infinite = np.isinf(losses)
    return int(np.count_nonzero(infinite if weight is None else infinite & (weight > 0)))
