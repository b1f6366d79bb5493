"""How numbers look to a reader: enough digits to compare, and inf and nan in words."""

import math
import re
import unicodedata
from itertools import accumulate


def shown(value: float, unit: str = "") -> str:
    """Return a value as text: shares in per cent, other units with four digits behind the point.

    >>> shown(0.97222, "share"), shown(0.123456, "nats"), shown(float("inf"), "nats"), shown(306123.4, "nats")
    ('97.2 %', '0.1235', 'inf', '3.06e+05')
    """
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    value, digits, suffix = (100 * value, 1, " %") if unit == "share" else (value, 4, "")
    if unit == "share" and abs(value) >= 1000:
        return "< -999 %" if value < 0 else "> 999 %"
    if abs(value) >= 10_000:
        return f"{value:.3g}{suffix}"
    return f"{round(value, digits) + 0.0:.{digits}f}{suffix}"  # + 0.0: no negative zero


def bounds_shown(low: float, high: float, unit: str = "") -> str:
    """Return an interval as text; empty where there is none.

    >>> bounds_shown(0.1, 0.25), bounds_shown(0.1, 0.25, "share"), bounds_shown(float("nan"), 1.0)
    ('[0.1000, 0.2500]', '[10.0, 25.0 %]', '')
    """
    if math.isnan(low) or math.isnan(high):
        return ""
    return f"[{shown(low, unit).removesuffix(' %')}, {shown(high, unit)}]"


def p_shown(p: float) -> str:
    """Return a p-value as text.

    >>> p_shown(0.0213), p_shown(1e-9), p_shown(float("nan"))
    ('0.0213', '< 0.0001', 'undefined')
    """
    return "undefined" if math.isnan(p) else "< 0.0001" if p < 1e-4 else f"{p:.4f}"


def fitted(text: str, letters: float) -> str:
    """Return a text that is about as wide as so many letters at most, on one line.

    >>> fitted("a long name", 8), fitted("WWWWWWWW", 8), fitted("short", 8)
    ('a long \N{HORIZONTAL ELLIPSIS}', 'WWWW\N{HORIZONTAL ELLIPSIS}', 'short')
    >>> fitted("\N{HIRAGANA LETTER A}" * 3, 5) == "\N{HIRAGANA LETTER A}" * 2 + "\N{HORIZONTAL ELLIPSIS}"
    True
    """
    text = " ".join(text.split())
    if width_of(text) <= letters:
        return text
    return f"{text[: _that_fit(text, letters - 1)]}\N{HORIZONTAL ELLIPSIS}"


def _that_fit(text: str, letters: float) -> int:
    """Return how many of the first letters of a text are as wide as so many."""
    return sum(width <= letters for width in accumulate(map(_width, text)))


def width_of(text: str) -> float:
    """Return about how wide a text is, in letters such as n."""
    return sum(map(_width, text))


def _width(letter: str) -> float:
    """Return about how wide a letter is, in such as n."""
    if _is_nothing(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 2.0
    return 1.7 if letter in "MW@" else 1.3 if letter.isupper() or letter in "mw%" else 1.0


def _is_nothing(letter: str) -> bool:
    """Return whether a letter takes no room of its own: an accent, a joiner, a mark of direction."""
    return unicodedata.category(letter) in {"Mn", "Me", "Cf"}


def in_columns(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> in_columns("abc"), in_columns("\N{HIRAGANA LETTER A}" * 2), in_columns("e\N{COMBINING ACUTE ACCENT}")
    (3, 4, 1)
    """
    return sum(0 if _is_nothing(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def count(n: int) -> str:
    """Return a number that counts.

    >>> count(1797)
    '1,797'
    """
    return f"{n:,}"


def counted(n: int, word: str) -> str:
    """Return a number of things.

    >>> counted(1, "row"), counted(2000, "class")
    ('1 row', '2,000 classes')
    """
    ending = "" if n == 1 else "es" if word.endswith("s") else "s"
    return f"{count(n)} {word}{ending}"


# What moves a terminal's cursor or colours, or turns the direction of what follows; not the end of a line.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def without_controls(text: str) -> str:
    """Return a text that does nothing but be read, whatever names are in it.

    >>> without_controls(f"a {chr(27)}[31mred name") == f"a {chr(0xFFFD)}[31mred name"
    True
    """
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def fitted_both_ends(text: str, letters: float) -> str:
    """Return a text cut in its middle, for names often differ at their ends.

    >>> fitted_both_ends("Wheelwright 11", 10)
    'Wheel… 11'
    """
    text = " ".join(text.split())
    if width_of(text) <= letters:
        return text
    end = text[len(text) - _that_fit(text[::-1], letters / 3) :]
    return fitted(text, letters - width_of(end)) + end
