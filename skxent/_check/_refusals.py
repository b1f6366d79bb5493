"""How a refusal speaks of rows: what came and where, what was wanted, what to do."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

_SHOWN = 5  # rows or labels that a message names before it only counts
_LETTERS = 60  # of each that it shows: a cell of a file may have any number of them


def listing(items: Sequence[Any]) -> str:
    """Return the first few items, and how many there are if that is more.

    >>> listing([3, 4]), listing(range(9))
    ('3, 4', '0, 1, 2, 3, 4, ... (9 in all)')
    """
    named = ", ".join(cut(str(item)) for item in items[:_SHOWN])
    return named if len(items) <= _SHOWN else f"{named}, ... ({len(items)} in all)"


def shown(value: Any) -> str:
    """Return a value as a message shows it: on one line, and not at any length.

    >>> shown("cat"), shown(0.5)
    ("'cat'", '0.5')
    """
    return cut(repr(value).replace("\n", " "))


def cut(text: str) -> str:
    """Return a text, of a long one its beginning; what is quoted stays so."""
    if len(text) <= _LETTERS:
        return text
    return f"{text[:_LETTERS]}...{text[0] if text[0] in _QUOTES else ''}"


_QUOTES = "'\""


def _array_place(rows: Sequence[int]) -> str:
    return f"row{'s' if len(rows) > 1 else ''} {listing(rows)}"


class RowError(ValueError):
    """A refusal that knows its rows, so that a reader of files can name lines instead.

    Parameters
    ----------
    came : str
        What was found, worded to be followed by "in row 3".
    rows : array of int
        The rows it was found in, counted from 0.
    wanted : str
        What was wanted and what to do.
    """

    def __init__(self, came: str, rows: Any, wanted: str) -> None:
        self.came, self.wanted = came, wanted
        self.rows = [int(row) for row in np.asarray(rows)]
        super().__init__(self.told(_array_place))

    def told(self, place: Callable[[Sequence[int]], str]) -> str:
        """Return the message with the rows worded by ``place``."""
        return f"{self.came} in {place(self.rows)}; {self.wanted}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.came, self.rows, self.wanted)
