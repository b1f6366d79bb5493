"""The page's sections about all models together: verdict, audit, headline, comparison, folds, how to reproduce."""

import math
from collections.abc import Sequence

from skxent._math._units import nats_per_unit
from skxent.report._evaluation import Evaluation
from skxent.report._gates import GateResults
from skxent.report._rendering._blocks import Block, Code, Dots, Para, Part, Section, Table
from skxent.report._rendering._charts import Value, dots
from skxent.report._rendering._format import bounds_shown, p_shown, shown
from skxent.report._rendering._words import (
    best_models,
    by_interest,
    has_labels,
    interval_shown,
    notes,
    unit_shown,
    units_told,
)
from skxent.report._sections._model_result import ModelResult
from skxent.report._sections._numbers import BY_NAME, NUMBERS, Number
from skxent.report._sections._pairs import PairedComparison

_ARROWS = {"lower": "\N{DOWNWARDS ARROW}", "higher": "\N{UPWARDS ARROW}", "": ""}
# Of more comparisons, and of folds, only so many are shown; JSON has them all.
_MOST = 30
_COLUMNS = 12  # models side by side


def verdict(evaluation: Evaluation, gates: GateResults) -> Section:
    """Return whether the gates passed, and what the data are."""
    facts = evaluation.facts
    blocks: list[Para | Table] = []
    if gates.results:
        rows = tuple(
            (
                result.gate,
                "\N{CHECK MARK} passed" if result.passed else "\N{BALLOT X} FAILED",
                result.model,
                f"unknown: {result.reason}" if result.reason else shown(result.value),
                "" if math.isnan(result.margin) else f"{result.margin:+.4f}",
            )
            for result in gates.results
        )
        failed = frozenset(i for i, result in enumerate(gates.results) if not result.passed)
        head = ("gate", "outcome", "model", "value", "margin")
        blocks.append(Table("Gates", head, rows, marked=failed, words=frozenset([1, 2])))
    units = "rows" if facts.n_groups is None else f"of {facts.n_groups} groups"
    known = [
        ("rows", f"{facts.n_rows}"),
        ("effective number", f"{facts.n_effective:.6g} {units}{_tested(facts.times_tested)}"),
        ("classes", f"{len(facts.labels)}: {_listed(facts.labels)}"),
        ("base rate", _listed([f"{label} {shown(rate, 'share')}" for label, rate in _rates(evaluation)])),
        ("predictions", evaluation.how),
        ("settings", ", ".join(f"{name}={_plain(value)}" for name, value in facts.settings.items())),
        ("versions", ", ".join(f"{name} {value}" for name, value in facts.versions.items())),
        ("input, SHA-256", "; ".join(f"{name} {value[:16]}" for name, value in facts.input_hash.items())),
    ]
    known += [("made", facts.created)] if facts.created is not None else []
    blocks.append(Table("Data and settings", ("", ""), tuple(known), folded=True))
    return Section("Verdict", (*blocks,))


def _tested(times: int) -> str:
    return f", tested up to {times} times each" if times > 1 else ""


def _rates(evaluation: Evaluation) -> list[tuple[object, float]]:
    facts = evaluation.facts
    return sorted(zip(facts.labels, facts.base_rate, strict=True), key=lambda pair: -pair[1])


def _listed(items: Sequence[object], most: int = 12) -> str:
    told = ", ".join(map(str, items[:most]))
    return told if len(items) <= most else f"{told}, ... ({len(items)} in all)"


def _plain(value: object) -> str:
    return " ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def audit(evaluation: Evaluation) -> Section:
    """Return what the input was like."""
    head = (
        "model",
        "rows",
        "of weight 0",
        "exact zeros",
        "exact ones",
        "furthest sum\nof a row",
        "classes that never happened",
    )
    rows = tuple(
        (
            model.name,
            str(model.audit.n_rows),
            str(model.audit.n_weightless),
            str(model.audit.exact_zeros),
            str(model.audit.exact_ones),
            f"1 \N{PLUS-MINUS SIGN} {model.audit.furthest_sum:.1g}",
            _listed(model.audit.missing_classes) or "none",
        )
        for model in evaluation.models
    )
    aligned = dict.fromkeys(model.audit.aligned for model in evaluation.models)
    odd = [f"{model.name}: {', '.join(told)}." for model in evaluation.models if (told := _odd(model))]
    lead = " ".join(odd) or "Nothing is odd: no weight of 0, no exact 0 or 1, and every class happened."
    checked = (
        "Every row was read. NaN, negative probabilities, repeated ids, and sums other than 1 that are not to be "
        f"divided are refused. How columns were read: {'; '.join(aligned)}."
    )
    noted = [Para(f"Note: {note}") for note in notes(evaluation)]
    table = Table("Input of each model", head, rows, folded=True)
    return Section("Input audit", (Para(lead), *noted, Para(checked, soft=True), table))


def _odd(model: ModelResult) -> list[str]:
    """Return what of a model's input is to be known."""
    audit = model.audit
    told = [f"{audit.n_weightless} of {audit.n_rows} rows have weight 0"] if audit.n_weightless else []
    zeros, ones = audit.exact_zeros, audit.exact_ones
    told += [f"{zeros} probabilities of exactly 0"] if zeros else []
    told += [f"{ones} probabilities of exactly 1"] if ones else []
    divided = f"{audit.n_divided} rows divided by sums as far from 1 as {audit.furthest_sum:.3g}"
    told += [divided] if audit.n_divided else []
    missing = audit.missing_classes
    told += [f"{_listed(missing)} never happened"] if missing else []
    return told


def _side_by_side(evaluation: Evaluation) -> list[ModelResult]:
    """Return the models in their order; of too many the best."""
    few = len(evaluation.models) <= _COLUMNS
    return list(evaluation.models) if few else best_models(evaluation, _COLUMNS)


def headline(evaluation: Evaluation) -> Section:
    """Return the numbers of every model, what they mean, and the chart of the losses."""
    models = _side_by_side(evaluation)
    hard = has_labels(evaluation)
    numbers = [number for number in NUMBERS if not (hard and number.name in ("label_entropy", "excess"))]
    rows = tuple(
        (
            f"{number.title}{unit_in(number)} {_ARROWS[number.direction]}\n{number.meaning}",
            *(
                f"{shown(model.value(number), number.unit)}\n{interval_shown(model, number)}".rstrip()
                for model in models
            ),
        )
        for number in numbers
    )
    head = ("", *(f"{model.name}\nbaseline" if model.name == evaluation.baseline else model.name for model in models))
    entropy = evaluation.facts.base_rate_entropy_nats
    folds = " of all folds" if any(model.folds for model in evaluation.models) else ""
    drawn = any(0 < len(model.folds) <= _MOST for model in evaluation.models)
    strokes = ", and short strokes of single folds" if drawn else ""
    ranked = " AUC of all folds together ranks rows of different fits, and can be lower for it." if folds else ""
    intro = (
        f"{_ARROWS['lower']} lower is better, {_ARROWS['higher']} higher is better. Values are of all rows{folds} "
        f"together{strokes}. Below each is its 95 % interval (Student's t), which takes "
        f"{units_told(evaluation)} to be independent; "
        f"{'' if hard else 'label entropy has none, '}AUC has none, and nothing has where nothing varies or rows were "
        "tested more than once. "
        "Bounds are cut at what is possible. Knowing only the class frequencies costs "
        f"{shown(entropy)} nats ({shown(entropy / nats_per_unit(2))} bits) a row: that is skill 0.{ranked}"
    )
    return Section(
        "Headline",
        (
            Table("Headline numbers", head, rows, wide_first=True),
            Para(intro, soft=True),
            _loss_chart(evaluation),
        ),
    )


def unit_in(number: Number) -> str:
    """Return the unit of a number behind a comma, where it needs one."""
    return f", {unit_shown(number)}" if unit_shown(number) else ""


def _loss_chart(evaluation: Evaluation) -> Dots:
    loss, entropy = BY_NAME["log_loss"], evaluation.facts.base_rate_entropy_nats
    values = [
        Value(
            model.name,
            shown(model.value(loss)),
            model.value(loss),
            *model.interval(loss),
            tuple(model.fold_values(loss)) if len(model.folds) <= _MOST else (),
        )
        for model in _side_by_side(evaluation)
    ]
    return dots(
        "Log loss of each model, with its 95 % interval",
        "log loss, nats (lower is better)",
        values,
        reference=entropy if entropy > 0 else None,
        reference_text="class frequencies",
    )


def comparison(evaluation: Evaluation) -> Section | None:
    """Return the paired differences of every two models; None for one model."""
    every = by_interest(evaluation)
    pairs = every[:_MOST]
    if not pairs:
        return None
    rows = tuple(
        (
            f"{one.a} \N{MINUS SIGN} {one.b}",
            shown(one.difference),
            bounds_shown(one.low, one.high),
            p_shown(one.p_value),
            p_shown(one.p_holm),
            shown(one.win_rate, "share"),
        )
        for one in pairs
    )
    head = (
        "first \N{MINUS SIGN} second",
        "difference\nnats",
        "95 % interval",
        "p",
        "p, Holm",
        "first loses less in\nhalf of ties",
    )
    told = (
        "Mean difference of the log losses of the same rows: below 0 where the first is better. p, Holm is adjusted "
        "for the number of comparisons; intervals are not."
    )
    finite = all(math.isfinite(one.difference) for one in pairs)
    blocks: list[Block] = [
        Para(told, soft=True),
        Table("Comparison of models", head, rows),
        *([_difference_chart(rows, pairs)] if finite else []),
    ]
    left = len(every) - len(pairs)
    blocks += [Para(f"and {left} more pairs, in the JSON.", soft=True)] if left else []
    return Section("Comparison of models", (*blocks, *_by_class(pairs[0])))


def _difference_chart(rows: Sequence[Sequence[str]], pairs: Sequence[PairedComparison]) -> Dots:
    return dots(
        "Paired differences of log losses, with their 95 % intervals",
        "difference of log losses, nats (left of 0: the first is better)",
        [Value(row[0], row[1], one.difference, one.low, one.high) for row, one in zip(rows, pairs, strict=True)],
        reference=0.0,
        reference_text="no difference",
        signed=True,
    )


def _by_class(one: PairedComparison) -> tuple[Table, ...]:
    if len(one.per_class) < 2:
        return ()
    ranked = sorted(one.per_class, key=lambda row: -abs(row.difference))[:20]
    rows = tuple((str(row.label), shown(row.difference), bounds_shown(row.low, row.high)) for row in ranked)
    caption = f"By class: {one.a} \N{MINUS SIGN} {one.b}, largest differences first"
    return (Table(caption, ("class", "difference\nnats", "95 % interval"), rows, folded=True),)


def folds(evaluation: Evaluation) -> Section | None:
    """Return the numbers of each fold beside the pooled; None without folds."""
    with_folds = [model for model in evaluation.models if model.folds]
    if not with_folds:
        return None
    told = Para(
        "Each fold by itself, and all rows together. The folds' spread is no standard error: they share training rows.",
        soft=True,
    )
    return Section("Folds", (told,), tuple(_folds(model, i == 0) for i, model in enumerate(with_folds)))


def _folds(model: ModelResult, is_open: bool) -> Part:  # noqa: FBT001 - a field of Part
    numbers = [number for number in NUMBERS if number.name in ("log_loss", "skill", "brier", "accuracy", "auc")]
    rows = [
        (
            str(i),
            str(fold.n_train),
            str(fold.n_rows),
            *(shown(fold.values[number.name], number.unit) for number in numbers),
            _listed([f"{label} ({n})" for label, n in fold.unseen.items()]),
        )
        for i, fold in enumerate(model.folds[:_MOST])
    ]
    pooled = (*(shown(model.value(number), number.unit) for number in numbers), "")
    rows.append(("all rows", "", str(model.tally.loss.n_rows), *pooled))
    head = ("fold", "trained on", "tested on", *(number.title for number in numbers), "classes not seen in training")
    return Part(
        model.name, (Table(f"Folds of {model.name}", head, tuple(rows), marked=frozenset([len(rows) - 1])),), is_open
    )


def reproduce(evaluation: Evaluation) -> Section | None:
    """Return how to make the report again; None where nothing is known."""
    return Section("How to reproduce", (Code(evaluation.reproduce),)) if evaluation.reproduce else None
