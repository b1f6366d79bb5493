"""What an estimator predicts, read as class-aware predictions: values, their scale, and their columns' classes.

A class that is in ``y`` and not in ``estimator.classes_`` was never seen in training. The estimator gave it
probability 0, and it is added as a column that says so.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, Any]

# The value of probability 0 on each scale that estimators answer in.
_ZERO = {"proba": 0.0, "log_proba": -np.inf}


@dataclass(frozen=True, eq=False)
class Response:
    """An estimator's predictions for some rows, on a scale, with the class of each column."""

    values: Array  # (n, K)
    scale: str
    classes: Array  # (K,)
    unseen: dict[Any, int]  # rows of each class that training never saw


def response_of(estimator: Any, X: Any, y: Any) -> Response:
    """Return what ``estimator`` predicts for ``X``, with a column for every class in ``y``."""
    classes = classes_of(estimator)
    values, scale = _predicted(estimator, X)
    unseen = _unseen(y, classes)
    if unseen:
        values = np.column_stack([values, np.full((len(values), len(unseen)), _ZERO[scale])])
        classes = _extended(classes, list(unseen))
    return Response(values, scale, classes, unseen)


def classes_of(estimator: Any) -> Array:
    """Return ``estimator.classes_``, also through pipelines and searches."""
    classes = getattr(estimator, "classes_", None)
    if classes is None:
        raise TypeError(
            f"{type(estimator).__name__} has no classes_, so nothing says which class its columns are; "
            "score a fitted classifier, or set classes_ in fit."
        )
    if isinstance(classes, list):
        raise TypeError(
            f"{type(estimator).__name__} has {len(classes)} outputs with classes of their own; "
            "score one output at a time."
        )
    return np.asarray(classes)


def _predicted(estimator: Any, X: Any) -> tuple[Array, str]:
    """Return log-probabilities where the estimator offers them, else probabilities."""
    for method, scale in (("predict_log_proba", "log_proba"), ("predict_proba", "proba")):
        if hasattr(estimator, method):
            with np.errstate(divide="ignore"):  # the log of a probability 0 is meant
                return np.asarray(getattr(estimator, method)(X)), scale
    raise TypeError(
        f"{type(estimator).__name__} has neither predict_log_proba nor predict_proba; "
        "wrap it in sklearn.calibration.CalibratedClassifierCV to get probabilities."
    )


def _unseen(y: Any, classes: Array) -> dict[Any, int]:
    """Return the labels in ``y`` that are not in ``classes``, with their counts; target distributions have none."""
    labels = np.asarray(y)
    if labels.ndim != 1:
        return {}
    index = pd.Index(labels)
    counts = index[pd.Index(classes).get_indexer(index) < 0].value_counts(sort=False)
    return dict(zip(counts.index.tolist(), counts.tolist(), strict=True))


def _extended(classes: Array, unseen: list[Any]) -> Array:
    """Return the classes with the unseen ones behind them, in a type that holds both."""
    return np.array([*classes.tolist(), *unseen], dtype=object if classes.dtype.kind == "O" else None)
