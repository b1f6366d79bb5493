"""What a metric has to say beside its number: a warning, or for a scorer a remark that it words with what it knows.

Collecting is a matter of one call in one thread: the process's warnings are not touched.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Remarks = dict[str, type[Warning]]  # the category of each message

_collected: ContextVar[Remarks | None] = ContextVar("collected", default=None)


def remark(message: str, category: type[Warning], *, stacklevel: int) -> None:
    """Warn the caller ``stacklevel`` frames up, or leave the message with who collects."""
    collected = _collected.get()
    if collected is None:
        warnings.warn(message, category, stacklevel=stacklevel + 1)
    else:
        collected[message] = category


@contextmanager
def collecting() -> Iterator[Remarks]:
    """Collect the remarks of the metrics that are called in the body."""
    collected: Remarks = {}
    token = _collected.set(collected)
    try:
        yield collected
    finally:
        _collected.reset(token)
