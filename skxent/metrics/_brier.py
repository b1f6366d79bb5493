"""Brier loss: the mean squared distance between the predicted and the true distribution.

brier_loss = c sum_i w_i sum_k (p_ik - t_ik)^2 / sum_i w_i,   c = 1/2 for two classes, 1 for more
"""

from typing import Any

from skxent._check import check_forecast
from skxent.metrics._means import check_reduction, reading
from skxent.metrics._per_row import brier_losses


def brier_loss(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    class_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
    normalize: bool = False,
    ignore_index: Any = None,
    scale_by_half: bool | str = "auto",
) -> Any:
    """Mean squared error of predicted probabilities against what happened.

    brier_loss = c sum_i w_i sum_k (p_ik - t_ik)^2 / sum_i w_i, with c = 1/2 for two classes and 1 for more.

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, K)
        Labels of any sortable or categorical type; or target distributions whose rows sum to 1, in the order of
        ``labels`` or with named columns.
    y_proba : array-like of shape (n, K) or (n,)
        Predictions in the order of ``labels``, matched by name if they are a frame with column names; (n,) are
        those of the last of two labels. Predictions (..., K) go with labels (...), as in segmentation.
    labels : array-like of shape (K,), default=None
        The classes in column order, honoured as given. Default: the column names of ``y_proba``, else the sorted
        classes seen in ``y_true``.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights, not all zero; a row of weight 0 counts for nothing.
    class_weight : dict or "balanced", default=None
        Weights of the classes by label, 1 for those not named; "balanced" weighs each class by the inverse of its
        frequency. They multiply the rows that a target stands for, one for each class: w_i c_k t_ik.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds. Logarithms and logits never pass through exp.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    label_smoothing : float, default=0.0
        Epsilon in [0, 1) mixed into the targets: (1 - epsilon) t + epsilon / K.
    reduction : {"mean", "sum", "none"}, default="mean"
        The weighted mean, the sum of w l, or the losses (n,) themselves.
    normalize : bool, default=False
        Divide rows of predictions and of target distributions by their sums instead of refusing sums other than 1.
    ignore_index : label, default=None
        Rows with this label count for nothing; their loss is 0 in ``reduction="none"``.
    scale_by_half : bool or "auto", default="auto"
        Halve the sum; "auto" does for two classes, where it is then (p - y)^2.

    Returns
    -------
    float, or array of the labels' shape for reduction="none"
        0 at best; 1 - 1/K for the uniform prediction (1/4 for two classes, halved); at most 2 (1 halved).

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review
    78(1), 1-3. https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> from skxent.metrics import brier_loss
    >>> brier_loss([0, 1], [0.5, 0.75])  # (1/4 + 1/16) / 2
    0.15625
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
    c = brier_scale(scale_by_half, forecast.width)
    check_reduction(reduction, sample_weight=sample_weight, class_weight=class_weight)
    return c * reading(brier_losses, forecast, reduction).value


def brier_scale(scale_by_half: object, n_classes: int) -> float:
    """Return c: 1/2 or 1."""
    if scale_by_half not in (True, False, "auto"):
        raise ValueError(f"scale_by_half={scale_by_half!r} is unknown; pass True, False or 'auto'.")
    halved = n_classes <= 2 if scale_by_half == "auto" else bool(scale_by_half)
    return 0.5 if halved else 1.0
