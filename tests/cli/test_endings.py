"""However it ends: interrupted, unread, on a full or closed terminal; the exit code says what was so."""

import errno
import io
import os
import signal
import subprocess
import sys
import time

import pytest

import skxent
from skxent.cli import _terminal, in_options
from tests.cli.running import COLUMNS, EVALUATE, command, process, run

GIVE_UP = [130, -signal.SIGINT]  # Python ends itself by the signal if it came while C code ran Python's
HEAVY = "{'numpy', 'pandas', 'sklearn', 'scipy', 'jinja2', 'skxent.report'} & set(sys.modules)"


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["evaluate", "--help"],
        ["compare", "--help"],
        ["demo", "--help"],
        ["evaluate"],
        ["nonsense"],
    ],
)
def test_help_version_and_wrong_words_load_nothing_heavy(words):
    done = process(*words, before=f"import atexit; atexit.register(lambda: print({HEAVY}))")
    assert done.stdout.splitlines()[-1] == "set()"
    assert done.returncode == (0 if words[-1].startswith("--") else 2)


def test_help_names_every_option(capsys):
    for name in ("evaluate", "compare"):
        assert run(name, "--help") == 0
        out = capsys.readouterr().out
        wanted = "target proba proba-prefix labels weight group slice id scale smoothing normalize gate html json markdown junit no-rows no-timestamp seed"
        assert all(f"--{name}" in out for name in wanted.split())
        assert ("--baseline" in out) == (name == "evaluate")


@pytest.mark.parametrize("module", ["skxent", "skxent.cli"])
def test_the_module_can_be_run(module):
    done = subprocess.run([sys.executable, "-m", module, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"skxent {skxent.__version__}\n"


def test_an_interrupt_exits_130(folder, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("skxent.report.evaluate_file", interrupted)
    assert run(*EVALUATE, "--json", "r.json") == 130
    assert capsys.readouterr().err == "skxent: interrupted; nothing was written.\n"
    assert not (folder / "r.json").exists()


@pytest.mark.parametrize(
    "module", ["numpy", "pandas._libs.tslibs", "scipy.sparse", "sklearn", "skxent.report", "jinja2"]
)
def test_an_interrupt_while_libraries_load_is_one(folder, module):
    before = (
        "import os, signal\n"
        "class Finder:\n"
        "    @staticmethod\n"
        "    def find_spec(name, path=None, target=None):\n"
        f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder)"
    )
    done = process(*EVALUATE, "--html", "r.html", before=before)
    assert done.returncode in GIVE_UP
    assert done.stderr == "skxent: interrupted; nothing was written.\n"
    assert os.listdir(folder) == ["p.csv"]  # noqa: PTH208


def test_an_interrupt_while_a_file_is_read_leaves_nothing(folder):
    (folder / "p.csv").write_text("truth,cat,dog\n" + 3_000_000 * "cat,0.75,0.25\n")
    words = command(*EVALUATE, "--json", "r.json")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr.readline().startswith("p.csv: ")  # it has begun to read
        started.send_signal(signal.SIGINT)
        out, err = started.communicate()
    assert started.returncode in GIVE_UP
    assert out == ""
    assert err.splitlines()[-1] == "skxent: interrupted; nothing was written."
    assert "Traceback" not in err
    assert os.listdir(folder) == ["p.csv"]  # noqa: PTH208


def test_an_interrupt_while_outputs_are_written_waits_for_all_of_them(folder, capsys, monkeypatch):
    from skxent.report import _write

    def interrupted(texts):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0)  # signals are handled between steps
        write_all(texts)

    write_all = _write.write_all
    monkeypatch.setattr(_write, "write_all", interrupted)
    handler = signal.getsignal(signal.SIGINT)
    assert run(*EVALUATE, "--json", "r.json", "--markdown", "r.md") == 130
    assert signal.getsignal(signal.SIGINT) is handler
    assert capsys.readouterr() == ("", "skxent: interrupted; all outputs were written before.\n")
    assert (folder / "r.json").exists()
    assert (folder / "r.md").exists()


def closed_pipe():
    read, write = os.pipe()
    os.close(read)
    return write


@pytest.mark.parametrize("gate", [[], ["--gate", "log_loss < 0.1"]])
def test_a_reader_that_has_read_enough_changes_no_exit_code(folder, gate):
    pipe = closed_pipe()
    done = process(*EVALUATE, "--json", "r.json", *gate, stdout=pipe)
    os.close(pipe)
    assert (done.returncode, done.stderr) == (1 if gate else 0, "")
    assert (folder / "r.json").exists()


def test_help_that_nobody_reads_is_no_error(folder):
    pipe = closed_pipe()
    done = process("evaluate", "--help", stdout=pipe)
    os.close(pipe)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("rows", "code"), [("cat,0.75,0.25\n", 0), ("cat,0.75,0.2\n", 2)])
def test_progress_that_nobody_reads_is_no_end(folder, rows, code):
    (folder / "p.csv").write_text("truth,cat,dog\n" + 200_000 * "cat,0.75,0.25\n" + rows)
    pipe = closed_pipe()
    done = process(*EVALUATE, "--json", "r.json", stderr=pipe)
    os.close(pipe)
    assert done.returncode == code
    assert (folder / "r.json").exists() == (code == 0)


@pytest.mark.parametrize(
    "words", [EVALUATE, [*EVALUATE, "--gate", "log_loss < 1e-9"], ["evaluate", "none.csv", *COLUMNS]]
)
@pytest.mark.parametrize("number", [1, 2])
def test_a_closed_terminal_changes_no_exit_code(folder, words, number):
    command = f'"$0" -m skxent.cli "$@" {number}>&-'
    done = subprocess.run(["bash", "-c", command, sys.executable, *words], capture_output=True, text=True, check=False)
    assert done.returncode == (2 if "none.csv" in words else 1 if "--gate" in words else 0)
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_results_that_cannot_be_printed_are_an_error_and_outputs_are_written(folder):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = process(*EVALUATE, "--json", "r.json", stdout=full)
    assert done.returncode == 2
    assert (
        done.stderr
        == "skxent: error: the results cannot be printed: No space left on device; make room where they go. Outputs are written.\n"
    )
    assert (folder / "r.json").exists()


def test_signs_that_the_terminal_lacks_are_escaped_and_files_written(folder):
    (folder / "c.csv").write_text("y,猫,犬\n猫,0.75,0.25\n犬,0.5,0.5\n", encoding="utf-8")
    options = ["--target", "y", "--proba", "猫", "--json", "r.json"]
    done = process("evaluate", "c.csv", *options, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "猫" in (folder / "r.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("error", [MemoryError(), ImportError("broken install"), TypeError("x"), OSError("y")])
def test_what_fails_in_other_hands_is_one_line(folder, capsys, monkeypatch, error):
    def failing(*_, **__):
        raise error

    monkeypatch.setattr("skxent.report.evaluate_file", failing)
    assert run(*EVALUATE) == 2
    err = capsys.readouterr().err
    assert err.startswith("skxent: error: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("pass scale='logit' or normalize=True", "pass --scale logit or --normalize"),
        ("pass labels= with one for each", "pass --labels with one for each"),
        ("smoothing=-1.0 is no amount", "--smoothing -1.0 is no amount"),
        ("no column 'labels=x', \"scale='y'\"", "no column 'labels=x', \"scale='y'\""),
        ("'it\\'s labels=1' by proba", "'it\\'s labels=1' by --proba"),
    ],
)
def test_messages_are_in_the_words_of_the_command_line(message, told):
    assert in_options(message) == told


def test_an_interrupt_while_results_are_printed_says_that_outputs_are_written(folder, capsys, monkeypatch):
    def interrupted(text):
        raise KeyboardInterrupt

    monkeypatch.setattr("skxent.cli._terminal.show", interrupted)
    assert run(*EVALUATE, "--json", "r.json") == 130
    assert capsys.readouterr().err == "skxent: interrupted; all outputs were written before.\n"
    assert (folder / "r.json").exists()
    assert run(*EVALUATE) == 130
    assert capsys.readouterr().err == "skxent: interrupted; nothing was written.\n"


def test_streams_that_are_no_files_are_left_as_they_are(monkeypatch):
    class Full(io.StringIO):
        flushed = 0

        def flush(self):
            self.flushed += 1
            raise OSError(errno.ENOSPC, "No space left on device")

    streams = Full(), Full()
    for name, stream in zip(("stdout", "stderr"), streams, strict=True):
        monkeypatch.setattr(sys, name, stream)
    _terminal.prepare()
    _terminal.settle()
    assert (sys.stdout, sys.stderr) == streams
    assert [stream.flushed for stream in streams] == [1, 1]
