"""What no search can tell, told amid one, and who does not answer: nothing is lost by it."""

import pytest
from residents import after

CLEANER = "cleaner Malvern mondays"
COMPANY = "company Evesham saturdays"


@pytest.mark.parametrize("said", ["is it ok about the catheter", "is the catheter a problem"])
def test_a_question_about_a_catheter_is_no_other_search(said: str) -> None:
    talk = after(COMPANY, said)
    assert talk.keys == ("limit_catheter",)
    assert talk.search == after(COMPANY).search


def test_what_they_are_to_do_with_it_is_asked_for_besides() -> None:
    assert after(COMPANY, "can they empty his catheter").search["need"] == "companionship+toileting"


@pytest.mark.parametrize("said", ["15 pounds max an hour", "15 quid tops", "£15 an hour max", "max £15"])
def test_a_price_told_after_a_list_is_met_with_the_prices(said: str) -> None:
    talk = after(CLEANER, said)
    assert talk.keys == ("list_cheapest_over", "facts")
    assert talk.search == after(CLEANER).search


def test_a_price_told_where_something_is_asked() -> None:
    assert after("cleaner Malvern", "15 pounds max an hour").keys == ("limit_price", "ask_when")
    assert after("cleaner mondays", "15 pounds max an hour").keys == ("limit_price", "ask_place")


@pytest.mark.parametrize(
    ("said", "limit"),
    [("female carer essential", "limit_who"), ("she is in a wheelchair", "limit_wheelchair")],
)
def test_what_no_search_can_tell_is_said_after_a_list(said: str, limit: str) -> None:
    talk = after(COMPANY, said)
    assert talk.keys[0] == limit
    assert talk.search == after(COMPANY).search


@pytest.mark.parametrize(
    "said", ["not him, the other one", "not her the other lady", "not keen on him", "i dont like her"]
)
def test_whoever_was_looked_at_and_is_not_wanted_is_left_out(said: str) -> None:
    first = after(COMPANY).session.page[0]
    talk = after(COMPANY, "details 1", said)
    assert talk.keys == ("left_out", "matches")
    assert talk.session.left_out == (first,)


def test_which_of_several_is_not_wanted_is_asked() -> None:
    assert after(COMPANY, "not him, the other one").keys == ("which_listed",)
    assert after(COMPANY, "the other one").keys == ("matches",)


@pytest.mark.parametrize("said", ["I rang the first one and nobody answers", "number 1 isnt answering"])
def test_who_else_is_free_at_night_is_told_when_one_does_not_answer(said: str) -> None:
    nights = after("respite Droitwich any night").session.page
    talk = after("respite Droitwich any night", said)
    assert talk.keys == ("list_one_silent", "matches")
    assert talk.session.page[:2] == nights[1:]
    again = after("respite Droitwich any night", said, "the first one doesnt answer either")
    assert not {*nights[:2]}.intersection(again.session.page)


def test_from_the_small_hours_on_is_for_the_night() -> None:
    assert after("sitter Maldon from 3am", area="essex").search["when"] == "03:00-07:00"
    assert after("sitter Maldon from 5am", area="essex").search["when"] == "05:00-"
    assert after("sitter Maldon from 3am", "days mostly", area="essex").search["when"] == "07:00-17:00"


def test_each_kind_of_help_has_somebody_on_the_first_list() -> None:
    talk = after("someone to feed dad and keep him company in Didcot, any day", area="oxfordshire")
    assert talk.keys == ("first_contact", "matches")
    assert "For eating and drinking" in talk.text
    assert "For company" in talk.text


@pytest.mark.parametrize("said", ["im not interested in the second one", "im not interested in number 2"])
def test_one_they_are_not_interested_in_is_left_out(said: str) -> None:
    second = after("cleaner Malvern mondays").session.page[1]
    assert after("cleaner Malvern mondays", said).session.left_out == (second,)
