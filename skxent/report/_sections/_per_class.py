"""Where a model's loss comes from, class by class of what happened.

share of the loss_k = sum_{i in k} w_i l_i / sum_i w_i l_i
mean probability_k = sum_{i in k} w_i p_ik / sum_{i in k} w_i
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent.report._sections._labels import plain_labels
from skxent.report._sections._shares import shares
from skxent.report._sections._tallies import Sums
from skxent.report._sums._student import CONFIDENCE, student_bounds, within


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
    share, weight = shares(tally.above), tally.below.sum()
    with np.errstate(invalid="ignore", divide="ignore"):  # classes that never happened
        n_effective = tally.below**2 / tally.below_squared
        mean_probability = np.diagonal(sums.confusion.mass) / tally.below
    error = tally.standard_error if once else np.full(len(share), np.nan)
    rows, labels = [], plain_labels(loss.labels)
    for k in np.flatnonzero(tally.n_units):
        mean = float(tally.ratio[k])
        low, high = within(student_bounds(mean, float(error[k]), float(n_effective[k]), CONFIDENCE), 0.0, math.inf)
        rows.append(
            ClassRow(
                label=labels[k],
                n_rows=int(sums.confusion.n_rows[k]),
                share_of_weight=float(tally.below[k] / weight),
                log_loss=mean,
                low=low,
                high=high,
                share_of_loss=float(share[k]),
                mean_probability=float(mean_probability[k]),
            )
        )
    return sorted(rows, key=lambda row: (math.isfinite(row.log_loss), -row.share_of_loss))
