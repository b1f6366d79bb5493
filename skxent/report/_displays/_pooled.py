"""Predictions that displays draw: as given, of an estimator, or of a cross-validation's test rows together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.utils import indexable

from skxent._check import Forecast, check_forecast, check_weight
from skxent._check._remarks import remark
from skxent._compat import rows_of
from skxent._math._namespace import to_numpy
from skxent.metrics._means import each_row
from skxent.metrics._per_row import log_losses
from skxent.report._naming import by_name, naming, predictions_by_name
from skxent.scorers._cross_val_tally import all_classes
from skxent.scorers._responses import Response, response_of

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Predictions:
    """What was predicted and what happened, raw, and how to read it."""

    y_true: Any
    y_proba: Any
    options: dict[str, Any]  # of check_forecast
    rows: Array | None = None  # (n,), which row of the data each is of, if some are there twice

    def forecast(self) -> Forecast:
        """Return the checked forecast."""
        return check_forecast(self.y_true, self.y_proba, **self.options)

    def read_by(self, measure: Any, **options: Any) -> Any:
        """Return what a function of (y_true, y_proba) says of them."""
        return measure(self.y_true, self.y_proba, **self.options, **options)

    def losses(self) -> tuple[Array, Array]:
        """Return the log loss of each row in nats, and its weight, both (n,)."""
        forecast = self.forecast()
        weight = np.ones(len(forecast)) if forecast.weight is None else forecast.weight
        return to_numpy(each_row(log_losses, replace(forecast, weight=None))), weight


def given(y_true: Any, y_proba: Any, **options: Any) -> dict[str, Predictions]:
    """Return the predictions of one model, or of several by name."""
    named = predictions_by_name(y_proba, y_true, options["labels"])
    return {name: Predictions(y_true, proba, options) for name, proba in named.items()}


def of_estimators(estimator: Any, X: Any, y: Any, **options: Any) -> dict[str, Predictions]:
    """Return the predictions of one fitted estimator, or of several by name, for some rows."""
    several = estimator if isinstance(estimator, Mapping) else {type(estimator).__name__: estimator}
    return _each(by_name(several, "estimator"), lambda one: _answered(one, X, y, options))


def of_cv_results(cv_results: Any, X: Any, y: Any, *, sample_weight: Any, **options: Any) -> dict[str, Predictions]:
    """Return the test rows' predictions of one cross-validation, or of several by name."""
    if not isinstance(cv_results, Mapping):
        raise ValueError(f"cv_results is {type(cv_results).__name__}; {_WANTED}")
    several = all(isinstance(one, Mapping) for one in cv_results.values())
    named = by_name(cv_results if several else {"model": cv_results}, "cv_results")
    X, y = indexable(X, y)
    options["sample_weight"] = check_weight(sample_weight, len(y))
    return _each(named, lambda one: _of_folds(one, X, y, options))


_WANTED = "pass what cross_validate returns with return_estimator=True and return_indices=True, or a dict of such."


def _each(named: dict[str, Any], read: Callable[[Any], Predictions]) -> dict[str, Predictions]:
    found = {}
    for name, one in named.items():
        with naming(name, named):
            found[name] = read(one)
    return found


def _of_folds(cv_results: Any, X: Any, y: Any, options: dict[str, Any]) -> Predictions:
    """Return the test rows of all folds in the order of the data; a row that was tested twice is there twice."""
    missing = [key for key in ("estimator", "indices") if key not in cv_results]
    if missing:
        raise ValueError(f"cv_results have no {' and no '.join(map(repr, missing))}; {_WANTED}")
    tests, labels = list(cv_results["indices"]["test"]), all_classes(y)
    rows = np.concatenate(tests)
    if rows.max() >= len(y):
        came = f"cv_results are of {rows.max() + 1} rows at least, and X has {len(y)}"
        raise ValueError(f"{came}; pass the X and y that were cross-validated.")
    answers = [
        _answer(one, rows_of(X, test), rows_of(y, test)).columns(labels)
        for one, test in zip(cv_results["estimator"], tests, strict=True)
    ]
    scales, order = {answer.scale for answer in answers}, np.argsort(rows, kind="stable")
    if len(scales) == 1:
        joined, scale = np.concatenate([answer.values for answer in answers]), scales.pop()
    else:
        joined, scale = np.concatenate([_log_proba(answer) for answer in answers]), "log_proba"
    rows, w = rows[order], options["sample_weight"]
    read = {**options, "labels": answers[0].labels, "scale": scale, "sample_weight": None if w is None else w[rows]}
    return Predictions(rows_of(y, rows), joined[order], read, None if len(np.unique(rows)) == len(rows) else rows)


def _answered(estimator: Any, X: Any, y: Any, options: dict[str, Any]) -> Predictions:
    answer = _answer(estimator, X, y)
    return Predictions(y, answer.values, {**options, "labels": answer.labels, "scale": answer.scale})


def _answer(estimator: Any, X: Any, y: Any) -> Response:
    """Return what an estimator predicts, and tell what is to be said of it."""
    answer = response_of(estimator, X, y)
    if answer.remark:
        remark(answer.remark, UserWarning, stacklevel=2)
    return answer


def _log_proba(answer: Response) -> Array:
    """Return the logarithms of an answer on any scale."""
    codes = np.zeros(len(answer.values), dtype=np.intp)
    forecast = check_forecast(answer.labels[codes], answer.values, labels=answer.labels, scale=answer.scale)
    return to_numpy(forecast.scores.log_proba())
