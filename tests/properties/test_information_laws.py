"""Laws of the information measures."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent import information
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


P, Q = np.random.default_rng(0).dirichlet(np.ones(3), (2, 4, 5))  # (4, 5, 3) each
MEASURES = {
    # the measure, its arrays with the outcomes last, their names, and to what power the unit enters
    "entropy": (information.entropy, (P,), ("p",), 1),
    "cross_entropy": (information.cross_entropy, (P, Q), ("p", "q"), 1),
    "kl_divergence": (information.kl_divergence, (P, Q), ("p", "q"), 1),
    "population_stability_index": (information.population_stability_index, (P, Q), ("p", "q"), 1),
    "js_divergence": (information.js_divergence, (np.stack([P, Q]),), ("ps[0]",), 1),
    "js_distance": (information.js_distance, (np.stack([P, Q]),), ("ps[0]",), 0.5),
    "ensemble_information": (information.ensemble_information, (np.stack([P, Q]),), ("member_proba[0]",), 1),
    "perplexity": (information.perplexity, (P,), ("p",), 0),
    "mutual_information": (information.mutual_information, (P / 5,), ("joint",), 1),
}
every_measure = pytest.mark.parametrize(("measure", "arrays", "names", "power"), MEASURES.values(), ids=MEASURES)


@every_measure
@pytest.mark.parametrize("base", [2, math.e, math.exp(2), 10])
def test_every_measure_is_in_units_of_the_base(measure, arrays, names, power, base):
    if power > 0:
        found = np.array(measure(*arrays, base=base))
        assert found.dtype == np.float64
        np.testing.assert_allclose(found * math.log(base) ** power, np.array(measure(*arrays)), rtol=1e-14)


@every_measure
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_outcomes_of_every_measure_may_lie_on_any_axis(measure, arrays, names, power, axis):
    if names == ("joint",):
        return  # its outcomes are the last two axes
    stacked = arrays[0].ndim - 3  # members, which stay in front
    moved = [np.moveaxis(array, -1, axis + stacked) for array in arrays]
    expected = np.array(measure(*arrays))
    np.testing.assert_allclose(np.array(measure(*moved, axis=axis + stacked)), expected, rtol=1e-13)
    np.testing.assert_allclose(np.array(measure(*moved, axis=axis - 3)), expected, rtol=1e-13)


@every_measure
def test_every_measure_divides_by_the_sums_only_where_it_is_told_to(measure, arrays, names, power):
    expected = np.array(measure(*arrays))
    place = {2: (0, 2), 3: (0, 0, 2)}[arrays[0].ndim - 1] if names != ("joint",) else 2  # of the one that is wrong
    for i, name in enumerate(names):
        wrong = [array.copy() for array in arrays]
        wrong[i][place] *= 2
        np.testing.assert_allclose(np.array(measure(*wrong, normalize=True)), expected, rtol=1e-12)
        with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
            measure(*wrong)
        assert str(caught.value) == (
            f"{name} sums to 2 along axis=-1 (distribution 2, counted from 0); distributions sum to 1: pass "
            "normalize=True to divide by the sums, if these are counts or were rounded."
        )


@every_measure
def test_only_real_numbers_of_some_shape_are_measured(measure, arrays, names, power):
    name = names[0]
    with pytest.raises(TypeError, match=rf"^{re.escape(name)} has dtype complex128; pass real numbers\.$"):
        measure(arrays[0] + 0j, *arrays[1:])
    with pytest.raises(ValueError, match=f"^{re.escape(name)} holds NaN or infinite values, or sums to infinity; "):
        measure(arrays[0] * math.nan, *arrays[1:])


@pytest.mark.parametrize("function", [softmax, log_softmax])
@pytest.mark.parametrize("axis", [-3, -2, -1, 0, 1, 2])
def test_the_classes_of_a_softmax_may_lie_on_any_axis(function, axis):
    z = np.random.default_rng(0).normal(size=(2, 3, 4))
    expected = np.moveaxis(function(np.moveaxis(z, axis, -1)), -1, axis)
    np.testing.assert_allclose(function(z, axis=axis), expected, rtol=1e-14)
