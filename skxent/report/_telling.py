"""How an evaluation was made, in words: what was done to predictions, how they were matched, split and drawn."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from skxent._check import Forecast, column_names, real_array
from skxent._math._namespace import to_numpy
from skxent.report._reproduce import one_line
from skxent.report._sums._student import CONFIDENCE
from skxent.scorers._cross_val_tally import times_tested

Array = np.ndarray[Any, Any]


def given_how(*, scale: str, smoothing: float, normalize: bool) -> str:
    """Return how predictions were read, with everything that was done to them."""
    done = [f"read as {scale}"] if scale != "proba" else []
    done += [f"with smoothing={smoothing:g} added to every probability"] if smoothing else []
    done += ["with rows divided by their sums"] if normalize else []
    return f"predictions {', '.join(done)}" if done else "predictions as given"


def settings_of(*, weighted: bool, grouped: bool, slices: Iterable[str], seed: int, **options: Any) -> dict[str, Any]:
    """Return what was asked, for the record."""
    given = {"weighted": weighted, "grouped": grouped, "slices": list(slices)}
    return {**options, **given, "confidence": CONFIDENCE, "random_state": seed}


def sums_of(y_proba: Any, options: Mapping[str, Any]) -> Array | None:
    """Return the sums (n,) by which rows of probabilities were divided; None where they were not."""
    if not options["normalize"] or options["scale"] != "proba":
        return None
    p = to_numpy(real_array("y_proba", y_proba))
    return p.reshape(-1, p.shape[-1]).sum(axis=1, dtype=np.float64)


def seed_of(random_state: Any) -> int:
    """Return one whole number for all that is drawn: the same for every model, and to be told."""
    if isinstance(random_state, int | np.integer):
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31))


def aligned_of(y_proba: Any, forecast: Forecast) -> str:
    """Return how columns of predictions were matched to classes."""
    if np.ndim(y_proba) == 1:
        negative, positive = forecast.classes.tolist()
        return f"predictions (n,) are of {positive!r}, the other class being {negative!r}"
    by_name = column_names(y_proba) is not None
    return "columns matched to classes by name" if by_name else "columns in the order of the labels"


def coverage(splits: list[Any], n: int) -> str:
    """Return what is to be said where the test folds are not every row once."""
    times = times_tested(splits, n)
    if (times == 1).all():
        return ""
    return f"; {int((times > 0).sum())} of {n} rows of data were predicted, up to {int(times.max())} times each"


def text_of_cv(cv: Any) -> str:
    """Return what a call says of the splits: those that are given in full go by their name."""
    return one_line(cv) if isinstance(cv, int | type(None)) or hasattr(cv, "split") else "cv"


def splitter_told(cv: Any, splitter: Any, n_folds: int) -> str:
    """Return the splitter as text; splits that were given are only counted."""
    if not hasattr(cv, "split") and not isinstance(cv, int | type(None)):
        return f"{n_folds} splits as given"
    return " ".join(repr(splitter).split())
