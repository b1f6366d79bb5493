"""Calibration as a report shows it: the curve of the likeliest class and of each, and how far they are off.

error_c = sum_b s_b |observed_b - predicted_b| over the bins of a curve, s_b their share of the weight (ECE, l1)
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
    bins: tuple[CalibrationBin, ...]

    @property
    def has_intervals(self) -> bool:
        """Whether it is known how sure the observed rates are."""
        return not any(math.isnan(one.low) for one in self.bins)

    @property
    def n_outside(self) -> int:
        """Bins whose interval does not hold their mean forecast."""
        return sum(one.mean_predicted < one.low or one.mean_predicted > one.high for one in self.bins)


@dataclass(frozen=True)
class Calibration:
    """The curve of the likeliest class, and of every class; of two classes of the last alone."""

    error: float  # of two classes that of the last, of more that of the likeliest: calibration_error's default
    top_label: CalibrationCurve
    per_class: tuple[CalibrationCurve, ...]
    read_from: str


def calibration_of(detail: Detail, confidence: float) -> Calibration:
    """Return how well the probabilities came true."""
    (top,) = _curves(detail.curves("top_label", confidence).assign(**{"class": "likeliest class"}))
    per_class = _curves(detail.curves("classwise", confidence))
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
    return CalibrationCurve(event, float(share @ off), bins)
