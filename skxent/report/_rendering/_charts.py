"""The geometry of the page's charts, 360 wide so that they fit a phone at their own size. The template only draws.

dots    values with intervals on one axis; an infinite one, or one beyond its reach, is an arrow at the right edge
plane   points joined by lines, with the spans of their intervals
heat    a square of shaded fields
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from skxent.report._rendering._axis import Axis, axis_around_zero, axis_from_zero, thinned
from skxent.report._rendering._blocks import Cell, Dot, Dots, Heat, Plane, Point, Table
from skxent.report._rendering._format import fitted, fitted_both_ends, width_of

_LEFT, _RIGHT = 20.0, 340.0
_ROW, _TOP = 38.0, 30.0
# A plane's frame, of a drawing 300 by 260.
_X0, _X1, _Y0, _Y1 = 44.0, 286.0, 222.0, 8.0
_ENDS = (0.1, 0.2, 0.4, 0.6)  # of both axes of a diagram of probabilities; a rare class is nowhere near 1
_WIDTH = 356.0  # of a heat map with its labels
_LONGEST = 12  # letters of a label that a heat map has room for
_LETTER, _HEAD = 6.4, 22.0  # width of a letter, and room for what an axis is of
_LARGEST = 64.0  # a field of few classes
_LETTERS = 44  # letters of a name that a dot chart has room for


@dataclass(frozen=True)
class Value:
    """One row of a dot chart, in its own units."""

    name: str
    text: str
    value: float
    low: float = math.nan
    high: float = math.nan
    strokes: tuple[float, ...] = ()
    greyed: bool = False


def dots(
    title: str,
    axis_title: str,
    values: Sequence[Value],
    *,
    reference: float | None = None,
    reference_text: str = "",
    signed: bool = False,
    reach: float = math.inf,
    table: Table | None = None,
) -> Dots:
    """Return the chart of values with their intervals; those beyond its reach are at the edge, as infinite ones."""
    within = [v for v in values if not v.value > reach]
    seen = [one for v in within for one in (v.value, v.low, v.high, *v.strokes) if not math.isnan(one)]
    seen += [] if reference is None else [reference]
    axis = axis_around_zero(seen, _LEFT, _RIGHT) if signed else axis_from_zero(seen, _LEFT, _RIGHT)
    rows = tuple(_dot(one, i, axis, reach) for i, one in enumerate(values))
    bottom = _TOP + _ROW * len(rows)
    scale = ", logarithmic scale" if axis.is_log else ""
    told = "; ".join(f"{one.name}: {one.text}" for one in values)
    with_reference = f"{told}; {reference_text}: {reference:.4g}" if reference is not None else told
    return Dots(
        title=title,
        description=f"{with_reference}.",
        axis=f"{axis_title}{scale}",
        dots=rows,
        ticks=thinned(axis.ticks(), 30),
        reference=None if reference is None else axis.place(reference),
        reference_text=reference_text,
        bottom=bottom,
        height=bottom + 34,
        table=table,
    )


def _dot(one: Value, i: int, axis: Axis, reach: float) -> Dot:
    is_beyond = math.isinf(one.value) or one.value > reach
    sure = math.isfinite(one.low) and math.isfinite(one.high) and not is_beyond
    return Dot(
        name=fitted(one.name, _LETTERS),
        value=one.text,
        x=axis.place(one.value),
        y=_TOP + _ROW * i + 24,
        low=axis.place(one.low) if sure else None,
        high=axis.place(one.high) if sure else None,
        strokes=tuple(axis.place(stroke) for stroke in one.strokes),
        is_beyond=is_beyond,
        greyed=one.greyed,
    )


def reliability(title: str, description: str, bins: Sequence[tuple[float, float, float, float]], table: Table) -> Plane:
    """Return the diagram of observed rates, with their intervals, over mean forecasts."""
    most = max((one for each in bins for one in each if not math.isnan(one)), default=1.0)
    end = next((one for one in _ENDS if one >= most), 1.0)
    x, y = Axis(0.0, end, _X0, _X1), Axis(0.0, end, _Y0, _Y1)
    points = tuple(
        Point(x.place(p), y.place(o), *((y.place(low), y.place(high)) if not math.isnan(low) else (None, None)))
        for p, o, low, high in bins
    )
    return Plane(
        title,
        description,
        "forecast probability",
        "observed rate",
        points,
        x.ticks(),
        y.ticks(),
        diagonal=True,
        table=table,
    )


def curve(
    title: str,
    x_axis: str,
    y_axis: str,
    points: Sequence[tuple[float, float]],
    *,
    x: tuple[float, float],
    log_x: bool = False,
    y_most: float | None = None,
    table: Table | None = None,
) -> Plane:
    """Return the chart of one quantity over another."""
    across = Axis(*x, _X0, _X1, is_log=log_x)
    finite = [value for _, value in points if math.isfinite(value)]
    up = axis_from_zero(finite, _Y0, _Y1) if y_most is None else Axis(0.0, y_most, _Y0, _Y1)
    told = "; ".join(f"{a:g}: {b:.4g}" for a, b in points)
    return Plane(
        title,
        f"{told}.",
        x_axis,
        y_axis,
        tuple(Point(across.place(a), up.place(b)) for a, b in points if math.isfinite(b)),
        thinned(across.ticks(), 36),
        up.ticks(),
        table=table,
    )


def heat(
    title: str,
    labels: Sequence[str],
    values: Sequence[Sequence[float]],
    texts: Sequence[Sequence[str]],
    *,
    table: Table | None = None,
) -> Heat:
    """Return the square of values, each shaded by its share of the largest."""
    known = [value for row in values for value in row if math.isfinite(value)]
    short = tuple(fitted_both_ends(one, _LONGEST) for one in labels)
    widest = _LETTER * max(map(width_of, short))
    left = round(_HEAD + widest, 1)
    most, size = max(known, default=0.0), round(min(_WIDTH - left, _LARGEST * len(labels)) / len(labels), 2)
    cells = tuple(
        Cell(
            round(left + k * size, 2),
            round(left + j * size, 2),
            _in_a_field(value) if texts[j][k] else "",
            round(value / most, 3) if math.isfinite(value) and most > 0 else 0.0,
            j == k,
        )
        for j, row in enumerate(values)
        for k, value in enumerate(row)
    )
    off = [(values[j][k], j, k) for j in range(len(labels)) for k in range(len(labels)) if j != k and texts[j][k]]
    told = "the most: " + "; ".join(
        f"{labels[j]} given as {labels[k]}, {texts[j][k]} bits" for _, j, k in sorted(off, reverse=True)[:3]
    )
    return Heat(title, f"{told}.", short, cells, size, left, is_turned=widest > size - 2, table=table)


def _in_a_field(value: float) -> str:
    """Return a value in four letters, which a field has room for.

    >>> [_in_a_field(value) for value in (0.001, 0.126, 9.87, 9.999, 123.4, 19272.7, math.inf)]
    ['0', '.13', '9.87', '10', '123', '2e4', 'inf']
    """
    if math.isinf(value):
        return "inf"
    if value >= 999.5:
        digits, power = f"{value:.0e}".split("e")
        return f"{digits}e{int(power)}"
    text = f"{value:.2f}" if value < 9.995 else f"{value:.0f}"
    return "0" if text == "0.00" else text.removeprefix("0")
