"""Tallies add, field by field, and only with their own kind."""

import importlib
import pkgutil
from dataclasses import dataclass, fields

import numpy as np
import pytest

import skxent
from skxent._rows import Tally, blocks_of, map_rows, same, sum_blocks, sum_rows, unit


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


def test_a_field_says_its_unit_or_that_it_must_agree():
    assert [dict(field.metadata) for field in fields(Count)] == [{"same": True}, *[{"unit": "things"}] * 2]


def test_tallies_add_field_by_field():
    total = Count("apples", 2, np.array([1, 1])) + Count("apples", 3, np.array([3, 0]))
    assert (total.what, total.total, total.each.tolist()) == ("apples", 5, [4, 1])


def test_sum_starts_at_nothing():
    assert sum([Count("apples", 2, np.ones(1)), Count("apples", 1, np.ones(1))]).total == 3


def test_tallies_of_different_things_do_not_add():
    with pytest.raises(
        ValueError,
        match=r"^Counts with what=apples and what=pears measure different things and do not add; tally both with the same what\.$",
    ):
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


def every_tally():
    for module in pkgutil.walk_packages(skxent.__path__, "skxent."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, left = [Count], [Tally]
    while left:
        below = [kind for kind in left.pop().__subclasses__() if kind.__module__.startswith("skxent.")]
        found, left = found + below, left + below
    return found


@pytest.mark.parametrize("kind", every_tally(), ids=lambda kind: kind.__name__)
def test_every_field_of_a_tally_has_its_unit_or_says_what_is_summed(kind):
    for one in fields(kind):
        assert set(one.metadata) in ({"unit"}, {"same"})
        assert one.metadata.get("same", True) is True
        assert isinstance(one.metadata.get("unit", ""), str)


def test_units_are_those_declared():
    assert [dict(one.metadata) for one in fields(Count)] == [{"same": True}, {"unit": "things"}, {"unit": "things"}]


def test_what_is_summed_may_be_equal_or_one_and_the_same():
    labels = np.array([1.0, np.nan])  # not equal to itself, but itself
    total = Count(labels, 1, np.ones(1)) + Count(labels, 2, np.ones(1))
    assert total.what is labels
    equal = Count(np.array(["a", "b"]), 1, np.ones(1)) + Count(np.array(["a", "b"]), 2, np.ones(1))
    assert equal.total == 3
    with pytest.raises(
        ValueError, match=r"^Counts with what=a and what=None measure different things and do not add; "
    ):
        Count("a", 1, np.ones(1)) + Count(None, 1, np.ones(1))


@dataclass(frozen=True, eq=False)
class Other(Count):
    """A count of other things."""


def test_a_tally_of_another_kind_is_no_summand():
    with pytest.raises(TypeError, match="unsupported operand"):
        Count("apples", 1, np.ones(1)) + Other("apples", 1, np.ones(1))
    for start in (0.0, 1):
        with pytest.raises(TypeError, match="unsupported operand"):
            start + Count("apples", 1, np.ones(1))


def test_rows_are_cut_for_so_many_numbers_as_a_step_makes_of_each():
    data = Numbers(np.arange(10.0))
    assert sum_rows(lambda block: [len(block)], data) == [10]
    assert sum_rows(lambda block: [len(block)], data, width=2**14) == [2] * 5
    assert sum_blocks(len, ["ab", "c"]) == 3
