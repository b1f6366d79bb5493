"""Benchmark: imports, reports and memory: ``python tests/benchmarks/footprint.py [--rows N] [--write]``.

Each import is timed in processes of its own, in turns. Files of ``--rows`` rows and three classes are made in a
temporary folder, and each command is run once in a process of its own, whose peak memory is what Linux says of it.
The numbers that a report of a file reads from sums are compared with those of all rows in memory.
"""

import argparse
import contextlib
import io
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
from page import write

from skxent.report import evaluate_file, evaluate_predictions

CLASSES = ["cat", "dog", "cow"]
COLUMNS = ["--target", "truth", "--proba", *CLASSES]
_PART = 100_000  # rows made at a time
_TURNS = 9
IMPORTS = {
    "NumPy, SciPy, pandas and scikit-learn's metrics": "import scipy.stats, pandas, sklearn.metrics",
    "`skxent`": "import skxent",
    "`skxent.information`": "import skxent.information",
    "`skxent.metrics`": "import skxent.metrics",
    "`skxent.scorers`": "import skxent.scorers",
    "`skxent.linear_model`": "import skxent.linear_model",
    "`skxent.report`": "import skxent.report",
    "`skxent --help`": "import sys; sys.argv = ['skxent', '--help']; import skxent.cli; skxent.cli.main()",
}
READ_ALONE = "import pandas; pandas.read_csv('new.csv')"
FROM_ARRAYS = f"""
import pandas
from skxent.report import evaluate_predictions
rows = pandas.read_parquet("new.parquet")
evaluate_predictions(rows["truth"], rows[{CLASSES}]).to_html("r.html")
"""
EVALUATE = ["-m", "skxent.cli", "evaluate"]
REPORTS = {
    "`pandas.read_csv` alone, for comparison": ["-c", READ_ALONE],
    "arrays, `evaluate_predictions`": ["-c", FROM_ARRAYS],
    "Parquet": [*EVALUATE, "new.parquet", *COLUMNS, "--html", "r.html"],
    "CSV": [*EVALUATE, "new.csv", *COLUMNS, "--html", "r.html"],
    "CSV, a slice column and ids": [
        *EVALUATE,
        "new.csv",
        *COLUMNS,
        "--slice",
        "site",
        "--id",
        "id",
        "--html",
        "r.html",
    ],
    "CSV, every four rows a group": [*EVALUATE, "new.csv", *COLUMNS, "--group", "patient", "--html", "r.html"],
    "two CSV files, `compare`": ["-m", "skxent.cli", "compare", "old.csv", "new.csv", *COLUMNS, "--html", "r.html"],
}


# Linux counts to a process's peak what its parent had, so a small one starts it.
_LAUNCHER = """
import os, sys, time
begun = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
print(time.perf_counter() - begun, usage.ru_maxrss, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
"""


def make(stem: Path, n_rows: int, sharpness: float) -> None:
    """Write predictions of the same rows, which are the better the nearer ``sharpness`` is to 1, twice."""
    rng = np.random.default_rng(0)
    parts = []
    for start in range(0, n_rows, _PART):
        n = min(_PART, n_rows - start)
        logits = 2 * rng.standard_normal((n, len(CLASSES)))
        truth = (logits + rng.gumbel(size=logits.shape)).argmax(axis=1)
        p = np.exp(sharpness * logits)
        part = pd.DataFrame(p / p.sum(axis=1, keepdims=True), columns=CLASSES)
        part.insert(0, "id", np.arange(start, start + n))
        part.insert(1, "truth", np.array(CLASSES)[truth])
        part["site"], part["patient"] = rng.integers(0, 5, n), part["id"] // 4
        parts.append(part)
    whole = pd.concat(parts)
    whole.to_csv(stem.with_suffix(".csv"), index=False)
    whole.to_parquet(stem.with_suffix(".parquet"), index=False)


def measure(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Return seconds and peak memory in MB of Python with these arguments."""
    command = [sys.executable, *command]
    told = subprocess.run([sys.executable, "-c", _LAUNCHER, *command], cwd=folder, capture_output=True, check=False)
    if told.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {told.stderr.decode()}")
    seconds, kilobytes = map(float, told.stderr.split()[-2:])
    return seconds, kilobytes / 1024


def print_imports(folder: Path) -> None:
    """Print the seconds of each import beyond those of Python itself, and their ratio to the first."""
    turns = [[measure(["-c", code], folder) for code in ("pass", *IMPORTS.values())] for _ in range(_TURNS)]
    bare, *seconds = (statistics.median(one[0] for one in each) for each in zip(*turns, strict=True))
    memory = [statistics.median(one[1] for one in each) for each in zip(*turns, strict=True)][1:]
    print("| in a new process | ms beyond Python's own | of the first | peak, MB |\n|---|---|---|---|")
    for name, one, peak in zip(IMPORTS, seconds, memory, strict=True):
        print(f"| {name} | {1e3 * (one - bare):.0f} | {(one - bare) / (seconds[0] - bare):.2f} | {peak:.0f} |")


def print_reports(folder: Path, n_rows: int) -> None:
    """Print seconds and memory of reports on files, and of reading one of them with pandas."""
    size = (folder / "new.csv").stat().st_size / 1e6
    print(f"\n{n_rows} rows of three classes, {size:.0f} MB as CSV:\n")
    print("| report from | seconds | of the first | peak, MB |\n|---|---|---|---|")
    first = None
    for name, command in REPORTS.items():
        seconds, memory = measure(command, folder)
        first = seconds if first is None else first
        print(f"| {name} | {seconds:.1f} | {seconds / first:.1f} | {memory:.0f} |")


def print_grid(folder: Path) -> None:
    """Print what is read from sums of a file beside what all rows in memory say."""
    rows = pd.read_csv(folder / "new.csv")
    whole = evaluate_predictions(rows["truth"], rows[CLASSES], rows=False).to_dict()["models"]
    summed = evaluate_file(folder / "new.csv", target="truth", proba=CLASSES, rows=False).to_dict()["models"]
    (a,), (b,) = whole.values(), summed.values()
    quantiles = zip(a["loss_distribution"]["quantiles"], b["loss_distribution"]["quantiles"], strict=True)
    pairs = {
        "AUC": (a["headline"]["auc"]["value"], b["headline"]["auc"]["value"]),
        "calibration error": (a["calibration"]["error"], b["calibration"]["error"]),
        **{f"{100 * x['share']:g} % quantile of the loss": (x["log_loss"], y["log_loss"]) for x, y in quantiles},
    }
    print("\n| number | of all rows | from sums | difference |\n|---|---|---|---|")
    for name, (rows_say, sums_say) in pairs.items():
        print(f"| {name} | {rows_say:.6g} | {sums_say:.6g} | {abs(rows_say - sums_say):.0e} |")


def main() -> None:
    """Make the files and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true")
    a = parser.parse_args()
    out = io.StringIO()
    with TemporaryDirectory() as name, contextlib.redirect_stdout(out) if a.write else contextlib.nullcontext():
        folder = Path(name)
        print_imports(folder)
        make(folder / "new", a.rows, 1.0)
        make(folder / "old", a.rows, 0.5)
        print_reports(folder, a.rows)
        print_grid(folder)
    if a.write:
        write("footprint", out.getvalue())


if __name__ == "__main__":
    main()
