"""Two models on the same rows: sums of their paired differences, and what they say of which is better.

difference = mean of a minus mean of b, below 0 where a loses less; its error is that of the rows' differences

Intervals and p-values are Student's with as many degrees of freedom as rows, or groups, less one, as those of
``compare_scores``.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent._check import Labels
from skxent._math._units import nats_per_unit
from skxent._rows import Tally, unit
from skxent.metrics._brier import brier_scale
from skxent.metrics._comparison import holm
from skxent.report._sums._observed import Observed
from skxent.report._sums._student import p_value, student_bounds
from skxent.report._sums._units import Units, units_of

Array = np.ndarray[Any, Any]

_NATS_PER_BIT = nats_per_unit(2)


@dataclass(frozen=True, eq=False)
class PairTally(Tally):
    """Sums of paired differences of the log loss in nats, the Brier loss and the hits, and of the rows won."""

    units: Units = unit("weight score")
    weight: float = unit("weight")
    wins: float = unit("weight")  # of rows where a loses less, and half of those where both lose the same
    class_mass: Array = unit("weight")  # (K,)

    @property
    def surprise(self) -> Array:
        """Return - log of each class's frequency (K,); 0 for classes that never happened."""
        rate = self.class_mass / self.class_mass.sum()
        return -np.log(np.where(rate > 0, rate, 1.0))

    @classmethod
    def of(cls, observed: Observed, a: dict[str, Array], b: dict[str, Array]) -> "PairTally":
        """Return the sums over a block, from the scores (n,) by name of both models."""
        truth, w = observed.forecast.truth, observed.w
        code = truth.codes if isinstance(truth, Labels) else None
        with np.errstate(invalid="ignore"):  # both infinite: nan
            differences = {name: a[name] - b[name] for name in a}
        units = units_of(differences, observed.forecast.weight, code, observed.forecast.width, observed.beside.group)
        won = (a["loss"] < b["loss"]) + 0.5 * (a["loss"] == b["loss"])
        return cls(units, float(w.sum()), float(w @ won), truth.class_weight(observed.forecast.weight))


@dataclass(frozen=True)
class ClassDifference:
    """The mean difference over the rows of one class."""

    label: Any
    difference: float  # nats
    low: float
    high: float


@dataclass(frozen=True)
class MetricDifference:
    """The mean difference in one number of the headline, a minus b."""

    metric: str
    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class PairedComparison:
    """How two models compare on the same rows; differences are of a minus b."""

    a: str
    b: str
    difference: float  # nats, below 0 where a is better
    low: float
    high: float
    p_value: float
    p_holm: float  # adjusted for the number of comparisons
    win_rate: float  # share of the weight of rows where a loses less
    metrics: tuple[MetricDifference, ...]
    per_class: tuple[ClassDifference, ...]

    def of(self, metric: str) -> MetricDifference | None:
        """Return the difference in one number; None where it is none of rows."""
        return next((one for one in self.metrics if one.metric == metric), None)


def comparisons_of(
    pairs: dict[tuple[str, str], PairTally], labels: list[Any], *, confidence: float, with_intervals: bool
) -> tuple[PairedComparison, ...]:
    """Return the comparison of every two models, with p-values adjusted for their number; none for one model."""
    if not pairs:
        return ()
    p_values = [_p_value(tally, with_intervals=with_intervals) for tally in pairs.values()]
    found = []
    for ((a, b), tally), p, p_holm in zip(pairs.items(), p_values, holm(np.array(p_values)), strict=True):
        metrics = _metrics(tally, len(labels), confidence, with_intervals=with_intervals)
        loss, by_class = metrics[0], _by_class(tally, labels, confidence, with_intervals=with_intervals)
        rate = tally.wins / tally.weight
        difference = (loss.difference, loss.low, loss.high)
        found.append(PairedComparison(a, b, *difference, p, float(p_holm), rate, metrics, by_class))
    return tuple(found)


def _p_value(tally: PairTally, *, with_intervals: bool) -> float:
    """Return the p-value of the difference; nan where rows are not independent."""
    units = tally.units
    return p_value(units.mean("loss"), units.error("loss"), units.n_units) if with_intervals else math.nan


def _metrics(
    tally: PairTally, n_classes: int, confidence: float, *, with_intervals: bool
) -> tuple[MetricDifference, ...]:
    """Return the differences of the numbers that rows have, the log loss's first; skill is against the base rate."""
    units, scale = tally.units, brier_scale("auto", n_classes)
    each = tally.surprise
    reference = float(tally.class_mass @ each) / tally.weight
    found = []
    for metric, mean, error in (
        ("log_loss", units.mean("loss"), units.error("loss")),
        ("log_loss_bits", units.mean("loss") / _NATS_PER_BIT, units.error("loss") / _NATS_PER_BIT),
        ("excess", units.mean("loss"), units.error("loss")),
        ("skill", -units.mean("loss") / reference if reference > 0 else math.nan, units.error_of_ratio(each)),
        ("brier", scale * units.mean("brier"), scale * units.error("brier")),
        ("accuracy", units.mean("hits"), units.error("hits")),
    ):
        bounds = student_bounds(mean, error if with_intervals else math.nan, units.n_units, confidence)
        found.append(MetricDifference(metric, mean, *bounds))
    return tuple(found)


def _by_class(
    tally: PairTally, labels: list[Any], confidence: float, *, with_intervals: bool
) -> tuple[ClassDifference, ...]:
    by_class = tally.units.by_class
    if np.isnan(by_class.n_units).any():
        return ()
    found = []
    for k in np.flatnonzero(by_class.n_units):
        mean = float(by_class.ratio[k])
        error = float(by_class.standard_error[k]) if with_intervals else math.nan
        bounds = student_bounds(mean, error, float(by_class.n_units[k]), confidence)
        found.append(ClassDifference(labels[k], mean, *bounds))
    return tuple(found)
