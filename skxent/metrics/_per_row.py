"""The loss of each row: the primitive from which every mean, sum and tally is made.

    log loss   l_i = - sum_k t_ik log p_ik      = - log p_{i, y_i} for labels
    Brier      l_i =   sum_k (p_ik - t_ik)^2
    correct    l_i =   t_{i, argmax_k p_ik}     = 1 if the likeliest class is the label
    entropy    l_i = - sum_k t_ik log t_ik      = 0 for labels
"""

from typing import Any

import numpy as np

from skxent._check import Forecast
from skxent._math._logs import xlogy

Array = np.ndarray[Any, Any]


def log_losses(forecast: Forecast) -> Array:
    """Return - sum_k t_k log p_k of each row (n,), in nats; inf where an outcome had probability 0."""
    if forecast.codes is not None:
        return 0.0 - forecast.scores.log_of(forecast.codes)
    t, log_p = forecast.target, forecast.scores.log_proba()  # (n, K)
    assert t is not None  # noqa: S101 - a forecast has codes or a target
    return 0.0 - (t * np.where(t == 0, 0.0, log_p)).sum(axis=1)


def brier_losses(forecast: Forecast) -> Array:
    """Return sum_k (p_k - t_k)^2 of each row (n,), between 0 and 2."""
    error = forecast.scores.proba() - truth(forecast)  # (n, K)
    return np.einsum("ik,ik->i", error, error)


def hits(forecast: Forecast) -> Array:
    """Return the true probability (n,) of the class that the prediction holds likeliest, the first of equals."""
    likeliest = forecast.scores.log_proba().argmax(axis=1)  # (n,)
    if forecast.codes is not None:
        return (likeliest == forecast.codes).astype(np.float64)
    assert forecast.target is not None  # noqa: S101 - a forecast has codes or a target
    return forecast.target[np.arange(len(forecast)), likeliest]


def target_entropies(forecast: Forecast) -> Array:
    """Return - sum_k t_k log t_k of each row (n,), in nats: the loss that no prediction can avoid."""
    if forecast.target is None:
        return np.zeros(len(forecast))
    return 0.0 - xlogy(forecast.target, forecast.target, np).sum(axis=1)


def truth(forecast: Forecast) -> Array:
    """Return the targets as distributions (n, K)."""
    if forecast.target is not None:
        return forecast.target
    assert forecast.codes is not None  # noqa: S101 - a forecast has codes or a target
    return np.eye(forecast.width)[forecast.codes]
