"""Losses and scores of probabilistic predictions: functions of (y_true, y_proba), and the tally behind them."""

from skxent.metrics._binary import binary_log_loss
from skxent.metrics._brier import brier_loss
from skxent.metrics._calibration import calibration_error
from skxent.metrics._divergence_loss import kl_divergence_loss, mean_entropy
from skxent.metrics._log_loss import log_loss, perplexity_loss
from skxent.metrics._loss_tally import LossTally
from skxent.metrics._multilabel import multilabel_log_loss
from skxent.metrics._skill import d2_brier_score, d2_log_loss_score

__all__ = [
    "LossTally",
    "binary_log_loss",
    "brier_loss",
    "calibration_error",
    "d2_brier_score",
    "d2_log_loss_score",
    "kl_divergence_loss",
    "log_loss",
    "mean_entropy",
    "multilabel_log_loss",
    "perplexity_loss",
]
