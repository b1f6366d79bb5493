"""The Markdown rendering of an ``Evaluation``: for a comment on a pull request."""

import re

from skxent.report._evaluation import Evaluation
from skxent.report._format import shown
from skxent.report._gates import GateResults
from skxent.report._numbers import NUMBERS
from skxent.report._text import interval_shown, notes

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render_markdown(evaluation: Evaluation, gates: GateResults) -> str:
    """Return the verdict, the gates and the headline as Markdown."""
    lines = [f"### {_plain(evaluation.data)}", "", _plain(evaluation.sentence), ""]
    if gates.results:
        lines += ["| gate | model | value | |", "|---|---|---|---|"]
        lines += [
            f"| `{one.gate}` | {_plain(one.model)} | {shown(one.value)} | {'passed' if one.passed else '**failed**'} |"
            for one in gates.results
        ]
        lines.append("")
    lines += ["| model | " + " | ".join(_heading(number.title, number.unit) for number in NUMBERS) + " |"]
    lines += ["|---|" + "---|" * len(NUMBERS)]
    for model in evaluation.models:
        cells = [
            f"{shown(model.value(number), number.unit)} {interval_shown(model, number)}".rstrip() for number in NUMBERS
        ]
        lines.append(f"| {_plain(model.name)} | " + " | ".join(cells) + " |")
    loss = evaluation.models[0].tally.loss
    lines += ["", f"{loss.n_rows} rows, {len(loss.labels)} classes; 95 % intervals take rows to be independent."]
    lines += [f"- {_plain(note)}" for note in notes(evaluation)]
    return "\n".join(lines) + "\n"


def _heading(title: str, unit: str) -> str:
    return f"{title}, {unit}" if unit in ("nats", "bits") else title


def _plain(text: str) -> str:
    """Return a text on one line, with what Markdown would read as marks escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
