"""Binary log loss: the log loss of two classes, one of which is called positive.

binary_log_loss = - sum_i w_i (y_i log p_i + (1 - y_i) log(1 - p_i)) / sum_i w_i
"""

from typing import Any

import numpy as np

from skxent._check import column_names, label_array, listing, refuse_name_of_the_first
from skxent._check._remarks import collecting, remark
from skxent._math._namespace import as_array, namespace_of
from skxent.metrics._log_loss import log_loss

Array = np.ndarray[Any, Any]


def binary_log_loss(
    y_true: Any,
    y_proba: Any,
    *,
    pos_label: Any = None,
    labels: Any = None,
    sample_weight: Any = None,
    class_weight: Any = None,
    scale: str = "proba",
    base: float | None = None,
    smoothing: float = 0.0,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
    normalize: bool = False,
) -> Any:
    """Mean negative log-probability of what happened, for two classes.

    binary_log_loss = - sum_i w_i (y_i log p_i + (1 - y_i) log(1 - p_i)) / sum_i w_i, with p the probability of the
    positive class and y its indicator. It is :func:`skxent.metrics.log_loss` with ``labels=[negative, positive]``.

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, 2)
        Labels of two classes; or target distributions whose rows sum to 1.
    y_proba : array-like of shape (n,) or (n, 2)
        Predictions: (n,) of the positive class; or a column for each class in the order of ``labels``.
    pos_label : label, default=None
        The class that (n,) predictions are of. Default: 1 where labels are 0/1 or -1/1, True where they are
        booleans, else the last of the two labels.
    labels : array-like of shape (2,), default=None
        The two classes in column order. Default: the column names of ``y_proba``, else the sorted classes seen.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights, not all zero; a row of weight 0 counts for nothing.
    class_weight : dict or "balanced", default=None
        Weights of the classes by label.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds; (n,) logits are log-odds.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    smoothing : float, default=0.0
        Delta added to both probabilities: (p + delta) / (1 + 2 delta).
    label_smoothing : float, default=0.0
        Epsilon in [0, 1) mixed into the targets: (1 - epsilon) t + epsilon / 2.
    reduction : {"mean", "sum", "none"}, default="mean"
        The weighted mean, the sum of w l, or the losses (n,) themselves.
    normalize : bool, default=False
        Divide rows of (n, 2) by their sums.

    Returns
    -------
    float, or array of shape (n,) for reduction="none"
        In units of ``base``; 0 at best, 1 bit for p = 1/2; ``inf`` where an outcome was given probability 0.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`; or if there are more than two classes, or the positive one is unclear.

    References
    ----------
    Good, I. J. (1952). Rational decisions. Journal of the Royal Statistical Society B 14(1), 107-114.
    https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> from skxent.metrics import binary_log_loss
    >>> binary_log_loss(["sick", "well"], [0.5, 0.75], pos_label="sick", base=2)  # (1 + 2) / 2 bits
    1.5
    """
    two = _two_classes(y_true, y_proba, labels, pos_label)
    if labels is None and two == [1, 0] and np.ndim(y_true) == 2 and column_names(y_true) is None:
        xp = namespace_of(y_true)
        y_true = xp.flip(as_array(y_true, xp), axis=1)  # target distributions follow the labels
    with collecting() as remarks:
        value = log_loss(
            y_true,
            y_proba,
            labels=two,
            sample_weight=sample_weight,
            class_weight=class_weight,
            scale=scale,
            base=base,
            smoothing=smoothing,
            label_smoothing=label_smoothing,
            reduction=reduction,
            normalize=normalize,
        )
    for message, category in remarks.items():
        remark(message, category, stacklevel=2)
    return value


def _two_classes(y_true: Any, y_proba: Any, labels: Any, pos_label: Any) -> Any:
    """Return the two classes in column order; for (n,) predictions the positive one is the last."""
    classes = _known_classes(y_true, y_proba, labels)
    if classes is None:
        return None
    positive = _positive(classes, pos_label)
    if len(classes) > 2:
        shown = listing([repr(label) for label in classes])
        raise ValueError(f"y_true has {len(classes)} classes [{shown}]; use log_loss for more than two.")
    if len(classes) < 2:
        classes = [_other(positive), positive] if classes[0] == positive else [*classes, positive]
    if np.shape(y_proba)[1:] not in ((), (1,)):
        return classes
    is_said = pos_label is not None or (labels is not None and classes[-1] == positive)
    two = sorted(classes, key=lambda label: bool(label == positive))
    refuse_name_of_the_first(y_proba, two, said=is_said, mend="pos_label={}")
    return two


def _known_classes(y_true: Any, y_proba: Any, labels: Any) -> list[Any] | None:
    """Return the classes in column order as far as they are known."""
    if labels is not None:
        return list(label_array(labels).tolist())
    for named in (y_proba, y_true):
        names = column_names(named)
        if names is not None and len(names) > 1:
            return names
    if np.ndim(y_true) == 2 and np.shape(y_true)[1] > 1:
        return list(range(np.shape(y_true)[1]))
    if np.ndim(y_true) != 1:
        return None  # no labels and no distributions: log_loss says so
    seen = list(dict.fromkeys(label_array(y_true).tolist()))
    try:
        return sorted(label for label in seen if label == label)  # noqa: PLR0124 - nan is refused by log_loss
    except TypeError:
        return None  # mixed or missing labels: log_loss says so


def _positive(classes: list[Any], pos_label: Any) -> Any:
    """Return the positive class; refuse one that is not there, or that would be a guess."""
    if pos_label is not None:
        if len(classes) == 2 and pos_label not in classes:
            raise ValueError(f"pos_label={pos_label!r} is not one of the labels {classes}; name one of them.")
        return pos_label
    if all(label in (0, 1, -1) for label in classes) and len(set(classes) - {1}) <= 1:
        return 1
    if len(classes) == 1:
        raise ValueError(
            f"y_true holds one class only, {classes}, so the positive one is unclear; pass labels=[negative, positive]."
        )
    return classes[-1]


def _other(positive: Any) -> Any:
    """Return a negative class beside a positive one that alone was seen."""
    return 0 if positive == 1 else f"not {positive}"
