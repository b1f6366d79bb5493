"""A scorer: (estimator, X, y) -> a number for which greater is better, never NaN.

score = sign x metric(y, what the estimator predicts for X, labels=the classes of its columns)
"""

import copy
import inspect
import math
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning

from skxent import metrics
from skxent._check import find, label_array, listing, namesakes
from skxent._check._remarks import Remarks, collecting
from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import multilabel_log_loss
from skxent.scorers._indicators import indicator_response_of
from skxent.scorers._request import RequestsSampleWeight
from skxent.scorers._responses import response_of


class Answer(Protocol):
    """What an estimator predicts, as a metric reads it."""

    @property
    def values(self) -> Any:
        """The predictions."""

    @property
    def scale(self) -> str:
        """What they hold."""

    @property
    def labels(self) -> Any:
        """The class of each column, or None."""

    @property
    def remark(self) -> str:
        """What a warning is to say of them; empty as a rule."""

    def unseen(self, y: Any, sample_weight: Any) -> dict[Any, int]:
        """Return what happened and training never saw, with the number of rows."""


class ProbaScorer(RequestsSampleWeight):
    """A metric of predicted probabilities as a scorer, for ``scoring=`` wherever scikit-learn takes one.

    score = sign x metric. The columns come from ``estimator.classes_``: a class that is missing in a fold's test
    rows is no event, and one that was missing in training was given probability 0. Predictions are read from
    ``predict_proba``; where a probability is too small to be exact, from margins that are documented to be logits, or
    from ``predict_log_proba``. A score that is undefined, such as a skill on rows of one class, is ``-inf`` with a
    warning, so that no search ever sees NaN.

    Parameters
    ----------
    score_func : callable
        A metric ``(y_true, y_proba, *, labels, scale, sample_weight, ...) -> float``.
    sign : {1, -1}
        1 if greater is better, -1 for a loss.
    parameters : dict
        Further keyword arguments of the metric.

    See Also
    --------
    skxent.scorers.make_proba_scorer : Makes one.
    """

    def __init__(self, score_func: Callable[..., float], sign: int, parameters: dict[str, Any]) -> None:
        self._metric = score_func  # scikit-learn takes what has a _score_func for a scorer of its own
        self._sign = sign
        self._parameters = copy.deepcopy(parameters)

    @property
    def score_func(self) -> Callable[..., float]:
        """The metric itself, such as :func:`skxent.metrics.log_loss`."""
        return self._metric

    @property
    def sign(self) -> int:
        """1 if greater is better, -1 for a loss: ``score_func`` is ``sign`` times the score."""
        return self._sign

    @property
    def parameters(self) -> dict[str, Any]:
        """The further keyword arguments that ``score_func`` is called with."""
        return copy.deepcopy(self._parameters)

    def __call__(self, estimator: Any, X: Any, y: Any, *, sample_weight: Any = None) -> float:
        respond = indicator_response_of if reads_indicators(self) else response_of
        value, remarks = score_of(self, respond(estimator, X, y), y, sample_weight)
        tell(remarks, stacklevel=2)
        return value

    def __repr__(self) -> str:
        parameters = "".join(f", {name}={value!r}" for name, value in self._parameters.items())
        name = getattr(self._metric, "__name__", repr(self._metric))
        return f"make_proba_scorer({name}, greater_is_better={self._sign > 0}{parameters}){self._requested()}"


def reads_indicators(scorer: ProbaScorer) -> bool:
    """Return whether the metric is of labels that may hold together, and not of a distribution over classes."""
    return getattr(scorer.score_func, "func", scorer.score_func) is multilabel_log_loss


def score_of(
    scorer: ProbaScorer, answer: Answer, y: Any, sample_weight: Any, *, of_all: ProbaScorer | None = None
) -> tuple[float, Remarks]:
    """Return the score of an estimator's answer, never NaN, and what is to be said of it, once for ``of_all``."""
    parameters = scorer.parameters
    weights = parameters.get("class_weight")
    if isinstance(weights, Mapping) and answer.labels is not None:  # a class without rows and column is no event
        parameters["class_weight"] = {k: w for k, w in weights.items() if find(label_array([k]), answer.labels)[0] >= 0}
    with collecting(asides=False) as collected:  # that 0 and 1 are those of predict: so are those of many trees
        value = scorer.score_func(
            y, answer.values, labels=answer.labels, scale=answer.scale, sample_weight=sample_weight, **parameters
        )
    if np.ndim(value) != 0:
        raise TypeError(
            f"{scorer!r} gives an array of shape {np.shape(value)}; give it a metric that returns one number."
        )
    remarks: Remarks = {answer.remark: UserWarning} if answer.remark else {}
    for message, category in collected.items():
        more = ""
        if category is ZeroProbabilityWarning:
            more = never_saw(answer.unseen(y, sample_weight), answer.labels) + _smoothed(of_all or scorer)
        remarks[message + more] = category
    if not math.isnan(value):
        return scorer.sign * float(value), remarks
    if UndefinedMetricWarning not in remarks.values():
        remarks[f"{scorer!r} is undefined (nan), and scored -inf; see what the metric needs of these rows."] = (
            UndefinedMetricWarning
        )
    return -math.inf, remarks


def tell(remarks: Remarks, *, stacklevel: int) -> None:
    """Give each warning once, for the caller ``stacklevel`` frames up."""
    for message, category in remarks.items():
        warnings.warn(message, category, stacklevel=stacklevel + 1)


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
        If ``metric`` cannot be called, or lacks a parameter that it is to be given.
    ValueError
        If ``greater_is_better`` is wrong of a metric of :mod:`skxent.metrics`: a search would take the worst model.

    Examples
    --------
    >>> from skxent.metrics import log_loss
    >>> from skxent.scorers import make_proba_scorer
    >>> make_proba_scorer(log_loss, greater_is_better=False, base=2)
    make_proba_scorer(log_loss, greater_is_better=False, base=2)
    """
    if not callable(metric):
        raise TypeError(f"metric={metric!r} cannot be called; pass a function such as skxent.metrics.log_loss.")
    if isinstance(metric, ProbaScorer):
        raise TypeError(
            f"{metric!r} is a scorer already; pass it as scoring=, or its score_func with what is to change."
        )
    _check_parameters(metric, kwargs)
    _check_direction(metric, greater_is_better=greater_is_better)
    return ProbaScorer(metric, 1 if greater_is_better else -1, kwargs)


def _check_direction(metric: Callable[..., float], *, greater_is_better: bool) -> None:
    """Refuse to call one of our losses a score, or the other way round; their names end in what they are."""
    function = getattr(metric, "func", metric)  # of a partial
    name, (told, better) = (
        getattr(function, "__name__", ""),
        ("loss", "less") if greater_is_better else ("score", "more"),
    )
    is_ours = getattr(metrics, name, None) is function
    if is_ours and name.endswith(("_loss", "_error") if greater_is_better else "_score"):
        raise ValueError(
            f"{name} is a {told}, of which {better} is better; pass greater_is_better={not greater_is_better}."
        )


_GIVEN = ("labels", "scale", "sample_weight")


def _check_parameters(metric: Callable[..., float], parameters: dict[str, Any]) -> None:
    """Refuse parameters that the scorer sets itself, that give no number, or that the metric does not have."""
    own = sorted(set(_GIVEN) & set(parameters))
    if own:
        raise TypeError(
            f"{', '.join(own)} cannot be set; leave it to the scorer, which takes it from the estimator or its caller."
        )
    if parameters.get("reduction") == "none" or ("average" in parameters and parameters["average"] is None):
        raise TypeError("a scorer gives one number; leave out reduction='none' and average=None.")
    if isinstance(metric, partial):
        _refuse_unknown(_parameter_names(metric.func), metric.keywords)
    names = _parameter_names(metric)
    _refuse_unknown(names, parameters)
    if names is None:
        return
    missing = [name for name in _GIVEN if name not in names]
    if missing:
        raise TypeError(
            f"the metric has no parameter {', '.join(missing)}, which a class-aware scorer passes; give it one, or use "
            "sklearn.metrics.make_scorer with response_method='predict_proba'."
        )


def _refuse_unknown(names: list[str] | None, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that are none of the names, where these are known."""
    unknown = [] if names is None else sorted(set(parameters) - set(names))
    if unknown:
        raise TypeError(
            f"the metric has no parameter {', '.join(unknown)}; pass one that it has: {', '.join(names or [])}."
        )


def _parameter_names(metric: Callable[..., float]) -> list[str] | None:
    """Return the names of all parameters that a metric has; None where it does not say."""
    try:
        known = inspect.signature(metric).parameters.values()
    except (TypeError, ValueError):
        return None
    takes_any = any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in known)
    return None if takes_any else [parameter.name for parameter in known]


def _smoothed(scorer: ProbaScorer) -> str:
    """Return how to smooth within a scorer, where its metric can: nobody passes it ``smoothing=``."""
    if "smoothing" not in (_parameter_names(scorer.score_func) or ()):
        return ""
    smooth = copy.copy(scorer)
    smooth._parameters = {**scorer.parameters, "smoothing": _SMOOTHING}  # noqa: SLF001 - its own copy
    return f" In scoring= pass {smooth!r}."


_SMOOTHING = 1e-6  # what the docs smooth by: it costs a certain and right prediction no more than K times that


def never_saw(unseen: dict[Any, int], labels: Any = None) -> str:
    """Return what to say of classes, among others, that happened and that training never saw."""
    if not unseen:
        return ""
    named = listing([f"{label!r} ({n} rows)" for label, n in unseen.items()])
    seen = [] if labels is None else [label for label in labels.tolist() if label not in unseen]
    alike = [f"{label!r} differs from the class {other!r}" for label, other in namesakes(list(unseen), seen)]
    in_case = f" {listing(alike)} in case only." if alike else ""
    return f" Classes that training never saw: {named}; stratify the folds.{in_case}"
