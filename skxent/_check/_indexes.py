"""Pandas objects of the same rows in another order: paired by position, they would give a plausible wrong number."""

from typing import Any

import numpy as np
import pandas as pd

_PANDAS = (pd.Series, pd.DataFrame)


def refuse_other_order(**given: Any) -> None:
    """Refuse an object whose index is that of the first with an index, in another order.

    A default RangeIndex names no rows. Indexes that repeat a name or hold other names pair nothing, and rows go by
    position, as in scikit-learn.
    """
    named = {name: raw.index for name, raw in given.items() if isinstance(raw, _PANDAS) and not _counts(raw.index)}
    if len(named) < 2:
        return
    first, own = next(iter(named.items()))
    for name, index in named.items():
        if not index.equals(own) and _are_reordered(own, index):
            raise ValueError(
                f"{name} has the index of {first} in another order; pass {name}.loc[{first}.index] to pair rows by "
                f"name, or {name}.to_numpy() to pair them by position."
            )


def _counts(index: pd.Index) -> bool:
    """Return whether an index is what pandas numbers rows by that nobody named."""
    return isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1


def _are_reordered(own: pd.Index, other: pd.Index) -> bool:
    """Return whether one holds the names of the other in another order; names of other types may be equal."""
    if len(own) != len(other) or own.nlevels != other.nlevels or not (own.is_unique and other.is_unique):
        return False
    places = own.get_indexer_for(other)  # as get_indexer, and of intervals that overlap too
    return bool((places >= 0).all()) and not np.array_equal(places, np.arange(len(own)))
