"""Gates, from options and from pyproject.toml of the current folder."""

import json

import pytest

from tests.cli.running import COLUMNS, CSV, EVALUATE, OUTPUTS, refused, run

GATE = 'gates = ["log_loss < 0.1"]'


def gates(folder):
    return [one["gate"] for one in json.loads((folder / "r.json").read_text())["verdict"]["gates"]]


def test_gates_decide_the_exit_code_and_outputs_are_written_all_the_same(folder, capsys):
    assert run(*EVALUATE, "--gate", "log_loss < 0.6", "--gate", "accuracy > 0.5") == 0
    assert "passed: p: log_loss < 0.6" in capsys.readouterr().out
    assert run(*EVALUATE, "--gate", "skill.low > 0", *OUTPUTS) == 1
    assert "FAILED: p: skill.low > 0" in capsys.readouterr().out
    assert "**FAILED**" in (folder / "r.md").read_text()
    assert 'failures="1"' in (folder / "r.xml").read_text()
    assert (folder / "r.json").exists()
    assert "skill.low" in (folder / "r.html").read_text()


def test_gates_of_the_project_come_before_those_of_the_command(folder):
    (folder / "pyproject.toml").write_text(f"[tool.skxent]\n{GATE}\n")
    assert run(*EVALUATE, "--gate", "accuracy > 0.5", "--json", "r.json") == 1
    assert gates(folder) == ["log_loss < 0.1", "accuracy > 0.5"]


@pytest.mark.parametrize("contents", ["", "[project]\nname = 'x'\n", "[tool.other]\ngates = 3\n", "[tool.skxent]\n"])
def test_a_project_may_say_nothing_of_us(folder, contents):
    (folder / "pyproject.toml").write_text(contents)
    assert run(*EVALUATE) == 0


def test_projects_of_other_folders_say_nothing(folder, monkeypatch):
    (folder / "pyproject.toml").write_text(f"[tool.skxent]\n{GATE}\n")
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    (folder / "below" / "p.csv").write_text(CSV)
    assert run(*EVALUATE) == 0
    assert run("evaluate", "../p.csv", *COLUMNS) == 0


BAD = [
    ("[tool.skxent]\ngate = []\n", "[tool.skxent] has gate, which is unknown; write gates = [...] only."),
    ("[tool.skxent]\ngates = []\nhtml = 'x'\n", "[tool.skxent] has html, which is unknown"),
    ("[tool.skxent", "cannot be read: "),
    (b"# \xe9\n", "cannot be read: "),
    (f"x = {'[' * 5000}", "cannot be read: its lists or tables are nested too deep; mend it."),
    (f"x = {'1' * 5000}", "cannot be read: Exceeds the limit"),
    ("[tool.skxent]\ngates = 'log_loss < 1'\n", 'is no list of texts; write gates = ["log_loss < 0.35"].'),
    ("[tool.skxent]\ngates = [1]\n", "is no list of texts"),
    ("[tool]\nskxent = 3\n", "tool.skxent is no table; write [tool.skxent]"),
    ("[[tool.skxent]]\ngates = []\n", "tool.skxent is no table"),
    ("[tool.skxent]\ngates = ['']\n", "'' is no gate; a gate is a metric"),
    ("[tool.skxent]\ngates = ['log_los < 1']\n", "gate 'log_los < 1' is on 'log_los'; name one of"),
    ("[tool.skxent]\ngates = ['log_loss.regression < 1']\n", "there is none; pass --baseline FILE."),
]


@pytest.mark.parametrize(("contents", "message"), BAD)
def test_what_is_not_understood_names_the_file_and_writes_nothing(folder, capsys, contents, message):
    (folder / "pyproject.toml").write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    told = refused(capsys, *EVALUATE, "--gate", "log_loss < 1", "--json", "r.json")
    assert told.startswith("pyproject.toml: ")
    assert message in told
    assert not (folder / "r.json").exists()


def test_a_bad_gate_of_the_command_is_not_the_projects(folder, capsys):
    (folder / "pyproject.toml").write_text(f"[tool.skxent]\n{GATE}\n")
    assert refused(capsys, *EVALUATE, "--gate", "x < 1").startswith("gate 'x < 1'")
