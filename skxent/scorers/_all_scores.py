"""Every scorer's number from one answer of the estimator."""

from typing import Any

import numpy as np
from scipy.sparse import issparse

from skxent.scorers._indicators import indicator_response_of
from skxent.scorers._named import SCORERS
from skxent.scorers._request import RequestsSampleWeight
from skxent.scorers._responses import has_outputs, response_of
from skxent.scorers._scorer import Respond, Told, tell


class AllScores(RequestsSampleWeight):
    """Every skxent score of an estimator, from predictions that are made once; for ``scoring=``.

    {name: score} with the names of :mod:`skxent.scorers` and the numbers of the scorers of these names. For labels and
    target distributions these are all but ``neg_multilabel_log_loss``; for labels that may hold together it alone: 0/1
    targets (n, L) whose rows do not all sum to 1, and estimators of several outputs. A warning that several scores
    share is given once.

    See Also
    --------
    skxent.scorers.get_scorer : One of them.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.model_selection import cross_validate
    >>> from skxent.linear_model import SoftmaxRegression
    >>> from skxent.scorers import all_scores
    >>> scores = cross_validate(SoftmaxRegression(), *load_iris(return_X_y=True), scoring=all_scores)
    >>> print(round(scores["test_d2_brier"].mean(), 1))
    0.9
    """

    def __call__(self, estimator: Any, X: Any, y: Any, *, sample_weight: Any = None) -> dict[str, float]:
        respond: Respond = indicator_response_of if _may_hold_together(estimator, y) else response_of
        answer = respond(estimator, X, y)
        told: Told = {}
        scores = {}
        for name, scorer in SCORERS.items():
            if scorer.respond is respond:
                scores[name], warnings = scorer.of(answer, y, sample_weight)
                told |= warnings
        tell(told, stacklevel=2)
        return scores

    def __repr__(self) -> str:
        return f"all_scores{self._requested()}"


all_scores = AllScores()


def _may_hold_together(estimator: Any, y: Any) -> bool:
    """Return whether targets are indicators of labels that may hold together."""
    if has_outputs(estimator) or issparse(y):
        return True
    if np.ndim(y) != 2:
        return False
    t = np.asarray(y)
    return bool(np.isin(t, (0, 1)).all() and (t.sum(axis=1) != 1).any())
