"""How the loss is spread over rows: quantiles by weight, and what the costliest rows carry."""

import math

import numpy as np
import pytest

from skxent.metrics import log_loss
from skxent.report import evaluate_predictions
from skxent.report._sections._loss_distribution import COSTLIEST, QUANTILES

RNG = np.random.default_rng(0)
N = 300
P = RNG.dirichlet([0.7] * 3, N)
Y = np.append([0, 1, 2], RNG.integers(0, 3, N - 3))
TIMES = RNG.integers(0, 5, N)
LOSSES = log_loss(Y, P, reduction="none")


def section(y, p, **options):
    return evaluate_predictions(y, p, **options).models[0].loss_distribution


def test_quantiles_are_those_of_rows_repeated_as_they_weigh():
    found = section(Y, P, sample_weight=TIMES)
    expected = np.quantile(np.repeat(LOSSES, TIMES), QUANTILES, method="inverted_cdf")
    assert [one.share for one in found.quantiles] == list(QUANTILES)
    assert [one.log_loss for one in found.quantiles] == pytest.approx(expected.tolist(), rel=1e-12)
    assert found.largest == LOSSES[TIMES > 0].max()
    assert found.read_from == "all rows"


@pytest.mark.parametrize("n", [1, 2, 4, 20, 100, 1000])
def test_quantiles_of_rows_are_those_of_numpy(n, rng):
    p = rng.uniform(0.01, 0.99, n)
    found = section(np.ones(n, int), p, labels=[0, 1])
    expected = np.quantile(-np.log(p), QUANTILES, method="inverted_cdf")
    assert [one.log_loss for one in found.quantiles] == pytest.approx(expected.tolist(), rel=1e-12)


@pytest.mark.parametrize("weight", [0.1, 0.7, 3e-5])
def test_equal_weights_are_none(weight):
    one, other = section(Y, P), section(Y, P, sample_weight=np.full(N, weight))
    assert [q.log_loss for q in one.quantiles] == [q.log_loss for q in other.quantiles]


def test_the_costliest_rows_by_hand():
    p = np.full(100, 0.5)
    p[17] = 2.0**-101  # 101 of 200 bits
    found = {one.share_of_weight: one.share_of_loss for one in section(np.ones(100, int), p, labels=[0, 1]).carried}
    assert math.isclose(found[0.01], 101 / 200)
    assert math.isclose(found[0.001], 10.1 / 200)  # a part of the row
    assert math.isclose(found[0.5], (101 + 49) / 200)


def test_the_costliest_rows_carry_what_repeated_rows_do():
    found = section(Y, P, sample_weight=TIMES)
    assert [one.share_of_weight for one in found.carried] == list(COSTLIEST)
    losses = np.sort(np.repeat(LOSSES, TIMES * 1000))[::-1]  # so that every share is whole rows
    for one in found.carried:
        n = round(one.share_of_weight * len(losses))
        assert math.isclose(one.share_of_loss, losses[:n].sum() / losses.sum(), rel_tol=1e-6)


def test_more_rows_carry_more(rng):
    shares = [one.share_of_loss for one in section(Y, P, sample_weight=rng.uniform(0, 1, N)).carried]
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] < 1
    assert all(share >= of for share, of in zip(shares, COSTLIEST, strict=True))


def test_equal_losses_are_carried_by_all_alike():
    found = section(np.arange(40) % 2, [0.5] * 40)
    assert [one.share_of_loss for one in found.carried] == pytest.approx(list(COSTLIEST))


def test_of_an_infinite_loss_there_are_quantiles_and_no_shares():
    p = P.copy()
    p[:9] = np.eye(3)[(Y[:9] + 1) % 3]  # 3 %
    found = section(Y, p)
    assert found.largest == math.inf
    assert [math.isinf(one.log_loss) for one in found.quantiles] == [False] * 6 + [True]
    assert all(math.isnan(one.share_of_loss) for one in found.carried)


def test_without_any_loss_nothing_is_carried():
    found = section([0, 1], [[1.0, 0.0], [0.0, 1.0]])
    assert found.largest == 0
    assert all(math.isnan(one.share_of_loss) for one in found.carried)


def test_losses_of_any_size_are_shared():
    found = section([0, 1, 1], [[1e200, 0], [2e200, 0], [0, 1e200]], scale="logit")
    assert found.largest == 2e200
    assert math.isclose(found.carried[-1].share_of_loss, 1)
