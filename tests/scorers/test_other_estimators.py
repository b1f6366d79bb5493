"""Classes are found through every estimator that answers for another, and the best answer is taken first."""

import math

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_selection import RFE, RFECV
from sklearn.frozen import FrozenEstimator
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.model_selection import (
    FixedThresholdClassifier,
    GridSearchCV,
    KFold,
    RandomizedSearchCV,
    TunedThresholdClassifierCV,
    cross_val_score,
)
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import SelfTrainingClassifier
from sklearn.svm import LinearSVC

from skxent.exceptions import ZeroProbabilityWarning
from skxent.linear_model import SoftmaxRegression
from skxent.scorers import all_scores, neg_log_loss
from skxent.scorers._logarithms import _has_logits, from_margins
from skxent.scorers._responses import response_of
from tests.scorers.by_hand import scores_by_hand

SOFTMAX = SoftmaxRegression(alpha=0.01)
OTHERS = {
    "pipeline": make_pipeline(StandardScaler(), SOFTMAX),
    "grid search": GridSearchCV(SOFTMAX, {"alpha": [1e-3, 1e-1]}, scoring=neg_log_loss, cv=3),
    "random search": RandomizedSearchCV(SOFTMAX, {"alpha": [1e-3, 1e-1]}, n_iter=2, scoring=neg_log_loss, cv=3),
    "search in a pipeline": make_pipeline(StandardScaler(), GridSearchCV(SOFTMAX, {"alpha": [1e-3]}, cv=3)),
    "pipeline in a search": GridSearchCV(
        make_pipeline(StandardScaler(), SOFTMAX), {"softmaxregression__alpha": [1e-3]}, cv=3
    ),
    "calibrated": CalibratedClassifierCV(LinearSVC(), cv=3),
    "calibrated softmax": CalibratedClassifierCV(SOFTMAX, cv=3, ensemble=False),
    "bagging": BaggingClassifier(SOFTMAX, n_estimators=3, random_state=0),
    "boosting": AdaBoostClassifier(n_estimators=5, random_state=0),
    "voting": VotingClassifier([("softmax", SOFTMAX), ("bayes", GaussianNB(var_smoothing=1e-2))], voting="soft"),
    "stacking": StackingClassifier([("softmax", SOFTMAX)], SOFTMAX, cv=3),
    "one versus rest": OneVsRestClassifier(SOFTMAX),
    "self training": SelfTrainingClassifier(SOFTMAX),
    "elimination": RFE(SOFTMAX, n_features_to_select=4),
    "elimination by search": RFECV(SOFTMAX, min_features_to_select=10, cv=3, scoring=neg_log_loss),
    "network": MLPClassifier((5,), solver="lbfgs", alpha=10, max_iter=10000, random_state=0),
    "gaussian process": GaussianProcessClassifier(),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.filterwarnings("ignore:y contains no unlabeled samples")
def test_all_scores_through_other_estimators(name):
    X, y = load_wine(return_X_y=True)
    X, y = StandardScaler().fit_transform(X), np.array(["barolo", "grignolino", "barbera"], dtype=object)[y]
    model = clone(OTHERS[name]).fit(X[::2], y[::2])
    for found, expected in zip(all_scores(model, X, y).items(), scores_by_hand(model, X, y).items(), strict=True):
        assert found[0] == expected[0]
        assert math.isclose(found[1], expected[1], rel_tol=1e-9, abs_tol=1e-12), found


@pytest.mark.parametrize("meta", [FixedThresholdClassifier, TunedThresholdClassifierCV, FrozenEstimator])
def test_estimators_of_two_classes_or_frozen(meta):
    X, y = load_breast_cancer(return_X_y=True)
    model = meta(clone(SOFTMAX).fit(X, y)).fit(X, y)
    assert math.isclose(neg_log_loss(model, X, y), scores_by_hand(model, X, y)["neg_log_loss"], rel_tol=1e-9)


# The best answer first


def test_saturated_probabilities_are_read_from_exact_logarithms():
    X, y = load_digits(return_X_y=True)
    model = GaussianNB().fit(X[::2], y[::2])
    rows = np.arange(len(y))
    assert (model.predict_proba(X)[rows, y] == 0).any()
    assert math.isclose(neg_log_loss(model, X, y), model.predict_log_proba(X)[rows, y].mean(), rel_tol=1e-9)


def by_margins(model, X, y):
    """Return the mean log-softmax of the margins by hand."""
    z = model.decision_function(X)
    z = np.column_stack([np.zeros_like(z), z]) if z.ndim == 1 else z
    top = z.max(axis=1)
    return (z[np.arange(len(y)), y] - top - np.log(np.exp(z - top[:, None]).sum(axis=1))).mean()


WITH_LOGITS = {
    "logistic": LogisticRegression(C=1e4, max_iter=20000),
    "lda": LinearDiscriminantAnalysis(),
    "qda": QuadraticDiscriminantAnalysis(reg_param=1e-3),
    "boosting": GradientBoostingClassifier(n_estimators=300, learning_rate=1.0, random_state=0),
    "histogram boosting": HistGradientBoostingClassifier(max_iter=500, learning_rate=1.0, random_state=0),
    "in a pipeline": make_pipeline(LinearDiscriminantAnalysis()),
    "in a search": GridSearchCV(LinearDiscriminantAnalysis(), {"tol": [1e-4]}, cv=3),
    "frozen": FrozenEstimator(LinearDiscriminantAnalysis()),
}
DATA = {"two classes": load_breast_cancer(return_X_y=True), "three": load_iris(return_X_y=True)}


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("name", WITH_LOGITS)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning", "ignore::RuntimeWarning")
def test_margins_that_are_documented_to_be_logits_are_read_where_probabilities_saturate(name, data):
    X, y = DATA[data]
    wrong = np.where(np.arange(len(y)) % 10 == 0, (y + 1) % (y.max() + 1), y)  # some rows that no model expects
    model = clone(WITH_LOGITS[name])
    model = FrozenEstimator(model.estimator.fit(X, y)) if name == "frozen" else model.fit(X, y)
    X = 10 * X if "boosting" not in name else X  # far out, where linear and quadratic models are sure
    with np.errstate(divide="ignore"):
        least = model.predict_proba(X)[np.arange(len(y)), wrong].min()
    assert least < 1e-8
    assert math.isclose(neg_log_loss(model, X, wrong), by_margins(model, X, wrong), rel_tol=1e-9)


def test_margins_of_a_clipped_loss_are_no_logits():
    X, y = load_breast_cancer(return_X_y=True)
    model = SGDClassifier(loss="modified_huber", random_state=0).fit(X, y)
    with pytest.warns(ZeroProbabilityWarning):
        assert neg_log_loss(model, X, y) == -math.inf
    logistic = SGDClassifier(loss="log_loss", random_state=0).fit(X, y)
    assert math.isclose(neg_log_loss(logistic, X, y), by_margins(logistic, X, y), rel_tol=1e-9)


def test_margins_of_one_versus_rest_are_logits_of_other_questions():
    X, y = load_iris(return_X_y=True)
    model = SGDClassifier(loss="log_loss", random_state=0).fit(X, y)
    p = model.predict_proba(30 * X)
    assert (p[np.arange(len(y)), y] == 0).any()
    with pytest.warns(ZeroProbabilityWarning):
        assert neg_log_loss(model, 30 * X, y) == -math.inf


def test_margins_that_do_not_agree_with_the_probabilities_are_not_read():
    X, y = load_breast_cancer(return_X_y=True)
    model = LinearDiscriminantAnalysis().fit(X, y)
    p = model.predict_proba(X)
    np.testing.assert_allclose(np.exp(from_margins(model, X, p)), p, atol=1e-12)
    assert from_margins(model, X, 0.9 * p + 0.05) is None
    assert from_margins(model, X, np.column_stack([p, 0 * p])) is None


def test_margins_of_a_subclass_may_mean_something_else():
    class Own(LinearDiscriminantAnalysis):
        def predict_log_proba(self, X):
            return np.log(self.predict_proba(X))

    X, y = load_iris(return_X_y=True)
    with np.errstate(divide="ignore"), pytest.warns(ZeroProbabilityWarning):
        assert neg_log_loss(Own().fit(X, y), 100 * X, y) == -math.inf


class Counting(ClassifierMixin, BaseEstimator):
    """A forest that counts how often it is asked."""

    def fit(self, X, y):
        self.model_ = RandomForestClassifier(n_estimators=10, random_state=0).fit(X, y)
        self.classes_, self.asked_ = self.model_.classes_, []
        return self

    def predict_proba(self, X):
        self.asked_.append("predict_proba")
        return self.model_.predict_proba(X)

    def predict_log_proba(self, X):
        self.asked_.append("predict_log_proba")
        return self.model_.predict_log_proba(X)


def test_an_estimator_is_asked_for_logarithms_only_if_something_of_probability_zero_happened():
    X, y = load_iris(return_X_y=True)
    model = Counting().fit(X, y)
    p = model.model_.predict_proba(X)
    assert (p == 0).any()
    assert (p[np.arange(150), y] > 0).all()
    all_scores(model, X, y)
    assert model.asked_ == ["predict_proba"]
    with pytest.warns(ZeroProbabilityWarning):
        all_scores(model, X, (y + 1) % 3)
    assert model.asked_[1:] == ["predict_proba", "predict_log_proba"]


# Nothing to read


@pytest.mark.parametrize("model", [LinearSVC(), RidgeClassifier(), OneVsOneClassifier(LinearSVC())])
def test_an_estimator_without_probabilities_is_told_to_be_calibrated(model):
    X, y = load_wine(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    with pytest.raises(TypeError, match=rf"{type(model).__name__} has no predict_proba.*CalibratedClassifierCV"):
        neg_log_loss(model.fit(X, y), X, y)
    calibrated = CalibratedClassifierCV(model, cv=3)
    assert np.isfinite(cross_val_score(calibrated, X, y, cv=KFold(3, shuffle=True), scoring=neg_log_loss)).all()


@pytest.mark.parametrize(
    ("model", "n_classes", "expected"),
    [
        (GradientBoostingClassifier(loss="exponential"), 2, False),
        (GradientBoostingClassifier(), 3, True),
        (SGDClassifier(loss="log_loss"), 2, True),
        (SGDClassifier(loss="log_loss"), 3, False),
        (LogisticRegression(solver="liblinear"), 2, True),
        (LogisticRegression(solver="liblinear"), 3, False),
        (RandomForestClassifier(), 2, False),
    ],
)
def test_what_is_documented_decides_and_not_how_the_numbers_look(model, n_classes, expected):
    assert _has_logits(model, n_classes) is expected


@pytest.mark.parametrize(
    ("form", "n_classes", "expected"), [("multinomial", 2, False), ("ovr", 2, True), ("ovr", 3, False)]
)
def test_forms_of_logistic_regression_before_scikit_learn_1_8(form, n_classes, expected):
    model = LogisticRegression()
    model.multi_class = form
    assert _has_logits(model, n_classes) is expected


def test_predictions_that_are_no_numbers_are_refused():
    class Broken(RandomForestClassifier):
        def predict_proba(self, X):
            return np.full((len(X), 3), np.nan)

    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match="y_proba is NaN"):
        neg_log_loss(Broken(n_estimators=2).fit(X, y), X, y)


def test_columns_of_other_classes_stay_behind():
    answer = response_of(clone(SOFTMAX).fit(*load_iris(return_X_y=True)), load_iris().data, np.zeros(150, dtype=int))
    wide = answer.columns(np.array([2, 3]))
    assert wide.labels.tolist() == [2, 3, 0, 1]
    assert wide.seen.tolist() == [True, False, True, True]
    np.testing.assert_array_equal(wide.values[:, [2, 3, 0]], answer.values)
    assert not wide.values[:, 1].any()
