"""Targets made of other targets, row by row where they are looked at: nothing of size n x K is kept.

Mixed      (1 - eps) t + eps / K                       label smoothing
Weighted   t_k c_k / sum_j t_j c_j                     class weights c on the rows that a target stands for
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from skxent._check._scores import Scores
from skxent._check._truth import Distributions, Small, Truth
from skxent._math._logs import sum_last
from skxent._math._namespace import Array, namespace_of


class _Derived:
    """What follows from the targets as distributions, made for the rows that are asked for."""

    truth: Truth
    is_gathered = False

    @property
    def xp(self) -> Any:
        """The array library of the targets that these are made of."""
        return self.truth.xp

    def dense(self, xp: Any) -> Array:
        """Return the targets (n, K)."""
        raise NotImplementedError

    def dot(self, values: Array) -> Array:
        """Return sum_k t_k v_k of each row (n,)."""
        return Distributions(self.dense(namespace_of(values))).dot(values)

    def residual(self, p: Small) -> Small:
        """Return p - t (n, K), written over ``p``."""
        return Distributions(self.dense(np)).residual(p)

    def of(self, codes: Small) -> Small:
        """Return t_k of one class k in each row (n,)."""
        return Distributions(self.dense(self.xp)).of(codes)

    def log_loss(self, scores: Scores) -> Array:
        """Return - sum_k t_k log p_k of each row (n,)."""
        return 0.0 - self.dot(scores.log_proba())

    def divergence(self, scores: Scores) -> Array:
        """Return sum_k t_k log(t_k / p_k) of each row (n,)."""
        return Distributions(self.dense(namespace_of(scores.log_proba()))).divergence(scores)

    def entropy(self, w: Small | None) -> float:
        """Return - sum_i w_i sum_k t_ik log t_ik."""
        return Distributions(self.dense(self.xp)).entropy(w)

    def class_weight(self, w: Small | None) -> Small:
        """Return sum_i w_i t_ik (K,)."""
        return Distributions(self.dense(self.xp)).class_weight(w)


@dataclass(frozen=True, eq=False)
class Mixed(_Derived):
    """Targets mixed with the uniform distribution: (1 - eps) t + eps / K."""

    truth: Truth
    epsilon: float
    n_classes: int

    def rows(self, block: slice | Small) -> Self:
        """Return the targets of some rows."""
        return type(self)(self.truth.rows(block), self.epsilon, self.n_classes)

    def dense(self, xp: Any) -> Array:
        """Return the targets (n, K)."""
        return (1 - self.epsilon) * self.truth.dense(xp) + self.epsilon / self.n_classes

    def by_class(self, c: Small) -> Small:
        """Return sum_k t_k c_k of each row (n,)."""
        return (1 - self.epsilon) * self.truth.by_class(c) + self.epsilon * float(c.mean())


@dataclass(frozen=True, eq=False)
class Weighted(_Derived):
    """Targets whose classes are weighed: t_k c_k / sum_j t_j c_j; a row of classes of weight 0 stays as it is."""

    truth: Truth
    c: Small  # (K,)

    def rows(self, block: slice | Small) -> Self:
        """Return the targets of some rows."""
        return type(self)(self.truth.rows(block), self.c)

    def dense(self, xp: Any) -> Array:
        """Return the targets (n, K)."""
        t = self.truth.dense(xp)
        scaled = t * xp.asarray(self.c)
        total = sum_last(scaled, xp)[:, None]
        return xp.where(total > 0, scaled / xp.where(total > 0, total, xp.ones_like(total)), t)

    def by_class(self, c: Small) -> Small:
        """Return sum_k t_k c_k of each row (n,)."""
        total = self.truth.by_class(self.c)
        scaled = self.truth.by_class(self.c * c) / np.where(total > 0, total, 1.0)
        return np.where(total > 0, scaled, self.truth.by_class(c))
