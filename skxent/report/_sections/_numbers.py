"""The numbers of the headline: what each is called, what it means, how it is read and how sure it is. Add one here."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from skxent._math._units import nats_per_unit
from skxent.metrics._brier import brier_scale
from skxent.metrics._reliability import wilson_interval
from skxent.report._sections._ranking import auc
from skxent.report._sections._tallies import ReportTally
from skxent.report._sums._student import CONFIDENCE, student_bounds, within

_NATS_PER_BIT = nats_per_unit(2)

Bounds = tuple[float, float]
_NOWHERE = (math.nan, math.nan)


@dataclass(frozen=True, eq=False)
class Number:
    """One number of the headline."""

    name: str
    title: str
    unit: str
    direction: str  # "lower" or "higher" is better, or "" where neither is
    meaning: str
    read: Callable[[ReportTally], float]
    interval: Callable[[ReportTally], Bounds] | None  # of 95 %, within what is possible; nan where there is none
    pairs: bool = True  # whether its difference between two models has an interval
    span: Bounds = (0.0, math.inf)  # what it may be, whatever the model


def _of_score(tally: ReportTally, name: str, factor: float) -> Bounds:
    units = tally.sums.units
    bounds = student_bounds(factor * units.mean(name), factor * units.error(name), units.n_effective, CONFIDENCE)
    return within(bounds, 0.0, math.inf)


def _of_loss(tally: ReportTally) -> Bounds:
    return _of_score(tally, "loss", 1.0)


def _through(
    bounds: Callable[[ReportTally], Bounds], map_: Callable[[float], float]
) -> Callable[[ReportTally], Bounds]:
    """Return the bounds of a monotone function of another number."""

    def mapped(tally: ReportTally) -> Bounds:
        low, high = sorted(map_(bound) for bound in bounds(tally))
        return (low, high) if math.isfinite(low + high) else _NOWHERE

    return mapped


def _of_excess(tally: ReportTally) -> Bounds:
    """Return the bounds of the rows' own excess; of labels it is the loss."""
    return _of_score(tally, "excess" if "excess" in tally.sums.units.names else "loss", 1.0)


def _of_skill(tally: ReportTally) -> Bounds:
    sums = tally.sums
    return within(student_bounds(sums.loss.d2, sums.skill_error, sums.units.n_effective, CONFIDENCE), -math.inf, 1.0)


def _of_accuracy(tally: ReportTally) -> Bounds:
    """Return Wilson's bounds, which stay between 0 and 1; of groups those of the rows that tell as much.

    That is n = o (1 - o) / v, v the variance of the rate o over groups, times (z / t)^2 for their number (Korn and
    Graubard).
    """
    units, rate = tally.sums.units, float(tally.sums.units.mean("hits"))
    n = units.n_effective
    if units.word == "group":
        if n < 2:
            return _NOWHERE
        error = units.error("hits")
        rows = tally.sums.loss.weight**2 / tally.sums.loss.weight_squared
        quantile = (1 + CONFIDENCE) / 2
        freedom = float(norm.ppf(quantile) / student.ppf(quantile, n - 1)) ** 2
        n = freedom * min(rate * (1 - rate) / error**2, rows) if error > 0 else n
    low, high = wilson_interval(np.array(rate), np.array(n), CONFIDENCE)
    return float(low), float(high)


def _exp(value: float) -> float:
    with np.errstate(over="ignore"):  # beyond float64 it is inf
        return float(np.exp(value))


NUMBERS = (
    Number(
        "log_loss",
        "log loss",
        "nats",
        "lower",
        "mean surprise of what happened",
        lambda tally: tally.sums.loss.log_loss,
        _of_loss,
    ),
    Number(
        "log_loss_bits",
        "log loss",
        "bits",
        "lower",
        "the same in bits: the mean number of yes-or-no questions that the prediction leaves open",
        lambda tally: tally.sums.loss.log_loss / _NATS_PER_BIT,
        _through(_of_loss, lambda value: value / _NATS_PER_BIT),
    ),
    Number(
        "label_entropy",
        "label entropy",
        "nats",
        "",
        "entropy of the labels themselves, below which no log loss gets; 0 for hard labels",
        lambda tally: tally.sums.loss.label_entropy,
        None,
        pairs=False,
    ),
    Number(
        "excess",
        "excess",
        "nats",
        "lower",
        "log loss above the label entropy: the KL divergence from the truth to the prediction",
        lambda tally: tally.sums.loss.log_loss - tally.sums.loss.label_entropy,
        _of_excess,
    ),
    Number(
        "skill",
        "skill",
        "share",
        "higher",
        "share of the base rate's log loss that is saved; 0 knows only the class frequencies, 1 is perfect",
        lambda tally: tally.sums.loss.d2,
        _of_skill,
        span=(-math.inf, 1.0),
    ),
    Number(
        "perplexity",
        "perplexity",
        "classes",
        "lower",
        "exp(log loss): as unsure as between so many equally likely classes",
        lambda tally: tally.sums.loss.perplexity,
        _through(_of_loss, _exp),
        pairs=False,
        span=(1.0, math.inf),
    ),
    Number(
        "typical_probability",
        "typical probability",
        "share",
        "higher",
        "exp(-log loss): the typical probability given to what happened, a geometric mean",
        lambda tally: _exp(-tally.sums.loss.log_loss),
        _through(_of_loss, lambda value: _exp(-value)),
        pairs=False,
        span=(0.0, 1.0),
    ),
    Number(
        "brier",
        "Brier",
        "probability^2",
        "lower",
        "squared error of the probabilities, summed over the classes, and halved for two",
        lambda tally: tally.sums.brier_scale * tally.sums.units.mean("brier"),
        lambda tally: _of_score(tally, "brier", tally.sums.brier_scale),
        span=(0.0, 2.0),
    ),
    Number(
        "accuracy",
        "accuracy",
        "share",
        "higher",
        "share of rows whose likeliest class is the label",
        lambda tally: tally.sums.units.mean("hits"),
        _of_accuracy,
        span=(0.0, 1.0),
    ),
    Number(
        "auc",
        "AUC",
        "probability",
        "higher",
        "probability that a row of a class is given more of it than a row of another, averaged over the classes",
        auc,
        None,
        pairs=False,
        span=(0.0, 1.0),
    ),
)
BY_NAME = {number.name: number for number in NUMBERS}


def numbers_of(n_classes: int) -> dict[str, Number]:
    """Return the numbers by name, with what they may be of so many classes: the Brier loss of two is halved."""
    brier = BY_NAME["brier"]
    return BY_NAME | {"brier": replace(brier, span=(0.0, 2.0 * brier_scale("auto", n_classes)))}
