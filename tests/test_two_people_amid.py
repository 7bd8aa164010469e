"""One search for two people, and what the second of them needs besides."""

import pytest
from residents import after

FOR_DAD = "sitter for dad in Maldon thursdays"


@pytest.mark.parametrize("said", ["mum too", "and for mum as well", "and mum"])
def test_the_same_help_for_somebody_else_too(said: str) -> None:
    talk = after(FOR_DAD, said, area="essex")
    assert talk.keys == ("also_for",)
    assert talk.search == after(FOR_DAD, area="essex").search


def test_the_open_question_is_asked_again() -> None:
    assert after("sitter for dad in Maldon", "mum too", area="essex").keys == ("also_for", "ask_when")


@pytest.mark.parametrize("said", ["company for her tho not a sitter", "she needs a bath too"])
def test_what_the_second_needs_besides_takes_nothing_from_the_first(said: str) -> None:
    talk = after(FOR_DAD, "mum too", said, area="essex")
    assert talk.keys == ("another_waits", "ask_when")
    assert talk.session.held("next_search")["need"] == "carer-respite"
    assert talk.search["place"] == "maldon"


def test_the_same_day_is_that_of_the_first() -> None:
    talk = after(FOR_DAD, "mum too", "company for her tho not a sitter", "no the same day", area="essex")
    assert (talk.search["need"], talk.search["when"]) == ("companionship", "thu weekly")


def test_other_hours_are_of_the_same_search() -> None:
    talk = after(FOR_DAD, "mum too", "he needs mornings", area="essex")
    assert (talk.search["need"], talk.session.held("next_search")) == ("carer-respite", {})


@pytest.mark.parametrize(
    "said",
    [
        "no i dont want that, back to my search",
        "i dont want to set up, go back to my search",
        "not that, i want the search back",
        "oh no im not a carer",
        "no im not a carer",
        "back to the list please",
    ],
)
def test_the_way_back_from_the_steps_to_the_search(said: str) -> None:
    talk = after("sitter Ely tues", "SET UP", said, area="cambridgeshire")
    assert talk.session.flow == "find_support"
    assert talk.keys[-1] == "matches"


@pytest.mark.parametrize("before", [("do i need cqc", "1", "1", "1", "2"), ("set up", "home help")])
def test_no_carer_is_no_way_out_of_the_questions_where_nothing_was_looked_for(before: tuple[str, ...]) -> None:
    assert after(*before, "no im not a carer").session.flow == after(*before).session.flow
