"""Gates: what a number of the headline must be for an evaluation to pass, parsed from text and never run as code.

gate = METRIC [.regression] [.low | .high] (< | <= | > | >=) NUMBER

The regression is how much worse the number is than the baseline's, whichever direction is better.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from skxent._check import cut, shown

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_GATE = re.compile(
    r"\s*(?P<metric>[A-Za-z_]\w*)(?P<parts>(?:\.\w+)*)\s*(?P<compare><=|>=|<|>)\s*"
    r"(?P<bound>[+-]?(?P<digits>\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*",
    flags=re.ASCII,
)
_WANTED = "a gate is a metric, one of < <= > >=, and a number, such as 'log_loss < 0.35' or 'skill.low > 0'."
_PARTS = ("", "low", "high", "regression", "regression.low", "regression.high")


@dataclass(frozen=True)
class Gate:
    """One condition: a number, or a bound of its interval, against a fixed bound."""

    text: str
    metric: str
    part: str  # "value", "low" or "high", or "regression", "regression.low" or "regression.high"
    compare: str
    bound: float
    passes_worse: bool  # whether it holds for all models that are worse than one for which it holds

    @classmethod
    def parse(cls, text: str, known: Mapping[str, Any], *, has_baseline: bool) -> "Gate":
        """Return the gate that a text says; refuse what is no gate, or is on what is not known, or never is.

        ``known`` has the numbers of the headline by name.
        """
        found = _GATE.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise ValueError(f"{shown(text)} is no gate; {_WANTED}")
        told, bound = f"gate {shown(text)}", float(found["bound"])
        if not math.isfinite(bound):
            raise ValueError(f"{told} has no finite bound; {_WANTED}")
        if bound == 0 and found["digits"].strip("0."):
            raise ValueError(f"{told} has a bound that is 0 in float64; write 0 if that is meant.")
        metric, part, metrics = found["metric"], found["parts"].removeprefix("."), list(known)
        if metric not in metrics:
            near = get_close_matches(metric.lower(), metrics, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{told} is on {shown(metric)}; name one of {', '.join(metrics)}.{hint}")
        if part not in _PARTS:
            raise ValueError(
                f"{told} is on .{cut(part)} of {metric}; name .low or .high of its interval, or .regression against "
                "the baseline, .regression.low or .regression.high."
            )
        less_is_better = part.startswith("regression") or known[metric].direction == "lower"
        passes_worse = bool(known[metric].direction) and less_is_better == found["compare"].startswith(">")
        gate = cls(" ".join(text.split()), metric, part or "value", found["compare"], bound, passes_worse)
        gate.refuse_senseless(known[metric], has_baseline=has_baseline)
        return gate

    def refuse_senseless(self, number: Any, *, has_baseline: bool) -> None:
        """Refuse a gate on what its number never has, or never is: it would say nothing of a model."""
        metric, part, told = self.metric, self.part, f"gate {shown(self.text)} is"
        if self.is_regression and not number.direction:
            raise ValueError(
                f"{told} on the regression of {metric}, of which neither more nor less is better; gate on {metric} "
                "itself."
            )
        if part.endswith(("low", "high")) and not (number.pairs if self.is_regression else number.interval):
            raise ValueError(f"{told} on .{part} of {metric}, which has no interval; gate on {metric} itself.")
        if self.is_regression and not has_baseline:
            raise ValueError(f"{told} on the regression against a baseline, and there is none; give a baseline.")
        self._refuse_foregone(number)

    def _refuse_foregone(self, number: Any) -> None:
        """Refuse a gate that every model passes, or every model fails."""
        low, high = number.span
        if self.is_regression:
            low, high = low - high, high - low
        ends = {_COMPARE[self.compare](end, self.bound) for end in (low, high)}
        if len(ends) == 2:
            return
        hint = f"choose a bound that a model can {'miss' if ends == {True} else 'reach'}"
        if number.unit == "share" and self.bound > 1:
            hint = "write 0.6 for 60 %"
        above = "" if low == -math.inf else f"at least {low:g}"
        below = "" if high == math.inf else f"at most {high:g}"
        raise ValueError(
            f"gate {shown(self.text)} is {'passed' if ends == {True} else 'failed'} by every model, for "
            f"{'the regression of ' if self.is_regression else ''}{self.metric} is "
            f"{' and '.join(filter(None, [above, below]))}; {hint}."
        )

    @property
    def is_regression(self) -> bool:
        """Whether it is on the difference to the baseline."""
        return self.part.startswith("regression")

    def on(self, model: str, value: float, reason: str) -> "GateResult":
        """Return how a model's number stands to the gate."""
        passed = not math.isnan(value) and _COMPARE[self.compare](value, self.bound)
        aside = "worse models pass it too" if passed and self.passes_worse else ""
        return GateResult(self.text, model, self.metric, self.part, value, self.bound, passed, reason, aside)


@dataclass(frozen=True)
class GateResult:
    """How one model stands to one gate.

    Parameters
    ----------
    gate : str
        The gate.
    model : str
        Name of the model.
    metric : str
        The number that it is on.
    part : {"value", "low", "high", "regression", "regression.low", "regression.high"}
        The number itself or a bound of its interval; or how much worse it is than the baseline's, or a bound of that.
    value : float
        What it is; nan where it is unknown, which passes no gate.
    bound : float
        What it must be within.
    passed : bool
        Whether it is.
    reason : str
        Why the value is unknown; empty where it is known.
    remark : str
        What is to be said of a gate that was passed: that worse models pass it too, as a guard against leaks.
    """

    gate: str
    model: str
    metric: str
    part: str
    value: float
    bound: float
    passed: bool
    reason: str
    remark: str = ""

    @property
    def margin(self) -> float:
        """How far the value is from the bound; below 0 where the gate failed."""
        away = abs(self.value - self.bound)
        return away if self.passed else -away

    def __str__(self) -> str:
        beyond = f"{abs(self.value - self.bound):.3g} {'within' if self.passed else 'beyond'}"
        beyond += f"; {self.remark}" if self.remark else ""
        told = f"is unknown: {self.reason}" if self.reason else f"is {self.value:.6g}, {beyond}"
        name = self.metric if self.part == "value" else f"{self.metric}.{self.part}"
        return f"{'passed' if self.passed else 'FAILED'}: {self.model}: {self.gate} ({name} {told})"


@dataclass(frozen=True)
class GateResults:
    """How every model stands to every gate; made by :meth:`skxent.report.Evaluation.check`.

    Parameters
    ----------
    results : tuple of GateResult
        Gate by gate, and for each the models in their order.

    Examples
    --------
    >>> from skxent.report import evaluate_predictions
    >>> found = evaluate_predictions([0, 1] * 20, [0.25, 0.75] * 20).check(["log_loss < 0.3", "accuracy >= 0.9"])
    >>> found.passed
    True
    >>> print(found.results[0])
    passed: model: log_loss < 0.3 (log_loss is 0.287682, 0.0123 within)
    """

    results: tuple[GateResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every model passed every gate."""
        return all(result.passed for result in self.results)

    def __bool__(self) -> bool:
        return self.passed

    @property
    def failed(self) -> tuple[GateResult, ...]:
        """The results that did not pass."""
        return tuple(result for result in self.results if not result.passed)

    def __str__(self) -> str:
        return "\n".join(map(str, self.results))
