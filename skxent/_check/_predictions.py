"""From a table of numbers on a named scale to checked ``Scores``; what is no distribution is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from skxent._check._numbers import is_number
from skxent._check._refusals import RowError
from skxent._check._scores import Logits, LogProbabilities, PositiveProbabilities, Probabilities, Scores, Smoothed
from skxent._math._logs import log_sigmoid, sum_last
from skxent._math._namespace import Array, as_float64, namespace_of, to_float, to_numpy
from skxent._math._sums import sum_tolerance
from skxent._rows import blocks_of

_WANT_FINITE = "predictions are numbers: drop or mend these rows."
_WANT_SCALE = "probabilities are in [0, 1]: pass scale='logit' for logits, scale='log_proba' for logarithms."
_WANT_MENDED = "probabilities are in [0, 1]: drop or mend these rows."
# The share of rows out of range that may be mistakes: of logits, and of percentages of what is not rare, most are.
_FEW_BAD = 0.25
_WANT_SUM = (
    "rows sum to 1: pass normalize=True to divide by the sums if they were rounded, or scale='logit' if these are "
    "logits."
)
# Sums that are all off by less than this may have been rounded: those of percentages are 100, and of logits any number.
_ROUNDED = 0.5
# Adding more than this to every probability leaves nothing of the prediction, and 1 + K delta must stay finite.
_MOST_SMOOTHING = 1e100
# Rows that are looked at before all are: a hundred rows of logits that all sum to 1 are no chance.
_FEW = 100
# What rounding to two digits moves a probability by, how far off a sum of many may be, and from how many rows on: one
# row of logits sums to 1 so nearly by chance.
_TWO_DIGITS, _MOST_OFF, _ENOUGH = 0.005, 0.05, 10
# A hundred logits that all lie in [0, 1], some near either end, are no chance: of standard normal ones 66 are outside.
# What is a little above 1 is a mistake in some row, and no logit.
_MANY, _TAIL, _MOST = 100, 0.05, 1.01
_LN_2 = float(np.log(2))


def check_scores(values: Array, *, scale: str, normalize: bool, n_classes: int) -> Scores:
    """Return predictions (n, K), or (n,) of the last of two classes, as checked scores."""
    readers = _READERS.get(scale) if isinstance(scale, str) else None
    if readers is None:
        raise ValueError(f"scale={scale!r} is unknown; pass one of {', '.join(map(repr, _READERS))}.")
    if values.ndim == 2:
        return readers.columns(values, normalize)
    if n_classes != 2:
        labels = "label; pass labels=[negative, positive], or" if n_classes == 1 else "labels; pass"
        raise ValueError(
            f"y_proba has shape {tuple(values.shape)}, the predictions of the last of two labels, for {n_classes} "
            f"{labels} a column for each label."
        )
    if normalize:
        raise ValueError(
            "normalize=True divides rows by their sums, and y_proba (n,) has none; pass a column for each label."
        )
    return readers.positive(values)


def smoothed(scores: Scores, delta: float) -> Scores:
    """Return scores with ``delta`` added to every probability; the same scores for 0."""
    if not is_number(delta, at_least=0) or delta > _MOST_SMOOTHING:
        raise ValueError(f"smoothing={delta!r} is no amount to add to probabilities; pass a number >= 0.")
    return Smoothed(scores, float(delta)) if delta > 0 else scores


def all_certain(scores: Scores) -> bool:
    """Return whether all predictions are probabilities of 0 or 1; no more rows are looked at than it takes."""
    if not isinstance(scores, Probabilities | PositiveProbabilities):
        return False
    p = scores.values
    xp = namespace_of(p)
    return all(
        bool(xp.all((p[block, ...] == 0) | (p[block, ...] == 1))) for block in blocks_of(len(scores), scores.n_classes)
    )


def are_distributions(z: Array) -> bool:
    """Return whether rows (n, K) are probabilities or percentages, maybe rounded, and not all labels or uniform.

    Uniform rows are the same as logits. The first rows are looked at first: of logits they are enough.
    """
    if z.ndim < 2 or z.shape[1] < 2:
        return False
    n, k = z.shape
    xp, graded = namespace_of(z), False
    rounding = min(_TWO_DIGITS * k, _MOST_OFF) if n >= _ENOUGH else 0.0
    tolerance = rounding + sum_tolerance(z.dtype, k, xp)
    unit = _unit_of(z)
    for block in (slice(0, _FEW), *blocks_of(n, k)):
        p = as_float64(z[block, :], xp) / unit
        if not (xp.all((p >= 0) & (p <= 1)) and xp.all(xp.abs(sum_last(p, xp) - 1) <= tolerance)):
            return False
        graded = graded or bool(xp.any((p > 0) & (p < 1) & (xp.abs(p - 1 / k) > rounding)))
    return graded


def are_shares(z: Array) -> bool:
    """Return whether numbers (n,), too many for chance, fill [0, 1], or [0, 100] as percentages do, not the ends alone.

    Of logits these were predictions above 1/2 for every row.
    """
    if z.ndim != 1 or z.shape[0] < _MANY:
        return False
    xp, graded, low, high, unit = namespace_of(z), False, 1.0, 0.0, _unit_of(z)
    for block in (slice(0, _FEW), *blocks_of(z.shape[0], 1)):
        p = as_float64(z[block], xp) / unit
        low, high = min(low, to_float(xp.min(p))), max(high, to_float(xp.max(p)))
        if not (low >= 0 and high <= _MOST):
            return False
        graded = graded or bool(xp.any((p > 0) & (p < 1)))
    return graded and low < _TAIL and high > 1 - _TAIL


def _unit_of(z: Array) -> float:
    """Return 100 if the first numbers may be percentages, else 1."""
    return 100.0 if to_float(namespace_of(z).max(z[:_FEW, ...])) > _MOST else 1.0


def row_sums(name: str, p: Array, *, wanted: str, finite: str = _WANT_FINITE) -> np.ndarray[Any, Any]:
    """Return the sums (n,) of non-negative rows (n, K); refuse NaN, infinite and negative values."""
    xp = namespace_of(p)
    total, least = np.empty(p.shape[0]), np.inf
    for block in blocks_of(*p.shape):
        part = as_float64(p[block, :], xp)
        with np.errstate(invalid="ignore", over="ignore"):  # inf - inf, which is refused below
            total[block] = to_numpy(sum_last(part, xp))
        least = min(least, float(xp.min(part)))
    if not np.isfinite(total.max()):  # NaN if any is NaN
        bad = ~np.isfinite(total)
        raise RowError(f"{name} is NaN or infinite, or sums to infinity,", np.flatnonzero(bad), finite)
    if least < 0:
        bad = to_numpy(xp.any(p < 0, axis=1))
        raise RowError(f"{name} is negative (down to {least:.6g})", np.flatnonzero(bad), wanted)
    return total


def check_rows_sum_to_one(name: str, p: Array, total: np.ndarray[Any, Any], *, wanted: str) -> None:
    """Refuse rows whose sum is further from 1 than rounding explains."""
    tolerance = sum_tolerance(p.dtype, p.shape[1], namespace_of(p))
    if total.max() - 1 > tolerance or 1 - total.min() > tolerance:
        error = np.abs(total - 1)
        came = f"{name} sums to {total[np.argmax(error)]:.9g} (the worst)"
        raise RowError(came, np.flatnonzero(error > tolerance), wanted)


def divided_by_sums(name: str, p: Array, total: np.ndarray[Any, Any]) -> Array:
    """Return rows divided by their sums, as float64 (n, K), for ``normalize=True``."""
    if (total == 0).any():
        raise RowError(
            f"{name} sums to 0", np.flatnonzero(total == 0), "a row of zeros has no ratios: drop these rows."
        )
    xp = namespace_of(p)
    return as_float64(p, xp) / xp.asarray(total)[:, None]


def _probabilities(p: Array, normalize: bool) -> Scores:  # noqa: FBT001 - one signature for all readers
    total = row_sums("y_proba", p, wanted=_WANT_SCALE)
    if normalize:
        return Probabilities(divided_by_sums("y_proba", p, total))
    xp = namespace_of(p)
    tolerance = sum_tolerance(p.dtype, p.shape[1], xp)
    if total.max() > 1 + tolerance and float(xp.max(p)) > 1 + tolerance:
        top = float(xp.max(p))
        bad = to_numpy(xp.any(p > 1 + tolerance, axis=1))
        came = f"y_proba is above 1 (up to {top:.6g})"
        raise RowError(came, np.flatnonzero(bad), _wanted_of(bad, top, off=np.abs(total - 1).max()))
    check_rows_sum_to_one("y_proba", p, total, wanted=_WANT_SUM)
    return Probabilities(p)


def _hinted(wanted: str, top: float, *, off: float = np.inf) -> str:
    """Return what to do, with a word on percentages, or on sums that are ``off``, where the values may be such."""
    if off < _ROUNDED:
        hint = "pass normalize=True to divide rows by their sums, or "
    else:
        hint = "divide percentages by 100, or " if 1 < top <= 101 else ""
    return wanted.replace("pass scale='logit'", f"{hint}pass scale='logit'")


def _wanted_of(bad: np.ndarray[Any, Any], top: float, *, off: float = np.inf) -> str:
    """Return what to do about probabilities above 1: of few rows these are mistaken, of many it is the scale."""
    if bad.mean() >= _FEW_BAD:
        return _hinted(_WANT_SCALE, top, off=off)
    return _WANT_MENDED if top <= _MOST else _WANT_MENDED.replace("drop", "divide percentages by 100, or drop")


def _positive_probabilities(p: Array) -> Scores:
    bad = to_numpy(~((p >= 0) & (p <= 1)))  # catches NaN
    if bad.any():
        value = float(p[int(np.argmax(bad))])
        wanted = _WANT_FINITE if np.isnan(value) else _wanted_of(bad, value)
        raise RowError(f"y_proba is {value:.9g} (the first)", np.flatnonzero(bad), wanted)
    return PositiveProbabilities(p)


def _log_probabilities(log_p: Array, normalize: bool) -> Scores:  # noqa: FBT001 - one signature for all readers
    _refuse_log_values(log_p, "log-probabilities are numbers or -inf: drop or mend these rows.")
    if normalize:
        return Logits(log_p)
    xp, total = namespace_of(log_p), np.empty(log_p.shape[0])
    with np.errstate(over="ignore"):
        for block in blocks_of(*log_p.shape):
            total[block] = to_numpy(sum_last(xp.exp(as_float64(log_p[block, :], xp)), xp))
    # A logarithm stored with relative error eps moves its p by p |log p| eps, at most eps / e: the same tolerance.
    try:
        check_rows_sum_to_one("exp(y_proba)", log_p, total, wanted=_WANT_LOG_SUM)
    except RowError as error:
        base = next((base for base in _BASES if _sums_of_powers(base, log_p)), None)
        if base is None:
            raise
        wanted = f"these are logarithms to base {base}: multiply them by numpy.log({base})."
        raise RowError(error.came, error.rows, wanted) from None
    return LogProbabilities(log_p)


_BASES = (2, 10)


def _sums_of_powers(base: int, log_p: Array) -> bool:
    """Return whether base to the power of the numbers (n, K) sums to 1 in every row."""
    xp = namespace_of(log_p)
    with np.errstate(over="ignore"):
        total = sum_last(float(base) ** as_float64(log_p, xp), xp)
    return bool(xp.all(xp.abs(total - 1) <= sum_tolerance(log_p.dtype, log_p.shape[1], xp)))


_WANT_LOG_SUM = (
    "the exp of log-probabilities sums to 1: pass scale='proba' if these are probabilities, scale='logit' if they are "
    "logits, or normalize=True."
)


def _positive_log_probabilities(log_p: Array) -> Scores:
    bad = to_numpy(~(log_p <= 0))  # catches NaN
    if bad.any():
        value = float(log_p[int(np.argmax(bad))])
        wanted = _WANT_FINITE if np.isnan(value) else "log-probabilities are at most 0: pass scale='logit' for logits."
        raise RowError(f"y_proba is {value:.9g} (the first)", np.flatnonzero(bad), wanted)
    xp = namespace_of(log_p)
    log_p = as_float64(log_p, xp)
    with np.errstate(divide="ignore"):  # log(1 - exp l), each form where it keeps its digits (Maechler 2012)
        other = xp.where(log_p > -_LN_2, xp.log(-xp.expm1(log_p)), xp.log1p(-xp.exp(log_p)))
    return LogProbabilities(xp.stack([other, log_p], axis=1))


def _logits(z: Array, normalize: bool) -> Scores:  # noqa: ARG001, FBT001 - one signature; softmax normalizes
    _refuse_log_values(z, "logits are numbers, or -inf for probability 0: drop or mend these rows.")
    return Logits(z)


def _positive_logits(z: Array) -> Scores:
    xp = namespace_of(z)
    bad = to_numpy(xp.isnan(z))
    if bad.any():
        raise RowError("y_proba is NaN", np.flatnonzero(bad), _WANT_FINITE)
    z = as_float64(z, xp)
    return LogProbabilities(xp.stack([log_sigmoid(-z, xp), log_sigmoid(z, xp)], axis=1))


def _refuse_log_values(values: Array, wanted: str) -> None:
    xp = namespace_of(values)
    top = to_numpy(as_float64(xp.max(values, axis=1), xp))  # NaN if any is NaN, -inf if all are
    bad = ~np.isfinite(top)
    if bad.any():
        raise RowError("y_proba is NaN, +inf, or -inf for all classes", np.flatnonzero(bad), wanted)


@dataclass(frozen=True)
class _Readers:
    columns: Callable[[Array, bool], Scores]
    positive: Callable[[Array], Scores]


_READERS: dict[str, _Readers] = {
    "proba": _Readers(_probabilities, _positive_probabilities),
    "log_proba": _Readers(_log_probabilities, _positive_log_probabilities),
    "logit": _Readers(_logits, _positive_logits),
}
