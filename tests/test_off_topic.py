"""What is no business of ours is heard as that, and what only shares its words is not."""

from datetime import datetime
from pathlib import Path

import pytest
from ours import world

from bot.content.pieces import read_yaml
from bot.matching.understand import Hearing, understand

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - a Monday, in local time
SAID: dict[str, list[str]] = read_yaml(Path(__file__).parent / "understanding" / "off_topic.yaml")


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    return world()[1]


@pytest.mark.parametrize("intent", SAID)
def test_whole_messages(hearing: Hearing, intent: str) -> None:
    heard = {said: understand(said, hearing, NOW).intent for said in SAID[intent]}
    assert {said: told for said, told in heard.items() if told != intent} == {}


def test_a_swindle_is_in_no_hurry(hearing: Hearing) -> None:
    heard = understand("you have won a voucher claim now", hearing, NOW)
    assert (heard.intent, heard.when) == ("unknown", None)
