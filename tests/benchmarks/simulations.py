"""Samples whose truth is known: what the intervals, tests and corrections of the metrics are tried on.

An event has probability sigmoid(a + z), z standard normal, and is forecast with sigmoid(a + 1.3 z + 0.2); expectations
are by Gauss-Hermite quadrature. The intercept a sets how rare the event is.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, xlogy
from sklearn.model_selection import ShuffleSplit, StratifiedKFold

from skxent.linear_model import SoftmaxRegression
from skxent.metrics import log_loss

Array = np.ndarray
Sample = tuple[dict[str, Any], float]  # arguments of score_interval, and the truth

Z, MASS = np.polynomial.hermite_e.hermegauss(201)
MASS = MASS / MASS.sum()
GRID = np.linspace(-2.5, 2.5, 21)  # the feature of the cross-validated sample
GRID_MASS = np.exp(-(GRID**2) / 2) / np.exp(-(GRID**2) / 2).sum()


@lru_cache
def intercept(rate: float) -> float:
    """Return the intercept a of an event that happens so often."""
    return brentq(lambda a: MASS @ expit(a + Z) - rate, -20, 20)


def losses(y: Array, s: Array) -> Array:
    """Return the log loss of forecasts with logit s."""
    return np.logaddexp(0, np.where(y, -s, s))


def expected_losses(p: Array, s: Array) -> Array:
    """Return the expected log loss of forecasts with logit s, of events of probability p."""
    return p * np.logaddexp(0, -s) + (1 - p) * np.logaddexp(0, s)


def _drawn(random: Any, z: Array, rate: float) -> tuple[Array, Array]:
    """Return what happened, and the loss of each row."""
    a = intercept(rate)
    y = random.random(len(z)) < expit(a + z)
    return y, losses(y, a + 1.3 * z + 0.2)


def _truth(rate: float, weight: Array | float = 1.0) -> float:
    """Return the expected loss."""
    a, mass = intercept(rate), weight * MASS
    return float(mass @ expected_losses(expit(a + Z), a + 1.3 * Z + 0.2) / mass.sum())


def plain(random: Any, n: int, rate: float) -> Sample:
    """Draw independent rows."""
    return {"losses": _drawn(random, random.standard_normal(n), rate)[1]}, _truth(rate)


def weighted(random: Any, n: int, rate: float) -> Sample:
    """Draw independent rows that weigh exp(z / 2)."""
    z = random.standard_normal(n)
    return {"losses": _drawn(random, z, rate)[1], "sample_weight": np.exp(z / 2)}, _truth(rate, np.exp(Z / 2))


def clustered(random: Any, n: int, rate: float) -> Sample:
    """Draw groups of 1 to 7 rows, whose z have a correlation of 1/2."""
    size = random.integers(1, 8, n)
    groups = np.repeat(np.arange(n), size)[:n]
    z = (random.standard_normal(n)[groups] + random.standard_normal(n)) / np.sqrt(2)
    return {"losses": _drawn(random, z, rate)[1], "groups": groups}, _truth(rate)


def skill(random: Any, n: int, rate: float) -> Sample:
    """Draw independent rows with the losses of their own base rate for reference."""
    y, loss = _drawn(random, random.standard_normal(n), rate)
    if y.all() or not y.any():  # there is no skill: counted as missed
        return {"losses": loss}, np.nan
    reference = -np.log(np.where(y, y.mean(), 1 - y.mean()))
    entropy = -xlogy(rate, rate) - xlogy(1 - rate, 1 - rate)
    return {"losses": loss, "reference": reference}, 1 - _truth(rate) / entropy


def cross_validated(random: Any, n: int, rate: float) -> Sample:
    """Fit one feature in five stratified folds; the truth is the mean risk of these very fits, nan without such folds."""
    a = intercept(rate)
    x = random.choice(GRID, n, p=GRID_MASS)
    y = random.random(n) < expit(a + x)
    if min(y.sum(), n - y.sum()) < 5:  # there are no five folds: counted as missed
        return {"losses": losses(y, np.full(n, a))}, np.nan
    X, loss, risk = x[:, None], np.empty(n), 0.0
    for train, test in StratifiedKFold(5, shuffle=True, random_state=int(random.integers(2**31))).split(X, y):
        model = SoftmaxRegression().fit(X[train], y[train])
        loss[test] = losses(y[test], model.decision_function(X[test]))
        risk += len(test) / n * (GRID_MASS @ expected_losses(expit(a + GRID), model.decision_function(GRID[:, None])))
    return {"losses": loss}, float(risk)


SAMPLES: dict[str, Callable[[Any, int, float], Sample]] = {
    "plain": plain,
    "weighted": weighted,
    "clustered": clustered,
    "skill": skill,
    "cross-validated": cross_validated,
}

Pair = tuple[tuple[Array, Array], dict[str, Any]]  # losses of two models that are equally good, and arguments


def exchangeable(random: Any, n: int) -> Pair:
    """Draw two forecasts that are wrong in the same way, by noise of their own."""
    z = random.standard_normal(n)
    y = random.random(n) < expit(z)
    return (losses(y, z + random.standard_normal(n)), losses(y, z + random.standard_normal(n))), {}


@lru_cache
def _underconfident() -> float:
    """Return the slope below 1 whose expected loss is that of a slope of 2."""
    loss = MASS @ expected_losses(expit(Z), 2 * Z)
    return brentq(lambda slope: MASS @ expected_losses(expit(Z), slope * Z) - loss, 0.0, 0.99)


def opposite(random: Any, n: int) -> Pair:
    """Draw one forecast that is too sure of itself and one that is too little so, as bad as each other."""
    z = random.standard_normal(n)
    y = random.random(n) < expit(z)
    return (losses(y, 2 * z), losses(y, _underconfident() * z)), {}


def grouped(random: Any, n: int) -> Pair:
    """Draw two forecasts whose noise is that of groups of five rows."""
    groups = np.arange(n) // 5
    z = random.standard_normal(n)
    y = random.random(n) < expit(z)
    noise = random.standard_normal((2, n))[:, groups]
    return (losses(y, z + noise[0]), losses(y, z + noise[1])), {"groups": groups}


def series(random: Any, n: int) -> Pair:
    """Draw the losses of forecasts four steps ahead, each with a moving average of four errors."""
    noise = random.standard_normal((2, n + 3))
    moved = np.stack([np.convolve(e, np.ones(4) / 2, mode="valid") for e in noise])
    return (np.exp(moved[0] / 2), np.exp(moved[1] / 2)), {}


N_SPLITS, TEST_SHARE = 15, 0.2


def repeated_splits(random: Any, n: int) -> Pair:
    """Fit two models, each on a feature of its own that tells as much, in random splits of the same rows."""
    X = random.standard_normal((n, 2))
    y = (random.random(n) < expit(X.sum(axis=1))).astype(int)
    splits = ShuffleSplit(N_SPLITS, test_size=TEST_SHARE, random_state=int(random.integers(2**31)))
    means = []
    for train, test in splits.split(X):
        models = [SoftmaxRegression().fit(X[train][:, [k]], y[train]) for k in (0, 1)]
        means.append(
            [log_loss(y[test], model.predict_proba(X[test][:, [k]]), labels=[0, 1]) for k, model in enumerate(models)]
        )
    a, b = np.transpose(means)
    return (a, b), {"groups": np.arange(N_SPLITS)}


# Forecasts of ten probabilities, and the rates behind them.
P = np.linspace(0.05, 0.95, 10)
RATES_BEHIND = {"calibrated": P, "overconfident": expit(0.6 * np.log(P / (1 - P)))}


def binary_forecasts(random: Any, n: int, behind: str) -> tuple[Array, Array]:
    """Return labels, and forecasts of ten equally likely probabilities."""
    k = random.integers(len(P), size=n)
    return (random.random(n) < RATES_BEHIND[behind][k]).astype(int), P[k]


def true_parts(behind: str, *, brier: bool) -> tuple[float, float, float]:
    """Return the miscalibration, discrimination and uncertainty of such forecasts."""
    r = RATES_BEHIND[behind]
    if brier:
        return float(np.mean((P - r) ** 2)), float(np.var(r)), float(r.mean() * (1 - r.mean()))
    divergence = xlogy(r, r / P) + xlogy(1 - r, (1 - r) / (1 - P))
    left = -xlogy(r, r) - xlogy(1 - r, 1 - r)
    whole = float(-xlogy(r.mean(), r.mean()) - xlogy(1 - r.mean(), 1 - r.mean()))
    return float(divergence.mean()), whole - float(left.mean()), whole
