"""The intercepts that are best for given coefficients: a convex problem of its own, with one number for each class.

Newton's step in the intercepts, b - H^-1 g, where it halves the gradient; else iterative scaling (Darroch and Ratcliff
1972, https://doi.org/10.1214/aoms/1177692379), b_k + log(mean target_k / mean probability_k), which no offset is too
large for, because it is taken in logarithms.
"""

import numpy as np

from skxent.linear_model._hessian import intercept_hessian
from skxent.linear_model._objective import Array, Objective
from skxent.linear_model._targets import as_intercepts

# The gradient at which intercepts are the best to the last bit, and at which nothing is left but rounding of its sums.
_BEST, _ROUNDING = 8 * 2.0**-52, 2.0**-42
# The least frequency of a class: where a class without weight starts and ends.
LEAST_RATE = 1e-10

Evaluated = tuple[float, Array]  # the objective and its gradient


def best_intercepts(
    objective: Objective, theta: Array, base_rate: Array, evaluated: Evaluated, *, most: int
) -> tuple[Array, Evaluated, bool]:
    """Return parameters with the best intercepts, what they evaluate to, and whether nothing but rounding is left."""
    hessian = None
    for _ in range(most):
        left = _size(evaluated)
        if left <= _BEST:
            break
        if hessian is None:
            hessian = _bent(intercept_hessian(objective, theta))
        moved = _moved(theta, -np.linalg.lstsq(hessian, evaluated[1][:, -1])[0])
        after = objective.value_and_gradient(moved)
        if not _size(after) < left / 2:
            if left <= _ROUNDING:
                break
            hessian = None  # it was too far away to be of use here
            moved = _moved(theta, _scaling(objective, theta, base_rate))
            after = objective.value_and_gradient(moved)
        theta, evaluated = moved, after
    return theta, evaluated, _size(evaluated) <= _ROUNDING


def _scaling(objective: Objective, theta: Array, base_rate: Array) -> Array:
    """Return log(mean target / mean probability) as intercepts (C,)."""
    return as_intercepts(np.log(np.maximum(base_rate, LEAST_RATE)) - objective.log_mean_proba(theta))


def _moved(theta: Array, step: Array) -> Array:
    """Return parameters with the step added to the intercepts."""
    return np.column_stack([theta[:, :-1], theta[:, -1] + step])


def _size(evaluated: Evaluated) -> float:
    """Return the largest slope by an intercept."""
    return float(np.abs(evaluated[1][:, -1]).max())


def _bent(hessian: Array) -> Array:
    """Return the Hessian with curvature along the common shift of all intercepts, where it has none of its own."""
    return hessian if len(hessian) == 1 else hessian + np.trace(hessian) / len(hessian) ** 2
