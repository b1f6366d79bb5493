"""The weighted mean of a per-row loss, as a tally, and the three ways to read it.

mean = sum_i w_i l_i / sum_i w_i,    sum = sum_i w_i l_i,    none = the l_i
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent._check import Forecast
from skxent._math._namespace import namespace_of, to_numpy
from skxent._rows import Tally, map_rows, sum_rows, unit
from skxent.metrics._choices import check_choice

Array = np.ndarray[Any, Any]
PerRow = Callable[[Forecast], Any]

_REDUCTIONS = ("mean", "sum", "none")


@dataclass(frozen=True, eq=False)
class MeanTally(Tally):
    """Sums of the weights and of a weighted per-row score."""

    weight: float = unit("rows")  # sum w
    total: float = unit("score x rows")  # sum w l
    n_rows: int = unit("rows")  # rows that count
    n_infinite: int = unit("rows")  # of these, those whose score is infinite

    @property
    def mean(self) -> float:
        """Return sum w l / sum w."""
        return self.sum / self.weight

    @property
    def sum(self) -> float:
        """Return sum w l, and refuse one that left float64."""
        refuse_beyond_float64(self.total, self.n_infinite)
        return self.total


def weighted(losses: Array, weight: Array | None) -> Array:
    """Return w l (n,), where a row of weight 0 counts for nothing, even if its loss is infinite."""
    if weight is None:
        return losses
    return weight * np.where(weight > 0, losses, 0.0)


def count_infinite(losses: Array, weight: Array | None) -> int:
    """Return how many losses are infinite themselves, and not by their weight, of the rows that count."""
    return int(np.isinf(losses if weight is None else losses[weight > 0]).sum())


def refuse_beyond_float64(total: float, n_infinite: int) -> None:
    """Refuse finite losses whose weighted sum is not: their mean would be told as that of a probability of 0."""
    if not np.isfinite(total) and not n_infinite:
        raise ValueError(
            f"the weighted sum of the losses is {total}, of which none is infinite; divide sample_weight by its "
            "largest, and pass logits or logarithms of less than 1e300."
        )


def mean_tally(per_row: PerRow, forecast: Forecast, *, width: int | None = None) -> MeanTally:
    """Return the tally of ``per_row``, which looks at ``width`` numbers of a row, over all rows of the forecast."""

    def step(block: Forecast) -> MeanTally:
        scores, w = to_numpy(per_row(block)), block.weight
        n_rows = len(block) if w is None else int(np.count_nonzero(w))
        with np.errstate(over="ignore"):  # what it leaves is refused
            total = float(weighted(scores, w).sum())
        n_infinite = 0 if np.isfinite(total) else count_infinite(scores, w)
        return MeanTally(float(n_rows if w is None else w.sum()), total, n_rows, n_infinite)

    return sum_rows(step, forecast, width=width)


@dataclass(frozen=True, eq=False)
class Reading:
    """What a reduction gives, and how many of the rows that count have an infinite loss."""

    value: Any  # float, or the losses of the rows
    n_infinite: int
    n_rows: int


def reading(per_row: PerRow, forecast: Forecast, reduction: str, *, width: int | None = None) -> Reading:
    """Return the mean, the sum or the rows of ``per_row``."""
    if reduction == "none":
        losses = each_row(per_row, forecast)
        return Reading(losses, int(np.isinf(to_numpy(losses)).sum()), len(forecast))
    tally = mean_tally(per_row, forecast, width=width)
    return Reading(tally.mean if reduction == "mean" else tally.sum, tally.n_infinite, tally.n_rows)


def each_row(per_row: PerRow, forecast: Forecast) -> Any:
    """Return ``per_row`` of all rows, in the shape of the truth; 0 for rows that ``ignore_index`` marks."""
    losses = map_rows(per_row, forecast)  # (n,)
    xp = namespace_of(losses)
    if forecast.weight is not None:  # only ignore_index gives weights beside reduction="none"
        losses = xp.where(xp.asarray(forecast.weight > 0), losses, xp.zeros_like(losses))
    return xp.reshape(losses, forecast.shape)


def check_reduction(reduction: str, **weights: Any) -> None:
    """Refuse an unknown reduction, and weights beside ``"none"``, which has no use for them."""
    check_choice("reduction", reduction, _REDUCTIONS)
    given = [name for name, weight in weights.items() if weight is not None]
    if reduction == "none" and given:
        raise ValueError(
            f"{given[0]} is given beside reduction='none', which returns the losses themselves; "
            "leave it out and weigh the losses, or pass reduction='mean' or 'sum'."
        )
