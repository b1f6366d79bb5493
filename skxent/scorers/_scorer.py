"""A scorer: (estimator, X, y) -> a number for which greater is better, never NaN.

score = sign x metric(y, what the estimator predicts for X, labels=the classes of its columns)
"""

import copy
import inspect
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.utils.metadata_routing import MetadataRequest

from skxent._check import find, in_class_order, label_array, read_table
from skxent._compat import AcceptsSampleWeight
from skxent.exceptions import ZeroProbabilityWarning
from skxent.scorers._responses import Response, response_of


class ProbaScorer(AcceptsSampleWeight):
    """A metric of predicted probabilities as a scorer, for ``scoring=`` wherever scikit-learn takes one.

    score = sign x metric. The columns come from ``estimator.classes_``: a class that is missing in a fold's test
    rows is no event, and one that was missing in training was given probability 0. Predictions are read from
    ``predict_proba``, and from ``predict_log_proba`` where probabilities are too small for their type. A score that
    is undefined, such as a skill on rows of one class, is ``-inf`` with a warning, so that no search ever sees NaN.

    Parameters
    ----------
    metric : callable
        A metric ``(y_true, y_proba, *, labels, scale, sample_weight, ...) -> float``.
    sign : {1, -1}
        1 if greater is better, -1 for a loss.
    parameters : dict
        Further keyword arguments of the metric.

    See Also
    --------
    skxent.scorers.make_proba_scorer : Makes one.
    """

    def __init__(self, metric: Callable[..., float], sign: int, parameters: dict[str, Any]) -> None:
        self._metric = metric
        self._sign = sign
        self._parameters = dict(parameters)
        self._sample_weight_request: bool | str | None = None

    def __call__(self, estimator: Any, X: Any, y: Any, *, sample_weight: Any = None) -> float:
        response = response_of(estimator, X, y)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ZeroProbabilityWarning)
            warnings.simplefilter("always", UndefinedMetricWarning)
            value = self._metric(
                y,
                response.values,
                labels=response.classes,
                scale=response.scale,
                sample_weight=sample_weight,
                **self._parameters,
            )
        for warning in caught:
            message = _with_unseen(warning, response, y, sample_weight)
            warnings.warn(message, warning.category, stacklevel=2)
        if not math.isnan(value):
            return self._sign * float(value)
        if not caught:
            warnings.warn(f"{self!r} is undefined (nan), and scored -inf.", UndefinedMetricWarning, stacklevel=2)
        return -math.inf

    def set_score_request(self, *, sample_weight: bool | str | None = None) -> "ProbaScorer":
        """Return a new scorer that requests ``sample_weight`` where metadata routing is enabled.

        Parameters
        ----------
        sample_weight : bool, str or None, default=None
            True to ask for it, False to refuse it, a string to ask for it under that name, None for an error if
            it is passed.

        Returns
        -------
        ProbaScorer
            A copy with this request; the scorer itself is a constant.
        """
        scorer = copy.copy(self)
        scorer._sample_weight_request = sample_weight  # noqa: SLF001 - its own copy
        return scorer

    def get_metadata_routing(self) -> MetadataRequest:
        """Return what this scorer requests, as scikit-learn's routing reads it.

        Returns
        -------
        MetadataRequest
            The request for ``sample_weight`` in ``score``.
        """
        request = MetadataRequest(owner=repr(self))
        request.score.add_request(param="sample_weight", alias=self._sample_weight_request)
        return request

    def __repr__(self) -> str:
        parameters = "".join(f", {name}={value!r}" for name, value in self._parameters.items())
        name = getattr(self._metric, "__name__", repr(self._metric))
        return f"make_proba_scorer({name}, greater_is_better={self._sign > 0}{parameters})"


def make_proba_scorer(metric: Callable[..., float], *, greater_is_better: bool, **kwargs: Any) -> ProbaScorer:
    """Make a scorer from a metric of predicted probabilities.

    score = metric if greater is better, -metric for a loss.

    Parameters
    ----------
    metric : callable
        A metric of :mod:`skxent.metrics`, or any ``(y_true, y_proba, *, labels, scale, sample_weight) -> float``.
    greater_is_better : bool
        Whether ``metric`` is a score; a loss changes its sign.
    **kwargs : dict
        Further keyword arguments of the metric, such as ``smoothing=1e-6`` or ``base=2``.

    Returns
    -------
    ProbaScorer
        A callable ``(estimator, X, y, *, sample_weight=None) -> float``, greater is better.

    Raises
    ------
    TypeError
        If ``metric`` cannot be called, or has no such parameter.

    Examples
    --------
    >>> from skxent.metrics import log_loss
    >>> from skxent.scorers import make_proba_scorer
    >>> make_proba_scorer(log_loss, greater_is_better=False, base=2)
    make_proba_scorer(log_loss, greater_is_better=False, base=2)
    """
    if not callable(metric):
        raise TypeError(f"metric={metric!r} cannot be called; pass a function such as skxent.metrics.log_loss.")
    _check_parameters(metric, kwargs)
    return ProbaScorer(metric, 1 if greater_is_better else -1, kwargs)


def _check_parameters(metric: Callable[..., float], parameters: dict[str, Any]) -> None:
    """Refuse parameters that the scorer sets itself, that give no number, or that the metric does not have."""
    own = sorted({"labels", "scale", "sample_weight"} & set(parameters))
    if own:
        raise TypeError(f"{', '.join(own)} cannot be set: a scorer takes it from the estimator and from its caller.")
    if parameters.get("reduction") == "none" or ("average" in parameters and parameters["average"] is None):
        raise TypeError("a scorer gives one number; leave out reduction='none' and average=None.")
    try:
        known = inspect.signature(metric).parameters.values()
    except (TypeError, ValueError):  # a callable that does not say
        return
    unknown = sorted(set(parameters) - {parameter.name for parameter in known})
    if unknown and not any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in known):
        names = ", ".join(parameter.name for parameter in known)
        raise TypeError(f"the metric has no parameter {', '.join(unknown)}; it has {names}.")


def _with_unseen(warning: warnings.WarningMessage, response: Response, y: Any, sample_weight: Any) -> str:
    """Return a warning's message; that of probabilities 0 with the classes that training never saw, and their rows."""
    unseen = response.classes[response.n_seen :]
    if len(unseen) == 0 or not issubclass(warning.category, ZeroProbabilityWarning):
        return str(warning.message)
    happened = _rows_of(y, response.classes, sample_weight)[response.n_seen :]
    named = [f"{label!r} ({n} rows)" for label, n in zip(unseen.tolist(), happened.tolist(), strict=True) if n]
    if not named:
        return str(warning.message)
    return f"{warning.message} Classes that training never saw: {', '.join(named)}; stratify the folds."


def _rows_of(y: Any, classes: np.ndarray[Any, Any], sample_weight: Any) -> np.ndarray[Any, Any]:
    """Return in how many rows that count each class happened (K,)."""
    counts = np.ones(len(y), dtype=bool) if sample_weight is None else np.asarray(sample_weight) > 0
    if np.ndim(y) == 2:  # target distributions, columns by name
        table = read_table("y", y)
        return np.count_nonzero((np.asarray(in_class_order("y", table, classes)) > 0)[counts], axis=0)
    return np.bincount(find(label_array(y), classes)[counts], minlength=len(classes))
