"""The verdict in words: which model is best, whether that may be chance, and how the best stands to a baseline."""

import math

from skxent.report._evaluation import Evaluation
from skxent.report._rendering._format import bounds_shown, shown
from skxent.report._sections._model_result import ModelResult

# A difference whose adjusted p-value is above may be chance.
_LEVEL = 0.05
# A little and much of it, of those in the section: what a smoothed loss is depends on them.
_SMOOTHINGS = (1e-6, 1e-2)


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
    is_told = ranked[0].name != baseline and len(models) > 2 and ranked[1].name == baseline  # by the ranking
    told += [_against(evaluation, challengers[0])] if baseline is not None and not is_told else []
    told.append(
        f"{best.name} {_compared(best)}; in the geometric mean it gave what happened a probability of {typical}."
    )
    return " ".join([*told, *_turned(best)])


def _infinite(ranked: list[ModelResult]) -> str:
    n_rows = ranked[0].tally.loss.n_rows
    if len(ranked) == 1:
        lead = f"{ranked[0].name} has an infinite log loss: {ranked[0].tally.loss.n_zero} of {n_rows} rows gave"
    else:
        each = ", ".join(f"{model.name} in {model.tally.loss.n_zero}" for model in ranked)
        lead = f"Every model has an infinite log loss, and none can be called best: of {n_rows} rows {each} gave"
    return f"{lead} probability 0 to what happened. {_smoothed(ranked)}"


def _smoothed(ranked: list[ModelResult]) -> str:
    """Return what smoothing makes of an infinite loss, which depends on how much there is of it."""
    if len(ranked) > 1:
        return "Smoothing makes it finite, and how much decides what it is."
    little, much = (
        f"{shown(one.log_loss)} nats with {one.smoothing:g}"
        for one in ranked[0].zero_probability.by_smoothing
        if one.smoothing in _SMOOTHINGS
    )
    return f"Smoothing makes it finite, and how much decides what it is: {little}, {much}."


def _ranking(evaluation: Evaluation, ranked: list[ModelResult]) -> str:
    """Return which model has the lowest log loss, and how sure that is against the next."""
    best = shown(ranked[0].tally.loss.log_loss)
    if len(ranked) == 1:
        bounds = _behind(bounds_shown(ranked[0].headline["log_loss"].low, ranked[0].headline["log_loss"].high))
        return f"{ranked[0].name} has a log loss of {best} nats{bounds}."
    first, following = ranked[0], ranked[1]
    sure = _how_sure(evaluation, following.name, first.name)
    equal = [_called(evaluation, model) for model in ranked if shown(model.tally.loss.log_loss) == best]
    if len(equal) > 1:
        lead = f"{', '.join(equal[:-1])} and {equal[-1]} have the lowest log loss of {len(ranked)} models, {best} nats"
        if len(equal) > 2 and sure:
            sure = f"; between {equal[0]} and {equal[1]}{sure.removeprefix(',').removeprefix(' and')}"
        return f"{lead}{sure}."
    lead = (
        f"{first.name} has the lowest log loss of {len(ranked)} models, {best} nats; next is "
        f"{_called(evaluation, following)} with {shown(following.tally.loss.log_loss)}"
    )
    return f"{lead}{sure}."


def _called(evaluation: Evaluation, model: ModelResult) -> str:
    return f"the baseline {model.name}" if model.name == evaluation.baseline else model.name


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
        size = shown(turn * pair.difference)
        size = "below 0.0001" if size == shown(0) else f"of {size}"
        told = f", a difference {size}{_behind(bounds_shown(low, high))}"
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
        return f"cannot be told from the base rate by these rows: its skill is {told}"
    if skill.value > 0:
        return f"saves {told} of the base rate's loss"
    return f"is worse than the base rate: its skill is {told}" if skill.value < 0 else "is as good as the base rate"


def _turned(model: ModelResult) -> list[str]:
    """Return a question where what was forecast happened the less often for it, as where columns are swapped."""
    auc = model.headline["auc"].value
    if not (model.headline["skill"].high < 0 and auc < 0.5):
        return []
    return [f"It ranks rows the wrong way round (AUC {shown(auc)}): are its probabilities those of other classes?"]
