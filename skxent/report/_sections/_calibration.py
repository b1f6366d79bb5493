"""Calibration as a report shows it: the curve of the likeliest class and of each, and how far they are off.

error_c = sum_b s_b |observed_b - predicted_b| over the bins of a curve, s_b their share of the weight (ECE, l1)
chance  = sum_b s_b sqrt(2 / pi  q_b (1 - q_b) / n_b), its mean for rows that happen as predicted, q_b in the mean
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skxent.report._sums._detail import Detail


@dataclass(frozen=True)
class CalibrationBin:
    """Rows of similar forecasts."""

    n_rows: int
    share_of_weight: float
    mean_predicted: float
    observed_rate: float
    low: float  # of the observed rate's 95 % interval; nan for groups in a file, whose bins do not know them
    high: float


@dataclass(frozen=True)
class CalibrationCurve:
    """One event: the likeliest class being right, or a class."""

    event: Any
    error: float  # mean distance of bins from the diagonal
    chance: float  # about what it would be if the probabilities came true, for rows that are independent
    bins: tuple[CalibrationBin, ...]

    @property
    def has_intervals(self) -> bool:
        """Whether it is known how sure the observed rates are."""
        return not any(math.isnan(one.low) for one in self.bins)

    @property
    def n_above(self) -> int:
        """Bins whose mean forecast is above the interval of what was observed."""
        return sum(one.mean_predicted > one.high for one in self.bins)

    @property
    def n_below(self) -> int:
        """Bins whose mean forecast is below the interval of what was observed."""
        return sum(one.mean_predicted < one.low for one in self.bins)

    @property
    def n_outside(self) -> int:
        """Bins whose interval does not hold their mean forecast."""
        return self.n_above + self.n_below


@dataclass(frozen=True)
class Calibration:
    """The curve of the likeliest class, and of every class; of two classes of the last alone."""

    error: float  # of two classes that of the last, of more that of the likeliest: calibration_error's default
    top_label: CalibrationCurve
    per_class: tuple[CalibrationCurve, ...]
    read_from: str


def calibration_of(detail: Detail, confidence: float, *, with_intervals: bool = True) -> Calibration:
    """Return how well the probabilities came true, without intervals where rows were tested more than once."""

    def curves(kind: str) -> pd.DataFrame:
        found = detail.curves(kind, confidence)
        return found if with_intervals else found.assign(low=np.nan, high=np.nan)

    (top,) = _curves(curves("top_label").assign(**{"class": "likeliest class"}))
    per_class = _curves(curves("classwise"))
    return Calibration((per_class[0] if len(per_class) == 1 else top).error, top, per_class, detail.how)


def _curves(frame: pd.DataFrame) -> tuple[CalibrationCurve, ...]:
    events = list(dict.fromkeys(frame["class"].tolist()))
    starts = np.flatnonzero(np.append(True, frame["class"].to_numpy()[1:] != frame["class"].to_numpy()[:-1]))
    stops = [*starts[1:], len(frame)]
    return tuple(_curve(event, frame[a:b]) for event, a, b in zip(events, starts, stops, strict=True))


def _curve(event: Any, frame: pd.DataFrame) -> CalibrationCurve:
    share = frame["weight"].to_numpy() / frame["weight"].sum()
    off = np.abs(frame["observed_rate"].to_numpy() - frame["mean_predicted"].to_numpy())
    columns = ("count", "mean_predicted", "observed_rate", "low", "high")
    rows = zip(share.tolist(), *(frame[name].tolist() for name in columns), strict=True)
    bins = tuple(CalibrationBin(n, s, p, o, low, high) for s, n, p, o, low, high in rows)
    q, n = frame["mean_predicted"].to_numpy(), frame["count"].to_numpy()
    chance = float(share @ np.sqrt(2 / math.pi * q * (1 - q) / n))
    return CalibrationCurve(event, float(share @ off), chance, bins)
