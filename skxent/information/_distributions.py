"""The door of the information measures: arrays in, checked float64 distributions out."""

from typing import Any

from skxent._math._namespace import Array, as_float64
from skxent._math._sums import sum_tolerance


def check_distributions(name: str, array: Any, *, axis: int, normalize: bool, xp: Any) -> Array:
    """Return ``array`` as float64 distributions over ``axis``; refuse what is none, by name and place."""
    raw = xp.asarray(array)
    if raw.ndim == 0 or raw.size == 0:
        raise ValueError(f"{name} has shape {tuple(raw.shape)}; pass distributions along axis={axis}.")
    p = as_float64(raw, xp)
    if not bool(xp.all(xp.isfinite(p))):
        raise ValueError(f"{name} holds NaN or infinite values; a distribution is made of numbers >= 0.")
    if bool(xp.any(p < 0)):
        raise ValueError(
            f"{name} holds negative values, down to {float(xp.min(p)):.6g}; pass probabilities, or softmax(logits)."
        )
    total = xp.sum(p, axis=axis, keepdims=True)
    if normalize:
        if bool(xp.any(total == 0)):
            raise ValueError(f"{name} holds a distribution that sums to 0; it cannot be normalized.")
        return p / total
    _refuse_wrong_sums(name, total, sum_tolerance(raw.dtype, p.shape[axis], xp), axis, xp)
    return p


def _refuse_wrong_sums(name: str, total: Array, tolerance: float, axis: int, xp: Any) -> None:
    error = xp.abs(total - 1)
    if bool(xp.all(error <= tolerance)):
        return
    worst = int(xp.argmax(xp.reshape(error, (-1,))))
    value = float(xp.reshape(total, (-1,))[worst])
    raise ValueError(
        f"{name} sums to {value:.9g} along axis={axis} (distribution {worst}, counted from 0); "
        "distributions sum to 1: pass normalize=True to divide by the sums."
    )


def check_same_length(p: Array, q: Array, axis: int) -> None:
    """Refuse two arrays whose numbers of outcomes differ, which broadcasting would hide."""
    if p.shape[axis] != q.shape[axis]:
        raise ValueError(
            f"p has {p.shape[axis]} outcomes along axis={axis}, q has {q.shape[axis]}; "
            "pass distributions over the same outcomes."
        )
