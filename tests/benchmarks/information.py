"""Benchmark: skxent.information against the plain NumPy expression of each formula, which checks nothing.

``python tests/benchmarks/information.py``: both in one process, in turns; the ratio of medians is what counts.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from timing import geometric_mean, medians

from skxent import information

SIZES = [(1000, 10), (100_000, 10), (20_000, 200), (500, 10_000)]


def pairs(n: int, k: int) -> dict:
    """Return each measure's call and its plain expression."""
    rng = np.random.default_rng(0)
    p, q, z = rng.dirichlet(np.ones(k), n), rng.dirichlet(np.ones(k), n), rng.normal(size=(n, k))
    stacked, joint, codes, counts = np.stack([p, q]), p / n, np.arange(n) % k, rng.integers(1, 50, (n, k))
    return {
        "self_information": (lambda: information.self_information(p), lambda: -np.log(p)),
        "entropy": (lambda: information.entropy(p), lambda: -np.sum(p * np.log(p), axis=-1)),
        "cross_entropy": (lambda: information.cross_entropy(p, q), lambda: -np.sum(p * np.log(q), axis=-1)),
        "perplexity": (lambda: information.perplexity(p), lambda: np.exp(-np.sum(p * np.log(p), axis=-1))),
        "kl_divergence": (lambda: information.kl_divergence(p, q), lambda: np.sum(p * np.log(p / q), axis=-1)),
        "js_divergence": (lambda: information.js_divergence(stacked), lambda: plain_js(stacked)),
        "js_distance": (lambda: information.js_distance(stacked), lambda: np.sqrt(plain_js(stacked))),
        "population_stability_index": (
            lambda: information.population_stability_index(p, q),
            lambda: np.sum((p - q) * np.log(p / q), axis=-1),
        ),
        "mutual_information": (lambda: information.mutual_information(joint), lambda: plain_mutual(joint)),
        "ensemble_information": (lambda: information.ensemble_information(stacked), lambda: plain_ensemble(stacked)),
        "entropy_from_counts": (
            lambda: information.entropy_from_counts(counts, estimator="miller_madow"),
            lambda: plain_miller_madow(counts),
        ),
        "softmax": (lambda: information.softmax(z), lambda: plain_softmax(z)),
        "log_softmax": (lambda: information.log_softmax(z), lambda: plain_log_softmax(z)),
        "sigmoid": (lambda: information.sigmoid(z), lambda: 1 / (1 + np.exp(-z))),
        "log_sigmoid": (lambda: information.log_sigmoid(z), lambda: -np.log1p(np.exp(-z))),
        "softmax_cross_entropy": (
            lambda: information.softmax_cross_entropy(z, codes),
            lambda: plain_softmax_cross_entropy(z, codes),
        ),
    }


def plain_js(ps):
    """Return sum_i w_i KL(p_i || m)."""
    mixture = ps.mean(axis=0)
    return np.sum(ps * np.log(ps / mixture), axis=-1).mean(axis=0)


def plain_mutual(joint):
    """Return sum p log(p / (p_x p_y))."""
    product = joint.sum(axis=0) * joint.sum(axis=1, keepdims=True)
    return np.sum(joint * np.log(joint / product))


def plain_ensemble(ps):
    """Return total, aleatoric, epistemic."""
    mixture = ps.mean(axis=0)
    total = -np.sum(mixture * np.log(mixture), axis=-1)
    aleatoric = -np.sum(ps * np.log(ps), axis=-1).mean(axis=0)
    return total, aleatoric, total - aleatoric


def plain_miller_madow(counts):
    """Return - sum p log p + (m - 1) / (2 n)."""
    n = counts.sum(axis=-1, keepdims=True)
    p = counts / n
    return -np.sum(p * np.log(p), axis=-1) + ((counts > 0).sum(axis=-1) - 1) / (2 * n[:, 0])


def plain_softmax(z):
    """Return exp(z - m) / sum exp(z - m)."""
    exponential = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponential / exponential.sum(axis=-1, keepdims=True)


def plain_log_softmax(z):
    """Return z - m - log sum exp(z - m)."""
    moved = z - z.max(axis=-1, keepdims=True)
    return moved - np.log(np.exp(moved).sum(axis=-1, keepdims=True))


def plain_softmax_cross_entropy(z, codes):
    """Return loss, gradient and Hessian diagonal."""
    log_p = plain_log_softmax(z)
    p = np.exp(log_p)
    target = np.eye(z.shape[1])[codes]
    return -(target * log_p).sum(axis=-1), p - target, p * (1 - p)


def main() -> None:
    """Print the ratio of times, skxent over plain, for each measure and size."""
    table = {(n, k): pairs(n, k) for n, k in SIZES}
    print("| measure |" + "".join(f" {n} x {k} |" for n, k in SIZES) + "\n|---|" + "---|" * len(SIZES))
    ratios = []
    for name in table[SIZES[0]]:
        row = []
        for size in SIZES:
            ours, plain = medians(table[size][name])
            row.append(ours / plain)
        ratios += row
        print(f"| {name} |" + "".join(f" {ratio:.2f} |" for ratio in row), flush=True)
    print(f"\nskxent over plain NumPy: geometric mean {geometric_mean(ratios):.2f}, largest {max(ratios):.2f}")


if __name__ == "__main__":
    main()
