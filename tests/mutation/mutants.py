"""The mutants that mutmut writes: their names, the statement that each changes, and how one takes its place."""

import ast
import importlib
import json
import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FunctionType

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Mutant:
    """A function with one change: where it is, and its text."""

    module: str
    owner: str | None  # its class
    function: str
    name: str  # mutmut's
    text: str
    line: int  # the first that differs, from 0 at the function's first

    @property
    def path(self):
        """Return the file of the function."""
        return ROOT / (self.module.replace(".", "/") + ".py")

    def lines(self):
        """Return the lines of the file that a test must run to see the change: of its statement, or of the body."""
        node = functions(self.path)[self.owner, self.function]
        line = first_line(node) + self.line
        spans = [span for span in map(own_lines, statements(node)) if line in span]
        return min(spans, key=len, default=range(node.body[0].lineno, node.end_lineno + 1))

    def take_place(self):
        """Give the function the mutant's code and defaults, for the rest of this process."""
        module, found = importlib.import_module(self.module), {}
        source = textwrap.dedent(self.text)
        if self.owner is not None:
            source = f"class {self.owner}:\n" + textwrap.indent(source, "    ")
        source = "from __future__ import annotations\n" + source
        exec(compile(source, self.path, "exec"), vars(module), found)  # noqa: S102 - our own functions
        holder = vars(found[self.owner]) if self.owner else found
        place = vars(vars(module)[self.owner] if self.owner else module)
        new, old = (plain(part) for part in (holder[self.name], place[self.function]))
        assert isinstance(old, FunctionType)
        old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__


def names_of_mutants():
    """Return the names of all mutants that mutmut has written."""
    found = sorted((ROOT / "mutants").rglob("*.meta"))
    return [name for path in found for name in json.loads(path.read_text())["exit_code_by_key"]]


def mutant(name):
    """Return the mutant of a name."""
    module, _, own = name.rpartition(".")
    return written(module)[own]


@cache
def written(module):
    """Return the mutants of a module by their own names."""
    text = (ROOT / "mutants" / (module.replace(".", "/") + ".py")).read_text()
    nodes = [(node, None) for node in ast.parse(text).body]
    nodes += [(node, owner.name) for owner, _ in nodes if isinstance(owner, ast.ClassDef) for node in owner.body]
    texts = {}
    for node, owner in nodes:
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name:
            texts[node.name] = owner, text.splitlines()[first_line(node) - 1 : node.end_lineno]
    found = {}
    for name, (owner, lines) in texts.items():
        base, _, number = name.rpartition("__mutmut_")
        if number != "orig":
            _, before = texts[f"{base}__mutmut_orig"]
            function = base.rpartition("ǁ")[2] if owner else base.removeprefix("x_")
            pairs = zip((line.replace(f"{base}__mutmut_orig", name) for line in before), lines, strict=False)
            line = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(lines)) - 1)
            found[name] = Mutant(module, owner, function, name, "\n".join(lines), line)
    return found


@cache
def functions(path):
    """Return the functions and methods of a file, by class and name."""
    body = ast.parse(path.read_text()).body
    found = {(None, node.name): node for node in body if isinstance(node, ast.FunctionDef)}
    for owner in (node for node in body if isinstance(node, ast.ClassDef)):
        found |= {(owner.name, node.name): node for node in owner.body if isinstance(node, ast.FunctionDef)}
    return found


def first_line(node):
    """Return the line where a function begins, with its decorators."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def statements(function):
    """Return the statements in the body of a function, at any depth."""
    return [node for part in function.body for node in ast.walk(part) if isinstance(node, ast.stmt | ast.ExceptHandler)]


def own_lines(statement):
    """Return the lines of a statement without those of the statements inside."""
    body = getattr(statement, "body", None)
    end = max(body[0].lineno - 1, statement.lineno) if body else statement.end_lineno
    return range(statement.lineno, end + 1)


def plain(method):
    """Return the function of a static or class method."""
    return getattr(method, "__func__", method)


def difference(one):
    """Return the lines that a mutant takes away and puts in."""
    texts = one.path.read_text().splitlines()
    node = functions(one.path)[one.owner, one.function]
    before = textwrap.dedent("\n".join(texts[first_line(node) - 1 : node.end_lineno])).splitlines()
    after = textwrap.dedent(one.text.replace(one.name, one.function)).splitlines()
    return [
        f"{sign} {line.strip()}"
        for sign, lines, others in (("-", before, after), ("+", after, before))
        for line in lines
        if line not in others
    ]
