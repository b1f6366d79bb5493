"""Lines read row by row: quoted cells that span lines, blank lines, rows with too many or too few cells."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO

from skxent.report._reading._lines import Lines, Lump


@dataclass(frozen=True)
class Rows:
    """Rows of cells, and where they stand."""

    cells: list[list[str]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)  # the line in which each row begins
    last: list[int] = field(default_factory=list)  # and ends

    def add(self, cells: list[str], first: int, last: int) -> None:
        """Put a row after the others."""
        self.cells.append(cells)
        self.first.append(first)
        self.last.append(last)


def read_rows(lump: Lump, lines: Lines, separator: str, name: str) -> Rows:
    """Return the rows of a lump, and of as many more lines as the last of them goes on for."""
    rows, begins, over = Rows(), lump.first, lump.first + len(lump.ends)
    reader = csv.reader(_each_line(lump, lines), delimiter=separator, strict=True)
    try:
        while begins < over:
            cells = next(reader)
            ends = lump.first + reader.line_num
            rows.add(cells, begins, ends - 1)
            begins = ends
    except csv.Error as error:
        raise ValueError(f"{name}: {_complaint(str(error), begins)}") from None
    return rows


def table_rows(rows: Rows, n_columns: int, blank: int, name: str) -> tuple[Rows, int]:
    """Return rows of ``n_columns`` cells each, and the first of the blank lines that may end the file, 0 if none.

    Cells that a row lacks are blank: whoever needs them refuses them by name. A cell too many means that we do not
    know which is which.
    """
    if not blank and set(map(len, rows.cells)) == {n_columns}:
        return rows, 0
    kept = Rows()
    for cells, first, last in zip(rows.cells, rows.first, rows.last, strict=True):
        if not cells:
            blank = blank or first
            continue
        refuse_blank(blank, name)
        if len(cells) > n_columns:
            raise ValueError(f"{name}: Expected {n_columns} fields in line {first}, saw {len(cells)}; mend this line.")
        kept.add(cells + [""] * (n_columns - len(cells)), first, last)
    return kept, blank


def refuse_blank(line: int, name: str) -> None:
    """Refuse a blank line that rows come after; 0 is none."""
    if line:
        raise ValueError(f"{name}: line {line} is blank; drop it.")


def _each_line(lump: Lump, lines: Lines) -> Iterator[str]:
    yield from StringIO(lump.text.decode(), newline="")
    while text := lines.take(1).text:
        yield text.decode()


def _complaint(error: str, line: int) -> str:
    row = f"the row that begins in line {line}"
    if "limit" in error:
        limit = csv.field_size_limit()
        return f"{row} has a cell of more than {limit} characters; is a quote not closed? Else drop its column."
    if "unexpected end" in error:
        return f"{row} opens a quote that is never closed; close it, or drop it."
    return f"{row} has a quoted cell that goes on after its quote; double the quotes inside of cells, or drop them."
