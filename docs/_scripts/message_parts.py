"""What a message is made of: text, ``What`` stands for what came, ``Either`` for one of several texts."""

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from shorten import short


@dataclass(frozen=True)
class What:
    """Stands for what came."""

    name: str


@dataclass(frozen=True)
class Either:
    """One of several texts; an empty one means that there may be none."""

    parts: "tuple[Parts, ...]"


Parts = tuple["str | What | Either", ...]
Bound = tuple[ast.expr, int | None]  # an expression, and which of its elements if it is a tuple


@dataclass(frozen=True)
class Message:
    """What is said, by what, and where."""

    module: str
    function: str
    kind: str
    parts: Parts

    def readings(self) -> list[str]:
        """Return every text that it may be, with {names} for what came."""
        return list(_readings(self.parts))

    @property
    def is_carried(self) -> bool:
        """Whether it has no text of its own, but passes on another."""
        return not any(character.isalpha() for part in self.parts for character in text_of(part))


def text_of(part: "str | What | Either") -> str:
    """Return the text of a part, of every ending."""
    return (
        part if isinstance(part, str) else "" if isinstance(part, What) else "".join(map(text_of, sum(part.parts, ())))
    )


def _readings(parts: Parts) -> Iterator[str]:
    ways = [
        [part]
        if isinstance(part, str)
        else [f"{{{part.name}}}"]
        if isinstance(part, What)
        else [text for one in part.parts for text in _readings(one)]
        for part in parts
    ]
    return map("".join, itertools.product(*ways))


def either(ways: list[Parts | None]) -> Parts | None:
    """Return one of several texts; None if one of them is not known."""
    if not ways or None in ways:
        return None
    distinct = dict.fromkeys(tuple(part for part in way or () if part != "") for way in ways)
    if () in distinct and any(way and all(map(_may_lack, way)) for way in distinct):
        del distinct[()]  # it may be empty as it is
    return next(iter(distinct)) if len(distinct) == 1 else (Either(tuple(distinct)),)


def _may_lack(part: "str | What | Either") -> bool:
    return isinstance(part, Either) and () in part.parts


def filled(parts: Parts, arguments: list[ast.expr]) -> Parts:
    """Return a text with its braces filled in, as ``str.format`` does."""
    rest = iter(arguments)
    found: list[str | What | Either] = []
    for part in parts:
        pieces = part.replace("{0}", "{}").split("{}") if isinstance(part, str) else [part]
        for i, piece in enumerate(pieces):
            if i:
                found.append(What(short(next(rest, arguments[0]))))
            found.append(piece)
    return tuple(part for part in found if part != "")


def replaced(parts: Parts, old: str, new: Parts) -> Parts:
    """Return a text with some of it replaced, as ``str.replace`` does."""
    found: list[str | What | Either] = []
    for part in parts:
        if isinstance(part, Either):
            found.append(Either(tuple(replaced(one, old, new) for one in part.parts)))
            continue
        for i, piece in enumerate(part.split(old) if isinstance(part, str) else [part]):
            found += [*new, piece] if i else [piece]
    return tuple(part for part in found if part != "")
