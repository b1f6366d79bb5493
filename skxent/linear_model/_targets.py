"""What ``fit`` takes as y: labels (n,), or distributions and counts (n, K), read as classes, targets and weights.

Fitting a row of counts t equals fitting a row for each class k that weighs w t_k: the row's weight is
w sum_k t_k, and its target is t / sum_k t_k. A class weight c_k multiplies the rows of its class.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d

from skxent._check import (
    Distributions,
    Labels,
    Mixed,
    RowError,
    Table,
    Truth,
    Weighted,
    as_labels,
    check_class_weight,
    column_names,
    in_class_order,
)

Array = np.ndarray[Any, Any]

# Beyond this the squares of weights leave float64.
_LARGEST = 1e150


@dataclass(frozen=True, eq=False)
class Targets:
    """The classes, what happened in each row, and each row's weight."""

    classes: Array  # (K,)
    truth: Truth  # n rows
    weight: Array  # (n,)
    class_weight: Array | None = None  # (K,), where truth and weight hold one

    @property
    def base_rate(self) -> Array:
        """Return sum w t_k / sum w (K,)."""
        mass = self.truth.class_weight(self.weight)
        return mass / mass.sum()


def read_targets(
    y: Any, raw_y: Any, weight: Array, *, class_weight: Any = None, label_smoothing: float = 0.0
) -> Targets:
    """Return the targets of ``fit``: ``y`` is validated, ``raw_y`` is as the user gave it, perhaps with names."""
    targets = _read(y, raw_y, weight)
    c = None
    if class_weight is not None:  # "balanced" goes by the targets as they were given
        c = check_class_weight(class_weight, targets.classes, targets.truth.class_weight(targets.weight))
    if label_smoothing > 0:
        targets = replace(targets, truth=Mixed(targets.truth, float(label_smoothing), len(targets.classes)))
    if c is None:
        return targets
    truth, factor = targets.truth, targets.truth.by_class(c)  # (n,)
    reweighted = truth if isinstance(truth, Labels) else Weighted(truth, c)
    return Targets(targets.classes, reweighted, targets.weight * factor, c)


def _read(y: Any, raw_y: Any, weight: Array) -> Targets:
    if y.ndim == 2 and y.shape[1] > 1:
        return _read_counts(y, raw_y, weight)
    y = column_or_1d(y, warn=True)
    check_classification_targets(y)
    classes, codes = np.unique(y, return_inverse=True)
    if len(classes) < 2:
        raise ValueError(f"y holds one class only, {classes.tolist()}; pass rows of two classes at least.")
    return Targets(classes, Labels(codes, len(classes)), weight)


def _several_are_true(raw_y: Any) -> Array:
    """Return in which rows (n,) of True and False more than one is True; none of them of anything else."""
    cells = np.asarray(raw_y)
    if cells.dtype.kind == "O" and all(isinstance(cell, bool | np.bool) for cell in cells.ravel().tolist()):
        cells = cells.astype(bool)
    return cells.sum(axis=1) > 1 if cells.dtype.kind == "b" else np.zeros(0, dtype=bool)


def _read_counts(y: Any, raw_y: Any, weight: Array) -> Targets:
    several = _several_are_true(raw_y)
    if several.any():
        wanted = (
            "labels that hold together have a fit each, as by OneVsRestClassifier: pass numbers if these are counts."
        )
        raise RowError("y is True for several classes", np.flatnonzero(several), wanted)
    try:
        counts = np.asarray(y, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"y has shape {y.shape} and holds something other than numbers; pass labels (n,), or distributions (n, K)."
        ) from None
    negative = (counts < 0).any(axis=1)
    if negative.any():
        raise RowError(
            "y is negative", np.flatnonzero(negative), "distributions and counts are >= 0: drop or mend these rows."
        )
    with np.errstate(over="ignore"):  # what is beyond float64 is refused
        mass = counts.sum(axis=1)
    unfit = ~(mass < _LARGEST)  # catches NaN
    if unfit.any():
        wanted = "distributions and counts are numbers, and sum to less than 1e150: drop or mend these rows."
        raise RowError("y is NaN, infinite or huge", np.flatnonzero(unfit), wanted)
    if not (mass > 0).all():
        are_indicators = bool(((counts == 0) | (counts == 1)).all()) and mass.max() > 1
        wanted = "a row needs some class: drop these rows."
        if are_indicators:
            wanted = "a row needs some class; labels that hold together have a fit each, as by OneVsRestClassifier."
        raise RowError("y sums to 0", np.flatnonzero(mass == 0), wanted)
    if mass.max() < 1 / _LARGEST:
        raise ValueError(f"y sums to at most {mass.max():.3g}; only ratios count: divide by the largest sum.")
    names = column_names(raw_y)
    classes = np.arange(y.shape[1]) if names is None else as_labels(names)
    return Targets(classes, Distributions(counts / mass[:, None]), weight * mass)


def as_intercepts(by_class: Array) -> Array:
    """Return logits by class (K,) as intercepts (C,): the second's less the first's, or with a sum of 0."""
    return by_class[1:] - by_class[:1] if len(by_class) == 2 else by_class - by_class.mean()


def prior_shift(c: Array) -> Array:
    """Return what class weights c (K,) add to the intercepts (C,): log c, up to a constant for all classes."""
    if not c.all():
        raise ValueError(
            "prior_correction=True cannot undo a class weight of 0, which leaves nothing to undo; drop the class, or "
            "give it a weight above 0."
        )
    return as_intercepts(np.log(c))


def read_offset(offset: Any, n_rows: int, classes: Array) -> Array | None:
    """Return offsets of the logits (n, C) in float64: log-odds (n, 1) for two classes; frames are matched by name."""
    if offset is None:
        return None
    n_classes = len(classes)
    try:
        o = np.asarray(offset, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"offset is {type(offset).__name__} of something other than numbers; pass logits.") from None
    if o.shape == (n_rows, n_classes):
        o = np.asarray(in_class_order("offset", Table(o, column_names(offset)), classes))
    if n_classes == 2 and o.shape == (n_rows,):
        o = o[:, None]
    elif n_classes == 2 and o.shape == (n_rows, 2):
        o = o[:, 1:] - o[:, :1]
    elif o.shape != (n_rows, n_classes) or n_classes == 2:
        wanted = f"({n_rows},) log-odds" if n_classes == 2 else f"({n_rows}, {n_classes}) logits"
        raise ValueError(f"offset has shape {o.shape}; pass {wanted}, in the order of the classes.")
    bad = ~np.isfinite(o).all(axis=1)
    if bad.any():
        raise RowError("offset is not finite", np.flatnonzero(bad), "offsets are logits: drop or mend these rows.")
    return o
