"""The Markdown rendering of an ``Evaluation``: for a comment on a pull request."""

import math
import re
from collections.abc import Sequence
from html import escape

from skxent.report._evaluation import Evaluation, Gates
from skxent.report._gates import GateResult
from skxent.report._rendering._format import bounds_shown, counted, p_shown, shown, without_controls
from skxent.report._rendering._readable import with_readable_names
from skxent.report._rendering._verdict import sentences_of
from skxent.report._rendering._words import (
    by_interest,
    columns_of,
    gain_told,
    interval_shown,
    lead_of,
    named,
    notes,
    title_of,
    unit_shown,
    units_told,
    worst_slice_told,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
# A comment has room for so many comparisons and classes.
_MOST = 6


def render_markdown(evaluation: Evaluation, gates: Gates) -> str:
    """Return the verdict, the gates, the headline, and where it fails, as Markdown."""
    evaluation = with_readable_names(evaluation)
    found = evaluation.check(gates)
    sentences = [_plain(one) for one in sentences_of(evaluation)]
    lines = [f"### {_plain(title_of(evaluation))}", "", " ".join([f"**{sentences[0]}**", *sentences[1:]]), ""]
    if found.results:
        rows = [
            (
                f"`{' '.join(one.gate.split())}`",
                _plain(one.model),
                _plain(f"unknown: {one.reason}") if one.reason else shown(one.value),
                _outcome(one),
            )
            for one in found.results
        ]
        lines += [*_table(("gate", "model", "value", ""), rows), ""]
    numbers = columns_of(evaluation)
    head = (
        "model",
        *(f"{number.title}, {unit}" if (unit := unit_shown(number)) else number.title for number in numbers),
    )
    rows_of_models = [
        (
            _plain(named(evaluation, model)),
            *(f"{shown(model.value(n), n.unit)} {interval_shown(model, n)}".rstrip() for n in numbers),
        )
        for model in evaluation.models
    ]
    lines += _table(head, rows_of_models)
    facts = evaluation.facts
    independent = f"95 % intervals (Student's t) take {units_told(evaluation)} to be independent."
    lines += ["", f"{counted(facts.n_rows, 'row')}, {counted(len(facts.labels), 'class')}; {independent}"]
    best = evaluation.best
    told = [f"{best.name}: {one}" for one in (gain_told(best), worst_slice_told(best)) if one]
    lines += [f"- {_plain(one)}" for one in [*told, *notes(evaluation)]]
    lines += _comparisons(evaluation) + _classes(evaluation)
    return without_controls("\n".join(lines)) + "\n"


def _outcome(one: GateResult) -> str:
    by = "" if math.isnan(one.margin) else f" by {abs(one.margin):.4g}"
    return f"{'passed' if one.passed else '**FAILED**'}{by}"


def _comparisons(evaluation: Evaluation) -> list[str]:
    rows = [
        (
            _plain(f"{one.better} {one.told()} {one.worse}"),
            f"{shown(one.by)} {bounds_shown(one.low, one.high)}".rstrip(),
            p_shown(one.p_holm),
            shown(one.win_rate, "share"),
        )
        for one in map(lead_of, by_interest(evaluation)[:_MOST])
    ]
    return (
        [
            "",
            *_table(("log losses of the same rows", "lower by, nats", "p (Holm)", "loses less in, half of ties"), rows),
        ]
        if rows
        else []
    )


def _classes(evaluation: Evaluation) -> list[str]:
    rows = [
        (_plain(str(row.label)), shown(row.share_of_loss, "share"), shown(row.log_loss), str(row.n_rows))
        for row in evaluation.best.per_class[:_MOST]
    ]
    if len(rows) < 3:
        return []
    summary = f"<details><summary>Classes that cost {escape(evaluation.best.name)} most</summary>"
    return ["", summary, "", *_table(("class", "share of loss", "log loss, nats", "rows"), rows), "", "</details>"]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]


def _plain(text: str) -> str:
    """Return a text on one line, with what Markdown would read as marks escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
