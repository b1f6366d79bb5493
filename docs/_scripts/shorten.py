"""An expression of the source in a few words, for what a message says came."""

import ast

# Calls that only write, sort or wrap what they are given.
_WRITES = {"repr", "str", "list", "tuple", "sorted", "set", "map", "float", "int", "abs", "ceil", "join", "array"}
_WRITES |= {"listing", "shown", "_some", "_listed", "_few", "in_options"}
_METHODS = {"tolist", "items", "values", "keys", "absolute", "split", "removeprefix"}


def short(node: ast.AST) -> str:
    """Return a few words for an expression: the name at its heart, and what is asked of it.

    >>> def of(text):
    ...     return short(ast.parse(text, mode="eval").body)
    >>> of("type(estimator).__name__"), of("', '.join(map(repr, names))"), of("len(classes)")
    ('type of estimator', 'names', 'number of classes')
    >>> of("tuple(values.shape)"), of("w[bad][0]"), of("self.name"), of("source.name")
    ('values.shape', 'w', 'name', 'source.name')
    """
    words = _SHORT.get(type(node))
    return str(words(node)) if words else ast.unparse(node)


def _attribute(node: ast.Attribute) -> str:
    if node.attr == "__name__":
        return short(node.value)
    if isinstance(node.value, ast.Name):
        owner = node.value.id.strip("_")
        return node.attr.strip("_") if owner in ("self", "cls", "estimator") else f"{owner}.{node.attr}"
    return f"{short(node.value)}.{node.attr}" if isinstance(node.value, ast.Attribute) else node.attr


def _call(node: ast.Call) -> str:
    """Return what a call is asked of, or for: its own name where nothing else is known of it."""
    is_method = isinstance(node.func, ast.Attribute)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    inner = node.args[-1] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else node.func
    if name in _SAID:
        return _SAID[name].format(short(inner))
    if name in _WRITES or (is_method and name in _METHODS):
        return short(inner if name in _WRITES else node.func.value)  # type: ignore[attr-defined]
    return short(inner) if ast.unparse(node.func).startswith(("np.", "xp.", "math.")) else name.strip("_")


_SAID = {"len": "number of {}", "type": "type of {}", "shape": "{}.shape", "min": "least {}", "max": "largest {}"}


def _sum(node: ast.BinOp) -> str:
    """Return both sides of a sum, and of a product or a rounded number the side that is no constant."""
    sides = [node.left, node.right]
    names = [side for side in sides if not isinstance(side, ast.Constant)]
    whole = all(isinstance(side, ast.Name) or getattr(side, "value", 0.5) in (1, 2) for side in sides)
    return ast.unparse(node) if whole and isinstance(node.op, ast.Add | ast.Sub) else short((names or sides)[0])


def _iterated(node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> str:
    return short(node.generators[0].iter)


def _either(node: ast.IfExp) -> str:
    return f"{short(node.body)} or {short(node.orelse)}"


_SHORT = {
    ast.BinOp: _sum,
    ast.List: lambda node: short(node.elts[0]),
    ast.Tuple: ast.unparse,
    ast.Name: lambda node: "class" if node.id == "cls" else node.id.strip("_"),
    ast.Constant: lambda node: str(node.value),
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: lambda node: short(node.value),
    ast.ListComp: _iterated,
    ast.GeneratorExp: _iterated,
    ast.SetComp: _iterated,
    ast.IfExp: _either,
    ast.Starred: lambda node: short(node.value),
    ast.FormattedValue: lambda node: short(node.value),
    ast.NamedExpr: lambda node: short(node.value),
}
