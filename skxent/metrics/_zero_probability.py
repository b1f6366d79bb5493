"""One warning for all outcomes that were given probability 0: how many rows, and what to do."""

from collections.abc import Sequence

from skxent._check import Scores, all_certain
from skxent._check._remarks import remark
from skxent.exceptions import ZeroProbabilityWarning

CERTAIN = " All predictions are 0 or 1, as those of predict: pass those of predict_proba, unless these are."


def warn_zero_probability(n_zero: int, n_rows: int, scores: Sequence[Scores], *, stacklevel: int) -> None:
    """Warn, for the caller ``stacklevel`` frames up, if any of the losses of ``scores`` were infinite."""
    if n_zero:
        aside = CERTAIN if all(map(all_certain, scores)) else ""
        remark(zero_probability(n_zero, n_rows), ZeroProbabilityWarning, stacklevel=stacklevel + 1, aside=aside)


def zero_probability(n_zero: int, n_rows: int) -> str:
    """Return the message."""
    return (
        f"{n_zero} of {n_rows} rows gave probability 0 to what happened, so the loss is inf; pass smoothing= "
        "(a small number added to every probability) for a finite loss."
    )
