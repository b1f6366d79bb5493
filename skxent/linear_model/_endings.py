"""How a fit that did not end well is told: the cause where it can be found, and the cure."""

from typing import Any

import numpy as np
from scipy.linalg import qr

from skxent._check import listing
from skxent._math._logs import softmax
from skxent._rows import sum_blocks
from skxent.linear_model._fitting import Minimum, Settings
from skxent.linear_model._metric import MomentTally, centred_moment, first_moment
from skxent.linear_model._objective import Array, Objective, all_logits
from skxent.linear_model._penalty import Penalty
from skxent.linear_model._targets import Targets

# A class is told from all others if no row's probability for it is off by more than this.
_SEPARATED = 0.01
# A column whose remainder after the others is below this part of itself depends on them.
_DEPENDENT = 1e-7
# Up to this many columns they are looked at for the cause of a failure.
_MOST_COLUMNS = 2000


def separated_classes(objective: Objective, penalty: Penalty, theta: Array, targets: Targets) -> list[Any]:
    """Return the classes that every row tells from the others without penalty on doing so; mostly none."""
    W = theta[:, :-1]
    endless = np.where(W > 0, np.isposinf(penalty.upper), (W == 0) | np.isneginf(penalty.lower))
    free = (penalty.ridge == 0) & (penalty.lasso == 0) & endless
    if not (free & (W != 0)).any():
        return []
    W, worst = np.where(free, W, 0.0), np.zeros(len(targets.classes))  # what may grow at no cost tells them
    for block in objective.blocks:
        t, z = block.truth.dense(np), block.times(W, theta[:, -1])  # (m, K), (m, C)
        p = softmax(all_logits(z), np)
        off = np.where((t == 0) | (t == 1), np.abs(t - p), 1.0)
        worst = np.maximum(worst, off[block.w > 0].max(axis=0, initial=0.0))
    return targets.classes[(worst <= _SEPARATED) & (targets.base_rate > 0)].tolist()


def separated_message(name: str, classes: list[Any]) -> str:
    """Return the warning for classes that are separable."""
    named = listing([repr(label) for label in classes])
    return (
        f"{name}: every row of class {named} is told from the others with a probability of at least "
        f"{1 - _SEPARATED:g}. Such classes are separable, and without penalty coefficients grow without end; pass "
        "alpha > 0 for a minimum that exists."
    )


def unconverged_message(name: str, minimum: Minimum, settings: Settings, objective: Objective) -> str:
    """Return the warning for a fit that ended before it converged."""
    cause = _cause(objective)
    if minimum.reason == "max_iter":
        return (
            f"{name} stopped after max_iter={settings.max_iter} iterations before the objective was within "
            f"tol={settings.tol:g} nats of its minimum; raise max_iter, or alpha if classes are separable.{cause}"
        )
    return (
        f"{name} stopped after {minimum.n_iter} iterations where no step lowered the objective, before it was within "
        f"tol={settings.tol:g} nats of its minimum; raise alpha, or look for columns of huge values.{cause}"
    )


def _cause(objective: Objective) -> str:
    """Return what is to be said of columns that are constant or depend on others; mostly nothing."""
    p = objective.n_features
    if p > _MOST_COLUMNS or np.all(objective.ridge > 0):
        return ""
    mean = sum_blocks(lambda block: MomentTally(first_moment(block)), objective.blocks).total
    covariance = sum_blocks(lambda block: MomentTally(centred_moment(block, mean)), objective.dense_blocks()).total
    deviation = np.sqrt(np.diag(covariance))
    constant = deviation <= 1e-12 * np.abs(mean)
    told = f" Columns {listing(np.flatnonzero(constant).tolist())} are constant: drop them." if constant.any() else ""
    rest = np.flatnonzero(~constant)
    correlation = covariance[np.ix_(rest, rest)] / deviation[rest] / deviation[rest, None]
    if len(rest):
        _, triangle, order = qr(correlation, pivoting=True)
        dependent = rest[order[np.abs(np.diag(triangle)) < _DEPENDENT]]
        if len(dependent):
            told += f" Columns {listing(sorted(dependent.tolist()))} follow from the others: drop them, or raise alpha."
    return told
