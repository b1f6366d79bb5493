"""Every two models on the same rows, of which the scores are known row by row."""

from collections.abc import Mapping
from functools import reduce
from itertools import combinations
from operator import add

from skxent._rows import blocks_of
from skxent.report._sections._labels import plain_labels
from skxent.report._sections._pairs import PairedComparison, PairTally, comparisons_of
from skxent.report._sections._tallies import row_scores
from skxent.report._sums._observed import Observed
from skxent.report._sums._student import CONFIDENCE

Pairs = dict[tuple[str, str], PairTally]

# Rows that are compared at once, for every model.
_ROWS = 2**15


def paired(observed: Mapping[str, Observed], *, once: bool) -> tuple[PairedComparison, ...]:
    """Return the comparisons of all models; none for one."""
    if len(observed) < 2:
        return ()
    first = next(iter(observed.values()))
    blocks = blocks_of(len(first), 1, numbers=_ROWS)
    pairs = reduce(merged, (pairs_of({name: one.rows(block) for name, one in observed.items()}) for block in blocks))
    labels = plain_labels(first.forecast.classes)
    return comparisons_of(pairs, labels, confidence=CONFIDENCE, with_intervals=once)


def pairs_of(block: Mapping[str, Observed]) -> Pairs:
    """Return the sums of every two models over a block of the same rows."""
    if len(block) < 2:
        return {}
    scores = {name: row_scores(one) for name, one in block.items()}
    return {(a, b): PairTally.of(block[a], scores[a], scores[b]) for a, b in combinations(block, 2)}


def merged(one: Pairs, other: Pairs) -> Pairs:
    """Return the sums of both."""
    return {key: add(one[key], other[key]) for key in one}
