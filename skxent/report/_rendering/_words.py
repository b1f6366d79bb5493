"""What every rendering says alike: order and names of models, units, notes, and where the best model loses."""

import math

from skxent.report._evaluation import Evaluation
from skxent.report._rendering._format import bounds_shown, shown
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


def by_interest(evaluation: Evaluation) -> list[PairedComparison]:
    """Return the comparisons, those with the baseline or else with the best model first."""
    name = evaluation.baseline if evaluation.baseline is not None else evaluation.best.name
    return sorted(evaluation.comparisons, key=lambda one: name not in (one.a, one.b))


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
