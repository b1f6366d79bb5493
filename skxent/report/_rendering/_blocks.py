"""What a page is made of: sections of paragraphs, tables and charts, as data that a template only draws."""

from dataclasses import dataclass, field
from typing import ClassVar

from skxent.report._rendering._format import fitted_both_ends

_LETTERS = 40  # of a label that a value of a narrow page has room for
_UNIT = 9  # of what stands below a head that its label takes along: nats, share, baseline


@dataclass(frozen=True)
class Para:
    """A paragraph."""

    kind: ClassVar[str] = "para"
    text: str
    soft: bool = False


@dataclass(frozen=True)
class Code:
    """Text to be copied as it is."""

    kind: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True)
class Table:
    """Cells of text; the first of a row names it."""

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()  # rows that stand out
    greyed: frozenset[int] = frozenset()  # rows that say little
    folded: bool = False  # shown on demand
    wide_first: bool = False  # the first cell holds a sentence
    words: frozenset[int] = frozenset()  # columns of words, set to the left, head and all
    code_first: bool = False  # the first cell is as it was typed
    dense: bool = False  # of many columns, which are narrow for it
    crowded: bool = False  # of few columns, which may be wide all the same

    @property
    def is_stacked(self) -> bool:
        """Whether a phone has no room for the columns, so that each row is a block of labelled values there."""
        return len(self.head) > (2 if self.wide_first else 3 if self.crowded else 4)

    @property
    def labels(self) -> tuple[str, ...]:
        """What each cell of such a block is of: the head of its column; none where first cells are sentences."""
        says_it = self.wide_first or any("\n" in row[0] for row in self.rows)
        return tuple("" if says_it and i == 0 else _label(head) for i, head in enumerate(self.head))


def _label(head: str) -> str:
    name, _, more = head.partition("\n")
    name = fitted_both_ends(name, _LETTERS)
    return f"{name} {more}" if more.startswith("of ") else f"{name} ({more})" if 0 < len(more) <= _UNIT else name


_HALF_A_LETTER = 3.6  # pixels of a digit of a chart's small letters
_WIDTH = 360  # of a chart of dots


@dataclass(frozen=True)
class Tick:
    """A labelled position on an axis."""

    at: float
    text: str

    @property
    def anchor(self) -> str:
        """Which part of the text is there: its middle, unless a long text would leave the chart."""
        half = _HALF_A_LETTER * len(self.text)
        return "start" if self.at < half else "end" if self.at > _WIDTH - half else "middle"


@dataclass(frozen=True)
class Dot:
    """One row of a dot chart: its name and value in words, where the value and its interval are, and lesser marks."""

    name: str
    value: str
    x: float
    y: float
    low: float | None = None
    high: float | None = None
    strokes: tuple[float, ...] = ()
    is_beyond: bool = False  # what has a place, so that it is an arrow
    greyed: bool = False


@dataclass(frozen=True)
class Dots:
    """Values with their intervals on one axis."""

    kind: ClassVar[str] = "dots"
    title: str
    description: str
    axis: str
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    reference: float | None
    reference_text: str
    bottom: float
    height: float
    table: Table | None = None


@dataclass(frozen=True)
class Point:
    """A point with the span of its interval."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Plane:
    """Points joined by lines over two axes."""

    kind: ClassVar[str] = "plane"
    title: str
    description: str
    x_axis: str
    y_axis: str
    points: tuple[Point, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    diagonal: bool = False
    table: Table | None = None


@dataclass(frozen=True)
class Cell:
    """One field of a heat map."""

    x: float
    y: float
    text: str
    shade: float  # 0 to 1
    on_diagonal: bool


@dataclass(frozen=True)
class Heat:
    """A square of shaded fields, with what happened from top to bottom."""

    kind: ClassVar[str] = "heat"
    title: str
    description: str
    labels: tuple[str, ...]
    cells: tuple[Cell, ...]
    size: float  # of a field
    margin: float  # to the left and above, for labels
    is_turned: bool = False  # so that labels above are as wide as a field
    table: Table | None = None


@dataclass(frozen=True)
class Figures:
    """Several charts side by side."""

    kind: ClassVar[str] = "figures"
    charts: tuple[Plane, ...]


@dataclass(frozen=True)
class Beside:
    """A chart, with what there is to read below it, and a table or text, side by side where there is room."""

    kind: ClassVar[str] = "beside"
    chart: Dots | Plane | Heat
    rest: Table | Para
    below: tuple[Para, ...] = ()


Block = Para | Code | Table | Dots | Plane | Heat | Figures | Beside


@dataclass(frozen=True)
class Part:
    """What a section says of one model, or of all."""

    name: str  # empty where there is only one
    blocks: tuple[Block, ...]
    is_open: bool = True
    note: str = ""  # what sets this model apart


@dataclass(frozen=True)
class Section:
    """A question that the page answers."""

    title: str
    lead: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = field(default=())
