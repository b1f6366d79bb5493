"""Rows as a report sees them: what was predicted and what happened, and beside it which row, group and slices it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from typing import Any, Self, TypeVar

import numpy as np

from skxent._check import Distributions, Forecast, Labels, LogProbabilities
from skxent._check._remarks import Remarks
from skxent._math._namespace import to_numpy
from skxent._rows import blocks_of

Array = np.ndarray[Any, Any]
T = TypeVar("T")

# Numbers in a block: each has some thirty small sums, which cost more to start than the numbers of a smaller one.
_NUMBERS = 2**18


@dataclass(frozen=True, eq=False)
class Beside:
    """What stands beside each of n rows."""

    place: Array  # (n,), which row of the data it is, from 0
    ids: Array | None = None  # (n,)
    group: Array | None = None  # (n,), whole numbers or text: rows of one group are not independent
    slices: Mapping[str, Array] = field(default_factory=dict)  # (n,) each, as text
    sums: Array | None = None  # (n,), of the predictions as they came, where they were divided by them

    def rows(self, block: slice | Array) -> "Beside":
        """Return what stands beside some rows."""
        ids, group, sums = (None if one is None else one[block] for one in (self.ids, self.group, self.sums))
        slices = {name: one[block] for name, one in self.slices.items()}
        return Beside(self.place[block], ids, group, slices, sums)


@dataclass(frozen=True, eq=False)
class Observed:
    """A checked forecast and what stands beside its rows."""

    forecast: Forecast
    beside: Beside
    remarks: Remarks = field(default_factory=dict)  # what was said where the forecast was checked

    def __len__(self) -> int:
        return len(self.forecast)

    def rows(self, block: slice | Array) -> Self:
        """Return some rows."""
        return replace(self, forecast=self.forecast.rows(block), beside=self.beside.rows(block))  # type: ignore[arg-type]

    def sum(self, step: Callable[["Observed"], T]) -> T:
        """Return the sum of ``step`` over blocks of the rows."""
        cut = blocks_of(len(self), self.forecast.width, numbers=_NUMBERS)
        return reduce(add, (step(self.rows(block)) for block in cut))

    @property
    def w(self) -> Array:
        """Return the weights (n,)."""
        weight = self.forecast.weight
        return np.ones(len(self)) if weight is None else weight

    def gathered(self) -> Self:
        """Return the rows with logarithms and truths in NumPy, which can be picked and joined."""
        forecast = self.forecast
        log_p = to_numpy(forecast.scores.log_proba())  # (n, K)
        truth = forecast.truth if isinstance(forecast.truth, Labels) else Distributions(forecast.truth.dense(np))
        return replace(self, forecast=replace(forecast, scores=LogProbabilities(log_p), truth=truth))


def joined(parts: tuple[Observed, ...]) -> Observed:
    """Return rows of the same classes that came in parts as one, in order."""
    if len(parts) == 1:
        return parts[0]
    each = [part.gathered() for part in parts]
    first = each[0].forecast
    log_p = np.concatenate([to_numpy(part.forecast.scores.log_proba()) for part in each])
    truths = [part.forecast.truth for part in each]
    truth: Any
    if all(isinstance(one, Labels) for one in truths):
        truth = Labels(np.concatenate([one.codes for one in truths]), first.width)  # type: ignore[attr-defined]
    else:
        truth = Distributions(np.concatenate([one.dense(np) for one in truths]))
    weight = None if first.weight is None else np.concatenate([part.w for part in each])
    forecast = Forecast(first.classes, LogProbabilities(log_p), truth, weight, (len(log_p),))
    return Observed(forecast, _joined_beside([part.beside for part in each]))


def _joined_beside(each: list[Beside]) -> Beside:
    def one(read: Callable[[Beside], Any]) -> Any:
        return None if read(each[0]) is None else np.concatenate([read(beside) for beside in each])

    slices = {name: np.concatenate([beside.slices[name] for beside in each]) for name in each[0].slices}
    return Beside(one(lambda b: b.place), one(lambda b: b.ids), one(lambda b: b.group), slices, one(lambda b: b.sums))
