"""Progress of a fit: lines on stderr, and scikit-learn's callbacks where the installed version has them."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from skxent._compat import CallbackSupportMixin, begin_callbacks, with_callbacks

Array = np.ndarray[Any, Any]

__all__ = ["CallbackSupportMixin", "FitProgress", "with_callbacks"]


class FitProgress:
    """Tells of each iteration of one fit.

    Parameters
    ----------
    estimator : estimator
        Whose fit it is.
    data : dict
        X, y and metadata, as callbacks are given them.
    attributes : callable
        Makes the fitted attributes of a point, for callbacks that want an estimator.
    """

    def __init__(self, estimator: Any, data: dict[str, Any], attributes: Callable[[Array], dict[str, Any]]) -> None:
        self._estimator, self._data, self._attributes = estimator, data, attributes
        self._context = begin_callbacks(estimator, data, max_subtasks=int(estimator.max_iter) + 1)

    @property
    def listens(self) -> bool:
        """Whether anyone wants to be told."""
        return self._estimator.verbose > 0 or self._context is not None

    def __call__(self, n_iter: int, x: Array, value: float) -> None:
        """Tell of an iteration that ended at ``x``."""
        if self._estimator.verbose > 0:
            sys.stderr.write(f"{type(self._estimator).__name__}: iteration {n_iter}, objective {value:.10g} nats\n")
        if self._context is not None:
            task = self._context.subcontext(task_name="iteration")
            task.call_on_fit_task_begin(estimator=self._estimator, **self._data)
            task.call_on_fit_task_end(
                estimator=self._estimator, reconstruction_attributes=lambda: self._attributes(x), **self._data
            )

    def end(self) -> None:
        """Tell that the fit is over."""
        if self._context is not None:
            self._context.call_on_fit_task_end(estimator=self._estimator, reconstruction_attributes=dict, **self._data)
