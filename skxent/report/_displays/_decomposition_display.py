"""Scores taken apart, as bars: what is left after recalibration, and what recalibration would save."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from skxent._check._remarks import collecting
from skxent.metrics import Decomposition, brier_decomposition, log_loss_decomposition
from skxent.metrics._choices import check_choice
from skxent.report._displays._display import Display, color, told
from skxent.report._displays._pooled import Predictions, given
from skxent.report._displays._written import label, legend, name_bars
from skxent.report._naming import naming
from skxent.report._rendering._format import shown

# A score beyond so many times the base rate's would leave nothing of the others to see.
_FARTHEST = 3
_SCORES: dict[str, tuple[Callable[..., Decomposition], str]] = {
    "log_loss": (log_loss_decomposition, "log loss, nats"),
    "brier_loss": (brier_decomposition, "Brier loss"),
}


@dataclass(eq=False)
class DecompositionDisplay(Display):
    """Scores taken apart: score = miscalibration - discrimination + uncertainty.

    A bar for each model ends at its score. Its first part is what recalibration leaves, the second what recalibration
    would save; the dashed line is the score of forecasting the base rate, and from there to the first part goes
    discrimination. Made by ``from_predictions``, ``from_estimator`` or ``from_cv_results``, which draw it.

    Parameters
    ----------
    decompositions : dict of str to Decomposition
        By model.
    score : {"log_loss", "brier_loss"}, default="log_loss"
        What was taken apart.

    Examples
    --------
    >>> from skxent.report import DecompositionDisplay
    >>> y, p = [0, 0, 0, 1, 0, 1, 1, 1], [0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 0.75]
    >>> display = DecompositionDisplay.from_predictions(y, p, score="brier_loss")
    >>> display.frame()["miscalibration"].tolist()
    [0.03125]
    """

    decompositions: dict[str, Decomposition]
    score: str = "log_loss"

    _options = ("score", "method")

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
        score: str = "log_loss",
        method: str = "auto",
        ax: Any = None,
    ) -> Self:
        """Draw predictions; the words are those of :func:`skxent.metrics.log_loss_decomposition`.

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
        score : {"log_loss", "brier_loss"}, default="log_loss"
            What to take apart.
        method : {"auto", "isotonic", "multinomial", "temperature", "binned"}, default="auto"
            How forecasts are recalibrated.
        ax : matplotlib axes, default=None
            Where to draw; new axes if None.

        Returns
        -------
        DecompositionDisplay
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
            made = cls._drawn(named, score=score, method=method, ax=ax)
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
            A row for each model: model, and the fields of a :class:`~skxent.metrics.Decomposition`.
        """
        return pd.DataFrame([{"model": name, **vars(found)} for name, found in self.decompositions.items()])

    def plot(self, ax: Any = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib axes, default=None
            Where to draw; new axes if None.

        Returns
        -------
        DecompositionDisplay
            Itself, with ``ax_`` and ``figure_``.
        """
        n_bars = len(self.decompositions)
        ax, is_new = self._axes(ax, (7.2, 1.1 + 0.55 * n_bars)), ax is None
        uncertainty = max(found.uncertainty for found in self.decompositions.values())
        drawn = [found.score for found in self.decompositions.values() if found.score <= _FARTHEST * uncertainty]
        right = 1.12 * (max([uncertainty, *drawn]) or 1.0)
        for y, found in enumerate(self.decompositions.values()):
            _draw_bar(ax, y, found, right)
        ax.axvline(uncertainty, color="0.35", ls="--", lw=1, label="uncertainty: the base rate")
        hows = sorted({found.how for found in self.decompositions.values()})
        label(ax, x=[_SCORES[self.score][1], f"(recalibration: {'; '.join(hows)})"], loc="right")
        free = 1 - legend(ax, is_new=is_new, loc="lower right")  # which stands below the bars
        name_bars(ax, list(self.decompositions), free)
        ax.set(xlim=(0, right), ylim=(n_bars / free - 0.5, -0.5))
        ax.spines[["top", "right", "left"]].set_visible(False)
        return self


def _measure(
    named: dict[str, Predictions], *, score: str = "log_loss", method: str = "auto"
) -> tuple[dict[str, Decomposition], str]:
    """Return the decompositions of all models, and what was taken apart."""
    check_choice("score", score, _SCORES)
    found = {}
    for name, predictions in named.items():
        with naming(name, named):
            if predictions.rows is not None:
                raise ValueError(_REPEATED)
            found[name] = predictions.read_by(_SCORES[score][0], method=method)
    return found, score


_REPEATED = (
    "rows are tested more than once, so that a row would be recalibrated by itself; pass a cross-validation that tests "
    "each row once."
)


def _draw_bar(ax: Any, y: int, found: Decomposition, right: float) -> None:
    """Draw one score: what recalibration leaves and what it would save; beyond the right edge, an arrow."""
    left, end, value = found.uncertainty - found.discrimination, min(found.score, right), shown(found.score)
    if math.isfinite(left):
        ax.barh(y, min(left, right), height=0.5, color=color(0), alpha=0.55, label="left after recalibration")
        low, high = sorted((min(left, right), end))
        name = "miscalibration" if found.miscalibration >= 0 else "miscalibration below 0"
        hatch = "" if found.miscalibration >= 0 else "//"
        ax.barh(y, high - low, left=low, height=0.5, color=color(1), hatch=hatch, alpha=0.85, label=name)
        end = high
    beyond = found.score > right
    ax.annotate(
        f"{value} \N{RIGHTWARDS ARROW}" if beyond else value,
        (end, y),
        xytext=(-5 if beyond else 5, 0),
        textcoords="offset points",
        ha="right" if beyond else "left",
        va="center",
        fontsize="small",
        bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none"},
    )
