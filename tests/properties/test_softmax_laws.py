"""Laws of softmax regression, over random data, targets and penalties."""

import math

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings
from sklearn.linear_model import LogisticRegression

from skxent.linear_model import SoftmaxRegression


@st.composite
def problems(draw, k=(2, 3, 4)):
    """Return X, y with every class, and whole weights."""
    n_classes = draw(st.sampled_from(k))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, p = draw(st.integers(20, 40)), draw(st.integers(1, 4))
    X = rng.normal(size=(n, p)) * 10 ** rng.uniform(-2, 2, p) + rng.normal(size=p)
    y = rng.permutation(np.arange(n) % n_classes)
    return X, y, rng.integers(1, 4, n)


penalties = st.fixed_dictionaries(
    {
        "alpha": st.sampled_from([1e-3, 0.05, 1.0]),
        "l1_ratio": st.sampled_from([0.0, 0.5, 1.0]),
        "bounds": st.sampled_from([None, (-0.3, 0.3), (0.0, math.inf)]),
    }
)
ridges = st.sampled_from([1e-3, 0.05, 1.0])
laws = settings(max_examples=25, derandomize=True, deadline=None)


def fit(X, y, weight=None, **options):
    """Return a model that is fitted as well as can be."""
    return SoftmaxRegression(tol=1e-13, **options).fit(X, y, sample_weight=weight)


@laws
@given(problem=problems(), options=penalties)
def test_a_weight_is_a_repetition(problem, options):
    X, y, weight = problem
    weighted, repeated = fit(X, y, weight, **options), fit(X.repeat(weight, axis=0), y.repeat(weight), **options)
    np.testing.assert_allclose(weighted.predict_proba(X), repeated.predict_proba(X), atol=1e-5)
    assert math.isclose(weighted.objective_, repeated.objective_, rel_tol=1e-10)


@laws
@given(problem=problems(), options=penalties, scale=st.sampled_from([1e-6, 7.0, 1e6]))
def test_only_the_ratios_of_weights_count(problem, options, scale):
    X, y, weight = problem
    one, other = fit(X, y, weight, **options), fit(X, y, scale * weight, **options)
    np.testing.assert_allclose(one.predict_proba(X), other.predict_proba(X), atol=1e-5)


@laws
@given(problem=problems(k=(3, 4)), options=penalties)
def test_classes_may_be_renamed_in_any_order(problem, options):
    X, y, _ = problem
    order = np.random.default_rng(0).permutation(y.max() + 1)
    plain, renamed = fit(X, y, **options), fit(X, order[y], **options)
    np.testing.assert_allclose(renamed.predict_proba(X)[:, order], plain.predict_proba(X), atol=1e-5)
    assert math.isclose(plain.objective_, renamed.objective_, rel_tol=1e-10)


@laws
@given(problem=problems(), options=penalties)
def test_columns_may_be_shifted(problem, options):
    X, y, _ = problem
    shift = np.random.default_rng(1).normal(size=X.shape[1]) * 100 * X.std(axis=0)
    plain, shifted = fit(X, y, **options), fit(X + shift, y, **options)
    np.testing.assert_allclose(plain.predict_proba(X), shifted.predict_proba(X + shift), atol=1e-5)


@laws
@given(problem=problems(), alpha=ridges, l1_ratio=st.sampled_from([0.0, 1.0]), scale=st.sampled_from([1e-3, 20.0]))
def test_a_column_may_be_scaled_with_its_factor(problem, alpha, l1_ratio, scale):
    X, y, _ = problem
    factors = np.ones(X.shape[1])
    factors[0] = scale if l1_ratio else scale**2
    scaled = np.column_stack([X[:, 0] * scale, X[:, 1:]])
    plain = fit(X, y, alpha=alpha, l1_ratio=l1_ratio)
    other = fit(scaled, y, alpha=alpha, l1_ratio=l1_ratio, penalty_factors=factors)
    np.testing.assert_allclose(plain.predict_proba(X), other.predict_proba(scaled), atol=1e-5)
    assert math.isclose(plain.objective_, other.objective_, rel_tol=1e-9)


@laws
@given(problem=problems(), alpha=ridges)
def test_alpha_is_one_over_c_times_the_weights(problem, alpha):
    X, y, weight = problem
    ours = fit(X, y, weight, alpha=alpha)
    theirs = LogisticRegression(C=1 / (alpha * weight.sum()), solver="newton-cholesky", tol=1e-12, max_iter=500)
    np.testing.assert_allclose(
        ours.predict_proba(X), theirs.fit(X, y, sample_weight=weight).predict_proba(X), atol=1e-6
    )


@laws
@given(problem=problems(k=(2,)), options=penalties)
def test_two_classes_are_the_log_odds_of_the_second(problem, options):
    X, y, _ = problem
    forward = fit(X, y, **options)
    mirrored = {"bounds": None if options["bounds"] is None else (-options["bounds"][1], -options["bounds"][0])}
    backward = fit(X, 1 - y, **(options | mirrored))
    np.testing.assert_allclose(forward.coef_, -backward.coef_, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(forward.predict_proba(X), backward.predict_proba(X)[:, ::-1], atol=1e-5)


@laws
@given(problem=problems(), options=penalties)
def test_more_penalty_never_makes_coefficients_larger_in_its_measure(problem, options):
    X, y, _ = problem
    strong = fit(X, y, **(options | {"alpha": 2 * options["alpha"]}))
    weak = fit(X, y, **options)

    def measure(model):
        W, ratio = model.coef_, options["l1_ratio"]
        return ratio * np.abs(W).sum() + (1 - ratio) / 2 * (W**2).sum()

    assert measure(strong) <= measure(weak) * (1 + 1e-4) + 1e-9
