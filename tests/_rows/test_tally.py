"""Tallies add, field by field, and only with their own kind."""

from dataclasses import dataclass

import numpy as np
import pytest

from skxent._rows import Tally, blocks_of, map_rows, same, sum_rows, unit


@dataclass(frozen=True, eq=False)
class Count(Tally):
    """A count of things."""

    what: str = same()
    total: float = unit("things")
    each: np.ndarray = unit("things")


class Numbers:
    """Rows of one number."""

    width = 1

    def __init__(self, values):
        self.values = values

    def __len__(self):
        return len(self.values)

    def rows(self, block):
        return Numbers(self.values[block])


def test_tallies_add_field_by_field():
    total = Count("apples", 2, np.array([1, 1])) + Count("apples", 3, np.array([3, 0]))
    assert (total.what, total.total, total.each.tolist()) == ("apples", 5, [4, 1])


def test_sum_starts_at_nothing():
    assert sum([Count("apples", 2, np.ones(1)), Count("apples", 1, np.ones(1))]).total == 3


def test_tallies_of_different_things_do_not_add():
    with pytest.raises(ValueError, match="Counts with what=apples and what=pears measure different things"):
        Count("apples", 2, np.ones(1)) + Count("pears", 2, np.ones(1))


@pytest.mark.parametrize("other", [1, None, "apples"])
def test_a_tally_adds_only_to_tallies(other):
    with pytest.raises(TypeError, match="unsupported operand"):
        Count("apples", 2, np.ones(1)) + other
    with pytest.raises(TypeError, match=r"unsupported operand|can only concatenate"):
        other + Count("apples", 2, np.ones(1))


@pytest.mark.parametrize(("n", "width"), [(1, 1), (10, 3), (200_001, 1), (70, 70_000)])
def test_blocks_cover_every_row_once(n, width):
    rows = np.concatenate([np.arange(n)[block] for block in blocks_of(n, width)])
    np.testing.assert_array_equal(rows, np.arange(n))


def test_rows_may_be_cut_anywhere():
    values = np.random.default_rng(0).normal(size=200_001)
    data = Numbers(values)
    assert len(list(blocks_of(len(data), 1))) > 1
    total = sum_rows(lambda block: Count("x", block.values.sum(), block.values[:1]), data)
    np.testing.assert_allclose(total.total, values.sum(), rtol=1e-12)
    np.testing.assert_array_equal(map_rows(lambda block: 2 * block.values, data), 2 * values)
