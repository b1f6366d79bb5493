"""The registry of metrics: every law in this folder runs over every metric that obeys it. Add a metric here, once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import hypothesis.strategies as st
import numpy as np
from scipy.special import softmax

from skxent.metrics import LossTally, brier_loss, d2_log_loss_score, log_loss


@dataclass(frozen=True)
class Metric:
    """A metric, and which laws it obeys beyond those of all."""

    name: str
    compute: Callable[..., float]
    is_mean: bool = True  # a mean over rows: cutting the rows averages it
    in_units: bool = False  # takes base=
    is_proper: bool = True  # the expected value is best at the truth
    sign: int = 1  # 1 for losses, -1 for scores

    def __str__(self) -> str:
        return self.name


def tally_log_loss(y_true: Any, y_proba: Any, **kwargs: Any) -> float:
    """Log loss, read from its tally."""
    return LossTally.from_predictions(y_true, y_proba, **kwargs).log_loss


METRICS = [
    Metric("log_loss", log_loss, in_units=True),
    Metric("LossTally.log_loss", tally_log_loss, in_units=True),
    Metric("brier_loss", brier_loss),
    Metric("d2_log_loss_score", d2_log_loss_score, is_mean=False, is_proper=False, sign=-1),
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
