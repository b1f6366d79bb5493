"""How the benchmarks time: functions in turns, in one process, and the median of each."""

import math
import statistics
import time
from collections.abc import Callable, Sequence

# Rounds go on until this many seconds have been spent on a case, within these numbers of rounds.
_SECONDS, _LEAST, _MOST = 1.5, 5, 200


def medians(functions: Sequence[Callable[[], object]]) -> list[float]:
    """Return the median seconds of each function, called in turns after one round that is not counted."""
    for function in functions:
        function()
    times: list[list[float]] = [[] for _ in functions]
    begun = time.perf_counter()
    while len(times[0]) < _LEAST or (time.perf_counter() - begun < _SECONDS and len(times[0]) < _MOST):
        for function, spent in zip(functions, times, strict=True):
            start = time.perf_counter()
            function()
            spent.append(time.perf_counter() - start)
    return [statistics.median(spent) for spent in times]


def geometric_mean(ratios: Sequence[float]) -> float:
    """Return the geometric mean."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios))
