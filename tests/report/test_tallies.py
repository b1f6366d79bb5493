"""The report's sums: rows may be cut anywhere, and classes in another order are refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent._check import check_forecast
from skxent.metrics import log_loss
from skxent.report._sections._tallies import report_tally
from skxent.report._sums._observed import Beside, Observed

RNG = np.random.default_rng(0)
P = RNG.dirichlet([1, 1, 1], 40)
Y = np.array(["a", "b", "c"])[np.append([0, 1, 2], RNG.integers(0, 3, 37))]
W = np.append(RNG.uniform(0.5, 2, 38), [0.0, 0.0])


def tally(rows, labels=("a", "b", "c")):
    """Return the tally of some rows."""
    forecast = check_forecast(Y[rows], P[rows], labels=list(labels), sample_weight=W[rows])
    return report_tally(Observed(forecast, Beside(np.arange(len(forecast))))).sums


@given(cut=st.integers(1, 37))
def test_rows_may_be_cut_anywhere(cut):
    whole, added = tally(slice(None)), tally(slice(0, cut)) + tally(slice(cut, None))
    for name in ("loss", "brier", "hits"):
        assert math.isclose(whole.units.mean(name), added.units.mean(name), rel_tol=1e-12)
        assert math.isclose(whole.units.error(name), added.units.error(name), rel_tol=1e-9)
    assert math.isclose(whole.skill_error, added.skill_error, rel_tol=1e-9)
    assert math.isclose(whole.loss.d2, added.loss.d2, rel_tol=1e-12)


def test_classes_have_the_losses_of_their_rows():
    found = tally(slice(None)).units.by_class
    losses = log_loss(Y, P, labels=["a", "b", "c"], reduction="none")
    for k, label in enumerate("abc"):
        rows = (label == Y) & (W > 0)
        w, loss, n = W[rows], losses[rows], rows.sum()
        mean = np.average(loss, weights=w)
        assert found.n_units[k] == n
        assert math.isclose(found.ratio[k], mean, rel_tol=1e-12)
        error = math.sqrt(n / (n - 1) * np.sum((w * (loss - mean)) ** 2)) / w.sum()
        assert math.isclose(found.standard_error[k], error, rel_tol=1e-9)


def test_classes_in_another_order_do_not_add():
    with pytest.raises(ValueError, match=r"labels \['a', 'b', 'c'\] and \['b', 'a', 'c'\] do not add; tally all with"):
        tally(slice(0, 20)) + tally(slice(20, None), labels=("b", "a", "c"))
