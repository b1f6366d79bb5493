"""How the loss is spread over rows: its quantiles, and how much of it the costliest rows carry."""

import math
from dataclasses import dataclass

import numpy as np

from skxent.report._sums._detail import LossCells

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
COSTLIEST = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5)
# Sums of weights round: a row that reaches a share but for this reaches it.
_AT_SHARE = 1 - 2.0**-40


@dataclass(frozen=True)
class Quantile:
    """A share of the weight, and the loss that it does not exceed."""

    share: float
    log_loss: float  # nats


@dataclass(frozen=True)
class Carried:
    """The share of the loss that the costliest rows carry."""

    share_of_weight: float
    share_of_loss: float


@dataclass(frozen=True)
class LossDistribution:
    """The log losses of single rows."""

    quantiles: tuple[Quantile, ...]
    largest: float  # nats
    carried: tuple[Carried, ...]
    read_from: str


def loss_distribution_of(cells: LossCells, read_from: str) -> LossDistribution:
    """Return how the loss is spread."""
    below = np.cumsum(cells.weight)
    at = np.searchsorted(below, np.array(QUANTILES) * below[-1] * _AT_SHARE, side="left")
    return LossDistribution(
        tuple(
            Quantile(share, float(cells.loss[min(i, len(below) - 1)])) for share, i in zip(QUANTILES, at, strict=True)
        ),
        float(cells.loss[-1]),
        tuple(Carried(share, _carried(cells, share)) for share in COSTLIEST),
        read_from,
    )


def _carried(cells: LossCells, share: float) -> float:
    """Return the share of the loss that the costliest rows of so much of the weight carry; of equal rows a part."""
    if math.isinf(cells.loss[-1]):
        return math.nan
    loss, weight = cells.loss[::-1], cells.weight[::-1]
    total = float(loss @ weight)
    reached = np.cumsum(weight)
    wanted = share * reached[-1]
    taken = np.minimum(weight, np.maximum(wanted - (reached - weight), 0.0))
    return float(loss @ taken) / total if total > 0 else math.nan
