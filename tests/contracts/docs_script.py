"""The scripts that make pages of the docs, which stand in no package."""

import importlib
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "_scripts"


def load(name):
    """Return a script of docs/_scripts as a module."""
    sys.path.insert(0, str(FOLDER))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(FOLDER))
