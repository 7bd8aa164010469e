"""Commands through bad spelling, and what only looks like one."""

from datetime import datetime
from pathlib import Path

import pytest
from ours import world

from bot.content.pieces import read_yaml
from bot.matching.understand import Hearing, understand

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - a local time of the place, as the readers take it
SAID: dict[str, list[str]] = read_yaml(Path(__file__).parent / "understanding" / "misspelt.yaml")


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    return world()[1]


@pytest.mark.parametrize("intent", SAID)
def test_commands(hearing: Hearing, intent: str) -> None:
    heard = {said: understand(said, hearing, NOW).intent for said in SAID[intent]}
    assert {said: told for said, told in heard.items() if told != intent} == {}


def test_the_number_is_that_of_the_words_meant(hearing: Hearing) -> None:
    told = understand("more abowt the secnd one", hearing, NOW).told
    assert told is not None
    assert (told.intent, told.number) == ("details", 2)


def test_a_slip_never_opts_in(hearing: Hearing) -> None:
    heard = {said: understand(said, hearing, NOW).intent for said in ("yess", "okk", "starter", "stary", "star")}
    assert "start" not in heard.values()
