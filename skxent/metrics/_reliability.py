"""The reliability curve: observed rates beside the probabilities that were forecast, bin by bin, with intervals.

low, high = (o + z^2 / 2n -+ z sqrt(o (1 - o) / n + z^2 / 4n^2)) / (1 + z^2 / n)

with the bin's rate o, its effective number of rows n = (sum w)^2 / sum w^2 and the normal quantile z (Wilson). Of rows
in groups n = o (1 - o) / v, v the variance of o over groups, and no more than of rows alone (Korn and Graubard).
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from skxent._check import Forecast, check_forecast
from skxent.metrics._bins import BinTally, bin_codes, check_bins
from skxent.metrics._choices import check_choice
from skxent.metrics._events import KINDS, Event, counted
from skxent.metrics._interval import check_confidence
from skxent.metrics._units import group_codes

Array = np.ndarray[Any, Any]


def reliability_curve(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    normalize: bool = False,
    kind: str = "classwise",
    strategy: str = "quantile",
    n_bins: int = 15,
    groups: Any = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Observed rates against forecast probabilities, over bins of similar forecasts.

    In bin b: mean_predicted = sum w p / sum w, observed_rate = sum w t / sum w, with Wilson's interval of the latter.

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
        Non-negative weights of importance, not all zero; a row of weight 0 counts for nothing.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    normalize : bool, default=False
        Divide rows of predictions and of target distributions by their sums instead of refusing sums other than 1.
    kind : {"classwise", "top_label"}, default="classwise"
        Every class's probability against its rate, of two classes that of the last of ``labels`` alone; or that of the
        likeliest class against its hit rate.
    strategy : {"quantile", "uniform"}, default="quantile"
        Bins of equal weight, or of equal width. Equal forecasts share a bin; a forecast of 1 is in the last.
    n_bins : int, default=15
        Number of bins; those without rows are left out.
    groups : array-like of shape (n,), default=None
        What belongs together, such as the patient of each row, for the intervals: groups are independent, rows of one
        group are not.
    confidence : float, default=0.95
        The share of intervals that are to hold the rate behind a bin, each by itself.

    Returns
    -------
    pandas.DataFrame
        A row for each bin, by class in the order of ``labels`` and by rising forecast: class ("top label" for that
        kind), bin (from 0), count (rows), weight, mean_predicted, observed_rate, low and high. For target distributions
        the interval is wider than it need be.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`, or if ``kind``, ``strategy``, ``n_bins`` or ``confidence`` is unknown.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22(158), 209-212. https://doi.org/10.1080/01621459.1927.10502953

    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data. Survey Methodology 24(2), 193-201.

    Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial proportion. Statistical Science
    16(2), 101-133. https://doi.org/10.1214/ss/1009213286

    Examples
    --------
    >>> from skxent.metrics import reliability_curve
    >>> y, p = [0, 0, 1, 1, 0, 1, 1, 1], [0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75]
    >>> curve = reliability_curve(y, p, n_bins=2)
    >>> print(curve[["class", "bin", "count", "mean_predicted", "observed_rate"]].to_string(index=False))
    class  bin  count  mean_predicted  observed_rate
        1    0      4            0.25           0.50
        1    1      4            0.75           0.75
    """
    check_choice("kind", kind, KINDS)
    check_bins(strategy, n_bins)
    check_confidence(confidence)
    forecast = check_forecast(
        y_true,
        y_proba,
        labels=labels,
        sample_weight=sample_weight,
        scale=scale,
        smoothing=smoothing,
        normalize=normalize,
    )
    unit = None if groups is None else group_codes(groups, len(forecast))
    return curves(forecast, kind, strategy, n_bins, unit=unit, confidence=confidence)


def curves(
    forecast: Forecast, kind: str, strategy: str, n_bins: int, *, unit: Array | None, confidence: float
) -> pd.DataFrame:
    """Return the curves of a checked forecast, whose rows belong to the units (n,) if these are given."""
    events, w = counted(forecast, kind)
    unit = unit if unit is None or forecast.weight is None else unit[forecast.weight > 0]
    each = []
    for event in events:
        code = bin_codes(event.p, w, strategy, n_bins)
        tally = BinTally.of(event, w, code, n_bins)
        n = tally.filled.n_effective
        if unit is not None:
            n = np.minimum(n, _told_by_groups(event, w, code, unit))
        each.append(curve_of(event.name, tally, n, confidence))
    return pd.concat(each, ignore_index=True)


def curve_of(name: Any, tally: BinTally, n: Array, confidence: float) -> pd.DataFrame:
    """Return the table of one event's bins, with intervals for n (B,) effective rows in each that is not empty."""
    bins = tally.filled
    low, high = wilson_interval(bins.observed, n, confidence)
    return pd.DataFrame(
        {
            "class": [name] * len(bins.n_rows),
            "bin": np.flatnonzero(tally.n_rows),
            "count": bins.n_rows.astype(np.intp),
            "weight": bins.weight,
            "mean_predicted": bins.predicted,
            "observed_rate": bins.observed,
            "low": low,
            "high": high,
        }
    )


def _told_by_groups(event: Event, w: Array, code: Array, unit: Array) -> Array:
    """Return how many independent rows tell as much of the rate of each bin (B,) as its rows in groups do."""
    _, code = np.unique(code, return_inverse=True)
    mass = np.bincount(code, weights=w)
    rate = np.bincount(code, weights=w * event.t) / mass
    part, place = np.unique(np.column_stack([code, unit]), axis=0, return_inverse=True)
    of = part[:, 0]  # the bin of each group's rows in it
    error = np.bincount(place.ravel(), weights=w * (event.t - rate[code]))
    weight, n_groups = np.bincount(place.ravel(), weights=w), np.bincount(of)
    variance = n_groups / np.maximum(n_groups - 1, 1) * np.bincount(of, weights=error**2) / mass**2
    known = (variance > 0) & (n_groups > 1)
    return np.where(
        known, rate * (1 - rate) / np.where(known, variance, 1.0), mass**2 / np.bincount(of, weights=weight**2)
    )


def wilson_interval(rate: Array, n: Array, confidence: float) -> tuple[Array, Array]:
    """Return the bounds of rates that were observed in n rows each."""
    z2 = norm.ppf((1 + confidence) / 2) ** 2
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (rate * (1 - rate) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return np.where(rate > 0, middle - half, 0.0), np.where(rate < 1, middle + half, 1.0)  # there they round
