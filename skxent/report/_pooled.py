"""Predictions that displays draw: as given, of an estimator, or of a cross-validation's test rows together."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from skxent._check import Forecast, check_forecast
from skxent._compat import rows_of
from skxent._math._namespace import to_numpy
from skxent.metrics._means import each_row
from skxent.metrics._per_row import log_losses
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
    named = by_name(y_proba if isinstance(y_proba, Mapping) else {"model": y_proba}, "y_proba")
    return {name: Predictions(y_true, proba, options) for name, proba in named.items()}


def of_estimators(estimator: Any, X: Any, y: Any, *, sample_weight: Any) -> dict[str, Predictions]:
    """Return the predictions of one fitted estimator, or of several by name, for some rows."""
    several = estimator if isinstance(estimator, Mapping) else {type(estimator).__name__: estimator}
    return _each(by_name(several, "estimator"), lambda one: _answered(one, X, y, sample_weight))


def of_cv_results(cv_results: Any, X: Any, y: Any, *, sample_weight: Any) -> dict[str, Predictions]:
    """Return the test rows' predictions of one cross-validation, or of several by name."""
    several = all(isinstance(one, Mapping) for one in cv_results.values())
    named = by_name(cv_results if several else {"model": cv_results}, "cv_results")
    return _each(named, lambda one: _of_folds(one, X, y, sample_weight))


def _each(named: dict[str, Any], read: Callable[[Any], Predictions]) -> dict[str, Predictions]:
    found = {}
    for name, one in named.items():
        with naming(name, named):
            found[name] = read(one)
    return found


def by_name(models: Mapping[Any, Any], what: str) -> dict[str, Any]:
    """Return models by the text of their names; refuse none, and names that would be the same text."""
    if not models:
        raise ValueError(f"{what} is empty; pass one model, or a dict of names to models.")
    named = {str(name): model for name, model in models.items()}
    if len(named) < len(models):
        raise ValueError(f"{what} has names that are the same as text: {list(models)}; name each model once.")
    return named


def _of_folds(cv_results: Any, X: Any, y: Any, sample_weight: Any) -> Predictions:
    """Return the test rows of all folds, fold by fold; a row that was tested twice is there twice."""
    missing = [key for key in ("estimator", "indices") if key not in cv_results]
    if missing:
        raise ValueError(
            f"cv_results have no {' and no '.join(map(repr, missing))}; pass what cross_validate returns with "
            "return_estimator=True and return_indices=True."
        )
    tests, labels = list(cv_results["indices"]["test"]), all_classes(y)
    answers = [
        response_of(one, rows_of(X, rows), rows_of(y, rows)).columns(labels)
        for one, rows in zip(cv_results["estimator"], tests, strict=True)
    ]
    rows = np.concatenate(tests)
    scales = {answer.scale for answer in answers}
    if len(scales) == 1:
        joined, scale = np.concatenate([answer.values for answer in answers]), scales.pop()
    else:
        joined, scale = np.concatenate([_log_proba(answer) for answer in answers]), "log_proba"
    weight = None if sample_weight is None else np.asarray(sample_weight)[rows]
    options = {"labels": answers[0].labels, "scale": scale, "sample_weight": weight}
    return Predictions(rows_of(y, rows), joined, options, None if len(np.unique(rows)) == len(rows) else rows)


def _answered(estimator: Any, X: Any, y: Any, sample_weight: Any) -> Predictions:
    answer = response_of(estimator, X, y)
    options = {"labels": answer.labels, "scale": answer.scale, "sample_weight": sample_weight}
    return Predictions(y, answer.values, options)


def _log_proba(answer: Response) -> Array:
    """Return the logarithms of an answer on any scale."""
    codes = np.zeros(len(answer.values), dtype=np.intp)
    forecast = check_forecast(answer.labels[codes], answer.values, labels=answer.labels, scale=answer.scale)
    return to_numpy(forecast.scores.log_proba())


@contextmanager
def naming(name: str, named: Mapping[str, Any]) -> Iterator[None]:
    """Put the model's name before what is refused in the body, if there are several."""
    try:
        yield
    except ValueError as error:
        if len(named) == 1:
            raise
        raise ValueError(f"{name}: {error}") from error
