"""The walk over blocks: a kernel is called on pieces that stay in a core's cache, and its results are joined.

Every pass over a large array costs as much as a logarithm; passes over a block that is in cache cost next to nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any

from skxent._math._namespace import Array

# 2^15 numbers are 256 kB in float64: a block and its few temporaries fit a core's level-2 cache.
NUMBERS_PER_BLOCK = 2**15


def blocks_of(n_rows: int, width: int, *, numbers: int | None = None) -> Iterator[slice]:
    """Cut ``n_rows`` rows of ``width`` numbers into blocks of so many numbers, as slices."""
    size = max(1, (NUMBERS_PER_BLOCK if numbers is None else numbers) // max(1, width))
    return (slice(start, min(start + size, n_rows)) for start in range(0, n_rows, size))


def map_distributions(kernel: Callable[..., Array], arrays: tuple[Array, ...], axis: int, xp: Any) -> Array:
    """Return ``kernel(*blocks, first)`` (...) of arrays (..., K) with their outcomes on ``axis``.

    The kernel gets blocks with the outcomes last, and the number of distributions before them. Arrays of one shape
    with the outcomes last are cut; others, which broadcast or would have to be copied, go in one piece.
    """
    shapes = {tuple(array.shape) for array in arrays}
    whole = len(shapes) > 1 or axis not in (-1, arrays[0].ndim - 1) or _size(arrays[0]) <= NUMBERS_PER_BLOCK
    if whole:
        return kernel(*(array if axis == -1 else xp.moveaxis(array, axis, -1) for array in arrays), 0)
    *leading, k = arrays[0].shape
    flat = [xp.reshape(array, (-1, k)) for array in arrays]
    pieces = [kernel(*(array[block, :] for array in flat), block.start) for block in blocks_of(flat[0].shape[0], k)]
    return xp.reshape(xp.concat(pieces), (*leading, *pieces[0].shape[1:]))


def map_numbers(kernel: Callable[[Array], Array], array: Array, xp: Any) -> Array:
    """Return ``kernel(block)`` of every number of an array, as float64 of its shape."""
    if _size(array) <= NUMBERS_PER_BLOCK:
        return kernel(array)
    flat = xp.reshape(array, (-1,))
    out = xp.empty(flat.shape, dtype=xp.float64)
    for block in blocks_of(flat.shape[0], 1):
        out[block] = kernel(flat[block])
    return xp.reshape(out, array.shape)


def _size(array: Array) -> int:
    size = 1
    for length in array.shape:
        size *= length
    return size
