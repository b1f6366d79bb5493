"""``Evaluation``: the frozen outcome of an evaluation, from which every rendering reads and computes nothing else."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from skxent.report._format import shown
from skxent.report._gates import Gate, GateResults
from skxent.report._model_result import ModelResult
from skxent.report._numbers import NUMBERS, Number
from skxent.report._per_class import class_rows

SCHEMA_VERSION = 1


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How well models predict, as numbers that can be shown as a table, as JSON and as one HTML file.

    Made by :func:`skxent.report.evaluate`, :func:`skxent.report.evaluate_predictions` and
    :func:`skxent.report.evaluate_file`.

    Parameters
    ----------
    data : str
        Name of the data.
    models : tuple
        One result for each model, in the order given.
    how : str
        One line that says how the predictions were made.
    reproduce : str
        A snippet or command that makes this evaluation again; empty if none is known.
    """

    data: str
    models: tuple[ModelResult, ...]
    how: str
    reproduce: str = ""

    @property
    def best(self) -> ModelResult:
        """The model with the lowest pooled log loss, the first of equals."""
        return min(self.models, key=lambda model: model.tally.loss.log_loss)

    @property
    def sentence(self) -> str:
        """The verdict in one sentence or two."""
        ranked = sorted(self.models, key=lambda model: model.tally.loss.log_loss)
        best, loss = ranked[0], ranked[0].tally.loss
        if math.isinf(loss.log_loss):
            subject = "Every model" if len(ranked) > 1 else best.name
            return (
                f"{subject} has an infinite log loss: {loss.n_zero} of {loss.n_rows} rows gave probability 0 to what "
                "happened. Smoothing, such as 1e-6, makes it finite."
            )
        typical = shown(math.exp(-loss.log_loss), "share")
        return (
            f"{_ranking(ranked)} {best.name} {_compared(loss.d2)}; in the geometric mean it gave what happened a "
            f"probability of {typical}."
        )

    def with_how(self, more: str) -> "Evaluation":
        """Return the evaluation with more said about how the predictions were made.

        Parameters
        ----------
        more : str
            A clause to add.

        Returns
        -------
        Evaluation
            A copy.
        """
        return replace(self, how=f"{self.how}; {more}")

    def table(self) -> pd.DataFrame:
        """Return the headline as a tidy table, a row for each model and metric.

        Returns
        -------
        pandas.DataFrame
            Columns model, metric, value (over all rows together), low and high (of its 95 % interval, which takes rows
            to be independent), unit, direction ("lower" or "higher" is better), meaning, and fold_mean (nan without
            folds).
        """
        return pd.DataFrame(
            [
                {"model": model.name, "metric": number.name, **_number_dict(model, number)}
                for model in self.models
                for number in NUMBERS
            ]
        )

    def check(self, gates: str | Sequence[str]) -> GateResults:
        """Return how every model stands to gates such as ``"log_loss < 0.35"`` or ``"skill.low > 0"``.

        Parameters
        ----------
        gates : str, or list of str
            A metric of :meth:`table`, or ``.low`` or ``.high`` of its interval, one of < <= > >=, and a number.

        Returns
        -------
        GateResults
            ``.passed``, ``.failed`` and ``.results``.

        Raises
        ------
        ValueError
            If a gate is none, or on an unknown metric.
        """
        numbers = {number.name: number for number in NUMBERS}
        texts: list[Any] = list(gates) if isinstance(gates, list | tuple) else [gates]
        parsed = [Gate.parse(text, numbers) for text in texts]
        return GateResults(
            tuple(
                gate.on(model.name, model.part(numbers[gate.metric], gate.part))
                for gate in parsed
                for model in self.models
            )
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything in plain types.

        Returns
        -------
        dict
            Keys schema_version, verdict, data, audit, models (by name: headline, zero_probability, per_class, folds)
            and reproduce. Infinite values are floats here, and strings in :meth:`to_json`.
        """
        loss = self.models[0].tally.loss
        return {
            "schema_version": SCHEMA_VERSION,
            "verdict": {"best": self.best.name, "sentence": self.sentence},
            "data": {
                "name": self.data,
                "how": self.how,
                "n_rows": loss.n_rows,
                "weight": loss.weight,
                "labels": loss.labels.tolist(),
                "base_rate": loss.base_rate.tolist(),
                "base_rate_entropy_nats": loss.base_rate_entropy,
            },
            "audit": {
                model.name: [{"category": n.category, "message": n.message, "count": n.count} for n in model.notes]
                for model in self.models
            },
            "models": {model.name: _model_dict(model) for model in self.models},
            "reproduce": self.reproduce,
        }

    def to_json(self) -> str:
        """Return ``to_dict`` as strict JSON.

        Returns
        -------
        str
            UTF-8 text; infinite values are the strings "inf" and "-inf", nan is null.
        """
        return json.dumps(_strict(self.to_dict()), indent=2, allow_nan=False, ensure_ascii=False) + "\n"

    def to_markdown(self, gates: str | Sequence[str] = ()) -> str:
        """Return the headline as Markdown that fits a comment on a pull request.

        Parameters
        ----------
        gates : str, or list of str, default=()
            Gates to check, as of :meth:`check`.

        Returns
        -------
        str
            The verdict, the gates, and a table.
        """
        from skxent.report._markdown import render_markdown

        return render_markdown(self, self.check(gates))

    def to_junit(self, gates: str | Sequence[str] = ()) -> str:
        """Return the gates as JUnit XML, a test case for each gate and model.

        Parameters
        ----------
        gates : str, or list of str, default=()
            Gates to check, as of :meth:`check`; without any the suite is empty.

        Returns
        -------
        str
            UTF-8 text.
        """
        from skxent.report._junit import render_junit

        return render_junit(self, self.check(gates))

    def to_text(self) -> str:
        """Return the headline as a table for the terminal.

        Returns
        -------
        str
            Plain ASCII lines but for names that are not.
        """
        from skxent.report._text import render_text

        return render_text(self)

    def to_html(self, path: str | Path | None = None) -> str:
        """Return the report as one HTML file that needs no network and no script.

        Parameters
        ----------
        path : str or path, default=None
            Where to write it as well; an existing file is replaced whole.

        Returns
        -------
        str
            The page.
        """
        from skxent.report._html import render_html
        from skxent.report._write import write_whole

        page = render_html(self)
        if path is not None:
            write_whole(Path(path), page)
        return page

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Evaluation of {self.data}: {', '.join(model.name for model in self.models)}>"


def _number_dict(model: ModelResult, number: Number) -> dict[str, Any]:
    low, high = model.interval(number)
    return {
        "value": model.value(number),
        "low": low,
        "high": high,
        "unit": number.unit,
        "direction": number.direction,
        "meaning": number.meaning,
        "fold_mean": model.fold_mean(number),
    }


def _model_dict(model: ModelResult) -> dict[str, Any]:
    return {
        "headline": {number.name: _number_dict(model, number) for number in NUMBERS},
        "zero_probability": {"rows": model.tally.loss.n_zero},
        "per_class": [vars(row) for row in class_rows(model)],
        "folds": [
            {
                "n_rows": fold.tally.loss.n_rows,
                "n_train": fold.n_train,
                "unseen": fold.unseen,
                **{number.name: float(number.read(fold.tally)) for number in NUMBERS},
            }
            for fold in model.folds
        ],
    }


def _ranking(ranked: list[ModelResult]) -> str:
    """Return which model has the lowest log loss, and which is next; those that look equal are named together."""
    best = shown(ranked[0].tally.loss.log_loss)
    if len(ranked) == 1:
        return f"{ranked[0].name} has a log loss of {best} nats."
    equal = [model.name for model in ranked if shown(model.tally.loss.log_loss) == best]
    if len(equal) > 1:
        return f"{', '.join(equal[:-1])} and {equal[-1]} have the lowest log loss of {len(ranked)} models, {best} nats."
    following = ranked[1]
    return (
        f"{equal[0]} has the lowest log loss of {len(ranked)} models, {best} nats; next is {following.name} with "
        f"{shown(following.tally.loss.log_loss)}."
    )


def _compared(skill: float) -> str:
    """Return how a skill compares with knowing only the class frequencies."""
    if math.isnan(skill):
        return "cannot be compared with the base rate, for there is one class only"
    if skill > 0:
        return f"saves {shown(skill, 'share')} of the base rate's loss"
    return "is worse than the base rate" if skill < 0 else "is as good as the base rate"


def _strict(value: Any) -> Any:
    """Return plain types that JSON can hold: inf as a string, nan as None."""
    if isinstance(value, dict):
        return {str(key): _strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)  # labels that are dates and the like
