"""Softmax regression held to other programs: Stata, R's glmnet, and scikit-learn where its objective is the same."""

import math

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from statsmodels.datasets import anes96

from skxent.linear_model import SoftmaxRegression

SOLVERS = ["lbfgs", "newton-cg", "trust-exact"]

# Stata 11's mlogit on the American National Election Study of 1996 (n = 944, 7 degrees of party identification, base
# the first), as statsmodels' tests have it (statsmodels/discrete/tests/results/results_discrete.py, Anes); checked
# there against R's nnet. For classes 1 to 6: log of the population, left-right self-placement, age, education, income
# and the constant.
STATA = np.array(
    [
        [-0.01153598, 0.29771435, -0.024945, 0.08249144, 0.00519655, -0.37340167],
        [-0.08875065, 0.39166864, -0.02289784, 0.18104276, 0.04787398, -2.2509132],
        [-0.1059667, 0.57345051, -0.01485121, -0.00715242, 0.05757516, -3.6655835],
        [-0.0915567, 1.2787718, -0.00868135, 0.19982796, 0.08449838, -7.6138431],
        [-0.0932846, 1.3469616, -0.01790407, 0.21693885, 0.08095841, -7.0604782],
        [-0.14088069, 2.0700801, -0.00943265, 0.3219257, 0.10889408, -12.105751],
    ]
)
STATA_LOG_LIKELIHOOD = -1461.922747312


@pytest.mark.parametrize("solver", SOLVERS)
def test_stata_mlogit(solver):
    data = anes96.load_pandas()
    X, y = data.exog.to_numpy(), data.endog.to_numpy().astype(int)
    model = SoftmaxRegression(alpha=0, solver=solver, tol=1e-12).fit(X, y)
    theta = np.column_stack([model.coef_, model.intercept_])
    np.testing.assert_allclose((theta - theta[:1])[1:], STATA, atol=1e-6)
    found = -len(y) * model.objective_
    assert STATA_LOG_LIKELIHOOD <= found < STATA_LOG_LIKELIHOOD + 1e-7  # Stata stopped 6e-8 short of the maximum
    assert model.optimality_gap_ == math.inf


# R's glmnet with alpha = 0, lambda = 1, no standardisation, on nine rows; the data and the output stand in the comments
# of scikit-learn's sklearn/linear_model/tests/test_logistic.py, test_logistic_glmnet.
GLMNET_X = np.array([[-4, -3, -2, -1, 0, 1, 2, 3, 4], [0, 0, 1, 0, 1, 1, 1, 0, 0]], dtype=float).T


@pytest.mark.parametrize("solver", SOLVERS)
def test_glmnet_ridge_of_two_classes(solver):
    model = SoftmaxRegression(alpha=1.0, solver=solver).fit(GLMNET_X, [0, 0, 0, 1, 1, 1, 1, 1, 1])
    np.testing.assert_allclose(model.intercept_, [0.89230405539], rtol=1e-6)
    np.testing.assert_allclose(model.coef_, [[0.44464569182, 0.01457563448]], rtol=1e-5)


@pytest.mark.parametrize("solver", SOLVERS)
def test_glmnet_ridge_of_three_classes(solver):
    model = SoftmaxRegression(alpha=1.0, solver=solver).fit(GLMNET_X, [0, 0, 0, 1, 1, 1, 2, 2, 2])
    np.testing.assert_allclose(model.intercept_, [-0.12004759652, 0.2251747383, -0.1051271418], rtol=1e-5)
    expected = [[-0.38023389305, -0.01226499932], [-8.164030176e-05, 0.04734548012], [0.3803155334, -0.0350804808]]
    np.testing.assert_allclose(model.coef_, expected, rtol=1e-5, atol=1e-8)


BUNDLED = {"iris": load_iris, "wine": load_wine, "breast_cancer": load_breast_cancer}


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
def test_ridge_of_scikit_learn(name, solver, C):
    X, y = BUNDLED[name](return_X_y=True)
    X = StandardScaler().fit_transform(X)
    weight = np.arange(len(y)) % 3 + 0.5
    model = SoftmaxRegression(alpha=1 / (C * weight.sum()), solver=solver, tol=1e-12).fit(X, y, sample_weight=weight)
    reference = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    reference.fit(X, y, sample_weight=weight)
    np.testing.assert_allclose(model.coef_, reference.coef_, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X), atol=1e-6)


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("l1_ratio", [0.2, 0.5, 1.0])
@pytest.mark.filterwarnings("ignore::FutureWarning")  # penalty= is on its way out
def test_elastic_net_of_scikit_learn(name, l1_ratio):
    X, y = BUNDLED[name](return_X_y=True)
    X = StandardScaler().fit_transform(X)
    C = 0.1
    model = SoftmaxRegression(alpha=1 / (C * len(y)), l1_ratio=l1_ratio, tol=1e-12).fit(X, y)
    reference = LogisticRegression(
        C=C, penalty="elasticnet", l1_ratio=l1_ratio, solver="saga", tol=1e-10, max_iter=100_000, random_state=0
    ).fit(X, y)
    np.testing.assert_allclose(model.coef_, reference.coef_, atol=1e-5)
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X), atol=1e-5)
    assert (model.coef_ == 0).any()
    assert ((np.abs(reference.coef_) > 1e-4) <= (model.coef_ != 0)).all()


@pytest.mark.parametrize("name", BUNDLED)
@pytest.mark.parametrize("class_weight", ["balanced", {0: 3.0, 1: 0.5}])
def test_class_weights_of_scikit_learn(name, class_weight):
    X, y = BUNDLED[name](return_X_y=True)
    model = SoftmaxRegression(class_weight=class_weight, tol=1e-12)
    reference = LogisticRegression(class_weight=class_weight, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    model.fit(X, y)
    c = np.array([{0: 3.0, 1: 0.5}.get(k, 1.0) for k in y]) if class_weight != "balanced" else np.ones(len(y))
    reference.set_params(C=1.0)  # the default alpha is 1 over the sum of all weights, class weights among them
    reference.fit(X, y)
    assert math.isclose(c.sum() if class_weight != "balanced" else len(y), 1 / alpha_of(model, X, y), rel_tol=1e-9)
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X), atol=2e-6)


def alpha_of(model, X, y):
    """Return the penalty that the default alpha stood for, from the objective and the coefficients."""
    from skxent.metrics import log_loss

    loss = log_loss(y, model.predict_proba(X), class_weight=model.class_weight)
    return 2 * (model.objective_ - loss) / (model.coef_**2).sum()
