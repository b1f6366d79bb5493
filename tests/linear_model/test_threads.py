"""Threads over blocks of rows: the same sums to the last bit, errors that arrive, and memory that stays small."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from skxent._check import Labels
from skxent.linear_model import SoftmaxRegression
from skxent.linear_model._hessian import hessian_product, intercept_hessian, loss_hessian
from skxent.linear_model._objective import make_objective
from skxent.linear_model._targets import Targets
from skxent.linear_model._threads import one_blas_thread, sum_in_threads


def objective(k, n=60_000, p=40):
    """Return an objective of so many blocks that threads are worth while."""
    rng = np.random.default_rng(0)
    targets = Targets(np.arange(k), Labels(rng.integers(0, k, n), k), rng.random(n))
    made = make_objective(rng.normal(size=(n, p)), targets, 1e-3)
    assert len(made.blocks) >= 8
    return made


@pytest.mark.parametrize("k", [2, 4])
@pytest.mark.parametrize("n_threads", [2, 5])
def test_the_number_of_threads_changes_no_bit(k, n_threads, monkeypatch):
    monkeypatch.setattr("skxent.linear_model._hessian._PER_THREAD", 1e5)  # so that Hessians are made by threads, too
    one = objective(k)
    many = replace(one, n_threads=n_threads)
    theta, direction = np.random.default_rng(1).normal(size=(2, *one.shape))
    for left, right in zip(one.value_and_gradient(theta), many.value_and_gradient(theta), strict=True):
        np.testing.assert_array_equal(left, right)
    np.testing.assert_array_equal(hessian_product(one, theta)(direction), hessian_product(many, theta)(direction))
    np.testing.assert_array_equal(intercept_hessian(one, theta), intercept_hessian(many, theta))
    args = theta, np.eye(one.n_outputs), lambda block: block.X[:, :5].copy(), 5
    for dtype in (np.float32, np.float64):
        np.testing.assert_array_equal(loss_hessian(one, *args, dtype=dtype), loss_hessian(many, *args, dtype=dtype))


def test_blocks_are_added_in_their_order():
    assert sum_in_threads(lambda part: [part], list("abcdefghijkl"), 3) == list("abcdefghijkl")


def test_an_error_in_a_thread_arrives():
    def step(block):
        raise ValueError(f"block {block}")

    with pytest.raises(ValueError, match="block 0"):
        sum_in_threads(step, range(20), 2)


def test_what_numpy_is_told_to_ignore_is_ignored_in_threads():
    with np.errstate(over="ignore"):
        assert sum_in_threads(lambda _: np.float64(1e300) * np.float64(1e300), range(20), 2) == np.inf


def test_a_limit_on_blas_is_a_limit_on_threads():
    for limit in (1, 2):
        with threadpool_limits(limit), one_blas_thread() as n_threads:
            assert n_threads == limit
            with one_blas_thread() as within:
                assert within == limit


@pytest.mark.parametrize("is_sparse", [False, True])
def test_a_fit_holds_no_more_than_half_of_x_beside_it(is_sparse):
    """Blocks and their temporaries take some ten megabytes whatever n: X is so large that they are not what is seen."""
    rng = np.random.default_rng(0)
    if is_sparse:
        places = rng.integers(0, 60_000, 5_000_000), rng.integers(0, 3000, 5_000_000)
        X = csr_array((rng.random(5_000_000), places), shape=(60_000, 3000))
        y, size = rng.integers(0, 3, 60_000), X.data.nbytes + X.indices.nbytes
    else:
        X = rng.normal(size=(200_000, 30)) * 10 ** rng.uniform(-3, 3, 30)
        y = (X / X.std(axis=0) @ rng.normal(size=(30, 3)) + rng.gumbel(size=(200_000, 3))).argmax(axis=1)
        size = X.nbytes
    SoftmaxRegression().fit(X[:100], y[:100])  # what is loaded once
    tracemalloc.start()
    with threadpool_limits(2):
        SoftmaxRegression(tol=1e-6).fit(X, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < size / 2
