"""Settings of the whole suite."""

from hypothesis import settings

# No deadline: the machine may be shared, and no test asserts a time. Derandomized: a failure is the same for all.
settings.register_profile("skxent", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("skxent")
