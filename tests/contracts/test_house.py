"""The house's own rules that a program can check: sizes, first lines, private names, no relative imports."""

import ast
import re
from pathlib import Path

import pytest

import skxent

PACKAGE = Path(skxent.__file__).parent
ROOT = PACKAGE.parent
FILES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "examples").rglob("*.py")])
OURS = sorted(PACKAGE.rglob("*.py"))


def body_lines(function):
    """Return the lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def functions_of(path):
    """Return the functions of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_there_are_files_to_check():
    assert len(OURS) > 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_says_in_its_first_line_what_lives_there_and_stays_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith('"""')
    limit = 400
    assert text.count("\n") <= limit


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_body_exceeds_fifty_lines(path):
    assert [(f.name, body_lines(f)) for f in functions_of(path) if body_lines(f) > 50] == []


def test_most_functions_are_short():
    lengths = sorted(body_lines(f) for path in OURS for f in functions_of(path))
    assert lengths[len(lengths) // 2] <= 10


PRIVATE = re.compile(r"(?:from|import) (?:sklearn|scipy|numpy|pandas)(?:\.\w+)*\._|from sklearn[\w.]* import .*\b_\w")


@pytest.mark.parametrize("path", [path for path in OURS if path.name != "_compat.py"], ids=lambda path: path.name)
def test_private_names_of_others_are_used_nowhere_but_in_compat(path):
    assert PRIVATE.findall(path.read_text(encoding="utf-8")) == []
