"""Rows that gave probability 0 to what happened: what they cost, and what smoothing would make of the loss.

loss(d) = mean of - log((p + d) / (1 + K d)), for a few d
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from scipy.stats import poisson

from skxent._check import Labels
from skxent._check._scores import Smoothed
from skxent._math._namespace import to_numpy
from skxent._rows import Tally, unit
from skxent.metrics._means import weighted
from skxent.report._sums._observed import Observed

Array = np.ndarray[Any, Any]

# From below what float64 rounds off in a probability to a tenth, which hides most of what a model says.
SMOOTHINGS = (0.0, 1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 1e-1)
# How unlikely what happened was said to be: the rows at or below each share are counted with what they cost.
UNLIKELY = (0.0, 1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2)
# Probabilities round: 1 - 0.9, 0.1 as float32, or the exp of the log of 0.1, is one of 0.1.
_AT_SHARE = 1 + 2.0**-20
_FIRST = 10  # rows that are named
_BY_CHANCE = 0.001


@dataclass(frozen=True, eq=False)
class ZeroTally(Tally):
    """Sums over rows: of the loss at several smoothings, and of the rows that found what happened unlikely."""

    weight: float = unit("weight")
    finite: float = unit("weight nats")  # of the losses that are finite
    smoothed: Array = unit("weight nats")  # (D,)
    rows: Array = unit("rows")  # (U,), rows that gave what happened so little
    expected: Array = unit("rows")  # (U,), that were to be expected, if the probabilities hold; nan for distributions
    unlikely_weight: Array = unit("weight")  # (U,)
    unlikely_loss: Array = unit("weight nats")  # (U,)
    places: tuple[int, ...] = unit("rows")  # the first of those of probability 0

    def __add__(self, other: Self) -> Self:
        added = super().__add__(other)
        return replace(added, places=_first(added.places))

    def renumbered(self, number: Callable[[int], int]) -> Self:
        """Return the tally with other numbers for the rows."""
        return replace(self, places=tuple(map(number, self.places)))

    @classmethod
    def of(cls, observed: Observed, losses: Array) -> Self:
        """Return the sums over a block, whose log losses in nats are (n,)."""
        forecast, w = observed.forecast, observed.w
        w_losses = weighted(losses, forecast.weight)
        p, counts = np.exp(-losses), w > 0
        below = [counts & (p <= share * _AT_SHARE) if share else counts & np.isinf(losses) for share in UNLIKELY]
        return cls(
            weight=float(w.sum()),
            finite=float(w_losses[np.isfinite(w_losses)].sum()),
            smoothed=np.array([weighted(one, forecast.weight).sum() for one in _smoothed(observed)]),
            rows=np.array([float(rows.sum()) for rows in below]),
            expected=_expected(observed, counts),
            unlikely_weight=np.array([w[rows].sum() for rows in below]),
            unlikely_loss=np.array([w_losses[rows].sum() for rows in below]),
            places=_first(observed.beside.place[below[0]].tolist()),
        )


def _first(places: Iterable[int]) -> tuple[int, ...]:
    """Return the first rows by number, each once."""
    return tuple(sorted(set(places))[:_FIRST])


def _expected(observed: Observed, counts: Array) -> Array:
    """Return sum_i sum_k p_ik over the p_ik that are at most each share: rows that may be so unlikely."""
    forecast = observed.forecast
    if not isinstance(forecast.truth, Labels):
        return np.full(len(UNLIKELY), np.nan)
    p = to_numpy(forecast.scores.proba())[counts].ravel()
    place = np.searchsorted(np.array(UNLIKELY) * _AT_SHARE, p, side="left")  # of the least share that is no smaller
    return np.cumsum(np.bincount(place, weights=p, minlength=len(UNLIKELY) + 1)[:-1])


def _smoothed(observed: Observed) -> list[Array]:
    """Return the losses (n,) at each smoothing of the predictions as they came."""
    forecast = observed.forecast
    scores = forecast.scores.scores if isinstance(forecast.scores, Smoothed) else forecast.scores
    if forecast.truth.is_gathered:
        as_given = to_numpy(forecast.truth.log_loss(scores))
        p = np.exp(-as_given)
        return [np.log1p(forecast.width * d) - np.log(p + d) if d else as_given for d in SMOOTHINGS]
    return [to_numpy(forecast.truth.log_loss(Smoothed(scores, d) if d else scores)) for d in SMOOTHINGS]


@dataclass(frozen=True)
class Unlikely:
    """The rows that gave what happened a probability of at most so much."""

    probability: float
    n_rows: int
    n_expected: float  # rows, if the probabilities hold
    share_of_weight: float
    share_of_loss: float


@dataclass(frozen=True)
class AtSmoothing:
    """The log loss with so much added to every probability."""

    smoothing: float
    log_loss: float  # nats


@dataclass(frozen=True)
class ZeroProbability:
    """What is known of rows that gave what happened probability 0, or little."""

    rows: int
    share_of_weight: float
    first_rows: tuple[int, ...]
    log_loss_without: float  # nats, of the other rows; nan where there are none
    unlikely: tuple[Unlikely, ...]
    by_smoothing: tuple[AtSmoothing, ...]

    @property
    def best_smoothing(self) -> AtSmoothing:
        """The smoothing of the least loss."""
        return min(self.by_smoothing, key=lambda one: one.log_loss)

    def is_unexpected(self, probability: float) -> bool:
        """Return whether so many rows gave what happened so little, or less, that chance does not explain it.

        That is twice as many as expected, and more than a Poisson number of that mean is once in a thousand times.
        """
        level = next((one for one in self.unlikely if probability <= one.probability * _AT_SHARE), None)
        if level is None or not level.n_rows > 2 * level.n_expected:
            return False
        return float(poisson.sf(level.n_rows - 1, level.n_expected)) < _BY_CHANCE


def zero_probability_of(tally: ZeroTally, total_loss: float, *, rows: bool) -> ZeroProbability:
    """Return what a tally says; ``total_loss`` is sum w l."""
    left = tally.weight - float(tally.unlikely_weight[0])
    return ZeroProbability(
        rows=int(tally.rows[0]),
        share_of_weight=float(tally.unlikely_weight[0]) / tally.weight,
        first_rows=tally.places if rows else (),
        log_loss_without=tally.finite / left if left > 0 else math.nan,
        unlikely=tuple(
            Unlikely(share, int(n), float(expected), float(weight) / tally.weight, _share(float(loss), total_loss))
            for share, n, expected, weight, loss in zip(
                UNLIKELY, tally.rows, tally.expected, tally.unlikely_weight, tally.unlikely_loss, strict=True
            )
            if share == 0 or not math.isnan(expected)  # target distributions give no outcome a probability
        ),
        by_smoothing=tuple(
            AtSmoothing(d, float(loss) / tally.weight) for d, loss in zip(SMOOTHINGS, tally.smoothed, strict=True)
        ),
    )


def _share(loss: float, total: float) -> float:
    """Return the share of the loss; of an infinite one the infinite part is all."""
    if math.isinf(total):
        return 1.0 if math.isinf(loss) else 0.0
    return loss / total if total > 0 else 0.0
