"""The README tells the truth: its commands are CI's, its code runs, and its files exist."""

import re
from pathlib import Path

import pytest

import skxent

ROOT = Path(skxent.__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    """Return the fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_there_are_two_commands_and_ci_reads_them_from_here():
    commands = [line for block in blocks("bash") for line in block.splitlines() if line.startswith("python -m pip")]
    assert commands == [
        'python -m pip install ".[report]" && skxent demo',
        'python -m pip install -e ".[test]" && python -m pytest',
    ]
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_code_runs_and_prints_what_it_says(capsys):
    code = "".join(blocks("python"))
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own README
    printed = capsys.readouterr().out.splitlines()
    said = re.findall(r"# prints (.*)", code)
    assert said
    assert printed == said


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)\)", README) or ["README.md"])
def test_links_lead_to_files(path):
    assert (ROOT / path).exists()
