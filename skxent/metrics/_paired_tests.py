"""Tests of a mean difference that is 0, each with the interval of what it would not reject.

t                 d / se against Student's distribution with G - 1 degrees of freedom
nadeau_bengio     the same with se^2 (1 + G n_test / n_train): G splits share their training rows
diebold_mariano   se^2 = (c_0 + 2 sum_{k<h} c_k) / n / f,  c_k the autocovariances of forecasts h steps ahead,
                  f = (n + 1 - 2 h + h (h - 1) / n) / n    (Harvey, Leybourne and Newbold)
sign_flip         how often sum_g +-D_g is as far from 0 as sum_g D_g, over all signs or random ones
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import t
from sklearn.utils import check_random_state

from skxent.metrics._units import Array, Units

# Signs that are drawn at once.
_BATCH = 2**21
# Autocovariances are sums of n products, divided by n; their sum rounds by this share of the largest.
_ROUNDING = 1e-12
# Sums of the same numbers with other signs round: what is within this of a tie is one.
_TIE = 1e-12


@dataclass(frozen=True)
class Options:
    """What some of the tests want to know."""

    confidence: float = 0.95
    horizon: int = 1
    test_to_train: float = math.nan
    n_resamples: int = 9999
    random_state: Any = 0


@dataclass(frozen=True)
class Finding:
    """The outcome of a test: the interval, the p-value and the standard error of the mean difference."""

    low: float
    high: float
    p_value: float
    standard_error: float


def t_test(units: Units, options: Options) -> Finding:
    """Test by Student's distribution."""
    return _student(units.ratio, units.standard_error, len(units) - 1, options.confidence)


def nadeau_bengio(units: Units, options: Options) -> Finding:
    """Test the units, which are splits of repeated cross-validation, with their correction."""
    error = units.standard_error * math.sqrt(1 + len(units) * options.test_to_train)
    return _student(units.ratio, error, len(units) - 1, options.confidence)


def diebold_mariano(units: Units, options: Options) -> Finding:
    """Test the units, which are rows in the order of time; nan where the estimated variance is not positive."""
    d, n, h = units.above, len(units), options.horizon  # rows weigh 1 each
    size = np.abs(d).max()
    e = (d - d.mean()) / size  # squares of small numbers would leave float64
    covariances = np.array([e[k:] @ e[: n - k] for k in range(h)]) / n
    variance = (covariances[0] + 2 * covariances[1:].sum()) / n
    factor = (n + 1 - 2 * h + h * (h - 1) / n) / n
    positive = variance > _ROUNDING * covariances[0]  # of a sum that is 0 but for its rounding
    error = size * math.sqrt(variance / factor) if positive else math.nan
    return _student(units.ratio, error, n - 1, options.confidence)


def _student(difference: float, error: float, df: int, confidence: float) -> Finding:
    half = float(t.ppf((1 + confidence) / 2, df)) * error
    p_value = float(2 * t.sf(abs(difference / error), df))
    return Finding(difference - half, difference + half, p_value, error)


def sign_flip(units: Units, options: Options) -> Finding:
    """Test by flipping the signs of the units' differences; the interval is of the shifts that it would not reject.

    Signs s are as extreme as the sums themselves, shifted by x, where |s.(D - x W)| >= |sum(D - x W)|: for x between
    (sum D - s.D) / (sum W - s.W) and (sum D + s.D) / (sum W + s.W). The p-value of x is the share of
    signs whose span holds x.
    """
    low, high = _spans(units, options)  # (B,) each
    near = _TIE * np.abs(units.above / units.below).max()
    p_value = float(((low <= near) & (high >= -near)).mean())
    rejected = int((1 - options.confidence) * len(low) * (1 + _TIE))  # a shift that no more spans hold is rejected
    low, high = np.sort(low), np.sort(high)[::-1]
    return Finding(float(low[rejected]), float(high[rejected]), p_value, units.standard_error)


def _spans(units: Units, options: Options) -> tuple[Array, Array]:
    """Return the two ends of each sign's span (B,); those of the signs as they are hold every x."""
    n, total, size = len(units), units.above.sum(), units.below.sum()
    lows, highs = [], []
    for plus in _signs(n, options):  # (b, G), 1 for a sign that is kept
        with np.errstate(divide="ignore", invalid="ignore"):
            d, w = plus @ units.above, plus @ units.below  # of the kept; the signed sums are 2 d - total, 2 w - size
            ends = np.stack([(total - d) / (size - w), d / w])
        whole = (np.minimum(w, size - w) <= _TIE * size)[None, :]
        lows.append(np.where(whole, -np.inf, ends).min(axis=0))
        highs.append(np.where(whole, np.inf, ends).max(axis=0))
    return np.concatenate(lows), np.concatenate(highs)


def _signs(n: int, options: Options) -> Iterator[Array]:
    """Give all signs of n units where that is no more than the resamples, else random ones and those as they are."""
    step, b = max(1, _BATCH // n), options.n_resamples
    if n < 63 and 2**n <= b + 1:
        for start in range(0, 2**n, step):
            yield (np.arange(start, min(start + step, 2**n))[:, None] >> np.arange(n) & 1).astype(np.float64)
        return
    random = check_random_state(options.random_state)
    yield np.ones((1, n))
    for start in range(0, b, step):
        size = min(step, b - start)
        bits = np.unpackbits(np.frombuffer(random.bytes(size * -(-n // 8)), dtype=np.uint8).reshape(size, -1), axis=1)
        yield bits[:, :n].astype(np.float64)
