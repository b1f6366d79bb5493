"""What an estimator predicts, read as class-aware predictions: values, their scale, and their columns' classes.

Probabilities are taken from ``predict_proba``. Where some of them are 0, the logarithms of ``predict_log_proba`` take
their place if they say more: a log-probability counts if its exp, in the type of the probabilities, is 0 as well. One
that would have been visible as a probability is an invention, such as the log of the smallest number.

A class that is in ``y`` and not in ``estimator.classes_`` was never seen in training. The estimator gave it
probability 0, and it is added as a column that says so.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent._check import Table, column_names, find, in_class_order, label_array, real_array
from skxent._math._namespace import to_numpy
from skxent._math._sums import sum_tolerance

Array = np.ndarray[Any, Any]

# The value of probability 0 on each scale that estimators answer in.
_ZERO = {"proba": 0.0, "log_proba": -np.inf}


@dataclass(frozen=True, eq=False)
class Response:
    """An estimator's predictions for some rows, on a scale, with the class of each column."""

    values: Array  # (n, K)
    scale: str
    classes: Array  # (K,)
    n_seen: int  # classes seen in training, the first columns


def response_of(estimator: Any, X: Any, y: Any) -> Response:
    """Return what ``estimator`` predicts for ``X``, with a column for every class in ``y``."""
    classes = classes_of(estimator)
    values, scale = _predicted(estimator, X, classes)
    unseen = _unseen(y, classes)
    if unseen:
        zeros = np.full((len(values), len(unseen)), _ZERO[scale], dtype=values.dtype)
        values = np.hstack([values, zeros])
    return Response(values, scale, _extended(classes, unseen), len(classes))


def classes_of(estimator: Any) -> Array:
    """Return ``estimator.classes_``, also through pipelines and searches."""
    classes = getattr(estimator, "classes_", None)
    if classes is None:
        raise TypeError(
            f"{type(estimator).__name__} has no classes_, so nothing says which class its columns are; "
            "score a fitted classifier, or set classes_ in fit."
        )
    if isinstance(classes, list) and len(classes) > 0 and np.ndim(classes[0]) == 1:
        raise TypeError(
            f"{type(estimator).__name__} has {len(classes)} outputs with classes of their own; "
            "score one output at a time."
        )
    return label_array(classes)


def _predicted(estimator: Any, X: Any, classes: Array) -> tuple[Array, str]:
    """Return probabilities, or logarithms where these say more, with columns in the order of the classes."""
    if not hasattr(estimator, "predict_proba"):
        raise TypeError(
            f"{type(estimator).__name__} has no predict_proba; "
            "wrap it in sklearn.calibration.CalibratedClassifierCV to get probabilities."
        )
    p = _sum_to_one(_columns(estimator, estimator.predict_proba(X), classes), type(estimator).__name__)
    if (p > 0).all() or not hasattr(estimator, "predict_log_proba"):
        return p, "proba"
    with np.errstate(divide="ignore"):  # the log of a probability 0 is meant
        log_p = _columns(estimator, estimator.predict_log_proba(X), classes).astype(np.float64)
        invisible = np.exp(log_p).astype(p.dtype) == 0
        return np.where(p > 0, np.log(p.astype(np.float64)), np.where(invisible, log_p, -np.inf)), "log_proba"


def _columns(estimator: Any, raw: Any, classes: Array) -> Array:
    """Return an estimator's answer (n, K) with its columns in the order of the classes."""
    name = f"the prediction of {type(estimator).__name__}"
    values = to_numpy(real_array(name, raw))
    if values.ndim != 2:
        raise ValueError(f"{name} has shape {values.shape}; a column for each of its {len(classes)} classes is wanted.")
    return np.asarray(in_class_order(name, Table(values, column_names(raw)), classes))


def _sum_to_one(p: Array, name: str) -> Array:
    """Return probabilities divided by their sums, with a warning, where the estimator's do not sum to 1."""
    total = p.sum(axis=1, dtype=np.float64)
    worst = np.abs(total - 1).max(initial=0)
    if worst <= sum_tolerance(p.dtype, p.shape[1]) or not np.isfinite(total).all() or not (total > 0).all():
        return p  # what is no number or a row of zeros is refused by the metric
    warnings.warn(
        f"the probabilities of {name} sum to {total[np.argmax(np.abs(total - 1))]:.9g} (the worst) and were divided by "
        "their sums; look for overflow in the estimator.",
        UserWarning,
        stacklevel=2,
    )
    return p / total[:, None]


def _unseen(y: Any, classes: Array) -> list[Any]:
    """Return the labels in ``y``, or the names of its columns, that are not among the classes."""
    names = column_names(y) if np.ndim(y) == 2 else label_array(y)
    if names is None:
        return []
    labels = label_array(names)
    return list(dict.fromkeys(labels[find(labels, classes) < 0].tolist()))


def _extended(classes: Array, unseen: list[Any]) -> Array:
    """Return the classes with the unseen ones behind them, each in its own type."""
    return label_array([*classes.tolist(), *unseen]) if unseen else classes
