"""Other help and another place, told amid a search: a new wish. What is only spoken of changes neither."""

import pytest
from residents import after

CLEANER = "cleaner Malvern mondays"

WISHES = [
    ("she is alone all day, company in Redditch", "companionship", "redditch"),
    ("he has angina. gardener ely", "gardening", "ely"),
    ("im dying to get my garden sorted, kempsey", "gardening", "kempsey"),
    ("lifts in Wisbech", "transport", "wisbech"),
    ("bleeding radiators job, handyman St Neots", "handyperson", "st-neots"),
    ("i cant cope with the garden any more, Frinton", "gardening", "frinton-on-sea"),
    ("i was attacked by nettles, gardener in Burford please", "gardening", "burford"),
    ("dad cant drive now, lifts in Pershore", "transport", "pershore"),
    ("we are exhausted. sitter in Kidderminster", "carer-respite", "kidderminster"),
    ("i have had the gardener out but hes retired. gardener evesham", "gardening", "evesham"),
    ("i have a bad back so gardener in Upton please", "gardening", "upton-upon-severn"),
]
"""What is told of somebody beside it takes nothing of a wish away."""

SPOKEN_OF = [
    "she goes to a lunch club in Redditch",
    "he used to have company in Evesham",
    "my gardener lives in Evesham",
    "my daughter has a cleaner in Redditch",
    "my sister had a sitter in Pershore",
    "he wanders round Ledbury all day",
    "we were at church in Pershore",
]
"""What somebody does elsewhere, or had: the search stays as it is."""

ONLY_MOVED = [
    ("make it Evesham, hes moving in with my sister", "evesham"),
    ("actually mum has moved to Pershore", "pershore"),
    ("its Evesham not Malvern sorry", "evesham"),
    ("can you do Evesham as well", "evesham"),
    ("she does her own cooking, shes in Pershore now", "pershore"),
]


@pytest.mark.parametrize(("said", "need", "place"), WISHES, ids=[said for said, _, _ in WISHES])
def test_other_help_elsewhere_is_looked_for_there(said: str, need: str, place: str) -> None:
    talk = after(CLEANER, said)
    assert (talk.search["need"], talk.search["place"]) == (need, place)


def test_the_search_before_waits_where_the_new_one_is_for_somebody() -> None:
    talk = after(CLEANER, "gardener for my nan, she lives in Bicester")
    assert (talk.search["need"], talk.search["place"]) == ("gardening", "bicester")
    assert talk.session.held("next_search")["need"] == "cleaning"
    assert "another_waits" in talk.keys


@pytest.mark.parametrize("said", SPOKEN_OF)
def test_what_is_only_spoken_of_moves_nothing(said: str) -> None:
    talk = after(CLEANER, said)
    assert (talk.search["need"], talk.search["place"]) == ("cleaning", "great-malvern")


@pytest.mark.parametrize(("said", "place"), ONLY_MOVED, ids=[said for said, _ in ONLY_MOVED])
def test_another_place_alone_keeps_the_need(said: str, place: str) -> None:
    talk = after(CLEANER, said)
    assert (talk.search["need"], talk.search["place"]) == ("cleaning", place)


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("its getting to much for me, the cleaning. Alvechurch", "cleaning"),
        ("its too much, the garden. Alvechurch", "gardening"),
        ("the ironing in Alvechurch", "laundry"),
        ("the shopping, and she is in Alvechurch", "shopping"),
        ("Alvechurch, the old vicarage", "companionship"),
        ("by the post office, Alvechurch", "companionship"),
        ("the garden centre in Alvechurch", "companionship"),
        ("Alvechurch, at the crossing", "companionship"),
    ],
)
def test_a_chore_is_no_landmark_where_the_place_is_asked(said: str, need: str) -> None:
    talk = after("company for mum", said)
    assert (talk.search["need"], talk.search["place"]) == (need, "alvechurch")


def test_an_addition_stays_one() -> None:
    assert after(CLEANER, "gardener too").search["need"] == "cleaning+gardening"
    assert after(CLEANER, "gardener too, in Upton").session.held("next_search")["need"] == "gardening"


@pytest.mark.parametrize(
    ("before", "said", "need"),
    [
        ("help to wash Malvern thursday mornings", "ok an wot about shopping", "washing-bathing+shopping"),
        ("help to wash Malvern thursday mornings", "what about shopping", "shopping"),
        ("cleaner Malvern any time", "an a gardener", "cleaning+gardening"),
        ("cleaner Malvern mondays", "oh an could someone walk the dog", "cleaning+pet-care"),
        ("cleaner Malvern mondays", "an hour or so", "cleaning"),
        ("help to wash Malvern mondays", "acktually she can do the shopping online, forget that", "washing-bathing"),
        ("cleaner Malvern mondays", "i can do the garden but not the windows", "cleaning"),
    ],
)
def test_and_in_any_spelling_adds(before: str, said: str, need: str) -> None:
    assert after(before, said).search["need"] == need


def test_a_need_told_besides_is_looked_for_too() -> None:
    assert after("cleaner Malvern any time", "oh and he needs company when im at work").search["need"] == (
        "cleaning+companionship"
    )


def test_the_same_help_for_somebody_elsewhere_keeps_the_first() -> None:
    talk = after("gardener colchester any time", "my neighbour needs one too hes in wivenhoe", area="essex")
    assert (talk.search["need"], talk.search["place"]) == ("gardening", "wivenhoe")
    assert talk.session.held("next_search")["place"] == "colchester"


def test_a_request_is_asked_about_and_a_remark_is_not() -> None:
    assert after("sitter Malvern mondays", "do they do breakfast").keys == ("which_need",)
    assert after("sitter Malvern mondays", "one that wont mind cats").keys == ("kept_told",)


@pytest.mark.parametrize(
    "said",
    ["she's also got a cleaner from the council who comes Thursday mornings", "she has a carer wednesdays"],
)
def test_help_that_somebody_has_already_is_not_asked_for(said: str) -> None:
    talk = after("company Malvern tuesday and thursday afternoons", said)
    assert talk.search == after("company Malvern tuesday and thursday afternoons").search
    assert not talk.session.held("next_search")


def test_what_a_place_is_near_moves_no_search() -> None:
    assert after("cleaner in heybridge on a monday", "its near maldon", area="essex").search["place"] == "heybridge"
    assert (
        after("cleaner in heybridge on a monday", "its near colchester", area="essex").search["place"] == "colchester"
    )
    assert after("cleaner in heybridge on a monday", "no its maldon", area="essex").search["place"] == "maldon"
