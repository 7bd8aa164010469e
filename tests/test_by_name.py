"""Businesses on a list, called by their names."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ours import world

from bot.conversation.hearing import hear
from bot.flows.question import Session, World
from bot.hours import LONDON
from bot.matching.by_name import named_in
from bot.matching.catalogue import Catalogue, Provider
from bot.matching.understand import Heard
from bot.message import Inbound

NOW = datetime(2026, 11, 23, 10, tzinfo=LONDON)

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


def heard_after(said: str) -> Heard:
    """What is heard after a list with these names on it."""
    content, hearing, _ = world()
    names = ("Peace of Mind", "Forget Me Not", "Willow Stile Cleaning")
    providers = tuple(Provider(id=f"p-{at}", name=name) for at, name in enumerate(names))
    listed = Catalogue.of(providers, content.areas, 1, content.needs)
    session = Session("find_support", page=tuple(one.id for one in providers))
    inbound = Inbound("sms", "1", "someone", said, NOW)
    return hear(session, inbound, World(NOW, content, hearing, listed))


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("the willow one", ("p-2",)),
        ("is willow free on friday", ("p-2",)),
        ("email for willow?", ("p-2",)),
        ("peace of mind please", ("p-0",)),
        ("i dont mind", ()),
        ("forget me", ()),
        ("somebody to cut back my willow tree", ()),
        ("cleaner in worcester near the willow", ()),
        ("willow cant breathe", ()),
    ],
)
def test_a_name_counts_only_where_it_is_one(said: str, named: tuple[str, ...]) -> None:
    assert heard_after(said).named == named
