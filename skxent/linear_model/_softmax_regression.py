"""SoftmaxRegression: checks its input, calls the objective and a solver, and is the only one that warns."""

import warnings
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted, validate_data

from skxent._check import check_weight, is_number
from skxent._math._logs import log_softmax
from skxent._rows import blocks_of
from skxent.linear_model._metric import Metric, null_metric
from skxent.linear_model._objective import Array, Objective, make_objective
from skxent.linear_model._problem import Problem
from skxent.linear_model._solvers import SOLVERS, Solution
from skxent.linear_model._targets import Targets, read_targets
from skxent.linear_model._threads import one_blas_thread


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
        Intercepts b, always float64.
    classes_ : array of shape (K,)
        The classes, in the order of the rows of ``coef_`` and of the columns of predictions.
    n_iter_ : int
        Iterations of L-BFGS, and the Newton step that ends it.
    objective_ : float
        The objective at the end, in nats per sample.
    termination_ : str
        Why the solver ended: "converged"; "rounding", at the minimum as far as float64 can tell; "max_iter"; or
        "stalled", where no step lowers the objective. The last two are warned about.
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
        z, dtype = self._logits(X)
        return (z[:, 0] if len(self.classes_) == 2 else z).astype(dtype, copy=False)

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
        z, dtype = self._logits(X)
        return self._log_softmax(z).astype(dtype, copy=False)

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
        z, dtype = self._logits(X)
        return np.exp(self._log_softmax(z)).astype(dtype, copy=False)

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

    def _logits(self, X: Any) -> tuple[Array, Any]:
        """Return x W' + b in float64 (n, C), and the type that predictions have."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=False)
        W, z = self.coef_.astype(np.float64, copy=False), np.empty((X.shape[0], len(self.coef_)))
        for rows in blocks_of(*X.shape):
            z[rows] = X[rows].astype(np.float64, copy=False) @ W.T
        return z + self.intercept_, np.result_type(X.dtype, self.coef_.dtype)

    def _log_softmax(self, z: Array) -> Array:
        """Return log softmax(z) (n, K), of logits (0, z) where there are two classes."""
        return log_softmax(np.column_stack([np.zeros(len(z)), z]) if len(self.classes_) == 2 else z, np)

    def _solve(self, objective: Objective, metric: Metric, start: Array) -> Solution:
        solve = SOLVERS["lbfgs" if self.solver == "auto" else self.solver]
        with one_blas_thread():
            solution = solve(Problem(objective, metric), start.ravel(), tol=self.tol, max_iter=self.max_iter)
        if solution.reason not in {"converged", "rounding"}:
            warnings.warn(_unconverged_message(self, solution), ConvergenceWarning, stacklevel=3)
        return solution

    def _keep(self, solution: Solution, metric: Metric, objective: Objective, targets: Targets, dtype: Any) -> Self:
        theta = metric.to_theta(solution.x.reshape(objective.shape))
        if len(theta) > 1:
            # Adding one constant to all classes changes no probability: of these, take the one whose sum is 0.
            theta = theta - theta.mean(axis=0)
        W, b = theta[:, :-1], theta[:, -1]
        with np.errstate(over="ignore"):
            stored = W.astype(dtype)
        self.coef_ = stored if np.isfinite(stored).all() else W  # beyond float32 they stay float64
        # What rounding took from W at the mean goes to the intercept, in float64: X may be far from 0.
        self.intercept_ = b + (W - self.coef_) @ metric.mean if self.fit_intercept else b
        self.classes_ = targets.classes
        self.n_iter_ = solution.n_iter
        self.objective_ = solution.value
        self.termination_ = solution.reason
        return self


# Where a class without weight starts, and ends: its probability, and so what it costs, is below any sensible tol.
_LEAST_START = 1e-10


def _check_parameters(estimator: SoftmaxRegression) -> None:
    """Refuse parameters out of range, by name, value and choice."""
    alpha, solver = estimator.alpha, estimator.solver
    if not (isinstance(alpha, str) and alpha == "1/n_samples") and not is_number(alpha, at_least=0):
        raise ValueError(f"alpha={alpha!r} is no penalty; pass a number >= 0, or '1/n_samples'.")
    if not isinstance(solver, str) or (solver != "auto" and solver not in SOLVERS):
        known = ", ".join(repr(name) for name in ("auto", *SOLVERS))
        raise ValueError(f"solver={solver!r} is unknown; pass one of {known}.")
    if not isinstance(estimator.fit_intercept, bool | np.bool):
        raise ValueError(f"fit_intercept={estimator.fit_intercept!r} is neither; pass True or False.")
    if not is_number(estimator.tol, at_least=0) or estimator.tol == 0:
        raise ValueError(f"tol={estimator.tol!r} is no tolerance; pass a number > 0, in nats per sample.")
    if not is_number(estimator.max_iter, at_least=0) or estimator.max_iter != int(estimator.max_iter):
        raise ValueError(f"max_iter={estimator.max_iter!r} is no number of iterations; pass an integer >= 0.")


def _null_start(metric: Metric, rate: Array) -> Array:
    """Return coordinates (C, p + 1) of the null model: no coefficients, intercepts that predict the base rate."""
    log_rate = np.log(np.maximum(rate, _LEAST_START))
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
        f"SoftmaxRegression stopped after {solution.n_iter} iterations where no step lowered the objective, before it "
        f"was within tol={estimator.tol:g} nats of its minimum; raise alpha, or look for columns of huge values."
    )
