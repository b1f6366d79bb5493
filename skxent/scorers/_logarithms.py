"""Logarithms of an estimator's probabilities, where it can tell them better than its ``predict_proba`` does.

A probability below the square root of the type's eps may be 1 minus another one, and have lost half its digits; below
the smallest number it is 0, though the model gave it more. Two answers of an estimator say what it was:

- margins, where they are documented to be logits: log p = z - log sum exp z;
- ``predict_log_proba``, where a probability is 0. A logarithm counts if its exp, in the type of the probabilities, is 0
  as well: one that would have been visible as a probability is an invention, such as the log of the smallest number.
"""

from typing import Any

import numpy as np

from skxent.information import log_softmax

Array = np.ndarray[Any, Any]


def is_exact(p: Array) -> bool:
    """Return whether all of these probabilities are large enough that their logarithms are exact."""
    return not (p < np.sqrt(np.finfo(p.dtype).eps)).any()


def from_margins(estimator: Any, X: Any, p: Array) -> Array | None:
    """Return the log-softmax (n, K) of margins that are documented to be logits and agree with ``p``; else None."""
    if not _has_logits(estimator, p.shape[1]):
        return None
    z = np.asarray(estimator.decision_function(X))
    z = np.column_stack([np.zeros_like(z), z]) if z.ndim == 1 else z  # log-odds of the second of two classes
    if z.shape != p.shape:
        return None
    log_p = np.asarray(log_softmax(z))
    agree = np.abs(np.exp(log_p) - p).max() <= np.sqrt(np.finfo(p.dtype).eps)
    return log_p if agree else None


def beyond_zero(p: Array, log_p: Array) -> Array:
    """Return log p, and the estimator's own ``log_p`` where p is 0 and that is no invention."""
    with np.errstate(divide="ignore"):  # the log of a probability 0 is meant
        invisible = np.exp(log_p).astype(p.dtype) == 0
        return np.where(p > 0, np.log(p.astype(np.float64)), np.where(invisible, log_p, -np.inf))


def _has_logits(estimator: Any, n_classes: int) -> bool:
    """Return whether scikit-learn documents the estimator's ``decision_function`` to give logits.

    The discriminant analyses say it there: log-posteriors up to a constant. The user guide has the logistic and the
    softmax of the linear predictor (Logistic regression) and of the raw prediction (Gradient-boosted trees, for the
    log loss), and the logistic loss of the linear predictor (Stochastic gradient descent). One-versus-rest margins
    of more than two classes are logits of other questions; of two classes that are the softmax of (-z, z), of twice z.
    """
    from sklearn import discriminant_analysis, ensemble, linear_model

    model = _innermost(estimator)
    kind = type(model)
    if kind is ensemble.GradientBoostingClassifier:
        return bool(model.loss == "log_loss")
    if kind is linear_model.SGDClassifier:
        return bool(model.loss == "log_loss") and n_classes == 2
    if kind in (linear_model.LogisticRegression, linear_model.LogisticRegressionCV):
        form = getattr(model, "multi_class", None)  # of scikit-learn before 1.8
        return form != "multinomial" if n_classes == 2 else model.solver != "liblinear" and form != "ovr"
    return kind in (
        discriminant_analysis.LinearDiscriminantAnalysis,
        discriminant_analysis.QuadraticDiscriminantAnalysis,
        ensemble.HistGradientBoostingClassifier,
    )


def _innermost(estimator: Any) -> Any:
    """Return the model that answers for a pipeline, a search or a frozen estimator, told by their exact types."""
    from sklearn import model_selection, pipeline
    from sklearn.frozen import FrozenEstimator

    searches = ("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV")
    known = [vars(model_selection).get(name) for name in searches]  # the last two only where they are enabled
    while True:
        if type(estimator) is pipeline.Pipeline:
            estimator = estimator.steps[-1][1]
        elif type(estimator) is FrozenEstimator:
            estimator = estimator.estimator
        elif type(estimator) in known:
            estimator = estimator.best_estimator_
        else:
            return estimator
