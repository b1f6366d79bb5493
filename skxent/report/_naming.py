"""Several models by name: their names as text, and the name before what is refused or warned of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from skxent._check._remarks import collecting, remark


def by_name(models: Mapping[Any, Any], what: str) -> dict[str, Any]:
    """Return models by the text of their names; refuse none, and names that would be the same text."""
    if not models:
        raise ValueError(f"{what} is empty; pass one model, or a dict of names to models.")
    named = {str(name): model for name, model in models.items()}
    if len(named) < len(models):
        raise ValueError(f"{what} has names that are the same as text: {list(models)}; name each model once.")
    return named


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
def naming(name: str, named: Mapping[str, Any]) -> Iterator[None]:
    """Put the model's name before what is refused or remarked in the body, if there are several."""
    prefix = "" if len(named) == 1 else f"{name}: "
    with collecting() as remarks:
        try:
            yield
        except (ValueError, TypeError) as error:
            if not prefix:
                raise
            raise (TypeError if isinstance(error, TypeError) else ValueError)(f"{prefix}{error}") from error
    for message, category in remarks.items():
        remark(f"{prefix}{message}", category, stacklevel=4)  # beyond contextlib and the door
