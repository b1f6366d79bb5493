"""The walk over blocks: every number once, in blocks that stay in a core's cache, and the results in place."""

import numpy as np
import pytest

from skxent._math._walk import NUMBERS_PER_BLOCK, blocks_of, map_distributions, map_numbers


class Recorded:
    """A kernel that remembers what it was called with."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.calls = []

    def __call__(self, *arguments):
        self.calls.append(arguments)
        return self.kernel(*arguments)


@pytest.mark.parametrize(
    ("n", "width", "numbers", "sizes"),
    [
        (10, 3, 9, [3, 3, 3, 1]),
        (6, 3, 9, [3, 3]),
        (3, 100, 9, [1, 1, 1]),
        (3, 0, 2, [2, 1]),
        (0, 3, 9, []),
        (2**15 + 1, 1, None, [2**15, 1]),
        (3, 2**14, None, [2, 1]),
    ],
)
def test_a_block_holds_so_many_numbers_and_a_row_at_least(n, width, numbers, sizes):
    assert [block.stop - block.start for block in blocks_of(n, width, numbers=numbers)] == sizes


def test_a_kernel_is_told_how_many_distributions_came_before():
    p = np.random.default_rng(0).random((300, 40, 3))
    kernel = Recorded(lambda block, first: block.sum(axis=-1) + first)
    found = map_distributions(kernel, (p,), -1, np)
    per_block = NUMBERS_PER_BLOCK // 3
    first = np.arange(300 * 40) // per_block * per_block
    np.testing.assert_allclose(found, p.sum(axis=-1) + first.reshape(300, 40), rtol=1e-14)
    assert [first for _, first in kernel.calls] == [0, per_block]


def test_a_kernel_may_give_several_numbers_for_each_distribution():
    p = np.random.default_rng(0).random((300, 40, 3))
    found = map_distributions(lambda a, b, first: np.stack([a[..., 0], b[..., 1]], axis=-1), (p, p), 2, np)
    np.testing.assert_array_equal(found, p[..., :2])


@pytest.mark.parametrize(
    ("shapes", "axis", "n_calls"),
    [
        ([(2**14, 2)], -1, 1),
        ([(2**14 + 1, 2)], -1, 2),
        ([(2**14 + 1, 2)], 1, 2),
        ([(2, 2**14 + 1)], 0, 1),
        ([(2, 2**14 + 1)], -2, 1),
        ([(2**14 + 1, 2), (2,)], -1, 1),
        ([(1, 2**15 + 1)], -1, 1),
    ],
)
def test_only_large_arrays_of_one_shape_with_the_outcomes_last_are_cut(shapes, axis, n_calls):
    arrays = tuple(np.random.default_rng(0).random(shape) for shape in shapes)
    kernel = Recorded(lambda *blocks: sum(block.sum(axis=-1) for block in blocks[:-1]))
    found = map_distributions(kernel, arrays, axis, np)
    np.testing.assert_allclose(found, sum(array.sum(axis=axis) for array in arrays), rtol=1e-14)
    assert len(kernel.calls) == n_calls
    assert kernel.calls[0][-1] == 0


@pytest.mark.parametrize(("shape", "sizes"), [((), [1]), ((2**8, 2**7), [2**15]), ((2**15 + 2, 1), [2**15, 2])])
def test_numbers_are_mapped_block_by_block(shape, sizes):
    z = np.random.default_rng(0).random(shape, dtype=np.float32)
    kernel = Recorded(lambda block: 2.0 * block.astype(np.float64))
    found = map_numbers(kernel, np.asarray(z), np)
    np.testing.assert_array_equal(found, 2.0 * np.float64(z))
    assert found.dtype == np.float64
    assert found.shape == shape
    assert [block.size for (block,) in kernel.calls] == sizes
