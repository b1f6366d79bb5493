"""Benchmark: peak memory and seconds of the command line on a large file: ``python tests/benchmarks/report.py``.

A file of ``--rows`` rows and three classes is made in a temporary folder (by default about 200 MB), and each command is
run in a process of its own, whose peak memory is what the system says of it.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

CLASSES = ["cat", "dog", "cow"]
COLUMNS = ["--target", "truth", "--proba", *CLASSES]
COMMANDS = {
    "evaluate": ["evaluate", "new.csv", *COLUMNS, "--html", "r.html"],
    "evaluate, slices and ids": ["evaluate", "new.csv", *COLUMNS, "--slice", "site", "--id", "id", "--html", "r.html"],
    "evaluate, a group for each row": ["evaluate", "new.csv", *COLUMNS, "--group", "id", "--html", "r.html"],
    "compare": ["compare", "old.csv", "new.csv", *COLUMNS, "--html", "r.html"],
}
_PART = 100_000  # rows made at a time


def make(path: Path, n_rows: int, sharpness: float) -> None:
    """Write predictions of the same rows, which are the better the nearer ``sharpness`` is to 1."""
    rng = np.random.default_rng(0)
    for start in range(0, n_rows, _PART):
        n = min(_PART, n_rows - start)
        logits = 2 * rng.standard_normal((n, len(CLASSES)))
        truth = (logits + rng.gumbel(size=logits.shape)).argmax(axis=1)
        p = np.exp(sharpness * logits)
        part = pd.DataFrame(p / p.sum(axis=1, keepdims=True), columns=CLASSES)
        part.insert(0, "id", np.arange(start, start + n))
        part.insert(1, "truth", np.array(CLASSES)[truth])
        part["site"] = rng.integers(0, 5, n)
        part.to_csv(path, mode="a", index=False, header=start == 0)


def measure(command: list[str], folder: Path) -> tuple[float, float]:
    """Return seconds and peak memory in MB of one command."""
    begun = time.perf_counter()
    started = subprocess.Popen(
        [sys.executable, "-m", "skxent.cli", *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(started.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"skxent {' '.join(command)} failed")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024  # of Linux in kB


def main() -> None:
    """Make the files and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_700_000)
    n_rows = parser.parse_args().rows
    with TemporaryDirectory() as name:
        folder = Path(name)
        make(folder / "new.csv", n_rows, 1.0)
        make(folder / "old.csv", n_rows, 0.5)
        print(f"{n_rows} rows, {(folder / 'new.csv').stat().st_size / 1e6:.0f} MB\n")
        print(f"{'command':<32}{'seconds':>8}{'peak MB':>9}")
        for what, command in COMMANDS.items():
            seconds, memory = measure(command, folder)
            print(f"{what:<32}{seconds:>8.1f}{memory:>9.0f}")


if __name__ == "__main__":
    main()
