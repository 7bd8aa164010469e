"""Two searches in one message, what adds to a search, and the words taken out before needs are heard."""

from datetime import datetime

import pytest
from ours import world

from bot.matching import manner
from bot.matching.addresses import without_addresses
from bot.matching.times import canonical
from bot.matching.understand import Heard, understand

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - a Monday, in local time


def heard(said: str, area: str | None = None) -> Heard:
    """A message understood."""
    return understand(said, world()[1], NOW, area)


def parts(said: str) -> list[str]:
    """The two searches of a message: needs, place and time of each."""
    return [
        " ".join(
            ("+".join(part.needs), part.place.code if part.place else "-", canonical(part.when) if part.when else "-")
        )
        for part in heard(said).apart
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "cleaner mondays and gardener fridays in malvern",
            ["cleaning - mon weekly", "gardening great-malvern fri weekly"],
        ),
        ("cleaner tuesday, gardener thursday, worcester", ["cleaning - tue", "gardening worcester thu"]),
        (
            "a cleaner for my flat in Witney and also someone to sit with my mother in Banbury",
            ["cleaning witney -", "carer-respite banbury -"],
        ),
        ("cleaning in malvern, gardening in pershore", ["cleaning great-malvern -", "gardening pershore -"]),
        (
            "Hello, social worker here. Client on a direct payment needs PA support, 10 hrs pw, personal care mornings"
            " 7.30-8.30 Mon-Fri and shopping Saturday am",
            ["personal-care - mon-fri 07:30-08:30 weekly", "shopping - sat 07:00-12:00"],
        ),
        (
            "lunch every day baths monday and thursday",
            ["cooking - mon-sun daily", "washing-bathing - mon,thu"],
        ),
        (
            "mum in Pershore needs a lift to dialysis mon wed fri 8am and i need a gardener at my own house in Malvern,"
            " saturdays",
            ["transport pershore mon,wed,fri 08:00-", "gardening great-malvern sat weekly"],
        ),
        (
            "company for dad tues and fri mornings and cleaning weds",
            ["companionship - tue,fri 07:00-12:00 weekly", "cleaning - wed"],
        ),
        ("cleaner mon and gardener tues and fri", ["cleaning - mon", "gardening - tue,fri"]),
        ("mon cleaner and tues and fri gardener", ["cleaning - mon", "gardening - tue,fri"]),
        ("mum needs washing and dad needs taking out", ["washing-bathing - -", "trips-out - -"]),
        ("husband needs washing and son needs taking out", ["washing-bathing - -", "trips-out - -"]),
        ("cleaning and ironing monday and friday", []),
        ("we live in malvern and mum needs a carer in pershore", []),
        ("lift from malvern to worcester on monday and back on tuesday", []),
        ("cleaning in malvern or pershore", []),
        ("washing on monday and dressing on tuesday", []),
    ],
)
def test_two_searches_are_told_apart(said: str, expected: list[str]) -> None:
    assert parts(said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "can they cook as well",
        "gardening too please",
        "and a cleaner",
        "can he do my gutters aswell",
        "she also likes a walk",
    ],
)
def test_what_is_wanted_besides_adds(said: str) -> None:
    assert manner.adds(said)


@pytest.mark.parametrize("said", ["gardening", "its too far", "a cleaner instead"])
def test_other_words_add_nothing(said: str) -> None:
    assert not manner.adds(said)


def test_what_they_are_asked_to_do_besides() -> None:
    assert all(
        map(
            manner.asks_of_them,
            (
                "can they do my stockings",
                "do they do cats",
                "could number 2 cook",
                "any that do ironing",
                "do any iron",
            ),
        )
    )
    assert not any(
        map(
            manner.asks_of_them,
            (
                "can they do gardening instead",
                "can you find me a cook",
                "just ironing",
                "which can you recommend",
                "anyone",
            ),
        )
    )


@pytest.mark.parametrize(
    "said",
    [
        "i am at 12 orchard close, ",
        "im at 4 laundry lane, ",
        "7 gardeners row, ",
        "14 church lane       ",
        "she lives in cooks close, ",
        "22b baker street.",
    ],
)
def test_a_street_is_taken_out(said: str) -> None:
    assert without_addresses(said) != said


@pytest.mark.parametrize(
    "said",
    [
        "2 dogs walk",
        "2 hours garden work close to",
        "walk 3 dogs in the park",
        "a 2 mile walk",
        "i go for a drive to the shops",
    ],
)
def test_what_is_counted_is_no_street(said: str) -> None:
    assert without_addresses(said) == said


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("actually before that can you find me a gardener in Thame", "gardening"),
        ("could you get me somebody to cook", "cooking"),
        ("just give me a cleaner", "cleaning"),
        ("she uses a zimmer frame", ""),
        ("my daughter lives in Australia", ""),
        ("I start back at work monday", ""),
        ("dad's driving me mad", ""),
        ("Well I'm at 12 Orchard Close, Yaxley", ""),
        ("need a carer for dad. am at work cant talk", "personal-care"),
        ("when hes at work", ""),
        ("would volunteers do it", ""),
        ("he needs support at work", "workplace-support"),
        ("help at work", "workplace-support"),
        ("actually not a cleaner, someone to do shopping", "shopping"),
        ("not a cleaner, a gardener", "gardening"),
        ("I don't need care I need a gardener", "gardening"),
    ],
)
def test_what_is_asked_for_and_what_is_only_told(said: str, need: str) -> None:
    assert "+".join(heard(said).sure) == need


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("My sister lived in Braintree and we moved here, and we're still in the bungalow in Halstead", "halstead"),
        ("he goes to college in Worcester, we live in Malvern", "great-malvern"),
        (
            "he goes to a special school in huntingdon. when I get home from work we live in godmanchester",
            "godmanchester",
        ),
    ],
)
def test_the_place_is_where_they_are_now(said: str, code: str) -> None:
    where = heard(said).where
    assert where
    assert where.code == code


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("put me on your list for a cleaner", "find-support"),
        ("put my mum on your list for a cleaner", "find-support"),
        ("I don't need care I need a gardener, Malvern", "find-support"),
        ("send list to me pls", "more"),
        ("can we carry on", "more"),
        ("put me on your list", "list-business"),
        ("can i be on your list, im a cleaner", "list-business"),
        ("I don't need a carer, I am one, put me on the list", "list-business"),
    ],
)
def test_who_wants_help_from_a_list_is_no_business(said: str, intent: str) -> None:
    assert heard(said).intent == intent


@pytest.mark.parametrize("said", ["I lost my wife in March and can't cook", "lost my husband in march, need a cleaner"])
def test_the_month_of_a_death_is_no_town(said: str) -> None:
    assert heard(said).where is None


def test_names_of_businesses_are_called_by_their_first_two_words() -> None:
    catalogue = world()[2]
    (called,) = catalogue.called("i was with bluebell basket care before")
    provider = catalogue.by_id(called[0])
    assert provider
    assert (provider.name, called[1]) == ("Bluebell Basket Care", 11)
    assert not list(catalogue.called("a bluebell in a basket"))
