"""What a metric has to say beside its number: a warning, or for a scorer a remark that it words with what it knows.

Collecting is a matter of one call in one thread: the process's warnings are not touched.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

Remarks = dict[str, type[Warning]]  # the category of each message


@dataclass(frozen=True)
class _Collected:
    remarks: Remarks = field(default_factory=dict)
    asides: bool = True


_collected: ContextVar[_Collected | None] = ContextVar("collected", default=None)


def remark(message: str, category: type[Warning], *, stacklevel: int, aside: str = "") -> None:
    """Warn the caller ``stacklevel`` frames up, or leave the message with who collects, who may want no aside."""
    collected = _collected.get()
    message += aside if collected is None or collected.asides else ""
    if collected is None:
        warnings.warn(message, category, stacklevel=stacklevel + 1)
    else:
        collected.remarks[message] = category


@contextmanager
def collecting(*, asides: bool = True) -> Iterator[Remarks]:
    """Collect the remarks of the metrics that are called in the body; no asides if who collects these wants none."""
    outer = _collected.get()
    collected = _Collected(asides=asides and (outer is None or outer.asides))
    token = _collected.set(collected)
    try:
        yield collected.remarks
    finally:
        _collected.reset(token)
