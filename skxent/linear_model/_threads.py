"""One BLAS thread while any fit runs, and as many threads over blocks of rows as BLAS had.

NumPy and SciPy each bring a pool of spinning threads, and a fit alternates between them: on two cores that is slower
than one thread each: 0.52 s against 0.11 s on raw handwritten digits, by tests/benchmarks/convergence.py. The limit
holds for the process, as every such limit does, so overlapping fits share it, and the last one to end restores what
the first one found.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from threadpoolctl import ThreadpoolController

from skxent._rows import sum_blocks

B = TypeVar("B")
T = TypeVar("T")

# Blocks that are worth a thread: with two of them a pass over 300,000 x 54 in 70 blocks takes 22 ms instead of 39
# (tests/benchmarks/fits.py --blocks).
_EACH = 4

_lock = Lock()


@cache
def _controller() -> ThreadpoolController:
    """Return what knows the libraries that are loaded: finding them takes 3 ms, so they are found once."""
    return ThreadpoolController()


_fits: list[tuple[Any, int]] = []  # one entry for each running fit: what holds the limit, and the threads BLAS had


@contextmanager
def one_blas_thread() -> Iterator[int]:
    """Limit BLAS to one thread while the body runs, and give the number of threads that it had."""
    with _lock:
        _fits.append(_fits[0] if _fits else _limited())
    try:
        yield _fits[0][1]
    finally:
        with _lock:
            limit, _ = _fits.pop()
            if not _fits:
                limit.restore_original_limits()


def _limited() -> tuple[Any, int]:
    threads = [pool["num_threads"] for pool in _controller().select(user_api="blas").info()]
    return _controller().limit(limits=1, user_api="blas"), max(threads, default=1)


def sum_in_threads(step: Callable[[B], T], blocks: Sequence[B], n_threads: int, *, each: int = _EACH) -> T:
    """Return the sum of ``step(block)``, by threads where there are many blocks.

    It is added by groups of ``each`` neighbours, whatever the number of threads, so that it has the same bits.
    """
    groups = [blocks[start : start + each] for start in range(0, len(blocks), each)]
    state = np.geterr()  # a thread begins with NumPy's own

    def stepped(group: Sequence[B]) -> T:
        with np.errstate(**state):
            return sum_blocks(step, group)

    n_threads = min(n_threads, len(blocks) // each)
    if n_threads <= 1:
        return sum_blocks(stepped, groups)
    with ThreadPoolExecutor(n_threads) as pool:
        return sum_blocks(lambda done: done, pool.map(stepped, groups))
