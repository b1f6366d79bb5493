"""The terminal's rendering of an ``Evaluation``: aligned tables, gates, where it fails, and what to note."""

import math
import textwrap
from collections.abc import Callable, Sequence

from skxent.report._evaluation import Evaluation
from skxent.report._rendering._format import bounds_shown, counted, p_shown, shown
from skxent.report._sections._model_result import ModelResult
from skxent.report._sections._numbers import BY_NAME, Number
from skxent.report._sections._pairs import PairedComparison

_GAP = "  "
_WIDTH = 100
_NATS_PER_BIT = math.log(2)
# What a terminal has room for; the others are in every other rendering.
_COLUMNS = ("log_loss", "log_loss_bits", "excess", "skill", "brier", "accuracy", "auc")
_SURE = ("log_loss", "skill", "brier", "accuracy")


def render_text(evaluation: Evaluation) -> str:
    """Return the evaluation as lines of text."""
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
    return "\n".join(lines)


def columns_of(evaluation: Evaluation) -> list[Number]:
    """Return the numbers that a table has room for; the excess only where it is not the loss itself."""
    hard = all(model.tally.loss.target_entropy == 0 for model in evaluation.models)
    return [BY_NAME[name] for name in _COLUMNS if not (hard and name == "excess")]


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
        for note in model.notes:
            times = f", {note.count}x" if note.count > 1 else ""
            found.append(f"{model.name}: {note.message} ({note.category}{times})")
    return found


def gain_told(model: ModelResult) -> str:
    """Return what recalibration alone would gain, in a sentence; empty where nothing is known."""
    best = model.decomposition.best
    if best is None or math.isnan(best.miscalibration):
        return ""
    if best.in_sample:
        how = "judged by the rows it was fitted on, so that of few rows most is chance"
        return f"recalibration alone would gain {shown(best.miscalibration)} nats ({how})"
    told = f"{shown(best.miscalibration)} nats {bounds_shown(best.low, best.high)}".rstrip()
    if best.miscalibration <= 0 or best.low <= 0:
        return f"recalibration alone would gain nothing that rows it has not seen can tell: {told}"
    share = "" if math.isnan(best.share) else f", {shown(best.share, 'share')} of the loss"
    return f"recalibration alone would gain {told}{share}, as rows judge it that it has not seen"


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
    told += [f"{best.name}: {slice_}" for slice_ in [worst_slice_told(best)] if slice_]
    return [*told, ""] if told else []


def worst_slice_told(model: ModelResult) -> str:
    """Return the slice that loses most, of those that are not small; empty without any."""
    large = [one for one in model.slices if not one.is_small and math.isfinite(one.log_loss)]
    if not large:
        return ""
    one = max(large, key=lambda one: one.log_loss)
    bounds = bounds_shown(one.low, one.high)
    return (
        f"slice {one.column}={one.value} loses most, {shown(one.log_loss)} nats {bounds}".rstrip()
        + f", with {shown(one.share_of_weight, 'share')} of the rows"
    )


def _heading(evaluation: Evaluation) -> list[str]:
    facts = evaluation.facts
    bits = facts.base_rate_entropy_nats / _NATS_PER_BIT
    groups = f" in {counted(facts.n_groups, 'group')}" if facts.n_groups is not None else ""
    return [
        *_wrapped(
            f"{evaluation.data}: {counted(facts.n_rows, 'prediction')}{groups}, {counted(len(facts.labels), 'class')}; "
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
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        _GAP.join([row[0].ljust(widths[0]), *(cell.rjust(widths[i + 1]) for i, cell in enumerate(row[1:]))]).rstrip()
        for row in rows
    ]
    return [*lines[:n_heads], "-" * max(map(len, lines)), *lines[n_heads:]]


# What a terminal has room for: those with the baseline, or else with the best model, first.
_MOST_PAIRS = 10


def _comparisons(evaluation: Evaluation) -> list[str]:
    """Return the paired differences, as a table with a blank line before it; nothing for one model."""
    pairs = by_interest(evaluation)
    if not pairs:
        return []
    rows = [
        (
            f"{one.a} - {one.b}",
            shown(one.difference),
            bounds_shown(one.low, one.high),
            p_shown(one.p_holm),
            shown(one.win_rate, "share"),
        )
        for one in pairs[:_MOST_PAIRS]
    ]
    left = len(pairs) - len(rows)
    head = ("same rows, paired", "difference", "95 % interval", "p (Holm)", "first loses less in")
    more = [f"and {left} more pairs, in every other rendering"] if left else []
    return ["", *aligned([head, ("", "nats", "", "", "half of ties"), *rows]), *more]


def best_models(evaluation: Evaluation, most: int) -> list[ModelResult]:
    """Return so many models of the least loss, the best first, and the baseline."""
    ranked = sorted(evaluation.models, key=lambda model: model.tally.loss.log_loss)
    return ranked[:most] + [model for model in ranked[most:] if model.name == evaluation.baseline]


def named(evaluation: Evaluation, model: ModelResult) -> str:
    """Return a model's name, with a word on the baseline."""
    return f"{model.name} (baseline)" if model.name == evaluation.baseline else model.name


def by_interest(evaluation: Evaluation) -> list[PairedComparison]:
    """Return the comparisons, those with the baseline or else with the best model first."""
    name = evaluation.baseline if evaluation.baseline is not None else evaluation.best.name
    return sorted(evaluation.comparisons, key=lambda one: name not in (one.a, one.b))


_WITHOUT = "none, for the loss is infinite, nothing varies, or rows were tested more than once"


def _intervals(evaluation: Evaluation) -> list[str]:
    """Return the intervals of the numbers, a line for each model."""
    lines = [f"95 % intervals, of {units_told(evaluation)} that are independent:"]
    for model in evaluation.models:
        found = [(BY_NAME[name], interval_shown(model, BY_NAME[name])) for name in _SURE]
        told = ", ".join(f"{number.title} {shown}" for number, shown in found if shown)
        lines += _wrapped(f"{model.name}: {told or _WITHOUT}")
    return lines


def units_told(evaluation: Evaluation) -> str:
    """Return what intervals take to be independent."""
    return "rows" if evaluation.facts.n_groups is None else "groups"


def interval_shown(model: ModelResult, number: Number) -> str:
    """Return the interval of a number as text; empty where there is none."""
    return bounds_shown(*model.interval(number), number.unit)


def unit_shown(number: Number) -> str:
    """Return the unit of a number where it needs one."""
    return number.unit if number.unit in {"nats", "bits"} else ""


def _titles(numbers: Sequence[Number], direction: str) -> str:
    return ", ".join(dict.fromkeys(number.title for number in numbers if number.direction == direction))
