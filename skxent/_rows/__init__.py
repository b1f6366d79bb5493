"""Sums over rows: tallies that add, and the walk over blocks of rows that makes them."""

from skxent._math._walk import blocks_of
from skxent._rows._blocks import Rows, map_rows, sum_blocks, sum_rows
from skxent._rows._tally import Tally, same, unit

__all__ = ["Rows", "Tally", "blocks_of", "map_rows", "same", "sum_blocks", "sum_rows", "unit"]
