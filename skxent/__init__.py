"""skxent: cross-entropy for scikit-learn, measured, minimised and reported.

Importing this package loads nothing: each name below is imported at its first use.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "exceptions",
    "information",
    "linear_model",
    "metrics",
    "report",
    "scorers",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"skxent.{name}")
    raise AttributeError(f"module 'skxent' has no attribute {name!r}; it has {', '.join(__all__)}.")


def __dir__() -> list[str]:
    return sorted(__all__)
