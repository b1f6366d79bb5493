"""Simulations: how often intervals hold the truth, how often tests reject it, and what corrections remove.

``python tests/benchmarks/coverage.py [tables ...]`` prints the tables of docs/simulations.md, ``--write`` puts them there,
``--repetitions N`` says how many samples each number is made of (2000).
"""

import argparse
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import kstest

sys.path.insert(0, str(Path(__file__).parents[2]))
from skxent.exceptions import HeavyTailWarning, SmallSampleWarning
from skxent.metrics import (
    brier_decomposition,
    calibration_error,
    compare_scores,
    log_loss_decomposition,
    score_interval,
)
from tests.benchmarks import simulations as sim

PAGE = Path(__file__).parents[2] / "docs" / "simulations.md"
RATES = {"balanced": 0.5, "1 in 10": 0.1, "1 in 50": 0.02}
SIZES = (100, 500, 5000)


def covered(
    sample: Callable[..., sim.Sample], n: int, rate: float, repetitions: int, **options: Any
) -> tuple[float, float]:
    """Return the share of intervals that hold the truth, and of samples in which there is a warning."""
    random = np.random.default_rng(n)
    held = warned = 0
    for _ in range(repetitions):
        arguments, truth = sample(random, n, rate)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", HeavyTailWarning)
            warnings.simplefilter("always", SmallSampleWarning)
            found = score_interval(**arguments, **options)
        held += found.low <= truth <= found.high
        warned += bool(caught)
    return held / repetitions, warned / repetitions


def p_values(
    sample: Callable[..., sim.Pair], n: int, repetitions: int, *, grouped: bool = True, **options: Any
) -> np.ndarray:
    """Return p-values of comparisons of models that are equally good."""
    random, found = np.random.default_rng(n), []
    for _ in range(repetitions):
        (a, b), arguments = sample(random, n)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HeavyTailWarning)
            found.append(compare_scores(a, b, **(arguments if grouped else {}), **options).p_value)
    return np.array(found)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def intervals(repetitions: int) -> Iterator[tuple[str, ...]]:
    """Try the default interval in all samples."""
    yield "sample", "events", "n", "held the truth, %", "warned, %"
    for name, sample in sim.SAMPLES.items():
        for events, rate in RATES.items():
            for n in SIZES:
                held, warned = covered(sample, n, rate, repetitions)
                yield name, events, str(n), _percent(held), _percent(warned)


def methods(repetitions: int) -> Iterator[tuple[str, ...]]:
    """Try the three methods where rows are few or events rare."""
    yield "events", "n", "normal", "t", "bootstrap", "warned (normal), %"
    for events, rate in RATES.items():
        for n in (5, 10, 20, 50, 100):
            each = {m: covered(sim.plain, n, rate, repetitions // 2, method=m, n_resamples=999) for m in _METHODS}
            yield events, str(n), *(_percent(each[m][0]) for m in _METHODS), _percent(each["normal"][1])


_METHODS = ("normal", "t", "bootstrap")


def tests(repetitions: int) -> Iterator[tuple[str, ...]]:
    """Test models that are equally good."""
    yield "pairs", "n", "method", "p < 0.05, %", "p < 0.01, %", "uniform (Kolmogorov-Smirnov p)"
    cases: list[tuple[str, Callable[..., sim.Pair], tuple[int, ...], list[tuple[str, dict[str, Any]]]]] = [
        ("exchangeable", sim.exchangeable, (20, 100, 500), [("t", {}), ("sign_flip", {"method": "sign_flip"})]),
        ("too sure, too unsure", sim.opposite, (20, 100, 500), [("t", {}), ("sign_flip", {"method": "sign_flip"})]),
        (
            "groups of five",
            sim.grouped,
            (100, 500),
            [("t", {}), ("t, as if rows were independent", {"grouped": False})],
        ),
        ("four steps ahead", sim.series, (50, 500), [("diebold_mariano", _DM), ("t, as if rows were independent", {})]),
        (
            "15 random splits",
            sim.repeated_splits,
            (200,),
            [("nadeau_bengio", _NB), ("t, as if independent", {"grouped": False})],
        ),
    ]
    for name, sample, sizes, ways in cases:
        for n in sizes:
            for way, options in ways:
                p = p_values(sample, n, repetitions, **{"n_resamples": 999, **options})
                shares = [_percent(float((p < level).mean())) for level in (0.05, 0.01)]
                yield name, str(n), way, *shares, f"{kstest(p, 'uniform').pvalue:.2g}"


_DM = {"method": "diebold_mariano", "horizon": 4}
_NB = {"method": "nadeau_bengio", "test_to_train": sim.TEST_SHARE / (1 - sim.TEST_SHARE)}


def corrections(repetitions: int) -> Iterator[tuple[str, ...]]:
    """Compare what is found of forecasts of ten probabilities, on average, with what is true, in thousandths."""
    yield "forecasts", "n", "number", "true", "corrected", "as it is seen"
    for behind in sim.RATES_BEHIND:
        for n in (100, 1000):
            for name, truth, read in numbers(behind):
                found = [mean_of(read, behind, n, repetitions, debias=debias) for debias in (True, False)]
                cells = [f"{1000 * mean:.2f} ± {1000 * error:.2f}" for mean, error in found]
                yield behind, str(n), name, f"{1000 * truth:.2f}", *cells


def numbers(behind: str) -> Iterator[tuple[str, float, Callable[..., float]]]:
    """Give each corrected number: its name, its truth, and how it is read."""
    yield "squared calibration error", sim.true_parts(behind, brier=True)[0], squared_error
    for score, decompose, brier in (("Brier", brier_decomposition, True), ("log loss", log_loss_decomposition, False)):
        for part, truth in zip(_PARTS, sim.true_parts(behind, brier=brier), strict=True):
            yield f"{score}: {part}", truth, _Part(decompose, part)


_PARTS = ("miscalibration", "discrimination", "uncertainty")


def squared_error(y: Any, p: Any, *, debias: bool) -> float:
    """Return the square of the calibration error, with its sign."""
    found = calibration_error(y, p, norm="l2", strategy="uniform", n_bins=10, debias=debias)
    return float(np.copysign(found**2, found))


class _Part:
    """A part of a binned decomposition."""

    def __init__(self, decompose: Callable[..., Any], part: str) -> None:
        self.decompose, self.part = decompose, part

    def __call__(self, y: Any, p: Any, *, debias: bool) -> float:
        found = self.decompose(y, p, method="binned", strategy="uniform", n_bins=10, debias=debias)
        return getattr(found, self.part)


def mean_of(read: Callable[..., float], behind: str, n: int, repetitions: int, **options: Any) -> tuple[float, float]:
    """Return the mean of a number over samples, and its standard error."""
    random = np.random.default_rng(n)
    found = [read(*sim.binary_forecasts(random, n, behind), **options) for _ in range(repetitions)]
    return float(np.mean(found)), float(np.std(found) / np.sqrt(len(found)))


def recalibrations(repetitions: int) -> Iterator[tuple[str, ...]]:
    """Compare the miscalibration of the log loss by each method with the truth, in thousandths of a nat."""
    yield "forecasts", "n", "true", "isotonic", "multinomial", "temperature", "binned"
    for behind in sim.RATES_BEHIND:
        for n in (100, 1000):
            cells = []
            for method in ("isotonic", "multinomial", "temperature", "binned"):
                mean, error = mean_of(Miscalibration(method), behind, n, max(repetitions // 10, 20))
                cells.append(f"{1000 * mean:.1f} ± {1000 * error:.1f}")
            yield behind, str(n), f"{1000 * sim.true_parts(behind, brier=False)[0]:.1f}", *cells


class Miscalibration:
    """The miscalibration of the log loss by a method."""

    def __init__(self, method: str) -> None:
        self.method = method

    def __call__(self, y: Any, p: Any) -> float:
        return log_loss_decomposition(y, p, method=self.method).miscalibration


TABLES: dict[str, Callable[[int], Iterator[tuple[str, ...]]]] = {
    "intervals": intervals,
    "methods": methods,
    "tests": tests,
    "corrections": corrections,
    "recalibrations": recalibrations,
}


def markdown(rows: list[tuple[str, ...]]) -> str:
    """Return a table."""
    lines = [rows[0], tuple("---" for _ in rows[0]), *rows[1:]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    """Print tables, and put them into the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tables", nargs="*", choices=[[], *TABLES], default=[])
    parser.add_argument("--repetitions", type=int, default=2000)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    for name in options.tables or TABLES:
        table = markdown(list(TABLES[name](options.repetitions)))
        print(f"{name}\n\n{table}\n", flush=True)
        if options.write:
            marks = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
            page = PAGE.read_text(encoding="utf-8")
            found = re.search(re.escape(marks[0]) + ".*" + re.escape(marks[1]), page, re.DOTALL)
            PAGE.write_text(page.replace(found.group(), f"{marks[0]}\n{table}\n{marks[1]}"), encoding="utf-8")


if __name__ == "__main__":
    main()
