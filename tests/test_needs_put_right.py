"""One of several kinds of help, or of two people's, put right by itself."""

import pytest
from residents import after

THREE, BOTH = "cleaning cooking and gardening in Malvern mornings", "cleaning and shopping for mum in Malvern mornings"
TWO = "I need a cleaner for my mum in Ely and company for my dad in March"


@pytest.mark.parametrize(
    ("lines", "need"),
    [
        ((THREE, "just the gardening", "put cleaning back"), "gardening+cleaning"),
        ((THREE, "just the gardening", "ok put the cooking back in please"), "gardening+cooking"),
        ((BOTH, "change the shopping to fridays"), "cleaning"),
        ((BOTH, "just the cleaning tuesday"), "cleaning"),
        (("cleaning in malvern mornings", "change the cleaning to gardening"), "gardening"),
        (("personal care for mum", "washing", "worcester"), "personal-care"),
    ],
)
def test_the_need_is_the_one_meant(lines: tuple[str, ...], need: str) -> None:
    assert after(*lines).search["need"] == need


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        ((BOTH, "change the shopping to fridays"), "07:00-12:00"),
        ((BOTH, "change the shopping to fridays", "next"), "fri weekly"),
        ((TWO, "tuesdays for mum, fridays for dad"), "tue weekly"),
        ((TWO, "tuesdays for mum, fridays for dad", "next"), "fri weekly"),
        ((TWO, "mum mondays and dad thursdays", "next"), "thu weekly"),
        ((TWO, "tuesdays and fridays"), "tue,fri weekly"),
    ],
)
def test_each_has_its_own_time(lines: tuple[str, ...], when: str) -> None:
    assert after(*lines, area="cambridgeshire" if lines[0] == TWO else "worcestershire").search["when"] == when


def test_part_of_what_is_looked_for_is_no_choice() -> None:
    assert after("personal care for mum", "washing").keys == ("told_already", "ask_place")
    assert after("cleaning for mum in malvern", "washing").keys == ("which_need",)
