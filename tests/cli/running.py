"""The command line in this process, or in one of its own."""

import subprocess
import sys

from skxent.cli import main

CSV = "truth,cat,dog\ncat,0.75,0.25\ndog,0.5,0.5\ncat,0.5,0.5\n"
COLUMNS = ["--target", "truth", "--proba", "cat", "dog"]
EVALUATE = ["evaluate", "p.csv", *COLUMNS]
GATE = ["--gate", "log_loss < 1"]
OUTPUTS = ["--html", "r.html", "--json", "r.json", "--markdown", "r.md", "--junit", "r.xml", *GATE]


def run(*arguments):
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as stop:  # argparse's own
        return stop.code


def process(*arguments, before="", **options):
    """Run ``skxent`` as a process, after lines of Python."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    return subprocess.run(command(*arguments, before=before), check=False, **options)


def command(*arguments, before=""):
    """Return ``skxent`` as a process's words; interrupts are heeded even where who runs the tests ignores them."""
    heed = "import signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"from skxent.cli import main\nsys.exit(main({[str(one) for one in arguments]!r}))"
    return [sys.executable, "-c", f"{heed}\n{before}\n{code}"]


def refused(capsys, *arguments):
    """Return the one line on stderr with which a command ended."""
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("skxent: error: ")
    assert err.count("\n") == 1
    return err.removeprefix("skxent: error: ").removesuffix("\n")


def write(folder, files):
    for name, contents in files.items():
        (folder / name).write_bytes(contents if isinstance(contents, bytes) else contents.encode())
