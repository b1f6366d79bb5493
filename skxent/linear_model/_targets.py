"""What ``fit`` takes as y: labels (n,), or distributions and counts (n, K), read as classes, targets and weights.

Fitting a row of counts t equals fitting a row for each class k that weighs w t_k: the row's weight is
w sum_k t_k, and its target is t / sum_k t_k.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d

from skxent._check import Distributions, Labels, RowError, Truth, as_labels, column_names

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Targets:
    """The classes, what happened in each row, and each row's weight."""

    classes: Array  # (K,)
    truth: Truth  # n rows
    weight: Array  # (n,)

    @property
    def base_rate(self) -> Array:
        """Return sum w t_k / sum w (K,)."""
        mass = self.truth.class_weight(self.weight)
        return mass / mass.sum()


def read_targets(y: Any, raw_y: Any, weight: Array) -> Targets:
    """Return the targets of ``fit``: ``y`` is validated, ``raw_y`` is as the user gave it, perhaps with names."""
    if y.ndim == 2 and y.shape[1] > 1:
        return _read_counts(y, column_names(raw_y), weight)
    y = column_or_1d(y, warn=True)
    check_classification_targets(y)
    classes, codes = np.unique(y, return_inverse=True)
    if len(classes) < 2:
        raise ValueError(f"y holds one class only, {classes.tolist()}; a classifier needs at least two classes.")
    return Targets(classes, Labels(codes, len(classes)), weight)


def _read_counts(y: Any, names: list[Any] | None, weight: Array) -> Targets:
    try:
        counts = np.asarray(y, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"y has shape {y.shape} and holds something other than numbers; pass labels (n,), or distributions (n, K)."
        ) from None
    negative = (counts < 0).any(axis=1)
    if negative.any():
        raise RowError("y is negative", np.flatnonzero(negative), "distributions and counts are >= 0.")
    mass = counts.sum(axis=1)
    if not mass.all():
        raise RowError("y sums to 0", np.flatnonzero(mass == 0), "a row needs some class: drop these rows.")
    classes = np.arange(y.shape[1]) if names is None else as_labels(names)
    return Targets(classes, Distributions(counts / mass[:, None]), weight * mass)
