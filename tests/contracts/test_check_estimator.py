"""scikit-learn's own contract for estimators: every check passes, none is skipped or expected to fail."""

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import check_estimator

from skxent.linear_model import SoftmaxRegression

SETTINGS = [
    SoftmaxRegression(),
    SoftmaxRegression(solver="lbfgs", alpha=0.1),
    SoftmaxRegression(alpha=1e-6, tol=1e-12),
    SoftmaxRegression(solver="newton-cg"),
    SoftmaxRegression(solver="trust-exact"),
    SoftmaxRegression(alpha=0.01, l1_ratio=0.5, tol=1e-12),  # predictions are compared to 1e-7
    SoftmaxRegression(alpha=0.01, bounds=(-1, 1)),
    SoftmaxRegression(class_weight="balanced"),  # prior_correction undoes what a check expects of class weights
    SoftmaxRegression(warm_start=True, label_smoothing=0.05),
]


def failures(estimator):
    """Return the checks that an estimator does not pass."""
    results = check_estimator(estimator, on_fail=None, on_skip=None)
    assert len(results) > 50
    return {r["check_name"]: (r["status"], str(r["exception"])) for r in results if r["status"] != "passed"}


@pytest.mark.filterwarnings("ignore")  # the checks provoke and expect warnings of their own
@pytest.mark.parametrize("estimator", SETTINGS, ids=repr)
def test_every_check_passes_and_none_is_skipped(estimator, monkeypatch):
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")  # one of the checks is skipped without it
    assert failures(estimator) == {}


@pytest.mark.filterwarnings("ignore")
def test_without_intercept_only_the_check_fails_that_no_linear_model_passes_so(monkeypatch):
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")
    assert set(failures(SoftmaxRegression(fit_intercept=False))) == {"check_class_weight_classifiers"}
    assert "check_class_weight_classifiers" in failures(LogisticRegression(fit_intercept=False))
