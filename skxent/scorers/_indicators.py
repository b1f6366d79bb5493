"""What an estimator predicts for labels that may hold together: the two forms in which estimators answer.

- a list of L arrays (n, 2), of absence and presence; (n, 1) where training saw one of them only, and gave the other
  probability 0. The classes of each are in ``estimator.classes_``, a list;
- one array (n, L), of presence.

Where something happened whose probability is too small to be exact, the models of the labels are asked one by one if
they are independent ones, and else ``predict_log_proba``.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import issparse

from skxent._check import column_names, find, label_array, real_array
from skxent._math._namespace import to_numpy
from skxent.scorers._logarithms import beyond_zero, is_exact
from skxent.scorers._responses import ask, has_outputs, response_of

Array = np.ndarray[Any, Any]

_ABSENT_PRESENT = np.array([0, 1])


@dataclass(frozen=True, eq=False)
class IndicatorResponse:
    """An estimator's predictions of L labels for some rows."""

    values: Any  # (n, L), or L arrays (n, 2)
    scale: str
    seen: Array  # (L, 2), whether training saw the label absent, and present
    labels = None  # those of the target's columns
    remark = ""

    def unseen(self, y: Any, sample_weight: Any) -> dict[str, int]:
        """Return the labels that training never saw so, with the number of such rows that count."""
        t = _dense(y)
        counts = np.ones(len(t), dtype=bool) if sample_weight is None else np.asarray(sample_weight) > 0
        names, told = column_names(y) or range(t.shape[1]), {}
        for j, state in np.argwhere(~self.seen):
            happened = t[:, j] > 0 if state else t[:, j] < 1
            n_rows = int(np.count_nonzero(happened & counts))
            if n_rows:
                told[f"{names[j]} {'present' if state else 'absent'}"] = n_rows
        return told


def indicator_response_of(estimator: Any, X: Any, y: Any) -> IndicatorResponse:
    """Return what ``estimator`` predicts of each label for ``X``."""
    return read_indicators(estimator, X, y, *ask(estimator, X))


def read_indicators(estimator: Any, X: Any, y: Any, raw: Any, scale: str) -> IndicatorResponse:
    """Return the response that an estimator's answer is, on the scale that it was given."""
    t = _dense(y)
    given = _as_given(estimator, raw, scale, t)
    if scale == "log_proba" or is_exact(_of_outcomes(given, t)):
        return given
    return _one_by_one(estimator, X, t) or _by_logarithms(estimator, X, given) or given


def _as_given(estimator: Any, raw: Any, scale: str, t: Array) -> IndicatorResponse:
    """Return the answer as it was given, with both columns for each output of a list."""
    if not isinstance(raw, list):
        if t.shape[1:] == (1,) and np.shape(raw)[1:] == (2,):  # one label, answered as two classes
            raw = [to_numpy(real_array("the prediction", raw))]
        return IndicatorResponse(raw, scale, np.ones((1, 2), dtype=bool))
    if not has_outputs(estimator):
        raise TypeError(
            f"{type(estimator).__name__} predicts a list of {len(raw)} arrays, and its classes_ are no list of each "
            "one's classes; set classes_ so in fit."
        )
    places = _places(estimator)
    zero = 0.0 if scale == "proba" else -np.inf
    pairs = [_pair(values, place, zero) for values, place in zip(raw, places, strict=True)]
    return IndicatorResponse(pairs, scale, places >= 0)


def _of_outcomes(given: IndicatorResponse, t: Array) -> Array:
    """Return the probability of everything that happened; nothing where shapes do not fit, which the metric refuses."""
    if isinstance(given.values, list):
        absent, present = (np.column_stack([pair[:, state] for pair in given.values]) for state in (0, 1))  # (n, L)
    else:
        present = to_numpy(real_array("the prediction", given.values))
        absent = 1 - present
    if t.shape != present.shape:
        return np.zeros(0)
    return np.concatenate([absent[t < 1], present[t > 0]])


def _one_by_one(estimator: Any, X: Any, t: Array) -> IndicatorResponse | None:
    """Return the logarithms of models of one label each; None where the estimator is made of something else."""
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.multioutput import MultiOutputClassifier

    if type(estimator) not in (MultiOutputClassifier, OneVsRestClassifier) or not np.isin(t, _ABSENT_PRESENT).all():
        return None
    models = estimator.estimators_
    if len(models) != t.shape[1] or any(np.ndim(getattr(model, "classes_", 0)) != 1 for model in models):
        return None
    answers = [response_of(model, X, t[:, j]).columns(_ABSENT_PRESENT) for j, model in enumerate(models)]
    with np.errstate(divide="ignore"):
        logs = [np.log(answer.values) if answer.scale == "proba" else answer.values for answer in answers]
    return IndicatorResponse(logs, "log_proba", np.array([answer.seen for answer in answers]))


def _by_logarithms(estimator: Any, X: Any, given: IndicatorResponse) -> IndicatorResponse | None:
    """Return the estimator's own logarithms where its probabilities are 0; None where it has none."""
    if not isinstance(given.values, list) or not hasattr(estimator, "predict_log_proba"):
        return None
    with np.errstate(divide="ignore"):  # the log of a probability 0 is meant
        own = estimator.predict_log_proba(X)
    logs = [_pair(values, place, -np.inf) for values, place in zip(own, _places(estimator), strict=True)]
    better = [beyond_zero(p, log_p) for p, log_p in zip(given.values, logs, strict=True)]
    return IndicatorResponse(better, "log_proba", given.seen)


def _places(estimator: Any) -> Array:
    """Return the columns of absence and presence among each output's own (L, 2), -1 where it has none."""
    places = []
    for j, classes in enumerate(estimator.classes_):
        known = label_array(classes)
        if (find(known, _ABSENT_PRESENT) < 0).any():
            raise ValueError(
                f"output {j} of {type(estimator).__name__} has the classes {known.tolist()}; indicators are 0 and 1: "
                "use neg_log_loss for one output of several classes."
            )
        places.append(find(_ABSENT_PRESENT, known))
    return np.array(places)


def _pair(raw: Any, place: Array, zero: float) -> Array:
    """Return an output's answer with columns for absence and presence (n, 2)."""
    values = to_numpy(real_array("the prediction", raw))
    pair = np.full((len(values), 2), zero, dtype=values.dtype)
    pair[:, place >= 0] = values[:, place[place >= 0]]
    return pair


def _dense(y: Any) -> Array:
    return to_numpy(real_array("y", y.toarray() if issparse(y) else y))
