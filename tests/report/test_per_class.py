"""Where the loss comes from: the classes' rows, their shares and intervals."""

import json
import math
import re

import numpy as np
import pytest

from skxent.metrics import log_loss
from skxent.report import evaluate_predictions

RNG = np.random.default_rng(0)
P = RNG.dirichlet([1, 1, 1], 300)
Y = np.array(["ant", "bee", "cat"])[[RNG.choice(3, p=p) for p in P]]
W = RNG.uniform(0.5, 2, 300)
LABELS = ["ant", "bee", "cat"]


def rows_of(y, p, **options):
    """Return the classes of the only model."""
    return list(evaluate_predictions(y, p, **options).models[0].per_class)


def test_classes_have_their_rows_and_shares():
    found = rows_of(Y, P, labels=LABELS, sample_weight=W)
    losses = log_loss(Y, P, labels=LABELS, reduction="none")
    assert math.isclose(sum(row.share_of_loss for row in found), 1, rel_tol=1e-12)
    assert [row.share_of_loss for row in found] == sorted((row.share_of_loss for row in found), reverse=True)
    for row in found:
        of = row.label == Y
        assert row.n_rows == of.sum()
        assert math.isclose(row.share_of_weight, W[of].sum() / W.sum(), rel_tol=1e-12)
        assert math.isclose(row.log_loss, np.average(losses[of], weights=W[of]), rel_tol=1e-12)
        assert math.isclose(row.share_of_loss, (W * losses)[of].sum() / (W @ losses), rel_tol=1e-12)
        assert row.low < row.log_loss < row.high
        assert math.isclose(row.typical, math.exp(-row.log_loss))


def test_an_infinite_class_carries_all():
    p = P.copy()
    worst = np.flatnonzero(Y == "bee")[0]
    p[worst] = [1, 0, 0]
    found = rows_of(Y, p, labels=LABELS)
    assert (found[0].label, found[0].log_loss, found[0].share_of_loss) == ("bee", math.inf, 1.0)
    assert math.isnan(found[0].low)
    assert all(row.share_of_loss == 0 for row in found[1:])
    assert all(row.low < row.log_loss for row in found[1:])


def test_classes_that_do_not_happen_and_rows_alone_have_no_interval():
    found = rows_of(
        ["ant", "ant", "ant", "bee"],
        [[0.5, 0.3, 0.2], [0.4, 0.3, 0.3], [0.6, 0.2, 0.2], [0.2, 0.7, 0.1]],
        labels=LABELS,
    )
    assert [row.label for row in found] == ["ant", "bee"]
    assert math.isnan(found[1].low)
    assert rows_of(["ant"] * 3, [[1.0, 0.0, 0.0]] * 3, labels=LABELS)[0].share_of_loss == 0


def test_target_distributions_have_no_classes_of_rows(rng):
    assert rows_of(rng.dirichlet([1, 1, 1], 9), P[:9]) == []


def test_json_has_all_classes_and_the_page_the_first(rng):
    n = 30
    p = rng.dirichlet(np.ones(n), 600)
    y = np.arange(600) % n
    evaluation = evaluate_predictions(y, p)
    assert len(json.loads(evaluation.to_json())["models"]["model"]["per_class"]) == n
    page = evaluation.to_html()
    assert "and 10 more classes" in page
    (table,) = re.findall(r"<caption><span>Classes of model</span></caption>.*?</table>", page, flags=re.DOTALL)
    assert table.count('<th role="rowheader">') == 20


@pytest.mark.parametrize("label", ["<b>", "a & b"])
def test_labels_are_escaped(label):
    page = evaluate_predictions([label, "other"] * 5, [[0.4, 0.6]] * 10, labels=[label, "other"]).to_html()
    assert label not in page
