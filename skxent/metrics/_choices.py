"""Options of metrics that are one word of several, and the refusal of others."""

from collections.abc import Iterable


def check_choice(name: str, value: object, known: Iterable[str]) -> None:
    """Refuse a value that is not one of the known."""
    names = list(known)
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"{name}={value!r} is unknown; pass one of {', '.join(map(repr, names))}.")
