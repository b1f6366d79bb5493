"""Several models by name: their names as text, and the name before what is refused or warned of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from skxent._check import RowError, column_names, label_array, reads_as, says_a_word
from skxent._check._remarks import Remarks, collecting, remark


def by_name(models: Mapping[Any, Any], what: str) -> dict[str, Any]:
    """Return models by the text of their names; refuse none, and names that would be the same text."""
    if not models:
        raise ValueError(f"{what} is empty; pass one model, or a dict of names to models.")
    named = {str(name): model for name, model in models.items()}
    if len(named) < len(models):
        raise ValueError(f"{what} has names that are the same as text: {list(models)}; name each model once.")
    return named


def predictions_by_name(y_proba: Any, y_true: Any, labels: Any) -> dict[str, Any]:
    """Return the predictions of one model, or of several by the text of their names.

    Beside a model's name that of a series, as of the column of a table, is the model's too and says no class; unless it
    is a label, or holds a word that may be one.
    """
    if not isinstance(y_proba, Mapping):
        _refuse_a_list(y_proba, _len_of(y_true))
        return {"model": y_proba}
    return {name: _without_name(name, one, y_true, labels) for name, one in by_name(y_proba, "y_proba").items()}


def _without_name(model: str, one: Any, y_true: Any, labels: Any) -> Any:
    """Return predictions, of a series without its name if that says no label."""
    is_named = np.ndim(one) == 1 and hasattr(one, "to_numpy") and getattr(one, "name", None) is not None
    may_tell = is_named and says_a_word(one.name) and str(one.name) != model
    if not is_named or may_tell or _is_label(one.name, y_true, labels):
        return one
    return one.rename(None) if isinstance(one, pd.Series) else one.to_numpy()


def _refuse_a_list(y_proba: Any, n_rows: int | None) -> None:
    """Refuse a list of the predictions of several models, which would be read as rows."""
    is_other = isinstance(y_proba, list | tuple) and n_rows is not None and len(y_proba) != n_rows
    if is_other and {_len_of(one) for one in y_proba} == {n_rows}:
        raise ValueError(
            f"y_proba is a {type(y_proba).__name__} of {len(y_proba)} predictions of {n_rows} rows each; pass a dict "
            "of them by the name of each model."
        )


@contextmanager
def telling_a_table(y_true: Any, y_proba: Any) -> Iterator[None]:
    """Say of two labels of which none is a column of a frame that each column may be of a model."""
    try:
        yield
    except RowError as error:
        is_of_columns = "the names of the columns" in error.wanted and "differs in type" not in error.wanted
        if not is_of_columns or len(pd.unique(label_array(y_true))) != 2 or hasattr(y_proba, "column_names"):  # pyarrow
            raise
        of_models = "pass {name: y_proba[name] for name in y_proba.columns} if each is of a model: "
        raise RowError(error.came, error.rows, f"{of_models}{error.wanted}") from None


def _len_of(raw: Any) -> int | None:
    """Return how many rows there are; None of what has none."""
    return len(raw) if hasattr(raw, "__len__") else None


def _is_label(name: Any, y_true: Any, labels: Any) -> bool:
    """Return whether a name reads as one of the labels."""
    if labels is None and np.ndim(y_true) == 2:
        named = column_names(y_true)
        labels = range(np.shape(y_true)[1]) if named is None else named
    known = pd.unique(np.ravel(label_array(y_true if labels is None else labels)))
    return any(reads_as(name, label) for label in known.tolist())


def names_of_files(paths: Sequence[Path]) -> list[str]:
    """Return a name for each file: its own without suffix, or as much of its path as tells it from the others.

    >>> names_of_files([Path("new/p.csv"), Path("old/p.csv"), Path("q.csv")])
    ['new/p', 'old/p', 'q']
    >>> names_of_files([Path("p.csv"), Path("p.tsv")])
    ['p.csv', 'p.tsv']
    """
    names = [_name_among([other for other in paths if other.stem == path.stem], path) for path in paths]
    return names if len(set(names)) == len(names) else [path.as_posix() for path in paths]


def _name_among(same: Sequence[Path], path: Path) -> str:
    """Return the shortest name of a path of which those of all that have the same stem differ."""
    deepest = max(len(one.parts) for one in same)
    forms: list[Callable[[Path], str]] = [_stem, _name, *(partial(_last, n) for n in range(2, deepest + 1))]
    form = next((form for form in forms if len(set(map(form, same))) == len(same)), Path.as_posix)
    return form(path)


def _stem(path: Path) -> str:
    return path.stem


def _name(path: Path) -> str:
    return path.name


def _last(n: int, path: Path) -> str:
    """Return the last n parts of a path, without its suffix."""
    return Path(*path.with_suffix("").parts[-n:]).as_posix()


@contextmanager
def naming(name: str, named: Mapping[str, Any]) -> Iterator[Remarks]:
    """Put the model's name before what is refused or remarked in the body, if there are several; give the remarks."""
    prefix = "" if len(named) == 1 else f"{name}: "
    with collecting() as remarks:
        try:
            yield remarks
        except (ValueError, TypeError) as error:
            if not prefix:
                raise
            raise (TypeError if isinstance(error, TypeError) else ValueError)(f"{prefix}{error}") from error
    for message, category in remarks.items():
        remark(f"{prefix}{message}", category, stacklevel=4)  # beyond contextlib and the door
