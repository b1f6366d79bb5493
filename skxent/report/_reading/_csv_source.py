"""A CSV or TSV file as a source: chunks of its rows, and the lines in which they stand."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from skxent.report._reading._cells import exact_floats
from skxent.report._reading._lines import Lines, Lump
from skxent.report._reading._plain_rows import is_plain, read_plain
from skxent.report._reading._quoted_rows import Rows, read_rows, refuse_blank, table_rows
from skxent.report._reading._regular_file import digest, opened, stamp
from skxent.report._reading._signatures import refuse_no_text
from skxent.report._reading._source_words import require_columns, worded

_MARKS = {";": "semicolons", "\t": "tabs", "|": "pipes", ",": "commas"}
_OTHERWISE = {",": "commas.", "\t": "tabs, or name it .csv."}


def _headless_hint(columns: Sequence[str]) -> str:
    """Return a hint where names are a row of numbers; whole ones alone may be classes."""
    if exact_floats(columns) is None or all(name.strip().lstrip("+-").isdigit() for name in columns):
        return ""
    return " Are these a row of numbers? Write a line that names the columns before the first."


class CsvSource:
    """Rows of a text file with a header.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        The path as it was given, with which refusals begin.
    rows_a_chunk : int
        Rows in a chunk at most; fewer where lines are long, or rows span some.
    separator : str, default=","
        What stands between cells.
    """

    word = "line"

    def __init__(self, path: Path, name: str, rows_a_chunk: int, separator: str = ",") -> None:
        self.name, self.title, self.stem = name, path.name, path.stem
        self._path, self._rows_a_chunk, self._separator = path, rows_a_chunk, separator
        self._progress = 0.0
        with opened(path, name) as file:
            self._stamp = stamp(file)
            self._size = file.seek(0, 2)
            file.seek(0)
            refuse_no_text(file, name)
            lump, rows = self._header(Lines(file, name))
        self.columns = rows.cells[0]
        self._hint = self._separator_hint(lump) or _headless_hint(self.columns)
        self._forget(rows)

    def require(self, wanted: Sequence[str]) -> None:
        """Refuse columns that the header lacks or repeats."""
        require_columns(self.name, self.columns, wanted, repeats="line 1 repeats", hint=self._hint)

    def chunks(self, columns: Sequence[str], numeric: Sequence[str] = ()) -> Iterator[pd.DataFrame]:
        """Yield the columns of all rows as text, those in ``numeric`` as float64 where a whole chunk is numbers."""
        self.require(columns)
        place_of = {column: place for place, column in enumerate(self.columns)}  # none that is wanted comes twice
        places = {column: place_of[column] for column in columns}
        numbers = {places[column] for column in numeric if column in places}
        done = 0
        with opened(self._path, self.name, self._stamp) as file:
            lines = Lines(file, self.name)
            self._forget(self._header(lines)[1])
            for n_rows, cells in self._lumps(lines, list(places.values()), sorted(numbers)):
                index = pd.RangeIndex(done, done + n_rows)
                done += n_rows
                self._progress = file.tell() / self._size
                yield pd.DataFrame(
                    {c: _column(cells[p], index, numeric=p in numbers) for c, p in places.items()}, index=index
                )
        if not done:
            raise ValueError(f"{self.name}: has a header and no rows; save it with a line for each row.")
        self._progress = 1.0

    def progress(self) -> float:
        """Return the share of the file that the last pass has read."""
        return self._progress

    def place(self, rows: Sequence[int]) -> str:
        """Return how a refusal words rows: by the lines in which they begin."""
        return worded(self.word, [self.line(row) for row in rows])

    def line(self, row: int) -> int:
        """Return the line in which a row begins, of those that the last pass has read."""
        before = bisect_left(self._long_rows, row)
        return self._first_line + row + (self._more_lines[before - 1] if before else 0)

    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes."""
        return digest(self._path, self.name, self._stamp)

    def _header(self, lines: Lines) -> tuple[Lump, Rows]:
        """Return the first line, and the row that begins in it."""
        lump = lines.take(1)
        if not lump.text:
            raise ValueError(f"{self.name}: is empty; save it with a header line and a line for each row.")
        try:
            rows = read_rows(lump, lines, self._separator, self.name)
        except ValueError as error:
            raise ValueError(f"{error}{self._separator_hint(lump)}") from None
        if not rows.cells[0]:
            raise ValueError(f"{self.name}: line 1 is blank; write the names of the columns there.")
        return lump, rows

    def _separator_hint(self, lump: Lump) -> str:
        """Return a hint where the header holds another separator and not ours."""
        header = lump.text.decode()
        other = next((name for mark, name in _MARKS.items() if mark in header), "")
        if self._separator in header or not other:
            return ""
        points = " Write decimal commas as points." if other == "semicolons" else ""
        return f" The header is separated by {other}: save the file with {_OTHERWISE[self._separator]}{points}"

    def _lumps(
        self, lines: Lines, places: list[int], numbers: list[int]
    ) -> Iterator[tuple[int, "dict[int, pd.Series[Any] | list[str]]"]]:
        """Yield how many rows there are in each lump of lines, and their columns."""
        done, blank, n_columns = 0, 0, len(self.columns)
        while (lump := lines.take(self._rows_a_chunk)).text:
            cells: dict[int, pd.Series[Any] | list[str]] = {}
            if is_plain(lump, self._separator, n_columns):
                refuse_blank(blank, self.name)
                cells |= read_plain(lump, self._separator, n_columns, places, numbers)
                n_rows = len(lump.ends)
            else:
                read = read_rows(lump, lines, self._separator, self.name)
                rows, blank = table_rows(read, n_columns, blank, self.name)
                self._remember(rows, done)
                cells |= {place: [row[place] for row in rows.cells] for place in places}
                n_rows = len(rows.cells)
            if n_rows:
                yield n_rows, cells
            done += n_rows

    def _forget(self, header: Rows) -> None:
        """Begin a pass: no row is known to span lines."""
        self._first_line = header.last[0] + 1
        self._long_rows = array("q")  # rows that span lines
        self._more_lines = array("q")  # lines that these and those before them have beyond one each
        self._progress = 0.0

    def _remember(self, rows: Rows, done: int) -> None:
        for row, (first, last) in enumerate(zip(rows.first, rows.last, strict=True), start=done):
            if last > first:
                self._more_lines.append(last - first + (self._more_lines[-1] if self._more_lines else 0))
                self._long_rows.append(row)


def _column(cells: "pd.Series[Any] | list[str]", index: pd.RangeIndex, *, numeric: bool) -> "pd.Series[Any]":
    """Return a column's cells as a series; of what is to be numeric, text only if it is no numbers."""
    if isinstance(cells, pd.Series):
        if cells.dtype != object or not numeric:
            return cells.set_axis(index)
        cells = cells.tolist()
    floats = exact_floats(cells) if numeric else None
    return pd.Series(cells, index=index, dtype=object) if floats is None else pd.Series(floats, index=index)
