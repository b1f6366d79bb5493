"""The table "from PyTorch" of docs/moving_over.md: what each of its losses is here, on the same numbers."""

import numpy as np
import pytest

from skxent.information import kl_divergence, log_softmax, softmax_cross_entropy
from skxent.metrics import binary_log_loss, kl_divergence_loss, log_loss, multilabel_log_loss

torch = pytest.importorskip("torch", reason="comes with the extra 'arrays'")
losses = torch.nn.functional

N, K = 60, 4
rng = np.random.default_rng(0)
Z = rng.normal(size=(N, K)) * 3
Y = rng.integers(0, K, N)
T = rng.dirichlet(np.ones(K), N)
HELD = rng.integers(0, 2, (N, K)).astype(float)
CLASSES = range(K)
LOG_P = log_softmax(Z)
WEIGHT = np.array([1.0, 2.0, 0.5, 3.0])
z, y, t, held, weight = (torch.asarray(a) for a in (Z, Y, T, HELD, WEIGHT))
ours = {"labels": CLASSES, "scale": "logit"}

PAIRS = {
    "cross_entropy": (losses.cross_entropy(z, y), log_loss(Y, Z, **ours)),
    "its sum": (losses.cross_entropy(z, y, reduction="sum"), log_loss(Y, Z, reduction="sum", **ours)),
    "each row's": (losses.cross_entropy(z, y, reduction="none"), log_loss(Y, Z, reduction="none", **ours)),
    "label smoothing": (losses.cross_entropy(z, y, label_smoothing=0.1), log_loss(Y, Z, label_smoothing=0.1, **ours)),
    "class weights": (
        losses.cross_entropy(z, y, weight=weight),
        log_loss(Y, Z, class_weight=dict(enumerate(WEIGHT)), **ours),
    ),
    "ignored": (
        losses.cross_entropy(z, torch.asarray(np.where(Y == 0, -100, Y))),
        log_loss(np.where(Y == 0, -100, Y), Z, ignore_index=-100, **ours),
    ),
    "distributions": (losses.cross_entropy(z, t), log_loss(T, Z, **ours)),
    "nll_loss": (
        losses.nll_loss(losses.log_softmax(z, dim=1), y),
        log_loss(Y, LOG_P, labels=CLASSES, scale="log_proba"),
    ),
    "kl_div": (
        losses.kl_div(losses.log_softmax(z, dim=1), t, reduction="batchmean"),
        kl_divergence_loss(T, LOG_P, scale="log_proba"),
    ),
    "kl_div of each row": (
        losses.kl_div(losses.log_softmax(z, dim=1), t, reduction="none").sum(dim=1),
        kl_divergence(T, np.exp(LOG_P)),
    ),
    "binary_cross_entropy_with_logits": (
        losses.binary_cross_entropy_with_logits(z[:, 0], held[:, 0]),
        binary_log_loss(HELD[:, 0], Z[:, 0], labels=[0, 1], scale="logit"),
    ),
    "of several labels": (
        losses.binary_cross_entropy_with_logits(z, held),
        multilabel_log_loss(HELD, Z, scale="logit"),
    ),
    "its gradient": (
        torch.func.grad(lambda v: losses.cross_entropy(v, y, reduction="sum"))(z),
        softmax_cross_entropy(Z, Y)[1],
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_what_pytorch_computes_is_this(name):
    theirs, own = PAIRS[name]
    np.testing.assert_allclose(own, theirs.numpy(), rtol=1e-12, atol=1e-14)


def test_class_weights_of_distributions_divide_by_the_rows_there_and_by_the_weights_here():
    theirs = losses.cross_entropy(z, t, weight=weight)
    own = log_loss(T, Z, class_weight=dict(enumerate(WEIGHT)), **ours)
    np.testing.assert_allclose(own, float(theirs) * N / (T @ WEIGHT).sum(), rtol=1e-12)
