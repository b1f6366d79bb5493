"""The registry of metrics: every law in this folder runs over every metric that obeys it. Add a metric here, once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import hypothesis.strategies as st
import numpy as np
from scipy.special import softmax

from skxent.metrics import (
    LossTally,
    binary_log_loss,
    brier_decomposition,
    brier_loss,
    calibration_error,
    d2_brier_score,
    d2_log_loss_score,
    kl_divergence_loss,
    log_loss,
    log_loss_decomposition,
    mean_entropy,
    perplexity_loss,
    reliability_curve,
)


@dataclass(frozen=True)
class Metric:
    """A metric of (y_true, y_proba, labels=...), and which laws it obeys beyond those of all."""

    name: str
    compute: Callable[..., float]
    is_mean: bool = True  # a mean over rows: cutting the rows averages it
    in_units: bool = False  # takes base=
    is_proper: bool = True  # the expected value is best at the truth
    at_best: float = 0.0  # the value of a perfect prediction
    most_classes: int = 5
    has_class_weight: bool = True  # and label smoothing, which come together
    has_ignore_index: bool = False
    is_symmetric: bool = True  # in the classes

    def __str__(self) -> str:
        return self.name


def tally_log_loss(y_true: Any, y_proba: Any, **kwargs: Any) -> float:
    """Log loss, read from its tally."""
    return LossTally.from_predictions(y_true, y_proba, **kwargs).log_loss


def plain_calibration_error(y_true: Any, y_proba: Any, **kwargs: Any) -> float:
    """Calibration error without the correction for few rows, for which two rows are more than one of twice the weight."""
    return calibration_error(y_true, y_proba, debias=False, norm="l2", kind="classwise", **kwargs)


def isotonic_miscalibration(y_true: Any, y_proba: Any, **kwargs: Any) -> float:
    """Miscalibration of the log loss by isotonic recalibration."""
    return log_loss_decomposition(y_true, y_proba, method="isotonic", **kwargs).miscalibration


def isotonic_discrimination(y_true: Any, y_proba: Any, **kwargs: Any) -> float:
    """Discrimination of the Brier loss by isotonic recalibration."""
    return brier_decomposition(y_true, y_proba, method="isotonic", **kwargs).discrimination


def curve_distance(y_true: Any, y_proba: Any, **kwargs: Any) -> float:
    """Largest distance of the reliability curve from the diagonal."""
    curve = reliability_curve(y_true, y_proba, **kwargs)
    return float((curve["observed_rate"] - curve["mean_predicted"]).abs().max())


_PART: dict[str, Any] = {"is_mean": False, "is_proper": False, "has_class_weight": False}

METRICS = [
    Metric("log_loss", log_loss, in_units=True, has_ignore_index=True),
    Metric("LossTally.log_loss", tally_log_loss, in_units=True, has_ignore_index=True),
    Metric("binary_log_loss", binary_log_loss, in_units=True, most_classes=2),
    Metric("kl_divergence_loss", kl_divergence_loss, in_units=True, has_ignore_index=True),
    Metric("perplexity_loss", perplexity_loss, is_mean=False, at_best=1.0, has_ignore_index=True),
    Metric("brier_loss", brier_loss, has_ignore_index=True),
    Metric("mean_entropy", mean_entropy, in_units=True, is_proper=False, has_class_weight=False),
    Metric("d2_log_loss_score", d2_log_loss_score, is_mean=False, is_proper=False, at_best=1.0, has_ignore_index=True),
    Metric("d2_brier_score", d2_brier_score, is_mean=False, is_proper=False, at_best=1.0, has_ignore_index=True),
    Metric(
        "calibration_error",
        plain_calibration_error,
        is_mean=False,
        is_proper=False,
        has_class_weight=False,
        is_symmetric=False,  # of two classes it is the last's
    ),
    Metric("log_loss_decomposition.miscalibration", isotonic_miscalibration, in_units=True, most_classes=2, **_PART),
    Metric("brier_decomposition.discrimination", isotonic_discrimination, most_classes=2, at_best=0.25, **_PART),
    Metric("reliability_curve", curve_distance, is_symmetric=False, **_PART),
]


@dataclass(frozen=True)
class Case:
    """Predictions, truths and weights of a few rows."""

    codes: np.ndarray  # (n,)
    logits: np.ndarray  # (n, K)
    weight: np.ndarray  # (n,) whole numbers from 1

    @property
    def n_classes(self) -> int:
        """K."""
        return self.logits.shape[1]

    def of(self, metric: Metric) -> "Case":
        """Return the case with no more classes than the metric takes."""
        k = min(metric.most_classes, self.n_classes)
        return Case(self.codes % k, self.logits[:, :k], self.weight)

    @property
    def labels(self) -> np.ndarray:
        """Return the classes, in an order that is not sorted."""
        return np.array([f"class {k}" for k in range(self.n_classes)][::-1])

    @property
    def y_true(self) -> np.ndarray:
        """Return the labels (n,)."""
        return self.labels[self.codes]

    @property
    def y_proba(self) -> np.ndarray:
        """Return the probabilities (n, K)."""
        return softmax(self.logits, axis=1)


@st.composite
def cases(draw: st.DrawFn, min_rows: int = 2) -> Case:
    """Return cases of 2 to 5 classes in which at least two classes happen."""
    n = draw(st.integers(min_rows, 12))
    k = draw(st.integers(2, 5))
    seed = draw(st.integers(0, 2**32 - 1))
    spread = draw(st.sampled_from([0.0, 0.5, 3.0, 30.0]))
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, k, n)
    codes[:2] = [0, 1]
    return Case(codes, spread * rng.standard_normal((n, k)), rng.integers(1, 4, n))
