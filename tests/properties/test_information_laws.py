"""Laws of the information measures."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skxent.information import cross_entropy, entropy, kl_divergence, log_softmax, softmax


@st.composite
def pairs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Return two distributions over the same 2 to 6 outcomes, p perhaps with zeros."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    k = draw(st.integers(2, 6))
    p, q = rng.dirichlet(np.ones(k), 2)
    if draw(st.booleans()):
        p[0] = 0
        p /= p.sum()
    return p, q


@given(pair=pairs())
def test_cross_entropy_is_entropy_plus_divergence(pair):
    p, q = pair
    assert math.isclose(cross_entropy(p, q), entropy(p) + kl_divergence(p, q), rel_tol=1e-12)


@given(pair=pairs())
def test_divergence_is_zero_only_at_equality(pair):
    p, q = pair
    assert kl_divergence(p, p) == 0
    assert kl_divergence(p, q) > 0


@given(pair=pairs())
def test_entropy_lies_between_certainty_and_the_uniform_distribution(pair):
    p, _ = pair
    assert 0 <= entropy(p) <= math.log(len(p)) * (1 + 1e-15)


@given(pair=pairs(), base=st.sampled_from([2, 10, math.e, 7.5]))
def test_a_base_divides_by_its_logarithm(pair, base):
    p, q = pair
    for measure in (lambda **kw: entropy(p, **kw), lambda **kw: cross_entropy(p, q, **kw)):
        assert math.isclose(measure(base=base) * math.log(base), measure(), rel_tol=1e-14)


@given(pair=pairs(), factor=st.floats(1e-3, 1e3))
def test_normalize_makes_counts_distributions(pair, factor):
    p, q = pair
    assert math.isclose(entropy(factor * p, normalize=True), entropy(p), rel_tol=1e-12, abs_tol=1e-14)
    assert math.isclose(kl_divergence(factor * p, q, normalize=True), kl_divergence(p, q), rel_tol=1e-9)


@given(seed=st.integers(0, 999), shift=st.floats(-700, 700))
def test_softmax_ignores_a_shift_and_log_softmax_is_its_logarithm(seed, shift):
    z = np.random.default_rng(seed).normal(size=(3, 4)) * 10
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-11)
    np.testing.assert_allclose(np.exp(log_softmax(z)), softmax(z), rtol=1e-14)
    np.testing.assert_allclose(softmax(z).sum(axis=-1), 1, rtol=1e-15)
