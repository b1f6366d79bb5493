"""The distinct labels of an array and each row's place among them, by hash: text is slow to sort and to box.

NumPy's own text is hashed as it lies in memory, word by word, h = h m + word modulo 2^64. That two texts may share a
hash is not left to chance: every row is compared with the first of its kind, and a collision falls back on pandas.
"""

from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, Any]

# 2^64 over the golden ratio, the odd multiplier of Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4).
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def factorize(y: Array) -> tuple[Array, Array]:
    """Return each row's code (n,), and the distinct labels in the order of their first rows."""
    if y.dtype.kind == "U" and y.dtype.itemsize > 0 and len(y) > 0:
        codes, firsts = _by_words(np.ascontiguousarray(y).view(np.uint32).reshape(len(y), -1))
        if codes is not None:
            return codes, y[firsts]
    codes, seen = pd.factorize(y)
    return codes, np.asarray(seen)


def _by_words(words: Array) -> tuple[Array | None, Array]:
    """Return codes (n,) of rows of words (n, m) and the first row of each code; None where two rows share a hash."""
    hashes = np.zeros(len(words), dtype=np.uint64)
    for column in words.T:
        hashes = hashes * _MULTIPLIER + column
    codes, seen = pd.factorize(hashes)
    firsts = np.empty(len(seen), dtype=np.intp)
    firsts[codes[::-1]] = np.arange(len(words))[::-1]  # the last to be written is the first row
    return (codes if (words[firsts][codes] == words).all() else None), firsts
