"""The rows that cost most: which they are, what happened, and what was predicted instead; some may be label errors."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from skxent._check import Labels
from skxent._math._namespace import to_numpy
from skxent.report._sections._labels import plain_labels
from skxent.report._sums._observed import Observed

Array = np.ndarray[Any, Any]

_KEPT = 20
_TOP = 3


@dataclass(frozen=True)
class WorstRow:
    """One row: where it is, what happened, and the likeliest classes."""

    row: int  # of the data, from 0; of a text file its line
    id: str | None
    truth: Any  # the class that happened; of a target distribution the likeliest
    loss: float  # nats; of a target distribution what is above its own entropy
    probability: float  # that its truth was given
    top: tuple[tuple[Any, float], ...]  # the likeliest classes, with their probabilities
    weight: float
    likely_label_error: bool = False


@dataclass(frozen=True, eq=False)
class WorstRows:
    """The rows of the largest loss, of which two such add; the first of equals."""

    rows: tuple[WorstRow, ...]

    def __add__(self, other: "WorstRows") -> "WorstRows":
        every = sorted([*self.rows, *other.rows], key=lambda row: (-row.loss, row.row))
        once = {row.row: row for row in reversed(every)}  # of a row that was tested twice the costlier
        return WorstRows(tuple([row for row in every if once[row.row] is row][:_KEPT]))

    def renumbered(self, number: Callable[[int], int]) -> "WorstRows":
        """Return the rows by other numbers."""
        return WorstRows(tuple(replace(row, row=number(row.row)) for row in self.rows))

    @classmethod
    def of(cls, observed: Observed, losses: Array) -> "WorstRows":
        """Return those of a block, whose losses in nats are (n,)."""
        size = np.where(observed.w > 0, losses, -1.0)
        n = min(_KEPT, int((size >= 0).sum()))
        order = _largest(size, observed.beside.place, n)
        return cls(_records(observed.rows(order).gathered(), losses[order]) if n else ())


def _largest(size: Array, place: Array, n: int) -> Array:
    """Return where the n largest are, the largest first, and among equals the first by their place."""
    if n == 0:
        return np.zeros(0, dtype=np.intp)
    least = np.partition(size, len(size) - n)[len(size) - n]
    above, equal = np.flatnonzero(size > least), np.flatnonzero(size == least)
    found = np.concatenate([above, equal[np.argsort(place[equal], kind="stable")][: n - len(above)]])
    return found[np.lexsort((place[found], -size[found]))]


def _records(part: Observed, losses: Array) -> tuple[WorstRow, ...]:
    forecast, beside = part.forecast, part.beside
    labels, truth, p = plain_labels(forecast.classes), forecast.truth, to_numpy(forecast.scores.proba())
    code = truth.codes if isinstance(truth, Labels) else truth.dense(np).argmax(axis=1)
    found = []
    for i in range(len(part)):
        likeliest = np.argsort(-p[i], kind="stable")[:_TOP]
        found.append(
            WorstRow(
                row=int(beside.place[i]),
                id=None if beside.ids is None else str(beside.ids[i]),
                truth=labels[code[i]],
                loss=float(losses[i]),
                probability=float(p[i, code[i]]),
                top=tuple((labels[k], float(p[i, k])) for k in likeliest),
                weight=float(part.w[i]),
            )
        )
    return tuple(found)


def marked(worst: WorstRows, typical: dict[Any, float], is_unexpected: Callable[[float], bool]) -> tuple[WorstRow, ...]:
    """Return the rows, with those marked whose label is likely an error.

    That is where another class was given at least the probability that rows of that class give it in the mean, the
    threshold of confident learning (Northcutt, Jiang and Chuang 2021, https://doi.org/10.1613/jair.1.12125), and where
    more rows are so unlikely than the probabilities themselves let expect: else it is chance, and no error.
    """
    found = []
    for row in worst.rows:
        label, p = row.top[0]
        wrong = label != row.truth and p >= typical.get(label, math.inf) and is_unexpected(row.probability)
        found.append(replace(row, likely_label_error=wrong))
    return tuple(found)
