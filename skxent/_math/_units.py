"""Units of information: the base of the logarithm, as ``scipy.stats.entropy`` takes it."""

import math
from numbers import Real


def nats_per_unit(base: float | None) -> float:
    """Return the nats in one unit of ``base``: 1 for None, ln 2 for bits, ln 10 for 10."""
    if base is None:
        return 1.0
    if isinstance(base, bool) or not isinstance(base, Real) or not 1 < base < math.inf:
        raise ValueError(
            f"base={base!r} is not a base of logarithms; pass None for nats, 2 for bits, or a number above 1."
        )
    return math.log(base)
