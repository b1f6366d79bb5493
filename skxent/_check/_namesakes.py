"""What is not equal and reads the same: labels such as 1 and '1', or 'No' and 'no '; and names that hold a label."""

import re
from collections.abc import Sequence
from typing import Any

_WORD = re.compile(r"[^\W\d_]+|\d+")


def namesakes(labels: Sequence[Any], classes: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return the labels that differ from a class in type, case or blanks only, each with that class.

    >>> namesakes(["No", "maybe", "1"], ["no", 1.0])
    [('No', 'no'), ('1', 1.0)]
    """
    known = {text: label for label in classes for text in _readings(label)}
    found = {label: known[text] for label in labels for text in _readings(label) if text in known}
    return list(found.items())


def reads_like_first(name: Any, first: Any, last: Any) -> bool:
    """Return whether a name is, or holds as words of its own, the first of two labels, and not the last.

    >>> reads_like_first("p_no", "no", "yes"), reads_like_first("P(0)", 0, 1), reads_like_first("p_10", 0, 1)
    (True, True, False)
    """
    is_first, is_last = (not _readings(label).isdisjoint(_readings(name)) for label in (first, last))
    if is_first or is_last:
        return is_first and name != last
    # Of 'admitted' and 'not admitted' a name that holds the longer one holds both.
    is_longer = _holds(first, last) and not _holds(last, first)
    return _holds(name, first) and (is_longer or not _holds(name, last))


def in_another_order(columns: Sequence[Any], labels: Sequence[Any]) -> bool:
    """Return whether names are the labels in another order, both freed of the words that all of theirs share.

    >>> in_another_order(["p_no", "p_yes"], ["yes", "no"]), in_another_order(["p_0", "p_1"], ["1", "2"])
    (True, False)
    """
    named, wanted = _freed(columns), _freed(labels)
    return named != wanted and sorted(named) == sorted(wanted) and len(set(wanted)) == len(wanted)


def _readings(label: Any) -> set[str]:
    """Return the texts that a label may be written as; a whole number is 1 and 1.0."""
    whole = [f"{int(label)}", f"{int(label)}.0"] if isinstance(label, int | float) and label // 1 == label else []
    return {str(label).strip().casefold(), *whole}


def _holds(name: Any, label: Any) -> bool:
    """Return whether a name holds, as words of its own, how a label may be written."""
    words = f" {' '.join(_words(name))} "
    texts = [" ".join(_words(text)) for text in _readings(label)]
    return any(text and f" {text} " in words for text in texts)


def _words(name: Any) -> list[str]:
    return _WORD.findall(str(name).casefold())


def _freed(names: Sequence[Any]) -> list[tuple[str, ...]]:
    """Return the words of each name without those at either end that all names share."""
    words = [tuple(_words(name)) for name in names]
    for _ in range(2):  # from the beginning, and turned round from the end
        shared = 0
        while all(len(one) > shared for one in words) and len({one[shared] for one in words}) == 1:
            shared += 1
        words = [one[shared:][::-1] for one in words]
    return words
