"""What is told of few units: how many they are, or how few they are worth."""

import pytest

from skxent.exceptions import SmallSampleWarning
from skxent.metrics._tails import warn_few_units


@pytest.mark.parametrize(
    ("n_effective", "told"),
    [(9.6, "of 10 rows holds"), (9.4, "of 10 rows, which weigh so unevenly that they tell as much as 9.4, holds")],
)
def test_units_that_are_worth_half_a_unit_less_than_they_are_weigh_unevenly(n_effective, told):
    with pytest.warns(SmallSampleWarning, match=f"^an interval {told}"):
        warn_few_units("row", 10, n_effective, "normal", 0.95, stacklevel=1)
