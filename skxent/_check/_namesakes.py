"""What is not equal and reads the same: labels such as 1 and '1', or 'No' and 'no '; and names that hold a label."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Fold = Callable[[str], str]  # of case: str.casefold, or str for none

_TRUTH = {"false": False, "true": True}
_WORD = re.compile(r"[^\W\d_]+|\d+")
# What stands beside a label in the name of its probabilities. Any other word may be a model's: 'model_0', 'no_show'.
_BESIDE = {"p", "pr", "prob", "probs", "proba", "probability", "probabilities", "score", "class", "label", "of", "is"}
_BESIDE |= {"pred", "predict", "predicted", "prediction", "predictions"}


def namesakes(labels: Sequence[Any], classes: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return the labels that differ from a class in type, case or blanks only, each with that class.

    >>> namesakes(["No", "maybe", "1"], ["no", 1.0])
    [('No', 'no'), ('1', 1.0)]
    """
    known = {text: label for label in classes for text in _readings(label)}
    found = {label: known[text] for label in labels for text in _readings(label) if text in known}
    return list(found.items())


def reads_like_first(name: Any, first: Any, last: Any) -> bool:
    """Return whether a name is the first of two labels, or that beside words such as prob alone, and not the last.

    >>> reads_like_first("p_no", "no", "yes"), reads_like_first("P(0)", 0, 1), reads_like_first("model_0", 0, 1)
    (True, True, False)
    """
    if isinstance(name, str) and {str(first).casefold(), str(last).casefold()} == _TRUTH.keys():
        first, last = (_TRUTH[str(label).casefold()] for label in (first, last))  # as 0 and 1 are written too
    if reads_as(name, first) or reads_as(name, last):
        return reads_as(name, first) and name != last
    if reads_as(first, last):  # of 'A' and 'a' only the case tells
        return _is_of(name, [str(first)], str) and not _is_of(name, [str(last)], str)
    return _is_of(name, _readings(first)) and not _is_of(name, _readings(last))


def says_a_word(name: Any) -> bool:
    """Return whether a name holds a word that stands beside no label; a number may be that of a model.

    >>> says_a_word("p_no"), says_a_word("p_0"), says_a_word("score of class 0")
    (True, False, False)
    """
    return any(word.isalpha() and word not in _BESIDE for word in _words(name, str.casefold))


def reads_as(name: Any, label: Any) -> bool:
    """Return whether a name is a label, up to type, case and blanks.

    >>> reads_as("No ", "no"), reads_as(1.0, "1"), reads_as("p_no", "no")
    (True, True, False)
    """
    return not _readings(name).isdisjoint(_readings(label))


def in_another_order(columns: Sequence[Any], labels: Sequence[Any]) -> bool:
    """Return whether names are the labels in another order, both freed of the words that all of theirs share.

    >>> in_another_order(["p_no", "p_yes"], ["yes", "no"]), in_another_order(["p_0", "p_1"], ["1", "2"])
    (True, False)
    """
    for fold in (str, str.casefold):
        named, wanted = _freed(columns, fold), _freed(labels, fold)
        if sorted(named) == sorted(wanted) and len(set(wanted)) == len(wanted):
            return named != wanted
    return False


def _readings(label: Any) -> set[str]:
    """Return the texts that a label may be written as; a whole number, text of one and True are 1 and 1.0."""
    text = str(label).strip().casefold()
    try:
        number = label if isinstance(label, int) else float(text)
    except ValueError:
        return {text}
    return {text, f"{int(number)}", f"{int(number)}.0"} if number % 1 == 0 else {text}


def _is_of(name: Any, texts: Iterable[str], fold: Fold = str.casefold) -> bool:
    """Return whether a name is one of the texts of a label, beside words that may stand there."""
    words = _words(name, fold)
    parts = [part for text in texts if (part := _words(text, fold))]
    rests = [words[:i] + words[i + len(p) :] for p in parts for i in range(len(words)) if words[i : i + len(p)] == p]
    return any(rest and _BESIDE.issuperset(map(str.casefold, rest)) for rest in rests)


def _words(name: Any, fold: Fold) -> list[str]:
    return _WORD.findall(fold(str(name)))


def _freed(names: Sequence[Any], fold: Fold) -> list[tuple[str, ...]]:
    """Return the words of each name without those at either end that all names share."""
    words = [tuple(_words(name, fold)) for name in names]
    for _ in range(2):  # from the beginning, and turned round from the end
        shared = 0
        while all(len(one) > shared for one in words) and len({one[shared] for one in words}) == 1:
            shared += 1
        words = [one[shared:][::-1] for one in words]
    return words
