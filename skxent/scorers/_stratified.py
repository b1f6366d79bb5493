"""Folds that are stratified on the most likely class of each target distribution."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedKFold

from skxent._check import RowError, read_table, refuse_one_column
from skxent._math._namespace import to_numpy


class StratifiedTargetKFold(StratifiedKFold):
    """K folds with the same share of every class, where the class of a row is the most likely one of its target.

    stratum_i = argmax_k t_ik, the first of equals; for labels, the label itself. scikit-learn's ``cv=5`` makes plain
    unstratified folds of target distributions, which on sorted rows train without whole classes.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds, at least 2.
    shuffle : bool, default=False
        Shuffle the rows of each class before they are dealt out.
    random_state : int, RandomState or None, default=None
        Seed of the shuffling.

    See Also
    --------
    sklearn.model_selection.StratifiedKFold : Does the same for labels only.

    Examples
    --------
    >>> import numpy as np
    >>> from skxent.scorers import StratifiedTargetKFold
    >>> target = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.2, 0.8]]
    >>> for train, test in StratifiedTargetKFold(2).split(np.zeros((4, 1)), target):
    ...     print(test)
    [0 2]
    [1 3]
    """

    def split(self, X: Any, y: Any, groups: Any = None) -> Iterator[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
        """Give the rows to train on and to test on, fold by fold.

        Parameters
        ----------
        X : array-like of shape (n, p)
            Features; only their number of rows is looked at.
        y : array-like of shape (n,) or (n, K)
            Labels; or target distributions, or counts.
        groups : object
            Ignored, exists for compatibility.

        Yields
        ------
        train : array of shape (n_train,)
            Rows to train on.
        test : array of shape (n_test,)
            Rows to test on.
        """
        yield from super().split(X, _strata(y), groups)


def _strata(y: Any) -> Any:
    """Return what to stratify on (n,)."""
    if np.ndim(y) != 2:
        return y
    refuse_one_column("y", y)
    t = to_numpy(read_table("y", y).numbers)
    bad = ~np.isfinite(t).all(axis=1)
    if bad.any():
        raise RowError("y is not finite", np.flatnonzero(bad), "every class needs its number: drop or mend these rows.")
    return t.argmax(axis=1)
