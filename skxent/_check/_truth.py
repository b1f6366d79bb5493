"""What happened: labels as codes, or target distributions; each answers what a loss asks of a target t (n, K).

dot(v)      sum_k t_k v_k         v_y for labels
minus(p)    p - t
log_loss    - sum_k t_k log p_k   - log p_y for labels, gathered: nothing of size n x K is made
entropy     - sum_k t_k log t_k   0 for labels
"""

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np

from skxent._check._scores import Scores
from skxent._math._logs import xlogy

Array = np.ndarray[Any, Any]


class Truth(Protocol):
    """Targets t of n rows."""

    def rows(self, block: slice) -> Self:
        """Return the targets of some rows."""

    def dot(self, values: Array) -> Array:
        """Return sum_k t_k v_k of each row (n,)."""

    def minus_from(self, p: Array) -> Array:
        """Return p - t (n, K), written over ``p``."""

    def of(self, codes: Array) -> Array:
        """Return t_k of one class k in each row (n,)."""

    def log_loss(self, scores: Scores) -> Array:
        """Return - sum_k t_k log p_k of each row (n,)."""

    def entropy(self) -> Array:
        """Return - sum_k t_k log t_k of each row (n,)."""

    def class_weight(self, w: Array, n_classes: int) -> Array:
        """Return sum_i w_i t_ik (K,)."""


@dataclass(frozen=True, eq=False)
class Labels:
    """Hard labels, as the code of each row's class."""

    codes: Array  # (n,)

    def rows(self, block: slice) -> Self:
        """Return the labels of some rows."""
        return type(self)(self.codes[block])

    def dot(self, values: Array) -> Array:
        """Return v_y of each row (n,)."""
        return values[np.arange(len(self.codes)), self.codes]

    def minus_from(self, p: Array) -> Array:
        """Return p less 1 at the label (n, K), written over ``p``."""
        p[np.arange(len(self.codes)), self.codes] -= 1
        return p

    def of(self, codes: Array) -> Array:
        """Return 1 where the label is ``codes``, else 0 (n,)."""
        return (self.codes == codes).astype(np.float64)

    def log_loss(self, scores: Scores) -> Array:
        """Return - log p_y of each row (n,)."""
        return 0.0 - scores.log_of(self.codes)

    def entropy(self) -> Array:
        """Return 0 for each row (n,)."""
        return np.zeros(len(self.codes))

    def class_weight(self, w: Array, n_classes: int) -> Array:
        """Return the weight of each class's rows (K,)."""
        return np.bincount(self.codes, weights=w, minlength=n_classes)


@dataclass(frozen=True, eq=False)
class Distributions:
    """Target distributions, float64 rows that sum to 1."""

    t: Array  # (n, K)

    def rows(self, block: slice) -> Self:
        """Return the targets of some rows."""
        return type(self)(self.t[block])

    def dot(self, values: Array) -> Array:
        """Return sum_k t_k v_k of each row (n,), where t_k = 0 takes nothing, even of an infinite v_k."""
        return np.einsum("ik,ik->i", self.t, np.where(self.t == 0, 0.0, values))

    def minus_from(self, p: Array) -> Array:
        """Return p - t (n, K), written over ``p``."""
        p -= self.t
        return p

    def of(self, codes: Array) -> Array:
        """Return t_k of one class k in each row (n,)."""
        return self.t[np.arange(len(self.t)), codes]

    def log_loss(self, scores: Scores) -> Array:
        """Return - sum_k t_k log p_k of each row (n,)."""
        return 0.0 - self.dot(scores.log_proba())

    def entropy(self) -> Array:
        """Return - sum_k t_k log t_k of each row (n,)."""
        return 0.0 - xlogy(self.t, self.t, np).sum(axis=1)

    def class_weight(self, w: Array, n_classes: int) -> Array:  # noqa: ARG002 - labels need to be told K
        """Return sum_i w_i t_ik (K,)."""
        return w @ self.t
