"""From raw input to a checked ``Forecast``: the one place that reads what users pass as predictions."""

from skxent._check._classes import as_labels, find, in_class_order, label_array, refuse_name_of_the_first
from skxent._check._derived_truth import Mixed, Weighted
from skxent._check._forecast import Forecast, check_forecast
from skxent._check._indexes import refuse_other_order
from skxent._check._namesakes import in_another_order, namesakes, reads_as, reads_like_first, says_a_word
from skxent._check._numbers import is_number, real_array
from skxent._check._predictions import all_certain
from skxent._check._refusals import RowError, cut, listing, shown
from skxent._check._scores import LogProbabilities, Scores
from skxent._check._tables import Table, column_names, read_table, refuse_one_column
from skxent._check._truth import Distributions, Labels, Truth
from skxent._check._weights import check_class_weight, check_weight

__all__ = [
    "Distributions",
    "Forecast",
    "Labels",
    "LogProbabilities",
    "Mixed",
    "RowError",
    "Scores",
    "Table",
    "Truth",
    "Weighted",
    "all_certain",
    "as_labels",
    "check_class_weight",
    "check_forecast",
    "check_weight",
    "column_names",
    "cut",
    "find",
    "in_another_order",
    "in_class_order",
    "is_number",
    "label_array",
    "listing",
    "namesakes",
    "read_table",
    "reads_as",
    "reads_like_first",
    "real_array",
    "refuse_name_of_the_first",
    "refuse_one_column",
    "refuse_other_order",
    "says_a_word",
    "shown",
]
