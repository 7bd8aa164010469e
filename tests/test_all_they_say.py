"""Residents who say all of it in a breath: no need, day or place that they told is lost, and none is turned round."""

import pytest
from residents import after

EVESHAM = "evesham any time"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("need help with cleaning and cooking", {"cleaning", "cooking"}),
        ("mum needs help with shopping and cooking", {"shopping", "cooking"}),
        ("mum needs help with cleaning and laundry", {"cleaning", "laundry"}),
        ("i need help wiv cleanin n cookin", {"cleaning", "cooking"}),
        ("help with cleaning and shopping", {"cleaning", "shopping"}),
        ("help with shopping, cleaning and laundry", {"shopping", "cleaning", "laundry"}),
        ("he needs help with eating and drinking", {"eating-drinking"}),
        ("i need help with forms and letters", {"paperwork"}),
        ("help with dressing and undressing", {"dressing"}),
        ("help with my cat and dog", {"pet-care"}),
    ],
)
def test_help_with_several_things_is_help_with_each(text: str, needs: set[str]) -> None:
    assert set(after(f"{text} {EVESHAM}").search["need"].split("+")) == needs
