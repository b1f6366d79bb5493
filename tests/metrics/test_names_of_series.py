"""The name of a series of predictions: read where it says which of two labels they are of, and never guessed from."""

import re

import pandas as pd
import pytest

from skxent.metrics import binary_log_loss, brier_loss, d2_log_loss_score, log_loss
from skxent.report import evaluate_predictions

P = [0.25, 0.75]
METRICS = [log_loss, brier_loss, d2_log_loss_score, binary_log_loss]


@pytest.mark.parametrize("metric", [*METRICS, evaluate_predictions], ids=lambda metric: metric.__name__)
@pytest.mark.parametrize(
    ("y", "name"),
    [
        (["no", "yes"], "p_no"),
        (["no", "yes"], "P(no)"),
        (["no", "yes"], "NO"),
        (["no", "yes"], "prob_no"),
        ([0, 1], "0"),
        ([0, 1], "p0"),
        ([0.0, 1.0], "p_0"),
    ],
)
def test_a_series_that_reads_like_the_first_of_two_labels_is_refused(metric, y, name):
    message = (
        f"y_proba is a series named {name!r}, which reads like {y[0]!r}, and (n,) is of the last of the labels {y}; "
        f"pass labels= with {y[0]!r} last, or y_proba.to_numpy() if it is of {y[1]!r}."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        metric(y, pd.Series(P, name=name))


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.__name__)
@pytest.mark.parametrize("name", ["p_yes", "yes", "p", "EMOS", "p_not_no_but_yes", "nobody", None, 1, ("p", "a")])
def test_a_series_that_reads_like_the_last_label_or_like_none_is_of_the_last(metric, name):
    y = ["no", "yes"]
    assert metric(y, pd.Series(P, name=name)) == metric(y, P)


def test_a_series_is_of_the_label_that_it_reads_like_where_that_is_last():
    y, p = ["no", "yes"], pd.Series([0.75, 0.25], name="p_no")
    assert log_loss(y, p, labels=["yes", "no"]) == log_loss(y, P)
    assert log_loss(y, pd.Series(P, name="p_no").to_numpy()) == log_loss(y, P)
    assert binary_log_loss(y, p, pos_label="no") == log_loss(y, P)
