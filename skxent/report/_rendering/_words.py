"""What every rendering says alike: names of models, which of two is better, units, notes, and where the best loses."""

import math
import re
from dataclasses import dataclass
from typing import Any

from skxent.report._evaluation import Evaluation
from skxent.report._rendering._format import bounds_shown, count, shown
from skxent.report._sections._model_result import ModelResult
from skxent.report._sections._numbers import BY_NAME, Number
from skxent.report._sections._pairs import PairedComparison

# What a line has room for; the others are in every other rendering.
_COLUMNS = ("log_loss", "log_loss_bits", "excess", "skill", "brier", "accuracy", "auc")


def columns_of(evaluation: Evaluation) -> list[Number]:
    """Return the numbers that a table has room for; the excess only where it is not the loss itself."""
    hard = has_labels(evaluation)
    return [BY_NAME[name] for name in _COLUMNS if not (hard and name == "excess")]


def has_labels(evaluation: Evaluation) -> bool:
    """Return whether every target is a label, whose own entropy is 0, so that the excess is the loss itself."""
    return all(model.tally.loss.target_entropy == 0 for model in evaluation.models)


def best_models(evaluation: Evaluation, most: int) -> list[ModelResult]:
    """Return so many models of the least loss, the best first, and the baseline."""
    ranked = sorted(evaluation.models, key=lambda model: model.tally.loss.log_loss)
    return ranked[:most] + [model for model in ranked[most:] if model.name == evaluation.baseline]


def named(evaluation: Evaluation, model: ModelResult) -> str:
    """Return a model's name, with a word on the baseline."""
    return f"{model.name} (baseline)" if model.name == evaluation.baseline else model.name


def models_told(evaluation: Evaluation, most: int = 6) -> str:
    """Return the models of a report in words."""
    names = [named(evaluation, model) for model in evaluation.models]
    if len(names) == 1:
        return f"Model: {names[0]}"
    left = len(names) - most
    told = ", ".join(names[:most]) + f" and {left} more" if left > 0 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{len(names)} models: {told}"


def title_of(evaluation: Evaluation, most: int = 3) -> str:
    """Return what was evaluated: the data, and the models where the data are not named as they are."""
    names = [model.name for model in evaluation.models]
    if all(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", evaluation.data) for name in names):
        return evaluation.data
    told = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return f"{evaluation.data}: {', '.join(told)}"


def noted(evaluation: Evaluation, model: ModelResult) -> str:
    """Return what sets a model apart from the others of a report."""
    best = "best" if model.name == evaluation.best.name and math.isfinite(model.tally.loss.log_loss) else ""
    baseline = "baseline" if model.name == evaluation.baseline else ""
    loss = f"log loss {shown(model.tally.loss.log_loss)} nats"
    return ", ".join(one for one in (best, baseline, loss) if one)


def by_interest(evaluation: Evaluation) -> list[PairedComparison]:
    """Return the comparisons, those with the baseline or else with the best model first."""
    name = evaluation.baseline if evaluation.baseline is not None else evaluation.best.name
    return sorted(evaluation.comparisons, key=lambda one: name not in (one.a, one.b))


# A difference whose adjusted p-value is above may be chance.
LEVEL = 0.05


@dataclass(frozen=True)
class Lead:
    """Which of two models loses less, and by how much; in the order of the comparison where neither does."""

    better: str
    worse: str
    by: float  # nats, above 0; nan where both losses are infinite
    low: float
    high: float
    p_value: float
    p_holm: float
    win_rate: float  # share of the weight of rows where the better loses less, with half of ties
    per_class: tuple[tuple[Any, float, float, float], ...]  # label, by, low, high

    @property
    def is_sure(self) -> bool:
        """Whether the difference is more than chance."""
        return self.p_holm < LEVEL or math.isinf(self.by)

    def told(self, word: str = "better") -> str:
        """Return how the better stands to the worse, or with the word turned, the worse to the better."""
        if math.isnan(self.by):
            return "cannot be compared with"
        if self.by == 0:
            return "is as good as"
        verb = "is" if self.is_sure else "looks" if math.isnan(self.p_holm) else "may be"
        return f"{verb} {word} than"


def lead_of(pair: PairedComparison) -> Lead:
    """Return a comparison with the model first that loses less, so that its lead is above 0."""
    if pair.difference > 0:
        turned, names, rate = _same, (pair.b, pair.a), 1 - pair.win_rate
    else:
        turned, names, rate = _turned, (pair.a, pair.b), pair.win_rate
    per_class = tuple((one.label, *turned(one.difference, one.low, one.high)) for one in pair.per_class)
    found = turned(pair.difference, pair.low, pair.high)
    return Lead(*names, *found, pair.p_value, pair.p_holm, rate, per_class)


def _same(by: float, low: float, high: float) -> tuple[float, float, float]:
    return by, low, high


def _turned(by: float, low: float, high: float) -> tuple[float, float, float]:
    """Return a difference with its bounds the other way round, and no negative zero."""
    return 0.0 - by, 0.0 - high, 0.0 - low


def units_told(evaluation: Evaluation) -> str:
    """Return what intervals take to be independent."""
    return "rows" if evaluation.facts.n_groups is None else "groups"


def unit_shown(number: Number) -> str:
    """Return the unit of a number where it needs one."""
    return number.unit if number.unit in {"nats", "bits"} else ""


def interval_shown(model: ModelResult, number: Number) -> str:
    """Return the interval of a number as text; empty where there is none."""
    return bounds_shown(*model.interval(number), number.unit)


def notes(evaluation: Evaluation) -> list[str]:
    """Return what a reader of the numbers should know, a line each."""
    found = []
    for model in evaluation.models:
        zero = model.tally.loss.n_zero
        if zero:
            rows = f"{count(zero)} of {count(model.tally.loss.n_rows)} rows"
            found.append(f"{model.name}: {rows} gave probability 0 to what happened, so its loss is inf")
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
