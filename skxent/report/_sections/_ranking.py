"""The area under the ROC curve: how well a forecast ranks rows, which says nothing of its probabilities.

AUC_c = P(p_i > p_j) + P(p_i = p_j) / 2,  i a row of class c, j one of another; averaged over the classes that happened
and did not happen always
"""

import math

import numpy as np

from skxent.metrics._bins import BinTally
from skxent.report._sections._tallies import ReportTally


def auc(tally: ReportTally) -> float:
    """Return the area, of two classes that of the last; nan where only one class happened."""
    areas = [_area(cells) for _, cells in tally.detail.cells("classwise")]
    known = [area for area in areas if not math.isnan(area)]
    return sum(known) / len(known) if known else math.nan


def _area(cells: BinTally) -> float:
    happened, missed = cells.happened, cells.missed
    total = float(happened.sum()) * float(missed.sum())
    if total == 0:
        return math.nan
    below = np.cumsum(missed) - missed
    return float(happened @ (below + missed / 2)) / total
