"""The third door: a file of predictions, read as text first so that what is wrong has a line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from skxent._check import RowError
from skxent.report._doors import evaluate_predictions
from skxent.report._evaluation import Evaluation

_FIRST_LINE = 2  # the header is line 1


def evaluate_file(
    path: str | Path,
    *,
    target: str,
    proba: str | Sequence[str],
    labels: Sequence[str] | None = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    normalize: bool = False,
    reproduce: str = "",
) -> Evaluation:
    """Say how well the predictions in a CSV file fit what happened.

    Labels are compared as the text that stands in the file. They are sorted as numbers if all of them are
    numbers, else as text.

    Parameters
    ----------
    path : str or path
        A comma-separated file in UTF-8 with a header line.
    target : str
        Column of the labels.
    proba : str or sequence of str
        Columns of the predictions: one for each class, named as the class; or the one of the last of two classes.
    labels : sequence of str, default=None
        The classes in the order of ``proba``, where its columns are named otherwise.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What the predictions hold.
    smoothing : float, default=0.0
        Delta added to every probability.
    normalize : bool, default=False
        Divide rows by their sums.
    reproduce : str, default=""
        A snippet or command that makes this evaluation again, to be shown in the report.

    Returns
    -------
    Evaluation
        The numbers, ready to be rendered.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file cannot be read, lacks a column, or holds a cell that cannot be used; the message names file,
        line and column.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> from skxent.report import evaluate_file
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "predictions.csv"
    ...     pd.DataFrame({"truth": ["no", "yes"], "p_yes": [0.25, 0.75]}).to_csv(file, index=False)
    ...     result = evaluate_file(file, target="truth", proba="p_yes")
    >>> round(result.models[0].tally.loss.log_loss, 6)  # ln(4/3)
    0.287682
    """
    path = Path(path)
    columns = [proba] if isinstance(proba, str) else list(proba)
    frame = _read_csv(path)
    _require_columns(path, frame, target, columns)
    try:
        y_true = _labels(frame, target)
        y_proba = _predictions(frame, columns, labels)
        classes = labels if labels is not None else (_sorted_labels(y_true) if len(columns) == 1 else None)
        return evaluate_predictions(
            y_true,
            {", ".join(columns) if len(columns) == 1 else path.stem: y_proba},
            labels=classes,
            scale=scale,
            smoothing=smoothing,
            normalize=normalize,
            data=path.name,
            reproduce=reproduce,
        )
    except RowError as error:
        raise ValueError(f"{path}: {error.told(_lines)}") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _read_csv(path: Path) -> pd.DataFrame:
    """Return the file's cells as text, with the header as columns; refuse what is no table."""
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file; check the path.")
    if path.is_dir():
        raise ValueError(f"{path}: is a folder; name a CSV file.")
    try:
        cells = pd.read_csv(
            path, dtype=str, keep_default_na=False, header=None, skip_blank_lines=False, encoding="utf-8-sig"
        )
    except pd.errors.EmptyDataError:
        raise ValueError(f"{path}: is empty; a header line and a line for each row are wanted.") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8.") from None
    except pd.errors.ParserError as error:
        reason = str(error).strip().removeprefix("Error tokenizing data. ").removeprefix("C error: ")
        raise ValueError(f"{path}: {reason}; mend this line.") from None
    header = cells.iloc[0].tolist()
    repeated = sorted({str(name) for name in header if header.count(name) > 1})
    if repeated:
        raise ValueError(f"{path}: line 1 repeats the columns {', '.join(map(repr, repeated))}; name each once.")
    frame = cells.iloc[1:].set_axis(header, axis=1).reset_index(drop=True)
    if frame.empty:
        raise ValueError(f"{path}: has a header and no rows; nothing can be evaluated.")
    return frame


def _require_columns(path: Path, frame: pd.DataFrame, target: str, columns: list[str]) -> None:
    missing = [name for name in (target, *columns) if name not in frame.columns]
    if missing:
        raise ValueError(
            f"{path}: has no column {', '.join(map(repr, missing))}; its columns are "
            f"{', '.join(repr(name) for name in frame.columns)}."
        )


def _labels(frame: pd.DataFrame, target: str) -> "pd.Series[Any]":
    y_true = frame[target]
    blank = y_true.isna() | (y_true == "")
    if blank.any():
        wanted = "every row needs its label: drop these rows."
        raise RowError(f"column {target!r} is blank", np.flatnonzero(blank), wanted)
    return y_true


def _predictions(frame: pd.DataFrame, columns: list[str], labels: Sequence[str] | None) -> Any:
    """Return numbers (n, K) with the classes as columns, or (n,) where there is one column."""
    numbers = pd.DataFrame({name: _numbers(name, frame[name]) for name in columns})
    if len(columns) == 1:
        return numbers[columns[0]]
    return numbers if labels is None else numbers.to_numpy()


def _numbers(name: str, cells: "pd.Series[Any]") -> "pd.Series[float]":
    """Return a column's cells as float64; refuse blanks and what is no number."""
    numbers = pd.to_numeric(cells, errors="coerce").astype(np.float64)
    bad = numbers.isna()
    if bad.any():
        first = cells[bad].iloc[0]
        came = f"column {name!r} is {'blank' if pd.isna(first) or first == '' else repr(first)}"
        raise RowError(came, np.flatnonzero(bad), "predictions are numbers: drop or mend these rows.")
    return numbers


def _sorted_labels(y_true: "pd.Series[Any]") -> list[str]:
    """Return the labels sorted as numbers if all are numbers, else as text."""
    seen = y_true.unique().tolist()
    try:
        return sorted(seen, key=float)
    except ValueError:
        return sorted(seen)


def _lines(rows: Sequence[int]) -> str:
    lines = [row + _FIRST_LINE for row in rows]
    shown = ", ".join(map(str, lines[:5]))
    return f"line{'s' if len(lines) > 1 else ''} {shown}{f', ... ({len(lines)} in all)' if len(lines) > 5 else ''}"
