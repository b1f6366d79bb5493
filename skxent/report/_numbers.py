"""The numbers of the headline: what each is called, what it means, and how it is read. Add one here."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from skxent.report._tallies import ReportTally

_NATS_PER_BIT = math.log(2)


@dataclass(frozen=True, eq=False)
class Number:
    """One number of the headline."""

    name: str
    title: str
    unit: str
    direction: str  # "lower" or "higher" is better
    meaning: str
    read: Callable[[ReportTally], float]


NUMBERS = (
    Number(
        "log_loss",
        "log loss",
        "nats",
        "lower",
        "mean surprise of what happened; exp(-loss) is the geometric mean of the probabilities that it was given",
        lambda tally: tally.loss.log_loss,
    ),
    Number(
        "log_loss_bits",
        "log loss",
        "bits",
        "lower",
        "the same in bits: the mean number of yes-or-no questions that the prediction leaves open",
        lambda tally: tally.loss.log_loss / _NATS_PER_BIT,
    ),
    Number(
        "excess",
        "excess",
        "nats",
        "lower",
        "log loss above the entropy of the labels themselves (KL divergence); for hard labels that entropy is 0",
        lambda tally: tally.loss.log_loss - tally.loss.label_entropy,
    ),
    Number(
        "skill",
        "skill",
        "share",
        "higher",
        "share of the base rate's log loss that is saved; 0 knows only the class frequencies, 1 is perfect",
        lambda tally: tally.loss.d2,
    ),
    Number(
        "brier",
        "Brier",
        "probability^2",
        "lower",
        "mean squared error of the probabilities, halved for two classes",
        lambda tally: tally.brier_loss,
    ),
    Number(
        "accuracy",
        "accuracy",
        "share",
        "higher",
        "share of rows whose likeliest class is the label",
        lambda tally: tally.accuracy,
    ),
)
