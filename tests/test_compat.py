"""Other versions of scikit-learn, and no version of our own: what is lacking is done without."""

import importlib.metadata
import importlib.util
import sys

import pytest

from skxent import _compat


@pytest.fixture
def before_callbacks(monkeypatch):
    """Return the module as it is where scikit-learn has no callbacks: before 1.9."""
    monkeypatch.setitem(sys.modules, "sklearn.callback", None)  # importing it is an ImportError
    spec = importlib.util.spec_from_file_location("before_callbacks", _compat.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_where_scikit_learn_has_no_callbacks_a_fit_is_called_as_it_is_and_nobody_listens(before_callbacks):
    class Model(before_callbacks.CallbackSupportMixin):
        @before_callbacks.with_callbacks
        def fit(self, X, *, offset=None):
            """Fit."""
            return X, offset

    assert Model().fit(1, offset=2) == (1, 2)
    assert (Model.fit.__name__, Model.fit.__doc__) == ("fit", "Fit.")
    assert before_callbacks.begin_callbacks(Model(), {}, max_subtasks=1) is None


def test_a_package_that_is_not_installed_links_no_documentation(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.metadata", missing)
    assert _compat.DocumentationLink()._doc_link_template == ""
