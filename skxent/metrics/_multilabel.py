"""Multilabel log loss: a binary log loss for each of L labels that may hold together.

l_ij  = - t_ij log p_ij - (1 - t_ij) log(1 - p_ij)
macro = mean over labels j of sum_i w_i l_ij / sum_i w_i;   joint = their sum;   None = each label's
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import issparse

from skxent._check import (
    RowError,
    Table,
    as_labels,
    check_weight,
    in_class_order,
    is_number,
    read_table,
    refuse_other_order,
)
from skxent._check._predictions import check_scores, smoothed
from skxent._check._scores import Scores
from skxent._math._namespace import to_numpy
from skxent._math._units import nats_per_unit
from skxent.metrics._means import weighted
from skxent.metrics._zero_probability import warn_zero_probability

Array = np.ndarray[Any, Any]

_AVERAGES = ("macro", "joint", None)


def multilabel_log_loss(
    y_true: Any,
    y_proba: Any,
    *,
    average: str | None = "macro",
    labels: Any = None,
    sample_weight: Any = None,
    scale: str = "proba",
    base: float | None = None,
    smoothing: float = 0.0,
    label_smoothing: float = 0.0,
) -> Any:
    """Mean negative log-probability of what happened, for labels that may hold together.

    l_ij = - t_ij log p_ij - (1 - t_ij) log(1 - p_ij); the absent labels count like the present ones. "macro" is the
    mean over labels of each label's weighted mean over rows, "joint" the sum over labels: the log loss of the whole
    combination if labels are predicted independently.

    Parameters
    ----------
    y_true : array-like or sparse matrix of shape (n, L)
        Indicator matrix: 0 or 1, or the probability that the label holds.
    y_proba : array-like of shape (n, L), or list of L arrays of shape (n, 2)
        Each label's predicted probability; or for each label the predictions of its absence and presence, as some
        estimators return them.
    average : {"macro", "joint", None}, default="macro"
        The mean over labels, their sum, or each label's own loss (L,).
    labels : array-like of shape (L,), default=None
        The labels in column order; frames are matched to them by name. Default: the column names of ``y_proba``, else
        those of ``y_true``. ``average=None`` gives the losses in this order.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights of the rows, not all zero; a row of weight 0 counts for nothing.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds; logits are log-odds.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    smoothing : float, default=0.0
        Delta added to the probabilities of presence and absence: (p + delta) / (1 + 2 delta).
    label_smoothing : float, default=0.0
        Epsilon in [0, 1) mixed into the targets: (1 - epsilon) t + epsilon / 2.

    Returns
    -------
    float, or array of shape (L,) for average=None
        In units of ``base``; 0 at best, 1 bit a label for p = 1/2; ``inf`` where an outcome was given probability 0,
        with a :class:`~skxent.exceptions.ZeroProbabilityWarning`.

    Raises
    ------
    ValueError
        If shapes do not fit, values are NaN or outside [0, 1], or weights are negative or all zero.

    References
    ----------
    Tsoumakas, G., Katakis, I. and Vlahavas, I. (2010). Mining multi-label data. Data Mining and Knowledge Discovery
    Handbook, 667-685. https://doi.org/10.1007/978-0-387-09823-4_34

    Examples
    --------
    >>> from skxent.metrics import multilabel_log_loss
    >>> multilabel_log_loss([[1, 0], [1, 1]], [[0.5, 0.5], [0.5, 0.125]], average=None, base=2)
    array([1., 2.])
    """
    if average not in _AVERAGES:
        raise ValueError(f"average={average!r} is unknown; pass 'macro', 'joint' or None.")
    unit = nats_per_unit(base)
    refuse_other_order(y_true=y_true, y_proba=y_proba, sample_weight=sample_weight)
    t, columns = _check(y_true, y_proba, labels, scale=scale, smoothing=smoothing)
    if not (is_number(label_smoothing, at_least=0) and label_smoothing < 1):
        raise ValueError(f"label_smoothing={label_smoothing!r} is not in [0, 1); pass the share to mix in.")
    w = check_weight(sample_weight, len(t))
    t = (1 - label_smoothing) * t + label_smoothing / 2
    tallies = [_tally(t[:, j], scores, w) for j, scores in enumerate(columns)]
    n_rows = len(t) if w is None else int(np.count_nonzero(w))
    n_zero = int(np.logical_or.reduce([tally.zero for tally in tallies]).sum())
    warn_zero_probability(n_zero, n_rows, columns, stacklevel=2)
    each = np.array([tally.mean for tally in tallies]) / unit
    if average is None:
        return each
    return float(each.mean() if average == "macro" else each.sum())


@dataclass(frozen=True, eq=False)
class _LabelLoss:
    """One label's mean loss, and which rows that count gave probability 0 to what happened."""

    mean: float
    zero: Array  # (n,)


def _tally(t: Array, scores: Scores, w: Array | None) -> _LabelLoss:
    """Return the loss of one label with targets t (n,)."""
    present = to_numpy(scores.log_of(np.ones(len(t), dtype=np.intp)))
    absent = to_numpy(scores.log_of(np.zeros(len(t), dtype=np.intp)))
    losses = 0.0 - t * np.where(t == 0, 0.0, present) - (1 - t) * np.where(t == 1, 0.0, absent)  # (n,)
    total = weighted(losses, w)
    return _LabelLoss(float(total.sum() / (len(t) if w is None else w.sum())), np.isinf(total))


def _check(y_true: Any, y_proba: Any, labels: Any, *, scale: str, smoothing: float) -> tuple[Array, list[Scores]]:
    """Return targets (n, L) as float64, and the checked scores of each label."""
    y_true = y_true.toarray() if issparse(y_true) else y_true
    if np.ndim(y_true) != 2:
        raise ValueError(
            f"y_true has shape {np.shape(y_true)}; pass an indicator matrix (n, L), or use log_loss for one label in "
            "each row."
        )
    truth = read_table("y_true", y_true)
    pairs = _pairs(y_proba)
    predicted = None if pairs else read_table("y_proba", y_proba)
    names = _names(labels, predicted, truth)
    t = np.asarray(to_numpy(in_class_order("y_true", truth, names)), dtype=np.float64)
    bad = ~((t >= 0) & (t <= 1)).all(axis=1)  # catches NaN
    if bad.any():
        wanted = "indicators are 0, 1 or a probability; use log_loss for labels of several classes."
        raise RowError("y_true is NaN or outside [0, 1]", np.flatnonzero(bad), wanted)
    columns = pairs or _columns(predicted, names, t.shape)
    if len(columns) != t.shape[1] or any(column.shape[0] != len(t) for column in columns):
        shapes = [tuple(column.shape) for column in columns]
        raise ValueError(f"y_proba lists arrays of shapes {shapes} for y_true of shape {t.shape}; pass one a label.")
    return t, [_scores(column, name, scale, smoothing) for column, name in zip(columns, names.tolist(), strict=True)]


def _columns(predicted: Table | None, names: Array, shape: tuple[int, ...]) -> list[Any]:
    """Return each label's predictions (n,), in the order of the names."""
    assert predicted is not None  # noqa: S101 - there is a table where there is no list of pairs
    values = in_class_order("y_proba", predicted, names)
    if values.ndim != 2 or values.shape[0] != shape[0]:
        raise ValueError(f"y_proba has shape {tuple(values.shape)} for y_true of shape {shape}; pass the same shape.")
    return [values[:, j] for j in range(len(names))]


def _scores(column: Any, name: Any, scale: str, smoothing: float) -> Scores:
    try:
        return smoothed(check_scores(column, scale=scale, normalize=False, n_classes=2), smoothing)
    except RowError as error:
        raise RowError(f"{error.came} for label {name!r}", error.rows, error.wanted) from None


def _names(labels: Any, predicted: Table | None, truth: Table) -> Array:
    """Return the labels in column order."""
    if labels is not None:
        return as_labels(labels)
    names = (None if predicted is None else predicted.names) or truth.names
    return np.arange(truth.numbers.shape[1]) if names is None else as_labels(names)


def _pairs(y_proba: Any) -> list[Any] | None:
    """Return each label's predictions of absence and presence (n, 2), where they come as a list of such."""
    if not (isinstance(y_proba, list | tuple) and len(y_proba) > 0 and np.ndim(y_proba[0]) == 2):
        return None
    pairs = [read_table(f"y_proba[{j}]", pair).numbers for j, pair in enumerate(y_proba)]
    wrong = [tuple(pair.shape) for pair in pairs if pair.ndim != 2 or pair.shape[1] != 2]
    if wrong:
        raise ValueError(
            f"y_proba lists an array of shape {wrong[0]}; pass (n, 2) for each label, absence and presence."
        )
    return pairs
