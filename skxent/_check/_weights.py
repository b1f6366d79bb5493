"""Sample weights: non-negative, finite, one for each row, not all zero."""

from typing import Any

import numpy as np

from skxent._check._refusals import RowError

Array = np.ndarray[Any, Any]


def check_weight(sample_weight: Any, n_rows: int) -> Array | None:
    """Return the weights (n,) as float64; None stays None and means 1 for every row."""
    if sample_weight is None:
        return None
    w = np.asarray(sample_weight, dtype=np.float64)
    if w.shape != (n_rows,):
        raise ValueError(f"sample_weight has shape {w.shape} for {n_rows} rows; pass one weight for each row.")
    bad = ~np.isfinite(w) | (w < 0)
    if bad.any():
        raise RowError(f"sample_weight is {w[bad][0]:.6g}", np.flatnonzero(bad), "weights are finite and non-negative.")
    if not w.any():
        raise ValueError("sample_weight is zero for every row; give at least one row a weight above 0.")
    return w
