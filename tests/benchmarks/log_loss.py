"""Benchmark: log_loss against sklearn.metrics.log_loss, validation included: ``python tests/benchmarks/log_loss.py``.

Both run in one process, in turns; the ratio of medians is what counts, for absolute times are the machine's. Memory is
the peak of traced allocations above what was there, in units of the predictions' own size.
"""

import sys
import tracemalloc
from pathlib import Path

import numpy as np
import sklearn.metrics

sys.path.insert(0, str(Path(__file__).parent))
from timing import geometric_mean, medians

from skxent.metrics import log_loss

CASES = [(100, 3, "int"), (10_000, 3, "int"), (1_000_000, 2, "int"), (1_000_000, 10, "int"), (20_000, 200, "int")]
CASES += [(50_000, 1000, "int"), (200_000, 5, "str")]


def sample(n: int, k: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return labels (n,) and probabilities (n, K)."""
    rng = np.random.default_rng(0)
    p = rng.exponential(size=(n, k))
    p /= p.sum(axis=1, keepdims=True)
    y = rng.integers(0, k, n)
    return (np.array([f"class {i}" for i in range(k)])[y] if kind == "str" else y), p


def peak_memory(n: int, k: int) -> float:
    """Return the peak of memory that log_loss allocates, in units of y_proba."""
    y, p = sample(n, k, "int")
    log_loss(y, p)
    tracemalloc.start()
    log_loss(y, p)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / p.nbytes


def main() -> None:
    """Print a row for each size, the geometric mean of the ratios, and the peak of memory."""
    ratios = []
    print("| n | K | labels | skxent, ms | scikit-learn, ms | ratio |\n|---|---|---|---|---|---|")
    for n, k, kind in CASES:
        y, p = sample(n, k, kind)
        ours, theirs = medians([lambda: log_loss(y, p), lambda: sklearn.metrics.log_loss(y, p)])
        ratios.append(theirs / ours)
        print(f"| {n} | {k} | {kind} | {1e3 * ours:.3f} | {1e3 * theirs:.3f} | {theirs / ours:.1f} |", flush=True)
    print(f"\ngeometric mean of the ratios {geometric_mean(ratios):.1f}, least {min(ratios):.1f}")
    print(f"peak memory at (20000, 200): {peak_memory(20_000, 200):.2f} of y_proba")


if __name__ == "__main__":
    main()
