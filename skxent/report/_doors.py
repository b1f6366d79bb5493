"""Two doors to an ``Evaluation``: estimators with data, and predictions.

There is one tally for each fold, and the pooled one is their sum.
"""

import sys
import warnings
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.model_selection import check_cv, cross_validate
from sklearn.utils import indexable

from skxent._check import check_forecast
from skxent._compat import take_rows
from skxent.report._evaluation import Evaluation, ModelResult, Note, pooled
from skxent.report._numbers import Fold
from skxent.report._tallies import report_tally
from skxent.scorers import d2_log_loss, neg_brier, neg_log_loss
from skxent.scorers._responses import response_of

_SCORING = {"neg_log_loss": neg_log_loss, "neg_brier": neg_brier, "d2_log_loss": d2_log_loss}


def evaluate(
    estimators: Any, X: Any, y: Any, *, cv: Any = 5, data: str = "data", verbose: int = 0, reproduce: str = ""
) -> Evaluation:
    """Cross-validate estimators and say how well they predict probabilities.

    Each fold's test rows are scored by the scorers of :mod:`skxent.scorers` and summed in a tally; the pooled
    value is that of the folds' tallies added, the log loss of all rows together.

    Parameters
    ----------
    estimators : estimator, or dict of str to estimator
        Classifiers with ``predict_log_proba`` or ``predict_proba``; they are cloned, not fitted.
    X : array-like of shape (n, p)
        Features.
    y : array-like of shape (n,) or (n, K)
        Labels; or target distributions, for estimators that take them.
    cv : int, splitter or iterable, default=5
        As in :func:`sklearn.model_selection.cross_validate`.
    data : str, default="data"
        Name of the data in the report.
    verbose : int, default=0
        Above 0, progress is written to stderr.
    reproduce : str, default=""
        A snippet or command that makes this evaluation again, to be shown in the report.

    Returns
    -------
    Evaluation
        The numbers, ready to be rendered.

    Raises
    ------
    ValueError
        If there is no estimator, or one of them cannot be fitted or scored.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from skxent.linear_model import SoftmaxRegression
    >>> from skxent.report import evaluate
    >>> result = evaluate(SoftmaxRegression(), *load_iris(return_X_y=True))
    >>> table = result.table().set_index("metric")
    >>> print(round(table.loc["accuracy", "value"], 3))
    0.973
    """
    named = estimators if isinstance(estimators, Mapping) else {type(estimators).__name__: estimators}
    if not named:
        raise ValueError("estimators is empty; pass an estimator, or a dict of names to estimators.")
    X, y = indexable(X, y)
    splitter = check_cv(cv, np.asarray(y), classifier=True)
    splits = list(splitter.split(X, y))  # every model is tested on the same rows
    models = []
    for i, (name, estimator) in enumerate(named.items()):
        if verbose > 0:
            sys.stderr.write(f"[{i + 1}/{len(named)}] {name}: {len(splits)} folds ...\n")
        models.append(_cross_validated(str(name), estimator, X, y, splits))
    how = f"out-of-sample predictions of {len(splits)} folds, {_one_line(splitter)}"
    return Evaluation(data, tuple(models), how, reproduce)


def evaluate_predictions(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    normalize: bool = False,
    data: str = "data",
    reproduce: str = "",
) -> Evaluation:
    """Say how well predicted probabilities fit what happened.

    The numbers are those of :func:`skxent.metrics.log_loss` and its relatives, over all rows.

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, K)
        Labels, or target distributions.
    y_proba : array-like of shape (n, K) or (n,), or dict of str to such
        Predictions of one model, or of several by name; a column for each class, or (n,) of the last of two.
    labels : array-like of shape (K,), default=None
        The classes in column order.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What the predictions hold.
    smoothing : float, default=0.0
        Delta added to every probability.
    normalize : bool, default=False
        Divide rows by their sums.
    data : str, default="data"
        Name of the data in the report.
    reproduce : str, default=""
        A snippet or command that makes this evaluation again, to be shown in the report.

    Returns
    -------
    Evaluation
        The numbers, ready to be rendered.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`, with the model's name before the message.

    Examples
    --------
    >>> from skxent.report import evaluate_predictions
    >>> result = evaluate_predictions([0, 1, 1], {"new": [0.25, 0.5, 0.5], "old": [0.5, 0.5, 0.5]})
    >>> result.best.name
    'new'
    """
    named = y_proba if isinstance(y_proba, Mapping) else {"model": y_proba}
    if not named:
        raise ValueError("y_proba is empty; pass predictions, or a dict of names to predictions.")
    models = []
    for name, predictions in named.items():
        forecast = check_forecast(
            y_true,
            predictions,
            labels=labels,
            sample_weight=sample_weight,
            scale=scale,
            smoothing=smoothing,
            normalize=normalize,
        )
        models.append(ModelResult(str(name), report_tally(forecast)))
    return Evaluation(data, tuple(models), "predictions as given", reproduce)


def _cross_validated(name: str, estimator: Any, X: Any, y: Any, splits: list[Any]) -> ModelResult:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        scores = cross_validate(
            estimator, X, y, cv=splits, scoring=_SCORING, return_estimator=True, error_score="raise"
        )
    folds = tuple(
        Fold(
            {key: float(scores[f"test_{key}"][i]) for key in _SCORING},
            _fold_tally(scores["estimator"][i], X, y, test),
        )
        for i, (_, test) in enumerate(splits)
    )
    return ModelResult(name, pooled(folds), folds, _notes(caught))


def _fold_tally(estimator: Any, X: Any, y: Any, test: Any) -> Any:
    response = response_of(estimator, take_rows(X, test), y)  # a column for every class in y, so that folds add
    forecast = check_forecast(take_rows(y, test), response.values, labels=response.classes, scale=response.scale)
    return report_tally(forecast)


def _notes(caught: list[warnings.WarningMessage]) -> tuple[Note, ...]:
    """Return the warnings of all folds, each with its first sentence and how often it came."""
    counts = Counter((warning.category.__name__, _first_sentence(str(warning.message))) for warning in caught)
    return tuple(Note(category, message, count) for (category, message), count in counts.items())


def _first_sentence(message: str) -> str:
    return message.strip().split("\n")[0].rstrip(":")


def _one_line(splitter: Any) -> str:
    return " ".join(repr(splitter).split())
