"""Multilabel log loss: averages, forms of input, weights, and refusals."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import binary_log_loss, multilabel_log_loss

Y = np.array([[1, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0]])
P = np.random.default_rng(0).uniform(0.05, 0.95, (4, 3))
EACH = np.array([binary_log_loss(Y[:, j], P[:, j]) for j in range(3)])


def test_averages_over_labels():
    np.testing.assert_allclose(multilabel_log_loss(Y, P, average=None), EACH, rtol=1e-14)
    assert math.isclose(multilabel_log_loss(Y, P), EACH.mean())
    assert math.isclose(multilabel_log_loss(Y, P, average="joint", base=2), EACH.sum() / math.log(2))


def test_absent_labels_count_where_an_indicator_read_as_labels_would_drop_them():
    y, p = [[1, 0], [1, 0]], [[0.9, 0.8], [0.9, 0.8]]
    assert math.isclose(multilabel_log_loss(y, p, average="joint"), -math.log(0.9) - math.log(0.2))


@pytest.mark.parametrize("scale", ["log_proba", "logit"])
def test_scales(scale):
    values = np.log(P) if scale == "log_proba" else np.log(P / (1 - P))
    assert math.isclose(multilabel_log_loss(Y, values, scale=scale), EACH.mean(), rel_tol=1e-12)


def test_lists_of_pairs_as_estimators_return_them():
    pairs = [np.column_stack([1 - P[:, j], P[:, j]]) for j in range(3)]
    assert math.isclose(multilabel_log_loss(Y, pairs), EACH.mean())


def test_lists_of_pairs_of_logits_are_differences():
    logits = [np.column_stack([np.full(4, 5.0), 5 + np.log(P[:, j] / (1 - P[:, j]))]) for j in range(3)]
    assert math.isclose(multilabel_log_loss(Y, logits, scale="logit"), EACH.mean(), rel_tol=1e-12)


def test_frames_are_matched_by_name():
    names = ["x", "y", "z"]
    proba = pd.DataFrame(P, columns=names)[["z", "x", "y"]]
    assert math.isclose(multilabel_log_loss(pd.DataFrame(Y, columns=names), proba), EACH.mean())
    np.testing.assert_allclose(multilabel_log_loss(Y, proba, labels=names, average=None), EACH)
    np.testing.assert_allclose(multilabel_log_loss(Y, pd.DataFrame(P, columns=names), average=None), EACH)
    of_predictions = multilabel_log_loss(pd.DataFrame(Y, columns=names), proba, average=None)
    np.testing.assert_allclose(of_predictions, EACH[[2, 0, 1]])
    np.testing.assert_allclose(multilabel_log_loss(pd.DataFrame(Y, columns=names), P, average=None), EACH)


def test_sparse_indicators_are_dense_ones():
    assert multilabel_log_loss(csr_array(Y), P) == multilabel_log_loss(csr_array(Y).tocsc(), P) == EACH.mean()


def test_weights_are_repetitions_and_zero_counts_for_nothing():
    weight = np.array([2, 0, 1, 3])
    again = np.repeat(np.arange(4), weight)
    assert math.isclose(multilabel_log_loss(Y, P, sample_weight=weight), multilabel_log_loss(Y[again], P[again]))


def test_soft_targets_and_label_smoothing():
    soft = 0.8 * Y + 0.1
    expected = -(soft * np.log(P) + (1 - soft) * np.log(1 - P)).mean()
    assert math.isclose(multilabel_log_loss(soft, P), expected, rel_tol=1e-12)
    assert math.isclose(multilabel_log_loss(Y, P, label_smoothing=0.2), expected, rel_tol=1e-12)


def test_smoothing_adds_to_presence_and_absence():
    by_hand = (P + 0.1) / 1.2
    assert math.isclose(multilabel_log_loss(Y, P, smoothing=0.1), multilabel_log_loss(Y, by_hand), rel_tol=1e-12)


def test_probability_zero_is_infinite_and_counted_by_rows():
    with pytest.warns(ZeroProbabilityWarning, match="1 of 2 rows"):
        assert multilabel_log_loss([[1, 1], [0, 0]], [[0.0, 0.0], [0.5, 0.5]]) == math.inf
    with pytest.warns(ZeroProbabilityWarning, match="1 of 2 rows"):  # that count
        multilabel_log_loss([[1, 1]] * 3, [[0.0, 0.5], [0.5, 0.5], [0.0, 0.0]], sample_weight=[1, 1, 0])
    assert multilabel_log_loss([[0, 1]], [[0.0, 1.0]]) == 0


@pytest.mark.parametrize(
    ("y", "p", "options", "message"),
    [
        (
            [0, 1],
            [0.5, 0.5],
            {},
            r"y_true has shape \(2,\); pass an indicator matrix .*use log_loss for one label in each row\.$",
        ),
        (
            [[1, 0], [2, 0]],
            [[0.5, 0.5]] * 2,
            {},
            (
                r"y_true is NaN or outside \[0, 1\] in row 1; indicators are 0, 1 or a probability; use log_loss for labels of "
                r"several classes\.$"
            ),
        ),
        ([["a", "b"]], [[0.5, 0.5]], {}, "^y_true is list of something other than real numbers"),
        ([[1, 0]], [["a", "b"]], {}, "^y_proba is list of something other than real numbers"),
        ([[1, 0]], [[["a", "b"]], [[0.5, 0.5]]], {}, r"^y_proba\[0\] is list of something other than real numbers"),
        ([[1, 0]], [], {}, "^y_proba has "),
        (
            pd.DataFrame([[1, 0]], columns=["x", "y"]),
            [[0.5, 0.5]],
            {"labels": ["x", "z"]},
            "^y_true has no column for 'z'",
        ),
        ([[1, 0]], [[0.5, 1.5]], {}, r"y_proba is 1\.5 \(the first\) for label 1 in row 0"),
        ([[1, 0]], [[0.5, 0.5]] * 2, {}, r"y_proba has shape \(2, 2\) for y_true of shape \(1, 2\)"),
        ([[1, 0]], [[0.5, 0.5, 0.5]], {}, "y_proba has 3 columns for 2 labels"),
        ([[1, 0]], [[0.5]], {}, "y_proba has 1 column for 2 labels"),
        ([[1]], [[0.5, 0.5]], {}, r"y_proba has 2 columns for 1 label \["),
        ([[1, 0]], [[[0.9, 0.5]], [[0.5, 0.5]]], {}, "y_proba sums to 1.4 .* for label 0 in row 0; rows sum to 1"),
        ([[1, 0]], [[[0.5, 0.5]]], {}, r"y_proba lists arrays of shapes \[\(1, 2\)\] for y_true of shape \(1, 2\)"),
        ([[1, 0]], [[0.5, 0.5]], {"labels": ["a", "a"]}, "labels repeat"),
        ([[1, 0]], [[0.5, 0.5]], {"average": "micro"}, "average='micro' is unknown"),
        (
            [[1, 0]],
            [[0.5, 0.5]],
            {"label_smoothing": 1},
            r"label_smoothing=1 is not in \[0, 1\); pass the share to mix in",
        ),
        ([[1, 0]], [[0.5, 0.5]], {"label_smoothing": 1.5}, r"label_smoothing=1.5 is not in \[0, 1\)"),
        ([[1, 0]], [[[0.2, 0.3, 0.5]], [[0.5, 0.5]]], {}, r"y_proba lists an array of shape \(1, 3\)"),
    ],
)
def test_what_does_not_fit_is_refused(y, p, options, message):
    with pytest.raises(ValueError, match=message):
        multilabel_log_loss(y, p, **options)


def test_targets_in_single_precision_are_computed_with_in_double():
    t = np.array([[0.1, 0.7], [0.3, 0.9]], np.float32)
    assert multilabel_log_loss(t, [[0.2, 0.4], [0.3, 0.5]]) == multilabel_log_loss(
        t.astype(np.float64), [[0.2, 0.4], [0.3, 0.5]]
    )
