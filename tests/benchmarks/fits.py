"""Benchmark: time to a true relative suboptimality of 1e-6, against scikit-learn's solvers at their best.

``python tests/benchmarks/fits.py [names ...]`` prints a table: for each data set, raw and standardised, the time of
``SoftmaxRegression()`` at its defaults, its passes over the data, its true suboptimality, and the best of
``LogisticRegression`` with lbfgs, newton-cg and newton-cholesky, each with the loosest tolerance (powers of ten) that gets
there. The tolerance is found in a process of its own, which is given ``LIMIT`` seconds a fit; the times are then taken in
turns in this one. ``--one-thread`` limits BLAS and OpenMP to one thread for all.
"""

import argparse
import multiprocessing
import sys
import time
import warnings
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).parent))
from fit_data import DATA, LARGE
from timing import geometric_mean

from skxent.linear_model import SoftmaxRegression
from skxent.linear_model._objective import Objective, make_objective
from skxent.linear_model._targets import read_targets
from skxent.metrics import log_loss

SOLVERS = ("newton-cholesky", "newton-cg", "lbfgs")
WANTED, LIMIT = 1e-6, 60.0


def objective(model: Any, X: Any, y: np.ndarray) -> float:
    """Return the mean loss and C = 1's penalty of any model, in float64."""
    z = np.asarray(X @ model.coef_.T) + model.intercept_
    z = np.column_stack([np.zeros(len(z)), z]) if z.shape[1] == 1 else z
    return log_loss(y, z, labels=model.classes_, scale="logit") + float((model.coef_**2).sum()) / 2 / len(y)


def rival(solver: str, tol: float) -> LogisticRegression:
    """Return scikit-learn's estimator of the same objective."""
    return LogisticRegression(solver=solver, tol=tol, max_iter=100_000)


def fit_quietly(model: Any, X: Any, y: np.ndarray) -> Any:
    """Fit without a word of warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(X, y)


def _search(connection: Any, name: str, solver: str, options: tuple[bool, bool, float]) -> None:
    """Send the loosest tolerance with which a solver gets there, and a beat before each fit."""
    standardised, one_thread, best = options
    X, y = data(name, standardised=standardised)
    with threadpool_limits(1 if one_thread else None):
        for tol in 10.0 ** -np.arange(1, 13):
            connection.send(None)
            if objective(fit_quietly(rival(solver, tol), X, y), X, y) <= best * (1 + WANTED):
                connection.send(tol)
                return
    connection.send(np.nan)


def loosest(name: str, solver: str, options: tuple[bool, bool, float]) -> float:
    """Return the loosest tolerance with which a solver gets there; nan if it does not within the limit."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_search, args=(theirs, name, solver, options))
    process.start()
    found, limit = None, LIMIT + 60  # for imports and data
    while found is None and ours.poll(limit):
        found, limit = ours.recv(), LIMIT
    process.kill()
    return float("nan") if found is None else found


def data(name: str, *, standardised: bool) -> tuple[Any, np.ndarray]:
    """Return a data set, raw or with columns of mean 0 and deviation 1."""
    X, y = (DATA | LARGE)[name]()
    if not standardised:
        return X, y
    deviation = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(deviation > 0, deviation, 1), y


def in_turns(functions: list[Any]) -> list[float]:
    """Return the median seconds of functions called in turns; of long ones, fewer rounds."""
    times: list[list[float]] = [[] for _ in functions]
    begun = time.perf_counter()
    while len(times[0]) < 2 or (time.perf_counter() - begun < 5 and len(times[0]) < 15):
        for function, spent in zip(functions, times, strict=True):
            start = time.perf_counter()
            function()
            spent.append(time.perf_counter() - start)
    return [float(np.median(spent[1:] or spent)) for spent in times]


def passes(X: Any, y: np.ndarray) -> tuple[int, Any]:
    """Return how often a fit looks at all data for value and gradient, and the model."""
    evaluate, count = Objective.value_and_gradient, [0]

    def counting(self: Objective, theta: np.ndarray) -> tuple[float, np.ndarray]:
        count[0] += 1
        return evaluate(self, theta)

    with mock.patch.object(Objective, "value_and_gradient", counting):
        model = SoftmaxRegression().fit(X, y)
    return count[0], model


def compare(name: str, *, standardised: bool, one_thread: bool) -> float:
    """Print a line of the table and return how many times faster we are."""
    X, y = data(name, standardised=standardised)
    n_passes, model = passes(X, y)  # a warning would be shown
    best = objective(SoftmaxRegression(tol=1e-13).fit(X, y), X, y)
    ours = objective(model, X, y) / best - 1
    tols = {solver: loosest(name, solver, (standardised, one_thread, best)) for solver in SOLVERS}
    there = {solver: tol for solver, tol in tols.items() if np.isfinite(tol)}
    with threadpool_limits(1 if one_thread else None):
        times = in_turns(
            [
                lambda: fit_quietly(SoftmaxRegression(), X, y),
                *(lambda s=s, t=t: fit_quietly(rival(s, t), X, y) for s, t in there.items()),
            ]
        )
    theirs = dict(zip(there, times[1:], strict=True))
    winner = min(theirs, key=lambda s: theirs[s]) if theirs else "none"
    ratio = theirs[winner] / times[0] if theirs else float("inf")
    print(
        f"| {name} | {'standardised' if standardised else 'raw'} | {X.shape[0]} | {X.shape[1]} | {len(model.classes_)} | "
        f"{1e3 * times[0]:.1f} | {n_passes} | {max(ours, 0):.0e} | {winner} | "
        f"{1e3 * theirs.get(winner, float('inf')):.1f} | {ratio:.1f} |",
        flush=True,
    )
    return ratio


def print_blocks() -> None:
    """Print the time of a pass by the size of a block."""
    X, y = data("cover", standardised=False)
    targets, times = read_targets(y, y, np.ones(len(y))), []
    for size in range(13, 20):
        with mock.patch("skxent.linear_model._objective._NUMBERS", 2**size), threadpool_limits(1):
            whole = make_objective(X, targets, np.array(1e-5))
            theta = np.zeros(whole.shape)
            times.append(in_turns([lambda o=whole, t=theta: o.value_and_gradient(t)])[0])
    print("a pass over cover:", ", ".join(f"{1e3 * t:.0f} ms at 2^{size}" for size, t in enumerate(times, 13)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(DATA))
    parser.add_argument("--one-thread", action="store_true")
    parser.add_argument("--blocks", action="store_true", help="print the time of a pass by the size of a block instead")
    arguments = parser.parse_args()
    if arguments.blocks:
        print_blocks()
        sys.exit()
    print("| data | columns | n | p | K | ours, ms | passes | suboptimality | best rival | its time, ms | ratio |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for standardised in (False, True):
        ratios = [compare(name, standardised=standardised, one_thread=arguments.one_thread) for name in arguments.names]
        finite = [ratio for ratio in ratios if np.isfinite(ratio)]
        print(f"geometric mean of {len(finite)} finite ratios: {geometric_mean(finite):.1f}", flush=True)
