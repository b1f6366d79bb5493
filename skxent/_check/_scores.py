"""What a prediction holds, read as probability or log-probability, each from the best the caller has.

    Probabilities          p (n, K)   log p
    PositiveProbabilities  p (n,)     log1p(-p), log p
    LogProbabilities       l (n, K)   l
    Logits                 z (n, K)   z - log sum exp z
    Smoothed               any        (p + d) / (1 + K d), without leaving log space

All give float64 in the array library of the predictions, and only what is asked: one class of each row, or all.
"""

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np

from skxent._math._logs import log_softmax
from skxent._math._namespace import Array, as_float64, namespace_of, to_float

Codes = np.ndarray[Any, Any]


class Scores(Protocol):
    """Predictions of n rows for K classes."""

    def __len__(self) -> int: ...

    @property
    def n_classes(self) -> int:
        """K."""

    @property
    def is_gathered(self) -> bool:
        """Whether ``log_of`` looks at one number of each row only."""

    def rows(self, block: slice) -> Self:
        """Return the predictions of some rows."""

    def log_of(self, codes: Codes) -> Array:
        """Return the log-probability (n,) of one class in each row."""

    def log_proba(self) -> Array:
        """Return the log-probabilities (n, K)."""

    def proba(self) -> Array:
        """Return the probabilities (n, K)."""

    def likeliest(self) -> Codes:
        """Return the code (n,) of the likeliest class of each row, the first of equals."""


@dataclass(frozen=True, eq=False)
class _Columns:
    """Scores with a column for each class, which grow with the probability."""

    values: Array  # (n, K)
    is_gathered = True

    def __len__(self) -> int:
        return int(self.values.shape[0])

    @property
    def n_classes(self) -> int:
        """K."""
        return int(self.values.shape[1])

    @property
    def xp(self) -> Any:
        """The array namespace of the values."""
        return namespace_of(self.values)

    def rows(self, block: slice) -> Self:
        """Return the predictions of some rows."""
        return type(self)(self.values[block, :])

    def likeliest(self) -> Codes:
        """Return the code (n,) of the likeliest class of each row, the first of equals."""
        return np.asarray(self.xp.argmax(self.values, axis=1))

    def _of(self, codes: Codes) -> Array:
        return gather(self.values, codes)

    def _all(self) -> Array:
        return as_float64(self.values, self.xp)


def gather(values: Array, codes: Codes) -> Array:
    """Return values (n, K) at one class in each row, as float64 (n,)."""
    xp = namespace_of(values)
    if isinstance(values, np.ndarray) and values.flags.forc:
        line, places = in_memory(values, codes)
        return as_float64(line.take(places), xp)
    picked = xp.take_along_axis(values, xp.asarray(codes)[:, None], axis=1)[:, 0]
    return as_float64(picked, xp)


def in_memory(values: np.ndarray[Any, Any], codes: Codes) -> tuple[np.ndarray[Any, Any], Codes]:
    """Return contiguous values (n, K) as one line (n K,), a view, and where in it one class of each row is."""
    n, k = values.shape
    if values.flags.f_contiguous:
        return values.ravel(order="F"), codes * n + np.arange(n)
    return values.ravel(), codes + k * np.arange(n)


def at_most_zero(log_p: Array, xp: Any) -> Array:
    """Return logarithms of probabilities, of which rounding may have made some larger than 0."""
    return log_p if 0 in log_p.shape or to_float(xp.max(log_p)) <= 0 else xp.minimum(log_p, xp.zeros_like(log_p))


class Probabilities(_Columns):
    """Probabilities p (n, K); one above 1 by rounding is 1."""

    def log_of(self, codes: Codes) -> Array:
        """Return log p of one class in each row."""
        return self._log(self._of(codes))

    def log_proba(self) -> Array:
        """Return log p."""
        return self._log(self._all())

    def proba(self) -> Array:
        """Return p."""
        return self._all()

    def _log(self, p: Array) -> Array:
        with np.errstate(divide="ignore"):
            return at_most_zero(self.xp.log(p), self.xp)


class LogProbabilities(_Columns):
    """Log-probabilities l (n, K); one above 0 by rounding is 0."""

    def log_of(self, codes: Codes) -> Array:
        """Return l of one class in each row."""
        return at_most_zero(self._of(codes), self.xp)

    def log_proba(self) -> Array:
        """Return l."""
        return at_most_zero(self._all(), self.xp)

    def proba(self) -> Array:
        """Return exp l."""
        return self.xp.exp(self._all())


class Logits(_Columns):
    """Logits z (n, K)."""

    is_gathered = False

    def log_of(self, codes: Codes) -> Array:
        """Return z - log sum exp z for one class in each row."""
        return gather(self.log_proba(), codes)

    def log_proba(self) -> Array:
        """Return z - log sum exp z."""
        return log_softmax(self._all(), self.xp)

    def proba(self) -> Array:
        """Return exp z / sum exp z."""
        return self.xp.exp(self.log_proba())


@dataclass(frozen=True, eq=False)
class PositiveProbabilities:
    """Probabilities p (n,) of the second of two classes; 1 - p is never formed before its logarithm."""

    values: Array  # (n,)
    n_classes = 2
    is_gathered = True

    def __len__(self) -> int:
        return int(self.values.shape[0])

    def rows(self, block: slice) -> Self:
        """Return the predictions of some rows."""
        return type(self)(self.values[block])

    def log_of(self, codes: Codes) -> Array:
        """Return log p where the code is 1, log1p(-p) where it is 0."""
        p, xp = self._p()
        with np.errstate(divide="ignore"):
            return xp.where(xp.asarray(codes == 1), xp.log(p), xp.log1p(-p))

    def log_proba(self) -> Array:
        """Return log1p(-p), log p."""
        p, xp = self._p()
        with np.errstate(divide="ignore"):
            return xp.stack([xp.log1p(-p), xp.log(p)], axis=1)

    def proba(self) -> Array:
        """Return 1 - p, p."""
        p, xp = self._p()
        return xp.stack([1 - p, p], axis=1)

    def likeliest(self) -> Codes:
        """Return 1 where p > 1/2, else 0 (n,)."""
        return np.asarray(self.values > 0.5).astype(np.intp)

    def _p(self) -> tuple[Array, Any]:
        xp = namespace_of(self.values)
        return as_float64(self.values, xp), xp


@dataclass(frozen=True, eq=False)
class Smoothed:
    """Scores with delta added to every probability: (p + delta) / (1 + K delta)."""

    scores: Scores
    delta: float

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def n_classes(self) -> int:
        """K."""
        return self.scores.n_classes

    @property
    def is_gathered(self) -> bool:
        """Whether ``log_of`` looks at one number of each row only."""
        return self.scores.is_gathered

    def rows(self, block: slice) -> Self:
        """Return the predictions of some rows."""
        return type(self)(self.scores.rows(block), self.delta)

    def log_of(self, codes: Codes) -> Array:
        """Return log(p + delta) - log(1 + K delta) of one class in each row."""
        return self._smooth(self.scores.log_of(codes))

    def log_proba(self) -> Array:
        """Return log(p + delta) - log(1 + K delta)."""
        return self._smooth(self.scores.log_proba())

    def proba(self) -> Array:
        """Return (p + delta) / (1 + K delta)."""
        return (self.scores.proba() + self.delta) / (1 + self.n_classes * self.delta)

    def likeliest(self) -> Codes:
        """Return the code (n,) of the likeliest class of each row, the first of equals."""
        return self.scores.likeliest()

    def _smooth(self, log_p: Array) -> Array:
        xp = namespace_of(log_p)
        log_delta = xp.full_like(log_p, float(np.log(self.delta)))
        return xp.logaddexp(log_p, log_delta) - float(np.log1p(self.n_classes * self.delta))
