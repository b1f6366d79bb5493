"""Two relatives of the log loss: what it is above the targets' own entropy, and the predictions' entropy alone.

kl_divergence_loss = sum_i w_i KL(t_i || p_i) / sum_i w_i  =  log_loss - sum_i w_i H(t_i) / sum_i w_i
mean_entropy       = sum_i w_i H(p_i) / sum_i w_i
"""

from typing import Any

import numpy as np

from skxent._check import check_forecast, refuse_other_order
from skxent._math._units import nats_per_unit
from skxent.metrics._means import check_reduction, mean_tally, reading
from skxent.metrics._per_row import divergences, entropies
from skxent.metrics._zero_probability import warn_zero_probability


def kl_divergence_loss(
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
    reduction: str = "mean",
    normalize: bool = False,
    ignore_index: Any = None,
) -> Any:
    """Mean Kullback-Leibler divergence of the predictions from the targets: the avoidable part of the log loss.

    kl_divergence_loss = sum_i w_i l_i / sum_i w_i with l_i = sum_k t_ik log(t_ik / p_ik), the log loss minus the
    targets' own entropy. For labels that entropy is 0 and the two are the same. Class weights and label smoothing
    change the targets, and it is from these that the divergence is: t_ik is then c_k t_ik / sum_j c_j t_ij.

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
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
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

    Returns
    -------
    float, or array of the labels' shape for reduction="none"
        In units of ``base``; 0 if and only if every prediction equals its target distribution; ``inf`` where an
        outcome was given probability 0, with a :class:`~skxent.exceptions.ZeroProbabilityWarning`.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`.

    References
    ----------
    Kullback, S. and Leibler, R. A. (1951). On information and sufficiency. Annals of Mathematical
    Statistics 22(1), 79-86. https://doi.org/10.1214/aoms/1177729694

    Examples
    --------
    >>> from skxent.metrics import kl_divergence_loss
    >>> kl_divergence_loss([[0.5, 0.5]], [[0.5, 0.5]])
    0.0
    >>> round(kl_divergence_loss([[0.5, 0.5]], [[0.25, 0.75]], base=2), 12)  # 1 - log2(3) / 2
    0.207518749639
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
    unit = nats_per_unit(base)
    check_reduction(reduction, sample_weight=sample_weight, class_weight=class_weight)
    read = reading(divergences, forecast, reduction)
    warn_zero_probability(read.n_infinite, read.n_rows, [forecast.scores], stacklevel=2)
    return read.value / unit


def mean_entropy(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,  # noqa: ARG001 - metrics have it
    sample_weight: Any = None,
    scale: str = "proba",
    base: float | None = None,
    smoothing: float = 0.0,
    normalize: bool = False,
) -> float:
    """Mean entropy of the predictions themselves, their sharpness; what happened is not looked at.

    mean_entropy = sum_i w_i H(p_i) / sum_i w_i. It is a metric so that it can be a scorer. A model is calibrated in
    the mean if its mean entropy equals its log loss; it is overconfident if its log loss is larger.

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, K), or None
        Ignored; it is there because metrics have it.
    y_proba : array-like of shape (n, K) or (n,)
        Predictions; (n,) are those of the second of two classes.
    labels : array-like of shape (K,), default=None
        Ignored but for the number of classes, which is that of the columns.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights, not all zero; a row of weight 0 counts for nothing.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds. Logarithms and logits never pass through exp.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    normalize : bool, default=False
        Divide rows of predictions and of target distributions by their sums instead of refusing sums other than 1.

    Returns
    -------
    float
        In units of ``base``: 0 for predictions that are certain, log K for uniform ones.

    Raises
    ------
    ValueError
        If predictions are NaN or no probabilities, rows do not sum to 1, or weights do not fit.

    References
    ----------
    Gneiting, T., Balabdaoui, F. and Raftery, A. E. (2007). Probabilistic forecasts, calibration and sharpness.
    Journal of the Royal Statistical Society B 69(2), 243-268. https://doi.org/10.1111/j.1467-9868.2007.00587.x

    Examples
    --------
    >>> from skxent.metrics import mean_entropy
    >>> round(mean_entropy(None, [[0.5, 0.5], [1.0, 0.0]], base=2), 12)
    0.5
    """
    unit = nats_per_unit(base)
    refuse_other_order(y_true=y_true, y_proba=y_proba, sample_weight=sample_weight)
    n, k = _shape(y_proba)
    forecast = check_forecast(
        np.zeros(n, dtype=int),
        getattr(y_proba, "to_numpy", lambda: y_proba)(),
        labels=np.arange(k),
        sample_weight=sample_weight,
        scale=scale,
        smoothing=smoothing,
        normalize=normalize,
    )
    return mean_tally(entropies, forecast).mean / unit


def _shape(y_proba: Any) -> tuple[int, int]:
    """Return n and K of predictions (n, K) or (n,)."""
    shape = tuple(np.shape(y_proba))
    if len(shape) not in (1, 2) or 0 in shape:
        raise ValueError(f"y_proba has shape {shape}; pass (n, K) or (n,) with at least one row.")
    return shape[0], 2 if len(shape) == 1 else shape[1]
