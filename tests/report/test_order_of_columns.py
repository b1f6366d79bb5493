"""Columns of a file that are named in another order than the labels or targets that they are given beside."""

import re

import numpy as np
import pandas as pd
import pytest

from skxent.metrics import log_loss
from skxent.report import evaluate_file

CLASSES = ["academic", "general", "vocation"]
P = np.array([[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])
LOSS = log_loss(CLASSES, P)


def table(prefix=""):
    """Return labels with their predictions, and targets."""
    names = [f"{prefix}{label}" for label in CLASSES]
    targets = pd.DataFrame(np.eye(3), columns=[f"t_{label}" for label in CLASSES])
    return pd.concat([pd.DataFrame({"y": CLASSES}), pd.DataFrame(P, columns=names), targets], axis=1)


def loss_of(result):
    """Return the log loss of the only model."""
    return result.models[0].headline["log_loss"].value


def test_columns_that_read_like_the_labels_in_another_order_are_refused():
    names = [f"p_{label}" for label in CLASSES]
    message = (
        "the frame: columns of predictions ['p_academic', 'p_general', 'p_vocation'] read like the labels "
        "['vocation', 'general', 'academic'] in another order; name both in the same order."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        evaluate_file(table("p_"), target="y", proba=names, labels=CLASSES[::-1])
    assert loss_of(evaluate_file(table("p_"), target="y", proba=names, labels=CLASSES)) == pytest.approx(LOSS)


def test_columns_that_do_not_read_like_the_labels_go_by_position():
    named = table().rename(columns=dict(zip(CLASSES, ["p_0", "p_1", "p_2"], strict=True)))
    named["y"] = ["1", "2", "3"]
    found = evaluate_file(named, target="y", proba=["p_0", "p_1", "p_2"], labels=["1", "2", "3"])
    assert loss_of(found) == pytest.approx(LOSS)


@pytest.mark.parametrize("prefix", ["", "p_"])
@pytest.mark.parametrize("labels", [None, CLASSES])
def test_targets_that_read_like_the_predictions_in_another_order_are_refused(prefix, labels):
    names, targets = [f"{prefix}{label}" for label in CLASSES], [f"t_{label}" for label in CLASSES]
    message = (
        "the frame: columns of target distributions ['t_vocation', 't_general', 't_academic'] read like those of "
        f"predictions [{', '.join(map(repr, names))}] in another order; name both in the same order."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        evaluate_file(table(prefix), target=targets[::-1], proba=names, labels=labels)
    found = evaluate_file(table(prefix), target=targets, proba=names, labels=labels)
    assert loss_of(found) == pytest.approx(LOSS)


def test_targets_that_read_like_the_labels_in_another_order_are_refused():
    named = table().rename(columns=dict(zip(CLASSES, "uvw", strict=True)))
    targets = [f"t_{label}" for label in CLASSES]
    with pytest.raises(
        ValueError, match=r"read like those of predictions \['academic', 'general', 'vocation'\] in anot"
    ):
        evaluate_file(named, target=targets[::-1], proba=["u", "v", "w"], labels=CLASSES)


def test_columns_named_as_the_labels_go_by_name_and_it_is_said():
    told = "columns matched to classes by name, and not by the order of labels"
    found = evaluate_file(table(), target="y", proba=CLASSES, labels=CLASSES[::-1])
    assert loss_of(found) == pytest.approx(LOSS)
    assert told in found.how
    assert told not in evaluate_file(table(), target="y", proba=CLASSES, labels=CLASSES).how
    assert told not in evaluate_file(table(), target="y", proba=CLASSES).how
