"""Several models by name: their names as text, and the name before what is refused or warned of."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
