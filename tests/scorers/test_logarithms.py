"""Logarithms that are better than those of probabilities, by hand: from what invisible means, and from margins."""

import math

import numpy as np
import pytest
from sklearn import model_selection
from sklearn.experimental import enable_halving_search_cv  # noqa: F401 - two of the searches are there only then
from sklearn.linear_model import LogisticRegression

from skxent.scorers._logarithms import _innermost, beyond_zero, from_margins, is_exact


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_probability_is_exact_from_the_root_of_its_types_eps(dtype):
    root = np.sqrt(np.finfo(dtype).eps)
    assert is_exact(np.array([1, root], dtype))
    assert not is_exact(np.array([1, 0.99 * root], dtype))
    assert is_exact(np.array([], dtype))


def test_a_logarithm_counts_where_the_probability_is_zero_and_it_would_not_have_been_seen():
    p = np.array([0.5, 0.0, 0.0, 0.0])
    found = beyond_zero(p, np.array([-9.0, -800.0, -700.0, -math.inf]))
    assert found.tolist() == [math.log(0.5), -800.0, -math.inf, -math.inf]  # exp(-700) is a number
    single = beyond_zero(p.astype(np.float32), np.array([-9.0, -800.0, -200.0, -60.0]))
    assert single.tolist() == [math.log(0.5), -800.0, -200.0, -math.inf]  # exp(-200) is none in float32


def test_margins_are_logits_where_they_agree_with_the_probabilities():
    X = np.linspace(-1, 1, 20)[:, None]
    model = LogisticRegression(C=1e6).fit(X, X[:, 0] > 0.1)
    p, z = model.predict_proba(50 * X), model.decision_function(50 * X)
    found = from_margins(model, 50 * X, p)
    assert np.allclose(found, -np.logaddexp(0, np.column_stack([z, -z])), rtol=1e-12)
    assert from_margins(model, X, p) is None  # those of other rows do not
    assert from_margins(model, 50 * X, p[:5]) is None
    assert from_margins(object(), X, p) is None


def test_margins_in_float32_keep_their_digits_where_probabilities_have_none():
    X = np.linspace(-1, 1, 20, dtype=np.float32)[:, None]
    model = LogisticRegression(C=1e6).fit(X, X[:, 0] > 0.1)
    model.coef_, model.intercept_ = (
        model.coef_.astype(np.float32),
        model.intercept_.astype(np.float32),
    )  # before 1.7 not
    p, z = model.predict_proba(X), model.decision_function(X)
    assert (p.dtype, z.dtype) == (np.float32, np.float32)
    by_hand = -np.logaddexp(0, np.column_stack([z, -z]).astype(np.float64))
    assert np.allclose(from_margins(model, X, p), by_hand, rtol=1e-12)


@pytest.mark.parametrize(
    "search", ["GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV"]
)
def test_the_best_model_of_every_search_answers(search):
    model = LogisticRegression()
    found = getattr(model_selection, search)(model, {"C": [1.0]})
    found.best_estimator_ = model
    assert _innermost(found) is model
