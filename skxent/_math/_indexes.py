"""What an index of pandas says of rows or outcomes: whether they have names, and the same in another order."""

from typing import Any

import numpy as np


def is_numbering(index: Any) -> bool:
    """Return whether an index is 0, 1, 2, ..., by which pandas numbers what nobody named."""
    return getattr(index, "start", None) == 0 and getattr(index, "step", None) == 1


def are_reordered(own: Any, other: Any) -> bool:
    """Return whether one holds the names of the other in another order; names of other types may be equal."""
    if len(own) != len(other) or own.nlevels != other.nlevels or not (own.is_unique and other.is_unique):
        return False
    places = own.get_indexer_for(other)  # as get_indexer, and of intervals that overlap too
    return bool((places >= 0).all()) and not np.array_equal(places, np.arange(len(own)))
