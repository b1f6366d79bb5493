"""Where rows come from: a frame, or a file that is read in chunks, behind one interface."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from skxent.report._reading._csv_source import CsvSource
from skxent.report._reading._frame_source import FrameSource, cut_pandas, cut_polars
from skxent.report._reading._parquet_source import ParquetSource

ROWS_A_CHUNK = 65536  # of a few columns some MB: more are no faster, fewer cost more calls than work

_PARQUET = (".parquet", ".pq")
_TABBED = (".tsv", ".tab")
_OTHERS = {
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "JSON"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), "a workbook"),
    **dict.fromkeys((".feather", ".arrow", ".ipc"), "an Arrow file"),
    **dict.fromkeys((".h5", ".hdf5"), "an HDF5 file"),
    **dict.fromkeys((".pkl", ".pickle"), "a pickle"),
    **dict.fromkeys((".npy", ".npz"), "NumPy arrays"),
    **dict.fromkeys((".db", ".sqlite"), "a database"),
}


class Source(Protocol):
    """A table that is read in chunks of rows, as often as needed."""

    name: str  # what messages begin with: the path as it was given, or "the frame"
    title: str  # what the report calls it: the file's name, or "frame"
    stem: str  # the file's name without its suffix, or "frame"
    word: str  # what a row's number counts: "line", or "row"
    columns: list[str]  # in order

    def require(self, wanted: Sequence[str]) -> None:
        """Refuse columns that are missing or repeated."""

    def chunks(self, columns: Sequence[str], numeric: Sequence[str] = ()) -> Iterator[pd.DataFrame]:
        """Yield these columns, with a RangeIndex of the rows' numbers from 0; text of a file is text.

        Text in columns named as numeric becomes float64 in each chunk in which all of it is numbers.
        """

    def progress(self) -> float:
        """Return the share that the last pass has read, 0 to 1."""

    def place(self, rows: Sequence[int]) -> str:
        """Return how a refusal words rows: "line 3", "rows 0, 1"."""

    def line(self, row: int) -> int:
        """Return the line in which a row begins, the header being line 1; without lines, the row's number."""

    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes, or of the frame's values."""


def open_source(raw: Any, *, rows_a_chunk: int = ROWS_A_CHUNK) -> Source:
    """Return the source of a frame or path; refuse what is neither, and a file without a header."""
    if isinstance(raw, pd.DataFrame):
        return FrameSource(raw, rows_a_chunk, cut_pandas)
    polars = sys.modules.get("polars")  # who passes its frame has imported it
    if polars is not None and isinstance(raw, polars.DataFrame):
        return FrameSource(raw, rows_a_chunk, cut_polars)
    if not isinstance(raw, str | os.PathLike):
        raise ValueError(f"{type(raw).__name__} is no source of rows; pass a path, or a pandas or polars DataFrame.")
    name, path = str(raw), Path(os.fsdecode(raw))
    suffix = path.suffix.lower()
    if suffix in _PARQUET:
        return ParquetSource(path, name, rows_a_chunk)
    if suffix in _OTHERS and path.is_file():
        raise ValueError(
            f"{name}: is named as {_OTHERS[suffix]}; CSV, TSV (.tsv) and Parquet (.parquet) are read: save its table "
            "as one of them."
        )
    return CsvSource(path, name, rows_a_chunk, "\t" if suffix in _TABBED else ",")
