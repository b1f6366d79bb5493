"""In company: warm starts, progress, callbacks, sparse coefficients, pickles of other versions, and the HTML repr."""

import pickle
import warnings
from pathlib import Path

import numpy as np
import pytest
import sklearn
from scipy.sparse import issparse
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning

from skxent.linear_model import SoftmaxRegression

WINE, CANCER = load_wine(return_X_y=True), load_breast_cancer(return_X_y=True)
KINDS = [{}, {"solver": "newton-cg"}, {"solver": "trust-exact"}, {"l1_ratio": 0.5}, {"bounds": (-0.5, 0.5)}]
every_kind = pytest.mark.parametrize("options", KINDS, ids=str)


# Warm starts


@every_kind
def test_a_warm_start_at_the_minimum_takes_next_to_no_iterations(options):
    X, y = WINE
    model = SoftmaxRegression(warm_start=True, **options).fit(X, y)
    first = model.n_iter_
    before = model.coef_.copy()
    model.fit(X, y)
    assert model.n_iter_ <= max(1, first // 3)
    np.testing.assert_allclose(model.coef_, before, atol=1e-5)


def test_a_warm_start_goes_on_where_max_iter_stopped():
    X, y = load_digits(return_X_y=True)
    model = SoftmaxRegression(warm_start=True, max_iter=4)
    values = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        values += [model.fit(X, y).objective_ for _ in range(4)]
    assert values == sorted(values, reverse=True)
    assert values[-1] < values[0] / 2


def test_a_warm_start_from_other_classes_or_features_is_a_cold_one():
    X, y = WINE
    model = SoftmaxRegression(warm_start=True).fit(X, y)
    model.fit(X[:, :5], y)
    np.testing.assert_array_equal(model.coef_, SoftmaxRegression().fit(X[:, :5], y).coef_)
    model.fit(X, y == 1)
    np.testing.assert_array_equal(model.coef_, SoftmaxRegression().fit(X, y == 1).coef_)


def test_without_warm_start_a_second_fit_is_the_first():
    X, y = WINE
    model = SoftmaxRegression()
    first = model.fit(X, y).coef_
    np.testing.assert_array_equal(model.fit(X, y).coef_, first)


def test_a_warm_start_from_sparse_coefficients():
    X, y = CANCER
    model = SoftmaxRegression(0.01, l1_ratio=1.0, warm_start=True).fit(X, y).sparsify()
    assert model.fit(X, y).n_iter_ <= 3


# Progress and callbacks


@every_kind
def test_progress_goes_to_stderr_a_line_for_each_iteration(options, capsys):
    X, y = WINE
    model = SoftmaxRegression(verbose=1, **options).fit(X, y)
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert lines[0].startswith("SoftmaxRegression: iteration 1, objective ")
    assert model.n_iter_ - 1 <= len(lines) <= model.n_iter_
    values = [float(line.split()[-2]) for line in lines]
    assert min(values) - model.objective_ < 1e-6
    assert values[-1] < values[0]


def test_silence_is_the_default(capsys):
    SoftmaxRegression().fit(*WINE)
    assert capsys.readouterr() == ("", "")


class Recorder:
    """A callback that keeps what it is told."""

    def __init__(self):
        self.told = []

    def setup(self, estimator, context):
        self.told.append(("setup", None))

    def on_fit_task_begin(self, estimator, context, *, X=None):
        self.told.append((f"begin {context.task_name}", None))

    def on_fit_task_end(self, estimator, context, *, X=None, fitted_estimator=None):
        score = None if fitted_estimator is None or context.task_name == "fit" else fitted_estimator.score(X, WINE[1])
        self.told.append((f"end {context.task_name}", score))

    def teardown(self, estimator, context):
        self.told.append(("teardown", None))


has_callbacks = pytest.mark.skipif(
    not hasattr(SoftmaxRegression, "set_callbacks"), reason="scikit-learn has callbacks since 1.9"
)


@has_callbacks
@every_kind
def test_callbacks_are_told_of_each_iteration_with_a_model_that_predicts(options):
    recorder = Recorder()
    model = SoftmaxRegression(**options).set_callbacks(recorder).fit(*WINE)
    names = [name for name, _ in recorder.told]
    assert names[:2] == ["setup", "begin fit"]
    assert names[-2:] == ["end fit", "teardown"]
    scores = [score for name, score in recorder.told if name == "end iteration"]
    assert model.n_iter_ - 1 <= len(scores) <= model.n_iter_
    assert scores[-1] > 0.9
    plain = SoftmaxRegression(**options).fit(*WINE)
    np.testing.assert_array_equal(model.coef_, plain.coef_)


@has_callbacks
def test_a_refit_without_offsets_is_told_as_that():
    offset = np.ones((len(WINE[1]), 3))
    model = SoftmaxRegression().set_callbacks(Recorder())
    with pytest.warns(UserWarning, match="was fitted with offsets and predicts without"):
        model.fit(*WINE, offset=offset)  # the recorder scores without them
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.fit(*WINE)


# Sparse coefficients


@pytest.mark.parametrize("data", [WINE, CANCER], ids=["three classes", "two"])
def test_sparse_coefficients_predict_the_same(data):
    X, y = data
    model = SoftmaxRegression(0.05, l1_ratio=1.0).fit(X, y)
    dense = model.predict_log_proba(X)
    again = pickle.loads(pickle.dumps(model.sparsify()))  # noqa: S301 - our own bytes
    assert issparse(again.coef_)
    np.testing.assert_allclose(again.predict_log_proba(X), dense, rtol=1e-12)
    from scipy.sparse import csr_array

    np.testing.assert_allclose(again.predict_log_proba(csr_array(X)), dense, rtol=1e-12)
    assert not issparse(again.densify().coef_)
    np.testing.assert_array_equal(again.densify().predict_log_proba(X), dense)


# Pickles

PICKLES = sorted((Path(__file__).parent.parent / "contracts" / "pickles").glob("*.pkl"))


@pytest.mark.parametrize("path", PICKLES, ids=lambda path: path.stem)
def test_a_model_that_an_earlier_version_pickled_still_predicts(path):
    model = pickle.loads(path.read_bytes())  # noqa: S301 - our own bytes
    X, y = load_iris(return_X_y=True)
    again = SoftmaxRegression(0.01).fit(X, y)
    np.testing.assert_allclose(model.predict_proba(X), again.predict_proba(X), atol=1e-6)
    assert model.get_params() == clone(again).get_params()
    assert "SoftmaxRegression" in repr(model)
    np.testing.assert_allclose(clone(model).fit(X, y).coef_, again.coef_, atol=1e-6)


def test_there_is_a_pickle_of_an_earlier_version():
    assert PICKLES


# Repr


def test_the_html_links_the_documentation_that_the_package_names(monkeypatch):
    class Metadata:
        def get_all(self, name):
            return ["Source, https://example.test/code", "Documentation, https://example.test/docs/"]

    monkeypatch.setattr("importlib.metadata.metadata", lambda name: Metadata())
    html = SoftmaxRegression()._repr_html_()
    assert "https://example.test/docs/generated/skxent.linear_model.SoftmaxRegression.html" in html


def test_a_repr_names_what_is_set_and_the_html_shows_it():
    model = SoftmaxRegression(0.1, l1_ratio=0.5)
    assert repr(model) == "SoftmaxRegression(alpha=0.1, l1_ratio=0.5)"
    html = model._repr_html_()
    assert "SoftmaxRegression" in html
    assert "modules/generated" not in html  # scikit-learn's pages do not document it
    if tuple(map(int, sklearn.__version__.split(".")[:2])) >= (1, 7):
        assert "l1_ratio" in html
