"""The loss of each row: the primitive from which every mean, sum and tally is made.

log loss   l_i = - sum_k t_ik log p_ik      = - log p_{i, y_i} for labels
Brier      l_i =   sum_k (p_ik - t_ik)^2
hit        l_i =   t_{i, argmax_k p_ik}     = 1 if the likeliest class is the label
entropy    l_i = - sum_k t_ik log t_ik      = 0 for labels
"""

from typing import Any

import numpy as np

from skxent._check import Forecast

Array = np.ndarray[Any, Any]


def log_losses(forecast: Forecast) -> Array:
    """Return - sum_k t_k log p_k of each row (n,), in nats; inf where an outcome had probability 0."""
    return forecast.truth.log_loss(forecast.scores)


def brier_losses(forecast: Forecast) -> Array:
    """Return sum_k (p_k - t_k)^2 of each row (n,), between 0 and 2."""
    error = forecast.truth.minus_from(forecast.scores.proba())  # (n, K)
    return np.einsum("ik,ik->i", error, error)


def hits(forecast: Forecast) -> Array:
    """Return the true probability (n,) of the class that the prediction holds likeliest, the first of equals."""
    return forecast.truth.of(forecast.scores.log_proba().argmax(axis=1))


def target_entropies(forecast: Forecast) -> Array:
    """Return - sum_k t_k log t_k of each row (n,), in nats: the loss that no prediction can avoid."""
    return forecast.truth.entropy()
