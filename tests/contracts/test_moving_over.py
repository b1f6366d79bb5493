"""The tables "from scikit-learn" and "from R" of docs/moving_over.md, line by line, on both sides."""

from inspect import signature

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics
from sklearn.calibration import calibration_curve
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import make_scorer
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler

from skxent.linear_model import SoftmaxRegression
from skxent.metrics import brier_loss, d2_log_loss_score, log_loss, reliability_curve
from skxent.scorers import d2_log_loss, get_scorer, neg_brier, neg_log_loss

rng = np.random.default_rng(0)
P = rng.dirichlet([1, 2, 1], 80)
Y = (P.cumsum(axis=1) > rng.random((80, 1))).argmax(axis=1)
WINE, CULTIVAR = load_wine(return_X_y=True)
CANCER, BENIGN = load_breast_cancer(return_X_y=True)
FOLDS = StratifiedKFold(5, shuffle=True, random_state=0)
# Older releases have no name for it.
D2 = make_scorer(sklearn.metrics.d2_log_loss_score, response_method="predict_proba")
# What scikit-learn's solver is asked for, and so how far its coefficients may be from the optimum.
EXACT = {"solver": "newton-cholesky", "tol": 1e-10, "max_iter": 1000}


def test_a_smoothing_of_the_machine_epsilon_is_near_to_what_clipping_gives():
    wrong = np.array([[1.0, 0.0], [0.5, 0.5]])
    theirs = sklearn.metrics.log_loss([1, 0], wrong)
    assert log_loss([1, 0], wrong, smoothing=np.finfo(float).eps) == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (sklearn.metrics.log_loss, log_loss),
        (sklearn.metrics.brier_score_loss, brier_loss),
        (sklearn.metrics.d2_log_loss_score, d2_log_loss_score),
    ],
)
def test_without_zeros_losses_are_the_same(theirs, ours):
    two = P[:, :2].sum(axis=1)
    assert ours(BENIGN[:80], two) == pytest.approx(theirs(BENIGN[:80], two), rel=1e-12)
    if theirs is not sklearn.metrics.brier_score_loss or "scale_by_half" in signature(theirs).parameters:  # from 1.7
        assert ours(Y, P) == pytest.approx(theirs(Y, P), rel=1e-12)


def test_a_calibration_curve_of_bins_of_equal_weight():
    p = P[:, 0]
    observed, predicted = calibration_curve(Y == 0, p, n_bins=5, strategy="quantile")
    ours = reliability_curve(Y == 0, p, n_bins=5)
    np.testing.assert_allclose(ours["observed_rate"], observed)
    np.testing.assert_allclose(ours["mean_predicted"], predicted)


@pytest.mark.parametrize(
    ("name", "ours"),
    [("neg_log_loss", neg_log_loss), ("neg_brier_score", neg_brier), (D2, d2_log_loss)],
)
def test_scorers_of_folds_that_hold_all_classes_are_the_same(name, ours):
    y = BENIGN if name == "neg_brier_score" else CULTIVAR
    X = CANCER if name == "neg_brier_score" else WINE
    model = GaussianNB(var_smoothing=0.1)  # no probabilities near 0, which are clipped there
    mine = cross_val_score(model, X, y, cv=FOLDS, scoring=ours)
    np.testing.assert_allclose(mine, cross_val_score(model, X, y, cv=FOLDS, scoring=name), rtol=1e-10)
    assert get_scorer("neg_log_loss") is neg_log_loss


def test_the_weights_that_alpha_is_divided_by_are_those_of_the_classes_too():
    Z, c = StandardScaler().fit_transform(WINE), {0: 3.0, 2: 0.5}
    w = np.linspace(0.5, 2, len(CULTIVAR))
    n = (w * [c.get(label, 1.0) for label in CULTIVAR.tolist()]).sum()
    theirs = LogisticRegression(C=0.1, class_weight=c, **EXACT).fit(Z, CULTIVAR, sample_weight=w)
    ours = SoftmaxRegression(alpha=1 / (0.1 * n), class_weight=c).fit(Z, CULTIVAR, sample_weight=w)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)
    other = SoftmaxRegression(alpha=1 / (0.1 * w.sum()), class_weight=c).fit(Z, CULTIVAR, sample_weight=w)
    assert np.abs(other.coef_ - theirs.coef_).max() > 1e-3  # of the weights of rows alone


@pytest.mark.parametrize("options", [{}, {"class_weight": "balanced"}, {"fit_intercept": False}])
def test_alpha_is_one_over_c_n(options):
    theirs = LogisticRegression(C=0.1, **EXACT, **options).fit(WINE, CULTIVAR)
    weight = np.ones(len(WINE))
    ours = SoftmaxRegression(alpha=1 / (0.1 * weight.sum()), **options).fit(WINE, CULTIVAR)
    np.testing.assert_allclose(ours.predict_proba(WINE), theirs.predict_proba(WINE), atol=1e-5)
    assert ours.coef_.shape == theirs.coef_.shape


def test_the_default_is_c_1_in_every_fold():
    for train, _ in FOLDS.split(WINE, CULTIVAR):
        theirs = LogisticRegression(**EXACT).fit(WINE[train], CULTIVAR[train])
        ours = SoftmaxRegression().fit(WINE[train], CULTIVAR[train])
        np.testing.assert_allclose(ours.predict_proba(WINE), theirs.predict_proba(WINE), atol=1e-4)


@pytest.mark.parametrize(("l1_ratio", "factor"), [(0.0, CANCER.var(axis=0)), (1.0, CANCER.std(axis=0))])
def test_penalty_factors_are_the_penalty_of_standardised_columns(l1_ratio, factor):
    options = {"alpha": 0.02, "l1_ratio": l1_ratio}
    ours = SoftmaxRegression(penalty_factors=factor, **options).fit(CANCER, BENIGN)
    scaled = SoftmaxRegression(**options).fit(StandardScaler().fit_transform(CANCER), BENIGN)
    np.testing.assert_allclose(ours.coef_ * CANCER.std(axis=0), scaled.coef_, atol=1e-4)
    assert ours.objective_ == pytest.approx(scaled.objective_, abs=1e-8)


def test_the_order_of_levels_is_said():
    levels = ["low", "middle", "high"]
    y = pd.Series(Y).map(dict(enumerate(levels)))
    assert log_loss(y, P, labels=levels) == pytest.approx(log_loss(Y, P))
    assert brier_loss(y, P, labels=levels, scale_by_half=True) == pytest.approx(brier_loss(Y, P) / 2)
