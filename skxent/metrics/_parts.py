"""The parts of a proper score, by each method of recalibration.

score            S    mean loss of the forecast
miscalibration   S - S_c,   S_c the mean loss of the recalibrated forecast
discrimination   S_0 - S_c
uncertainty      S_0, the mean loss of the base rate

Binned, miscalibration is that of the bins' mean forecasts, S_q - S_c, and what the forecasts tell within a bin, the
remainder S - S_q, is taken from discrimination (Stephenson, Coelho and Jolliffe).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import Forecast, is_number
from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics._bins import NO_VARIANCE, BinTally, bin_codes, check_bins
from skxent.metrics._choices import check_choice
from skxent.metrics._events import counted
from skxent.metrics._recalibration import Recalibrator
from skxent.metrics._remarks import remark
from skxent.metrics._rules import Rule
from skxent.metrics._zero_probability import warn_zero_probability


@dataclass(frozen=True)
class Decomposition:
    """A mean loss taken apart: score = miscalibration - discrimination + uncertainty.

    Made by :func:`skxent.metrics.log_loss_decomposition` and :func:`skxent.metrics.brier_decomposition`.

    Parameters
    ----------
    miscalibration : float
        What recalibration would save; 0 at best.
    discrimination : float
        What the recalibrated forecast saves against the base rate; ``uncertainty`` at best.
    uncertainty : float
        The loss of forecasting the base rate.
    score : float
        The loss of the forecast.
    method : str
        How the forecast was recalibrated.
    in_sample : bool
        Whether the recalibration saw the rows that it is judged by.
    within_bin : float
        For "binned": the loss of the forecast less that of the bins' mean forecasts, contained in ``discrimination``
        with the opposite sign; else 0.

    Examples
    --------
    >>> from skxent.metrics import Decomposition
    >>> print(Decomposition(0.25, 0.5, 0.75, 0.5, "isotonic"))
    0.5 = 0.25 miscalibration - 0.5 discrimination + 0.75 uncertainty (isotonic, in sample)
    """

    miscalibration: float
    discrimination: float
    uncertainty: float
    score: float
    method: str
    in_sample: bool = True
    within_bin: float = 0.0

    @property
    def limits(self) -> str:
        """What the method cannot say."""
        return _METHODS[self.method].limits + (_IN_SAMPLE if self.in_sample else _CROSS_FITTED)

    def __str__(self) -> str:
        parts = f"{self.miscalibration:.4g} miscalibration - {self.discrimination:.4g} discrimination"
        how = f"{self.method}, {'in sample' if self.in_sample else 'cross-fitted'}"
        return f"{self.score:.4g} = {parts} + {self.uncertainty:.4g} uncertainty ({how})"


@dataclass(frozen=True)
class How:
    """How to take a score apart."""

    method: str
    strategy: str
    n_bins: int
    debias: bool
    n_folds: int
    random_state: Any


def check_how(method: str, *, strategy: str, n_bins: int, debias: bool, n_folds: int, random_state: Any) -> How:
    """Return the options, none of them unknown."""
    check_choice("method", method, ("auto", *_METHODS))
    check_bins(strategy, n_bins)
    if not is_number(n_folds, at_least=0) or n_folds != int(n_folds) or n_folds == 1:
        raise ValueError(f"n_folds={n_folds!r} is no number of folds; pass a whole number from 2, or 0 for in sample.")
    return How(method, strategy, int(n_bins), debias, int(n_folds), random_state)


def decomposed(forecast: Forecast, rule: Rule, how: How, *, stacklevel: int) -> Decomposition:
    """Return the decomposition by the method that was asked for, or else that suits the number of classes."""
    if how.method == "auto":
        how = replace(how, method="isotonic" if forecast.width == 2 else "multinomial")
    method = _METHODS[how.method]
    if method.is_binary and forecast.width != 2:
        raise ValueError(
            f"method={how.method!r} is for two classes, and there are {forecast.width}; pass method='multinomial', or "
            "one class against the others."
        )
    rows, score = Recalibrator.of(forecast), rule.mean(forecast)
    found = method.parts(rows, rule, how, score)
    unknown = math.isnan(found.miscalibration + found.discrimination + found.uncertainty)
    if math.isinf(score):
        warn_zero_probability(rows.n_zero, len(rows.w), stacklevel=stacklevel + 1)
    elif unknown and rows.n_zero and not method.is_binary:
        message = _NOT_MENDED.format(rows.n_zero, len(rows.w))
        remark(message, ZeroProbabilityWarning, stacklevel=stacklevel + 1)
    elif unknown:
        remark(method.undefined, UndefinedMetricWarning, stacklevel=stacklevel + 1)
    return found


_NOT_MENDED = (
    "{} of {} rows gave probability 0 to what happened, which no map of log-probabilities mends, so its parts are "
    "undefined (nan); pass smoothing= (a small number added to every probability)."
)


def _isotonic(rows: Recalibrator, rule: Rule, how: How, score: float) -> Decomposition:
    """Recalibrate by pooling; what rounding makes negative is 0."""
    left, uncertainty = rule.mean(rows.isotonic()), rule.mean(rows.constant())
    return Decomposition(max(score - left, 0.0), max(uncertainty - left, 0.0), uncertainty, score, how.method)


def _scaled(rows: Recalibrator, rule: Rule, how: How, score: float, *, biased: bool) -> Decomposition:
    """Recalibrate by a map of log-probabilities; nan where it cannot mend a probability of 0, or finds no end."""
    if how.n_folds > len(rows.w):
        raise ValueError(
            f"n_folds={how.n_folds} for {len(rows.w)} row{'s' if len(rows.w) > 1 else ''} that count; pass more rows, "
            "fewer folds, or n_folds=0 to fit and judge on the same rows."
        )
    fitted = None
    if rows.n_zero == 0:
        fitted = rows.scaled(rule.slopes, biased=biased, n_folds=how.n_folds, random_state=how.random_state)
    left = math.nan if fitted is None else rule.mean(fitted)
    uncertainty = rule.mean(rows.constant())
    return Decomposition(score - left, uncertainty - left, uncertainty, score, how.method, in_sample=how.n_folds == 0)


def _binned(rows: Recalibrator, rule: Rule, how: How, score: float) -> Decomposition:
    """Recalibrate by the rates of bins, and tell what chance and the spread within bins add."""
    (event,), w = counted(rows.given, "classwise")  # of two classes that of the last alone
    code = bin_codes(event.p, w, how.strategy, how.n_bins, paired=how.debias)
    bins, whole = BinTally.of(event, w, code, how.n_bins).filled, BinTally.of(event, w, 0 * code, 1)
    uncertainty, left = rule.mean(rows.constant()), rule.mean(rows.with_log_proba(rows.pooled(code)))
    if how.debias:
        uncertainty += float(rule.chance(whole.observed, whole.variance)[0])
        left += float(bins.share @ rule.chance(bins.observed, bins.variance))
    of_means = rule.mean(rows.with_log_proba(rows.mean_forecast(code)))
    within_bin = score - of_means
    miscalibration = of_means - left if math.isfinite(score) else score
    told = miscalibration + uncertainty - score if math.isfinite(score) else uncertainty - left
    return Decomposition(miscalibration, told, uncertainty, score, how.method, within_bin=within_bin)


@dataclass(frozen=True)
class _Method:
    """A method: its parts of a score, what it cannot say, and whether it is for two classes alone."""

    parts: Callable[..., Decomposition]  # of a recalibrator, a rule, how, and the score
    limits: str
    undefined: str
    is_binary: bool


_IN_SAMPLE = " It was fitted on the rows that it is judged by, so that part of both is chance."
_CROSS_FITTED = " It was fitted on other rows than it is judged by, so that both may be below 0 by chance."
_NO_END = "the map of log-probabilities found no minimum, so its parts are undefined (nan); pass smoothing=."
_METHODS = {
    "isotonic": _Method(_isotonic, "Only what keeps the order of the forecasts is mended.", "", is_binary=True),
    "binned": _Method(
        _binned,
        "It depends on the bins: what forecasts tell within a bin is no miscalibration, and is in within_bin.",
        NO_VARIANCE,
        is_binary=True,
    ),
    "temperature": _Method(
        partial(_scaled, biased=False),
        "Only over- or underconfidence of all classes is mended, a little less than it could be; there may be more.",
        _NO_END,
        is_binary=False,
    ),
    "multinomial": _Method(
        partial(_scaled, biased=True),
        "Only over- or underconfidence of all classes, and a factor for each class, are mended, a little less than "
        "they could be; there may be more.",
        _NO_END,
        is_binary=False,
    ),
}
