"""Every public name is documented as numpydoc wants it, with an example and a source."""

import ast
import importlib
import inspect
import pkgutil
import re

import pytest
from numpydoc.validate import validate

from tests.contracts.test_names import PUBLIC

# numpydoc's checks that are not asked for, each with its reason.
NOT_ASKED = {
    "EX01": "an example is asked of functions and classes below, not of every method",
    "SA01": "See Also where it helps, not everywhere",
    "ES01": "the formula is the extended summary where there is one",
    "GL01": "the summary starts on the line of the quotes, as ruff has it",
}


def load(name):
    """Return what goes by a full name."""
    return pkgutil.resolve_name(name)


def public_objects():
    """Return the full names of public functions, classes and their methods."""
    for module, names in PUBLIC.items():
        for name in names:
            found = getattr(importlib.import_module(module), name)
            if inspect.isfunction(found):
                yield f"{module}.{name}"
            if inspect.isclass(found):
                yield f"{module}.{name}"
                yield from (
                    f"{module}.{name}.{member}"
                    for member, value in vars(found).items()
                    if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, classmethod))
                )


SCORER, ALL = "skxent.scorers._scorer.ProbaScorer", "skxent.scorers._all_scores.AllScores"
PREDICTIONS = "skxent.linear_model._predictions.SoftmaxPredictions"
METHODS = ["decision_function", "predict_log_proba", "predict_proba", "predict", "score", "sparsify", "densify"]
OBJECTS = [
    *public_objects(),
    *(f"{PREDICTIONS}.{method}" for method in METHODS),
    f"{SCORER}.set_score_request",
    f"{SCORER}.get_metadata_routing",
    ALL,
]


def test_there_is_something_to_check():
    assert len(OBJECTS) > 25


@pytest.mark.parametrize("name", OBJECTS)
def test_public_docstrings_are_valid_numpydoc(name):
    assert [error for error in validate(name)["errors"] if error[0] not in NOT_ASKED] == []


def documented_defaults(name):
    """Return the default of each parameter that the docstring gives one, where it is a literal, as it is written."""
    doc = inspect.getdoc(load(name)) or ""
    found = re.findall(r"^(\w[\w, ]*) : .*default=([\"\'\d-].*|None|True|False)$", doc, flags=re.MULTILINE)
    return {one: value for names, value in found for one in names.split(", ")}


@pytest.mark.parametrize("name", [name for name in OBJECTS if documented_defaults(name)])
def test_defaults_are_those_of_the_docstring(name):
    parameters = inspect.signature(load(name)).parameters
    for one, value in documented_defaults(name).items():
        assert parameters[one].default == ast.literal_eval(value), one


MEASURES = [
    f"{module}.{name}"
    for module in ("skxent.information", "skxent.metrics")
    for name in PUBLIC[module]
    if inspect.isfunction(getattr(importlib.import_module(module), name))
]


@pytest.mark.parametrize("name", MEASURES)
def test_measures_say_their_errors_give_an_example_and_name_their_source(name):
    module, _, attribute = name.rpartition(".")
    doc = inspect.getdoc(getattr(importlib.import_module(module), attribute))
    for section in ("Returns", "Raises", "References", "Examples"):
        assert f"{section}\n{'-' * len(section)}\n" in doc
    assert "https://" in doc
