"""The snippet that makes an evaluation again: a call with every option that is not its default."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any


def snippet(door: Callable[..., Any], given: Mapping[str, str], beside: Mapping[str, Any], **options: Any) -> str:
    """Return a call of a door: what was ``given`` as text, and the options that differ from their defaults.

    What stands ``beside`` rows, such as weights and ids, goes by its name: a report without rows shows none of it.

    >>> def door(path, *, labels=None, weight=None): ...
    >>> print(snippet(door, {"path": "'p.csv'"}, {"weight": [1, 2]}, labels=["a", "b"]))
    from skxent.report import door
    <BLANKLINE>
    evaluation = door('p.csv', weight=weight, labels=['a', 'b'])
    """
    defaults = {name: one.default for name, one in inspect.signature(door).parameters.items()}
    named = [f"{name}={name}" for name, value in beside.items() if value is not None]
    said = [f"{name}={value!r}" for name, value in options.items() if not _same(value, defaults[name])]
    call = ", ".join([*given.values(), *named, *said])
    return f"from skxent.report import {door.__name__}\n\nevaluation = {door.__name__}({call})"


def _same(value: Any, default: Any) -> bool:
    return value is default or (type(value) is type(default) and value == default)


def one_line(value: Any) -> str:
    """Return the text of a value on one line."""
    return " ".join(repr(value).split())
