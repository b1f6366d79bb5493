"""Scorers for ``scoring=`` in cross-validation and searches: class-aware, and greater is better.

``neg_log_loss`` and ``neg_brier`` are minus the losses, ``d2_log_loss`` is a skill. They are constants:
``set_score_request`` returns a new scorer.
"""

from skxent.metrics import brier_loss, d2_log_loss_score, log_loss
from skxent.scorers._scorer import ProbaScorer, make_proba_scorer

__all__ = ["d2_log_loss", "make_proba_scorer", "neg_brier", "neg_log_loss"]

neg_log_loss: ProbaScorer = make_proba_scorer(log_loss, greater_is_better=False)
neg_brier: ProbaScorer = make_proba_scorer(brier_loss, greater_is_better=False)
d2_log_loss: ProbaScorer = make_proba_scorer(d2_log_loss_score, greater_is_better=True)
