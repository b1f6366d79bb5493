"""What is likely a mistake: swapped arguments, columns that are no class, probabilities that are said to be logits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from skxent._check._predictions import are_distributions, are_shares
from skxent._check._refusals import RowError, listing
from skxent._check._remarks import remark
from skxent._check._tables import Table, only_column
from skxent._check._truth import Labels, Truth

Array = np.ndarray[Any, Any]


def refuse_swapped(table: Table, classes: Array) -> None:
    """Refuse (n,) labels beside what are no labels but probabilities: the truth comes first."""
    if table.numbers.ndim > 1 or len(classes) < 3 or classes.dtype.kind != "f":
        return
    if ((classes >= 0) & (classes <= 1)).all():
        raise ValueError(
            f"y_true holds {len(classes)} numbers between 0 and 1, such as {classes.tolist()[1]:.9g}, and y_proba is "
            "(n,); pass y_true first and y_proba second, or the labels of two classes as y_true."
        )


def refuse_one_column_of_many(y_proba: Any, table: Table, classes: Array) -> None:
    """Refuse one column (n, 1) for several classes; of two it may be meant as (n,)."""
    if tuple(table.numbers.shape[1:]) != (1,) or len(classes) == 1:
        return
    column = only_column("y_proba", y_proba)
    # A column of a frame without names is named 0 when it is taken out, and so may the first label be.
    column += ".rename(None)" if table.names is None and hasattr(y_proba, "iloc") else ""
    as_last = f"{column}, (n,) of the last of them, or " if len(classes) == 2 else ""
    raise ValueError(
        f"y_proba has 1 column for {len(classes)} labels [{listing([repr(label) for label in classes.tolist()])}]; "
        f"pass {as_last}a column for each label."
    )


@contextmanager
def naming_strangers(classes: Array, truth: Truth | None) -> Iterator[None]:
    """Say of what is no prediction that a column may be none of a class, if there are labels that no row has."""
    try:
        yield
    except RowError as error:
        never = classes[truth.class_weight(None) == 0] if isinstance(truth, Labels) else classes[:0]
        if not len(never):
            raise
        told = (
            f"y_true never has column {never.tolist()[0]!r}: leave it out if it is no class, or mend these rows, where "
        )
        raise RowError(error.came, error.rows, f"{told}{error.wanted}") from None


_SAID = {"logit": "logits", "log_proba": "log-probabilities"}


def warn_of_probabilities(values: Array, scale: str, *, stacklevel: int) -> None:
    """Warn, for the caller ``stacklevel`` frames up, where what is said to be logits or logarithms looks like none."""
    if scale not in _SAID:
        return
    if are_distributions(values):
        came = "its rows look like probabilities or percentages, with sums of 1 or 100, or nearly"
        mend = "with normalize=True if the sums are not 1"
    elif are_shares(values):
        came = "its numbers look like probabilities or percentages, from near 0 to near 1 or 100"
        mend = "percentages divided by 100"
    else:
        return
    told = (
        f"y_proba is said to be {_SAID[scale]} (scale={scale!r}), and {came}; pass scale='proba' if they are, {mend}."
    )
    remark(told, UserWarning, stacklevel=stacklevel + 1)
