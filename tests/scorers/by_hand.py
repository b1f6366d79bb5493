"""The scores of labels by hand, from an estimator's plain probabilities: what every scorer is held to."""

import numpy as np


def _columns(model, X, y, labels):
    """Return probabilities and indicators (n, K) in the order of ``labels``, with 0 for classes that have no column."""
    raw, classes = model.predict_proba(X), model.classes_.tolist()
    p = np.zeros((len(raw), len(labels)))
    t = np.zeros_like(p)
    for k, label in enumerate(labels):
        if label in classes:
            p[:, k] = raw[:, classes.index(label)]
        t[:, k] = [value == label for value in np.asarray(y).tolist()]
    return p, t


def scores_by_hand(model, X, y, weight=None):
    """Return {scorer: score} by the definitions; every outcome must have a probability above 0."""
    labels = [*model.classes_.tolist()]
    labels += sorted(set(np.asarray(y).tolist()) - set(labels))
    p, t = _columns(model, X, y, labels)
    w = np.ones(len(p)) if weight is None else np.asarray(weight, dtype=float)
    w = w / w.sum()
    rate = w @ t
    loss = -(w @ np.log((p * t).sum(axis=1)))
    brier = w @ ((p - t) ** 2).sum(axis=1)
    seen = rate[rate > 0]
    terms = p * np.log(np.where(p > 0, p, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        d2_log, d2_brier = 1 - loss / -(seen @ np.log(seen)), 1 - brier / (w @ ((rate - t) ** 2).sum(axis=1))
    return {
        "neg_log_loss": -loss,
        "neg_brier": -brier / (2 if len(labels) <= 2 else 1),
        "neg_kl_divergence": -loss,
        "neg_calibration_error": -_calibration(p, t, w),
        "neg_perplexity": -np.exp(loss),
        "neg_mean_entropy": w @ terms.sum(axis=1),
        "d2_log_loss": d2_log if len(seen) > 1 else -np.inf,
        "d2_brier": d2_brier if len(seen) > 1 else -np.inf,
    }


def _calibration(p, t, w):
    """Return the l1 error of 15 bins of equal weight: of the last of two classes, else of the likeliest."""
    q, hit = (p[:, 1], t[:, 1]) if p.shape[1] == 2 else (p.max(axis=1), t[np.arange(len(p)), p.argmax(axis=1)])
    bins = {}
    for i in range(len(q)):
        place = int(15 * w[q < q[i]].sum() + 1e-9)
        bins.setdefault(place, []).append(i)
    return sum(abs(w[rows] @ (hit[rows] - q[rows])) for rows in bins.values())
