"""A pandas or polars frame as a source: its rows are counted from 0, whatever index it has."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from skxent.report._reading._cells import is_blank
from skxent.report._reading._source_words import require_columns, worded

Cut = Callable[[Any, int, slice], Any]  # (frame, position of a column, rows) to values (n,)


class FrameSource:
    """Rows of a frame.

    Parameters
    ----------
    frame : pandas or polars frame
        The table.
    rows_a_chunk : int
        Rows in a chunk.
    cut : callable
        How some rows of a column are got: ``cut_pandas`` or ``cut_polars``.
    """

    name, title, stem, word = "the frame", "frame", "frame", "row"

    def __init__(self, frame: Any, rows_a_chunk: int, cut: Cut) -> None:
        self.columns = [str(column) for column in frame.columns]
        self._frame, self._rows_a_chunk, self._cut = frame, rows_a_chunk, cut
        self._progress = 0.0

    def require(self, wanted: Sequence[str]) -> None:
        """Refuse columns that the frame lacks, or that are the same as text."""
        require_columns(self.name, self.columns, wanted, repeats="repeats")

    def chunks(self, columns: Sequence[str], numeric: Sequence[str] = ()) -> Iterator[pd.DataFrame]:  # noqa: ARG002
        """Yield the columns of all rows as they are typed."""
        self.require(columns)
        n_rows = len(self._frame)
        if not n_rows:
            raise ValueError(f"{self.name}: has no rows; pass one at least.")
        place_of = {column: place for place, column in enumerate(self.columns)}  # none that is wanted comes twice
        places = {column: place_of[column] for column in columns}
        for rows in self._slices():
            index = pd.RangeIndex(rows.start, rows.stop)
            self._progress = rows.stop / n_rows
            yield pd.DataFrame(
                {
                    column: pd.Series(self._cut(self._frame, place, rows), index=index)
                    for column, place in places.items()
                },
                index=index,
            )

    def progress(self) -> float:
        """Return the share of the rows that the last pass has read."""
        return self._progress

    def place(self, rows: Sequence[int]) -> str:
        """Return how a refusal words rows."""
        return worded(self.word, rows)

    def line(self, row: int) -> int:
        """Return the row's number."""
        return row

    def digest(self) -> str:
        """Return a SHA-256 of the columns' names and values, in order, without the index.

        Of columns of NumPy's numbers it is that of their dtype and bytes; of all others that of their cells as text,
        each after its length, so that the same cells have the same digest however a library stores them.
        """
        whole = sha256()
        for place, name in enumerate(self.columns):
            column = sha256(_text_bytes(name))
            for rows in self._slices():
                cells = pd.Series(self._cut(self._frame, place, rows))
                if not rows.start:
                    column.update(_kind(cells).encode())
                column.update(_bytes_of(cells))
            whole.update(column.digest())
        return whole.hexdigest()

    def _slices(self) -> Iterator[slice]:
        n_rows = len(self._frame)
        for start in range(0, n_rows, self._rows_a_chunk):
            yield slice(start, min(start + self._rows_a_chunk, n_rows))


def cut_pandas(frame: pd.DataFrame, place: int, rows: slice) -> Any:
    """Return some rows of a pandas column."""
    return frame.iloc[rows, place].array


def cut_polars(frame: Any, place: int, rows: slice) -> Any:
    """Return some rows of a polars column: numbers as NumPy's, all else as Python's objects."""
    column = frame.to_series(place)
    part = column.slice(rows.start, rows.stop - rows.start)
    if column.dtype.is_numeric() and not column.dtype.is_decimal() and not column.null_count():
        return part.to_numpy()
    values = np.empty(len(part), dtype=object)
    values[:] = part.to_list()
    return pd.Series(values, dtype=object).array


def _kind(cells: "pd.Series[Any]") -> str:
    """Return the dtype of NumPy's numbers, and "text" for all else."""
    return cells.dtype.name if isinstance(cells.dtype, np.dtype) and cells.dtype.kind in "fiu" else "text"


def _bytes_of(cells: "pd.Series[Any]") -> bytes:
    """Return what stands for cells in a digest."""
    if _kind(cells) == "text":
        listed = cells.astype(object).tolist()
        return b"".join(_text_bytes("" if is_blank(cell) else str(cell)) for cell in listed)
    values = cells.to_numpy()
    return values.astype(values.dtype.newbyteorder("<")).tobytes()


def _text_bytes(text: str) -> bytes:
    written = text.encode(errors="surrogatepass")
    return len(written).to_bytes(8, "little") + written
