"""Scorers for ``scoring=`` in cross-validation and searches: class-aware, and greater is better.

``neg_`` scorers are minus losses, ``d2_`` scorers are skills, and ``all_scores`` is all of them at once. They are
constants: ``set_score_request`` returns a new scorer. ``cross_val_tally`` keeps sums instead of means of means.
"""

from skxent.scorers._all_scores import all_scores
from skxent.scorers._cross_val_tally import CrossValTally, FoldTally, cross_val_tally
from skxent.scorers._named import (
    d2_brier,
    d2_log_loss,
    get_scorer,
    get_scorer_names,
    neg_brier,
    neg_calibration_error,
    neg_kl_divergence,
    neg_log_loss,
    neg_mean_entropy,
    neg_multilabel_log_loss,
    neg_perplexity,
)
from skxent.scorers._scorer import ProbaScorer, make_proba_scorer
from skxent.scorers._stratified import StratifiedTargetKFold

__all__ = [
    "CrossValTally",
    "FoldTally",
    "ProbaScorer",
    "StratifiedTargetKFold",
    "all_scores",
    "cross_val_tally",
    "d2_brier",
    "d2_log_loss",
    "get_scorer",
    "get_scorer_names",
    "make_proba_scorer",
    "neg_brier",
    "neg_calibration_error",
    "neg_kl_divergence",
    "neg_log_loss",
    "neg_mean_entropy",
    "neg_multilabel_log_loss",
    "neg_perplexity",
]
