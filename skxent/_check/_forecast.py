"""A forecast: what was predicted and what happened, checked once and read by every metric."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from skxent._check._classes import as_labels, codes_of, in_class_order, read_labels, sorted_classes
from skxent._check._predictions import (
    check_rows_sum_to_one,
    check_scores,
    divided_by_sums,
    row_sums,
    smoothed,
)
from skxent._check._scores import Array, Scores
from skxent._check._tables import read_table
from skxent._check._truth import Distributions, Labels, Truth
from skxent._check._weights import check_weight


@dataclass(frozen=True, eq=False)
class Forecast:
    """n rows of predictions for K classes with their truths, as codes or as distributions."""

    classes: Array  # (K,), in column order
    scores: Scores  # n rows of K classes
    truth: Truth  # n rows of labels or of target distributions
    weight: Array | None  # (n,), or None for 1

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def width(self) -> int:
        """K."""
        return len(self.classes)

    def rows(self, block: slice) -> Self:
        """Return the forecast of some rows."""
        return replace(
            self,
            scores=self.scores.rows(block),
            truth=self.truth.rows(block),
            weight=None if self.weight is None else self.weight[block],
        )


def check_forecast(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    normalize: bool = False,
) -> Forecast:
    """Return the checked forecast of raw input; the words are those of every metric's docstring."""
    table = read_table("y_proba", y_proba)
    given = None if labels is None else as_labels(labels)
    if given is None and table.names is not None:
        given = as_labels(table.names)
    _check_shape(y_true, len(table.numbers))
    classes, truth = _read_truth(y_true, given, normalize=normalize)
    values = in_class_order("y_proba", table, classes)
    scores = check_scores(values, scale=scale, normalize=normalize, n_classes=len(classes))
    weight = check_weight(sample_weight, len(scores))
    return Forecast(classes, smoothed(scores, smoothing), truth, weight)


def _check_shape(y_true: Any, n_rows: int) -> None:
    """Refuse truths that are no rows, or not as many as the predictions."""
    shape = np.shape(y_true)
    if len(shape) not in (1, 2) or shape[0] == 0:
        raise ValueError(f"y_true has shape {shape}; pass labels (n,) or target distributions (n, K).")
    if shape[0] != n_rows:
        raise ValueError(f"y_true has {shape[0]} rows, y_proba has {n_rows}; pass the predictions of the same rows.")


def _read_truth(y_true: Any, given: Array | None, *, normalize: bool) -> tuple[Array, Truth]:
    """Return the classes, and the labels or target distributions."""
    if np.ndim(y_true) == 2:
        return _read_distributions(y_true, given, normalize=normalize)
    y = read_labels(y_true)
    if given is not None:
        return given, Labels(codes_of(y, given))
    classes, codes = sorted_classes(y)
    return classes, Labels(codes)


def _read_distributions(y_true: Any, given: Array | None, *, normalize: bool) -> tuple[Array, Truth]:
    table = read_table("y_true", y_true)
    if table.numbers.shape[1] == 1:
        raise ValueError(f"y_true has shape {table.numbers.shape}; pass labels as (n,), for example y_true.ravel().")
    classes = given
    if classes is None:
        classes = np.arange(table.numbers.shape[1]) if table.names is None else as_labels(table.names)
    t = in_class_order("y_true", table, classes)
    total = row_sums("y_true", t, scale_hint="target distributions are probabilities in [0, 1].")
    if normalize:
        t = divided_by_sums("y_true", t, total)
    else:
        check_rows_sum_to_one("y_true", t, total, wanted=_TARGET_HINT)
    return classes, Distributions(t.astype(np.float64, copy=False))


_TARGET_HINT = "target distributions sum to 1: pass labels (n,), or normalize=True for counts."
