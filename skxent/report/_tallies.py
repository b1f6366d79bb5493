"""What a report sums over rows: the log loss, also by class, the Brier loss and the hits, in one tally of tallies.

The skill 1 - L / R against the base rate pi is read from sums by class, for the reference loss of a row is - log pi of
its class, whatever pi turns out to be.
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from skxent._check import Forecast, Labels
from skxent._math._namespace import to_numpy
from skxent._rows import Tally, sum_rows, unit
from skxent.metrics import LossTally
from skxent.metrics._brier import brier_scale
from skxent.metrics._means import weighted
from skxent.metrics._per_row import brier_losses, hits, log_losses
from skxent.metrics._units import RatioTally, standard_error

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class ReportTally(Tally):
    """Sums of everything that the headline reads."""

    loss: LossTally = unit("nats")
    by_class: RatioTally = unit("nats")  # the log loss of the rows of each class (K,); nan for target distributions
    brier: RatioTally = unit("squared probability")
    hits: RatioTally = unit("rows")

    def __add__(self, other: Self) -> Self:
        if isinstance(other, ReportTally) and not np.array_equal(self.loss.labels, other.loss.labels):
            raise ValueError("tallies of labels in different orders do not add; tally all with the same labels=.")
        return super().__add__(other)

    @property
    def brier_loss(self) -> float:
        """Mean squared error, halved for two classes."""
        return self._brier_scale * float(self.brier.ratio)

    @property
    def brier_error(self) -> float:
        """Standard error of the Brier loss."""
        return self._brier_scale * float(self.brier.standard_error)

    @property
    def accuracy(self) -> float:
        """Share of rows whose likeliest class is the label."""
        return float(self.hits.ratio)

    @property
    def skill_error(self) -> float:
        """Standard error of the skill by the delta method; nan for target distributions, and without a skill."""
        rate, reference = self.loss.base_rate, self.loss.base_rate_entropy
        if not (reference > 0 and math.isfinite(self.loss.log_loss)):
            return math.nan
        each = -np.log(np.where(rate > 0, rate, 1.0))  # (K,), the reference loss of a class's rows
        about = self.by_class.about(self.loss.log_loss / reference * each)
        below = float(about.below @ each)
        return float(standard_error(about.n_units.sum(), about.deviation_squared.sum(), below))

    @property
    def _brier_scale(self) -> float:
        return brier_scale("auto", len(self.loss.labels))


def report_tally(forecast: Forecast) -> ReportTally:
    """Return the tally of a checked forecast."""
    return sum_rows(_of_block, forecast)


def _of_block(block: Forecast) -> ReportTally:
    w = np.ones(len(block)) if block.weight is None else block.weight
    counts = w > 0
    brier, hit = (_mean(to_numpy(per_row(block)), block.weight, w, counts) for per_row in (brier_losses, hits))
    return ReportTally(LossTally.of(block), _by_class(block, w, counts), brier, hit)


def _mean(values: Array, weight: Array | None, w: Array, counts: Array) -> RatioTally:
    """Return the tally of a mean over the rows that count."""
    code = np.zeros(int(counts.sum()), dtype=np.intp)
    by_one = RatioTally.by_class(weighted(values, weight)[counts], w[counts], code, 1)
    return by_one.only()


def _by_class(block: Forecast, w: Array, counts: Array) -> RatioTally:
    """Return the tally of the log loss of each class's rows (K,); nan where a row has no class of its own."""
    if not isinstance(block.truth, Labels):
        return RatioTally(*(np.full(block.width, np.nan) for _ in range(6)))
    losses = weighted(to_numpy(log_losses(block)), block.weight)
    return RatioTally.by_class(losses[counts], w[counts], block.truth.codes[counts], block.width)
