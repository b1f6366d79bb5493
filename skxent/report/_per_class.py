"""Where a model's loss comes from, class by class of what happened.

share of the loss_k = sum_{i in k} w_i l_i / sum_i w_i l_i
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import t

from skxent.report._model_result import ModelResult


@dataclass(frozen=True)
class ClassRow:
    """The rows of one class, as one model predicted them."""

    label: Any
    n_rows: int
    share_of_weight: float
    log_loss: float  # nats
    low: float  # of its 95 % interval; nan where there is none
    high: float
    share_of_loss: float

    @property
    def typical(self) -> float:
        """Return the geometric mean of the probabilities that these rows gave their class."""
        return math.exp(-self.log_loss)


def class_rows(model: ModelResult) -> list[ClassRow]:
    """Return the classes that happened, those that cost most first; none for target distributions."""
    tally, loss = model.tally.by_class, model.tally.loss
    if np.isnan(tally.n_units).any():
        return []
    half = _half_widths(model)
    total, weight = tally.above.sum(), tally.below.sum()
    with np.errstate(invalid="ignore"):  # of an infinite loss the infinite parts are all
        infinite = np.isinf(tally.above)
        share = infinite / infinite.sum() if infinite.any() else tally.above / total if total > 0 else 0 * tally.above
    rows = [
        ClassRow(
            label=loss.labels[k].item() if isinstance(loss.labels[k], np.generic) else loss.labels[k],
            n_rows=int(tally.n_units[k]),
            share_of_weight=float(tally.below[k] / weight),
            log_loss=float(tally.ratio[k]),
            low=float(tally.ratio[k] - half[k]),
            high=float(tally.ratio[k] + half[k]),
            share_of_loss=float(share[k]),
        )
        for k in np.flatnonzero(tally.n_units)
    ]
    return sorted(rows, key=lambda row: -row.share_of_loss)


def _half_widths(model: ModelResult) -> Any:
    """Return half the width of each class's interval (K,), by Student's distribution; nan where nothing varies."""
    tally = model.tally.by_class
    with np.errstate(invalid="ignore", divide="ignore"):
        error, n_effective = tally.standard_error, tally.below**2 / tally.below_squared
        known = (error > _ROUNDING * tally.ratio) & (n_effective > 1 + _ROUNDING) & (model.times_tested == 1)
        return np.where(known, t.ppf(0.975, np.maximum(n_effective - 1, _ROUNDING)) * error, np.nan)


# A standard error within this share of its value is what equal losses leave by rounding.
_ROUNDING = 2.0**-49
