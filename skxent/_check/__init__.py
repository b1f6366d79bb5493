"""From raw input to a checked ``Forecast``: the one place that reads what users pass as predictions."""

from skxent._check._forecast import Forecast, check_forecast
from skxent._check._refusals import RowError
from skxent._check._tables import column_names
from skxent._check._truth import Distributions, Labels, Truth
from skxent._check._weights import check_weight

__all__ = [
    "Distributions",
    "Forecast",
    "Labels",
    "RowError",
    "Truth",
    "check_forecast",
    "check_weight",
    "column_names",
]
