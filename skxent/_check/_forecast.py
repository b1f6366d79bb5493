"""A forecast: what was predicted and what happened, checked once and read by every metric."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from skxent._check._classes import (
    as_labels,
    codes_of,
    in_class_order,
    label_array,
    read_labels,
    refuse_name_of_the_first,
    sorted_classes,
)
from skxent._check._derived_truth import Mixed, Weighted
from skxent._check._indexes import refuse_other_order
from skxent._check._mistakes import naming_strangers, refuse_one_column_of_many, refuse_swapped, warn_of_probabilities
from skxent._check._numbers import is_number
from skxent._check._predictions import (
    check_rows_sum_to_one,
    check_scores,
    divided_by_sums,
    row_sums,
    smoothed,
)
from skxent._check._scores import Scores
from skxent._check._tables import Table, read_table, refuse_one_column
from skxent._check._truth import Distributions, Labels, Truth
from skxent._check._weights import check_class_weight, check_weight
from skxent._math._namespace import as_float64, namespace_of

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Settings:
    """What the losses were made of beside predictions and truths."""

    smoothing: float = 0.0
    label_smoothing: float = 0.0
    class_weight: Array | None = None  # (K,), None for 1; "balanced" is what it came to


@dataclass(frozen=True, eq=False)
class Forecast:
    """n rows of predictions for K classes with their truths, as labels or as distributions."""

    classes: Array  # (K,), in column order
    scores: Scores  # n rows of K classes
    truth: Truth  # n rows of labels or of target distributions
    weight: Array | None  # (n,), or None for 1
    shape: tuple[int, ...]  # of the losses: (n,), or that of y_true where predictions are (..., K)
    settings: Settings = Settings()  # what sums of other rows must share to add up

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def width(self) -> int:
        """K."""
        return len(self.classes)

    @property
    def loss_width(self) -> int:
        """Numbers in a row that the log loss looks at: 1 where it is gathered, else K."""
        return 1 if self.truth.is_gathered and self.scores.is_gathered else self.width

    def rows(self, block: slice) -> Self:
        """Return the forecast of some rows."""
        weight = None if self.weight is None else self.weight[block]
        return replace(self, scores=self.scores.rows(block), truth=self.truth.rows(block), weight=weight)


def check_forecast(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    class_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    label_smoothing: float = 0.0,
    normalize: bool = False,
    ignore_index: Any = None,
) -> Forecast:
    """Return the checked forecast of raw input; the words are those of every metric's docstring."""
    refuse_other_order(y_true=y_true, y_proba=y_proba, sample_weight=sample_weight)
    table = read_table("y_proba", y_proba)
    shape, table, y_true = _flattened(table, y_true)
    given = None if labels is None else as_labels(labels)
    by_name = given is None and table.names is not None and len(table.names) > 1
    read: dict[str, Any] = {"normalize": normalize, "ignore_index": ignore_index, "are_names": by_name}
    classes, truth, ignored = _read_truth(y_true, as_labels(table.names) if by_name else given, **read)
    values = _columns(y_proba, table, classes, said=given is not None)
    with naming_strangers(classes, truth if by_name else None):
        scores = check_scores(values, scale=scale, normalize=normalize, n_classes=len(classes))
    warn_of_probabilities(values, scale, stacklevel=3)  # the caller of the door
    weight = _without(ignored, check_weight(_raveled(sample_weight, shape), len(scores)))
    scores = smoothed(scores, smoothing)
    epsilon, c = _check_share(label_smoothing), _class_weight(class_weight, classes, truth, weight)
    if epsilon > 0:
        truth = Mixed(truth, epsilon, len(classes))
    if c is not None:
        truth, weight = _class_weighted(truth, weight, c)
    return Forecast(classes, scores, truth, weight, shape, Settings(float(smoothing), epsilon, c))


def _columns(y_proba: Any, table: Table, classes: Array, *, said: bool) -> Any:
    """Return predictions (n, K) in class order, or (n,) of the last; refuse what is likely meant otherwise."""
    if len(classes) == 2:
        refuse_name_of_the_first(y_proba, classes.tolist(), said=said, mend="labels= with {} last")
    refuse_one_column_of_many(y_proba, table, classes)
    refuse_swapped(table, classes)
    return in_class_order("y_proba", table, classes)


def _check_share(label_smoothing: float) -> float:
    if not (is_number(label_smoothing, at_least=0) and label_smoothing < 1):
        raise ValueError(f"label_smoothing={label_smoothing!r} is not in [0, 1); pass the share to mix in.")
    return float(label_smoothing)


def _class_weight(class_weight: Any, classes: Array, truth: Truth, weight: Array | None) -> Array | None:
    """Return each class's weight (K,), None where all are 1; "balanced" goes by the targets as they were given."""
    if class_weight is None:
        return None
    c = check_class_weight(class_weight, classes, truth.class_weight(weight))
    return None if (c == 1).all() else c


def _flattened(table: Table, y_true: Any) -> tuple[tuple[int, ...], Table, Any]:
    """Return the shape of the losses, and predictions and truth with all their leading axes made one."""
    numbers, truth_shape = table.numbers, tuple(np.shape(y_true))
    if len(truth_shape) == 0 or 0 in truth_shape:
        raise ValueError(f"y_true has shape {truth_shape}; pass labels (n,) or target distributions (n, K).")
    leading = tuple(numbers.shape[: max(1, numbers.ndim - 1)])
    if truth_shape[0] != leading[0]:
        raise ValueError(
            f"y_true has {truth_shape[0]} rows, y_proba has {leading[0]}; pass the predictions of the same rows."
        )
    if numbers.ndim <= 2:
        if len(truth_shape) > 2:
            raise ValueError(
                f"y_true has shape {truth_shape} for predictions of shape {tuple(numbers.shape)}; "
                "pass labels (n,) or target distributions (n, K)."
            )
        return leading, table, y_true
    if truth_shape not in (leading, tuple(numbers.shape)):
        raise ValueError(
            f"y_true has shape {truth_shape} for predictions of shape {tuple(numbers.shape)}; pass labels of shape "
            f"{leading}, or target distributions of the predictions' own shape."
        )
    xp, k = namespace_of(numbers), numbers.shape[-1]
    if truth_shape == leading:
        flat_truth: Any = np.ravel(label_array(y_true))
    else:
        flat = read_table("y_true", y_true).numbers
        flat_truth = namespace_of(flat).reshape(flat, (-1, k))
    return leading, Table(xp.reshape(numbers, (-1, k)), None), flat_truth


def _raveled(sample_weight: Any, shape: tuple[int, ...]) -> Any:
    """Return weights of the losses' shape as (n,)."""
    return np.ravel(sample_weight) if len(shape) > 1 and np.shape(sample_weight) == shape else sample_weight


def _read_truth(
    y_true: Any, given: Array | None, *, normalize: bool, ignore_index: Any, are_names: bool
) -> tuple[Array, Truth, Array | None]:
    """Return the classes, the labels or target distributions, and which rows are ignored (n,)."""
    if np.ndim(y_true) == 2:
        if ignore_index is not None:
            raise ValueError(
                f"ignore_index={ignore_index!r} marks labels, and y_true holds distributions; give these rows weight 0."
            )
        classes, truth = _read_distributions(y_true, given, normalize=normalize)
        return classes, truth, None
    y = read_labels(y_true)
    ignored = None if ignore_index is None else y == ignore_index
    if ignored is None or not ignored.any():
        classes, codes = (given, codes_of(y, given, are_names=are_names)) if given is not None else sorted_classes(y)
        return classes, Labels(codes, len(classes)), None
    if ignored.all():
        raise ValueError(
            f"y_true is ignore_index={ignore_index!r} in every row; pass at least one row of another label."
        )
    kept = y[~ignored]
    classes, kept_codes = (
        (given, codes_of(kept, given, are_names=are_names)) if given is not None else sorted_classes(kept)
    )
    codes = np.zeros(len(y), dtype=np.intp)
    codes[~ignored] = kept_codes
    return classes, Labels(codes, len(classes)), ignored


def _read_distributions(y_true: Any, given: Array | None, *, normalize: bool) -> tuple[Array, Truth]:
    refuse_one_column("y_true", y_true)
    table = read_table("y_true", y_true)
    classes = given
    if classes is None:
        classes = np.arange(table.numbers.shape[1]) if table.names is None else as_labels(table.names)
    t = in_class_order("y_true", table, classes)
    wanted = "target distributions are probabilities in [0, 1]: drop or mend these rows."
    total = row_sums("y_true", t, wanted=wanted, finite="targets are numbers: drop or mend these rows.")
    if normalize:
        return classes, Distributions(divided_by_sums("y_true", t, total))
    check_rows_sum_to_one("y_true", t, total, wanted=_want_targets(t))
    return classes, Distributions(as_float64(t, namespace_of(t)))


def _want_targets(t: Any) -> str:
    """Return what to do about target rows that do not sum to 1; 0/1 rows look like several labels at once."""
    xp = namespace_of(t)
    if bool(xp.all((t == 0) | (t == 1))):
        return "target distributions sum to 1: use multilabel_log_loss for a matrix of 0/1 indicators."
    return "target distributions sum to 1: pass labels (n,), or normalize=True for counts."


def _without(ignored: Array | None, weight: Array | None) -> Array | None:
    """Return the weights with ignored rows at 0."""
    if ignored is None:
        return weight
    weight = np.where(ignored, 0.0, 1.0 if weight is None else weight)
    if not weight.any():
        raise ValueError(
            f"all {len(weight)} rows have weight 0 or are ignored; give one that is not ignored a weight above 0."
        )
    return weight


def _class_weighted(truth: Truth, weight: Array | None, c: Array) -> tuple[Truth, Array]:
    """Return targets and weights after class weights have multiplied the rows that each target stands for."""
    factor = truth.by_class(c)  # (n,)
    reweighted = truth if isinstance(truth, Labels) else Weighted(truth, c)
    return reweighted, factor if weight is None else weight * factor
