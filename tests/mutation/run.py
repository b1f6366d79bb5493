"""Run mutants against the tests, each in a child of a process that has collected them.

    python -m tests.mutation.run [--kids N] [--cap SECONDS] [--out FILE] [PATTERN ...]

mutmut writes the mutants; this runs them, and many times as fast. The tests are collected once. A child of that process
runs all of them and notes which run which line; then each mutant gets a child of its own, in which it takes the
function's place, and the tests that run its statement are run, quickest first, until one fails. A changed signature is
held by the tests of documented defaults. What runs at import only has "no tests": put such a change in by hand.

Needs ``mutmut`` and ``coverage``, and the extras ``test`` and ``arrays``; OMP_NUM_THREADS=1 saves time. Writes a line
for each mutant: its name, what became of it, the test that killed it; those that the file has are not run again, so
delete it after a change.
"""

import argparse
import fnmatch
import gc
import importlib
import io
import os
import pickle
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path

import pytest

from tests.mutation.mutants import ROOT, difference, mutant, names_of_mutants

TESTS = ["tests/information", "tests/metrics", "tests/scorers", "tests/_check", "tests/_rows", "tests/_math"]
TESTS += ["tests/properties", "tests/reference", "tests/backends", "tests/contracts/test_messages.py"]
TESTS += ["tests/contracts/test_docstrings.py", "tests/contracts/test_names.py"]
ALWAYS = "test_defaults_are_those_of_the_docstring"
LIBRARIES = ("numpy", "scipy", "sklearn", "pandas", "statsmodels", "polars", "pyarrow", "torch", "joblib", "hypothesis")
MEMORY = 12 * 2**30
# What runs in other processes sees no mutant, and its processes would outlive it.
ELSEWHERE = ("two_processes", "test_processes_give_the_same_sums", "test_indicators.py::test_cross_validation[2]")
FATES = {0: "alive", 1: "killed"}


class Bench:
    """The plugin of pytest: it takes the place of the loop over tests."""

    def __init__(self, options):
        self.options = options
        self.failed = []
        self.seconds, self.lines, self.broken = {}, {}, set()
        self.nowhere = io.StringIO()  # for pytest's dots

    def pytest_runtest_logreport(self, report):
        """Note a test that fails."""
        if report.failed:
            self.failed.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self):
        """Spare hypothesis looking for the simplest failure."""
        from hypothesis import Phase, settings  # not before pytest has seen its plugin

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", settings.get_profile("skxent"), phases=phases)
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        """Run every mutant that is asked for."""
        session.config._tmp_path_factory.getbasetemp()
        session.config.pluginmanager.get_plugin("terminalreporter")._tw._file = self.nowhere
        here = [item for item in session.items if not any(part in item.nodeid for part in ELSEWHERE)]
        self.items = {item.nodeid: item for item in here}
        self.cover()
        gc.collect()
        gc.freeze()
        done = {line.split("\t")[0] for line in self.options.out.read_text().splitlines()}
        names = [name for name in names_of_mutants() if self.is_asked_for(name) and name not in done]
        print(f"\n{len(names)} mutants to run, {len(self.broken)} tests that fail as it is are left out", flush=True)
        self.run_all(names)
        return True

    def is_asked_for(self, name):
        """Return whether a name fits a pattern."""
        return any(fnmatch.fnmatch(name, pattern) for pattern in self.options.patterns or ["*"])

    def cover(self):
        """Learn from a child which tests run each line, how long they take, and what they import."""
        path = self.options.out.with_suffix(".cover")
        if os.fork() == 0:
            path.write_bytes(pickle.dumps(self.covered()))
            os._exit(0)
        os.wait()
        self.seconds, self.lines, self.broken, modules = pickle.loads(path.read_bytes())  # noqa: S301 - our own
        for module in modules:
            with suppress(ImportError):
                importlib.import_module(module)

    def covered(self):
        """Run every test by itself, with its fixtures."""
        import coverage

        silence()
        tracer = coverage.Coverage(data_file=None, source=[str(ROOT / "skxent")], config_file=False)
        tracer.start()
        seconds, broken = {}, set()
        for item in self.items.values():
            tracer.switch_context(item.nodeid)
            start = time.perf_counter()
            self.run_tests([item])
            seconds[item.nodeid] = time.perf_counter() - start
            broken |= set(self.failed)
        tracer.stop()
        data = tracer.get_data()
        lines = {path: data.contexts_by_lineno(path) for path in data.measured_files()}
        return seconds, lines, broken, [name for name in sys.modules if name.split(".")[0] in LIBRARIES]

    def run_tests(self, items):
        """Run tests until one fails."""
        self.failed.clear()
        for item, after in zip(items, [*items[1:], None], strict=True):
            same = after if after is not None and after.parent is item.parent else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=same)
            if self.failed:
                return

    def tests_of(self, one, killers):
        """Return the tests that run a mutant's statement: those that killed others of its function, then the quick."""
        by_line = self.lines.get(str(one.path), {})
        ids = {test for line in one.lines() for test in by_line.get(line, ())}
        ids |= {test for test in self.items if ALWAYS in test and f"[{'.'.join(one.path.parts[-3:-1])}." in test}
        ids = (ids & self.items.keys()) - self.broken
        return sorted(ids, key=lambda test: (-killers[test], self.seconds[test]))

    def run_all(self, names):
        """Run mutants, so many at once, and write down what became of each."""
        killers, running, left = defaultdict(Counter), {}, list(reversed(names))
        with self.options.out.open("a", buffering=1) as out:
            while left or running:
                if left and len(running) < self.options.kids:
                    one, name = mutant(left[-1]), left.pop()
                    tests = self.tests_of(one, killers[one.module, one.function])
                    if tests:
                        running[self.start(one, tests)] = name, one, tests
                    else:
                        out.write(f"{name}\tno tests\t\n")
                    continue
                pid, status = os.wait()
                name, one, tests = running.pop(pid)
                fate, killer = self.fate(pid, status)
                killers[one.module, one.function][killer] += 1
                out.write(f"{name}\t{fate}\t{killer}\n")
                if fate != "killed":
                    print(f"{fate}\t{name}\n  " + "\n  ".join(difference(one)), flush=True)

    def place(self, pid):
        """Return the file in which a child says which test failed."""
        return self.options.out.with_suffix(f".{pid}")

    def start(self, one, tests):
        """Begin a child that runs a mutant's tests, and return its number."""
        pid = os.fork()
        if pid:
            return pid
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        limit = min(self.options.cap, 15 + 5 * sum(self.seconds[test] for test in tests))
        signal.setitimer(signal.ITIMER_REAL, limit)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        silence()
        try:
            one.take_place()
            self.run_tests([self.items[test] for test in tests])
        except BaseException as error:  # noqa: BLE001 - whatever it is, the mutant made it
            self.failed.append(repr(error)[:200])
        if self.failed:
            self.place(os.getpid()).write_text(self.failed[0].replace("\n", " "))
        os._exit(bool(self.failed))

    def fate(self, pid, status):
        """Return what became of a child's mutant, and the test that killed it."""
        place, killer = self.place(pid), ""
        if place.exists():
            killer = place.read_text()
            place.unlink()
        if os.WIFSIGNALED(status):
            return ("too long" if os.WTERMSIG(status) == signal.SIGALRM else f"signal {os.WTERMSIG(status)}"), killer
        return FATES[os.WEXITSTATUS(status)], killer


def silence():
    """Send what a child prints nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def write_mutants():
    """Let mutmut write its mutants of the files that changed; in a child, for it changes the path of imports."""
    if os.fork() == 0:
        from mutmut import __main__ as mutmut

        (ROOT / "mutants").mkdir(exist_ok=True)
        mutmut.copy_src_dir()
        mutmut.create_mutants(2)
        os._exit(0)
    assert os.wait()[1] == 0


def main():
    """Write the mutants, and run those that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patterns", nargs="*", help="of mutants' names, such as 'skxent.metrics._bins.*'")
    parser.add_argument("--kids", type=int, default=2, help="mutants at once")
    parser.add_argument("--cap", type=float, default=300, help="seconds after which a mutant takes too long")
    parser.add_argument("--out", type=Path, default=ROOT / "mutants" / "fates.tsv")
    options = parser.parse_args()
    os.chdir(ROOT)
    write_mutants()
    options.out.touch()
    arguments = ["-o", "addopts=", "--import-mode=importlib", "-m", "not slow", "-q"]
    for plugin in ("cacheprovider", "randomly", "xdist"):
        arguments += ["-p", f"no:{plugin}"]
    return pytest.main([*arguments, *TESTS], plugins=[Bench(options)])


if __name__ == "__main__":
    sys.exit(main())
