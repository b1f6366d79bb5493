"""Outputs are written whole or not at all, each to its own file, and are the same bytes for the same input."""

import errno
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from skxent.cli import _commands
from tests.cli.running import COLUMNS, CSV, EVALUATE, GATE, OUTPUTS, refused, run

NAMES = {"r.html", "r.json", "r.md", "r.xml"}


def test_outputs_are_written_and_named(folder, capsys):
    assert run(*EVALUATE, *OUTPUTS) == 0
    assert capsys.readouterr().out.endswith("\n\nwrote r.html\nwrote r.json\nwrote r.md\nwrote r.xml\n")
    assert json.loads((folder / "r.json").read_text())["data"]["labels"] == ["cat", "dog"]
    assert (folder / "r.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize("name", ["r.htm", "r", "r.txt", "r.report"])
def test_an_output_of_any_other_ending_is_written(folder, name):
    assert run(*EVALUATE, "--html", name) == 0
    assert (folder / name).read_text().startswith("<!doctype html>")


def test_gates_in_the_configuration_are_gates_for_junit(folder):
    (folder / "pyproject.toml").write_text('[tool.skxent]\ngates = ["log_loss < 1"]\n')
    assert run(*EVALUATE, "--junit", "r.xml") == 0
    assert 'tests="1"' in (folder / "r.xml").read_text()


def test_without_a_timestamp_the_same_input_is_the_same_bytes(folder):
    assert run(*EVALUATE, *OUTPUTS, "--no-timestamp") == 0
    first = {name: (folder / name).read_bytes() for name in NAMES}
    assert run(*EVALUATE, *OUTPUTS, "--no-timestamp") == 0
    assert {name: (folder / name).read_bytes() for name in NAMES} == first
    assert json.loads(first["r.json"])["data"]["created"] is None


def test_with_a_timestamp_only_the_timestamp_differs(folder):
    for name in ("with.json", "without.json"):
        assert run(*EVALUATE, "--json", name, *(["--no-timestamp"] if name == "without.json" else [])) == 0
    a, b = (json.loads((folder / name).read_text()) for name in ("with.json", "without.json"))
    assert a["data"].pop("created").endswith(" UTC")
    assert b["data"].pop("created") is None
    (command, *call), (other, *same) = (one.pop("reproduce").splitlines() for one in (a, b))
    assert command + " --no-timestamp" == other.replace("without", "with")
    assert call == same
    assert a == b


BAD = [
    (["--html", "no/where.html"], "the folder of no/where.html does not exist; create no first."),
    (["--html", "p.csv/r.html"], "the folder of p.csv/r.html does not exist"),
    (["--html", "."], ". is a folder; name a file in it."),
    (["--html", ""], ". is a folder; name a file in it."),
    (["--html", "x" * 300], "is too long for a file; choose a shorter one."),
    (["--html", "r", "--json", "r"], "--html and --json both name r; name two files."),
    (["--markdown", "r", "--junit", "./r", *GATE], "--markdown and --junit both name r; name two files."),
    (["--markdown", "link", "--junit", "behind", *GATE], "--markdown and --junit both name behind; name two files."),
    (["--html", "p"], "--html p is the file to evaluate or its baseline; name another."),
    (["--html", "./p"], "is the file to evaluate or its baseline; name another."),
    (["--html", "to_p"], "--html to_p is the file to evaluate or its baseline; name another."),
    (["--html", "loop"], "--html loop is a link to itself; name another."),
    (["--baseline", "q", "--json", "q"], "--json q is the file to evaluate or its baseline; name another."),
    (["--junit", "r.xml"], "--junit r.xml needs a gate; add --gate, or gates to [tool.skxent] in pyproject.toml."),
]
NAMED_AS_OTHERS = [
    (["--html", "r.pdf"], "--html r.pdf is named as another format; name it .html, for that is what is written."),
    (["--html", "r.JSON"], "--html r.JSON is named as another format; name it .html,"),
    (["--json", "r.html"], "--json r.html is named as another format; name it .json,"),
    (["--markdown", "p.csv"], "--markdown p.csv is named as another format; name it .md,"),
    (["--junit", "r.json", *GATE], "--junit r.json is named as another format; name it .xml,"),
]


@pytest.mark.parametrize(("options", "message"), [*BAD, *NAMED_AS_OTHERS])
def test_outputs_that_cannot_be_written_are_refused_before_the_work(folder, capsys, monkeypatch, options, message):
    (folder / "p").symlink_to("p.csv")
    (folder / "q").write_text(CSV)
    (folder / "link").symlink_to("behind")
    (folder / "to_p").symlink_to("p.csv")
    (folder / "loop").symlink_to("loop")
    before = sorted(folder.iterdir())
    monkeypatch.setattr("skxent.report.evaluate_file", lambda *_, **__: pytest.fail("it was evaluated"))
    assert message in refused(capsys, *EVALUATE, *options)
    assert sorted(folder.iterdir()) == before
    assert (folder / "p.csv").read_text() == (folder / "q").read_text() == CSV


def test_a_folder_without_permission_is_refused(folder, capsys, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # who runs the tests may be root
    assert "the folder . cannot be written to; name another." in refused(capsys, *EVALUATE, "--json", "r.json")


def test_jinja2_is_asked_for_before_the_work_and_only_where_it_is_needed(folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert "python -m pip install jinja2" in refused(capsys, *EVALUATE, "--html", "r.html")
    assert run(*EVALUATE, "--json", "r.json", "--markdown", "r.md", "--junit", "r.xml", *GATE) == 0


@pytest.mark.parametrize("place", [0, 2])
def test_a_full_disk_leaves_what_was_there(folder, capsys, monkeypatch, place):
    for name in NAMES:
        (folder / name).write_text("before")
    before = sorted(folder.iterdir())
    opened, fdopen = [], os.fdopen

    class Full:
        def __init__(self, file):
            self.file = file

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def write(self, text):
            self.file.write(text[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def full(*arguments, **options):
        opened.append(fdopen(*arguments, **options))
        return Full(opened[-1]) if len(opened) > place else opened[-1]

    monkeypatch.setattr(os, "fdopen", full)
    told = refused(capsys, *EVALUATE, *OUTPUTS)
    assert (
        told
        == "r.html, r.json, r.md, r.xml: cannot be written: No space left on device; make room, or name another folder."
    )
    assert sorted(folder.iterdir()) == before
    assert {(folder / name).read_text() for name in NAMES} == {"before"}


def test_names_that_are_no_unicode_are_written_and_shown(folder, capsys):
    name = os.fsdecode(b"p\xe9.csv")
    try:
        (folder / name).write_text(CSV)
    except OSError:
        pytest.skip("this file system takes no such names")
    assert run("evaluate", name, *COLUMNS, *OUTPUTS) == 0
    assert all((folder / one).stat().st_size for one in NAMES)


def test_a_folder_that_vanishes_during_the_work_is_told_in_our_words(folder):
    gone = folder / "gone" / "r.json"
    message = f"the folder of {gone} does not exist; create {gone.parent} first."
    with pytest.raises(FileNotFoundError, match=f"^{re.escape(message)}$"):
        _commands._write({gone: "{}"})


def test_outputs_can_be_written_from_any_thread(folder):
    """Only the main thread can hold an interrupt back; another writes all the same."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_commands._write, {folder / "r.md": "# told\n"}).result()
    assert (folder / "r.md").read_text() == "# told\n"


def test_the_seed_is_of_the_folds_and_0_is_the_default(folder):
    for name, words in {"none": [], "0": ["--seed", 0], "7": ["--seed", 7]}.items():
        assert run(*EVALUATE, "--json", f"{name}.json", "--no-timestamp", *words) == 0
    none, zero, seven = (json.loads((folder / f"{name}.json").read_text()) for name in ("none", "0", "7"))
    assert "--seed 7" in seven.pop("reproduce")
    for one in (none, zero):
        one.pop("reproduce")
    assert none == zero
