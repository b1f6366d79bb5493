"""What the input was like: sums, exact zeros and ones, classes that never happened, and how columns were matched."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from skxent._check._scores import PositiveProbabilities, Probabilities, Smoothed
from skxent._math._namespace import to_numpy
from skxent._math._sums import sum_tolerance
from skxent._rows import Tally, unit
from skxent.report._sums._observed import Observed

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class AuditTally(Tally):
    """Counts over rows."""

    n_rows: int = unit("rows")
    n_weightless: int = unit("rows")  # of weight 0, which count for nothing
    n_zeros: int = unit("predictions")  # of exactly 0
    n_ones: int = unit("predictions")  # of exactly 1
    n_divided: int = unit("rows")  # whose sum was not 1, and that were divided by it
    furthest: float = unit("probability")  # of a row's sum from 1, as it came; 0 where there are none

    def __add__(self, other: Self) -> Self:
        return replace(super().__add__(other), furthest=max(self.furthest, other.furthest))

    @classmethod
    def of(cls, observed: Observed) -> Self:
        """Return the counts of a block."""
        scores = observed.forecast.scores
        scores = scores.scores if isinstance(scores, Smoothed) else scores
        zeros, ones, sums = _extremes(scores)
        sums = sums if observed.beside.sums is None else observed.beside.sums
        away = np.abs(sums - 1)
        divided = (
            0 if observed.beside.sums is None else int((away > sum_tolerance(np.float64, scores.n_classes, np)).sum())
        )
        weightless = int((observed.w == 0).sum())
        return cls(len(observed), weightless, zeros, ones, divided, float(away.max(initial=0.0)))


def _extremes(scores: Any) -> tuple[int, int, Array]:
    """Return how many predictions are exactly 0 and 1, and the sums of the rows, if they have any."""
    if isinstance(scores, PositiveProbabilities):
        p = to_numpy(scores.values)
        certain = int(((p == 0) | (p == 1)).sum())
        return certain, certain, np.zeros(0)
    if isinstance(scores, Probabilities):
        p = to_numpy(scores.values)
        return int((p == 0).sum()), int((p == 1).sum()), p.sum(axis=1, dtype=np.float64)
    log_p = to_numpy(scores.log_proba())
    return int(np.isneginf(log_p).sum()), int((log_p == 0).sum()), np.zeros(0)


@dataclass(frozen=True)
class Audit:
    """What is to be known of one model's input."""

    n_rows: int
    n_weightless: int
    n_predictions: int
    exact_zeros: int
    exact_ones: int
    n_divided: int  # rows whose sum was not 1, and that were divided by it
    furthest_sum: float  # of any row from 1: what rounding explains, or what rows were divided by
    missing_classes: tuple[Any, ...]  # that have a column, and never happened
    aligned: str  # how columns were matched to classes
    warnings: tuple[Any, ...]

    @property
    def all_certain(self) -> bool:
        """Whether all predictions are 0 or 1, as those of ``predict``."""
        return self.exact_zeros + self.exact_ones == self.n_predictions


def audit_of(tally: AuditTally, mass: Array, labels: list[Any], aligned: str, notes: tuple[Any, ...]) -> Audit:
    """Return the audit of a model."""
    return Audit(
        n_rows=tally.n_rows,
        n_weightless=tally.n_weightless,
        n_predictions=tally.n_rows * len(labels),
        exact_zeros=tally.n_zeros,
        exact_ones=tally.n_ones,
        n_divided=tally.n_divided,
        furthest_sum=tally.furthest,
        missing_classes=tuple(label for label, m in zip(labels, mass, strict=True) if m == 0),
        aligned=aligned,
        warnings=notes,
    )
