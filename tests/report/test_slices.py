"""Slices: each is a report of its own rows, with intervals for as many as there are."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from skxent._check import check_forecast
from skxent.metrics import log_loss, score_interval
from skxent.report import evaluate_predictions
from skxent.report._sections._tallies import report_tally
from skxent.report._sums._observed import Beside, Observed

pytestmark = [
    pytest.mark.filterwarnings("ignore::skxent.exceptions.SmallSampleWarning"),
    pytest.mark.filterwarnings("ignore::skxent.exceptions.HeavyTailWarning"),
]

RNG = np.random.default_rng(0)
N = 400
P = RNG.dirichlet([1, 1, 1], N)
Y = np.append([0, 1, 2], [RNG.choice(3, p=p) for p in P[3:]])
W = np.where(RNG.uniform(size=N) < 0.1, 0.0, RNG.uniform(0.2, 3, N))
SITE = np.array(["north", "south", "east", "west"])[RNG.integers(0, 4, N)]
AGE = RNG.integers(0, 2, N)
GROUPS = RNG.integers(0, 150, N)
LOSSES = log_loss(Y, P, reduction="none")


def slices_of(y=Y, p=P, **options):
    return evaluate_predictions(y, p, **{"slices": {"site": SITE, "old": AGE}, **options}).models[0].slices


@pytest.mark.parametrize("groups", [None, GROUPS])
@pytest.mark.parametrize("weight", [None, W])
def test_a_slice_has_the_numbers_of_its_rows(weight, groups):
    w = np.ones(N) if weight is None else weight
    rate = np.bincount(Y, weights=w) / w.sum()
    found = slices_of(sample_weight=weight, groups=groups)
    assert [one.column for one in found] == ["site"] * 4 + ["old"] * 2
    for one in found:
        of, m = (one.value == SITE, 4) if one.column == "site" else (one.value == AGE.astype(str), 2)
        given = {"sample_weight": w[of]} | ({} if groups is None else {"groups": groups[of]})
        expected = score_interval(LOSSES[of], method="t", **given)
        half = t.ppf(1 - 0.025 / m, expected.n_effective - 1) * expected.standard_error  # Bonferroni
        assert math.isclose(one.log_loss, log_loss(Y[of], P[of], sample_weight=w[of], labels=[0, 1, 2]), rel_tol=1e-12)
        assert np.allclose((one.low, one.high), (expected.estimate - half, expected.estimate + half), rtol=1e-9)
        assert one.n_rows == np.count_nonzero(w[of])
        assert math.isclose(one.share_of_weight, w[of].sum() / w.sum(), rel_tol=1e-12)
        assert math.isclose(one.share_of_loss, (w * LOSSES)[of].sum() / (w @ LOSSES), rel_tol=1e-12)
        assert math.isclose(one.skill, 1 - expected.estimate / np.average(-np.log(rate)[Y[of]], weights=w[of]))
        assert math.isclose(one.accuracy, np.average(P[of].argmax(axis=1) == Y[of], weights=w[of]))


def test_slices_of_a_column_share_everything_and_the_costliest_are_first():
    for column in ("site", "old"):
        found = [one for one in slices_of(sample_weight=W) if one.column == column]
        assert math.isclose(sum(one.share_of_weight for one in found), 1, rel_tol=1e-12)
        assert math.isclose(sum(one.share_of_loss for one in found), 1, rel_tol=1e-12)
        assert sum(one.n_rows for one in found) == np.count_nonzero(W)
        assert [one.log_loss for one in found] == sorted((one.log_loss for one in found), reverse=True)


def test_few_rows_or_few_groups_are_small():
    part = np.where(np.arange(N) < 20, "few", "many")
    assert {one.value: one.is_small for one in slices_of(slices={"s": part})} == {"few": True, "many": False}
    assert all(one.is_small for one in slices_of(slices={"s": part}, groups=np.arange(N) // 20))


def test_an_infinite_slice_carries_all():
    p = P.copy()
    p[0] = np.eye(3)[1]  # its truth is 0
    for one in slices_of(p=p):
        own = SITE[0] if one.column == "site" else str(AGE[0])
        assert one.share_of_loss == float(one.value == own)
        assert math.isinf(one.log_loss) == math.isnan(one.low) == (one.value == own)


def test_slices_may_hold_anything_that_has_a_text():
    frame = pd.DataFrame({"kind": pd.Categorical(SITE), "day": pd.to_datetime("2024-01-01"), "flag": AGE == 1})
    found = slices_of(slices=frame)
    assert {one.value for one in found if one.column == "kind"} == set(SITE)
    assert {one.value for one in found if one.column == "flag"} == {"True", "False"}
    assert sum(one.column == "day" for one in found) == 1


def test_slices_of_rows_without_weight_are_none():
    found = slices_of(slices={"s": np.where(W == 0, "gone", "here")}, sample_weight=W)
    assert [one.value for one in found] == ["here"]


def test_slices_may_be_of_target_distributions(rng):
    target = rng.dirichlet([1, 1, 1], N)
    for one in slices_of(y=target):
        of = one.value == (SITE if one.column == "site" else AGE.astype(str))
        assert math.isclose(one.log_loss, log_loss(target[of], P[of]), rel_tol=1e-12)
        base = -target[of].mean(axis=0) @ np.log(target.mean(axis=0))
        assert math.isclose(one.skill, 1 - one.log_loss / base, rel_tol=1e-9)


def test_blocks_without_any_weight_have_no_slices():
    n = 300_000  # of several blocks
    w = np.where(np.arange(n) < n / 2, 0.0, 1.0)
    found = slices_of(np.arange(n) % 2, np.full(n, 0.25), sample_weight=w, slices={"s": np.arange(n) % 3})
    assert sum(one.n_rows for one in found) == n / 2


@pytest.mark.parametrize(
    ("slices", "message"),
    [
        ({"s": np.arange(N)}, "slice 's' has more than 200 values; name a column of few values"),
        ({"s": SITE[1:]}, r"slice 's' has shape \(399,\) for 400 rows"),
        ({"s": np.where(np.arange(N) == 7, None, "x")}, r"slice 's' is missing in row 7"),
        ({1: SITE, "1": AGE}, r"slices has names that are the same as text: \[1, '1'\]"),
        ({"s": np.zeros((N, 2))}, r"slice 's' has shape \(400, 2\) for 400 rows"),
        (pd.DataFrame(np.zeros((N, 2)), columns=["a", "a"]), r"slices has names that are the same as text"),
        (SITE, "slices is ndarray without names"),
    ],
)
def test_what_is_no_slice_is_refused(slices, message):
    with pytest.raises(ValueError, match=message):
        slices_of(slices=slices)


def sums(rows, values):
    forecast = check_forecast(Y[rows], P[rows], labels=[0, 1, 2])
    return report_tally(Observed(forecast, Beside(np.arange(N)[rows], slices={"s": values[rows]}))).sums.slices


def test_too_many_values_are_refused_also_when_they_come_in_parts():
    values = np.arange(N).astype(str).astype(object)
    one, other = sums(slice(0, 200), values), sums(slice(200, 400), values)
    with pytest.raises(ValueError, match="slice 's' has more than 200 values"):
        one + other
    assert len((one + sums(slice(0, 200), values)).by) == 200


def test_rows_may_be_cut_anywhere():
    values = SITE.astype(object)
    order = np.argsort(SITE, kind="stable")
    whole, cut = sums(slice(None), values), [order[:150], order[150:151], order[151:]]
    added = sums(cut[2], values) + sums(cut[0], values) + sums(cut[1], values)
    assert set(added.by) == set(whole.by)
    for key, one in whole.by.items():
        found = added.by[key]
        assert found.units.n_rows == one.units.n_rows
        assert math.isclose(found.units.mean("loss"), one.units.mean("loss"), rel_tol=1e-12)
        assert math.isclose(found.units.error("loss"), one.units.error("loss"), rel_tol=1e-9)
        np.testing.assert_allclose(found.class_mass, one.class_mass)


def test_the_text_names_the_costliest_slice_that_is_not_small():
    y, p = [0, 1] * 60, [0.1, 0.9] * 40 + [0.4, 0.6] * 20
    slices = {"site": ["north"] * 78 + ["tiny"] * 2 + ["south"] * 40}
    text = evaluate_predictions(y, p, slices=slices).to_text()
    assert f"slice site=south loses most, {-math.log(0.6):.4f} nats, with 33.3 % of the rows" in " ".join(text.split())
    assert "loses most" not in evaluate_predictions(y, p, slices={"row": list(range(40)) * 3}).to_text()
