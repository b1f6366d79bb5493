"""Comparison of models on the same rows: the mean of the rows' differences, with its interval and p-value.

    d_i = a_i - b_i,   difference = sum_i w_i d_i / sum_i w_i

What two models share, rows that are hard for both, leaves the difference: it is known better than either mean.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import column_names, is_number
from skxent._check._remarks import remark
from skxent.metrics._choices import check_choice
from skxent.metrics._interval import bounded, check_confidence, check_resamples
from skxent.metrics._paired_tests import Finding, Options, diebold_mariano, nadeau_bengio, sign_flip, t_test
from skxent.metrics._tails import warn_few_units, warn_heavy_tail, warn_no_interval
from skxent.metrics._units import Array, LossRows, Units, read_losses

_TESTS: dict[str, Callable[[Units, Options], Finding]] = {
    "t": t_test,
    "sign_flip": sign_flip,
    "diebold_mariano": diebold_mariano,
    "nadeau_bengio": nadeau_bengio,
}


@dataclass(frozen=True)
class Comparison:
    """The mean difference of two models' losses, made by :func:`skxent.metrics.compare_scores`.

    Parameters
    ----------
    difference : float
        Mean of a minus mean of b: below 0 where a is better.
    low, high : float
        Bounds of its confidence interval; nan where there is none, infinite where nothing can be rejected.
    p_value : float
        Probability of a difference as large, if the models were equally good; nan where there is none.
    standard_error : float
        Standard error of the difference; nan where there is none.
    confidence : float
        The share of such intervals that are to hold the truth.
    method : str
        The test.
    n_effective : float
        How many rows, or groups, of equal weight would tell as much (Kish).
    win_rate : float
        Share of the weight of rows where a has the smaller loss; where both are equal counts half.

    Examples
    --------
    >>> from skxent.metrics import Comparison
    >>> print(Comparison(-0.021, -0.034, -0.008, 0.0016, 0.0066, 0.95, "t", 500.0, 0.56))
    -0.0210 [-0.0340, -0.0080] (95 %, t), p = 0.0016
    """

    difference: float
    low: float
    high: float
    p_value: float
    standard_error: float
    confidence: float
    method: str
    n_effective: float
    win_rate: float

    def __str__(self) -> str:
        found = bounded(self.difference, self.low, self.high)
        return f"{found} ({100 * self.confidence:g} %, {self.method}), p = {self.p_value:.2g}"


def compare_scores(
    losses_a: Any,
    losses_b: Any,
    *,
    sample_weight: Any = None,
    groups: Any = None,
    confidence: float = 0.95,
    method: str = "t",
    horizon: int | None = None,
    test_to_train: float | None = None,
    n_resamples: int = 9999,
    random_state: Any = 0,
) -> Comparison:
    """Difference of two models' mean losses on the same rows, with its interval and p-value.

    difference = sum w (a - b) / sum w, below 0 where a is better; its standard error is that of the rows' differences.

    Parameters
    ----------
    losses_a : array-like of shape (n,)
        Loss of each row by model a, such as ``log_loss(..., reduction="none")`` returns; less is better. Not the scores
        of folds, which share training rows, but for "nadeau_bengio".
    losses_b : array-like of shape (n,)
        Loss of each row by model b, of the same rows in the same order.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights of importance, not all zero; a row of weight 0 counts for nothing.
    groups : array-like of shape (n,), default=None
        What belongs together, such as the patient of each row: groups are independent, rows of one group are not. For
        "nadeau_bengio", which needs them, the split that tested each row; ``range(n)`` for losses that are means of
        splits.
    confidence : float, default=0.95
        The share of such intervals that are to hold the truth, between 0 and 1.
    method : {"t", "sign_flip", "diebold_mariano", "nadeau_bengio"}, default="t"
        Student's paired test; or the share of random signs of the differences that lead as far from 0, which is exact
        for few rows too where differences are symmetric, and needs all rows in one piece; or the test for series of
        forecasts ``horizon`` steps ahead, whose errors hang together; or the test for repeated cross-validation, whose
        splits share training rows.
    horizon : int, default=None
        For "diebold_mariano": how many steps ahead the forecasts are, so that errors fewer steps apart hang together; 1
        if not given, which takes them to be independent.
    test_to_train : float, default=None
        For "nadeau_bengio": test rows of a split over its training rows, such as 1/4 for 5 folds. Losses are those of
        the test rows of all splits.
    n_resamples : int, default=9999
        Random signs, for "sign_flip"; all are taken where there are no more.
    random_state : int, RandomState or None, default=0
        Seed of the random signs.

    Returns
    -------
    Comparison
        ``difference`` in the unit of the losses, ``low``, ``high``, ``p_value``, ``standard_error``, ``confidence``,
        ``method``, ``n_effective`` and ``win_rate``. Of infinite losses and of one row or group there is no test, and
        its numbers are nan with a warning; if the differences are all equal, p is 1 where they are 0 and else nan. The
        interval of "sign_flip" is of the shifts that it would not reject, and infinite where it can reject none.

    Raises
    ------
    ValueError
        If losses are NaN, if what is given is of other rows, if series go by different indexes, or if an option is
        unknown or of another method.

    Warns
    -----
    HeavyTailWarning
        If few rows carry the difference: if there are fewer than 25 times their squared skewness.
    SmallSampleWarning
        For "t", if few rows or groups have most of the weight; for "diebold_mariano", if the series is not much longer
        than the horizon.

    References
    ----------
    Diebold, F. X. and Mariano, R. S. (1995). Comparing predictive accuracy. Journal of Business and Economic Statistics
    13(3), 253-263. https://doi.org/10.1080/07350015.1995.10524599

    Harvey, D., Leybourne, S. and Newbold, P. (1997). Testing the equality of prediction mean squared errors.
    International Journal of Forecasting 13(2), 281-291. https://doi.org/10.1016/S0169-2070(96)00719-4

    Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine Learning 52, 239-281.
    https://doi.org/10.1023/A:1024068626366

    Examples
    --------
    >>> from skxent.metrics import compare_scores
    >>> a, b = [0.5, 0.25, 0.5, 0.75], [1.0, 0.5, 0.75, 1.25]  # differences -1/2, -1/4, -1/4, -1/2
    >>> found = compare_scores(a, b, method="sign_flip")
    >>> print(found.difference, found.p_value)  # 2 of 16 signs lead as far from 0
    -0.375 0.125
    """
    options = _check_options(
        method,
        confidence=confidence,
        horizon=horizon,
        test_to_train=test_to_train,
        n_resamples=n_resamples,
        random_state=random_state,
    )
    rows = _read({"losses_a": losses_a, "losses_b": losses_b}, sample_weight, groups)
    _check_design(method, len(rows.w), options.horizon, sample_weight, groups)
    return _compared(rows, "losses_a", "losses_b", method, options, stacklevel=2)


def pairwise_comparisons(
    losses: Any,
    *,
    sample_weight: Any = None,
    groups: Any = None,
    confidence: float = 0.95,
    method: str = "t",
    horizon: int | None = None,
    test_to_train: float | None = None,
    n_resamples: int = 9999,
    random_state: Any = 0,
) -> pd.DataFrame:
    """Compare every two of several models on the same rows, with p-values adjusted for their number.

    p_holm of the k-th smallest of m p-values is max over j <= k of (m - j + 1) p_j, at most 1: the probability that any
    of the differences looks this large, if all models were equally good, is no more.

    Parameters
    ----------
    losses : dict of str to array-like of shape (n,), or frame of shape (n, M)
        Loss of each row by each model, by name.
    sample_weight : array-like of shape (n,), default=None
        As for :func:`skxent.metrics.compare_scores`.
    groups : array-like of shape (n,), default=None
        As for :func:`skxent.metrics.compare_scores`.
    confidence : float, default=0.95
        Of each interval by itself; they are not adjusted.
    method : {"t", "sign_flip", "diebold_mariano", "nadeau_bengio"}, default="t"
        As for :func:`skxent.metrics.compare_scores`.
    horizon : int, default=None
        As for :func:`skxent.metrics.compare_scores`.
    test_to_train : float, default=None
        As for :func:`skxent.metrics.compare_scores`.
    n_resamples : int, default=9999
        As for :func:`skxent.metrics.compare_scores`.
    random_state : int, RandomState or None, default=0
        As for :func:`skxent.metrics.compare_scores`.

    Returns
    -------
    pandas.DataFrame
        A row for each pair, in the order given: a, b, the fields of a :class:`~skxent.metrics.Comparison`, and p_holm.
        A p-value that is nan stays so, and counts as a comparison that was made.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.compare_scores`, or for fewer than two models.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2),
    65-70. https://www.jstor.org/stable/4615733

    Examples
    --------
    >>> from skxent.metrics import pairwise_comparisons
    >>> losses = {"a": [0.5, 0.25, 0.5, 0.75], "b": [1.0, 0.5, 0.75, 1.25], "c": [0.5, 0.5, 0.25, 0.75]}
    >>> found = pairwise_comparisons(losses, method="sign_flip")
    >>> print(found[["a", "b", "difference", "p_value", "p_holm"]].to_string(index=False))
    a b  difference  p_value  p_holm
    a b      -0.375    0.125   0.375
    a c       0.000    1.000   1.000
    b c       0.375    0.250   0.500
    """
    options = _check_options(
        method,
        confidence=confidence,
        horizon=horizon,
        test_to_train=test_to_train,
        n_resamples=n_resamples,
        random_state=random_state,
    )
    named = _by_name(losses)
    rows = _read(named, sample_weight, groups)
    _check_design(method, len(rows.w), options.horizon, sample_weight, groups)
    pairs = list(combinations(named, 2))
    found = []
    for a, b in pairs:  # no comprehension: before Python 3.12 it is a frame of its own, and warnings count frames
        found.append({"a": a, "b": b, **vars(_compared(rows, a, b, method, options, stacklevel=2))})
    table = pd.DataFrame(found)
    return table.assign(p_holm=holm(table["p_value"].to_numpy()))


def _read(named: dict[Any, Any], sample_weight: Any, groups: Any) -> LossRows:
    """Return losses by name; refuse what can be none, such as minus losses, of which more is better."""
    rows = read_losses(named, sample_weight, groups)
    if all((loss <= 0).all() and (loss < 0).any() for loss in rows.losses.values()):
        raise ValueError(
            f"{' and '.join(map(str, named))} are nowhere above 0, as scorers' values are, of which more is "
            "better; pass losses: minus the scores."
        )
    return rows


def _by_name(losses: Any) -> dict[Any, Any]:
    """Return the losses of each model."""
    names = list(losses) if isinstance(losses, Mapping) else column_names(losses)
    if names is None:
        raise ValueError(
            f"losses is {type(losses).__name__} without names; pass a dict of name to losses, or a frame with a name "
            "for each column."
        )
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(f"losses are of the models {names}; pass two at least, each by a name of its own.")
    return {name: losses[name] for name in names}


def _compared(rows: LossRows, a: Any, b: Any, method: str, options: Options, *, stacklevel: int) -> Comparison:
    """Return the comparison of two models."""
    pair = rows.of(a, b)
    loss_a, loss_b = pair.losses.values()
    with np.errstate(invalid="ignore"):  # both infinite: nan
        units = pair.units(loss_a - loss_b)
    level = stacklevel + 1
    if warn_no_interval(pair, units, what=f"differences of {a} and {b}", stacklevel=level):
        same = len(units) > 1 and not pair.infinite and not np.any(loss_a != loss_b)
        finding = Finding(math.nan, math.nan, 1.0 if same else math.nan, units.standard_error)
    else:
        if method != "nadeau_bengio":  # whose units are means of many rows
            warn_heavy_tail(pair, units, what=f"the absolute differences of {a} and {b}", stacklevel=level)
        if method == "t":
            warn_few_units(pair.word, len(units), units.n_effective, "t", options.confidence, stacklevel=level)
        if method == "diebold_mariano":
            n, why = len(units), f"hang together so far, {options.horizon} steps,"
            warn_few_units("row", n, n / options.horizon, "t", options.confidence, why=why, stacklevel=level)
        finding = _TESTS[method](units, options)
        if math.isnan(finding.p_value):
            remark(_NO_VARIANCE, UndefinedMetricWarning, stacklevel=level)
    w_wins = float(pair.w @ ((loss_a < loss_b) + 0.5 * (loss_a == loss_b)) / pair.w.sum())
    return Comparison(
        units.ratio,
        **vars(finding),
        confidence=options.confidence,
        method=method,
        n_effective=units.n_effective,
        win_rate=w_wins,
    )


_NO_VARIANCE = (
    "the differences' autocovariances up to the horizon sum to a variance that is not positive, so there is no test "
    "(nan); pass a longer series, or a smaller horizon."
)


def holm(p: Array) -> Array:
    """Return p-values adjusted for their number; nan stays nan."""
    order, m = np.argsort(p), len(p)  # nan last
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1, np.maximum.accumulate((m - np.arange(m)) * p[order]))
    return adjusted


def _check_options(
    method: str, *, confidence: float, horizon: Any, test_to_train: Any, n_resamples: int, random_state: Any
) -> Options:
    """Return the options, none of them unknown or of another method."""
    check_choice("method", method, _TESTS)
    check_confidence(confidence)
    check_resamples(n_resamples, at_least=1 / (1 - confidence) - 1 if method == "sign_flip" else 1)
    for name, value, of in (
        ("horizon", horizon, "diebold_mariano"),
        ("test_to_train", test_to_train, "nadeau_bengio"),
    ):
        if value is not None and method != of:
            raise ValueError(f"{name}={value!r} is of method={of!r}, not of {method!r}; leave one of them out.")
    if horizon is not None and (not is_number(horizon, at_least=1) or horizon != int(horizon)):
        raise ValueError(f"horizon={horizon!r} is no number of steps; pass a whole number from 1.")
    if method == "nadeau_bengio" and not (is_number(test_to_train, at_least=0) and test_to_train > 0):
        raise ValueError(
            f"test_to_train={test_to_train!r} is no ratio of rows; pass the test rows of a split over its training "
            "rows, such as 1/4 for 5 folds."
        )
    return Options(
        float(confidence),
        int(horizon or 1),
        math.nan if test_to_train is None else float(test_to_train),
        int(n_resamples),
        random_state,
    )


def _check_design(method: str, n: int, horizon: int, sample_weight: Any, groups: Any) -> None:
    """Refuse what is no single series that is longer than the horizon, and splits that are not told apart."""
    if method == "nadeau_bengio" and groups is None:
        raise ValueError(
            "method='nadeau_bengio' needs groups; pass the split that tested each row, or range(n) for means of splits."
        )
    if method != "diebold_mariano":
        return
    given = [name for name, value in (("sample_weight", sample_weight), ("groups", groups)) if value is not None]
    if given:
        raise ValueError(
            f"{given[0]} is given beside method='diebold_mariano', which is for one series of rows that weigh alike; "
            "leave it out, or pass method='t'."
        )
    if n <= horizon:
        raise ValueError(f"{n} rows are too few for horizon={horizon}; pass a series that is longer.")
