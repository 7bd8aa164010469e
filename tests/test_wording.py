"""How values are said."""

import pytest

from bot.wording import far

FAR = [
    (0.0, "under a mile"),
    (1.5, "under a mile"),
    (1.6, "1 mile"),
    (2.4, "1.5 miles"),
    (4.1, "2.5 miles"),
    (4.8, "3 miles"),
    (3.2, "2 miles"),
    (5.0, "3 miles"),
    (31.3, "19 miles"),
]


@pytest.mark.parametrize(("km", "said"), FAR)
def test_a_distance_is_told_in_miles(km: float, said: str) -> None:
    assert far(km) == said
