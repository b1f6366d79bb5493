"""The mergeable log loss: sums over rows from which every number about the loss is read.

    log_loss = L = sum w l / sum w
    d2       = 1 - L / H(base rate),   base rate_k = sum w t_k / sum w
    standard_error^2 = n / (n - 1) sum w^2 (l - L)^2 / (sum w)^2

The sums for the standard error are kept about each tally's own L, and moved to the common one when tallies add
(Chan, Golub and LeVeque 1983, https://doi.org/10.1080/00031305.1983.10483115): about 0 they would cancel.
"""

import math
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from scipy.stats import norm
from sklearn.exceptions import UndefinedMetricWarning

from skxent._check import Forecast, check_forecast, find, label_array
from skxent._check._remarks import remark
from skxent._math._logs import xlogy
from skxent._math._namespace import to_numpy
from skxent._math._units import nats_per_unit
from skxent._rows import Tally, same, sum_rows, unit
from skxent.metrics._interval import Interval, check_confidence
from skxent.metrics._means import count_infinite, refuse_beyond_float64, weighted
from skxent.metrics._per_row import log_losses
from skxent.metrics._tails import warn_few_units
from skxent.metrics._zero_probability import warn_zero_probability

Array = np.ndarray[Any, Any]

_NO_INTERVAL = (
    "the losses are infinite, of one row alone, or all the same, so there is no interval (nan); pass more rows, or "
    "smoothing= where the tally is made."
)
# What records of earlier tallies lack.
_LATER = ("smoothing", "label_smoothing", "class_weight")
# A standard error within this share of the loss is what equal losses leave by rounding.
_ROUNDING = 8 * np.finfo(np.float64).eps


@dataclass(frozen=True, eq=False)
class LossTally(Tally):
    """Sums over rows from which the log loss and its relatives are read; tallies add.

    log_loss = sum_i w_i l_i / sum_i w_i. Tallies of blocks, chunks, workers or folds are joined by ``+`` and
    give the numbers of all their rows together. Make one with :meth:`from_predictions`.

    Parameters
    ----------
    labels : array of shape (K,)
        The classes. Adding re-aligns the same classes in another order and refuses others.
    base : float or None
        Base of the logarithm in which the numbers are read; the sums are in nats.
    n_rows : int
        Rows that count, those of weight above 0.
    n_zero : int
        Rows that count and gave probability 0 to what happened.
    weight : float
        Sum of w.
    weight_squared : float
        Sum of w^2.
    loss : float
        Sum of w l, in nats.
    deviation : float
        Sum of w^2 (l - L) about the mean L = loss / weight, in nats.
    deviation_squared : float
        Sum of w^2 (l - L)^2, in nats squared.
    target_entropy : float
        Sum of w H(t), in nats; 0 for labels.
    class_mass : array of shape (K,)
        Sum of w t_k for each class.
    smoothing, label_smoothing : float, default=0.0
        Of the losses: tallies of other smoothing do not add.
    class_weight : array of shape (K,) or None
        Of the losses, in the order of ``labels``, None for 1: tallies of others do not add, and neither do those whose
        ``"balanced"`` weights came to other numbers.

    Examples
    --------
    >>> from skxent.metrics import LossTally
    >>> monday = LossTally.from_predictions([0, 1], [0.5, 0.5], labels=[0, 1], base=2)
    >>> tuesday = LossTally.from_predictions([1], [0.125], labels=[0, 1], base=2)
    >>> round((monday + tuesday).log_loss, 12)  # (1 + 1 + 3) / 3 bits
    1.666666666667
    """

    labels: Array = same()
    base: float | None = same()
    n_rows: int = unit("rows")
    n_zero: int = unit("rows")
    weight: float = unit("weight")
    weight_squared: float = unit("weight^2")
    loss: float = unit("weight nats")
    deviation: float = unit("weight^2 nats")
    deviation_squared: float = unit("weight^2 nats^2")
    target_entropy: float = unit("weight nats")
    class_mass: Array = unit("weight")
    smoothing: float = same(default=0.0)
    label_smoothing: float = same(default=0.0)
    class_weight: Array | None = same(default=None)

    @classmethod
    def from_predictions(
        cls,
        y_true: Any,
        y_proba: Any,
        *,
        labels: Any = None,
        sample_weight: Any = None,
        class_weight: Any = None,
        scale: str = "proba",
        base: float | None = None,
        smoothing: float = 0.0,
        label_smoothing: float = 0.0,
        normalize: bool = False,
        ignore_index: Any = None,
    ) -> Self:
        """Return the tally of some rows; the words are those of :func:`skxent.metrics.log_loss`.

        Parameters
        ----------
        y_true : array-like of shape (n,) or (n, K)
            Labels, or target distributions.
        y_proba : array-like of shape (n, K), (n,) or (..., K)
            Predictions, a column for each class, or of the last of two classes.
        labels : array-like of shape (K,), default=None
            The classes in column order.
        sample_weight : array-like of shape (n,), default=None
            Non-negative weights.
        class_weight : dict or "balanced", default=None
            Weights of the classes, by label.
        scale : {"proba", "log_proba", "logit"}, default="proba"
            What ``y_proba`` holds.
        base : float, default=None
            Base of the logarithm: None for nats, 2 for bits.
        smoothing : float, default=0.0
            Delta added to every probability.
        label_smoothing : float, default=0.0
            Epsilon mixed into the targets.
        normalize : bool, default=False
            Divide rows by their sums.
        ignore_index : label, default=None
            Rows with this label count for nothing.

        Returns
        -------
        LossTally
            The sums; add them to those of other rows.
        """
        forecast = check_forecast(
            y_true,
            y_proba,
            labels=labels,
            sample_weight=sample_weight,
            class_weight=class_weight,
            scale=scale,
            smoothing=smoothing,
            label_smoothing=label_smoothing,
            normalize=normalize,
            ignore_index=ignore_index,
        )
        nats_per_unit(base)
        tally = cls.of(forecast, base=base)
        refuse_beyond_float64(tally.loss, tally.n_zero)
        warn_zero_probability(tally.n_zero, tally.n_rows, [forecast.scores], stacklevel=2)
        return tally

    @classmethod
    def of(cls, forecast: Forecast, *, base: float | None = None) -> Self:
        """Return the tally of a checked forecast.

        Parameters
        ----------
        forecast : Forecast
            Checked predictions and truths.
        base : float, default=None
            Base of the logarithm.

        Returns
        -------
        LossTally
            The sums over all its rows.
        """
        return sum_rows(lambda block: cls._of_block(block, base), forecast, width=forecast.loss_width)

    @classmethod
    def _of_block(cls, block: Forecast, base: float | None) -> Self:
        losses, w = to_numpy(log_losses(block)), block.weight  # (n,)
        n_rows = len(block) if w is None else int(np.count_nonzero(w))
        weight = float(n_rows if w is None else w.sum())
        with np.errstate(invalid="ignore", over="ignore"):  # about an infinite mean there is no deviation: nan
            total = float(weighted(losses, w).sum())
            w_deviations = weighted(losses - (total / weight if weight else 0.0), w)
            squared = float(w_deviations @ w_deviations)
            deviation = float(w_deviations.sum() if w is None else w @ w_deviations)
        return cls(
            labels=block.classes,
            base=base,
            n_rows=n_rows,
            n_zero=0 if math.isfinite(total) else count_infinite(losses, w),
            weight=weight,
            weight_squared=weight if w is None else float(w @ w),
            loss=total,
            deviation=deviation,
            deviation_squared=squared,
            target_entropy=block.truth.entropy(w),
            class_mass=block.truth.class_weight(w),
            **vars(block.settings),
        )

    def __repr__(self) -> str:
        mean = self.loss / self.weight / nats_per_unit(self.base) if self.weight else 0.0
        loss = f"log loss {mean:.6g} {_unit_word(self.base)}" if self.weight else "no weight"
        if math.isinf(self.loss) and not self.n_zero:
            loss = "log loss beyond float64"
        return f"<{type(self).__name__} of {self.n_rows} rows, {len(self.labels)} labels: {loss}>"

    def __add__(self, other: Self) -> Self:
        if not isinstance(other, LossTally):
            return NotImplemented
        other = other._aligned_to(self.labels)
        weight = self.weight + other.weight
        mean = (self.loss + other.loss) / weight if weight else 0.0
        return Tally.__add__(self._about(mean), other._about(mean))

    def _about(self, mean: float) -> Self:
        """Return the tally with its deviations taken about another mean."""
        step = self.loss / self.weight - mean if self.weight else 0.0
        if not math.isfinite(step):
            return replace(self, deviation=math.nan, deviation_squared=math.nan)
        return replace(
            self,
            deviation=self.deviation + step * self.weight_squared,
            deviation_squared=self.deviation_squared + 2 * step * self.deviation + step * step * self.weight_squared,
        )

    @property
    def log_loss(self) -> float:
        """Mean log loss in units of ``base``, 0 at best; inf where an outcome had probability 0."""
        refuse_beyond_float64(self.loss, self.n_zero)
        return self.loss / self.weight / nats_per_unit(self.base)

    @property
    def label_entropy(self) -> float:
        """Mean entropy of the targets themselves, in units of ``base``; 0 for labels."""
        return self.target_entropy / self.weight / nats_per_unit(self.base)

    @property
    def base_rate(self) -> Array:
        """Weighted frequency of each class (K,)."""
        return self.class_mass / self.class_mass.sum()

    @property
    def base_rate_entropy(self) -> float:
        """Log loss of predicting the base rate for every row, in units of ``base``."""
        rate = self.base_rate
        return float(0.0 - xlogy(rate, rate, np).sum()) / nats_per_unit(self.base)

    @property
    def d2(self) -> float:
        """Skill 1 - log_loss / base_rate_entropy, 1 at best, 0 for the base rate; nan for one class."""
        reference = self.base_rate_entropy
        return 1 - self.log_loss / reference if reference > 0 else math.nan

    @property
    def perplexity(self) -> float:
        """Return exp of the log loss in nats: 1 at best, K for the uniform prediction."""
        refuse_beyond_float64(self.loss, self.n_zero)
        with np.errstate(over="ignore"):  # beyond float64 it is inf
            return float(np.exp(self.loss / self.weight))

    @property
    def standard_error(self) -> float:
        """Standard error of ``log_loss``; nan for fewer than two rows or an infinite loss."""
        if self.n_rows < 2 or not math.isfinite(self.loss):
            return math.nan
        variance = self.n_rows / (self.n_rows - 1) * max(self.deviation_squared, 0.0)
        return math.sqrt(variance) / self.weight / nats_per_unit(self.base)

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return the normal confidence interval of ``log_loss``, as of :func:`skxent.metrics.score_interval`.

        A sum does not see whether few rows carry it: of heavy tails only ``score_interval`` warns, and of losses that
        are all equal.

        Parameters
        ----------
        confidence : float, default=0.95
            The share of such intervals that are to hold the truth, between 0 and 1.

        Returns
        -------
        Interval
            In units of ``base``; its bounds are nan where ``standard_error`` is, or is no more than rounding.

        Warns
        -----
        SmallSampleWarning
            If the interval of so few rows would be too short even for normal losses.
        UndefinedMetricWarning
            If there is no interval: for an infinite loss, for one row, and for losses that are all equal.
        """
        check_confidence(confidence)
        error = self.standard_error
        n_effective, half = self.weight**2 / self.weight_squared, math.nan
        if error > _ROUNDING * abs(self.log_loss):
            half = float(norm.ppf((1 + confidence) / 2)) * error
            warn_few_units("row", self.n_rows, n_effective, "normal", confidence, stacklevel=2)
        else:
            remark(_NO_INTERVAL, UndefinedMetricWarning, stacklevel=2)
        low, high = self.log_loss - half, self.log_loss + half
        return Interval(self.log_loss, low, high, error, float(confidence), "normal", n_effective)

    def to_dict(self) -> dict[str, Any]:
        """Return the tally in plain types, fit for JSON, from which ``from_dict`` restores it exactly.

        Returns
        -------
        dict
            The fields by name; sums that are not finite are strings, such as ``"inf"``.
        """
        plain = {name: _strict(value) if isinstance(value, float) else value for name, value in vars(self).items()}
        return {
            **plain,
            "base": None if self.base is None else float(self.base),
            "labels": _plain_labels(self.labels),
            "labels_dtype": self.labels.dtype.str,
            "class_mass": self.class_mass.tolist(),
            "class_weight": None if self.class_weight is None else self.class_weight.tolist(),
        }

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Self:
        """Return the tally that ``to_dict`` recorded.

        Parameters
        ----------
        record : dict
            What ``to_dict`` returned.

        Returns
        -------
        LossTally
            The same sums, to the last bit.
        """
        values = {name: _loose(value) for name, value in record.items()}
        missing = {"labels_dtype", *cls.__dataclass_fields__} - {*_LATER, *values}
        if missing:
            raise ValueError(f"the record lacks {', '.join(sorted(missing))}; pass what LossTally.to_dict returned.")
        labels = label_array([_loose(label) for label in values["labels"]]).astype(values.pop("labels_dtype"))
        by_class = {name: values.get(name) for name in ("class_mass", "class_weight")}
        sums = {name: None if one is None else np.asarray(one, dtype=np.float64) for name, one in by_class.items()}
        return cls(**{**values, "labels": labels, **sums})

    def _aligned_to(self, labels: Array) -> Self:
        """Return the tally with its classes in the order of ``labels``, if they are the same classes."""
        if labels is self.labels:  # blocks of one forecast
            return self
        order = find(labels, self.labels)
        if len(labels) != len(self.labels) or (order < 0).any():
            raise ValueError(
                f"tallies of labels {labels.tolist()} and {self.labels.tolist()} do not add; "
                "pass the same labels= to both, with every class."
            )
        class_weight = None if self.class_weight is None else self.class_weight[order]
        return replace(self, labels=labels, class_mass=self.class_mass[order], class_weight=class_weight)


def _unit_word(base: float | None) -> str:
    """Return what the unit of a base is called."""
    known: dict[float | None, str] = {None: "nats", 2: "bits"}
    return known.get(base, f"in base {base}")


def _plain_labels(labels: Array) -> list[Any]:
    """Return labels as JSON can hold them: dates and spans as whole numbers of their unit."""
    if labels.dtype.kind in "mM":
        return labels.view(np.int64).tolist()
    plain = [label.item() if isinstance(label, np.generic) else label for label in labels.tolist()]
    strange = {type(label).__name__ for label in plain if not isinstance(label, str | int | float | bool)}
    if strange:
        raise TypeError(f"labels of type {', '.join(sorted(strange))} have no place in JSON; tally text or numbers.")
    return [_strict(label) if isinstance(label, float) else label for label in plain]


def _strict(value: float) -> float | str:
    """Return a float that strict JSON can hold: infinities and nan as text."""
    return value if math.isfinite(value) else str(value)


def _loose(value: Any) -> Any:
    """Return what ``_strict`` made of a float."""
    return float(value) if isinstance(value, str) and value in {"inf", "-inf", "nan"} else value
