"""Probabilities that are said to be logits: a plausible wrong number, which is returned with a warning."""

import warnings
from linecache import getline

import numpy as np
import pandas as pd
import pytest
from scipy.special import log_softmax, softmax

from skxent._check._predictions import _ENOUGH, _FEW, _MANY, are_distributions, are_shares
from skxent.metrics import (
    LossTally,
    binary_log_loss,
    brier_decomposition,
    brier_loss,
    calibration_error,
    d2_brier_score,
    d2_log_loss_score,
    kl_divergence_loss,
    log_loss,
    log_loss_decomposition,
    mean_entropy,
    perplexity_loss,
    reliability_curve,
)
from skxent.report import LossDisplay, evaluate_file, evaluate_predictions

MESSAGE = (
    "y_proba is said to be logits (scale='logit'), and its rows look like probabilities or percentages, with sums of 1 or "
    "100, or nearly; pass scale='proba' if they are, with normalize=True if the sums are not 1."
)
IN_FILE = MESSAGE.replace("y_proba is", "the prediction in columns '0', '1' is")
Y = np.arange(40) % 2
P = np.random.default_rng(3).dirichlet([1, 1], 40)
LOGITS = np.log(P)
DOORS = {
    "LossTally": lambda p: LossTally.from_predictions(Y, p, scale="logit"),
    "a display": lambda p: LossDisplay.from_predictions(Y, p, scale="logit"),
    "evaluate_predictions": lambda p: evaluate_predictions(Y, p, scale="logit"),
    "evaluate_file": lambda p: evaluate_file(
        pd.DataFrame({"y": Y.astype(str), "0": p[:, 0], "1": p[:, 1]}), target="y", proba=["0", "1"], scale="logit"
    ),
} | {
    metric.__name__: lambda p, metric=metric: metric(Y, p, scale="logit")
    for metric in (
        log_loss,
        perplexity_loss,
        binary_log_loss,
        brier_loss,
        kl_divergence_loss,
        mean_entropy,
        d2_log_loss_score,
        d2_brier_score,
        calibration_error,
        reliability_curve,
        log_loss_decomposition,
        brier_decomposition,
    )
}


def told(door, p):
    """Return the warnings of a door that are of logits."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        door(p)
    return [warning for warning in caught if "logits" in str(warning.message)]


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_all_doors_warn_their_caller_once(door):
    (warning,) = told(door, P)
    assert str(warning.message).replace("the prediction in columns '0', '1' is", "y_proba is") == MESSAGE
    assert (warning.category, warning.filename) == (UserWarning, __file__)
    assert "lambda p" in getline(__file__, warning.lineno) or "evaluate_file" in getline(__file__, warning.lineno - 1)
    assert told(door, LOGITS) == []


def test_of_several_models_each_is_told_by_its_name():
    door = lambda p: evaluate_predictions(Y, {"a": p, "b": LOGITS, "c": p}, scale="logit")  # noqa: E731 - as the others
    assert [(str(w.message), w.filename) for w in told(door, P)] == [(f"{n}: {MESSAGE}", __file__) for n in "ac"]


def test_what_to_do_is_said_by_no_other_scale():
    door = lambda p: log_loss(Y, p, scale="proba")  # noqa: E731 - as the others
    assert told(door, P) == []
    assert told(lambda p: log_loss(Y, p, scale="log_proba", normalize=True), np.log(P)) == []


def test_rows_are_distributions_though_they_were_rounded(rng):
    assert are_distributions(P)
    assert are_distributions(P.astype(np.float32))
    assert are_distributions(rng.dirichlet(np.ones(50), 2 * _FEW))
    assert are_distributions(0.991 * np.round(P, 2))
    assert are_distributions(np.full((_ENOUGH, 20), [0.951, *[0.0] * 19]))
    assert are_distributions(np.round(100 * P, 1))
    assert are_distributions(P[:2])
    assert are_distributions(np.vstack([np.eye(2)] * _FEW + [[[0.5, 0.5], [0.25, 0.75]]]))


@pytest.mark.parametrize(
    "z",
    [
        np.eye(3)[[0, 1, 2, 0]],
        np.full((3, 3), 1 / 3),
        np.vstack([np.full((2 * _FEW, 2), [0.25, 0.75]), [[0.5, 0.75]]]),
        np.vstack([np.full((2 * _FEW, 2), [0.25, 0.75]), [[-0.5, 1.5]]]),
        np.vstack([np.full((2 * _FEW, 2), [0.25, 0.75]), [[0.5, -np.inf]]]),
        np.vstack([np.full((2 * _FEW, 2), [0.25, 0.75]), [[0.5, 0.48]]]),
        np.full((20, 3), [1.005, 0.005, 0.0]),
        np.full((20, 20), [1.02, *[0.0] * 19]),
        np.full((_ENOUGH - 1, 2), [0.25, 0.74]),
        np.full((20, 20), [0.94, *[0.0] * 19]),
        log_softmax(np.eye(3), axis=1),
        10 * softmax(np.eye(3), axis=1),
        np.ones((3, 1)),
        np.full(4, 0.5),
    ],
    ids=[
        "labels",
        "uniform",
        "a sum",
        "a sign",
        "infinite",
        "a hundredth too few",
        "a little above 1",
        "above 1",
        "few, and not exact",
        "of many columns too few",
        "logarithms",
        "logits",
        "one column",
        "one dimension",
    ],
)
def test_rows_that_may_be_logits_are_not(z):
    assert not are_distributions(z)


MANY = np.random.default_rng(4).uniform(size=3 * _MANY)
COLUMNS = {
    "any": MANY,
    "rounded": np.round(MANY, 2),
    "sure": np.where(np.arange(3 * _MANY) % 2, 1.0, 0.03),
    "mistaken": np.where(np.arange(3 * _MANY) == 7, 1.0001, MANY),
    "percentages": 100 * MANY,
}


@pytest.mark.parametrize("score", [log_loss, brier_loss, binary_log_loss, evaluate_predictions])
@pytest.mark.parametrize("p", COLUMNS.values(), ids=COLUMNS)
def test_a_column_of_probabilities_is_told(score, p):
    y = np.arange(3 * _MANY) % 2
    (warning,) = told(lambda p: score(y, p, scale="logit"), p)
    assert str(warning.message) == (
        "y_proba is said to be logits (scale='logit'), and its numbers look like probabilities or percentages, from near "
        "0 to near 1 or 100; pass scale='proba' if they are, percentages divided by 100."
    )
    if p is MANY:
        assert told(lambda p: score(y, p, scale="proba"), p) == []


def test_a_hundred_numbers_are_enough_and_all_are_looked_at():
    few = np.linspace(0, 1, _MANY)
    assert are_shares(few)
    assert not are_shares(few[1:])
    assert are_shares(95.5 * few)  # of percentages
    assert not are_shares(94.5 * few)
    for place in (0, 2 * _FEW):
        assert not are_shares(np.where(np.arange(3 * _MANY) == place, 1.02, MANY))
        assert not are_shares(np.where(np.arange(3 * _MANY) == place, -0.01, MANY))
        end = np.where(np.arange(3 * _MANY) == place, 0.96, 0.04)  # the only one near its end
        assert are_shares(end)
        assert are_shares(1 - end)
    assert not are_shares(few[:, None])


@pytest.mark.parametrize(
    "z",
    [
        few := np.linspace(0.06, 1, 200),
        1 - few,
        np.arange(200.0) % 2,
        np.full(200, 0.3),
        np.random.default_rng(0).normal(0.5, 0.3, 200),
        np.random.default_rng(0).normal(0.5, 0.1, 200),
        np.random.default_rng(0).normal(50, 30, 200),
    ],
    ids=["not near 0", "not near 1", "labels", "equal", "normal", "of a weak model", "wide"],
)
def test_numbers_that_may_be_logits_are_no_shares(z):
    assert not are_shares(z)
    assert told(lambda z: log_loss(np.arange(200) % 2, z, scale="logit"), z) == []


def test_a_file_is_told_only_where_all_its_parts_are(rng):
    read = lambda p: evaluate_file(  # noqa: E731 - as the others
        pd.DataFrame({"y": np.arange(len(p)) % 2, "p": p}), target="y", proba="p", scale="logit"
    )
    shares, genuine = rng.uniform(size=65_536), rng.normal(size=65_536)
    assert told(read, np.concatenate([shares, genuine])) == []
    assert told(read, np.concatenate([genuine, shares])) == []
    for whole in (shares, np.concatenate([shares, shares[:50]]), np.concatenate([shares, shares])):
        (warning,) = told(read, whole)
        assert "its numbers look like probabilities" in str(warning.message)


def test_the_number_is_that_of_logits():
    with pytest.warns(UserWarning, match="said to be logits"):
        assert log_loss(Y, P, scale="logit") == pytest.approx(log_loss(Y, softmax(P, axis=1)))


def test_probabilities_that_are_said_to_be_logarithms_are_told_too():
    with pytest.warns(
        UserWarning, match="^y_proba is said to be log-probabilities .scale='log_proba'., and its rows look like prob"
    ):
        log_loss(Y, P, scale="log_proba", normalize=True)
    with pytest.raises(ValueError, match="pass scale='proba' if these are probabilities, scale='logit' if they are"):
        log_loss(Y, P, scale="log_proba")


@pytest.mark.filterwarnings("ignore:.*said to be logits")
def test_a_report_notes_what_is_said_of_its_predictions():
    found = evaluate_predictions(Y, {"a": P, "b": LOGITS}, scale="logit")
    assert [[note.message for note in model.notes if "logits" in note.message] for model in found.models] == [
        [MESSAGE],
        [],
    ]
    assert "said to be logits" in found.to_html()
    assert "said to be logits" in found.to_text().replace("\n", " ")
    frame = pd.DataFrame({"y": Y.astype(str), "0": P[:, 0], "1": P[:, 1]})
    other = frame.assign(**{"0": LOGITS[:, 0], "1": LOGITS[:, 1]})
    with pytest.warns(UserWarning, match="^p: the prediction in columns '0', '1' is said to be logits"):
        two = evaluate_file({"p": frame, "z": other}, target="y", proba=["0", "1"], scale="logit")
    assert [[note.message for note in model.notes if "logits" in note.message] for model in two.models] == [
        [IN_FILE],
        [],
    ]
