"""Losses and scores of probabilistic predictions: functions of (y_true, y_proba), and the tally behind them."""

from skxent.metrics._binary import binary_log_loss
from skxent.metrics._brier import brier_loss
from skxent.metrics._calibration import calibration_error
from skxent.metrics._comparison import Comparison, compare_scores, pairwise_comparisons
from skxent.metrics._decomposition import brier_decomposition, log_loss_decomposition
from skxent.metrics._divergence_loss import kl_divergence_loss, mean_entropy
from skxent.metrics._interval import Interval, score_interval
from skxent.metrics._log_loss import log_loss, perplexity_loss
from skxent.metrics._loss_tally import LossTally
from skxent.metrics._multilabel import multilabel_log_loss
from skxent.metrics._parts import Decomposition
from skxent.metrics._reliability import reliability_curve
from skxent.metrics._skill import d2_brier_score, d2_log_loss_score

__all__ = [
    "Comparison",
    "Decomposition",
    "Interval",
    "LossTally",
    "binary_log_loss",
    "brier_decomposition",
    "brier_loss",
    "calibration_error",
    "compare_scores",
    "d2_brier_score",
    "d2_log_loss_score",
    "kl_divergence_loss",
    "log_loss",
    "log_loss_decomposition",
    "mean_entropy",
    "multilabel_log_loss",
    "pairwise_comparisons",
    "perplexity_loss",
    "reliability_curve",
    "score_interval",
]
