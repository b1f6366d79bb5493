"""What users give beside the rows of a report: groups, slices and ids, checked once and cut by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skxent._check import RowError, column_names, label_array, listing, refuse_other_order, shown
from skxent.metrics._units import group_codes
from skxent.report._sections._notes import Note
from skxent.report._sections._slices import slice_texts
from skxent.report._sums._observed import Beside

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Besides:
    """What stands beside all n rows of the data."""

    group: Array | None  # (n,), whole numbers
    slices: dict[str, Array]  # (n,) each
    ids: Array | None  # (n,)

    def of(self, rows: Array) -> Beside:
        """Return what stands beside some rows, by their numbers."""
        group, ids = (None if one is None else one[rows] for one in (self.group, self.ids))
        return Beside(rows, ids, group, {name: one[rows] for name, one in self.slices.items()})

    def leaks(self, splits: Any) -> tuple[Note, ...]:
        """Return a note where rows, or rows of one group, are in training and test of the same fold."""
        seen = [len(np.intersect1d(train, test)) for train, test in splits]
        if any(seen):
            message = (
                f"{max(seen)} rows are in training and test of one fold, so that the model has seen what it is tested "
                "on; pass a cv whose parts share no row"
            )
            return (Note("UserWarning", message, sum(one > 0 for one in seen)),)
        if self.group is None:
            return ()
        torn = [len(np.intersect1d(self.group[train], self.group[test])) for train, test in splits]
        if not any(torn):
            return ()
        message = (
            f"{max(torn)} of {len(np.unique(self.group))} groups have rows in training and test of one fold, so that "
            "the model has seen what it is tested on; pass cv=GroupKFold(5)"
        )
        return (Note("UserWarning", message, sum(one > 0 for one in torn)),)


def besides_of(rows: dict[str, Any], n_rows: int, *, groups: Any, slices: Any, ids: Any) -> Besides:
    """Return what was given beside n rows; refuse what is of other rows or another order, missing, or a repeated id."""
    refuse_other_order(**rows, groups=groups, ids=ids, **each_by_name("slices", slices))
    return Besides(
        None if groups is None else group_codes(groups, n_rows),
        {} if slices is None else _columns(slices, n_rows),
        None if ids is None else _ids(ids, n_rows),
    )


def each_by_name(what: str, given: Any) -> dict[str, Any]:
    """Return what was given, or each of a dict, by what it is called."""
    return (
        {f"{what}[{shown(name)}]": one for name, one in given.items()} if isinstance(given, Mapping) else {what: given}
    )


def _columns(slices: Any, n_rows: int) -> dict[str, Array]:
    if isinstance(slices, pd.Series) and slices.name is not None:
        slices = slices.to_frame()
    names = list(slices) if isinstance(slices, Mapping) else column_names(slices)
    if names is None:
        raise ValueError(
            f"slices is {type(slices).__name__} without names; pass a dict of names to columns, or a frame with names."
        )
    if len({str(name) for name in names}) < len(names):
        raise ValueError(f"slices has names that are the same as text: {names}; name each column once.")
    return {str(name): slice_texts(str(name), slices[name], n_rows) for name in names}


def _ids(ids: Any, n_rows: int) -> Array:
    names = label_array(ids)
    if names.shape != (n_rows,):
        raise ValueError(f"ids has shape {names.shape} for {n_rows} rows; pass one id for each row, (n,).")
    check_ids(names)
    return names


def check_ids(names: Array) -> None:
    """Refuse ids that are missing, or repeated."""
    missing = pd.isna(names)
    if missing.any():
        raise RowError("ids is missing", np.flatnonzero(missing), "every row needs its id: name it, or leave ids out.")
    again = pd.Index(names).duplicated(keep=False)
    if again.any():
        seen = listing([repr(name) for name in pd.unique(names[again]).tolist()])
        wanted = "an id names one row: keep one of each, or leave ids out."
        raise RowError(f"ids repeats {seen}", np.flatnonzero(again), wanted)
