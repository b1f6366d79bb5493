"""What recalibration alone would gain: the log loss taken apart, and for two classes also as other rows would judge it.

score = miscalibration - discrimination + uncertainty, with the score and the uncertainty of all rows, always
"""

import math
from dataclasses import dataclass, replace

from skxent.metrics import LossTally
from skxent.metrics._parts import Decomposition
from skxent.report._sums._detail import Detail, Recalibrated

# Fewer rows cannot be cut into five folds of which each knows something.
_FEWEST = 10


@dataclass(frozen=True)
class Parts:
    """The parts of the log loss by one recalibration, in nats."""

    score: float
    miscalibration: float
    discrimination: float
    uncertainty: float
    method: str
    in_sample: bool  # whether the recalibration saw the rows that it is judged by
    limits: str
    read_from: str
    low: float = math.nan  # of the 95 % interval of the miscalibration; nan where it was judged by its own rows
    high: float = math.nan

    @property
    def share(self) -> float:
        """The share of the loss that recalibration would save."""
        return self.miscalibration / self.score if 0 < self.score < math.inf else math.nan


@dataclass(frozen=True)
class Gain:
    """The decomposition by the usual method, and one that is cross-fitted; None for too few rows."""

    usual: Parts | None
    cross_fitted: Parts | None

    @property
    def best(self) -> Parts | None:
        """What is to be believed of a gain: the cross-fitted parts where there are some."""
        return self.cross_fitted if self.cross_fitted is not None else self.usual


def gain_of(detail: Detail, loss: LossTally, seed: int, *, once: bool = True) -> Gain:
    """Return the parts of a loss, without intervals where rows were tested more than once."""
    if loss.n_rows < _FEWEST:
        usual = _parts(detail.isotonic(), loss, once=once) if len(loss.labels) == 2 else None
        return Gain(usual, None)
    cross_fitted = _parts(detail.cross_fitted(seed), loss, once=once)
    if len(loss.labels) != 2:
        return Gain(cross_fitted, cross_fitted)
    return Gain(_parts(detail.isotonic(), loss, once=once), cross_fitted)


def _parts(found: Recalibrated, loss: LossTally, *, once: bool) -> Parts:
    """Return the parts; what is read from some rows or cells is what recalibration gains, and the rest of all."""
    parts: Decomposition = found.parts
    if not found.is_whole:
        told = parts.miscalibration + loss.base_rate_entropy - loss.log_loss
        told = told if math.isfinite(loss.log_loss) else parts.discrimination  # inf - inf says nothing
        parts = replace(parts, score=loss.log_loss, discrimination=told, uncertainty=loss.base_rate_entropy)
    return Parts(
        parts.score,
        parts.miscalibration,
        parts.discrimination,
        parts.uncertainty,
        parts.method,
        parts.in_sample,
        parts.limits,
        found.of,
        found.low if once else math.nan,
        found.high if once else math.nan,
    )
