"""What is asked about those on a list, as people put it."""

import pytest
from residents import after

CLEANERS = ("cleaner malvern", "any time")
FIRST, SECOND = "Willow Stile Cleaning", "Poppy Teapot Helpers"


@pytest.mark.parametrize(
    "said",
    [
        "whats the number again",
        "whats the number",
        "can you give me the number again please",
        "wots the fone numbers agen",
        "gie us the number again hen",
        "Could I have the telephone number again, please?",
        "what was the number",
        "whats their number",
    ],
)
def test_who_asks_for_the_number_after_a_list_is_given_those_on_it(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert talk.keys == ("facts",)
    assert "1 Willow Stile Cleaning: 01632 960006" in talk.text


@pytest.mark.parametrize(
    "said",
    [
        "whats number 2s phone number",
        "whats number 2's number",
        "number for the second one please",
        "second ones number",
        "give us poppys number",
        "what is the number of the 2nd lady",
        "fone no for number 2",
        "can i av number twos number pls",
    ],
)
def test_the_number_of_one_is_that_of_one(said: str) -> None:
    talk = after(*CLEANERS, said)
    assert SECOND in talk.text
    assert FIRST not in talk.text


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        (("whats the number again",), "person_where"),
        ((*CLEANERS, "a person"), "person"),
        ((*CLEANERS, "can i speak to a human"), "person"),
        ((*CLEANERS, "show me the list again"), "matches"),
        ((*CLEANERS, "number 2"), "details"),
        ((*CLEANERS, "say that again please"), "matches"),
        ((*CLEANERS, "put me through to a real person"), "person"),
    ],
)
def test_people_and_lists_are_still_asked_for(lines: tuple[str, ...], key: str) -> None:
    assert after(*lines, area="worcestershire").keys[-1].startswith(key.removesuffix("_where"))
