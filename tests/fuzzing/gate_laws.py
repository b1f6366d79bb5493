"""What must be so whatever a gate says: it is one by the grammar that is documented, and means that, or is refused.

gate = METRIC [.regression] [.low | .high] (< | <= | > | >=) NUMBER
"""

import math
import operator
import os
import tempfile
from pathlib import Path

from running import check_refusal

from skxent.cli._config import CONFIGURED_IN, configured_gates
from skxent.report import evaluate_predictions

LONGEST = 600
BLANKS = " \t\n\r\f\v"
DIGITS = set("0123456789")
PARTS = ("", ".low", ".high", ".regression", ".regression.low", ".regression.high")
WITHOUT_INTERVAL = {"label_entropy", "auc"}
MOST = {"skill": 1, "typical_probability": 1, "brier": 1, "accuracy": 1, "auc": 1}  # any other has no highest value
LEAST = {"skill": -math.inf, "perplexity": 1}  # any other is at least 0
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
WITHOUT_PAIRS = WITHOUT_INTERVAL | {"perplexity", "typical_probability"}
Y, P = [0, 1, 1, 0] * 10, [0.25, 0.75, 0.5, 0.375] * 10
ALONE = evaluate_predictions(Y, P, timestamp=False)
BESIDE = evaluate_predictions(Y, {"model": P, "old": [0.5] * 40}, baseline="old", timestamp=False)
NUMBERS = {row["metric"]: row for row in ALONE.table().to_dict("records")}
FOLDER = Path(tempfile.mkdtemp(prefix="skxent-fuzzed-"))
os.chdir(FOLDER)  # where pyproject.toml is looked for


def check(data):
    """Hold the laws against an input: a byte that says what it is, and a gate or what stands in pyproject.toml."""
    if data[:1] == b"\1":
        _check_configured(data[1:])
    elif data:
        text = data[1:].decode(errors="surrogateescape")
        for evaluation in (ALONE, BESIDE):
            _check_gate(text, evaluation)


def _check_gate(text, evaluation):
    wanted = _by_hand(text, has_baseline=evaluation is BESIDE)
    found = _told(lambda: evaluation.check(text))
    again = _told(lambda: evaluation.with_gates(text))
    assert (found is None) == (again is None) == (wanted is None), (text, wanted)
    if found is None:
        return
    metric, part, compare, bound = wanted
    (result,) = found.results
    assert (result.metric, result.bound) == (metric, bound)
    assert part.removeprefix(".") == result.part.removeprefix("value")
    value = _value(evaluation, metric, part)
    assert result.value == value or math.isnan(result.value) is math.isnan(value) is True
    assert result.passed == COMPARE[compare](value, bound)
    assert evaluation.check(result.gate).results == found.results, "what is shown is another gate"
    assert len(str(found).splitlines()) == 1


def _value(evaluation, metric, part):
    """Return the number that a gate is on."""
    _, *words = part.split(".")
    place = words[-1] if words and words[-1] != "regression" else "value"
    if "regression" in words:
        return getattr(evaluation.regressions["model"][metric], place)
    return NUMBERS[metric][place]


def _by_hand(text, *, has_baseline):
    """Return metric, part, comparison and bound of a gate, None if it is none, or one that says nothing."""
    place = min((text.find(sign) for sign in "<>" if sign in text), default=-1)
    if place < 0:
        return None
    compare = text[place : place + 1 + (text[place + 1 : place + 2] == "=")]
    metric, dot, rest = text[:place].strip(BLANKS).partition(".")
    part, number = dot + rest, text[place + len(compare) :].strip(BLANKS)
    if metric not in NUMBERS or part not in PARTS or not _is_number(number):
        return None
    bound, on_regression = float(number), part.startswith(".regression")
    if math.isinf(bound) or (bound == 0 and set(number.lower().partition("e")[0]) & (DIGITS - {"0"})):
        return None
    if part.endswith(("low", "high")) and metric in (WITHOUT_PAIRS if on_regression else WITHOUT_INTERVAL):
        return None
    if on_regression and not (has_baseline and NUMBERS[metric]["direction"]):
        return None
    low, high = LEAST.get(metric, 0), MOST.get(metric, math.inf)
    if on_regression:
        low, high = low - high, high - low
    tried = [low, high, bound, math.nextafter(bound, -math.inf), math.nextafter(bound, math.inf)]
    outcomes = {COMPARE[compare](value, bound) for value in tried if low <= value <= high}
    return (metric, part, compare, bound) if len(outcomes) == 2 else None


def _is_number(text):
    """Return whether a text is a number with a point at most, and an exponent."""
    mantissa, e, exponent = text.replace("E", "e").partition("e")
    whole, _, fraction = mantissa[mantissa[:1] in {"+", "-"} :].partition(".")
    power = exponent[exponent[:1] in {"+", "-"} :]
    return bool(whole + fraction) and set(whole + fraction + power) <= DIGITS and bool(e) == bool(power)


def _check_configured(raw):
    """Hold that a project's file has a list of texts as gates, or is refused."""
    Path(CONFIGURED_IN).write_bytes(raw)
    found = _told(configured_gates)
    assert found is None or all(type(gate) is str for gate in found)


def _told(read):
    """Return what is read, None if it is refused by a ValueError of ours."""
    try:
        return read()
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        check_refusal(" ".join(str(error).split()), longest=LONGEST)  # as the command line writes it
        return None
