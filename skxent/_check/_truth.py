"""What happened: labels as codes, or target distributions; each answers what a loss asks of a target t (n, K).

dot(v)       sum_k t_k v_k            v_y for labels, gathered
log_loss     - sum_k t_k log p_k      - log p_y for labels: nothing of size n x K is made
entropy      - sum_k t_k log t_k      0 for labels
reweighted   t_k c_k / sum_j t_j c_j and the factor sum_j t_j c_j on each row's weight: class weights c multiply
the rows that a target stands for, one for each class
"""

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np

from skxent._check._scores import Scores, gather, in_memory
from skxent._math._logs import kl_terms, sum_last, xlogy
from skxent._math._namespace import Array, as_array, namespace_of, to_numpy

Small = np.ndarray[Any, Any]  # (n,) or (K,): always NumPy's


class Truth(Protocol):
    """Targets t of n rows over K classes."""

    is_gathered: bool  # whether the log loss looks at one class of each row only

    @property
    def xp(self) -> Any:
        """The array library in which targets (n, K) come."""

    def rows(self, block: slice | Small) -> Self:
        """Return the targets of some rows."""

    def dot(self, values: Array) -> Array:
        """Return sum_k t_k v_k of each row (n,)."""

    def dense(self, xp: Any) -> Array:
        """Return the targets as distributions (n, K), in the array library ``xp``."""

    def residual(self, p: Small) -> Small:
        """Return p - t (n, K), written over NumPy's ``p``."""

    def of(self, codes: Small) -> Small:
        """Return t_k of one class k in each row (n,)."""

    def log_loss(self, scores: Scores) -> Array:
        """Return - sum_k t_k log p_k of each row (n,)."""

    def divergence(self, scores: Scores) -> Array:
        """Return sum_k t_k log(t_k / p_k) of each row (n,), 0 only where p = t."""

    def entropy(self, w: Small | None) -> float:
        """Return - sum_i w_i sum_k t_ik log t_ik; None weighs every row 1."""

    def class_weight(self, w: Small | None) -> Small:
        """Return sum_i w_i t_ik (K,); None weighs every row 1."""

    def by_class(self, c: Small) -> Small:
        """Return sum_k t_k c_k of each row (n,)."""


@dataclass(frozen=True, eq=False)
class Labels:
    """Hard labels, as the code of each row's class."""

    codes: Small  # (n,)
    n_classes: int
    is_gathered = True
    xp = np

    def rows(self, block: slice | Small) -> Self:
        """Return the labels of some rows."""
        return type(self)(self.codes[block], self.n_classes)

    def dot(self, values: Array) -> Array:
        """Return v_y of each row (n,)."""
        return gather(values, self.codes)

    def dense(self, xp: Any) -> Array:
        """Return the labels' indicators (n, K)."""
        return xp.astype(xp.asarray(self.codes)[:, None] == xp.arange(self.n_classes)[None, :], xp.float64)

    def residual(self, p: Small) -> Small:
        """Return p less 1 at the label (n, K), written over ``p``."""
        if p.flags.forc:
            line, places = in_memory(p, self.codes)
            line[places] -= 1
        else:
            p[np.arange(len(p)), self.codes] -= 1
        return p

    def of(self, codes: Small) -> Small:
        """Return 1 where the label is ``codes``, else 0 (n,)."""
        return (self.codes == codes).astype(np.float64)

    def log_loss(self, scores: Scores) -> Array:
        """Return - log p_y of each row (n,)."""
        return 0.0 - scores.log_of(self.codes)

    def divergence(self, scores: Scores) -> Array:
        """Return - log p_y of each row (n,)."""
        return self.log_loss(scores)

    def entropy(self, w: Small | None) -> float:  # noqa: ARG002 - labels have none, whatever they weigh
        """Return 0."""
        return 0.0

    def class_weight(self, w: Small | None) -> Small:
        """Return the weight of each class's rows (K,)."""
        return np.bincount(self.codes, weights=w, minlength=self.n_classes).astype(np.float64, copy=False)

    def by_class(self, c: Small) -> Small:
        """Return c_y of each row (n,)."""
        return c[self.codes]


@dataclass(frozen=True, eq=False)
class Distributions:
    """Target distributions, float64 rows that sum to 1."""

    t: Array  # (n, K)
    is_gathered = False

    @property
    def xp(self) -> Any:
        """The array library of the targets."""
        return namespace_of(self.t)

    def rows(self, block: slice | Small) -> Self:
        """Return the targets of some rows."""
        return type(self)(self.t[block, :])

    def dot(self, values: Array) -> Array:
        """Return sum_k t_k v_k of each row (n,), where t_k = 0 takes nothing, even of an infinite v_k."""
        xp = namespace_of(self.t, values)
        return sum_last(self.t * xp.where(self.t == 0, xp.zeros_like(values), values), xp)

    def dense(self, xp: Any) -> Array:
        """Return the targets (n, K)."""
        return to_numpy(self.t) if xp is np else as_array(self.t, xp)

    def residual(self, p: Small) -> Small:
        """Return p - t (n, K), written over ``p``."""
        p -= self.t
        return p

    def of(self, codes: Small) -> Small:
        """Return t_k of one class k in each row (n,)."""
        return to_numpy(gather(self.t, codes))

    def log_loss(self, scores: Scores) -> Array:
        """Return - sum_k t_k log p_k of each row (n,)."""
        return 0.0 - self.dot(scores.log_proba())

    def divergence(self, scores: Scores) -> Array:
        """Return sum_k t_k log(t_k / p_k) of each row (n,)."""
        log_p = scores.log_proba()
        xp = namespace_of(self.t, log_p)
        p = xp.exp(log_p)
        # Where exp underflows the terms are taken from the logarithms; elsewhere near t = p no digit is lost.
        plain = xlogy(self.t, self.t, xp) - self.t * xp.where(self.t == 0, xp.zeros_like(log_p), log_p) - self.t
        return sum_last(xp.where(p > 0, kl_terms(self.t, p, xp), plain), xp)

    def entropy(self, w: Small | None) -> float:
        """Return - sum_i w_i sum_k t_ik log t_ik."""
        xp = namespace_of(self.t)
        each = to_numpy(0.0 - sum_last(xlogy(self.t, self.t, xp), xp))  # (n,)
        return float(each.sum() if w is None else w @ each)

    def class_weight(self, w: Small | None) -> Small:
        """Return sum_i w_i t_ik (K,)."""
        xp = namespace_of(self.t)
        return to_numpy(xp.sum(self.t, axis=0) if w is None else xp.matmul(xp.asarray(w), self.t))

    def by_class(self, c: Small) -> Small:
        """Return sum_k t_k c_k of each row (n,)."""
        xp = namespace_of(self.t)
        return to_numpy(xp.matmul(self.t, xp.asarray(c)))
