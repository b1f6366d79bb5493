"""The verdict in words: it names the best, says what chance explains, and never claims what numbers do not."""

import json

import numpy as np
import pytest

from skxent.metrics import log_loss
from skxent.report import evaluate_predictions

RNG = np.random.default_rng(0)
N = 500
Z = RNG.normal(size=(N, 3))


def proba(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


P = proba(Z)
Y = np.array([RNG.choice(3, p=p) for p in P])
CLOSE = proba(Z + 0.1 * RNG.normal(size=Z.shape))
FLAT = np.full((N, 3), 1 / 3)


def told(y, models, **options):
    return evaluate_predictions(y, models, **options).sentence


def test_one_model_has_its_loss_and_interval():
    text = told(Y, P)
    assert text.startswith("model has a log loss of ")
    assert "[" in text.split(".")[0] + text.split(".")[1]
    assert "of the base rate's loss" in text


@pytest.mark.parametrize(("flip", "word"), [(False, "saves"), (True, "loses more than the base rate: it saves -")])
def test_where_too_few_groups_tell_it_says_that_these_rows_do_not_say_how_surely(flip, word):
    y, p = np.array([0, 1] * 20), np.where(np.arange(40) % 2, 0.6, 0.4) + np.linspace(0, 0.1, 40)
    found = evaluate_predictions(y, 1 - p if flip else p, groups=np.arange(40) > 30)
    assert f"model {word}" in found.sentence
    assert "of the base rate's loss, and these rows do not say how surely" in found.sentence
    assert "or too few rows or groups tell" in found.to_text().replace("\n", " ")


def test_a_target_that_is_the_prediction_itself_is_asked_about():
    own = P.argmax(axis=1)
    text = told(own, P)
    assert "The likeliest class happened in all rows, and was given " in text
    assert text.endswith("%: is the target its own prediction?")
    sure = 0.999 * np.eye(3)[own] + 0.001 / 3  # of which that is no wonder
    assert "own prediction" not in told(own, sure)
    assert "own prediction" not in told(own[:10], P[:10])
    assert "own prediction" not in told(Y, P)


def test_the_best_is_named_whatever_the_order():
    for models in ({"good": P, "flat": FLAT}, {"flat": FLAT, "good": P}):
        text = told(Y, models)
        assert text.startswith("good has the lowest log loss of 2 models")
        assert "next is flat" in text
        assert ", higher by 0." in text
        assert "chance" not in text


def test_what_may_be_chance_is_said_so():
    text = told(Y[:60], {"a": P[:60], "b": CLOSE[:60]})
    assert "], which may be chance (p = " in text


def test_many_comparisons_take_more_to_be_sure():
    rng = np.random.default_rng(2)
    models = {f"m{i}": proba(Z + 0.25 * rng.normal(size=Z.shape)) for i in range(12)}
    found = evaluate_predictions(Y, models)
    assert all(one.p_holm >= one.p_value for one in found.comparisons)
    ranked = sorted(found.models, key=lambda model: model.tally.loss.log_loss)[:2]
    names = {model.name for model in ranked}
    pair = next(one for one in found.comparisons if {one.a, one.b} == names)
    assert ("may be chance" in found.sentence) == (pair.p_holm >= 0.05)


def test_equal_models_share_the_first_place():
    assert told(Y, {"a": P, "b": P.copy(), "c": FLAT}).startswith("a and b have the lowest log loss of 3 models")


def test_of_equal_models_the_difference_is_told_too():
    """Which agree in all the digits that are shown, and not in each row."""
    tied = {"a": P, "b": proba(np.log(P) + 1e-5 * Z), "c": FLAT}
    lead, chance = "have the lowest log loss of", "by less than 0.0001 [0.0000, 0.0000], which may be chance (p = "
    found = evaluate_predictions(Y, tied)
    better, worse = ("b", "a") if found.comparisons[0].difference > 0 else ("a", "b")
    clause = f"{better} may be better than {worse} {chance}"
    assert found.sentence.startswith(f"a and b {lead} 3 models, 0.9025 nats; {clause}") or found.sentence.startswith(
        f"b and a {lead} 3 models, 0.9025 nats; {clause}"
    )
    assert "the baseline b" in told(Y, tied, baseline="b").split(lead)[0]
    text = told(Y, {"a": P, "d": P.copy(), "c": FLAT})
    assert text.startswith(f"a and d {lead} 3 models, 0.9025 nats; a is as good as d. a saves ")


@pytest.mark.parametrize(
    ("p", "clause"), [(P, "is better than"), (FLAT, "is as good as"), (proba(-2 * Z), "is worse than")]
)
def test_against_a_baseline_the_challenger_is_judged(p, clause):
    text = told(Y, {"new": p, "old": FLAT}, baseline="old")
    assert text.startswith(f"new {clause} the baseline old: ")


def test_the_difference_to_a_baseline_has_no_minus():
    for models in ({"new": P, "old": FLAT}, {"old": FLAT, "new": P}):
        assert told(Y, models, baseline="old").split(" nats")[1].startswith(" is lower than 1.0986 by 0.")


def test_what_chance_may_explain_is_no_claim():
    rows = slice(60)
    text = told(Y[rows], {"a": P[rows], "b": CLOSE[rows]}, baseline="b")
    assert text.startswith(("a may be better than the baseline b: ", "a may be worse than the baseline b: "))


def test_an_infinite_baseline_is_worse_without_a_number():
    p = P.copy()
    p[:2] = np.eye(3)[(Y[:2] + 1) % 3]
    text = told(Y, {"new": P, "old": p}, baseline="old")
    assert text.startswith("new is better than the baseline old: its log loss is 0.")
    assert " nats, that of old infinite. " in text
    text = told(Y, {"new": p, "old": P}, baseline="old")
    assert text.startswith("new is worse than the baseline old: its log loss is infinite, that of old 0.")


def test_an_infinite_loss_is_said_first():
    p = P.copy()
    p[:2] = np.eye(3)[(Y[:2] + 1) % 3]
    text = told(Y, p)
    assert text.startswith("model has an infinite log loss: 2 of 500 rows gave probability 0")
    little, much = (log_loss(Y, p, smoothing=smoothing) for smoothing in (1e-6, 1e-2))
    assert text.endswith(f"what it is: {little:.4f} nats with 1e-06, {much:.4f} nats with 0.01.")
    assert told(Y, {"a": p, "b": p}).startswith("Every model has an infinite log loss")
    text = told(Y, {"inf": p, "fine": FLAT})
    assert text.startswith("fine has the lowest log loss of 2 models")
    assert "next is inf with inf" in text


def test_worse_than_the_base_rate_is_said_so():
    text = told(Y, proba(-2 * Z))
    assert "is worse than the base rate: its skill is -" in text
    assert text.endswith("are its probabilities those of other classes?")
    assert "there is one class only" in told([1] * 20, [[0.2, 0.8]] * 20, labels=[0, 1])


def test_the_record_says_whether_gates_passed():
    evaluation = evaluate_predictions(Y, {"new": P, "old": FLAT}, baseline="old")
    assert json.loads(evaluation.to_json())["verdict"]["passed"] is None
    for gates, passed in ((["log_loss < 9"], True), (["log_loss < 9", "accuracy > 0.999"], False)):
        verdict = json.loads(evaluation.with_gates(gates).to_json())["verdict"]
        assert (verdict["best"], verdict["baseline"], verdict["passed"]) == ("new", "old", passed)
        assert [one["gate"] for one in verdict["gates"]] == gates
        for one in verdict["gates"]:
            assert (one["margin"] >= 0) == one["passed"]


def test_predictions_of_predict_are_told_as_that():
    hint = "are 0 or 1, as those of predict: give those of predict_proba, unless these are."
    y, hard = [0, 1] * 10, [0, 1] * 9 + [1, 0]
    assert f"to what happened. All predictions {hint} Smoothing makes it finite" in told(y, hard)
    sure = [*hard[:-1], 0.5]
    assert f"All predictions of hard {hint}" in told(y, {"hard": hard, "sure": sure})
    assert "All predictions" not in told(y, sure)
