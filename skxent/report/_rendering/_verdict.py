"""The verdict in words: which model is best, whether that may be chance, and how the best stands to a baseline."""

import math

from skxent.report._evaluation import Evaluation
from skxent.report._rendering._format import bounds_shown, count, shown
from skxent.report._rendering._readable import with_readable_names
from skxent.report._rendering._words import Lead, lead_of
from skxent.report._sections._model_result import ModelResult

# A little and much of it, of those in the section: what a smoothed loss is depends on them.
_SMOOTHINGS = (1e-6, 1e-2)


def sentence_of(evaluation: Evaluation) -> str:
    """Return the verdict in a few sentences."""
    return " ".join(sentences_of(with_readable_names(evaluation)))


def sentences_of(evaluation: Evaluation) -> list[str]:
    """Return the sentences of the verdict, the answer first, of an evaluation with readable names."""
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
    return [*told, *_turned(best)]


def _infinite(ranked: list[ModelResult]) -> list[str]:
    n_rows = count(ranked[0].tally.loss.n_rows)
    if len(ranked) == 1:
        lead = f"{ranked[0].name} has an infinite log loss: {count(ranked[0].tally.loss.n_zero)} of {n_rows} rows gave"
    else:
        each = ", ".join(f"{model.name} in {count(model.tally.loss.n_zero)}" for model in ranked)
        lead = f"Every model has an infinite log loss, and none can be called best: of {n_rows} rows {each} gave"
    certain = [model.name for model in ranked if model.audit.all_certain]
    whose = f" of {', '.join(certain)}" if len(ranked) > 1 else ""
    hint = f"All predictions{whose} are 0 or 1, as those of predict: give those of predict_proba, unless these are."
    return [f"{lead} probability 0 to what happened.", *([hint] if certain else []), _smoothed(ranked)]


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
    lead, n_pairs = _lead(evaluation, first.name, following.name), len(evaluation.comparisons)
    equal = [_called(evaluation, model) for model in ranked if shown(model.tally.loss.log_loss) == best]
    if len(equal) > 1:
        sure = f"{lead.better} {lead.told()} {lead.worse}{_by(lead, n_pairs)}"
        return (
            f"{', '.join(equal[:-1])} and {equal[-1]} have the lowest log loss of {len(ranked)} models, {best} nats; "
            f"{sure}."
        )
    sure = _by(lead, n_pairs, lead_in=", higher by ")
    return (
        f"{first.name} has the lowest log loss of {len(ranked)} models, {best} nats; next is "
        f"{_called(evaluation, following)} with {shown(following.tally.loss.log_loss)}{sure}."
    )


def _called(evaluation: Evaluation, model: ModelResult) -> str:
    return f"the baseline {model.name}" if model.name == evaluation.baseline else model.name


def _against(evaluation: Evaluation, model: ModelResult) -> str:
    """Return how the best of the other models stands to the baseline."""
    name = str(evaluation.baseline)
    before = next(one for one in evaluation.models if one.name == name).tally.loss.log_loss
    now = model.tally.loss.log_loss
    lead = _lead(evaluation, model.name, name)
    if now == before or lead.by == 0:
        return f"{model.name} is as good as the baseline {name}: both have a log loss of {shown(now)} nats."
    word, than = ("better", "lower than") if now < before else ("worse", "higher than")
    losses = (
        f"its log loss of {shown(now)} nats is {than} {shown(before)}"
        if math.isfinite(lead.by)
        else f"its log loss is {_or_infinite(now)}, that of {name} {_or_infinite(before)}"
    )
    return f"{model.name} {lead.told(word)} the baseline {name}: {losses}{_by(lead, len(evaluation.comparisons))}."


def _or_infinite(loss: float) -> str:
    return "infinite" if math.isinf(loss) else f"{shown(loss)} nats"


def _lead(evaluation: Evaluation, a: str, b: str) -> Lead:
    return next(one for one in map(lead_of, evaluation.comparisons) if {one.better, one.worse} == {a, b})


def _by(lead: Lead, n_pairs: int, *, lead_in: str = " by ") -> str:
    """Return a clause on by how much one is better, and whether that may be chance; empty where it is 0 or infinite."""
    if lead.by == 0 or not math.isfinite(lead.by):
        return ""
    size = "less than 0.0001" if shown(lead.by) == shown(0) else shown(lead.by)
    told = f"{lead_in}{size}{_behind(bounds_shown(lead.low, lead.high))}"
    if lead.is_sure or math.isnan(lead.p_holm):
        return told
    adjusted = f", {lead.p_holm:.2g} adjusted for {n_pairs} comparisons" if lead.p_holm > lead.p_value else ""
    return f"{told}, which may be chance (p = {lead.p_value:.2g}{adjusted})"


def _behind(text: str) -> str:
    return f" {text}" if text else ""


def _compared(model: ModelResult) -> str:
    """Return how a model compares with knowing only the class frequencies."""
    skill = model.headline["skill"]
    if math.isnan(skill.value):
        return "cannot be compared with the base rate, for there is one class only"
    told = f"{shown(skill.value, 'share')}{_behind(bounds_shown(skill.low, skill.high, 'share'))}"
    if math.isnan(skill.low) and skill.value != 0:
        better = "saves" if skill.value > 0 else "loses more than the base rate: it saves"
        return f"{better} {told} of the base rate's loss, and these rows do not say how surely"
    if skill.low <= 0 <= skill.high and skill.value != 0:
        return f"cannot be told from the base rate by these rows: its skill is {told}"
    if skill.value > 0:
        return f"saves {told} of the base rate's loss"
    return f"is worse than the base rate: its skill is {told}" if skill.value < 0 else "is as good as the base rate"


# Nats: once in a billion times.
_NO_CHANCE = 20


def _turned(model: ModelResult) -> list[str]:
    """Return a question where what was forecast happened the less often for it, or is what was forecast itself.

    If probabilities hold and the likeliest class happens in all of n rows, that is of probability exp(-n log loss).
    """
    auc, loss = model.headline["auc"].value, model.tally.loss
    if model.headline["accuracy"].value == 1 and loss.n_rows * loss.log_loss > _NO_CHANCE:
        given = shown(math.exp(-loss.log_loss), "share")
        return [f"The likeliest class happened in all rows, and was given {given}: is the target its own prediction?"]
    if not (model.headline["skill"].high < 0 and auc < 0.5):
        return []
    return [f"It ranks rows the wrong way round (AUC {shown(auc)}): are its probabilities those of other classes?"]
