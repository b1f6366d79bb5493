"""Log loss: the mean surprise of what happened, in nats or in the units of ``base``.

log_loss = sum_i w_i l_i / sum_i w_i,    l_i = - sum_k t_ik log p_ik
"""

from typing import Any

import numpy as np

from skxent._check import Forecast, check_forecast
from skxent._math._units import nats_per_unit
from skxent._rows import map_rows
from skxent.metrics._loss_tally import LossTally
from skxent.metrics._means import check_reduction
from skxent.metrics._per_row import log_losses
from skxent.metrics._zero_probability import count_infinite, warn_zero_probability


def log_loss(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    scale: str = "proba",
    base: float | None = None,
    smoothing: float = 0.0,
    reduction: str = "mean",
    normalize: bool = False,
) -> Any:
    """Mean negative log-probability of what happened, also called cross-entropy loss.

    log_loss = sum_i w_i l_i / sum_i w_i with l_i = - sum_k t_ik log p_ik, where t_i is the label's indicator or
    the target distribution. Nothing is clipped: the loss of an outcome that was given probability 0 is ``inf``.

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
        What ``y_proba`` holds. Logarithms and logits never pass through exp.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    reduction : {"mean", "sum", "none"}, default="mean"
        The weighted mean, the sum of w l, or the losses (n,) themselves.
    normalize : bool, default=False
        Divide rows by their sums instead of refusing sums other than 1.

    Returns
    -------
    float, or array of shape (n,) for reduction="none"
        In units of ``base``; 0 at best, log K for the uniform prediction, the entropy of the base rate for
        predicting the base rate; ``inf`` where an outcome was given probability 0, with a
        :class:`~skxent.exceptions.ZeroProbabilityWarning`.

    Raises
    ------
    ValueError
        If lengths or columns do not fit, values are NaN or no probabilities, rows do not sum to 1, labels are
        unknown or missing, or weights are negative or all zero.

    References
    ----------
    Good, I. J. (1952). Rational decisions. Journal of the Royal Statistical Society B 14(1), 107-114.
    https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> from skxent.metrics import log_loss
    >>> y_proba = [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]]
    >>> log_loss(["a", "c"], y_proba, labels=["a", "b", "c"], base=2)  # (1 + 2) / 2 bits
    1.5
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
    unit = nats_per_unit(base)
    check_reduction(reduction, forecast.weight)
    if reduction == "none":
        return _each(forecast) / unit
    tally = LossTally.of(forecast, base=base)
    warn_zero_probability(tally.n_zero, tally.n_rows, stacklevel=2)
    return tally.log_loss if reduction == "mean" else tally.loss / unit


def _each(forecast: Forecast) -> np.ndarray[Any, Any]:
    losses = map_rows(log_losses, forecast)  # (n,)
    warn_zero_probability(count_infinite(losses, None), len(losses), stacklevel=3)
    return losses
