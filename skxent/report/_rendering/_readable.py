"""Names that read: on one line, never blank, and showing what else would be hidden in them; so in every rendering."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

# What moves a cursor, ends a line, turns the direction of what follows, is nothing to see, or is half a letter.
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
_FROM_LEFT = "\N{LEFT-TO-RIGHT MARK}"

# Where an evaluation holds what users named; other text may hold such names, and keeps to its line.
_NAMES = frozenset(["data", "name", "baseline", "a", "b", "slices", "column", "value"])
_CLASSES = frozenset(["label", "labels", "event", "truth", "predicted", "top", "missing_classes"])
_NAMED_BY_KEY = frozenset(["unseen", "input_hash"])
# A longer name is cut in its middle, for names often differ at their ends; ids are not, by which rows are found.
_LONGEST, _LAST = 120, 40
_AS_IT_IS = frozenset(["reproduce", "tally"])

Evaluated = TypeVar("Evaluated")


def readable(name: str, longest: int = _LONGEST) -> str:
    r"""Return a name as a reader can tell it: quoted and with escapes where something in it would not be seen.

    >>> readable("a name"), readable(""), readable("two\nlines"), readable(" "), readable("\u202egnp.exe")
    ('a name', '(empty)', "'two\\nlines'", "' '", "'\\u202egnp.exe'")
    """
    if not name:
        return "(empty)"
    if len(name) > longest:
        name = f"{name[: longest - _LAST]}\N{HORIZONTAL ELLIPSIS}{name[-_LAST:]}"
    seen = one_line(name)
    if seen != name or name != name.strip():
        seen = f"'{seen}'"
    turns = any(unicodedata.bidirectional(letter) in {"R", "AL", "AN"} for letter in seen)
    return f"{seen}{_FROM_LEFT}" if turns and not seen.endswith(_FROM_LEFT) else seen


def one_line(text: str) -> str:
    r"""Return a text with escapes for what would not be seen, or would do more than be read.

    >>> one_line("a\tb"), one_line("a\x1b[31m")
    ('a\\tb', 'a\\x1b[31m')
    """
    return _HIDDEN.sub(lambda found: repr(found[0])[1:-1], text)


def with_readable_names(evaluation: Evaluated) -> Evaluated:
    """Return an evaluation with names that read; names that differ stay different."""
    return _walked(evaluation, "", _Names())


class _Names:
    """The readable names of one evaluation."""

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}
        self._taken: set[str] = set()

    def __call__(self, name: str) -> str:
        if name not in self._shown:
            shown = readable(name)
            while shown in self._taken:  # one name is what another is shown as
                shown += "'"
            self._shown[name] = shown
            self._taken.add(shown)
        return self._shown[name]


def _walked(value: Any, field: str, names: _Names) -> Any:
    """Return what a field holds, with every name in it readable."""
    if isinstance(value, str):
        return _text(value, field, names)
    if isinstance(value, Mapping):
        return {_key(key, field, names): _walked(one, str(key), names) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(one if isinstance(one, float) else _walked(one, field, names) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    held = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in _AS_IT_IS}
    found = {name: _walked(one, name, names) for name, one in held.items()}
    return replace(value, **{name: one for name, one in found.items() if one is not held[name]})


def _text(text: str, field: str, names: _Names) -> str:
    if field == "gates":  # a gate is the same with other spaces
        return " ".join(text.split())
    if field == "id":
        return readable(text, len(text))
    return names(text) if field in _NAMES | _CLASSES else one_line(text)


def _key(key: Any, field: str, names: _Names) -> Any:
    return names(key) if isinstance(key, str) and field in _NAMED_BY_KEY else key
