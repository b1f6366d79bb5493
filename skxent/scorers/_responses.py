"""What an estimator predicts for some rows, read as class-aware predictions: values, scale, and the column's classes.

Probabilities are taken from ``predict_proba``. Where something happened whose probability is too small to be exact,
better logarithms take their place if the estimator has them. An estimator may have logarithms alone.

A class that is wanted and not in ``estimator.classes_`` was never seen in training. The estimator gave it
probability 0, and it is added as a column that says so, at its place among sorted classes.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from skxent._check import (
    Table,
    column_names,
    find,
    in_class_order,
    label_array,
    listing,
    namesakes,
    read_table,
    real_array,
    refuse_one_column,
    shown,
)
from skxent._math._namespace import to_numpy
from skxent._math._sums import sum_tolerance
from skxent.scorers._logarithms import beyond_zero, from_margins, is_exact

Array = np.ndarray[Any, Any]

# The value of probability 0 on each scale that estimators answer in.
_ZERO = {"proba": 0.0, "log_proba": -np.inf}
# Rows whose sums are off by more than this are no distributions that rounding or overflow bent.
_NO_SUM = 0.05


@dataclass(frozen=True, eq=False)
class Response:
    """An estimator's predictions for some rows, on a scale, with the class of each column."""

    values: Array  # (n, K)
    scale: str
    labels: Array  # (K,)
    seen: Array  # (K,), whether training saw the class
    remark: str = ""  # what a warning is to say of the predictions

    def columns(self, labels: Array) -> "Response":
        """Return the response with a column for each of ``labels``, in their order, and behind them any other."""
        wanted = _joined(labels, self.labels[find(self.labels, labels) < 0])
        place = find(wanted, self.labels)
        values = np.full((len(self.values), len(wanted)), _ZERO[self.scale], dtype=self.values.dtype)
        values[:, place >= 0] = self.values[:, place[place >= 0]]
        return replace(self, values=values, labels=wanted, seen=(place >= 0) & self.seen[place])

    def unseen(self, y: Any, sample_weight: Any) -> dict[Any, int]:
        """Return the classes that training never saw and that happened, with the number of their rows that count."""
        counts = np.ones(len(self.values), dtype=bool) if sample_weight is None else np.asarray(sample_weight) > 0
        rows, codes = outcomes(y, self.labels)
        n_rows = np.bincount(codes[counts[rows]], minlength=len(self.labels))
        told = np.flatnonzero((n_rows > 0) & ~self.seen)
        return {_plain(self.labels[k]): int(n_rows[k]) for k in told}


def response_of(estimator: Any, X: Any, y: Any) -> Response:
    """Return what ``estimator`` predicts for ``X``, with a column for every class in ``y``."""
    return read_response(estimator, X, y, *ask(estimator, X))


def read_response(estimator: Any, X: Any, y: Any, raw: Any, scale: str) -> Response:
    """Return the response that an estimator's answer is, on the scale that it was given."""
    refuse_one_column("y", y)
    classes = classes_of(estimator)
    if len(raw) != np.shape(y)[0]:
        raise ValueError(f"X has {len(raw)} rows, and y has {np.shape(y)[0]}; pass the labels of the same rows.")
    there = label_array(column_names(y) or []) if np.ndim(y) == 2 else label_array(y)
    unseen = _unseen(there, classes)
    _refuse_namesakes(unseen, classes, there, are_columns=np.ndim(y) == 2)
    _refuse_another_encoding(unseen, classes, there)
    values, remark = _ordered(estimator, raw, classes), ""
    if scale == "proba":
        values, remark = _sum_to_one(values, type(estimator).__name__, may_hold_together=np.ndim(y) == 2)
        if not is_exact(values[outcomes(y, classes)]):
            values, scale = _better(estimator, X, values, classes)
    response = Response(values, scale, classes, np.ones(len(classes), dtype=bool), remark)
    return response.columns(_in_order(classes, unseen)) if len(unseen) else response


def classes_of(estimator: Any) -> Array:
    """Return ``estimator.classes_``, also through pipelines and searches."""
    classes = getattr(estimator, "classes_", None)
    if classes is None:
        raise TypeError(
            f"{type(estimator).__name__} has no classes_, so nothing says which class its columns are; "
            "score a fitted classifier, or set classes_ in fit."
        )
    if has_outputs(estimator):
        raise TypeError(
            f"{type(estimator).__name__} has {len(classes)} outputs with classes of their own; "
            "score one output at a time, or use neg_multilabel_log_loss if each is 0 or 1."
        )
    return label_array(classes)


def has_outputs(estimator: Any) -> bool:
    """Return whether the estimator predicts several outputs, each with classes of its own."""
    classes = getattr(estimator, "classes_", None)
    return isinstance(classes, list) and len(classes) > 0 and np.ndim(classes[0]) == 1


def outcomes(y: Any, classes: Array) -> tuple[Array, Array]:
    """Return the row and the class of everything in ``y`` that happened and is among the classes."""
    if np.ndim(y) != 2:
        codes = find(label_array(y), classes)
        rows = np.flatnonzero(codes >= 0)
        return rows, codes[rows]
    table = read_table("y", y)
    places = np.arange(table.numbers.shape[1]) if table.names is None else find(label_array(table.names), classes)
    rows, columns = np.nonzero(to_numpy(table.numbers))
    known = (places[columns] >= 0) & (places[columns] < len(classes))
    return rows[known], places[columns[known]]


def ask(estimator: Any, X: Any) -> tuple[Any, str]:
    """Return what an estimator predicts, probabilities or else logarithms, and which; refuse one that has neither."""
    if hasattr(estimator, "predict_proba"):
        return estimator.predict_proba(X), "proba"
    if hasattr(estimator, "predict_log_proba"):
        return estimator.predict_log_proba(X), "log_proba"
    is_classifier = hasattr(estimator, "classes_")
    raise TypeError(f"{type(estimator).__name__} has no predict_proba{_WRAP if is_classifier else _NO_CLASSIFIER}")


_WRAP = "; wrap it in sklearn.calibration.CalibratedClassifierCV to get probabilities."
_NO_CLASSIFIER = (
    " and no classes_, so it is no fitted classifier; pass one, or predictions to the metrics or evaluate_predictions."
)


def _better(estimator: Any, X: Any, p: Array, classes: Array) -> tuple[Array, str]:
    """Return logarithms where the estimator has better ones, and what they are."""
    log_p = from_margins(estimator, X, p)
    if log_p is not None:
        return log_p, "log_proba"
    if (p > 0).all() or not hasattr(estimator, "predict_log_proba"):
        return p, "proba"
    with np.errstate(divide="ignore"):  # the log of a probability 0 is meant
        own = _ordered(estimator, estimator.predict_log_proba(X), classes).astype(np.float64)
    return beyond_zero(p, own), "log_proba"


def _ordered(estimator: Any, raw: Any, classes: Array) -> Array:
    """Return an estimator's answer (n, K) with its columns in the order of the classes."""
    name = f"the prediction of {type(estimator).__name__}"
    values = to_numpy(real_array(name, raw))
    if values.ndim != 2:
        raise ValueError(f"{name} has shape {values.shape}; predict a column for each of its {len(classes)} classes.")
    return np.asarray(in_class_order(name, Table(values, column_names(raw)), classes))


def _sum_to_one(p: Array, name: str, *, may_hold_together: bool) -> tuple[Array, str]:
    """Return probabilities divided by their sums, and a remark, where the estimator's do not sum to 1."""
    total = p.sum(axis=1, dtype=np.float64)
    worst = np.abs(total - 1).max(initial=0)
    if worst <= sum_tolerance(p.dtype, p.shape[1]) or not np.isfinite(total).all() or not (total > 0).all():
        return p, ""  # what is no number or a row of zeros is refused by the metric
    came = f"the probabilities of {name} sum to {total[np.argmax(np.abs(total - 1))]:.9g} (the worst)"
    if may_hold_together and worst > _NO_SUM:
        raise ValueError(
            f"{came}, so they are of labels that may hold together; use neg_multilabel_log_loss, or fit target "
            "distributions with an estimator that predicts distributions."
        )
    return p / total[:, None], f"{came} and were divided by their sums; look for overflow in the estimator."


def sums_to_one(p: Any) -> bool:
    """Return whether rows are distributions, up to what rounding or overflow may have bent."""
    return bool((np.abs(np.asarray(p).sum(axis=1, dtype=np.float64) - 1) <= _NO_SUM).all())


def _unseen(labels: Array, classes: Array) -> Array:
    """Return the labels of rows, or the names of columns, that are not among the classes, each once."""
    if len(labels) == 0:
        return labels
    others = labels[find(labels, classes) < 0]
    return np.asarray(list(dict.fromkeys(list(others))), dtype=others.dtype)


def _refuse_namesakes(unseen: Array, classes: Array, there: Array, *, are_columns: bool) -> None:
    """Refuse labels that no class equals, but that read like one: 1 and '1', 'yes' and 'yes '.

    Those that differ in case alone, as 'a' and 'A' of handwritten letters, may be classes that training never saw, if
    any class is ``there``, or one label only. All columns of targets are there in every fold: they are refused unless
    both are.
    """
    may_be_classes = len(unseen) == 1 or bool((find(there, classes) >= 0).any())
    for label, known in namesakes(unseen.tolist(), classes.tolist()):
        in_case_alone = isinstance(known, str) and isinstance(label, str) and label.casefold() == known.casefold()
        are_both = (find(there, label_array([known])) >= 0).any() if are_columns else may_be_classes
        if in_case_alone and are_both:
            continue
        raise ValueError(
            f"y holds {shown(label)}, and the estimator's classes_ hold {shown(known)}, which differs in type, case or "
            f"blanks; make them the same. classes_ are [{listing([repr(label) for label in classes.tolist()])}]."
        )


def _refuse_another_encoding(unseen: Array, classes: Array, there: Array) -> None:
    """Refuse text where the classes are numbers, or numbers where they are text, if no label is a class."""
    kinds = [{isinstance(label, str) for label in labels.tolist()} for labels in (unseen, classes)]
    if len(unseen) and kinds in ([{True}, {False}], [{False}, {True}]) and not (find(there, classes) >= 0).any():
        raise ValueError(
            f"y holds {shown(unseen.tolist()[0])} and none of the estimator's classes_ "
            f"[{listing([repr(label) for label in classes.tolist()])}]; pass y encoded as in fit."
        )


def _in_order(classes: Array, unseen: Array) -> Array:
    """Return the classes with the unseen ones: sorted where the classes are, else behind them."""
    whole = _joined(classes, unseen)
    try:
        order = np.argsort(whole)
        is_sorted = bool((np.argsort(classes) == np.arange(len(classes))).all())
    except TypeError:  # labels of types that have no order
        return whole
    return whole[order] if is_sorted else whole


def _plain(label: Any) -> Any:
    """Return a label as Python has it; dates stay NumPy's, whose own numbers would say nothing."""
    return label.item() if isinstance(label, np.generic) and label.dtype.kind not in "mM" else label


def _joined(first: Array, second: Array) -> Array:
    """Return labels one after the other, each in its own type."""
    if first.dtype.kind == second.dtype.kind or len(second) == 0:
        return np.concatenate([first, second]) if len(second) else first
    return label_array([*first.tolist(), *second.tolist()])
