"""Skill: the share of the reference's loss that the prediction saves, in log loss and in Brier loss.

d2 = 1 - loss(prediction) / loss(reference),   reference = the weighted base rate, or a given prior
"""

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import Forecast, check_forecast, find, shown
from skxent._check._remarks import remark
from skxent._math._logs import sum_last, xlogy
from skxent.metrics._loss_tally import LossTally
from skxent.metrics._means import mean_tally
from skxent.metrics._per_row import brier_losses
from skxent.metrics._zero_probability import warn_zero_probability

Array = np.ndarray[Any, Any]

# A squared distance of the base rate from the targets that is no more than rounding: (8 eps)^2 a class.
_ROUNDING = (8 * 2.0**-52) ** 2


def d2_log_loss_score(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    class_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    label_smoothing: float = 0.0,
    normalize: bool = False,
    ignore_index: Any = None,
    prior: Any = None,
) -> float:
    """Skill in log loss: the share of the reference's log loss that the prediction saves.

    d2 = 1 - log_loss(y_proba) / log_loss(prior for every row).

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, K)
        Labels of any sortable or categorical type; or target distributions whose rows sum to 1, in the order of
        ``labels`` or with named columns.
    y_proba : array-like of shape (n, K) or (n,)
        Predictions in the order of ``labels``, matched by name if they are a frame with column names; (n,) are
        those of the last of two labels. Predictions (..., K) go with labels (...), as in segmentation.
    labels : array-like of shape (K,), default=None
        The classes in column order, honoured as given. Default: the column names of ``y_proba``, else the sorted
        classes seen in ``y_true``.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights, not all zero; a row of weight 0 counts for nothing.
    class_weight : dict or "balanced", default=None
        Weights of the classes by label, 1 for those not named; "balanced" weighs each class by the inverse of its
        frequency. They multiply the rows that a target stands for, one for each class: w_i c_k t_ik.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds. Logarithms and logits never pass through exp.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    label_smoothing : float, default=0.0
        Epsilon in [0, 1) mixed into the targets: (1 - epsilon) t + epsilon / K.
    normalize : bool, default=False
        Divide rows of predictions and of target distributions by their sums instead of refusing sums other than 1.
    ignore_index : label, default=None
        Rows with this label count for nothing; their loss is 0 in ``reduction="none"``.
    prior : array-like of shape (K,), default=None
        The reference prediction in the order of ``labels``, or a Series by label, such as the class frequencies of
        the training data. Default: the weighted base rate of ``y_true`` itself, which no constant prediction beats.

    Returns
    -------
    float
        1 at best, 0 for the reference, negative for worse; ``-inf`` for an infinite loss; ``nan`` with an
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
        class_weight=class_weight,
        scale=scale,
        smoothing=smoothing,
        label_smoothing=label_smoothing,
        normalize=normalize,
        ignore_index=ignore_index,
    )
    tally = LossTally.of(forecast)
    if prior is None:
        reference = tally.base_rate_entropy
    else:
        reference = float(0.0 - xlogy(tally.base_rate, _check_prior(prior, tally.labels), np).sum())
    warn_zero_probability(tally.n_zero, tally.n_rows, [forecast.scores], stacklevel=2)
    return _skill(tally.log_loss, reference, prior)


def d2_brier_score(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    class_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    label_smoothing: float = 0.0,
    normalize: bool = False,
    ignore_index: Any = None,
    prior: Any = None,
) -> float:
    """Skill in Brier loss: the share of the reference's Brier loss that the prediction saves.

    d2 = 1 - brier_loss(y_proba) / brier_loss(prior for every row); the Brier skill score.

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, K)
        Labels of any sortable or categorical type; or target distributions whose rows sum to 1, in the order of
        ``labels`` or with named columns.
    y_proba : array-like of shape (n, K) or (n,)
        Predictions in the order of ``labels``, matched by name if they are a frame with column names; (n,) are
        those of the last of two labels. Predictions (..., K) go with labels (...), as in segmentation.
    labels : array-like of shape (K,), default=None
        The classes in column order, honoured as given. Default: the column names of ``y_proba``, else the sorted
        classes seen in ``y_true``.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights, not all zero; a row of weight 0 counts for nothing.
    class_weight : dict or "balanced", default=None
        Weights of the classes by label, 1 for those not named; "balanced" weighs each class by the inverse of its
        frequency. They multiply the rows that a target stands for, one for each class: w_i c_k t_ik.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds. Logarithms and logits never pass through exp.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    label_smoothing : float, default=0.0
        Epsilon in [0, 1) mixed into the targets: (1 - epsilon) t + epsilon / K.
    normalize : bool, default=False
        Divide rows of predictions and of target distributions by their sums instead of refusing sums other than 1.
    ignore_index : label, default=None
        Rows with this label count for nothing; their loss is 0 in ``reduction="none"``.
    prior : array-like of shape (K,), default=None
        The reference prediction in the order of ``labels``, or a Series by label, such as the class frequencies of
        the training data. Default: the weighted base rate of ``y_true`` itself, which no constant prediction beats.

    Returns
    -------
    float
        1 at best, 0 for the reference, negative for worse; ``nan`` with an ``UndefinedMetricWarning`` if the
        reference's loss is 0, as for the base rate of one class.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`, or if ``prior`` is no distribution over the labels.

    References
    ----------
    Murphy, A. H. (1973). A new vector partition of the probability score. Journal of Applied Meteorology 12(4),
    595-600. https://doi.org/10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2

    Examples
    --------
    >>> from skxent.metrics import d2_brier_score
    >>> d2_brier_score([0, 1], [[0.5, 0.5], [0.25, 0.75]])  # 1 - (1/4 + 1/16) / (1/4 + 1/4)
    0.375
    """
    forecast = check_forecast(
        y_true,
        y_proba,
        labels=labels,
        sample_weight=sample_weight,
        class_weight=class_weight,
        scale=scale,
        smoothing=smoothing,
        label_smoothing=label_smoothing,
        normalize=normalize,
        ignore_index=ignore_index,
    )
    tally = LossTally.of(forecast)
    loss = mean_tally(brier_losses, forecast).mean
    q = tally.base_rate if prior is None else _check_prior(prior, tally.labels)
    reference = mean_tally(partial(_squared_distances, q), forecast).mean
    return _skill(loss, reference if reference > len(q) * _ROUNDING else 0.0, prior)


def _squared_distances(q: Array, forecast: Forecast) -> Any:
    """Return sum_k (q_k - t_k)^2 of each row (n,)."""
    xp = forecast.truth.xp
    error = forecast.truth.dense(xp) - xp.asarray(q)  # (n, K)
    return sum_last(error * error, xp)


def _check_prior(prior: Any, labels: Array) -> Array:
    """Return the reference prediction (K,) in the order of the labels; a Series is matched by its index."""
    named = isinstance(prior, pd.Series) and not isinstance(prior.index, pd.RangeIndex)
    try:
        q = np.asarray(prior, dtype=np.float64)  # (K,)
    except (TypeError, ValueError):
        q = np.full(0, np.nan)
    valid = q.shape == labels.shape and bool((q >= 0).all()) and math.isclose(q.sum(), 1, rel_tol=1e-6)
    if valid and named:
        order = find(labels, prior.index.to_numpy())
        valid, q = bool((order >= 0).all()), q[order]
    if isinstance(prior, Mapping):
        raise ValueError(f"prior={shown(prior)} is a dict; pass pandas.Series(prior), which is matched to the labels.")
    if not valid:
        raise ValueError(
            f"prior={shown(prior)} is no distribution over the {len(labels)} labels {labels.tolist()}; "
            "pass one probability for each, summing to 1."
        )
    return q


def _skill(loss: float, reference: float, prior: Any) -> float:
    """Return 1 - loss / reference; nan with a warning where that is undefined."""
    if reference > 0 and math.isfinite(reference):
        return 1 - loss / reference
    if reference > 0:
        reason = "prior gives probability 0 to a class that happened, so its loss is inf; pass one that gives it more"
    elif prior is None:
        reason = (
            "y_true holds one class only, or every target is the same, so the base rate's loss is 0; pass prior=, for "
            "example the class frequencies of the training data, or pool more rows"
        )
    else:
        reason = f"prior={shown(prior)} is certain and right, so its loss is 0; pass one that can be wrong"
    remark(f"the skill is undefined (nan): {reason}.", UndefinedMetricWarning, stacklevel=3)
    return math.nan
