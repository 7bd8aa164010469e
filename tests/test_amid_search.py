"""What residents say amid a search that is no request: dangers, remarks, others' places and times, exclusions."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from test_transcripts import world

from bot.conversation import respond
from bot.flows.find_support import NAME
from bot.flows.question import Session, Turn, World
from bot.message import Inbound

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/London"))
CONTENT, HEARING, CATALOGUE = world()
IN_ELY = "company in ely, wednesday afternoon"


def says(area: str, *texts: str) -> Turn:
    """The last turn of several messages."""
    turn = Turn(Session(met=True), ())
    for number, text in enumerate(texts):
        inbound = Inbound("sms", "1", f"s{number}", text, NOW)
        turn = respond(turn.session, inbound, World(NOW, CONTENT, HEARING, CATALOGUE, area))
    return turn


def held(turn: Turn) -> str:
    """What is looked for after a turn: need, place and time."""
    answers = turn.session.held(NAME)
    return " ".join(answers.get(name, "-") for name in ("need", "place", "when"))


def keys(turn: Turn) -> list[str]:
    return [say.key for say in turn.says]


# Danger


@pytest.mark.parametrize(
    "text",
    [
        "i think ill just go and be with bert",
        "i want to end it all on saturday in soham",
        "i cant wash or dress and i want to die",
        "dad has fallen and hes not breathing, saturday",
        "shes fallen down the stairs in soham and cant get up",
        "gas smell in kitchen, cooking",
        "no point eating or cooking, i dont want to be here",
    ],
)
def test_a_danger_changes_nothing_of_what_is_looked_for(text: str) -> None:
    turn = says("cambridgeshire", IN_ELY, text)
    assert turn.events[0].name.startswith("safety:")
    assert held(turn) == "companionship ely wed 12:00-17:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i want to die, but i also need a cleaner in soham", "companionship+cleaning soham wed 12:00-17:00"),
        ("chest pain. can you find someone to walk the dog", "pet-care ely wed 12:00-17:00"),
        ("my son hits me. i need help with shopping on fridays", "shopping ely fri 12:00-17:00 weekly"),
        ("i want to kill myself. i want help with cooking", "cooking ely wed 12:00-17:00"),
    ],
)
def test_what_is_plainly_asked_for_beside_a_danger_is_kept(text: str, expected: str) -> None:
    assert held(says("cambridgeshire", IN_ELY, text)) == expected


def test_a_danger_tells_the_place_that_was_open() -> None:
    turn = says("cambridgeshire", "i need a cleaner", "shes fallen down the stairs in soham and cant get up")
    assert held(turn) == "cleaning soham -"


# Outside our area


@pytest.mark.parametrize(
    "texts",
    [
        ("shes in kings lynn",),
        ("mum is in norwich and not coping",),
        ("helo im from peterborough",),
        ("do you cover norwich",),
        ("kings lynn tuesday",),
        ("i need a hand at home", "shes in kings lynn"),
        ("cleaning for mum", "shes in kings lynn"),
        (IN_ELY, "shes in kings lynn"),
    ],
)
def test_a_place_outside_is_said_whatever_is_still_open(texts: tuple[str, ...]) -> None:
    assert "outside_area" in keys(says("cambridgeshire", *texts))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("shes in kings lynn", "ely"), "- ely -"),
        (("i live in london, mum is in ely",), "- ely -"),
        (("company for mum in ely", "im in london"), "companionship ely -"),
    ],
)
def test_a_place_of_ours_goes_before_one_outside(texts: tuple[str, ...], expected: str) -> None:
    turn = says("cambridgeshire", *texts)
    assert held(turn) == expected
    assert "outside_area" not in keys(turn)
