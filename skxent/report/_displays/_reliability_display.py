"""The reliability diagram: observed rates with their intervals against forecasts, and how often each was made."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from skxent._check._remarks import collecting
from skxent.metrics import reliability_curve
from skxent.metrics._choices import check_choice
from skxent.metrics._events import KINDS
from skxent.report._displays._display import Display, color, marker, told
from skxent.report._displays._pooled import Predictions, given
from skxent.report._displays._written import label, legend, text
from skxent.report._naming import naming

# So many rows leave a rate a standard error of a tenth at most.
_ROWS = 25
# The histogram of forecasts: its bins, and how much of the height it takes.
_FINE, _HEIGHT = 40, 0.16


@dataclass(eq=False)
class ReliabilityDisplay(Display):
    """Reliability diagram: whether what is forecast with 70 % happens in 70 % of the cases.

    On the dotted line forecasts are calibrated; below it events happen less often than was forecast. Made by
    ``from_predictions``, ``from_estimator`` or ``from_cv_results``, which draw it.

    Parameters
    ----------
    curve : pandas.DataFrame
        What :func:`skxent.metrics.reliability_curve` returned, with a column ``model``.
    density : pandas.DataFrame
        The histogram of forecasts: columns model, class, left and width of a bin, and weight.
    confidence : float, default=0.95
        Of the intervals.
    kind : {"classwise", "top_label"}, default="classwise"
        What was measured.

    Examples
    --------
    >>> from skxent.report import ReliabilityDisplay
    >>> y, p = [0, 0, 1, 1, 0, 1, 1, 1], [0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75]
    >>> display = ReliabilityDisplay.from_predictions(y, p, n_bins=2)
    >>> display.frame()["observed_rate"].tolist()
    [0.5, 0.75]
    """

    curve: pd.DataFrame
    density: pd.DataFrame
    confidence: float = 0.95
    kind: str = "classwise"

    _options = ("kind", "strategy", "n_bins", "confidence")

    @classmethod
    def from_predictions(
        cls,
        y_true: Any,
        y_proba: Any,
        *,
        labels: Any = None,
        sample_weight: Any = None,
        scale: str = "proba",
        smoothing: float = 0.0,
        normalize: bool = False,
        kind: str = "auto",
        strategy: str = "quantile",
        n_bins: int | None = None,
        confidence: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """Draw predictions; the words are those of :func:`skxent.metrics.reliability_curve`.

        Parameters
        ----------
        y_true : array-like of shape (n,) or (n, K)
            Labels, or target distributions.
        y_proba : array-like of shape (n, K) or (n,), or dict of str to such
            Predictions of one model, or of several by name.
        labels : array-like of shape (K,), default=None
            The classes in column order.
        sample_weight : array-like of shape (n,), default=None
            Non-negative weights.
        scale : {"proba", "log_proba", "logit"}, default="proba"
            What ``y_proba`` holds.
        smoothing : float, default=0.0
            Delta added to every probability.
        normalize : bool, default=False
            Divide rows by their sums.
        kind : {"auto", "top_label", "classwise"}, default="auto"
            "auto" is "classwise" for two classes, of which the last is drawn, and "top_label" for more.
        strategy : {"quantile", "uniform"}, default="quantile"
            Bins of equal weight, or of equal width.
        n_bins : int, default=None
            Number of bins; by default 15, or fewer so that each has 25 rows.
        confidence : float, default=0.95
            Of the intervals, each by itself.
        ax : matplotlib axes, default=None
            Where to draw; new axes if None.

        Returns
        -------
        ReliabilityDisplay
            Drawn.
        """
        with collecting() as remarks:
            named = given(
                y_true,
                y_proba,
                labels=labels,
                sample_weight=sample_weight,
                scale=scale,
                smoothing=smoothing,
                normalize=normalize,
            )
            made = cls._drawn(named, kind=kind, strategy=strategy, n_bins=n_bins, confidence=confidence, ax=ax)
        told(remarks, stacklevel=2)
        return made

    @classmethod
    def _measured(cls, named: dict[str, Predictions], **options: Any) -> Self:
        return cls(*_measure(named, **options))

    def frame(self) -> pd.DataFrame:
        """Return what is drawn.

        Returns
        -------
        pandas.DataFrame
            The bins of :func:`skxent.metrics.reliability_curve`, with the column ``model`` first.
        """
        return self.curve[["model", *self.curve.columns.drop("model")]]

    def plot(self, ax: Any = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib axes, default=None
            Where to draw; new axes if None.

        Returns
        -------
        ReliabilityDisplay
            Itself, with ``ax_`` and ``figure_``.
        """
        ax, is_new = self._axes(ax, (5.2, 5.2)), ax is None
        ax.plot([0, 1], [0, 1], ":", color="0.5", lw=1)
        n_models = self.curve["model"].nunique()
        n_classes, n_curves = self.curve["class"].nunique(), self.curve.groupby(["model", "class"]).ngroups
        alpha = min(0.15, 0.6 / n_curves)
        for k, (key, bins) in enumerate(self.curve.groupby(["model", "class"], sort=False)):
            ax.fill_between(bins["mean_predicted"], bins["low"], bins["high"], color=color(k), alpha=alpha, lw=0)
            ax.vlines(bins["mean_predicted"], bins["low"], bins["high"], color=color(k), alpha=2 * alpha, lw=1)
            line = {"color": color(k), "marker": marker(k), "ms": 4.5, "lw": 1.4, "clip_on": False}
            ax.plot(bins["mean_predicted"], bins["observed_rate"], **line, label=_name(key, n_models, n_classes))
        for k, (_, bins) in enumerate(self.density.groupby(["model", "class"], sort=False)):
            height = _HEIGHT * bins["weight"] / bins["weight"].max()
            shape = {"align": "edge", "color": color(k), "alpha": 0.3, "lw": 0, "zorder": 0}
            ax.bar(bins["left"], height, width=bins["width"], **shape)
        only = f"class {text(self.curve['class'].iloc[0])}"
        event = "the likeliest class" if self.kind == "top_label" else "the class" if n_classes > 1 else only
        ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
        x = [f"forecast probability of {event}", "(bars: how often it is forecast)"]
        label(ax, x=x, y=f"observed rate, with {100 * self.confidence:g} % intervals")
        legend(ax, is_new=is_new)
        return self


def _measure(
    named: dict[str, Predictions],
    *,
    kind: str = "auto",
    strategy: str = "quantile",
    n_bins: int | None = None,
    confidence: float = 0.95,
) -> tuple[pd.DataFrame, pd.DataFrame, float, str]:
    """Return the curves of all models, their histograms of forecasts, the confidence, and what was measured."""
    check_choice("kind", kind, ("auto", *KINDS))
    curves, densities, events = [], [], kind
    for name, predictions in named.items():
        with naming(name, named):
            forecast = predictions.forecast()
            events = ("classwise" if forecast.width <= 2 else "top_label") if kind == "auto" else kind
            n_rows = len(forecast) if predictions.rows is None else len(np.unique(predictions.rows))
            bins = max(2, min(15, n_rows // _ROWS)) if n_bins is None else n_bins
            how = {"kind": events, "strategy": strategy, "n_bins": bins, "confidence": confidence}
            how |= {"groups": predictions.rows}
            curves.append(predictions.read_by(reliability_curve, **how).assign(model=name))
            how |= {"strategy": "uniform", "n_bins": _FINE}
            fine = predictions.read_by(reliability_curve, **how)
            densities.append(fine[["class", "weight"]].assign(model=name, left=fine["bin"] / _FINE, width=1 / _FINE))
    return pd.concat(curves, ignore_index=True), pd.concat(densities, ignore_index=True), confidence, events


def _name(key: Any, n_models: int, n_classes: int) -> str:
    """Return what a curve is called: its model, its class, or both."""
    model, label = (text(part) for part in key)
    return model if n_classes == 1 else label if n_models == 1 else f"{model}: {label}"
