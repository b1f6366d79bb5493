"""Two doors to an ``Evaluation``: estimators with data, and predictions.

There is one tally for each fold, and the pooled one is their sum.
"""

import sys
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.utils import indexable

from skxent._check import Forecast, check_forecast
from skxent.report._collected import collected_notes
from skxent.report._evaluation import Evaluation
from skxent.report._naming import by_name, naming, predictions_by_name, telling_a_table
from skxent.report._reproduce import one_line, snippet
from skxent.report._sections._besides import Besides, besides_of, each_by_name
from skxent.report._sections._facts import digest_of, facts_of
from skxent.report._sections._model_result import ModelResult, Wish, model_result
from skxent.report._sections._notes import notes_of
from skxent.report._sections._paired import paired
from skxent.report._sections._tallies import ReportTally, report_tally
from skxent.report._sums._detail import RowDetail
from skxent.report._sums._observed import Observed
from skxent.report._telling import (
    aligned_of,
    coverage,
    given_how,
    seed_of,
    settings_of,
    splitter_told,
    sums_of,
    text_of_cv,
)
from skxent.scorers._cross_val_tally import Split, splits_of, tally_folds, times_tested


def evaluate(
    estimators: Any,
    X: Any,
    y: Any,
    *,
    cv: Any = 5,
    sample_weight: Any = None,
    groups: Any = None,
    slices: Any = None,
    ids: Any = None,
    params: dict[str, Any] | None = None,
    smoothing: float = 0.0,
    baseline: str | None = None,
    rows: bool = True,
    random_state: Any = 0,
    timestamp: bool = True,
    data: str = "data",
    verbose: int = 0,
    reproduce: str = "",
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
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights of the rows in the report; what ``fit`` is to see goes into ``params``.
    groups : array-like of shape (n,), default=None
        What belongs together, such as the patient of each row: splitters that take groups get them, and intervals take
        groups to be independent, and not rows.
    slices : dict of str to array-like of shape (n,), or frame of shape (n, S), default=None
        Columns by whose values the data are cut into parts, each with its own loss.
    ids : array-like of shape (n,), default=None
        A name for each row, to be shown beside the worst.
    params : dict, default=None
        Passed to ``fit``, such as ``{"sample_weight": weight}``; arrays of n rows are cut like X.
    smoothing : float, default=0.0
        Delta added to every probability.
    baseline : str, default=None
        Name of the estimator that gates on the regression compare with.
    rows : bool, default=True
        Whether the report may show single rows: the worst, and numbers of rows.
    random_state : int, RandomState or None, default=0
        Seed of the folds by which a recalibration is judged.
    timestamp : bool, default=True
        Whether the report says when it was made.
    data : str, default="data"
        Name of the data in the report.
    verbose : int, default=0
        Above 0, progress is written to stderr.
    reproduce : str, default=""
        A snippet or command that makes this evaluation again, to be shown in the report; by default this call.

    Returns
    -------
    Evaluation
        The numbers, ready to be rendered.

    Raises
    ------
    TypeError
        If estimators are neither an estimator nor a dict of them, or one has no probabilities.
    ValueError
        If there is no estimator, one of them cannot be fitted or scored, ids are repeated, or a slice has more than 200
        values.

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
    check_data(data)
    named = by_name(
        estimators if isinstance(estimators, Mapping) else {type(estimators).__name__: estimators}, "estimators"
    )
    check_baseline(baseline, named)
    X, y = indexable(X, y)
    besides = besides_of({"y": y}, len(y), groups=groups, slices=slices, ids=ids)
    with warnings.catch_warnings():  # groups are for the intervals too: a splitter that takes none is no mistake
        warnings.filterwarnings("ignore", "The groups parameter is ignored", UserWarning)
        splitter, splits = splits_of(cv, X, y, groups, classifier=True)  # every model is tested on the same rows
    seed = seed_of(random_state)
    wish = Wish(rows, seed, "columns matched to classes by estimator.classes_")
    options = {"sample_weight": sample_weight, "params": params, "smoothing": smoothing}
    run = _CrossValidation(X, y, splits, besides, wish, options)
    tallies, models = {}, []
    for i, (name, estimator) in enumerate(named.items()):
        if verbose > 0:
            with suppress(OSError):  # nobody reads it
                sys.stderr.write(f"[{i + 1}/{len(named)}] {name}: {len(splits)} folds ...\n")
        tallies[name], model = run.of(name, estimator)
        models.append(model)
    told = splitter_told(cv, splitter, len(splits))
    beside = {"sample_weight": sample_weight, "groups": groups, "slices": slices, "ids": ids, "params": params}
    called = {"estimators": one_line(estimators), "X": "X", "y": "y", "cv": f"cv={text_of_cv(cv)}"}
    shown = {"smoothing": smoothing, "baseline": baseline, "rows": rows, "random_state": seed, "data": data}
    added = f"; smoothing={smoothing:g} added to every probability" if smoothing else ""
    return _evaluation(
        tallies,
        models,
        data=data,
        how=f"out-of-sample predictions of {len(splits)} folds, {told}{added}{coverage(splits, len(y))}",
        baseline=baseline,
        reproduce=reproduce or snippet(evaluate, called, beside, **shown),
        settings=_settings(besides, sample_weight, seed, cv=told, smoothing=smoothing),
        timestamp=timestamp,
    )


def evaluate_predictions(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    groups: Any = None,
    slices: Any = None,
    ids: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    normalize: bool = False,
    baseline: str | None = None,
    rows: bool = True,
    random_state: Any = 0,
    timestamp: bool = True,
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
    groups : array-like of shape (n,), default=None
        What belongs together, such as the patient of each row: intervals take groups to be independent, and not rows.
    slices : dict of str to array-like of shape (n,), or frame of shape (n, S), default=None
        Columns by whose values the data are cut into parts, each with its own loss.
    ids : array-like of shape (n,), default=None
        A name for each row, to be shown beside the worst.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What the predictions hold.
    smoothing : float, default=0.0
        Delta added to every probability.
    normalize : bool, default=False
        Divide rows by their sums.
    baseline : str, default=None
        Name of the model that gates on the regression compare with.
    rows : bool, default=True
        Whether the report may show single rows: the worst, and numbers of rows.
    random_state : int, RandomState or None, default=0
        Seed of the folds by which a recalibration is judged.
    timestamp : bool, default=True
        Whether the report says when it was made.
    data : str, default="data"
        Name of the data in the report.
    reproduce : str, default=""
        A snippet or command that makes this evaluation again, to be shown in the report; by default this call.

    Returns
    -------
    Evaluation
        The numbers, ready to be rendered.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`, with the model's name before the message; or if ids are repeated, or a
        slice has more than 200 values.

    Examples
    --------
    >>> from skxent.report import evaluate_predictions
    >>> result = evaluate_predictions([0, 1, 1], {"new": [0.25, 0.5, 0.5], "old": [0.5, 0.5, 0.5]})
    >>> result.best.name
    'new'
    """
    check_data(data)
    labels_given = labels
    named = predictions_by_name(y_proba, y_true, labels)
    check_baseline(baseline, named)
    options: dict[str, Any] = {"scale": scale, "smoothing": smoothing, "normalize": normalize}
    forecasts, notes = {}, {}
    for name, predictions in named.items():
        with naming(name, named) as remarks, telling_a_table(y_true, predictions):
            forecast = check_forecast(y_true, predictions, labels=labels, sample_weight=sample_weight, **options)
            forecasts[name] = forecast
            labels = forecast.classes if labels is None else labels  # one order of classes for all
        notes[name] = notes_of(remarks)
    n_rows = len(forecast)
    rows_of = {"y_true": y_true, **each_by_name("y_proba", y_proba), "sample_weight": sample_weight}
    besides = besides_of(rows_of, n_rows, groups=groups, slices=slices, ids=ids)
    beside = besides.of(np.arange(n_rows))
    tallies = {
        name: report_tally(Observed(one, replace(beside, sums=sums_of(named[name], options))))
        for name, one in forecasts.items()
    }
    seed = seed_of(random_state)
    several = "{" + ", ".join(f"{name!r}: ..." for name in named) + "}" if isinstance(y_proba, Mapping) else "y_proba"
    beside_rows = {
        "labels": labels_given,
        "sample_weight": sample_weight,
        "groups": groups,
        "slices": slices,
        "ids": ids,
    }
    shown = {"baseline": baseline, "rows": rows, "random_state": seed, "data": data, **options}
    return _evaluation(
        tallies,
        [
            model_result(name, tally, Wish(rows, seed, aligned_of(named[name], forecasts[name])), notes=notes[name])
            for name, tally in tallies.items()
        ],
        data=data,
        how=given_how(**options),
        baseline=baseline,
        reproduce=reproduce
        or snippet(evaluate_predictions, {"y_true": "y_true", "y_proba": several}, beside_rows, **shown),
        settings=_settings(besides, sample_weight, seed, **options),
        timestamp=timestamp,
    )


def _settings(besides: Besides, sample_weight: Any, seed: int, **options: Any) -> dict[str, Any]:
    grouped, weighted = besides.group is not None, sample_weight is not None
    return settings_of(weighted=weighted, grouped=grouped, slices=besides.slices, seed=seed, **options)


def check_data(data: Any) -> None:
    """Refuse the data themselves where their name is asked for."""
    if not isinstance(data, str):
        raise TypeError(f"data is a {type(data).__name__}; pass the name of the data, as text.")


def check_baseline(baseline: str | None, named: Mapping[str, Any]) -> None:
    """Refuse a baseline that is none of the models, or the only one."""
    if baseline is not None and not isinstance(baseline, str):
        raise ValueError(f"baseline is a {type(baseline).__name__}; pass the name of one of the models, {list(named)}.")
    if baseline is not None and baseline not in named:
        raise ValueError(f"baseline={baseline!r} is none of the models {list(named)}; name one of them.")
    if baseline is not None and len(named) == 1:
        raise ValueError(f"baseline={baseline!r} is the only model; pass another to compare with it.")


@dataclass(frozen=True, eq=False)
class _CrossValidation:
    """What every model is fitted on and judged by."""

    X: Any
    y: Any
    splits: list[Split]
    besides: Besides
    wish: Wish
    options: dict[str, Any]  # of tally_folds

    def of(self, name: str, estimator: Any) -> tuple[ReportTally, ModelResult]:
        """Return the pooled tally of an estimator's folds, with all their rows, and what it says."""
        with collected_notes() as notes:
            result = tally_folds(estimator, self.X, self.y, self.splits, self._step, **self.options)
            notes.remarks += [fold.remark for fold in result.folds if fold.remark]
        pooled = result.pooled.whole()
        told = notes.told() + self.besides.leaks(self.splits)
        n_times = int(times_tested(self.splits, len(self.y)).max())
        return pooled, model_result(name, pooled, self.wish, folds=result.folds, notes=told, times_tested=n_times)

    def _step(self, forecast: Forecast, rows: Any) -> ReportTally:
        return report_tally(Observed(forecast, self.besides.of(rows)))


def _evaluation(
    tallies: dict[str, ReportTally],
    models: list[ModelResult],
    *,
    settings: dict[str, Any],
    timestamp: bool,
    **said: Any,
) -> Evaluation:
    """Return the evaluation of models whose rows are kept."""
    observed = {name: tally.detail.observed for name, tally in tallies.items() if isinstance(tally.detail, RowDetail)}
    input_hash = {name: digest_of(one) for name, one in observed.items()}
    n_times = max(model.times_tested for model in models)
    facts = facts_of(
        models[0].tally, times_tested=n_times, input_hash=input_hash, settings=settings, timestamp=timestamp
    )
    return Evaluation(models=tuple(models), facts=facts, comparisons=paired(observed, once=n_times == 1), **said)
