"""The page's sections about where each model fails: zeros, calibration, classes, confusion, slices, rows, the tail."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from skxent.report._evaluation import Evaluation
from skxent.report._rendering._blocks import Beside, Block, Figures, Para, Part, Plane, Section, Table
from skxent.report._rendering._charts import Value, curve, dots, heat, reliability
from skxent.report._rendering._format import bounds_shown, count, counted, fitted, shown
from skxent.report._rendering._words import best_models, gain_told, noted
from skxent.report._sections._calibration import CalibrationCurve
from skxent.report._sections._gain import Parts
from skxent.report._sections._model_result import ModelResult
from skxent.report._sections._slices import SMALL, Slice

# What a reader looks at; JSON has everything.
_MODELS, _CLASSES, _HEAT, _PAIRS = 5, 20, 12, 12
_ROOMY = 6  # classes in wide columns
_FEWEST = 3  # slices of a column, however many columns there are
_COLUMNS = 12


@dataclass(frozen=True)
class View:
    """How much of a model is shown: most of the best."""

    word: str  # what the numbers of rows count
    curves: int  # classes with a reliability diagram
    slices: int  # of all columns together
    smoothing: float = 0.0  # of the predictions


_BEST, _OTHER = (5, 80), (2, 16)

Blocks = Sequence[Block]


def short(title: str) -> str:
    """Return a title that fits two lines, whatever names are in it."""
    return fitted(title, _LETTERS)


_LETTERS = 90


def section(
    evaluation: Evaluation, title: str, intro: str, blocks: Callable[[ModelResult, View], Blocks]
) -> Section | None:
    """Return a section with a part for each model that has something to say; None if none has."""
    found = []
    for i, model in enumerate(best_models(evaluation, _MODELS)):
        facts = evaluation.facts
        view = View(facts.row_word, *(_OTHER if i else _BEST), smoothing=facts.settings.get("smoothing") or 0.0)
        found.append(Part(model.name, tuple(blocks(model, view)), i == 0, noted(evaluation, model)))
    parts = tuple(part for part in found if part.blocks)
    if not parts:
        return None
    left = len(evaluation.models) - len(found)
    more = f" Shown are the {len(found)} best of {len(evaluation.models)} models." if left > 0 else ""
    return Section(title, (Para(intro + more, soft=True),), parts)


def zero_probability(model: ModelResult, view: View) -> Blocks:
    """Return what rows that were given little cost, and the loss at several smoothings."""
    found = model.zero_probability
    smoothed = f", after smoothing={view.smoothing:g}; without it rows may have" if view.smoothing else ""
    told = _infinite(model, view) if found.rows else f"No row gave probability 0 to what happened{smoothed}."
    rows = tuple(
        (
            "0" if one.probability == 0 else f"at most {one.probability:g}",
            count(one.n_rows),
            _expected(one.n_expected),
            shown(one.share_of_loss, "share"),
        )
        for one in found.unlikely
        if one.n_rows or one.n_expected >= 0.5
    )
    head = ("probability of what happened", "rows", "rows expected", "share of loss")
    table = Table(short(f"Rows of {model.name} that found what happened unlikely"), head, rows)
    chart = _smoothing(model)
    return [Para(f"{told} {_best_smoothing(model)}"), Beside(chart, table) if rows else chart]


def _infinite(model: ModelResult, view: View) -> str:
    """Return how many rows make the loss infinite, what it is without them, and where they are."""
    found = model.zero_probability
    is_one = found.rows == 1
    finite = f" Without {'it' if is_one else 'them'} the log loss is {shown(found.log_loss_without)} nats."
    without = "" if math.isnan(found.log_loss_without) else finite
    first = f"{view.word}{'s' if len(found.first_rows) > 1 else ''} {', '.join(map(str, found.first_rows))}"
    where = f" {'It is' if is_one else 'The first:'} {first}." if found.first_rows else ""
    share = shown(found.share_of_weight, "share")
    return (
        f"{counted(found.rows, 'row')} ({share}) gave probability 0 to what happened, which makes the log loss "
        f"infinite.{without}{where}"
    )


def _expected(n: float) -> str:
    return "" if math.isnan(n) else "< 0.1" if 0 < n < 0.05 else f"{n:,.1f}"


def _best_smoothing(model: ModelResult) -> str:
    """Return whether smoothing would help, which says that the model is too sure."""
    best = model.zero_probability.best_smoothing
    if best.smoothing == 0:
        return "No smoothing makes the loss of the predictions as they came smaller."
    least = f"the loss is least with a smoothing of {best.smoothing:g}, {shown(best.log_loss)} nats"
    return f"Of the predictions as they came {least}."


def _smoothing(model: ModelResult) -> Plane:
    found = model.zero_probability
    rows = tuple((f"{one.smoothing:g}", shown(one.log_loss)) for one in found.by_smoothing)
    points = [(one.smoothing, one.log_loss) for one in found.by_smoothing if one.smoothing > 0]
    return curve(
        short(f"Log loss of {model.name} over smoothing"),
        "added to every probability",
        "log loss, nats",
        points,
        x=(points[0][0], points[-1][0]),
        log_x=True,
        table=Table(
            short(f"Log loss of {model.name} over smoothing, as numbers"),
            ("smoothing", "log loss\nnats"),
            rows,
            folded=True,
        ),
    )


def decomposition(model: ModelResult, _: View) -> Blocks:
    """Return the parts of the log loss, and what recalibration alone would gain."""
    gain = model.decomposition
    every = [parts for parts in dict.fromkeys([gain.usual, gain.cross_fitted]) if parts is not None]
    if not every:
        return [Para("There are too few rows to say.")]
    told = gain_told(model)
    head = ("recalibrated by", *(f"{one.method}\n{_judged(one)}" for one in every))
    cells = zip(*map(_parts, every), strict=True)
    rows = tuple((name, *each) for name, each in zip(_PARTS, cells, strict=True))
    table = Table(short(f"Parts of the log loss of {model.name}, in nats"), head, rows)
    lead = (
        Para(f"{told[0].upper()}{told[1:]}.")
        if told
        else Para("Recalibration cannot be judged: the loss is infinite; smoothing makes it finite.")
    )
    return [lead, table, *(Para(f"{one.method}: {one.limits}", soft=True) for one in every[-1:])]


_PARTS = (
    "log loss",
    "=\N{NO-BREAK SPACE}miscalibration",
    "\N{MINUS SIGN}\N{NO-BREAK SPACE}discrimination",
    "+\N{NO-BREAK SPACE}uncertainty",
)


def _judged(one: Parts) -> str:
    return f"judged by {'the rows it was fitted on' if one.in_sample else 'rows it has not seen'}; of {one.read_from}"


def _parts(one: Parts) -> tuple[str, ...]:
    each = (one.score, one.miscalibration, one.discrimination, one.uncertainty)
    score, gain, told, uncertainty = map(shown, each)
    return (score, f"{gain}\n{bounds_shown(one.low, one.high)}".rstrip(), told, uncertainty)


def calibration(model: ModelResult, view: View) -> Blocks:
    """Return the reliability diagrams of the likeliest class, and of the classes that cost most."""
    found = model.calibration
    costliest = [row.label for row in model.per_class]
    rank = {label: i for i, label in enumerate(costliest)}
    classes = sorted(found.per_class, key=lambda one: rank.get(one.event, len(rank)))[: view.curves]
    chosen = classes if len(found.per_class) == 1 else [found.top_label, *classes]
    more = len(found.per_class) - len(classes)
    told = f" {more} more classes are in the JSON." if more > 0 else ""
    bands = "" if found.top_label.has_intervals else _NO_BANDS
    lead = f"Read from {found.read_from}, in bins of equal weight.{bands}{told}"
    names = [short(_class(one.event)) if one is not found.top_label else "likeliest class" for one in chosen]
    diagrams = tuple(_diagram(one, name) for one, name in zip(chosen, names, strict=True))
    return [Figures(diagrams), Para(lead, soft=True)]


def _class(label: object) -> str:
    """Return what a class is called where it stands alone, which its label may say by itself."""
    return str(label) if str(label).lower().startswith("class") else f"class {label}"


_NO_BANDS = (
    " There are no intervals: rows were tested more than once, or are grouped in a file, whose parts' sums do not know "
    "which groups are in a bin."
)


def _diagram(one: CalibrationCurve, name: str) -> Plane:
    rows = tuple(
        (
            shown(b.mean_predicted),
            f"{shown(b.observed_rate)}\n{bounds_shown(b.low, b.high)}".rstrip(),
            count(b.n_rows),
            shown(b.share_of_weight, "share"),
        )
        for b in one.bins
    )
    head = ("forecast", "observed", "rows", "share\nof rows")
    told = f"{len(one.bins)} bins, off by {shown(one.error, 'share')} in the mean"
    outside = f"; {one.n_outside} of {len(one.bins)} bins off the diagonal" if one.has_intervals else ""
    more = f"; {one.n_above} forecast more than what was observed allows, {one.n_below} less" if outside else ""
    title = f"{name}\noff by {shown(one.error, 'share')} in the mean, {shown(one.chance, 'share')} by chance{outside}"
    table = Table(f"Bins of {name}", head, rows, folded=True)
    points = [(b.mean_predicted, b.observed_rate, b.low, b.high) for b in one.bins]
    return reliability(title, f"{told}{more}.", points, table)


def per_class(model: ModelResult, _: View) -> Blocks:
    """Return the classes that cost most."""
    rows = model.per_class
    cells = tuple(
        (
            str(row.label),
            shown(row.share_of_loss, "share"),
            f"{shown(row.log_loss)}\n{bounds_shown(row.low, row.high)}".rstrip(),
            shown(row.mean_probability, "share"),
            shown(row.typical, "share"),
            f"{count(row.n_rows)}\n{shown(row.share_of_weight, 'share')}",
        )
        for row in rows[:_CLASSES]
    )
    head = (
        "class",
        "share of loss",
        "log loss\nnats",
        "mean probability\nof the truth",
        "typical probability\nexp(-loss)",
        "rows\nshare",
    )
    more = (
        [Para(f"and {len(rows) - _CLASSES} more classes, which cost less.", soft=True)] if len(rows) > _CLASSES else []
    )
    return [Table(short(f"Classes of {model.name}"), head, cells), *more]


def confusion(model: ModelResult, _: View) -> Blocks:
    """Return where the bits of each class went."""
    found = model.confusion
    pairs = tuple(
        (
            f"{one.truth} \N{RIGHTWARDS ARROW} {one.predicted}",
            shown(one.mean_probability, "share"),
            shown(one.bits),
            "" if math.isnan(one.share_of_loss) else shown(one.share_of_loss, "share"),
        )
        for one in found.pairs[:_PAIRS]
    )
    if not pairs:
        return []
    head = ("happened \N{RIGHTWARDS ARROW} was given", "mean probability", "bits\na row", "share of loss")
    table = Table(short(f"Confusions of {model.name} that cost most"), head, pairs, crowded=True)
    if not 2 < len(found.labels) <= _HEAT:
        return [table]
    texts = [
        ["" if j == k or not bits > 0 else "inf" if math.isinf(bits) else f"{bits:.2f}" for k, bits in enumerate(row)]
        for j, row in enumerate(found.bits)
    ]
    read = "in a row of the class that happened, by the class that was given its probability"
    title = f"Bits of the loss of {short(model.name)}\n{read}"
    labels = [str(label) for label in found.labels]
    cells = tuple((label, *row) for label, row in zip(labels, texts, strict=True))
    caption = short(f"Bits of the loss of {model.name}, as numbers")
    every = Table(caption, ("happened", *labels), cells, folded=True, dense=len(labels) > _ROOMY, crowded=True)
    return [Beside(heat(title, labels, found.bits, texts, table=every), table)]


def slices(model: ModelResult, view: View) -> Blocks:
    """Return the loss of each slice, small ones greyed."""
    blocks: list[Block] = []
    columns = list(dict.fromkeys(one.column for one in model.slices))
    for column in columns[:_COLUMNS]:
        every = [one for one in model.slices if one.column == column]
        rows = every[: max(_FEWEST, view.slices // min(len(columns), _COLUMNS))]
        cells = tuple(_slice(one) for one in rows)
        head = (column, "log loss\nnats", "skill", "accuracy", "share\nof loss", "rows\nshare")
        grey = frozenset(i for i, one in enumerate(rows) if one.is_small)
        values = [
            Value(one.value, shown(one.log_loss), one.log_loss, one.low, one.high, (), one.is_small) for one in rows
        ]
        chart = dots(
            f"Log loss by {short(column)}\nwith intervals that are adjusted for {len(every)} slices",
            "log loss, nats (lower is better)",
            values,
            reference=model.headline["log_loss"].value,
            reference_text="all rows",
        )
        blocks.append(Beside(chart, Table(short(f"Slices of {column}, {model.name}"), head, cells, greyed=grey)))
        left = len(every) - len(rows)
        if left:
            blocks.append(Para(f"and {left} more, which lose less.", soft=True))
    if len(columns) > _COLUMNS:
        blocks.append(Para(f"{len(columns) - _COLUMNS} more columns are in the JSON.", soft=True))
    if any(one.is_small for one in model.slices):
        blocks.append(
            Para(f"Grey: fewer than {SMALL} rows, or groups, of equal weight; their interval says little.", soft=True)
        )
    return blocks


def _slice(one: Slice) -> tuple[str, ...]:
    """Return the cells of one slice."""
    return (
        one.value,
        f"{shown(one.log_loss)}\n{bounds_shown(one.low, one.high)}".rstrip(),
        shown(one.skill, "share"),
        shown(one.accuracy, "share"),
        shown(one.share_of_loss, "share"),
        f"{count(one.n_rows)}{' (few)' if one.is_small else ''}\n{shown(one.share_of_weight, 'share')}{_groups(one)}",
    )


def _groups(one: Slice) -> str:
    return f", {count(one.n_groups)} groups" if one.n_groups is not None else ""


def worst_rows(model: ModelResult, view: View) -> Blocks:
    """Return the rows that cost most."""
    rows = model.worst_rows
    if not rows:
        return []
    has_ids, is_any = any(row.id is not None for row in rows), any(row.likely_label_error for row in rows)
    cells = tuple(
        (
            str(row.row),
            *([str(row.id)] if has_ids else []),
            str(row.truth),
            shown(row.loss),
            _given(row.probability),
            ", ".join(f"{label} ({shown(p, 'share')})" for label, p in row.top),
            *(["suspicious" if row.likely_label_error else ""] if is_any else []),
        )
        for row in rows
    )
    doubt = ["label or model?"] if is_any else []
    head = (view.word, *(["id"] if has_ids else []), "happened", "loss\nnats", "given", "likeliest", *doubt)
    texts = {"id", "happened", "likeliest", "label or model?"}
    words = frozenset(i for i, one in enumerate(head) if one in texts)
    return [Table(short(f"Rows of {model.name} that cost most"), head, cells, words=words)]


def _given(p: float) -> str:
    """Return a probability in per cent, as exact as small ones need, and 0 only for none."""
    return "0 %" if p == 0 else "< 0.0001 %" if p < 1e-6 else f"{100 * p:.4f} %"


def loss_distribution(model: ModelResult, _: View) -> Blocks:
    """Return how the loss is spread over rows."""
    found = model.loss_distribution
    quantiles = (
        *((shown(one.share, "share"), shown(one.log_loss)) for one in found.quantiles),
        ("most", shown(found.largest)),
    )
    table = Table(
        short(f"Quantiles of the loss of {model.name}, read from {found.read_from}"),
        ("of the rows lose at most", "nats"),
        quantiles,
    )
    carried = [one for one in found.carried if not math.isnan(one.share_of_loss)]
    if not carried:
        return [Para("The loss is infinite: a few rows carry all of it."), table]
    n = model.tally.loss.n_rows
    one = next(one for one in carried if one.share_of_weight >= max(0.01, 1 / n) or one is carried[-1])
    lead = f"{shown(one.share_of_weight, 'share')} of the rows carry {shown(one.share_of_loss, 'share')} of the loss."
    rows = tuple((shown(c.share_of_weight, "share"), shown(c.share_of_loss, "share")) for c in carried)
    chart = curve(
        short(f"Share of the loss of {model.name} that its costliest rows carry"),
        "share of rows, the costliest first",
        "share of the loss",
        [(0.0, 0.0), *((c.share_of_weight, c.share_of_loss) for c in carried), (1.0, 1.0)],
        x=(0.0, 1.0),
        y_most=1.0,
        table=Table(
            short(f"Loss of {model.name} carried by its costliest rows, as numbers"),
            ("share of rows", "share of loss"),
            rows,
            folded=True,
        ),
    )
    return [Para(lead), Beside(chart, table)]
