"""The way back to a list, and to one or several of those on it."""

import pytest
from residents import after

SEARCH = "someone to wash and dress mum in Malvern mornings"
SITTER, GARDENER = "someone to sit with my husband saturday nights Malvern", "gardener in Malvern mondays"


@pytest.mark.parametrize("text", ["back to the first list", "show me the first list again"])
def test_the_first_list_is_there_after_more(text: str) -> None:
    assert after(SEARCH, "more", text).session.page == after(SEARCH).session.page


@pytest.mark.parametrize("text", ["who was the sitter", "show me the sitter again"])
def test_somebody_of_an_earlier_search_is_found_again_where_and_when_it_was(text: str) -> None:
    before, gardener = after(SITTER).search, "gardener in Droitwich mondays"
    assert after(SITTER, gardener, text).search == before


@pytest.mark.parametrize("text", ["what was the gardener", "show me the list again"])
def test_somebody_of_this_search_is_on_its_list(text: str) -> None:
    talk = after(SITTER, GARDENER, text)
    assert (talk.search["need"], talk.keys) == ("gardening", ("matches",))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1 and 3", ("Poppy Trellis Hands.", "Bluebell Basket Care.")),
        ("the first and third", ("Poppy Trellis Hands.", "Bluebell Basket Care.")),
        ("first one again", ("Poppy Trellis Hands.",)),
        ("i'll go with the second", ("Quince Compass Care.",)),
        ("details of all", ("Poppy", "Quince", "Bluebell")),
        ("the nearest one", ("1 Poppy Trellis Hands: under a mile",)),
    ],
)
def test_one_or_several_are_shown(text: str, named: tuple[str, ...]) -> None:
    assert all(one in after(SEARCH, text).text for one in named)


@pytest.mark.parametrize(
    ("lines", "left_out"),
    [
        ((SEARCH, "not 1 and 3"), 2),
        ((SEARCH, "not the first one"), 1),
        ((SEARCH, "not number 5"), 0),
        ((SITTER, "not the night one"), 1),
        ((SITTER, "not nights"), 0),
        ((SITTER, "not the morning one"), 0),
    ],
)
def test_only_who_is_meant_is_left_out(lines: tuple[str, ...], left_out: int) -> None:
    assert len(after(*lines).session.left_out) == left_out
