"""Confusion in probability and in bits: which classes the mass goes to, and which of them the loss comes from.

mass_jk = mean over rows of class j of p_k
bits_jk = mean over rows of class j of - log2(p_j) p_k / (1 - p_j), k != j: row j sums to the loss of class j
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from skxent._check import Labels
from skxent._math._namespace import to_numpy
from skxent._math._units import nats_per_unit
from skxent._rows import Tally, unit
from skxent.report._sections._shares import shares
from skxent.report._sums._observed import Observed

Array = np.ndarray[Any, Any]

_NATS_PER_BIT = nats_per_unit(2)
# A matrix of more classes is nothing to look at, and a large file: the dearest pairs stand for it.
_MOST_CLASSES = 30
_PAIRS = 50


@dataclass(frozen=True, eq=False)
class ConfusionTally(Tally):
    """Sums over the rows of each class j (first axis) of what class k (second axis) was given."""

    n_rows: Array = unit("rows")  # (K,), of labels; for target distributions those with any of the class
    mass: Array = unit("weight")  # (K, K), sum w t_j p_k
    loss: Array = unit("weight nats")  # (K, K), sum w t_j l_j p_k / (1 - p_j); its diagonal is 0

    @classmethod
    def of(cls, observed: Observed) -> "ConfusionTally":
        """Return the sums over a block."""
        forecast, k = observed.forecast, observed.forecast.width
        p = to_numpy(forecast.scores.proba())  # (n, K)
        if isinstance(forecast.truth, Labels):
            code, w = forecast.truth.codes, observed.w
            kept = np.flatnonzero(w > 0)
            n_rows = np.bincount(code[kept], minlength=k)
            return cls(
                n_rows, *_of_labels(p[kept], to_numpy(forecast.scores.log_of(code))[kept], code[kept], w[kept], k)
            )
        t, log_p = forecast.truth.dense(np), to_numpy(forecast.scores.log_proba())
        parts = [_of_labels(p, log_p[:, j], np.full(len(p), j), observed.w * t[:, j], k) for j in range(k)]
        n_rows = ((t > 0) & (observed.w > 0)[:, None]).sum(axis=0)
        mass, loss = (np.add.reduce(each) for each in zip(*parts, strict=True))
        return cls(n_rows, mass, loss)


def _of_labels(p: Array, log_p_true: Array, code: Array, w: Array, k: int) -> tuple[Array, Array]:
    """Return the mass and the loss (K, K) of rows with one class each; rows of weight 0 count for nothing."""
    kept = np.flatnonzero(w > 0)
    p, log_p_true, code, w = p[kept], log_p_true[kept], code[kept], w[kept]
    others = p.copy()
    others[np.arange(len(p)), code] = 0.0
    rest = others.sum(axis=1)  # 1 - p_j, with all its digits
    per_mass = np.divide(-log_p_true, rest, out=np.zeros(len(p)), where=rest > 0)
    by_class = csr_matrix((w, code, np.arange(len(p) + 1)), shape=(len(p), k)).T  # (K, n)
    with np.errstate(invalid="ignore"):  # an infinite loss comes from the classes that were given anything
        loss = np.where(others > 0, others * per_mass[:, None], 0.0)
    return np.asarray(by_class @ p), np.asarray(by_class @ loss)


@dataclass(frozen=True)
class ConfusedPair:
    """Rows of one class, and the probability that another was given."""

    truth: Any
    predicted: Any
    mean_probability: float
    bits: float  # a row of the class
    share_of_loss: float


@dataclass(frozen=True)
class Confusion:
    """Where probability went, as a matrix if the classes are few, and as the pairs that cost most."""

    labels: tuple[Any, ...]  # of the matrices' rows (what happened) and columns; empty for many classes
    mean_probability: tuple[tuple[float, ...], ...]
    bits: tuple[tuple[float, ...], ...]
    pairs: tuple[ConfusedPair, ...]


def confusion_of(tally: ConfusionTally, labels: list[Any]) -> Confusion:
    """Return the confusion of the classes; nan in the rows of those that never happened."""
    weight = tally.mass.sum(axis=1, keepdims=True)  # (K, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mass, bits = tally.mass / weight, tally.loss / weight / _NATS_PER_BIT
    share = shares(tally.loss.ravel()).reshape(tally.loss.shape)
    order = np.argsort(-tally.loss, axis=None, kind="stable")[:_PAIRS]
    pairs = [
        ConfusedPair(labels[j], labels[k], float(mass[j, k]), float(bits[j, k]), float(share[j, k]))
        for j, k in (divmod(int(place), len(labels)) for place in order)
        if tally.loss[j, k] > 0
    ]
    few = len(labels) <= _MOST_CLASSES
    return Confusion(
        tuple(labels) if few else (),
        tuple(map(tuple, mass.tolist())) if few else (),
        tuple(map(tuple, bits.tolist())) if few else (),
        tuple(pairs),
    )
