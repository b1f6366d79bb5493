"""``Evaluation``: the frozen outcome of an evaluation, from which every rendering reads and computes nothing else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from skxent.report._gates import Gate, GateResult, GateResults
from skxent.report._sections._facts import Facts
from skxent.report._sections._model_result import Measured, ModelResult
from skxent.report._sections._numbers import BY_NAME, NUMBERS, Number, numbers_of
from skxent.report._sections._pairs import PairedComparison
from skxent.report._unknown import why_unknown

Gates = str | Sequence[str] | None

_UNKNOWN = (math.nan, math.nan)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How well models predict, as numbers that can be shown as a table, as JSON and as one HTML file.

    Made by :func:`skxent.report.evaluate`, :func:`skxent.report.evaluate_predictions` and
    :func:`skxent.report.evaluate_file`. In a notebook it shows itself.

    Parameters
    ----------
    data : str
        Name of the data.
    models : tuple
        One result for each model, in the order given.
    how : str
        One line that says how the predictions were made.
    facts : Facts
        What the data were, and the settings.
    comparisons : tuple
        Every two models on the same rows.
    baseline : str, default=None
        Name of the model that the others are compared with by gates on the regression.
    gates : tuple of str, default=()
        What must be true to pass, for every rendering.
    reproduce : str
        A snippet or command that makes this evaluation again; empty if none is known.
    """

    data: str
    models: tuple[ModelResult, ...]
    how: str
    facts: Facts
    comparisons: tuple[PairedComparison, ...] = ()
    baseline: str | None = None
    gates: tuple[str, ...] = ()
    reproduce: str = ""

    @property
    def best(self) -> ModelResult:
        """The model with the lowest pooled log loss, the first of equals."""
        return min(self.models, key=lambda model: model.tally.loss.log_loss)

    @property
    def sentence(self) -> str:
        """The verdict in one sentence or a few."""
        from skxent.report._rendering._verdict import sentence_of

        return sentence_of(self)

    def with_gates(self, gates: str | Sequence[str]) -> "Evaluation":
        """Return the evaluation with gates that every rendering shows.

        Parameters
        ----------
        gates : str, or list of str
            As of :meth:`check`.

        Returns
        -------
        Evaluation
            A copy.

        Raises
        ------
        ValueError
            If a gate is none, is on an unknown metric, on a bound that the metric never has, or on the regression
            against a baseline that is not there.
        """
        texts = _texts(gates)
        self.check(texts)
        again = f"{self.reproduce}\nevaluation = evaluation.with_gates({list(texts)!r})" if texts else self.reproduce
        return replace(self, gates=texts, reproduce=again)

    def table(self) -> pd.DataFrame:
        """Return the headline as a tidy table, a row for each model and metric.

        Returns
        -------
        pandas.DataFrame
            Columns model, metric, value (over all rows together), low and high (of its 95 % interval, which takes rows,
            or groups if they were given, to be independent; nan where there is none), unit, direction ("lower" or
            "higher" is better, "" where neither is), meaning, and fold_mean (nan without folds).
        """
        from skxent.report._rendering._record import number_record

        return pd.DataFrame(
            [
                {"model": model.name, "metric": number.name, **number_record(model, number)}
                for model in self.models
                for number in NUMBERS
            ]
        )

    def check(self, gates: Gates = None) -> GateResults:
        """Return how every model stands to gates such as ``"log_loss < 0.35"`` or ``"skill.low > 0"``.

        Parameters
        ----------
        gates : str, or list of str, default=None
            A metric of :meth:`table`, or ``.low`` or ``.high`` of its interval, one of < <= > >=, and a number. With a
            baseline also ``.regression``, which is how much worse the metric is than the baseline's, and
            ``.regression.low`` and ``.regression.high`` of its interval, which is of the rows' paired differences and
            unknown for perplexity, typical_probability and auc. By default those of the evaluation.

        Returns
        -------
        GateResults
            ``.passed``, ``.failed`` and ``.results``.

        Raises
        ------
        ValueError
            If a gate is none, is on an unknown metric, on a bound that the metric never has, or on the regression
            against a baseline that is not there.

        Examples
        --------
        >>> from skxent.report import evaluate_predictions
        >>> y, p = [0, 1] * 20, [0.25, 0.75] * 20
        >>> found = evaluate_predictions(y, {"new": p, "old": [0.5] * 40}, baseline="old")
        >>> print(found.check("log_loss.regression < 0"))  # ln(4/3) - ln(2)
        passed: new: log_loss.regression < 0 (log_loss.regression is -0.405465, 0.405 within)
        """
        texts = self.gates if gates is None else _texts(gates)
        known = numbers_of(len(self.facts.labels))
        parsed = [Gate.parse(text, known, has_baseline=self.baseline is not None) for text in texts]
        challengers = [model for model in self.models if model.name != self.baseline]
        return GateResults(tuple(self._stands(model, gate) for gate in parsed for model in challengers))

    @property
    def regressions(self) -> dict[str, dict[str, Measured]]:
        """How much worse each number of each model is than the baseline's; none without a baseline."""
        if self.baseline is None:
            return {}
        return {
            model.name: {number.name: self._regression(model, number) for number in NUMBERS if number.direction}
            for model in self.models
            if model.name != self.baseline
        }

    def _stands(self, model: ModelResult, gate: Gate) -> GateResult:
        """Return how a model stands to a gate, and why its number is unknown if it is."""
        value, involved = self._part(model, gate), (model, self._before) if gate.is_regression else (model,)
        reason = why_unknown(BY_NAME[gate.metric], involved, self.facts) if math.isnan(value) else ""
        return gate.on(model.name, value, reason)

    @property
    def _before(self) -> ModelResult:
        """The baseline's result."""
        return next(one for one in self.models if one.name == self.baseline)

    def _part(self, model: ModelResult, gate: Gate) -> float:
        """Return the number that a gate is on."""
        if not gate.is_regression:
            return float(getattr(model.headline[gate.metric], gate.part))
        found = self._regression(model, BY_NAME[gate.metric])
        return float(getattr(found, gate.part.removeprefix("regression").lstrip(".") or "value"))

    def _regression(self, model: ModelResult, number: Number) -> Measured:
        """Return how much worse a number is than the baseline's, by the rows' paired differences where it has rows."""
        sign = -1.0 if number.direction == "higher" else 1.0
        worse = sign * (model.value(number) - self._before.value(number)) + 0.0  # not -0
        for pair in self.comparisons:
            found = pair.of(number.name)
            if found is not None and {pair.a, pair.b} == {model.name, self.baseline}:
                turn = sign if pair.a == model.name else -sign
                low, high = sorted((turn * found.low, turn * found.high)) if math.isfinite(found.low) else _UNKNOWN
                return Measured(worse, low, high)
        return Measured(worse, *_UNKNOWN)

    def to_dict(self) -> dict[str, Any]:
        """Return everything in plain types.

        Returns
        -------
        dict
            Keys schema_version, verdict, data, audit, models (by name: headline, zero_probability, decomposition,
            calibration, per_class, confusion, slices, worst_rows, loss_distribution, folds), comparisons and reproduce.
        """
        from skxent.report._rendering._record import record_of

        return record_of(self, self.check())

    def to_json(self) -> str:
        """Return ``to_dict`` as strict JSON.

        Returns
        -------
        str
            UTF-8 text; infinite values are the strings "inf" and "-inf", nan is null.
        """
        from skxent.report._rendering._record import json_of

        return json_of(self.to_dict())

    def to_markdown(self, gates: Gates = None) -> str:
        """Return the headline as Markdown that fits a comment on a pull request.

        Parameters
        ----------
        gates : str, or list of str, default=None
            Gates to check, as of :meth:`check`.

        Returns
        -------
        str
            The verdict, the gates, and a table.

        Raises
        ------
        ValueError
            As of :meth:`check`.
        """
        from skxent.report._rendering._markdown import render_markdown

        return render_markdown(self, gates)

    def to_junit(self, gates: Gates = None) -> str:
        """Return the gates as JUnit XML, a test case for each gate and model.

        Parameters
        ----------
        gates : str, or list of str, default=None
            Gates to check, as of :meth:`check`; without any the suite is empty.

        Returns
        -------
        str
            UTF-8 text.

        Raises
        ------
        ValueError
            As of :meth:`check`.
        """
        from skxent.report._rendering._junit import render_junit

        return render_junit(self, self.check(gates))

    def to_text(self) -> str:
        """Return the headline as a table for the terminal.

        Returns
        -------
        str
            Plain ASCII lines but for names that are not.
        """
        from skxent.report._rendering._text import render_text

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

        Raises
        ------
        ModuleNotFoundError
            If jinja2 is not installed.
        OSError
            If it cannot be written; ``path`` then holds what it held before.
        """
        from skxent.report._rendering._html import render_html
        from skxent.report._write import write_whole

        page = render_html(self)
        if path is not None:
            write_whole(Path(path), page)
        return page

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Evaluation of {self.data}: {', '.join(model.name for model in self.models)}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the page in a frame of its own, so that its styles stay its own."""
        from skxent.report._rendering._html import render_frame

        return render_frame(self)


def _texts(gates: str | Sequence[str]) -> tuple[Any, ...]:
    return tuple(gates) if isinstance(gates, list | tuple) else (gates,)
