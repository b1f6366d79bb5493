"""The terminal's rendering of an ``Evaluation``: two aligned tables, and what to note."""

import math
import textwrap
from collections.abc import Callable

from skxent.report._evaluation import Evaluation
from skxent.report._format import shown
from skxent.report._model_result import ModelResult
from skxent.report._numbers import NUMBERS, Number

_GAP = "  "
_WIDTH = 100
_NATS_PER_BIT = math.log(2)


def render_text(evaluation: Evaluation) -> str:
    """Return the evaluation as lines of text."""
    lines = [*_wrapped(evaluation.sentence), "", *_heading(evaluation), ""]
    lines += [*_table(evaluation, "all rows together", ModelResult.value), "", *_intervals(evaluation)]
    if any(model.folds for model in evaluation.models):
        lines += ["", *_table(evaluation, "mean of the folds", ModelResult.fold_mean)]
    lines += ["", "lower is better: " + _titles("lower") + "; higher is better: " + _titles("higher")]
    lines += ["excess is the log loss above the labels' own entropy, which is 0 for hard labels"]
    for note in notes(evaluation):
        lines += _wrapped(f"note: {note}")
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    """Return a text as lines of the terminal's usual width; names in it are not broken."""
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def notes(evaluation: Evaluation) -> list[str]:
    """Return what a reader of the numbers should know, a line each."""
    found = []
    for model in evaluation.models:
        zero = model.tally.loss.n_zero
        if zero:
            rows = model.tally.loss.n_rows
            found.append(f"{model.name}: {zero} of {rows} rows gave probability 0 to what happened, so its loss is inf")
        found += [f"{model.name}: {note.message} ({note.category}, {note.count}x)" for note in model.notes]
    return found


def _heading(evaluation: Evaluation) -> list[str]:
    loss = evaluation.models[0].tally.loss
    bits = loss.base_rate_entropy / _NATS_PER_BIT
    return [
        *_wrapped(f"{evaluation.data}: {loss.n_rows} predictions, {len(loss.labels)} classes; {evaluation.how}"),
        f"the class frequencies alone cost {loss.base_rate_entropy:.4f} nats ({bits:.4f} bits) a row: skill 0",
    ]


def _table(evaluation: Evaluation, title: str, read: Callable[[ModelResult, Number], float]) -> list[str]:
    rows = [
        [title, *(number.title for number in NUMBERS)],
        ["", *(_unit_shown(number) for number in NUMBERS)],
        *(
            [model.name, *(shown(read(model, number), number.unit) for number in NUMBERS)]
            for model in evaluation.models
        ),
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        _GAP.join([row[0].ljust(widths[0]), *(cell.rjust(widths[i + 1]) for i, cell in enumerate(row[1:]))]).rstrip()
        for row in rows
    ]
    return [*lines[:2], "-" * max(map(len, lines)), *lines[2:]]


_WITHOUT = "none, for the loss is infinite, nothing varies, or rows were tested more than once"
_SURE = ("log_loss", "skill", "brier", "accuracy")


def _intervals(evaluation: Evaluation) -> list[str]:
    """Return the intervals of the numbers, a line for each model."""
    lines = ["95 % intervals, of rows that are independent:"]
    for model in evaluation.models:
        found = [(number, interval_shown(model, number)) for number in NUMBERS]
        told = ", ".join(f"{number.title} {shown}" for number, shown in found if shown)
        lines += _wrapped(f"{model.name}: {told or _WITHOUT}")
    return lines


def interval_shown(model: ModelResult, number: Number) -> str:
    """Return the interval of a number as text; empty where there is none, or where it is another's in other units."""
    if number.name not in _SURE:
        return ""
    low, high = (shown(bound, number.unit) for bound in model.interval(number))
    return "" if "undefined" in (low, high) else f"[{low.removesuffix(' %')}, {high}]"


def _unit_shown(number: Number) -> str:
    return number.unit if number.unit in {"nats", "bits"} else ""


def _titles(direction: str) -> str:
    return ", ".join(dict.fromkeys(number.title for number in NUMBERS if number.direction == direction))
