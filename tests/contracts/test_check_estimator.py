"""scikit-learn's own contract for estimators: every check passes, none is skipped or expected to fail."""

import pytest
from sklearn.utils.estimator_checks import check_estimator

from skxent.linear_model import SoftmaxRegression

SETTINGS = [
    SoftmaxRegression(),
    SoftmaxRegression(solver="lbfgs", alpha=0.1),
    SoftmaxRegression(fit_intercept=False),
    SoftmaxRegression(alpha=1e-6, tol=1e-12),
]


@pytest.mark.filterwarnings("ignore")  # the checks provoke and expect warnings of their own
@pytest.mark.parametrize("estimator", SETTINGS, ids=repr)
def test_every_check_passes_and_none_is_skipped(estimator, monkeypatch):
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")  # one of the checks is skipped without it
    results = check_estimator(estimator, on_fail=None, on_skip=None)
    not_passed = {r["check_name"]: (r["status"], str(r["exception"])) for r in results if r["status"] != "passed"}
    assert not_passed == {}
    assert len(results) > 50
