"""Losses and scores of probabilistic predictions: functions of (y_true, y_proba), and the tally behind them."""

from skxent.metrics._brier import brier_loss
from skxent.metrics._log_loss import log_loss
from skxent.metrics._loss_tally import LossTally
from skxent.metrics._skill import d2_log_loss_score

__all__ = ["LossTally", "brier_loss", "d2_log_loss_score", "log_loss"]
