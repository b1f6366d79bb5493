"""Several models by name: their names as text, and the name before what is refused or warned of."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from skxent.metrics._remarks import collecting, remark


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
    longer = [[path.name, *(_last(path, n) for n in range(2, len(path.parts) + 1)), path.as_posix()] for path in paths]
    names = [path.stem for path in paths]
    for i in range(max(map(len, longer))):
        names = [
            each[min(i, len(each) - 1)] if names.count(name) > 1 else name
            for name, each in zip(names, longer, strict=True)
        ]
    return names


def _last(path: Path, n: int) -> str:
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
        remark(f"{prefix}{message}", category, stacklevel=2)
