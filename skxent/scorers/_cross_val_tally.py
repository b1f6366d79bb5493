"""Cross-validation as sums: one tally for each fold, and the pooled one is their sum.

pooled = tally_1 + ... + tally_F, and what is read from it is that of all test rows together
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd
from sklearn.base import is_classifier
from sklearn.model_selection import check_cv, cross_validate
from sklearn.utils import indexable
from sklearn.utils.parallel import Parallel, delayed

from skxent._check import (
    Forecast,
    check_forecast,
    check_weight,
    column_names,
    label_array,
    refuse_one_column,
    refuse_other_order,
)
from skxent._check._classes import read_labels, sorted_classes
from skxent._check._remarks import Remarks
from skxent._math._units import nats_per_unit
from skxent._rows import Tally
from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import LossTally
from skxent.metrics._zero_probability import zero_probability
from skxent.scorers._responses import Response, response_of
from skxent.scorers._scorer import never_saw, tell

Array = np.ndarray[Any, Any]
Split = tuple[Array, Array]
T = TypeVar("T", bound=Tally)

_RETESTED = (
    "rows are tested up to {} times; the pooled loss is right, and its standard_error is too small, for it takes every "
    "test of a row for a row of its own: pass a cv that tests each row once for one that holds."
)


@dataclass(frozen=True, eq=False)
class FoldTally(Generic[T]):
    """One fold of a cross-validation.

    Parameters
    ----------
    tally : Tally
        Sums over the test rows.
    n_train : int
        Rows that the estimator was fitted on.
    n_test : int
        Rows that it was tested on.
    classes : array
        ``classes_`` of the fitted estimator: those that training saw.
    unseen : dict of label to int
        Classes of test rows that training never saw, with the number of such rows.
    remark : str
        What is to be said of the predictions; empty as a rule.
    """

    tally: T
    n_train: int
    n_test: int
    classes: Array
    unseen: dict[Any, int]
    remark: str = ""


@dataclass(frozen=True, eq=False)
class CrossValTally(Generic[T]):
    """The tallies of a cross-validation, made by :func:`skxent.scorers.cross_val_tally`.

    pooled = the sum of the folds' tallies.

    Parameters
    ----------
    folds : tuple of FoldTally
        In the order of the splits.
    labels : array of shape (K,)
        The classes of all data, in the column order of every tally.
    """

    folds: tuple[FoldTally[T], ...]
    labels: Array

    def __repr__(self) -> str:
        return f"<CrossValTally of {len(self.folds)} folds, pooled: {self.pooled!r}>"

    @property
    def pooled(self) -> T:
        """The tally of all test rows together."""
        return reduce(add, (fold.tally for fold in self.folds))

    @property
    def unseen(self) -> dict[Any, int]:
        """Classes of test rows that their fold's training never saw, with the number of such rows."""
        told: dict[Any, int] = {}
        for fold in self.folds:
            for label, n_rows in fold.unseen.items():
                told[label] = told.get(label, 0) + n_rows
        return told

    def frame(self: "CrossValTally[LossTally]") -> pd.DataFrame:
        """Return the folds as a table, for tallies of the log loss.

        Returns
        -------
        pandas.DataFrame
            A row for each fold: n_train, n_test, weight, n_classes (that training saw), n_unseen (test rows of other
            classes), log_loss, d2 and n_zero (test rows that gave probability 0 to what happened).
        """
        return pd.DataFrame(
            [
                {
                    "n_train": fold.n_train,
                    "n_test": fold.n_test,
                    "weight": fold.tally.weight,
                    "n_classes": len(fold.classes),
                    "n_unseen": sum(fold.unseen.values()),
                    "log_loss": fold.tally.log_loss,
                    "d2": fold.tally.d2,
                    "n_zero": fold.tally.n_zero,
                }
                for fold in self.folds
            ]
        ).rename_axis("fold")


def cross_val_tally(
    estimator: Any,
    X: Any,
    y: Any,
    *,
    cv: Any = None,
    groups: Any = None,
    sample_weight: Any = None,
    params: dict[str, Any] | None = None,
    base: float | None = None,
    smoothing: float = 0.0,
    n_jobs: int | None = None,
) -> CrossValTally[LossTally]:
    """Cross-validate an estimator, and keep the sums of each fold's test rows.

    pooled log loss = sum over folds of sum w l / sum over folds of sum w: the loss of all out-of-sample predictions
    together, which the mean of the folds' means is not where folds differ in size or weight.

    Parameters
    ----------
    estimator : estimator
        A classifier with ``predict_proba``; it is cloned, not fitted.
    X : array-like of shape (n, p)
        Features.
    y : array-like of shape (n,) or (n, K)
        Labels; or target distributions, for estimators that take them.
    cv : int, splitter or iterable, default=None
        As in :func:`sklearn.model_selection.cross_validate`; 5 folds by default. For target distributions a number
        makes plain folds: pass a :class:`~skxent.scorers.StratifiedTargetKFold` for stratified ones.
    groups : array-like of shape (n,), default=None
        Groups of rows, for splitters that keep them together. The tallies' standard errors take rows to be independent
        all the same; :func:`skxent.metrics.score_interval` knows groups.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights of the rows in the tallies; what ``fit`` is to see goes into ``params``.
    params : dict, default=None
        Passed to ``fit``, such as ``{"sample_weight": weight}``; arrays of n rows are cut like X.
    base : float, default=None
        Base in which the tallies are read: None for nats, 2 for bits.
    smoothing : float, default=0.0
        Delta added to every probability.
    n_jobs : int, default=None
        Folds that run at once.

    Returns
    -------
    CrossValTally
        ``.folds``, each with its ``.tally`` and the ``.classes`` that training saw; ``.pooled``, the
        :class:`~skxent.metrics.LossTally` of all folds; and ``.frame()``.

    Raises
    ------
    ValueError
        If the estimator cannot be fitted, or its predictions cannot be scored.

    Warns
    -----
    ZeroProbabilityWarning
        Once, if test rows gave probability 0 to what happened, as to classes that training never saw.
    UserWarning
        If rows are tested more than once, as in repeated cross-validation: the standard error takes them for more rows.

    References
    ----------
    Bayle, P., Bayle, A., Janson, L. and Mackey, L. (2020). Cross-validation confidence intervals for test error.
    Advances in Neural Information Processing Systems 33. https://doi.org/10.48550/arXiv.2007.12671

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from skxent.linear_model import SoftmaxRegression
    >>> from skxent.scorers import cross_val_tally
    >>> result = cross_val_tally(SoftmaxRegression(), *load_iris(return_X_y=True), cv=3)
    >>> print(round(result.pooled.log_loss, 2), result.pooled.n_rows)
    0.15 150
    """
    nats_per_unit(base)
    if isinstance(estimator, Mapping):
        raise TypeError(f"estimator is a {type(estimator).__name__}; pass one, or several to skxent.report.evaluate.")
    X, y, groups = indexable(X, y, groups)
    _, splits = splits_of(cv, X, y, groups, classifier=is_classifier(estimator))
    step = partial(_loss_of, base=base)
    result = tally_folds(
        estimator, X, y, splits, step, sample_weight=sample_weight, params=params, smoothing=smoothing, n_jobs=n_jobs
    )
    pooled = result.pooled
    remarks: Remarks = {fold.remark: UserWarning for fold in result.folds if fold.remark}
    if pooled.n_zero:
        more = never_saw(result.unseen, result.labels)
        remarks[zero_probability(pooled.n_zero, pooled.n_rows) + more] = ZeroProbabilityWarning
    times = times_tested(splits, len(y)).max()
    if times > 1:
        remarks[_RETESTED.format(times)] = UserWarning
    tell(remarks, stacklevel=2)
    return result


def _loss_of(forecast: Forecast, _: Array, *, base: float | None) -> LossTally:
    return LossTally.of(forecast, base=base)


def splits_of(cv: Any, X: Any, y: Any, groups: Any = None, *, classifier: bool) -> tuple[Any, list[Split]]:
    """Return the splitter that ``cv`` stands for, and its splits, of which there is at least one."""
    splitter = check_cv(cv, np.asarray(y), classifier=classifier)
    rows = np.arange(len(y))
    splits = [(rows[train], rows[test]) for train, test in splitter.split(X, y, groups)]  # masks become numbers
    if not splits:
        raise ValueError(f"cv={cv!r} makes no folds; pass a number of folds, or a splitter that makes some.")
    return splitter, splits


def times_tested(splits: list[Split], n_rows: int) -> Array:
    """Return how often each row is tested (n,)."""
    return np.bincount(np.concatenate([test for _, test in splits]), minlength=n_rows)


def tally_folds(
    estimator: Any,
    X: Any,
    y: Any,
    splits: list[Split],
    step: Callable[[Forecast, Array], T],
    *,
    sample_weight: Any = None,
    params: dict[str, Any] | None = None,
    smoothing: float = 0.0,
    n_jobs: int | None = None,
) -> CrossValTally[T]:
    """Return the tallies that ``step`` makes of each split's test rows and their numbers, with one order of classes."""
    refuse_other_order(y=y, sample_weight=sample_weight)
    run = _Run(estimator, X, y, step, all_classes(y), check_weight(sample_weight, len(y)), params, smoothing)
    folds = Parallel(n_jobs=n_jobs)(delayed(run.fold)(split) for split in splits)
    return CrossValTally(tuple(folds), run.labels)


@dataclass(frozen=True, eq=False)
class _Run(Generic[T]):
    """What every fold of a cross-validation shares."""

    estimator: Any
    X: Any
    y: Any
    step: Callable[[Forecast, Array], T]
    labels: Array  # (K,)
    weight: Array | None  # (n,), of the rows in the tallies
    params: dict[str, Any] | None  # for fit
    smoothing: float

    def fold(self, split: Split) -> FoldTally[T]:
        """Fit on one split's train rows and tally its test rows."""
        kept: list[tuple[Response, Any, Array]] = []

        def keep(fitted: Any, X_test: Any, y_test: Any) -> float:
            kept.append((response_of(fitted, X_test, y_test), y_test, label_array(fitted.classes_)))
            return 0.0

        cross_validate(
            self.estimator, self.X, self.y, cv=[split], scoring=keep, params=self.params, error_score="raise"
        )
        answer, y_test, classes = kept[0]
        answer, w = answer.columns(self.labels), None if self.weight is None else self.weight[split[1]]
        forecast = check_forecast(
            y_test,
            answer.values,
            labels=answer.labels,
            scale=answer.scale,
            sample_weight=w,
            smoothing=self.smoothing,
        )
        unseen = answer.unseen(y_test, w)
        return FoldTally(self.step(forecast, split[1]), len(split[0]), len(split[1]), classes, unseen, answer.remark)


def all_classes(y: Any) -> Array:
    """Return the classes of all data, in the order of ``classes_``."""
    refuse_one_column("y", y)
    if np.ndim(y) == 2:
        names = column_names(y)
        return np.arange(np.shape(y)[1]) if names is None else label_array(names)
    return sorted_classes(read_labels(y))[0]
