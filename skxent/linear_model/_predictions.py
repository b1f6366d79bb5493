"""What a fitted softmax predicts: logits, log-probabilities, probabilities and labels.

z = x W' + b + o,   log p = z - log sum exp z;   two classes have one row of log-odds, and logits (0, z)
"""

import warnings
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_array, issparse
from sklearn.metrics import accuracy_score
from sklearn.utils.validation import check_is_fitted, validate_data

from skxent._math._logs import log_softmax
from skxent._rows import blocks_of
from skxent.linear_model._objective import Array, all_logits
from skxent.linear_model._targets import read_offset

_WITHOUT_OFFSET = (
    "this {} was fitted with offsets and predicts without: for offsets of 0; pass offset=, of zeros if that is meant. "
    "Scorers and reports pass none: predict with it, and give them the predictions."
)


class SoftmaxPredictions:
    """The predictions of an estimator with ``coef_``, ``intercept_`` and ``classes_``."""

    coef_: Any  # (C, p), an array, or a sparse one after sparsify
    intercept_: Array  # (C,)
    classes_: Array  # (K,)

    def decision_function(self, X: Any, offset: Any = None) -> Array:
        """Return the logits, x W' + b + o.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features.
        offset : array-like of shape (n, K), or (n,) log-odds for two classes, default=None
            Known parts of the logits; None is 0, with a warning where the fit had some.

        Returns
        -------
        array of shape (n, K), or (n,) for two classes
            Logits in the order of ``classes_``; for two classes the log-odds of ``classes_[1]``.
        """
        z, dtype = self._logits(X, offset)
        return (z[:, 0] if len(self.classes_) == 2 else z).astype(dtype, copy=False)

    def predict_log_proba(self, X: Any, offset: Any = None) -> Array:
        """Return log-probabilities, log softmax(x W' + b + o), finite wherever the truth is.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features.
        offset : array-like of shape (n, K), or (n,) log-odds for two classes, default=None
            Known parts of the logits; None is 0, with a warning where the fit had some.

        Returns
        -------
        array of shape (n, K)
            In nats, in the order of ``classes_``.
        """
        z, dtype = self._logits(X, offset)
        return log_softmax(all_logits(z), np).astype(dtype, copy=False)

    def predict_proba(self, X: Any, offset: Any = None) -> Array:
        """Return probabilities, softmax(x W' + b + o).

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features.
        offset : array-like of shape (n, K), or (n,) log-odds for two classes, default=None
            Known parts of the logits; None is 0, with a warning where the fit had some.

        Returns
        -------
        array of shape (n, K)
            In the order of ``classes_``; rows sum to 1.
        """
        z, dtype = self._logits(X, offset)
        return np.exp(log_softmax(all_logits(z), np)).astype(dtype, copy=False)

    def predict(self, X: Any, offset: Any = None) -> Array:
        """Return the likeliest class.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features.
        offset : array-like of shape (n, K), or (n,) log-odds for two classes, default=None
            Known parts of the logits; None is 0, with a warning where the fit had some.

        Returns
        -------
        array of shape (n,)
            Classes; of equals the first.
        """
        z = self.decision_function(X, offset)
        codes = (z > 0).astype(np.intp) if z.ndim == 1 else z.argmax(axis=1)
        return self.classes_[codes]

    def score(self, X: Any, y: Any, sample_weight: Any = None, offset: Any = None) -> float:
        """Return the accuracy: the share of rows whose likeliest class is the label.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n, p)
            Features.
        y : array-like of shape (n,)
            Labels.
        sample_weight : array-like of shape (n,), default=None
            Non-negative weights.
        offset : array-like of shape (n, K), or (n,) log-odds for two classes, default=None
            Known parts of the logits.

        Returns
        -------
        float
            1 at best.
        """
        if np.ndim(y) == 2 and np.shape(y)[1] > 1:
            raise ValueError(
                f"y has shape {np.shape(y)}, and accuracy compares labels (n,); use skxent.metrics.log_loss for "
                "distributions, with normalize=True for counts."
            )
        return float(accuracy_score(y, self.predict(X, offset), sample_weight=sample_weight))

    def sparsify(self) -> Self:
        """Keep the coefficients as a sparse array, which is smaller where a lasso made most of them 0.

        Returns
        -------
        SoftmaxRegression
            The estimator itself.
        """
        check_is_fitted(self)
        self.coef_ = csr_array(self.coef_)
        return self

    def densify(self) -> Self:
        """Keep the coefficients as a dense array again.

        Returns
        -------
        SoftmaxRegression
            The estimator itself.
        """
        check_is_fitted(self)
        self.coef_ = self.coef_.toarray() if issparse(self.coef_) else self.coef_
        return self

    def _logits(self, X: Any, offset: Any) -> tuple[Array, Any]:
        """Return x W' + b + o in float64 (n, C), and the type that predictions have."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=False)
        W, z = self.coef_.astype(np.float64, copy=False), np.empty((X.shape[0], self.coef_.shape[0]))
        for rows in blocks_of(*X.shape):
            part = X[rows].astype(np.float64, copy=False) @ W.T
            z[rows] = part.toarray() if issparse(part) else part
        z += self.intercept_
        o = read_offset(offset, X.shape[0], self.classes_)
        if o is None and getattr(self, "_had_offset", False):
            warnings.warn(_WITHOUT_OFFSET.format(type(self).__name__), UserWarning, stacklevel=3)
        return z if o is None else z + o, np.result_type(X.dtype, self.coef_.dtype)
