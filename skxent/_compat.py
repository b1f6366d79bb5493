"""What of other libraries' private names and protocols cannot be avoided, each with its reason."""

import functools
import importlib.metadata
from collections.abc import Callable
from typing import Any, TypeVar

from sklearn.utils import _safe_indexing

Method = TypeVar("Method")


class AcceptsSampleWeight:
    """Answers the question that scikit-learn's searches ask of scorers where metadata routing is off.

    Since 1.7 ``GridSearchCV.fit(..., sample_weight=...)`` asks each scorer ``_accept_sample_weight()`` before it
    passes the weights on. The name is private and there is no public way to answer; without it the weights
    of the user would not reach the score, silently.
    """

    def _accept_sample_weight(self) -> bool:
        return True


# Rows of whatever scikit-learn takes for X and y: arrays, frames, sparse matrices, lists. Its reference documents the
# function under this name, which is private.
rows_of: Callable[[Any, Any], Any] = _safe_indexing

# scikit-learn's callbacks, since 1.9. An estimator that supports them calls ``_init_callback_context``, whose name is
# private and which the mixin's documentation asks for.
try:
    import sklearn.callback as _callback
except ImportError:
    _callback = None


class _NoCallbacks:
    """No callbacks: the installed scikit-learn has none."""


def _unchanged(method: Any) -> Any:
    """Return the method behind a call of its own, as the decorator does that manages callbacks."""

    @functools.wraps(method)
    def called(*args: Any, **kwargs: Any) -> Any:
        return method(*args, **kwargs)

    return called


CallbackSupportMixin: Any = _NoCallbacks if _callback is None else _callback.CallbackSupportMixin
with_callbacks: Callable[[Method], Method] = _unchanged if _callback is None else _callback.with_callbacks


class DocumentationLink:
    """Links the documentation in an estimator's HTML, where the package's metadata names one.

    scikit-learn's ``HTMLDocumentationLinkMixin`` documents these attributes for other libraries, under private names.
    """

    _doc_link_module = "skxent"

    @property
    def _doc_link_template(self) -> str:
        try:
            named = importlib.metadata.metadata("skxent").get_all("Project-URL") or []
        except importlib.metadata.PackageNotFoundError:  # imported from where it lies
            named = []
        urls = dict(url.split(", ", 1) for url in named)
        root = urls.get("Documentation", "").rstrip("/")
        return f"{root}/generated/{{estimator_module}}.{{estimator_name}}.html" if root else ""


def begin_callbacks(estimator: Any, data: dict[str, Any], *, max_subtasks: int) -> Any:
    """Begin the task of a fit and return its context; None where nobody listens."""
    if not hasattr(estimator, "_init_callback_context"):
        return None
    context = estimator._init_callback_context(max_subtasks=max_subtasks)  # noqa: SLF001 - see above
    listens = hasattr(estimator, "_skl_callbacks") or hasattr(estimator, "_parent_callback_ctx")
    context.call_on_fit_task_begin(estimator=estimator, **data)
    return context if listens else None
