"""How numbers look to a reader: enough digits to compare, and inf and nan in words."""

import math


def shown(value: float, unit: str = "") -> str:
    """Return a value as text: shares in per cent, other units with four digits behind the point.

    >>> shown(0.97222, "share"), shown(0.123456, "nats"), shown(float("inf"), "nats"), shown(306123.4, "nats")
    ('97.2 %', '0.1235', 'inf', '3.06e+05')
    """
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    value, digits, suffix = (100 * value, 1, " %") if unit == "share" else (value, 4, "")
    if unit == "share" and abs(value) >= 1000:
        return "< -999 %" if value < 0 else "> 999 %"
    if abs(value) >= 10_000:
        return f"{value:.3g}{suffix}"
    return f"{round(value, digits) + 0.0:.{digits}f}{suffix}"  # + 0.0: no negative zero


def bounds_shown(low: float, high: float, unit: str = "") -> str:
    """Return an interval as text; empty where there is none.

    >>> bounds_shown(0.1, 0.25), bounds_shown(0.1, 0.25, "share"), bounds_shown(float("nan"), 1.0)
    ('[0.1000, 0.2500]', '[10.0, 25.0 %]', '')
    """
    if math.isnan(low) or math.isnan(high):
        return ""
    return f"[{shown(low, unit).removesuffix(' %')}, {shown(high, unit)}]"
