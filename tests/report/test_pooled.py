"""Where displays take predictions from: estimators by their classes, folds by their rows, and what is refused."""

import math

import matplotlib as mpl  # noqa: TID253 - drawing is what is tested
import matplotlib.pyplot as plt  # noqa: TID253
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_array
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, RepeatedStratifiedKFold, StratifiedKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.metrics import log_loss, score_interval
from skxent.report import DecompositionDisplay, LossDisplay, ReliabilityDisplay
from tests.report.test_displays import MODELS, Y, Z, every_display

pytestmark = pytest.mark.filterwarnings("ignore::skxent.exceptions.HeavyTailWarning")
mpl.use("agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@every_display
def test_an_estimator_is_read_by_its_classes(display, rng):
    X, y = load_breast_cancer(return_X_y=True)
    names = np.array(["malignant", "benign"])[y]  # sorted, benign is the first column
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X[::2], names[::2])
    w, options = rng.uniform(0.5, 2, len(y)), {"smoothing": 1e-3}
    one = display.from_estimator(model, X[1::2], names[1::2], sample_weight=w[1::2], **options)
    other = display.from_predictions(
        names[1::2], {"Pipeline": model.predict_proba(X[1::2])}, labels=model.classes_, sample_weight=w[1::2], **options
    )
    pd.testing.assert_frame_equal(one.frame(), other.frame(), rtol=1e-9)
    assert one.frame()["model"].unique().tolist() == ["Pipeline"]


@every_display
def test_folds_are_pooled_by_row(display, rng):
    X, y = load_iris(return_X_y=True)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    kept = {"return_estimator": True, "return_indices": True}
    results = {
        "softmax": cross_validate(SoftmaxRegression(), X, y, cv=folds, **kept),
        "ridge": cross_validate(SoftmaxRegression(alpha=1.0), X, y, cv=folds, **kept),
    }
    made = display.from_cv_results(results, X, y)
    assert made.frame()["model"].unique().tolist() == ["softmax", "ridge"]
    proba = np.empty((150, 3))
    for model, test in zip(results["softmax"]["estimator"], results["softmax"]["indices"]["test"], strict=True):
        proba[test] = model.predict_proba(X[test])
    by_hand = display.from_predictions(y, {"softmax": proba}).frame()
    found = made.frame().query("model == 'softmax'").reset_index(drop=True)
    pd.testing.assert_frame_equal(found, by_hand, rtol=1e-9)
    weight = rng.uniform(0.5, 2, 150)
    weighted = display.from_cv_results(results["softmax"], X, y, sample_weight=weight, smoothing=0.1).frame()
    by_hand = display.from_predictions(y, proba, sample_weight=weight, smoothing=0.1).frame()
    pd.testing.assert_frame_equal(weighted, by_hand, rtol=1e-9)


def test_rows_that_are_tested_twice_are_groups():
    X, y = load_breast_cancer(return_X_y=True)
    folds = RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0)
    model = make_pipeline(StandardScaler(), SoftmaxRegression(alpha=0.01))
    results = cross_validate(model, X, y, cv=folds, return_estimator=True, return_indices=True)
    found = LossDisplay.from_cv_results(results, X, y).intervals["model"]
    assert math.isclose(found.n_effective, len(y), rel_tol=1e-12)


def test_folds_that_lack_a_class_are_read_with_probability_zero():
    X, y = load_iris(return_X_y=True)
    results = cross_validate(SoftmaxRegression(), X, y, cv=KFold(3), return_estimator=True, return_indices=True)
    with pytest.warns(ZeroProbabilityWarning):
        made = LossDisplay.from_cv_results(results, X, y)
    assert made.intervals["model"].estimate == math.inf


def test_folds_whose_estimators_know_other_classes_are_aligned():
    X, y = load_iris(return_X_y=True)
    first, last = np.arange(0, 100, 2), np.arange(1, 150, 2)  # the first half has two classes, the other three
    cv = [(last, first), (first, np.arange(1, 100, 2))]
    results = cross_validate(SoftmaxRegression(), X, y, cv=cv, return_estimator=True, return_indices=True)
    assert [len(one.classes_) for one in results["estimator"]] == [3, 2]
    proba = np.zeros((100, 3))
    proba[first] = results["estimator"][0].predict_proba(X[first])
    proba[1::2, :2] = results["estimator"][1].predict_proba(X[1:100:2])
    made = LossDisplay.from_cv_results(results, X, y)
    by_hand = score_interval(log_loss(y[:100], proba, labels=[0, 1, 2], reduction="none"))
    assert math.isclose(made.intervals["model"].estimate, by_hand.estimate, rel_tol=1e-12)


def test_results_without_estimators_are_refused():
    X, y = load_iris(return_X_y=True)
    results = cross_validate(SoftmaxRegression(), X, y)
    with pytest.raises(
        ValueError, match=r"no 'estimator' and no 'indices'; .*return_estimator=True and return_indices"
    ):
        LossDisplay.from_cv_results(results, X, y)


def test_warnings_name_the_model_and_the_caller():
    zero = np.where(Y == 1, 0.0, 0.5)
    with pytest.warns(ZeroProbabilityWarning) as caught:
        DecompositionDisplay.from_predictions(Y, {"a": zero, "b": MODELS["right"], "c": zero})
    told = [w for w in caught if w.category is ZeroProbabilityWarning]
    assert [str(w.message)[:3] for w in told] == ["a: ", "c: "]
    assert {w.filename for w in told} == {__file__}
    X = np.column_stack([Y, Y])
    with pytest.warns(ZeroProbabilityWarning) as caught:
        LossDisplay.from_estimator(_Sure().fit(X, Y), X, Y)
    assert caught[0].filename == __file__
    assert not str(caught[0].message).startswith("_Sure")  # one model needs no name


class _Sure:
    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.column_stack([X[:, 0], 1 - X[:, 0]]).astype(float)


class _Sloppy(_Sure):
    def predict_proba(self, X):
        return 0.99 * np.column_stack([0.2 + 0.5 * X[:, 0], 0.8 - 0.5 * X[:, 0]])


def test_what_is_to_be_said_of_an_estimators_answer_is_said():
    X = np.column_stack([1 - Y, Y])
    with pytest.warns(UserWarning, match="b: .*sum to") as caught:
        LossDisplay.from_estimator({"a": LogisticRegression().fit(X, Y), "b": _Sloppy().fit(X, Y)}, X, Y)
    assert caught[0].filename == __file__
    results = {"estimator": [_Sloppy().fit(X, Y)] * 2, "indices": {"test": [np.arange(200), np.arange(200, 400)]}}
    with pytest.warns(UserWarning, match="sum to"):
        LossDisplay.from_cv_results(results, X, Y)


def test_rows_are_numbered_as_in_the_data():
    X, y = np.arange(60.0)[:, None], np.arange(60) // 30
    y[[7, 31, 40]] = 1 - y[[7, 31, 40]]
    folds = KFold(5, shuffle=True, random_state=0)
    tree = DecisionTreeClassifier(random_state=0)
    results = cross_validate(tree, X, y, cv=folds, return_estimator=True, return_indices=True)
    proba = np.empty((60, 2))
    for model, test in zip(results["estimator"], results["indices"]["test"], strict=True):
        proba[test] = model.predict_proba(X[test])
    zero = np.flatnonzero(proba[np.arange(60), y] == 0)
    assert {7, 31, 40} <= set(zero)
    with pytest.warns(ZeroProbabilityWarning, match=f"infinite in rows {', '.join(map(str, zero[:5]))}"):
        LossDisplay.from_cv_results(results, X, y)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sample_weight": np.ones(149)}, r"sample_weight has shape \(149,\) for 150 rows"),
        ({"X": 100}, r"cv_results are of 150 rows at least, and X has 100; pass the X and y that were"),
        ({"cv_results": None}, "cv_results is NoneType; pass what cross_validate returns with return_estimator=True"),
    ],
)
def test_what_comes_beside_results_is_checked(change, message):
    X, y = load_iris(return_X_y=True)
    results = cross_validate(SoftmaxRegression(), X, y, return_estimator=True, return_indices=True)
    n = change.get("X", 150)
    arguments = {"cv_results": results, "X": X[:n], "y": y[:n], **{k: v for k, v in change.items() if k != "X"}}
    with pytest.raises(ValueError, match=message):
        LossDisplay.from_cv_results(**arguments)


def test_coordinates_and_lists_are_read():
    X, y = load_iris(return_X_y=True)
    results = cross_validate(SoftmaxRegression(), X, y, return_estimator=True, return_indices=True)
    dense = LossDisplay.from_cv_results(results, X, y).frame()
    sparse = LossDisplay.from_cv_results(results, coo_array(X), y.tolist()).frame()
    pd.testing.assert_frame_equal(dense, sparse, rtol=1e-9)


@every_display
def test_unknown_words_are_refused_by_the_displays_name(display):
    model = LogisticRegression().fit(Z[:, None], Y)
    with pytest.raises(TypeError, match=rf"{display.__name__} has no option 'bins'; pass .* or ax"):
        display.from_estimator(model, Z[:, None], Y, bins=3)
    with pytest.raises(TypeError, match=r"b: .*has no predict_proba; wrap it in"):
        display.from_estimator({"a": model, "b": LinearSVC().fit(Z[:, None], Y)}, Z[:, None], Y)


def test_a_decomposition_of_rows_that_are_tested_twice_is_refused():
    X, y = load_iris(return_X_y=True)
    folds = RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0)
    results = cross_validate(SoftmaxRegression(), X, y, cv=folds, return_estimator=True, return_indices=True)
    with pytest.raises(ValueError, match=r"tested more than once.*pass a cross-validation that tests each row once"):
        DecompositionDisplay.from_cv_results(results, X, y)


def test_rows_that_are_tested_often_make_no_band_narrower():
    X, y = load_breast_cancer(return_X_y=True)
    model = make_pipeline(StandardScaler(), SoftmaxRegression(alpha=0.01))
    widths = []
    for repeats in (1, 10):
        folds = RepeatedStratifiedKFold(n_splits=3, n_repeats=repeats, random_state=0)
        results = cross_validate(model, X, y, cv=folds, return_estimator=True, return_indices=True)
        frame = ReliabilityDisplay.from_cv_results(results, X, y, n_bins=4, strategy="uniform").frame()
        widths.append((frame["high"] - frame["low"]).to_numpy())
    assert np.allclose(widths[0], widths[1], rtol=0.35)  # other fits put some rows into other bins
