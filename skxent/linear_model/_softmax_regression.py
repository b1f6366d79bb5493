"""SoftmaxRegression: checks its input, calls the objective and a solver, and is the only one that warns."""

import warnings
from copy import copy
from dataclasses import replace
from typing import Any, Self

import numpy as np
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import validate_data

from skxent._check import check_weight
from skxent._check._predictions import are_distributions, are_shares
from skxent._compat import DocumentationLink
from skxent.linear_model._callbacks import CallbackSupportMixin, FitProgress, with_callbacks
from skxent.linear_model._endings import separated_classes, separated_message, unconverged_message
from skxent.linear_model._fitting import Minimum, Settings, minimise
from skxent.linear_model._objective import Array, Objective, make_objective
from skxent.linear_model._parameters import check_parameters, check_size
from skxent.linear_model._penalty import Penalty, make_penalty, refuse_reordered
from skxent.linear_model._predictions import SoftmaxPredictions
from skxent.linear_model._targets import Targets, prior_shift, read_offset, read_targets

_PROBABILITIES = (
    "offset, of shape {}, looks like probabilities, or percentages; offsets are logits: pass numpy.log of several "
    "columns, and scipy.special.logit of the probability of the second of two classes."
)


def _is_something(offset: Any) -> bool:
    """Return whether offsets are given, and not all 0."""
    return offset is not None and bool(np.any(offset))


class SoftmaxRegression(DocumentationLink, CallbackSupportMixin, SoftmaxPredictions, ClassifierMixin, BaseEstimator):
    """Linear classifier that minimises cross-entropy; multinomial logistic regression.

    Minimises sum_i w_i CE(t_i, softmax(W x_i + b + o_i)) / sum_i w_i + alpha sum_kj f_j (l1_ratio abs(W_kj) +
    (1 - l1_ratio)/2 W_kj^2) with free intercepts. It converges on raw columns of any scale: centring and scaling happen
    in the solver's coordinates and leave the objective as it is. Two classes use the log-odds form, with one row of
    coefficients; with more, intercepts sum to 0 over the classes, and so do coefficients under a ridge that treats the
    classes alike.

    Parameters
    ----------
    alpha : float or "1/n_samples", default="1/n_samples"
        Penalty of the mean objective. "1/n_samples" means 1 / sum(w), the optimum of
        ``LogisticRegression(C=1)``; in general alpha = 1 / (C sum(w)).
    l1_ratio : float, default=0.0
        Share of the lasso in the penalty: 0 is ridge, 1 is lasso, which makes coefficients exactly 0.
    fit_intercept : bool, default=True
        Whether to fit intercepts b.
    class_weight : dict or "balanced", default=None
        Weights of the classes by label, 1 for those not named; "balanced" weighs each class by the inverse of its
        frequency. They multiply the rows that a target stands for, one for each class, and count in sum(w).
    label_smoothing : float, default=0.0
        Epsilon in [0, 1) mixed into the targets: (1 - epsilon) t + epsilon / K.
    bounds : pair (lower, upper), default=None
        Bounds of the coefficients, numbers or arrays that broadcast to ``coef_``, such as ``(0, float("inf"))``.
    penalty_factors : array-like, default=None
        Factors f >= 0 of the penalty that broadcast to ``coef_``, such as (p,); 0 is no penalty. Not rescaled.
    prior_correction : bool, default=False
        Undo the class weights in the intercepts after the fit, b_k - log c_k (King and Zeng 2001), so that
        probabilities are calibrated to the frequencies of the data and not to the weighted ones.
    solver : {"auto", "lbfgs", "newton-cg", "trust-exact"}, default="auto"
        The SciPy optimizer. "lbfgs" alone serves lasso and bounds; "auto" is "lbfgs" there and up to a thousand
        parameters, and beyond them where 150 iterations are enough; else "newton-cg" goes on.
    tol : float, default=1e-9
        Estimated distance, in nats per sample, of the objective from its minimum, at which to stop.
    max_iter : int, default=1000
        Iterations at most, over all rows; 0 leaves the start: the class frequencies as the prediction. Where there are
        very many rows the start is the minimum of some of them, whose iterations are not counted.
    warm_start : bool, default=False
        Start from the coefficients of the last fit, where they are of the same classes and features.
    verbose : int, default=0
        Above 0, each iteration is told on stderr.

    Attributes
    ----------
    coef_ : array of shape (K, p), or (1, p) for two classes
        Coefficients W.
    intercept_ : array of shape (K,), or (1,) for two classes
        Intercepts b, always float64.
    classes_ : array of shape (K,)
        The classes, in the order of the rows of ``coef_`` and of the columns of predictions.
    n_iter_ : int
        Iterations of the solver, and the Newton step that ends it.
    objective_ : float
        The objective at the end, in nats per sample.
    optimality_gap_ : float
        An upper bound, in nats per sample, on its distance from the minimum, rigorous up to rounding; ``inf`` where
        there is none, as where a coefficient has neither a penalty nor bounds on both sides. It may be far above the
        distance that ``tol`` speaks of.
    termination_ : str
        Why the solver ended: "converged"; "rounding", at the minimum as far as float64 can tell; "separable", where
        classes without penalty have no minimum; "max_iter"; or "stalled", where no step lowers the objective. The last
        three are warned about.
    n_features_in_ : int
        Number of features p.
    feature_names_in_ : array of shape (p,)
        Names of the features, if X had names.

    References
    ----------
    Boehning, D. (1992). Multinomial logistic regression algorithm. Annals of the Institute of Statistical
    Mathematics 44, 197-200. https://doi.org/10.1007/BF00048682

    King, G. and Zeng, L. (2001). Logistic regression in rare events data. Political Analysis 9(2), 137-163.
    https://doi.org/10.1093/oxfordjournals.pan.a004868

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
        l1_ratio: float = 0.0,
        fit_intercept: bool = True,
        class_weight: Any = None,
        label_smoothing: float = 0.0,
        bounds: Any = None,
        penalty_factors: Any = None,
        prior_correction: bool = False,
        solver: str = "auto",
        tol: float = 1e-9,
        max_iter: int = 1000,
        warm_start: bool = False,
        verbose: int = 0,
    ) -> None:
        self.alpha = alpha
        self.l1_ratio = l1_ratio
        self.fit_intercept = fit_intercept
        self.class_weight = class_weight
        self.label_smoothing = label_smoothing
        self.bounds = bounds
        self.penalty_factors = penalty_factors
        self.prior_correction = prior_correction
        self.solver = solver
        self.tol = tol
        self.max_iter = max_iter
        self.warm_start = warm_start
        self.verbose = verbose

    n_features_in_: int
    feature_names_in_: Array

    @with_callbacks
    def fit(self, X: Any, y: Any, sample_weight: Any = None, offset: Any = None) -> Self:
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
        offset : array-like of shape (n, K), or (n,) log-odds for two classes, default=None
            Known parts of the logits, such as the log-odds of another model, in the order of the classes; a frame's
            columns are matched by name.

        Returns
        -------
        SoftmaxRegression
            The fitted estimator itself.

        Raises
        ------
        ValueError
            If values are NaN or infinite, lengths differ, y has one class or is continuous, or a parameter is none.
        """
        check_parameters(self)
        raw_y = y
        checked = copy(self)  # a refit that fails leaves the model as it is
        X, y = validate_data(
            checked,
            X,
            y,
            accept_sparse="csr",
            dtype=[np.float64, np.float32],
            multi_output=True,
            y_numeric=False,
        )
        weight = check_weight(sample_weight, X.shape[0])
        targets = read_targets(
            y,
            raw_y,
            np.ones(X.shape[0]) if weight is None else weight,
            class_weight=self.class_weight,
            label_smoothing=self.label_smoothing,
        )
        self._shift_of(targets)  # refuses weights that cannot be undone
        n_classes = len(targets.classes)
        shape = (1 if n_classes == 2 else n_classes, X.shape[1])
        check_size(self.solver, (shape[0], shape[1] + 1))
        alpha = 1 / targets.weight.sum() if self.alpha == "1/n_samples" else float(self.alpha)
        refuse_reordered(getattr(checked, "feature_names_in_", None), self.penalty_factors, self.bounds)
        penalty = make_penalty(alpha, self.l1_ratio, self.penalty_factors, self.bounds, shape)
        objective = make_objective(X, targets, penalty.ridge, read_offset(offset, X.shape[0], targets.classes))
        data = {"X": X, "y": raw_y, "metadata": {"sample_weight": sample_weight, "offset": offset}}
        if offset is not None and (are_distributions(o := np.asarray(offset)) or are_shares(o)):
            warnings.warn(_PROBABILITIES.format(o.shape), UserWarning, stacklevel=3)
        minimum = self._minimise(objective, penalty, targets, data, X.dtype)
        return self._keep(minimum, targets, X.dtype, checked, had_offset=_is_something(offset))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore a pickle, also of a version that lacked some of the parameters: they have their defaults."""
        super().__setstate__({**type(self)().get_params(), **state})

    def _minimise(
        self, objective: Objective, penalty: Penalty, targets: Targets, data: dict[str, Any], dtype: Any
    ) -> Minimum:
        """Return the minimum, and warn if it is none."""
        settings = Settings(self.solver, self.tol, int(self.max_iter), bool(self.fit_intercept))
        had_offset = _is_something(data["metadata"]["offset"])

        def attributes(theta: Array) -> dict[str, Any]:
            return {**self._attributes(theta, targets, dtype), "_had_offset": had_offset}

        progress = FitProgress(self, data, attributes)
        minimum = minimise(
            objective,
            penalty,
            targets.base_rate,
            settings,
            start=self._previous(targets.classes, objective.shape),
            listener=progress if progress.listens else None,
        )
        progress.end()
        name, message = type(self).__name__, ""
        if separated := separated_classes(objective, penalty, minimum.theta, targets):
            minimum, message = replace(minimum, reason="separable"), separated_message(name, separated)
        elif minimum.reason not in {"converged", "rounding"}:
            message = unconverged_message(name, minimum, settings, objective)
        if message:
            warnings.warn(message, ConvergenceWarning, stacklevel=4)
        return minimum

    def _previous(self, classes: Array, shape: tuple[int, int]) -> Array | None:
        """Return the parameters of the last fit to start from, if they are wanted and fit."""
        if not self.warm_start or not hasattr(self, "coef_") or not np.array_equal(self.classes_, classes):
            return None
        W: Array = self.coef_.toarray() if issparse(self.coef_) else np.asarray(self.coef_)
        theta = np.column_stack([W.astype(np.float64), self.intercept_ + getattr(self, "_prior_shift", 0.0)])
        return theta if theta.shape == shape and np.isfinite(theta).all() else None

    def _attributes(self, theta: Array, targets: Targets, dtype: Any, mean: Any = 0.0) -> dict[str, Any]:
        """Return the coefficients, intercepts and classes as they are kept."""
        W, b = theta[:, :-1], theta[:, -1]
        with np.errstate(over="ignore"):
            stored = W.astype(dtype)
        coef = stored if np.isfinite(stored).all() else W.copy()  # beyond float32 they stay float64
        # What rounding took from W at the mean goes to the intercept, in float64: X may be far from 0.
        intercept = b + (W - coef) @ np.broadcast_to(mean, W.shape[1:]) if self.fit_intercept else b
        shift = self._shift_of(targets)
        return {"coef_": coef, "intercept_": intercept - shift, "classes_": targets.classes, "_prior_shift": shift}

    def _shift_of(self, targets: Targets) -> Any:
        """Return what the class weights added to the intercepts and a prior correction takes out again."""
        if not self.prior_correction or targets.class_weight is None:
            return 0.0
        return prior_shift(targets.class_weight)

    def _keep(self, minimum: Minimum, targets: Targets, dtype: Any, checked: Self, *, had_offset: bool) -> Self:
        self.n_features_in_ = checked.n_features_in_
        if hasattr(checked, "feature_names_in_"):
            self.feature_names_in_ = checked.feature_names_in_
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_
        for name, value in self._attributes(minimum.theta, targets, dtype, minimum.mean).items():
            setattr(self, name, value)
        self.n_iter_ = minimum.n_iter
        self.objective_ = minimum.value
        self.optimality_gap_ = minimum.gap
        self.termination_ = minimum.reason
        self._had_offset = had_offset  # predictions without one are told
        return self
