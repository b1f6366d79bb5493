"""The numbers of the headline: what each is called, what it means, how it is read and how sure it is. Add one here."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from skxent.metrics._reliability import wilson_interval
from skxent.report._tallies import ReportTally

_NATS_PER_BIT = math.log(2)
_CONFIDENCE = 0.95
# A standard error within this share of its value is what equal losses leave by rounding.
_ROUNDING = 2.0**-49


@dataclass(frozen=True, eq=False)
class Number:
    """One number of the headline."""

    name: str
    title: str
    unit: str
    direction: str  # "lower" or "higher" is better
    meaning: str
    read: Callable[[ReportTally], float]
    interval: Callable[[ReportTally], tuple[float, float]]  # of 95 %; nan where there is none


_NOWHERE = (math.nan, math.nan)


def _student(value: float, error: float, tally: ReportTally) -> tuple[float, float]:
    """Return the bounds by Student's distribution at Kish's effective number of rows; nan where nothing varies."""
    loss = tally.loss
    n_effective = loss.weight**2 / loss.weight_squared
    if not (math.isfinite(value) and _ROUNDING * abs(value) < error < math.inf and n_effective > 1 + _ROUNDING):
        return _NOWHERE
    half = float(t.ppf((1 + _CONFIDENCE) / 2, n_effective - 1)) * error
    return value - half, value + half


def _of_loss(tally: ReportTally) -> tuple[float, float]:
    return _student(tally.loss.log_loss, tally.loss.standard_error, tally)


def _in_bits(tally: ReportTally) -> tuple[float, float]:
    low, high = _of_loss(tally)
    return low / _NATS_PER_BIT, high / _NATS_PER_BIT


def _of_excess(tally: ReportTally) -> tuple[float, float]:
    return _of_loss(tally) if tally.loss.target_entropy == 0 else _NOWHERE  # else it is no shift of the loss


def _of_accuracy(tally: ReportTally) -> tuple[float, float]:
    """Return Wilson's bounds, which stay between 0 and 1."""
    n_effective = tally.loss.weight**2 / tally.loss.weight_squared
    low, high = wilson_interval(np.array(tally.accuracy), np.array(n_effective), _CONFIDENCE)
    return float(low), float(high)


NUMBERS = (
    Number(
        "log_loss",
        "log loss",
        "nats",
        "lower",
        "mean surprise of what happened; exp(-loss) is the geometric mean of the probabilities that it was given",
        lambda tally: tally.loss.log_loss,
        _of_loss,
    ),
    Number(
        "log_loss_bits",
        "log loss",
        "bits",
        "lower",
        "the same in bits: the mean number of yes-or-no questions that the prediction leaves open",
        lambda tally: tally.loss.log_loss / _NATS_PER_BIT,
        _in_bits,
    ),
    Number(
        "excess",
        "excess",
        "nats",
        "lower",
        "log loss above the entropy of the labels themselves (KL divergence); for hard labels that entropy is 0",
        lambda tally: tally.loss.log_loss - tally.loss.label_entropy,
        _of_excess,
    ),
    Number(
        "skill",
        "skill",
        "share",
        "higher",
        "share of the base rate's log loss that is saved; 0 knows only the class frequencies, 1 is perfect",
        lambda tally: tally.loss.d2,
        lambda tally: _student(tally.loss.d2, tally.skill_error, tally),
    ),
    Number(
        "brier",
        "Brier",
        "probability^2",
        "lower",
        "mean squared error of the probabilities, halved for two classes",
        lambda tally: tally.brier_loss,
        lambda tally: _student(tally.brier_loss, tally.brier_error, tally),
    ),
    Number(
        "accuracy",
        "accuracy",
        "share",
        "higher",
        "share of rows whose likeliest class is the label",
        lambda tally: tally.accuracy,
        _of_accuracy,
    ),
)
