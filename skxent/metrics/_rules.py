"""Proper scoring rules as decompositions see them: the loss of a row, its gradient, and what chance adds.

log loss   - sum_k t_k log q_k        gradient by the logits  q - t              phi'' = 1 / (o (1 - o))
Brier      c sum_k (q_k - t_k)^2      2 c q (e - sum_k q_k e_k), e = q - t     phi'' = 4 c

An observed rate o with variance v makes the loss that is left, - phi(o), smaller by phi''(o) v / 2 in the mean: exactly
for Brier (Ferro and Fricker), to the first order for the log loss (Miller and Madow).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent._check import Forecast
from skxent._math._logs import log_softmax, sum_last
from skxent.metrics._means import mean_tally
from skxent.metrics._per_row import brier_losses, log_losses

Array = np.ndarray[Any, Any]

# Of logits and targets (n, K): the loss of each row (n,), and its gradient by the logits (n, K).
Slope = Callable[[Array, Array], tuple[Array, Array]]


@dataclass(frozen=True)
class Rule:
    """A proper scoring rule, times a constant."""

    per_row: Callable[[Forecast], Any]
    slope: Slope
    gain: Callable[[Array, Array], Array]  # phi''(o) v / 2
    factor: float

    def mean(self, forecast: Forecast) -> float:
        """Return the mean loss."""
        return self.factor * mean_tally(self.per_row, forecast).mean

    def chance(self, rate: Any, variance: Any) -> Any:
        """Return how much smaller chance makes the loss that is left at a rate observed with some variance."""
        return self.factor * self.gain(np.asarray(rate), np.asarray(variance))


def log_rule(factor: float) -> Rule:
    """Return the log loss."""
    return Rule(log_losses, log_slope, _log_gain, factor)


def brier_rule(factor: float) -> Rule:
    """Return the Brier loss."""
    return Rule(brier_losses, _brier_slope, lambda _, v: 2 * v, factor)


def log_slope(z: Array, t: Array) -> tuple[Array, Array]:
    """Return the log loss of each row, and its gradient."""
    log_q = log_softmax(z, np)  # (n, K), -inf for classes of probability 0
    return -sum_last(t * np.where(t == 0, 0.0, log_q), np), np.exp(log_q) - t


def _log_gain(o: Array, v: Array) -> Array:
    spread = o * (1 - o)
    return v / (2 * np.where(spread > 0, spread, 1.0))  # where there is no spread v is 0, or nan


def _brier_slope(z: Array, t: Array) -> tuple[Array, Array]:
    q = np.exp(log_softmax(z, np))  # (n, K)
    e = q - t
    return sum_last(e * e, np), 2 * q * (e - sum_last(q * e, np)[:, None])
