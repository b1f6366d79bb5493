"""Axes of charts: the map from values to places, and round ticks."""

import math
from dataclasses import dataclass
from itertools import pairwise

from skxent.report._rendering._blocks import Tick

_LOG_AXIS_FROM = 20.0
# What is smaller, or so much smaller than the largest, is drawn at the edge.
_SMALLEST, _MOST_SPREAD = 1e-100, 1e12


@dataclass(frozen=True)
class Axis:
    """The map of values between ``low`` and ``high`` to places between ``start`` and ``stop``."""

    low: float
    high: float
    start: float
    stop: float
    is_log: bool = False

    def place(self, value: float) -> float:
        """Return the place of a value, at the edges for what lies outside."""
        if value >= self.high:
            return self.stop
        if value <= self.low:
            return self.start
        share = (
            math.log(value / self.low) / math.log(self.high / self.low)
            if self.is_log
            else (value - self.low) / (self.high - self.low)
        )
        return round(self.start + share * (self.stop - self.start), 1)

    def ticks(self) -> tuple[Tick, ...]:
        """Return about five labelled positions."""
        if self.is_log:
            first, last = round(math.log10(self.low)), round(math.log10(self.high))
            powers = range(first, last + 1, max(1, math.ceil((last - first) / 5)))
            return tuple(Tick(self.place(10.0**power), f"{10.0**power:g}") for power in powers)
        step = round_step((self.high - self.low) / 4)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(Tick(self.place(i * step), f"{round(i * step, 12):g}") for i in range(first, last + 1))


def axis_from_zero(values: list[float], start: float, stop: float) -> Axis:
    """Return an axis for values above 0: linear from 0, or logarithmic where they are not within a factor of 20."""
    finite = [value for value in values if _SMALLEST < value < math.inf]
    if not finite:
        return Axis(0.0, 1.0, start, stop)
    finite = [value for value in finite if value > max(finite) / _MOST_SPREAD]
    if max(finite) / min(finite) > _LOG_AXIS_FROM:
        low, high = math.floor(math.log10(min(finite))), math.ceil(math.log10(max(finite)))
        return Axis(10.0**low, 10.0 ** max(high, low + 1), start, stop, is_log=True)
    step = round_step(max(finite) / 4)
    return Axis(0.0, step * math.ceil(max(finite) / step - 1e-9), start, stop)


def axis_around_zero(values: list[float], start: float, stop: float) -> Axis:
    """Return a linear axis that holds 0 and all finite values."""
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(0.0, *finite), max(0.0, *finite)
    if high - low < _SMALLEST:
        return Axis(-1.0, 1.0, start, stop)
    step = round_step((high - low) / 4)
    return Axis(step * math.floor(low / step), step * math.ceil(high / step), start, stop)


def round_step(step: float) -> float:
    """Return the next larger of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step)


def thinned(ticks: tuple[Tick, ...], gap: float) -> tuple[Tick, ...]:
    """Return the ticks, or every second where they would stand closer than ``gap``."""
    close = any(abs(b.at - a.at) < gap for a, b in pairwise(ticks))
    return ticks[::2] if close else ticks
