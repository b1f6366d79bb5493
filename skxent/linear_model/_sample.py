"""Some of the rows that stand for all: drawn by what they tell, and weighed so that sums keep their mean.

A row's score is w (1 + |x|^2 / q + sum_k t_k / rate_k / K) / 3, with x its q features in the metric of the null model:
its weight, its leverage, and how rare its class is. So neither columns that are rarely not 0 nor classes of a few rows
are lost (Xu, Yang, Roosta-Khorasani, Re and Mahoney 2016, https://arxiv.org/abs/1607.00559). Rows are taken at equal
steps of the scores' running sum: nothing is random.
"""

import numpy as np

from skxent.linear_model._metric import Metric
from skxent.linear_model._objective import Array, Block, Objective


def scores_of(objective: Objective, metric: Metric) -> Array:
    """Return the rows' scores (n,), whose sum is about 1."""
    rate = objective.whole.truth.class_weight(objective.whole.w)
    rarity = np.divide(1.0, rate, out=np.zeros_like(rate), where=rate > 0) / len(rate)
    return np.concatenate([_score(block, metric, rarity) for block in objective.dense_blocks()])


def drawn(objective: Objective, scores: Array, wanted: int) -> Objective:
    """Return the objective of some ``wanted`` rows: each with the chance wanted x score, and weight w / chance."""
    chance = np.minimum(wanted * scores, 1.0)
    steps = np.floor(0.5 + np.cumsum(chance))
    rows = np.flatnonzero(np.diff(steps, prepend=0.0) > 0)
    return objective.drawn(rows, objective.whole.w[rows] / chance[rows])


def _score(block: Block, metric: Metric, rarity: Array) -> Array:
    X = metric.features(block.dense())  # (m, q)
    leverage = np.einsum("ij,ij->i", X, X) / X.shape[1]
    return block.w * (1 + leverage + block.truth.by_class(rarity)) / 3
