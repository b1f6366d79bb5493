"""A tally: a frozen record of sums over rows. Tallies add, field by field.

Blocks of an array, chunks of a file, workers and folds are all ``+``. A field declared with ``same()``
says what is being summed (classes, units): it must agree between two tallies, and is kept.
"""

from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np


def unit(name: str) -> Any:
    """Declare a field that is a sum over rows, with its unit."""
    return field(metadata={"unit": name})


def same(**default: Any) -> Any:
    """Declare a field that must agree between tallies that are added; ``default=`` as of a dataclass's field."""
    return field(metadata={"same": True}, **default)


@dataclass(frozen=True, eq=False)
class Tally:
    """The base of all tallies: addition, field by field."""

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(**{f.name: _joined(f, self, other) for f in fields(self)})

    def __radd__(self, other: Any) -> Self:
        """Let ``sum(tallies)`` start at its 0."""
        return self if isinstance(other, int) and other == 0 else NotImplemented


def _joined(one: Any, a: Tally, b: Tally) -> Any:
    left, right = getattr(a, one.name), getattr(b, one.name)
    if not one.metadata.get("same"):
        return left + right
    if left is not right and not np.array_equal(left, right):
        raise ValueError(
            f"{type(a).__name__}s with {one.name}={left!s:.99} and {one.name}={right!s:.99} measure different "
            f"things and do not add; tally both with the same {one.name}."
        )
    return left
