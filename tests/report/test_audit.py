"""The audit of what came in: zeros, ones, sums, weights of 0, classes that never happened, and how columns were read."""

import numpy as np
import pandas as pd
import pytest

from skxent.report import evaluate_file, evaluate_predictions

P = np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.2, 0.3, 0.5], [0.25, 0.25, 0.5]])
Y = [0, 0, 1, 1]


def audit(*given, **options):
    return evaluate_predictions(*given, **options).models[0].audit


def test_zeros_ones_weights_and_missing_classes_are_counted():
    found = audit(Y, P, labels=[0, 1, 2], sample_weight=[1, 1, 0, 2])
    assert (found.n_rows, found.n_weightless, found.n_predictions) == (4, 1, 12)
    assert (found.exact_zeros, found.exact_ones) == (3, 1)
    assert found.missing_classes == (2,)
    assert found.furthest_sum == 0


@pytest.mark.parametrize("kind", ["arrays", "file", "frame"])
def test_sums_that_rows_were_divided_by_are_told(tmp_path, kind):
    p = P * np.array([1.0, 0.9, 2.0, 1.0])[:, None]
    frame = pd.DataFrame(p, columns=["0", "1", "2"]).assign(y=Y)
    frame.to_csv(tmp_path / "p.csv", index=False)
    if kind == "arrays":
        found = evaluate_predictions(Y, p, labels=[0, 1, 2], normalize=True)
    else:
        table = frame if kind == "frame" else tmp_path / "p.csv"
        found = evaluate_file(table, target="y", proba=["0", "1", "2"], normalize=True)
    assert found.models[0].audit.n_divided == 2
    assert found.models[0].audit.furthest_sum == pytest.approx(1.0)
    assert "2 rows divided by sums as far from 1 as 1" in found.to_html()
    assert "divided by sums" not in evaluate_predictions(Y, P, labels=[0, 1, 2]).to_html()


def test_sums_that_float16_rounds_are_not_told_as_divided():
    p = np.random.default_rng(0).dirichlet(np.ones(50), 200).astype(np.float16)
    found = evaluate_predictions(np.arange(200) % 50, p)
    assert found.models[0].audit.furthest_sum > 1e-4
    assert found.models[0].audit.n_divided == 0
    assert "divided by sums" not in found.to_html()


@pytest.mark.parametrize(
    ("y", "p", "told"),
    [
        (["a", "b"], pd.DataFrame({"b": [0.5, 0.5], "a": [0.5, 0.5]}), "columns matched to classes by name"),
        (["a", "b"], [[0.5, 0.5], [0.5, 0.5]], "columns in the order of the labels"),
        (["a", "b"], [0.5, 0.5], "predictions (n,) are of 'b', the other class being 'a'"),
    ],
)
def test_how_columns_were_read_is_told(y, p, told):
    assert audit(y, p).aligned == told
