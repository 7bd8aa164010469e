"""Businesses on a list, called by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.by_name import named_in

NAMES = ("Willow Stile Cleaning", "Poppy Teapot Helpers", "Poppy Larkspur Tidy Homes", "Helping Hands Home Care")
TRADE = frozenset("cleaning helpers helping hands home homes care tidy".split())
ENGLISH = frozenset("pillow stiles style happy teapots the one please tell me about garden".split())


def found(words: str) -> tuple[tuple[int, ...], str] | None:
    named = named_in(words, NAMES, lambda word: word not in TRADE, ENGLISH.__contains__)
    return (named.at, named.by_number) if named else None


@pytest.mark.parametrize(
    ("words", "at", "by_number"),
    [
        ("willow", (0,), "number 1"),
        ("willow stile cleaning please", (0,), "number 1 please"),
        ("tell me about the larkspur one", (2,), "tell me about the number 3 one"),
        ("is willow's any good", (0,), "is number 1 any good"),
        ("poppy", (1, 2), "number 2"),
        ("poppy teapot", (1,), "number 2"),
        ("not willow, poppy larkspur", (0, 2), "not number 1, number 3"),
        ("wilow stle", (0,), "number 1"),
        ("larkspurr", (2,), "number 3"),
        ("helping hands home care", (3,), "number 4"),
    ],
)
def test_names_are_read_as_numbers(words: str, at: tuple[int, ...], by_number: str) -> None:
    assert found(words) == (at, by_number)


@pytest.mark.parametrize(
    "words",
    [
        "cleaning",
        "home care please",
        "pillow",
        "a happy garden",
        "helping hands",
        "3 poppy close",
        "my name is poppy",
        "wil",
    ],
)
def test_what_tells_no_name(words: str) -> None:
    assert found(words) is None


@given(st.text(alphabet="abcdelopstwy '", max_size=40))
def test_what_is_left_is_the_message_but_for_the_names(words: str) -> None:
    named = named_in(words, NAMES, lambda word: word not in TRADE, ENGLISH.__contains__)
    if named:
        assert len(named.rest) < len(words)
        assert set(named.at) <= set(range(len(NAMES)))
