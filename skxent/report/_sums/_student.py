"""Student's interval of a mean from its standard error, at the effective number of units less one."""

import math

from scipy.stats import t

CONFIDENCE = 0.95

# With less than two units of equal weight Student's distribution has hardly a degree of freedom, and no end.
_FEWEST = 2 - 2.0**-40
# A standard error within this share of its value is what equal losses leave by rounding.
_ROUNDING = 2.0**-49


def student_bounds(value: float, error: float, n_effective: float, confidence: float) -> tuple[float, float]:
    """Return the bounds; nan where the value is infinite, nothing varies, or one unit has all the weight."""
    half = (
        float(t.ppf((1 + confidence) / 2, n_effective - 1)) * error if _varies(value, error, n_effective) else math.nan
    )
    return value - half, value + half


def within(bounds: tuple[float, float], least: float, most: float) -> tuple[float, float]:
    """Return bounds cut at what is possible; nan stays nan."""
    low, high = bounds
    return (low, high) if math.isnan(low) else (max(low, least), min(high, most))


def p_value(difference: float, error: float, n_effective: float) -> float:
    """Return the two-sided p-value of a mean difference; 1 where nothing differs, nan where nothing is known."""
    if difference == 0 and error == 0:
        return 1.0
    known = _varies(difference, error, n_effective)
    return float(2 * t.sf(abs(difference) / error, n_effective - 1)) if known else math.nan


def _varies(value: float, error: float, n_effective: float) -> bool:
    return math.isfinite(value) and _ROUNDING * abs(value) < error < math.inf and n_effective >= _FEWEST
