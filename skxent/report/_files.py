"""The third door: tables of predictions, in files or frames.

Files are read in parts that are not kept: one tally for each, and the whole is their sum.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from skxent._check import RowError, listing
from skxent._check._remarks import Remarks, remark
from skxent.report._doors import check_baseline
from skxent.report._evaluation import Evaluation
from skxent.report._naming import by_name, names_of_files
from skxent.report._reading._cells import texts
from skxent.report._reading._columns import (
    BY_NAME,
    MOST_SEEN,
    Classes,
    Roles,
    classes_of,
    refuse_targets_in_another_order,
    roles_of,
)
from skxent.report._reading._lockstep import TableOfModel, read_together
from skxent.report._reading._source_words import naming_source
from skxent.report._reading._sources import Source, open_source
from skxent.report._reproduce import snippet
from skxent.report._sections._besides import check_ids
from skxent.report._sections._facts import facts_of
from skxent.report._sections._model_result import Wish, model_result
from skxent.report._sections._notes import notes_of
from skxent.report._sections._paired import Pairs, merged, pairs_of
from skxent.report._sections._pairs import comparisons_of
from skxent.report._sections._tallies import ReportTally, report_tally
from skxent.report._sums._grid import GridDetail
from skxent.report._sums._observed import Observed
from skxent.report._sums._student import CONFIDENCE
from skxent.report._telling import given_how, seed_of, settings_of

Array = np.ndarray[Any, Any]


def evaluate_file(
    path: Any,
    *,
    target: str | Sequence[str],
    proba: str | Sequence[str] | None = None,
    proba_prefix: str | None = None,
    labels: Sequence[str] | None = None,
    weight: str | None = None,
    group: str | None = None,
    slices: str | Sequence[str] = (),
    id: str | None = None,  # noqa: A002 - the column's role, as on the command line
    scale: str = "proba",
    smoothing: float = 0.0,
    normalize: bool = False,
    baseline: Any = None,
    rows: bool = True,
    random_state: Any = 0,
    timestamp: bool = True,
    verbose: int = 0,
    reproduce: str = "",
) -> Evaluation:
    """Say how well the predictions in a file fit what happened.

    Labels are compared as the text that stands in the file. Columns named as classes are theirs. Where there is one
    column with another name, it is of the last of two labels, sorted as numbers if both are numbers, else as text; the
    evaluation says which. A file is read in parts: what is no sum over rows, such as the calibration, is read from sums
    on a fixed fine grid, and says so.

    Parameters
    ----------
    path : str, path or frame, or dict of str to such
        A file, or several by the names of their models, which hold the same rows in the same order: comma-separated, or
        by tabs if its name ends in ``.tsv``, in UTF-8 or as its byte-order mark says, with a header line; or Parquet if
        it ends in ``.parquet`` (needs pyarrow). Or a frame of pandas or polars.
    target : str or sequence of str
        Column of the labels; or a column for each class, in the order of ``proba``, of target distributions.
    proba : str or sequence of str, default=None
        Columns of the predictions: one for each class, named as the class; or the one of one of two classes.
    proba_prefix : str, default=None
        Instead of ``proba``: what the names of all columns of predictions begin with; the rest is the class.
    labels : sequence of str, default=None
        The classes in the order of ``proba``, where its columns are named otherwise; of one column the last is meant.
    weight : str, default=None
        Column of the rows' weights. This and the following are read from the first file.
    group : str, default=None
        Column of what belongs together: intervals take groups to be independent, and not rows.
    slices : str or sequence of str, default=()
        Columns by whose values the data are cut into parts, each with its own loss.
    id : str, default=None
        Column that names each row; of several files the ids must be the same.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What the predictions hold.
    smoothing : float, default=0.0
        Delta added to every probability.
    normalize : bool, default=False
        Divide rows by their sums.
    baseline : str, path or frame, default=None
        One more file, of the model that gates on the regression compare with; or the name of one of several.
    rows : bool, default=True
        Whether the report may show single rows: the worst, and numbers of rows.
    random_state : int, RandomState or None, default=0
        Seed of the folds by which a recalibration is judged.
    timestamp : bool, default=True
        Whether the report says when it was made.
    verbose : int, default=0
        Above 0, progress is written to stderr.
    reproduce : str, default=""
        A command that makes this evaluation again, to be shown in the report above a call that does.

    Returns
    -------
    Evaluation
        The numbers, ready to be rendered.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a file cannot be read, lacks a column, holds a cell that cannot be used, or other rows than the first; the
        message names file, line and column.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> from skxent.report import evaluate_file
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "predictions.csv"
    ...     pd.DataFrame({"truth": ["no", "yes"], "p_yes": [0.25, 0.75]}).to_csv(file, index=False)
    ...     result = evaluate_file(file, target="truth", proba="p_yes")
    >>> round(result.models[0].tally.loss.log_loss, 6)  # ln(4/3)
    0.287682
    """
    options: dict[str, Any] = {"scale": scale, "smoothing": smoothing, "normalize": normalize}
    seed = seed_of(random_state)
    roles = {"target": target, "proba": proba, "prefix": proba_prefix, "slices": slices}
    called = _called(
        path, baseline, **roles, labels=labels, weight=weight, group=group, id=id, rows=rows, seed=seed, **options
    )
    sources, baseline = _sources(path, baseline)
    tables = _tables(sources, labels, options, **roles, weight=weight, group=group, id=id)
    baseline = tables[-1].name if baseline == _BASELINE else baseline
    in_memory = not any(_is_path(one) for one in sources.values())
    tallies, pairs, said = _summed(tables, None if in_memory else GridDetail.of, verbose=verbose)
    for name, remarks in said.items():
        for message, category in remarks.items():
            remark(message if len(tables) == 1 else f"{name}: {message}", category, stacklevel=2)
    _check_whole(tables[0], tallies[tables[0].name])
    wishes = {table.name: Wish(rows, seed, table.classes.told) for table in tables}
    models = [model_result(name, tallies[name], wish, notes=notes_of(said[name])) for name, wish in wishes.items()]
    first, classes = tables[0], tables[0].classes
    facts = facts_of(
        models[0].tally,
        input_hash={table.name: table.source.digest() for table in tables},
        settings=_settings(first.roles, seed, **options),
        timestamp=timestamp,
        row_word=first.source.word,
    )
    return Evaluation(
        data=_titled([table.source.title for table in tables]),
        models=tuple(models),
        how="; ".join([given_how(**options), *_told(first, in_memory=in_memory)]),
        facts=facts,
        comparisons=comparisons_of(pairs, list(classes.labels), confidence=CONFIDENCE, with_intervals=True),
        baseline=baseline,
        reproduce=f"{reproduce}\n\n{called}" if reproduce else called,
    )


def _titled(titles: Sequence[str], most: int = 3) -> str:
    """Return what the files of a report are called together."""
    once = list(dict.fromkeys(titles))
    *told, last = [*once[:most], f"{len(once) - most} more"] if len(once) > most else once
    return f"{', '.join(told)} and {last}" if told else last


def _called(path: Any, baseline: Any, *, prefix: Any, seed: int, **options: Any) -> str:
    """Return the call that makes an evaluation again."""
    options |= {"proba_prefix": prefix, "baseline": _plain(baseline), "random_state": seed}
    return snippet(evaluate_file, {"path": _text_of(path)}, {}, **options)


def _plain(path: Any) -> Any:
    return os.fspath(path) if isinstance(path, os.PathLike) else path


def _text_of(path: Any) -> str:
    """Return a path, or a dict of them, as a call names it; a frame is called one."""
    if isinstance(path, Mapping):
        return "{" + ", ".join(f"{str(name)!r}: {_text_of(one)}" for name, one in path.items()) + "}"
    return repr(_plain(path)) if isinstance(path, str | os.PathLike) else "frame"


def _settings(roles: Roles, seed: int, **options: Any) -> dict[str, Any]:
    grouped, weighted = roles.group is not None, roles.weight is not None
    return settings_of(weighted=weighted, grouped=grouped, slices=roles.slices, seed=seed, **options)


def _told(table: TableOfModel, *, in_memory: bool) -> list[str]:
    """Return how a table was read, where that is not as anyone would."""
    grid = [] if in_memory else ["AUC, calibration and quantiles are read from sums on a fixed fine grid"]
    return [*grid, *([] if table.classes.told == BY_NAME else [table.classes.told])]


def _is_path(raw: Any) -> bool:
    return isinstance(raw, str | os.PathLike)


def _sources(path: Any, baseline: Any) -> tuple[dict[str, Any], str | None]:
    """Return what is to be read by the models' names, some of which are still to be found, and the baseline's name."""
    several = isinstance(path, Mapping)
    raw = by_name(path, "path") if several else {_ONE: path}
    if baseline is None or (several and isinstance(baseline, str) and baseline in raw):
        check_baseline(baseline, raw)
        return raw, baseline
    if several and _is_path(baseline) and os.fsdecode(baseline) in raw:
        return raw, os.fsdecode(baseline)
    if _is_path(baseline) and not os.path.exists(baseline):  # noqa: PTH110 - pathlib fails on a name that is too long
        models = f"one of {listing(list(map(repr, raw)))}, or " if several else ""
        raise FileNotFoundError(
            f"baseline {os.fsdecode(baseline)}: no such file; name {models}the file of the baseline's predictions."
        )
    there = os.path.realpath(baseline) if _is_path(baseline) else None
    same = [name for name, one in raw.items() if _is_path(one) and os.path.realpath(one) == there]
    if same and several:
        return raw, same[0]
    if not several and _is_path(path) and _is_path(baseline):
        names = names_of_files([Path(os.fsdecode(one)) for one in (path, baseline)])
        if len(set(names)) > 1:
            return dict(zip(names, (path, baseline), strict=True)), names[1]
    return {**({_FIRST: path} if not several else raw), _BASELINE: baseline}, _BASELINE


# No names that anyone gives: such models get theirs when tables are open, and the baseline's others are known.
_ONE, _FIRST, _BASELINE = "\0one", "\0first", "\0baseline"


def _tables(
    sources: dict[str, Any], labels: Sequence[str] | None, options: dict[str, Any], **roles: Any
) -> list[TableOfModel]:
    """Return the tables with the roles of their columns and their classes, which are the same for all."""
    found: list[TableOfModel] = []
    for name, raw in sources.items():
        source = open_source(raw)
        read = dict(roles) if not found else {**roles, "slices": (), "weight": None, "group": None}
        columns = roles_of(source, **read)
        try:
            seen = None if len(columns.proba) > 1 or labels is not None else _seen(source, columns)
            classes = classes_of(columns, labels, seen)
        except RowError as error:
            raise ValueError(f"{source.name}: {error.told(source.place)}") from None
        except ValueError as error:
            raise ValueError(naming_source(source.name, str(error))) from None
        if found and set(classes.labels) != set(found[0].classes.labels):
            raise ValueError(
                f"{source.name}: has the classes {_classes(classes)}, and {found[0].source.name} has "
                f"{_classes(found[0].classes)}; name the same classes in both."
            )
        if found:
            _refuse_other_order(found[0], source, columns, classes)
        refuse_targets_in_another_order(source, columns, classes)
        named = _named(name, source, columns, {table.name for table in found})
        found.append(TableOfModel(named, source, columns, _in_order(classes, found), options))
    return found


def _classes(classes: Classes) -> str:
    return f"[{listing(list(map(repr, classes.labels)))}]"


def _refuse_other_order(first: TableOfModel, source: Source, roles: Roles, classes: Classes) -> None:
    """Refuse the first table's columns in another order, where it is by order that they get their class or target."""
    goes_by_order = roles.distributions or not classes.by_name
    mine, theirs = roles.named, first.roles.named
    if goes_by_order and mine != theirs and sorted(mine) == sorted(theirs):
        raise ValueError(
            f"{source.name}: columns of predictions come in another order than in {first.source.name}, and labels and "
            "target distributions go by that order; name the columns by proba."
        )


def _named(name: str, source: Source, roles: Roles, taken: set[str]) -> str:
    """Return the name of a model: as given; of one alone that of its only column; else of its file, each its own."""
    if name not in {_ONE, _FIRST, _BASELINE}:
        return name
    if name != _BASELINE:
        return roles.proba[0] if name == _ONE and len(roles.proba) == 1 else source.stem
    own = "baseline" if source.stem == "frame" else source.stem
    while own in taken:
        own = f"{own} (baseline)"
    return own


def _in_order(classes: Classes, found: list[TableOfModel]) -> Classes:
    """Return the classes in the order of the first table, where columns go by name."""
    return replace(classes, labels=found[0].classes.labels) if found and classes.by_name else classes


def _seen(source: Source, roles: Roles) -> list[str]:
    """Return the different labels of all rows."""
    found: dict[str, None] = {}
    for frame in source.chunks(list(roles.target)):
        found |= dict.fromkeys(pd.unique(texts(roles.target[0], frame[roles.target[0]], what="label")).tolist())
        if len(found) > MOST_SEEN:
            break
    return list(found)


_TELLING = 1000  # rows: what is remarked of numbers must hold of every part that has so many


def _summed(
    tables: list[TableOfModel], detail: Any, *, verbose: int
) -> tuple[dict[str, ReportTally], Pairs, dict[str, Remarks]]:
    """Return the tally of every model, and of every two, and what was said of all parts of each."""
    tallies: dict[str, ReportTally] = {}
    pairs: Pairs = {}
    said: dict[str, Remarks] = {}
    ids: list[Array] = []
    for part in read_together(tables, verbose=verbose):
        for table in tables:
            _add(part[table.name], tallies, table, detail)
            more = part[table.name].remarks
            if table.name not in said or len(part[table.name]) >= _TELLING:  # the last part may be short
                said[table.name] = {m: category for m, category in said.get(table.name, more).items() if m in more}
        found = pairs_of(part)
        pairs = merged(pairs, found) if pairs else found
        beside = next(iter(part.values())).beside
        if beside.ids is not None:
            ids.append(pd.util.hash_array(beside.ids))
    _refuse_repeated_ids(tables[0], ids)
    for table in tables:
        tally = tallies[table.name].whole()
        tallies[table.name] = replace(tally, sums=tally.sums.renumbered(table.source.line))  # text has lines
    return tallies, pairs, said


def _add(observed: Observed, tallies: dict[str, ReportTally], table: TableOfModel, detail: Any) -> None:
    """Add the tally of a part to that of its table; refuse slices of too many values."""
    try:
        tally = report_tally(observed, detail)
        tallies[table.name] = tallies[table.name] + tally if table.name in tallies else tally
    except ValueError as error:
        raise table.refusal(error) from None


def _refuse_repeated_ids(table: TableOfModel, hashes: list[Array]) -> None:
    """Refuse ids that are repeated anywhere in the file: where hashes are, the ids themselves are looked at again."""
    if not hashes or table.roles.id is None:
        return
    again = pd.Series(np.concatenate(hashes)).duplicated(keep=False).to_numpy()
    if not again.any():
        return
    column = table.roles.id
    ids = (texts(column, frame[column], what="id") for frame in table.source.chunks([column]))
    suspects = np.flatnonzero(again)
    names = np.concatenate(list(ids))[suspects]
    try:
        check_ids(names)
    except RowError as error:
        found = RowError(f"column {column!r} {error.came.removeprefix('ids ')}", suspects[error.rows], error.wanted)
        raise table.refusal(found) from None


def _check_whole(table: TableOfModel, tally: ReportTally) -> None:
    """Refuse weights that are 0 in every row."""
    if tally.sums.loss.weight == 0:
        raise ValueError(
            f"{table.source.name}: column {table.roles.weight!r} is 0 in every row; give at least one row a weight "
            "above 0."
        )
