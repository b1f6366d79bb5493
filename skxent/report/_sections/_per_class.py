"""Where a model's loss comes from, class by class of what happened.

share of the loss_k = sum_{i in k} w_i l_i / sum_i w_i l_i
mean probability_k = sum_{i in k} w_i p_ik / sum_{i in k} w_i
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent.report._sections._labels import plain_labels
from skxent.report._sections._tallies import Sums
from skxent.report._sums._student import half_width

_CONFIDENCE = 0.95


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
    mean_probability: float  # that these rows gave their class

    @property
    def typical(self) -> float:
        """Return the geometric mean of the probabilities that these rows gave their class."""
        return math.exp(-self.log_loss)


def class_rows(sums: Sums, *, once: bool) -> list[ClassRow]:
    """Return the classes that happened, those that cost most first; none for target distributions."""
    tally, loss = sums.units.by_class, sums.loss
    if np.isnan(tally.n_units).any():
        return []
    total, weight = tally.above.sum(), tally.below.sum()
    with np.errstate(invalid="ignore", divide="ignore"):  # of an infinite loss the infinite parts are all
        infinite = np.isinf(tally.above)
        share = infinite / infinite.sum() if infinite.any() else tally.above / total if total > 0 else 0 * tally.above
        n_effective = tally.below**2 / tally.below_squared
        mean_probability = np.diagonal(sums.confusion.mass) / tally.below
    error = tally.standard_error if once else np.full(len(share), np.nan)
    rows, labels = [], plain_labels(loss.labels)
    for k in np.flatnonzero(tally.n_units):
        mean = float(tally.ratio[k])
        half = half_width(mean, float(error[k]), float(n_effective[k]), _CONFIDENCE)
        rows.append(
            ClassRow(
                label=labels[k],
                n_rows=int(sums.confusion.n_rows[k]),
                share_of_weight=float(tally.below[k] / weight),
                log_loss=mean,
                low=mean - half,
                high=mean + half,
                share_of_loss=float(share[k]),
                mean_probability=float(mean_probability[k]),
            )
        )
    return sorted(rows, key=lambda row: -row.share_of_loss)
