"""The penalty on coefficients: ridge, lasso and bounds, elementwise; and how far a point can be from the minimum.

    g(w) = r/2 w^2 + l |w| for lower <= w <= upper, else inf,    r = alpha f (1 - l1_ratio),  l = alpha f l1_ratio

By Fenchel and Young, with G the gradient of the loss by the coefficients and intercepts at their best,

    F(W) - min F <= sum_kj [g(W_kj) + g*(-G_kj) + W_kj G_kj],    g*(u) = max_w (u w - g(w))
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skxent._math._indexes import are_reordered

Array = np.ndarray[Any, Any]


# What a product and a quotient leave of a bound.
_ROUNDING = 8 * 2.0**-52


@dataclass(frozen=True, eq=False)
class Penalty:
    """Arrays that broadcast to the coefficients (C, p)."""

    ridge: Array
    lasso: Array
    lower: Array
    upper: Array

    @property
    def is_smooth(self) -> bool:
        """Whether it is a ridge alone, or nothing."""
        return not self.lasso.any() and bool(np.isneginf(self.lower).all() and np.isposinf(self.upper).all())

    def is_blind(self, shape: tuple[int, int]) -> Array:
        """Return for which features (p,) one constant may be added to all classes' coefficients, and is best away.

        A ridge that treats the classes alike is least where they sum to 0, and without any penalty nothing changes.
        """
        ridge, lasso, lower, upper = (np.broadcast_to(part, shape) for part in vars(self).values())
        alike = (ridge == ridge[:1]).all(axis=0)
        return alike & (lasso == 0).all(axis=0) & np.isneginf(lower).all(axis=0) & np.isposinf(upper).all(axis=0)

    def snapped(self, W: Array) -> Array:
        """Return coefficients within the bounds, and exactly on them where only rounding is between."""
        for bound in (self.lower, self.upper):
            W = np.where(np.abs(W - bound) <= _ROUNDING * np.abs(W), bound, W)
        return np.clip(W, self.lower, self.upper)

    def value(self, W: Array) -> float:
        """Return sum r/2 W^2 + l |W|."""
        return float((self.ridge * W**2).sum()) / 2 + float((self.lasso * np.abs(W)).sum())


def make_penalty(alpha: float, l1_ratio: float, factors: Any, bounds: Any, shape: tuple[int, int]) -> Penalty:
    """Return the penalty of coefficients of this shape (C, p); refuse factors and bounds that do not fit it."""
    f = _broadcasting("penalty_factors", 1.0 if factors is None else factors, shape)
    bad = ~(np.isfinite(f) & (f >= 0))
    if bad.any():
        raise ValueError(f"penalty_factors holds {f[bad][0]:.6g}; pass finite factors >= 0, of which 0 is no penalty.")
    if not np.isfinite(alpha * f).all():
        raise ValueError(f"alpha={alpha:.6g} times penalty_factors is beyond float64; make them smaller.")
    lower, upper = _read_bounds(bounds, shape)
    return Penalty(alpha * f * (1 - l1_ratio), alpha * f * l1_ratio, lower, upper)


def refuse_reordered(features: Array | None, factors: Any, bounds: Any) -> None:
    """Refuse factors and bounds that name the features of X in another order: they go by position."""
    if features is None:
        return
    lower, upper = bounds if isinstance(bounds, tuple | list) and len(bounds) == 2 else (None, None)
    for name, raw in {"penalty_factors": factors, "the lower bound": lower, "the upper bound": upper}.items():
        index = raw.axes[-1] if isinstance(raw, pd.Series | pd.DataFrame) else None
        if index is not None and are_reordered(pd.Index(features), index):
            raise ValueError(
                f"{name} names the features {index.tolist()[:3]}..., in another order than X, and goes by "
                "position; pass it in the order of X's columns, or as an array."
            )


def optimality_gap(W: Array, gradient: Array, loss: float, penalty: Penalty) -> float:
    """Return an upper bound on F(W) - min F in nats, inf where there is none.

    ``gradient`` (C, p) is that of the loss, at intercepts that are best for W. Where it exceeds a lasso or meets no
    penalty at all, the dual point is drawn towards the targets, t + s (p - t), which costs (1 - s) loss at most.
    """
    share = _share(gradient, penalty)
    if share < 0:
        return float("inf")
    u = -share * gradient
    r, lasso, lower, upper = (np.broadcast_to(part, W.shape) for part in vars(penalty).values())
    excess = np.sign(u) * np.maximum(np.abs(u) - lasso, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        best = np.where(excess == 0, 0.0, np.where(r > 0, excess / r, np.sign(excess) * np.inf))
    best = np.clip(best, lower, upper)
    terms = (u - r / 2 * best) * best - lasso * np.abs(best) + r / 2 * W**2 + lasso * np.abs(W) - u * W
    return max(float(np.maximum(terms, 0).sum()), 0.0) + (1 - share) * loss


def _share(gradient: Array, penalty: Penalty) -> float:
    """Return the largest s <= 1 at which g*(-s G) is finite; -1 where there is none."""
    flat = np.where(gradient > 0, np.isneginf(penalty.lower), np.isposinf(penalty.upper)) & (penalty.ridge == 0)
    size = np.where(flat, np.abs(gradient), 0.0)
    over = size > penalty.lasso
    if not over.any():
        return 1.0
    lasso = np.broadcast_to(penalty.lasso, size.shape)
    # A little less, so that rounding leaves nothing above the lasso.
    return float((lasso[over] / size[over]).min()) * (1 - _ROUNDING) if (lasso[over] > 0).all() else -1.0


def _read_bounds(bounds: Any, shape: tuple[int, int]) -> tuple[Array, Array]:
    """Return lower and upper bounds that broadcast to ``shape``."""
    if bounds is None:
        return np.array(-np.inf), np.array(np.inf)
    if not isinstance(bounds, tuple | list) or len(bounds) != 2:
        raise ValueError(f"bounds={bounds!r} is no pair; pass (lower, upper), such as (0, float('inf')).")
    lower, upper = (
        _broadcasting(f"the {name} bound", -sign * np.inf if bound is None else bound, shape)
        for name, bound, sign in (("lower", bounds[0], 1), ("upper", bounds[1], -1))
    )
    if np.isnan(lower).any() or np.isnan(upper).any():
        raise ValueError("bounds hold NaN; pass -inf and inf where a coefficient is free.")
    crossed = ~(lower <= upper) | np.isposinf(lower) | np.isneginf(upper)
    if crossed.any():
        at = tuple(int(i) for i in np.argwhere(crossed)[0])
        low, high = (np.broadcast_to(bound, crossed.shape)[at] for bound in (lower, upper))
        raise ValueError(f"bounds leave nothing between {low:.6g} and {high:.6g}; pass the smaller one as the lower.")
    return lower, upper


def _shape_of(raw: Any) -> str:
    """Return what to say of an array that does not fit; a ragged list has no shape."""
    try:
        return f"shape {np.shape(raw)}" if np.ndim(raw) else repr(raw)
    except ValueError:
        return repr(raw)


def _broadcasting(name: str, raw: Any, shape: tuple[int, int]) -> Array:
    """Return numbers that broadcast to the shape of ``coef_``; refuse what does not."""
    try:
        values = np.asarray(raw, dtype=np.float64)
        np.broadcast_to(values, shape)
    except (TypeError, ValueError):
        given = _shape_of(raw)
        raise ValueError(
            f"{name} has {given} for coefficients of shape {shape}; pass one number, or an array that broadcasts to it."
        ) from None
    return values
