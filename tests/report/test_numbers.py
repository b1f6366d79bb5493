"""The headline: every number is that of the public metric, of whatever labels, weights and targets."""

import math
from html import unescape

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, roc_auc_score

from skxent.metrics import brier_loss, d2_log_loss_score, kl_divergence_loss, log_loss, perplexity_loss
from skxent.report import evaluate_predictions

N = 200
NAMES = {
    "numbers": np.arange,
    "text": lambda k: np.array([f"c{j:02d}" for j in range(k)]),
    "reversed": lambda k: np.arange(k)[::-1],
}


def data(k, *, zeros=False):
    rng = np.random.default_rng(k)
    p = rng.dirichlet(np.ones(k), N)
    y = np.append(np.arange(k), [rng.choice(k, p=row) for row in p[k:]])
    if zeros:
        p[np.arange(N), (y + 1) % k] = 0.0
        p /= p.sum(axis=1, keepdims=True)
    return y, p, np.where(rng.uniform(size=N) < 0.2, 0.0, rng.uniform(0.1, 2, N))


def values(y, p, **options):
    return {name: one.value for name, one in evaluate_predictions(y, p, **options).models[0].headline.items()}


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("k", [2, 3, 12])
def test_numbers_are_those_of_the_public_metrics(k, names, weighted):
    codes, p, w = data(k, zeros=True)
    labels = names(k)
    y, w = labels[codes], w if weighted else None
    found = values(y, p, labels=labels, sample_weight=w)
    loss = log_loss(y, p, labels=labels, sample_weight=w)
    expected = {
        "log_loss": loss,
        "log_loss_bits": loss / math.log(2),
        "label_entropy": 0,
        "excess": kl_divergence_loss(y, p, labels=labels, sample_weight=w),
        "skill": d2_log_loss_score(y, p, labels=labels, sample_weight=w),
        "perplexity": perplexity_loss(y, p, labels=labels, sample_weight=w),
        "typical_probability": math.exp(-loss),
        "brier": brier_loss(y, p, labels=labels, sample_weight=w),
        "accuracy": accuracy_score(codes, p.argmax(axis=1), sample_weight=w),
        "auc": roc_auc_score(codes, p[:, 1] if k == 2 else p, multi_class="ovr", sample_weight=w),
    }
    for name, value in expected.items():
        assert math.isclose(found[name], value, rel_tol=1e-9, abs_tol=1e-12), name


def test_truths_of_true_and_false_are_two_classes():
    codes, p, w = data(2)
    found = values(codes == 1, p[:, 1], sample_weight=w)
    assert math.isclose(found["log_loss"], log_loss(codes, p, sample_weight=w), rel_tol=1e-12)
    assert math.isclose(found["auc"], roc_auc_score(codes, p[:, 1], sample_weight=w), rel_tol=1e-12)


@pytest.mark.parametrize("k", [2, 3, 12])
def test_numbers_of_target_distributions_are_those_of_the_public_metrics(k):
    _, p, w = data(k)
    t = np.random.default_rng(9).dirichlet(np.full(k, 0.5), N)
    found = values(t, p, sample_weight=w)
    for name, metric in (
        ("log_loss", log_loss),
        ("excess", kl_divergence_loss),
        ("brier", brier_loss),
        ("skill", d2_log_loss_score),
    ):
        assert math.isclose(found[name], metric(t, p, sample_weight=w), rel_tol=1e-9), name
    assert math.isclose(found["label_entropy"], found["log_loss"] - found["excess"], rel_tol=1e-12)
    assert math.isclose(found["accuracy"], w @ t[np.arange(N), p.argmax(axis=1)] / w.sum(), rel_tol=1e-12)


def test_ties_count_half_in_the_area():
    assert values([0, 1, 0, 1], [0.5] * 4)["auc"] == 0.5
    assert values([0, 1, 1], [0.2, 0.2, 0.9])["auc"] == 0.75
    codes, p, w = data(3)
    coarse = np.round(p * 5) + 0.2
    coarse /= coarse.sum(axis=1, keepdims=True)
    found = values(codes, coarse, sample_weight=w)["auc"]
    assert math.isclose(found, roc_auc_score(codes, coarse, multi_class="ovr", sample_weight=w), rel_tol=1e-9)


def test_one_class_alone_has_no_area_and_no_skill():
    found = values([1] * 5, [0.3, 0.5, 0.9, 0.2, 0.1], labels=[0, 1])
    assert math.isnan(found["auc"])
    assert math.isnan(found["skill"])
    assert math.isclose(found["log_loss"], -np.log([0.3, 0.5, 0.9, 0.2, 0.1]).mean())


def test_classes_that_never_happen_are_left_out_of_the_area():
    codes, p, _ = data(2)
    three = np.column_stack([0.9 * p, np.full(N, 0.1)])
    found = values(codes, three, labels=[0, 1, 2])["auc"]
    assert math.isclose(found, roc_auc_score(codes, p[:, 1]), rel_tol=1e-12)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_one_row_has_its_numbers(k):
    found = values([0], [[1 / k] * k], labels=range(k))
    assert math.isclose(found["log_loss"], math.log(k), abs_tol=1e-12)
    assert found["accuracy"] == 1


def test_rows_of_weight_zero_count_for_nothing_even_at_probability_zero():
    codes, p, _ = data(3)
    q = np.vstack([p, [[1, 0, 0]]])
    found = evaluate_predictions(np.append(codes, 1), q, sample_weight=np.append(np.ones(N), 0)).models[0]
    alone = evaluate_predictions(codes, p, sample_weight=np.ones(N)).models[0]
    for name, measured in alone.headline.items():
        assert math.isclose(found.headline[name].value, measured.value, rel_tol=1e-12), name
        assert found.headline[name].low == pytest.approx(measured.low, rel=1e-12, nan_ok=True)
    assert found.audit.n_weightless == 1
    assert found.zero_probability.rows == 0
    assert found.worst_rows == alone.worst_rows


def test_an_infinite_loss_is_told_as_such():
    found = evaluate_predictions([0, 1, 1], [0.0, 1.0, 0.0]).models[0].headline
    assert found["log_loss"].value == found["perplexity"].value == found["excess"].value == math.inf
    assert found["skill"].value == -math.inf
    assert found["typical_probability"].value == 0
    assert math.isclose(found["accuracy"].value, 2 / 3)


def test_numbers_do_not_depend_on_the_order_of_rows():
    codes, p, w = data(3)
    order = np.random.default_rng(1).permutation(N)
    a = evaluate_predictions(codes, p, sample_weight=w).models[0]
    b = evaluate_predictions(codes[order], p[order], sample_weight=w[order]).models[0]
    for name, one in a.headline.items():
        other = b.headline[name]
        np.testing.assert_allclose(
            (other.value, other.low, other.high), (one.value, one.low, one.high), rtol=1e-9, err_msg=name
        )
    assert [row.label for row in a.per_class] == [row.label for row in b.per_class]
    for x, y in zip(a.calibration.top_label.bins, b.calibration.top_label.bins, strict=True):
        np.testing.assert_allclose(list(vars(x).values()), list(vars(y).values()), rtol=1e-9)
    for x, y in zip(a.loss_distribution.quantiles, b.loss_distribution.quantiles, strict=True):
        assert math.isclose(x.log_loss, y.log_loss, rel_tol=1e-12)


def test_numbers_do_not_depend_on_the_order_of_classes():
    codes, p, w = data(3)
    one = values(codes, p, labels=[0, 1, 2], sample_weight=w)
    other = values(codes, p[:, [2, 0, 1]], labels=[2, 0, 1], sample_weight=w)
    assert other == pytest.approx(one, rel=1e-9)


def test_the_same_input_makes_the_same_files():
    codes, p, w = data(3)
    options = {"sample_weight": w, "groups": np.arange(N) // 4, "slices": {"s": np.arange(N) % 3}, "timestamp": False}
    a, b = (evaluate_predictions(codes, {"x": p, "y": p[:, ::-1]}, **options) for _ in range(2))
    assert a.to_json() == b.to_json()
    assert a.to_html() == b.to_html()


def test_every_rendering_says_whose_intervals_it_has():
    evaluation = evaluate_predictions([0, 1] * 20, [0.25, 0.75] * 20)
    html = unescape(evaluation.to_html())
    for text in (html, evaluation.to_text(), evaluation.to_markdown()):
        assert text.count("(Student's t)") == 1
