"""What an estimator predicts for some rows, read as class-aware predictions: values, scale, and the column's classes.

Probabilities are taken from ``predict_proba``. Where something happened whose probability is too small to be exact,
better logarithms take their place if the estimator has them.

A class that is wanted and not in ``estimator.classes_`` was never seen in training. The estimator gave it
probability 0, and it is added as a column that says so.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from skxent._check import Table, column_names, find, in_class_order, label_array, read_table, real_array
from skxent._math._namespace import to_numpy
from skxent._math._sums import sum_tolerance
from skxent.scorers._logarithms import beyond_zero, from_margins, is_exact

Array = np.ndarray[Any, Any]

# The value of probability 0 on each scale that estimators answer in.
_ZERO = {"proba": 0.0, "log_proba": -np.inf}


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
        others = [label for label in self.labels.tolist() if find(label_array([label]), labels)[0] < 0]
        wanted = label_array([*labels.tolist(), *others]) if others else labels
        place = find(wanted, self.labels)
        values = np.full((len(self.values), len(wanted)), _ZERO[self.scale], dtype=self.values.dtype)
        values[:, place >= 0] = self.values[:, place[place >= 0]]
        return replace(self, values=values, labels=wanted, seen=(place >= 0) & self.seen[place])

    def unseen(self, y: Any, sample_weight: Any) -> dict[str, int]:
        """Return the classes that training never saw and that happened, with the number of their rows that count."""
        counts = np.ones(len(self.values), dtype=bool) if sample_weight is None else np.asarray(sample_weight) > 0
        rows, codes = outcomes(y, self.labels)
        n_rows = np.bincount(codes[counts[rows]], minlength=len(self.labels))
        return {
            repr(label): int(n)
            for label, n, seen in zip(self.labels.tolist(), n_rows, self.seen, strict=True)
            if n and not seen
        }


def response_of(estimator: Any, X: Any, y: Any) -> Response:
    """Return what ``estimator`` predicts for ``X``, with a column for every class in ``y``."""
    classes = classes_of(estimator)
    p, remark = _sum_to_one(_ordered(estimator, ask(estimator, X), classes), type(estimator).__name__)
    values, scale = p, "proba"
    if not is_exact(p[outcomes(y, classes)]):
        values, scale = _better(estimator, X, p, classes)
    response = Response(values, scale, classes, np.ones(len(classes), dtype=bool), remark)
    unseen = _unseen(y, classes)
    return response.columns(label_array([*classes.tolist(), *unseen])) if unseen else response


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


def ask(estimator: Any, X: Any) -> Any:
    """Return ``estimator.predict_proba(X)``; refuse an estimator that has none."""
    if not hasattr(estimator, "predict_proba"):
        raise TypeError(
            f"{type(estimator).__name__} has no predict_proba; "
            "wrap it in sklearn.calibration.CalibratedClassifierCV to get probabilities."
        )
    return estimator.predict_proba(X)


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
        raise ValueError(f"{name} has shape {values.shape}; a column for each of its {len(classes)} classes is wanted.")
    return np.asarray(in_class_order(name, Table(values, column_names(raw)), classes))


def _sum_to_one(p: Array, name: str) -> tuple[Array, str]:
    """Return probabilities divided by their sums, and a remark, where the estimator's do not sum to 1."""
    total = p.sum(axis=1, dtype=np.float64)
    worst = np.abs(total - 1).max(initial=0)
    if worst <= sum_tolerance(p.dtype, p.shape[1]) or not np.isfinite(total).all() or not (total > 0).all():
        return p, ""  # what is no number or a row of zeros is refused by the metric
    remark = (
        f"the probabilities of {name} sum to {total[np.argmax(np.abs(total - 1))]:.9g} (the worst) and were divided by "
        "their sums; look for overflow in the estimator."
    )
    return p / total[:, None], remark


def _unseen(y: Any, classes: Array) -> list[Any]:
    """Return the labels in ``y``, or the names of its columns, that are not among the classes."""
    names = column_names(y) if np.ndim(y) == 2 else label_array(y)
    if names is None:
        return []
    labels = label_array(names)
    return list(dict.fromkeys(labels[find(labels, classes) < 0].tolist()))
