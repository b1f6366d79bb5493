"""Some of the rows that stand for all: drawn by what they tell, and weighed so that sums keep their mean.

A row's score is w (1 + |x|^2 / q + sum_k t_k / rate_k / K) / 3, with x its q features in the metric of the null model:
its weight, its leverage, and how rare its class is. So neither columns that are rarely not 0 nor classes of a few rows
are lost (Xu, Yang, Roosta-Khorasani, Re and Mahoney 2016, https://arxiv.org/abs/1607.00559). Rows are taken at equal
steps of the scores' running sum: nothing is random.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from skxent.linear_model._metric import Metric
from skxent.linear_model._objective import Array, Block, Objective

Scores = tuple[Array, ...]  # (m,) of each block, that sum to about 1


def scores_of(objective: Objective, metric: Metric) -> Scores:
    """Return the rows' scores."""
    blocks = objective.blocks
    rate = np.sum([block.truth.class_weight(block.w) for block in blocks], axis=0)
    rarity = np.divide(1.0, rate, out=np.zeros_like(rate), where=rate > 0) / len(rate)
    return tuple(
        np.concatenate([_score(part, metric, rarity) for part in block.parts(objective.n_features)]) for block in blocks
    )


def drawn(objective: Objective, scores: Scores, wanted: int) -> Objective:
    """Return the objective of some ``wanted`` of the rows."""
    blocks = tuple(_drawn(objective.blocks, scores, wanted))
    total = sum(float(block.w.sum()) for block in blocks)
    return replace(objective, blocks=tuple(replace(block, w=block.w / total) for block in blocks))


def _score(block: Block, metric: Metric, rarity: Array) -> Array:
    X = metric.features(block.dense())  # (m, q)
    leverage = np.einsum("ij,ij->i", X, X) / X.shape[1]
    return block.w * (1 + leverage + block.truth.by_class(rarity)) / 3


def _drawn(blocks: tuple[Block, ...], scores: Scores, wanted: int) -> Iterator[Block]:
    """Give what is taken of each block: a row with the probability wanted x score, at most 1, and weight w / that."""
    before = 0.5
    for block, score in zip(blocks, scores, strict=True):
        chance = np.minimum(wanted * score, 1.0)
        steps = np.floor(before + np.cumsum(chance))
        taken = np.flatnonzero(np.diff(steps, prepend=np.floor(before)) > 0)
        before += float(chance.sum())
        if len(taken):
            some = block.rows(taken)
            yield replace(some, w=some.w / chance[taken])
