"""What SoftmaxRegression's parameters may be; each is refused by name, value and choice, before any work."""

from typing import Any

import numpy as np

from skxent._check import is_number
from skxent.linear_model._bounded import BOUNDED_SOLVERS
from skxent.linear_model._solvers import SOLVERS

# trust-exact keeps Hessians of all parameters: 200 MB for so many.
_MOST_EXACT = 5000


def check_parameters(estimator: Any) -> None:
    """Refuse parameters out of range, and combinations that cannot be served."""
    alpha = estimator.alpha
    if not (isinstance(alpha, str) and alpha == "1/n_samples") and not is_number(alpha, at_least=0):
        raise ValueError(f"alpha={alpha!r} is no penalty; pass a number >= 0, or '1/n_samples'.")
    if not is_number(estimator.l1_ratio, at_least=0) or estimator.l1_ratio > 1:
        raise ValueError(f"l1_ratio={estimator.l1_ratio!r} is not in [0, 1]; pass a share: 0 is ridge, 1 is lasso.")
    for name in ("fit_intercept", "prior_correction", "warm_start"):
        value = getattr(estimator, name)
        if not isinstance(value, bool | np.bool):
            raise ValueError(f"{name}={value!r} is neither True nor False; pass one of them.")
    smoothing = estimator.label_smoothing
    if not is_number(smoothing, at_least=0) or smoothing >= 1:
        raise ValueError(f"label_smoothing={smoothing!r} is not in [0, 1); pass the share to mix in.")
    if not is_number(estimator.tol, at_least=0) or estimator.tol == 0:
        raise ValueError(f"tol={estimator.tol!r} is no tolerance; pass a number > 0, in nats per sample.")
    if not is_number(estimator.max_iter, at_least=0) or estimator.max_iter != int(estimator.max_iter):
        raise ValueError(f"max_iter={estimator.max_iter!r} is no number of iterations; pass an integer >= 0.")
    if not isinstance(estimator.verbose, bool | np.bool) and not is_number(estimator.verbose, at_least=0):
        raise ValueError(f"verbose={estimator.verbose!r} is no level; pass 0 for silence, or 1.")
    _check_prior_correction(estimator)
    _check_solver(estimator)


def _check_prior_correction(estimator: Any) -> None:
    if estimator.prior_correction and not estimator.fit_intercept:
        raise ValueError("prior_correction=True mends the intercepts, and fit_intercept=False has none; change one.")


def _check_solver(estimator: Any) -> None:
    solver = estimator.solver
    if not isinstance(solver, str) or solver not in SOLVERS:
        known = ", ".join(repr(name) for name in SOLVERS)
        raise ValueError(f"solver={solver!r} is unknown; pass one of {known}.")
    if solver in BOUNDED_SOLVERS:
        return
    asked = [f"l1_ratio={estimator.l1_ratio!r}"] if estimator.l1_ratio > 0 else []
    asked += ["bounds"] if estimator.bounds is not None else []
    if asked:
        able = " or ".join(repr(name) for name in BOUNDED_SOLVERS)
        raise ValueError(f"solver={solver!r} cannot serve {' and '.join(asked)}; pass solver={able}.")


def check_size(solver: str, shape: tuple[int, int]) -> None:
    """Refuse a solver whose memory such parameters (C, p + 1) would exceed."""
    n = shape[0] * shape[1]
    if solver == "trust-exact" and n > _MOST_EXACT:
        raise ValueError(
            f"solver='trust-exact' keeps a Hessian of {n} x {n} parameters, and serves {_MOST_EXACT}; pass "
            "solver='lbfgs'."
        )
