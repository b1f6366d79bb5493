"""What an estimator predicts for labels that may hold together: the two forms in which estimators answer.

- a list of L arrays (n, 2), of absence and presence; (n, 1) where training saw one of them only, and gave the other
  probability 0. The classes of each are in ``estimator.classes_``, a list;
- one array (n, L), of presence.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import issparse

from skxent._check import column_names, find, label_array, real_array
from skxent._math._namespace import to_numpy
from skxent.scorers._logarithms import beyond_zero
from skxent.scorers._responses import ask, has_outputs

Array = np.ndarray[Any, Any]

_ABSENT_PRESENT = np.array([0, 1])


@dataclass(frozen=True, eq=False)
class IndicatorResponse:
    """An estimator's predictions of L labels for some rows."""

    values: Any  # (n, L), or L arrays (n, 2)
    scale: str
    seen: Array  # (L, 2), whether training saw the label absent, and present
    labels: None = None  # those of the target's columns
    remark: str = ""

    def unseen(self, y: Any, sample_weight: Any) -> dict[str, int]:
        """Return the labels that training never saw so, with the number of such rows that count."""
        if self.seen.all():
            return {}
        t = _dense(y)
        counts = np.ones(len(t), dtype=bool) if sample_weight is None else np.asarray(sample_weight) > 0
        names = column_names(y) or range(t.shape[1])
        told = {}
        for j, name in enumerate(names):
            for state, word, happened in ((0, "absent", t[:, j] < 1), (1, "present", t[:, j] > 0)):
                n_rows = int(np.count_nonzero(happened & counts))
                if n_rows and not self.seen[j, state]:
                    told[f"{name!r} {word}"] = n_rows
        return told


def indicator_response_of(estimator: Any, X: Any, y: Any) -> IndicatorResponse:
    """Return what ``estimator`` predicts of each label for ``X``."""
    raw = ask(estimator, X)
    if not isinstance(raw, list):
        return IndicatorResponse(raw, "proba", np.ones((1, 2), dtype=bool))
    if not has_outputs(estimator):
        raise TypeError(
            f"{type(estimator).__name__} predicts a list of {len(raw)} arrays, and its classes_ are no list of each "
            "one's classes; set classes_ so in fit."
        )
    places = [_places(estimator, j, classes) for j, classes in enumerate(estimator.classes_)]
    pairs, scale = [_pair(values, place, 0.0) for values, place in zip(raw, places, strict=True)], "proba"
    if _has_zero(pairs, y) and hasattr(estimator, "predict_log_proba"):
        with np.errstate(divide="ignore"):  # the log of a probability 0 is meant
            own = estimator.predict_log_proba(X)
        logs = [_pair(values, place, -np.inf) for values, place in zip(own, places, strict=True)]
        pairs, scale = [beyond_zero(p, log_p) for p, log_p in zip(pairs, logs, strict=True)], "log_proba"
    return IndicatorResponse(pairs, scale, np.array([place >= 0 for place in places]))


def _places(estimator: Any, j: int, classes: Any) -> Array:
    """Return the columns of absence and presence among an output's own (2,), -1 where it has none."""
    known = label_array(classes)
    if (find(known, _ABSENT_PRESENT) < 0).any():
        raise ValueError(
            f"output {j} of {type(estimator).__name__} has the classes {known.tolist()}; indicators are 0 and 1: use "
            "neg_log_loss for one output of several classes."
        )
    return find(_ABSENT_PRESENT, known)


def _pair(raw: Any, place: Array, zero: float) -> Array:
    """Return an output's answer with columns for absence and presence (n, 2)."""
    values = to_numpy(real_array("the prediction", raw))
    pair = np.full((len(values), 2), zero, dtype=values.dtype)
    pair[:, place >= 0] = values[:, place[place >= 0]]
    return pair


def _has_zero(pairs: list[Array], y: Any) -> bool:
    """Return whether something that happened was given probability 0."""
    t = _dense(y)
    absent, present = (np.column_stack([pair[:, state] for pair in pairs]) for state in (0, 1))  # (n, L)
    return t.shape == absent.shape and bool((((present == 0) & (t > 0)) | ((absent == 0) & (t < 1))).any())


def _dense(y: Any) -> Array:
    return to_numpy(real_array("y", y.toarray() if issparse(y) else y))
