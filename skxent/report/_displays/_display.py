"""What all displays share: three ways to make one, and axes with colours and markers that tell models apart."""

import warnings
from typing import Any, ClassVar, Self

from skxent._check._remarks import Remarks, collecting
from skxent.report._displays._pooled import Predictions, of_cv_results, of_estimators

# Told apart by readers who see few colours, on white and on black; markers tell them apart without any.
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d1f", "#56b4e9")
MARKERS = ("o", "s", "D", "^", "v", "P")


class Display:
    """A drawing of predictions of one model, or of several by name."""

    _options: ClassVar[tuple[str, ...]]  # how to measure

    @classmethod
    def from_estimator(
        cls, estimator: Any, X: Any, y: Any, *, sample_weight: Any = None, smoothing: float = 0.0, **options: Any
    ) -> Self:
        """Draw what a fitted estimator predicts.

        Parameters
        ----------
        estimator : estimator, or dict of str to estimator
            Fitted classifiers with ``predict_proba``.
        X : array-like of shape (n, p)
            Features of rows that the estimator was not fitted on.
        y : array-like of shape (n,) or (n, K)
            Labels, or target distributions.
        sample_weight : array-like of shape (n,), default=None
            Non-negative weights.
        smoothing : float, default=0.0
            Delta added to every probability.
        **options
            ``ax``, and how to measure, as of ``from_predictions``.

        Returns
        -------
        Display
            Drawn.
        """
        with collecting() as remarks:
            made = cls._drawn(
                of_estimators(estimator, X, y, sample_weight=sample_weight, smoothing=smoothing), **options
            )
        told(remarks, stacklevel=2)
        return made

    @classmethod
    def from_cv_results(
        cls, cv_results: Any, X: Any, y: Any, *, sample_weight: Any = None, smoothing: float = 0.0, **options: Any
    ) -> Self:
        """Draw what the estimators of a cross-validation predicted for their test rows, all folds together.

        Parameters
        ----------
        cv_results : dict, or dict of str to dict
            What :func:`sklearn.model_selection.cross_validate` returned with ``return_estimator=True`` and
            ``return_indices=True``.
        X : array-like of shape (n, p)
            The features that were cross-validated.
        y : array-like of shape (n,) or (n, K)
            Their labels, or target distributions.
        sample_weight : array-like of shape (n,), default=None
            Non-negative weights.
        smoothing : float, default=0.0
            Delta added to every probability.
        **options
            ``ax``, and how to measure, as of ``from_predictions``.

        Returns
        -------
        Display
            Drawn.
        """
        with collecting() as remarks:
            named = of_cv_results(cv_results, X, y, sample_weight=sample_weight, smoothing=smoothing)
            made = cls._drawn(named, **options)
        told(remarks, stacklevel=2)
        return made

    @classmethod
    def _drawn(cls, named: dict[str, Predictions], *, ax: Any = None, **options: Any) -> Self:
        """Measure, and draw."""
        unknown = sorted(set(options) - set(cls._options))
        if unknown:
            raise TypeError(f"{cls.__name__} has no option {unknown[0]!r}; pass {', '.join(cls._options)} or ax.")
        return cls._measured(named, **options).plot(ax=ax)

    @classmethod
    def _measured(cls, named: dict[str, Predictions], **options: Any) -> Self:
        """Return the display of what is measured by some options."""
        raise NotImplementedError

    def plot(self, ax: Any = None) -> Self:
        """Draw what the display holds."""
        raise NotImplementedError

    def _axes(self, ax: Any, size: tuple[float, float]) -> Any:
        """Return the axes to draw on, new ones if none are given, and keep them as scikit-learn's displays do."""
        if ax is None:
            try:
                import matplotlib.pyplot as plt
            except ImportError:
                raise ModuleNotFoundError(
                    "a display needs matplotlib; install it with: python -m pip install matplotlib"
                ) from None
            _, ax = plt.subplots(figsize=size, layout="constrained")
        self.ax_, self.figure_ = ax, ax.figure
        return ax


def told(remarks: Remarks, *, stacklevel: int) -> None:
    """Warn the caller ``stacklevel`` frames up of what was collected."""
    for message, category in remarks.items():
        warnings.warn(message, category, stacklevel=stacklevel + 1)


def color(k: int) -> str:
    """Return the colour of the k-th model or class."""
    return COLORS[k % len(COLORS)]


def marker(k: int) -> str:
    """Return the marker of the k-th model or class."""
    return MARKERS[(k + k // len(COLORS)) % len(MARKERS)]
