"""What is known of one model, section by section: the frozen record that renderings read and compute nothing from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skxent._check._remarks import collecting
from skxent.report._sections._audit import Audit, audit_of
from skxent.report._sections._calibration import Calibration, calibration_of
from skxent.report._sections._confusion import Confusion, confusion_of
from skxent.report._sections._gain import Gain, gain_of
from skxent.report._sections._labels import plain_labels
from skxent.report._sections._loss_distribution import LossDistribution, loss_distribution_of
from skxent.report._sections._notes import Note, heavy_tail_notes
from skxent.report._sections._numbers import NUMBERS, Number
from skxent.report._sections._per_class import ClassRow, class_rows
from skxent.report._sections._slices import Slice, slices_of
from skxent.report._sections._tallies import ReportTally, Sums
from skxent.report._sections._worst_rows import WorstRow, marked
from skxent.report._sections._zero_probability import ZeroProbability, zero_probability_of
from skxent.report._sums._student import CONFIDENCE
from skxent.scorers import FoldTally


@dataclass(frozen=True)
class Measured:
    """A number with the bounds of its 95 % interval; nan where there is none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class FoldResult:
    """The numbers of one fold."""

    n_rows: int
    n_train: int
    unseen: Mapping[Any, int]  # classes of test rows that training never saw
    values: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class ModelResult:
    """What is known of one model.

    Where rows were tested more than once there are no intervals: they would take every test for a row of its own.
    """

    name: str
    tally: Sums
    headline: Mapping[str, Measured]
    audit: Audit
    zero_probability: ZeroProbability
    decomposition: Gain
    calibration: Calibration
    per_class: tuple[ClassRow, ...]
    confusion: Confusion
    slices: tuple[Slice, ...]
    worst_rows: tuple[WorstRow, ...]
    loss_distribution: LossDistribution
    folds: tuple[FoldResult, ...] = ()
    times_tested: int = 1

    @property
    def notes(self) -> tuple[Note, ...]:
        """The warnings that came up."""
        return self.audit.warnings

    def value(self, number: Number) -> float:
        """Return the pooled value over all rows."""
        return self.headline[number.name].value

    def interval(self, number: Number) -> tuple[float, float]:
        """Return the bounds of the pooled value's 95 % interval; nan where there is none."""
        found = self.headline[number.name]
        return found.low, found.high

    def fold_values(self, number: Number) -> list[float]:
        """Return the value of each fold."""
        return [fold.values[number.name] for fold in self.folds]

    def fold_mean(self, number: Number) -> float:
        """Return the plain mean of the folds' values; nan without folds."""
        values = self.fold_values(number)
        return sum(values) / len(values) if values else math.nan


@dataclass(frozen=True)
class Wish:
    """What of a model is to be shown, and how it is to be drawn at random."""

    rows: bool = True  # whether single rows may be shown
    seed: int = 0
    aligned: str = "columns in the order of the labels"


def model_result(
    name: str,
    tally: ReportTally,
    wish: Wish,
    *,
    folds: tuple[FoldTally[ReportTally], ...] = (),
    notes: tuple[Note, ...] = (),
    times_tested: int = 1,
) -> ModelResult:
    """Return everything that a tally, which is whole, says of a model."""
    sums, detail, once = tally.sums, tally.detail, times_tested == 1
    losses = detail.losses()
    labels = plain_labels(sums.loss.labels)
    with collecting() as remarks:
        gain = gain_of(detail, sums.loss, wish.seed, once=once)
    notes += tuple(
        Note(category.__name__, f"the decomposition: {text}", 1)
        for text, category in remarks.items()
        if math.isfinite(sums.loss.loss)
    )
    notes += heavy_tail_notes(sums, losses, once=once)
    per_class = tuple(class_rows(sums, once=once))
    typical = {row.label: row.mean_probability for row in per_class}
    zero = zero_probability_of(sums.zero, sums.loss.loss, rows=wish.rows)
    return ModelResult(
        name=name,
        tally=sums,
        headline={number.name: _measured(number, tally, once=once) for number in NUMBERS},
        audit=audit_of(sums.audit, sums.loss.class_mass, labels, wish.aligned, notes),
        zero_probability=zero,
        decomposition=gain,
        calibration=calibration_of(detail, CONFIDENCE, with_intervals=once),
        per_class=per_class,
        confusion=confusion_of(sums.confusion, labels),
        slices=slices_of(sums.slices, sums.loss, confidence=CONFIDENCE, with_intervals=once),
        worst_rows=marked(sums.worst, typical, zero.is_unexpected) if wish.rows else (),
        loss_distribution=loss_distribution_of(losses, detail.how),
        folds=tuple(_fold(fold) for fold in folds),
        times_tested=times_tested,
    )


def _measured(number: Number, tally: ReportTally, *, once: bool) -> Measured:
    low, high = number.interval(tally) if once and number.interval is not None else (math.nan, math.nan)
    return Measured(float(number.read(tally)), low, high)


def _fold(fold: FoldTally[ReportTally]) -> FoldResult:
    values = {number.name: float(number.read(fold.tally)) for number in NUMBERS}
    return FoldResult(fold.tally.sums.loss.n_rows, fold.n_train, fold.unseen, values)
