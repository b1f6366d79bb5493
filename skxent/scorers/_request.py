"""How scorers ask for ``sample_weight``: by scikit-learn's metadata routing where that is enabled, else always."""

import copy
from typing import Self

from sklearn.utils.metadata_routing import UNCHANGED, MetadataRequest

from skxent._compat import AcceptsSampleWeight


class RequestsSampleWeight(AcceptsSampleWeight):
    """A scorer that is a constant: a request for weights makes a new one."""

    _sample_weight_request: bool | str | None = None

    def set_score_request(self, *, sample_weight: bool | str | None = UNCHANGED) -> Self:
        """Return a new scorer that requests ``sample_weight`` where metadata routing is enabled.

        Parameters
        ----------
        sample_weight : bool, str or None, default=UNCHANGED
            True to ask for it, False to refuse it, a string to ask for it under that name, None for an error if
            it is passed; by default it stays as it is.

        Returns
        -------
        scorer
            A copy with this request; the scorer itself is a constant.
        """
        scorer = copy.copy(self)
        if sample_weight != UNCHANGED:
            scorer._sample_weight_request = sample_weight  # noqa: SLF001 - its own copy
        return scorer

    def get_metadata_routing(self) -> MetadataRequest:
        """Return what this scorer requests, as scikit-learn's routing reads it.

        Returns
        -------
        MetadataRequest
            The request for ``sample_weight`` in ``score``.
        """
        request = MetadataRequest(owner=repr(self))
        request.score.add_request(param="sample_weight", alias=self._sample_weight_request)
        return request

    def _requested(self) -> str:
        """Return the request as it is written in the repr."""
        request = self._sample_weight_request
        return "" if request is None else f".set_score_request(sample_weight={request!r})"
