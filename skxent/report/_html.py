"""The HTML rendering of an ``Evaluation``: one file, no network, no script; everything from users is escaped."""

import math
from typing import Any

from skxent.report._chart import loss_chart
from skxent.report._evaluation import Evaluation
from skxent.report._format import shown
from skxent.report._model_result import ModelResult
from skxent.report._numbers import NUMBERS
from skxent.report._per_class import class_rows
from skxent.report._text import interval_shown, notes


def render_html(evaluation: Evaluation) -> str:
    """Return the report as the text of one HTML page."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise ModuleNotFoundError(
            "the HTML report needs jinja2; install it with: python -m pip install jinja2"
        ) from None
    environment = Environment(
        loader=PackageLoader("skxent.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.jinja").render(_context(evaluation))


def _context(evaluation: Evaluation) -> dict[str, Any]:
    loss = evaluation.models[0].tally.loss
    return {
        "evaluation": evaluation,
        "loss": loss,
        "numbers": NUMBERS,
        "notes": notes(evaluation),
        "chart": loss_chart(evaluation),
        "shown": shown,
        "pooled": [(model.name, _cells(model)) for model in evaluation.models],
        "folds": [(model.name, _fold_rows(model)) for model in evaluation.models],
        "classes": [(model.name, _class_cells(model)) for model in evaluation.models],
        "has_folds": any(model.folds for model in evaluation.models),
        "n_folds": max(len(model.folds) for model in evaluation.models),
    }


def _cells(model: ModelResult) -> list[tuple[str, str]]:
    """Return each number over all rows, and its interval; empty where it has none."""
    return [(shown(model.value(number), number.unit), interval_shown(model, number)) for number in NUMBERS]


# More classes than a reader looks at; JSON has them all.
_MOST_CLASSES = 20


def _class_cells(model: ModelResult) -> dict[str, Any]:
    """Return the classes that cost most, as cells of text, and how many more there are."""
    rows = class_rows(model)
    cells = [
        (
            str(row.label),
            shown(row.share_of_loss, "share"),
            shown(row.log_loss),
            "" if math.isnan(row.low) else f"[{shown(row.low)}, {shown(row.high)}]",
            shown(row.typical, "share"),
            str(row.n_rows),
            shown(row.share_of_weight, "share"),
        )
        for row in rows[:_MOST_CLASSES]
    ]
    return {"cells": cells, "more": len(rows) - len(cells)}


def _fold_rows(model: ModelResult) -> list[dict[str, Any]]:
    """Return each fold's number of rows and its numbers."""
    return [
        {"n_rows": fold.tally.loss.n_rows, "numbers": [float(number.read(fold.tally)) for number in NUMBERS]}
        for fold in model.folds
    ]
