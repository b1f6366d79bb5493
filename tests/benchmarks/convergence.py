"""Benchmark: iterations and passes of SoftmaxRegression, and what its constants are worth.

``python tests/benchmarks/convergence.py`` prints the figures that stand beside the constants of ``linear_model`` and in
docs/decisions: iterations with the Hessian's metric and with the null model's only, one BLAS thread against all, how
many of 160 ill-scaled problems converge, a lasso with and without Newton steps, and L-BFGS against Newton-CG on larger
problems. ``--constants`` prints the passes and Hessians of fits by the constants of ``_refreshing`` instead.
"""

import contextlib
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from scipy import sparse
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning

sys.path.insert(0, str(Path(__file__).parent))
from fits import data, passes
from timing import geometric_mean, medians

from skxent.linear_model import SoftmaxRegression, _problem, _refreshing
from skxent.linear_model._objective import Objective

DATA = {"iris": load_iris, "wine": load_wine, "breast_cancer": load_breast_cancer, "digits": load_digits}
MODULE = "skxent.linear_model"
CONSTANTS = {
    "_ROWS": (5, 7, 10, 14),
    "_EVALUATIONS": (0.2, 0.4, 0.8, 1.6),
    "_START_ROWS": (30, 60, 120),
    "_FIRST": (2, 4, 8),
    "_MOST": (6, 10, 15),
    "_AS_PROMISED": (0.1, 0.3, 0.5),
    "_DAMPING": (0.002, 0.01, 0.05, 0.25),
    "_DAMP": (5.0, 10.0, 20.0),
    "_POOR": (0.0, 0.1, 0.3),
    "_GOOD": (0.3, 0.5, 0.7),
    "_FINE": (0.01, 0.1, 0.5),
    "_CLOSING": (0.05, 0.2, 0.5),
}
DRAWS = 4


@contextlib.contextmanager
def counted() -> Iterator[list[int]]:
    """Count the passes for values and gradients while the body runs."""
    n, evaluate = [0], Objective.value_and_gradient

    def counting(self: Objective, theta: np.ndarray) -> tuple[float, np.ndarray]:
        n[0] += 1
        return evaluate(self, theta)

    with mock.patch.object(Objective, "value_and_gradient", counting):
        yield n


def fit(X: np.ndarray, y: np.ndarray, **options: Any) -> SoftmaxRegression:
    """Return a model fitted at the defaults but for ``options``, whatever it warns about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return SoftmaxRegression(**options).fit(X, y)


def print_iterations() -> None:
    """Print iterations and passes on bundled data, raw, in both metrics."""
    for name, load in DATA.items():
        X, y = load(return_X_y=True)
        with counted() as evaluations:
            exact = fit(X, y)
        with mock.patch(f"{MODULE}._problem.SMALL", 0):
            null = fit(X, y, solver="lbfgs")
        print(
            f"{name}: {exact.n_iter_} iterations, {evaluations[0]} passes; null metric only: {null.n_iter_} iterations"
        )


def print_constants() -> None:
    """Print the work of fits by the constants of ``_refreshing``, one of them changed at a time.

    It is the geometric mean over raw and standardised columns, and over all rows and draws of nine tenths of them, for
    where a fit takes another way there is chance in a single figure.
    """
    cases = {name: _draws(name) for name in ("digits", "pixels", "letters", "shuttle", "cover")}
    for constant, values in CONSTANTS.items():
        for value in values:
            with mock.patch(f"{MODULE}._refreshing.{constant}", value):
                means = {name: geometric_mean([_work(X, y) for X, y in drawn]) for name, drawn in cases.items()}
            told = ", ".join(f"{name} {mean:.0f}" for name, mean in means.items())
            print(f"{constant} = {value}: {geometric_mean(list(means.values())):.1f} ({told})", flush=True)


def _draws(name: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return data raw and standardised, whole and without a tenth of the rows."""
    drawn = []
    for standardised in (False, True):
        X, y = data(name, standardised=standardised)
        keep = [np.random.default_rng(seed).random(len(y)) < 0.9 for seed in range(1, DRAWS)]
        drawn += [(X, y), *((X[rows], y[rows]) for rows in keep)]
    return drawn


def _work(X: np.ndarray, y: np.ndarray) -> float:
    """Return the passes of a fit, with its Hessians as the passes that take about as long."""
    spent, make = [0.0], _problem.loss_hessian

    def measured(objective: Objective, theta: np.ndarray, class_map: np.ndarray, *args: Any, **options: Any) -> Any:
        spent[0] += objective.n_rows * class_map.shape[1] * (objective.n_features + 1) * _refreshing._HESSIAN_COST
        return make(objective, theta, class_map, *args, **options)

    with mock.patch.object(_problem, "loss_hessian", measured):
        n_passes, _ = passes(X, y)
    return n_passes + spent[0] / len(y)


def print_threads() -> None:
    """Print the time on raw digits with BLAS limited to one thread and not."""
    X, y = load_digits(return_X_y=True)

    def free() -> None:
        with mock.patch(f"{MODULE}._fitting.one_blas_thread", return_value=contextlib.nullcontext(1)):
            fit(X, y)

    limited, unlimited = medians([lambda: fit(X, y), free])
    print(f"one BLAS thread {limited:.2f} s, all threads {unlimited:.2f} s")


def print_ill_scaled() -> None:
    """Print how many problems of 20 rows, 8 columns and 4 classes converge, columns scaled by up to 1e10."""
    for title, small in (("exact metric", 1000), ("null metric only", 0)):
        reasons = []
        for top in (4, 6, 8, 10):
            for seed in range(40):
                rng = np.random.default_rng(seed)
                X = rng.normal(size=(20, 8)) * 10 ** rng.uniform(0, top, 8)
                with mock.patch(f"{MODULE}._problem.SMALL", small):
                    reasons.append(fit(X, rng.integers(0, 4, 20), solver="lbfgs").termination_)
        print(f"ill-scaled, {title}: {reasons.count('converged')} of {len(reasons)} converge")


def correlated() -> tuple[np.ndarray, np.ndarray]:
    """Return 2000 rows of 40 raw columns that are three factors and 1 % of noise, and three classes."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2000, 3)) @ rng.normal(size=(3, 40)) + 0.01 * rng.normal(size=(2000, 40))
    z = X @ rng.normal(size=(40, 3)) + 20 * rng.normal(size=(2000, 3))
    return X * 10 ** rng.uniform(-3, 3, 40) + 100, z.argmax(axis=1)


def print_lasso() -> None:
    """Print iterations and time of a lasso by how often Newton steps take over from L-BFGS-B; at 1000 it is alone."""
    for title, (X, y) in (("digits", load_digits(return_X_y=True)), ("correlated", correlated())):
        for search in (15, 50, 100, 200, 1000):
            with mock.patch(f"{MODULE}._bounded._SEARCH", search):
                start = time.perf_counter()
                model = fit(X, y, l1_ratio=1.0)
                duration = time.perf_counter() - start
            print(
                f"lasso of {title}, Newton after {search}: {model.n_iter_} iterations, {duration:.2f} s, {model.termination_}"
            )


def print_large() -> None:
    """Print iterations and time of L-BFGS and Newton-CG beyond a thousand parameters."""
    rng = np.random.default_rng(0)
    few = rng.normal(size=(100, 3)) @ rng.normal(size=(3, 2500)) + 0.01 * rng.normal(size=(100, 2500))
    data = {"100 x 2500, correlated": (few, np.arange(100) % 3, 1e-4)}
    for n, p, k in ((5000, 128, 50), (6000, 784, 10)):
        y = rng.integers(0, k, n)
        X = np.maximum(rng.normal(size=(k, p))[y] + 1.5 * rng.normal(size=(n, p)), 0)
        data[f"{n} x {p}, {k} classes"] = (X, y, 1 / n)
    words = sparse.random_array((3000, 10_000), density=2e-3, format="csr", rng=rng)
    data["3000 x 10000, sparse"] = (words, rng.integers(0, 10, 3000), 1 / 3000)
    for title, (X, y, alpha) in data.items():
        for solver in ("lbfgs", "newton-cg"):
            start = time.perf_counter()
            model = fit(X, y, alpha=alpha, solver=solver)
            duration = time.perf_counter() - start
            told = f"{model.n_iter_} iterations, {duration:.2f} s, {model.termination_}"
            print(f"{title}, {solver}: {told}, objective {model.objective_:.6f}")


if __name__ == "__main__":
    if "--constants" in sys.argv:
        print_constants()
        sys.exit()
    print_iterations()
    print_threads()
    print_ill_scaled()
    print_lasso()
    print_large()
