"""The loss of each row: the primitive from which every mean, sum and tally is made.

log loss     l_i = - sum_k t_ik log p_ik             = - log p_{i, y_i} for labels
divergence   l_i =   sum_k t_ik log(t_ik / p_ik)     = the same for labels, 0 only where p = t
Brier        l_i =   sum_k (p_ik - t_ik)^2
hit          l_i =   t_{i, argmax_k p_ik}            = 1 if the likeliest class is the label
entropy      l_i = - sum_k p_ik log p_ik
"""

from typing import Any

import numpy as np

from skxent._check import Forecast
from skxent._math._logs import sum_last
from skxent._math._namespace import Array, namespace_of


def log_losses(forecast: Forecast) -> Array:
    """Return - sum_k t_k log p_k of each row (n,), in nats; inf where an outcome had probability 0."""
    return forecast.truth.log_loss(forecast.scores)


def divergences(forecast: Forecast) -> Array:
    """Return sum_k t_k log(t_k / p_k) of each row (n,), in nats."""
    return forecast.truth.divergence(forecast.scores)


def brier_losses(forecast: Forecast) -> Array:
    """Return sum_k (p_k - t_k)^2 of each row (n,), between 0 and 2."""
    p = forecast.scores.proba()  # (n, K)
    xp = namespace_of(p)
    error = p - forecast.truth.dense(xp)  # (n, K)
    return sum_last(error * error, xp)


def hits(forecast: Forecast) -> np.ndarray[Any, Any]:
    """Return the true probability (n,) of the class that the prediction holds likeliest, the first of equals."""
    return forecast.truth.of(forecast.scores.likeliest())


def entropies(forecast: Forecast) -> Array:
    """Return - sum_k p_k log p_k of each row (n,), in nats."""
    log_p = forecast.scores.log_proba()  # (n, K)
    xp = namespace_of(log_p)
    p = xp.exp(log_p)
    return 0.0 - sum_last(p * xp.where(p > 0, log_p, xp.zeros_like(log_p)), xp)
