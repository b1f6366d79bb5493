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
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import Forecast, is_number
from skxent._check._remarks import remark
from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics._bins import NO_VARIANCE, BinTally, bin_codes, check_bins
from skxent.metrics._choices import check_choice
from skxent.metrics._events import counted
from skxent.metrics._recalibration import Recalibrator
from skxent.metrics._rules import Rule
from skxent.metrics._zero_probability import warn_zero_probability


@dataclass(frozen=True)
class Decomposition:
    """A mean loss taken apart: score = miscalibration - discrimination + uncertainty.

    Made by :func:`skxent.metrics.log_loss_decomposition` and :func:`skxent.metrics.brier_decomposition`.

    Parameters
    ----------
    miscalibration : float
        What the recalibration saves; 0 at best. In sample a part of it is chance, of few rows most of it.
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

    @property
    def how(self) -> str:
        """The method, and whether it saw the rows that it is judged by."""
        return f"{self.method}, {'in sample' if self.in_sample else 'cross-fitted'}"

    def __str__(self) -> str:
        parts = f"{self.miscalibration:.4g} miscalibration - {self.discrimination:.4g} discrimination"
        return f"{self.score:.4g} = {parts} + {self.uncertainty:.4g} uncertainty ({self.how})"


@dataclass(frozen=True)
class How:
    """How to take a score apart, as it was asked: None stands for a method's own choice."""

    method: str
    options: dict[str, Any]
    random_state: Any

    def of(self, method: str) -> "How":
        """Return how by a method, with its own choices; refuse options of others."""
        known = _METHODS[method].options
        for name, value in self.options.items():
            if value is not None and name not in known:
                of = " or ".join(repr(other) for other, one in _METHODS.items() if name in one.options)
                raise ValueError(f"{name}={value!r} is of method={of}, not of {method!r}; leave one of them out.")
        given = {name: value for name, value in self.options.items() if value is not None}
        return How(method, {**known, **given}, self.random_state)


def check_how(method: str, *, random_state: Any, **options: Any) -> How:
    """Return how to take a score apart, with no unknown option."""
    check_choice("method", method, ("auto", *_METHODS))
    how = How(method, options, random_state)
    given = {**_BINNED, **_SCALED, **{name: value for name, value in options.items() if value is not None}}
    check_bins(given["strategy"], given["n_bins"])
    n_folds = given["n_folds"]
    if not is_number(n_folds, at_least=0) or n_folds != int(n_folds) or n_folds == 1:
        raise ValueError(f"n_folds={n_folds!r} is no number of folds; pass a whole number from 2, or 0 for in sample.")
    return how


def decomposed(forecast: Forecast, rule: Rule, how: How, *, stacklevel: int) -> Decomposition:
    """Return the decomposition by the method that was asked for, or else that suits the number of classes."""
    how = how.of(how.method if how.method != "auto" else "isotonic" if forecast.width == 2 else "multinomial")
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
        warn_zero_probability(rows.n_zero, len(rows.w), [forecast.scores], stacklevel=stacklevel + 1)
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
    n_folds = int(how.options["n_folds"])
    if n_folds > len(rows.w):
        raise ValueError(
            f"n_folds={n_folds} for {len(rows.w)} row{'s' if len(rows.w) > 1 else ''} that count; pass more rows, "
            "fewer folds, or n_folds=0 to fit and judge on the same rows."
        )
    fitted = None
    if rows.n_zero == 0:
        fitted = rows.scaled(rule.slope, biased=biased, n_folds=n_folds, random_state=how.random_state)
    return parts_by(fitted, rows, rule, score, method=how.method, in_sample=n_folds == 0)


def parts_by(
    fitted: Forecast | None, rows: Recalibrator, rule: Rule, score: float, *, method: str, in_sample: bool
) -> Decomposition:
    """Return the parts of a score by a recalibrated forecast; nan where there is none."""
    left = math.nan if fitted is None else rule.mean(fitted)
    uncertainty = rule.mean(rows.constant())
    return Decomposition(score - left, uncertainty - left, uncertainty, score, method, in_sample=in_sample)


def _binned(rows: Recalibrator, rule: Rule, how: How, score: float) -> Decomposition:
    """Recalibrate by the rates of bins, and tell what chance and the spread within bins add."""
    (event,), w = counted(rows.given, "classwise")  # of two classes that of the last alone
    n_bins, debias = int(how.options["n_bins"]), how.options["debias"]
    code = bin_codes(event.p, w, how.options["strategy"], n_bins, paired=debias)
    bins, whole = BinTally.of(event, w, code, n_bins).filled, BinTally.of(event, w, 0 * code, 1)
    uncertainty, left = rule.mean(rows.constant()), rule.mean(rows.with_log_proba(rows.pooled(code)))
    if debias:
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
    options: dict[str, Any] = field(default_factory=dict)  # with its own choices


_IN_SAMPLE = " It was fitted on the rows that it is judged by, so that part of both is chance."
_CROSS_FITTED = " It was fitted on other rows than it is judged by, so that both may be below 0 by chance."
_NO_END = "the map of log-probabilities found no minimum, so its parts are undefined (nan); pass smoothing=."
_BINNED: dict[str, Any] = {"strategy": "quantile", "n_bins": 15, "debias": True}
_SCALED: dict[str, Any] = {"n_folds": 5}
_METHODS = {
    "isotonic": _Method(
        _isotonic,
        "Only what keeps the order of the forecasts is mended. Of few rows most of the miscalibration may be chance: "
        "see whether method='multinomial', which is cross-fitted, finds it too.",
        undefined="",
        is_binary=True,
    ),
    "binned": _Method(
        _binned,
        "It depends on the bins: what forecasts tell within a bin is no miscalibration, and is in within_bin. With "
        "debias=False part of both is chance.",
        undefined=NO_VARIANCE,
        is_binary=True,
        options=_BINNED,
    ),
    "temperature": _Method(
        partial(_scaled, biased=False),
        "Only over- or underconfidence of all classes is mended, a little less than it could be; there may be more.",
        undefined=_NO_END,
        is_binary=False,
        options=_SCALED,
    ),
    "multinomial": _Method(
        partial(_scaled, biased=True),
        "Only over- or underconfidence of all classes, and a factor for each class, are mended, a little less than "
        "they could be; there may be more.",
        undefined=_NO_END,
        is_binary=False,
        options=_SCALED,
    ),
}
