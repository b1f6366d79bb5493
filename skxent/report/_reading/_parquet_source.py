"""A Parquet file as a source: chunks of its rows, read as they are needed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from skxent.report._reading._regular_file import digest, opened, stamp
from skxent.report._reading._source_words import require_columns, worded

_CELLS_A_CHUNK = 2**22  # of 8 bytes: where there are many columns, chunks have fewer rows, so that memory stays small


class ParquetSource:
    """Rows of a Parquet file.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        The path as it was given, with which refusals begin.
    rows_a_chunk : int
        Rows in a chunk at most; fewer where there are many columns.
    """

    word = "row"

    def __init__(self, path: Path, name: str, rows_a_chunk: int) -> None:
        self.name, self.title, self.stem = name, path.name, path.stem
        self._path, self._rows_a_chunk = path, rows_a_chunk
        self._progress = 0.0
        with opened(path, name) as raw, self._refusing() as pyarrow:
            self._stamp = stamp(raw)
            file = pyarrow.parquet.ParquetFile(raw)
            self.columns: list[str] = list(file.schema_arrow.names)
            self._nested = {part.name for part in file.schema_arrow if pyarrow.types.is_nested(part.type)}
            self._n_rows: int = file.metadata.num_rows

    def require(self, wanted: Sequence[str]) -> None:
        """Refuse columns that the file lacks or repeats, and those that hold more than a value in a cell."""
        require_columns(self.name, self.columns, wanted, repeats="repeats")
        nested = [column for column in wanted if column in self._nested]
        if nested:
            raise ValueError(
                f"{self.name}: column {nested[0]!r} holds lists or records; save each of their values as a column."
            )

    def chunks(self, columns: Sequence[str], numeric: Sequence[str] = ()) -> Iterator[pd.DataFrame]:  # noqa: ARG002
        """Yield the columns of all rows as they are typed."""
        self.require(columns)
        if not self._n_rows:
            raise ValueError(f"{self.name}: has no rows; save it with one at least.")
        wanted, done = list(dict.fromkeys(columns)), 0
        rows = max(1, min(self._rows_a_chunk, _CELLS_A_CHUNK // max(len(wanted), 1)))
        with opened(self._path, self.name, self._stamp) as raw:
            batches = self._batches(raw, wanted, rows)
            for frame in batches:
                index = pd.RangeIndex(done, done + len(frame))
                done += len(frame)
                self._progress = done / self._n_rows
                yield frame.set_axis(index)
        if done != self._n_rows:
            raise ValueError(
                f"{self.name}: holds {done} rows, and says that it holds {self._n_rows}; it is damaged: write it anew."
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
        """Return the SHA-256 of the file's bytes."""
        return digest(self._path, self.name, self._stamp)

    def _batches(self, raw: Any, columns: list[str], rows: int) -> Iterator[pd.DataFrame]:
        """Yield batches as frames; whole numbers stay whole where others are missing, and no column is an index."""
        with self._refusing() as pyarrow:
            batches = pyarrow.parquet.ParquetFile(raw).iter_batches(batch_size=rows, columns=columns)
        while True:
            with self._refusing():
                batch = next(batches, None)
                if batch is None:
                    return
                frame = batch.select(columns).to_pandas(integer_object_nulls=True, ignore_metadata=True)
            yield frame

    @contextmanager
    def _refusing(self) -> Iterator[Any]:
        """Give pyarrow, and refuse in one line what it cannot read."""
        try:
            pyarrow = import_module("pyarrow")
            import_module("pyarrow.parquet")
        except ImportError:
            raise ModuleNotFoundError(
                f"{self.name}: a Parquet file needs pyarrow; install it with: python -m pip install pyarrow"
            ) from None
        try:
            yield pyarrow
        except (pyarrow.ArrowException, OSError, UnicodeError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
            raise ValueError(
                f"{self.name}: is no Parquet file that can be read ({reason}); write it anew, or name text .csv."
            ) from None
