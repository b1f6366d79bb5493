"""The README and the guides tell the truth: commands are CI's, code runs and prints what it says, and files exist."""

import re
from pathlib import Path

import pytest

import skxent

ROOT = Path(skxent.__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = [
    "README.md",
    "docs/index.md",
    "docs/getting_started.md",
    "docs/scoring.md",
    "docs/fitting.md",
    "docs/uncertainty.md",
    "docs/reports.md",
    "docs/moving_over.md",
    "docs/refuses.md",
]


def blocks(language, text=README):
    """Return the fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_there_are_two_commands_and_ci_reads_them_from_here():
    commands = [line for block in blocks("bash") for line in block.splitlines() if line.startswith("python -m pip")]
    assert commands == [
        'python -m pip install ".[report]" && skxent demo',
        'python -m pip install -e ".[test]" && python -m pytest',
    ]
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", GUIDES)
def test_the_code_runs_and_prints_what_it_says(guide, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    code = "".join(blocks("python", (ROOT / guide).read_text(encoding="utf-8")))
    exec(compile(code, guide, "exec"), {})  # noqa: S102 - our own guides
    printed = capsys.readouterr().out
    said = re.findall(r"# prints (.*)", code)
    assert said
    assert printed.splitlines() == said


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)\)", README) or ["README.md"])
def test_links_lead_to_files(path):
    assert (ROOT / path).exists()


SOURCES = [*ROOT.glob("docs/*.md"), *ROOT.glob("docs/decisions/*.md"), *ROOT.glob("examples/*.py"), *ROOT.glob("*.md")]
SOURCES += [*ROOT.glob("docs/_templates/**/*.*"), *ROOT.glob("docs/_static/*.css")]


def test_no_page_of_the_docs_asks_the_network():
    """Formulas would be drawn by a script from a host that readers offline have not got."""
    conf = (ROOT / "docs" / "conf.py").read_text(encoding="utf-8")
    assert re.findall(r"mathjax|dollarmath|amsmath|https?://", conf) == []
    assert '"write_computation_times": False' in conf  # a page of the gallery's that loads scripts
    asks = re.compile(
        r"\$\$|(?<![\w$\\\"])\$(?=\S)[^$\n(]*\S\$|\{math\}|:math:|\.\. math::|src=.https?:|url\(.?https?:"
    )
    written = [*SOURCES, *(ROOT / "skxent").rglob("*.py")]
    assert {path.name: found for path in written if (found := asks.findall(path.read_text(encoding="utf-8")))} == {}


MADE = "when the docs are built"


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/**/*.md")), ids=lambda path: path.name)
def test_links_of_the_docs_lead_to_files_or_say_that_they_are_made(path):
    if "generated" in path.parts or path.name == "messages.md":
        return  # made themselves
    for paragraph in re.split(r"\n\n|\n(?=[|-])", path.read_text(encoding="utf-8")):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", paragraph):
            is_made = link == "messages.md" or link.startswith("auto_examples/")
            assert MADE in " ".join(paragraph.split()) if is_made else (path.parent / link).exists(), (link, paragraph)
