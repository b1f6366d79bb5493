"""What stands beside the rows of evaluate(): groups, slices, ids, weights and params follow their rows through folds."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, KFold, RepeatedStratifiedKFold, StratifiedKFold, cross_val_predict

from skxent.linear_model import SoftmaxRegression
from skxent.metrics import log_loss
from skxent.report import evaluate, evaluate_predictions

RNG = np.random.default_rng(0)
N = 240
X = RNG.normal(size=(N, 3))
Y = np.where(X[:, 0] + RNG.normal(size=N) > 0, "yes", "no")
W = np.where(RNG.uniform(size=N) < 0.1, 0.0, RNG.uniform(0.2, 3, N))
GROUPS = RNG.integers(0, 40, N)
SITE = np.array(["north", "south", "east"])[RNG.integers(0, 3, N)]
IDS = np.array([f"id{i:04d}" for i in RNG.permutation(N)])
CV = KFold(4, shuffle=True, random_state=3)


def record(evaluation, name="m"):
    """Return everything that is said of a model, without its folds and what goes by the order of rows."""
    model = json.loads(evaluation.to_json())["models"][name]
    for section in ("folds", "decomposition"):
        del model[section]
    for number in model["headline"].values():
        del number["fold_mean"]
    return model


def close(a, b):
    """Compare records, numbers to nine digits."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(close(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(close, a, b))
    if isinstance(a, float) and isinstance(b, float | int):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return a == b


def test_folds_of_shuffled_rows_say_what_their_predictions_say():
    beside = {"sample_weight": W, "groups": GROUPS, "slices": {"site": SITE}, "ids": IDS}
    estimator = LogisticRegression()
    found = evaluate({"m": estimator}, X, Y, cv=CV, **beside)
    p = cross_val_predict(estimator, X, Y, cv=CV, method="predict_proba")
    expected = evaluate_predictions(Y, {"m": p}, labels=["no", "yes"], **beside)
    assert close(record(found), record(expected))
    assert found.facts.n_groups == expected.facts.n_groups
    assert math.isclose(found.facts.n_effective, expected.facts.n_effective)


def test_comparisons_of_folds_are_of_the_same_rows():
    models = {"a": LogisticRegression(), "b": LogisticRegression(C=0.01)}
    found = evaluate(models, X, Y, cv=CV, groups=GROUPS).comparisons
    p = {name: cross_val_predict(one, X, Y, cv=CV, method="predict_proba") for name, one in models.items()}
    expected = evaluate_predictions(Y, p, groups=GROUPS).comparisons
    for name in ("difference", "low", "high", "p_value", "win_rate"):
        assert math.isclose(getattr(found[0], name), getattr(expected[0], name), rel_tol=1e-9)


def test_params_are_for_fit_and_weights_for_the_report():
    plain = evaluate(LogisticRegression(), X, Y, cv=CV).models[0]
    weighted = evaluate(LogisticRegression(), X, Y, cv=CV, sample_weight=W).models[0]
    fitted = evaluate(LogisticRegression(), X, Y, cv=CV, params={"sample_weight": W}).models[0]
    p = cross_val_predict(LogisticRegression(), X, Y, cv=CV, method="predict_proba")
    q = cross_val_predict(LogisticRegression(), X, Y, cv=CV, method="predict_proba", params={"sample_weight": W})
    assert math.isclose(plain.headline["log_loss"].value, log_loss(Y, p), rel_tol=1e-9)
    assert math.isclose(weighted.headline["log_loss"].value, log_loss(Y, p, sample_weight=W), rel_tol=1e-9)
    assert math.isclose(fitted.headline["log_loss"].value, log_loss(Y, q), rel_tol=1e-9)


def test_groups_that_are_torn_are_noted():
    found = evaluate(DummyClassifier(strategy="prior"), X, Y, cv=CV, groups=GROUPS).models[0]
    (note,) = (note for note in found.notes if "groups have rows in training and test" in note.message)
    torn = max(len(np.intersect1d(GROUPS[train], GROUPS[test])) for train, test in CV.split(X))
    assert note.message.startswith(f"{torn} of {len(np.unique(GROUPS))} groups")
    assert note.count == 4
    whole = evaluate(DummyClassifier(strategy="prior"), X, Y, cv=GroupKFold(4), groups=GROUPS).models[0]
    assert whole.notes == ()


def test_rows_that_are_tested_twice_are_sure_of_nothing():
    cv = RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0)
    models = {"a": LogisticRegression(), "b": DummyClassifier(strategy="prior")}
    found = evaluate(models, X, Y, cv=cv, groups=GROUPS, slices={"site": SITE}, baseline="b")
    for model in found.models:
        assert model.times_tested == 2
        assert all(math.isnan(one.low) for one in (*model.headline.values(), *model.per_class, *model.slices))
    (pair,) = found.comparisons
    assert all(math.isnan(value) for value in (pair.low, pair.high, pair.p_value, pair.p_holm))
    assert all(math.isnan(one.low) for one in (*pair.metrics, *pair.per_class))
    assert not found.check("log_loss.regression.high < 9").passed
    assert "p = " not in found.sentence
    json.loads(found.to_json())


def test_rows_that_are_never_tested_are_left_out():
    cv = [(np.arange(120), np.arange(120, 200))]
    found = evaluate({"m": LogisticRegression()}, X, Y, cv=cv, groups=GROUPS, slices={"site": SITE}, ids=IDS)
    p = LogisticRegression().fit(X[:120], Y[:120]).predict_proba(X[120:200])
    beside = {"groups": GROUPS[120:200], "slices": {"site": SITE[120:200]}, "ids": IDS[120:200]}
    expected = evaluate_predictions(Y[120:200], {"m": p}, **beside)
    a, b = record(found), record(expected)
    assert [row["row"] - 120 for row in a["worst_rows"]] == [row["row"] for row in b["worst_rows"]]
    assert [row["id"] for row in a["worst_rows"]] == [row["id"] for row in b["worst_rows"]]
    for section in ("headline", "per_class", "slices", "calibration", "confusion", "loss_distribution"):
        assert close(a[section], b[section]), section
    assert "80 of 240 rows of data were predicted" in found.how


class Told(ClassifierMixin, BaseEstimator):
    """Predicts what its features are."""

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.arange(np.shape(X)[1])
        return self

    def predict_proba(self, X):
        return np.asarray(X)


def test_target_distributions_follow_their_rows(rng):
    target, p = rng.dirichlet([1, 1, 1], N), rng.dirichlet([1, 1, 1], N)
    beside = {"sample_weight": W, "groups": GROUPS, "slices": {"site": SITE}, "ids": IDS}
    found = evaluate({"m": Told()}, p, target, cv=CV, **beside)
    expected = evaluate_predictions(target, {"m": p}, **beside)
    assert close(record(found), record(expected))
    own = evaluate(SoftmaxRegression(), X, target, cv=CV).models[0]
    assert own.per_class == ()
    assert math.isfinite(own.headline["excess"].value)


def test_the_estimator_that_tells_says_the_same_through_any_folds(rng):
    p = rng.dirichlet([1, 1, 1], N)
    y = np.array([rng.choice(3, p=one) for one in p])
    p[7] = np.eye(3)[(y[7] + 1) % 3]
    beside = {"sample_weight": np.maximum(W, 0.1), "groups": GROUPS, "slices": {"site": SITE}, "ids": IDS}
    expected = record(evaluate_predictions(y, {"m": p}, **beside))
    for cv in (CV, StratifiedKFold(7, shuffle=True, random_state=1), [(np.arange(N), rng.permutation(N))]):
        assert close(record(evaluate({"m": Told()}, p, y, cv=cv, **beside)), expected)


def test_the_same_call_makes_the_same_files():
    options = {"cv": CV, "groups": GROUPS, "slices": {"site": SITE}, "ids": IDS, "timestamp": False}
    a, b = (evaluate({"x": LogisticRegression(), "y": DummyClassifier()}, X, Y, **options) for _ in range(2))
    assert a.to_json() == b.to_json()
    assert a.to_html() == b.to_html()


def test_beside_may_be_series_and_frames():
    index = pd.RangeIndex(1000, 1000 + N)
    frame = pd.DataFrame({"site": pd.Categorical(SITE), "even": np.arange(N) % 2 == 0}, index=index)
    given = {"groups": pd.Series(GROUPS, index=index), "slices": frame, "ids": pd.Series(IDS, index=index)}
    found = evaluate({"m": LogisticRegression()}, X, Y, cv=CV, **given)
    plain = {"groups": GROUPS, "slices": {"site": SITE, "even": np.arange(N) % 2 == 0}, "ids": IDS}
    assert close(record(found), record(evaluate({"m": LogisticRegression()}, X, Y, cv=CV, **plain)))


@pytest.mark.parametrize(
    ("beside", "message"),
    [
        ({"ids": IDS[1:]}, r"ids has shape \(239,\) for 240 rows; pass one id for each row"),
        ({"ids": np.where(np.arange(N) < 2, "same", IDS)}, r"ids repeats 'same' in rows 0, 1"),
        ({"ids": np.where(np.arange(N) == 5, None, IDS)}, r"ids is missing in row 5"),
        ({"groups": GROUPS[1:]}, r"groups has shape \(239,\) for 240 rows"),
        ({"groups": np.where(np.arange(N) == 5, None, IDS)}, r"groups is missing in row 5"),
        ({"slices": {"s": SITE[1:]}}, r"slice 's' has shape \(239,\) for 240 rows"),
        ({"slices": {"s": np.where(np.arange(N) == 5, None, SITE)}}, r"slice 's' is missing in row 5"),
    ],
)
def test_what_is_of_other_rows_is_refused(beside, message):
    p = np.full((N, 2), 0.5)
    with pytest.raises(ValueError, match=message):
        evaluate(DummyClassifier(), X, Y, cv=CV, **beside)
    with pytest.raises(ValueError, match=message):
        evaluate_predictions(Y, p, **beside)


def test_predictions_of_more_axes_are_counted_by_row():
    y, p = np.zeros((4, 5), dtype=int) + np.arange(5) % 2, np.full((4, 5, 2), 0.5)
    found = evaluate_predictions(y, p, groups=np.arange(20) // 2, ids=np.arange(20))
    assert (found.facts.n_rows, found.facts.n_groups) == (20, 10)
    with pytest.raises(ValueError, match=r"groups has shape \(4,\) for 20 rows"):
        evaluate_predictions(y, p, groups=[1, 2, 3, 4])


@pytest.mark.parametrize("y", [None, 1])
def test_what_is_no_column_of_labels_is_refused_in_words(y):
    with pytest.raises(ValueError, match=r"y_true has shape \(\)"):
        evaluate_predictions(y, [0.5])


@pytest.mark.parametrize("unit", ["D", "ns"])
def test_dates_are_labels_as_text(unit):
    y = np.array(["2020-01-01", "2020-01-02"] * 5, dtype=f"datetime64[{unit}]")
    found = evaluate_predictions(y, np.tile([0.4, 0.6], (10, 1)))
    assert found.facts.labels[0].startswith("2020-01-01")
    assert {str(row.label)[:10] for row in found.models[0].per_class} == {"2020-01-01", "2020-01-02"}
    assert found.models[0].worst_rows[0].truth.startswith("2020-01-01")
