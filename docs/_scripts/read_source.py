"""The package as its own syntax trees: modules, what each imports, and the public names that lead to it."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

NAME = "skxent"
PACKAGE = Path(__file__).parents[2] / NAME


@dataclass(frozen=True, eq=False)
class Module:
    """One file."""

    name: str
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @property
    def idea(self) -> str:
        """Its first line."""
        return (ast.get_docstring(self.tree) or "").partition("\n")[0]

    @property
    def package(self) -> str:
        """The package that holds it, itself if it is one."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    def imports(self, known: "dict[str, Module]") -> set[str]:
        """Return the modules of the package that it imports, wherever in its text."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {name if name in known else node.module for name in inner}
        return (found & set(known)) - {self.name}


def read_modules(folder: Path = PACKAGE) -> dict[str, Module]:
    """Return every module of the package by its name."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path)
    return found


def read_imports(modules: dict[str, Module]) -> dict[str, set[str]]:
    """Return for each module what it imports of the package."""
    return {name: module.imports(modules) for name, module in modules.items()}


def public_names(module: Module) -> list[str]:
    """Return a package's ``__all__``."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


def doors(modules: dict[str, Module], imports: dict[str, set[str]]) -> dict[str, dict[str, list[str]]]:
    """Return for each module the public names of each package that it is reached from, by imports."""
    found: dict[str, dict[str, list[str]]] = {name: {} for name in modules}
    reached = {name: _reached(name, imports) for name in modules}
    for package in (module for module in modules.values() if module.path.name == "__init__.py"):
        public = set(public_names(package))
        for home in (module for module in modules.values() if module.name.startswith(f"{package.name}.")):
            for name in sorted(public & set().union(*map(_defined, home.tree.body), set())):
                for module in reached[home.name]:
                    found[module].setdefault(package.name, []).append(name)
    return found


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _reached(start: str, imports: dict[str, set[str]]) -> set[str]:
    seen, ahead = {start}, [start]
    while ahead:
        new = imports[ahead.pop()] - seen
        seen |= new
        ahead += new
    return seen
