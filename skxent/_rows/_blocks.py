"""The walk over blocks of rows: one ``step`` per block, and the blocks' results added or joined.

Whatever has a length and gives its rows by slice can be walked; it stays where it is, and only the
results travel. A block is small enough for its temporaries to stay in a core's cache.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import add
from typing import Any, Protocol, Self, TypeVar

from skxent._math._namespace import namespace_of
from skxent._math._walk import blocks_of

R = TypeVar("R", bound="Rows")
B = TypeVar("B")
T = TypeVar("T")


class Rows(Protocol):
    """What can be walked: rows with a width, cut by slices."""

    def __len__(self) -> int: ...

    @property
    def width(self) -> int:
        """The numbers in one row."""

    def rows(self, block: slice) -> Self:
        """Return the rows of ``block`` as the same kind of thing, without a copy where possible."""


def sum_blocks(step: Callable[[B], T], blocks: Iterable[B]) -> T:
    """Return the sum of ``step(block)`` over blocks that are cut already."""
    return reduce(add, map(step, blocks))


def sum_rows(step: Callable[[R], T], data: R, *, width: int | None = None) -> T:
    """Return the sum of ``step(block)`` over blocks of ``data``, cut for ``width`` numbers in a row."""
    width = data.width if width is None else width
    return sum_blocks(step, (data.rows(block) for block in blocks_of(len(data), width)))


def map_rows(step: Callable[[R], Any], data: R) -> Any:
    """Return the arrays ``step(block)`` of all blocks of ``data``, joined in order."""
    pieces = [step(data.rows(block)) for block in blocks_of(len(data), data.width)]
    return namespace_of(pieces[0]).concat(pieces)
