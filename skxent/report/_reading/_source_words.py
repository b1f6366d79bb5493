"""The words in which every source refuses: places of rows, and columns that are missing or repeated."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

from skxent._check import listing, shown

_SHOWN_COLUMNS = 20


def worded(unit: str, numbers: Sequence[int]) -> str:
    """Return places as a refusal words them.

    >>> worded("line", [3]), worded("row", range(9))
    ('line 3', 'rows 0, 1, 2, 3, 4, ... (9 in all)')
    """
    return f"{unit}{'s' if len(numbers) > 1 else ''} {listing(numbers)}"


def naming_source(name: str, message: str) -> str:
    """Return a refusal that begins with the source's name, once.

    >>> naming_source("p.csv", "is empty."), naming_source("p.csv", "p.csv: is empty.")
    ('p.csv: is empty.', 'p.csv: is empty.')
    """
    return message if message.startswith(f"{name}: ") else f"{name}: {message}"


def require_columns(name: str, columns: list[str], wanted: Sequence[str], *, repeats: str, hint: str = "") -> None:
    """Refuse wanted columns that a source lacks, or has more than once; ``repeats`` is who repeats them."""
    counts = Counter(columns)
    missing = [column for column in wanted if not counts[column]]
    if missing:
        some = ", ".join(map(shown, columns[:_SHOWN_COLUMNS]))
        more = f", ... ({len(columns)} in all)" if len(columns) > _SHOWN_COLUMNS else ""
        raise ValueError(
            f"{name}: has no column {listing(list(map(repr, missing)))}; its columns are {some}{more}."
            f"{_meant(missing[0], columns) or hint}"
        )
    repeated = sorted({column for column in wanted if counts[column] > 1})
    if repeated:
        raise ValueError(f"{name}: {repeats} the columns {listing(list(map(repr, repeated)))}; name each once.")


def _meant(missing: str, columns: list[str]) -> str:
    """Return a hint at columns that were named in one, or at one that differs from the missing one by little."""
    if len(parts := re.split(r"[,\s]+", missing)) > 1 and set(parts) <= set(columns):
        return f" Name {', '.join(map(shown, parts))} each by itself."
    plain = {column.strip().lower(): column for column in reversed(columns)}  # the first of several stays
    near = get_close_matches(missing.strip().lower(), plain, n=1)
    return f" Did you mean {shown(plain[near[0]])}?" if near else ""
