"""Benchmark: time to a true relative suboptimality of 1e-6, against scikit-learn's solvers at their best.

``python tests/benchmarks/fits.py [names ...]`` prints a table: for each data set, raw and standardised, the time of
``SoftmaxRegression()`` at its defaults, its passes over the data, the memory of the fit as a share of X's, its true
suboptimality, and the best of ``LogisticRegression`` with lbfgs, newton-cg and newton-cholesky, each with the loosest
tolerance (powers of ten) that gets there. The tolerance is found in a process of its own, which is given ``LIMIT``
seconds a fit; the times are then taken in turns in this one. ``--one-thread`` limits BLAS and OpenMP to one thread for
all. ``--large`` takes the large data sets, raw, against lbfgs and, where PyTorch is installed, its L-BFGS.
``--profile name`` says where the time of one fit goes. ``--write`` puts what is printed into docs/speed.md.
"""

import argparse
import contextlib
import io
import multiprocessing
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from scipy.sparse import issparse
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).parent))
from fit_data import DATA, LARGE
from page import write
from timing import geometric_mean

from skxent.linear_model import SoftmaxRegression, _fitting, _problem
from skxent.linear_model._hessian import hessian_product
from skxent.linear_model._metric import null_metric
from skxent.linear_model._objective import Objective, make_objective
from skxent.linear_model._targets import read_targets
from skxent.metrics import log_loss

RIVALS = ("newton-cholesky", "newton-cg", "lbfgs")
WANTED, LIMIT, LARGE_LIMIT = 1e-6, 30.0, 120.0


def objective(model: Any, X: Any, y: np.ndarray) -> float:
    """Return the mean loss and C = 1's penalty of any model, in float64."""
    z = np.asarray(X @ model.coef_.T) + model.intercept_
    z = np.column_stack([np.zeros(len(z)), z]) if z.shape[1] == 1 else z
    return log_loss(y, z, labels=model.classes_, scale="logit") + float((model.coef_**2).sum()) / 2 / len(y)


class TorchLBFGS:
    """PyTorch's L-BFGS with its line search, on the same objective in float64."""

    def __init__(self, tol: float) -> None:
        self.tol = tol

    def fit(self, X: Any, y: np.ndarray) -> "TorchLBFGS":
        """Fit."""
        import torch

        self.classes_, codes = np.unique(y, return_inverse=True)
        target = torch.from_numpy(codes)
        W = torch.zeros((len(self.classes_), X.shape[1]), dtype=torch.float64, requires_grad=True)
        b = torch.zeros(len(self.classes_), dtype=torch.float64, requires_grad=True)
        if issparse(X):
            parts = [torch.from_numpy(part) for part in (X.indptr.astype(np.int64), X.indices.astype(np.int64), X.data)]
            data = torch.sparse_csr_tensor(*parts, size=X.shape)
        else:
            data = torch.from_numpy(X)
        optimizer = torch.optim.LBFGS(
            [W, b], max_iter=10_000, tolerance_grad=self.tol, tolerance_change=0.0, line_search_fn="strong_wolfe"
        )

        def closure() -> Any:
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(data @ W.T + b, target) + W.square().sum() / 2 / X.shape[0]
            loss.backward()
            return loss

        optimizer.step(closure)
        self.coef_, self.intercept_ = W.detach().numpy(), b.detach().numpy()
        return self


def rival(solver: str, tol: float) -> Any:
    """Return another estimator of the same objective."""
    if solver == "torch":
        return TorchLBFGS(tol)
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
        for tol in 10.0 ** -np.arange(4 if name in LARGE else 1, 13):  # looser ones are far off there
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
    usual = LARGE_LIMIT if name in LARGE else LIMIT
    found, limit = None, usual + 60  # for imports and data
    while found is None and ours.poll(limit):
        found, limit = ours.recv(), usual
    process.kill()
    return float("nan") if found is None else found


def data(name: str, *, standardised: bool) -> tuple[Any, np.ndarray]:
    """Return a data set, raw or with columns of mean 0 and deviation 1."""
    X, y = (DATA | LARGE)[name]()
    if not standardised:
        return X, y
    deviation = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(deviation > 0, deviation, 1), y


def in_turns(functions: list[Callable[[], Any]], *, least: int = 2) -> list[float]:
    """Return the median seconds of functions called in turns; of long ones, fewer rounds."""
    times: list[list[float]] = [[] for _ in functions]
    begun = time.perf_counter()
    while len(times[0]) < least or (time.perf_counter() - begun < 5 and len(times[0]) < 15):
        for function, spent in zip(functions, times, strict=True):
            start = time.perf_counter()
            function()
            spent.append(time.perf_counter() - start)
    return [float(np.median(spent[1:] or spent)) for spent in times]


def passes(X: Any, y: np.ndarray) -> tuple[float, Any]:
    """Return how often a fit looks at all rows, for a value or a product with the Hessian, and the model; fail if it warns."""
    evaluate, multiply, rows = Objective.value_and_gradient, _problem.hessian_product, [0]

    def evaluated(self: Objective, theta: np.ndarray) -> tuple[float, np.ndarray]:
        rows[0] += self.n_rows
        return evaluate(self, theta)

    def multiplied(whole: Objective, theta: np.ndarray) -> Any:
        product = multiply(whole, theta)

        def counted(direction: np.ndarray) -> np.ndarray:
            rows[0] += whole.n_rows
            return product(direction)

        return counted

    with (
        warnings.catch_warnings(),
        mock.patch.object(Objective, "value_and_gradient", evaluated),
        mock.patch.object(_problem, "hessian_product", multiplied),
    ):
        warnings.simplefilter("error")
        model = SoftmaxRegression().fit(X, y)
    return rows[0] / X.shape[0], model


def memory(X: Any, y: np.ndarray) -> float:
    """Return the most memory that a fit takes beyond X, as a share of X's."""
    size = X.data.nbytes + X.indices.nbytes + X.indptr.nbytes if issparse(X) else X.nbytes
    tracemalloc.start()
    SoftmaxRegression().fit(X, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / size


def compare(name: str, *, standardised: bool, one_thread: bool, rivals: tuple[str, ...]) -> tuple[float, float]:
    """Print a line of the table; return how many times faster we are, and the rival's seconds."""
    X, y = data(name, standardised=standardised)
    with threadpool_limits(1 if one_thread else None):
        n_passes, model = passes(X, y)
        best = objective(fit_quietly(SoftmaxRegression(tol=1e-13 if name in DATA else 1e-11), X, y), X, y)
    ours = objective(model, X, y) / best - 1
    tols = {solver: loosest(name, solver, (standardised, one_thread, best)) for solver in rivals}
    there = {solver: tol for solver, tol in tols.items() if np.isfinite(tol)}
    with threadpool_limits(1 if one_thread else None):
        calls = [lambda s=s, t=t: fit_quietly(rival(s, t), X, y) for s, t in there.items()]
        times = in_turns([lambda: fit_quietly(SoftmaxRegression(), X, y), *calls], least=2 if name in DATA else 1)
    theirs = dict(zip(there, times[1:], strict=True))
    winner = min(theirs, key=lambda s: theirs[s]) if theirs else ""
    taken = 1e3 * theirs[winner] if theirs else np.inf
    told = f"{winner} | {taken:.1f} | {taken / times[0] / 1e3:.1f}" if theirs else "none in time | | "
    share = memory(X, y)
    print(
        f"| {name} | {'standardised' if standardised else 'raw'} | {X.shape[0]} | {X.shape[1]} | {len(model.classes_)} | "
        f"{1e3 * times[0]:.1f} | {n_passes:.0f} | {share:.2f} | {max(ours, 0):.0e} | {told} |",
        flush=True,
    )
    return taken / times[0] / 1e3, taken / 1e3


def print_table(names: list[str], kinds: tuple[bool, ...], rivals: tuple[str, ...], *, one_thread: bool) -> None:
    """Print the table, and the geometric mean of the ratios where the rival takes 50 ms or more."""
    print(
        "| data | columns | n | p | K | ours, ms | passes | memory / X | suboptimality | best rival | its ms | ratio |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    means = []
    for standardised in kinds:
        found = [compare(n, standardised=standardised, one_thread=one_thread, rivals=rivals) for n in names]
        long = [ratio for ratio, seconds in found if 0.05 <= seconds < np.inf]
        mean = f"{geometric_mean(long):.1f}" if long else "none"
        means.append(f"{'standardised' if standardised else 'raw'}: {mean} ({len(long)} data sets)")
    print(f"\nGeometric mean of the ratios where the rival takes 50 ms or more, {'; '.join(means)}.\n", flush=True)


def print_profile(name: str) -> None:
    """Print where the time of a fit goes, beside the time of the matrix products that its passes cannot do without."""
    X, y = data(name, standardised=False)
    spent: dict[str, float] = {}

    def timed(key: str, function: Any) -> Any:
        def called(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            out = function(*args, **kwargs)
            spent[key] = spent.get(key, 0.0) + time.perf_counter() - start
            return out

        return called

    with (
        mock.patch.object(Objective, "value_and_gradient", timed("passes", Objective.value_and_gradient)),
        mock.patch.object(_problem, "loss_hessian", timed("Hessians", _problem.loss_hessian)),
        mock.patch.object(
            _problem, "hessian_product", lambda *args: timed("products with the Hessian", hessian_product(*args))
        ),
        mock.patch.object(_problem, "scores_of", timed("scores of the rows", _problem.scores_of)),
        mock.patch.object(_fitting, "null_metric", timed("the null model's metric", _fitting.null_metric)),
        mock.patch.object(Objective, "drawn", timed("copies of some rows", Objective.drawn)),
    ):
        timed("in all", SoftmaxRegression().fit)(X, y)
    n_passes, model = passes(X, y)
    W = np.asarray(model.coef_)
    with threadpool_limits(1):
        blocks = make_objective(X, read_targets(y, y, np.ones(len(y))), np.array(1.0)).blocks
        floor = min(in_turns([lambda: [(W @ block.X.T) @ block.X for block in blocks]], least=3))
    rest = spent["in all"] - sum(seconds for key, seconds in spent.items() if key != "in all")
    print(f"{name}, raw: {X.shape[0]} x {X.shape[1]}, {len(W)} rows of coefficients, {n_passes:.1f} passes\n")
    print("| what | ms |\n|---|---|")
    for key, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"| {key} | {1e3 * seconds:.0f} |")
    print(f"| the rest | {1e3 * rest:.0f} |")
    print(f"| for comparison: the passes' two matrix products alone, one thread | {1e3 * floor * n_passes:.0f} |\n")


def print_blocks() -> None:
    """Print the time of a pass over cover by the size of a block, with one thread and with two."""
    X, y = data("cover", standardised=False)
    targets = read_targets(y, y, np.ones(len(y)))
    for n_threads in (1, 2):
        times = []
        for size in range(15, 20):
            with mock.patch("skxent.linear_model._objective._NUMBERS", 2**size), threadpool_limits(1):
                made = make_objective(X, targets, np.array(1e-5))
                whole = Objective(made.whole, made.blocks, made.n_outputs, made.n_features, made.ridge, n_threads)
                theta = np.zeros(whole.shape)
                times.append(in_turns([lambda o=whole, t=theta: o.value_and_gradient(t)])[0])
        told = ", ".join(f"{1e3 * t:.0f} ms at 2^{size}" for size, t in enumerate(times, 15))
        print(f"a pass over cover, {n_threads} thread(s): {told}")


def print_hessian() -> None:
    """Print what a rough Hessian of some rows of cover costs, in passes over them, by one thread."""
    X, y = (part[:15_000] for part in data("cover", standardised=False))
    targets = read_targets(y, y, np.ones(len(y)))
    made = make_objective(X, targets, np.array(1e-5))
    problem = _problem.Problem(made, null_metric(made, targets.base_rate, has_intercept=True))
    size = int(np.prod(problem.shape))
    v = np.zeros(size)
    with threadpool_limits(1):
        once, whole = in_turns([lambda: problem.at(v), lambda: problem.rough_hessian(v)])
    print(
        f"a rough Hessian of {size} coordinates: {whole / once:.1f} passes, one for {size * once / whole:.0f} of them"
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    for flag in ("--one-thread", "--blocks", "--large", "--write"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--profile")
    a = parser.parse_args()
    out = io.StringIO()
    with contextlib.redirect_stdout(out) if a.write else contextlib.nullcontext():
        if a.blocks:
            print_blocks()
            print_hessian()
        elif a.profile:
            print_profile(a.profile)
        elif a.large:
            has_torch = find_spec("torch") is not None
            rivals = ("lbfgs", "torch") if has_torch else ("lbfgs",)
            print_table(a.names or list(LARGE), (False,), rivals, one_thread=a.one_thread)
        else:
            print_table(a.names or list(DATA), (False, True), RIVALS, one_thread=a.one_thread)
    if a.write:
        section = (
            "profile" if a.profile else "large" if a.large else "one thread" if a.one_thread else "default threads"
        )
        write(section, out.getvalue())


if __name__ == "__main__":
    main()
