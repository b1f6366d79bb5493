"""Mutual information and what an ensemble knows."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import mutual_info_score

from skxent.information import _joint, ensemble_information, entropy, js_divergence, mutual_information


def test_counts_agree_with_scikit_learn():
    counts = np.random.default_rng(0).integers(0, 20, (4, 5))
    expected = mutual_info_score(None, None, contingency=counts)
    assert math.isclose(mutual_information(counts, normalize=True), expected, rel_tol=1e-12)


def test_independence_has_none_and_nearly_so_is_still_resolved():
    p, q = np.array([0.2, 0.8]), np.array([0.3, 0.3, 0.4])
    assert mutual_information(np.outer(p, q)) < 1e-30
    nudge = 1e-6 * np.array([[1, -1, 0], [-1, 1, 0]])
    joint = np.outer(p, q) + nudge
    # second order: half of chi^2 = sum nudge^2 / expected / 2
    assert math.isclose(mutual_information(joint), (nudge**2 / np.outer(p, q)).sum() / 2, rel_tol=1e-4)


def test_many_tables_at_once():
    tables = np.random.default_rng(0).dirichlet(np.ones(12), (200, 40)).reshape(200, 40, 3, 4)
    values = mutual_information(tables)
    assert values.shape == (200, 40)
    assert math.isclose(values[7, 9], mutual_information(tables[7, 9]), rel_tol=1e-12)


@pytest.mark.parametrize(
    ("joint", "message"),
    [
        ([0.5, 0.5], "joint has shape (2,); pass a table of joint probabilities (..., X, Y)."),
        (
            [[0.5, 0.5], [0.5, 0.25], [0.25, 0.0]],
            "joint sums to 2 along axis=-1 (distribution 0, counted from 0); distributions sum to 1: pass normalize=True to divide by the sums, if these are counts or were rounded.",
        ),
        (
            [[0.5, -0.5], [0.5, 0.5]],
            "joint holds negative values, such as -0.5; pass probabilities, or softmax(logits).",
        ),
    ],
)
def test_what_is_no_table_is_refused(joint, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        mutual_information(joint)
    assert str(caught.value) == message


WEATHER = pd.DataFrame({"said": [*"aabbbccc"], "was": [*"xyxxyyyy"]})


@pytest.mark.parametrize("normalize", [True, False, "all"])
def test_a_table_with_its_margins_is_refused(normalize):
    counted = {"normalize": normalize} if normalize == "all" else {}
    table = pd.crosstab(WEATHER.said, WEATHER.was, margins=True, **counted)
    message = "joint has the sums of the others in its last row and column, 'All'; leave them out."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        mutual_information(table, normalize=normalize is True)
    inner = table.iloc[:-1, :-1]
    assert mutual_information(inner, normalize=True) == pytest.approx(mutual_info_score(WEATHER.said, WEATHER.was))
    other = table.rename(columns={"All": "z"}, index={"All": "z"})  # named otherwise it may be an outcome
    assert mutual_information(other, normalize=True) > 0
    confused = pd.DataFrame([[1, 2, 0], [3, 1, 1], [0, 1, 5]], index=[*"abc"], columns=[*"abc"])
    assert mutual_information(confused, normalize=True) > 0


@pytest.mark.parametrize(("of", "told"), [("index", "rows"), ("columns", "columns")])
def test_shares_of_each_row_or_column_are_no_joint(of, told):
    table = pd.crosstab(WEATHER.said, WEATHER.was, normalize=of)
    message = (
        f"joint has shape (3, 2), and each of its {told} sums to 1; pass the shares of the whole table, as "
        "pandas.crosstab(..., normalize='all') gives them."
    )
    for joint in (table, table.to_numpy()):
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            mutual_information(joint)
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            mutual_information(joint, normalize=True)
    for whole in ([[0.2, 0.3, 0.5]], [[0.5], [0.5]], np.outer([0.25, 0.25, 0.5], [0.25, 0.25, 0.5])):
        for one in (whole, pd.DataFrame(whole)):  # of which rows, or columns, sum to 1, and all do
            assert abs(mutual_information(one)) < 1e-15
    several = pd.crosstab([WEATHER.said, WEATHER.said], WEATHER.was)
    assert mutual_information(several, normalize=True) == pytest.approx(mutual_info_score(WEATHER.said, WEATHER.was))
    counts = [[1, 0], [1, 0], [0, 1]]  # one of each row
    assert mutual_information(counts, normalize=True) > 0
    whole = pd.crosstab(WEATHER.said, WEATHER.was, normalize="all")
    assert mutual_information(whole) == pytest.approx(mutual_info_score(WEATHER.said, WEATHER.was))
    for empty in (np.zeros((0, 2)), pd.DataFrame(columns=["a", "b"], dtype=float)):
        with pytest.raises(ValueError, match="joint has shape"):
            mutual_information(empty)


def test_the_parts_of_an_ensembles_uncertainty_add_up():
    members = np.random.default_rng(0).dirichlet(np.ones(4), (5, 3000))  # (5, 3000, 4)
    total, aleatoric, epistemic = ensemble_information(members, base=2)
    np.testing.assert_allclose(total, entropy(members.mean(axis=0), base=2), rtol=1e-12)
    np.testing.assert_allclose(aleatoric, entropy(members, base=2).mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(total, aleatoric + epistemic, rtol=1e-12)
    np.testing.assert_allclose(epistemic, js_divergence(members, base=2), rtol=1e-9)


def test_members_that_agree_leave_no_epistemic_part():
    _, _, epistemic = ensemble_information([[[0.3, 0.7]], [[0.3, 0.7]]])
    assert epistemic.tolist() == [0]


@pytest.mark.parametrize(
    ("members", "axis"), [(0.5, -1), ([0.5, 0.5], -1), (np.ones((0, 2)), -1), ([[0.5, 0.5]], 0), ([[0.5, 0.5]], -2)]
)
def test_what_is_no_ensemble_is_refused(members, axis):
    shape = np.shape(members)
    message = f"member_proba has shape {shape} and axis={axis}; put the members on axis 0."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        ensemble_information(members, axis=axis)


def test_a_member_that_is_no_distribution_is_named():
    with pytest.raises(
        ValueError,
        match=r"^member_proba\[1\] sums to 0\.9 along axis=-1 \(distribution 0, counted from 0\); distributions sum to 1: pass normalize=True to divide by the sums, if these are counts or were rounded\.$",
    ):
        ensemble_information([[0.5, 0.5], [0.5, 0.4]])


def test_many_nearly_independent_tables_are_resolved_each_for_itself():
    p, q = np.array([0.25, 0.75]), np.array([0.25, 0.25, 0.5])
    nudge = 2.0**-20 * np.array([[1, -1, 0], [-1, 1, 0]])
    tables = np.outer(p, q) + np.array([0, 1, 2])[:, None, None] * nudge  # (3, 2, 3)
    expected = np.array([0, 1, 4]) * (nudge**2 / np.outer(p, q)).sum() / 2  # to second order
    np.testing.assert_allclose(mutual_information(tables), expected, rtol=1e-4)


def test_members_that_nearly_agree_differ_by_their_variance():
    p, step = np.array([0.25, 0.75]), 2.0**-15 * np.array([1, -1])
    epistemic = ensemble_information([p - step, p + step]).epistemic
    assert math.isclose(epistemic, (step**2 / p).sum() / 2, rel_tol=1e-6)  # to second order


def test_plain_differences_of_entropies_are_enough_where_nothing_cancels(monkeypatch):
    members = np.random.default_rng(0).dirichlet(np.ones(4), (5, 30))
    counts = np.array([[8, 1], [1, 8]])
    epistemic, mutual = js_divergence(members), mutual_info_score(None, None, contingency=counts)
    monkeypatch.setattr(_joint, "kl_terms", None)
    np.testing.assert_allclose(ensemble_information(members).epistemic, epistemic, rtol=1e-9)
    assert math.isclose(mutual_information(counts, normalize=True), mutual, rel_tol=1e-12)


def test_members_may_have_any_shape():
    members = np.random.default_rng(0).dirichlet(np.ones(4), (5, 2, 3))  # (5, 2, 3, 4)
    for part, expected in zip(
        ensemble_information(members),
        zip(*[ensemble_information(members[:, i]) for i in (0, 1)], strict=True),
        strict=True,
    ):
        np.testing.assert_allclose(part, expected, rtol=1e-13)


def test_one_member_has_no_epistemic_part():
    total, aleatoric, epistemic = ensemble_information([[0.25, 0.75]])
    assert total == aleatoric == entropy([0.25, 0.75])
    assert epistemic == 0
