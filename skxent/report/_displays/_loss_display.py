"""Which rows carry the loss: the share of it that the worst rows make, and its mean with an interval."""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd

from skxent._check._remarks import collecting
from skxent.metrics import Interval, score_interval
from skxent.metrics._interval import bounded
from skxent.report._displays._display import Display, color, marker, told
from skxent.report._displays._pooled import Predictions, given
from skxent.report._displays._written import UNBROKEN, label, legend, share, text
from skxent.report._naming import naming

# Shares of the rows at which the curve is read, from the worst row to all.
_POINTS = 121


@dataclass(eq=False)
class LossDisplay(Display):
    """Which rows carry the log loss: the share of it that the worst 1 %, 10 %, ... of the rows make.

    If all rows lost alike the curve would be the dotted line; the farther above it, the fewer rows carry the loss and
    the less sure its mean is. The mean stands in the legend, with its interval. Made by ``from_predictions``,
    ``from_estimator`` or ``from_cv_results``, which draw it.

    Parameters
    ----------
    curve : pandas.DataFrame
        Columns model, share_of_rows, share_of_loss, and loss: that of the last of these rows.
    intervals : dict of str to Interval
        The mean log loss of each model, in nats.

    Examples
    --------
    >>> from skxent.report import LossDisplay
    >>> display = LossDisplay.from_predictions([1, 1, 1, 0] * 10, [0.5, 0.5, 0.5, 0.875] * 10)  # 1, 1, 1, 3 bits
    >>> worst = display.frame().query("share_of_rows >= 0.25").iloc[0]
    >>> print(f"{worst.share_of_rows:.2f} {worst.share_of_loss:.2f}")
    0.25 0.50
    """

    curve: pd.DataFrame
    intervals: dict[str, Interval]

    _options = ("confidence",)

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
        confidence: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """Draw predictions; the words are those of :func:`skxent.metrics.log_loss`.

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
        confidence : float, default=0.95
            Of the means' intervals.
        ax : matplotlib axes, default=None
            Where to draw; new axes if None.

        Returns
        -------
        LossDisplay
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
            made = cls._drawn(named, confidence=confidence, ax=ax)
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
            Columns model, share_of_rows (the worst), share_of_loss, and loss in nats: that of the last of these rows.
        """
        return self.curve[["model", "share_of_rows", "share_of_loss", "loss"]]

    def plot(self, ax: Any = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib axes, default=None
            Where to draw; new axes if None.

        Returns
        -------
        LossDisplay
            Itself, with ``ax_`` and ``figure_``.
        """
        ax, is_new = self._axes(ax, (6.4, 4.2)), ax is None
        for k, (name, rows) in enumerate(self.curve.groupby("model", sort=False)):
            mean = f"{text(name)}: {_mean_told(self.intervals[str(name)])}"
            line = {"color": color(k), "marker": marker(k), "ms": 4.5, "lw": 1.4, "markevery": 0.12}
            ax.plot(rows["share_of_rows"], rows["share_of_loss"], **line, label=mean)
        least = float(self.curve["share_of_rows"].min())
        even = np.geomspace(least, 1, 99)
        ax.plot(even, even, ":", color="0.5", lw=1, label="if all rows lost alike")
        ax.set(xscale="log", xlim=(least, 1), ylim=(0, 1.02))
        label(ax, x=["worst rows, as a share of all"], y="share of the log loss that they carry")
        ax.xaxis.set_major_formatter(lambda value, _: share(value))
        ax.yaxis.set_major_formatter(lambda value, _: share(round(value, 9)))
        legend(ax, is_new=is_new)
        return self


def _mean_told(found: Interval) -> str:
    """Return a mean with its interval, if it has one."""
    is_bounded = not math.isnan(found.low)
    mean = bounded(found.estimate, found.low, found.high) if is_bounded else f"{found.estimate:.4g}"
    return f"{mean} nats".replace(" ", UNBROKEN)


def _measure(named: dict[str, Predictions], *, confidence: float = 0.95) -> tuple[pd.DataFrame, dict[str, Interval]]:
    """Return the curves and the mean losses of all models."""
    curves, intervals = [], {}
    for name, predictions in named.items():
        with naming(name, named):
            losses, w = predictions.losses()
            intervals[name] = score_interval(losses, sample_weight=w, groups=predictions.rows, confidence=confidence)
        curves.append(_concentration(losses, w).assign(model=name))
    return pd.concat(curves, ignore_index=True), intervals


def _concentration(losses: np.ndarray[Any, Any], w: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Return the share of the loss that the worst rows carry, at shares of the weight from the worst row's to all."""
    order = np.argsort(-losses[w > 0], kind="stable")
    loss, w = losses[w > 0][order], w[w > 0][order]
    rows = np.concatenate([[0.0], np.cumsum(w) / w.sum()])
    if np.isinf(loss[0]):  # they carry all of it
        carried = np.concatenate([[0.0], np.cumsum(np.where(np.isinf(loss), w, 0.0))])
    else:
        carried = np.concatenate([[0.0], np.cumsum(w * loss)])
    at = np.geomspace(min(rows[1], 0.5), 1, _POINTS)
    at[-1] = 1.0
    total = carried[-1]
    of_loss = np.interp(at, rows, carried / total if total > 0 else rows)
    last = loss[np.minimum(np.searchsorted(rows[1:], at * (1 - 1e-12)), len(loss) - 1)]
    return pd.DataFrame({"share_of_rows": at, "share_of_loss": of_loss, "loss": last})
