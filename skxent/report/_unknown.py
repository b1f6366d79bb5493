"""Why a number is unknown that a gate is on: what it is of, or that it is an interval where there is none."""

import math
from collections.abc import Sequence

from skxent.report._sections._facts import Facts
from skxent.report._sections._model_result import ModelResult
from skxent.report._sections._numbers import BY_NAME, Number


def why_unknown(number: Number, models: Sequence[ModelResult], facts: Facts) -> str:
    """Return the reason, of a model's number, or of its difference to another model's."""
    for told, holds in (("undefined", math.isnan), ("infinite", math.isinf)):
        found = [model.name for model in models if holds(model.value(number))]
        if found:
            return f"{number.name} of {' and of '.join(found)} is {told}"
    if facts.times_tested > 1:
        return "rows were tested more than once, and tests of a row are not independent"
    if number.name == "skill" and models[0].value(BY_NAME["label_entropy"]) > 0:
        return "there is no interval of the skill of target distributions"
    units = "rows" if facts.n_groups is None else "groups"
    return f"there is no interval of {facts.n_effective:.6g} effective {units}, or of rows that do not differ"
