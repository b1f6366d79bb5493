"""Every message of the package, read from its source: what is raised, warned of or printed, in its parts.

Names, own functions that return text, and parameters are followed to the text that they stand for.
"""

import argparse
import ast
import builtins
import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from message_parts import Bound, Either, Message, Parts, What, either, filled, replaced, text_of
from read_source import Module, read_modules
from shorten import short

_DEEPEST = 16


@dataclass(eq=False)
class Reader:
    """Follows expressions of one module to text."""

    module: Module
    others: "dict[str, Reader]"
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    calls: dict[str, list[ast.Call]] = field(default_factory=dict)  # of functions, by their names
    fields: dict[str, list[ast.expr]] = field(default_factory=dict)  # what any call gives by name
    origins: dict[str, str] = field(default_factory=dict)  # the module that a name is imported from

    def __post_init__(self) -> None:
        for node in ast.walk(self.module.tree):
            self.parents |= dict.fromkeys(ast.iter_child_nodes(node), node)
            if isinstance(node, ast.FunctionDef):
                self.functions[node.name] = node
            elif isinstance(node, ast.ImportFrom):
                self.origins |= {alias.name: str(node.module) for alias in node.names}
            elif isinstance(node, ast.Call):
                self.calls.setdefault(getattr(node.func, "id", ""), []).append(node)
                for keyword in node.keywords:
                    self.fields.setdefault(str(keyword.arg), []).append(keyword.value)

    def scope(self, node: ast.AST) -> ast.FunctionDef | ast.Module:
        """Return the function that a node stands in, or the module."""
        while not isinstance(node, ast.FunctionDef | ast.Module):
            node = self.parents[node]
        return node

    def read(self, node: ast.expr, depth: int = 0) -> Parts | None:
        """Return an expression's text, None where it is not known to be text."""
        if depth > _DEEPEST:
            return None
        read = getattr(self, f"_{type(node).__name__.lower()}", None)
        return read(node, depth + 1) if read else None

    def part(self, node: ast.expr, depth: int) -> Parts:
        """Return an expression's text, or what it stands for."""
        return self.read(node, depth) or (What(short(node)),)

    def _constant(self, node: ast.Constant, _: int) -> Parts | None:
        return (node.value,) if isinstance(node.value, str) else None

    def _joinedstr(self, node: ast.JoinedStr, depth: int) -> Parts:
        return sum((self.part(value, depth) for value in node.values), ())

    def _formattedvalue(self, node: ast.FormattedValue, depth: int) -> Parts:
        value = node.value
        own = isinstance(value, ast.Attribute) or (isinstance(value, ast.Name) and self._is_parameter(value))
        found = None if own else self.read(value, depth)
        return found or self._said_by_constants(value) or (What(short(value)),)

    def _said_by_constants(self, node: ast.expr) -> Parts | None:
        """Return what numbers, or names in quotes, a constant of the module holds."""
        number = self._number(node)
        if number is not None:
            return (f"{number:g}" if isinstance(number, float) else str(number),)
        names = [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and one.id.strip("_").isupper()]
        held = getattr(importlib.import_module(self.module.name), names[0]) if len(names) == 1 else None
        if isinstance(held, Path):
            return (str(held),)
        if isinstance(node, ast.Subscript) and isinstance(held, dict):
            return either([(text,) for text in held.values()])
        is_joined = (
            isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "join" and isinstance(held, Iterable)
        )
        return (", ".join(map(repr if "repr" in ast.unparse(node) else str, held)),) if is_joined else None

    def _number(self, node: ast.expr) -> float | None:
        """Return the number that an expression of constants is."""
        if isinstance(node, ast.Name) and node.id.strip("_").isupper():
            held = getattr(importlib.import_module(self.module.name), node.id)
            return held if isinstance(held, int | float) else None
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, int | float) else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            left, right = self._number(node.left), self._number(node.right)
            return None if left is None or right is None else left - right
        return None

    def _binop(self, node: ast.BinOp, depth: int) -> Parts | None:
        sides = [self.read(side, depth) for side in (node.left, node.right)]
        if not isinstance(node.op, ast.Add) or sides == [None, None]:
            return None
        return sum((side or (What(short(one)),) for side, one in zip(sides, (node.left, node.right), strict=True)), ())

    def _ifexp(self, node: ast.IfExp, depth: int) -> Parts | None:
        return self._one_of([node.body, node.orelse], depth)

    def _boolop(self, node: ast.BoolOp, depth: int) -> Parts | None:
        return self._one_of(node.values, depth)

    def _one_of(self, sides: list[ast.expr], depth: int) -> Parts | None:
        """Return one of several texts, where one of them is known."""
        if all(self.read(side, depth) is None for side in sides):
            return None
        return either([self.part(side, depth) for side in sides])

    def _name(self, node: ast.Name, depth: int) -> Parts | None:
        scope = self.scope(node)
        found = [self.element(value, at, depth) for value, at in self._nearest(node, _assigned(scope, node.id))]
        if not found and isinstance(scope, ast.FunctionDef):
            if self._is_parameter(node):
                found = self._given(scope, node.id, depth)
            else:
                bound = _assigned(self.module.tree, node.id) or self._looped(scope, node.id)
                found = [self.element(value, at, depth) for value, at in bound]
        whole = either(found or self._imported(node.id, depth))
        more = [self.read(one.value, depth) for one in ast.walk(scope) if _adds_to(one, node.id)] if whole else []
        return whole and sum(((Either(((), one)),) for one in more if one), whole)

    def _nearest(self, node: ast.Name, bound: list[Bound]) -> list[Bound]:
        """Return the last binding in the block of a use, and those between them; else all that there are."""
        block = self._block(node)
        before = [(value, at) for value, at in bound if value.lineno <= node.lineno]
        same = [i for i, (value, _) in enumerate(before) if self._block(value) == block]
        return before[same[-1] :] if same else bound

    def _block(self, node: ast.AST) -> int:
        """Return what tells the list of statements that a node stands in."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        parent = self.parents[node]
        return next(id(body) for _, body in ast.iter_fields(parent) if isinstance(body, list) and node in body)

    def _looped(self, scope: ast.FunctionDef, name: str) -> list[Bound]:
        """Return the values of a constant that a loop of the function goes over, where the name is one of them."""
        for node in ast.walk(scope):
            if isinstance(node, ast.For) and isinstance(node.target, ast.Tuple) and isinstance(node.iter, ast.Call):
                held = _assigned(self.module.tree, ast.unparse(node.iter.func).partition(".")[0])
                if getattr(node.target.elts[-1], "id", "") == name and held and isinstance(held[0][0], ast.Dict):
                    return [(value, None) for value in held[0][0].values]
        return []

    def element(self, node: ast.expr, at: int | None, depth: int = 0) -> Parts | None:
        """Return the text of an expression, or of one element of the tuple that it is."""
        if at is None:
            return self.read(node, depth)
        if isinstance(node, ast.Tuple):
            return self.read(node.elts[at], depth)
        function = (
            self.functions.get(node.func.id) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
        )
        return either([self.element(value, at, depth + 1) for value in _returned(function)]) if function else None

    def _is_parameter(self, node: ast.Name) -> bool:
        scope = self.scope(node)
        return isinstance(scope, ast.FunctionDef) and node.id in _parameters(scope) and not _assigned(scope, node.id)

    def _given(self, function: ast.FunctionDef, name: str, depth: int) -> list[Parts | None]:
        """Return the texts that a parameter is given, wherever the function is called."""
        found, place = [], _parameters(function).index(name)
        for reader in self.others.values():
            for node in reader.calls.get(function.name, ()):
                by_name = {keyword.arg: keyword.value for keyword in node.keywords}
                value = by_name.get(name) or (node.args[place] if place < len(node.args) else None)
                found += [reader.read(value, depth)] if value is not None else []
        return found

    def _imported(self, name: str, depth: int) -> list[Parts | None]:
        reader = self.others.get(self.origins.get(name, ""))
        return [reader.read(value, depth) for value, _ in _assigned(reader.module.tree, name)] if reader else []

    def _attribute(self, node: ast.Attribute, depth: int) -> Parts | None:
        """Return the text of a field, where the module makes its class with some."""
        return either([self.read(value, depth) for value in self.fields.get(node.attr, ())])

    def _call(self, node: ast.Call, depth: int) -> Parts | None:
        """Return the text that a function of ours returns, or that a format makes."""
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "replace"):
            found = self.read(node.func.value, depth)
            if found and node.func.attr == "replace" and isinstance(node.args[0], ast.Constant):
                return replaced(found, str(node.args[0].value), self.part(node.args[1], depth))
            return filled(found, node.args) if found and node.func.attr == "format" else None
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        reader = self if name in self.functions else self._defining(name)
        if reader is None or name in _WORDS:
            return None
        return either([reader.read(value, depth) for value in _returned(reader.functions[name])])

    def _defining(self, name: str) -> "Reader | None":
        reader = self.others.get(self.origins.get(name, ""))
        return reader if reader and name in reader.functions else None


# Functions of ours that write what came as text, and say nothing of their own.
_WORDS = ("listing", "shown", "by_name", "_listed", "_some", "_few", "_rows", "_near", "__init__", "_text", "name")


def _parameters(function: ast.FunctionDef) -> list[str]:
    given = function.args
    return [arg.arg for arg in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def _returned(function: ast.FunctionDef) -> list[ast.expr]:
    return [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]


def _assigned(scope: ast.AST, name: str) -> list[Bound]:
    """Return what a name is bound to in a scope, with its place where that is a tuple."""
    return _assignments(scope).get(name, [])


@cache
def _assignments(scope: ast.AST) -> dict[str, list[Bound]]:
    found: dict[str, list[Bound]] = {}
    nodes = scope.body if isinstance(scope, ast.Module) else ast.walk(scope)
    for node in sorted((node for node in nodes if isinstance(node, ast.Assign)), key=lambda node: node.lineno):
        for target in node.targets:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append((node.value, None))
            for i, one in enumerate(target.elts if isinstance(target, ast.Tuple) else ()):
                found.setdefault(getattr(one, "id", ""), []).append((node.value, i))
    return found


def _adds_to(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.AugAssign) and getattr(node.target, "id", None) == name


def read_messages(modules: dict[str, Module] | None = None) -> list[Message]:
    """Return every message of the package, module by module, in the order of the text."""
    modules = modules or read_modules()
    readers: dict[str, Reader] = {}
    readers |= {name: Reader(module, readers) for name, module in modules.items()}
    return [message for reader in readers.values() for message in _messages(reader)]


def _messages(reader: Reader) -> Iterator[Message]:
    nodes = (node for node in ast.walk(reader.module.tree) if hasattr(node, "lineno"))
    told = set()
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        for kind, parts in _told(reader, node):
            scope = reader.scope(node)
            function = scope.name if isinstance(scope, ast.FunctionDef) else ""
            for one in _apart(parts):
                message = Message(reader.module.name, function, kind, one)
                if any(one) and message not in told:
                    told.add(message)
                    yield message


_SHORT = 24  # an ending that is shorter is shown within its sentence


def _apart(parts: Parts) -> list[Parts]:
    """Return a message once for each of several long endings; what is short, or may be missing, stays within it."""
    if len(parts) == 1 and isinstance(parts[0], Either):
        return [one for way in parts[0].parts for one in _apart(way)]
    for i, part in enumerate(parts):
        if isinstance(part, Either) and all(sum(map(len, map(text_of, way))) >= _SHORT for way in part.parts):
            return [one for way in part.parts for one in _apart((*parts[:i], *way, *parts[i + 1 :]))]
    return [parts]


def _told(reader: Reader, node: ast.AST) -> Iterator[tuple[str, Parts]]:
    """Give what a node says, if it is one that says something, and by what."""
    if isinstance(node, ast.Call) and node.args:
        yield from _told_by_call(reader, node)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Subscript) and getattr(target.value, "id", "") == "remarks":
                yield _category(node.value), reader.part(target.slice, 0)
        for value, at in _assigned(ast.Module([node], []), "remark"):
            yield "UserWarning", reader.element(value, at) or ()


def _told_by_call(reader: Reader, node: ast.Call) -> Iterator[tuple[str, Parts]]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    first, owner = node.args[0], ast.unparse(node.func).rpartition(".")[0]
    if name == "RowError":
        yield "ValueError", (*reader.part(first, 0), " in ", What("rows"), "; ", *reader.part(node.args[2], 0))
    elif _is_error(name):
        yield name, reader.part(first, 0)
    elif not name and isinstance(reader.parents[node], ast.Raise):  # type(error)(...)
        yield "the error that came", reader.part(first, 0)
    elif name in ("remark", "warn"):
        asides = [reader.part(keyword.value, 0) for keyword in node.keywords if keyword.arg == "aside"]
        yield _category(node.args[1]), sum(asides, reader.part(first, 0))
    elif (owner, name) in (("_terminal", "tell"), ("self", "error")):
        parts = reader.part(first, 0)
        yield f"exit code {130 if 'interrupted' in text_of(parts[0]) else 2}", parts


def _is_error(name: str) -> bool:
    found = getattr(builtins, name, argparse.ArgumentTypeError if name == "ArgumentTypeError" else None)
    return isinstance(found, type) and issubclass(found, BaseException)


def _category(node: ast.expr) -> str:
    name = short(node)
    return name if name.endswith("Warning") else "warning"
