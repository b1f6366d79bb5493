"""What is known of one model: its sums, its folds, and what came up while it was evaluated."""

import math
from dataclasses import dataclass

from skxent.report._numbers import Number
from skxent.report._tallies import ReportTally
from skxent.scorers import FoldTally


@dataclass(frozen=True, eq=False)
class Note:
    """A warning that came up while a model was evaluated, and how often."""

    category: str
    message: str
    count: int


@dataclass(frozen=True, eq=False)
class ModelResult:
    """What is known of one model: its pooled tally, its folds if it was cross-validated, and its notes.

    Where rows were tested more than once there are no intervals: they would take every test for a row of its own.
    """

    name: str
    tally: ReportTally
    folds: tuple[FoldTally[ReportTally], ...] = ()
    notes: tuple[Note, ...] = ()
    times_tested: int = 1

    def value(self, number: Number) -> float:
        """Return the pooled value over all rows."""
        return float(number.read(self.tally))

    def interval(self, number: Number) -> tuple[float, float]:
        """Return the bounds of the pooled value's 95 % interval; nan where there is none."""
        return number.interval(self.tally) if self.times_tested == 1 else (math.nan, math.nan)

    def part(self, number: Number, part: str) -> float:
        """Return the pooled value, or a bound of its interval."""
        low, high = self.interval(number)
        return {"value": self.value(number), "low": low, "high": high}[part]

    def fold_values(self, number: Number) -> list[float]:
        """Return the value of each fold."""
        return [float(number.read(fold.tally)) for fold in self.folds]

    def fold_mean(self, number: Number) -> float:
        """Return the plain mean of the folds' values; nan without folds."""
        values = self.fold_values(number)
        return sum(values) / len(values) if values else math.nan
