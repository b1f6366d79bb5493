"""From a table of numbers on a named scale to checked ``Scores``; what is no distribution is refused."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from skxent._check._refusals import RowError
from skxent._check._scores import (
    Array,
    Logits,
    LogProbabilities,
    PositiveProbabilities,
    Probabilities,
    Scores,
    Smoothed,
)
from skxent._math._logs import log_sum_exp
from skxent._math._sums import sum_tolerance
from skxent._rows import blocks_of

_WANT_FINITE = "predictions are numbers: drop or mend these rows."


def check_scores(values: Array, *, scale: str, normalize: bool, n_classes: int) -> Scores:
    """Return predictions (n, K), or (n,) of the last of two classes, as checked scores."""
    readers = _READERS.get(scale)
    if readers is None:
        raise ValueError(f"scale={scale!r} is unknown; pass one of {', '.join(map(repr, _READERS))}.")
    if values.ndim == 2:
        return readers.columns(values, normalize)
    if n_classes != 2:
        raise ValueError(
            f"y_proba has shape {values.shape}, the predictions of the last of two labels, for {n_classes} "
            f"label{'s' if n_classes > 1 else ''}; pass labels=[negative, positive], or a column for each label."
        )
    return readers.positive(values)


def smoothed(scores: Scores, delta: float) -> Scores:
    """Return scores with ``delta`` added to every probability; the same scores for 0."""
    if not (isinstance(delta, int | float) and 0 <= delta < np.inf):
        raise ValueError(f"smoothing={delta!r} is no amount to add to probabilities; pass a number >= 0.")
    return Smoothed(scores, float(delta)) if delta > 0 else scores


def row_sums(name: str, p: Array, *, scale_hint: str) -> Array:
    """Return the sums (n,) of non-negative rows (n, K); refuse NaN, infinite and negative values."""
    ones = np.ones(p.shape[1])
    total, least = np.empty(len(p)), np.inf
    for block in blocks_of(*p.shape):
        part = p[block].astype(np.float64, copy=False)
        total[block] = part @ ones
        least = min(least, part.min())
    if not np.isfinite(total).all():
        bad = ~np.isfinite(p).all(axis=1)
        raise RowError(f"{name} is NaN or infinite", np.flatnonzero(bad), _WANT_FINITE)
    if least < 0:
        bad = (p < 0).any(axis=1)
        raise RowError(f"{name} is negative (down to {least:.6g})", np.flatnonzero(bad), scale_hint)
    return total


def check_rows_sum_to_one(name: str, p: Array, total: Array, *, wanted: str) -> None:
    """Refuse rows whose sum is further from 1 than rounding explains."""
    error = np.abs(total - 1)
    bad = error > sum_tolerance(p.dtype, p.shape[1])
    if bad.any():
        came = f"{name} sums to {total[np.argmax(error)]:.9g} (the worst)"
        raise RowError(came, np.flatnonzero(bad), wanted)


def divided_by_sums(name: str, p: Array, total: Array) -> Array:
    """Return rows divided by their sums, for ``normalize=True``."""
    if (total == 0).any():
        raise RowError(f"{name} sums to 0", np.flatnonzero(total == 0), "a row of zeros cannot be normalized.")
    return p / total[:, None]


_SCALE_HINT = "probabilities are in [0, 1]: pass scale='logit' for logits, scale='log_proba' for logarithms."
_SUM_HINT = "rows sum to 1: pass normalize=True to divide by the sums, or scale='logit' if these are logits."


def _probabilities(p: Array, normalize: bool) -> Scores:  # noqa: FBT001
    total = row_sums("y_proba", p, scale_hint=_SCALE_HINT)
    if normalize:
        return Probabilities(divided_by_sums("y_proba", p, total))
    above = total > 1 + sum_tolerance(p.dtype, p.shape[1])
    if above.any() and (p > 1).any():
        came = f"y_proba is above 1 (up to {p.max():.6g})"
        raise RowError(came, np.flatnonzero((p > 1).any(axis=1)), _SCALE_HINT)
    check_rows_sum_to_one("y_proba", p, total, wanted=_SUM_HINT)
    return Probabilities(p)


def _positive_probabilities(p: Array) -> Scores:
    bad = ~((p >= 0) & (p <= 1))  # catches NaN
    if bad.any():
        raise RowError(f"y_proba is {p[bad][0]:.6g}", np.flatnonzero(bad), _SCALE_HINT)
    return PositiveProbabilities(p)


def _log_probabilities(log_p: Array, normalize: bool) -> Scores:  # noqa: FBT001
    _refuse_log_values(log_p, "log-probabilities are numbers or -inf: drop or mend these rows.")
    if normalize:
        return Logits(log_p)
    log_total = log_sum_exp(log_p.astype(np.float64, copy=False), 1, np)[:, 0]  # (n,)
    with np.errstate(over="ignore"):
        total = np.exp(log_total)
    # A logarithm rounded by eps |log p| moves p by p |log p| eps, at most eps / e: the same tolerance.
    check_rows_sum_to_one("exp(y_proba)", log_p, total, wanted=_LOG_SUM_HINT)
    return LogProbabilities(log_p)


_LOG_SUM_HINT = "log-probabilities' exp sums to 1: pass normalize=True, or scale='logit' if these are logits."


def _positive_log_probabilities(log_p: Array) -> Scores:
    bad = ~(log_p <= 0)  # catches NaN
    if bad.any():
        came = f"y_proba is {log_p[bad][0]:.6g}"
        raise RowError(came, np.flatnonzero(bad), "log-probabilities are at most 0: pass scale='logit' for logits.")
    log_p = log_p.astype(np.float64, copy=False)
    with np.errstate(divide="ignore"):
        return LogProbabilities(np.column_stack([np.log(-np.expm1(log_p)), log_p]))


def _logits(z: Array, normalize: bool) -> Scores:  # noqa: ARG001, FBT001
    _refuse_log_values(z, "logits are numbers, or -inf for probability 0: drop or mend these rows.")
    return Logits(z)


def _positive_logits(z: Array) -> Scores:
    bad = np.isnan(z)
    if bad.any():
        raise RowError("y_proba is NaN", np.flatnonzero(bad), _WANT_FINITE)
    z = z.astype(np.float64, copy=False)
    # log-odds z: log p = -log(1 + exp(-z)), which keeps +inf and -inf as certainties
    return LogProbabilities(np.column_stack([-np.logaddexp(0, z), -np.logaddexp(0, -z)]))


def _refuse_log_values(values: Array, wanted: str) -> None:
    top = values.max(axis=1)  # NaN if any is NaN, -inf if all are
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
