"""Log loss: the mean surprise of what happened, in nats or in the units of ``base``.

log_loss = sum_i w_i l_i / sum_i w_i,    l_i = - sum_k t_ik log p_ik
"""

from typing import Any

from skxent._check import check_forecast
from skxent._math._units import nats_per_unit
from skxent.metrics._loss_tally import LossTally
from skxent.metrics._means import check_reduction, reading
from skxent.metrics._per_row import log_losses
from skxent.metrics._zero_probability import warn_zero_probability


def log_loss(
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
    """Mean negative log-probability of what happened, also called cross-entropy loss.

    log_loss = sum_i w_i l_i / sum_i w_i with l_i = - sum_k t_ik log p_ik, where t_i is the label's indicator or
    the target distribution. Nothing is clipped: the loss of an outcome that was given probability 0 is ``inf``.

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
        In units of ``base``; 0 at best, log K for the uniform prediction, the entropy of the base rate for
        predicting the base rate; ``inf`` where an outcome was given probability 0, with a
        :class:`~skxent.exceptions.ZeroProbabilityWarning`.

    Raises
    ------
    ValueError
        If lengths or columns do not fit, values are NaN or no probabilities, rows do not sum to 1, labels are
        unknown or missing, or weights are negative or all zero.

    References
    ----------
    Good, I. J. (1952). Rational decisions. Journal of the Royal Statistical Society B 14(1), 107-114.
    https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> from skxent.metrics import log_loss
    >>> y_proba = [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]]
    >>> log_loss(["a", "c"], y_proba, labels=["a", "b", "c"], base=2)  # (1 + 2) / 2 bits
    1.5
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
    read = reading(log_losses, forecast, reduction, width=forecast.loss_width)
    warn_zero_probability(read.n_infinite, read.n_rows, [forecast.scores], stacklevel=2)
    return read.value / unit


def perplexity_loss(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    class_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    label_smoothing: float = 0.0,
    normalize: bool = False,
    ignore_index: Any = None,
) -> float:
    """Perplexity of what happened: the number of equally likely classes that would be as surprising.

    exp(log_loss) with the log loss in nats; it has no base, for 2^(log loss in bits) is the same number.

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
    normalize : bool, default=False
        Divide rows of predictions and of target distributions by their sums instead of refusing sums other than 1.
    ignore_index : label, default=None
        Rows with this label count for nothing; their loss is 0 in ``reduction="none"``.

    Returns
    -------
    float
        A number of classes: 1 at best, K for the uniform prediction, ``inf`` where an outcome was given
        probability 0, with a :class:`~skxent.exceptions.ZeroProbabilityWarning`.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`.

    References
    ----------
    Jelinek, F., Mercer, R. L., Bahl, L. R. and Baker, J. K. (1977). Perplexity - a measure of the difficulty of
    speech recognition tasks. Journal of the Acoustical Society of America 62(S1), S63.
    https://doi.org/10.1121/1.2016299

    Examples
    --------
    >>> from skxent.metrics import perplexity_loss
    >>> round(perplexity_loss([0, 1], [[0.5, 0.5], [0.875, 0.125]]), 12)  # 2^((1 + 3) / 2)
    4.0
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
    tally = LossTally.of(forecast)
    warn_zero_probability(tally.n_zero, tally.n_rows, [forecast.scores], stacklevel=2)
    return tally.perplexity
