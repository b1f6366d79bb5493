"""Events whose probability a forecast gives, and whether they happened: what calibration is a question of.

top label   the row's likeliest class happens
classwise   each class happens; of two classes, the last
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent._check import Forecast
from skxent._math._namespace import to_numpy
from skxent.metrics._per_row import hits

Array = np.ndarray[Any, Any]

TOP_LABEL = "top label"


@dataclass(frozen=True, eq=False)
class Event:
    """One event in each row: its probability, that of its opposite, and whether it happened."""

    name: Any  # the class, or TOP_LABEL
    p: Array  # (n,)
    rest: Array  # (n,), 1 - p without its rounding
    t: Array  # (n,), 0 or 1, or the true probability

    def of(self, rows: Array) -> "Event":
        """Return the event in some rows."""
        return Event(self.name, self.p[rows], self.rest[rows], self.t[rows])

    @property
    def zero(self) -> Array:
        """Return which rows gave probability 0 to what happened (n,)."""
        return ((self.p == 0) & (self.t > 0)) | ((self.rest == 0) & (self.t < 1))


def counted(forecast: Forecast, kind: str) -> tuple[list[Event], Array]:
    """Return the events of a kind in the rows that count, and the weights (n,) of these rows."""
    w = np.ones(len(forecast)) if forecast.weight is None else forecast.weight
    rows = w > 0
    return [event.of(rows) for event in KINDS[kind](forecast)], w[rows]


def _top_label(forecast: Forecast) -> Iterator[Event]:
    """Give the event that the row's likeliest class happens."""
    p, top, rest = _proba(forecast)
    yield Event(TOP_LABEL, p[np.arange(len(p)), top], rest, hits(forecast))


def _classwise(forecast: Forecast) -> Iterator[Event]:
    """Give the event of each class; of two classes, that of the last."""
    (p, top, rest), k = _proba(forecast), forecast.width
    for j in range(k) if k > 2 else [k - 1]:
        t = forecast.truth.of(np.full(len(p), j))
        yield Event(forecast.classes[j], p[:, j], np.where(top == j, rest, 1 - p[:, j]), t)


def _proba(forecast: Forecast) -> tuple[Array, Array, Array]:
    """Return the probabilities (n, K), the likeliest class, and the probability of all others, both (n,)."""
    p = np.minimum(to_numpy(forecast.scores.proba()), 1.0)  # (n, K)
    top, rows = forecast.scores.likeliest(), np.arange(len(p))
    others = p.copy()
    others[rows, top] = 0.0
    return p, top, others.sum(axis=1)


KINDS = {"top_label": _top_label, "classwise": _classwise}
