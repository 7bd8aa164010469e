"""An entry tells of ordinary weeks: on a bank holiday people are told to ask."""

import pytest
from residents import after

SAYS = "Bank holiday: ask if they work."


@pytest.mark.parametrize("when", ["christmas day", "25 december 2-5pm", "boxing day", "bank holiday monday"])
def test_a_bank_holiday_is_to_be_asked_about(when: str) -> None:
    assert SAYS in after("my mum needs sitting with, malvern", when).text


@pytest.mark.parametrize(
    "when",
    ["christmas eve", "fridays", "fri 25 dec to 8 jan", "any time", "every friday from 25 december", "from 1 january"],
)
def test_other_days_are_not(when: str) -> None:
    talk = after("my mum needs sitting with, malvern", when)
    assert talk.keys[-1] in ("matches", "nobody")
    assert SAYS not in talk.text
