"""Two doors to an ``Evaluation``: estimators with data, and predictions.

There is one tally for each fold, and the pooled one is their sum.
"""

import re
import sys
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sklearn.utils import indexable

from skxent._check import check_forecast
from skxent.report._evaluation import Evaluation
from skxent.report._model_result import ModelResult, Note
from skxent.report._naming import by_name, naming
from skxent.report._tallies import report_tally
from skxent.scorers._cross_val_tally import splits_of, tally_folds, times_tested


def evaluate(
    estimators: Any, X: Any, y: Any, *, cv: Any = 5, data: str = "data", verbose: int = 0, reproduce: str = ""
) -> Evaluation:
    """Cross-validate estimators and say how well they predict probabilities.

    Each fold's test rows are summed in a tally, as by :func:`skxent.scorers.cross_val_tally`; the pooled value is that
    of the folds' tallies added, the log loss of all rows together.

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
    if not isinstance(estimators, Mapping) and not hasattr(estimators, "fit"):
        raise TypeError(
            f"estimators is {type(estimators).__name__}; pass an estimator, or a dict of names to estimators."
        )
    named = by_name(
        estimators if isinstance(estimators, Mapping) else {type(estimators).__name__: estimators}, "estimators"
    )
    X, y = indexable(X, y)
    splitter, splits = splits_of(cv, X, y, classifier=True)  # every model is tested on the same rows
    models = []
    for i, (name, estimator) in enumerate(named.items()):
        if verbose > 0:
            sys.stderr.write(f"[{i + 1}/{len(named)}] {name}: {len(splits)} folds ...\n")
        found = _cross_validated(name, estimator, X, y, splits)
        models.append(replace(found, times_tested=int(times_tested(splits, len(y)).max())))
    how = f"out-of-sample predictions of {len(splits)} folds, {_one_line(splitter)}{_coverage(splits, len(y))}"
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
    named = by_name(y_proba if isinstance(y_proba, Mapping) else {"model": y_proba}, "y_proba")
    models = []
    for name, predictions in named.items():
        with naming(name, named):
            forecast = check_forecast(
                y_true,
                predictions,
                labels=labels,
                sample_weight=sample_weight,
                scale=scale,
                smoothing=smoothing,
                normalize=normalize,
            )
        models.append(ModelResult(name, report_tally(forecast)))
    return Evaluation(data, tuple(models), _given(scale=scale, smoothing=smoothing, normalize=normalize), reproduce)


def _given(*, scale: str, smoothing: float, normalize: bool) -> str:
    """Return how predictions were read, with everything that was done to them."""
    done = [f"read as {scale}"] if scale != "proba" else []
    done += [f"smoothing={smoothing:g} added to every probability"] if smoothing else []
    done += ["rows divided by their sums"] if normalize else []
    return ", ".join(["predictions as given", *done])


def _coverage(splits: list[Any], n: int) -> str:
    """Return what is to be said where the test folds are not every row once."""
    times = times_tested(splits, n)
    if (times == 1).all():
        return ""
    return f"; {int((times > 0).sum())} of {n} rows of data were predicted, up to {int(times.max())} times each"


def _cross_validated(name: str, estimator: Any, X: Any, y: Any, splits: list[Any]) -> ModelResult:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = tally_folds(estimator, X, y, splits, report_tally)
        for fold in result.folds:
            if fold.remark:
                warnings.warn(fold.remark, UserWarning, stacklevel=1)
    return ModelResult(name, result.pooled, result.folds, _notes(caught))


def _notes(caught: list[warnings.WarningMessage]) -> tuple[Note, ...]:
    """Return the warnings of all folds, each with its first line and how often it came.

    Messages that differ only in their numbers are one.
    """
    lines = [(w.category.__name__, str(w.message).strip().split("\n")[0].rstrip(":")) for w in caught]
    shapes = Counter((category, re.sub(r"\d+", "#", line)) for category, line in lines)
    first = {(category, re.sub(r"\d+", "#", line)): line for category, line in reversed(lines)}
    return tuple(Note(shape[0], first[shape], count) for shape, count in shapes.items())


def _one_line(splitter: Any) -> str:
    return " ".join(repr(splitter).split())
