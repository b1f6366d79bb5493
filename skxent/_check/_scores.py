"""What a prediction holds, read as probability or log-probability, each from the best the caller has.

    Probabilities          p (n, K)   log p
    PositiveProbabilities  p (n,)     log1p(-p), log p
    LogProbabilities       l (n, K)   l
    Logits                 z (n, K)   z - log sum exp z
    Smoothed               any        (p + d) / (1 + K d), without leaving log space

All give float64, and only for what is asked: one class of each row, or all of them.
"""

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np

from skxent._math._logs import log_softmax, log_sum_exp

Array = np.ndarray[Any, Any]


class Scores(Protocol):
    """Predictions of n rows for K classes."""

    def __len__(self) -> int: ...

    @property
    def n_classes(self) -> int:
        """K."""

    def rows(self, block: slice) -> Self:
        """Return the predictions of some rows."""

    def log_of(self, codes: Array) -> Array:
        """Return the log-probability (n,) of one class in each row."""

    def log_proba(self) -> Array:
        """Return the log-probabilities (n, K)."""

    def proba(self) -> Array:
        """Return the probabilities (n, K), in an array of the caller's own."""


@dataclass(frozen=True, eq=False)
class _Columns:
    """Scores with a column for each class."""

    values: Array  # (n, K)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def n_classes(self) -> int:
        return int(self.values.shape[1])

    def rows(self, block: slice) -> Self:
        return type(self)(self.values[block])

    def _of(self, codes: Array) -> Array:
        return self.values[np.arange(len(codes)), codes].astype(np.float64)


class Probabilities(_Columns):
    """Probabilities p (n, K)."""

    def log_of(self, codes: Array) -> Array:
        """Return log p of one class in each row."""
        with np.errstate(divide="ignore"):
            return np.log(self._of(codes))

    def log_proba(self) -> Array:
        """Return log p."""
        with np.errstate(divide="ignore"):
            return np.log(self.values.astype(np.float64, copy=False))

    def proba(self) -> Array:
        """Return p."""
        return self.values.astype(np.float64)


class LogProbabilities(_Columns):
    """Log-probabilities l (n, K)."""

    def log_of(self, codes: Array) -> Array:
        """Return l of one class in each row."""
        return self._of(codes)

    def log_proba(self) -> Array:
        """Return l."""
        return self.values.astype(np.float64, copy=False)

    def proba(self) -> Array:
        """Return exp l."""
        return np.exp(self.log_proba())


class Logits(_Columns):
    """Logits z (n, K)."""

    def log_of(self, codes: Array) -> Array:
        """Return z - log sum exp z for one class in each row."""
        z = self.values.astype(np.float64, copy=False)
        return self._of(codes) - log_sum_exp(z, 1, np)[:, 0]

    def log_proba(self) -> Array:
        """Return z - log sum exp z."""
        return log_softmax(self.values.astype(np.float64, copy=False), 1, np)

    def proba(self) -> Array:
        """Return exp z / sum exp z."""
        return np.exp(self.log_proba())


@dataclass(frozen=True, eq=False)
class PositiveProbabilities:
    """Probabilities p (n,) of the second of two classes; 1 - p is never formed before its logarithm."""

    values: Array  # (n,)
    n_classes = 2

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, block: slice) -> Self:
        """Return the predictions of some rows."""
        return type(self)(self.values[block])

    def log_of(self, codes: Array) -> Array:
        """Return log p where the code is 1, log1p(-p) where it is 0."""
        p = self.values.astype(np.float64, copy=False)
        with np.errstate(divide="ignore"):
            return np.where(codes == 1, np.log(p), np.log1p(-p))

    def log_proba(self) -> Array:
        """Return log1p(-p), log p."""
        p = self.values.astype(np.float64, copy=False)
        with np.errstate(divide="ignore"):
            return np.column_stack([np.log1p(-p), np.log(p)])

    def proba(self) -> Array:
        """Return 1 - p, p."""
        p = self.values.astype(np.float64, copy=False)
        return np.column_stack([1 - p, p])


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

    def rows(self, block: slice) -> Self:
        """Return the predictions of some rows."""
        return type(self)(self.scores.rows(block), self.delta)

    def log_of(self, codes: Array) -> Array:
        """Return log(p + delta) - log(1 + K delta) of one class in each row."""
        return self._smooth(self.scores.log_of(codes))

    def log_proba(self) -> Array:
        """Return log(p + delta) - log(1 + K delta)."""
        return self._smooth(self.scores.log_proba())

    def proba(self) -> Array:
        """Return (p + delta) / (1 + K delta)."""
        return (self.scores.proba() + self.delta) / (1 + self.n_classes * self.delta)

    def _smooth(self, log_p: Array) -> Array:
        return np.logaddexp(log_p, np.log(self.delta)) - np.log1p(self.n_classes * self.delta)
