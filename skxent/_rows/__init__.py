"""Sums over rows: tallies that add, and the walk over blocks of rows that makes them."""

from skxent._rows._blocks import Rows, blocks_of, map_rows, sum_blocks, sum_rows
from skxent._rows._tally import Tally, same, unit

__all__ = ["Rows", "Tally", "blocks_of", "map_rows", "same", "sum_blocks", "sum_rows", "unit"]
