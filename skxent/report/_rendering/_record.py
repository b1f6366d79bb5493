"""An evaluation in plain types: the versioned record that JSON holds."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from skxent.report._evaluation import Evaluation
from skxent.report._gates import GateResults
from skxent.report._sections._gain import Parts
from skxent.report._sections._model_result import ModelResult
from skxent.report._sections._numbers import NUMBERS

SCHEMA_VERSION = 1


def record_of(evaluation: Evaluation, gates: GateResults) -> dict[str, Any]:
    """Return everything that an evaluation holds."""
    facts = plain(evaluation.facts)
    return {
        "schema_version": SCHEMA_VERSION,
        "verdict": {
            "best": evaluation.best.name,
            "sentence": evaluation.sentence,
            "baseline": evaluation.baseline,
            "regressions": plain(evaluation.regressions),
            "passed": gates.passed if gates.results else None,
            "gates": [{**plain(result), "margin": result.margin} for result in gates.results],
        },
        "data": {"name": evaluation.data, "how": evaluation.how, **facts},
        "audit": {model.name: plain(model.audit) for model in evaluation.models},
        "models": {model.name: _model(model) for model in evaluation.models},
        "comparisons": plain(evaluation.comparisons),
        "reproduce": evaluation.reproduce,
    }


def _model(model: ModelResult) -> dict[str, Any]:
    return {
        "headline": {number.name: number_record(model, number) for number in NUMBERS},
        "zero_probability": plain(model.zero_probability),
        "decomposition": {
            **dict.fromkeys(one.name for one in fields(Parts)),
            **(plain(model.decomposition.usual) or {}),
            "cross_fitted": plain(model.decomposition.cross_fitted),
        },
        "calibration": plain(model.calibration),
        "per_class": plain(model.per_class),
        "confusion": plain(model.confusion),
        "slices": plain(model.slices),
        "worst_rows": plain(model.worst_rows),
        "loss_distribution": plain(model.loss_distribution),
        "folds": [
            {"n_rows": fold.n_rows, "n_train": fold.n_train, "unseen": plain(fold.unseen), **fold.values}
            for fold in model.folds
        ],
    }


def number_record(model: ModelResult, number: Any) -> dict[str, Any]:
    """Return one number of the headline."""
    low, high = model.interval(number)
    return {
        "value": model.value(number),
        "low": low,
        "high": high,
        "unit": number.unit,
        "direction": number.direction,
        "meaning": number.meaning,
        "fold_mean": model.fold_mean(number),
    }


def plain(value: Any) -> Any:
    """Return frozen records as dicts, tuples as lists, and everything else as it is."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def json_of(record: dict[str, Any]) -> str:
    """Return a record as strict JSON: infinities as text, nan as null."""
    return json.dumps(_strict(record), indent=2, allow_nan=False, ensure_ascii=False) + "\n"


def _strict(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)  # labels that are dates and the like
