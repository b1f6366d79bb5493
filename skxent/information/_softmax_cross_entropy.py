"""Cross-entropy of logits with its derivatives: what a training loop or a boosting objective needs.

loss      l   = log sum_j exp z_j - sum_k t_k z_k
gradient  g_k = p_k - t_k,            p = softmax(z)
hessian   h_k = p_k (1 - p_k)         the diagonal of diag(p) - p p'
"""

from numbers import Real
from typing import Any, NamedTuple

from skxent._math._logs import log_softmax, sum_last
from skxent._math._namespace import Array, as_array, as_float64, namespace_of
from skxent._math._walk import blocks_of
from skxent.information._distributions import check_distributions
from skxent.information._outcomes import same_order


class SoftmaxCrossEntropy(NamedTuple):
    """The loss of each row, its gradient by the logits, and the diagonal of its Hessian."""

    loss: Array
    gradient: Array
    hessian: Array


def softmax_cross_entropy(logits: Any, target: Any, *, label_smoothing: float = 0.0) -> SoftmaxCrossEntropy:
    """Cross-entropy of softmax(logits) with the targets, its gradient and its Hessian's diagonal.

    loss = log sum_j exp z_j - sum_k t_k z_k, gradient = p - t, hessian = p (1 - p), with p = softmax(z).

    Parameters
    ----------
    logits : array-like of shape (n, K)
        Logits z.
    target : array-like of shape (n,) or (n, K)
        Codes 0 ... K-1 of the classes; or target distributions whose rows sum to 1. Columns of frames are matched to
        those of the logits by name.
    label_smoothing : float, default=0.0
        Epsilon in [0, 1) mixed into the targets: (1 - epsilon) t + epsilon / K.

    Returns
    -------
    SoftmaxCrossEntropy
        Named tuple of float64 arrays: loss (n,) in nats, 0 at best and log K for equal logits; gradient (n, K);
        hessian (n, K), the diagonal.

    Raises
    ------
    ValueError
        If logits are not finite, codes are not in 0 ... K-1, or target rows are no distributions.

    References
    ----------
    Bridle, J. S. (1990). Probabilistic interpretation of feedforward classification network outputs.
    Neurocomputing, 227-236. https://doi.org/10.1007/978-3-642-76153-9_28

    Examples
    --------
    >>> import numpy as np
    >>> from skxent.information import softmax_cross_entropy
    >>> loss, gradient, hessian = softmax_cross_entropy([[0.0, np.log(3.0)]], [1])  # p = 1/4, 3/4
    >>> loss.round(6), gradient.round(6), hessian.round(6)
    (array([0.287682]), array([[ 0.25, -0.25]]), array([[0.1875, 0.1875]]))
    """
    if hasattr(target, "columns"):
        target = same_order({"logits": logits, "target": target}, 1)["target"]
    xp = namespace_of(logits, target)
    z = as_float64(logits, xp)
    if z.ndim != 2 or 0 in z.shape:
        raise ValueError(f"logits has shape {tuple(z.shape)}; pass (n, K).")
    if not bool(xp.all(xp.isfinite(z))):
        raise ValueError("logits hold NaN or infinite values; drop or mend them: derivatives need finite logits.")
    if not isinstance(label_smoothing, Real) or not 0 <= label_smoothing < 1:
        raise ValueError(f"label_smoothing={label_smoothing!r} is not in [0, 1); pass the share to mix in.")
    t = _check_target(target, z, xp)
    loss, gradient, hessian = xp.empty((z.shape[0],), dtype=xp.float64), xp.empty_like(z), xp.empty_like(z)
    for rows in blocks_of(*z.shape):
        part = _core(z[rows, :], _distributions(t[rows, ...], z.shape[1], label_smoothing, xp), xp)
        loss[rows], gradient[rows, :], hessian[rows, :] = part
    return SoftmaxCrossEntropy(loss, gradient, hessian)


def _core(z: Array, t: Array, xp: Any) -> tuple[Array, Array, Array]:
    """Return - sum_k t_k log p_k (m,), p - t and p (1 - p) (m, K)."""
    log_p = log_softmax(z, xp)
    p = xp.exp(log_p)
    return 0.0 - sum_last(t * log_p, xp), p - t, p * (1 - p)


def _distributions(t: Array, k: int, label_smoothing: float, xp: Any) -> Array:
    """Return codes (m,) or distributions (m, K) as smoothed float64 distributions (m, K)."""
    if t.ndim == 1:
        t = t[:, None] == xp.arange(k, dtype=t.dtype)[None, :]
    t = as_float64(t, xp)
    return t if label_smoothing == 0 else (1 - label_smoothing) * t + label_smoothing / k


def _check_target(target: Any, z: Array, xp: Any) -> Array:
    """Return codes (n,) or distributions (n, K), checked."""
    n, k = z.shape
    t = as_array(target, xp)
    if t.ndim == 2:
        if tuple(t.shape) != (n, k):
            raise ValueError(f"target has shape {tuple(t.shape)} for logits of shape {(n, k)}; pass the same shape.")
        return check_distributions("target", t, axis=1, normalize=False, remedy="divide by the sums")
    if tuple(t.shape) != (n,):
        raise ValueError(f"target has shape {tuple(t.shape)} for {n} rows of logits; pass codes (n,) or (n, K).")
    if not xp.isdtype(t.dtype, "integral"):
        raise ValueError(f"target has dtype {t.dtype}; pass whole-number codes 0 ... {k - 1}, or distributions (n, K).")
    if int(xp.min(t)) < 0 or int(xp.max(t)) >= k:
        raise ValueError(f"target holds codes from {int(xp.min(t))} to {int(xp.max(t))}; pass 0 ... {k - 1}.")
    return xp.astype(t, xp.int64)
