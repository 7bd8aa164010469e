"""What people say of a list that they were given."""

from pathlib import Path

import pytest
from ours import world

from bot.content.pieces import read_yaml
from bot.conversation.facts import FACTS
from bot.conversation.on_list import ACTS
from bot.matching.text import clean

CORPUS: dict[str, list[str]] = read_yaml(Path(__file__).parent / "understanding" / "list_talk.yaml")


def test_each_kind_has_something_to_say_and_a_test() -> None:
    content = world()[0]
    assert set(content.intents.on_list) == set(CORPUS) - {"none"}
    assert set(content.intents.on_list) <= {*ACTS, *FACTS, *content.faq.answers}


@pytest.mark.parametrize("kind", CORPUS)
def test_list_talk(kind: str) -> None:
    rules = world()[1].intents
    heard = {said: rules.of_list(clean(said)) for said in CORPUS[kind]}
    told = {said: one.kind if one else "none" for said, one in heard.items()}
    assert {said: one for said, one in told.items() if one != kind} == {}
