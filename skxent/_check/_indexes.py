"""Pandas objects of the same rows in another order: paired by position, they would give a plausible wrong number."""

from typing import Any

import pandas as pd

from skxent._math._indexes import are_reordered, is_numbering

_PANDAS = (pd.Series, pd.DataFrame)


def refuse_other_order(**given: Any) -> None:
    """Refuse an object whose index is that of the first with an index, in another order; the truth is given first.

    A default RangeIndex names no rows, but those of the truth: what stands beside it may have been made of its rows in
    another order, as by folds. Indexes that repeat a name or hold other names pair nothing, and rows go by position, as
    in scikit-learn.
    """
    indexes = {name: raw.index for name, raw in given.items() if isinstance(raw, _PANDAS)}
    truth = next(iter(given))
    named = {name: index for name, index in indexes.items() if name == truth or not is_numbering(index)}
    if len(named) < 2:
        return
    first, own = next(iter(named.items()))
    for name, index in named.items():
        if not index.equals(own) and are_reordered(own, index):
            raise ValueError(
                f"{name} has the index of {first} in another order; pass {name}.loc[{first}.index] to pair rows by "
                f"name, or {name}.to_numpy() to pair them by position."
            )
