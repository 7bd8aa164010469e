"""What is said at the menu by whoever chooses in words, is listed already, or works for the council."""

import pytest
from residents import after


@pytest.mark.parametrize("text", ["one", "I want number 1", "find care", "find care or support please"])
def test_the_first_way_on_is_chosen(text: str) -> None:
    talk = after("hello", text)
    assert (talk.keys, talk.search) == (("ask_need",), {})


@pytest.mark.parametrize("text", ["seven", "my number is 3", "find care in malvern", "i want one carer"])
def test_other_words_choose_nothing(text: str) -> None:
    assert after("hello", text).keys != ("ask_need",)


@pytest.mark.parametrize(
    "text",
    [
        "I want to leave the list",
        "my phone number has changed",
        "our prices have gone up",
        "please take my name off the directory, I've retired",
        "remove my business from the directory",
    ],
)
def test_whoever_is_listed_hears_whom_to_ask(text: str) -> None:
    assert after("hello", text).keys[0] == "listed_already"


def test_off_the_list_is_still_an_opt_out() -> None:
    assert after("hello", "take me off your list").session.opted_out


@pytest.mark.parametrize(
    "text",
    [
        "how many people have you found nobody for in Malvern",
        "I work for the county council, which villages have no one for respite",
    ],
)
def test_the_council_asks_what_is_short(text: str) -> None:
    assert "demand_unknown" in after(text).keys
    assert after(text).search == {}


def test_a_social_worker_is_asked_what_help_is_needed() -> None:
    assert after("hello", "I'm a social worker at the council").keys == ("ask_need",)


@pytest.mark.parametrize(
    "said", ["can some1 do the shopping n cleaning pls", "can someone do the shopping and cleaning"]
)
def test_what_a_child_who_cares_asks_for_is_looked_for(said: str) -> None:
    talk = after(f"hey im 16 n look after my mum {said}")
    assert "young_carer" in talk.keys
    assert talk.search["need"] == "shopping+cleaning"
