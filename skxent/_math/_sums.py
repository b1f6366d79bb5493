"""How far from 1 the sum of a probability row may be before it is not a rounding error.

Storing K probabilities in a float type moves their sum by at most eps / 2; dividing by a sum that was
accumulated in that type moves it by about sqrt(K) eps more. Hence (4 + sqrt(K)) eps. Numbers in float64
were often computed in float32 (a network's softmax, then ``.double()`` or a file), so float64 is given
the eps of float32: 6.4e-7 for two classes, 4.3e-6 for a thousand.
"""

import math
from typing import Any

import numpy as np

_EPS_FLOAT32 = 2.0**-23


def sum_tolerance(dtype: Any, n_classes: int, xp: Any = np) -> float:
    """Return the largest abs(sum - 1) that rounding explains, from the stored dtype and K."""
    eps = _EPS_FLOAT32
    if dtype != xp.float64 and xp.isdtype(dtype, "real floating"):
        eps = max(float(xp.finfo(dtype).eps), _EPS_FLOAT32)
    return eps * (4 + math.sqrt(n_classes))
