"""Recalibrated forecasts: the best that can be made of a forecast without knowing more than it says.

isotonic      q = the mean outcome of forecasts pooled until it rises with the forecast (pool adjacent violators)
binned        q_b = the mean outcome of a bin
temperature   q = softmax(beta log p)
multinomial   q = softmax(beta log p + b)

The last two minimise the mean loss plus (abs(b)^2 + (beta - 1)^2) / (2 n), as if one row more had said that the
forecast is right as it is: so a class that a fold lacks keeps a finite b, and a forecast that is never wrong a finite
beta. What has probability 0 keeps it. None of this is a sum over rows: it takes the rows in one piece.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression, minimize
from sklearn.utils import check_random_state

from skxent._check import Distributions, Forecast, Labels, LogProbabilities
from skxent._math._logs import log_softmax
from skxent._math._namespace import to_numpy
from skxent.metrics._rules import Slope, log_slope

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Recalibrator:
    """What of a forecast is recalibrated: logarithms, targets and weights of the rows that count."""

    given: Forecast  # all rows
    forecast: Forecast  # those that count
    log_p: Array  # (n, K)
    t: Array  # (n, K)
    w: Array  # (n,), none 0

    @classmethod
    def of(cls, forecast: Forecast) -> "Recalibrator":
        """Return that of the rows that count, in NumPy."""
        w = np.ones(len(forecast)) if forecast.weight is None else forecast.weight
        rows = np.flatnonzero(w)
        log_p, t = to_numpy(forecast.scores.log_proba())[rows], forecast.truth.dense(np)[rows]
        truth = forecast.truth.rows(rows) if isinstance(forecast.truth, Labels) else Distributions(t)
        counted = replace(forecast, scores=LogProbabilities(log_p), truth=truth, weight=w[rows], shape=(len(rows),))
        return cls(forecast, counted, log_p, t, w[rows])

    def with_log_proba(self, log_q: Array) -> Forecast:
        """Return the forecast of other probabilities, given as logarithms (n, K) or (K,)."""
        return replace(self.forecast, scores=LogProbabilities(np.broadcast_to(log_q, self.log_p.shape)))

    def constant(self) -> Forecast:
        """Return the forecast of the weighted base rate for every row."""
        return self.with_log_proba(log_of(self.w @ self.t / self.w.sum()))

    def isotonic(self) -> Forecast:
        """Return the recalibrated forecast of two classes whose mean loss is least of all that keep the order."""
        # Of p and 1 - p the smaller says where a forecast is: near 1, p itself has no digits left.
        less, more = self.log_p.T
        _, place = np.unique(np.where(more <= less, more, -less), return_inverse=True)
        mass = np.bincount(place, weights=self.w)
        rate = np.bincount(place, weights=self.w * self.t[:, 1]) / mass
        blocks = isotonic_regression(rate, weights=mass).blocks
        pool = np.searchsorted(blocks, np.arange(len(mass)), side="right")[place]
        return self.with_log_proba(self.pooled(pool))

    def mean_forecast(self, pool: Array) -> Array:
        """Return the logarithms (n, K) of the mean forecasts of rows that share a number in ``pool`` (n,)."""
        mass = np.bincount(pool, weights=self.w)  # (pools,)
        columns = []
        for log_p in self.log_p.T:
            largest = np.full(len(mass), -np.inf)
            np.maximum.at(largest, pool, log_p)
            shift = np.where(np.isfinite(largest), largest, 0.0)  # so that exp leaves something of the smallest, too
            total = np.bincount(pool, weights=self.w * np.exp(log_p - shift[pool]))
            with np.errstate(invalid="ignore"):  # numbers that no row has
                columns.append((log_of(total / mass) + shift)[pool])
        return np.stack(columns, axis=1)

    def pooled(self, pool: Array) -> Array:
        """Return the logarithms (n, K) of the mean outcomes of rows that share a number in ``pool`` (n,)."""
        mass = np.stack([np.bincount(pool, weights=self.w * t) for t in self.t.T], axis=1)  # (pools, K)
        with np.errstate(invalid="ignore"):  # numbers that no row has
            return log_of(mass / mass.sum(axis=1, keepdims=True))[pool]

    @property
    def n_zero(self) -> int:
        """Return how many rows gave probability 0 to what happened, which no map of logarithms mends."""
        return int((np.isneginf(self.log_p) & (self.t > 0)).any(axis=1).sum())

    def scaled(
        self, slope: Slope, *, biased: bool, n_folds: int, random_state: Any, groups: Array | None = None
    ) -> Forecast | None:
        """Return the forecast recalibrated by a map of its logarithms, fitted on the other folds; on all rows for 0.

        Rows of one group (n,) are in one fold. None where the search for its minimum finds no end.
        """
        folds = np.zeros(len(self.t), dtype=np.intp)
        if n_folds:
            by_row = groups is None
            folds = self._folds(n_folds, random_state) if by_row else _folds_of(groups, n_folds, random_state)
        log_q = np.empty_like(self.log_p)
        for k in range(max(n_folds, 1)):
            theta = self._fit(slope, folds != k if n_folds else folds == 0, biased=biased)
            if theta is None:
                return None
            log_q[folds == k] = log_softmax(_logits(theta, self.log_p[folds == k]), np)
        return self.with_log_proba(log_q)

    def _folds(self, n_folds: int, random_state: Any) -> Array:
        """Return the fold of each row (n,), shuffled and stratified by the likeliest class of the truth."""
        order = np.lexsort((check_random_state(random_state).uniform(size=len(self.t)), self.t.argmax(axis=1)))
        fold = np.empty_like(order)
        fold[order] = np.arange(len(order)) % n_folds
        return fold

    def _fit(self, slope: Slope, rows: Array, *, biased: bool) -> Array | None:
        """Return beta and b (1 + K,) that minimise the mean loss of some rows with its penalty."""
        log_p, t, w = self.log_p[rows], self.t[rows], self.w[rows]
        share, n = w / w.sum(), w.sum() ** 2 / (w @ w)
        finite = np.where(np.isneginf(log_p), 0.0, log_p)  # (n, K), where p is 0 its gradient is, too
        scale = max(1.0, float(np.abs(finite).max()))
        unit = np.append(1 / scale, np.ones(log_p.shape[1]))  # theta is unit times what the optimizer moves
        unchanged = np.append(1.0, np.zeros(log_p.shape[1]))

        def objective(x: Array, slope: Slope) -> tuple[float, Array]:
            loss, by_logit = slope(_logits(unit * x, log_p), t)
            g = share[:, None] * by_logit  # (n, K)
            by_bias = g.sum(axis=0) if biased else np.zeros(log_p.shape[1])
            away = unit * x - unchanged
            gradient = np.append((g * finite).sum(), by_bias) + away / n
            return float(share @ loss + away @ away / (2 * n)), unit * gradient

        # From the forecast as it is, or from one so flat that no logit is large: whichever the log loss prefers, for
        # the Brier loss is not convex, and flat where forecasts are too sure.
        start = min((unchanged * scale, unchanged), key=lambda x: objective(x, log_slope)[0])
        found = minimize(objective, start, args=(slope,), jac=True, method="L-BFGS-B", options=_ENDING)
        if not found.success and np.abs(found.jac).max() > _STEEP:
            return None
        return unit * found.x


# The loss of the map is read to nine digits or so; a flat objective is one that has been minimised.
_ENDING = {"ftol": 1e-13, "gtol": 1e-9, "maxiter": 1000, "maxfun": 5000}
# Where the search ends for rounding, a gradient below this is that of a minimum.
_STEEP = 1e-5


def _folds_of(groups: Any, n_folds: int, random_state: Any) -> Array:
    """Return the fold of each row (n,), the same for all rows of a group."""
    code, names = pd.factorize(groups)  # by their first rows, whatever they are called
    return (check_random_state(random_state).permutation(len(names)) % n_folds)[code]


def _logits(theta: Array, log_p: Array) -> Array:
    """Return beta log p + b (n, K); -inf where p is 0, whatever beta is."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isneginf(log_p), -np.inf, theta[0] * log_p + theta[1:])


def log_of(p: Array) -> Array:
    """Return log p, -inf where p is 0."""
    with np.errstate(divide="ignore"):
        return np.log(p)
