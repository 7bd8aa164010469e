"""Days, hours, places and kinds of help taken back or put right amid a search, in people's own words."""

import pytest
from residents import after

TIMES = [
    ("cleaner Malvern thursdays and wednesdays", "no sorry thursdys its bingo wensday", "thu weekly"),
    ("cleaner Malvern wednesdays", "no sorry thursdys its bingo wensday", "thu weekly"),
    ("cleaner Malvern wednesdays", "make it fridays, she has church on wednesdays", "fri weekly"),
    ("cleaner Malvern weekdays", "its bingo wednesdays", "mon,tue,thu,fri weekly"),
    ("cleaner Malvern wednesdays", "thursday, wednesday is bingo", "thu weekly"),
    ("cleaner Malvern", "mondays, its her club tuesdays", "mon weekly"),
    ("cleaner Malvern mondays", "mum has her hair done mondays, tuesday then", "tue weekly"),
    ("cleaner Malvern tuesdays", "its tuesdays and fridays", "tue,fri weekly"),
    ("sitter Malvern fridays", "actually could it be saturdays, my daughter works fridays", "sat weekly"),
    ("sitter Malvern", "my daughter works fridays", "fri weekly"),
    ("cleaner Malvern thursdays", "wait thats no good i have physio thursdays", "mon-wed,fri-sun weekly"),
    ("sitter Malvern nights", "no not every night just when im away", "21:00-07:00"),
    ("lift to bingo Malvern wednesdays", "its bingo thursdays not wednesdays", "thu weekly"),
    ("cleaner Malvern mondays", "dont forget tuesdays", "mon,tue weekly"),
    ("cleaner Malvern mondays and tuesdays", "forget tuesdays", "mon weekly"),
    ("cleaner Malvern mondays", "not interested in mornings, afternoons only", "mon 12:00-17:00 weekly"),
    ("cleaner Malvern mondays", "stop at 2 please", "mon -14:00 weekly"),
    ("cleaner Malvern mondays 10am", "stop at 2 please", "mon 10:00-14:00 weekly"),
]
"""Before it, what is said, and when help is looked for then."""


@pytest.mark.parametrize(("before", "said", "when"), TIMES, ids=[f"{before}: {said}" for before, said, _ in TIMES])
def test_a_time_put_right(before: str, said: str, when: str) -> None:
    talk = after(before, said)
    assert (talk.search["need"], talk.search["when"]) == (after(before).search["need"], when)


@pytest.mark.parametrize(
    "said",
    [
        "remove ely, its soham",
        "forget ely, its soham",
        "take ely off its soham",
        "not ely, soham",
        "change ely to soham",
    ],
)
def test_a_place_put_right(said: str) -> None:
    assert after("cleaner Ely mondays", said, area="cambridgeshire").search["place"] == "soham"


def test_a_place_taken_back_is_asked_again() -> None:
    talk = after("cleaner Ely mondays", "remove ely", area="cambridgeshire")
    assert "place" not in talk.search
    assert talk.keys == ("ask_place",)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("take dad to the hospital in cambridge from ely", "ely"),
        ("take dad to hospital in cambridge, we are in ely", "ely"),
        ("lift to cambridge from ely tuesday", "ely"),
        ("trip to cambridge from march", "march"),
        ("lift home from hospital in cambridge to ely", "ely"),
        ("lift from ely to cambridge", "ely"),
        ("lift to the hospital in cambridge", "cambridge"),
        ("cleaner in witchford near ely", "witchford"),
        ("cleaner, we are moving from soham to ely", "ely"),
    ],
)
def test_a_lift_is_looked_for_at_home(said: str, place: str) -> None:
    assert after(said, area="cambridgeshire").search["place"] == place


@pytest.mark.parametrize(
    ("before", "said", "need"),
    [
        ("cleaner and gardener Malvern mondays", "stop gardening", "cleaning"),
        ("cleaner and gardener Malvern mondays", "no more gardening please", "cleaning"),
        ("cleaner and gardener Malvern mondays", "stop the cleaning, just the garden", "gardening"),
        ("cleaner Malvern mondays", "no more gardeners", "cleaning"),
        ("cleaner Malvern mondays", "no more than 2 hours cleaning", "cleaning"),
        ("cleaner Malvern mondays", "dont forget the gardening", "cleaning+gardening"),
    ],
)
def test_help_that_is_wanted_no_more(before: str, said: str, need: str) -> None:
    assert after(before, said).search["need"] == need


@pytest.mark.parametrize("said", ["no more gardeners", "stop gardening"])
def test_the_only_help_looked_for_is_asked_again_when_taken_back(said: str) -> None:
    talk = after("gardener Malvern mondays", said)
    assert "need" not in talk.search
    assert talk.keys == ("ask_need",)


def test_what_is_to_stop_happening_to_somebody_is_no_help_taken_back() -> None:
    assert after("someone to stop dad wandering in Malvern").search["need"] == "carer-respite"


@pytest.mark.parametrize("said", ["so dont need it now", "i dont need her now", "not needed now"])
def test_help_that_is_needed_no_more_is_not_urgent(said: str) -> None:
    assert after("sitter for mum malvern mondays", said).keys == ("search_ended",)


def test_back_to_the_search_before_with_its_place_and_time() -> None:
    talk = after("cooking Malvern evenings", "someone to walk the dog", "in the mornings tho")
    assert (talk.search["need"], talk.search["when"]) == ("pet-care", "07:00-12:00")
    back = (
        "cooking Malvern evenings",
        "someone to walk the dog",
        "in the mornings tho",
        "no go back to the cooking one",
    )
    assert after(*back).search == after("cooking Malvern evenings").search
    assert after(*back, "back to the dog walking").search == talk.search
