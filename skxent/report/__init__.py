"""Evaluation reports: from estimators, predictions or a file to one frozen ``Evaluation``, and its renderings."""

from skxent.report._doors import evaluate, evaluate_predictions
from skxent.report._evaluation import Evaluation
from skxent.report._files import evaluate_file

__all__ = ["Evaluation", "evaluate", "evaluate_file", "evaluate_predictions"]
