"""What the input was like: sums, exact zeros and ones, classes that never happened, and how columns were matched."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent._check._scores import PositiveProbabilities, Probabilities, Smoothed
from skxent._math._namespace import to_numpy
from skxent._rows import Tally, unit
from skxent.report._sums._observed import Observed

Array = np.ndarray[Any, Any]


class _Most(float):
    """A number of which the sum of two is the larger."""

    def __add__(self, other: float) -> "_Most":
        return _Most(max(float(self), float(other)))


@dataclass(frozen=True, eq=False)
class AuditTally(Tally):
    """Counts over rows."""

    n_rows: int = unit("rows")
    n_weightless: int = unit("rows")  # of weight 0, which count for nothing
    n_zeros: int = unit("predictions")  # of exactly 0
    n_ones: int = unit("predictions")  # of exactly 1
    furthest: _Most = unit("probability")  # of a row's sum from 1, as it came; nothing where it cannot be any

    @classmethod
    def of(cls, observed: Observed) -> "AuditTally":
        """Return the counts of a block."""
        scores = observed.forecast.scores
        scores = scores.scores if isinstance(scores, Smoothed) else scores
        zeros, ones, furthest = 0, 0, 0.0
        if isinstance(scores, PositiveProbabilities):
            p = to_numpy(scores.values)
            zeros = ones = int(((p == 0) | (p == 1)).sum())
        elif isinstance(scores, Probabilities):
            p = to_numpy(scores.values)
            zeros, ones = int((p == 0).sum()), int((p == 1).sum())
            furthest = float(np.abs(p.sum(axis=1, dtype=np.float64) - 1).max())
        else:
            log_p = to_numpy(scores.log_proba())
            zeros, ones = int(np.isneginf(log_p).sum()), int((log_p == 0).sum())
        if observed.beside.sums is not None:
            furthest = float(np.abs(observed.beside.sums - 1).max())
        return cls(len(observed), int((observed.w == 0).sum()), zeros, ones, _Most(furthest))


@dataclass(frozen=True)
class Audit:
    """What is to be known of one model's input."""

    n_rows: int
    n_weightless: int
    n_predictions: int
    exact_zeros: int
    exact_ones: int
    furthest_sum: float  # of any row from 1: what rounding explains, or what rows were divided by
    missing_classes: tuple[Any, ...]  # that have a column, and never happened
    aligned: str  # how columns were matched to classes
    warnings: tuple[Any, ...]


def audit_of(tally: AuditTally, mass: Array, labels: list[Any], aligned: str, notes: tuple[Any, ...]) -> Audit:
    """Return the audit of a model."""
    return Audit(
        n_rows=tally.n_rows,
        n_weightless=tally.n_weightless,
        n_predictions=tally.n_rows * len(labels),
        exact_zeros=tally.n_zeros,
        exact_ones=tally.n_ones,
        furthest_sum=float(tally.furthest),
        missing_classes=tuple(label for label, m in zip(labels, mass, strict=True) if m == 0),
        aligned=aligned,
        warnings=notes,
    )
