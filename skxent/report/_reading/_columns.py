"""Which columns of a table hold what, and which classes the columns of predictions are of."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from skxent._check import in_another_order, reads_like_first, says_a_word, shown
from skxent.report._reading._cells import exact_floats
from skxent.report._reading._sources import Source


@dataclass(frozen=True)
class Roles:
    """The names of the columns that were asked for."""

    target: tuple[str, ...]  # one of labels, or one for each class of target distributions
    proba: tuple[str, ...]
    prefix: str = ""  # of every column of predictions, if they were chosen by it
    weight: str | None = None
    group: str | None = None
    slices: tuple[str, ...] = field(default=())
    id: str | None = None

    @property
    def beside(self) -> tuple[str, ...]:
        """Return the columns beside the target and the predictions."""
        given = (self.weight, self.group, *self.slices, self.id)
        return tuple(dict.fromkeys(name for name in given if name is not None))

    @property
    def distributions(self) -> bool:
        """Return whether the target is a distribution over classes, and not a label."""
        return len(self.target) > 1

    @property
    def named(self) -> tuple[str, ...]:
        """Return the names of the classes that the columns of predictions are named as, without their prefix."""
        return tuple(name.removeprefix(self.prefix) for name in self.proba)


def roles_of(source: Source, *, target: Any, proba: Any, prefix: str | None, slices: Any, **beside: Any) -> Roles:
    """Return the roles, all of columns that the table has; refuse those that are missing, or contradict each other."""
    columns, targets = _names(proba), _names(target)
    beside = {role: None if name is None else str(name) for role, name in beside.items()}
    if not targets:
        raise ValueError(f"{source.name}: name the column of the labels{guess(source, targets)}.")
    source.require(targets)
    if (prefix is None) == (not columns):
        how = "by proba or by proba_prefix, one of them"
        raise ValueError(f"{source.name}: name the columns of predictions {how}{guess(source, targets)}.")
    if prefix is not None:
        columns = _beginning_with(str(prefix), source)
    roles = Roles(targets, columns, str(prefix or ""), slices=_names(slices), **beside)
    source.require([*roles.target, *roles.proba, *roles.beside])
    _refuse_contradictions(source, roles)
    return roles


def _beginning_with(prefix: str, source: Source) -> tuple[str, ...]:
    columns = tuple(name for name in source.columns if name.startswith(prefix) and name != prefix)
    if not prefix:
        raise ValueError(f"{source.name}: an empty prefix begins every column; name the predictions by proba.")
    if not columns:
        raise ValueError(f"{source.name}: no column begins with {prefix!r}; its columns are {_some(source.columns)}.")
    return columns


def _names(given: Any) -> tuple[str, ...]:
    """Return the names that were given, one or several, as the text that columns are known by."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        return () if given is None else (str(given),)
    return tuple(map(str, given))


def _refuse_contradictions(source: Source, roles: Roles) -> None:
    predictions = set(roles.proba)
    for word, names in (("target", roles.target), ("weight", (roles.weight,)), ("id", (roles.id,))):
        for name in names:
            if name in predictions:
                why = f" Every column that begins with {roles.prefix!r} is; name them by proba." if roles.prefix else ""
                raise ValueError(
                    f"{source.name}: column {name!r} is the {word} and cannot be its own prediction; name another."
                    if word == "target" and not why
                    else f"{source.name}: column {name!r} is the {word} and cannot be a prediction as well.{why}"
                )
    for word, beside in (("weight", roles.weight), ("group", roles.group)):
        if beside in roles.target:
            raise ValueError(
                f"{source.name}: column {beside!r} is the target and cannot be the {word} as well; name another."
            )
    for what, given in (("proba", roles.proba), ("target", roles.target)):
        repeated = _repeated(given)
        if repeated:
            raise ValueError(f"{source.name}: {what} names {_listed(repeated)} more than once; name each once.")
    if len(roles.target) > 1 and len(roles.target) != len(roles.proba):
        raise ValueError(
            f"{source.name}: {len(roles.target)} columns of target distributions for {len(roles.proba)} of "
            "predictions; name one of each for every class, in the same order."
        )


_TARGETS = ("y", "y_true", "target", "label", "labels", "truth", "true", "class", "outcome", "obs", "observed")
_PROBA = ("p_", "proba", "prob_", "prob", "pred_", "y_proba", "y_pred", "score", "p(")
MOST_SEEN = 1000  # different labels are no labels of one column of predictions
_MANY = 50  # columns; an error that lists more is no help


def guess(source: Source, targets: Sequence[str]) -> str:
    """Return a clause with the columns and what they look like, to be offered and never taken.

    Columns named as labels look like predictions, and so do those whose names begin as such columns' do.
    """
    lower = {name: name.strip().lower() for name in source.columns}
    like = [name for name in source.columns if lower[name] in _TARGETS]
    frame = next(iter(source.chunks(list(targets or like)))) if targets or like else None
    seen = set() if frame is None else {str(cell) for name in frame for cell in frame[name].unique().tolist()}
    proba = [name for name in source.columns if name in seen]
    proba = proba or [name for name in source.columns if lower[name].startswith(_PROBA) and name not in targets]
    offers = {"labels": [] if targets else like, "predictions": proba}
    told = [
        f"{_listed(names)} look{'s' if len(names) == 1 else ''} like {what}" for what, names in offers.items() if names
    ]
    looks = f", of which {' and '.join(told)}" if told else ""
    return f"; its columns are {_some(source.columns)}{looks}"


def _some(columns: Sequence[str]) -> str:
    return _listed(columns[:_MANY]) + (f", ... ({len(columns)} in all)" if len(columns) > _MANY else "")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(shown, names))


def _repeated(names: Sequence[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


BY_NAME = "columns matched to classes by name"


@dataclass(frozen=True)
class Classes:
    """The classes in the order of the columns of predictions, the last being that of a single column."""

    labels: tuple[str, ...]
    told: str  # how they were matched
    headings: tuple[str, ...] = ()  # the class of each column, where there are several
    by_name: bool = False


def classes_of(roles: Roles, labels: Sequence[str] | None, seen: Sequence[str] | None) -> Classes:
    """Return the classes; ``seen`` are the labels of all rows where these decide, as for a single column."""
    columns = roles.named
    given = None if labels is None else _names(labels)
    repeated = _repeated(given or ())
    if repeated:
        raise ValueError(f"labels repeat {_listed(repeated)}; name every class once.")
    if len(columns) > 1:
        found = _of_columns(columns, given)
        targets = f"; targets: {_paired(roles.target, found.headings)}" if roles.distributions else ""
        return replace(found, told=found.told + targets)
    if given is None and seen is not None and len(seen) > 2:
        raise ValueError(_too_many(roles.target[0], seen))
    classes = tuple(_sorted_labels(seen or ())) if given is None else given
    if len(classes) != 2:
        named = f"is the label {shown(classes[0])} alone" if len(classes) == 1 else f"are {len(classes)} labels"
        raise ValueError(
            f"one column of predictions is for two classes, and there {named}; pass labels=[negative, positive], "
            "or a column for each class."
        )
    if columns[0] in classes and given is not None and columns[0] != classes[-1]:
        raise ValueError(
            f"column {shown(columns[0])} is named as a class, and labels [{_listed(classes)}] say that it is of "
            f"{shown(classes[-1])}; "
            "rename the column, or put its class last."
        )
    if columns[0] not in classes and (given is None or says_a_word(columns[0])):  # a number may be that of a model
        _refuse_namesake_of_the_first(columns[0], classes)
    if columns[0] in classes:
        classes = (*(label for label in classes if label != columns[0]), columns[0])
    told = f"{roles.proba[0]} read as that of {classes[-1]!r}, the other class being {classes[0]!r}"
    return Classes(classes, told)


def _too_many(target: str, seen: Sequence[str]) -> str:
    """Return why labels are too many for one column of predictions: two that are meant as one, or another cause."""
    count = f"more than {MOST_SEEN}" if len(seen) > MOST_SEEN else len(seen)
    named = ("such as " if len(seen) > _NAMED else "") + _listed(sorted(seen[:_NAMED]))
    came = f"column {target!r} holds {count} different labels, {named}, and there is one column of predictions; "
    alike: dict[str, str] = {}
    for label in sorted(seen):
        other = alike.setdefault(" ".join(label.split()).casefold(), label)
        if other != label:
            return f"{came}{shown(other)} and {shown(label)} differ in case or blanks only: write them alike."
    return f"{came}are target and proba swapped, or columns of other classes missing?"


_NAMED = 5  # labels of many


def _refuse_namesake_of_the_first(column: str, classes: tuple[str, ...]) -> None:
    """Refuse a column whose name reads like the first class, and not the last, of which it would be."""
    first, last = classes
    if reads_like_first(column, first, last):
        raise ValueError(
            f"column {shown(column)} reads like the class {shown(first)}, and one column is of the last class, "
            f"{shown(last)}; pass labels=[negative, positive] with the class that it is of last, or name it as that."
        )


def _of_columns(columns: tuple[str, ...], given: tuple[str, ...] | None) -> Classes:
    if given is None or set(given) == set(columns):
        order = "" if given in (None, columns) else ", and not by the order of labels"
        return Classes(columns, BY_NAME + order, columns, by_name=True)
    if set(given) & set(columns):
        raise ValueError(
            f"labels [{_some(given)}] name some of the columns [{_some(columns)}] and not others; rename them."
        )
    if len(given) != len(columns):
        raise ValueError(
            f"{len(columns)} columns of predictions [{_some(columns)}] for "
            f"{len(given)} label{'s' if len(given) > 1 else ''} [{_some(given)}]; name one column for each label."
        )
    if in_another_order(columns, given):
        raise ValueError(
            f"columns of predictions [{_some(columns)}] read like the labels [{_some(given)}] in another order; name "
            "both in the same order."
        )
    return Classes(given, f"columns in the order of labels: {_paired(columns, given)}", given)


def refuse_targets_in_another_order(source: Source, roles: Roles, classes: Classes) -> None:
    """Refuse columns of target distributions that read like the classes, or their columns, in another order."""
    for names in (roles.proba, classes.headings):
        if roles.distributions and in_another_order(roles.target, names):
            raise ValueError(
                f"{source.name}: columns of target distributions [{_some(roles.target)}] read like those of "
                f"predictions [{_some(names)}] in another order; name both in the same order."
            )


def _paired(columns: Sequence[str], labels: Sequence[str]) -> str:
    return ", ".join(f"{column} is {label!r}" for column, label in zip(columns, labels, strict=True))


def _prefix_before(labels: set[str], columns: Sequence[str]) -> str:
    """Return what stands before the labels in the names of all columns, if that is so; else nothing."""
    found = {column.removesuffix(label) for column in columns for label in labels if column.endswith(label)}
    fits = [p for p in found if p and labels <= {name.removeprefix(p) for name in columns if name.startswith(p)}]
    return max(fits, key=len, default="")


def refuse_strangers(source: Source, roles: Roles, classes: Classes, first: set[str]) -> None:
    """Refuse columns of which none is named as a label, as those of several models are."""
    if len(roles.proba) < 2 or first & set(classes.labels):
        return
    came = _listed(sorted(first)[:5])
    near = {label.strip().lower() for label in first} & {label.strip().lower() for label in classes.labels}
    if near:
        raise ValueError(
            f"column {roles.target[0]!r} holds [{came}], which differ from the classes "
            f"[{_some(classes.labels)}] in case or blanks; make them the same."
        )
    if set(roles.named) != set(classes.labels):
        raise ValueError(
            f"column {roles.target[0]!r} holds [{came}], none of the labels [{_some(classes.labels)}]; "
            "pass labels= with the classes as they stand in that column, in the order of the columns of predictions."
        )
    prefix = _prefix_before(first, roles.proba)
    fits = prefix and not roles.prefix and set(roles.proba) == set(_beginning_with(prefix, source))
    by_prefix = f"name them by proba_prefix={prefix!r}, or " if fits else ""
    raise ValueError(
        f"columns [{_some(roles.named)}] are none of the labels [{came}]; {by_prefix}name them as the classes, or "
        "pass labels= with one for each. Columns are classes: of several models each has a file of its own, or in "
        "Python a place in evaluate_predictions(y, {name: column})."
    )


def _sorted_labels(seen: Sequence[str]) -> list[str]:
    """Return the labels sorted as numbers if all are numbers, else as text; refuse those that are one number."""
    numbers = exact_floats(seen)
    if numbers is None:
        return sorted(seen)
    if len(set(numbers.tolist())) < len(numbers):
        raise ValueError(
            f"labels [{_listed(sorted(seen))}] are different as text and the same as numbers; write each one way."
        )
    return sorted(seen, key=float)
