"""The third door: a file of predictions."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from skxent._check import RowError
from skxent.report._csv import lines_of, read_cells, require_columns
from skxent.report._doors import evaluate_predictions
from skxent.report._evaluation import Evaluation


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

    Labels are compared as the text that stands in the file. Columns named as classes are theirs. Where there is one
    column with another name, it is of the last of two labels, sorted as numbers if both are numbers, else as text; the
    evaluation says which.

    Parameters
    ----------
    path : str or path
        A comma-separated file in UTF-8, or as its byte-order mark says, with a header line.
    target : str
        Column of the labels.
    proba : str or sequence of str
        Columns of the predictions: one for each class, named as the class; or the one of one of two classes.
    labels : sequence of str, default=None
        The classes in the order of ``proba``, where its columns are named otherwise; of one column the last is meant.
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
    frame = read_cells(path)
    _check_columns(path, frame, target, columns)
    try:
        y_true = _labels(frame, target)
        classes = _classes(y_true, columns, labels)
        y_proba = _predictions(frame, columns, classes)
        result = evaluate_predictions(
            y_true,
            {columns[0] if len(columns) == 1 else path.stem: y_proba},
            labels=classes,
            scale=scale,
            smoothing=smoothing,
            normalize=normalize,
            data=path.name,
            reproduce=reproduce,
        )
    except RowError as error:
        raise ValueError(f"{path}: {error.told(lines_of(path))}") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if len(columns) > 1 or classes is None:
        return result
    return result.with_how(f"{columns[0]} read as that of {classes[-1]!r}, the other class being {classes[0]!r}")


def _check_columns(path: Path, frame: pd.DataFrame, target: str, columns: list[str]) -> None:
    """Refuse columns that are missing, repeated, or both target and prediction."""
    require_columns(path, frame, [target, *columns])
    if target in columns:
        raise ValueError(f"{path}: column {target!r} is the target and cannot be its own prediction; name another.")
    repeated = sorted({name for name in columns if columns.count(name) > 1})
    if repeated:
        raise ValueError(f"{path}: proba names {', '.join(map(repr, repeated))} more than once; name each once.")


def _labels(frame: pd.DataFrame, target: str) -> "pd.Series[Any]":
    y_true = frame[target]
    blank = y_true.isna() | (y_true == "")
    if blank.any():
        wanted = "every row needs its label: drop these rows."
        raise RowError(f"column {target!r} is blank", np.flatnonzero(blank), wanted)
    return y_true


def _classes(y_true: "pd.Series[Any]", columns: list[str], labels: Sequence[str] | None) -> list[str] | None:
    """Return the classes in the order of the columns, the last being that of a single column; None for their names."""
    if len(columns) > 1:
        if labels is not None and set(labels) & set(columns) and set(labels) != set(columns):
            raise ValueError(f"labels {list(labels)} name some of the columns {columns} and not others; rename them.")
        if labels is None and not set(columns) & set(y_true):
            raise ValueError(
                f"columns {columns} are none of the labels {sorted(set(y_true))[:5]}; name them as the classes, or "
                "pass labels= with one for each. Columns are classes: of several models evaluate one at a time."
            )
        return None if labels is None or set(labels) == set(columns) else [str(label) for label in labels]
    if labels is None and y_true.nunique() > 2:
        raise ValueError(
            f"column {str(y_true.name)!r} holds {y_true.nunique()} different labels and there is one column of "
            "predictions; are target and proba swapped, or columns of other classes missing?"
        )
    classes = _sorted_labels(y_true) if labels is None else [str(label) for label in labels]
    if columns[0] not in classes or len(classes) != 2:
        return classes
    if labels is not None and columns[0] != classes[-1]:
        raise ValueError(
            f"column {columns[0]!r} is named as a class, and labels {classes} say that it is of {classes[-1]!r}; "
            "rename the column, or put its class last."
        )
    return [*(label for label in classes if label != columns[0]), columns[0]]


def _sorted_labels(y_true: "pd.Series[Any]") -> list[str]:
    """Return the labels sorted as numbers if all are numbers, else as text; refuse those that are one number."""
    seen = y_true.unique().tolist()
    try:
        numbers = [float(label) for label in seen]
    except ValueError:
        return sorted(seen)
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"labels {sorted(seen)} are different as text and the same as numbers; write each one way.")
    return sorted(seen, key=float)


def _predictions(frame: pd.DataFrame, columns: list[str], classes: list[str] | None) -> Any:
    """Return numbers (n, K), with names where these are the classes; or (n,) where there is one column."""
    numbers = pd.DataFrame({name: _numbers(name, frame[name]) for name in columns})
    if len(columns) == 1:
        return numbers[columns[0]]
    return numbers if classes is None else numbers.to_numpy()


def _numbers(name: str, cells: "pd.Series[Any]") -> "pd.Series[float]":
    """Return a column's cells as float64; refuse blanks and what is no number."""
    numbers = pd.to_numeric(cells, errors="coerce").astype(np.float64)
    bad = numbers.isna()
    if bad.any():
        first = cells[bad].iloc[0]
        came = f"column {name!r} is {'blank' if pd.isna(first) or first == '' else repr(first)}"
        raise RowError(came, np.flatnonzero(bad), "predictions are numbers: drop or mend these rows.")
    return numbers
