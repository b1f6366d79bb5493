"""The verdict in words: which model is best, whether that may be chance, and how the best stands to a baseline."""

import math

from skxent.report._evaluation import Evaluation
from skxent.report._rendering._format import bounds_shown, shown
from skxent.report._sections._model_result import ModelResult

# A difference whose adjusted p-value is above may be chance.
_LEVEL = 0.05


def sentence_of(evaluation: Evaluation) -> str:
    """Return the verdict in a few sentences."""
    models, baseline = evaluation.models, evaluation.baseline
    ranked = sorted(models, key=lambda model: model.tally.loss.log_loss)
    best = ranked[0]
    if math.isinf(best.tally.loss.log_loss):
        return _infinite(ranked)
    challengers = [model for model in ranked if model.name != baseline]
    typical = shown(math.exp(-best.tally.loss.log_loss), "share")
    told = [] if baseline is not None and len(models) == 2 else [_ranking(evaluation, ranked)]
    told += [_against(evaluation, challengers[0])] if baseline is not None else []
    told.append(
        f"{best.name} {_compared(best)}; in the geometric mean it gave what happened a probability of {typical}."
    )
    return " ".join(told)


def _infinite(ranked: list[ModelResult]) -> str:
    n_rows = ranked[0].tally.loss.n_rows
    if len(ranked) == 1:
        lead = f"{ranked[0].name} has an infinite log loss: {ranked[0].tally.loss.n_zero} of {n_rows} rows gave"
    else:
        each = ", ".join(f"{model.name} in {model.tally.loss.n_zero}" for model in ranked)
        lead = f"Every model has an infinite log loss, and none can be called best: of {n_rows} rows {each} gave"
    return f"{lead} probability 0 to what happened. Smoothing, such as 1e-6, makes it finite."


def _ranking(evaluation: Evaluation, ranked: list[ModelResult]) -> str:
    """Return which model has the lowest log loss, and how sure that is against the next."""
    best = shown(ranked[0].tally.loss.log_loss)
    if len(ranked) == 1:
        bounds = _behind(bounds_shown(ranked[0].headline["log_loss"].low, ranked[0].headline["log_loss"].high))
        return f"{ranked[0].name} has a log loss of {best} nats{bounds}."
    equal = [model.name for model in ranked if shown(model.tally.loss.log_loss) == best]
    if len(equal) > 1:
        return f"{', '.join(equal[:-1])} and {equal[-1]} have the lowest log loss of {len(ranked)} models, {best} nats."
    first, following = ranked[0], ranked[1]
    lead = (
        f"{first.name} has the lowest log loss of {len(ranked)} models, {best} nats; next is {following.name} with "
        f"{shown(following.tally.loss.log_loss)}"
    )
    return f"{lead}{_how_sure(evaluation, following.name, first.name)}."


def _against(evaluation: Evaluation, model: ModelResult) -> str:
    """Return how the best of the other models stands to the baseline."""
    name = str(evaluation.baseline)
    before = next(one for one in evaluation.models if one.name == name).tally.loss.log_loss
    now = model.tally.loss.log_loss
    change = "the same as" if now == before else "lower than" if now < before else "higher than"
    lead = f"{model.name} has a log loss of {shown(now)} nats, {change} {shown(before)} of the baseline {name}"
    worse, better = (name, model.name) if now < before else (model.name, name)
    return f"{lead}{_how_sure(evaluation, worse, better)}."


def _how_sure(evaluation: Evaluation, a: str, b: str) -> str:
    """Return a clause on the difference a minus b."""
    pairs = evaluation.comparisons
    for pair in pairs:
        if {pair.a, pair.b} != {a, b} or math.isnan(pair.p_holm):
            continue
        turn = 1 if pair.a == a else -1
        low, high = sorted((turn * pair.low, turn * pair.high))
        if pair.difference == 0:
            return ", and these rows see no difference"
        told = f", a difference of {shown(turn * pair.difference)}{_behind(bounds_shown(low, high))}"
        more = pair.p_holm > pair.p_value
        adjusted = f", {pair.p_holm:.2g} adjusted for {len(pairs)} comparisons" if more else ""
        return told if pair.p_holm < _LEVEL else f"{told} that may be chance (p = {pair.p_value:.2g}{adjusted})"
    return ""


def _behind(text: str) -> str:
    return f" {text}" if text else ""


def _compared(model: ModelResult) -> str:
    """Return how a model compares with knowing only the class frequencies."""
    skill = model.headline["skill"]
    if math.isnan(skill.value):
        return "cannot be compared with the base rate, for there is one class only"
    told = f"{shown(skill.value, 'share')}{_behind(bounds_shown(skill.low, skill.high, 'share'))}"
    if skill.low <= 0 <= skill.high and skill.value != 0:
        return f"is, as far as these rows tell, as good as the base rate: its skill is {told}"
    if skill.value > 0:
        return f"saves {told} of the base rate's loss"
    return "is worse than the base rate" if skill.value < 0 else "is as good as the base rate"
