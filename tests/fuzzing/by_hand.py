"""A table of predictions read, written and summed without skxent, NumPy or pandas."""

import codecs
import csv
import io
import math
from itertools import product

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16's, which is how it begins
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_QUOTED = (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)
WAYS = list(product(_QUOTED, ("\n", "\r\n", "\r"), ("utf-8", "utf-8-sig", "utf-16", "utf-32"), ("", "\n\r\n")))


def read(raw, separator):
    """Return the rows, the header first, as Python's csv module reads them; None if it does not."""
    encoding = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        text = io.StringIO(raw.decode(encoding), newline="")
        table = list(csv.reader(text, delimiter=separator, strict=True))
    except (csv.Error, UnicodeError):
        return None
    while table and not table[-1]:
        table.pop()
    return table or None


def write(table, separator, way):
    """Return the same table in other bytes."""
    quoting, end, encoding, tail = WAYS[way % len(WAYS)]
    if any("\r" in cell or "\n" in cell for row in table for cell in row):  # some of which csv leaves without quotes
        quoting = csv.QUOTE_ALL
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=end).writerows(table)
    return (text.getvalue() + tail).encode(encoding)


def log_loss(table, *, target, proba=None, proba_prefix=None, labels=None, weight=None, **how):
    """Return the weighted mean of -ln p of what happened, and how many rows it is of: those of some weight."""
    header, *rows = table
    named = [name for name in header if proba_prefix and name.startswith(proba_prefix)] or proba
    columns = [named] if isinstance(named, str) else named
    classes = labels or [name.removeprefix(proba_prefix or "") for name in columns]
    if len(columns) == 1 and not labels:
        classes = _of_one_column(classes[0], {row[header.index(target)] for row in rows})
    total, mass, counted = 0.0, 0.0, 0
    for row in rows:
        cell = dict(zip(header, row, strict=False))
        w = float(cell[weight]) if weight else 1.0
        losses = _losses([float(cell[name]) for name in columns], **how)
        if isinstance(target, str):
            t = [float(label == cell[target]) for label in classes]
        else:
            t = [float(cell[name]) for name in target]
        total += sum(w * share * loss for share, loss in zip(t, losses, strict=True) if w * share)
        mass, counted = mass + w, counted + (w > 0)
    return total / mass, counted


def _of_one_column(named, seen):
    """Return the two classes, the last being the column's: the one that it is named as, else the larger."""
    try:
        numbers = not any("_" in label or math.isnan(float(label)) for label in seen)
    except ValueError:
        numbers = False
    first, last = sorted(seen, key=float if numbers else None)
    return [last, first] if named == first else [first, last]


def _losses(z, *, scale="proba", smoothing=0.0, normalize=False, **_):
    """Return -ln p of each class of a row."""
    if scale == "proba":
        p = [1 - z[0], z[0]] if len(z) == 1 else [one / sum(z) for one in z] if normalize else z
        p = [(one + smoothing) / (1 + len(p) * smoothing) for one in p]
        return [-math.log(one) if one > 0 else math.inf for one in p]
    if scale == "log_proba":
        return [-one for one in z]
    z = [0.0, z[0]] if len(z) == 1 else z
    top = max(z)
    if math.isinf(top):  # of one column alone: certain of its class
        return [0.0 if one == top else math.inf for one in z]
    return [math.log(sum(math.exp(one - top) for one in z)) - (one - top) for one in z]
