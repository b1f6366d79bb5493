"""Files of predictions read side by side, part by part: the same rows of every model, checked and summed."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from skxent._check import Forecast, RowError, check_forecast, check_weight, listing, shown
from skxent._check._remarks import collecting
from skxent.report._reading._cells import numbers, texts
from skxent.report._reading._columns import Classes, Roles, refuse_strangers
from skxent.report._reading._source_words import naming_source
from skxent.report._reading._sources import Source
from skxent.report._sums._observed import Beside, Observed

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class TableOfModel:
    """One model's table, and how to read it."""

    name: str
    source: Source
    roles: Roles
    classes: Classes
    options: Mapping[str, Any]  # of check_forecast

    @property
    def columns(self) -> list[str]:
        """Return the columns that are read."""
        return list(dict.fromkeys([*self.roles.target, *self.roles.proba, *self.roles.beside]))

    def chunks(self) -> Iterator[pd.DataFrame]:
        """Give the table in parts."""
        roles = self.roles
        given = {*roles.proba, roles.weight, *(roles.target if roles.distributions else ())}
        numeric = given - {roles.group, roles.id, *roles.slices, *(() if roles.distributions else roles.target)}
        return self.source.chunks(self.columns, numeric=[name for name in self.columns if name in numeric])

    def forecast(self, frame: pd.DataFrame) -> Forecast:
        """Return the checked forecast of a part, without weights."""
        roles, labels = self.roles, list(self.classes.labels)
        columns = [numbers(name, frame[name]) for name in roles.proba]
        y_proba: Any = (
            columns[0]
            if len(columns) == 1
            else pd.DataFrame(dict(zip(list(self.classes.headings), columns, strict=True)))
        )
        if roles.distributions:
            t = np.stack([numbers(name, frame[name], what="target distributions") for name in roles.target], axis=1)
            y_true: Any = pd.DataFrame(t, columns=list(self.classes.headings))
        else:
            y_true = texts(roles.target[0], frame[roles.target[0]], what="label")
            if frame.index[0] == 0:
                refuse_strangers(self.source, roles, self.classes, set(y_true))
        try:
            return check_forecast(y_true, y_proba, labels=np.array(labels, dtype=object), **self.options)
        except RowError as error:
            rows, name = np.asarray(error.rows) + frame.index[0], self._only_above_1(error, columns)
            if name:
                came = f"the prediction in column {shown(name)}{error.came.removeprefix('y_proba')}"
                raise RowError(came, rows, f"leave the column out if it is of no class: {error.wanted}") from None
            raise RowError(error.came, rows, error.wanted) from None

    def _only_above_1(self, error: RowError, columns: Sequence[Array]) -> str:
        """Return the one column of several whose numbers are above 1, if that is what was refused; else nothing."""
        above = [name for name, p in zip(self.roles.proba, columns, strict=True) if (p > 1).any()]
        is_one = error.came.startswith("y_proba is above 1") and len(above) == 1 < len(columns)
        return above[0] if is_one else ""

    def sums(self, frame: pd.DataFrame) -> Array | None:
        """Return the sums (n,) by which the rows of a part are divided; None where they are not."""
        if not self.options["normalize"] or self.options["scale"] != "proba":
            return None
        return np.sum([numbers(name, frame[name]) for name in self.roles.proba], axis=0)

    def refusal(self, error: ValueError) -> ValueError:
        """Return a refusal of this table that names it and its lines."""
        told = self.in_columns(error.told(self.source.place) if isinstance(error, RowError) else str(error))
        return ValueError(naming_source(self.source.name, told))

    def in_columns(self, message: str) -> str:
        """Return a message about arrays in the words of a table."""
        target, proba = self.roles.target, self.roles.proba
        said = {
            _EVERY_CLASS: "mend these labels, or name a column of predictions for each of them",
            "sample_weight": f"column {self.roles.weight!r}",
            "y_true": f"column {target[0]!r}" if len(target) == 1 else f"the target in columns {_few(target)}",
            "y_proba": f"the prediction in column{'s' if len(proba) > 1 else ''} {_few(proba)}",
        }
        return _ARRAYS.sub(lambda found: said.get(found[0], found[0]), message)

    def same(self, name: str, frame: pd.DataFrame) -> Array:
        """Return what must be the same in every table: numbers of target distributions, text of all else."""
        if self.roles.distributions and name in self.roles.target:
            return numbers(name, frame[name], what="target distributions")
        return frame[name].map(str).to_numpy()


_EVERY_CLASS = "pass labels= with every class, in the column order of y_proba"
# What is quoted are names and cells of the table, which stay.
_ARRAYS = re.compile(r"(?<!\w)'(?:[^'\\]|\\.)*'|" + re.escape(_EVERY_CLASS) + r"|\b(?:sample_weight|y_true|y_proba)\b")


def _few(names: tuple[str, ...]) -> str:
    return listing([repr(name) for name in names])


def read_together(tables: list[TableOfModel], *, verbose: int) -> Iterator[dict[str, Observed]]:
    """Give the observed rows of every model, part by part; refuse tables of other rows."""
    first, n_read, told = tables[0], 0, 0.0
    for frames in _cut_alike(tables):
        beside, weight = _in_words_of(first, lambda frame: _beside(first, frame), frames[0])
        found = {}
        for table, frame in zip(tables, frames, strict=True):
            _refuse_other_rows(first, frames[0], table, frame)
            with collecting() as remarks:
                forecast = replace(_in_words_of(table, table.forecast, frame), weight=weight)
            said = {table.in_columns(message): category for message, category in remarks.items()}
            found[table.name] = Observed(forecast, replace(beside, sums=table.sums(frame)), said)
        yield found
        n_read += len(frames[0])
        share = min(table.source.progress() for table in tables)
        if verbose > 0 and share - told >= _STEP and share < 1:
            told = share
            with suppress(OSError):  # nobody reads it
                sys.stderr.write(f"{first.source.title}: {share:.0%}, {n_read} rows\n")


_STEP = 0.1  # of the file between two lines of progress


def _in_words_of(table: TableOfModel, read: Any, frame: pd.DataFrame) -> Any:
    try:
        return read(frame)
    except ValueError as error:
        raise table.refusal(error) from None


def _beside(table: TableOfModel, frame: pd.DataFrame) -> tuple[Beside, Array | None]:
    """Return what stands beside the rows of a part, and their weights."""
    roles, place = table.roles, frame.index.to_numpy()
    group = None if roles.group is None else _groups(texts(roles.group, frame[roles.group], what="group"))
    ids = None if roles.id is None else texts(roles.id, frame[roles.id], what="id")
    slices = {name: texts(name, frame[name], what="slice") for name in roles.slices}
    return Beside(place, ids, group, slices), _weight(roles.weight, frame)


def _groups(names: Array) -> Array:
    """Return groups as hashes of 64 bits, an eighth of their text: two of a million share one once in 10^7 files."""
    return pd.util.hash_array(names, categorize=False)


def _weight(name: str | None, frame: pd.DataFrame) -> Array | None:
    """Return the weights of a part, of which all may be 0."""
    if name is None:
        return None
    w = numbers(name, frame[name], what="weights")
    bad = ~np.isfinite(w) | (w < 0)
    if bad.any():
        rows = frame.index.to_numpy()[bad]
        raise RowError(
            f"column {shown(name)} is {w[bad][0]:.6g}",
            rows,
            "weights are finite and non-negative: drop or mend these rows.",
        )
    return check_weight(w, len(w)) if w.any() else w


def _cut_alike(tables: list[TableOfModel]) -> Iterator[list[pd.DataFrame]]:
    """Give the parts of all tables, cut to the same rows; refuse a table that ends before another."""
    feeds = [table.chunks() for table in tables]
    heads: list[pd.DataFrame | None] = [None] * len(tables)
    while True:
        heads = [next(feed, None) if head is None else head for head, feed in zip(heads, feeds, strict=True)]
        ended = [head is None for head in heads]
        if all(ended):
            return
        if any(ended):
            short, long = tables[ended.index(True)].source.name, tables[ended.index(False)].source.name
            raise ValueError(f"{short}: has fewer rows than {long}; keep the same rows in both, in the same order.")
        n = min(len(head) for head in heads if head is not None)
        yield [head[:n] for head in heads if head is not None]
        heads = [head[n:] if head is not None and len(head) > n else None for head in heads]


def _refuse_other_rows(first: TableOfModel, a: pd.DataFrame, table: TableOfModel, b: pd.DataFrame) -> None:
    """Refuse a table whose labels or ids are not those of the first."""
    if table is first:
        return
    mine = [*([first.roles.id] if first.roles.id is not None else []), *first.roles.target]
    theirs = [*([table.roles.id] if table.roles.id is not None else []), *table.roles.target]
    for one, other in zip(mine, theirs, strict=True):
        left = _in_words_of(first, lambda frame, name=one: first.same(name, frame), a)
        right = _in_words_of(table, lambda frame, name=other: table.same(name, frame), b)
        differs = np.flatnonzero(left != right)
        if len(differs):
            i = differs[0]
            advice = "sort both files in the same order"
            if other == table.roles.id:
                advice = "keep the same ids in both files, in the same order"
            elif first.roles.id is not None:
                advice = "the ids before it are the same: mend the label in one of them"
            was, came = left[i : i + 1].tolist()[0], right[i : i + 1].tolist()[0]
            here, there = table.source.place([int(b.index[i])]), first.source.place([int(a.index[i])])
            raise ValueError(
                f"{table.source.name}: column {shown(other)} is {shown(came)} in {here}, and {shown(was)} in {there} "
                f"of {first.source.name}; models are compared on the same rows: {advice}."
            )
