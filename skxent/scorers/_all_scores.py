"""Every scorer's number from one answer of the estimator."""

from typing import Any

import numpy as np
from scipy.sparse import issparse

from skxent._check._remarks import Remarks
from skxent.scorers._indicators import read_indicators
from skxent.scorers._named import SCORERS, neg_log_loss, neg_multilabel_log_loss
from skxent.scorers._request import RequestsSampleWeight
from skxent.scorers._responses import ask, has_outputs, read_response, sums_to_one
from skxent.scorers._scorer import Answer, reads_indicators, score_of, tell


class AllScores(RequestsSampleWeight):
    """Every skxent score of an estimator, from predictions that are made once; for ``scoring=``.

    {name: score} with the names of :mod:`skxent.scorers` and the numbers of the scorers of these names. For labels and
    target distributions these are all but ``neg_multilabel_log_loss``; for labels that may hold together it alone.
    Which of the two, the estimator says: several outputs, or probabilities of the columns of ``y`` that do not sum
    to 1. A warning that several scores share is given once.

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
        raw, scale = ask(estimator, X)
        indicators = _may_hold_together(estimator, y, raw, scale)
        read = read_indicators if indicators else read_response
        answer: Answer = read(estimator, X, y, raw, scale)
        main = neg_multilabel_log_loss if indicators else neg_log_loss
        remarks: Remarks = {}
        scores = {}
        for name, scorer in SCORERS.items():
            if reads_indicators(scorer) == indicators:
                scores[name], more = score_of(scorer, answer, y, sample_weight, of_all=main)
                remarks |= more
        tell(remarks, stacklevel=2)
        return scores

    def __repr__(self) -> str:
        return f"all_scores{self._requested()}"


all_scores = AllScores()


def _may_hold_together(estimator: Any, y: Any, raw: Any, scale: str) -> bool:
    """Return whether an estimator predicts labels that may hold together, and not one distribution."""
    if has_outputs(estimator) or issparse(y):
        return True
    return np.ndim(y) == 2 and scale == "proba" and not sums_to_one(raw)
