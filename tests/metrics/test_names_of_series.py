"""The name of a series of predictions: read where it says which of two labels they are of, and never guessed from."""

import re

import numpy as np
import pandas as pd
import polars as pl  # noqa: TID253 - not heavy to a test
import pytest

from skxent.metrics import binary_log_loss, brier_loss, d2_log_loss_score, log_loss
from skxent.report import LossDisplay, evaluate_predictions

P = [0.25, 0.75]
METRICS = [log_loss, brier_loss, d2_log_loss_score, binary_log_loss]


def mend(metric, first):
    """Return how a metric is told that predictions are of the first label."""
    return f"pos_label={first!r}" if metric is binary_log_loss else f"labels= with {first!r} last"


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
        f"pass {mend(metric, y[0])}, or y_proba.rename(None) or y_proba.to_numpy() if it is of {y[1]!r}."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        metric(y, pd.Series(P, name=name))
    message = (
        f"y_proba has 1 column, named {name!r}, which reads like {y[0]!r}, and (n,) is of the last of the labels {y}; "
        f"pass y_proba[{name!r}] and {mend(metric, y[0])}, or y_proba[{name!r}].rename(None) or "
        f"y_proba[{name!r}].to_numpy() if it is of {y[1]!r}."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        metric(y, pd.DataFrame({name: P}))


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.__name__)
@pytest.mark.parametrize(("y", "name"), [(["no", "yes"], "p_no"), (["no", "yes"], "no"), ([0, 1], "p0"), ([0, 1], 0)])
def test_to_say_which_label_it_is_of_mends_that(metric, y, name):
    frame = pd.DataFrame({name: [1 - p for p in P], "p": P})
    of_first = {"pos_label": y[0]} if metric is binary_log_loss else {"labels": y[::-1]}
    assert metric(y, frame[name], **of_first) == metric(y, P)
    assert (
        metric(y, pd.Series(P, name=name).rename(None)) == metric(y, pd.Series(P, name=name).to_numpy()) == metric(y, P)
    )


@pytest.mark.parametrize("p", [pd.Series(P, name="p0"), pd.DataFrame({"p0": P})], ids=["series", "frame"])
def test_labels_that_do_not_say_which_is_positive_say_nothing_of_the_name(p):
    with pytest.raises(ValueError, match=r"named 'p0', which reads like 0, and .* pass .*pos_label=0, or "):
        binary_log_loss([0, 1], p, labels=[1, 0])


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.__name__)
@pytest.mark.parametrize("name", ["p_yes", "yes", "p", "EMOS", "p_not_no_but_yes", "nobody", None, 1, ("p", "a")])
def test_a_series_that_reads_like_the_last_label_or_like_none_is_of_the_last(metric, name):
    y = ["no", "yes"]
    assert metric(y, pd.Series(P, name=name)) == metric(y, P)


def test_the_last_label_itself_is_that_whatever_it_holds():
    y = ["1", "class 1"]
    assert log_loss(y, pd.Series(P, name="class 1")) == log_loss(y, P)


def test_what_has_several_columns_has_no_name_of_its_own():
    class Named(np.ndarray):
        name = "p_no"

    p = np.array([[0.75, 0.25], [0.25, 0.75]]).view(Named)
    assert log_loss(["no", "yes"], p) == log_loss(["no", "yes"], P)
    with pytest.raises(ValueError, match=r"^y_proba is a series named 'p_no'"):
        log_loss(["no", "yes"], p[:, 1])


def test_a_series_is_of_the_label_that_it_reads_like_where_that_is_last():
    y, p = ["no", "yes"], pd.Series([0.75, 0.25], name="p_no")
    assert log_loss(y, p, labels=["yes", "no"]) == log_loss(y, P)
    assert log_loss(y, pd.Series(P, name="p_no").to_numpy()) == log_loss(y, P)
    assert log_loss(y, pd.Series(P, name="no").rename(None)) == log_loss(y, P)
    assert binary_log_loss(y, p, pos_label="no") == log_loss(y, P)


@pytest.mark.parametrize(
    ("y", "names"),
    [
        ([0, 1], ["C=0.5", "C=10.0", "v2.0", "lr 0.001", 0.5, "model_0", "fold_0", "x0", "EMOS0"]),
        ([1, 2], ["model_1"]),
        (["a", "b"], ["model a"]),
        (["no", "yes"], ["no_show"]),
        (["low", "high"], ["low_rank_model"]),
        ([False, True], ["false positive model"]),
    ],
)
@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.__name__)
def test_the_names_of_models_say_no_class(metric, y, names):
    for name in names:
        assert metric(y, pd.Series(P, name=name)) == metric(y, P)


SAID = {
    "labels": lambda y, p: log_loss(y, p, labels=y),
    "labels of two": lambda y, p: binary_log_loss(y, p, labels=y),
    "pos_label": lambda y, p: binary_log_loss(y, p, pos_label=y[1]),
    "a report": lambda y, p: evaluate_predictions(y, p, labels=y).models[0].headline["log_loss"].value,
    "a report of models": lambda y, p: evaluate_predictions(y, {"m": p}).models[0].headline["log_loss"].value,
    "of targets": lambda y, p: (
        evaluate_predictions(pd.DataFrame([[1, 0], [0, 1]], columns=y), {"m": p}).models[0].headline["log_loss"].value
    ),
    "a display": lambda y, p: LossDisplay.from_predictions(y, {"m": p}).frame()["loss"].mean(),
}


@pytest.mark.filterwarnings("ignore:losses are the same in all 2 rows")
@pytest.mark.parametrize("score", SAID.values(), ids=SAID)
@pytest.mark.parametrize(("y", "name"), [(["no", "yes"], "p_0"), ([0, 1], "p0"), ([0, 1], 0.5), ([0, 1], None)])
def test_where_it_is_said_what_predictions_are_of_a_number_in_a_name_says_nothing(score, y, name):
    assert score(y, pd.Series(P, name=name)) == pytest.approx(log_loss(y, P))


@pytest.mark.parametrize("score", SAID.values(), ids=SAID)
@pytest.mark.parametrize(("y", "name"), [(["no", "yes"], "No "), (["no", "yes"], "p_no"), ([0, 1], 0), ([0, 1], "0.0")])
def test_where_it_is_said_a_name_that_is_or_says_the_first_label_contradicts_it(score, y, name):
    with pytest.raises(ValueError, match=f"^y_proba is a series named {re.escape(repr(name))}"):
        score(y, pd.Series(P, name=name))


def test_a_series_of_another_library_has_the_name_of_its_model_too():
    p = pl.Series("p0", P)
    (model,) = evaluate_predictions([0, 1], {"m": p}).models
    assert model.headline["log_loss"].value == log_loss([0, 1], P)
    message = (
        "y_proba is a series named 'p0', which reads like 0, and (n,) is of the last of the labels [0, 1]; pass labels= with "
        "0 last, or y_proba.to_numpy() if it is of 1."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        log_loss([0, 1], p)


def test_the_targets_of_a_table_without_names_have_their_numbers():
    with pytest.raises(ValueError, match=r"^y_proba is a series named 0"):
        evaluate_predictions([[1.0, 0.0], [0.0, 1.0]], {"m": pd.Series(P, name=0)})
