"""Calibration error: how far observed rates are from the probabilities that were forecast, over bins of forecasts.

    e_b = observed rate_b - mean forecast_b,   s_b = share of the weight,   v_b = variance of the observed rate
l1  = sum_b s_b |e_b|
l2  = sqrt(sum_b s_b (e_b^2 - v_b)), with the sign of the sum; without debias v_b is left out
max = max_b |e_b|
kl  = sum_b s_b KL(observed rate_b || mean forecast_b)
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import check_forecast
from skxent._check._remarks import remark
from skxent._math._logs import kl_terms
from skxent.metrics._bins import NO_VARIANCE, BinTally, binned, check_bins
from skxent.metrics._choices import check_choice
from skxent.metrics._events import KINDS, counted
from skxent.metrics._zero_probability import warn_zero_probability


def calibration_error(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    normalize: bool = False,
    norm: str = "l1",
    kind: str = "auto",
    strategy: str = "quantile",
    n_bins: int = 15,
    debias: bool = True,
) -> float:
    """Distance between observed rates and forecast probabilities, over bins of similar forecasts.

    l1 = sum_b s_b abs(e_b), l2 = sqrt(sum_b s_b (e_b^2 - v_b)), max = max_b abs(e_b), kl = sum_b s_b KL(o_b, q_b)
    where bin b holds the share s_b of the weight, its mean forecast is q_b, its observed rate o_b, e_b = o_b - q_b, and
    the variance v_b of the observed rate is what chance alone adds to e_b^2.

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, K)
        Labels of any sortable or categorical type; or target distributions whose rows sum to 1, in the order of
        ``labels`` or with named columns.
    y_proba : array-like of shape (n, K) or (n,)
        Predictions in the order of ``labels``, matched by name if they are a frame with column names; (n,) are
        those of the last of two labels.
    labels : array-like of shape (K,), default=None
        The classes in column order, honoured as given. Default: the column names of ``y_proba``, else the sorted
        classes seen in ``y_true``.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights, not all zero; a row of weight 0 counts for nothing.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    normalize : bool, default=False
        Divide rows of predictions and of target distributions by their sums instead of refusing sums other than 1.
    norm : {"l1", "l2", "max", "kl"}, default="l1"
        How the bins' errors are joined; "l1" is the expected calibration error (ECE), "kl" is in nats.
    kind : {"auto", "top_label", "classwise"}, default="auto"
        The likeliest class against its hit rate; or every class's probability against its rate, where classes are
        averaged ("l2": their squares; "max": the worst). For two classes, "classwise" is of the last of ``labels``
        alone. "auto" is "classwise" for two classes and "top_label" for more.
    strategy : {"quantile", "uniform"}, default="quantile"
        Bins of equal weight, or of equal width. Equal forecasts share a bin; a forecast of 1 is in the last.
    n_bins : int, default=15
        Number of bins.
    debias : bool, default=True
        Subtract v_b for ``norm="l2"``. The sum may then be below 0, and the result is minus the root of its size: a
        calibrated forecast is at 0 in the mean, and squares averaged with their signs are unbiased. A bin of one row is
        joined with the next, for one row says nothing of v_b; weights are taken for importance, not for repeated rows.
        The other norms have no such estimate, and are as they are seen: above 0 by chance, even for calibrated
        forecasts.

    Returns
    -------
    float
        0 at best, and below by chance where "l2" is debiased; ``nan`` for the debiased "l2" where one row has all the
        weight of its bin, with an ``UndefinedMetricWarning``. At most 1 for l1, l2 and max. kl is ``inf`` where every
        forecast of a bin gave probability 0 to what happened in it, with a
        :class:`~skxent.exceptions.ZeroProbabilityWarning`: bins average probabilities, so that one forecast of 0 may be
        hidden by its neighbours. A constant forecast of the base rate is at 0, too: this is not a measure of how good a
        forecast is.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`, or if ``norm``, ``kind``, ``strategy`` or ``n_bins`` is unknown.

    References
    ----------
    Kumar, A., Liang, P. and Ma, T. (2019). Verified uncertainty calibration. Advances in Neural Information
    Processing Systems 32. https://doi.org/10.48550/arXiv.1909.10155

    Ferro, C. A. T. and Fricker, T. E. (2012). A bias-corrected decomposition of the Brier score. Quarterly Journal
    of the Royal Meteorological Society 138, 1954-1960. https://doi.org/10.1002/qj.1924

    Examples
    --------
    >>> from skxent.metrics import calibration_error
    >>> y, p = [0, 0, 1, 1, 0, 1, 1, 1], [0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75]
    >>> calibration_error(y, p)  # 1/2 |2/4 - 1/4| + 1/2 |3/4 - 3/4|
    0.125
    """
    check_choice("norm", norm, _NORMS)
    check_choice("kind", kind, ("auto", *KINDS))
    check_bins(strategy, n_bins)
    form = (_NORMS | _DEBIASED if debias else _NORMS)[norm]
    forecast = check_forecast(
        y_true,
        y_proba,
        labels=labels,
        sample_weight=sample_weight,
        scale=scale,
        smoothing=smoothing,
        normalize=normalize,
    )
    if kind == "auto":
        kind = "classwise" if forecast.width <= 2 else "top_label"
    events, w = counted(forecast, kind)
    value = form([binned(event, w, strategy, n_bins, paired=form is _l2_debiased).filled for event in events])
    if math.isinf(value):
        zero = np.logical_or.reduce([event.zero for event in events])
        warn_zero_probability(int(zero.sum()), len(w), [forecast.scores], stacklevel=2)
    if math.isnan(value):
        remark(NO_VARIANCE, UndefinedMetricWarning, stacklevel=2)
    return value


Norm = Callable[[list[BinTally]], float]


def _l1(classes: list[BinTally]) -> float:
    return _mean(float(b.share @ np.abs(b.observed - b.predicted)) for b in classes)


def _l2(classes: list[BinTally]) -> float:
    square = _mean(float(b.share @ ((b.observed - b.predicted) ** 2)) for b in classes)
    return math.sqrt(square)


def _l2_debiased(classes: list[BinTally]) -> float:
    square = _mean(float(b.share @ ((b.observed - b.predicted) ** 2 - b.variance)) for b in classes)
    return math.copysign(math.sqrt(abs(square)), square)


def _max(classes: list[BinTally]) -> float:
    return max(float(np.abs(b.observed - b.predicted).max()) for b in classes)


def _kl(classes: list[BinTally]) -> float:
    return _mean(
        float(b.share @ (kl_terms(b.observed, b.predicted, np) + kl_terms(1 - b.observed, b.opposite, np)))
        for b in classes
    )


def _mean(values: Iterator[float]) -> float:
    each = list(values)
    return sum(each) / len(each)


_NORMS: dict[str, Norm] = {"l1": _l1, "l2": _l2, "max": _max, "kl": _kl}
_DEBIASED: dict[str, Norm] = {"l2": _l2_debiased}  # the others have no unbiased estimate
