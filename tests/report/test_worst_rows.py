"""Worst rows: the largest losses by number and id; likely label errors; and nothing of single rows where unwanted."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, ShuffleSplit

from skxent._check import check_forecast
from skxent.metrics import kl_divergence_loss, log_loss
from skxent.report import evaluate, evaluate_predictions
from skxent.report._sections._tallies import report_tally
from skxent.report._sums._observed import Beside, Observed

RNG = np.random.default_rng(0)
N = 500
P = RNG.dirichlet([0.7, 0.7, 0.7, 0.7], N)
Y = RNG.integers(0, 4, N)
W = np.where(RNG.uniform(size=N) < 0.2, 0.0, RNG.uniform(0.1, 2, N))
IDS = np.array([f"patient-{i:05d}" for i in RNG.permutation(N)])


def rows_of(y, p, **options):
    return evaluate_predictions(y, p, **options).models[0].worst_rows


def test_the_worst_rows_are_those_of_the_largest_losses():
    found = rows_of(Y, P, sample_weight=W, ids=IDS)
    losses = np.where(W > 0, log_loss(Y, P, reduction="none"), -1)
    order = np.argsort(-losses, kind="stable")[:20]
    assert [row.row for row in found] == order.tolist()
    for row in found:
        i = row.row
        assert math.isclose(row.loss, losses[i], rel_tol=1e-12)
        assert (row.id, row.truth, row.weight) == (IDS[i], Y[i], W[i])
        assert math.isclose(row.probability, P[i, Y[i]], rel_tol=1e-12)
        top = np.argsort(-P[i])[:3]
        assert [label for label, _ in row.top] == top.tolist()
        assert [p for _, p in row.top] == pytest.approx(P[i, top].tolist())


@pytest.mark.parametrize("n", [1, 5, 20, 21, 70])
def test_equal_rows_go_by_their_number(n):
    assert [row.row for row in rows_of(np.arange(n) % 2, [0.5] * n, labels=[0, 1])] == list(range(min(n, 20)))


def test_target_distributions_have_their_likeliest_class_for_truth(rng):
    target = rng.dirichlet([1, 1, 1, 1], N)
    losses = kl_divergence_loss(target, P, reduction="none")  # above the targets' own entropy
    for row in rows_of(target, P):
        assert row.truth == target[row.row].argmax()
        assert math.isclose(row.loss, losses[row.row], rel_tol=1e-12)
        assert not row.likely_label_error


@given(cuts=st.lists(st.integers(0, 60), max_size=4), seed=st.integers(0, 20))
def test_rows_may_be_cut_anywhere_and_come_in_any_order(cuts, seed):
    rng = np.random.default_rng(seed)
    p = np.round(P[:60], 1) + 0.1  # with many equal losses
    p /= p.sum(axis=1, keepdims=True)

    def worst(rows):
        forecast = check_forecast(Y[rows], p[rows], labels=range(4), sample_weight=W[rows] + 1e-9)
        return report_tally(Observed(forecast, Beside(rows))).sums.worst

    shuffled = rng.permutation(60)
    parts = [worst(part) for part in np.split(shuffled, sorted(cuts)) if len(part)]
    added = parts[0]
    for part in parts[1:]:
        added += part
    assert added.rows == worst(np.arange(60)).rows


def test_infinite_losses_are_the_worst():
    p = np.vstack([P, np.eye(4)[[1, 1]]])
    found = rows_of(np.append(Y, [0, 1]), p)
    assert (found[0].row, found[0].loss, found[0].probability) == (N, math.inf, 0.0)
    assert all(math.isfinite(row.loss) for row in found[1:])


def test_rows_of_shuffled_folds_are_rows_of_the_data(rng):
    X = rng.normal(size=(200, 2))
    y = (X[:, 0] + rng.normal(size=200) > 0).astype(int)
    X[:60] = X[0]  # equal forecasts
    y[:60] = 0
    cv = ShuffleSplit(1, test_size=0.9, random_state=0)
    ids, label = np.arange(1000, 1200), np.array(["no", "yes"])[y]
    (model,) = evaluate(LogisticRegression(), X, label, cv=cv, ids=ids, slices={"self": label}).models
    (train, test), *_ = cv.split(X)
    p = LogisticRegression().fit(X[train], label[train]).predict_proba(X)
    losses = log_loss(label, p, reduction="none")
    for row in model.worst_rows:
        assert row.row in test
        assert row.id == str(1000 + row.row)
        assert row.truth == label[row.row]
        assert math.isclose(row.loss, losses[row.row], rel_tol=1e-9)
    order = [(-row.loss, row.row) for row in model.worst_rows]
    assert order == sorted(order)
    for part in model.slices:
        of = test[label[test] == part.value]
        assert part.n_rows == len(of)
        assert math.isclose(part.log_loss, losses[of].mean(), rel_tol=1e-9)


def test_equal_rows_of_shuffled_folds_go_by_their_number():
    X, y = np.zeros((100, 1)), np.arange(100) % 2
    cv = [(np.arange(100), np.random.default_rng(0).permutation(100))]
    (model,) = evaluate(LogisticRegression(), X, y, cv=cv).models
    assert [row.row for row in model.worst_rows] == list(range(20))


def test_flipped_labels_of_a_good_model_are_likely_errors():
    rng = np.random.default_rng(1)
    y = rng.integers(0, 3, 2000)
    z = rng.normal(size=(2000, 3)) + 8 * np.eye(3)[y]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    flipped = rng.choice(2000, 12, replace=False)
    y[flipped] = (y[flipped] + 1) % 3
    found = {row.row for row in rows_of(y, p) if row.likely_label_error}
    assert found == set(flipped)


def test_calibrated_forecasts_have_no_likely_error():
    marked = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        p = rng.dirichlet([0.3] * 3, 500)
        y = (p.cumsum(axis=1) > rng.uniform(size=(500, 1))).argmax(axis=1)
        marked += sum(row.likely_label_error for row in rows_of(y, p, labels=[0, 1, 2]))
    assert marked == 0  # as of 200 seeds


@pytest.mark.parametrize("smoothing", [0.0, 1e-6])
def test_without_rows_nothing_says_which_row_it_was(smoothing):
    p = np.vstack([P, np.eye(4)[[1, 1, 1]]])
    options = {"ids": [f"secret{i}" for i in range(N + 3)], "smoothing": smoothing, "rows": False, "timestamp": False}
    found = evaluate_predictions(np.append(Y, [0, 2, 3]), {"a": p, "b": p[:, ::-1]}, **options)
    assert found.models[0].worst_rows == found.models[0].zero_probability.first_rows == ()
    for text in (found.to_json(), found.to_html(), found.to_markdown(), found.to_text(), str(found.to_dict())):
        assert "secret" not in text
        assert not any(f"row {i}" in text for i in (N, N + 1, N + 2))


def test_a_row_that_was_tested_twice_is_shown_once(rng):
    X = rng.normal(size=(60, 2))
    found = evaluate(DummyClassifier(), X, np.arange(60) % 3, cv=RepeatedStratifiedKFold(n_splits=3, n_repeats=4))
    rows = [row.row for row in found.models[0].worst_rows]
    assert len(rows) == len(set(rows)) == 20
    y = np.append(np.repeat([0, 1], 30), [2] * 6)
    cv = [(np.arange(60), np.arange(60, 66))] * 3  # training never saw 2
    found = evaluate(DummyClassifier(), np.zeros((66, 1)), y, cv=cv).models[0]
    assert found.zero_probability.rows == 18
    assert found.zero_probability.first_rows == (60, 61, 62, 63, 64, 65)
