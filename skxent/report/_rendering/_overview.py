"""The page's sections about all models together: verdict, audit, headline, comparison, folds, how to reproduce."""

import math
from collections.abc import Sequence

from skxent._math._units import nats_per_unit
from skxent.report._evaluation import Evaluation
from skxent.report._gates import GateResult, GateResults
from skxent.report._rendering._blocks import Beside, Block, Code, Dots, Para, Part, Section, Table
from skxent.report._rendering._charts import Value, dots
from skxent.report._rendering._format import bounds_shown, count, fitted_both_ends, p_shown, shown
from skxent.report._rendering._words import (
    LEVEL,
    Lead,
    best_models,
    by_interest,
    has_labels,
    interval_shown,
    lead_of,
    noted,
    notes,
    unit_shown,
    units_told,
)
from skxent.report._sections._model_result import ModelResult
from skxent.report._sections._numbers import BY_NAME, NUMBERS, Number

_ARROWS = {"lower": "\N{DOWNWARDS ARROW}", "higher": "\N{UPWARDS ARROW}", "": ""}
# Of more comparisons, and of folds, only so many are shown; JSON has them all.
_MOST = 30
_GATES = 6  # that are shown together; of more those that failed stand alone
_COLUMNS = 12  # models side by side
_BESIDE, _ROOMY = 3, 6  # of them beside a chart, and in wide columns


def verdict(gates: GateResults) -> Section:
    """Return whether the gates passed."""
    passed = [result for result in gates.results if result.passed]
    if len(gates.results) <= _GATES:
        tables = [_gates("Gates", gates.results)]
    else:
        tables = [_gates("Gates that failed", gates.failed), _gates("Gates that passed", passed, folded=True)]
    return Section("Verdict", tuple(table for table in tables if table.rows))


def _gates(caption: str, results: Sequence[GateResult], *, folded: bool = False) -> Table:
    rows = tuple(
        (
            f"{result.gate}\n{result.model}",
            f"{_outcome(result)}\n{_margin(result)}",
            "unknown" if result.reason else shown(result.value),
        )
        for result in results
    )
    failed = frozenset(i for i, result in enumerate(results) if not result.passed)
    head = ("gate\nmodel", "outcome", "value")
    words = frozenset([1])
    return Table(caption, head, rows, marked=failed, words=words, code_first=True, folded=folded)


def _outcome(result: GateResult) -> str:
    return "\N{CHECK MARK} passed" if result.passed else "\N{BALLOT X} FAILED"


def _margin(result: GateResult) -> str:
    return f"unknown: {result.reason}" if result.reason else f"by {abs(result.margin):.4f}"


def data(evaluation: Evaluation) -> Section:
    """Return what the data are, and the settings."""
    facts = evaluation.facts
    units = "rows" if facts.n_groups is None else f"of {count(facts.n_groups)} groups"
    known = [
        ("rows", count(facts.n_rows)),
        ("effective number", f"{_effective(facts.n_effective)} {units}{_tested(facts.times_tested)}"),
        ("classes", f"{len(facts.labels)}: {_listed(facts.labels)}"),
        ("base rate", _listed([f"{label}: {shown(rate, 'share')}" for label, rate in _rates(evaluation)])),
        ("predictions", evaluation.how),
        ("settings", ", ".join(f"{name}={_plain(value)}" for name, value in facts.settings.items())),
        ("versions", ", ".join(f"{name} {value}" for name, value in facts.versions.items())),
        ("input, SHA-256", "; ".join(f"{name} {value[:16]}" for name, value in facts.input_hash.items())),
    ]
    known += [("made", facts.created)] if facts.created is not None else []
    return Section("Data and settings", (Table("What the numbers are of", ("", ""), tuple(known)),))


def _effective(n: float) -> str:
    return f"{n:,.0f}" if n >= 1000 else f"{n:.6g}"


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
            count(model.audit.n_rows),
            count(model.audit.n_weightless),
            count(model.audit.exact_zeros),
            count(model.audit.exact_ones),
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
    head = (
        "number",
        *(f"{model.name}\nbaseline" if model.name == evaluation.baseline else model.name for model in models),
    )
    entropy = evaluation.facts.base_rate_entropy_nats
    folds = " of all folds" if any(model.folds for model in evaluation.models) else ""
    ranked = " AUC of all folds together ranks rows of different fits, and can be lower for it." if folds else ""
    read = (
        f"{_ARROWS['lower']} lower is better, {_ARROWS['higher']} higher is better. Knowing only the class frequencies "
        f"costs {shown(entropy)} nats ({shown(entropy / nats_per_unit(2))} bits) a row: that is skill 0."
    )
    how = (
        f"Values are of all rows{folds} together. Below each is its 95 % interval (Student's t), which takes "
        f"{units_told(evaluation)} to be independent and is cut at what is possible; "
        f"{'' if hard else 'label entropy has none, '}AUC has none, and nothing has where nothing varies or rows were "
        f"tested more than once.{ranked}"
    )
    table = Table("Headline numbers", head, rows, wide_first=True, dense=len(models) > _ROOMY)
    chart = _loss_chart(evaluation)
    told = Para(how, soft=True)
    few = len(models) <= _BESIDE
    return Section(
        "Headline", (Beside(chart, table, (Para(read), told)),) if few else (Para(read), Beside(chart, told), table)
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
    folds = ", and short strokes of its folds" if any(value.strokes for value in values) else ""
    return dots(
        f"Log loss{' of each model' if len(values) > 1 else ''}, with its 95 % interval{folds}",
        "log loss, nats (lower is better)",
        values,
        reference=entropy if entropy > 0 else None,
        reference_text="class frequencies",
    )


def comparison(evaluation: Evaluation) -> Section | None:
    """Return which of every two models is better, and by how much; None for one model."""
    every = [lead_of(pair) for pair in by_interest(evaluation)]
    leads = every[:_MOST]
    if not leads:
        return None
    rows = tuple(_compared(one) for one in leads)
    adjusted = f"\nHolm, of {len(every)}" if len(every) > 1 else ""
    head = ("which is better", "by\nnats", f"p{adjusted}", "rows won\nhalf of ties")
    told = (
        "The model that loses less on the same rows comes first; the number says by how much less in the mean, and "
        "below it is the 95 % interval. An interval that reaches 0 says that it may be chance"
    )
    told += f", and so does p, adjusted for {len(every)} comparisons, from {LEVEL:g} on." if adjusted else "."
    table = Table("Comparison of models", head, rows, crowded=True)
    can_be_drawn = any(math.isfinite(one.by) for one in leads) and not any(math.isnan(one.by) for one in leads)
    blocks: list[Block] = [Para(told, soft=True), Beside(_lead_chart(leads), table) if can_be_drawn else table]
    left = len(every) - len(leads)
    blocks += [Para(f"and {left} more pairs, in the JSON.", soft=True)] if left else []
    return Section("Comparison of models", (*blocks, *_by_class(leads[0])))


def _compared(one: Lead) -> tuple[str, ...]:
    return (
        f"{one.better}\n{one.told()} {one.worse}",
        f"{shown(one.by)}\n{bounds_shown(one.low, one.high)}".rstrip(),
        p_shown(one.p_holm),
        shown(one.win_rate, "share"),
    )


def _lead_chart(leads: Sequence[Lead]) -> Dots:
    reach = _reach([one.by for one in leads])
    arrows = "; an arrow is beyond the axis" if any(one.by > reach or math.isinf(one.by) for one in leads) else ""
    return dots(
        f"How much less the first loses than the second\nwith the 95 % interval; grey where it may be chance{arrows}",
        "nats by which the first loses less",
        [
            Value(
                f"{fitted_both_ends(one.better, _NAME)} vs {fitted_both_ends(one.worse, _NAME)}",
                shown(one.by),
                one.by,
                one.low,
                one.high,
                greyed=not one.is_sure,
            )
            for one in leads
        ],
        reference=0.0,
        reference_text="no difference",
        signed=True,
        reach=reach,
    )


def _reach(leads: Sequence[float]) -> float:
    """Return how far an axis goes where a model that is sure and wrong would leave no room to see the others."""
    usual = max((by for by in leads if by <= _SURE), default=math.inf)
    return usual if max(leads) > _FAR * usual else math.inf


_SURE = 10.0  # nats a row, which only predictions near 0 and 1 can cost: a lead of more is of two kinds of models
_FAR = 20.0  # times the others, as where losses take a logarithmic axis
_NAME = 18  # letters of each of two models that a line of a chart has room for


def _by_class(one: Lead) -> tuple[Table, ...]:
    if len(one.per_class) < 2:
        return ()
    ranked = sorted(one.per_class, key=lambda row: -abs(row[1]))[:20]
    rows = tuple((str(label), f"{shown(by)}\n{bounds_shown(low, high)}".rstrip()) for label, by, low, high in ranked)
    caption = f"By class: how much less {one.better} loses than {one.worse} (below 0: more), largest first"
    return (Table(caption, ("class", "loses less by\nnats"), rows, folded=True),)


def folds(evaluation: Evaluation) -> Section | None:
    """Return the numbers of each fold beside the pooled; None without folds."""
    with_folds = [model for model in evaluation.models if model.folds]
    if not with_folds:
        return None
    told = Para(
        "Each fold by itself, and all rows together. The folds' spread is no standard error: they share training rows.",
        soft=True,
    )
    return Section("Folds", (told,), tuple(_folds(evaluation, model, i == 0) for i, model in enumerate(with_folds)))


def _folds(evaluation: Evaluation, model: ModelResult, is_open: bool) -> Part:  # noqa: FBT001 - a field of Part
    numbers = [number for number in NUMBERS if number.name in ("log_loss", "skill", "brier", "accuracy", "auc")]
    rows = [
        (
            str(i),
            count(fold.n_train),
            count(fold.n_rows),
            *(shown(fold.values[number.name], number.unit) for number in numbers),
            _listed([f"{label} ({n})" for label, n in fold.unseen.items()]),
        )
        for i, fold in enumerate(model.folds[:_MOST])
    ]
    pooled = (*(shown(model.value(number), number.unit) for number in numbers), "")
    rows.append(("all rows", "", count(model.tally.loss.n_rows), *pooled))
    head = ("fold", "trained on", "tested on", *(number.title for number in numbers), "classes not seen in training")
    if not any(row[-1] for row in rows):
        head, rows = head[:-1], [row[:-1] for row in rows]
    words = frozenset([len(numbers) + 3])
    last = frozenset([len(rows) - 1])
    table = Table(f"Folds of {model.name}", head, tuple(rows), marked=last, words=words)
    return Part(model.name, (table,), is_open, noted(evaluation, model))


def reproduce(evaluation: Evaluation) -> Section | None:
    """Return how to make the report again; None where nothing is known."""
    return Section("How to reproduce", (Code(evaluation.reproduce),)) if evaluation.reproduce else None
