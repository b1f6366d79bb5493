"""What of other libraries' private names and protocols cannot be avoided, each with its reason."""

from typing import Any


class AcceptsSampleWeight:
    """Answers the question that scikit-learn's searches ask of scorers where metadata routing is off.

    Since 1.7 ``GridSearchCV.fit(..., sample_weight=...)`` asks each scorer ``_accept_sample_weight()`` before it
    passes the weights on. The name is private and there is no public way to answer; without it the weights
    of the user would not reach the score, silently.
    """

    def _accept_sample_weight(self) -> bool:
        return True


def take_rows(rows_of: Any, indices: Any) -> Any:
    """Return the rows ``indices`` of an array, sparse matrix, frame or list, as its own kind.

    scikit-learn's ``_safe_indexing`` is documented, and listed in ``sklearn.utils.__all__``, in spite of its
    underscore; the alternatives are to copy it or to refuse what ``cross_validate`` takes.
    """
    from sklearn.utils import _safe_indexing

    return _safe_indexing(rows_of, indices)
