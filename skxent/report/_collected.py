"""Warnings that come up while a model is evaluated, as notes: each with its first line and how often it came."""

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from skxent.report._sections._notes import Note


@dataclass
class Collected:
    """What came up so far."""

    caught: list[warnings.WarningMessage]
    remarks: list[str] = field(default_factory=list)

    def told(self) -> tuple[Note, ...]:
        """Return the notes; messages that differ only in their numbers are one."""
        lines = [(w.category.__name__, str(w.message).strip().split("\n")[0].rstrip(":")) for w in self.caught]
        lines += [("UserWarning", remark) for remark in self.remarks]
        shapes = Counter((category, re.sub(r"\d+", "#", line)) for category, line in lines)
        first = {(category, re.sub(r"\d+", "#", line)): line for category, line in reversed(lines)}
        return tuple(Note(shape[0], first[shape], count) for shape, count in shapes.items())


@contextmanager
def collected_notes() -> Iterator[Collected]:
    """Collect every warning of the body."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield Collected(caught)
