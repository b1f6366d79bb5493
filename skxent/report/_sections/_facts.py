"""What the data were and what was asked of them: enough to know whether two reports are of the same."""

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy
import sklearn

import skxent
from skxent._check import Labels
from skxent._math._namespace import to_numpy
from skxent.report._sections._labels import plain_labels
from skxent.report._sections._tallies import Sums
from skxent.report._sums._observed import Observed


@dataclass(frozen=True, eq=False)
class Facts:
    """The data of an evaluation, and its settings."""

    n_rows: int
    weight: float
    n_effective: float  # rows, or groups, of equal weight that tell as much (Kish)
    times_tested: int  # of a row, at most: n_rows counts every test
    n_groups: int | None
    labels: tuple[Any, ...]
    base_rate: tuple[float, ...]
    base_rate_entropy_nats: float
    input_hash: Mapping[str, str]  # SHA-256, by model or file
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    created: str | None
    row_word: str  # what numbers of rows count: rows from 0, or lines of a file, the header being line 1


def facts_of(
    sums: Sums,
    *,
    times_tested: int = 1,
    input_hash: Mapping[str, str],
    settings: Mapping[str, Any],
    timestamp: bool,
    row_word: str = "row",
) -> Facts:
    """Return the facts, as the sums of one model say them: all have the same rows."""
    loss, units = sums.loss, sums.units
    return Facts(
        n_rows=loss.n_rows,
        weight=loss.weight,
        n_effective=units.n_effective if units.word == "group" else units.n_effective / times_tested,
        times_tested=times_tested,
        n_groups=units.n_units if units.word == "group" else None,
        labels=tuple(plain_labels(loss.labels)),
        base_rate=tuple(loss.base_rate.tolist()),
        base_rate_entropy_nats=loss.base_rate_entropy,
        input_hash=input_hash,
        settings=settings,
        versions=versions(),
        created=pd.Timestamp.now(tz="UTC").strftime("%Y-%m-%d %H:%M UTC") if timestamp else None,
        row_word=row_word,
    )


def versions() -> dict[str, str]:
    """Return the versions of everything that numbers depend on."""
    return {
        "skxent": skxent.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
        "pandas": pd.__version__,
    }


def digest_of(observed: Observed) -> str:
    """Return the SHA-256 of what was predicted (its logarithms), what happened and the weights, as float64."""
    found = hashlib.sha256()
    forecast = observed.forecast
    truth = forecast.truth
    happened = truth.codes.astype(np.int64) if isinstance(truth, Labels) else truth.dense(np)
    for array in (to_numpy(forecast.scores.log_proba()), happened, observed.w):
        found.update(np.ascontiguousarray(array).tobytes())
    found.update("\0".join(map(str, forecast.classes.tolist())).encode("utf-8", "surrogatepass"))
    return found.hexdigest()
