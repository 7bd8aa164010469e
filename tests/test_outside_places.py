"""Places that none of our councils serves: said at once, and never taken for where help is needed when they are not."""

import pytest
from residents import after


@pytest.mark.parametrize(
    "said",
    [
        "need a bit of help for the wife in tewkesbury",
        "looking for help for mum shes in kings lynn",
        "my dad lives in Swindon and needs some help",
        "help wanted for me nan in brum",
        "i need someone for my husband, we live in norwich",
        "support for my father in cheltenham please",
    ],
)
def test_a_place_outside_is_said_before_the_need_is_known(said: str) -> None:
    talk = after(said, area="cambridgeshire")
    assert talk.keys[-1] == "outside_area"
    assert after(said, "shopping", area="cambridgeshire").search == {"need": "shopping"}


@pytest.mark.parametrize(
    ("said", "place", "need"),
    [
        ("my sister in norwich found hers on facebook i need a sitter for ely thursdays", "ely", "carer-respite"),
        ("my daughter in norwich said try you, i need a cleaner in soham", "soham", "cleaning"),
        ("me son lives up in leeds i want a gardener in ely", "ely", "gardening"),
        ("My brother, who is in Norwich, told me of this. I need somebody to clean in Ely", "ely", "cleaning"),
        ("our kids are in london so we need a cleaner for our house in histon", "histon", "cleaning"),
        ("friend in norwich uses one i need a gardener littleport", "littleport", "gardening"),
    ],
)
def test_where_a_relative_lives_is_not_where_help_is_needed(said: str, place: str, need: str) -> None:
    search = after(said, area="cambridgeshire").search
    assert (search.get("place"), search.get("need")) == (place, need)


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("my daughter lives in cheltenham shes worried about me i want some company", "companionship"),
        ("my daughter lives in cheltenham i want some company", "companionship"),
        ("me son's in gloucester and i need a cleaner", "cleaning"),
        ("my sister lives over in swindon she says i need a gardener", "gardening"),
        ("our daughter is in bristol. we need someone to do my shopping", "shopping"),
        ("my nephew moved to london so i want a lift to hospital", "transport"),
    ],
)
def test_a_relatives_town_alone_is_no_place_of_need(said: str, need: str) -> None:
    talk = after(said)
    assert (talk.search.get("need"), talk.keys[-1]) == (need, "ask_place")


@pytest.mark.parametrize(
    "said",
    [
        "my daughter lives in cheltenham and needs a cleaner",
        "i want a cleaner for my daughter in cheltenham",
        "my son in bristol wants a gardener",
        "mum lives in cheltenham i need a cleaner for her",
        "i need a cleaner in cheltenham",
        "i live in cheltenham i need company",
    ],
)
def test_a_town_outside_where_help_is_needed_is_said_to_be_outside(said: str) -> None:
    assert after(said).keys[-1] == "outside_area"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("my daughter is in ely and i need help for mum in soham, a cleaner", "soham"),
        ("i need a cleaner for my daughter in ely, i live in soham", "ely"),
        ("i live in soham but mum needs a cleaner in ely", "ely"),
        ("my sister lives in ely and needs a cleaner", "ely"),
        ("we live in ely and i need a cleaner", "ely"),
        ("cleaner for my aunt in ely, im in cambridge", "ely"),
    ],
)
def test_of_two_places_of_ours_that_of_need_is_taken(said: str, place: str) -> None:
    assert after(said, area="cambridgeshire").search.get("place") == place


@pytest.mark.parametrize(
    "said", ["2", "no the one in cornwall", "the cornwall one", "option 2", "st ives in cornwall", "2 please"]
)
def test_a_place_outside_that_is_chosen_is_said_to_be_outside(said: str) -> None:
    talk = after("cleaning st ives", said)
    assert talk.keys[-1] == "outside_area"
    assert after("cleaning st ives", said, "tuesday").search == {"need": "cleaning", "when": "tue"}


@pytest.mark.parametrize("said", ["no the one in cornwall", "the cornwall one", "nope the cornwall one"])
def test_a_place_denied_for_one_outside_is_given_up(said: str) -> None:
    assert "place" not in after("cleaning st ives", said, "tuesday", area="cambridgeshire").search


@pytest.mark.parametrize(
    "said", ["1", "the huntingdonshire one", "st ives cambs", "cambridgeshire", "option 1", "1 please"]
)
def test_a_place_of_ours_that_is_chosen_is_kept(said: str) -> None:
    assert after("cleaning st ives", said).search["place"] == "st-ives"


@pytest.mark.parametrize(
    ("said", "asked", "kept"),
    [
        (("cleaner ely friday", "now i need a sitter for my aunt in gloucester"), "outside_area", "carer-respite"),
        (("cleaner ely friday", "gardener in leeds"), "outside_area", "gardening"),
        (("cleaner ely friday", "gardener in norton"), "which_place", "gardening"),
        (("cleaner", "cleaner in ledbury"), "outside_area", "cleaning"),
        (("norton please",), "which_place", None),
    ],
)
def test_a_place_that_is_not_settled_is_told_of_and_no_other_stands_for_it(
    said: tuple[str, ...], asked: str, kept: str | None
) -> None:
    talk = after(*said, area="worcestershire")
    assert talk.keys[-1] == asked
    assert (talk.search.get("need"), "place" in talk.search) == (kept, False)


def test_whoever_moves_in_asks_for_no_exercise() -> None:
    assert after("cleaner ely", "forget the cleaner", "shes moving in with me in soham").search == {"place": "soham"}


@pytest.mark.parametrize("said", ["anywhere near ely", "ely or anywhere close", "in the villages round ely"])
def test_how_near_a_place_asks_for_no_outing(said: str) -> None:
    assert after("cleaner", said, area="cambridgeshire").search == {"need": "cleaning", "place": "ely"}
