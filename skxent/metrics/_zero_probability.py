"""One warning for all outcomes that were given probability 0: how many rows, and what to do."""

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics._remarks import remark


def warn_zero_probability(n_zero: int, n_rows: int, *, stacklevel: int) -> None:
    """Warn, for the caller ``stacklevel`` frames up, if any of the losses were infinite."""
    if n_zero:
        remark(zero_probability(n_zero, n_rows), ZeroProbabilityWarning, stacklevel=stacklevel + 1)


def zero_probability(n_zero: int, n_rows: int) -> str:
    """Return the message."""
    return (
        f"{n_zero} of {n_rows} rows gave probability 0 to what happened, so the loss is inf; pass smoothing= "
        "(a small number added to every probability) for a finite loss."
    )
