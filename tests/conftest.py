"""Settings of the whole suite."""

import numpy as np
import pytest
from hypothesis import settings

# No deadline: the machine may be shared, and no test asserts a time. Derandomized: a failure is the same for all.
settings.register_profile("skxent", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("skxent")


@pytest.fixture
def rng():
    """Return a generator of the test's own: what a test draws depends on no other test, in whatever order they run.

    Not seed 0, which modules draw their data with: the same draws again would be the same rows.
    """
    return np.random.default_rng(2)
