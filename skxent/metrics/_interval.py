"""The interval of a mean loss, or of a skill, from the losses of the rows.

    L = sum_i w_i l_i / sum_i w_i                   the mean loss
    S = 1 - L / R                                   the skill against a reference's mean loss R
    u_g = sum_{i in g} w_i (l_i - L) / sum_i w_i    what unit g, a row or a group, moves L by
    u_g = - sum_{i in g} w_i (l_i - (L / R) r_i) / sum_i w_i r_i        and S (the delta method)
    standard error^2 = G / (G - 1) sum_g u_g^2

Of the pooled losses of a cross-validation this is the interval of Bayle et al. (2020).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scipy.stats import norm, t
from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import is_number
from skxent._check._remarks import remark
from skxent.metrics._bootstrap import bca_interval
from skxent.metrics._choices import check_choice
from skxent.metrics._tails import warn_few_units, warn_heavy_tail, warn_no_interval
from skxent.metrics._units import Units, read_losses


@dataclass(frozen=True)
class Interval:
    """An estimate and its confidence interval, made by :func:`skxent.metrics.score_interval`.

    Parameters
    ----------
    estimate : float
        The mean loss, or the skill.
    low, high : float
        Bounds of the interval, in the unit of the estimate; nan where there is none.
    standard_error : float
        Standard error of the estimate; nan where there is none.
    confidence : float
        The share of such intervals that are to hold the truth.
    method : str
        How the interval was made.
    n_effective : float
        How many rows, or groups, of equal weight would tell as much: (sum w)^2 / sum w^2 (Kish).

    Examples
    --------
    >>> from skxent.metrics import Interval
    >>> print(Interval(0.447, 0.393, 0.501, 0.027, 0.95, "normal", 346.0))
    0.447 [0.393, 0.501] (95 %, normal)
    """

    estimate: float
    low: float
    high: float
    standard_error: float
    confidence: float
    method: str
    n_effective: float

    def __str__(self) -> str:
        return f"{bounded(self.estimate, self.low, self.high)} ({100 * self.confidence:g} %, {self.method})"


# Narrower intervals would take more decimals than a reader counts.
_NARROW = 1e-9


def bounded(estimate: float, low: float, high: float) -> str:
    """Return an estimate and its bounds with as many decimals as the width of the interval makes sense of.

    >>> bounded(0.49702, 0.4563, 1.0003), bounded(1.5, 1.49991, 1.50009), bounded(2.0, float("nan"), float("nan"))
    ('0.497 [0.456, 1.000]', '1.500000 [1.499910, 1.500090]', '2 [nan, nan]')
    """
    width = high - low
    if not _NARROW < width < math.inf:
        return f"{estimate:.4g} [{low:.4g}, {high:.4g}]"
    decimals = max(2 - math.floor(math.log10(width)), 0)
    return "{} [{}, {}]".format(*(f"{value + 0.0:.{decimals}f}" for value in (estimate, low, high)))


def score_interval(
    losses: Any,
    *,
    sample_weight: Any = None,
    groups: Any = None,
    reference: Any = None,
    confidence: float = 0.95,
    method: str = "normal",
    n_resamples: int = 9999,
    random_state: Any = 0,
) -> Interval:
    """Confidence interval of the mean of losses, or of the skill against reference losses of the same rows.

    estimate = L = sum w l / sum w, or with a reference 1 - L / R, R = sum w r / sum w;
    standard_error^2 = G / (G - 1) sum_g u_g^2, u_g what row or group g moves the estimate by (linearised).

    Parameters
    ----------
    losses : array-like of shape (n,)
        Loss of each row, such as ``log_loss(..., reduction="none")`` returns. For a cross-validation, those of the test
        rows of all folds together, each row tested once (else with the row as its group), and not the scores of folds:
        folds share training rows, so that their spread is no standard error.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights of importance, not all zero; a row of weight 0 counts for nothing.
    groups : array-like of shape (n,), default=None
        What belongs together, such as the patient of each row: groups are independent, rows of one group are not.
    reference : array-like of shape (n,), default=None
        Losses of a reference prediction, for the interval of the skill. Those of the base rate of the same rows may be
        taken: that it is estimated changes the skill in the second order only.
    confidence : float, default=0.95
        The share of such intervals that are to hold the truth, between 0 and 1.
    method : {"normal", "t", "bootstrap"}, default="normal"
        So many standard errors about the estimate as the normal distribution says, or Student's with G - 1 degrees of
        freedom, which is wider for few rows or groups; or quantiles of resampled rows or groups, corrected for bias and
        acceleration (BCa), which lean to the side of the longer tail. The bootstrap needs the rows in one piece and
        draws n x n_resamples of them.
    n_resamples : int, default=9999
        Resamples of the bootstrap.
    random_state : int, RandomState or None, default=0
        Seed of the bootstrap.

    Returns
    -------
    Interval
        ``estimate``, ``low``, ``high``, ``standard_error``, ``confidence``, ``method`` and ``n_effective``. Of infinite
        losses, of one row or group, and of losses that are all equal there is no interval: its bounds are nan, with a
        warning that says why.

    Raises
    ------
    ValueError
        If losses are NaN, if what is given beside them is of other rows, or if an option is unknown.

    Warns
    -----
    HeavyTailWarning
        If few rows carry the loss, so that the interval misses more often than it says: if there are fewer than 25
        times their squared skewness. It goes by the rows that are seen: what is so rare that none of it was seen is in
        no interval.
    SmallSampleWarning
        If an interval of so few rows or groups, or of few with most of the weight, would be too short even for normal
        losses.

    References
    ----------
    Bayle, P., Bayle, A., Janson, L. and Mackey, L. (2020). Cross-validation confidence intervals for test error.
    Advances in Neural Information Processing Systems 33. https://doi.org/10.48550/arXiv.2007.12671

    Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association 82(397),
    171-185. https://doi.org/10.1080/01621459.1987.10478410

    Cochran, W. G. (1977). Sampling techniques, third edition, sections 2.15 and 6.4. Wiley.

    Examples
    --------
    >>> from skxent.metrics import score_interval
    >>> found = score_interval([0.0, 2.0] * 50)  # mean 1, variance 100 / 99
    >>> print(found)  # 1 +- 1.96 sqrt(1 / 99)
    1.000 [0.803, 1.197] (95 %, normal)
    """
    check_choice("method", method, _METHODS)
    check_confidence(confidence)
    check_resamples(n_resamples, at_least=2 / (1 - confidence) if method == "bootstrap" else 1)
    given = {"losses": losses} | ({} if reference is None else {"reference": reference})
    rows = read_losses(given, sample_weight, groups)
    units = rows.units(rows.losses["losses"], rows.losses.get("reference"))
    if reference is not None:
        _check_reference(float(units.below.sum() / units.weight.sum()))
    low = high = math.nan
    if not warn_no_interval(rows, units, what="losses" if reference is None else "losses by reference", stacklevel=2):
        what, is_ratio = "the loss" if reference is None else "the skill's variance", reference is not None
        warn_heavy_tail(rows, units, what=what, is_ratio=is_ratio, stacklevel=2)
        warn_few_units(rows.word, len(units), units.n_effective, method, confidence, stacklevel=2)
        low, high = _METHODS[method](units, confidence, int(n_resamples), random_state)
        if math.isnan(low):
            remark(_NO_REFERENCE.format(rows.word), UndefinedMetricWarning, stacklevel=2)
    ratio, error = units.ratio, units.standard_error
    if reference is not None:
        ratio, low, high = 1 - ratio, 1 - high, 1 - low
    return Interval(ratio, low, high, error, float(confidence), method, units.n_effective)


_NO_REFERENCE = (
    "the reference's loss rests on so few {0}s that resamples have none of them, so there is no interval (nan); pass "
    "method='normal', or more {0}s."
)


def _check_reference(mean: float) -> None:
    """Refuse a reference that no skill is measured against."""
    if not 0 < mean < math.inf:
        raise ValueError(f"reference has a mean loss of {mean:.6g}; pass one that can be wrong, and is finite.")


def check_confidence(confidence: float) -> None:
    """Refuse what is not between 0 and 1."""
    if not (is_number(confidence, at_least=0) and 0 < confidence < 1):
        raise ValueError(f"confidence={confidence!r} is not between 0 and 1; pass 0.95 for 95 %.")


def check_resamples(n_resamples: int, *, at_least: float) -> None:
    """Refuse what is no number of resamples, and fewer than reach the ends of an interval."""
    if not is_number(n_resamples, at_least=at_least - 1e-9) or n_resamples != int(n_resamples):
        wanted = f"pass a whole number from {math.ceil(at_least - 1e-9)}"
        raise ValueError(f"n_resamples={n_resamples!r} is no number of resamples for this confidence; {wanted}.")


def normal_bounds(units: Units, confidence: float, *_: Any) -> tuple[float, float]:
    """Return the bounds by the normal distribution."""
    half = float(norm.ppf((1 + confidence) / 2)) * units.standard_error
    return units.ratio - half, units.ratio + half


def _t_bounds(units: Units, confidence: float, *_: Any) -> tuple[float, float]:
    """Return the bounds by Student's distribution with G - 1 degrees of freedom."""
    half = float(t.ppf((1 + confidence) / 2, len(units) - 1)) * units.standard_error
    return units.ratio - half, units.ratio + half


_METHODS: dict[str, Callable[..., tuple[float, float]]] = {
    "normal": normal_bounds,
    "t": _t_bounds,
    "bootstrap": bca_interval,
}
