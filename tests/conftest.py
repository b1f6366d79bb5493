"""Settings of the whole suite."""

import numpy as np
import pytest
import scipy.linalg  # noqa: F401 - a library with threads of its own, as is that of scikit-learn
import sklearn.ensemble  # noqa: F401
from hypothesis import settings
from threadpoolctl import threadpool_limits

# No deadline: the machine may be shared, and no test asserts a time. Derandomized: a failure is the same for all.
settings.register_profile("skxent", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("skxent")


@pytest.fixture(scope="session", autouse=True)
def _one_thread():
    """Limit BLAS and OpenMP to a thread: a test that is about threads asks for them by ``threadpool_limits``.

    The data of tests are small. Threads that wait for each other on busy cores make some of their fits take sixty times
    as long.
    """
    with threadpool_limits(1):
        yield


@pytest.fixture
def rng():
    """Return a generator of the test's own: what a test draws depends on no other test, in whatever order they run.

    Not seed 0, which modules draw their data with: the same draws again would be the same rows.
    """
    return np.random.default_rng(2)
