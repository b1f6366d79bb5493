"""The scorers by name. They are constants: ``set_score_request`` returns a new one. Add a scorer here.

score = sign x metric, greater is better: ``neg_`` scorers are minus losses, ``d2_`` scorers are skills
"""

import difflib
from collections.abc import Callable
from typing import Any

import sklearn.metrics

from skxent.metrics import (
    brier_loss,
    calibration_error,
    d2_brier_score,
    d2_log_loss_score,
    kl_divergence_loss,
    log_loss,
    mean_entropy,
    multilabel_log_loss,
    perplexity_loss,
)
from skxent.scorers._scorer import ProbaScorer, make_proba_scorer

neg_log_loss: ProbaScorer = make_proba_scorer(log_loss, greater_is_better=False)
neg_brier: ProbaScorer = make_proba_scorer(brier_loss, greater_is_better=False)
neg_kl_divergence: ProbaScorer = make_proba_scorer(kl_divergence_loss, greater_is_better=False)
neg_calibration_error: ProbaScorer = make_proba_scorer(calibration_error, greater_is_better=False)
neg_perplexity: ProbaScorer = make_proba_scorer(perplexity_loss, greater_is_better=False)
neg_mean_entropy: ProbaScorer = make_proba_scorer(mean_entropy, greater_is_better=False)
d2_log_loss: ProbaScorer = make_proba_scorer(d2_log_loss_score, greater_is_better=True)
d2_brier: ProbaScorer = make_proba_scorer(d2_brier_score, greater_is_better=True)
neg_multilabel_log_loss: ProbaScorer = make_proba_scorer(multilabel_log_loss, greater_is_better=False)

SCORERS = {
    "neg_log_loss": neg_log_loss,
    "neg_brier": neg_brier,
    "neg_kl_divergence": neg_kl_divergence,
    "neg_calibration_error": neg_calibration_error,
    "neg_perplexity": neg_perplexity,
    "neg_mean_entropy": neg_mean_entropy,
    "d2_log_loss": d2_log_loss,
    "d2_brier": d2_brier,
    "neg_multilabel_log_loss": neg_multilabel_log_loss,
}


def get_scorer(scoring: str | Callable[..., Any]) -> Any:
    """Return the scorer of a name, skxent's or scikit-learn's.

    Where both have the name, as with ``neg_log_loss``, it is skxent's.

    Parameters
    ----------
    scoring : str or callable
        A name of :func:`get_scorer_names`; a callable is returned as it is.

    Returns
    -------
    callable
        ``(estimator, X, y, *, sample_weight=None) -> float``, greater is better.

    Raises
    ------
    ValueError
        If the name is unknown; the nearest ones are suggested.

    See Also
    --------
    sklearn.metrics.get_scorer : Knows scikit-learn's names only.

    Examples
    --------
    >>> from skxent.scorers import get_scorer
    >>> get_scorer("neg_log_loss")
    make_proba_scorer(log_loss, greater_is_better=False)
    """
    if callable(scoring):
        return scoring
    names = get_scorer_names()
    if isinstance(scoring, str) and scoring in SCORERS:
        return SCORERS[scoring]
    if isinstance(scoring, str) and scoring in names:
        return sklearn.metrics.get_scorer(scoring)
    near = difflib.get_close_matches(str(scoring).lower(), names, n=3)
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    raise ValueError(f"scorer {scoring!r} is unknown; {hint}pass one of get_scorer_names().")


def get_scorer_names() -> list[str]:
    """Return the names that :func:`get_scorer` knows, skxent's and scikit-learn's.

    Returns
    -------
    list of str
        Sorted.

    Examples
    --------
    >>> from skxent.scorers import get_scorer_names
    >>> {"neg_log_loss", "neg_brier", "accuracy"} <= set(get_scorer_names())
    True
    """
    return sorted({*SCORERS, *sklearn.metrics.get_scorer_names()})
