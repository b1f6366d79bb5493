"""The laws of the registry for multilabel_log_loss, whose targets are indicators (n, L) instead of labels (n,)."""

import math
from dataclasses import dataclass

import hypothesis.strategies as st
import numpy as np
import pandas as pd
from hypothesis import given
from scipy.special import expit

from skxent.metrics import multilabel_log_loss

close = {"rel_tol": 1e-11, "abs_tol": 1e-13}


@dataclass(frozen=True)
class Case:
    """Indicators, log-odds and weights of a few rows."""

    y: np.ndarray  # (n, L)
    logits: np.ndarray  # (n, L)
    weight: np.ndarray  # (n,)

    @property
    def p(self):
        """Return the probabilities (n, L)."""
        return expit(self.logits)


@st.composite
def cases(draw):
    n, n_labels = draw(st.integers(2, 10)), draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    spread = draw(st.sampled_from([0.0, 0.5, 3.0]))  # more would be a probability of 1 in float64
    y = rng.integers(0, 2, (n, n_labels)).astype(float)
    return Case(y, spread * rng.standard_normal((n, n_labels)), rng.integers(1, 4, n))


every_average = st.sampled_from(["macro", "joint"])


@given(case=cases(), average=every_average)
def test_repeating_a_row_is_doubling_its_weight(case, average):
    again = np.repeat(np.arange(len(case.y)), case.weight)
    weighted = multilabel_log_loss(case.y, case.p, average=average, sample_weight=case.weight)
    assert math.isclose(weighted, multilabel_log_loss(case.y[again], case.p[again], average=average), **close)


@given(case=cases(), average=every_average)
def test_the_whole_is_the_weighted_mean_of_its_parts(case, average):
    values = [
        multilabel_log_loss(case.y[p], case.p[p], average=average, sample_weight=case.weight[p])
        for p in (slice(0, 1), slice(1, None))
    ]
    whole = multilabel_log_loss(case.y, case.p, average=average, sample_weight=case.weight)
    assert math.isclose(whole, np.average(values, weights=[case.weight[0], case.weight[1:].sum()]), **close)


@given(case=cases(), seed=st.integers(0, 99))
def test_labels_may_be_permuted_and_are_found_by_name(case, seed):
    names = [f"label {j}" for j in range(case.y.shape[1])]
    order = np.random.default_rng(seed).permutation(len(names))
    each = multilabel_log_loss(case.y, case.p, average=None)
    permuted = multilabel_log_loss(case.y[:, order], case.p[:, order], average=None)
    np.testing.assert_allclose(permuted, each[order], rtol=1e-14)
    frames = pd.DataFrame(case.y, columns=names), pd.DataFrame(case.p, columns=names).iloc[:, order]
    np.testing.assert_allclose(multilabel_log_loss(*frames, labels=names, average=None), each, rtol=1e-14)


@given(case=cases(), average=every_average)
def test_log_odds_are_what_they_stand_for_in_any_unit(case, average):
    nats = multilabel_log_loss(case.y, case.logits, scale="logit", average=average)
    bits = multilabel_log_loss(case.y, case.logits, scale="logit", average=average, base=2)
    assert math.isclose(nats, bits * math.log(2), **close)
    losses = np.logaddexp(0, np.where(case.y == 1, -case.logits, case.logits))
    assert math.isclose(nats, losses.mean() if average == "macro" else losses.sum(axis=1).mean(), **close)


@given(seed=st.integers(0, 2**31))
def test_the_expected_loss_is_least_at_the_truth(seed):
    truth, other = np.random.default_rng(seed).uniform(0.01, 0.99, (2, 1, 3))
    assert multilabel_log_loss(truth, truth) < multilabel_log_loss(truth, other)


@given(case=cases())
def test_inputs_are_never_changed(case):
    y, p, weight = case.y.copy(), case.p, case.weight.copy()
    for array in (y, p, weight):
        array.flags.writeable = False
    multilabel_log_loss(y, p, sample_weight=weight, smoothing=0.1, label_smoothing=0.1)
