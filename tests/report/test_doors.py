"""Evaluations from estimators and predictions: what is pooled, what is averaged, and what is noted."""

import json
import math
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    KFold,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_predict,
    cross_val_score,
)
from sklearn.naive_bayes import GaussianNB

from skxent.linear_model import SoftmaxRegression
from skxent.metrics import brier_loss, d2_log_loss_score, log_loss
from skxent.report import evaluate, evaluate_predictions
from skxent.scorers import d2_log_loss, neg_brier, neg_log_loss

CV = StratifiedKFold(5, shuffle=True, random_state=0)


@pytest.fixture(scope="module")
def iris():
    return load_iris(return_X_y=True)


@pytest.fixture(scope="module")
def evaluation(iris):
    return evaluate({"softmax": SoftmaxRegression(), "prior": DummyClassifier()}, *iris, cv=CV, data="iris")


def headline(evaluation, model="softmax", column="value"):
    table = evaluation.table()
    return table[table["model"] == model].set_index("metric")[column]


def test_pooled_values_are_those_of_all_out_of_sample_predictions_together(evaluation, iris):
    X, y = iris
    proba = cross_val_predict(SoftmaxRegression(), X, y, cv=CV, method="predict_proba")
    values = headline(evaluation)
    assert math.isclose(values["log_loss"], log_loss(y, proba), rel_tol=1e-9)
    assert math.isclose(values["log_loss_bits"], log_loss(y, proba, base=2), rel_tol=1e-9)
    assert math.isclose(values["excess"], log_loss(y, proba), rel_tol=1e-9)
    assert math.isclose(values["skill"], d2_log_loss_score(y, proba), rel_tol=1e-9)
    assert math.isclose(values["brier"], brier_loss(y, proba), rel_tol=1e-9)
    assert values["accuracy"] == (proba.argmax(axis=1) == y).mean()


def test_fold_means_are_those_of_the_scorers(evaluation, iris):
    means = headline(evaluation, column="fold_mean")
    for metric, scorer, sign in [("log_loss", neg_log_loss, -1), ("brier", neg_brier, -1), ("skill", d2_log_loss, 1)]:
        scores = cross_val_score(SoftmaxRegression(), *iris, cv=CV, scoring=scorer)
        assert math.isclose(means[metric], sign * scores.mean(), rel_tol=1e-9)


def test_every_number_says_its_unit_direction_and_meaning(evaluation):
    table = evaluation.table()
    assert list(table.columns) == [
        "model",
        "metric",
        "value",
        "low",
        "high",
        "unit",
        "direction",
        "meaning",
        "fold_mean",
    ]
    assert set(table["direction"]) == {"lower", "higher", ""}  # of the label entropy neither
    assert table["meaning"].str.len().min() > 20


def test_the_verdict_names_the_best_model(evaluation):
    assert evaluation.best.name == "softmax"
    assert evaluation.sentence.startswith("softmax has the lowest log loss of 2 models, 0.14")


def test_the_class_frequencies_have_skill_zero(evaluation):
    assert math.isclose(headline(evaluation, "prior")["skill"], 0, abs_tol=1e-12)


def test_folds_of_sorted_data_add_up_though_training_lacks_a_class(iris):
    X, y = iris
    result = evaluate(DummyClassifier(), X, y, cv=KFold(3))
    assert headline(result, "DummyClassifier")["log_loss"] == math.inf
    assert result.models[0].tally.loss.n_zero == 150
    assert result.sentence.startswith("DummyClassifier has an infinite log loss: 150 of 150 rows gave probability 0")
    assert result.models[0].notes == ()
    assert "undefined" in str(result)  # the folds' skill: each holds one class
    assert json.loads(result.to_json())["models"]["DummyClassifier"]["headline"]["log_loss"]["value"] == "inf"


def test_warnings_of_a_fit_become_notes_and_are_counted(iris):
    result = evaluate(LogisticRegression(max_iter=2), *iris, cv=3)
    (note,) = result.models[0].notes
    assert (note.category, note.count) == ("ConvergenceWarning", 3)
    assert "note: LogisticRegression: lbfgs failed to converge" in str(result)


def test_test_rows_that_are_not_every_row_once_are_told(iris):
    cv = RepeatedStratifiedKFold(n_splits=3, n_repeats=4, random_state=0)
    assert "150 of 150 rows of data were predicted, up to 4 times each" in str(
        evaluate(DummyClassifier(), *iris, cv=cv)
    ).replace("\n", " ")
    cv = ShuffleSplit(5, test_size=0.1, random_state=0)
    assert "of 150 rows of data were predicted, up to" in evaluate(DummyClassifier(), *iris, cv=cv).how


def test_an_estimator_is_asked_once_for_each_fold(iris):
    result = evaluate(DummyClassifier(strategy="stratified"), *iris, cv=CV)  # answers at random
    table = result.table().set_index("metric")
    assert math.isclose(
        table.loc["brier", "value"], table.loc["brier", "fold_mean"], rel_tol=1e-12
    )  # folds of one size


@pytest.mark.parametrize(
    ("skill", "words"),
    [
        ([0.5, 0.5], "is as good as the base rate"),
        (
            [0.9, 0.2],
            "cannot be told from the base rate by these rows: its skill is -182.2 % [-817.5, 100.0 %]",
        ),
    ],
)
def test_the_verdict_compares_with_the_base_rate(skill, words):
    assert words in evaluate_predictions([0, 1], skill).sentence


def test_what_was_done_to_predictions_is_told():
    how = evaluate_predictions([0, 1], [[2, 2], [1, 3]], normalize=True, smoothing=1e-6).how
    assert how == "predictions with smoothing=1e-06 added to every probability, with rows divided by their sums"
    assert "read as logit" in evaluate_predictions([0, 1], [0.5, 2], scale="logit").how


def test_one_class_has_nothing_to_compare_with():
    result = evaluate_predictions([0, 0], [[0.5, 0.5]] * 2, labels=[0, 1])
    assert "cannot be compared with the base rate" in result.sentence


def test_a_list_of_estimators_is_refused(iris):
    with pytest.raises(TypeError, match="estimators is list; pass an estimator, or a dict"):
        evaluate([SoftmaxRegression()], *iris)


def test_no_folds_are_refused(iris):
    with pytest.raises(ValueError, match="makes no folds"):
        evaluate(SoftmaxRegression(), *iris, cv=[])


def test_names_that_are_the_same_as_text_are_refused():
    with pytest.raises(ValueError, match="names that are the same as text"):
        evaluate_predictions([0, 1], {1: [0.5, 0.5], "1": [0.5, 0.5]})


def test_of_several_models_the_bad_one_is_named():
    with pytest.raises(ValueError, match=r"evil: y_proba is 1\.9 \(the first\) in row 1"):
        evaluate_predictions([0, 1], {"good": [0.5, 0.5], "evil": [0.1, 1.9]})


def test_models_that_look_equal_are_named_together():
    result = evaluate_predictions([0, 1], {"a": [0.2, 0.8], "b": [0.2, 0.8], "c": [0.5, 0.5]})
    assert result.sentence.startswith("a and b have the lowest log loss of 3 models, 0.2231 nats; a is as good as b.")


def test_an_evaluation_says_what_it_is():
    assert repr(evaluate_predictions([0, 1], {"a": [0.5, 0.5]}, data="coins")) == "<Evaluation of coins: a>"


def test_progress_goes_to_stderr(iris, capsys):
    evaluate({"prior": DummyClassifier()}, *iris, cv=3, verbose=1)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "[1/1] prior: 3 folds ...\n"


def test_target_distributions_have_an_entropy_that_no_model_can_beat(iris):
    X, y = iris
    target = np.eye(3)[y] * 0.7 + 0.1
    result = evaluate(SoftmaxRegression(), X, target, cv=KFold(5, shuffle=True, random_state=0))
    values = headline(result, "SoftmaxRegression")
    entropy = -(0.8 * math.log(0.8) + 0.2 * math.log(0.1))
    assert math.isclose(values["log_loss"] - values["excess"], entropy, rel_tol=1e-12)
    assert values["excess"] > 0


def test_an_estimator_that_cannot_be_scored_is_an_error(iris):
    from sklearn.svm import LinearSVC

    with pytest.raises(TypeError, match="LinearSVC has no predict_proba"):
        evaluate(LinearSVC(), *iris)


@pytest.mark.parametrize("call", [lambda: evaluate({}, [[0]], [0]), lambda: evaluate_predictions([0], {})])
def test_nothing_to_evaluate_is_an_error(call):
    with pytest.raises(ValueError, match="is empty; pass"):
        call()


def test_predictions_of_several_models(iris):
    X, y = iris
    models = {"nb": GaussianNB().fit(X, y), "prior": DummyClassifier().fit(X, y)}
    result = evaluate_predictions(y, {name: model.predict_proba(X) for name, model in models.items()})
    assert headline(result, "nb")["log_loss"] == log_loss(y, models["nb"].predict_proba(X))
    assert headline(result, "nb", "fold_mean").isna().all()
    assert "mean of the folds" not in str(result)


def test_many_rows_worse_than_the_base_rate_are_told_so():
    assert (
        "model is worse than the base rate: its skill is" in evaluate_predictions([0, 1] * 50, [0.8, 0.3] * 50).sentence
    )


def test_one_model_without_skill_is_told_so():
    result = evaluate_predictions([0, 1], [0.9, 0.2])
    assert result.sentence.startswith(
        "model has a log loss of 1.9560 nats [0.0000, 6.3596]. model cannot be told from the base rate"
    )


def test_all_models_infinite_is_told_so():
    result = evaluate_predictions([0, 1], {"a": [1.0, 0.5], "b": [0.5, 0.0]})
    assert result.sentence.startswith("Every model has an infinite log loss")
    assert "note: a: 1 of 2 rows gave probability 0 to what happened" in str(result)


def test_json_is_strict_and_complete(evaluation):
    record = json.loads(evaluation.to_json(), parse_constant=pytest.fail)
    assert list(record) == ["schema_version", "verdict", "data", "audit", "models", "comparisons", "reproduce"]
    assert record["data"]["n_rows"] == 150
    assert len(record["models"]["softmax"]["folds"]) == 5
    one = evaluate_predictions(np.array(["2020-01-01", "2020-01-02"], dtype="datetime64[D]"), [[0.5, 0.5]] * 2)
    record = json.loads(one.to_json())
    assert record["models"]["model"]["headline"]["log_loss"]["fold_mean"] is None
    assert record["data"]["labels"] == ["2020-01-01", "2020-01-02"]


def test_an_evaluation_is_the_same_every_time(iris):
    one, two = (evaluate(GaussianNB(), *iris, cv=CV, timestamp=False) for _ in range(2))
    assert one.to_html() == two.to_html()
    assert one.to_json() == two.to_json()


def test_the_seed_of_a_generator_is_drawn_once_and_told():
    found = evaluate_predictions([0, 1] * 20, [0.2, 0.7] * 20, random_state=np.random.RandomState(3))
    assert found.facts.settings["random_state"] == np.random.RandomState(3).randint(2**31)


@pytest.mark.parametrize("kind", [list, tuple])
def test_models_in_a_list_are_asked_for_by_name(kind):
    two = kind([[[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]], np.array([[0.5, 0.5]] * 3)])
    message = f"y_proba is a {kind.__name__} of 2 predictions of 3 rows each; pass a dict of them by the name of each"
    with pytest.raises(ValueError, match=f"^{message} model.$"):
        evaluate_predictions([0, 1, 1], two)
    with pytest.raises(ValueError, match="y_proba has 2"):
        evaluate_predictions([0, 1, 1], kind([0.5, 0.5]))


def test_weights_and_smoothing_are_said():
    y, p = [0, 1] * 10, [0.0, 1.0] * 9 + [1.0, 0.5]
    plain = evaluate_predictions(y, [0.5] * 20)
    assert "20 predictions, 2 classes" in plain.to_text()
    assert "No row gave probability 0 to what happened." in plain.to_html()
    found = evaluate_predictions(y, p, sample_weight=[1, 2] * 10, smoothing=0.01)
    assert "20 predictions, weighted, 2 classes" in found.to_text()
    assert (
        "No row gave probability 0 to what happened, after smoothing=0.01; without it rows may have." in found.to_html()
    )


def test_a_table_with_a_column_for_each_model_is_told_as_that():
    table = pd.DataFrame({"old": [0.25, 0.75], "new": [0.125, 0.875]})
    message = (
        "y_true holds 'no', 'yes' in rows 0, 1; pass {name: y_proba[name] for name in y_proba.columns} if each is of a "
        "model: labels are ['old', 'new'], the names of the columns of y_proba: rename them to the labels, one for each"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        evaluate_predictions(["no", "yes"], table)
    models = evaluate_predictions(["no", "yes"], {name: table[name] for name in table.columns}).models
    assert [model.name for model in models] == ["old", "new"]


@pytest.mark.parametrize(
    ("y", "columns", "message"),
    [
        ([0, 1], ["0", "1"], r"^y_true holds 0, 1 in rows 0, 1; labels are .*0 is not '0', which differs in type"),
        (
            ["x", "y", "z"],
            ["a", "b"],
            r"^y_true holds 'x', 'y', 'z' in rows 0, 1, 2; labels are \['a', 'b'\], the names",
        ),
        (["x", "y", "x"], ["a"], r"^y_proba has 1 column for 2 labels"),
        (["x", None, "y"], ["a", "b"], r"^y_true is missing in row 1"),
        (["x", "y"] * 3, ["a", "b"], r"^y_true has 6 rows, y_proba has "),
    ],
)
def test_other_tables_are_told_as_ever(y, columns, message):
    rows = 3 if len(y) == 3 else 2
    with pytest.raises(ValueError, match=message):
        evaluate_predictions(y, pd.DataFrame([[1 / len(columns)] * len(columns)] * rows, columns=columns))


def test_classes_may_be_dates():
    days = np.array(["2020-01-01", "2020-01-02"], dtype="M8[ns]")
    found = evaluate_predictions(days, pd.DataFrame([[0.75, 0.25], [0.25, 0.75]], columns=pd.to_datetime(days)))
    assert found.models[0].headline["log_loss"].value == pytest.approx(-np.log(0.75))


def test_a_baseline_is_named():
    models = {"a": [0.25, 0.75], "b": [0.5, 0.5]}
    with pytest.raises(ValueError, match=r"^baseline is a list; pass the name of one of the models, \['a', 'b'\]\.$"):
        evaluate_predictions([0, 1], models, baseline=models["b"])
    with pytest.raises(ValueError, match=r"^baseline is a Series; pass the name of one of the models"):
        evaluate_predictions([0, 1], models, baseline=pd.Series(models["b"]))


def test_data_is_a_name():
    for given in (pd.DataFrame({"a": [1]}), None):
        message = rf"^data is a {type(given).__name__}; pass the name of the data, as text\.$"
        with pytest.raises(TypeError, match=message):
            evaluate_predictions([0, 1], [0.25, 0.75], data=given)
        with pytest.raises(TypeError, match=message):
            evaluate(SoftmaxRegression(), [[0.0], [1.0]] * 5, [0, 1] * 5, data=given)


def test_rows_that_are_in_training_and_test_are_told():
    X, y = np.arange(20.0)[:, None], np.arange(20) % 2
    seen = [(np.arange(20), np.arange(10, 20)), (np.arange(10), np.arange(10))]
    (model,) = evaluate(SoftmaxRegression(), X, y, cv=seen).models
    message = (
        "10 rows are in training and test of one fold, so that the model has seen what it is tested on; pass a cv whose "
        "parts share no row"
    )
    assert [(note.message, note.count) for note in model.notes if "training" in note.message] == [(message, 2)]
    (model,) = evaluate(SoftmaxRegression(), X, y, cv=2).models
    assert not any("training" in note.message for note in model.notes)


def test_a_series_of_slices_has_its_name():
    found = evaluate_predictions([0, 1] * 20, [0.25, 0.75] * 20, slices=pd.Series([*"ab"] * 20, name="site"))
    assert {one.column for one in found.models[0].slices} == {"site"}
    with pytest.raises(ValueError, match=r"^slices is Series without names"):
        evaluate_predictions([0, 1] * 20, [0.25, 0.75] * 20, slices=pd.Series([*"ab"] * 20))
