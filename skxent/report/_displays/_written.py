"""What is written on a display: names, labels and a legend, broken into lines where they would not fit."""

import textwrap
from typing import Any

# Points: the sizes of letters, and within axes that are narrow; and below which width axes are that.
_LABEL, _LEGEND, _SMALL, _NARROW = 10.0, 8.3, 6.9, 220.0
# About how wide a letter is, as a share of its size, and how wide in letters what a legend has beside a text.
_LETTER, _BESIDE = 0.55, 7
# Entries of a legend that stand below each other, where several columns fit.
_ROWS = 5
# A blank at which no line ends.
UNBROKEN = "\N{NO-BREAK SPACE}"
# Letters of a name in one line beside its bar.
_NAME = 26
# The most of their height that axes give to a legend; how much of theirs lines of names fill, and their least size.
_MOST, _FILLED, _LEAST = 0.6, 0.8, 4.5


def text(name: Any) -> str:
    """Return a name as it is read: matplotlib takes dollars for formulas, and hides names that begin with a line.

    >>> text("_private")
    ' _private'
    """
    plain = str(name).replace("$", r"\$")
    return f" {plain}" if plain.startswith("_") else plain


def share(value: float) -> str:
    """Return a share as text for an axis.

    >>> share(0.001), share(0.25), share(1)
    ('0.1 %', '25 %', '100 %')
    """
    return f"{100 * value:g} %"


def label(ax: Any, *, x: list[str], y: str = "", loc: str = "center") -> None:
    """Name the axes; parts of the name of x that do not fit into one line stand on lines of their own, at ``loc``."""
    place, grid = ax.get_position(original=True), ax.get_gridspec()
    middle, columns = (place.x0 + place.x1) / 2, 1 if grid is None else grid.ncols
    in_lines = _in_lines(x, 72 * ax.figure.get_figwidth() * min(2 * middle, 2 - 2 * middle, 1 / columns))
    ax.set_xlabel(in_lines, loc=loc if "\n" in in_lines else "center")
    ax.set_ylabel(_in_lines([y], _points(ax)[1]))


def name_bars(ax: Any, names: list[str], free: float) -> None:
    """Write names beside bars at 0, 1, ..., as small as the share of the height makes them that the bars take."""
    lines = [_broken(text(name), _NAME) for name in names]
    width, height = _points(ax)
    size = _FILLED * free * height / (len(names) * max(line.count("\n") + 1 for line in lines))
    ax.set_yticks(range(len(names)), lines)
    ax.tick_params(axis="y", length=0, labelsize=max(_LEAST, min(_LABEL if width > _NARROW else _SMALL, size)))


def legend(ax: Any, *, is_new: bool, loc: str = "best") -> float:
    """Draw a legend, an entry for each name, and return which share of the height it takes of axes that were given.

    It stands above new axes, whose figure grows by it, and within those that were given.
    """
    handles = dict(zip(*reversed(ax.get_legend_handles_labels()), strict=True))
    width, height = _points(ax)
    size = _LEGEND if width > _NARROW else _SMALL
    letters = int(width / (_LETTER * size))
    lines = [_broken(name, letters - _BESIDE).replace(UNBROKEN, " ") for name in handles]
    fitting = letters // (max(map(len, handles)) + _BESIDE)
    columns = max(1, min(fitting, 1 + (len(handles) - 1) // _ROWS)) if is_new else 1
    where: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1)} if is_new else {"loc": loc}
    drawn = ax.legend(handles.values(), lines, frameon=not is_new, fontsize=size, ncols=columns, **where)
    takes = 72 * drawn.get_window_extent().height / ax.figure.dpi
    if is_new:
        ax.figure.set_figheight(ax.figure.get_figheight() + takes / 72)
        return 0.0
    drawn.set_in_layout(False)  # or axes would shrink until all of it stands beside them
    return float(min(takes / height, _MOST))


def _points(ax: Any) -> tuple[float, float]:
    """Return about how wide and high axes are, in points, above the label that they have."""
    figure, place = ax.figure, ax.get_position(original=True)
    below = 1.2 * _LABEL * ax.get_xlabel().count("\n")
    return 72 * place.width * figure.get_figwidth(), 72 * place.height * figure.get_figheight() - below


def _in_lines(parts: list[str], points: float) -> str:
    letters, whole = int(points / (_LETTER * _LABEL)), " ".join(parts)
    return whole if len(whole) <= letters else "\n".join(_broken(part, letters) for part in parts)


def _broken(words: str, letters: int) -> str:
    r"""Return words in lines of so many letters at most.

    >>> _broken("a forest of 500 trees", 12)
    'a forest of\n500 trees'
    """
    return textwrap.fill(words, max(letters, 8), break_on_hyphens=False) or words
