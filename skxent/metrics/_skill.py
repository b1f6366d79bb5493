"""Skill: the share of the base rate's loss that the prediction saves.

d2 = 1 - log_loss(prediction) / log_loss(prior),   prior = the weighted base rate, or a given one
"""

import math
import warnings
from typing import Any

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import check_forecast
from skxent._math._logs import xlogy
from skxent.metrics._loss_tally import LossTally
from skxent.metrics._zero_probability import warn_zero_probability


def d2_log_loss_score(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    normalize: bool = False,
    prior: Any = None,
) -> float:
    """Skill in log loss: the share of the prior's log loss that the prediction saves.

    d2 = 1 - log_loss(y_proba) / log_loss(prior for every row).

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, K)
        Labels, or target distributions whose rows sum to 1.
    y_proba : array-like of shape (n, K) or (n,)
        Predictions in the order of ``labels``, matched by name if they are a frame with column names; (n,) are
        those of the last of two labels.
    labels : array-like of shape (K,), default=None
        The classes in column order, honoured as given.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights, not all zero.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    normalize : bool, default=False
        Divide rows by their sums instead of refusing sums other than 1.
    prior : array-like of shape (K,), default=None
        The reference prediction in the order of ``labels``, such as the class frequencies of the training data.
        Default: the weighted base rate of ``y_true`` itself, which no constant prediction can beat.

    Returns
    -------
    float
        1 at best, 0 for the prior, negative for worse; ``-inf`` for an infinite loss; ``nan`` with an
        ``UndefinedMetricWarning`` if the reference's loss is 0, as for the base rate of one class.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`, or if ``prior`` is no distribution over the labels.

    References
    ----------
    McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior. In Frontiers in
    Econometrics, 105-142. https://eml.berkeley.edu/reprints/mcfadden/zarembka.pdf

    Examples
    --------
    >>> from skxent.metrics import d2_log_loss_score
    >>> round(d2_log_loss_score([0, 1], [[0.5, 0.5], [0.25, 0.75]]), 9)  # 1 - (1 + log2(4/3)) / 2
    0.29248125
    """
    forecast = check_forecast(
        y_true,
        y_proba,
        labels=labels,
        sample_weight=sample_weight,
        scale=scale,
        smoothing=smoothing,
        normalize=normalize,
    )
    tally = LossTally.of(forecast)
    reference = tally.base_rate_entropy if prior is None else _prior_loss(tally, prior)
    warn_zero_probability(tally.n_zero, tally.n_rows, stacklevel=2)
    if reference == 0 or not math.isfinite(reference):
        warnings.warn(_undefined(tally, reference), UndefinedMetricWarning, stacklevel=2)
        return math.nan
    return 1 - tally.log_loss / reference


def _prior_loss(tally: LossTally, prior: Any) -> float:
    """Return the log loss, in nats, of predicting ``prior`` for every row."""
    q = np.asarray(prior, dtype=np.float64)  # (K,)
    valid = q.shape == tally.labels.shape and (q >= 0).all() and math.isclose(q.sum(), 1, rel_tol=1e-6)
    if not valid:
        raise ValueError(
            f"prior={prior!r} is no distribution over the {len(tally.labels)} labels "
            f"{tally.labels.tolist()}; pass one probability for each, summing to 1."
        )
    return float(0.0 - xlogy(tally.base_rate, q, np).sum())


def _undefined(tally: LossTally, reference: float) -> str:
    if reference == 0:
        seen = tally.labels[tally.class_weight > 0].tolist()
        return (
            f"y_true holds one class only, {seen}, so the reference's loss is 0 and the skill is undefined (nan); "
            "pass prior=, for example the class frequencies of the training data, or pool more rows."
        )
    return "prior gives probability 0 to a class that happened, so its loss is inf and the skill is undefined (nan)."
