"""The geometry of the report's chart: where each model's loss lies on one axis. The template only draws it.

The axis starts at 0 and is linear where the losses are within a factor of 20; else it is logarithmic. An infinite
loss is drawn as an arrow at the right edge, and said in words.
"""

import math
from dataclasses import dataclass

from skxent.report._evaluation import Evaluation
from skxent.report._format import shown
from skxent.report._model_result import ModelResult
from skxent.report._numbers import NUMBERS

_LEFT, _RIGHT = 12.0, 348.0  # of a drawing 360 wide: it fits a phone at its own size
_ROW, _TOP = 38.0, 30.0
_LOG_AXIS_FROM = 20.0
# What is smaller, or so much smaller than the largest, is drawn at the left edge.
_SMALLEST, _MOST_SPREAD = 1e-100, 1e12

_LOSS = next(number for number in NUMBERS if number.name == "log_loss")


@dataclass(frozen=True)
class Mark:
    """One model's row: its name, its value in words, and where to draw it."""

    name: str
    value: str
    x: float
    y: float
    folds: tuple[float, ...]
    is_infinite: bool


@dataclass(frozen=True)
class Tick:
    """A labelled position on the axis."""

    x: float
    text: str


@dataclass(frozen=True)
class Chart:
    """A dot plot of log losses in nats."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    reference: float | None  # x of the class frequencies' loss
    height: float
    bottom: float
    is_log: bool
    description: str


@dataclass(frozen=True)
class Axis:
    """The map from nats to x."""

    low: float
    high: float
    is_log: bool

    def place(self, value: float) -> float:
        """Return x of ``value``, at the edges for what lies outside."""
        if math.isinf(value) or value >= self.high:
            return _RIGHT
        share = (
            math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
            if self.is_log
            else (value - self.low) / (self.high - self.low)
        )
        return round(_LEFT + share * (_RIGHT - _LEFT), 2)

    def ticks(self) -> tuple[Tick, ...]:
        """Return about five labelled positions."""
        if self.is_log:
            first, last = round(math.log10(self.low)), round(math.log10(self.high))
            powers = range(first, last + 1, max(1, math.ceil((last - first) / 5)))
            return tuple(Tick(self.place(10.0**power), f"{10.0**power:g}") for power in powers)
        step = _round_step(self.high / 4)
        return tuple(Tick(self.place(i * step), f"{i * step:g}") for i in range(int(self.high / step + 1e-9) + 1))


def loss_chart(evaluation: Evaluation) -> Chart:
    """Return the chart of every model's log loss over all rows, with its folds and the base rate's loss."""
    reference = evaluation.models[0].tally.loss.base_rate_entropy
    axis = _axis([*_values(evaluation.models), reference])
    marks = tuple(_mark(model, i, axis) for i, model in enumerate(evaluation.models))
    bottom = _TOP + _ROW * len(marks)
    spoken = "; ".join(f"{mark.name}: {mark.value} nats" for mark in marks)
    return Chart(
        marks,
        axis.ticks(),
        axis.place(reference) if reference > 0 else None,
        bottom + 34,
        bottom,
        axis.is_log,
        f"{spoken}; class frequencies alone: {shown(reference)} nats.",
    )


def _values(models: tuple[ModelResult, ...]) -> list[float]:
    return [value for model in models for value in (model.value(_LOSS), *model.fold_values(_LOSS))]


def _axis(values: list[float]) -> Axis:
    finite = [value for value in values if _SMALLEST < value < math.inf]
    if not finite:
        return Axis(0.0, 1.0, is_log=False)
    finite = [value for value in finite if value > max(finite) / _MOST_SPREAD]
    if max(finite) / min(finite) > _LOG_AXIS_FROM:
        low, high = math.floor(math.log10(min(finite))), math.ceil(math.log10(max(finite)))
        return Axis(10.0**low, 10.0**high, is_log=True)
    step = _round_step(max(finite) / 4)
    return Axis(0.0, step * math.ceil(max(finite) / step), is_log=False)


def _round_step(step: float) -> float:
    """Return the next larger of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step)


def _mark(model: ModelResult, i: int, axis: Axis) -> Mark:
    value = model.value(_LOSS)
    folds = tuple(axis.place(fold) for fold in model.fold_values(_LOSS))
    return Mark(model.name, shown(value), axis.place(value), _TOP + _ROW * i + 24, folds, math.isinf(value))
