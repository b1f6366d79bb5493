"""SoftmaxRegression: checks its input, calls the objective and a solver, and is the only one that warns."""

import math
import warnings
from typing import Any, Self

import numpy as np
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from skxent._check import check_weight
from skxent._math._logs import log_softmax
from skxent.linear_model._metric import Metric, null_metric
from skxent.linear_model._objective import Array, Objective, make_objective
from skxent.linear_model._problem import Problem
from skxent.linear_model._solvers import SOLVERS, Solution
from skxent.linear_model._targets import Targets, read_targets


class SoftmaxRegression(ClassifierMixin, BaseEstimator):
    """Linear classifier that minimises cross-entropy; multinomial logistic regression.

    Minimises sum_i w_i CE(t_i, softmax(W x_i + b)) / sum_i w_i + alpha/2 sum W^2 with free intercepts. It converges
    on raw columns of any scale: centring and scaling happen in the solver's coordinates and leave the objective
    as it is. Two classes use the log-odds form, with one row of coefficients; with more, coefficients and
    intercepts sum to 0 over the classes.

    Parameters
    ----------
    alpha : float or "1/n_samples", default="1/n_samples"
        Ridge penalty of the mean objective. "1/n_samples" means 1 / sum(w), the optimum of
        ``LogisticRegression(C=1)``; in general alpha = 1 / (C sum(w)).
    fit_intercept : bool, default=True
        Whether to fit intercepts b.
    solver : {"auto", "lbfgs"}, default="auto"
        The SciPy optimizer; "auto" is "lbfgs".
    tol : float, default=1e-9
        Estimated distance, in nats per sample, of the objective from its minimum, at which to stop.
    max_iter : int, default=1000
        Iterations at most; 0 leaves the class frequencies as the prediction.

    Attributes
    ----------
    coef_ : array of shape (K, p), or (1, p) for two classes
        Coefficients W.
    intercept_ : array of shape (K,), or (1,) for two classes
        Intercepts b.
    classes_ : array of shape (K,)
        The classes, in the order of the rows of ``coef_`` and of the columns of predictions.
    n_iter_ : int
        Iterations used.
    objective_ : float
        The objective at the end, in nats per sample.
    termination_ : str
        Why the solver ended: "converged", "max_iter" or "rounding" (no step lowers the objective further).
    n_features_in_ : int
        Number of features p.
    feature_names_in_ : array of shape (p,)
        Names of the features, if X had names.

    References
    ----------
    Boehning, D. (1992). Multinomial logistic regression algorithm. Annals of the Institute of Statistical
    Mathematics 44, 197-200. https://doi.org/10.1007/BF00048682

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from skxent.linear_model import SoftmaxRegression
    >>> X, y = load_wine(return_X_y=True)
    >>> model = SoftmaxRegression().fit(X, y)
    >>> model.termination_, model.coef_.shape
    ('converged', (3, 13))
    """

    def __init__(
        self,
        alpha: float | str = "1/n_samples",
        *,
        fit_intercept: bool = True,
        solver: str = "auto",
        tol: float = 1e-9,
        max_iter: int = 1000,
    ) -> None:
        self.alpha = alpha
        self.fit_intercept = fit_intercept
        self.solver = solver
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit the model.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features, of any scale.
        y : array-like of shape (n,) or (n, K)
            Labels; or target distributions or non-negative counts, whose columns are the classes (a frame's column
            names, else 0 ... K-1). Fitting them equals fitting a row for each class k that weighs w t_k.
        sample_weight : array-like of shape (n,), default=None
            Non-negative weights, not all zero.

        Returns
        -------
        SoftmaxRegression
            The fitted estimator itself.

        Raises
        ------
        ValueError
            If values are NaN or infinite, lengths differ, y has one class or is continuous, or a parameter is none.
        """
        _check_parameters(self)
        raw_y = y
        X, y = validate_data(
            self,
            X,
            y,
            accept_sparse="csr",
            dtype=[np.float64, np.float32],
            multi_output=True,
            y_numeric=False,
        )
        weight = check_weight(sample_weight, X.shape[0])
        targets = read_targets(y, raw_y, np.ones(X.shape[0]) if weight is None else weight)
        alpha = 1 / targets.weight.sum() if self.alpha == "1/n_samples" else float(self.alpha)
        objective = make_objective(X, targets, alpha)
        rate = targets.base_rate
        metric = null_metric(objective, rate, has_intercept=self.fit_intercept)
        solution = self._solve(objective, metric, _null_start(metric, rate))
        return self._keep(solution, metric, objective, targets, X.dtype)

    def decision_function(self, X: Any) -> Array:
        """Return the logits, x W' + b.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features.

        Returns
        -------
        array of shape (n, K), or (n,) for two classes
            Logits in the order of ``classes_``; for two classes the log-odds of ``classes_[1]``.
        """
        z = self._logits(X)
        return z[:, 0] if len(self.classes_) == 2 else z

    def predict_log_proba(self, X: Any) -> Array:
        """Return log-probabilities, log softmax(x W' + b), finite wherever the truth is.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features.

        Returns
        -------
        array of shape (n, K)
            In nats, in the order of ``classes_``.
        """
        z = self._logits(X)
        if len(self.classes_) == 2:
            z = np.column_stack([np.zeros_like(z), z])
        return log_softmax(z, 1, np)

    def predict_proba(self, X: Any) -> Array:
        """Return probabilities, softmax(x W' + b).

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features.

        Returns
        -------
        array of shape (n, K)
            In the order of ``classes_``; rows sum to 1.
        """
        return np.exp(self.predict_log_proba(X))

    def predict(self, X: Any) -> Array:
        """Return the likeliest class.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features.

        Returns
        -------
        array of shape (n,)
            Classes; of equals the first.
        """
        z = self.decision_function(X)
        codes = (z > 0).astype(np.intp) if z.ndim == 1 else z.argmax(axis=1)
        return self.classes_[codes]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def _logits(self, X: Any) -> Array:
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=False)
        z = X @ self.coef_.T  # (n, C)
        return (z.toarray() if issparse(z) else np.asarray(z)) + self.intercept_

    def _solve(self, objective: Objective, metric: Metric, start: Array) -> Solution:
        solve = SOLVERS["lbfgs" if self.solver == "auto" else self.solver]
        # NumPy and SciPy each bring a pool of spinning threads; alternating between them is slower than one thread.
        with threadpool_limits(limits=1, user_api="blas"):
            solution = solve(Problem(objective, metric), start.ravel(), tol=self.tol, max_iter=self.max_iter)
        if solution.reason != "converged":
            warnings.warn(_unconverged_message(self, solution), ConvergenceWarning, stacklevel=3)
        return solution

    def _keep(self, solution: Solution, metric: Metric, objective: Objective, targets: Targets, dtype: Any) -> Self:
        theta = metric.to_theta(solution.x.reshape(objective.shape))
        self.coef_ = theta[:, :-1].astype(dtype)
        self.intercept_ = theta[:, -1].astype(dtype)
        self.classes_ = targets.classes
        self.n_iter_ = solution.n_iter
        self.objective_ = solution.value
        self.termination_ = solution.reason
        return self


def _check_parameters(estimator: SoftmaxRegression) -> None:
    """Refuse parameters out of range, by name, value and choice."""
    alpha, solver = estimator.alpha, estimator.solver
    if alpha != "1/n_samples" and not _is_number(alpha, at_least=0):
        raise ValueError(f"alpha={alpha!r} is no penalty; pass a number >= 0, or '1/n_samples'.")
    if solver != "auto" and solver not in SOLVERS:
        known = ", ".join(repr(name) for name in ("auto", *SOLVERS))
        raise ValueError(f"solver={solver!r} is unknown; pass one of {known}.")
    if not _is_number(estimator.tol, at_least=0) or estimator.tol == 0:
        raise ValueError(f"tol={estimator.tol!r} is no tolerance; pass a number > 0, in nats per sample.")
    if not _is_number(estimator.max_iter, at_least=0) or estimator.max_iter != int(estimator.max_iter):
        raise ValueError(f"max_iter={estimator.max_iter!r} is no number of iterations; pass an integer >= 0.")


def _is_number(value: Any, *, at_least: float) -> bool:
    is_real = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return is_real and at_least <= value < math.inf


def _null_start(metric: Metric, rate: Array) -> Array:
    """Return coordinates (C, p + 1) of the null model: no coefficients, intercepts that predict the base rate."""
    log_rate = np.log(np.maximum(rate, 1e-10))  # a class without weight starts, and ends, far down
    intercept = log_rate - log_rate.mean() if len(rate) > 2 else log_rate[1:] - log_rate[:1]  # (C,)
    start = np.zeros((len(intercept), len(metric.mean) + 1))
    start[:, -1] = np.linalg.solve(metric.class_map, intercept)
    return start


def _unconverged_message(estimator: SoftmaxRegression, solution: Solution) -> str:
    if solution.reason == "max_iter":
        return (
            f"SoftmaxRegression stopped after max_iter={estimator.max_iter} iterations before the objective was "
            f"within tol={estimator.tol:g} nats of its minimum; raise max_iter, or alpha if classes are separable."
        )
    return (
        f"SoftmaxRegression stopped after {solution.n_iter} iterations where rounding hides any further descent, "
        f"before the objective was within tol={estimator.tol:g} nats of its minimum; raise tol or alpha."
    )
