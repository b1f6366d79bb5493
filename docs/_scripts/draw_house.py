"""Draw who imports whom, from the code: docs/generated/house.html and report.html, when the docs are built.

A box stands on the stairs, below all that import it. A line leaves it to the right, and goes down to each box that it
imports from; the number where it turns counts the imports. Nothing is drawn to the left of a box: imports run down.
"""

import html
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from read_source import NAME, read_imports, read_modules

FOLDER = Path(__file__).parents[1] / "generated"
PROJECT = Path(__file__).parents[2] / "pyproject.toml"

# The boxes by the floor that they are on, and the packages or modules in each.
HOUSE = {
    "cli": "5",
    "report": "5",
    "scorers": "4",
    "linear_model": "4",
    "metrics": "3",
    "_check": "2",
    "_rows": "1",
    "information": "0",
    "_math": "0",
    "exceptions": "0",
    "_compat": "0",
}
REPORT = {
    "_displays": "displays",
    "_files": "doors",
    "_doors": "doors",
    "_evaluation _rendering": "renderings",
    "_reading": "files",
    "_gates": "gates",
    "_sections": "sections",
    "_sums": "sums",
}
GUTTER, BOX, STEP, ROW, HALF = 78, 118, 57, 50, 18  # units of the drawing: a floor's name, a box, a step


def counted(boxes: Mapping[str, str], inside: str) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Return how many imports go from box to box, and how many modules each box holds."""
    imports = read_imports(read_modules())
    box_of = {part: box for box in boxes for part in box.split()}

    def box(module: str) -> str | None:
        return box_of.get(module.removeprefix(f"{inside}.").partition(".")[0]) if module.startswith(inside) else None

    pairs = ((box(module), box(other)) for module, others in imports.items() for other in others)
    return Counter((a, b) for a, b in pairs if a and b and a != b), Counter(filter(None, map(box, imports)))


def stairs(boxes: Mapping[str, str], inside: str) -> str:
    """Return the drawing."""
    edges, sizes = counted(boxes, inside)
    names = list(boxes)
    upward = [(a, b) for a, b in edges if names.index(a) > names.index(b)]
    if upward:
        raise ValueError(f"imports run upwards: {upward}; put these boxes in another order.")
    width, height = GUTTER + BOX + STEP * (len(names) - 1) + 12, ROW * len(names) + 4
    said = ", ".join(f"{a.strip('_')} to {b.strip('_')}: {n}" for (a, b), n in edges.items())
    head = f'<svg class="skxent-stairs" viewBox="0 0 {width} {height}" role="img"'
    head += f' style="min-width:{width * 3 // 4}px;max-width:{width}px"'
    lines = [f'{head} aria-label="Imports within {inside}: {html.escape(said)}">']
    lines += _bands(boxes, width)
    lines += _lines(names, edges)
    for i, name in enumerate(names):
        lines += _box(i, name, sizes[name])
    lines += [_chip(names.index(a), names.index(b), f"{a} imports from {b}", n) for (a, b), n in edges.items()]
    return "\n".join([*lines, "</svg>"])


def _x(i: int) -> int:
    return GUTTER + BOX - 22 + STEP * i  # where lines enter a box


def _y(i: int) -> int:
    return ROW * i + ROW // 2 + 2


def _bands(boxes: Mapping[str, str], width: int) -> list[str]:
    """Return the floors as stripes, each with its name once."""
    floors = list(boxes.values())
    found = []
    for i, floor in enumerate(floors):
        if i == 0 or floors[i - 1] != floor:
            n, top = floors.count(floor), ROW * i + 2
            dark = ' class="dark"' if list(dict.fromkeys(floors)).index(floor) % 2 == 0 else ' class="light"'
            label = f"floor {floor}" if floor.isdigit() else floor
            found.append(f'<rect x="0" y="{top}" width="{width}" height="{ROW * n}" rx="4"{dark}/>')
            found.append(f'<text x="10" y="{_y(i) + 4}" class="floor">{label}</text>')
    return found


def _lines(names: list[str], edges: Counter[tuple[str, str]]) -> list[str]:
    """Return a line to the right from each box, and one from above into each."""
    found = []
    for i, name in enumerate(names):
        to = [names.index(b) for a, b in edges if a == name]
        if to:
            found.append(f'<path d="M{_x(i) + 22} {_y(i)}H{_x(max(to))}" class="line"/>')
        come = [names.index(a) for a, b in edges if b == name]
        if come:
            end = _y(i) - HALF
            found.append(f'<path d="M{_x(i)} {_y(min(come))}V{end - 6}" class="line"/>')
            found.append(f'<path d="M{_x(i) - 4.5} {end - 8}h9L{_x(i)} {end - 1}Z" class="tip"/>')
    return found


def _box(i: int, name: str, size: int) -> list[str]:
    left, middle = _x(i) + 22 - BOX, _x(i) + 22 - BOX / 2
    first, *rest = name.split()
    counted_as = f"and {rest[0]}: {size}" if rest else f"{size} module{'s' if size > 1 else ''}"
    return [
        f'<rect x="{left}" y="{_y(i) - HALF}" width="{BOX}" height="{2 * HALF}" rx="6" class="box"/>',
        f'<text x="{middle}" y="{_y(i) - 3}" class="name">{first}</text>',
        f'<text x="{middle}" y="{_y(i) + 12}" class="size">{counted_as}</text>',
    ]


def _chip(i: int, j: int, said: str, n: int) -> str:
    width = 15 + 7 * len(str(n))
    place = f'x="{_x(j) - width / 2}" y="{_y(i) - 10}" width="{width}" height="20" rx="10"'
    number = f'<text x="{_x(j)}" y="{_y(i) + 4}" class="count">{n}</text>'
    return f'<g><title>{said}: {n}</title><rect {place} class="chip"/>{number}</g>'


STYLE = """<style>
.skxent-figure { margin: 1.2rem 0; overflow-x: auto; }
.skxent-figure figcaption { font-size: 0.9em; color: var(--pst-color-text-base, inherit); margin-top: 0.5rem;
  font-weight: 400; text-align: left; position: sticky; left: 0; }
.skxent-stairs { width: 100%; height: auto; color: var(--pst-color-text-base, currentColor); }
.skxent-stairs text { fill: currentColor; font-family: inherit; text-anchor: middle; font-size: 12px; }
.skxent-stairs .name { font-weight: 600; font-size: 13px; }
.skxent-stairs .size { font-size: 10.5px; opacity: 0.8; }
.skxent-stairs .floor { text-anchor: start; opacity: 0.8; }
.skxent-stairs .count { font-size: 11px; font-variant-numeric: tabular-nums; }
.skxent-stairs .dark { fill: currentColor; opacity: 0.055; }
.skxent-stairs .light { fill: none; }
.skxent-stairs .line { fill: none; stroke: currentColor; stroke-width: 1.2; opacity: 0.42; }
.skxent-stairs .tip { fill: currentColor; opacity: 0.6; }
.skxent-stairs .box { fill: var(--pst-color-background, Canvas); stroke: var(--pst-color-primary, currentColor);
  stroke-width: 1.5; }
.skxent-stairs .chip { fill: var(--pst-color-background, Canvas); stroke: currentColor; stroke-opacity: 0.45; }
</style>
"""


def figure(drawing: str, caption: str) -> str:
    """Return a drawing with what is said below it."""
    return f'<figure class="skxent-figure">{drawing}<figcaption>{caption}</figcaption></figure>\n'


def captions() -> tuple[str, str]:
    """Return what is said below each drawing, with numbers from the code."""
    modules = read_modules()
    imports = read_imports(modules)
    within = [name for name in modules if name.startswith(f"{NAME}.report")]
    inner = sum(len(imports[name] & set(within)) for name in within)
    contracts = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    floors, *inside = (f"“{html.escape(contract['name'])}”" for contract in contracts[:3])
    house = (
        f"{len(modules)} modules and the {sum(map(len, imports.values()))} imports among them, counted when this page "
        "was built. Follow a line from a box to the right, then down; the number where it turns is how many imports "
        f"take that way. Every line runs down: the contract {floors} holds it, one of {len(contracts)} that "
        "<code>lint-imports</code> checks."
    )
    report = (
        f"Inside the report: {len(within)} modules, {inner} imports among them; small helpers of the doors are left "
        "out. <code>_evaluation</code> stands with its renderings, which its methods call. Held by the contracts "
        f"{' and '.join(inside)}."
    )
    return house, report


def write() -> None:
    """Write both drawings."""
    FOLDER.mkdir(exist_ok=True)
    house, report = captions()
    (FOLDER / "house.html").write_text(STYLE + figure(stairs(HOUSE, NAME), house), encoding="utf-8")
    (FOLDER / "report.html").write_text(figure(stairs(REPORT, f"{NAME}.report"), report), encoding="utf-8")


if __name__ == "__main__":
    write()
