"""From raw input to a checked ``Forecast``: the one place that reads what users pass as predictions."""

from skxent._check._forecast import Forecast, check_forecast
from skxent._check._refusals import RowError
from skxent._check._weights import check_weight

__all__ = ["Forecast", "RowError", "check_forecast", "check_weight"]
