"""What a reader of the numbers is to be warned of."""

import math
from dataclasses import dataclass

import numpy as np

from skxent._check._remarks import Remarks
from skxent.metrics._tails import enough, is_heavy, skewness
from skxent.report._sections._tallies import Sums
from skxent.report._sums._detail import LossCells
from skxent.report._sums._units import GroupUnits


@dataclass(frozen=True, eq=False)
class Note:
    """A warning that came up while a model was evaluated, and how often."""

    category: str
    message: str
    count: int


def notes_of(remarks: Remarks) -> tuple[Note, ...]:
    """Return what a metric had to say beside its number, as notes."""
    return tuple(Note(category.__name__, message, 1) for message, category in remarks.items())


def heavy_tail_notes(sums: Sums, cells: LossCells, *, once: bool) -> tuple[Note, ...]:
    """Return a note where few rows, or groups, carry the loss, so that its interval says more than is known.

    That is by Cochran's rule, as of ``score_interval``: of rows with their skewness g by weight and their effective
    number, of groups with that of what each moves the mean by.
    """
    units = sums.units
    n, word = units.n_effective, units.word
    if not once or not math.isfinite(sums.loss.loss) or n < _FEWEST:
        return ()
    g = _skewness_of_groups(units) if isinstance(units, GroupUnits) else _weighted_skewness(cells)
    if not is_heavy(g, n):
        return ()
    message = (
        f"few {word}s carry the loss: of losses so skewed (skewness {abs(g):.1f}) a 95 % interval holds what it says "
        f"from some {enough(g):.0f} {word}s on, and these count as {n:.0f}"
    )
    return (Note("HeavyTailWarning", message, 1),)


_FEWEST = 3  # of fewer there is no skewness
# Losses that differ by less of their mean are equal but for rounding.
_FLAT = 1e-12


def _skewness_of_groups(units: GroupUnits) -> float:
    """Return the skewness of what each group moves the mean loss by."""
    moves = units.whole.above[:, 0] - units.mean("loss") * units.whole.below[:, 0]
    flat = np.abs(moves).max() <= _FLAT * np.abs(units.whole.above[:, 0]).max()
    return 0.0 if flat else skewness(moves)


def _weighted_skewness(cells: LossCells) -> float:
    share = cells.weight / cells.weight.sum()
    mean = float(share @ cells.loss)
    away = cells.loss - mean
    size = float(np.abs(away).max())
    if size <= _FLAT * mean:
        return 0.0
    away = away / size  # cubes of small numbers would leave float64
    return float(share @ away**3) / float(share @ away**2) ** 1.5
