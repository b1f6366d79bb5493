"""A CSV file as cells of text, so that what is wrong has a column and a line; and which line a row stands in."""

import codecs
import csv
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16's, which is how it begins
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SHOWN = 5


def read_cells(path: Path) -> pd.DataFrame:
    """Return the file's cells as text, with the header as columns; refuse what is no table."""
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file; check the path.")
    if path.is_dir():
        raise ValueError(f"{path}: is a folder; name a CSV file.")
    try:
        cells = pd.read_csv(
            path,
            dtype=str,
            keep_default_na=False,
            header=None,
            skip_blank_lines=False,
            encoding=encoding_of(path),
            compression=None,
        )
    except pd.errors.EmptyDataError:
        raise ValueError(f"{path}: is empty; a header line and a line for each row are wanted.") from None
    except UnicodeError:
        raise ValueError(f"{path}: is not UTF-8{_where_not(path)}; save it as UTF-8.") from None
    except pd.errors.ParserError as error:
        reason = str(error).strip().removeprefix("Error tokenizing data. ").removeprefix("C error: ")
        raise ValueError(f"{path}: {reason}; {_separator_hint(path)}mend this line.") from None
    header = ["" if pd.isna(name) else name for name in cells.iloc[0].tolist()]
    frame = cells.iloc[1:].set_axis(header, axis=1).reset_index(drop=True)
    if frame.empty:
        raise ValueError(f"{path}: has a header and no rows; nothing can be evaluated.")
    return frame


def require_columns(path: Path, frame: pd.DataFrame, wanted: Sequence[str]) -> None:
    """Refuse columns that are not in the file, or more than once."""
    columns = frame.columns.tolist()
    missing = [name for name in wanted if name not in columns]
    if missing:
        near = get_close_matches(missing[0].strip().lower(), [str(name).strip().lower() for name in columns], n=1)
        meant = [name for name in columns if near and str(name).strip().lower() == near[0]]
        hint = f" Did you mean {meant[0]!r}?" if meant else ""
        raise ValueError(
            f"{path}: has no column {', '.join(map(repr, missing))}; its columns are "
            f"{', '.join(map(repr, columns))}.{hint or _separator_hint(path)}"
        )
    repeated = sorted({name for name in wanted if columns.count(name) > 1})
    if repeated:
        raise ValueError(f"{path}: line 1 repeats the columns {', '.join(map(repr, repeated))}; name each once.")


def lines_of(path: Path) -> Callable[[Sequence[int]], str]:
    """Return how a refusal words rows of the file: by the lines they begin in, the header being in line 1."""

    def worded(rows: Sequence[int]) -> str:
        starts = _first_lines(path, rows[:_SHOWN])
        shown = ", ".join(map(str, starts))
        more = f", ... ({len(rows)} in all)" if len(rows) > _SHOWN else ""
        return f"line{'s' if len(rows) > 1 else ''} {shown}{more}"

    return worded


def encoding_of(path: Path) -> str:
    """Return what a byte-order mark says, else UTF-8."""
    with path.open("rb") as file:
        start = file.read(4)
    return next((name for mark, name in _BYTE_ORDER_MARKS.items() if start.startswith(mark)), "utf-8")


def _first_lines(path: Path, rows: Sequence[int]) -> list[int]:
    """Return the line in which each row begins; a cell in quotes may hold several lines."""
    wanted, found, begins = set(rows), {}, 1
    with path.open(encoding=encoding_of(path), newline="") as file:
        reader = csv.reader(file)
        for row, _ in enumerate(reader, start=-1):  # the header is row -1
            if row in wanted:
                found[row] = begins
            if len(found) == len(wanted):
                break
            begins = reader.line_num + 1
    return [found.get(row, row + 2) for row in rows]


def _where_not(path: Path) -> str:
    """Return in which line a file is not UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return f" in line {number}"
    return ""


def _separator_hint(path: Path) -> str:
    """Return a hint where the header holds other separators and no comma."""
    with path.open(encoding=encoding_of(path), errors="replace") as file:
        header = file.readline()
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if mark in header and "," not in header:
            return f" The header is separated by {name}: save the file with commas. "
    return ""
