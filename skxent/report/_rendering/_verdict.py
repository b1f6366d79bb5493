"""The verdict in words: which model is best, whether that is more than chance, and how it stands to a baseline."""

import math
from collections.abc import Sequence

from skxent.report._rendering._format import shown
from skxent.report._sections._model_result import ModelResult
from skxent.report._sections._pairs import PairedComparison

# A difference whose adjusted p-value is above is one that chance explains.
_LEVEL = 0.05


def sentence_of(models: Sequence[ModelResult], pairs: Sequence[PairedComparison], baseline: str | None) -> str:
    """Return the verdict in one sentence or a few."""
    ranked = sorted(models, key=lambda model: model.tally.loss.log_loss)
    best, loss = ranked[0], ranked[0].tally.loss
    if math.isinf(loss.log_loss):
        subject = "Every model" if len(ranked) > 1 else best.name
        return (
            f"{subject} has an infinite log loss: {loss.n_zero} of {loss.n_rows} rows gave probability 0 to what "
            "happened. Smoothing, such as 1e-6, makes it finite."
        )
    typical = shown(math.exp(-loss.log_loss), "share")
    told = [_ranking(ranked, pairs), f"{best.name} {_compared(loss.d2)}; {_TYPICAL.format(typical)}"]
    challengers = [model for model in models if model.name != baseline]
    if baseline is not None and len(challengers) == 1 and len(models) == 2:
        told[0] = _against(challengers[0], models, pairs, baseline)
    return " ".join(told)


_TYPICAL = "in the geometric mean it gave what happened a probability of {}."


def _ranking(ranked: list[ModelResult], pairs: Sequence[PairedComparison]) -> str:
    """Return which model has the lowest log loss, and how sure that is against the next."""
    best = shown(ranked[0].tally.loss.log_loss)
    if len(ranked) == 1:
        return f"{ranked[0].name} has a log loss of {best} nats{_bounds(ranked[0])}."
    equal = [model.name for model in ranked if shown(model.tally.loss.log_loss) == best]
    if len(equal) > 1:
        return f"{', '.join(equal[:-1])} and {equal[-1]} have the lowest log loss of {len(ranked)} models, {best} nats."
    first, following = ranked[0], ranked[1]
    lead = (
        f"{first.name} has the lowest log loss of {len(ranked)} models, {best} nats; next is {following.name} with "
        f"{shown(following.tally.loss.log_loss)}"
    )
    return f"{lead}{_how_sure(_pair(pairs, following.name, first.name))}."


def _against(model: ModelResult, models: Sequence[ModelResult], pairs: Sequence[PairedComparison], name: str) -> str:
    """Return how one model stands to the baseline."""
    before = next(one for one in models if one.name == name).tally.loss.log_loss
    now = model.tally.loss.log_loss
    change = "the same as" if now == before else "lower than" if now < before else "higher than"
    lead = f"{model.name} has a log loss of {shown(now)} nats, {change} {shown(before)} of the baseline {name}"
    pair = _pair(pairs, name, model.name) if now < before else _pair(pairs, model.name, name)
    return f"{lead}{_how_sure(pair)}."


def _pair(pairs: Sequence[PairedComparison], a: str, b: str) -> tuple[float, float, float, float] | None:
    """Return the difference a minus b, its bounds and its adjusted p-value."""
    for one in pairs:
        if (one.a, one.b) == (a, b):
            return one.difference, one.low, one.high, one.p_holm
        if (one.a, one.b) == (b, a):
            return -one.difference, -one.high, -one.low, one.p_holm
    return None


def _how_sure(pair: tuple[float, float, float, float] | None) -> str:
    """Return a clause on a difference."""
    if pair is None or math.isnan(pair[3]):
        return ""
    difference, low, high, p = pair
    if difference == 0:
        return ", and these rows see no difference"
    told = f"{shown(difference)} [{shown(low)}, {shown(high)}]"
    return f", a difference of {told}" if p < _LEVEL else f", a difference that chance explains: {told}, p = {p:.2g}"


def _bounds(model: ModelResult) -> str:
    measured = model.headline["log_loss"]
    return "" if math.isnan(measured.low) else f" [{shown(measured.low)}, {shown(measured.high)}]"


def _compared(skill: float) -> str:
    """Return how a skill compares with knowing only the class frequencies."""
    if math.isnan(skill):
        return "cannot be compared with the base rate, for there is one class only"
    if skill > 0:
        return f"saves {shown(skill, 'share')} of the base rate's loss"
    return "is worse than the base rate" if skill < 0 else "is as good as the base rate"
