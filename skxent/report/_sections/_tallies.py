"""What a report sums over rows, in one tally of tallies; and beside it, what is no sum.

The skill 1 - L / R against the base rate pi is read from sums by class, for the reference loss of a row is - log pi of
its class, whatever pi turns out to be.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from skxent._check import Labels
from skxent._math._namespace import to_numpy
from skxent._rows import Tally, unit
from skxent.metrics import LossTally
from skxent.metrics._brier import brier_scale
from skxent.metrics._per_row import brier_losses, divergences, hits, log_losses
from skxent.report._sections._audit import AuditTally
from skxent.report._sections._confusion import ConfusionTally
from skxent.report._sections._slices import SliceTally
from skxent.report._sections._worst_rows import WorstRows
from skxent.report._sections._zero_probability import ZeroTally
from skxent.report._sums._detail import Detail, RowDetail
from skxent.report._sums._observed import Observed
from skxent.report._sums._units import Units, units_of

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Sums(Tally):
    """Sums of everything that a report reads, but for what is no sum."""

    loss: LossTally = unit("nats")
    units: Units = unit("weight score")
    zero: ZeroTally = unit("weight nats")
    confusion: ConfusionTally = unit("weight")
    audit: AuditTally = unit("rows")
    worst: WorstRows = unit("rows")
    slices: SliceTally = unit("weight nats")

    def __add__(self, other: Self) -> Self:
        if isinstance(other, Sums) and not np.array_equal(self.loss.labels, other.loss.labels):
            mine, theirs = self.loss.labels.tolist(), other.loss.labels.tolist()
            raise ValueError(f"tallies of labels {mine} and {theirs} do not add; tally all with the same labels=.")
        return super().__add__(other)

    def renumbered(self, number: Callable[[int], int]) -> Self:
        """Return the sums with other numbers for the rows."""
        return replace(self, worst=self.worst.renumbered(number), zero=self.zero.renumbered(number))

    @property
    def brier_scale(self) -> float:
        """One half for two classes."""
        return brier_scale("auto", len(self.loss.labels))

    @property
    def skill_error(self) -> float:
        """Standard error of the skill by the delta method; nan for target distributions, and without a skill."""
        rate, reference = self.loss.base_rate, self.loss.base_rate_entropy
        if not (reference > 0 and math.isfinite(self.loss.log_loss)):
            return math.nan
        return self.units.error_of_ratio(-np.log(np.where(rate > 0, rate, 1.0)))


@dataclass(frozen=True, eq=False)
class ReportTally(Tally):
    """The sums of some rows, and what of them is no sum."""

    sums: Sums = unit("nats")
    detail: Detail = unit("rows")

    def whole(self) -> Self:
        """Return the tally ready to be read."""
        return replace(self, detail=self.detail.whole())


def report_tally(observed: Observed, detail: Callable[[Observed], Detail] | None = None) -> ReportTally:
    """Return the tally of observed rows; these are kept unless ``detail`` says what is."""
    kept = RowDetail((observed,)) if detail is None else detail(observed)
    return ReportTally(observed.sum(_of_block), kept)


def row_scores(observed: Observed) -> dict[str, Array]:
    """Return the scores (n,) of which a report reads means.

    They are the log loss in nats, the Brier loss and the hits; for target distributions also the excess of the loss
    above their own entropy.
    """
    forecast = observed.forecast
    found = {"loss": log_losses(forecast), "brier": brier_losses(forecast), "hits": hits(forecast)}
    if not isinstance(forecast.truth, Labels):
        found["excess"] = divergences(forecast)
    return {name: to_numpy(one) for name, one in found.items()}


def _of_block(block: Observed) -> Sums:
    scores = row_scores(block)
    losses = scores["loss"]
    return Sums(
        loss=LossTally.of(block.forecast),
        units=_units(block, scores),
        zero=ZeroTally.of(block, losses),
        confusion=ConfusionTally.of(block),
        audit=AuditTally.of(block),
        worst=WorstRows.of(block, scores.get("excess", losses)),
        slices=SliceTally.of(block, scores),
    )


def _units(block: Observed, scores: dict[str, Array]) -> Units:
    forecast = block.forecast
    code = forecast.truth.codes if isinstance(forecast.truth, Labels) else None
    return units_of(scores, forecast.weight, code, forecast.width, block.beside.group)
