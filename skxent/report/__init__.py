"""Evaluation reports: from estimators, predictions or a file to one frozen ``Evaluation``, renderings and displays."""

from skxent.report._displays._decomposition_display import DecompositionDisplay
from skxent.report._displays._loss_display import LossDisplay
from skxent.report._displays._reliability_display import ReliabilityDisplay
from skxent.report._doors import evaluate, evaluate_predictions
from skxent.report._evaluation import Evaluation
from skxent.report._files import evaluate_file

__all__ = [
    "DecompositionDisplay",
    "Evaluation",
    "LossDisplay",
    "ReliabilityDisplay",
    "evaluate",
    "evaluate_file",
    "evaluate_predictions",
]
