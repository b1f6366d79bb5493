"""The terminal's rendering of an ``Evaluation``: aligned tables, gates, where it fails, and what to note."""

import math
import textwrap
from collections.abc import Callable, Sequence

from skxent._math._units import nats_per_unit
from skxent.report._evaluation import Evaluation
from skxent.report._rendering._format import bounds_shown, counted, in_columns, p_shown, shown, without_controls
from skxent.report._rendering._readable import with_readable_names
from skxent.report._rendering._words import (
    by_interest,
    columns_of,
    gain_told,
    interval_shown,
    lead_of,
    named,
    notes,
    unit_shown,
    units_told,
    worst_slice_told,
)
from skxent.report._sections._model_result import ModelResult
from skxent.report._sections._numbers import BY_NAME, Number

_GAP = "  "
_WIDTH = 100
_SURE = ("log_loss", "skill", "brier", "accuracy")


def render_text(evaluation: Evaluation) -> str:
    """Return the evaluation as lines of text."""
    evaluation = with_readable_names(evaluation)
    numbers = columns_of(evaluation)
    lines = [*_wrapped(evaluation.sentence), "", *_heading(evaluation), ""]
    lines += [*_table(evaluation, numbers, "all rows together", ModelResult.value), "", *_intervals(evaluation)]
    if any(model.folds for model in evaluation.models):
        lines += ["", *_table(evaluation, numbers, "mean of the folds", ModelResult.fold_mean)]
    lines += [*_comparisons(evaluation), ""]
    lines += ["lower is better: " + _titles(numbers, "lower") + "; higher is better: " + _titles(numbers, "higher")]
    for said in [*_where(evaluation), *(f"note: {note}" for note in notes(evaluation))]:
        lines += _wrapped(said)
    gates = evaluation.check()
    if gates.results:
        lines += ["", *str(gates).splitlines()]
    return without_controls("\n".join(lines))


def _wrapped(text: str) -> list[str]:
    """Return a text as lines of the terminal's usual width; names in it are not broken."""
    whole = text.replace(" %", "\N{NO-BREAK SPACE}%")
    lines = textwrap.wrap(whole, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}%", " %") for line in lines]


def _where(evaluation: Evaluation) -> list[str]:
    """Return where the best model loses, in a line or two."""
    best = evaluation.best
    told = [f"{best.name}: {gain}" for gain in [gain_told(best)] if gain]
    dear = [row for row in best.per_class[:1] if len(best.per_class) > 2 and math.isfinite(best.tally.loss.loss)]
    told += [
        f"{best.name}: class {row.label} carries {shown(row.share_of_loss, 'share')} of the loss with "
        f"{shown(row.share_of_weight, 'share')} of the rows"
        for row in dear
    ]
    by = ", ".join(dict.fromkeys(one.column for one in best.slices))
    hold = "hold few rows" if all(one.is_small for one in best.slices) else "hold few rows or an infinite loss"
    few = f"all slices by {by} {hold}; they are in the HTML and JSON reports" if by else ""
    worst = worst_slice_told(best)
    told += [f"{best.name}: {worst or few}"] if worst or few else []
    return [*told, ""] if told else []


def _heading(evaluation: Evaluation) -> list[str]:
    facts = evaluation.facts
    bits = facts.base_rate_entropy_nats / nats_per_unit(2)
    groups = f" in {counted(facts.n_groups, 'group')}" if facts.n_groups is not None else ""
    weighted = ", weighted" if facts.settings.get("weighted") else ""
    return [
        *_wrapped(
            f"{evaluation.data}: {counted(facts.n_rows, 'prediction')}{weighted}{groups}, "
            f"{counted(len(facts.labels), 'class')}; "
            f"{evaluation.how}"
        ),
        f"the class frequencies alone cost {facts.base_rate_entropy_nats:.4f} nats ({bits:.4f} bits) a row: skill 0",
    ]


def _table(
    evaluation: Evaluation, numbers: Sequence[Number], title: str, read: Callable[[ModelResult, Number], float]
) -> list[str]:
    rows = [
        [title, *(number.title for number in numbers)],
        ["", *(unit_shown(number) for number in numbers)],
        *(
            [named(evaluation, model), *(shown(read(model, number), number.unit) for number in numbers)]
            for model in evaluation.models
        ),
    ]
    return aligned(rows)


def aligned(rows: Sequence[Sequence[str]], n_heads: int = 2) -> list[str]:
    """Return rows of cells as lines, the first cell to the left, with a rule below the heads."""
    widths = [max(in_columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        room = [" " * (width - in_columns(cell)) for cell, width in zip(row, widths, strict=True)]
        cells = [row[0] + room[0], *(room[i] + row[i] for i in range(1, len(row)))]
        lines.append(_GAP.join(cells).rstrip())
    return [*lines[:n_heads], "-" * max(map(len, lines)), *lines[n_heads:]]


# What a terminal has room for: those with the baseline, or else with the best model, first.
_MOST_PAIRS = 10
_UNADJUSTED = "p is adjusted for the number of comparisons; intervals are not"


def _comparisons(evaluation: Evaluation) -> list[str]:
    """Return the paired differences, as a table with a blank line before it; nothing for one model."""
    leads = [lead_of(pair) for pair in by_interest(evaluation)]
    if not leads:
        return []
    rows = [
        (
            f"{one.better} {one.told()} {one.worse}",
            shown(one.by),
            bounds_shown(one.low, one.high),
            p_shown(one.p_holm),
            shown(one.win_rate, "share"),
        )
        for one in leads[:_MOST_PAIRS]
    ]
    left = len(leads) - len(rows)
    head = ("log losses of the same rows", "lower by", "95 % interval", "p (Holm)", "loses less in")
    more = [f"and {left} more pairs, in every other rendering"] if left else []
    told = [_UNADJUSTED] if len(leads) > 1 else []
    return ["", *aligned([head, ("", "nats", "", "", "rows, half of ties"), *rows]), *more, *told]


_WITHOUT = (
    "none, for the loss is infinite, nothing varies, rows were tested more than once, or too few rows or groups tell"
)


def _intervals(evaluation: Evaluation) -> list[str]:
    """Return the intervals of the numbers, a line for each model."""
    lines = [f"95 % intervals (Student's t), of {units_told(evaluation)} that are independent:"]
    for model in evaluation.models:
        found = [(BY_NAME[name], interval_shown(model, BY_NAME[name])) for name in _SURE]
        told = ", ".join(f"{number.title} {shown}" for number, shown in found if shown)
        lines += _wrapped(f"{model.name}: {told or _WITHOUT}")
    return lines


def _titles(numbers: Sequence[Number], direction: str) -> str:
    return ", ".join(dict.fromkeys(number.title for number in numbers if number.direction == direction))
